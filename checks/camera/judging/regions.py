"""Whether a part of an approved view shows now what it showed when it was approved."""

from math import ceil, floor

from auditor.contract import Region
from auditor.facts import Measures
from auditor.facts.picture import TILES

_COLUMNS, _ROWS = TILES
_LAST = _COLUMNS * _ROWS - 1
_EDGE = 0.25
"""Share of a tile's width or height: a region that reaches in by less only brushes the tile."""
_NOISE = 1e-6
"""A share such as 3/16 was rounded when it was written."""


def tiles_of(region: Region) -> int:
    """Return the tiles of a region as bits, the first tile of the first row in the highest."""
    across = _span(region.left, region.width, _COLUMNS)
    down = _span(region.top, region.height, _ROWS)
    return sum(1 << (_LAST - (row * _COLUMNS + column)) for row in down for column in across)


def shown(measures: Measures, region: Region, least: int) -> float | None:
    """Return the share of a region's compared tiles that agree with the view.

    None when fewer than `least` of them could be compared: plain walls, people, glare.
    """
    tiles = tiles_of(region)
    compared = _bits(measures.reliable) & tiles
    count = compared.bit_count()
    if not count or count < min(least, tiles.bit_count()):
        return None
    return (_bits(measures.agreed) & compared).bit_count() / count


def _span(start: float, length: float, count: int) -> range:
    """Return the columns or rows that a region covers, at least one."""
    first, end = start * count, (start + length) * count
    low, high = ceil(first - 1 + _EDGE - _NOISE), floor(end - _EDGE + _NOISE) + 1
    if high <= low:
        low = floor((first + end) / 2)
        high = low + 1
    low = min(max(low, 0), count - 1)
    return range(low, min(max(high, low + 1), count))


def _bits(digits: str) -> int:
    return int(digits, 16) if digits else 0

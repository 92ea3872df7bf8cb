"""How the rows below a verdict read: cameras, shifts and refused rows as tables, others as a list.

A table is chosen by what a row says of itself, so that a check of one's own gets one as well. Rows
keep their order and none is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from auditor.contract import Finding, Item

_CAMERA, _STAFF = "camera", "staff"
"""Families of checks: every row of the first is a camera, unless said otherwise."""
_CAMERA_TABLES = {"camera.picture": "pictures", "camera.coverage": "areas"}
"""What a row of a check about cameras is: what its numbers count differs."""
_COLUMNS = ("counter", "minutes", "first", "until")
"""Columns of shifts that are shown where any row fills them; the others are always there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows that read the same way."""

    kind: str
    """`cameras`, `pictures`, `areas`, `shifts`, `refused` or `list`."""
    items: tuple[Item, ...]
    columns: tuple[str, ...] = ()
    see: str = ""
    """The criterion under which these very rows already stand."""


def rows(findings: Iterable[Finding]) -> dict[str, tuple[Rows, ...]]:
    """Return the rows of every criterion, neighbours of one kind together.

    What two questions about officers both left aside is printed once: the same gaps in a feed,
    the same unusable lines.
    """
    printed: list[tuple[Rows, str]] = []
    return {finding.criterion: tuple(_once(finding, printed)) for finding in findings}


def _once(finding: Finding, printed: list[tuple[Rows, str]]) -> Iterator[Rows]:
    family = finding.check.partition(".")[0]
    kind = _camera(finding.check) if family == _CAMERA else _by_values
    for found in _parts(finding.outcome.items, kind):
        if family != _STAFF or found.kind == "shifts":
            yield found
            continue
        see = next((where for one, where in printed if one == found), "")
        printed.append((found, finding.criterion))
        yield replace(found, see=see)


def _parts(items: Sequence[Item], kind: Callable[[Item], str]) -> Iterator[Rows]:
    for name, found in groupby(items, kind):
        members = tuple(found)
        yield Rows(kind=name, items=members, columns=_filled(name, members))


def _camera(check: str) -> Callable[[Item], str]:
    table = _CAMERA_TABLES.get(check, "cameras")
    # Who is in charge of an office's cameras is no camera.
    other = check == "camera.connected"
    return lambda item: table if item.target and not (other and "office" in item.values) else "list"


def _by_values(item: Item) -> str:
    if {"date", "hours", "part"} <= item.values.keys():
        return "shifts"
    return "refused" if {"count", "places"} <= item.values.keys() else "list"


def _filled(kind: str, items: Sequence[Item]) -> tuple[str, ...]:
    if kind != "shifts":
        return ()
    return tuple(
        column
        for column in _COLUMNS
        if any(item.values.get(column) not in (None, "") for item in items)
    )

"""HTML tables that call themselves .xls."""

from collections.abc import Iterator

from auditor.contract import Why
from auditor.probes.feeds.faults import FeedFault
from auditor.probes.feeds.sheets import Listed, Row, Sheet
from auditor.tabular.htmltable import MAX_CHARS, html_tables

_MOST_ROWS, _MOST_COLUMNS = 200_000, 200


def html_sheets(file: str, text: str) -> Iterator[Sheet]:
    """Yield every table of the page."""
    if len(text) > MAX_CHARS:
        limit = MAX_CHARS // 1_000_000
        raise FeedFault(Why.UNREADABLE, "too_large", file=file, limit=limit)
    try:
        for number, rows in enumerate(html_tables(text, _MOST_ROWS, _MOST_COLUMNS), 1):
            listed = [Row(line + 1, cells) for line, cells in rows]
            yield Sheet(place=f"{file} #{number}", rows=Listed(listed.__iter__), encoding="HTML")
    except RecursionError:
        raise FeedFault(Why.MALFORMED, "html_deep", file=file) from None

"""What a reader can only say at the end of a page."""

import re

from auditor.probes.site.view import PageView

_CODE = re.compile(r"[123]\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.H\d{2})?(?!\d)")
_NUMERIC = frozenset("0123456789.")  # before a code: then it is part of a longer number
_BASE = 8  # characters of a code that name the procedure; the rest is the province's


def finish(view: PageView) -> PageView:
    """Settle what needs the whole page."""
    _clamp(view)
    view.codes = _codes(view)
    return view


def _clamp(view: PageView) -> None:
    """Let everything stand at a line that exists."""
    last = max(len(view.lines) - 1, 0)
    view.links = [row if row[2] <= last else (*row[:2], last, *row[3:]) for row in view.links]
    view.images = [row if row[2] <= last else (*row[:2], last, row[3]) for row in view.images]
    view.forms = [(*row[:3], min(row[3], last), min(row[4], last), row[5]) for row in view.forms]
    view.tables = [(min(line, last), rows) for line, rows in view.tables]


def _codes(view: PageView) -> list[str]:
    text = "\n".join([row[0] for row in view.lines])
    hrefs = "\n".join([row[0] for row in view.links])
    found = [
        match[0][:_BASE]
        for source in (text, hrefs)
        for match in _CODE.finditer(source)
        if source[match.start() - 1 : match.start()] not in _NUMERIC
    ]
    return list(dict.fromkeys(found))

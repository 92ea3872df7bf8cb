"""A file of a feed, opened with care: what it is decides its first bytes, not its name."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from auditor.contract import Why
from auditor.probes.feeds.faults import FeedFault
from auditor.probes.feeds.header import Wanted
from auditor.probes.feeds.lines import text_sheet
from auditor.probes.feeds.sheets import Sheet
from auditor.tabular.decoding import recognise
from auditor.tabular.kinds import MAGIC, is_html

MAX_BYTES = 100_000_000  # 100,000 rows of a plain log are 5 MB
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def sheets_of(path: Path, wanted: Wanted, sheet: str = "") -> Iterator[Sheet]:
    """Yield the tables of a file; FeedFault says why there are none."""
    data = _bytes(path)
    if data.startswith(MAGIC):
        from auditor.probes.feeds.workbook import workbook_sheets  # calamine is seldom wanted

        yield from workbook_sheets(path.name, data, sheet)
        return
    text, codec = recognise(data)
    if not codec:
        raise FeedFault(Why.UNREADABLE, "encoding", file=path.name)
    if is_html(text):
        from auditor.probes.feeds.htmlsheet import html_sheets

        yield from html_sheets(path.name, text)
        return
    if text.lstrip()[:5] == "<?xml":
        raise FeedFault(Why.UNREADABLE, "workbook_xml", file=path.name)
    head = text[:100_000]
    del text  # the rows are decoded again as they are read: half the memory
    yield text_sheet(path.name, data, codec, head, wanted)


def _bytes(path: Path) -> bytes:
    """Return what a regular file holds: a FIFO would block for ever."""
    try:
        handle = os.open(path, _FLAGS)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise FeedFault(Why.NOT_CONFIGURED, "not_a_file", file=path.name, ours=True)
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise FeedFault(Why.NOT_CONFIGURED, "no_file", file=path.name) from None
    except IsADirectoryError:
        raise FeedFault(Why.NOT_CONFIGURED, "not_a_file", file=path.name, ours=True) from None
    except PermissionError:
        raise FeedFault(Why.UNREADABLE, "denied", file=path.name, ours=True) from None
    except OSError as error:
        code = error.errno or 0
        raise FeedFault(Why.UNREADABLE, "io", file=path.name, code=code, ours=True) from None
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise FeedFault(Why.UNREADABLE, "too_large", file=path.name, limit=limit)
    return data

"""A file of a feed, opened with care: what it is decides its first bytes, not its name."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from auditor.contract import Why
from auditor.facts import ReadFile
from auditor.probes.feeds.evtxchunks import MAGIC as EVTX
from auditor.probes.feeds.faults import FeedFault
from auditor.probes.feeds.header import Wanted
from auditor.probes.feeds.lines import text_sheet
from auditor.probes.feeds.sheets import Sheet
from auditor.tabular.decoding import legacy, recognise
from auditor.tabular.delimited import MAX_LINE, long_line
from auditor.tabular.kinds import MAGIC, is_html

MAX_BYTES = 100_000_000  # 100,000 rows of a plain log are 5 MB
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def sheets_in(file: str, data: bytes, wanted: Wanted, sheet: str = "") -> Iterator[Sheet]:
    """Yield the tables of a file's bytes; FeedFault says why there are none."""
    if data.startswith(MAGIC):
        from auditor.probes.feeds.workbook import workbook_sheets  # calamine is seldom wanted

        yield from workbook_sheets(file, data, sheet)
        return
    if data.startswith(EVTX):
        from auditor.probes.feeds.evtxfile import evtx_sheet

        yield evtx_sheet(file, data)
        return
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FeedFault(Why.MALFORMED, "empty_file", file=file)
    if file.lower().endswith(".evtx"):
        raise FeedFault(Why.MALFORMED, "not_evtx", file=file)
    text, codec = recognise(data)
    if not codec:
        raise _unrecognised(file, data)
    if is_html(text):
        from auditor.probes.feeds.htmlsheet import html_sheets

        yield from html_sheets(file, text)
        return
    if text.lstrip()[:5] == "<?xml":
        raise FeedFault(Why.UNREADABLE, "workbook_xml", file=file)
    if line := long_line(text):
        raise FeedFault(Why.MALFORMED, "long_line", file=file, line=line, limit=MAX_LINE)
    head = text[:100_000]
    del text  # the rows are decoded again as they are read: half the memory
    yield text_sheet(file, data, codec, head, wanted)


def _unrecognised(file: str, data: bytes) -> FeedFault:
    if name := legacy(data):
        return FeedFault(Why.UNREADABLE, "encoding_legacy", file=file, encoding=name)
    return FeedFault(Why.UNREADABLE, "encoding", file=file)


def read_file(path: Path) -> tuple[bytes, ReadFile]:
    """Return what a regular file holds, and its hash: a FIFO would block for ever."""
    data = _bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    return data, ReadFile(name=path.name, sha256=digest, size=len(data))


def _bytes(path: Path) -> bytes:
    try:
        handle = os.open(path, _FLAGS)
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise FeedFault(Why.NOT_CONFIGURED, "not_a_file", file=path.name, ours=True)
            data = file.read(MAX_BYTES + 1) if before.st_size <= MAX_BYTES else b""
            after = os.fstat(handle)
    except FileNotFoundError:
        raise FeedFault(Why.NOT_CONFIGURED, "no_file", file=path.name) from None
    except IsADirectoryError:
        raise FeedFault(Why.NOT_CONFIGURED, "not_a_file", file=path.name, ours=True) from None
    except PermissionError:
        raise FeedFault(Why.UNREADABLE, "denied", file=path.name, ours=True) from None
    except OSError as error:
        code = error.errno or 0
        raise FeedFault(Why.UNREADABLE, "io", file=path.name, code=code, ours=True) from None
    if len(data) > MAX_BYTES or before.st_size > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise FeedFault(Why.UNREADABLE, "too_large", file=path.name, limit=limit)
    if after.st_size != len(data) or after.st_mtime_ns != before.st_mtime_ns:
        raise FeedFault(Why.UNREADABLE, "file_changing", file=path.name)
    return data

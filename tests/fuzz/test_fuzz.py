"""A short run over every parser, the same inputs each time. `./run fuzz` is the long one."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.inputs import inputs
from tests.fuzz.targets import TARGETS

HANGS_S = 120
"""All inputs of one parser; they take a second or two."""
_INPUTS = 60
_FEWER = {
    "inventory-book": 8,  # each starts a process
    "calendar": 15, "tables": 25, "communes": 30, "log": 40, "workbook": 40, "labelled": 40,
}  # fmt: skip
_SITES = "Mã đơn vị hành chính;Tên đơn vị hành chính;Trang thông tin điện tử\n00001;Xã Mẫu 01;"
FOUND = (
    ("sdp", b"m=video 0 RTP/AVP 96 " + b"9" * 5_000),
    ("calendar", b"announced_through: " + b"9" * 5_000 + b"\ndays: []\n"),
    ("judges", "\1<h1>Thủ tục hành chính</h1><p>Danh sách</p><a href='?trang=2'>²</a>".encode()),
    ("packed", bytes.fromhex("28b52ffdd4666666666666666666")),
    ("packed", bytes.fromhex("28b52ffde4ffffffffffffff7f")),
    ("packed", b"[" * 100_000),
    ("communes", b"00001;X\n" + b"," * 300_000),
    ("communes", _SITES.encode() + b"," * 300_000),
    ("tables", b"\x1f\x1f00001;r1;" + b"1." * 150_000),
    ("tables", b"\x1f\x1f\x1f00001;c1;" + b"a." * 150_000 + b";1;x"),
    ("tables", b"\x1f\x1f\x1f00001;c1;;1;192.0.2.7;" + b":" * 300_000),
)
"""What long runs and reviews broke a parser with, once."""


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_parser(name: str) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=_FEWER.get(name, _INPUTS), derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(inputs(target))
    def feed(data: bytes) -> None:
        target.feed(data)

    with _ending():
        for data in (b"", *target.seeds):
            target.feed(data)
        feed()


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_was_found_stays_mended(name: str, data: bytes) -> None:
    with _ending():
        TARGETS[name].feed(data)


@contextmanager
def _ending() -> Iterator[None]:
    """Fail where an input hangs, instead of hanging with it."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> NoReturn:
        raise AssertionError(f"no end within {HANGS_S} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(HANGS_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

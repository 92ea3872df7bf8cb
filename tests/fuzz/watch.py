"""One input at a time, in plain sight: whoever watches a fuzzer sees what it hangs or dies on."""

import mmap
import struct
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

_HEAD = struct.Struct("<QQI")
"""Inputs begun, inputs done, length of the present one."""
SIZE = 1 << 20
_ROUND = frozenset({Path(__file__), Path(__file__).with_name("worker.py")})
"""Whoever feeds is no part of a fault."""


class Watched:
    """A page of memory that two processes share, in a file."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_HEAD.size + SIZE))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), _HEAD.size + SIZE)
        self._begun = 0

    def feed(self, feed: Callable[[bytes], None], data: bytes) -> BaseException | None:
        """Feed one input; return what it raised."""
        self._begun += 1
        self._page[_HEAD.size : _HEAD.size + len(data)] = data
        _HEAD.pack_into(self._page, 0, self._begun, self._begun - 1, len(data))
        try:
            feed(data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - Rust's panics are no Exception
            return error
        finally:
            _HEAD.pack_into(self._page, 0, self._begun, self._begun, len(data))
        return None

    @property
    def done(self) -> int:
        """Return how many inputs came to an end."""
        return int(_HEAD.unpack_from(self._page, 0)[1])

    @property
    def present(self) -> bytes | None:
        """Return the input that is being read; None between two."""
        begun, done, size = _HEAD.unpack_from(self._page, 0)
        return None if begun == done else bytes(self._page[_HEAD.size : _HEAD.size + size])


def place_of(error: BaseException) -> str:
    """Return what tells one fault from another: its kind, and the last lines of ours it passed."""
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(_of(error))
        if "site-packages" not in frame.filename and Path(frame.filename) not in _ROUND
    ]
    return " ".join([type(error).__name__, *dict.fromkeys(frames[-3:])])


def _of(error: BaseException) -> TracebackType | None:
    return error.__traceback__


def reduced(fails: Callable[[bytes], bool], data: bytes, tries: int = 2_000) -> bytes:
    """Return a shorter input that still fails, by leaving pieces out."""
    size = max(len(data) // 2, 1)
    while size and tries > 0:
        at = 0
        while at < len(data) and tries > 0:
            shorter = data[:at] + data[at + size :]
            tries -= 1
            if fails(shorter):
                data = shorter
            else:
                at += size
        size = size // 2
    return data

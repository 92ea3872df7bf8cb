"""Dataclasses to JSON and back, exactly, and JSON to compressed bytes and back.

One way for facts, findings and inventory entries, so that what is loaded equals what was kept:
numbers stay int or float, texts may hold whatever a hacked page held, times are UTC.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, get_args, get_type_hints

import zstandard
from pydantic import TypeAdapter

LEVEL = 3  # 5 times smaller at a fraction of a millisecond a page; higher levels gain little


def to_plain(kind: object, value: object) -> Any:
    """Return `value` as lists, dicts, texts and numbers; ValueError when a time is naive."""
    return _adapter(kind).dump_python(storable(value), mode="json")


def from_plain(kind: object, plain: object) -> Any:
    """Return the value that `to_plain` was given."""
    return _adapter(kind).validate_python(plain)


def to_json(plain: object) -> bytes:
    """Return canonical JSON: the same content gives the same bytes, whatever the order of keys.

    A lone surrogate, as broken pages have, is kept; a NaN is a programming error.
    """
    text = json.dumps(
        plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8", "surrogatepass")


def from_json(body: bytes) -> Any:
    """Return what `to_json` was given; ValueError when the bytes are none of ours."""
    try:
        return json.loads(body.decode("utf-8", "surrogatepass"))
    except RecursionError:  # nested as deep as nothing that we write
        raise ValueError("nested too deep") from None


def pack_value(kind: object, value: object) -> bytes:
    """Return a packed `kind`, several times faster than by way of `to_plain`, for large facts."""
    sound = storable(value)
    try:
        return compress(_adapter(kind).dump_json(sound))
    except ValueError:  # a lone surrogate, which only the slower way can write
        return pack(_adapter(kind).dump_python(sound, mode="json"))


def pack(plain: object) -> bytes:
    """Return canonical JSON, compressed, with a checksum that tells damage."""
    return compress(to_json(plain))


def unpack(packed: bytes) -> Any:
    """Return what `pack` was given; ValueError when the bytes are damaged."""
    return from_json(decompress(packed))


def compress(body: bytes) -> bytes:
    """Return `body` as one zstd frame that knows its size and checksum."""
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(body)


def decompress(packed: bytes, limit: int | None = None) -> bytes:
    """Return the body of a frame; ValueError when it is damaged or claims more than `limit`."""
    try:
        size = zstandard.frame_content_size(packed)
        if size < 0 or (limit is not None and size > limit):
            raise ValueError(f"a frame of {size} bytes")
        return zstandard.ZstdDecompressor().decompress(packed)
    except (zstandard.ZstdError, MemoryError, OverflowError) as error:
        # A changed byte of the head can claim more than any machine has.
        raise ValueError(str(error)) from error


def digest(body: bytes) -> str:
    """Return the sha256 in hex."""
    return hashlib.sha256(body).hexdigest()


def utc(time: datetime) -> datetime:
    """Return `time` in UTC; a naive time is a programming error."""
    if time.tzinfo is None or time.utcoffset() is None:
        raise ValueError(f"naive time {time.isoformat()}: every time must carry its zone")
    return time if time.tzinfo is UTC else time.astimezone(UTC)


def storable(value: Any) -> Any:
    """Return `value` with every time in it in UTC; itself when nothing had to change.

    ValueError for a time without a zone and for a number that is none: neither would come back.
    """
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no number that can be kept")
    if isinstance(value, tuple | list):
        return _sequence(value)
    if isinstance(value, Mapping):
        return {key: storable(part) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _dataclass(value)
    return value


def _sequence(value: tuple[Any, ...] | list[Any]) -> tuple[Any, ...] | list[Any]:
    changed = [storable(part) for part in value]
    if all(new is old for new, old in zip(changed, value, strict=True)):
        return value
    return type(value)(changed)


def _dataclass(value: Any) -> Any:
    changes = {}
    kind: type = type(value)
    for name in _delicate(kind):
        old = getattr(value, name)
        if (new := storable(old)) is not old:
            changes[name] = new
    return replace(value, **changes) if changes else value


@cache
def _delicate(kind: type) -> tuple[str, ...]:
    """Fields that can hold a time or a float: the thousands of lines of a page are never walked."""
    hints = get_type_hints(kind)
    return tuple(f.name for f in fields(kind) if _is_delicate(hints[f.name], (kind,)))


def _is_delicate(hint: object, above: tuple[object, ...]) -> bool:
    if hint in (datetime, float, Any, object):
        return True
    if hint in above:
        return False
    if isinstance(hint, type) and is_dataclass(hint):
        inner: tuple[object, ...] = tuple(get_type_hints(hint).values())
    else:
        inner = get_args(hint)
    return any(_is_delicate(part, (*above, hint)) for part in inner)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)

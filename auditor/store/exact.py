"""Rows as they are written, so that no other writing of the same value passes for it.

SQLite keeps what it is given: `2` for true, a date with something behind it, text that is no
UTF-8. Read the usual way the first two look unchanged and the third stops the reading. Here a
value that is not written as we write it comes back as what it is, and its leaf is another.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, Table, select, type_coerce
from sqlalchemy.types import NullType

T = TypeVar("T")
_AT_A_TIME = 50
_NAMED_AT_A_TIME = 500
"""SQLite before 3.32 takes 999 variables."""


def rows_of(
    connection: Connection,
    table: Table,
    where: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, few at a time: bodies are large."""
    if connection.dialect.name != "sqlite":
        query = select(table).where(where).order_by(*order)
        yield from map(dict, _streamed(connection, query).mappings())
        return
    raw = [type_coerce(column, NullType()).label(column.name) for column in table.columns]
    readers = [_reader(column, connection) for column in table.columns]
    names = [column.name for column in table.columns]
    with any_text(connection):
        for row in _streamed(connection, select(*raw).where(where).order_by(*order)):
            values = (read(value) for read, value in zip(readers, row, strict=True))
            yield dict(zip(names, values, strict=True))


def rows_named(
    connection: Connection, table: Table, sha256s: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that has contents by their hash."""
    for some in slices(sorted(filter(str.isascii, sha256s))):
        yield from rows_of(connection, table, table.c.sha256.in_(some))


def ids_of(connection: Connection, column: Column[Any]) -> list[str]:
    """Return every id of a column, in order; one that is no UTF-8 as `surrogateescape` has it."""
    if connection.dialect.name != "sqlite":
        return [str(one) for one in connection.scalars(select(column).order_by(column))]
    plain: ColumnElement[Any] = type_coerce(column, NullType())
    with any_text(connection):
        found: list[Any] = list(connection.scalars(select(plain).order_by(plain)))
    return [one if isinstance(one, str) else f"\udcff{one!r}" for one in found]


def is_text(id_: str) -> bool:
    """Say whether an id is one that a query can ask for."""
    return not any("\ud800" <= letter <= "\udfff" for letter in id_)


def slices(values: Sequence[T], *, width: int = 1) -> Iterator[Sequence[T]]:
    """Yield as many at a time as one statement takes, of values that are so many variables each."""
    step = _NAMED_AT_A_TIME // width
    for start in range(0, len(values), step):
        yield values[start : start + step]


def _streamed(connection: Connection, query: Any) -> Any:
    return connection.execute(query, execution_options={"yield_per": _AT_A_TIME})


def _reader(column: Column[Any], connection: Connection) -> Callable[[Any], Any]:
    """Return what reads a raw value of the column, or tells that we never wrote it so."""
    kind = column.type.dialect_impl(connection.dialect)
    decode = kind.result_processor(connection.dialect, None)
    encode = None if isinstance(kind, LargeBinary) else kind.bind_processor(connection.dialect)

    def read(raw: Any) -> Any:
        if raw is None:
            return None
        if isinstance(raw, float):  # no column of ours holds one
            return _odd(raw)
        try:
            value = decode(raw) if decode else raw
            return value if encode is None or encode(value) == raw else _odd(raw)
        except (ValueError, TypeError, AttributeError, LookupError):
            return _odd(raw)

    return read


def _odd(raw: Any) -> dict[str, str]:
    return {"not as we write it": repr(raw)}


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Read text that is no UTF-8 as well, as `surrogateescape` has it. Only for SQLite."""
    driver: Any = connection.connection.dbapi_connection
    before, driver.text_factory = driver.text_factory, _text
    try:
        yield
    finally:
        driver.text_factory = before


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")

"""Fields of an object that somebody may have edited: every bad one is told at once."""

from collections.abc import Callable
from typing import TypeVar

from auditor.problems import BadInputError, Problem
from auditor.words import say

T = TypeVar("T")
_SHOWN = 60
_ABSENT = object()


class NotWantedError(ValueError):
    """A value that is not what its field holds."""


class Fields:
    """The fields of one JSON object. `refuse` ends the reading when anything was wrong."""

    def __init__(self, file: str, found: object) -> None:
        self._file = file
        self._found = found if isinstance(found, dict) else {}
        self._problems: list[Problem] = []

    def only(self, *names: str) -> None:
        """Refuse fields that nobody knows."""
        for name in self._found:
            if name not in names:
                self._wrong("view.unknown", field=name[:_SHOWN])

    def take(self, name: str, read: Callable[[object], T]) -> T | None:
        """Return what `read` makes of a field; None where it is not there or not wanted."""
        value = self._found.get(name, _ABSENT)
        if value is _ABSENT:
            self._wrong("view.lacking", field=name)
            return None
        try:
            return read(value)
        except NotWantedError:
            wanted = say(f"view.wanted.{name}")
            self._wrong("view.field", field=name, value=str(value)[:_SHOWN], wanted=wanted)
            return None

    def take_if_there(self, name: str, read: Callable[[object], T], otherwise: T) -> T | None:
        """Return what `read` makes of a field that older files have not."""
        return self.take(name, read) if name in self._found else otherwise

    def refuse(self) -> None:
        """Raise BadInputError when a field was wrong."""
        if self._problems:
            raise BadInputError(self._problems)

    def _wrong(self, key: str, **values: str) -> None:
        message = say(f"problem.{key}", **values)
        self._problems.append(Problem(file=self._file, message=message))

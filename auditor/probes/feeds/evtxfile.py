"""A Windows event log as a sheet: the log-ons in it, one row each.

Runs in a worker process only: the bytes are parsed by a library that was not written for hostile
ones. Of each event only the columns below are taken; a feed's mapping then names which it uses.
"""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from evtx import PyEvtxParser

from auditor.contract import Why
from auditor.probes.feeds.evtxchunks import BrokenLogError, Soundness, examine
from auditor.probes.feeds.faults import FeedFault
from auditor.probes.feeds.sheets import Listed, Row, Sheet

COLUMNS = (
    "EventID", "TimeCreated", "Computer", "TargetUserName", "TargetDomainName", "LogonType",
    "IpAddress", "WorkstationName", "EventRecordID",
)  # fmt: skip
LOGONS = frozenset({4624, 4625, 4634, 4647, 4778, 4779, 4800, 4801, 4802, 4803})
"""Log-on, its refusal, log-off, reconnected and cut off, locked and unlocked, screen saver."""
_PROVIDER = "Microsoft-Windows-Security-Auditing"
_AT_THE_MACHINE = frozenset({"", "2", "10", "11"})
"""Keyboard, remote desktop, keyboard without the domain; some events have no type."""
_UNLOCKED = "7"


def evtx_sheet(file: str, data: bytes) -> Sheet:
    """Return the log-ons of a whole log; FeedFault for one that is damaged, cut or of other events."""
    try:
        sound = examine(data)
    except BrokenLogError:
        raise FeedFault(Why.UNREADABLE, "evtx_broken", file=file) from None
    if sound.lost:
        raise _incomplete(file, sound.records, sound.records + sound.lost)
    notes = ("evtx_open",) if sound.dirty else ()
    rows = Listed(_Log(file, data, sound).rows)
    return Sheet(place=file, rows=rows, encoding="EVTX", event_at=0, notes=notes)


class _Log:
    """The events of one log, read once."""

    def __init__(self, file: str, data: bytes, sound: Soundness) -> None:
        self._file, self._data, self._sound = file, data, sound
        self._read = self._security = 0

    def rows(self) -> Iterator[Row]:
        """Yield the header, then the log-ons by the number of their record."""
        yield Row(0, COLUMNS)
        for record in self._records():
            event = _event(record)
            if event is None:
                continue
            self._read += 1
            system = _part(event, "System")
            if _attribute(system, "Provider", "Name") == _PROVIDER:
                self._security += 1
                if (number := _event_id(system)) in LOGONS:
                    yield Row(int(record["event_record_id"]), _cells(number, event, system))
        if self._read < self._sound.records:
            raise _incomplete(self._file, self._read, self._sound.records)
        if self._read and not self._security:
            raise FeedFault(Why.MALFORMED, "evtx_other", file=self._file, count=self._read)

    def _records(self) -> Iterator[dict[str, Any]]:
        """Yield what the library can read; a record that it cannot is missed in the count."""
        try:
            found = iter(PyEvtxParser(io.BytesIO(self._data), 1).records_json())
        except (OSError, RuntimeError, ValueError):
            raise FeedFault(Why.UNREADABLE, "evtx_broken", file=self._file) from None
        failed = 0
        while failed <= self._sound.records:
            try:
                record: Any = next(found)
                yield record
            except StopIteration:
                return
            except (OSError, RuntimeError, ValueError):
                failed += 1


def _incomplete(file: str, read: int, total: int) -> FeedFault:
    return FeedFault(Why.INCOMPLETE, "evtx_incomplete", file=file, read=read, total=total)


def _event(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    try:
        found = json.loads(record["data"])["Event"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _cells(number: int, event: Mapping[str, Any], system: Mapping[str, Any]) -> tuple[str, ...]:
    data = _part(event, "EventData")
    kind = _text(data.get("LogonType"))
    return (
        _named(number, kind),
        _attribute(system, "TimeCreated", "SystemTime"),
        _text(system.get("Computer")),
        _text(data.get("TargetUserName")),
        _text(data.get("TargetDomainName")),
        kind,
        _text(data.get("IpAddress")),
        _text(data.get("WorkstationName")),
        _text(system.get("EventRecordID")),
    )


def _named(number: int, kind: str) -> str:
    """Return `4624` where somebody sat at the machine, else with the type: `4624/3`, a network's.

    A folder opened over the network logs on and off as well; who declares `4624: in` does not mean
    that. Unlocking logs on (`4624` says somebody is there) and ends a session at once (`4634/7`).
    """
    plain = kind in _AT_THE_MACHINE or (kind == _UNLOCKED and number == 4624)
    return str(number) if plain else f"{number}/{kind}"


def _event_id(system: Mapping[str, Any]) -> int:
    written = _text(system.get("EventID"))
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0


def _attribute(system: Mapping[str, Any], element: str, name: str) -> str:
    return _text(_part(_part(system, element), "#attributes").get(name))


def _part(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = parent.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    """Return a value as text; one with attributes beside it stands under `#text`."""
    if isinstance(value, dict):
        value = value.get("#text")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

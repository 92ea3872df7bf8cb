"""An invented office for table tests: officers P1..P5, weeks of June 2026, marks said in short.

A day of an officer is a string: "07:25 11:31- 13:20 17:32-" logs in and out twice; `-` is a log-out
or a punch out, `*` an action. Everybody has the usual day unless a test says otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from auditor.contract import (
    Commune,
    CommuneKind,
    Counter,
    Leave,
    LeaveKind,
    Party,
    Period,
    Province,
    References,
    Staff,
    Terms,
    Why,
)
from auditor.contract import Missing as Lost
from auditor.facts import Mark, MarkKind, Presence, Refused, Source, SourceKind
from auditor.worktime import WorkCalendar, load_calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
USUAL = "07:25 11:31- 13:20 17:32-"
MONDAY = date(2026, 6, 1)
OFFICERS = ("P1", "P2", "P3", "P4", "P5")
LIMITS = {
    "late": {
        "pass_up_to": 0.02, "warn_up_to": 0.1, "grace_minutes": 10, "early_window_minutes": 60,
        "min_shifts": 10, "max_unusable": 0.05, "max_gap": 0.2,
    },
    "absent": {
        "pass_up_to": 0, "warn_up_to": 1, "early_window_minutes": 60, "min_shifts": 10,
        "max_unusable": 0.05, "max_gap": 0.2, "explain_days": 5,
    },
}  # fmt: skip
_KINDS = {"-": MarkKind.OUT, "*": MarkKind.ACTIVITY}

Days = Mapping[tuple[str, date], str]


@lru_cache(maxsize=2)
def calendar(*, assumed: bool = False) -> WorkCalendar:
    """Return the usual hours, by a decision unless `assumed`."""
    shipped = load_calendar()
    return replace(shipped, hours=replace(shipped.hours, assumed=assumed))


def days(count: int = 5, first: date = MONDAY) -> tuple[date, ...]:
    """Return so many days from Monday 1 June 2026 on, days off included."""
    return tuple(first + timedelta(days=number) for number in range(count))


def local(day: date, clock: str) -> datetime:
    """Return a time of day there, in UTC as marks are."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).astimezone(UTC)


def marks(said: str, officer: str, day: date, feed: str) -> list[Mark]:
    """Return the marks of one officer and day."""
    return [
        Mark(
            staff=officer,
            at=local(day, word.rstrip("-*")),
            kind=_KINDS.get(word[-1], MarkKind.IN),
            source=feed,
        )
        for word in said.split()
    ]


def feed(
    own: Days | None = None,
    *,
    name: str = "cham-cong",
    kind: SourceKind = SourceKind.TIME_CLOCK,
    record: str = "",
    usual: str = USUAL,
    count: int = 5,
    officers: Sequence[str] = OFFICERS,
    silent: Iterable[date] = (),
    elsewhere: bool = True,
    since: datetime | None = None,
    until: datetime | None = None,
    refused: Sequence[Refused] = (),
) -> Presence:
    """Return a feed of so many days: everybody's usual day but for what `own` says."""
    hushed = set(silent)
    worked = [day for day in days(count) if calendar().is_working_day(day)]
    made = [
        mark
        for day in worked
        for officer in officers
        if day not in hushed
        for mark in marks((own or {}).get((officer, day), usual), officer, day, name)
    ]
    source = Source(
        name=name,
        kind=kind,
        time_record=record,
        rows=1000,
        used=len(made),
        refused=tuple(refused),
        heard=tuple(sorted({one.at.astimezone(ZONE).date() for one in made})),
        heard_elsewhere=tuple(worked) if elsewhere else (),
        since=since or local(MONDAY, "00:01"),
        until=until or local(days(count)[-1], "23:59"),
    )
    return Presence(
        sources=(source,),
        marks=tuple(sorted(made, key=lambda mark: (mark.at, mark.staff))),
    )


def both(*feeds: Presence) -> Presence:
    """Return several feeds as one fact."""
    return Presence(
        sources=tuple(source for one in feeds for source in one.sources),
        marks=tuple(mark for one in feeds for mark in one.marks),
    )


def unread(kind: SourceKind = SourceKind.TIME_CLOCK, name: str = "hong") -> Presence:
    """Return a feed that could not be read."""
    lost = Lost(why=Why.STALE, party=Party.PROVINCE, text="presence.lost", values={"feed": name})
    return Presence(sources=(Source(name=name, kind=kind, missing=lost),))


def officer(pseudonym: str, **more: object) -> Staff:
    return replace(Staff(pseudonym=pseudonym, counter="q1"), **more)  # type: ignore[arg-type]


def leave(who: str, start: date, end: date | None = None, **more: object) -> Leave:
    made = Leave(staff=who, kind=LeaveKind.LEAVE, start=start, end=end or start, document="12/GP")
    return replace(made, **more)  # type: ignore[arg-type]


def terms(
    question: str,
    *,
    count: int = 5,
    staff: Sequence[Staff] | None = None,
    leaves: Sequence[Leave] = (),
    register: Sequence[tuple[date, date]] = ((date(2026, 1, 1), date(2026, 12, 31)),),
    assumed: bool = False,
    at: datetime | None = None,
    **limits: float,
) -> Terms:
    """Return terms of the invented commune for STF-01 ("late") or STF-02 ("absent")."""
    commune = Commune(
        code="00001",
        name="Xã Mẫu 01",
        kind=CommuneKind.XA,
        province_code="99",
        counters=(Counter(id="q1", name="Quầy 1", office="mot-cua"),),
        staff=tuple(officer(one) for one in OFFICERS) if staff is None else tuple(staff),
        leave=tuple(leaves),
        leave_register=tuple(register),
    )
    return Terms(
        commune=commune,
        province=Province(code="99", name="Tỉnh Mẫu"),
        period=Period(start=MONDAY, end=days(count)[-1]),
        at=at or local(date(2026, 7, 15), "09:00"),
        limits={**LIMITS[question], **limits},
        calendar=calendar(assumed=assumed),
        references=References(),
    )

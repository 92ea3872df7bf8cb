"""One feed's rows as they come: understood, counted, and kept as marks where they prove something."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from auditor.facts import Mark, MarkKind, SourceKind
from auditor.facts.text import fold
from auditor.probes.feeds.faults import Reason
from auditor.probes.feeds.header import Header, stripped
from auditor.probes.feeds.hours import HoursSeen
from auditor.probes.feeds.losses import Losses
from auditor.probes.feeds.numbers import Numbers
from auditor.probes.feeds.plan import FeedPlan, People
from auditor.probes.feeds.samples import Sample, Samples
from auditor.probes.feeds.sheets import Cell, Row
from auditor.probes.feeds.suggest import Unread
from auditor.probes.feeds.tally import Tally
from auditor.probes.feeds.times import Times, text
from auditor.probes.feeds.units import Units
from auditor.tabular.personal import is_personal_number

SAME_MARK = timedelta(seconds=60)
"""549 of 11,902 punches of a real time clock repeat the same person within a minute."""


MOST_NAMES = 5_000
"""Of unknown units that are counted: a misdeclared column may hold as many as there are rows."""
_FOREIGN = frozenset({Reason.ACCOUNT_NOBODY, Reason.ACCOUNT_ALIKE})


class FeedRows:
    """Takes the rows of one feed, from whichever file."""

    def __init__(
        self,
        plan: FeedPlan,
        people: People,
        covered: Sequence[str],
        start: datetime,
        end: datetime,
        zone: ZoneInfo,
        now: datetime,
        samples: int,
    ) -> None:
        self.tally, self.samples, self.unread = Tally(), Samples(samples), Unread()
        self.hours = HoursSeen(plan, zone)
        self.unknown_units: Counter[str] = Counter()
        self.since: datetime | None = None
        self.until: datetime | None = None
        self._plan, self._people, self._covered = plan, people, frozenset(covered)
        self._start, self._end = start.astimezone(UTC), end.astimezone(UTC)
        self._zone = zone
        self._times, self._units = Times(plan, now), Units(plan, people)
        self._numbers = Numbers(people)
        self.losses = Losses(plan, people, start, end, zone)
        self._swapped = False
        self._number = 0
        self._events: dict[str, MarkKind | Reason] = {}
        self._machines: dict[str, bool] = {}
        self._staff: dict[tuple[str, str], str] = {}
        self._seen: set[tuple[str, str, MarkKind, datetime]] = set()
        self._marks: Mapping[str, dict[tuple[str, MarkKind], list[datetime]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def note_dates(self, column: Iterable[Cell], *, apart: bool) -> None:
        """Look at a workbook's dates as a whole: one alone never shows that Excel swapped it."""
        self._swapped = self._times.is_swapped(column, apart=apart)

    def take(self, row: Row, header: Header, place: str) -> None:
        """Count one row of data, as a mark or by the reason why it is none."""
        self._number += 1
        at: datetime | None = None
        account = unit = ""
        said: MarkKind | Reason
        commune: str | Reason
        cells = row.cells
        if cells is None:
            commune = said = Reason.QUOTE
        else:
            account, unit = _account(cells, header.account), _cell(cells, header.commune)
            commune, said, at = self._understood(cells, header, account, unit)
            self._numbers.note(account)
        where = f"{place}:{row.line}"
        said = self._count(commune, said, at, account, where)
        self.losses.note(commune, said, at, account)
        if said is Reason.DATE and cells is not None:
            self.losses.unread_date(_cell(cells, header.date if header.date >= 0 else header.time))
        self._note_unit(commune, unit)
        code = "" if isinstance(commune, Reason) else commune
        shown = "" if self._numbers.is_strange(account) else account
        sample = Sample(place=where, account=shown, at=at, commune=code, says=said)
        self.samples.offer(self._number, sample, within=at is None or self._is_within(at))

    @property
    def of_citizens(self) -> bool:
        """Say whether the column of accounts holds the numbers of people who are no officers."""
        return self._numbers.of_citizens

    def marks_of(self, code: str) -> tuple[Mark, ...]:
        """Return a commune's marks, those within a minute of each other as one."""
        name = self._plan.name
        marks = [
            Mark(staff=staff, at=at, kind=kind, source=name)
            for (staff, kind), times in self._marks.get(code, {}).items()
            for at in _thinned(times)
        ]
        return tuple(sorted(marks, key=lambda mark: (mark.at, mark.staff, mark.kind)))

    def _note_unit(self, commune: str | Reason, unit: str) -> None:
        """Count a unit for the screen; a number is no unit's name and may be a citizen's."""
        if commune is not Reason.COMMUNE_UNKNOWN or is_personal_number(unit):
            return
        if unit in self.unknown_units or len(self.unknown_units) < MOST_NAMES:
            self.unknown_units[unit] += 1

    def _understood(
        self, cells: Sequence[Cell], header: Header, account: str, unit: str
    ) -> tuple[str | Reason, MarkKind | Reason, datetime | None]:
        """Return whose the row is, what it says and when; a reason stands where nobody can tell."""
        clock = cells[header.time] if header.time < len(cells) else ""
        if not account and not text(clock):
            return Reason.BLANK, Reason.BLANK, None
        if len(cells) != header.width and (fault := _misshapen(cells, header)):
            return fault, fault, None
        if not account or self._is_machine(account):
            said = Reason.MACHINE if account else Reason.ACCOUNT_BLANK
            whose = self._units.commune_of(unit, "")
            return (said if isinstance(whose, Reason) else whose), said, None
        commune = self._units.commune_of(unit, account)
        at = self._moment(cells, header, clock)
        if isinstance(at, Reason):
            return commune, at, None
        self._reach(at)
        return commune, self._event(cells, header), at

    def _moment(self, cells: Sequence[Cell], header: Header, clock: Cell) -> datetime | Reason:
        day = cells[header.date] if header.date >= 0 else None
        if self._swapped and not isinstance(clock if day is None else day, str):
            return Reason.DATE_SWAPPED
        at = self._times.moment(clock, day)
        if at is Reason.DATE:
            self.unread.keep(clock, day)
        return at

    def _reach(self, at: datetime) -> None:
        self.since = at if self.since is None else min(self.since, at)
        self.until = at if self.until is None else max(self.until, at)
        self.hours.read(at)

    def _event(self, cells: Sequence[Cell], header: Header) -> MarkKind | Reason:
        """A time clock's in and out are pressed at random: every punch says that somebody came."""
        if header.event < 0:
            return self._plan.default
        written = _cell(cells, header.event)
        if written not in self._events:
            self._events[written] = self._meaning(fold(written))
        return self._events[written]

    def _meaning(self, word: str) -> MarkKind | Reason:
        if word not in self._plan.events:
            return Reason.EVENT_UNKNOWN
        kind = self._plan.events[word]
        if kind is None:
            return Reason.EVENT_ASIDE
        return MarkKind.IN if self._plan.kind is SourceKind.TIME_CLOCK else kind

    def _is_machine(self, account: str) -> bool:
        if account not in self._machines:
            bare = account.casefold().rpartition("\\")[2]
            patterns = self._plan.machines
            self._machines[account] = any(fnmatchcase(bare, p.casefold()) for p in patterns)
        return self._machines[account]

    def _count(
        self,
        commune: str | Reason,
        said: MarkKind | Reason,
        at: datetime | None,
        account: str,
        where: str,
    ) -> MarkKind | Reason:
        """Put the row into exactly one count; return what it came to."""
        if isinstance(commune, Reason):
            if isinstance(said, MarkKind):
                said = commune if at and self._is_within(at) else Reason.OTHER_PERIOD
            foreign = commune in _FOREIGN or said is Reason.MACHINE
            counts = self.tally.foreign if foreign else self.tally.nobodys
            counts.refuse(said, self._number, where)
            return said
        if isinstance(said, MarkKind) and at is not None:
            if self._is_within(at):
                self.tally.heard[commune].add(at.astimezone(self._zone).date())
            if commune in self._covered:
                said = self._mark(commune, account, said, at)
        if commune not in self._covered:
            self.tally.elsewhere += 1
        elif isinstance(said, Reason):
            self.tally.own[commune].refuse(said, self._number, where)
        else:
            self.tally.own[commune].used += 1
        return said

    def _is_within(self, at: datetime) -> bool:
        return self._start <= at <= self._end

    def _mark(self, commune: str, account: str, kind: MarkKind, at: datetime) -> MarkKind | Reason:
        if not self._is_within(at):
            return Reason.OTHER_PERIOD
        if not (staff := self._officer(commune, account)):
            return self._unheld(commune, account)
        key = (commune, account.casefold(), kind, at)
        if key in self._seen:
            return Reason.REPEAT
        self._seen.add(key)
        self._marks[commune][staff, kind].append(at)
        self.hours.used(at)
        return kind

    def _unheld(self, commune: str, account: str) -> Reason:
        """Tell an account that nobody has from one that an officer may have in another spelling."""
        alike = any(code == commune for code, _ in self._people.alike(account))
        return Reason.ACCOUNT_ALIKE if alike else Reason.ACCOUNT_UNKNOWN

    def _officer(self, commune: str, account: str) -> str:
        key = (commune, account)
        if key not in self._staff:
            self._staff[key] = self._people.staff_of(commune, account) or ""
        return self._staff[key]


def _cell(cells: Sequence[Cell], at: int) -> str:
    return text(cells[at]) if 0 <= at < len(cells) else ""


def _account(cells: Sequence[Cell], at: int) -> str:
    written = _cell(cells, at)
    if written.isascii():
        return written
    seen = "".join(char for char in written if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _misshapen(cells: Sequence[Cell], header: Header) -> Reason | None:
    """Blank cells at the end are left out or added by many; anything else has slipped."""
    filled = len(stripped(cells))
    slipped = len(cells) < header.least or (filled > header.width and bool(header.words))
    return Reason.SHAPE if slipped else None


def _thinned(times: Iterable[datetime]) -> Iterable[datetime]:
    """Yield the first of marks that follow each other within a minute."""
    kept: datetime | None = None
    for at in sorted(times):
        if kept is None or at - kept >= SAME_MARK:
            kept = at
            yield at

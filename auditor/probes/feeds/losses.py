"""Whose trace a row may have been that is none: where rows were lost, nobody is called absent.

A row without a usable time, of an event that nobody explained, of a log-in that was refused, under
another unit, or by an account that the roster does not know may all be an officer at work.
"""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from auditor.facts import Lost, MarkKind
from auditor.probes.feeds.faults import Reason
from auditor.probes.feeds.plan import FeedPlan, People
from auditor.tabular.timeformat import FormatError, TimeFormat, compile_format

MOST_STRANGERS = 500
"""Accounts of one commune that no roster holds; a commune has a few dozen people."""
_NOTHING_LOST = frozenset(
    {Reason.BLANK, Reason.MACHINE, Reason.REPEAT, Reason.OTHER_PERIOD, Reason.ACCOUNT_UNKNOWN,
     Reason.ACCOUNT_NOBODY}
)  # fmt: skip
_DAY_AND_MONTH = re.compile(r"(d{1,2})([-/. ])(m{1,2})|(m{1,2})([-/. ])(d{1,2})", re.IGNORECASE)

_OTHERS = 3
"""So many accounts on a day outside the period show that the log holds that day."""
Key = tuple[str, date | None]
"""Pseudonym or nothing, local day or nothing."""


class Losses:
    """What one feed lost, commune by commune."""

    def __init__(
        self, plan: FeedPlan, people: People, start: datetime, end: datetime, zone: ZoneInfo
    ) -> None:
        self._plan, self._people, self._zone = plan, people, zone
        self._start, self._end = start.astimezone(UTC), end.astimezone(UTC)
        self._first, self._last = (at.astimezone(zone).date() for at in (start, end))
        self._lost: defaultdict[str, Counter[Key]] = defaultdict(Counter)
        self._exchanged: defaultdict[str, Counter[Key]] = defaultdict(Counter)
        self._elsewhere: defaultdict[str, Counter[Key]] = defaultdict(Counter)
        self._strangers: defaultdict[str, defaultdict[str, set[date]]] = defaultdict(
            lambda: defaultdict(set)
        )
        self._held: dict[str, dict[str, str]] = {}
        self._other = _other_order(plan.time_format)
        self._mixed = False
        self._outside: defaultdict[date, set[str]] = defaultdict(set)
        """Accounts of a day outside the period, as many as it takes to see that it is no stray."""
        self._strayed: defaultdict[tuple[str, str], set[date]] = defaultdict(set)

    def note(
        self, commune: str | Reason, said: MarkKind | Reason, at: datetime | None, account: str
    ) -> None:
        """Take one row as it was counted."""
        inside = at is not None and self._start <= at <= self._end
        day = at.astimezone(self._zone).date() if at is not None and inside else None
        holders = self._holders(account)
        if isinstance(said, Reason) and said not in _NOTHING_LOST and (inside or at is None):
            self._lose(commune, day, account)
        if said is Reason.ACCOUNT_UNKNOWN and not isinstance(commune, Reason) and day:
            self._stranger(commune, account, day)
        if not isinstance(commune, Reason) and day:
            for code, staff in holders.items():
                if code != commune:
                    self._elsewhere[code][staff, day] += 1
        if at is not None:
            self._exchange(at, holders, account)

    def unread_date(self, written: str) -> None:
        """See whether a date that is none would be one with day and month exchanged."""
        if self._other is not None and not self._mixed:
            read = self._other.read_apart(written, time()) if self._apart else None
            found = read if read is not None else self._other.read(written)
            self._mixed = isinstance(found, datetime)

    def lost(self, code: str) -> tuple[Lost, ...]:
        """Return what a commune's officers may have lost, by officer and day."""
        counted = Counter(self._lost[code])
        for (staff, day), count in self._exchanged[code].items():
            if self._mixed or self._strays(code, staff):
                counted[staff, day] += count
        return _in_order(counted)

    def elsewhere(self, code: str) -> tuple[Lost, ...]:
        """Return where a commune's officers left traces under other units."""
        return _in_order(self._elsewhere[code])

    def strangers(self, code: str) -> tuple[tuple[date, ...], ...]:
        """Return the days of each account that no officer holds, in an order that names none."""
        return tuple(sorted(tuple(sorted(days)) for days in self._strangers[code].values()))

    @property
    def _apart(self) -> bool:
        return bool(self._plan.columns.date)

    def _lose(self, commune: str | Reason, day: date | None, account: str) -> None:
        """A row of nobody known counts for its commune; of no commune, for its account's alone."""
        code = self._plan.commune if isinstance(commune, Reason) else commune
        meant = [one for one in self._meant(account) if code in ("", one[0])]
        for held, staff in meant or ([(code, "")] if code else []):
            self._lost[held][staff, day] += 1

    def _meant(self, account: str) -> list[tuple[str, str]]:
        """Return who holds an account; where nobody does, all whose own differs by its domain."""
        exact = list(self._holders(account).items())
        return exact or (list(self._people.alike(account)) if account else [])

    def _stranger(self, commune: str, account: str, day: date) -> None:
        known = self._strangers[commune]
        if account.casefold() in known or len(known) < MOST_STRANGERS:
            known[account.casefold()].add(day)

    def _strays(self, code: str, staff: str) -> bool:
        """Say whether an officer alone has rows on a day that the log otherwise does not hold.

        Read the other way round those rows are of the period: somebody wrote this officer's month
        first. A log that really holds that day holds others on it too.
        """
        return any(len(self._outside[on]) < _OTHERS for on in self._strayed[code, staff])

    def _exchange(self, at: datetime, holders: dict[str, str], account: str) -> None:
        """Keep the day that the row would be of in the other order, should the log mix them."""
        on = at.astimezone(self._zone).date()
        if not self._first <= on <= self._last and len(self._outside[on]) < _OTHERS:
            self._outside[on].add(account.casefold())
        if self._other is None or on.day > 12 or on.day == on.month:
            return
        turned = on.replace(month=on.day, day=on.month)
        if self._first <= turned <= self._last:
            for code, staff in holders.items():
                self._exchanged[code][staff, turned] += 1
                if not self._first <= on <= self._last:
                    self._strayed[code, staff].add(on)

    def _holders(self, account: str) -> dict[str, str]:
        """Return the communes whose rosters hold an account, each with its officer."""
        if account not in self._held:
            codes = self._people.communes_of(account) if account else ()
            found = {code: self._people.staff_of(code, account) or "" for code in codes}
            self._held[account] = {code: staff for code, staff in found.items() if staff}
        return self._held[account]


def _in_order(counted: Counter[Key]) -> tuple[Lost, ...]:
    rows = (Lost(staff=staff, day=day, count=count) for (staff, day), count in counted.items())
    return tuple(sorted(rows, key=lambda lost: (lost.day or date.min, lost.staff)))


def _other_order(written: str) -> TimeFormat | None:
    """Return the format with day and month exchanged; None where nobody would mix them."""
    found = _DAY_AND_MONTH.search(written)
    if found is None:
        return None
    first, between, second = (part for part in found.groups() if part is not None)
    try:
        return compile_format(
            f"{written[: found.start()]}{second}{between}{first}{written[found.end() :]}"
        )
    except FormatError:
        return None

"""Rows of the staff table and of the leave register, until they are under pseudonyms."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.contract import Leave, LeaveKind, Staff
from auditor.facts.text import fold
from auditor.inventory.cells import Row
from auditor.inventory.references import References
from auditor.inventory.roster import Officer, account_key

KIND_WORDS = {
    LeaveKind.LEAVE: (
        *(
            "nghỉ phép",
            "phép",
            "p",
            "leave",
            "nghỉ phép năm",
            "nghỉ việc riêng",
            "nghỉ không lương",
        ),
        *("nghỉ bù", "thai sản", "nghỉ thai sản"),
        # Of somebody's health no more is kept than that the absence was registered.
        *("ốm", "nghỉ ốm", "bệnh", "sick", "sick leave"),
    ),
    LeaveKind.TRIP: ("công tác", "đi công tác", "ct", "trip", "business trip"),
    LeaveKind.TRAINING: ("tập huấn", "đào tạo", "bồi dưỡng", "đi học", "học", "training"),
    LeaveKind.MEETING: ("họp", "đi họp", "hội nghị", "meeting"),
    LeaveKind.FIELD_WORK: ("đi cơ sở", "cơ sở", "thực địa", "đi thực địa", "địa bàn", "field work"),
}
"""How registers write each kind; the first word is what messages offer."""
_KINDS = {fold(word): kind for kind, words in KIND_WORDS.items() for word in words}
_NOBODY = frozenset(map(fold, ("không phát sinh", "không có", "không", "none", "nobody")))
"""A register that says that nobody was away is a register all the same."""
_PARTS = {
    **dict.fromkeys(("ca ngay", "all day", "ngay"), ""),
    **dict.fromkeys(("sang", "buoi sang", "morning"), "am"),
    **dict.fromkeys(("chieu", "buoi chieu", "afternoon"), "pm"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row of the staff table; `staff` has no pseudonym yet."""

    commune: str
    id: str
    row: Row
    staff: Staff
    accounts: tuple[str, ...]

    def known_as(self, pseudonym: str) -> Officer:
        """Return the officer for the roster."""
        return Officer(
            commune=self.commune,
            pseudonym=pseudonym,
            name=self.row.text("name"),
            accounts=self.accounts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """One row of the leave register; `leave` names nobody yet."""

    commune: str
    id: str
    leave: Leave


def people_of(rows: Sequence[Row], references: References) -> list[Person]:
    """Return the officers. Offices and counters come first."""
    people = [_person(row, references) for row in rows]
    _one_holder(people)
    return people


def absences_of(rows: Sequence[Row], references: References) -> list[Absence]:
    """Return the entries of the leave register. The officers come first; entries may overlap."""
    return [_absence(row, references) for row in rows if not _is_nobody(row)]


Spans = tuple[tuple[date, date], ...]
"""First and last days, both included."""


def registers_of(rows: Sequence[Row]) -> dict[str, Spans]:
    """Return by commune the days that its register tells of.

    "Không phát sinh" covers what it says. An entry shows that the register was kept in the months
    that it is of, and in the month in which it was made.
    """
    found: dict[str, list[tuple[date, date]]] = {}
    for row in rows:
        found.setdefault(row.text("code"), []).extend(_covered(row))
    return {code: _merged(spans) for code, spans in found.items()}


def _covered(row: Row) -> Iterator[tuple[date, date]]:
    start = row.dates.get("start")
    if start is None:  # the row is a problem already
        return
    end = row.dates.get("end", start)
    if _is_nobody(row):
        yield start, end
        return
    yield _month(start)[0], _month(end)[1]
    if registered := row.dates.get("registered_on"):
        yield _month(registered)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _merged(spans: Iterable[tuple[date, date]]) -> Spans:
    """Join spans that touch, so that the same register is the same inventory."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted(span for span in spans if span[0] <= span[1]):
        if merged and start <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _is_nobody(row: Row) -> bool:
    return not row.text("staff") and fold(row.text("kind")) in _NOBODY


def _person(row: Row, references: References) -> Person:
    code = references.commune(row)
    start, end = row.dates.get("valid_from"), row.dates.get("valid_to")
    if start and end and end < start:
        row.wrong("valid_to", "cell.dates_order", start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")
    counter = row.text("counter")
    staff = Staff(
        pseudonym="",
        office=references.office(row, code, needed=False),
        counter=references.counters.find(row, "counter", code, counter) if counter else "",
        fields=row.entries("fields"),
        title=row.text("title"),
        reserve=row.flags.get("reserve", False),
        valid_from=start,
        valid_to=end,
    )
    id_ = references.staff.declare(row, code)
    return Person(commune=code, id=id_, row=row, staff=staff, accounts=row.words("accounts"))


def _one_holder(people: Sequence[Person]) -> None:
    """Refuse an account that two officers of a commune hold: nobody could tell whose a trace is."""
    first: dict[tuple[str, str], Person] = {}
    for person in people:
        for account in person.accounts if person.commune else ():
            holder = first.setdefault((person.commune, account_key(account)), person)
            if holder is not person:
                other = holder.row.record.where
                person.row.wrong("accounts", "staff.account_twice", account=account, other=other)


def _absence(row: Row, references: References) -> Absence:
    code = references.commune(row)
    start = row.dates.get(
        "start", date.min
    )  # a row without one is a problem: nobody gets to see it
    end = row.dates.get("end", start)
    if end < start:
        row.wrong("end", "leave.dates_order", start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")
    leave = Leave(
        staff="",
        kind=_kind(row),
        start=start,
        end=end,
        part=_part(row),
        document=_number(row.text("document")),
        registered_on=row.dates.get("registered_on"),
    )
    id_ = row.text("staff")
    if not id_:
        row.wrong("staff", "leave.staff_blank")
    found = references.staff.find(row, "staff", code, id_) if id_ else ""
    return Absence(commune=code, id=found, leave=leave)


def _number(document: str) -> str:
    """Return the number of a document; what else stands there may name somebody."""
    found = re.match(r"[0-9]+/[^\s,;:()]+", document)
    return found[0] if found else ""


def _kind(row: Row) -> LeaveKind:
    text = row.text("kind")
    kind = _KINDS.get(fold(re.sub("[_-]", " ", text)))
    if text and kind is None:
        known = ", ".join(words[0] for words in KIND_WORDS.values())
        row.wrong("kind", "leave.kind", value=text[:40], known=known)
    return kind or LeaveKind.LEAVE


def _part(row: Row) -> str:
    """Return the part of the day by the name that the office hours give it."""
    text = row.text("part")
    if (part := _PARTS.get(fold(text))) is not None:
        return part
    if text and not re.fullmatch(r"[a-z][a-z0-9_-]{0,19}", text):
        row.wrong("part", "leave.part", value=text[:40])
    return text

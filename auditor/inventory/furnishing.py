"""Puts what the other tables say into the communes; names stay behind in the roster."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from auditor.contract import Commune, Leave, Office, Staff
from auditor.inventory.cells import Row, row_of
from auditor.inventory.columns import TABLES
from auditor.inventory.devices import cameras_of, recorders_of
from auditor.inventory.grid import Record
from auditor.inventory.offices import Keepers, counters_of, keepers_of, offices_of, zones_of
from auditor.inventory.references import References
from auditor.inventory.roster import Officer, Roster
from auditor.inventory.staff import Absence, Person, absences_of, people_of, registers_of
from auditor.problems import BadInputError, Problem
from auditor.pseudonyms import Pseudonyms

Rows = Mapping[str, Sequence[Row]]
"""The rows of every table but the communes' and the procedures', by the table's key."""
T = TypeVar("T")


def rows_of(records: Mapping[str, Sequence[Record]], problems: list[Problem]) -> Rows:
    """Convert the rows of the tables that hang on the communes."""
    return {
        table.key: [row_of(record, table, problems) for record in records[table.key]]
        for table in TABLES
        if table.key not in {"communes", "procedures"}
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """Communes with their offices and devices; the officers wait for their pseudonyms."""

    communes: Sequence[Commune]
    people: Sequence[Person] = field(repr=False)
    absences: Sequence[Absence] = field(repr=False)
    keepers: Keepers = field(repr=False)

    def under(self, pseudonyms: Pseudonyms) -> tuple[tuple[Commune, ...], Roster]:
        """Return the communes with their officers under pseudonyms, and who they are."""
        if not self.people:  # no key is made for nobody
            return tuple(self.communes), Roster()
        named = {(p.commune, p.id): pseudonyms.of(p.commune, p.id) for p in self.people}
        _refuse_collisions(self.people, named)
        staff: defaultdict[str, list[Staff]] = defaultdict(list)
        leave: defaultdict[str, list[Leave]] = defaultdict(list)
        officers: list[Officer] = []
        for person in self.people:
            pseudonym = named[person.commune, person.id]
            staff[person.commune].append(replace(person.staff, pseudonym=pseudonym))
            officers.append(person.known_as(pseudonym))
        for absence in self.absences:
            pseudonym = named[absence.commune, absence.id]
            leave[absence.commune].append(replace(absence.leave, staff=pseudonym))
        communes = (
            replace(
                commune,
                offices=self._offices_of(commune, named),
                staff=tuple(sorted(staff[commune.code], key=lambda s: s.pseudonym)),
                leave=tuple(sorted(leave[commune.code], key=_order_of_leave)),
            )
            for commune in self.communes
        )
        return tuple(communes), Roster(officers)

    def _offices_of(
        self, commune: Commune, named: Mapping[tuple[str, str], str]
    ) -> tuple[Office, ...]:
        """Return the offices with who is responsible for their cameras, under a pseudonym."""
        return tuple(
            replace(office, camera_keeper=named[commune.code, keeper])
            if (keeper := self.keepers.get((commune.code, office.id)))
            else office
            for office in commune.offices
        )


def furnish(communes: Sequence[Commune], rows: Rows) -> Furnished:
    """Return the communes with what they have; what is wrong is told to the rows."""
    references = References([commune.code for commune in communes])
    offices = offices_of(rows["offices"], references)
    counters = counters_of(rows["counters"], references)
    zones = zones_of(rows["zones"], references)
    recorders = recorders_of(rows["recorders"], references)
    cameras = cameras_of(rows["cameras"], references, recorders)
    people = people_of(rows["staff"], references)
    keepers = keepers_of(rows["offices"], references)
    absences = absences_of(rows["leave"], references)
    kept = registers_of(rows["leave"])
    with_devices = [
        replace(
            commune,
            offices=_sorted(offices.get(commune.code, ()), lambda o: o.id),
            counters=_sorted(counters.get(commune.code, ()), lambda c: c.id),
            zones=_sorted(zones.get(commune.code, ()), lambda z: z.id),
            recorders=_sorted(recorders.get(commune.code, ()), lambda r: r.id),
            cameras=_sorted(cameras.get(commune.code, ()), lambda c: c.id),
            leave_register=kept.get(commune.code, ()),
        )
        for commune in communes
    ]
    return Furnished(communes=with_devices, people=people, absences=absences, keepers=keepers)


def _sorted(entries: Iterable[T], id_of: Callable[[T], str]) -> tuple[T, ...]:
    """Sort by id, cam-2 before cam-10: a table in another order is the same inventory."""
    return tuple(sorted(entries, key=lambda entry: _natural(id_of(entry))))


def _natural(id_: str) -> list[tuple[int, str]]:
    parts = re.split("([0-9]+)", id_.casefold())
    return [(int(part[:18]), "") if i % 2 else (0, part) for i, part in enumerate(parts)]


def _order_of_leave(leave: Leave) -> tuple[str, ...]:
    return (leave.staff, leave.start.isoformat(), leave.end.isoformat(), leave.part, leave.kind)


def _refuse_collisions(people: Sequence[Person], named: Mapping[tuple[str, str], str]) -> None:
    first: dict[str, Person] = {}
    problems = []
    for person in people:
        other = first.setdefault(named[person.commune, person.id], person)
        if other is not person:
            where = other.row.record.where
            problems.append(person.row.record.problem("id", "staff.pseudonym_twice", other=where))
    if problems:
        raise BadInputError(problems)

"""Rows of the offices', the counters' and the zones' tables."""

from collections import defaultdict
from collections.abc import Sequence

from auditor.contract import Counter, Office, Zone
from auditor.inventory.addresses import gateway_of
from auditor.inventory.cells import Row
from auditor.inventory.references import References

Keepers = dict[tuple[str, str], str]
"""Ids of officers by commune and office."""


def offices_of(rows: Sequence[Row], references: References) -> dict[str, list[Office]]:
    """Return the offices by commune; what is wrong is told to the rows."""
    found: defaultdict[str, list[Office]] = defaultdict(list)
    for row in rows:
        code = references.commune(row)
        office = Office(
            id=references.offices.declare(row, code),
            name=row.text("name"),
            gateway=gateway_of(row),
        )
        found[code].append(office)
    return found


def keepers_of(rows: Sequence[Row], references: References) -> Keepers:
    """Return who is responsible for the cameras of which office. The officers come first."""
    found: Keepers = {}
    for row in rows:
        code, written = row.text("code"), row.text("camera_keeper")
        if written and references.offices.row_of(code, row.text("id")):
            found[code, row.text("id")] = references.staff.find(row, "camera_keeper", code, written)
    return found


def counters_of(rows: Sequence[Row], references: References) -> dict[str, list[Counter]]:
    """Return the counters by commune. The offices come first."""
    found: defaultdict[str, list[Counter]] = defaultdict(list)
    for row in rows:
        code = references.commune(row)
        id_ = references.counters.declare(row, code)
        counter = Counter(
            id=id_,
            name=row.text("name") or id_,
            office=references.office(row, code),
            fields=row.entries("fields"),
        )
        found[code].append(counter)
    return found


def zones_of(rows: Sequence[Row], references: References) -> dict[str, list[Zone]]:
    """Return the zones by commune. Offices and counters come first: both are places of a view."""
    found: defaultdict[str, list[Zone]] = defaultdict(list)
    for row in rows:
        code = references.commune(row)
        id_ = references.zones.declare(row, code)
        if other := references.counters.row_of(code, id_):
            row.wrong("id", "zone.is_counter", id=id_, other=other.record.where)
        name, office = row.text("name") or id_, references.office(row, code)
        found[code].append(Zone(id=id_, name=name, office=office))
    return found

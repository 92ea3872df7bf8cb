"""Rows of the offices' and the counters' tables."""

from collections import defaultdict
from collections.abc import Sequence

from auditor.contract import Counter, Office
from auditor.inventory.addresses import gateway_of
from auditor.inventory.cells import Row
from auditor.inventory.references import References


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

"""The manifests of written reports, sealed in the line: one that is gone or exchanged is seen.

The folder alone cannot tell: whoever changes a page can take the manifest away with it.
"""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from auditor.signing import Signer
from auditor.store import seals
from auditor.store.chain import Leaf, Statement
from auditor.store.codec import to_json

REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """A manifest that we sealed."""

    number: int
    """Of its seal."""
    place: str
    """The folder, absolute, on the machine that wrote it."""
    sha256: str
    """Of the manifest's bytes."""


def seal_report(
    connection: Connection, *, place: str, sha256: str, run_id: str, signer: Signer
) -> Statement:
    """Seal a manifest in the caller's transaction, which must be one that writes."""
    named = to_json([place]).decode("utf-8", "surrogatepass")
    return seals.seal(
        connection,
        subject=REPORT,
        subject_id=str(uuid.uuid4()),
        run_id=run_id,
        leaves=[Leaf(table=REPORT, key=named, sha256=sha256)],
        signer=signer,
        at=datetime.now(UTC),
    )


def written_reports(connection: Connection, trusted: Collection[str]) -> tuple[WrittenReport, ...]:
    """Return what keys that are trusted sealed, the first written first."""
    return tuple(
        WrittenReport(number=one.statement.number, place=str(json.loads(key)[0]), sha256=sha256)
        for one in seals.of_kind(connection, REPORT)
        if one.statement.public_key in trusted and one.sound
        for (_, key), sha256 in one.leaves().items()
    )

"""What a store can say and do about its line of seals."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import URL, Connection, Engine

from auditor.signing import Signer
from auditor.store import leaves, reports, seals, tables
from auditor.store.chain import Statement
from auditor.store.engine import answering, writer
from auditor.store.evidence import Locker
from auditor.store.exact import ids_of
from auditor.store.verifying import Verified, verify


class Sealing:
    """The line, as it is read and gone on with. Made by `Store.sealing`."""

    def __init__(self, url: URL, engine: Engine, locker: Locker) -> None:
        self._url = url
        self._engine = engine
        self._locker = locker

    def seal_report(self, place: str, sha256: str, run_id: str, signer: Signer) -> Statement:
        """Seal the manifest of a report: `place` is its folder, absolute."""
        with answering(self._url), writer(self._engine).begin() as connection:
            return reports.seal_report(
                connection, place=place, sha256=sha256, run_id=run_id, signer=signer
            )

    def written_reports(self, trusted: Collection[str]) -> tuple[reports.WrittenReport, ...]:
        """Return the manifests that `trusted` keys (base64) sealed, the first written first."""
        with answering(self._url), self._engine.begin() as connection:
            return reports.written_reports(connection, trusted)

    def change_key(self, old: Signer | None, new: Signer) -> None:
        """Let another key seal from now on, introduced by the old one: without it, by none.

        BadInputError when `old` is not the key in use. A store without any seal needs no word.
        """
        with answering(self._url), writer(self._engine).begin() as connection:
            seals.change_key(connection, old, new, datetime.now(UTC))

    def key_in_use(self) -> str:
        """Return the public key that seals now, nothing when nothing was ever sealed."""
        with answering(self._url), self._engine.begin() as connection:
            return seals.key_in_use(connection)

    def keys_of(self, run_id: str) -> tuple[str, ...]:
        """Return the public keys under which a run, its judgements and reports were sealed."""
        with answering(self._url), self._engine.begin() as connection:
            return seals.keys_of_run(connection, run_id)

    def last(self) -> Statement | None:
        """Return what the last seal of the line says, None when nothing was ever sealed."""
        with answering(self._url), self._engine.begin() as connection:
            return seals.last(connection)

    def run_ids(self) -> tuple[str, ...]:
        """Return the id of every run, whatever else of it can still be read."""
        with answering(self._url), self._engine.begin() as connection:
            return tuple(ids_of(connection, tables.run.c.id))

    def verify(self, which: str, trusted: Collection[str], *, everything: bool = False) -> Verified:
        """Compare a run, or `everything`, with its seals. `trusted`: public keys, base64.

        Bodies are files: those that a purge takes while we read are read again, with its word.
        """
        while True:
            with answering(self._url), self._engine.begin() as connection:
                last = seals.last_number(connection)
                found = verify(connection, self._locker, which, trusted, everything=everything)
            if not found.troubles or self._last_number() == last:
                return found

    def _last_number(self) -> int | None:
        with answering(self._url), self._engine.begin() as connection:
            return seals.last_number(connection)


def seal_run(connection: Connection, locker: Locker, run_id: str, signer: Signer) -> Statement:
    """Seal a closed run: its row, facts, looks, evidence and inventory entries."""
    locker.settle()
    return seals.seal(
        connection,
        subject=seals.RUN,
        subject_id=run_id,
        run_id=run_id,
        leaves=leaves.run_leaves(connection, locker, run_id),
        signer=signer,
        at=datetime.now(UTC),
    )


def seal_judgement(
    connection: Connection, judgement_id: str, run_id: str, signer: Signer
) -> Statement:
    """Seal a judgement with the sheets it names."""
    return seals.seal(
        connection,
        subject=seals.JUDGEMENT,
        subject_id=judgement_id,
        run_id=run_id,
        leaves=leaves.judgement_leaves(connection, judgement_id),
        signer=signer,
        at=datetime.now(UTC),
    )

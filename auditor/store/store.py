"""The store: every write its own small transaction, so that a killed run keeps what it saw."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Connection, Engine, select, update

from auditor.contract import Finding
from auditor.facts import Look
from auditor.results import Cause, CriterionInfo, EvidenceInfo, Results, RunInfo, Score
from auditor.signing import Signer
from auditor.store import judgements, reading, rows, tables
from auditor.store.engine import (
    answering,
    check_soundness,
    is_sqlite,
    make_engine,
    make_place,
    parse_url,
    sqlite_file,
    upsert,
    writer,
)
from auditor.store.errors import EvidenceGoneError
from auditor.store.evidence import Locker
from auditor.store.lock import hold
from auditor.store.looks import Looks
from auditor.store.migrate import bring_up_to_date
from auditor.store.purging import Purging
from auditor.store.records import JudgementRecord, RunRecord, StoredFact
from auditor.store.sealing import Sealing, seal_judgement, seal_run
from auditor.words import say

EVIDENCE_DAYS = 90


class Store:
    """Runs, facts, looks, judgements and evidence. Made by `open`."""

    def __init__(self, url: URL, engine: Engine, locker: Locker) -> None:
        self._url = url
        self._engine = engine
        self._locker = locker
        self._looks = Looks()

    @classmethod
    def open(cls, url: str, evidence: Path) -> Self:
        """Create or migrate the store; BadInputError tells what cannot be written or trusted."""
        parsed = parse_url(url)
        make_place(parsed)
        check_soundness(parsed)
        locker = Locker(evidence)
        bring_up_to_date(parsed, hold(_lock_of(parsed, locker), say("store.migrating")))
        return cls(parsed, make_engine(parsed), locker)

    def close(self) -> None:
        """Give back every connection; SQLite then folds its log into the one file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def hold(self, holder: str) -> AbstractContextManager[None]:
        """Hold the store for one run at a time; StoreBusyError names who else has it."""
        return hold(_lock_of(self._url, self._locker), holder)

    def begin_run(self, run: RunRecord) -> None:
        """Keep who is audited, for which period and by which policy, before the first look."""
        with self._writing() as connection:
            [sha256] = rows.put_sheets(connection, [rows.communes_body(run)])
            upsert(connection, tables.run, [rows.run_row(run, sha256)])

    def end_run(
        self, run_id: str, finished_at: datetime, complete: bool, signer: Signer | None = None
    ) -> None:
        """Close a run, and seal it with a signer; `complete` is false when it was interrupted.

        Both at once: a run that ended and has no seal is one that lost it.
        """
        values = {"finished_at": finished_at, "complete": complete}
        with self._sealing() as connection:
            connection.execute(update(tables.run).where(tables.run.c.id == run_id).values(values))
            if signer:
                seal_run(connection, self._locker, run_id, signer)

    def run(self, which: str = "last") -> RunRecord:
        """Return a run by id, by the beginning of its id, or the last one begun."""
        with self._reading() as connection:
            return reading.run(connection, which)

    def runs(self) -> tuple[RunRecord, ...]:
        """Return every run, the last begun first, judged or not."""
        with self._reading() as connection:
            return reading.runs(connection)

    def save_fact(
        self, run_id: str, commune_code: str, kind: str, target: str, fact: object
    ) -> None:
        """Keep a fact or Missing; the same key again replaces it."""
        row = rows.fact_row(run_id, commune_code, kind, target, fact)
        with self._writing() as connection:
            upsert(connection, tables.fact, [row])

    def facts(self, run_id: str, commune_code: str | None = None) -> Iterator[StoredFact]:
        """Yield a run's facts by commune, kind and target; a fact too old to read says so."""
        table = tables.fact
        query = select(table).where(table.c.run_id == run_id)
        if commune_code is not None:
            query = query.where(table.c.commune == commune_code)
        query = query.order_by(table.c.commune, table.c.kind, table.c.target)
        with self._reading() as connection:
            result = connection.execution_options(yield_per=20).execute(query)
            for row in result.mappings():
                yield rows.stored_fact(row)

    def add_look(self, run_id: str, commune_code: str, kind: str, look: Look) -> None:
        """Keep a look; one target has one look at one time."""
        row = rows.look_row(run_id, commune_code, kind, look)
        with self._writing() as connection:
            upsert(connection, tables.look, [row])

    def looks(
        self, commune_code: str, kind: str, since: datetime, until: datetime, run_id: str = ""
    ) -> tuple[Look, ...]:
        """Return the looks of sealed runs and of `run_id` from `since` to `until`, oldest first.

        Both ends are included. Nobody can say whether looks of other runs are what was seen.
        """
        place = (commune_code, kind)
        with self._reading() as connection:
            return self._looks.of_period(connection, place, since, until, run_id)

    def keep_evidence(
        self,
        body: bytes,
        *,
        run_id: str,
        url: str,
        kind: str,
        seen_at: datetime,
        commune: str = "",
        ttl_days: int = EVIDENCE_DAYS,
    ) -> str:
        """Keep what was received, word for word, and where and when; return its sha256.

        `commune` may be empty where a body belongs to no single commune (a shared portal).
        """
        sha256 = self._locker.keep(body)
        kept = {"sha256": sha256, "size": len(body), "kept_at": seen_at}
        expires_at = seen_at + timedelta(days=ttl_days)
        row = rows.evidence_row(run_id, commune, sha256, url, kind, seen_at, expires_at)
        with self._writing() as connection:
            upsert(connection, tables.evidence, [kept], replace=False)
            upsert(connection, tables.run_evidence, [row])
        return sha256

    def evidence_body(self, sha256: str) -> bytes:
        """Return a kept body; EvidenceGoneError when it is no longer there."""
        with self._reading() as connection:
            size = reading.evidence_size(connection, sha256)
            purged = reading.evidence_gone(connection, sha256)
        try:
            return self._locker.body(sha256, size)
        except EvidenceGoneError as gone:
            raise purged or gone from None

    def evidence_rows(
        self, run_id: str, commune: str, sha256s: Iterable[str]
    ) -> tuple[EvidenceInfo, ...]:
        """Return where and when a run saw these bodies for a commune, as they were seen."""
        with self._reading() as connection:
            return reading.evidence_rows(connection, run_id, commune, sha256s)

    def save_judgement(
        self,
        judgement: JudgementRecord,
        *,
        findings: Mapping[str, tuple[Finding, ...]],
        scores: Mapping[str, Score],
        ranks: Mapping[str, int | None],
        causes: tuple[Cause, ...],
        criteria: tuple[CriterionInfo, ...],
        not_reached: Sequence[str] = (),
        signer: Signer | None = None,
    ) -> None:
        """Keep a judgement whole, sealed with a signer; an earlier one of the run stays as it is."""
        said = judgements.Said(
            findings=findings,
            scores=scores,
            ranks=ranks,
            causes=causes,
            criteria=criteria,
            not_reached=tuple(not_reached),
        )
        with self._sealing() as connection:
            judgements.save(connection, judgement, said)
            if signer:
                seal_judgement(connection, judgement.id, judgement.run_id, signer)

    def judgements(self, run_id: str) -> tuple[JudgementRecord, ...]:
        """Return a run's judgements, the last first."""
        with self._reading() as connection:
            return judgements.of_run(connection, run_id)

    def results(self, run: str = "last", judgement: str = "last") -> Results:
        """Return what was judged; outside the store this is `auditor.results.load_results`."""
        with self._reading() as connection:
            return reading.results(connection, run, judgement)

    def run_infos(self) -> tuple[RunInfo, ...]:
        """Return every judgement of every run, the last run first."""
        with self._reading() as connection:
            return reading.run_infos(connection)

    def purging(self) -> Purging:
        """Return what deletes by age. Who calls it holds the store."""
        return Purging(self._url, self._engine, self._locker)

    def sealing(self) -> Sealing:
        """Return what reads the line of seals and goes on with it."""
        return Sealing(self._url, self._engine, self._locker)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Many small writes; a power cut may take the last of them."""
        with answering(self._url), writer(self._engine, lasting=False).begin() as connection:
            yield connection

    @contextmanager
    def _sealing(self) -> Iterator[Connection]:
        """What is sealed and told must outlast a power cut, with all that it stands on."""
        with answering(self._url), writer(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with answering(self._url), self._engine.begin() as connection:
            yield connection


def _lock_of(url: URL, locker: Locker) -> Path:
    if is_sqlite(url):
        file = sqlite_file(url)
        return file.with_name(f"{file.name}.lock")
    return locker.folder / "store.lock"

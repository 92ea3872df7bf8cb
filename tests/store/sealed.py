"""A small store with everything in it, sealed; and a hand that changes it behind our back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from auditor.facts import LookState
from auditor.signing import Signer, SigningKey
from auditor.store import Store, sealing
from auditor.store.chain import Statement
from auditor.store.troubles import Verified
from tests.store import samples
from tests.store.test_results import judge


class Sealed:
    """One run, judged once, sealed; opened anew for each look at it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "auditor.db"
        self.evidence = folder / "evidence"
        self.signer = key(folder / "key.pem")
        run = samples.run()
        self.run, self.bodies = run.id, []
        with self.open() as store:
            store.begin_run(run)
            store.save_fact(run.id, "00001", "site", "", samples.MISSING)
            store.save_fact(run.id, "00002", "site", "", samples.SITE)
            store.add_look(run.id, "00001", "site", samples.look())
            store.add_look(run.id, "00001", "site", samples.look(1, LookState.VOID))
            for number in range(2):
                self.bodies.append(self.keep(store, f"<p>{number}</p>".encode()))
            judgement = samples.judgement(run.id)
            self.judgement = judgement.id
            judge(store, judgement)
            seal_judgement(store, judgement.id, run.id, self.signer)
            store.end_run(run.id, datetime.now(UTC), complete=True)
            seal_run(store, run.id, self.signer)

    def keep(self, store: Store, body: bytes, run_id: str = "") -> str:
        return store.keep_evidence(
            body,
            run_id=run_id or self.run,
            url="http://127.0.0.1:8001/",
            kind="page",
            seen_at=samples.NOON,
            commune="00001",
        )

    def open(self) -> Store:
        return Store.open(f"sqlite:///{self.file}", self.evidence)

    def verify(self, *trusted: str, which: str = "last", everything: bool = False) -> Verified:
        with self.open() as store:
            return store.sealing().verify(
                which, trusted or (self.signer.public_key,), everything=everything
            )

    def found(self, *, everything: bool = False) -> set[str]:
        """What `verify` says is the matter."""
        return {one.key for one in self.verify(everything=everything).troubles}

    @contextmanager
    def behind(self) -> Iterator[sqlite3.Connection]:
        """Change it as somebody with the file in hand would."""
        with closing(sqlite3.connect(self.file)) as raw, raw:
            raw.execute("PRAGMA foreign_keys = OFF")
            yield raw

    def place(self, sha256: str) -> Path:
        return self.evidence / sha256[:2] / f"{sha256}.zst"


def seal_run(store: Store, run_id: str, signer: Signer) -> Statement:
    with store._sealing() as connection:
        return sealing.seal_run(connection, store._locker, run_id, signer)


def seal_judgement(store: Store, judgement_id: str, run_id: str, signer: Signer) -> Statement:
    with store._sealing() as connection:
        return sealing.seal_judgement(connection, judgement_id, run_id, signer)


def key(path: Path) -> Signer:
    made = SigningKey(path)
    made.make()
    return made.signer

import hashlib
import secrets
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from auditor.contract import Missing
from auditor.facts import SCHEMAS, LookState
from auditor.problems import BadInputError
from auditor.store import Store, StoredFact, upgrades
from tests.store import samples
from tests.store.sealed import key

KILLED = """
import os, signal, sys
from pathlib import Path
from auditor.store import Store
from tests.store import samples
from tests.store.sealed import key
store = Store.open(sys.argv[1], Path(sys.argv[2]))
store.begin_run(samples.run(id="killed"))
store.save_fact("killed", "00001", "site", "", samples.SITE)
store.keep_evidence(samples.BODY, run_id="killed", commune="00001", url="http://127.0.0.1/",
                    kind="page", seen_at=samples.NOON)
with store._writing() as connection:
    connection.exec_driver_sql("DELETE FROM fact")
    connection.exec_driver_sql("UPDATE run SET complete = 1")
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""A child that is killed in the middle of writing."""
PLACE = "http://127.0.0.1:8001/"


def test_a_run_comes_back_as_it_was_begun_and_ended(store: Store) -> None:
    begun = samples.run(started_at=samples.NOON.astimezone(samples.HANOI))
    store.begin_run(begun)
    assert store.run() == begun
    ended = samples.NOON + timedelta(minutes=4)
    store.end_run(begun.id, ended, complete=False)
    assert store.run(begun.id[:8]) == replace(begun, finished_at=ended, complete=False)
    assert store.run().started_at.tzinfo is UTC


def test_the_last_run_is_the_one_begun_last(store: Store) -> None:
    runs = [samples.run(started_at=samples.NOON + timedelta(days=day)) for day in (0, 2, 1)]
    for run in runs:
        store.begin_run(run)
    assert store.run("last") == runs[1]
    assert store.runs() == (runs[1], runs[2], runs[0])


def test_facts_come_back_and_the_same_key_replaces(store: Store) -> None:
    run = samples.run()
    store.begin_run(run)
    store.save_fact(run.id, "00002", "site", PLACE, samples.MISSING)
    store.save_fact(run.id, "00001", "site", PLACE, samples.MISSING)
    store.save_fact(run.id, "00001", "site", PLACE, samples.SITE)
    store.save_fact(run.id, "00001", "site_looks", PLACE, samples.LOOKS)
    expected = [
        ("00001", "site", samples.SITE),
        ("00001", "site_looks", samples.LOOKS),
        ("00002", "site", samples.MISSING),
    ]
    found = list(store.facts(run.id))
    assert [(f.commune, f.kind, f.fact) for f in found] == expected
    assert not any(f.outdated for f in found)
    assert [f.fact for f in store.facts(run.id, "00002")] == [samples.MISSING]


def test_a_fact_of_a_kind_nobody_knows_is_a_programming_error(store: Store) -> None:
    store.begin_run(run := samples.run())
    with pytest.raises(KeyError):
        store.save_fact(run.id, "00001", "weather", "", samples.MISSING)


def test_a_naive_time_is_a_programming_error(store: Store) -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001
    with pytest.raises(Exception, match="naive time"):
        store.begin_run(samples.run(started_at=naive))
    with pytest.raises(ValueError, match="naive time"):
        store.looks("00001", "site", naive, samples.NOON)
    with pytest.raises(Exception, match="naive time"):
        store.keep_evidence(b"", run_id="", url="", kind="page", seen_at=naive)


def test_a_fact_of_another_schema_is_outdated_and_never_guessed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.begin_run(run := samples.run())
    store.save_fact(run.id, "00001", "site_looks", "", samples.LOOKS)
    store.save_fact(run.id, "00002", "site_looks", "", samples.MISSING)
    monkeypatch.setitem(SCHEMAS, "site_looks", 3)
    old, missing = store.facts(run.id)
    assert old == StoredFact(
        commune="00001", kind="site_looks", target="", schema=1, fact=None, outdated=True
    )
    assert missing.fact == samples.MISSING
    assert isinstance(missing.fact, Missing)


@pytest.mark.parametrize(
    ("schema", "current", "upgraded"),
    [(1, 3, [1, 2, 3]), (2, 3, [1, 3]), (3, 3, [1]), (0, 3, None), (4, 3, None)],
)
def test_a_fact_is_upgraded_step_by_step(
    schema: int, current: int, upgraded: list[int] | None
) -> None:
    steps: Mapping[tuple[str, int], upgrades.Upgrade] = {
        ("site", 1): lambda plain: [*plain, 2],
        ("site", 2): lambda plain: [*plain, 3],
    }
    assert upgrades.upgrade("site", schema, [1], current=current, steps=steps) == upgraded


def test_looks_of_all_sealed_runs_in_the_period_oldest_first(store: Store, tmp_path: Path) -> None:
    first, second = samples.run(), samples.run()
    for run in (first, second):
        store.begin_run(run)
    for run, minute in [(second, 5), (first, 0), (first, 2), (first, 2), (second, 9)]:
        store.add_look(run.id, "00001", "site", samples.look(minute))
    store.add_look(first.id, "00002", "site", samples.look(3))
    store.add_look(first.id, "00001", "camera", samples.look(4))
    signer = key(tmp_path / "key.pem")
    for run in (first, second):
        store.end_run(run.id, datetime.now(UTC), True, signer)
    until = samples.NOON + timedelta(minutes=5)
    assert store.looks("00001", "site", samples.NOON, until) == tuple(
        samples.look(minute) for minute in (0, 2, 5)
    )


def test_a_second_look_at_the_same_moment_replaces_the_first(store: Store) -> None:
    store.begin_run(run := samples.run())
    store.add_look(run.id, "00001", "site", samples.look())
    store.add_look(run.id, "00001", "site", samples.look(state=LookState.VOID))
    [look] = store.looks("00001", "site", samples.NOON, samples.NOON, run.id)
    assert look.state is LookState.VOID


def test_what_was_kept_before_a_kill_is_there_and_the_store_is_sound(
    url: str, tmp_path: Path
) -> None:
    child = [sys.executable, "-c", KILLED, url, str(tmp_path / "evidence")]
    done = subprocess.run(child, check=False)  # noqa: S603 - our own interpreter
    assert done.returncode == -9
    with Store.open(url, tmp_path / "evidence") as store:
        [fact] = store.facts("killed")
        assert fact.fact == samples.SITE
        assert store.run("killed").complete is False
        [row] = store.evidence_rows("killed", "00001", [hashlib.sha256(samples.BODY).hexdigest()])
        assert store.evidence_body(row.sha256) == samples.BODY


def test_facts_are_read_while_others_are_written(store: Store) -> None:
    store.begin_run(run := samples.run())
    for code in ("00001", "00002", "00003"):
        store.save_fact(run.id, code, "site", "", samples.MISSING)
    for fact in store.facts(run.id):
        store.save_fact(run.id, fact.commune, "site_looks", "", samples.LOOKS)
    assert len(list(store.facts(run.id))) == 6


def test_nothing_is_kept_for_a_run_that_was_not_begun(store: Store) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        store.save_fact("no such run", "00001", "site", "", samples.MISSING)


def test_a_full_disk_is_said_and_what_was_kept_stays(store: Store) -> None:
    store.begin_run(run := samples.run())
    store.save_fact(run.id, "00001", "site", "", samples.SITE)
    with store._reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # as if no page could be added
    noise = replace(samples.MISSING, values={"noise": secrets.token_hex(200_000)})
    with pytest.raises(BadInputError, match=r"auditor\.db: .*full"):
        store.save_fact(run.id, "00002", "site", "", noise)
    assert [fact.fact for fact in store.facts(run.id)] == [samples.SITE]


def test_many_may_write_at_once(store: Store, url: str, tmp_path: Path) -> None:
    store.begin_run(run := samples.run())
    with Store.open(url, tmp_path / "evidence") as other, ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda n: (store, other)[n % 2].save_fact(
                    run.id, f"{n:05}", "site", "", samples.MISSING
                ),
                range(80),
            )
        )
    assert len(list(store.facts(run.id))) == 80

"""The same store on a real PostgreSQL, where there is one to use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from auditor.problems import BadInputError
from auditor.results import load_results
from auditor.store import Store
from auditor.store.tables import VERSION_TABLE, metadata
from tests.store import samples
from tests.store.test_migrations import differences
from tests.store.test_results import judge

URL = os.environ.get("AUDITOR_TEST_POSTGRESQL", "")
pytestmark = pytest.mark.skipif(
    not URL, reason="optional: AUDITOR_TEST_POSTGRESQL names no empty database"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Store]:
    with Store.open(URL, tmp_path / "evidence") as store:
        yield store
    engine = create_engine(URL)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    engine.dispose()


def test_the_tables_there_are_the_tables_of_the_program(server: Store, tmp_path: Path) -> None:
    Store.open(URL, tmp_path / "evidence").close()
    engine = create_engine(URL)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert "alembic_version" not in inspect(connection).get_table_names()
    engine.dispose()


def test_what_goes_in_comes_out(server: Store) -> None:
    server.begin_run(run := samples.run())
    for _ in range(2):
        server.save_fact(run.id, "00001", "site", "", samples.SITE)
        server.add_look(run.id, "00001", "site", samples.look())
    server.end_run(run.id, samples.NOON, complete=True)
    assert [fact.fact for fact in server.facts(run.id)] == [samples.SITE]
    assert server.looks("00001", "site", samples.NOON, samples.NOON, run.id) == (samples.look(),)
    assert server.run(run.id[:8]).communes == samples.COMMUNES


def test_an_address_longer_than_an_index_takes_is_kept(server: Store) -> None:
    server.begin_run(run := samples.run())
    url = "http://127.0.0.1/" + "".join(f"{number:05}%\0" for number in range(2000))
    sha256 = server.keep_evidence(
        samples.BODY, run_id=run.id, commune="00001", url=url, kind="page", seen_at=samples.NOON
    )
    assert len(server.evidence_rows(run.id, "00001", [sha256])) == 1
    assert server.evidence_body(sha256) == samples.BODY


def test_results_are_exactly_what_was_judged(server: Store) -> None:
    server.begin_run(run := samples.run())
    judge(server, judgement := samples.judgement(run.id))
    results = load_results(server)
    assert results.run.judgement == judgement.id
    assert results.causes == samples.CAUSES
    assert [commune.score for commune in results.communes] == [samples.SCORE, samples.UNRATED]
    assert results.communes[1].findings == samples.findings()
    with pytest.raises(BadInputError, match="đợt kiểm tra"):
        load_results(server, "%")


def test_a_server_that_does_not_answer_is_bad_input(tmp_path: Path) -> None:
    away = "postgresql+psycopg://auditor:very-secret@127.0.0.1:1/auditor"
    with pytest.raises(BadInputError, match="không kết nối") as caught:
        Store.open(away, tmp_path / "evidence")
    assert "very-secret" not in str(caught.value)

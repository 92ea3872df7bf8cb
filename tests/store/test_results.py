import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from auditor.contract import Finding, Stage
from auditor.problems import BadInputError
from auditor.results import CommuneResult, EvidenceInfo, Results, RunInfo, list_runs, load_results
from auditor.store import JudgementRecord, RunRecord, Store
from auditor.store.reading import NOT_REACHED
from tests.store import samples

URL = "http://127.0.0.1:8001/lien-he"
FINDINGS = {"00002": samples.findings(), "00001": samples.findings()[1:]}
SCORES = {"00001": samples.SCORE, "00002": samples.UNRATED}


def judge(
    store: Store, record: JudgementRecord, findings: dict[str, tuple[Finding, ...]] = FINDINGS
) -> None:
    store.save_judgement(
        record,
        findings=findings,
        scores=SCORES,
        ranks={"00001": 1, "00002": None},
        causes=samples.CAUSES,
        criteria=samples.CRITERIA,
        not_reached=("00003",),
    )


def info(run: RunRecord, judgement: JudgementRecord) -> RunInfo:
    return RunInfo(
        id=run.id,
        judgement=judgement.id,
        tool_version="0.1.1",
        profile="full",
        policy_version="2026.2",
        inventory_sha256=samples.SHA,
        period_start=run.period_start,
        period_end=run.period_end,
        started_at=samples.NOON,
        finished_at=samples.NOON + timedelta(minutes=9),
        complete=True,
        stage=judgement.stage,
        judged_at=judgement.judged_at,
        profile_title={"vi": "Đầy đủ", "en": "Full"},
    )


@pytest.fixture
def judged(store: Store) -> tuple[RunRecord, JudgementRecord]:
    run = samples.run()
    store.begin_run(run)
    store.end_run(run.id, samples.NOON + timedelta(minutes=9), complete=True)
    judgement = samples.judgement(run.id)
    judge(store, judgement)
    return run, judgement


def test_results_are_exactly_what_was_judged(
    store: Store, judged: tuple[RunRecord, JudgementRecord]
) -> None:
    run, judgement = judged
    one, two, three = samples.COMMUNES
    assert load_results(store) == Results(
        run=info(run, judgement),
        province_code="00",
        province_name="Tỉnh Mẫu",
        criteria=samples.CRITERIA,
        communes=(
            CommuneResult(
                code="00001",
                name=one.name,
                kind=one.kind,
                site="http://127.0.0.1:8001/mau01/",
                score=samples.SCORE,
                findings=samples.findings()[1:],
                rank=1,
            ),
            CommuneResult(
                code="00002",
                name=two.name,
                kind=two.kind,
                site="",
                score=samples.UNRATED,
                findings=samples.findings(),
            ),
            CommuneResult(
                code="00003",
                name=three.name,
                kind=three.kind,
                site=three.site.url if three.site else "",
                score=NOT_REACHED,
                findings=(),
            ),
        ),
        causes=samples.CAUSES,
        not_reached=("00003",),
        invented=True,
    )


def test_a_rejudge_is_another_judgement_and_the_first_stays(
    store: Store, judged: tuple[RunRecord, JudgementRecord]
) -> None:
    run, first = judged
    before = load_results(store, run.id, first.id)
    second = samples.judgement(
        run.id, judged_at=first.judged_at + timedelta(days=5), stage=Stage.EXPLAINED
    )
    judge(store, second, {"00001": samples.findings()})
    assert load_results(store).run.judgement == second.id
    assert load_results(store).run.stage is Stage.EXPLAINED
    assert load_results(store, judgement=first.id) == before
    assert [record.id for record in store.judgements(run.id)] == [second.id, first.id]
    assert store.judgements(run.id)[1] == first
    assert [entry.judgement for entry in list_runs(store)] == [second.id, first.id]


def test_a_judgement_is_never_written_over(
    store: Store, judged: tuple[RunRecord, JudgementRecord]
) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        judge(store, judged[1], {})
    judged_codes = [commune.code for commune in load_results(store).communes if commune.findings]
    assert judged_codes == ["00001", "00002"]


def test_equal_findings_are_kept_once_however_often_they_are_seen(
    store: Store, url: str, judged: tuple[RunRecord, JudgementRecord]
) -> None:
    before = count_sheets(url)
    for week in range(1, 4):
        run = samples.run(started_at=samples.NOON + timedelta(weeks=week))
        store.begin_run(run)
        seen = samples.NOON + timedelta(weeks=week)
        found = {
            "00001": samples.findings(seen)[1:],
            "00002": samples.findings(seen, f"{week:064x}"),
        }
        judge(store, samples.judgement(run.id, judged_at=seen), found)
        assert load_results(store, run.id).communes[1].findings == found["00002"]
    assert count_sheets(url) == before


def test_evidence_of_a_commune_is_what_its_findings_cite(store: Store) -> None:
    run = samples.run()
    store.begin_run(run)
    kept = [
        store.keep_evidence(
            body, run_id=run.id, commune=commune, url=URL, kind="page", seen_at=samples.NOON
        )
        for body, commune in [(b"shared", "00001"), (b"shared", "00002"), (b"not cited", "00002")]
    ]
    shared = kept[0]
    judge(store, samples.judgement(run.id), {"00002": samples.findings(evidence=shared)})
    commune, _ = load_results(store).communes
    assert commune.evidence == (
        EvidenceInfo(sha256=shared, url=URL, seen_at=samples.NOON, kind="page"),
    )


@pytest.mark.parametrize("which", ["", "zz", "last2", "00000000-0000-0000-0000-000000000000", "%"])
def test_a_run_that_nobody_made_is_bad_input(
    store: Store, judged: tuple[RunRecord, JudgementRecord], which: str
) -> None:
    with pytest.raises(BadInputError, match="đợt kiểm tra"):
        load_results(store, which)
    with pytest.raises(BadInputError, match="lần đánh giá"):
        load_results(store, judgement=which)


def test_an_id_may_be_shortened_until_it_means_two(store: Store) -> None:
    first, second = (samples.run(id=f"abc{n}-0000") for n in (1, 2))
    for run in (first, second):
        store.begin_run(run)
    assert store.run("abc2") == second
    assert store.run("ABC1") == first
    with pytest.raises(BadInputError, match="nhiều đợt"):
        store.run("abc")


def test_a_run_that_was_not_judged_has_no_results(store: Store) -> None:
    store.begin_run(samples.run())
    with pytest.raises(BadInputError, match="chưa có lần đánh giá"):
        load_results(store)
    assert list_runs(store) == ()
    assert len(store.runs()) == 1


def test_a_changed_sheet_is_damage_and_not_a_verdict(
    store: Store, url: str, judged: tuple[RunRecord, JudgementRecord]
) -> None:
    other = samples.judgement(judged[0].id)
    changed = samples.findings()[:1]
    judge(store, other, {"00001": (replace(changed[0], cause=""),)})
    with create_engine(url).begin() as connection:
        connection.execute(
            text(
                "UPDATE sheet SET body = (SELECT body FROM sheet s JOIN judgement_sheet j"
                " ON j.sheet_sha256 = s.sha256 WHERE j.judgement_id = :other)"
                " WHERE sha256 = (SELECT sheet_sha256 FROM judgement_sheet"
                " WHERE judgement_id = :first AND commune = '00001')"
            ),
            {"other": other.id, "first": judged[1].id},
        )
    with pytest.raises(BadInputError, match="bị hỏng"):
        load_results(store, judgement=judged[1].id)


def test_reading_results_loads_no_database_library() -> None:
    code = (
        "import sys, auditor.results;"
        "print([m for m in ('sqlalchemy', 'pydantic', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def count_sheets(url: str) -> int:
    """Sheets of findings: the inventory, policy and causes have others."""
    with create_engine(url).begin() as connection:
        query = "SELECT count(DISTINCT sheet_sha256) FROM judgement_sheet"
        return int(connection.execute(text(query)).scalar_one())


def test_a_run_that_was_killed_before_it_was_judged_does_not_hide_the_last_good_one(
    store: Store, judged: tuple[RunRecord, JudgementRecord]
) -> None:
    store.begin_run(samples.run(started_at=samples.NOON + timedelta(days=1)))
    assert load_results(store).run.id == judged[0].id

"""What is past its days goes, nothing else does, and its going can be proved."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from auditor.facts import Look, LookState, Mark, MarkKind, Presence, Source, SourceKind
from auditor.problems import BadInputError
from auditor.results import load_results
from auditor.signing import Signer, SigningKey
from auditor.store import EvidenceGoneError, RunRecord, Store, StoreBusyError
from auditor.store.aged import Kind, Rule
from auditor.store.amounts import STRAY, Purged
from auditor.store.codec import pack_value
from tests.store import samples
from tests.store.sealed import seal_judgement, seal_run

RULES = [
    Rule(kind=Kind.PAGES, days=90),
    Rule(kind=Kind.PRESENCE, days=60),
    Rule(kind=Kind.FRAMES, days=30),
    Rule(kind=Kind.RESULTS, days=1826),
]
DAY = timedelta(days=1)
PRESENCE = Presence(
    sources=(Source(name="mau", kind=SourceKind.TIME_CLOCK),),
    marks=(Mark(staff="CB-MAU00001", at=samples.NOON, kind=MarkKind.IN, source="mau"),),
)
CAMERA_LOOK = Look(
    at=samples.NOON,
    target="cam-1",
    state=LookState.UP,
    text="camera.seen",
    values={"address": "127.0.0.9:554"},
)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    key = SigningKey(tmp_path / "khoa.pem")
    key.make()
    return key.signer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kho" / "auditor.db"


def gathered(
    store: Store, signer: Signer, *, started_at: datetime = samples.NOON, body: bytes = b"mot trang"
) -> RunRecord:
    """A whole run of one commune: facts, looks, a page, a frame, a judgement, both sealed."""
    run = samples.run(started_at=started_at)
    store.begin_run(run)
    store.save_fact(run.id, "00001", "site", "", samples.SITE)
    store.save_fact(run.id, "00002", "site", "", samples.MISSING)
    store.save_fact(run.id, "00001", "site_looks", "", samples.LOOKS)
    store.save_fact(run.id, "00001", "presence", "", PRESENCE)
    store.add_look(run.id, "00001", "site", samples.look())
    store.add_look(run.id, "00001", "camera", CAMERA_LOOK)
    for kind, kept in (("page", body), ("frame", b"mot hinh " + body)):
        store.keep_evidence(
            kept, run_id=run.id, commune="00001", url="http://a/", kind=kind, seen_at=started_at
        )
    judged(store, signer, run, started_at)
    store.end_run(run.id, started_at, complete=True)
    seal_run(store, run.id, signer)
    return run


def judged(store: Store, signer: Signer, run: RunRecord, at: datetime) -> str:
    judgement = samples.judgement(run.id, judged_at=at)
    store.save_judgement(
        judgement,
        findings={"00001": samples.findings(seen_at=at)},
        scores={"00001": samples.SCORE},
        ranks={"00001": 1},
        causes=samples.CAUSES,
        criteria=samples.CRITERIA,
    )
    seal_judgement(store, judgement.id, run.id, signer)
    return judgement.id


def purge(
    store: Store, signer: Signer, days: float, rules: Iterable[Rule] = tuple(RULES)
) -> Purged:
    with store.hold("xóa"):
        return store.purging().purge(list(rules), samples.NOON + days * DAY, signer)


def said(purged: Purged) -> dict[tuple[str, str], int]:
    return {(amount.kind, amount.what): amount.count for amount in purged.amounts}


def facts(store: Store, run: RunRecord) -> dict[tuple[str, str], bool]:
    return {(fact.commune, fact.kind): fact.purged for fact in store.facts(run.id)}


def bodies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.zst"))


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (0, {}),
        (30, {}),
        (30.1, {("frames", "evidence"): 1}),
        (61, {("frames", "evidence"): 1, ("presence", "fact"): 1}),
        (
            91,
            {
                ("frames", "evidence"): 1,
                ("pages", "evidence"): 1,
                ("pages", "fact"): 1,
                ("presence", "fact"): 1,
            },
        ),
        (
            1827,
            {
                ("frames", "evidence"): 1,
                ("pages", "evidence"): 1,
                ("pages", "fact"): 1,
                ("presence", "fact"): 1,
                ("results", "fact"): 2,
                ("results", "look"): 2,
                ("results", "sheet"): 3,
            },
        ),
    ],
)
def test_age_decides_what_goes(
    store: Store, signer: Signer, days: float, gone: dict[tuple[str, str], int]
) -> None:
    gathered(store, signer)
    rehearsed = store.purging().due(RULES, samples.NOON + days * DAY)
    assert said(rehearsed) == gone
    done = purge(store, signer, days)
    assert done.amounts == rehearsed.amounts
    assert done.troubles == ()
    assert said(purge(store, signer, days)) == {}  # a second purge finds nothing


def test_what_goes_leaves_its_row_and_what_is_young_stays(store: Store, signer: Signer) -> None:
    old = gathered(store, signer)
    young = gathered(store, signer, started_at=samples.NOON + 80 * DAY, body=b"trang khac")
    purge(store, signer, 91)
    assert facts(store, old) == {
        ("00001", "site"): True,
        ("00002", "site"): False,  # a Missing holds nothing of a page
        ("00001", "site_looks"): False,
        ("00001", "presence"): True,
    }
    assert not any(facts(store, young).values())
    assert store.looks("00001", "site", samples.NOON, samples.NOON + DAY)
    assert len(load_results(store, old.id).communes) == 1


@pytest.mark.parametrize(("days", "stays"), [(1826, True), (1827, False)])
def test_the_address_of_a_camera_goes_with_the_results(
    store: Store, file: Path, signer: Signer, days: float, stays: bool
) -> None:
    gathered(store, signer)
    purge(store, signer, days)
    looks = store.looks("00001", "camera", samples.NOON, samples.NOON + DAY)
    assert looks == ((CAMERA_LOOK,) if stays else ())
    assert _holds(file, pack_value(Look, CAMERA_LOOK)) is stays
    verified = store.sealing().verify("last", [signer.public_key], everything=True)
    assert verified.troubles == []


def test_a_purged_look_that_is_written_anew_shows(store: Store, file: Path, signer: Signer) -> None:
    gathered(store, signer)
    purge(store, signer, 1827)
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE look SET body = x'00'")
    raw.close()
    keys = {one.key for one in store.sealing().verify("last", [signer.public_key]).troubles}
    assert keys == {"row_changed"}


@pytest.mark.parametrize(("days", "stays"), [(91, True), (161, True), (171, False)])
def test_a_body_that_a_younger_run_names_stays(
    store: Store, signer: Signer, days: float, stays: bool
) -> None:
    gathered(store, signer)
    gathered(store, signer, started_at=samples.NOON + 80 * DAY)
    [sha256] = {
        row.sha256
        for run in store.runs()
        for row in store.evidence_rows(run.id, "00001", _all_hashes(store, run))
        if row.kind == "page"
    }
    purge(store, signer, days)
    if stays:
        assert store.evidence_body(sha256) == b"mot trang"
    else:
        with pytest.raises(EvidenceGoneError, match="đã được xóa ngày 13/05/2027"):
            store.evidence_body(sha256)


def _all_hashes(store: Store, run: RunRecord) -> list[str]:
    return [name.removesuffix(".zst") for name in bodies(store._locker.folder)]


def test_only_the_kind_that_was_asked_for_goes(store: Store, signer: Signer) -> None:
    run = gathered(store, signer)
    done = purge(store, signer, 5000, [Rule(kind=Kind.PRESENCE, days=60)])
    assert said(done) == {("presence", "fact"): 1}
    assert [kind for (_, kind), gone in facts(store, run).items() if gone] == ["presence"]


@pytest.mark.parametrize(
    ("days", "goes"), [(30, True), (90, False), (180, False)], ids=["shorter", "same", "longer"]
)
def test_todays_days_count_and_not_those_of_the_day_of_keeping(
    store: Store, signer: Signer, days: int, goes: bool
) -> None:
    gathered(store, signer)  # kept with 90 days
    done = purge(store, signer, 89, [Rule(kind=Kind.PAGES, days=days)])
    assert bool(done.count) is goes
    later = purge(store, signer, 120, [Rule(kind=Kind.PAGES, days=days)])
    assert bool(later.count) is (days == 90)


def test_a_rehearsal_changes_no_byte(url: str, tmp_path: Path, file: Path, signer: Signer) -> None:
    with Store.open(url, tmp_path / "evidence") as store:
        gathered(store, signer)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with Store.open(url, tmp_path / "evidence") as store:
        assert store.purging().due(RULES, samples.NOON + 5000 * DAY).count == 11
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_purged_is_gone_from_the_bytes_of_the_database(
    url: str, tmp_path: Path, file: Path, signer: Signer
) -> None:
    page, traces = pack_value(type(samples.SITE), samples.SITE), pack_value(Presence, PRESENCE)
    noise = os.urandom(30_000)  # does not compress: several pages of the database are its alone
    with Store.open(url, tmp_path / "evidence") as store:
        run = gathered(store, signer)
        with sqlite3.connect(file) as raw:  # a body so large that it lies on pages of its own
            raw.execute("UPDATE fact SET body = ? WHERE kind = 'site' AND missing = 0", (noise,))
        raw.close()
        assert _holds(file, noise[9_000:9_100])
        assert _holds(file, traces)
        with sqlite3.connect(file) as raw:
            raw.execute("PRAGMA secure_delete = OFF")  # as most builds of SQLite come
            raw.execute("UPDATE fact SET body = ? WHERE kind = 'site' AND missing = 0", (page,))
        raw.close()
        done = purge(store, signer, 91)
        assert done.troubles == ()
        for canary in (noise[9_000:9_100], noise[-60:], traces, page):
            assert not _holds(
                file, canary
            )  # while the store is still open: its log is looked at too
        assert facts(store, run)["00001", "presence"]
    assert not _holds(file, traces)


def _holds(file: Path, canary: bytes) -> bool:
    places = [file.with_name(f"{file.name}{tail}") for tail in ("", "-wal", "-shm", "-journal")]
    return any(canary in path.read_bytes() for path in places if path.exists())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.store.engine.BUSY_MS", 50)


@pytest.mark.usefixtures("impatient")
def test_a_reader_in_between_is_told_and_the_next_purge_ends_it(
    store: Store, file: Path, signer: Signer
) -> None:
    gathered(store, signer)
    with sqlite3.connect(file) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM fact").fetchone()
        done = purge(store, signer, 91)
        assert done.count
        assert len(done.troubles) == 1
    reader.close()
    assert purge(store, signer, 91).troubles == ()
    assert not _holds(file, pack_value(Presence, PRESENCE))


def test_a_purge_killed_before_the_files_went_is_ended_by_the_next(
    store: Store, tmp_path: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered(store, signer)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("auditor.store.sweeping.remove", killed)
        with pytest.raises(KeyboardInterrupt):
            purge(store, signer, 91)
    assert len(bodies(tmp_path / "evidence")) == 2
    done = purge(store, signer, 91)
    assert said(done) == {(STRAY, "evidence"): 2}
    assert done.seal is None
    assert bodies(tmp_path / "evidence") == []


@pytest.mark.parametrize(("hours", "goes"), [(1, False), (25, True)])
@pytest.mark.parametrize("name", ["{sha}.zst", ".{sha}.zst.0123456789abcdef"])
def test_a_file_that_no_row_names_goes_after_a_day(
    store: Store, tmp_path: Path, signer: Signer, hours: int, goes: bool, name: str
) -> None:
    stray = tmp_path / "evidence" / "ab" / name.format(sha=samples.SHA)
    stray.parent.mkdir()
    stray.write_bytes(b"x")
    left = (samples.NOON - timedelta(hours=hours)).timestamp()
    os.utime(stray, (left, left))
    assert bool(purge(store, signer, 0).count) is goes
    assert stray.exists() is not goes


def test_what_is_not_ours_in_the_locker_stays(store: Store, tmp_path: Path, signer: Signer) -> None:
    elsewhere = tmp_path / "noi-khac"
    elsewhere.mkdir()
    body = elsewhere / f"{samples.SHA}.zst"
    body.write_bytes(b"x")
    (tmp_path / "evidence" / "ab").symlink_to(elsewhere)
    (tmp_path / "evidence" / "cd").mkdir()
    (tmp_path / "evidence" / "cd" / f"{samples.OTHER_SHA}.zst").symlink_to(body)
    (tmp_path / "evidence" / "cd" / "ghi-chu.txt").write_bytes(b"x")
    (tmp_path / "evidence" / "ef").write_bytes(b"x")
    assert purge(store, signer, 5000).count == 0
    assert body.exists()
    assert (tmp_path / "evidence" / "cd" / "ghi-chu.txt").exists()


def test_a_file_that_cannot_be_removed_is_told_and_goes_next_time(
    store: Store, tmp_path: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered(store, signer)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "")

    with monkeypatch.context() as patched:
        patched.setattr("auditor.store.sweeping.remove", refuse)
        done = purge(store, signer, 91)
    assert len(done.troubles) == 2
    assert all(".zst" in trouble for trouble in done.troubles)
    assert purge(store, signer, 91).troubles == ()
    assert bodies(tmp_path / "evidence") == []


def test_every_purge_is_one_line_of_the_log(store: Store, file: Path, signer: Signer) -> None:
    gathered(store, signer)
    first, second = purge(store, signer, 91), purge(store, signer, 92)
    log = file.with_name("auditor.db.purge.log")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["purge"] for line in lines] == [first.id, second.id]
    assert [line["seal"] for line in lines] == [3, None]
    assert log.stat().st_mode & 0o777 == 0o600
    assert {(one["kind"], one["what"], one["count"]) for one in lines[0]["removed"]} == {
        ("frames", "evidence", 1),
        ("pages", "evidence", 1),
        ("pages", "fact", 1),
        ("presence", "fact", 1),
    }
    assert all(one["oldest"] == "2026-11-23" and one["bytes"] > 0 for one in lines[0]["removed"])
    assert "00001" not in log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_is_told(store: Store, file: Path, signer: Signer) -> None:
    file.with_name("auditor.db.purge.log").mkdir()
    gathered(store, signer)
    assert "nhật ký xóa" in purge(store, signer, 91).troubles[0]


def test_the_store_remembers_its_purges(store: Store, signer: Signer) -> None:
    assert store.purging().past() == ()
    gathered(store, signer)
    done = purge(store, signer, 91)
    [past] = store.purging().past()
    assert (past.id, past.seal, past.at) == (done.id, done.seal, done.at)
    assert past.stones == {
        ("pages:90", "evidence"): 1,
        ("frames:30", "evidence"): 1,
        ("pages:90", "fact"): 1,
        ("presence:60", "fact"): 1,
    }


@pytest.mark.parametrize("days", [51, 61, 91, 1900])
def test_purged_is_not_tampered(store: Store, signer: Signer, days: int) -> None:
    gathered(store, signer)
    gathered(store, signer, started_at=samples.NOON + 20 * DAY)
    assert store.sealing().verify("last", [signer.public_key], everything=True).troubles == []
    purge(store, signer, days)
    verified = store.sealing().verify("last", [signer.public_key], everything=True)
    assert verified.troubles == []
    assert verified.purged > 0


def test_a_body_changed_before_it_was_purged_still_shows(
    store: Store, file: Path, signer: Signer
) -> None:
    gathered(store, signer)
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE fact SET body = x'00' WHERE kind = 'presence'")
    raw.close()
    purge(store, signer, 91)
    assert store.sealing().verify("last", [signer.public_key]).troubles != []


def test_the_same_page_seen_again_after_its_purge_is_kept_anew(
    store: Store, signer: Signer, tmp_path: Path
) -> None:
    gathered(store, signer)
    purge(store, signer, 91)
    gathered(store, signer, started_at=samples.NOON + 100 * DAY)
    assert len(bodies(tmp_path / "evidence")) == 2
    assert said(purge(store, signer, 101)) == {}
    assert store.sealing().verify("last", [signer.public_key], everything=True).troubles == []
    assert said(purge(store, signer, 200))["pages", "evidence"] == 1
    assert store.sealing().verify("last", [signer.public_key], everything=True).troubles == []


def test_findings_said_again_after_their_purge_can_be_read(store: Store, signer: Signer) -> None:
    old = gathered(store, signer)
    purge(store, signer, 2000)
    new = gathered(store, signer, started_at=samples.NOON + 2000 * DAY)
    assert load_results(store, new.id).communes[0].findings
    assert said(purge(store, signer, 2001)) == {}
    done = purge(store, signer, 4000)
    assert said(done)["results", "sheet"] == 3
    assert store.sealing().verify("last", [signer.public_key], everything=True).troubles == []
    assert {run.id for run in store.runs()} == {old.id, new.id}


def test_a_rejudge_keeps_the_inventory_entries_of_its_run(store: Store, signer: Signer) -> None:
    run = gathered(store, signer)
    first = store.judgements(run.id)[0].id
    second = judged(store, signer, run, samples.NOON + 1000 * DAY)
    purge(store, signer, 1827)
    assert store.run(run.id).communes == samples.COMMUNES
    assert load_results(store, run.id, second).communes[0].findings
    assert load_results(store, run.id, first).communes[0].findings  # equal findings are one sheet


def test_purged_results_are_one_clear_sentence(store: Store, signer: Signer) -> None:
    run = gathered(store, signer)
    done = purge(store, signer, 1900)
    day = f"{done.at:%d/%m/%Y}"
    readings: list[Callable[[], object]] = [
        lambda: load_results(store, run.id),
        lambda: load_results(store),
        lambda: store.run(run.id),
    ]
    for read in readings:
        with pytest.raises(BadInputError, match=f"đã được xóa ngày {day}"):
            read()
    assert [one.purged for one in store.runs()] == [True]
    assert len(store.run_infos()) == 1


def test_a_store_that_is_held_is_not_purged(store: Store, signer: Signer) -> None:
    with store.hold("auditor run"), pytest.raises(StoreBusyError):
        purge(store, signer, 91)

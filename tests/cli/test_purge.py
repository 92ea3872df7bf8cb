"""`auditor purge`, as a schedule and as a person calls it."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.store import Store
from tests.cli.conftest import Auditor
from tests.cli.terminal import at_terminal
from tests.store import samples

CONFIG = """\
province: {code: "00", name: Tỉnh Mẫu}
contact: {name: Phòng Mẫu, email: mau@example.vn}
inventory: {communes: xa.csv}
profile: tu-xa
invented: true
period: {from: 2026-11-01, to: 2026-11-30}
"""
COMMUNES = "Mã đơn vị hành chính;Tên;Trang thông tin điện tử\n00001;Xã Mẫu 01;\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "auditor.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "xa.csv").write_text(COMMUNES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(place: Path) -> str:
    """A run of 100 days ago with one page, judged then."""
    at = datetime.now(UTC) - timedelta(days=100)
    record = samples.run(started_at=at, communes=samples.COMMUNES[:1])
    with _store(place) as store:
        store.begin_run(record)
        store.save_fact(record.id, "00001", "site", "", samples.SITE)
        store.keep_evidence(
            samples.BODY,
            run_id=record.id,
            commune="00001",
            url="http://127.0.0.1/",
            kind="page",
            seen_at=at,
        )
        store.save_judgement(
            samples.judgement(record.id, judged_at=at),
            findings={"00001": samples.findings(seen_at=at)[:1]},
            scores={"00001": samples.SCORE},
            ranks={"00001": 1},
            causes=(),
            criteria=samples.CRITERIA,
        )
        store.end_run(record.id, at, complete=True)
    return record.id


def _store(place: Path) -> Store:
    return Store.open(f"sqlite:///{place}/data/auditor.sqlite", place / "data" / "evidence")


def _purged(place: Path, run: str) -> bool:
    with _store(place) as store:
        return all(fact.purged for fact in store.facts(run))


def test_a_schedule_is_asked_nothing_and_told_what_went(
    auditor: Auditor, place: Path, run: str
) -> None:
    done = auditor("purge", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    day = f"{datetime.now(UTC) - timedelta(days=100):%m/%Y}"
    assert "Đã xóa:" in done.stdout
    assert "Nội dung trang đã tải (thời hạn 90 ngày): 1, từ" in done.stdout
    assert "Dữ kiện đọc từ trang (thời hạn 90 ngày): 1, từ" in done.stdout
    assert day in done.stdout
    assert "Dấu niêm phong số 1" in done.stdout
    assert _purged(place, run)
    [line] = (place / "data" / "auditor.sqlite.purge.log").read_text("utf-8").splitlines()
    assert json.loads(line)["seal"] == 1
    again = auditor("purge", cwd=place)
    assert (again.returncode, "Không có dữ liệu nào" in again.stdout) == (0, True)


def test_a_rehearsal_says_the_same_and_deletes_nothing(
    auditor: Auditor, place: Path, run: str
) -> None:
    rehearsed = auditor("purge", "--dry-run", cwd=place)
    assert "Sẽ xóa (chưa xóa gì):" in rehearsed.stdout
    assert not _purged(place, run)
    assert not (place / "data" / "khoa-ky.pem").exists()
    done = auditor("purge", cwd=place)
    assert rehearsed.stdout.splitlines()[1:] == done.stdout.splitlines()[1:-1]


@pytest.mark.parametrize(
    ("words", "typed", "gone"),
    [
        (["purge"], [("nhấn Enter", "xóa")], True),
        (["purge"], [("nhấn Enter", "")], False),
        (["purge"], [("nhấn Enter", "y")], False),
        (["purge", "--yes"], [], True),
        (["--lang", "en", "purge"], [("press Enter", "delete")], True),
    ],
)
def test_a_person_is_asked_first(
    place: Path, run: str, words: list[str], typed: list[tuple[str, str]], gone: bool
) -> None:
    code, seen = at_terminal(*words, cwd=place, typed=typed)
    assert code == 0, seen
    assert _purged(place, run) is gone


def test_a_run_may_begin_while_a_person_thinks_and_what_it_left_is_asked_again(
    place: Path, run: str
) -> None:
    """What goes is what the person was told: here one more commune's facts came to it meanwhile."""

    def meanwhile() -> str:
        with _store(place) as store, store.hold("auditor run"):
            store.save_fact(run, "00002", "site", "", samples.SITE)
        return "xóa"

    code, seen = at_terminal(
        "purge", cwd=place, typed=[("nhấn Enter", meanwhile), ("nhấn Enter", "xóa")]
    )
    assert code == 0, seen
    assert seen.count("Kho dữ liệu đã thay đổi trong lúc chờ trả lời") == 1
    assert "Dữ kiện đọc từ trang (thời hạn 90 ngày): 2, từ" in seen
    assert _purged(place, run)


@pytest.mark.parametrize(
    ("words", "code", "gone"),
    [
        (["--kind", "presence"], 0, False),
        (["--kind", "presence", "--kind", "pages"], 0, True),
        (["--kind", "trang"], 2, False),
    ],
)
def test_a_kind_can_be_chosen(
    auditor: Auditor, place: Path, run: str, words: list[str], code: int, gone: bool
) -> None:
    assert auditor("purge", *words, cwd=place).returncode == code
    assert _purged(place, run) is gone


@pytest.mark.parametrize(("days", "gone"), [(99, True), (101, False)])
def test_the_days_are_those_of_the_configuration(
    auditor: Auditor, place: Path, run: str, days: int, gone: bool
) -> None:
    config = f"{CONFIG}retention: {{pages_days: {days}}}\n"
    (place / "auditor.yaml").write_text(config, encoding="utf-8")
    assert auditor("purge", cwd=place).returncode == 0
    assert _purged(place, run) is gone


def test_a_store_in_use_is_left_alone(auditor: Auditor, place: Path, run: str) -> None:
    with _store(place) as store, store.hold("auditor run"):
        done = auditor("purge", cwd=place)
    assert done.returncode == 5
    assert "auditor run" in done.stderr
    assert not _purged(place, run)


def test_past_purges_are_listed(auditor: Auditor, place: Path, run: str) -> None:
    assert "Chưa có lần xóa nào." in auditor("purge", "--list", cwd=place).stdout
    auditor("purge", cwd=place)
    listed = auditor("purge", "--list", cwd=place).stdout
    assert "dấu niêm phong số 1" in listed
    assert "Nội dung trang đã tải (thời hạn 90 ngày): 1 dấu xóa" in listed


def test_what_stays_on_the_disk_ends_with_1(auditor: Auditor, place: Path, run: str) -> None:
    (place / "data" / "auditor.sqlite.purge.log").mkdir()
    done = auditor("purge", cwd=place)
    assert done.returncode == 1
    assert "không ghi được nhật ký xóa" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_key_never_takes_the_place_of_a_lost_one(
    auditor: Auditor, place: Path, run: str
) -> None:
    auditor("purge", cwd=place)
    (place / "data" / "khoa-ky.pem").unlink()
    with sqlite3.connect(place / "data" / "auditor.sqlite") as raw:
        raw.execute("UPDATE run_evidence SET seen_at = '2020-01-01 00:00:00.000000'")
    raw.close()
    done = auditor("purge", cwd=place)
    assert done.returncode == 2
    assert "khoa-ky.pem" in done.stderr
    assert not (place / "data" / "khoa-ky.pem").exists()


def test_a_purged_run_is_still_reported_and_judged_again_as_unknown(
    auditor: Auditor, place: Path, run: str
) -> None:
    auditor("purge", cwd=place)
    reported = auditor("report", run, "-f", "json:-", cwd=place)
    assert reported.returncode == 0, reported.stderr
    assert json.loads(reported.stdout)["communes"][0]["findings"][0]["verdict"] == "fail"
    again = auditor("rejudge", run, "-f", "json:-", cwd=place)
    assert again.returncode == 4, again.stderr
    findings = json.loads(again.stdout)["communes"][0]["findings"]
    of_site = [one for one in findings if one["text"] == "engine.fact_purged"]
    assert of_site
    assert {(one["verdict"], one["why"], one["party"]) for one in of_site} == {
        ("unknown", "stale", "auditor")
    }
    assert "fail" not in {one["verdict"] for one in findings}


@pytest.mark.parametrize("words", [["report"], ["rejudge"]])
def test_results_past_their_days_are_one_sentence(
    auditor: Auditor, place: Path, run: str, words: list[str]
) -> None:
    config = f"{CONFIG}retention: {{results_days: 30}}\n"
    (place / "auditor.yaml").write_text(config, encoding="utf-8")
    assert auditor("purge", cwd=place).returncode == 0
    done = auditor(*words, run, cwd=place)
    assert done.returncode == 2
    assert "đã được xóa ngày" in done.stderr
    assert len(done.stderr.splitlines()) == 1

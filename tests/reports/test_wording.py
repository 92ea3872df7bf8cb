"""Every word of a report exists in both languages, and numbers never flatter."""

import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from auditor.contract import CommuneKind, Outcome, Party, Severity, Stage, Values, Verdict, Why
from auditor.texts import Texts
from reports.wording import Wording, clean
from tests.reports import sample

REPORTS = sample.ROOT / "reports"
OWN = {lang: Texts(lang, [REPORTS / "locale"]) for lang in ("vi", "en")}
FAMILIES = {"verdict": Verdict, "why": Why, "party": Party, "severity": Severity, "stage": Stage,
            "kind": CommuneKind}  # fmt: skip
CALLS = re.compile(r"""\b(?:t|say)\(\s*f?["']([a-z_.]+)["']\s*[,)]""")
RATINGS = ("xuat_sac", "tot", "kha", "trung_binh", "yeu")
WORDING = Wording(sample.texts(), "Asia/Ho_Chi_Minh")


def asked_for() -> set[str]:
    files = [*REPORTS.glob("*.py"), *(REPORTS / "templates").glob("*.html")]
    return {key for file in files for key in CALLS.findall(file.read_text(encoding="utf-8"))}


def test_the_scan_of_the_templates_sees_their_keys() -> None:
    assert {"index.title", "commune.title", "print.draft", "unknown.not_a_fail"} <= asked_for()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_key_that_a_report_asks_for_has_a_text(lang: str) -> None:
    assert sorted(asked_for() - OWN[lang].all_keys()) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_word_of_the_contract_has_a_name(lang: str, family: str) -> None:
    assert [m for m in FAMILIES[family] if f"{family}.{m}" not in OWN[lang]] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_bands_and_grounds_have_names(lang: str) -> None:
    keys = [f"rating.{band}" for band in RATINGS]
    keys += ["kind.law", "kind.provincial", "kind.technical"]
    assert [key for key in keys if key not in OWN[lang]] == []


def test_both_languages_have_the_same_keys_with_the_same_values() -> None:
    vi, en = OWN["vi"], OWN["en"]
    assert vi.all_keys() == en.all_keys()
    assert [k for k in vi.all_keys() if _names(vi.say(k)) != _names(en.say(k))] == []


def test_the_words_of_the_glossary_are_used() -> None:
    said = {verdict: OWN["vi"].say(f"verdict.{verdict}").lower() for verdict in Verdict}
    assert said == {
        Verdict.PASS: "đạt",
        Verdict.WARN: "đạt một phần",
        Verdict.FAIL: "không đạt",
        Verdict.UNKNOWN: "chưa đủ căn cứ đánh giá",
        Verdict.NOT_APPLICABLE: "không áp dụng",
    }


@pytest.mark.parametrize("word", ["kiểm toán", "thanh tra", "vi phạm"])
def test_words_that_accuse_are_in_no_text_of_a_report(word: str) -> None:
    assert [k for k in OWN["vi"].all_keys() if word in OWN["vi"].say(k).lower()] == []


def test_no_catalogue_text_is_unused() -> None:
    used = asked_for()
    dynamic = (
        "criterion", "rating", "evidence", "csv", "sign", "kind", "score", "family", "part", "rows",
        "limit",
        *FAMILIES,
    )  # fmt: skip
    unused = [k for k in OWN["vi"].all_keys() - used if k.split(".")[0] not in dynamic]
    assert unused == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [(89.999, "89,9"), (90, "90,0"), (29.0, "29,0"), (0.29 * 100, "29,0"), (1234.56, "1.234,5")],
)
def test_a_score_is_never_rounded_up_to_a_band(value: float, shown: str) -> None:
    assert WORDING.number(value) == shown


@pytest.mark.parametrize(("share", "shown"), [(0.6999, "69,9%"), (0.7, "70,0%"), (1, "100,0%")])
def test_a_coverage_is_never_rounded_up_to_the_least(share: float, shown: str) -> None:
    assert WORDING.percent(share) == shown


def test_the_upper_end_of_an_interval_is_never_cut_short() -> None:
    assert (WORDING.upper(81.71), WORDING.upper(80)) == ("81,8", "80,0")


def test_a_moment_is_shown_in_local_time_whatever_zone_it_came_in() -> None:
    moment = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    assert WORDING.when(moment) == "01/01/2027 00:30"
    assert WORDING.when(moment.replace(tzinfo=None)) == "01/01/2027 00:30"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"deadline": "2026-10-20"}, "20/10/2026"),
        ({"deadline": "2026-10-20T18:00:00Z"}, "21/10/2026 01:00"),
        ({"deadline": "2026-13-40"}, "2026-13-40"),
        ({"deadline": 150601}, "150.601"),
        ({"deadline": 2026}, "2026"),
        ({"deadline": 92.25}, "92,25"),
        ({"deadline": "150601"}, "150601"),
    ],
)
def test_a_value_is_written_as_the_language_writes_it(values: Values, shown: str) -> None:
    outcome = Outcome(verdict=Verdict.PASS, text="sample.supplied.late", values=values)
    assert shown in WORDING.message(outcome)


def test_text_that_would_turn_or_ring_is_cleaned_and_vietnamese_is_not() -> None:
    assert clean("a\u202eb\x07c\ud800d\u2066e") == "abcde"
    for text in ("Xã Mẫu 01\tĐường dây nóng\n", "e\u0302\u0323", "👩‍💻"):
        assert clean(text) == text


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_catalogues_lie_where_the_engine_looks() -> None:
    assert Path(REPORTS / "locale/vi/reports.po").is_file()


@pytest.mark.parametrize(
    ("loosened", "said"),
    [
        ("gap_seconds: 540 -> 1.5", "Giãn cách giữa hai lần xem: 540 giây → 1,5 giây"),
        ("in_hours: 1 -> 0", "Chỉ tính trong giờ làm việc: có → không"),
        ("pass_from: 0.95 -> 0.9", "Tỷ lệ tối thiểu để đạt: 95% → 90%"),
        ("warn_up_to: 0.1 -> 0.25", "Mức tối đa để đạt một phần: 10% → 25%"),
        ("warn_up_to: 1 -> 3", "Mức tối đa để đạt một phần: 1 → 3"),
        ("severity: critical -> minor", "Mức độ của tiêu chí: Tiêu chí khống chế xếp loại → Thông thường"),
        ("national_link_from: 20260701 -> 20260101", "Ngày bắt đầu chấp nhận liên kết đến Cổng Dịch vụ công quốc gia: 01/07/2026 → 01/01/2026"),
        ("of_their_own: 1 -> 2", "of_their_own: 1 -> 2"),
        ("no such shape", "no such shape"),
    ],
)  # fmt: skip
def test_a_loosened_limit_reads_as_a_sentence(loosened: str, said: str) -> None:
    assert WORDING.limit(loosened) == said


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ("a-11.csv:53, a-11.csv:58, b.xlsx:2", "a-11.csv: dòng 53, 58; b.xlsx: dòng 2"),
        ("", ""),
        ("chỗ nào đó, a.csv:3", "chỗ nào đó, a.csv:3"),
    ],
)
def test_a_file_is_named_once_before_its_lines(places: str, said: str) -> None:
    assert WORDING.places(places) == said


def test_every_limit_that_a_check_reads_has_a_sentence() -> None:
    from auditor.registry import find_checks

    catalogue = yaml.safe_load((sample.ROOT / "config/criteria.yaml").read_text("utf-8"))
    known = find_checks().keys()
    limits = {
        name
        for criterion in catalogue["criteria"]
        if criterion.get("check") in known
        for name in criterion.get("limits", {})
    }
    assert [name for name in sorted(limits) if f"limit.{name}" not in OWN["vi"]] == []

"""The machine's report keeps the shape it promises."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.contract import Why
from auditor.results import Results
from reports.json_results import FORMAT
from tests.reports import sample
from tests.reports.whole import WHOLE

SCHEMA = json.loads(
    (sample.ROOT / "config/schemas/results.schema.json").read_text(encoding="utf-8")
)
RUNS = {
    "draft": sample.RESULTS,
    "interrupted": sample.INTERRUPTED,
    "final": sample.CONCLUDED,
    "whole": WHOLE,
}


def body(results: Results = sample.RESULTS, lang: str = "vi") -> bytes:
    (document,) = FORMAT.render(results, sample.texts(lang))
    assert Path(document.path) == Path("results.json")
    return bytes(document.body)


def read(results: Results = sample.RESULTS, lang: str = "vi") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body(results, lang))
    return found


def finding(code: str, criterion: str, lang: str = "vi") -> dict[str, Any]:
    commune = next(c for c in read(lang=lang)["communes"] if c["code"] == code)
    found: dict[str, Any] = next(f for f in commune["findings"] if f["criterion"] == criterion)
    return found


def test_the_schema_itself_is_sound_and_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    objects = [d for d in _walk(SCHEMA) if d.get("type") == "object" and "properties" in d]
    assert [d for d in objects if d.get("additionalProperties") is not False] == []
    assert [d for d in objects if set(d["required"]) != set(d["properties"])] == []


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_report_fits_the_schema(name: str, lang: str) -> None:
    errors = Draft202012Validator(SCHEMA).iter_errors(read(RUNS[name], lang))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("why", list(Why))
def test_the_schema_knows_every_cause(why: Why) -> None:
    assert why.value in SCHEMA["$defs"]["why"]["enum"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"verdict": "unknown", "why": None}, "null"),
        ({"verdict": "fail", "why": "timeout"}, "timeout"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_the_schema_refuses_what_the_contract_refuses(change: dict[str, Any], wrong: str) -> None:
    document = read()
    document["communes"][0]["findings"][0] |= change
    errors = list(Draft202012Validator(SCHEMA).iter_errors(document))
    assert errors
    assert any(wrong in error.message or "None" in error.message for error in errors)


def test_equal_results_give_equal_bytes_in_a_fixed_order() -> None:
    mixed = replace(sample.RESULTS, communes=tuple(reversed(sample.COMMUNES)))
    assert body() == body(mixed)
    assert [c["code"] for c in read()["communes"]] == [f"0000{n}" for n in range(1, 9)]


def test_a_finding_keeps_key_and_values_beside_its_sentence() -> None:
    found = finding("00002", "FBK-01")
    assert found["text"] == "sample.hotline.none"
    assert found["values"] == {"pages": 12}
    assert found["message"] == "Đã xem đầy đủ 12 trang, không thấy số đường dây nóng."
    assert found["seen_at"] == "2026-11-02T01:30:00Z"
    assert found["items"][1]["quote"] == "Đường dây nóng: đang cập nhật"
    assert found["items"][1]["evidence"] == [sample.sha("contact2")]


def test_a_message_speaks_the_language_asked_for() -> None:
    assert finding("00002", "FBK-01", "en")["message"].startswith("All 12 pages were read")


def test_a_waiver_stands_beside_the_verdict() -> None:
    found = finding("00003", "WEB-03")
    assert (found["verdict"], found["waiver"]["until"]) == ("fail", "2026-12-31")


def test_neither_a_message_nor_a_quote_carries_control_or_turned_text() -> None:
    quote = finding("00004", "FBK-01")["items"][0]["quote"]
    assert quote == "gnp.exe[31m đỏ" + sample.IMAGE
    for commune in read()["communes"]:
        for found in commune["findings"]:
            assert found["message"].isprintable()


def test_a_broken_half_character_does_not_break_the_file() -> None:
    broken = replace(sample.RESULTS, province_name="Tỉnh \ud800Mẫu")
    assert read(broken)["province"]["name"] == "Tỉnh Mẫu"


def _walk(node: object) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node, *(found for value in node.values() for found in _walk(value))]
    if isinstance(node, list):
        return [found for value in node for found in _walk(value)]
    return []

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.contract import Commune, Finding, Item, Missing, Outcome, Values, Verdict, Why
from auditor.facts import Look, Site, SiteLooks
from auditor.results import Cause, CriterionInfo, Score
from auditor.store import codec, sheets
from tests.store import samples

TEXTS = st.text(max_size=20)
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.dictionaries(TEXTS, st.one_of(TEXTS, NUMBERS), max_size=4)
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
HASHES = st.lists(st.sampled_from([samples.SHA, samples.OTHER_SHA]), max_size=3).map(tuple)
ITEMS = st.builds(
    Item,
    target=TEXTS,
    verdict=st.sampled_from(Verdict),
    text=TEXTS,
    values=VALUES,
    why=st.none() | st.sampled_from(Why),
    evidence=HASHES,
    seen_at=TIMES,
)
OUTCOMES = st.builds(
    Outcome,
    verdict=st.just(Verdict.UNKNOWN),
    why=st.sampled_from(Why),
    text=TEXTS,
    values=VALUES,
    items=st.lists(ITEMS, max_size=2).map(tuple),
    evidence=HASHES,
    seen_at=TIMES,
)
FINDINGS = st.lists(
    st.builds(Finding, criterion=TEXTS, check=TEXTS, outcome=OUTCOMES), max_size=3
).map(tuple)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Site, samples.SITE),
        (SiteLooks, samples.LOOKS),
        (Look, samples.look()),
        (Missing, samples.MISSING),
        (Score, samples.SCORE),
        (Score, samples.UNRATED),
        (tuple[Cause, ...], samples.CAUSES),
        (tuple[CriterionInfo, ...], samples.CRITERIA),
        (tuple[Commune, ...], samples.COMMUNES),
        (tuple[Finding, ...], samples.findings()),
    ],
)
def test_what_is_loaded_equals_what_was_kept(kind: Any, value: object) -> None:
    slow = codec.from_plain(kind, codec.unpack(codec.pack(codec.to_plain(kind, value))))
    quick = codec.from_plain(kind, codec.unpack(codec.pack_value(kind, value)))
    assert slow == value
    assert quick == value


@given(VALUES)
def test_a_value_stays_text_or_whole_number_or_fraction(values: Values) -> None:
    back = codec.from_plain(Values, codec.unpack(codec.pack_value(Values, values)))
    assert back == values
    assert {key: type(value) for key, value in back.items()} == {
        key: type(value) for key, value in values.items()
    }


@given(FINDINGS)
def test_a_sheet_gives_back_the_findings_it_was_folded_from(findings: tuple[Finding, ...]) -> None:
    sheet = sheets.fold(findings)
    assert sheets.unfold(codec.from_json(sheet.body), sheet.seen) == findings


def test_findings_that_differ_only_in_time_and_page_hash_are_one_sheet() -> None:
    later = datetime(2026, 11, 30, 5, tzinfo=UTC)
    first, second = samples.findings(), samples.findings(later, "ef" * 32)
    assert sheets.fold(first).body == sheets.fold(second).body
    assert sheets.fold(first).seen != sheets.fold(second).seen


def test_the_order_of_values_does_not_make_another_sheet() -> None:
    one = samples.findings()[0]
    turned = replace(one.outcome, values=dict(reversed(list(one.outcome.values.items()))))
    assert sheets.fold((one,)).body == sheets.fold((replace(one, outcome=turned),)).body


def test_another_verdict_is_another_sheet() -> None:
    one = samples.findings()[0]
    other = replace(one, outcome=replace(one.outcome, verdict=Verdict.WARN))
    assert sheets.fold((one,)).body != sheets.fold((other,)).body


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Missing, replace(samples.MISSING, seen_at=datetime(2026, 11, 23, 12, 0))),  # noqa: DTZ001
        (Site, replace(samples.SITE, pages=(replace(samples.PAGE, seen_at=datetime(2026, 1, 1)),))),  # noqa: DTZ001
        (Look, replace(samples.look(), at=datetime(2026, 11, 23))),  # noqa: DTZ001
    ],
)
def test_a_time_without_a_zone_is_refused(kind: Any, value: object) -> None:
    for keep in (codec.to_plain, codec.pack_value):
        with pytest.raises(ValueError, match="naive time"):
            keep(kind, value)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(number: float) -> None:
    for keep in (codec.to_plain, codec.pack_value):
        with pytest.raises(ValueError, match="no number"):
            keep(Missing, replace(samples.MISSING, values={"share": number}))


def test_a_time_of_another_zone_is_kept_in_utc() -> None:
    there = replace(samples.MISSING, seen_at=samples.NOON.astimezone(samples.HANOI))
    plain = codec.to_plain(Missing, there)
    assert plain == codec.to_plain(Missing, samples.MISSING)
    assert plain["seen_at"].endswith("Z")


def test_flipped_bytes_are_damage() -> None:
    packed = bytearray(codec.pack({"a": "b" * 100}))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(ValueError, match="decompress"):
        codec.unpack(bytes(packed))


def test_a_frame_that_claims_more_than_was_kept_is_not_unpacked() -> None:
    with pytest.raises(ValueError, match="1000000 bytes"):
        codec.decompress(codec.compress(bytes(1_000_000)), limit=1000)

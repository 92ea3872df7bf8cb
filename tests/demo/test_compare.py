"""The demo answers "as planted" only when verdict, why and party all agree."""

from dataclasses import replace

import pytest

from auditor.contract import Outcome, Party, Verdict, Why
from auditor.demo.compare import compare
from auditor.demo.manifest import Expected, as_expected, manifest

KEY = ("00001", "FBK-01")
PLANTED = Expected(verdict=Verdict.WARN, party=Party.PROVINCE, text="demo.hotline_shared")


def test_the_manifest_agrees_with_itself() -> None:
    assert compare(manifest().expected, manifest().expected) == []


@pytest.mark.parametrize(
    "found",
    [
        replace(PLANTED, verdict=Verdict.FAIL),
        replace(PLANTED, verdict=Verdict.UNKNOWN, why=Why.TIMEOUT),
        replace(PLANTED, party=Party.COMMUNE),
    ],
)
def test_another_verdict_why_or_party_is_a_difference(found: Expected) -> None:
    (difference,) = compare({KEY: PLANTED}, {KEY: found})
    assert difference.found == found
    assert (difference.code, difference.criterion) == KEY


def test_what_was_never_judged_is_a_difference() -> None:
    (difference,) = compare({KEY: PLANTED}, {})
    assert difference.found is None


def test_another_text_is_none() -> None:
    assert compare({KEY: PLANTED}, {KEY: replace(PLANTED, text="hotline.shared")}) == []


def test_what_nobody_planted_is_not_compared() -> None:
    assert compare({}, {KEY: PLANTED}) == []


@pytest.mark.parametrize(
    ("party", "counted"),
    [(None, Party.COMMUNE), (Party.COMMUNE, Party.COMMUNE), (Party.PROVINCE, Party.PROVINCE)],
)
def test_a_party_that_is_not_named_is_the_commune(party: Party | None, counted: Party) -> None:
    outcome = Outcome(verdict=Verdict.FAIL, text="hotline.none", party=party)
    assert as_expected(outcome).party is counted

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.contract import Outcome, Party, Verdict, Why
from auditor.facts import Look, LookState, SiteLooks, Tls
from checks.looks import upper_bound
from checks.website.reachable import CHECK, judge
from tests.checks.build import AT, HOME, terms

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
STATES = {"u": LookState.UP, "d": LookState.DOWN, "v": LookState.VOID}
WHYS = {"d": (Why.TIMEOUT, Party.COMMUNE), "v": (Why.REFUSED, Party.PROVINCE)}
TEXTS = {"u": "site.up", "d": "site.timeout", "v": "site.refused"}


def looks(pattern: str, tls: Tls = Tls.VALID, ms: int = 300) -> SiteLooks:
    """Return looks ten minutes apart: u up, d down, v void."""
    return SiteLooks(url=HOME, looks=tuple(_looks(pattern, tls, ms)))


def _looks(pattern: str, tls: Tls, ms: int) -> Sequence[Look]:
    made = []
    for number, state in enumerate(pattern):
        why, party = WHYS.get(state, (None, None))
        made.append(
            Look(
                at=AT + timedelta(minutes=10 * number),
                target=HOME,
                state=STATES[state],
                text=TEXTS[state],
                why=why,
                party=party,
                elapsed_ms=ms if state == "u" else None,
                tls=tls if state == "u" else Tls.NONE,
            )
        )
    return made


TABLE: list[tuple[SiteLooks, str, Verdict]] = [
    (looks("u"), "reachable.up_once", PASS),
    (looks("vu"), "reachable.up_once", PASS),
    (looks("uuu"), "reachable.up", PASS),
    (looks("u" * 19 + "d"), "reachable.up", PASS),
    (looks("u" * 9 + "d"), "reachable.unsteady", WARN),
    (looks("uuuud"), "reachable.unsteady", WARN),
    (looks("d"), "reachable.unconfirmed", UNKNOWN),
    (looks("dd"), "reachable.unconfirmed", UNKNOWN),
    (looks("ddvv"), "reachable.unconfirmed", UNKNOWN),
    (looks("uud"), "reachable.unconfirmed", UNKNOWN),
    (looks("ddd"), "reachable.down", FAIL),
    (looks("vdvdd"), "reachable.down", FAIL),
    (looks("dud"), "reachable.down", FAIL),
    (looks("vv"), "site.refused", UNKNOWN),
    (looks(""), "reachable.no_look", UNKNOWN),
    (looks("u", Tls.EXPIRED), "reachable.tls_expired", WARN),
    (looks("u", Tls.WRONG_HOST), "reachable.tls_wrong_host", WARN),
    (looks("u", Tls.UNTRUSTED), "reachable.tls_untrusted", WARN),
    (looks("u", Tls.NONE), "reachable.http_only", WARN),
    (looks("uuu", ms=5001), "reachable.slow", WARN),
    (looks("uuu", ms=5000), "reachable.up", PASS),
]


@pytest.mark.parametrize(("seen", "text", "verdict"), TABLE)
def test_the_looks_decide(seen: SiteLooks, text: str, verdict: Verdict) -> None:
    outcome = judge(seen, terms())
    assert (outcome.text, outcome.verdict) == (text, verdict)
    bad = [look for look in seen.looks if look.state is not LookState.UP]
    assert len(outcome.items) == len(bad) + (len(bad) < len(seen.looks))


def test_a_month_of_good_looks_is_one_row_and_a_count() -> None:
    outcome = judge(looks("u" * 60), terms())
    assert [item.text for item in outcome.items] == ["site.up"]
    assert (outcome.values["looks"], outcome.values["up"]) == (60, 60)


def test_a_month_of_bad_looks_is_the_latest_ten_rows_and_a_count() -> None:
    outcome = judge(looks("d" * 60), terms())
    assert len(outcome.items) == 10
    assert outcome.items[-1].seen_at == looks("d" * 60).looks[-1].at
    assert (outcome.values["looks"], outcome.values["up"]) == (60, 0)


def test_void_looks_give_the_cause_of_the_last() -> None:
    outcome = judge(looks("vv"), terms())
    assert (outcome.why, outcome.party) == (Why.REFUSED, Party.PROVINCE)


def test_a_failure_names_who_must_act() -> None:
    assert judge(looks("ddd"), terms()).party is Party.COMMUNE


def test_a_policy_may_ask_for_more_looks() -> None:
    outcome = judge(looks("ddd"), terms(limits={"min_looks": 6}))
    assert (outcome.verdict, outcome.why) == (UNKNOWN, Why.UNCONFIRMED)


def test_the_upper_bound_is_wilson_s() -> None:
    assert round(upper_bound(0, 3), 4) == 0.5615
    assert round(upper_bound(8, 10), 4) == 0.9433


def outcomes() -> list[Outcome]:
    return [judge(seen, terms()) for seen, _, _ in TABLE]


def test_every_text_it_says_is_reached() -> None:
    assert {one.text for one in outcomes()} - {"site.refused"} == set(CHECK.says)


@pytest.mark.parametrize(
    ("minutes", "pattern", "text"),
    [
        ((0, 1, 2), "ddd", "reachable.unconfirmed"),
        ((0, 10, 20), "ddd", "reachable.down"),
        ((0, 1, 10, 11, 20, 21), "dddddd", "reachable.down"),
        ((0, 1, 10, 20), "dudd", "reachable.down"),  # 1 of 3: the interval ends at 79 %
        ((0, 1, 2), "duu", "reachable.up_once"),
    ],
)
def test_looks_of_one_moment_are_one_look(
    minutes: tuple[int, ...], pattern: str, text: str
) -> None:
    made = [
        replace(look, at=AT + timedelta(minutes=minute))
        for look, minute in zip(looks(pattern).looks, minutes, strict=True)
    ]
    assert judge(SiteLooks(url=HOME, looks=tuple(made)), terms()).text == text

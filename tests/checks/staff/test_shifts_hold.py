"""What holds of both questions, whatever the feeds say."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.contract import Check, Item, Outcome, Terms, Verdict, Why
from auditor.facts import Presence, SourceKind
from auditor.texts import LANGUAGES, Texts
from checks.staff import absent, late
from tests.checks.staff.build import OFFICERS, both, days, feed, leave, terms
from tests.checks.test_texts import ROOT

Judge = Callable[[Presence, Terms], Outcome]
QUESTIONS: list[tuple[str, Judge]] = [("late", late.judge), ("absent", absent.judge)]
_DAYS = ["", "07:25", "07:50 11:31-", "13:50 17:32-", "07:25 11:31- 13:50", "17:35-", "10:00*"]


@st.composite
def presences(draw: st.DrawFn) -> Presence:
    feeds: list[Presence] = []
    for kind in draw(st.lists(st.sampled_from(list(SourceKind)), min_size=1, max_size=3)):
        keys = st.tuples(st.sampled_from(OFFICERS), st.sampled_from(days(5)))
        own = draw(st.dictionaries(keys, st.sampled_from(_DAYS), max_size=12))
        silent = draw(st.sets(st.sampled_from(days(5)), max_size=3))
        feeds.append(feed(own, kind=kind, name=f"feed-{len(feeds)}", silent=silent))
    return both(*feeds)


def shuffled(presence: Presence, seed: int) -> Presence:
    mixed = random.Random(seed)  # noqa: S311 - an order, no secret
    sources, marks = list(presence.sources), list(presence.marks)
    mixed.shuffle(sources)
    mixed.shuffle(marks)
    return Presence(sources=tuple(sources), marks=tuple(marks))


@pytest.mark.parametrize(("question", "judge"), QUESTIONS)
@settings(max_examples=40, deadline=None)
@given(presence=presences(), seed=st.integers())
def test_the_order_of_marks_and_feeds_does_not_matter(
    question: str, judge: Judge, presence: Presence, seed: int
) -> None:
    asked = terms(question)
    assert judge(shuffled(presence, seed), asked) == judge(presence, asked)


@pytest.mark.parametrize(("question", "judge"), QUESTIONS)
@settings(max_examples=40, deadline=None)
@given(presence=presences())
def test_who_is_on_leave_is_neither_late_nor_absent(
    question: str, judge: Judge, presence: Presence
) -> None:
    away = [leave(who, date(2026, 5, 1), date(2026, 7, 1)) for who in OFFICERS]
    outcome = judge(presence, terms(question, leaves=away))
    assert (outcome.verdict, outcome.why) in [
        (Verdict.NOT_APPLICABLE, None),
        (Verdict.UNKNOWN, Why.CLOCK_DRIFT),
    ]
    assert not [row for row in outcome.items if row.verdict in (Verdict.WARN, Verdict.FAIL)]


@pytest.mark.parametrize(("question", "judge"), QUESTIONS)
@settings(max_examples=40, deadline=None)
@given(presence=presences())
def test_log_ins_and_actions_alone_never_fail(
    question: str, judge: Judge, presence: Presence
) -> None:
    weak = tuple(
        replace(one, kind=SourceKind.LOGIN if one.kind is SourceKind.TIME_CLOCK else one.kind)
        for one in presence.sources
    )
    outcome = judge(replace(presence, sources=weak), terms(question))
    assert Verdict.FAIL not in {outcome.verdict, *(row.verdict for row in outcome.items)}


@pytest.mark.parametrize(("question", "judge"), QUESTIONS)
@settings(max_examples=40, deadline=None)
@given(presence=presences())
def test_one_more_trace_never_makes_an_absence_or_takes_an_excuse(
    question: str, judge: Judge, presence: Presence
) -> None:
    actions = feed(usual="07:35* 13:35*", name="ho-so", kind=SourceKind.ACTIVITY)
    outcome = judge(both(presence, actions), terms(question))
    assert outcome.values.get("absent", 0) == 0


@pytest.mark.parametrize("check", [late.CHECK, absent.CHECK], ids=lambda check: check.id)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_there_and_says_what_to_do(check: Check, lang: str) -> None:
    known = Texts(lang, [ROOT / "checks" / "locale"])
    passes = {"staff.clock_in_time", "staff.login_in_time", "staff.present", "staff.all_on_leave"}
    wanted = set(check.says)
    wanted |= {f"{key}.todo" for key in check.says if key not in passes and ".row_" not in key}
    assert wanted - known.all_keys() == set()


@settings(max_examples=40, deadline=None)
@given(presence=presences())
def test_every_number_a_text_shows_is_given(presence: Presence) -> None:
    known = Texts("vi", [ROOT / "checks" / "locale"])
    for question, judge in QUESTIONS:
        outcome = judge(presence, terms(question))
        said: list[Outcome | Item] = [outcome, *outcome.items]
        assert [one.text for one in said if "{" in known.say(one.text, one.values)] == []

"""The first law over every site of the tables: what was not read whole fails nobody."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.contract import Outcome, Terms, Verdict, Why
from auditor.facts import Page, Role, Site
from checks.feedback import box, guidance, hotline
from checks.sites.addresses import bare
from checks.website import procedures
from tests.checks.build import capped, left, link, page, site, terms
from tests.checks.feedback import test_box, test_guidance, test_hotline
from tests.checks.website import test_procedures

Judge = Callable[[Site, Terms], Outcome]
JUDGES = [hotline.judge, box.judge, guidance.judge, procedures.judge]
TERMS = terms(procedures=test_procedures.LIST)
SITES = [
    seen
    for table in (test_hotline.SITES, test_box.SITES, test_guidance.SITES, test_procedures.SITES)
    for seen, _, _ in table
]
SITES += [site(lines) for lines, _ in test_hotline.LINES]


def _scripted(home: Page) -> Page:
    return replace(home, shell=True)  # noqa: S604 - a page, no command line


IN_THE_WAY: list[tuple[str, Callable[[Site], Site]]] = [
    ("a page was refused", lambda seen: replace(seen, unread=(left(Role.CONTACT),))),
    ("a page is cut", lambda seen: replace(seen, home=replace(seen.home, cut=True))),
    ("a page is a shell", lambda seen: replace(seen, home=_scripted(seen.home))),
    (
        "an inner frame was not read",
        lambda seen: replace(seen, home=replace(seen.home, frames=("https://khac.invalid/",))),
    ),
    (
        "the page limit left one of every role",
        lambda seen: replace(seen, unread=tuple(capped(role) for role in Role)),
    ),
]


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.__module__)
@pytest.mark.parametrize(("what", "change"), IN_THE_WAY, ids=[what for what, _ in IN_THE_WAY])
def test_nothing_fails_while_something_was_not_read(
    judge: Judge, what: str, change: Callable[[Site], Site]
) -> None:
    for seen in SITES:
        outcome = judge(change(seen), TERMS)
        assert outcome.verdict is not Verdict.FAIL, (what, outcome.text)
        assert judge(seen, TERMS).verdict is not Verdict.PASS or outcome.verdict is Verdict.PASS


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.__module__)
def test_every_outcome_shows_what_it_rests_on(judge: Judge) -> None:
    for seen in SITES:
        outcome = judge(seen, TERMS)
        assert outcome.items
        assert outcome.seen_at
        proof = {sha for item in outcome.items for sha in item.evidence}
        assert proof == set(outcome.evidence)
        assert outcome.verdict is not Verdict.UNKNOWN or (outcome.why and outcome.party)


def test_a_script_shell_is_named_before_other_causes() -> None:
    seen = site(page(["x"], scripted=True, cut=True), unread=[left(Role.HOTLINE, Why.TIMEOUT)])
    assert hotline.judge(seen, TERMS).why is Why.NEEDS_BROWSER


def test_a_file_left_unread_hinders_only_what_it_was_chosen_for() -> None:
    file = left(Role.PROCEDURES, Why.UNREADABLE, "site.document", "tthc.pdf")
    seen = site(["x"], unread=[file])
    assert procedures.judge(seen, TERMS).text == "procedures.in_files"
    assert hotline.judge(seen, TERMS).verdict is Verdict.FAIL
    letter = left(Role.FEEDBACK, Why.UNREADABLE, "site.document", "gop-y.pdf")
    assert box.judge(site(["x"], unread=[letter]), TERMS).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "url",
    [
        "http://www.xamau01.invalid/a/?y=2&x=1#z",
        "https://xamau01.invalid:443/a;jsessionid=1?x=1&y=2",
    ],
)
def test_spellings_of_one_address_are_one(url: str) -> None:
    assert bare(url) == "xamau01.invalid/a?x=1&y=2"


@pytest.mark.parametrize("url", ["http://[", "http://x:abc/", "javascript:void(0)", "", "http://"])
def test_what_is_no_address_leads_nowhere_and_breaks_nothing(url: str) -> None:
    links = [link("Góp ý", url), link("Hotline", url), link("Thủ tục hành chính", url)]
    for judge in JUDGES:
        assert judge(site(page(["x"], links=links)), TERMS).items


WORDS = st.sampled_from(
    ["Đường dây nóng", ":", "0228 0000 001", "(", ")", "-", "Công an", "góp ý", "@", "a@b.invalid",
     "đang cập nhật", "\u00a0", "1.900001", "Điện thoại", "54.354.354", "[", "https://", "+84"]
)  # fmt: skip
LINES = st.lists(
    st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=6).map(" ".join)), max_size=8
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=LINES)
def test_no_page_makes_a_judge_stumble(lines: list[str]) -> None:
    for judge, check in zip(JUDGES, (hotline, box, guidance, procedures), strict=True):
        assert judge(site(lines), TERMS).text in check.CHECK.says

"""From facts to scores: the pure half of a run, and the whole of a rejudge."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from auditor.assess import Grounding, assess
from auditor.contract import (
    Commune,
    CommuneKind,
    Missing,
    Party,
    Period,
    Province,
    References,
    SiteAddress,
    Verdict,
    Why,
)
from auditor.facts import Look, LookState, Site, SiteLooks, Tls
from auditor.judge import Facts
from auditor.policy import load_policy, load_words
from auditor.registry import find_checks
from auditor.worktime import load_calendar
from tests.checks.build import HOME, site

CODES = ("00001", "00002", "00003")
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
COMMUNES = tuple(
    Commune(code=code, name=f"Xã Mẫu {code[3:]}", kind=CommuneKind.XA, province_code="00")
    for code in CODES
)
GROUNDING = Grounding(
    policy=load_policy("tu-xa"),
    checks=find_checks(),
    existing=frozenset(find_checks()),
    calendar_of=lambda _commune: load_calendar(),
    references=References(words=load_words()),
    province=Province(code="00", name="Tỉnh Mẫu"),
    period=Period(start=date(2026, 11, 1), end=date(2026, 11, 30)),
    at=MONDAY,
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
GONE = Missing(why=Why.UNREACHABLE, party=Party.COMMUNE, text="site.connection_refused")


def _looks(state: LookState, days: int) -> SiteLooks:
    looks = tuple(
        Look(at=MONDAY + timedelta(days=n), target=HOME, state=state, text="site.up", tls=Tls.VALID)
        for n in range(days)
    )
    down = tuple(replace(look, party=Party.COMMUNE, why=Why.UNREACHABLE) for look in looks)
    return SiteLooks(url=HOME, looks=looks if state is LookState.UP else down)


def _facts(**by_code: Facts) -> dict[str, Facts]:
    return {code.removeprefix("c"): facts for code, facts in by_code.items()}


def test_a_commune_without_facts_was_not_reached_and_has_no_verdict() -> None:
    facts = _facts(c00001={Site: site(["x"]), SiteLooks: _looks(LookState.UP, 1)})
    judged = assess(GROUNDING, COMMUNES, lambda code: facts.get(code, {}))
    assert judged.not_reached == ("00002", "00003")
    assert set(judged.findings) == set(judged.scores) == {"00001"}


def test_criteria_without_a_check_are_listed_and_never_counted() -> None:
    facts = _facts(c00001={Site: site(["x"]), SiteLooks: _looks(LookState.UP, 1)})
    judged = assess(GROUNDING, COMMUNES[:1], lambda code: facts.get(code, {}))
    unchecked = {c.id for c in judged.criteria if not c.check}
    assert "DOS-01" in unchecked
    assert unchecked.isdisjoint(f.criterion for f in judged.findings["00001"])


@pytest.mark.parametrize(("days", "withheld"), [(4, False), (5, True), (12, True)])
def test_switching_a_site_off_does_not_pay_after_five_working_days(
    days: int, withheld: bool
) -> None:
    facts = _facts(c00001={Site: GONE, SiteLooks: _looks(LookState.DOWN, days)})
    score = assess(GROUNDING, COMMUNES[:1], lambda code: facts.get(code, {})).scores["00001"]
    assert (score.high == 0) is withheld
    assert (score.coverage == 1) is withheld


def test_a_number_on_three_sites_is_nobody_s_own() -> None:
    line = "Đường dây nóng: 0228 3 800 000"
    facts = {code: {Site: site([line]), SiteLooks: _looks(LookState.UP, 1)} for code in CODES}
    judged = assess(GROUNDING, COMMUNES, lambda code: facts.get(code, {}))
    for found in judged.findings.values():
        hotline = next(f.outcome for f in found if f.criterion == "FBK-01")
        assert (hotline.text, hotline.party) == ("hotline.shared", Party.PROVINCE)
    assert any(set(cause.communes) == set(CODES) for cause in judged.causes)


def test_a_carrier_s_notice_in_front_of_every_site_accuses_no_commune() -> None:
    communes = [
        replace(one, site=SiteAddress(url=f"https://xa{one.code}.invalid/")) for one in COMMUNES
    ]
    notice = {Site: site(["Gói cước đã hết hạn"]), SiteLooks: _looks(LookState.UP, 1)}
    judged = assess(GROUNDING, communes, lambda _code: notice)
    outcomes = [f.outcome for found in judged.findings.values() for f in found]
    assert not [one for one in outcomes if one.verdict is Verdict.FAIL]
    same = [one for one in outcomes if one.text == "attribute.same_page"]
    assert len(same) >= 3 * len(communes)
    assert {one.party for one in same} == {Party.AUDITOR}

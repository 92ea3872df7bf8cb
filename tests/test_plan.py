"""What is to be done, and what cannot be."""

from dataclasses import replace

from auditor.contract import Commune, CommuneKind, Party, SiteAddress, Why
from auditor.facts import Site, SiteLooks
from auditor.plan import plan

WITH = Commune(
    code="00001",
    name="Xã Mẫu 01",
    kind=CommuneKind.XA,
    province_code="00",
    site=SiteAddress(url="https://xamau01.invalid/"),
)
WITHOUT = replace(WITH, code="00002", site=None)


def test_one_visit_serves_every_kind_of_fact_it_brings() -> None:
    jobs, unplanned = plan([WITH], frozenset({Site, SiteLooks}))
    assert [(job.probe, job.target) for job in jobs] == [("site", "https://xamau01.invalid/")]
    assert unplanned == ()


def test_a_commune_without_an_address_is_not_sent_out_for_and_not_blamed() -> None:
    jobs, unplanned = plan([WITHOUT], frozenset({Site}))
    assert jobs == ()
    assert [(one.missing.why, one.missing.party) for one in unplanned] == [
        (Why.NOT_CONFIGURED, Party.PROVINCE)
    ]


def test_a_period_that_is_over_is_not_judged_by_what_a_site_shows_today() -> None:
    jobs, unplanned = plan([WITH], frozenset({Site}), over=True)
    assert jobs == ()
    assert [(one.missing.why, one.missing.party) for one in unplanned] == [
        (Why.STALE, Party.AUDITOR)
    ]


def test_nothing_is_looked_at_that_no_check_asks_for() -> None:
    assert plan([WITH, WITHOUT], frozenset()) == ((), ())

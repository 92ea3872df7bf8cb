"""What many communes share, whose outage it is, and one cause told once."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from auditor.attribute import attribute, front_of
from auditor.contract import (
    Commune,
    CommuneKind,
    Finding,
    Ground,
    Item,
    Outcome,
    Party,
    SiteAddress,
    SiteScope,
    Verdict,
    Why,
)
from auditor.facts import Page
from tests.checks.build import page, site

PORTAL = "portal.example"


def commune(number: int, url: str = "", scope: SiteScope = SiteScope.HOST) -> Commune:
    return Commune(
        code=f"{number:05}",
        name=f"Xã Mẫu {number:02}",
        kind=CommuneKind.XA,
        province_code="99",
        site=SiteAddress(url=url, scope=scope) if url else None,
    )


def own_sites(count: int) -> dict[str, Commune]:
    found = [commune(n, f"http://xa{n}.example/") for n in range(1, count + 1)]
    return {one.code: one for one in found}


def sections(count: int) -> dict[str, Commune]:
    found = [commune(n, f"http://{PORTAL}/xa{n}/", SiteScope.PREFIX) for n in range(1, count + 1)]
    return {one.code: one for one in found}


def phone(number: str) -> Ground:
    return Ground(key=f"phone:{number}", shared_text="hotline.shared", values={"number": number})


def row(
    verdict: Verdict,
    criterion: str = "FBK-01",
    *,
    text: str = "some.text",
    why: Why | None = None,
    party: Party | None = None,
    host: str = "",
    items: tuple[Item, ...] = (),
    grounds: tuple[Ground, ...] = (),
) -> Finding:
    outcome = Outcome(
        verdict=verdict,
        text=text,
        why=why,
        party=party,
        values={"host": host} if host else {},
        items=items,
        grounds=grounds,
    )
    return Finding(criterion=criterion, check=f"check.{criterion}", outcome=outcome)


def good(*numbers: str, criterion: str = "FBK-01", verdict: Verdict = Verdict.PASS) -> Finding:
    return row(verdict, criterion, text="good", grounds=tuple(phone(n) for n in numbers))


# ------------------------------------------------------------------ shared grounds


@pytest.mark.parametrize(
    ("numbers", "credited"),
    [
        pytest.param([["1"], ["1"], ["1"]], [False, False, False], id="three share one number"),
        pytest.param([["1"], ["1"], ["2"]], [True, True, True], id="two may share one"),
        pytest.param([["1"], ["1"], ["1", "2"]], [False, False, True], id="one has its own too"),
        pytest.param([["1", "1"], ["1"], ["2"]], [True, True, True], id="twice on one site is one"),
        pytest.param(
            [[], ["1"], ["1"], ["1"]], [True, False, False, False], id="no ground, no say"
        ),
        pytest.param(
            [["1", "2"], ["1", "2"], ["1", "2"]], [False, False, False], id="all of several shared"
        ),
    ],
)
def test_what_three_communes_share_is_the_portals(
    numbers: list[list[str]], credited: list[bool]
) -> None:
    communes = own_sites(len(numbers))
    found = {code: (good(*has),) for code, has in zip(communes, numbers, strict=True)}
    after, _ = attribute(found, communes)
    assert [after[code][0].outcome.verdict is Verdict.PASS for code in communes] == credited


def test_a_shared_answer_is_partial_and_the_province_must_act() -> None:
    communes = own_sites(4)
    found = {code: (good("1"),) for code in communes}
    after, causes = attribute(found, communes)
    outcome = after["00001"][0].outcome
    assert (outcome.verdict, outcome.party) == (Verdict.WARN, Party.PROVINCE)
    assert (outcome.text, outcome.values) == ("hotline.shared", {"number": "1", "communes": 4})
    (cause,) = causes
    assert after["00003"][0].cause == cause.id
    assert cause.communes == tuple(communes)
    assert (cause.criteria, cause.party, cause.why) == (("FBK-01",), Party.PROVINCE, None)


def test_a_commune_with_a_number_of_its_own_is_in_no_cause() -> None:
    communes = own_sites(4)
    found = {code: (good("1"),) for code in communes} | {"00004": (good("1", "2"),)}
    after, (cause,) = attribute(found, communes)
    assert after["00004"][0] == found["00004"][0]
    assert cause.communes == ("00001", "00002", "00003")
    assert cause.values["communes"] == 4


def test_failures_show_nothing_that_could_be_shared() -> None:
    communes = own_sites(3)
    found = {code: (good("1"),) for code in communes}
    found["00003"] = (good("1", verdict=Verdict.FAIL),)
    after, causes = attribute(found, communes)
    assert after["00001"][0].outcome.verdict is Verdict.PASS
    assert causes == ()


def test_the_policy_says_how_many_are_too_many() -> None:
    communes = own_sites(2)
    found = {code: (good("1"), good("1", criterion="FBK-02")) for code in communes}
    after, (cause,) = attribute(found, communes, shared_by_criterion={"FBK-02": 2})
    assert [one.outcome.verdict for one in after["00001"]] == [Verdict.PASS, Verdict.WARN]
    assert cause.criteria == ("FBK-02",)


def test_one_commune_alone_shares_with_nobody() -> None:
    communes = own_sites(1)
    found = {"00001": (good("1"),)}
    after, causes = attribute(found, communes, shared_by=1)
    assert (after["00001"], causes) == (found["00001"], ())


# ------------------------------------------------------------------ one root, one cause

WEB = ("WEB-01", "WEB-03", "FBK-01", "FBK-02", "FBK-03")


def out(text: str = "site.closed", why: Why = Why.UNREACHABLE) -> tuple[Finding, ...]:
    """A site that does not answer: one row by looks, four that needed it."""
    look = Item(target="x", verdict=Verdict.FAIL, text=text, why=why)
    by_looks = row(Verdict.FAIL, "WEB-01", text="reachable.down", items=(look,) * 3)
    rest = (row(Verdict.UNKNOWN, c, text=text, why=why, party=Party.COMMUNE) for c in WEB[1:])
    return (by_looks, *rest)


def test_a_dead_site_is_one_cause_for_all_it_touches() -> None:
    communes = own_sites(2)
    after, causes = attribute({code: out() for code in communes}, communes)
    assert [cause.communes for cause in causes] in (
        [("00001",), ("00002",)],
        [("00002",), ("00001",)],
    )
    for cause in causes:
        assert cause.criteria == tuple(sorted(WEB))
        assert (cause.why, cause.text) == (Why.UNREACHABLE, "site.closed")
        assert cause.party is Party.COMMUNE
    assert len({finding.cause for finding in after["00001"]}) == 1


def test_two_sites_that_are_down_are_two_causes() -> None:
    communes = own_sites(2)
    after, _ = attribute({code: out() for code in communes}, communes)
    assert after["00001"][0].cause != after["00002"][0].cause


def test_a_portal_that_is_out_for_all_its_sections_is_its_owners() -> None:
    communes = sections(3)
    after, (cause,) = attribute({code: out() for code in communes}, communes)
    assert {one.outcome.party for rows in after.values() for one in rows} == {Party.PROVINCE}
    assert (cause.communes, cause.party) == (tuple(communes), Party.PROVINCE)


def test_one_section_that_is_out_alone_is_the_communes() -> None:
    communes = sections(3)
    found = {code: (row(Verdict.PASS, text="good"),) for code in communes} | {"00002": out()}
    after, (cause,) = attribute(found, communes)
    assert after["00002"][0].outcome.party is None
    assert cause.communes == ("00002",)


def test_a_page_that_timed_out_is_no_portal_that_is_out() -> None:
    communes = sections(2)
    slow = row(Verdict.UNKNOWN, why=Why.TIMEOUT, text="site.slow", party=Party.COMMUNE)
    found = {code: (slow, row(Verdict.PASS, "WEB-03", text="good")) for code in communes}
    after, (cause,) = attribute(found, communes)
    assert after["00001"][0].outcome.party is Party.COMMUNE
    assert cause.communes == ("00001", "00002")


def test_an_outage_that_a_carrier_must_mend_stays_the_carriers() -> None:
    communes = sections(2)
    cut = row(Verdict.UNKNOWN, why=Why.UNREACHABLE, text="line.cut", party=Party.CARRIER)
    after, _ = attribute(dict.fromkeys(communes, (cut,)), communes)
    assert after["00001"][0].outcome.party is Party.CARRIER


def test_an_outage_of_our_own_is_one_cause_for_everybody() -> None:
    communes = own_sites(3)
    offline = row(
        Verdict.UNKNOWN, why=Why.PROBE_OFFLINE, text="look.probe_offline", party=Party.AUDITOR
    )
    _, (cause,) = attribute(dict.fromkeys(communes, (offline,)), communes)
    assert (cause.communes, cause.party) == (tuple(communes), Party.AUDITOR)


def test_two_checks_that_crash_are_two_causes() -> None:
    communes = own_sites(2)
    crashed = tuple(
        row(Verdict.UNKNOWN, c, why=Why.BUG, text="engine.bug", party=Party.AUDITOR)
        for c in ("FBK-01", "FBK-02")
    )
    _, causes = attribute(dict.fromkeys(communes, crashed), communes)
    assert sorted(cause.criteria for cause in causes) == [("FBK-01",), ("FBK-02",)]


def test_what_a_judge_could_not_conclude_has_the_cause_that_its_rows_name() -> None:
    communes = own_sites(1)
    cut = Item(target="x", verdict=Verdict.UNKNOWN, text="page.cut", why=Why.INCOMPLETE)
    found = tuple(
        row(Verdict.UNKNOWN, c, why=Why.INCOMPLETE, text=f"{c}.part_read", items=(cut,))
        for c in ("FBK-01", "FBK-02")
    )
    _, (cause,) = attribute({"00001": found}, communes)
    assert (cause.text, cause.criteria) == ("page.cut", ("FBK-01", "FBK-02"))


def test_the_host_that_a_probe_names_is_the_root() -> None:
    communes = own_sites(2)
    dead = row(Verdict.UNKNOWN, why=Why.UNREACHABLE, text="site.closed", host="Shared.Example")
    _, (cause,) = attribute(dict.fromkeys(communes, (dead,)), communes)
    assert cause.communes == ("00001", "00002")


def test_checks_that_do_not_look_at_the_site_do_not_share_its_host() -> None:
    communes = sections(2)
    dark = row(Verdict.UNKNOWN, "CAM-01", why=Why.UNREACHABLE, text="camera.no_answer")
    found = dict.fromkeys(communes, (dark,))
    after, causes = attribute(found, communes, site_checks=())
    assert causes == ()
    assert after["00001"][0].outcome.party is None


def test_a_failure_is_not_explained_by_a_row_that_only_one_camera_has() -> None:
    communes = own_sites(1)
    items = (
        Item(target="1", verdict=Verdict.FAIL, text="camera.dark"),
        Item(target="2", verdict=Verdict.UNKNOWN, text="camera.no_answer", why=Why.TIMEOUT),
    )
    found = (
        row(Verdict.FAIL, "CAM-04", items=items),
        row(Verdict.UNKNOWN, "CAM-01", text="camera.no_answer", why=Why.TIMEOUT),
    )
    after, causes = attribute({"00001": found}, communes)
    assert (after["00001"], causes) == (found, ())


def test_a_failure_that_every_section_of_a_portal_has_alike_is_told_once() -> None:
    communes = sections(3)
    none = row(Verdict.FAIL, text="hotline.none", party=Party.COMMUNE)
    after, (cause,) = attribute(dict.fromkeys(communes, (none,)), communes)
    assert (cause.why, cause.communes, cause.text) == (None, tuple(communes), "hotline.none")
    assert after["00001"][0].outcome == none.outcome


@pytest.mark.parametrize("communes", [own_sites(3), sections(3)], ids=["own sites", "sections"])
def test_a_failure_of_some_communes_only_is_each_ones_own(communes: dict[str, Commune]) -> None:
    none = row(Verdict.FAIL, text="hotline.none")
    found = dict.fromkeys(communes, (none,)) | {"00003": (row(Verdict.PASS, text="good"),)}
    after, causes = attribute(found, communes)
    assert (after["00001"], causes) == ((none,), ())


def test_a_commune_without_a_site_shares_no_host_with_another() -> None:
    communes = {one.code: one for one in (commune(1), commune(2))}
    late = row(Verdict.UNKNOWN, why=Why.NOT_SUPPLIED, text="declared.missing")
    _, causes = attribute(dict.fromkeys(communes, (late,)), communes)
    assert causes == ()


def test_the_order_of_communes_and_rows_plays_no_part() -> None:
    communes = sections(3)
    found = {code: (*out(), good("1", criterion="ORG-01")) for code in communes}
    turned = {code: tuple(reversed(rows)) for code, rows in reversed(found.items())}
    first, causes = attribute(found, communes)
    second, again = attribute(turned, communes)
    assert causes == again
    assert {code: set(rows_of(first[code])) for code in communes} == {
        code: set(rows_of(second[code])) for code in communes
    }


def rows_of(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(one.criterion, str(one.outcome.party), one.cause) for one in findings]


def test_an_id_shows_nothing_of_its_cause() -> None:
    communes = own_sites(3)
    _, (cause,) = attribute({code: (good("0228"),) for code in communes}, communes)
    assert cause.id.startswith("cause-")
    assert "0228" not in cause.id


def test_nothing_in_nothing_out() -> None:
    assert attribute({}, {}) == ({}, ())


# ------------------------------------------------------------------ what one section cannot show


@pytest.mark.parametrize(
    ("judged", "narrowed", "open_"),
    [(1, True, True), (1, False, True), (2, True, True), (2, False, False), (3, True, False)],
)
def test_a_section_is_not_credited_while_its_neighbours_were_not_looked_at(
    judged: int, narrowed: bool, open_: bool
) -> None:
    communes = sections(judged)
    found = {code: (good(code),) for code in communes}
    after, _ = attribute(found, communes, narrowed=narrowed)
    outcomes = [after[code][0].outcome for code in communes]
    assert {one.why is Why.UNCONFIRMED for one in outcomes} == {open_}
    assert {one.verdict for one in outcomes} == {Verdict.UNKNOWN if open_ else Verdict.PASS}


def test_a_site_of_its_own_is_credited_alone() -> None:
    communes = own_sites(1)
    after, _ = attribute({code: (good("1"),) for code in communes}, communes, narrowed=True)
    assert after["00001"][0].outcome.verdict is Verdict.PASS


def test_what_rests_on_no_ground_stays_on_a_section_alone() -> None:
    communes = sections(1)
    after, _ = attribute({code: (good(),) for code in communes}, communes, narrowed=True)
    assert after["00001"][0].outcome.verdict is Verdict.PASS


def test_a_registered_number_stays_the_communes_own_though_others_show_it() -> None:
    communes = sections(3)
    mine = row(Verdict.PASS, text="good", grounds=(replace(phone("1"), own=True),))
    found = {"00001": (mine,), "00002": (good("1"),), "00003": (good("1"),)}
    after, _ = attribute(found, communes)
    verdicts = [after[code][0].outcome.verdict for code in sorted(after)]
    assert verdicts == [Verdict.PASS, Verdict.WARN, Verdict.WARN]
    alone, _ = attribute({"00001": (mine,)}, sections(1), narrowed=True)
    assert alone["00001"][0].outcome.verdict is Verdict.PASS


# ------------------------------------------------------------------ what is not of a site


def _told(*found: Finding) -> list[tuple[str, ...]]:
    communes = own_sites(len(found))
    rows = dict(zip(communes, ((one,) for one in found), strict=True))
    _, causes = attribute(rows, communes, site_checks=frozenset())
    return [cause.communes for cause in causes]


def _unseen(text: str, why: Why, party: Party, **values: str) -> Finding:
    found = row(Verdict.UNKNOWN, why=why, party=party, text=text)
    return replace(found, outcome=replace(found.outcome, values=values))


def test_two_credentials_that_are_missing_are_two_causes() -> None:
    def missing(name: str) -> Finding:
        text, why = "camera.credential_unknown", Why.NOT_CONFIGURED
        return _unseen(text, why, Party.AUDITOR, name=name)

    assert _told(missing("xa-1"), missing("xa-2")) == []
    assert _told(missing("chung"), missing("chung")) == [("00001", "00002")]


def test_what_a_commune_has_to_put_right_is_no_other_s() -> None:
    def spoiled(count: str) -> Finding:
        return _unseen("staff.unusable", Why.MALFORMED, Party.COMMUNE, feed="log", count=count)

    assert _told(spoiled("50"), spoiled("6")) == []


def test_a_log_that_cannot_be_read_is_told_once_for_all_its_communes() -> None:
    gone = _unseen("presence.no_file", Why.NOT_CONFIGURED, Party.PROVINCE, feed="log")
    assert _told(gone, gone, gone) == [("00001", "00002", "00003")]


# ------------------------------------------------------------------ one page before many sites


def none(*criteria: str) -> tuple[Finding, ...]:
    return tuple(row(Verdict.FAIL, one, text=f"{one}.none") for one in criteria or ("FBK-01",))


def verdicts(found: Mapping[str, tuple[Finding, ...]]) -> list[Verdict]:
    return [rows[0].outcome.verdict for rows in found.values()]


@pytest.mark.parametrize(
    ("fronts", "kept"),
    [
        pytest.param("aaa", [], id="three sites show one page"),
        pytest.param("aab", [0, 1, 2], id="two may be an old and a new name"),
        pytest.param("aaab", [3], id="the fourth has a page of its own"),
        pytest.param("aaabbb", [], id="two providers"),
        pytest.param("abc", [0, 1, 2], id="each its own"),
    ],
)
def test_what_a_page_before_many_sites_lacks_is_held_against_nobody(
    fronts: str, kept: list[int]
) -> None:
    communes = own_sites(len(fronts))
    found = dict.fromkeys(communes, none())
    after, _ = attribute(found, communes, fronts=dict(zip(communes, fronts, strict=True)))
    assert [i for i, one in enumerate(verdicts(after)) if one is Verdict.FAIL] == kept


@pytest.mark.parametrize(("others", "party"), [("", Party.AUDITOR), ("b", Party.PROVINCE)])
def test_what_every_site_of_the_run_shows_is_the_auditors_to_look_into(
    others: str, party: Party
) -> None:
    fronts = "aaa" + others
    communes = own_sites(len(fronts))
    found = dict.fromkeys(communes, none("FBK-01", "FBK-02"))
    after, causes = attribute(found, communes, fronts=dict(zip(communes, fronts, strict=True)))
    outcome = after["00002"][1].outcome
    assert (outcome.why, outcome.party) == (Why.UNCONFIRMED, party)
    assert (outcome.text, outcome.values) == ("attribute.same_page", {"sites": 3})
    assert outcome.items == ()
    (cause,) = causes
    assert {row.cause for code in cause.communes for row in after[code]} == {cause.id}
    assert (cause.communes, cause.criteria) == (tuple(communes)[:3], ("FBK-01", "FBK-02"))
    assert (cause.party, cause.text) == (party, "attribute.same_page")


def test_sections_of_one_portal_are_one_site() -> None:
    communes = sections(5)
    found = dict.fromkeys(communes, none())
    after, _ = attribute(found, communes, fronts=dict.fromkeys(communes, "a"))
    assert set(verdicts(after)) == {Verdict.FAIL}


def test_a_page_before_many_sites_touches_failures_of_the_site_only() -> None:
    communes = own_sites(3)
    found = dict.fromkeys(communes, (*none("FBK-01", "CAM-01"), row(Verdict.WARN, "WEB-01")))
    fronts = dict.fromkeys(communes, "a")
    after, _ = attribute(found, communes, fronts=fronts, site_checks={"check.FBK-01"})
    assert [one.outcome.verdict for one in after["00001"]] == [
        Verdict.UNKNOWN,
        Verdict.FAIL,
        Verdict.WARN,
    ]


@pytest.mark.parametrize(
    ("party", "after"), [(Party.COMMUNE, Party.AUDITOR), (Party.PROVINCE, Party.PROVINCE)]
)
def test_nor_must_a_commune_mend_a_page_before_many_sites(party: Party, after: Party) -> None:
    communes = own_sites(3)
    unread = row(Verdict.UNKNOWN, text="site.in_place", why=Why.MALFORMED, party=party)
    fronts = dict.fromkeys(communes, "a")
    found, _ = attribute(dict.fromkeys(communes, (unread,)), communes, fronts=fronts)
    assert {rows[0].outcome.party for rows in found.values()} == {after}


def test_a_commune_whose_home_page_was_not_read_shows_no_page() -> None:
    communes = own_sites(4)
    found = dict.fromkeys(communes, none())
    fronts = dict.fromkeys(["00001", "00002", "00003"], "a")
    after, _ = attribute(found, communes, fronts=fronts)
    assert after["00004"][0].outcome.verdict is Verdict.FAIL
    assert after["00001"][0].outcome.party is Party.AUDITOR


@pytest.mark.parametrize(
    ("home", "same"),
    [
        (page(["Gói cước đã hết hạn"], title="Nhà mạng"), True),
        (page(["GÓI CƯỚC ĐÃ HẾT HẠN"], title="Nhà mạng"), True),
        (page(["Gói cước đã hết hạn", "Xã Mẫu 02"], title="Nhà mạng"), False),
        (page(["Gói cước đã hết hạn"], title="Xã Mẫu 02"), False),
    ],
)
def test_a_page_is_known_by_what_it_says(home: Page, same: bool) -> None:
    first = site(page(["Gói cước đã hết hạn"], title="Nhà mạng"))
    assert (front_of(site(replace(home, evidence="1" * 64))) == front_of(first)) is same


def test_a_page_that_greets_each_site_by_its_name_is_one_page() -> None:
    def greeting(host: str) -> str:
        home = page([f"Tên miền {host} đang chờ", "Liên hệ"], url=f"http://{host}/")
        return front_of(replace(site(home), url=f"http://{host}/"))

    assert greeting("xa1.example") == greeting("xa2.example")


def test_a_page_that_says_nothing_is_known_by_its_bytes() -> None:
    empty = page(title="")
    assert front_of(site(empty)) == empty.evidence

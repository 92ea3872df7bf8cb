"""From a real server over the crawler to the verdict: invented traps, and real pages where they lie."""

import csv
from collections.abc import Callable, Iterator

import pytest

from auditor.contract import Missing, Outcome, Terms, Verdict, Why
from auditor.facts import LookState, Role, Site
from auditor.probes.workers import Workers
from checks.feedback import box, guidance, hotline
from checks.website import procedures
from tests.checks.build import terms
from tests.checks.test_traps import LIST, PAGES, PATHS, TRAPS
from tests.peers.sites import Server, page
from tests.probes.lab import site, visit
from tests.shared import needs_shared_data, shared_data

Judge = Callable[[Site, Terms], Outcome]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1) as pool:
        yield pool


def _trap(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def _site_with(name: str, role: Role) -> Server:
    """A trap as the home page, or linked from an innocent one; nothing else exists."""
    if role is Role.HOME:
        return Server(pages={"/": _trap(name)})
    path = PATHS.get(role, role.value)
    labels = {
        Role.HOTLINE: "Đường dây nóng",
        Role.PROCEDURES: "Thủ tục hành chính",
        Role.FEEDBACK: "Góp ý",
        Role.GUIDANCE: "Hướng dẫn phản ánh, kiến nghị",
    }
    link = f'<nav><a href="/{path}">{labels[role]}</a></nav>'
    return Server(
        pages={"/": _trap("home").replace("</header>", f"</header>{link}"), f"/{path}": _trap(name)}
    )


@pytest.mark.parametrize(("name", "role", "judge", "text"), TRAPS)
def test_a_trap_on_a_real_server_does_not_catch_the_chain(
    workers: Workers, name: str, role: Role, judge: Judge, text: str
) -> None:
    seen = site(visit(workers, _site_with(name, role)))
    assert judge(seen, terms(procedures=LIST)).text == text


@pytest.mark.parametrize(
    ("name", "status", "why", "text"),
    [
        ("16-a-firewall-instead-of-a-page", 403, Why.REFUSED, "site.waf"),
        ("16-a-firewall-instead-of-a-page", 200, Why.REFUSED, "site.waf"),
        ("17-an-error-page-for-robots-only", 503, Why.UNREACHABLE, "site.server_error"),
    ],
)
def test_what_stands_in_front_of_a_site_is_not_the_site(
    workers: Workers, name: str, status: int, why: Why, text: str
) -> None:
    server = Server(pages={"/": page(_trap(name), status=status)})
    came = visit(workers, server)
    assert isinstance(came.site, Missing)
    assert (came.site.why, came.site.text) == (why, text)
    assert came.look.state is (LookState.VOID if why is Why.REFUSED else LookState.DOWN)


# Real pages, labelled by hand. A verdict is per site, a label per page.

PORTAL = "sotttt.hanoi"


def _labels() -> list[dict[str, str]]:
    folder = shared_data()
    assert folder is not None
    with (folder / "websites" / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _served(name: str) -> Server:
    """A labelled site as its files lie: the portal's mirror, or one excerpt as a home page."""
    folder = shared_data()
    assert folder is not None
    bodies = {
        row["file"]: (folder / "websites" / row["file"]).read_text(encoding="utf-8")
        for row in _labels()
        if row["site"] == name
    }
    if name != PORTAL:
        return Server(pages={"/": next(iter(bodies.values()))})
    pages = {"/" + file.partition("__")[2]: body for file, body in bodies.items()}
    return Server(pages={"/": pages["/index.html"], **pages})


def _said(name: str, column: str) -> set[str]:
    return {row[column] for row in _labels() if row["site"] == name}


GOOD = {
    "hotline": {"number"},
    "feedback_box": {"form", "form-link", "mail"},
    "petition_guidance": {"yes"},
}
JUDGES: dict[str, Judge] = {
    "hotline": hotline.judge,
    "feedback_box": box.judge,
    "petition_guidance": guidance.judge,
}


@needs_shared_data
@pytest.mark.parametrize("name", [PORTAL, "xacanloc", "xadangkang", "lienchieu", "98win"])
@pytest.mark.parametrize("column", list(JUDGES))
def test_a_real_site_passes_only_where_a_label_says_that_it_is_there(
    workers: Workers, name: str, column: str
) -> None:
    outcome = JUDGES[column](site(visit(workers, _served(name))), terms(accepted=()))
    labelled_good = bool(_said(name, column) & GOOD[column])
    told = (outcome.text, [item.quote for item in outcome.items])
    if not labelled_good:
        assert outcome.verdict is not Verdict.PASS, told
    elif column != "petition_guidance":  # "yes" there means some guidance, not all five parts of it
        assert outcome.verdict is Verdict.PASS, told
    else:
        assert outcome.verdict is not Verdict.FAIL, told


@needs_shared_data
def test_a_real_portal_that_links_to_the_province_is_never_called_empty(workers: Workers) -> None:
    seen = site(visit(workers, _served(PORTAL)))
    outcome = procedures.judge(seen, terms(procedures=LIST, portals=["hanoi.gov.vn"]))
    assert "province" in _said(PORTAL, "procedures")
    assert outcome.verdict not in (Verdict.PASS, Verdict.FAIL)

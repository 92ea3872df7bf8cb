"""The judges over real pages that were labelled by hand; verdicts are per site, labels per page."""

import csv
from collections.abc import Callable
from functools import lru_cache

import pytest

from auditor.contract import Outcome, Terms, Verdict
from auditor.facts import Page, Role, Site
from auditor.probes.site.reader import read
from auditor.probes.site.view import Received, page_of
from checks.feedback import box, guidance, hotline
from tests.checks.build import AT, terms
from tests.shared import needs_shared_data, shared_data

pytestmark = needs_shared_data
ROLES = {
    "hotline page": Role.HOTLINE,
    "procedures": Role.PROCEDURES,
    "contact": Role.CONTACT,
    "Q&A": Role.FEEDBACK,
    "Q&A form": Role.FEEDBACK,
}


@lru_cache(maxsize=1)
def rows() -> list[dict[str, str]]:
    folder = shared_data()
    assert folder is not None
    with (folder / "websites" / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_row(row: dict[str, str]) -> Page:
    folder = shared_data()
    assert folder is not None
    body = (folder / "websites" / row["file"]).read_bytes()
    url = row["url"] or f"https://{row['site']}.invalid/"
    role = ROLES.get(row["kind"], Role.HOME)
    received = Received(url=url, role=role, status=200, evidence="0" * 64, seen_at=AT, elapsed_ms=1)
    return page_of(read(body, url, "utf-8", truncated=False), received)


def site_of(name: str) -> Site:
    home, *others = [read_row(row) for row in rows() if row["site"] == name]
    return Site(url=home.url, home=home, pages=tuple(others))


Judge = Callable[[Site, Terms], Outcome]


@pytest.mark.parametrize(
    ("name", "judge", "verdicts"),
    [
        ("sotttt.hanoi", hotline.judge, {Verdict.UNKNOWN, Verdict.FAIL}),
        ("sotttt.hanoi", guidance.judge, {Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN}),
        ("xadangkang", hotline.judge, {Verdict.PASS}),
        ("xacanloc", hotline.judge, {Verdict.WARN}),
        ("xacanloc", box.judge, {Verdict.FAIL}),
        ("lienchieu", hotline.judge, {Verdict.PASS}),
        ("98win", hotline.judge, {Verdict.FAIL}),
        ("98win", box.judge, {Verdict.FAIL, Verdict.WARN}),
    ],
)
def test_a_labelled_site_is_judged_as_its_labels_say(
    name: str, judge: Judge, verdicts: set[Verdict]
) -> None:
    outcome = judge(site_of(name), terms(portals=["hanoi.gov.vn"], accepted=()))
    assert outcome.verdict in verdicts, (outcome.text, [item.quote for item in outcome.items])


@pytest.mark.parametrize("label", ["number", "empty", "placeholder", "no"])
def test_a_page_has_a_hotline_number_only_where_its_label_says_so(label: str) -> None:
    for row in rows():
        if row["hotline"] == label:
            page = read_row(row)
            outcome = hotline.judge(Site(url=page.url, home=page), terms(accepted=()))
            assert (outcome.verdict is Verdict.PASS) == (label == "number"), row["file"]

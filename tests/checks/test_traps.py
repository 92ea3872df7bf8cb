"""Traps met on real sites, one invented page each, through the reader and the judges."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from auditor.contract import Outcome, Procedure, Terms
from auditor.facts import Page, Role, Site
from auditor.probes.site.reader import read
from auditor.probes.site.view import Received, page_of
from checks.feedback import box, guidance, hotline
from checks.website import procedures
from tests.checks.build import AT, HOME, terms

PAGES = Path(__file__).parent / "trap_pages"
LIST = (Procedure(code="1.900001", name="Thủ tục mẫu A", field="Mẫu", valid_from=date(2025, 7, 1)),)
PATHS = {Role.HOTLINE: "duong-day-nong", Role.PROCEDURES: "thu-tuc", Role.FEEDBACK: "gop-y"}

TRAPS = [
    ("01-hotline-is-an-image-link", Role.HOME, hotline.judge, "hotline.in_image"),
    ("01-hotline-is-an-image-link", Role.HOME, procedures.judge, "procedures.only_province_portal"),
    ("02-hotline-page-without-a-number", Role.HOTLINE, hotline.judge, "hotline.page_empty"),
    ("03-empty-list-of-procedures", Role.PROCEDURES, procedures.judge, "procedures.empty_list"),
    ("03-empty-list-of-procedures", Role.PROCEDURES, box.judge, "box.none"),
    ("04-form-under-construction", Role.FEEDBACK, box.judge, "box.disabled"),
    ("05-feedback-card-not-in-service", Role.FEEDBACK, box.judge, "box.disabled"),
    ("06-feedback-link-to-the-home-page", Role.HOME, box.judge, "box.dead_link"),
    ("06-feedback-link-to-the-home-page", Role.HOME, hotline.judge, "hotline.none"),
    ("07-blanks-not-filled-in", Role.HOME, hotline.judge, "hotline.placeholder"),
    ("07-blanks-not-filled-in", Role.HOME, box.judge, "box.dead_link"),
    ("08-hotline-only-as-alternative-text", Role.HOME, hotline.judge, "hotline.published"),
    ("09-text-as-numeric-entities", Role.HOME, hotline.judge, "hotline.published"),
    ("10-old-area-code", Role.HOME, hotline.judge, "hotline.obsolete_prefix"),
    ("11-filled-by-script", Role.HOME, hotline.judge, "hotline.not_seen_in_part_read"),
    ("11-filled-by-script", Role.HOME, box.judge, "box.not_seen_in_part_read"),
    ("11-filled-by-script", Role.HOME, guidance.judge, "guidance.not_seen_in_part_read"),
    ("11-filled-by-script", Role.PROCEDURES, procedures.judge, "procedures.not_seen_in_part_read"),
    ("12-false-friends", Role.HOME, box.judge, "box.none"),
    ("12-false-friends", Role.HOME, guidance.judge, "guidance.none"),
    ("13-counters-dates-and-tax-codes", Role.HOME, hotline.judge, "hotline.none"),
    ("14-list-in-files-only", Role.PROCEDURES, procedures.judge, "procedures.in_files"),
    ("15-taken-over-by-gamblers", Role.HOME, hotline.judge, "hotline.others_only"),
    (
        "18-only-the-front-door-of-the-national-portal",
        Role.HOME,
        procedures.judge,
        "procedures.only_portal_home",
    ),
    ("19-hotlines-of-others", Role.HOME, hotline.judge, "hotline.others_only"),
    ("20-only-a-switchboard", Role.HOME, hotline.judge, "hotline.only_switchboard"),
    ("21-label-and-number-in-a-table", Role.HOME, hotline.judge, "hotline.published"),
    ("22-guidance-with-all-parts", Role.GUIDANCE, guidance.judge, "guidance.complete"),
    ("23-a-form-that-works", Role.FEEDBACK, box.judge, "box.form"),
]


def read_page(name: str, role: Role) -> Page:
    url = HOME if role is Role.HOME else HOME + PATHS.get(role, role.value)
    view = read((PAGES / f"{name}.html").read_bytes(), url, "utf-8", truncated=False)
    received = Received(url=url, role=role, status=200, evidence="0" * 64, seen_at=AT, elapsed_ms=1)
    return page_of(view, received)


def site_of(name: str, role: Role) -> Site:
    if role is Role.HOME:
        return Site(url=HOME, home=read_page(name, role))
    return Site(url=HOME, home=read_page("home", Role.HOME), pages=(read_page(name, role),))


@pytest.mark.parametrize(("name", "role", "judge", "text"), TRAPS)
def test_a_trap_does_not_catch_the_judge(
    name: str, role: Role, judge: Callable[[Site, Terms], Outcome], text: str
) -> None:
    assert judge(site_of(name, role), terms(procedures=LIST)).text == text


def test_every_trap_page_is_judged() -> None:
    refused = {"16-a-firewall-instead-of-a-page", "17-an-error-page-for-robots-only"}
    named = {name for name, *_ in TRAPS} | {"home"} | refused  # those two: tests/test_sites.py
    assert {path.stem for path in PAGES.glob("*.html")} == named


def test_of_a_table_only_the_commune_s_row_counts() -> None:
    outcome = hotline.judge(site_of("21-label-and-number-in-a-table", Role.HOME), terms())
    assert [ground.key for ground in outcome.grounds] == ["phone:+842280000001"]
    assert outcome.items[0].quote == "0228 0000 001"

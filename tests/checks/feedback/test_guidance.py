from dataclasses import replace

import pytest

from auditor.contract import Outcome, Party, SiteAddress, SiteScope, Verdict, Why
from auditor.facts import Away, Page, Role, Site
from checks.feedback.guidance import CHECK, judge
from tests.checks.build import AT, HOME, capped, image, left, link, page, site, terms

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
TITLE = "Hướng dẫn phản ánh, kiến nghị"
ADDRESS = "Địa chỉ: Thôn Mẫu, xã Mẫu 01, tỉnh Mẫu"
PHONE = "Số điện thoại: 0228 0000 001"
MAIL = "Thư điện tử: gopy@xamau01.invalid"
WEBSITE = "Website: https://xamau01.invalid"
HOW = "Cá nhân, tổ chức gửi phản ánh, kiến nghị bằng văn bản hoặc qua điện thoại"
BODY = "Đơn vị tiếp nhận: Văn phòng Ủy ban nhân dân xã Mẫu 01"
BY_THREE = (
    "Người dân phản ánh, kiến nghị bằng một trong các hình thức: đến trụ sở (Thôn Mẫu, xã Mẫu 01), "
    "gọi điện thoại 0228 0000 001, viết thư tới gopy@xamau01.invalid"
)
MASKED = "Thư điện tử: gopy[at]xamau01.invalid"
IN_A_SENTENCE = (
    "UBND xã Mẫu 01 tiếp nhận phản ánh qua các hình thức: gửi về địa chỉ Thôn Mẫu, xã Mẫu 01; "
    "gọi số 0228 0000 001; viết thư tới gopy@xamau01.invalid"
)
ALL = (ADDRESS, PHONE, MAIL, WEBSITE, HOW)


def guide(*lines: str, role: Role = Role.GUIDANCE, title: str = TITLE, **more: object) -> Page:
    return page(lines, url=HOME + "huong-dan", role=role, title=title, **more)  # type: ignore[arg-type]


def led(text: str, url: str, *pages: Page, picture: str = "") -> Site:
    """Return a site with one link."""
    return site(page(["x"], links=[link(text, url, image=picture)]), *pages)


FRAME = [f"footer| {line}" for line in (ADDRESS, PHONE, MAIL)]

SITES: list[tuple[Site, str, Verdict]] = [
    (site(["x"], guide(*ALL)), "guidance.complete", PASS),
    (
        site(["x"], guide(TITLE, *ALL, role=Role.FEEDBACK, title="Xã Mẫu 01")),
        "guidance.complete",
        PASS,
    ),
    (site([TITLE, *ALL]), "guidance.complete", PASS),
    (
        site(["x"], guide(HOW, "Địa chỉ", "Thôn Mẫu, xã Mẫu", PHONE, MAIL, "Trang mau01.gov.vn")),
        "guidance.complete",
        PASS,
    ),
    (site(["x"], guide(BODY, ADDRESS, PHONE, MAIL, HOW)), "guidance.partial", WARN),
    (
        site(["x"], guide("Đơn vị tiếp nhận", "Xã Mẫu 01", ADDRESS, PHONE, MASKED, HOW, WEBSITE)),
        "guidance.complete",
        PASS,
    ),
    (
        site(["x"], guide("UBND xã Mẫu 01", ADDRESS, PHONE, MAIL, WEBSITE)),
        "guidance.partial",
        WARN,
    ),
    (
        site(["x"], guide(BY_THREE, role=Role.FEEDBACK, title="Phản ánh, kiến nghị")),
        "guidance.partial",
        WARN,
    ),
    *(
        (site(["x"], guide(*ALL, role=Role.FEEDBACK, title=title)), "guidance.complete", PASS)
        for title in (
            "Hướng dẫn công dân gửi kiến nghị, phản ánh",
            "Các bước gửi phản ánh tới UBND xã",
            "Phản ánh, kiến nghị gửi đến đâu?",
        )
    ),
    (
        site(["x"], guide(*ALL, role=Role.FEEDBACK, title="Hướng dẫn nộp thuế đất")),
        "guidance.none",
        FAIL,
    ),
    (site(["x"], guide(BODY, ADDRESS, PHONE, MAIL, WEBSITE)), "guidance.partial", WARN),
    (site(["x"], guide(IN_A_SENTENCE)), "guidance.partial", WARN),
    (site(["x"], guide(IN_A_SENTENCE, WEBSITE)), "guidance.complete", PASS),
    (site(["x"], guide(BODY, ADDRESS, PHONE, WEBSITE, HOW)), "guidance.partial", WARN),
    (site(["x"], guide("Đơn vị tiếp nhận:", ADDRESS, PHONE)), "guidance.too_few", FAIL),
    (site(["x"], guide(BODY, ADDRESS, PHONE)), "guidance.partial", WARN),
    (
        site(["x"], guide(ADDRESS, PHONE, "Phản ánh phải viết bằng tiếng Việt")),
        "guidance.partial",
        WARN,
    ),
    (site(["x"], guide(ADDRESS, PHONE, MAIL, HOW)), "guidance.partial", WARN),
    (site(["x"], guide(PHONE, MAIL, HOW)), "guidance.partial", WARN),
    (site(["x"], guide(HOW, WEBSITE, *FRAME)), "guidance.partial_with_frame", WARN),
    (
        site(["x"], guide(HOW, "footer| Website: https://xamau01.invalid", *FRAME)),
        "guidance.partial_with_frame",
        WARN,
    ),
    (site(["x"], guide(MAIL, *FRAME)), "guidance.too_few", FAIL),
    (site(["x"], guide(HOW, MAIL)), "guidance.too_few", FAIL),
    (
        site(["x"], guide("Địa chỉ: đang cập nhật", "Địa chỉ email: a@b.invalid")),
        "guidance.too_few",
        FAIL,
    ),
    (site(["x"], guide("Nội dung")), "guidance.none", FAIL),
    (site([*ALL, "Giới thiệu"]), "guidance.none", FAIL),
    (
        site(page([TITLE, *ALL], links=[link(TITLE, "/huong-dan")])),
        "guidance.not_seen_in_part_read",
        UNKNOWN,
    ),
    (site(page([TITLE, *ALL], links=[link(TITLE, "")])), "guidance.none", FAIL),
    (
        site(page([TITLE, *ALL], links=[link(TITLE, script=True)])),
        "guidance.not_seen_in_part_read",
        UNKNOWN,
    ),
    (
        site(["x"], guide(*ALL, role=Role.FEEDBACK, title="Kiến nghị của cử tri")),
        "guidance.none",
        FAIL,
    ),
    (
        site(page(["x"], links=[link(TITLE, "/huong-dan.pdf")])),
        "guidance.in_file",
        UNKNOWN,
    ),
    (
        site(
            ["x"],
            guide(
                "Nội dung",
                role=Role.FEEDBACK,
                title="Hướng dẫn PAKN",
                links=[link("Mẫu 04", "/m.doc")],
            ),
        ),
        "guidance.in_file",
        UNKNOWN,
    ),
    (site(["x"], guide("Thông báo", images=[image("trang-1.jpg")])), "guidance.in_image", UNKNOWN),
    (site(["x"], guide("Thông báo", images=[image("icon-print.png")])), "guidance.none", FAIL),
    (site(["x"], guide(PHONE, MAIL, HOW, cut=True)), "guidance.not_seen_in_part_read", UNKNOWN),
    (site(["x"], guide(scripted=True)), "guidance.not_seen_in_part_read", UNKNOWN),
    (
        site(page(["x"], frames=["https://bieumau.invalid/f"]), unread=[left(Role.GUIDANCE)]),
        "guidance.not_seen_in_part_read",
        UNKNOWN,
    ),
    (site(["x"], unread=[capped(Role.PROCEDURES)]), "guidance.none", FAIL),
    *(
        (led(text, url), said, FAIL if said == "guidance.none" else UNKNOWN)
        for text, url, said in (
            (TITLE, "https://khac.invalid/hd", "guidance.elsewhere_unread"),
            ("Phản ánh, kiến nghị", "https://khac.invalid/", "guidance.elsewhere_unread"),
            (TITLE, "https://pakn.dichvucong.gov.vn/huong-dan", "guidance.elsewhere_unread"),
            ("Phản ánh, kiến nghị", "https://pakn.dichvucong.gov.vn/", "guidance.none"),
            ("Kiến nghị của cử tri", "https://khac.invalid/ct", "guidance.none"),
            (TITLE + " " + "x" * 90, "https://khac.invalid/hd", "guidance.none"),
            ("Liên hệ", "https://khac.invalid/lien-he", "guidance.none"),
            ("Giới thiệu", "https://khac.invalid/gt", "guidance.none"),
        )
    ),
    (
        led("", "https://khac.invalid/1", picture="huong-dan-phan-anh.png"),
        "guidance.elsewhere_unread",
        UNKNOWN,
    ),
    (
        led(TITLE, "https://khac.invalid/hd", guide(MAIL, *FRAME)),
        "guidance.elsewhere_unread",
        UNKNOWN,
    ),
    (led(TITLE, "https://khac.invalid/hd", guide(*ALL)), "guidance.complete", PASS),
    (
        replace(
            led("Xem thêm", "/hd"),
            away=(
                Away(
                    url=HOME + "hd",
                    to="https://khac.invalid/",
                    role=Role.GUIDANCE,
                    text="Xem thêm",
                    seen_at=AT,
                ),
            ),
        ),
        "guidance.elsewhere_unread",
        UNKNOWN,
    ),
]


@pytest.mark.parametrize(("seen", "text", "verdict"), SITES)
def test_what_the_site_shows_decides(seen: Site, text: str, verdict: Verdict) -> None:
    outcome = judge(seen, terms())
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert outcome.items


def test_each_part_is_a_row_with_what_stood_there() -> None:
    outcome = judge(site(["x"], guide(ADDRESS, PHONE, MAIL)), terms())
    assert [(item.text, item.quote) for item in outcome.items] == [
        ("guidance.part_address", ADDRESS),
        ("guidance.part_phone", PHONE),
        ("guidance.part_mail", MAIL),
        ("guidance.lacks_website", ""),
        ("guidance.lacks_how", ""),
    ]
    assert outcome.values == {"found": 3, "seen": 3, "wanted": 5}


def test_a_notice_that_is_a_picture_is_unreadable_not_absent() -> None:
    outcome = judge(site(["x"], guide("Thông báo", images=[image("trang-1.jpg")])), terms())
    assert outcome.why is Why.UNREADABLE


def test_a_link_out_of_the_site_is_named_with_its_address_and_nobody_is_accused() -> None:
    outcome = judge(led(TITLE, "https://khac.invalid/hd"), terms())
    assert (outcome.why, outcome.party) == (Why.INCOMPLETE, Party.AUDITOR)
    assert [(item.target, item.quote) for item in outcome.items] == [
        ("https://khac.invalid/hd", TITLE)
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/d/huong-dan", "guidance.elsewhere_unread"),
        ("/a/huong-dan", "guidance.not_seen_in_part_read"),
    ],
)
def test_another_section_of_the_portal_was_not_read_either(path: str, text: str) -> None:
    given = terms()
    section = SiteAddress(url=HOME + "a/", scope=SiteScope.PREFIX, prefix="/a/")
    given = replace(given, commune=replace(given.commune, site=section))
    assert judge(replace(led(TITLE, path), section=True), given).text == text


def outcomes() -> list[Outcome]:
    judged = [judge(seen, terms()) for seen, _, _ in SITES]
    more = (guide(ADDRESS, HOW), guide(WEBSITE, HOW, PHONE), guide(HOW, *FRAME))
    return [*judged, *(judge(site(["x"], one), terms()) for one in more)]


def test_every_text_it_says_is_reached() -> None:
    said = {text for one in outcomes() for text in (one.text, *(i.text for i in one.items))}
    assert said - {"site.refused"} == set(CHECK.says)

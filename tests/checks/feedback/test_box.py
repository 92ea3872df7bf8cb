from dataclasses import replace

import pytest

from auditor.contract import Outcome, Party, Verdict, Why
from auditor.facts import Away, Field, Page, Role, Site
from checks.feedback.box import CHECK, judge
from tests.checks.build import AT, HOME, capped, form, gone, image, left, link, page, site, terms

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
LETTER = ("hoten:text:Họ và tên", "email:email:Email", "noidung:textarea:Nội dung", "gui:submit")


def box_page(*lines: str, **more: object) -> Page:
    return page(
        lines,
        url=HOME + "gop-y",
        role=Role.FEEDBACK,
        title="Hòm thư góp ý",
        **more,  # type: ignore[arg-type]
    )


OFF = form(Field(name="noidung", kind="textarea", disabled=True), Field(name="gui", kind="submit"))
WHOLE_PAGE = ["Dòng"] * 30
FRAMED = ("Kiến nghị của cử tri", "Góp ý", "Họ tên", "Gửi đi", "footer| Xã Mẫu 01")
CHAT = "Kênh tiếp nhận phản ánh, kiến nghị của công dân"

SITES: list[tuple[Site, str, Verdict]] = [
    (site(page(["HÒM THƯ GÓP Ý", "Họ tên"], forms=[form(*LETTER, line=1)])), "box.form", PASS),
    (site(["x"], box_page("Gửi cho chúng tôi", forms=[form(*LETTER)])), "box.form", PASS),
    (
        site(["x"], box_page(*WHOLE_PAGE, forms=[form("q:text:Tìm kiếm", *LETTER, end=29)])),
        "box.form",
        PASS,
    ),
    (
        site(["x"], box_page(*FRAMED, forms=[form("q:text:Tìm kiếm", *LETTER, end=4)])),
        "box.form",
        PASS,
    ),
    (
        site(
            page(
                ["Từ khóa Tìm kiếm", "Gửi ý kiến", "Họ tên"],
                forms=[form("q:text", "go:submit", end=0), form(*LETTER, line=2, end=2)],
            )
        ),
        "box.form",
        PASS,
    ),
    (
        site(page(["Bình luận", "Gửi ý kiến", "Họ tên"], forms=[form(*LETTER, line=2, end=2)])),
        "box.none",
        FAIL,
    ),
    (
        site(["x"], box_page("Công dân vui lòng đăng nhập để gửi góp ý")),
        "box.behind_login",
        UNKNOWN,
    ),
    (
        site(page(["x"], links=[link(f"{CHAT} của xã Mẫu 01", "https://zalo.me/000")])),
        "box.elsewhere_unread",
        UNKNOWN,
    ),
    (
        site(page(["x"], links=[link(f"{CHAT} tuần qua ở tỉnh bạn", "https://bao.invalid/1")])),
        "box.none",
        FAIL,
    ),
    (
        site(["x"], box_page(*FRAMED, "Để lại bình luận", forms=[form(*LETTER, end=4)])),
        "box.none",
        FAIL,
    ),
    (site(["x"], box_page(forms=[form("ten:text", "noidung:textarea")])), "box.by_script", UNKNOWN),
    (
        site(["x"], box_page(forms=[form("a:text", "b:text", "go:submit")])),
        "box.by_script",
        UNKNOWN,
    ),
    (
        site(
            ["x"],
            page(
                ["Gửi ý kiến, góp ý", "Họ tên", "Nội dung", "footer| Xã Mẫu 01"],
                url=HOME + "lien-he",
                role=Role.CONTACT,
                forms=[form(*LETTER, end=3)],
            ),
        ),
        "box.form",
        PASS,
    ),
    (
        site(
            ["HỎI ĐÁP"],
            page(
                ["HỎI ĐÁP", "Họ tên", "Nội dung", "footer| Xã Mẫu 01"],
                url=HOME + "lien-he",
                role=Role.CONTACT,
                forms=[form(*LETTER, end=3)],
            ),
        ),
        "box.contact_only",
        WARN,
    ),
    (site(["x"], box_page("Quét mã", images=[image("qr.png")])), "box.in_image", UNKNOWN),
    (site(["x"], box_page("Quét mã", images=[image("icon.png")])), "box.none", FAIL),
    (site(page(["x"], images=[image("a.png", alt="Quét mã góp ý")])), "box.in_image", UNKNOWN),
    (site(page(["x"], images=[image("du-thao.png", alt="Góp ý dự thảo")])), "box.none", FAIL),
    (site(["Email: van@xamau01.invalid | Góp ý"]), "box.contact_only", WARN),
    (site(["Góp ý | van@xamau01.invalid"]), "box.mail", PASS),
    (
        site(["x"], box_page(*FRAMED, forms=[form("a:text", "b:text", "go:submit", end=4)])),
        "box.by_script",
        UNKNOWN,
    ),
    (
        site(["x"], box_page(*FRAMED, forms=[form("q:text", "go:submit", end=4)])),
        "box.none",
        FAIL,
    ),
    (site(["x"], box_page(forms=[form("a:text", "go:submit")])), "box.none", FAIL),
    (site(["x"], box_page("Email: vanphong@xamau01.invalid")), "box.mail", PASS),
    (
        site(
            ["x"],
            page(
                ["Email: vanphong@xamau01.invalid"],
                url=HOME + "du-thao",
                role=Role.FEEDBACK,
                title="Góp ý dự thảo",
            ),
        ),
        "box.contact_only",
        WARN,
    ),
    (
        site(["Email: van@xamau01.invalid"], box_page("Email: van@xamau01.invalid")),
        "box.contact_only",
        WARN,
    ),
    (
        site(["x"], box_page("Chức năng tạm dừng để bảo trì", forms=[form(*LETTER)])),
        "box.disabled",
        FAIL,
    ),
    (site(page(["Tin"], forms=[form("ten:text", "noidung:textarea")])), "box.none", FAIL),
    (site(["Hộp thư tiếp nhận PAKN: vanphong[at]xamau01.invalid"]), "box.mail", PASS),
    (site(["Hòm thư góp ý: vanphong (at) xamau01 (dot) invalid"]), "box.mail", PASS),
    (
        site(page(["Gửi ý kiến", "Họ tên"], forms=[form("txtTimKiem:text", *LETTER, end=1)])),
        "box.form",
        PASS,
    ),
    (
        site(
            page(
                ["Tra cứu TTHC", "Ý kiến nhân dân", "Họ tên"], forms=[form(*LETTER, line=2, end=2)]
            )
        ),
        "box.form",
        PASS,
    ),
    (
        site(["Tiếp nhận thông tin phản ánh qua thư điện tử: ub@xamau01.invalid"]),
        "box.mail",
        PASS,
    ),
    (site(page(WHOLE_PAGE, forms=[form(*LETTER, "q:text", end=29)])), "box.contact_only", WARN),
    (site(page(["x"], links=[link("Hỏi đáp", "/hoi-dap")])), "box.not_seen_in_part_read", UNKNOWN),
    (
        site(page(["x"], links=[link("Hòm thư góp ý", "https://bieumau.invalid/f/1")])),
        "box.elsewhere_unread",
        UNKNOWN,
    ),
    (site(["Hòm thư góp ý: gopy@xamau01.invalid"]), "box.mail", PASS),
    (site(["Hộp thư tiếp nhận phản ánh, kiến nghị", "ubnd@xamau01.invalid"]), "box.mail", PASS),
    (
        site(page(["Góp ý"], links=[link("gửi thư", "mailto:a@xamau01.invalid?subject=x")])),
        "box.mail",
        PASS,
    ),
    (site(["Email: tiepnhanykien_xm@tinhmau.invalid"]), "box.mail", PASS),
    (site(["Góp ý: @tinhmau.invalid"]), "box.none", FAIL),
    (site(["Email: vanthu@xamau01.invalid"]), "box.contact_only", WARN),
    (
        site(
            page(["Phản ánh"], links=[link("Phản ánh", "https://pakn.dichvucong.gov.vn/?donvi=7")])
        ),
        "box.petition_link",
        PASS,
    ),
    (
        site(
            page(["x"], links=[link("", "https://phananh.tinhmau.invalid/00001", image="pa.png")])
        ),
        "box.petition_link",
        PASS,
    ),
    (
        site(page(["x"], links=[link("Phản ánh kiến nghị", "https://pakn.dichvucong.gov.vn/")])),
        "box.only_portal",
        WARN,
    ),
    (
        site(page(["x"], links=[link("Phản ánh kiến nghị", "https://tinhmau.invalid/phan-anh")])),
        "box.only_portal",
        WARN,
    ),
    (site(page(["x"], links=[link("Tin tức", "https://tinhmau.invalid/tin")])), "box.none", FAIL),
    (
        site(
            ["x"],
            box_page(
                "Chức năng đang được hoàn thiện. Quý khách vui lòng quay lại sau !",
                forms=[form(*LETTER, "captcha:text", line=1)],
            ),
        ),
        "box.disabled",
        FAIL,
    ),
    (site(["x"], box_page("Góp ý", forms=[OFF])), "box.disabled", FAIL),
    (site(["x"], box_page("Nghiệp vụ chưa triển khai")), "box.disabled", FAIL),
    (site(page(["x"], links=[link("Góp ý", "")])), "box.dead_link", FAIL),
    (site(page(["x"], links=[link("Góp ý", "/")])), "box.dead_link", FAIL),
    (site(page(["x"], links=[link("Góp ý", script=True)])), "box.not_seen_in_part_read", UNKNOWN),
    (
        site(
            replace(page(["x"], links=[link("Góp ý", "/gop-y")]), asked=(HOME + "gop-y",)),
        ),
        "box.dead_link",
        FAIL,
    ),
    (
        site(page(["x"], links=[link("Góp ý", "/gop-y")]), dead=[gone(Role.FEEDBACK, "gop-y")]),
        "box.dead_link",
        FAIL,
    ),
    (
        site(["x"], page(["Bản đồ"], url=HOME + "lien-he", role=Role.CONTACT, title="Liên hệ")),
        "box.contact_only",
        WARN,
    ),
    (
        site(
            ["x"],
            page(
                ["Liên hệ"],
                url=HOME + "lien-he",
                role=Role.CONTACT,
                title="Liên hệ",
                forms=[form(*LETTER)],
            ),
        ),
        "box.contact_only",
        WARN,
    ),
    (site(page(["Bình luận"], forms=[form(*LETTER, line=1)])), "box.none", FAIL),
    (
        site(
            page(
                ["Lấy ý kiến dự thảo văn bản", "Góp ý của bạn"],
                forms=[form(*LETTER, line=1)],
            )
        ),
        "box.none",
        FAIL,
    ),
    (
        site(
            page(
                ["Khai báo y tế"],
                forms=[form("ten:text", "dt:tel", "ts:textarea:Tiền sử bệnh", "gui:submit")],
            )
        ),
        "box.none",
        FAIL,
    ),
    (
        site(page(["Văn bản"], forms=[form("tk:text:Từ khóa", "lv:select:Lĩnh vực", "t:submit")])),
        "box.none",
        FAIL,
    ),
    (site(page(["Đăng nhập"], forms=[form("u:text", "p:password", "v:submit")])), "box.none", FAIL),
    (
        site(page(["x"], links=[link("Trả lời ý kiến, kiến nghị của cử tri", "")])),
        "box.none",
        FAIL,
    ),
    (site(["Phòng chống tham nhũng: phản ánh kiến nghị a@b.invalid"]), "box.contact_only", WARN),
    (site([], box_page(scripted=True)), "box.not_seen_in_part_read", UNKNOWN),
    (site(["x"], unread=[left(Role.HOTLINE)]), "box.not_seen_in_part_read", UNKNOWN),
    (site(["x"], unread=[capped(Role.PROCEDURES)]), "box.none", FAIL),
    (
        site(page(["x"], images=[image("a.png")], frames=["https://bieumau.invalid/f"], cut=True)),
        "box.not_seen_in_part_read",
        UNKNOWN,
    ),
]


@pytest.mark.parametrize(("seen", "text", "verdict"), SITES)
def test_what_the_site_shows_decides(seen: Site, text: str, verdict: Verdict) -> None:
    outcome = judge(seen, terms())
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert outcome.items


def test_a_link_that_is_forwarded_into_the_petition_system_is_judged_by_its_target() -> None:
    home = page(["x"], links=[link("Góp ý", "/gop-y")])
    to = "https://phananh.tinhmau.invalid/don-vi?agency=12"
    away = Away(url=HOME + "gop-y", to=to, role=Role.FEEDBACK, text="Góp ý", seen_at=AT)
    seen = Site(url=HOME, home=home, away=(away,))
    assert judge(seen, terms()).text == "box.petition_link"


@pytest.mark.parametrize(
    ("line", "mail"),
    [
        ("Góp ý: mau@xamau.gov.invalidSố máy: 1", "mau@xamau.gov.invalid"),
        ("GÓP Ý: MAU@XAMAU.INVALID", "mau@xamau.invalid"),
        ("Góp ý (VanPhong@xamau.invalid).", "vanphong@xamau.invalid"),
    ],
)
def test_an_address_ends_where_its_host_ends(line: str, mail: str) -> None:
    assert judge(site([line]), terms()).values == {"mail": mail}


def test_the_front_door_of_a_portal_is_the_province_s_to_mend() -> None:
    home = page(["x"], links=[link("Phản ánh kiến nghị", "https://pakn.dichvucong.gov.vn/")])
    assert judge(site(home), terms()).party is Party.PROVINCE


def test_a_form_in_the_footer_is_known_by_where_it_is_sent_and_one_in_the_page_by_its_page() -> (
    None
):
    footer = page(["Góp ý"], forms=[form(*LETTER, action=HOME + "gui", place="footer")])
    main = page(["Góp ý"], forms=[form(*LETTER, action=HOME + "gui")])
    assert judge(site(footer), terms()).grounds[0].key == "form:xamau01.invalid/gui"
    assert judge(site(main), terms()).grounds[0].key == "form:xamau01.invalid"


def test_every_way_is_a_ground_so_that_shared_ones_are_known() -> None:
    lines = ["Góp ý", "x", "footer| Góp ý: gopy@tinhmau.invalid"]
    outcome = judge(site(page(lines, forms=[form(*LETTER, end=1)])), terms())
    assert outcome.text == "box.form"
    assert [ground.key for ground in outcome.grounds] == [
        "form:xamau01.invalid",
        "email:gopy@tinhmau.invalid",
    ]


def test_a_page_built_by_script_needs_a_browser() -> None:
    outcome = judge(site([], box_page(scripted=True)), terms())
    assert (outcome.why, outcome.party) == (Why.NEEDS_BROWSER, Party.AUDITOR)


def outcomes() -> list[Outcome]:
    return [judge(seen, terms()) for seen, _, _ in SITES]


def test_every_text_it_says_is_reached() -> None:
    said = {text for one in outcomes() for text in (one.text, *(i.text for i in one.items))}
    said |= {ground.shared_text for one in outcomes() for ground in one.grounds}
    assert said - {"site.refused"} == set(CHECK.says)

import pytest

from auditor.contract import Outcome, Party, Verdict, Why
from auditor.facts import Page, Role, Site, Table
from checks.feedback.hotline import CHECK, judge
from tests.checks.build import HOME, capped, gone, image, left, link, page, site, terms

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN


def hotline_page(*lines: str, **more: object) -> Page:
    return page(
        lines,
        url=HOME + "duong-day-nong",
        role=Role.HOTLINE,
        title="Đường dây nóng",
        **more,  # type: ignore[arg-type]
    )


LINES: list[tuple[list[str], str]] = [
    (["Đường dây nóng: 0228 0000 001"], "hotline.published"),
    (["Đường dây nóng\u00a0– 0228 0000 001"], "hotline.published"),
    (["DUONG DAY NONG UBND XA: (0228) 0000.001"], "hotline.published"),
    (["footer| Hotline: 0228.0000.001 - Email: mau@xamau01.invalid"], "hotline.published"),
    (["ĐƯỜNG DÂY NÓNG", "0228 0000 001"], "hotline.published"),
    (["ĐƯỜNG DÂY NÓNG UBND XÃ0228 0000 001"], "hotline.published"),
    (["ĐƯỜNG DÂY NÓNG", "Chủ tịch UBND xã", "Điện thoại: 0228 0000 001"], "hotline.published"),
    (["Đường dây nóng:", "☎ 0228 0000 001"], "hotline.published"),
    (["0228 0000 001 (đường dây nóng)"], "hotline.published"),
    (["Điện thoại: 0228 0000 002 - Đường dây nóng: 0228 0000 001"], "hotline.published"),
    (["Đường dây nóng: 1022"], "hotline.published"),
    (["Hotline: 080 00000"], "hotline.published"),
    (
        [
            "Số điện thoại tiếp nhận phản ánh, kiến nghị của tổ chức, cá nhân về thủ tục hành chính"
            " tại Bộ phận Một cửa: 0228 0000 001"
        ],
        "hotline.published",
    ),
    (["ĐT nóng: 0228.0000.001"], "hotline.published"),
    (["Đường giây nóng: 0228 0000 001"], "hotline.published"),
    (["Số máy trực tiếp nhận phản ánh của Nhân dân", "0228 0000 001"], "hotline.published"),
    (["Số điện thoại chuyên dùng: 0228 0000 001"], "hotline.published"),
    (["Đường dây nóng", "0228", "0000001"], "hotline.published"),
    (["Đường dây nóng", "(0228)", "0000", "001"], "hotline.published"),
    (["Đường dây nóng", "0228", "Năm 2026"], "hotline.none"),
    (["ĐƯỜNG", "DÂY NÓNG", "0228 0000 001"], "hotline.published"),
    (["Số điện thoại", "đường dây nóng: 0228 0000 001"], "hotline.published"),
    (["Đường", "footer| dây nóng 0228 0000 001"], "hotline.only_switchboard"),
    (["Bưu điện hỗ trợ người dân nộp hồ sơ", "Hotline: 0228 0000 001"], "hotline.published"),
    (["BƯU ĐIỆN XÃ MẪU 01", "Hotline: 0228 0000 009"], "hotline.others_only"),
    (["Đường dây nóng: (0350) 3000000"], "hotline.obsolete_prefix"),
    (["Đường dây nóng: (08) 30000000"], "hotline.obsolete_prefix"),
    (["Đường dây nóng: (025) 30000000"], "hotline.invalid_number"),
    (["Đường dây nóng: 3.000.000"], "hotline.invalid_number"),
    (["Đường dây nóng: đang cập nhật"], "hotline.placeholder"),
    (["Đường dây nóng:", "[Số điện thoại]"], "hotline.placeholder"),
    (["Hotline: 0123456789"], "hotline.placeholder"),
    (["Hotline: 0000 000 000"], "hotline.placeholder"),
    (["Hotline: xxxx.xxx.xxx"], "hotline.placeholder"),
    (["footer| Điện thoại: 0228 0000 002"], "hotline.only_switchboard"),
    (["header| 0228 0000 002"], "hotline.only_switchboard"),
    (["Đường dây nóng Công an tỉnh: 0228 0000 009"], "hotline.others_only"),
    (["Hotline sửa chữa điện", "0228 0000 009"], "hotline.others_only"),
    (["Công ty Nước Mẫu - Hotline: 0228 0000 009"], "hotline.others_only"),
    (["Thiết kế: Công ty Mẫu. Đường dây nóng: 0228 0000 001"], "hotline.published"),
    (["Viettel: đơn vị vận hành", "Đường dây nóng: 0228 0000 001"], "hotline.published"),
    (["Công an xã: 0228 0000 009", "Đường dây nóng: 0228 0000 001"], "hotline.published"),
    (["ĐT Nông nghiệp: 0228 0000 009"], "hotline.others_only"),
    (["Hotline quảng cáo: 0228 0000 009"], "hotline.others_only"),
    (
        [
            "Xã công bố đường dây nóng tiếp nhận phản ánh ở các thôn, danh sách đang được cập nhật",
            "footer| Điện thoại: 0228 0000 002",
        ],
        "hotline.only_switchboard",
    ),
    (["Đường dây nóng: đang thiết lập"], "hotline.placeholder"),
    (["Hotline hỗ trợ Cổng Dịch vụ công: 1800 1096"], "hotline.others_only"),
    (["Đường dây nóng: 0228 0000 001 (đồng chí Chánh Văn phòng)"], "hotline.published"),
    (["Hotline: 0228 0000 001 người trực: cán bộ văn phòng"], "hotline.published"),
    (["Đường dây nóng của tỉnh: 0228.1022"], "hotline.others_only"),
    (["Đường dây nóng tố giác tội phạm: 0228 0000 009"], "hotline.others_only"),
    (["Đường dây nóng Chi cục Kiểm lâm: 0228 0000 009"], "hotline.others_only"),
    (["Đường dây nóng UBND xã, tố giác tội phạm: 0228 0000 001"], "hotline.published"),
    (["CÔNG AN XÃ", "Đường dây nóng: 0228 0000 009"], "hotline.others_only"),
    (["Đường dây nóng", "footer| Lượt truy cập: 54.354.354"], "hotline.none"),
    (["Đường dây nóng", "footer| 54.354.354", "footer| Fax: 0228 0000 003"], "hotline.none"),
    (["Mã số thuế: 0700000000", "Ngày 08.07.2024"], "hotline.none"),
    (["Xã tập huấn đường dây nóng. Ngày mai họp lúc 8h. Khách 12345678901"], "hotline.none"),
    ([], "hotline.none"),
]


@pytest.mark.parametrize(("lines", "text"), LINES)
def test_what_the_lines_show_decides(lines: list[str], text: str) -> None:
    assert judge(site(lines), terms()).text == text


def article(title: str, *lines: str) -> Page:
    return page(lines, url=HOME + "tin", role=Role.HOTLINE, title=f"{title} - Xã Mẫu 01")


def led(text: str, url: str, *lines: str) -> Site:
    """Return a site with one link."""
    return site(page(lines or ["x"], links=[link(text, url)]))


SITES: list[tuple[Site, str, Verdict]] = [
    *(
        (led(text, url), said, FAIL if said == "hotline.none" else UNKNOWN)
        for text, url, said in (
            ("Đường dây nóng", "https://khac.invalid/ddn", "hotline.elsewhere_unread"),
            ("Liên hệ", "https://khac.invalid/lien-he", "hotline.elsewhere_unread"),
            ("Hướng dẫn phản ánh, kiến nghị", "https://khac.invalid/", "hotline.elsewhere_unread"),
            ("Đường dây nóng Công an tỉnh", "https://khac.invalid/ca", "hotline.none"),
            ("Liên hệ chặt chẽ giữa các ngành " + "x" * 40, "https://khac.invalid/", "hotline.none"),
            ("Giới thiệu", "https://khac.invalid/gt", "hotline.none"),
        )
    ),
    (led("Liên hệ", "https://khac.invalid/", "Đường dây nóng: 0228 0000 001"),
     "hotline.published", PASS),
    (led("Đường dây nóng", "https://khac.invalid/", "Hotline: 0123456789"),
     "hotline.elsewhere_unread", UNKNOWN),
    (led("Đường dây nóng", "https://khac.invalid/", "Đường dây nóng Công an: 0228 0000 009"),
     "hotline.elsewhere_unread", UNKNOWN),
    (
        site(["x"], article("Bệnh viện tỉnh mở đường dây nóng", "Số điện thoại: 0228 0000 009")),
        "hotline.others_only",
        FAIL,
    ),
    (
        site(
            page(
                ["Thông tin đường dây nóng", "1", "Bí thư", "Mẫu A", "Ấp 1", "0228 0000 001"],
                tables=[Table(line=1, rows=(("1", "Bí thư", "Mẫu A", "Ấp 1", "0228 0000 001"),))],
            )
        ),
        "hotline.published",
        PASS,
    ),
    (
        site(
            page(
                ["Danh bạ", "1", "Văn thư", "Mẫu A", "Ấp 1", "0228 0000 002"],
                tables=[Table(line=1, rows=(("1", "Văn thư", "Mẫu A", "Ấp 1", "0228 0000 002"),))],
            )
        ),
        "hotline.none",
        FAIL,
    ),
    (
        site(["x"], article("Sở GDĐT mở hotline", "Gọi đường dây nóng theo số 0228 0000 009")),
        "hotline.others_only",
        FAIL,
    ),
    (
        site(["x"], article("Hotline của Bưu điện", "Đường dây nóng UBND xã: 0228 0000 001")),
        "hotline.published",
        PASS,
    ),
    (
        site(
            page(["footer| Đường dây nóng: 0228 0000 001"]),
            article("Hotline của Bưu điện", "Số: 0228 0000 009"),
        ),
        "hotline.published",
        PASS,
    ),
    (
        site(["x"], article("UBND xã mở đường dây nóng tố giác tội phạm", "Số: 0228 0000 001")),
        "hotline.published",
        PASS,
    ),
    (
        site(page(["Gọi ngay"], links=[link("Đường dây nóng", "tel:02280000001")])),
        "hotline.published",
        PASS,
    ),
    (
        site(page(["ĐƯỜNG DÂY NÓNG UBND XÃ", "Gọi"], links=[link("", "tel:02280000001", 1)])),
        "hotline.published",
        PASS,
    ),
    (
        site(page(["0228 0000 001 - 0228 0000 002"], images=[image("a.png", alt="Hotline")])),
        "hotline.published",
        PASS,
    ),
    (
        site(
            page(
                ["Đơn vị", "Đường dây nóng", "Công an", "0228 0000 009", "UBND", "0228 0000 001"],
                tables=[
                    Table(
                        line=0,
                        rows=(
                            ("Đơn vị", "Đường dây nóng"),
                            ("Công an", "0228 0000 009"),
                            ("UBND xã", "0228 0000 001"),
                        ),
                    )
                ],
            )
        ),
        "hotline.published",
        PASS,
    ),
    (
        site(
            page(["nav| Đường dây nóng", "nav| Liên hệ"]),
            hotline_page("Đường dây nóng", "Ông Nguyễn Mẫu", "Chủ tịch", "x", "y", "0228 0000 001"),
        ),
        "hotline.published",
        PASS,
    ),
    (
        site(
            page(["footer| Điện thoại: 0228 0000 002"]),
            hotline_page("Đường dây nóng", "Trang chủ", "footer| Điện thoại: 0228 0000 002"),
        ),
        "hotline.page_empty",
        FAIL,
    ),
    (  # the reader could not tell the footer: what the home page has too is no hotline, nor nothing
        site(
            page(["Điện thoại: 0228 0000 002"]),
            hotline_page("Đường dây nóng", "Nội dung", "Điện thoại: 0228 0000 002"),
        ),
        "hotline.only_switchboard",
        WARN,
    ),
    (
        site(page(["x"]), hotline_page("Đường dây nóng", images=[image("thong-bao-01.jpg")])),
        "hotline.in_image",
        UNKNOWN,
    ),
    (
        site(page(["x"], links=[link("", "/duong-day-nong", image="hotlinet2.png")])),
        "hotline.in_image",
        UNKNOWN,
    ),
    (site(page(["x"], images=[image("duong-day-nong.png")])), "hotline.in_image", UNKNOWN),
    (
        site(page(["nav| Đường dây nóng", "nav| Điện thoại: 0228 0000 002"],
                  links=[link("Đường dây nóng", "/duong-day-nong", place="nav")])),
        "hotline.not_seen_in_part_read",
        UNKNOWN,
    ),
    (
        site(page(["nav| Hotline", "nav| Điện thoại: 0228 0000 002"], links=[link("Hotline", "")])),
        "hotline.only_switchboard",
        WARN,
    ),
    (
        site(page(["x"], links=[link("Danh sách đường dây nóng", "/tep/ds.pdf")])),
        "hotline.in_file",
        UNKNOWN,
    ),
    (
        site(["x"], hotline_page("Lãnh đạo trực", "0228 0000 001")),
        "hotline.published",
        PASS,
    ),
    (
        site(["Đường dây nóng UBND xã và Công an xã: 0228 0000 001"]),
        "hotline.published",
        PASS,
    ),
    (site(["x"], dead=[gone(Role.HOTLINE, "hotline")]), "hotline.none", FAIL),
    (site(page(["x"], scripted=True)), "hotline.not_seen_in_part_read", UNKNOWN),
    (
        site(page(["x"], links=[link("Đường dây nóng", script=True)])),
        "hotline.not_seen_in_part_read",
        UNKNOWN,
    ),
    (site(page(["x"], cut=True)), "hotline.not_seen_in_part_read", UNKNOWN),
    (site(page(["x"], frames=[HOME + "khung"])), "hotline.not_seen_in_part_read", UNKNOWN),
    (site(page(["x"], frames=["https://www.google.com/maps/embed"])), "hotline.none", FAIL),
    (site(["x"], unread=[left(Role.PROCEDURES)]), "hotline.not_seen_in_part_read", UNKNOWN),
    (site(["x"], unread=[capped(Role.HOTLINE)]), "hotline.not_seen_in_part_read", UNKNOWN),
    (site(["x"], unread=[capped(Role.PROCEDURES)]), "hotline.none", FAIL),
    (
        site(["Hotline: 0228 0000 001"], unread=[left(Role.HOTLINE)]),
        "hotline.published",
        PASS,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "text", "verdict"), SITES)
def test_what_the_site_shows_decides(seen: Site, text: str, verdict: Verdict) -> None:
    outcome = judge(seen, terms())
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert outcome.items
    assert all(item.seen_at for item in outcome.items)


def test_an_unread_page_gives_its_own_cause_and_party() -> None:
    outcome = judge(site(["x"], unread=[left(Role.HOME, Why.TIMEOUT, "site.timeout")]), terms())
    assert (outcome.why, outcome.party) == (Why.TIMEOUT, Party.COMMUNE)
    assert outcome.items[0].text == "site.timeout"


@pytest.mark.parametrize(
    ("registered", "text"),
    [
        ("02280000001", "hotline.published"),
        ("(0228) 0000 001", "hotline.published"),
        ("+84 228 0000 001", "hotline.published"),
        ("0228 0000 002; 0228 0000 001", "hotline.published"),
        ("0228 0000 002", "hotline.differs"),
    ],
)
def test_the_registered_number_is_compared(registered: str, text: str) -> None:
    outcome = judge(site(["Đường dây nóng: 0228.0000.001"]), terms(hotline=registered))
    assert outcome.text == text


def test_every_labelled_number_is_a_ground_once() -> None:
    lines = ["Đường dây nóng: 0228 0000 001 - 0228 0000 002", "footer| Hotline: 0228.0000.001"]
    outcome = judge(site(lines), terms())
    assert [ground.key for ground in outcome.grounds] == [
        "phone:+842280000001",
        "phone:+842280000002",
    ]
    assert {ground.shared_text for ground in outcome.grounds} == {"hotline.shared"}


def test_the_quote_is_what_stood_there() -> None:
    outcome = judge(site(["Đường dây nóng: 0228 0000 001 (giờ hành chính)"]), terms())
    assert outcome.items[0].quote == "Đường dây nóng: 0228 0000 001 (giờ hành chính)"
    assert outcome.evidence == outcome.items[0].evidence


def test_the_policy_may_accept_numbers_that_the_numbering_plan_does_not_know() -> None:
    seen = site(["Đường dây nóng: (025) 00000001"])
    assert judge(seen, terms()).text == "hotline.invalid_number"
    assert judge(seen, terms(accepted=["025000*"])).text == "hotline.published"


def test_a_link_out_of_the_site_is_named_with_its_address_and_nobody_is_accused() -> None:
    outcome = judge(led("Đường dây nóng", "https://khac.invalid/ddn"), terms())
    assert (outcome.why, outcome.party) == (Why.INCOMPLETE, Party.AUDITOR)
    assert [item.target for item in outcome.items] == ["https://khac.invalid/ddn"]


def outcomes() -> list[Outcome]:
    judged = [judge(site(lines), terms()) for lines, _ in LINES]
    judged += [judge(seen, terms()) for seen, _, _ in SITES]
    return [*judged, judge(site(["Hotline: 0228 0000 001"]), terms(hotline="0228 0000 002"))]


def test_every_text_it_says_is_reached() -> None:
    said = {text for one in outcomes() for text in (one.text, *(i.text for i in one.items))}
    said |= {ground.shared_text for one in outcomes() for ground in one.grounds}
    assert said - {"site.refused", "site.page_cap"} == set(CHECK.says)


def test_a_registered_number_is_the_communes_own_whoever_else_shows_it() -> None:
    seen = site(["Đường dây nóng: 0228.0000.001"])
    assert [one.own for one in judge(seen, terms(hotline="02280000001")).grounds] == [True]
    assert [one.own for one in judge(seen, terms()).grounds] == [False]

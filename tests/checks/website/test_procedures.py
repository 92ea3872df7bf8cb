from datetime import date

import pytest

from auditor.contract import Outcome, Party, Procedure, Verdict, Why
from auditor.facts import Away, Page, Role, Site
from checks.website.procedures import CHECK, judge
from tests.checks.build import AT, HOME, capped, form, image, left, link, page, site, terms

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
FIELDS = ("Hộ tịch", "Chứng thực")


def procedure(number: int, start: date = date(2025, 7, 1), end: date | None = None) -> Procedure:
    return Procedure(
        code=f"1.{900000 + number}",
        name=f"Thủ tục mẫu về việc {'abcdefghijklmnopqrstuvwxyz'[number]}",
        field=FIELDS[number % 2],
        valid_from=start,
        valid_to=end,
    )


LIST = [procedure(number) for number in range(20)]
CODES = [one.code for one in LIST]
NAMES = [one.name for one in LIST]
RENAMED = [f"{name} tại xã" for name in NAMES]
POSTER = image("niem-yet-1.jpg")
LOOKUP = form("ten:text:Tên thủ tục", "lv:select:Lĩnh vực", "tim:submit:Tìm", line=1, end=1)
NEWS = [f"Ngày {day} tháng 10, xã tổ chức lớp tập huấn cho cán bộ các thôn" for day in range(9)]
PORTAL = "https://dichvucong.gov.vn"


def list_page(*lines: str, codes: list[str] | None = None, **more: object) -> Page:
    return page(
        lines,
        url=HOME + "thu-tuc-hanh-chinh",
        role=Role.PROCEDURES,
        title="Thủ tục hành chính",
        codes=codes or [],
        **more,  # type: ignore[arg-type]
    )


def linked(text: str, url: str, **more: str) -> Site:
    return site(page(["Trang chủ"], links=[link(text, url, 0, False, **more)]))


SITES: list[tuple[Site, str, Verdict]] = [
    (site(["x"], list_page(codes=CODES)), "procedures.complete", PASS),
    (site(page(["x"], codes=CODES[:7]), list_page(codes=CODES[7:])), "procedures.complete", PASS),
    (site(["x"], list_page(*NAMES)), "procedures.complete", PASS),
    (
        site(["x"], list_page(*(f"{i}. {n.upper()}" for i, n in enumerate(NAMES)))),
        "procedures.complete",
        PASS,
    ),
    (site(["x"], list_page(NAMES[19], codes=CODES[:19])), "procedures.complete", PASS),
    (site(["x"], list_page(codes=CODES[:19])), "procedures.nearly", WARN),
    (site(["x"], list_page(codes=CODES[:18])), "procedures.partial", FAIL),
    (site(["x"], list_page(codes=CODES[::2])), "procedures.partial", FAIL),
    (site(["x"], list_page(*RENAMED)), "procedures.names_differ", UNKNOWN),
    (site(["x"], list_page(*RENAMED[:9], codes=CODES[9:])), "procedures.partial", FAIL),
    (site(["x"], list_page(*NAMES[:9], *RENAMED[9:18])), "procedures.partial", FAIL),
    (site(["x"], list_page(*RENAMED[:18])), "procedures.none", FAIL),
    (site(["x"], list_page("Thủ tục hành chính")), "procedures.page_blank", UNKNOWN),
    (site(["x"], list_page("Danh mục", images=[POSTER])), "procedures.in_images", UNKNOWN),
    (
        site(["x"], list_page("Danh mục", images=[image("icon.png")])),
        "procedures.page_blank",
        UNKNOWN,
    ),
    (site(["x"], list_page(codes=CODES[:9], images=[POSTER])), "procedures.partial", FAIL),
    (
        site(page(["x"], images=[image("qr.png", alt="Mã QR tra cứu thủ tục hành chính")])),
        "procedures.in_images",
        UNKNOWN,
    ),
    (site(["x"], list_page(*NEWS, forms=[LOOKUP])), "procedures.by_lookup", UNKNOWN),
    (site(page(["x"], forms=[LOOKUP]), list_page(*NEWS, forms=[LOOKUP])), "procedures.none", FAIL),
    (
        site(["x"], list_page("Không tìm thấy thủ tục nào", forms=[LOOKUP])),
        "procedures.empty_list",
        FAIL,
    ),
    (site(["x"], list_page(codes=CODES[:9], forms=[LOOKUP])), "procedures.partial", FAIL),
    (site(["x"], list_page("Xem thêm", codes=CODES[:9])), "procedures.by_script", UNKNOWN),
    (
        site(["x"], list_page(*NEWS, links=[link("tại đây", "https://drive.google.com/x")])),
        "procedures.elsewhere_unread",
        UNKNOWN,
    ),
    (linked("Bộ TTHC", "https://bang.invalid/1"), "procedures.elsewhere_unread", UNKNOWN),
    (linked("Dịch vụ công", "https://dvc.khac.invalid"), "procedures.elsewhere_unread", UNKNOWN),
    (linked("x" * 40 + " TTHC", "https://bang.invalid/1"), "procedures.none", FAIL),
    (linked("Cổng DVCQG", PORTAL + "/xa?agency=123"), "procedures.national_link", PASS),
    (linked("Cổng DVCQG", PORTAL + "/#/tthc?donvi=9"), "procedures.national_link", PASS),
    (linked("Cổng DVCQG", PORTAL + "/co-quan/00001"), "procedures.national_link", PASS),
    (linked("Cổng DVCQG", PORTAL + "/?ma_thu_tuc=1"), "procedures.only_portal_home", WARN),
    (linked("Cổng DVCQG", PORTAL), "procedures.only_portal_home", WARN),
    (linked("", PORTAL + "/p/home/dvc-trang-chu.html"), "procedures.only_portal_home", WARN),
    (linked("Phản ánh", "https://pakn.dichvucong.gov.vn/?donvi=1"), "procedures.none", FAIL),
    (
        site(page(["x"], codes=CODES[:9], links=[link("DVC", PORTAL)])),
        "procedures.partial_and_portal",
        WARN,
    ),
    (linked("DVC", "https://dichvucong.tinhmau.invalid/"), "procedures.only_province_portal", WARN),
    (
        linked("DVC", "https://dichvucong.khac.gov.vn/xa-mau-01/tthc"),
        "procedures.province_list_unread",
        UNKNOWN,
    ),
    (
        linked("", "https://tinhmau.invalid/tthc", image="dvc.png"),
        "procedures.province_list_unread",
        UNKNOWN,
    ),
    (linked("Tin tức", "https://tinhmau.invalid/tin/12"), "procedures.none", FAIL),
    (
        site(["x"], list_page("Không có văn bản nào được tìm thấy.")),
        "procedures.empty_list",
        FAIL,
    ),
    (site(["x"], list_page("Dữ liệu đang được cập nhật")), "procedures.empty_list", FAIL),
    (site(["x"], list_page("Đang tải dữ liệu...")), "procedures.by_script", UNKNOWN),
    (
        site(["x"], list_page(codes=CODES[:9], links=[link("2", "")])),
        "procedures.by_script",
        UNKNOWN,
    ),
    (
        site(["x"], list_page(codes=CODES[:9], links=[link("2", "/thu-tuc-hanh-chinh?page=2")])),
        "procedures.more_pages",
        UNKNOWN,
    ),
    (site(["x"], list_page(links=[link("Hộ tịch", "/ho-tich")])), "procedures.more_pages", UNKNOWN),
    (
        site(page(["x"], links=[link("Thủ tục hành chính", script=True)])),
        "procedures.not_seen_in_part_read",
        UNKNOWN,
    ),
    (
        site(["x"], list_page(links=[link("Lĩnh vực hộ tịch", "/tep/ho-tich.pdf")])),
        "procedures.in_files",
        UNKNOWN,
    ),
    (site(page(["x"], links=[link("Bộ TTHC", "/tep/b.docx")])), "procedures.in_files", UNKNOWN),
    (site(page(["x"], links=[link("Báo cáo", "/tep/b.docx")])), "procedures.none", FAIL),
    (site(page(["x"], links=[link("Lịch trực một cửa", "/tep/b.pdf")])), "procedures.none", FAIL),
    (site(["x"], list_page(scripted=True)), "procedures.not_seen_in_part_read", UNKNOWN),
    (site(["x"], list_page(cut=True)), "procedures.not_seen_in_part_read", UNKNOWN),
    (
        site(page(["x"], frames=["https://khac.invalid/"]), unread=[left(Role.HOTLINE)]),
        "procedures.not_seen_in_part_read",
        UNKNOWN,
    ),
    (
        site(["x"], list_page(codes=CODES[:19]), unread=[capped(Role.PROCEDURES)]),
        "procedures.not_seen_in_part_read",
        UNKNOWN,
    ),
    (site(["x"], unread=[capped(Role.HOTLINE)]), "procedures.none", FAIL),
    (
        site(page(["x"], links=[link("Thủ tục hành chính", "/tthc")])),
        "procedures.not_seen_in_part_read",
        UNKNOWN,
    ),
    (site([]), "procedures.none", FAIL),
]


@pytest.mark.parametrize(("seen", "text", "verdict"), SITES)
def test_what_the_site_shows_decides(seen: Site, text: str, verdict: Verdict) -> None:
    outcome = judge(seen, terms(procedures=LIST))
    assert (outcome.text, outcome.verdict) == (text, verdict)
    assert outcome.items


def test_without_a_list_the_province_must_give_one() -> None:
    outcome = judge(site(["x"], list_page(codes=CODES)), terms())
    assert (outcome.why, outcome.party) == (Why.NOT_CONFIGURED, Party.PROVINCE)


def test_what_was_announced_lately_or_has_ended_is_not_asked_for() -> None:
    fresh = procedure(20, start=date(2026, 11, 9))  # the tenth working day after is 23 November
    ended = procedure(21, end=date(2026, 11, 1))
    seen = site(["x"], list_page(codes=CODES))
    assert judge(seen, terms(procedures=[*LIST, fresh, ended])).text == "procedures.complete"
    older = procedure(20, start=date(2026, 11, 6))  # the tenth working day is the day of the look
    assert judge(seen, terms(procedures=[*LIST, older])).text == "procedures.nearly"


def test_each_field_is_a_row_with_its_counts() -> None:
    outcome = judge(site(["x"], list_page(codes=CODES[:18])), terms(procedures=LIST))
    assert [(item.target, item.verdict, dict(item.values)) for item in outcome.items] == [
        (
            "Hộ tịch",
            FAIL,
            {"field": "Hộ tịch", "published": 9, "total": 10, "missing": "1.900018"},
        ),
        (
            "Chứng thực",
            FAIL,
            {"field": "Chứng thực", "published": 9, "total": 10, "missing": "1.900019"},
        ),
    ]


def test_a_link_to_the_national_portal_counts_only_from_its_date() -> None:
    seen = linked("DVC", PORTAL + "/xa?agency=123")
    before = judge(seen, terms(procedures=LIST, end=date(2026, 6, 30)))
    assert (before.text, before.verdict) == ("procedures.only_national_link", WARN)
    later = terms(procedures=LIST, limits={"national_link_from": 20270101})
    assert judge(seen, later).text == "procedures.only_national_link"


def test_two_procedures_of_one_name_need_the_name_twice() -> None:
    twins = [procedure(0), procedure(2)]
    same = [
        twins[0],
        Procedure(
            code="2.900001", name=NAMES[0], field="x", valid_from=AT.date().replace(year=2025)
        ),
    ]
    once = judge(site(["x"], list_page(NAMES[0])), terms(procedures=same))
    twice = judge(site(["x"], list_page(NAMES[0], NAMES[0])), terms(procedures=same))
    assert (once.text, twice.text) == ("procedures.partial", "procedures.complete")


def test_a_forwarded_link_is_judged_by_where_it_leads() -> None:
    home = page(["x"], links=[link("TTHC", "/tthc")])
    away = Away(
        url=HOME + "tthc", to=PORTAL + "/?coquan=5", role=Role.PROCEDURES, text="", seen_at=AT
    )
    outcome = judge(Site(url=HOME, home=home, away=(away,)), terms(procedures=LIST))
    assert outcome.text == "procedures.national_link"
    assert outcome.grounds[0].key == "url:dichvucong.gov.vn?coquan=5"


def outcomes() -> list[Outcome]:
    judged = [judge(seen, terms(procedures=LIST)) for seen, _, _ in SITES]
    early = terms(procedures=LIST, end=date(2026, 6, 30))
    return [*judged, judge(site([]), terms()), judge(linked("", PORTAL + "/?xaphuong=1"), early)]


def test_every_text_it_says_is_reached() -> None:
    said = {text for one in outcomes() for text in (one.text, *(i.text for i in one.items))}
    said |= {ground.shared_text for one in outcomes() for ground in one.grounds}
    assert said - {"site.refused", "site.page_cap"} == set(CHECK.says)

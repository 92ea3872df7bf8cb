"""What judges read out of pages: phones, labels, procedures, guidance; and the judges themselves."""

import re
from datetime import timedelta

from auditor.contract import Check, Item, Outcome, Verdict
from auditor.facts import Line, Page, Role, Site
from auditor.judge import _refuse_nonsense
from auditor.masking import MASK, masked, masked_outcome
from checks.feedback import box, guidance, hotline
from checks.matching import finder, plain, unmasked, words_of
from checks.sites.guidance_parts import find_parts
from checks.sites.labelled import labelled
from checks.sites.phones import is_counter, key_of, phone, phones
from checks.sites.published import due, published
from checks.website import procedures
from tests.checks.build import HOME, page, site, terms
from tests.checks.website.test_procedures import LIST, NAMES
from tests.fuzz.sites import HERE, see, views
from tests.fuzz.target import Target, clean, joined, keep, text

TERMS = terms(procedures=LIST, hotline="0228 0000 001")
CHECKS: tuple[Check, ...] = (hotline.CHECK, box.CHECK, guidance.CHECK, procedures.CHECK)
_DIGITS = re.compile(r"\d")


def feed_phones(data: bytes) -> None:
    """Numbers stand in the line where they are said to stand, one behind the other."""
    for said in (text(data), clean(data)):
        line, end = plain(said), 0
        for found in phones(said, TERMS):
            assert end <= found.start < found.end <= len(line)
            end = found.end
            assert _DIGITS.search(found.written)
            assert line[found.start : found.end].strip("()").startswith(found.written.strip("()"))
            assert found.key.removeprefix("+").isdigit()
            is_counter(found.written)
        phone(said, TERMS)
        key_of("".join(_DIGITS.findall(said)))


def feed_masking(data: bytes) -> None:
    """No identity card is left in a quote; what is left stood there, and masking again changes nothing."""
    said = text(data)
    found = masked(said)
    assert masked(found) == found
    rest = iter(said)
    assert all(sign in rest for sign in found.replace(MASK, ""))
    assert not _CARD.search(masked(f"CCCD: 001 {said[:40]} 001099000001"))
    item = Item(target="a", verdict=Verdict.FAIL, text="hotline.seen_page", quote=said)
    values = {"number": said[:30], "quote": said}
    outcome = Outcome(verdict=Verdict.FAIL, text="hotline.none", values=values, items=(item,))
    keep(Outcome, masked_outcome(outcome, known=(said[:20],)))


_CARD = re.compile(r"001099000001$")


def feed_matching(data: bytes) -> None:
    """What is found stands in the plain text; folding twice changes nothing."""
    phrase, _, said = text(data).partition("\x1f")
    line = plain(said)
    assert line.isascii()
    assert words_of(words_of(said)) == words_of(said)
    for phrases in ((phrase, said[:20]), TERMS.words("hotline.labels")):
        end = 0
        for hit in finder(phrases).find(said):
            assert end <= hit.start < hit.end <= len(line)
            assert words_of(line[hit.start : hit.end]) == hit.phrase
            end = hit.end
        finder(phrases).in_name(said)
    unmasked(said)


def feed_labelled(data: bytes) -> None:
    """A labelled number stands on a line of its page. Lines are split as a reader splits them."""
    seen = _lines(data)
    for one in labelled(seen, seen.pages[0], TERMS):
        assert 0 <= one.index <= len(one.page.lines)
        assert one.phone.key
    _judged(seen)


def _lines(data: bytes) -> Site:
    rows = [" ".join(line.split()) for line in clean(data).splitlines()]
    half = len(rows) // 2
    other = page(
        rows[half:], url=HOME + "duong-day-nong", role=Role.HOTLINE, title=(rows or [""])[0]
    )
    return site(page(rows[:half]), other)


def feed_procedures(data: bytes) -> None:
    """Only procedures of the list are published, and each on a page that was seen."""
    seen = _lines(data)
    found = published(seen, LIST)
    assert found.keys() <= {one.code for one in LIST}
    assert all(one in seen.all_pages() for one in found.values())
    assert set(map(id, due(TERMS))) <= set(map(id, LIST))


def feed_guidance(data: bytes) -> None:
    """Each part of a guidance names a line that stands there."""
    rows = [Line(text=" ".join(line.split())) for line in text(data).splitlines()]
    found = find_parts(rows, TERMS)
    assert set(found.values()) <= {row.text for row in rows}


def feed_judges(data: bytes) -> None:
    """From any bytes of a page to a verdict: nobody raises, and what is said can be stored."""
    first, second = views(data)
    pages = [see(view) for view in (first, second)]
    _judged(Site(url=HERE, home=pages[0], pages=(_renamed(pages[0]),)))
    _judged(Site(url=HERE, home=pages[1]))


def _renamed(seen: Page) -> Page:
    from dataclasses import replace

    return replace(
        seen,
        url=HERE + "/thu-tuc",
        role=Role.PROCEDURES,
        seen_at=seen.seen_at + timedelta(seconds=1),
    )


def _judged(seen: Site) -> None:
    keep(Site, seen)
    for check in CHECKS:
        outcome = check.judge(seen, TERMS)
        _refuse_nonsense(check, outcome)
        keep(Outcome, outcome)
        assert outcome.verdict is not Verdict.FAIL or seen.complete


_CONTACT = (
    "UBND Xã Mẫu 01\nĐường dây nóng: 0228.0000001\nĐiện thoại: (0228) 0000 002 - Fax: 0228 0000 003\n"
    "Tiếp nhận phản ánh, kiến nghị: pakn[at]xamau01(dot)invalid\nĐịa chỉ: thôn Mẫu, Xã Mẫu 01\n"
)

TARGETS = (
    Target(
        name="phones",
        feed=feed_phones,
        seeds=joined(*_CONTACT.splitlines(), "+84 228 0000 001 / 1022, 02281022", "Lượt truy cập: 54.354.354", "19001234"),
        pieces=joined(
            "0", "00", "0228", "02280000001", "+84", "(", ")", ".", "-", " ", ",", "@", "_", "1022", "1900", "0905", "000 ",
            "0 .-", "(0", "٣", "²", "９", "\u2013", "\u00a0", "\u200b", "\u0301", "fax", "mã số thuế", "điện thoại", "lượt",
            "nóng", "Email", "12/03/2026", "2026-03-05", "1.234.567", "0" * 30, "tel:", "%20", b"\xff", "080", "x", "ext. 12",
        ),
    ),
    Target(
        name="masking",
        feed=feed_masking,
        seeds=joined(
            "CCCD số 001099000001, ĐT 0905 000 001", "Ngày 12/03/2026: 12.345.678 lượt truy cập", "stk 0123.456.789 - (0228) 0000 001"
        ),
        pieces=joined(
            "0", "00", "84", "+84", "(0", ")", ".", "-", " ", "/", "_", ",", "•••", "001099000001", "0905000001", "123456789", "cccd ", "stk: ",
            "12/03/2026", "2026-03-05", "lượt", "truy cập", "đồng", "٣", "９", "²", "½", "\u2013", "\u200b", "\u00ad", "ﬁ", "đ", b"\xff", "\n",
            "a", "0 .-", "1" * 30, "0 " * 20,
        ),
    ),
    Target(
        name="matching",
        feed=feed_matching,
        seeds=joined("đường dây nóng\x1fĐƯỜNG DÂY NÓNG: 0228", "góp ý\x1fgopy-kien", "phản ánh, kiến nghị\x1fPhản ánh - Kiến nghị"),
        pieces=joined(
            "\x1f", "đường", "dây", "nóng", "Hotline", "hotLINE", " ", "-", "\u2013", "\u00a0", "\u200b", "\u0301", "Đ", "İ", "ﬁ",
            "ß", "ℌ", "①", "²", "٣", "（", "[at]", "(dot)", "{@}", "aB", "1a", "a1", "000000000", b"\xff", "\x00", "\u1100\u1161",
            "\u1680", "\u2028", "\u0345",
        ),
    ),
    Target(
        name="labelled",
        feed=feed_labelled,
        seeds=joined(_CONTACT, "ĐƯỜNG\nDÂY NÓNG\n0228\n0000001\n", "Đường dây nóng của Công an xã:\n0228 0000 001"),
        pieces=joined(
            "\n", ":", "Đường dây nóng", "Hotline", "ĐƯỜNG", "DÂY NÓNG", "0228 0000 001", "0228", "0000001", "Công an xã",
            "UBND xã", "đang cập nhật", "Fax", "(", ")", "-", " ", "x" * 70, ". Xin", "Email:", "\u0301", "tổng đài", "Trạm y tế",
            "Điện thoại", "1022",
        ),
    ),
    Target(
        name="procedures",
        feed=feed_procedures,
        seeds=joined("\n".join(NAMES[:6]), "1. Thủ tục hành chính " + NAMES[3] + "\n1.900001.000.00.00.H21\n", NAMES[2]),
        pieces=joined(
            "\n", *NAMES[:5], "Thủ tục", "hành chính", "1.", "12 ", "1.900001", ".000.00.00.H21", "mẫu", "về việc", "a", " ", "(", ")",
            "-", "²", "\u0301", "thu tuc " * 9, "1 " * 30,
        ),
    ),
    Target(
        name="guidance",
        feed=feed_guidance,
        seeds=joined(_CONTACT, "Cách thức gửi phản ánh: trực tiếp, qua bưu điện\nhttps://pakn.xamau01.invalid/gui"),
        pieces=joined(
            "\n", "Địa chỉ", ":", "thôn Mẫu", "Email:", "a@b.c", "@", ".", "-", "www.", "https://", ".vn", "a-" * 40, "a." * 40, "x@" + "a-" * 40,
            "Cơ quan tiếp nhận", "UBND xã", "qua bưu điện", "0228 0000 001", ",", ";", "[", " ", b"\xff", "(at)", "[dot]", "đang cập nhật",
        ),
    ),
    Target(
        name="judges",
        feed=feed_judges,
        seeds=joined(
            "\1<title>Xã Mẫu 01</title><p>" + _CONTACT.replace("\n", "<br>") + "<a href='https://dichvucong.gov.vn/p/home'>DVC</a>",
            "\1<h1>Thủ tục hành chính</h1><table>" + "".join(f"<tr><td>{name}" for name in NAMES[:9]) + "</table><a href='?trang=2'>2</a>",
            "\1<form action=/gop-y><label>Họ tên<input name=ten></label><textarea name=nd></textarea></form>Hòm thư góp ý",
        ),
        pieces=joined(
            "<a href='/gop-y'>", "<a href='tel:02280000001'>", "<a href='x.pdf'>", "<a onclick=x()>", "</a>", "<form>", "</form>",
            "<input name=email>", "<textarea>", "<table><tr><td>", "</table>", "<img alt='Đường dây nóng' src=hotline.jpg>", "<br>",
            "<footer>", "<nav>", "<iframe src='https://khac.invalid/'>", "<script>", "Đường dây nóng", "Hòm thư góp ý", "0228 0000 001",
            "đang cập nhật", "Phản ánh kiến nghị", "Thủ tục hành chính", "1.900001", "Trang sau", "»", "2", *NAMES[:3], "mailto:a@b.vn",
            "<a href='http://['>", "Công an", "(", ":", "<li style='display:none'>",
        ),
    ),
)  # fmt: skip

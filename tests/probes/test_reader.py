"""What a page's markup looks like to a reader, trap by trap. All content is invented."""

import unicodedata

import pytest

from auditor.facts import Form, Place
from auditor.probes.site.charset import decode
from auditor.probes.site.reader import read
from auditor.probes.site.view import PLACES, PageView, page_forms, page_links

URL = "http://xa-mau-01.test/trang/chu.html"


def see(html: str | bytes, url: str = URL) -> PageView:
    body = html.encode() if isinstance(html, str) else html
    return read(body, url, "utf-8" if isinstance(html, str) else "", truncated=False)


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>Đường dây nóng:</p><p>0228 0000 001</p>", ["Đường dây nóng:", "0228 0000 001"]),
        ("<p>&#272;&#432;&#7901;ng d&acirc;y n&oacute;ng</p>", ["Đường dây nóng"]),
        ("<b>0228</b>.<i>0000</i>.001", ["0228.0000.001"]),
        ("Hotline<br>0228 0000 001", ["Hotline", "0228 0000 001"]),
        ("<table><tr><td>Hotline<td>0228</table>", ["Hotline", "0228"]),
        ("<ul><li><a>Trang chủ</a><li><a>Liên hệ</a></ul>", ["Trang chủ", "Liên hệ"]),
        ("<a href=/a>Trang chủ</a><a href=/b>Liên hệ</a>", ["Trang chủ Liên hệ"]),
        ("<p>  một \n\t cửa&nbsp; </p>", ["một cửa"]),
        ("<p>thấy</p><script>1</script><style>2</style><noscript>3</noscript>", ["thấy"]),
        ("<template><p>mẫu</p></template><p>thấy</p>", ["thấy"]),
        ("<p hidden>ẩn</p><p style='DISPLAY : none'>ẩn</p><p>thấy</p>", ["thấy"]),
        ("<div style='display:none'>ẩn<p>ẩn</p></div>thấy", ["thấy"]),
        ("<p aria-hidden=true>thấy</p>", ["thấy"]),
        ("<svg><text>hình</text></svg><p>thấy</p>", ["thấy"]),
        ("<select><option>Hộ tịch</select><p>thấy</p>", ["thấy"]),
        ("<p>đường\u200b dây</p>", ["đường dây"]),
        (f"<p>{unicodedata.normalize('NFD', 'Đường dây nóng')}</p>", ["Đường dây nóng"]),
        ("<p>ca&#769;</p>", ["cá"]),
        ("<img src=a.png alt='Hotline'><span>0228</span>", ["0228"]),
        ("<button>Gửi góp ý</button>", ["Gửi góp ý"]),
        ("<p>một</p><!-- <p>hai</p> -->", ["một"]),
        ("", []),
    ],
)
def test_lines_are_what_a_visitor_sees(html: str, lines: list[str]) -> None:
    assert [text for text, _ in see(html).lines] == lines


@pytest.mark.parametrize(
    ("html", "url", "text", "alt", "image"),
    [
        ("<a href='a.html'>Góp ý</a>", "http://xa-mau-01.test/trang/a.html", "Góp ý", "", ""),
        ("<a href='/a'>Góp ý</a>", "http://xa-mau-01.test/a", "Góp ý", "", ""),
        ("<a href='//b.test/a'>x</a>", "http://b.test/a", "x", "", ""),
        ("<a href='../a?x=1&amp;y=2'>x</a>", "http://xa-mau-01.test/a?x=1&y=2", "x", "", ""),
        ("<base href='/goc/'><a href='a'>x</a>", "http://xa-mau-01.test/goc/a", "x", "", ""),
        ("<a href='#'>Góp ý</a>", "", "Góp ý", "", ""),
        ("<a href=''>Góp ý</a>", "", "Góp ý", "", ""),
        ("<a>Phản ánh kiến nghị</a>", "", "Phản ánh kiến nghị", "", ""),
        ("<a href='javascript:void(0)'>Góp ý</a>", "", "Góp ý", "", ""),
        (
            "<a href='#' onclick=\"location.href='/gop-y'\">x</a>",
            "http://xa-mau-01.test/gop-y",
            "x",
            "",
            "",
        ),
        ("<a href='tel:02280000001'>0228 0000 001</a>", "tel:02280000001", "0228 0000 001", "", ""),
        ("<a href='mailto:a@b.test'>Thư</a>", "mailto:a@b.test", "Thư", "", ""),
        (
            "<a href=/n><img src='/i/hotlinet2.png' alt=''></a>",
            "http://xa-mau-01.test/n",
            "",
            "",
            "hotlinet2.png",
        ),
        (
            "<a href=/n><img src=x.png alt='Đường dây nóng'></a>",
            "http://xa-mau-01.test/n",
            "",
            "Đường dây nóng",
            "x.png",
        ),
        (
            "<map><area href=/n alt='Góp ý'></map>",
            "http://xa-mau-01.test/n",
            "",
            "Góp ý",
            "",
        ),
        (
            "<ul style='display:none'><li><a href=/n>Liên hệ</a></ul>",
            "http://xa-mau-01.test/n",
            "Liên hệ",
            "",
            "",
        ),
        ("<a href='http://[bad'>x</a>", "", "x", "", ""),
        ("<a href='http://b.test:99999/'>x</a>", "", "x", "", ""),
        ("<a href='http://b.test:x/'>x</a>", "", "x", "", ""),
        ("<base href='http://[bad'><a href=/a>x</a>", "http://xa-mau-01.test/a", "x", "", ""),
        ("<a href='http://ten:matkhau@b.test:81/a'>x</a>", "http://b.test:81/a", "x", "", ""),
        ("<a href='HTTPS://B.test'>x</a>", "https://B.test", "x", "", ""),
    ],
)
def test_a_link_says_where_it_leads(html: str, url: str, text: str, alt: str, image: str) -> None:
    (link,) = page_links(see(html))
    assert (link.url, link.text, link.alt, link.image) == (url, text, alt, image)


def test_an_anchor_that_is_a_target_is_no_link() -> None:
    assert not see("<a name='tren'></a><p>x</p>").links


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<p>x</p>", Place.MAIN),
        ("<footer><div><p>x</p></div></footer>", Place.FOOTER),
        ("<div id='footer'><p>x</p></div>", Place.FOOTER),
        ("<div class='footer-top bg'>x</div>", Place.FOOTER),
        ("<div class='chan-trang'>x</div>", Place.FOOTER),
        ("<div role='contentinfo'>x</div>", Place.FOOTER),
        ("<div id='header'>x</div>", Place.HEADER),
        ("<nav>x</nav>", Place.NAV),
        ("<ul class='main-menu'><li>x</ul>", Place.NAV),
        ("<div class='sidebar'>x</div>", Place.ASIDE),
        ("<aside>x</aside>", Place.ASIDE),
        ("<div class='card-footer'>x</div>", Place.MAIN),
        ("<div class='panel-header'>x</div>", Place.MAIN),
        ("<div class='content-with-sidebar'>x</div>", Place.MAIN),
        ("<article><header>x</header></article>", Place.MAIN),
        ("<main><footer>x</footer></main>", Place.MAIN),
        ("<body class='sidebar'><p>x</p>", Place.ASIDE),
        ("<div class='sidebar'><main>x</main></div>", Place.MAIN),
        ("<footer>a</footer><p>x</p>", Place.MAIN),
    ],
)
def test_a_line_has_its_place(html: str, place: Place) -> None:
    assert PLACES[see(html).lines[-1][1]] is place


FEEDBACK = """
<p>Góp ý</p>
<form action="/gui" method="POST">
  <label for="ten">Họ và tên</label><input id="ten" name="hoten">
  <label>Điện thoại <input name="dt" type="tel"></label>
  <input name="email" type="email" placeholder="Thư điện tử">
  <div>Nội dung góp ý</div><textarea name="noidung" disabled></textarea>
  <input type="hidden" name="token" value="bí mật"><input type="submit" value="Gửi">
</form><p>sau</p>"""


def form(html: str) -> Form:
    (found,) = page_forms(see(html))
    return found


def test_a_form_is_described_and_its_hidden_values_are_left_alone() -> None:
    found = form(FEEDBACK)
    assert (found.action, found.method) == ("http://xa-mau-01.test/gui", "post")
    assert [(one.name, one.kind, one.label, one.disabled) for one in found.fields] == [
        ("hoten", "text", "Họ và tên", False),
        ("dt", "tel", "Điện thoại", False),
        ("email", "email", "Thư điện tử", False),
        ("noidung", "textarea", "Nội dung góp ý", True),
        ("", "submit", "Gửi", False),
    ]
    lines = [text for text, _ in see(FEEDBACK).lines]
    assert lines[found.line].startswith("Họ và tên")
    assert lines[found.end] == "Nội dung góp ý"


@pytest.mark.parametrize(
    ("attributes", "action"),
    [("", URL), ("action=''", URL), ("action='#'", URL), ("action='javascript:f()'", "")],
)
def test_where_a_form_would_go(attributes: str, action: str) -> None:
    assert form(f"<form {attributes}><input name=a></form>").action == action


def test_a_fieldset_disables_what_is_inside() -> None:
    found = form("<form><fieldset disabled><input name=a></fieldset><input name=b></form>")
    assert [one.disabled for one in found.fields] == [True, False]


def test_a_text_box_outside_any_form_is_still_seen() -> None:
    found = form("<p>Góp ý</p><textarea name=a></textarea><button>Gửi</button>")
    assert (found.action, [one.kind for one in found.fields]) == ("", ["textarea", "button"])


def test_tables_are_rows_of_cells_and_layout_tables_are_none() -> None:
    data = "<table><tr><th>Mã<th>Tên<tr><td>1.000001<td>Thủ tục <b>mẫu</b></table>"
    view = see(f"<table><tr><td>{data}</td></tr></table>")
    assert view.tables == [(0, (("Mã", "Tên"), ("1.000001", "Thủ tục mẫu")))]


def test_codes_are_found_in_text_and_addresses_each_once() -> None:
    view = see(
        "<p>1.000001, 2.000002.000.00.00.H40; 1.000003.H21 11.000004 1.0000051 3.1.000006</p>"
        "<a href='?ma=1.000007'>x</a><a href='?ma=1.000001'>y</a>"
    )
    assert view.codes == ["1.000001", "2.000002", "1.000003", "1.000007"]


LONG = "<p>Ủy ban nhân dân xã Mẫu 01 công khai thủ tục hành chính.</p>" * 9
SCRIPT = "<script src=/a.js></script>"


@pytest.mark.parametrize(
    ("html", "shell"),
    [
        (f"<div id=root></div>{SCRIPT}", True),
        (f"<div id=app></div>{SCRIPT}{LONG}", True),
        (f"<div id=app>{LONG}</div>{SCRIPT}", False),
        (f"<p>ngắn</p>{SCRIPT}", True),
        ("<p>ngắn, không có mã lệnh</p>", False),
        (f"{LONG}{SCRIPT}", False),
        (f"{LONG}<table><tr><th>Mã<th>Tên</tr><tbody></tbody></table>{SCRIPT}", True),
        (f"{LONG}<p>{{{{ item.name }}}}</p>{SCRIPT}", True),
    ],
)
def test_a_page_built_by_script_is_a_shell(html: str, shell: bool) -> None:
    assert see(html).shell is shell


@pytest.mark.parametrize(
    ("html", "to"),
    [
        ("<meta http-equiv=Refresh content='0; url=/vi/'>", "http://xa-mau-01.test/vi/"),
        ("<meta http-equiv=refresh content='600;url=/vi/'><p>x</p>", ""),
        ("<script>window.location.href = '/vi'</script>", "http://xa-mau-01.test/vi"),
        ('<script>location.replace("/vi")</script>', "http://xa-mau-01.test/vi"),
        (f"{LONG}<script>if (x) location.href='/vi'</script>", ""),
        (
            "<frameset><frame name=menu src=/m><frame name=main src=/chu></frameset>",
            "http://xa-mau-01.test/chu",
        ),
        ("<iframe src=/chu width=100%></iframe>", "http://xa-mau-01.test/chu"),
        (f"{LONG}<iframe src=/ban-do></iframe>", ""),
    ],
)
def test_a_splash_page_says_where_it_sends_the_visitor(html: str, to: str) -> None:
    assert see(html).splash == to


SAID = "Đường dây nóng của Ủy ban nhân dân xã: ĐT 0228 0000 001, tiếp nhận phản ánh, kiến nghị"
META = "<meta charset={}><p>{}</p>"


@pytest.mark.parametrize(
    ("body", "header", "encoding"),
    [
        (SAID.encode(), "", "utf-8"),
        (SAID.encode(), "iso-8859-1", "utf-8"),
        (SAID.encode("utf-8-sig"), "windows-1258", "utf-8"),
        (SAID.encode("utf-16"), "", "utf-16-le"),
        (b"\xfe\xff" + SAID.encode("utf-16-be"), "", "utf-16-be"),
        (unicodedata.normalize("NFD", SAID).encode(), "", "utf-8"),
        (META.format("utf-8", SAID).encode(), "no-such-charset", "utf-8"),
        (SAID.encode().decode("cp1252", "replace").encode(), "", "utf-8"),
    ],
)
def test_vietnamese_is_read_in_every_encoding_of_twenty_years(
    body: bytes, header: str, encoding: str
) -> None:
    text, used = decode(body, header)
    assert used == encoding
    if b"\xef\xbf\xbd" not in body:
        assert SAID in text


@pytest.mark.parametrize("charset", ["bz2", "zlib", "hex", "rot13", "idna", "undefined", "\udcff"])
def test_a_charset_that_is_none_is_not_believed(charset: str) -> None:
    assert decode(SAID.encode(), charset) == (SAID, "utf-8")


OLD = "Ủy ban nhân dân xã, đường dây nóng, thủ tục hành chính"


def windows_1258(text: str) -> bytes:
    """Encode as Windows did: base letter, then the tone mark."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            base = unicodedata.normalize("NFD", char)
            stem = unicodedata.normalize("NFC", "".join(c for c in base if c not in TONES))
            out += stem.encode("cp1258") + b"".join(c.encode("cp1258") for c in base if c in TONES)
    return bytes(out)


TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize(
    ("header", "meta"),
    [
        ("windows-1258", ""), ("", "windows-1258"), ("", ""), ("iso-8859-1", ""),
        ("windows-1252", "windows-1252"), ("", "iso-8859-1"), ("iso-8859-1", "windows-1258"),
        ("utf-8", ""),
    ],
)  # fmt: skip
def test_windows_1258_is_read_declared_or_not(header: str, meta: str) -> None:
    head = f"<meta http-equiv=Content-Type content='text/html; charset={meta}'>" if meta else ""
    text, used = decode(head.encode() + windows_1258(OLD), header)
    assert (OLD in text, used) == (True, "cp1258")


@pytest.mark.parametrize("header", ["", "iso-8859-1"])
def test_one_latin_letter_in_a_long_page_is_no_broken_utf8(header: str) -> None:
    text = "<p>" + "Xa Mau 01 " * 50 + "café</p>"
    assert decode(text.encode("latin-1"), header)[0] == text


# "Đường dây nóng của Ủy ban nhân dân xã: được tiếp nhận, hướng dẫn thủ tục hành chính" as typed
# for the font .VnTime, "Uỷ" with a capital of the plain alphabet as was the custom.
VNTIME = "§­êng d©y nãng cña Uû ban nh©n d©n x·: ®­îc tiÕp nhËn, h­íng dÉn thñ tôc hµnh chÝnh"
MEANT = "Đường dây nóng của Uỷ ban nhân dân xã: được tiếp nhận, hướng dẫn thủ tục hành chính"


@pytest.mark.parametrize(("encoding", "header"), [("utf-8", "utf-8"), ("latin-1", "")])
def test_text_typed_for_the_fonts_of_the_nineties_is_read(encoding: str, header: str) -> None:
    html = f"<p class='a'>{VNTIME}</p><p>{VNTIME}</p>"
    text, used = decode(html.encode(encoding), header)
    assert text.count(MEANT) == 2
    assert used.endswith("tcvn3")


def test_a_page_with_foreign_signs_is_left_alone() -> None:
    text = f"<p>«{SAID}» ©2026 UBND® 5µm « a » «b» «c»</p>" * 9
    assert decode(text.encode(), "utf-8") == (text, "utf-8")


def test_utf8_encoded_twice_is_repaired() -> None:
    twice = OLD.encode().decode("latin-1").encode()
    assert OLD in decode(twice, "utf-8")[0]


def test_a_body_cut_in_the_middle_of_a_letter_is_still_utf8() -> None:
    body = OLD.encode()[:-1] + "ữ".encode()[:2]
    assert decode(body, "", cut=True)[1] == "utf-8"


def test_too_much_is_cut_and_says_so() -> None:
    assert see("<i></i>" * 201_000).cut
    assert see("<a href=/x>y</a>" * 5_001).cut
    assert see("<img src=/x.png>" * 5_001).cut
    assert not see("<img src=/x.png>" * 5_000).cut
    assert see("<p>x</p>" * 20_001).cut
    assert see("<span>" * 900 + "x").cut


def test_more_digits_than_an_office_has_are_not_given_to_a_judge() -> None:
    number, cell = "<p>0228 0000 001</p>", "<td>0228 0000 001</td>"
    whole = see(number * 9_000 + "<p>cuối</p>")
    assert not whole.cut
    assert whole.lines[-1][0] == "cuối"
    long = see(number * 12_000 + "<p>cuối</p>")
    assert long.cut
    assert sum(c.isdigit() for text, _ in long.lines for c in text) <= 100_000
    tables = see(f"<table><tr>{cell * 500}</tr></table>" * 40)
    assert tables.cut
    assert len(tables.tables) < 40
    assert not see(LONG).cut
    assert read(LONG.encode(), URL, "", truncated=True).cut


def test_a_very_long_line_loses_nothing() -> None:
    text = "thủ tục " * 900
    view = see(f"<p>{text}</p>")
    assert max(len(line) for line, _ in view.lines) <= 2_000
    assert " ".join(line for line, _ in view.lines) == text.strip()


def test_things_stand_at_lines_that_exist() -> None:
    view = see("<p>một</p><img src=a.png><a href=/b><img src=c.png></a>")
    assert [row[2] for row in view.links] == [0]
    assert [row[2] for row in view.images] == [0, 0]


def test_a_link_in_a_card_stands_at_the_cards_line() -> None:
    view = see("<p>trên</p>trước<a href=/n><div>Đường dây nóng</div></a>")
    assert view.lines[view.links[0][2]][0] == "Đường dây nóng"


@pytest.mark.parametrize(
    ("anchor", "script"),
    [
        ("<a href='#'>Góp ý</a>", False),
        ("<a href='#' class='nav-link'>Góp ý</a>", False),
        ("<a href='javascript:void(0);'>Góp ý</a>", False),
        ("<a>Góp ý</a>", False),
        ("<a href='javascript:moHopThu()'>Góp ý</a>", True),
        ("<a href='#' onclick='mo()'>Góp ý</a>", True),
        ("<a href='#' id='gop-y'>Góp ý</a>", True),
        ("<a href='#' data-toggle='modal'>Góp ý</a>", True),
        ("<a href='/gop-y' onclick='dem()'>Góp ý</a>", False),
    ],
)
def test_a_link_without_address_that_a_script_may_serve_is_told_apart(
    anchor: str, script: bool
) -> None:
    found = see(f"<p>{anchor}</p>").links
    assert [link[-1] for link in found] == [script]

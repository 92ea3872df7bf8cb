"""What stands in a site's place was read and is no commune's page: nothing is absent from it."""

import pytest

from auditor.contract import Missing, Party, Why
from auditor.facts import LookState, Role
from auditor.probes.limits import Limits
from auditor.probes.workers import Workers
from tests.peers.sites import Reply, Server, page, redirect
from tests.probes.lab import site, visit

LONG = (
    "<p>Ủy ban nhân dân xã Mẫu 01 thông tin tới nhân dân trong xã về tình hình tháng này.</p>" * 9
)


def causes(workers: Workers, pages: dict[str, Reply], other: Reply | None = None) -> set[str]:
    """Return why nothing may be called absent; empty when it may."""
    seen = site(visit(workers, Server(pages=pages, other=other)))
    return {one.missing.text for one in seen.unread}


@pytest.mark.parametrize(
    "home",
    [
        "<h1>Hệ thống đang bảo trì</h1><p>Vui lòng quay lại sau.</p>",
        f"<h1>Website đang nâng cấp</h1>{LONG}",
        "<h1>This domain is for sale</h1><a href=https://ban.example.invalid/x>Buy this domain</a>",
        "<p>Tên miền này đã được đăng ký.</p><p>Hotline: 0228 0000 001</p>",
        "Website Suspended: Account has been suspended. Contact your hosting provider.",
        "<b>Fatal error</b>: Uncaught mysqli_sql_exception: Too many connections in /x/db.php:12",
        "<h1>Error establishing a database connection</h1>",
        "<title>IIS Windows Server</title><a href=http://iis.example.invalid/><img src=iis.png></a>",
        "<title>Index of /</title><h1>Index of /</h1>"
        + "".join(f"<a href=/thu-muc-{n}/>thu-muc-{n}/</a> " for n in range(9)),
        "<p>Trang đã chuyển sang <a href=https://moi.example.invalid/>địa chỉ mới</a>.</p>",
        "Default Site",
    ],
)
def test_what_stands_in_a_sites_place_is_no_page_that_was_read(workers: Workers, home: str) -> None:
    seen = site(visit(workers, Server(pages={"/": home})))
    (one,) = seen.unread
    assert (one.missing.text, one.missing.why) == ("site.placeholder", Why.MALFORMED)
    assert one.missing.party is Party.COMMUNE
    assert one.missing.evidence == (seen.home.evidence,)
    assert one.text


def test_a_site_that_says_not_found_to_everything_is_none(workers: Workers) -> None:
    said = "<h1>Xã Mẫu 01</h1><a href=/gop-y>Góp ý</a><p>Không tìm thấy trang bạn yêu cầu.</p>"
    assert causes(workers, {}, said) == {"site.placeholder"}


@pytest.mark.parametrize(
    "home",
    [
        f"<h1>Xã Mẫu 01</h1>{LONG}",
        "<h1>Xã Mẫu 01</h1><p>Đường dây nóng: 0228 0000 001</p>",
        "<h1>Xã Mẫu 01</h1><form><textarea name=noi_dung></textarea></form>",
        "<h1>Xã Mẫu 01</h1><a href='#'>Góp ý</a>",
        "<h1>Xã Mẫu 01</h1><a href=/mat>Góp ý</a>",
        "<h1>Xã Mẫu 01</h1>" + "".join(f"<a href=/tin-{n}>Tin {n}</a> " for n in range(9)),
        f"<h1>Xã Mẫu 01</h1>{LONG}<a href=/bai>Bảo trì đường làng</a>",
    ],
)
def test_a_small_site_that_speaks_for_a_commune_was_read(workers: Workers, home: str) -> None:
    assert causes(workers, {"/": home}) == set()


LOGIN = "<form method=post><input name=u><input type=password name=p><button>Vào</button></form>"


def test_a_wall_to_log_in_hides_what_stands_behind_it(workers: Workers) -> None:
    assert causes(workers, {"/": LOGIN}) == {"site.login_needed"}
    pages: dict[str, Reply] = {
        "/": f"{LONG}<a href=/gop-y>Góp ý</a>", "/gop-y": redirect("/vao"), "/vao": LOGIN,
    }  # fmt: skip
    assert causes(workers, pages) == {"site.login_needed"}
    assert causes(workers, {"/": LOGIN + LONG * 3}) == set()


@pytest.mark.parametrize(
    ("splash", "door"),
    [
        ("<h1>Welcome</h1><a href=/vi/>Tiếng Việt</a><a href=/en/>English</a>", "/vi/"),
        ("<a href=/trang-chu><img src=anh.jpg></a>", "/trang-chu"),
    ],
)
def test_what_stands_behind_a_splash_page_is_read(workers: Workers, splash: str, door: str) -> None:
    pages: dict[str, Reply] = {
        "/": splash, door: f"{LONG}<a href=/a>Góp ý</a><a href=/b>Liên hệ</a><a href=/>Xã</a>",
        "/en/": "<p>Mau commune</p>", "/a": f"<title>Góp ý</title>{LONG}<p>Nội dung a</p>",
        "/b": f"<title>Liên hệ</title>{LONG}<p>Nội dung b</p>",
    }  # fmt: skip
    seen = site(visit(workers, Server(pages=pages)))
    assert seen.home.url.endswith(door)
    assert {Role.FEEDBACK, Role.CONTACT} <= {one.role for one in seen.pages}
    assert seen.complete


def test_a_door_of_a_splash_page_that_was_not_read_is_said(workers: Workers) -> None:
    doors = "".join(f"<a href=/{n}/>Cửa {n}</a>" for n in range(3))
    server = Server(pages={"/": LONG + doors}, other=LONG + "<p>Sau cửa</p>")
    seen = site(visit(workers, server, limits=Limits(max_pages=1, delay_s=0)))
    left = [one.missing for one in seen.unread if one.missing.text == "site.door_unread"]
    assert [(one.why, one.party) for one in left] == [(Why.INCOMPLETE, Party.AUDITOR)] * 2


@pytest.mark.parametrize("code", ["go()", "location='https://noi-khac.example.invalid/'"])
def test_a_page_that_a_handler_of_its_body_sends_on_is_not_read(
    workers: Workers, code: str
) -> None:
    came = visit(workers, Server(pages={"/": f'<body onload="{code}"></body>'}))
    if isinstance(came.site, Missing):
        assert came.site.text == "site.moved"
    else:
        assert came.site.home.shell


def test_a_page_that_lost_its_letters_is_not_read(workers: Workers) -> None:
    lost = "<p>???ng dây nóng, h??ng d?n ph?n ánh, ki?n ngh? c?a xã</p>"
    (one,) = site(visit(workers, Server(pages={"/": LONG + lost * 3}))).unread
    assert (one.missing.text, one.missing.why) == ("site.letters_lost", Why.MALFORMED)
    asked = "<p>Ai làm? Ở đâu? Xem /tin?id=3 và a.vn/x?y=z, tin.php?bai=1?</p>" * 9
    assert causes(workers, {"/": LONG + asked}) == set()


def test_a_gate_that_wants_a_cookie_is_for_a_browser(workers: Workers) -> None:
    gate = page("", status=302, Location="/", Set_Cookie="v=1; path=/")
    came = visit(workers, Server(other=gate, pages={"/robots.txt": page("", status=404)}))
    assert isinstance(came.site, Missing)
    assert (came.site.why, came.site.party) == (Why.NEEDS_BROWSER, Party.AUDITOR)
    assert came.site.text == "site.cookie_gate"
    assert came.look.state is LookState.VOID

"""The guarded way out: where it goes, where it never goes, and how politely."""

import asyncio
import socket

import pytest

from auditor.contract import Commune, Missing, SiteAddress, SiteScope, Why
from auditor.facts import LookState, Tls
from auditor.probes.addresses import allowed
from auditor.probes.answers import Answer, Left
from auditor.probes.limits import Limits, SiteTime
from auditor.probes.outbound import Outbound
from auditor.probes.scope import scope_of
from auditor.probes.sentinels import sentinels_answer
from auditor.probes.site.probe import glance_at_site, visit_site
from auditor.probes.workers import Workers
from tests.peers.sites import Server, certificate, page, redirect, serving, silence
from tests.probes.lab import QUICK, Lab, commune, names, site, visit


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:a9fe:a9fe::1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo: 192.0.2.45 behind it
        "4000::1",
        "not an address",
    ],
)
def test_addresses_that_are_not_public_are_never_asked(address: str) -> None:
    assert not allowed(address)


@pytest.mark.parametrize("address", ["113.160.0.1", "2405:4800::1", "64:ff9b::71a0:1"])
def test_public_addresses_may_be_asked(address: str) -> None:
    assert allowed(address)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("10.1.2.3", True),
        ("192.168.1.1", True),
        ("fd12::1", True),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("fe80::1", False),
        ("fd00:ec2::254", False),
        ("::ffff:127.0.0.1", False),
    ],
)
def test_a_declared_internal_site_may_be_on_a_private_address_only(address: str, may: bool) -> None:
    assert allowed(address, internal=True) is may


@pytest.mark.parametrize(
    ("site", "url", "inside"),
    [
        (SiteAddress(url="http://xa.test/"), "http://xa.test/a", True),
        (SiteAddress(url="http://xa.test/"), "https://WWW.xa.test/a", True),
        (SiteAddress(url="https://www.xa.test/"), "http://xa.test/", True),
        (SiteAddress(url="http://xa.test/"), "http://xa.test:8080/", False),
        (SiteAddress(url="http://xa.test:8080/"), "http://xa.test:8080/", True),
        (SiteAddress(url="http://xa.test/"), "http://a.xa.test/", False),
        (SiteAddress(url="http://xa.test/"), "http://xa.test.evil.test/", False),
        (SiteAddress(url="http://xa.test/"), "ftp://xa.test/", False),
        (SiteAddress(url="http://xa.test/"), "http://[", False),
    ],
)
def test_a_host_scope(site: SiteAddress, url: str, inside: bool) -> None:
    assert scope_of(site).holds(url) is inside


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/xa-mau", True),
        ("/xa-mau/", True),
        ("/Xa-Mau/a", True),
        ("/x%61-mau/a", True),
        ("/xa-mau-2", False),
        ("/xa-mau/../xa-khac", False),
        ("/", False),
    ],
)
def test_a_prefix_scope_holds_whole_segments(path: str, inside: bool) -> None:
    where = SiteAddress(url="http://p.test/xa-mau/", scope=SiteScope.PREFIX, prefix="/xa-mau/")
    assert scope_of(where).holds(f"http://p.test{path}") is inside


@pytest.mark.parametrize(
    ("query", "inside"),
    [("sid=7", True), ("a=1&sid=7", True), ("sid=71", False), ("", False), ("SID=7", False)],
)
def test_a_query_scope_wants_every_value(query: str, inside: bool) -> None:
    where = SiteAddress(
        url="http://p.test/Default.aspx?sid=7", scope=SiteScope.QUERY, query=(("sid", "7"),)
    )
    assert scope_of(where).holds(f"http://p.test/Default.aspx?{query}") is inside


def test_a_redirect_to_another_loopback_address_never_connects(workers: Workers) -> None:
    async def inside() -> tuple[Missing, int]:
        trap = Server(host="127.0.0.3", other="<p>secret</p>")
        server = Server(host="127.0.0.2")
        async with serving(trap, server):
            server.pages["/"] = redirect(trap.url("/"))
            lab = Lab(workers, (server,))
            came = (await lab.visits(commune(server.url())))[0]
            assert isinstance(came.site, Missing)
            return came.site, trap.connections

    said, connections = asyncio.run(inside())
    assert (said.text, connections) == ("site.moved", 0)


@pytest.mark.parametrize("internal", [False, True])
def test_a_public_name_that_leads_inside_never_connects(workers: Workers, internal: bool) -> None:
    async def inside() -> tuple[Missing, int]:
        trap = Server(host="127.0.0.3", other="<p>secret</p>")
        async with serving(trap):
            lookup = names({"xa-mau.test": ["127.0.0.3", "::ffff:127.0.0.3"]})
            lab = Lab(workers, (), lookup=lookup)
            url = f"http://xa-mau.test:{trap.port}/"
            came = (await lab.visits(commune(url, internal=internal)))[0]
            assert isinstance(came.site, Missing)
            return came.site, trap.connections

    said, connections = asyncio.run(inside())
    text = "site.internal_refused" if internal else "site.address_refused"
    assert (said.why, said.text, connections) == (Why.NOT_CONFIGURED, text, 0)


def test_a_name_that_changes_its_mind_is_still_asked_where_it_was(workers: Workers) -> None:
    answers = iter([["127.0.0.2"], ["127.0.0.3"], ["127.0.0.3"]])

    async def lookup(host: str) -> list[str]:
        return next(answers)

    async def inside() -> tuple[int, int]:
        server = Server(host="127.0.0.2", other=page("<p>Xã Mẫu 01</p>", Connection="close"))
        async with serving(server):
            trap = Server(host="127.0.0.3", port=server.port)
            async with serving(trap):
                lab = Lab(workers, (), lookup=lookup, lab=frozenset({("127.0.0.2", server.port)}))
                await lab.visits(commune(f"http://xa-mau.test:{server.port}/"))
                return server.connections, trap.connections

    asked, trapped = asyncio.run(inside())
    assert asked > 1
    assert trapped == 0


def test_the_second_address_of_a_host_is_asked_when_the_first_takes_no_connection(
    workers: Workers,
) -> None:
    async def inside() -> LookState:
        server = Server(host="127.0.0.2", other="<p>Xã Mẫu 01</p>")
        async with serving(server):
            lookup = names({"xa-mau.test": ["127.0.0.4", "127.0.0.2"]})
            lab = frozenset({("xa-mau.test", server.port)})
            one = Lab(workers, (), lookup=lookup, lab=lab)
            return (await one.glance(commune(f"http://xa-mau.test:{server.port}/"))).state

    assert asyncio.run(inside()) is LookState.UP


def test_a_name_that_could_not_be_found_is_looked_up_again_for_a_later_look(
    workers: Workers,
) -> None:
    asked = 0

    async def lookup(host: str) -> list[str]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise socket.gaierror(socket.EAI_NONAME, host)
        return ["127.0.0.2"]

    async def inside() -> list[LookState]:
        server = Server(host="127.0.0.2", other="<p>Xã Mẫu 01</p>")
        async with serving(server):
            lab = Lab(workers, (server,), lookup=lookup)
            one = commune(f"http://xa-mau.test:{server.port}/")
            async with lab.open() as way:
                context = lab.context(way)
                first = await glance_at_site(one, context)
                await asyncio.sleep(1.1)
                return [first.state, (await glance_at_site(one, context)).state]

    assert asyncio.run(inside()) == [LookState.DOWN, LookState.UP]


def test_a_site_that_comes_back_is_read_in_the_same_run(workers: Workers) -> None:
    async def inside() -> tuple[LookState, int]:
        server = Server(host="127.0.0.2", other=page("x", status=503))
        async with serving(server):
            lab = Lab(workers, (server,))
            one = commune(server.url())
            async with lab.open() as way:
                first = await visit_site(one, lab.context(way))
                await asyncio.sleep(1.1)
                server.pages = {"/": "<p>Xã Mẫu 01</p>", "/robots.txt": page("", status=404)}
                return first.look.state, len(
                    site(await visit_site(one, lab.context(way))).home.lines
                )

    assert asyncio.run(inside()) == (LookState.DOWN, 1)


def test_credentials_in_an_address_are_not_sent() -> None:
    async def inside() -> Answer | Left | Missing:
        async with Outbound(QUICK, user_agent="x") as way:
            where = scope_of(SiteAddress(url="http://xa.test/"))
            return await way.get(
                "http://a:b@xa.test/", scope=where, time=SiteTime(1e9), robots=False
            )

    came = asyncio.run(inside())
    assert isinstance(came, Missing)
    assert came.text == "site.bad_address"


def test_what_a_server_hears_is_honest_and_little(workers: Workers) -> None:
    server = Server(pages={"/": page("<p>x</p><a href='/lien-he'>Liên hệ</a>", Set_Cookie="a=b")})
    visit(workers, server)
    assert {one.method for one in server.asked} == {"GET"}
    for one in server.asked:
        assert one.headers["user-agent"].startswith("commune-auditor/")
        assert one.headers["accept-language"] == "vi"
        assert not {"cookie", "referer", "authorization"} & set(one.headers)


def test_one_request_at_a_time_though_two_communes_share_an_address(workers: Workers) -> None:
    links = "".join(f"<a href='gop-y-{n}'>Góp ý</a>" for n in range(4))

    async def inside() -> Server:
        server = Server(other=f"<p>Xã Mẫu</p>{links}", latency_s=0.02)
        async with serving(server):
            limits = Limits(delay_s=0.05, request_timeout_s=2)
            lab = Lab(workers, (server,), limits=limits)
            both = [
                commune(server.url(f"/xa-{n}/"), scope=SiteScope.PREFIX, prefix=f"/xa-{n}")
                for n in (1, 2)
            ]
            came = await lab.visits(*both)
            assert all(len(site(one).pages) + len(site(one).dead) == 4 for one in came)
        return server

    server = asyncio.run(inside())
    assert server.busiest == 1
    pauses = [later - end for end, later in zip(server.ended, server.began[1:], strict=False)]
    assert min(pauses) >= 0.045  # the clock of the server, a little before ours
    assert len({one.split("/")[1] for one in server.paths[2:7]}) == 1  # one site, then the other


def test_a_slow_host_takes_no_place_from_the_others(workers: Workers) -> None:
    async def inside() -> list[LookState]:
        slow = Server(host="127.0.0.2", latency_s=0.3, other="<p>x</p>")
        quick = Server(host="127.0.0.3", other="<p>x</p>")
        async with serving(slow, quick):
            limits = Limits(in_flight=2, delay_s=0, request_timeout_s=5)
            lab = Lab(workers, (slow, quick), limits=limits)
            ended: list[str] = []

            async def look(server: Server) -> LookState:
                state = await glance(commune(server.url()))
                ended.append(server.host)
                return state

            async with lab.open() as way:
                context = lab.context(way)

                async def glance(one: Commune) -> LookState:
                    return (await glance_at_site(one, context)).state

                states = await asyncio.gather(*(look(slow) for _ in range(3)), look(quick))
            assert ended[0] == quick.host
            return list(states)

    assert set(asyncio.run(inside())) == {LookState.UP}


@pytest.mark.parametrize(
    ("robots", "why", "text"),
    [
        (page("User-agent: *\nDisallow: /"), Why.REFUSED, "site.robots"),
        (page("User-agent: commune-auditor\nDisallow: /"), Why.REFUSED, "site.robots"),
        (page("x", status=503), Why.REFUSED, "site.robots_unavailable"),
    ],
)
def test_robots_txt_is_obeyed(workers: Workers, robots: bytes, why: Why, text: str) -> None:
    server = Server(pages={"/robots.txt": robots, "/": "<a href='/lien-he'>Liên hệ</a>"})
    came = visit(workers, server)
    assert isinstance(came.site, Missing)
    assert (came.site.why, came.site.text) == (why, text)
    assert "/lien-he" not in server.paths


def test_whether_the_door_opens_is_told_even_when_robots_txt_fails(workers: Workers) -> None:
    pages = {"/robots.txt": page("x", status=500), "/": page("<p>Xã Mẫu 01</p>")}
    assert visit(workers, Server(pages=dict(pages))).look.state is LookState.UP
    pages["/"] = page("x", status=500)
    assert visit(workers, Server(pages=dict(pages))).look.state is LookState.DOWN


@pytest.mark.parametrize(
    "robots",
    [
        page("x", status=404),
        page("x", status=403),
        page("<html>a page, not rules</html>"),
        page(b"\xff\xfe\x00garbage"),
        redirect("http://127.0.0.1:1/robots.txt"),
        page("User-agent: *\nDisallow: /quan-tri\nUser-agent: Badbot\nDisallow: /"),
    ],
)
def test_robots_txt_that_does_not_forbid_lets_us_read(workers: Workers, robots: bytes) -> None:
    server = Server(pages={"/robots.txt": robots, "/": "<p>Xã Mẫu 01</p>"})
    assert [line.text for line in site(visit(workers, server)).home.lines] == ["Xã Mẫu 01"]


def test_a_crawl_delay_is_kept(workers: Workers) -> None:
    server = Server(
        pages={
            "/robots.txt": page("User-agent: *\nCrawl-delay: 0.2"),
            "/": "<p>x</p><a href='/lien-he'>Liên hệ</a>",
        }
    )
    visit(workers, server)
    pauses = [later - end for end, later in zip(server.ended, server.began[1:], strict=False)]
    assert min(pauses[1:]) >= 0.19


@pytest.mark.parametrize(
    ("name", "host", "tls"),
    [
        ("valid", "xa-mau-01.test", Tls.VALID),
        ("expired", "xa-mau-01.test", Tls.EXPIRED),
        ("other_host", "xa-mau-01.test", Tls.WRONG_HOST),
    ],
)
def test_a_bad_certificate_is_said_and_the_page_is_read(
    workers: Workers, name: str, host: str, tls: Tls
) -> None:
    async def inside() -> tuple[Tls, Tls, int]:
        server = Server(tls=certificate(name), pages={"/": "<p>Xã Mẫu 01</p>"})
        async with serving(server):
            lookup = names({host: [server.host]})
            lab = Lab(workers, (server,), lookup=lookup)
            came = (await lab.visits(commune(f"https://{host}:{server.port}/")))[0]
            return site(came).tls, came.look.tls, len(site(came).home.lines)

    assert asyncio.run(inside()) == (tls, tls, 1)


def test_a_certificate_of_an_unknown_authority_is_untrusted(workers: Workers) -> None:
    async def inside() -> Tls:
        server = Server(tls=certificate("valid"), pages={"/": "<p>Xã Mẫu 01</p>"})
        async with serving(server):
            lookup = names({"xa-mau-01.test": [server.host]})
            way = Outbound(
                QUICK, user_agent="x", lookup=lookup, lab=frozenset({(server.host, server.port)})
            )
            async with way:
                where = scope_of(SiteAddress(url=f"https://xa-mau-01.test:{server.port}/"))
                url = f"https://xa-mau-01.test:{server.port}/"
                came = await way.get(url, scope=where, time=SiteTime(1e9))
                assert isinstance(came, Answer)
                return came.tls

    assert asyncio.run(inside()) is Tls.UNTRUSTED


def test_a_server_that_speaks_no_tls_failed_the_handshake(workers: Workers) -> None:
    def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def inside() -> Missing:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            lab = Lab(workers, (), lab=frozenset({("127.0.0.1", port)}))
            came = (await lab.visits(commune(f"https://127.0.0.1:{port}/")))[0]
            assert isinstance(came.site, Missing)
            return came.site

    came = asyncio.run(inside())
    assert (came.why, came.text) == (Why.UNREACHABLE, "site.tls_failed")


def test_one_sentinel_that_answers_is_enough() -> None:
    async def inside() -> tuple[bool, bool, bool]:
        server = Server()
        async with serving(server):
            here = (server.host, server.port)
            both = await sentinels_answer([("127.0.0.1", 1), here], 1.0)
            none = await sentinels_answer([("127.0.0.1", 1)], 1.0)
            return both, none, await sentinels_answer([], 1.0)

    assert asyncio.run(inside()) == (True, False, False)


def test_a_visit_that_is_called_off_leaves_nothing_behind(workers: Workers) -> None:
    async def inside() -> int:
        server = Server(other=silence())
        async with serving(server):
            lab = Lab(workers, (server,), limits=Limits(request_timeout_s=60))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(lab.visits(commune(server.url())), 0.2)
        return len(asyncio.all_tasks())

    assert asyncio.run(inside()) == 1


def test_the_last_gate_makes_no_socket_for_an_address_that_nobody_approved() -> None:
    async def inside() -> None:
        async with Outbound(QUICK, user_agent="x") as way:
            info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))
            with pytest.raises(PermissionError):
                way.gate.socket(info)
            with pytest.raises(PermissionError):
                await way._pins.resolve("xa-mau.test", 80)

    asyncio.run(inside())

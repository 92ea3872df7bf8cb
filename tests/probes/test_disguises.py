"""Whatever an address is dressed up as, and however a name answers: the trap stays empty."""

import asyncio
from collections.abc import Sequence

import pytest

from auditor.contract import Missing
from auditor.probes.addresses import allowed, internal
from auditor.probes.answers import Left
from auditor.probes.limits import SiteTime
from auditor.probes.outbound import Outbound
from auditor.probes.scope import scope_of
from auditor.probes.site.probe import glance_at_site
from auditor.probes.workers import Workers
from tests.peers.sites import Server, page, redirect, serving
from tests.probes.lab import AGENT, QUICK, Lab, commune, names

TRAP = "127.0.63.9"


@pytest.mark.parametrize(
    "address",
    [
        "2001:470::5efe:127.0.0.1",  # ISATAP, a private address inside
        "2001:470::5efe:169.254.169.254",
        "2001:470::200:5efe:10.0.0.1",
        "fd00::5efe:127.0.0.1",
        "64:ff9b:1::a9fe:a9fe",  # NAT64 of a network's own
        "64:ff9b:1:ffff::7f00:1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2002:6440:1::1",  # 6to4, carrier's NAT inside
        "2001:0:a00:1::1",
        "::ffff:100.64.0.1",
        "::ffff:0:127.0.0.1",  # IPv4-translated
        "::127.0.0.1",
        "fe80::1%eth0",
        "2405:4800::1%eth0",
        "ff0e::1",
        "2001:db8::1",
        "100::1",
        "3fff::1",
        "2001:2::1",
        "192.88.99.1",
        "0.0.0.1",
        "0.1.2.3",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
        "255.255.255.255",
        "127.1",  # as getaddrinfo would read it: no address here
        "0x7f000001",
        "2130706433",
        "",
    ],
)
def test_no_disguise_makes_an_address_public(address: str) -> None:
    assert not allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "100.64.0.1",
        "198.18.0.1",
        "fd00::5efe:127.0.0.1",
        "fd00::5efe:169.254.169.254",
        "64:ff9b:1::a00:1",
        "::ffff:0:10.0.0.1",
        "fd12::1%eth0",
    ],
)
def test_nor_one_of_our_own_network(address: str) -> None:
    assert not allowed(address, internal=True)


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("192.168.1.1", True),
        ("10.0.0.1", True),
        ("fe80::1", True),
        ("169.254.1.1", True),
        ("113.160.0.1", False),
        ("127.0.0.1", False),  # only a laboratory has its sentinel there
        ("cong.example.vn", False),
    ],
)
def test_a_gateway_is_told_by_its_address(address: str, inside: bool) -> None:
    assert internal(address) is inside


SPELLINGS = [
    "127.16137",
    "127.0.16137",
    "2130722569",
    "0x7f003f09",
    "0x7f.0.0x3f.9",
    "0177.0.077.011",
    "017700037411",
    "127.0.63.9.",
    "127。0。63。9",
    "127．0．63．9",
    "１２７.0.63.9",
    "①②⑦.0.63.9",
    "[::ffff:127.0.63.9]",
    "[::ffff:7f00:3f09]",
    "[::127.0.63.9]",
    "[64:ff9b::7f00:3f09]",
    "xa-mau.test@127.0.63.9",
    "xa-mau.test:x@127.0.63.9",
    "%31%32%37.0.63.9",
    "127.0.63.9%00.xa-mau.test",
    "127.0.63.9%2f@xa-mau.test",
    "[fe80::1%25eth0]",
    "localhost",
    "LOCALHOST.",
    "metadata.google.internal",
    "169.254.169.254",
    "168.63.129.16",
]


def _asked(url: str, trap: Server, *, internal: bool) -> object:
    table = {
        "localhost": ["127.0.63.9"],
        "localhost.": ["127.0.63.9"],
        "metadata.google.internal": ["169.254.169.254"],
    }

    async def lookup(host: str) -> Sequence[str]:
        """What a lenient resolver makes of a number in disguise; nothing is asked of a real one."""
        if host.strip(".").replace("x", "").isalnum() or host[0].isdigit():
            return [TRAP]
        return await names(table)(host)

    async def inside() -> object:
        async with (
            serving(trap),
            Outbound(QUICK, user_agent=AGENT, lookup=lookup) as way,
        ):
            site = commune(url.format(port=trap.port), internal=internal).site
            assert site is not None
            try:
                scope = scope_of(site)
            except ValueError as error:
                return error
            deadline = asyncio.get_running_loop().time() + 5
            return await way.get(site.url, scope=scope, time=SiteTime(deadline), robots=False)

    return asyncio.run(inside())


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_an_address_leads_to_the_trap(host: str, internal: bool) -> None:
    trap = Server(host=TRAP, other="<p>secret</p>")
    came = _asked(f"http://{host}:{{port}}/", trap, internal=internal)
    assert isinstance(came, Missing | ValueError | Left), came
    assert trap.connections == 0


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_redirect_in_disguise_leads_to_the_trap(workers: Workers, host: str) -> None:
    async def inside() -> int:
        trap = Server(host=TRAP, other="<p>secret</p>")
        server = Server(host="127.0.63.1", other=page("không", status=404))
        async with serving(trap, server):
            server.pages["/"] = redirect(f"http://{host}:{trap.port}/")
            await Lab(workers, (server,)).visits(commune(server.url()))
            return trap.connections

    assert asyncio.run(inside()) == 0


def test_of_a_name_with_two_addresses_only_the_permitted_one_is_asked(workers: Workers) -> None:
    async def inside() -> tuple[Missing, int]:
        trap = Server(host=TRAP, other="<p>secret</p>")
        async with serving(trap):
            lookup = names({"xa-mau.test": ["127.0.63.1", TRAP]})
            lab = Lab(workers, (), lookup=lookup, lab=frozenset({("127.0.63.1", trap.port)}))
            came = (await lab.visits(commune(f"http://xa-mau.test:{trap.port}/")))[0]
            assert isinstance(came.site, Missing)
            return came.site, trap.connections

    said, connections = asyncio.run(inside())
    assert (said.text, connections) == ("site.connection_refused", 0)


def test_a_name_that_answers_differently_each_time_leads_nowhere_else(workers: Workers) -> None:
    """The first look-up comes to nothing, later ones lead inside: each is judged anew."""
    asked: list[str] = []

    async def lookup(host: str) -> Sequence[str]:
        asked.append(host)
        if len(asked) == 1:
            raise OSError
        return [TRAP] if len(asked) % 2 else ["::ffff:127.0.63.9", TRAP]

    async def inside() -> int:
        trap = Server(host=TRAP, other="<p>secret</p>")
        async with serving(trap):
            lab = Lab(workers, (), lookup=lookup)
            async with lab.open() as outbound:
                one = commune(f"http://xa-mau.test:{trap.port}/")
                for _ in range(3):
                    await glance_at_site(one, lab.context(outbound))
                    await asyncio.sleep(1.05)
            return trap.connections

    assert asyncio.run(inside()) == 0
    assert len(asked) > 1


def test_a_redirect_within_the_site_to_another_port_of_it_is_not_followed(
    workers: Workers,
) -> None:
    async def inside() -> int:
        trap = Server(host=TRAP, other="<p>secret</p>")
        server = Server(host="127.0.63.1", other=page("không", status=404))
        async with serving(trap, server):
            server.pages["/"] = redirect(f"http://xa-mau.test:{trap.port}/")
            lookup = names({"xa-mau.test": ["127.0.63.1", TRAP]})
            lab = Lab(workers, (server,), lookup=lookup)
            await lab.visits(commune(f"http://xa-mau.test:{server.port}/"))
            return trap.connections

    assert asyncio.run(inside()) == 0

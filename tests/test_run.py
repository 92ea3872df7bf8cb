"""A run as a whole: what counts as down, what an outage of our own does, what an interruption keeps."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from auditor.contract import Commune, Missing, Party, Why
from auditor.facts import Look, LookState, Site
from auditor.plan import Job, plan
from auditor.probes.sentinels import SECURE_PORTS, Sentinels
from auditor.probes.site.probe import SiteContext
from auditor.probes.workers import Workers
from auditor.run import Gathering, SiteProber, gather
from auditor.run.keeping import Waiting
from auditor.run.watch import Watch
from tests.peers.sites import CERTIFICATES, Request, Server, certificate, page
from tests.probes.lab import Lab, commune, names, run

CERTIFIED = "xa-mau-01.test"
"""Whom the test certificate `valid` is for."""
HOME = "<main><h1>Xã Mẫu 01</h1><p>Trang thông tin điện tử</p></main>"


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    with Workers(1) as workers:
        yield workers


@dataclass
class Kept:
    """What a store would have kept."""

    facts: dict[str, Site | Missing] = field(default_factory=dict)
    looks: dict[str, list[Look]] = field(default_factory=dict)

    def save_fact(
        self, run_id: str, commune_code: str, kind: str, target: str, fact: object
    ) -> None:
        assert isinstance(fact, Site | Missing)
        self.facts[commune_code] = fact

    def add_look(self, run_id: str, commune_code: str, kind: str, look: Look) -> None:
        """One target has one look at one time: the same time again replaces it."""
        seen = self.looks.setdefault(commune_code, [])
        seen[:] = [one for one in seen if one.at != look.at] + [look]

    def states(self, code: str) -> list[LookState]:
        return [look.state for look in self.looks[code]]

    def missing(self, code: str) -> Missing:
        fact = self.facts[code]
        assert isinstance(fact, Missing)
        return fact


@dataclass
class Audit:
    """One gathering over communes on loopback."""

    lab: Lab
    sentinels: tuple[tuple[str, int], ...] = ()
    confirm_after_s: float | None = None
    kept: Kept = field(default_factory=Kept)
    stop_after_s: float | None = None
    told: list[tuple[int, int, Waiting]] = field(default_factory=list)
    up: list[Job] = field(default_factory=list)
    hosts: int = 1
    secure_ports: frozenset[int] = SECURE_PORTS
    watch: Callable[[], Watch] = Watch

    async def of(self, *communes: Commune) -> bool:
        stop = asyncio.Event()
        async with replace(self.lab, sentinels=self.sentinels).open() as outbound:
            sentinels = (
                Sentinels(
                    outbound.gate,
                    self.sentinels,
                    authorities=str(CERTIFICATES / "authority.pem"),
                    secure_ports=self.secure_ports,
                )
                if self.sentinels
                else None
            )
            gathering = Gathering(
                run_id="run",
                keeper=self.kept,
                probers={
                    "site": SiteProber(
                        context_of=lambda _commune: self.lab.context(outbound),
                        sentinels=sentinels,
                        up=self.up,
                        hosts=self.hosts,
                    )
                },
                confirm_after_s=self.confirm_after_s,
                progress=lambda done, total, codes: self.told.append((done, total, codes)),
                watch=self.watch(),
            )
            if self.stop_after_s is not None:
                asyncio.get_running_loop().call_later(self.stop_after_s, stop.set)
            jobs, _ = plan(communes, frozenset({Site}))
            return await gather(gathering, jobs, stop)


def closed_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _down(host: str = "127.0.61.9", code: str = "00009") -> Commune:
    return commune(f"http://{host}:{closed_port(host)}/", code=code)


def _lab(pool: Workers, *servers: Server, **also: Commune) -> Lab:
    pairs = {(server.host, server.port) for server in servers}
    for one in also.values():
        assert one.site is not None
        host, _, port = one.site.url.removeprefix("http://").strip("/").partition(":")
        pairs.add((host, int(port)))
    return Lab(workers=pool, servers=servers, lab=frozenset(pairs))


def test_a_site_that_refuses_is_down_while_a_sentinel_answers(pool: Workers) -> None:
    server, dead = Server(pages={"/": HOME}, host="127.0.61.1"), _down()

    async def audit() -> Kept:
        one = Audit(_lab(pool, server, dead=dead), sentinels=((server.host, server.port),))
        assert await one.of(dead)
        return one.kept

    kept = run(audit(), server)
    assert kept.states("00009") == [LookState.DOWN]
    assert kept.missing("00009").why is Why.UNREACHABLE


@pytest.mark.parametrize(
    ("answers", "state", "text"),
    [(False, LookState.VOID, "look.none_up"), (True, LookState.DOWN, "site.connection_refused")],
)
def test_where_not_one_of_many_answers_the_way_to_them_is_broken(
    pool: Workers, answers: bool, state: LookState, text: str
) -> None:
    server = Server(pages={"/": HOME}, host="127.0.61.1")
    dead = [_down(f"127.0.61.{9 + n}", f"0000{n}") for n in (1, 2, 3)]

    async def audit() -> Kept:
        healthy = [commune(server.url(), code="00008")] if answers else []
        lab = _lab(pool, server, **{f"dead{n}": one for n, one in enumerate(dead)})
        one = Audit(lab, sentinels=((server.host, server.port),), hosts=len(dead) + len(healthy))
        await one.of(*dead, *healthy)
        return one.kept

    kept = run(audit(), server)
    for one in dead:
        assert kept.states(one.code)[-1] is state
        assert kept.missing(one.code).text == text


def test_an_outage_of_our_own_fails_nobody(pool: Workers) -> None:
    dead, silent = _down(), ("127.0.61.10", closed_port("127.0.61.10"))
    kept = Kept()

    async def audit() -> None:
        assert await Audit(_lab(pool, dead=dead), sentinels=(silent,), kept=kept).of(dead)

    asyncio.run(audit())
    assert kept.states("00009") == [LookState.VOID]
    missing = kept.missing("00009")
    assert (missing.why, missing.party) == (Why.PROBE_OFFLINE, Party.AUDITOR)


def test_without_sentinels_nothing_is_down_unless_another_site_answered(pool: Workers) -> None:
    server, dead = Server(pages={"/": HOME}, host="127.0.61.2"), _down()

    async def audit(*communes: Commune) -> Kept:
        one = Audit(_lab(pool, server, dead=dead))
        assert await one.of(*communes)
        return one.kept

    alone = asyncio.run(audit(dead))
    assert alone.states("00009") == [LookState.VOID]
    assert alone.missing("00009").why is Why.PROBE_OFFLINE

    async def beside() -> Kept:
        return await audit(dead, commune(server.url()))

    witnessed = run(beside(), server)
    assert witnessed.states("00009") == [LookState.VOID, LookState.DOWN]
    assert witnessed.missing("00009").text == "site.connection_refused"


class Answers:
    """A sentinel that says what it is told to, look by look."""

    def __init__(self, *answers: bool) -> None:
        self.answers = list(answers)

    async def __call__(self, _sentinels: object) -> bool:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ((True, True), LookState.DOWN),
        ((False, True), LookState.VOID),
        ((True, False), LookState.VOID),
    ],
)
def test_our_line_has_to_be_good_before_and_after_a_look_that_found_nothing(
    pool: Workers, monkeypatch: pytest.MonkeyPatch, answers: tuple[bool, ...], state: LookState
) -> None:
    answering = Answers(*answers)

    async def answer(sentinels: Sentinels) -> bool:
        return await answering(sentinels)

    monkeypatch.setattr(Sentinels, "answer", answer)
    dead = _down()
    kept = Kept()

    async def audit() -> None:
        one = Audit(_lab(pool, dead=dead), sentinels=(("127.0.61.99", 1),), kept=kept)
        assert await one.of(dead)

    asyncio.run(audit())
    assert kept.states("00009") == [state]


def test_an_interrupted_run_without_sentinels_leaves_no_down_look(pool: Workers) -> None:
    dead = _down()
    endless = Server(pages={"/": _never}, host="127.0.61.12", other=page("không", status=404))
    kept = Kept()

    async def audit() -> None:
        lab = replace(
            _lab(pool, endless, dead=dead), limits=replace(Lab.limits, request_timeout_s=60.0)
        )
        one = Audit(lab, kept=kept, stop_after_s=1.5)
        assert not await one.of(dead, commune(endless.url(), code="00002"))

    run(audit(), endless)
    assert kept.states("00009") == [LookState.VOID]


def test_an_outage_in_the_middle_of_a_run_without_sentinels_fails_nobody(pool: Workers) -> None:
    """One site answers, then everything is gone: the witness no longer answers either."""
    asked: list[str] = []

    async def once(_request: Request, writer: asyncio.StreamWriter) -> None:
        asked.append(_request.path)
        if asked.count("/") > 1:
            writer.transport.abort()
            return
        writer.write(page(HOME))

    server, dead = Server(pages={"/": once}, host="127.0.61.13"), _down()

    async def audit() -> Kept:
        lab = _lab(pool, server, dead=dead)
        one = Audit(lab, confirm_after_s=0.05)
        assert await one.of(commune(server.url()), dead)
        return one.kept

    kept = run(audit(), server)
    assert kept.states("00001")[0] is LookState.UP
    assert LookState.DOWN not in kept.states("00009")


def test_a_good_look_is_kept_though_the_visit_after_it_found_nothing(pool: Workers) -> None:
    asked: list[int] = []

    async def flaps(_request: Request, writer: asyncio.StreamWriter) -> None:
        asked.append(1)
        writer.write(page(HOME) if len(asked) == 2 else page("xin thử lại", status=503))

    server = Server(pages={"/": flaps}, host="127.0.61.14", other=page("không", status=404))
    good = Server(pages={"/": HOME}, host="127.0.61.15")

    async def audit() -> Kept:
        lab = _lab(pool, server, good)
        one = Audit(lab, sentinels=((good.host, good.port),), confirm_after_s=0.05)
        assert await one.of(commune(good.url(), code="00002"))
        beside = Audit(lab, one.sentinels, one.confirm_after_s, one.kept, up=one.up)
        assert await beside.of(commune(server.url()))
        return one.kept

    kept = run(audit(), server, good)
    assert kept.states("00001") == [LookState.DOWN, LookState.UP, LookState.DOWN]


def test_what_looked_down_is_looked_at_three_times_before_it_counts(pool: Workers) -> None:
    server, dead = Server(pages={"/": HOME}, host="127.0.61.3"), _down()

    async def audit() -> Kept:
        lab = _lab(pool, server, dead=dead)
        one = Audit(lab, sentinels=((server.host, server.port),), confirm_after_s=0.05)
        assert await one.of(dead, commune(server.url()))
        assert (2, 2, ("00009",)) in one.told  # a person is told what the long wait is for
        assert {codes.places for *_, codes in one.told if codes.again} == {1}
        assert one.told[-1] == (2, 2, ())
        return one.kept

    kept = run(audit(), server)
    assert kept.states("00009") == [LookState.DOWN] * 3
    assert kept.states("00001") == [LookState.UP]


def test_a_site_that_comes_back_is_read_after_all(pool: Workers) -> None:
    asked = []

    async def ill_at_first(_request: Request, writer: asyncio.StreamWriter) -> None:
        asked.append(1)
        writer.write(page("xin thử lại", status=503) if len(asked) < 2 else page(HOME))

    server = Server(pages={"/": ill_at_first}, host="127.0.61.4")
    sentinel = Server(host="127.0.61.4", tls=certificate("valid"))

    async def audit() -> Kept:
        one = Audit(
            replace(_lab(pool, server), lookup=names({CERTIFIED: [sentinel.host]})),
            sentinels=((CERTIFIED, sentinel.port),),
            confirm_after_s=0.05,
            secure_ports=frozenset({sentinel.port}),
        )
        assert await one.of(commune(server.url()))
        return one.kept

    kept = run(audit(), server, sentinel)
    assert kept.states("00001")[0] is LookState.DOWN
    assert kept.states("00001")[-1] is LookState.UP
    assert isinstance(kept.facts["00001"], Site)


async def _never(_request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


def test_an_interruption_keeps_what_was_seen(pool: Workers) -> None:
    good = Server(pages={"/": HOME}, host="127.0.61.5")
    endless = Server(pages={"/": _never}, host="127.0.61.6", other=page("không có", status=404))

    async def audit() -> tuple[bool, Kept]:
        lab = replace(_lab(pool, good, endless), limits=replace(Lab.limits, request_timeout_s=60.0))
        one = Audit(lab, stop_after_s=1.5)
        finished = await one.of(commune(good.url()), commune(endless.url(), code="00002"))
        return finished, one.kept

    finished, kept = run(audit(), good, endless)
    assert not finished
    assert isinstance(kept.facts["00001"], Site)
    assert "00002" not in kept.facts


def test_one_that_never_ends_delays_no_other(pool: Workers) -> None:
    good = Server(pages={"/": HOME}, host="127.0.61.7")
    endless = Server(pages={"/": _never}, host="127.0.61.8", other=page("không có", status=404))
    order: list[str] = []

    class Ordered(Kept):
        def save_fact(
            self, run_id: str, commune_code: str, kind: str, target: str, fact: object
        ) -> None:
            order.append(commune_code)
            super().save_fact(run_id, commune_code, kind, target, fact)

    async def audit() -> None:
        one = Audit(_lab(pool, good, endless), kept=Ordered())
        await one.of(commune(endless.url(), code="00002"), commune(good.url()))

    run(audit(), good, endless)
    assert order == ["00001", "00002"]


def test_a_probe_that_breaks_is_a_row_that_says_bug(
    pool: Workers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import auditor.run.sites as engine

    async def broken(_commune: Commune, _ctx: SiteContext) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "visit_site", cast("Callable[..., object]", broken))
    server = Server(pages={"/": HOME}, host="127.0.61.11")

    async def audit() -> Kept:
        one = Audit(_lab(pool, server))
        assert await one.of(commune(server.url()))
        return one.kept

    kept = run(audit(), server)
    missing = kept.missing("00001")
    assert (missing.why, missing.party) == (Why.BUG, Party.AUDITOR)
    assert kept.states("00001") == [LookState.VOID]
    assert "00001" in caplog.text


BROKEN = names({})
"""A name server of ours that denies every name."""


@pytest.mark.parametrize(
    ("known", "text"),
    [("", "look.no_known_name"), ("cong.invalid", "look.names_not_found")],
)
def test_a_name_server_of_ours_that_denies_every_name_fails_nobody(
    pool: Workers, known: str, text: str
) -> None:
    sentinel = Server(pages={"/": HOME}, host="127.0.61.16")
    communes = [commune(f"http://xa{n}.invalid/", code=f"0000{n}") for n in range(1, 4)]

    async def audit() -> Kept:
        by_name = ((known, sentinel.port),) if known else ()
        one = Audit(
            replace(_lab(pool, sentinel), lookup=BROKEN),
            sentinels=((sentinel.host, sentinel.port), *by_name),
            confirm_after_s=0.05,
        )
        await one.of(*communes)
        return one.kept

    kept = run(audit(), sentinel)
    for one in communes:
        assert kept.states(one.code) == [LookState.VOID]
        missing = kept.missing(one.code)
        assert (missing.why, missing.party, missing.text) == (
            Why.PROBE_OFFLINE, Party.AUDITOR, text,
        )  # fmt: skip


@pytest.mark.parametrize("known", ["a sentinel", "a site"])
def test_a_name_that_does_not_exist_is_down_while_a_known_one_is_found(
    pool: Workers, known: str
) -> None:
    server = Server(pages={"/": HOME}, host="127.0.61.17")

    async def audit() -> Kept:
        host = "cong.invalid" if known == "a sentinel" else server.host
        lab = replace(_lab(pool, server), lookup=names({"cong.invalid": [server.host]}))
        one = Audit(lab, sentinels=((host, server.port),), confirm_after_s=0.05)
        site = commune(f"http://cong.invalid:{server.port}/", code="00002")
        beside = [site] if known == "a site" else []
        await one.of(commune("http://xa1.invalid/"), *beside)
        return one.kept

    assert run(audit(), server).states("00001").count(LookState.DOWN) == 3


def _proxy(host: str) -> Server:
    """It takes any connection, as a proxy or a log-in page of our own network does."""
    return Server(host=host, other=page("mời đăng nhập mạng", status=503))


def test_behind_a_proxy_that_answers_for_all_nobody_is_down(pool: Workers) -> None:
    proxy = _proxy("127.0.61.18")

    async def audit() -> Kept:
        one = Audit(_lab(pool, proxy), sentinels=((proxy.host, proxy.port),), confirm_after_s=0.05)
        await one.of(commune(proxy.url()), commune(proxy.url("/"), code="00002"))
        return one.kept

    kept = run(audit(), proxy)
    for code in ("00001", "00002"):
        assert kept.states(code) == [LookState.VOID]
        assert kept.missing(code).text == "look.no_proof"


@pytest.mark.parametrize(
    ("shown", "state"),
    [("valid", LookState.DOWN), ("other_host", LookState.VOID), ("expired", LookState.VOID)],
)
def test_a_sentinel_with_a_certificate_that_verifies_shows_that_no_proxy_answers(
    pool: Workers, shown: str, state: LookState
) -> None:
    ill = _proxy("127.0.61.19")
    sentinel = Server(host="127.0.61.19", tls=certificate(shown))

    async def audit() -> Kept:
        one = Audit(
            replace(_lab(pool, ill), lookup=names({CERTIFIED: [sentinel.host]})),
            sentinels=((CERTIFIED, sentinel.port),),
            secure_ports=frozenset({sentinel.port}),
        )
        await one.of(commune(ill.url()))
        return one.kept

    assert run(audit(), ill, sentinel).states("00001") == [state]


def test_an_error_is_the_sites_while_another_site_answers_as_before(pool: Workers) -> None:
    ill, good = _proxy("127.0.61.20"), Server(pages={"/": HOME}, host="127.0.61.21")

    async def audit() -> Kept:
        one = Audit(_lab(pool, ill, good), sentinels=((good.host, good.port),))
        await one.of(commune(ill.url()), commune(good.url(), code="00002"))
        return one.kept

    assert run(audit(), ill, good).states("00001")[-1] is LookState.DOWN


def test_a_robots_txt_that_an_outage_of_ours_kept_from_us_closes_no_site(pool: Workers) -> None:
    unanswered: list[bool] = []

    async def cut_off(_request: Request, writer: asyncio.StreamWriter) -> None:
        unanswered[:] = [False, False]
        server.pages["/robots.txt"] = once_more
        writer.transport.abort()

    async def once_more(_request: Request, writer: asyncio.StreamWriter) -> None:
        if not unanswered:
            writer.write(page("", status=404))
        else:
            writer.transport.abort()

    server = Server(pages={"/": HOME, "/robots.txt": cut_off}, host="127.0.61.22")

    async def ask() -> bool:
        return unanswered.pop() if unanswered else True

    async def audit() -> Kept:
        one = Audit(_lab(pool, server), watch=lambda: Watch(ask=ask, poll_s=1.2))
        assert await one.of(commune(server.url()))
        return one.kept

    assert isinstance(run(audit(), server).facts["00001"], Site)

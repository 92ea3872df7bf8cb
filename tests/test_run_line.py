"""Is it me? A run holds while our own line is gone, and nobody fails for our line or our sleep."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from auditor.contract import Missing, Party, Why
from auditor.facts import Look, LookState, Page, Role, Site, Unread
from auditor.plan import CAMERA, PRESENCE, SITE, Job
from auditor.probes.gate import Gate
from auditor.probes.sentinels import Sentinels
from auditor.probes.workers import Workers
from auditor.run import Gathering, SiteProber, Visit, gather
from auditor.run.keeping import Waiting
from auditor.run.watch import Clock, Watch
from tests.peers.sites import Request, Server, page, serving
from tests.probes.lab import Lab, commune
from tests.test_run import HOME, Kept, closed_port


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    with Workers(1) as workers:
        yield workers


URL = "http://127.0.62.1/"
DOWN = Missing(why=Why.TIMEOUT, party=Party.COMMUNE, text="site.no_answer")


def job(probe: str = SITE, code: str = "00001") -> Job:
    return Job(probe=probe, commune=commune(URL, code=code), target=URL, zone="")


def seen(state: LookState, why: Missing | None = None) -> Look:
    return Look(
        at=datetime.now(UTC), target=URL, state=state, text=why.text if why else "site.up",
        why=why.why if why else None, party=why.party if why else None,
    )  # fmt: skip


def home() -> Page:
    return Page(
        url=URL, role=Role.HOME, title="", lines=(), links=(), seen_at=datetime.now(UTC),
        status=200, evidence="", elapsed_ms=1,
    )  # fmt: skip


def up(*unread: Missing) -> Visit:
    left = tuple(Unread(url=URL, role=Role.CONTACT, text="Liên hệ", missing=one) for one in unread)
    return Visit(fact=Site(url=URL, home=home(), unread=left), look=seen(LookState.UP))


def down() -> Visit:
    return Visit(fact=DOWN, look=seen(LookState.DOWN, DOWN))


@dataclass
class Ours:
    """Our own line: a sentinel that goes away and comes back."""

    good: bool = True
    asked: int = 0

    async def __call__(self) -> bool:
        self.asked += 1
        return self.good


@dataclass
class Told:
    """A prober that does as the test says, look by look."""

    steps: list[Callable[[], Visit]]
    looks: int = 0

    async def visit(self, _job: Job) -> Visit:
        step = self.steps[min(self.looks, len(self.steps) - 1)]
        self.looks += 1
        return step()

    glance = visit

    def unwitnessed(self, _job: Job, _look: Look) -> bool:
        return False


@dataclass
class Ran:
    finished: bool
    facts: dict[str, Any]
    looks: list[Look]
    told: list[datetime | None]
    times: int


@dataclass
class Facts(Kept):
    any: dict[str, Any] = field(default_factory=dict)

    def save_fact(
        self, run_id: str, commune_code: str, kind: str, target: str, fact: object
    ) -> None:
        self.any[commune_code] = fact


def ran(
    told: Told, watch: Callable[[], Watch], *jobs: Job,
    meanwhile: Callable[[asyncio.Event], Coroutine[Any, Any, None]] | None = None,
) -> Ran:  # fmt: skip
    kept = Facts()
    held: list[datetime | None] = []

    async def inside() -> bool:
        stop = asyncio.Event()
        probers: Mapping[str, Any] = dict.fromkeys((SITE, CAMERA, PRESENCE), told)
        gathering = Gathering(run_id="run", keeper=kept, probers=probers, watch=watch())

        def progress(_done: int, _total: int, waiting: Waiting) -> None:
            held.append(waiting.held_since)

        gathering.progress = progress
        also = asyncio.ensure_future(meanwhile(stop)) if meanwhile else None
        finished = await gather(gathering, jobs or (job(),), stop)
        if also is not None:
            await also
        return finished

    finished = asyncio.run(inside())
    looks = [look for looks in kept.looks.values() for look in looks]
    return Ran(finished, kept.any, looks, held, told.looks)


def test_a_run_holds_while_the_line_is_gone_and_says_since_when() -> None:
    line = Ours()

    def lost() -> Visit:
        line.good = False
        return down()

    async def back(_stop: asyncio.Event) -> None:
        await asyncio.sleep(0.3)
        line.good = True

    came = ran(Told([lost, up]), lambda: Watch(ask=line, poll_s=0.05), meanwhile=back)
    assert came.finished
    assert isinstance(came.facts["00001"], Site)
    assert [look.state for look in came.looks] == [LookState.UP]
    assert any(came.told)
    assert came.told[-1] is None


def test_while_a_run_holds_no_site_is_asked_and_the_sentinel_only_gently() -> None:
    line = Ours()

    def lost() -> Visit:
        line.good = False
        return down()

    during: list[int] = []

    async def back(_stop: asyncio.Event) -> None:
        await asyncio.sleep(0.3)
        during.append(told.looks)
        line.good = True

    told = Told([lost, up])
    jobs = [job(code=f"0000{number}") for number in range(1, 4)]
    ran(told, lambda: Watch(ask=line, poll_s=0.1), *jobs, meanwhile=back)
    assert during == [1]
    assert line.asked < 20


def test_a_line_that_stays_gone_leaves_the_rest_unknown_and_the_run_incomplete() -> None:
    line = Ours(good=False)
    came = ran(
        Told([down]), lambda: Watch(ask=line, poll_s=0.02, hold_s=0.2), job(), job(code="00002")
    )
    assert not came.finished
    assert {look.state for look in came.looks} == {LookState.VOID}
    for code in ("00001", "00002"):
        fact = came.facts[code]
        assert (fact.why, fact.party, fact.text) == (
            Why.PROBE_OFFLINE, Party.AUDITOR, "look.probe_offline",
        )  # fmt: skip


def test_what_comes_after_the_line_is_back_is_looked_at_though_the_run_had_given_up() -> None:
    line = Ours()

    async def inside() -> tuple[bool, bool, bool]:
        watch = Watch(ask=line, poll_s=0.02, hold_s=0.1)
        going = asyncio.ensure_future(watch.go())
        line.good = False
        assert await watch.line_failed(watch.clock.now())
        gone = await watch.ready()
        given_up = watch.gave_up
        line.good = True
        await asyncio.sleep(0.2)
        again = await watch.ready()
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        return gone, given_up, again

    assert asyncio.run(inside()) == (False, True, True)


def test_pages_that_an_outage_kept_from_us_are_asked_for_again() -> None:
    line = Ours()

    def cut_short() -> Visit:
        line.good = False
        return up(DOWN)

    async def back(_stop: asyncio.Event) -> None:
        await asyncio.sleep(0.2)
        line.good = True

    came = ran(Told([cut_short, up]), lambda: Watch(ask=line, poll_s=0.05), meanwhile=back)
    assert came.facts["00001"].unread == ()
    assert came.times == 2


def test_pages_that_an_outage_keeps_from_us_are_not_the_communes() -> None:
    line = Ours()

    def cut_short() -> Visit:
        line.good = False
        return up(DOWN)

    came = ran(Told([cut_short]), lambda: Watch(ask=line, poll_s=0.02, hold_s=0.1))
    (left,) = came.facts["00001"].unread
    assert left.missing.party is Party.AUDITOR
    assert [look.state for look in came.looks] == [LookState.UP]
    assert not came.finished


@pytest.mark.parametrize("text", ["site.page_cap", "site.robots", "site.document"])
def test_a_page_left_out_for_a_reason_of_the_site_is_no_doubt_of_ours(text: str) -> None:
    line = Ours(good=False)
    why = Missing(why=Why.INCOMPLETE, party=Party.COMMUNE, text=text)
    came = ran(Told([lambda: up(why)]), lambda: Watch(ask=line, every_s=60))
    assert came.finished
    assert came.times == 1


def test_an_outage_that_ended_before_the_look_did_makes_it_void_too() -> None:
    line = Ours()

    async def inside() -> bool:
        watch = Watch(ask=line, every_s=0.02, poll_s=0.02)
        going = asyncio.ensure_future(watch.go())
        since = watch.clock.now()
        line.good = False
        await asyncio.sleep(0.1)
        line.good = True
        await asyncio.sleep(0.1)
        failed = await watch.line_failed(since)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        return failed

    assert asyncio.run(inside())


def test_one_question_without_an_answer_is_no_lost_line() -> None:
    answers = iter([False, True])

    async def ask() -> bool:
        return next(answers, True)

    async def inside() -> datetime | None:
        watch = Watch(ask=ask, every_s=0.02)
        going = asyncio.ensure_future(watch.go())
        await asyncio.sleep(0.1)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        return watch.held_since

    assert asyncio.run(inside()) is None


def test_ctrl_c_ends_a_run_that_holds_at_once() -> None:
    line = Ours(good=False)

    async def ctrl_c(stop: asyncio.Event) -> None:
        await asyncio.sleep(0.2)
        stop.set()

    came = ran(Told([down]), lambda: Watch(ask=line, poll_s=60, hold_s=3600), meanwhile=ctrl_c)
    assert not came.finished
    assert came.looks == []


def test_a_watcher_that_breaks_ends_the_run_and_says_so() -> None:
    async def broken() -> bool:
        raise ZeroDivisionError

    def watch() -> Watch:
        made = Watch(ask=broken, every_s=0.02)
        made._free.clear()  # held: nobody else would ever let it go on
        return made

    with pytest.raises(ZeroDivisionError):
        ran(Told([down]), watch)


def test_a_screen_that_is_gone_does_not_end_the_watch(caplog: pytest.LogCaptureFixture) -> None:
    line = Ours(good=False)

    def gone() -> None:
        raise BrokenPipeError

    async def inside() -> bool:
        watch = Watch(ask=line, every_s=0.02, poll_s=0.02, changed=gone)
        going = asyncio.ensure_future(watch.go())
        await asyncio.sleep(0.1)
        line.good = True
        held = watch.held_since is not None
        good = await asyncio.wait_for(watch.ready(), 5)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        return held and good

    assert asyncio.run(inside())
    assert "BrokenPipeError" in caplog.text


@pytest.mark.parametrize(
    "text", ["camera.silent_after_login", "camera.hung_up", "camera.maybe_blocked"]
)
@pytest.mark.parametrize("ours", ["sleep", "line"])
def test_a_password_shown_while_we_slept_or_were_cut_off_is_shown_once_and_blamed_on_nobody(
    text: str, ours: str
) -> None:
    times, line = Times(), Ours()
    why = Missing(why=Why.REFUSED, party=Party.COMMUNE, text=text, values={"host": "10.0.0.5"})

    def during() -> Visit:
        if ours == "sleep":
            times.pass_by(3600.0, 1.0)
        else:
            line.good = False
        return Visit(fact=why, look=replace(seen(LookState.VOID, why), values=why.values))

    came = ran(Told([during]), lambda: Watch(ask=line, poll_s=60, clock=times.clock()), job(CAMERA))
    assert came.facts["00001"].why is Why.PROBE_OFFLINE
    assert {look.party for look in came.looks} == {Party.AUDITOR}
    assert came.times == 1
    assert not came.finished


def test_what_a_device_itself_said_stays_though_the_line_out_is_gone() -> None:
    line = Ours(good=False)
    said = Missing(why=Why.REFUSED, party=Party.COMMUNE, text="camera.unauthorized")

    def refused() -> Visit:
        return Visit(fact=said, look=seen(LookState.VOID, said))

    came = ran(Told([refused]), lambda: Watch(ask=line, every_s=60), job(CAMERA))
    assert came.facts["00001"].text == "camera.unauthorized"
    assert came.finished


def test_a_camera_of_our_own_network_is_seen_though_the_line_out_of_it_is_gone() -> None:
    line = Ours(good=False)
    came = ran(Told([up]), lambda: Watch(ask=line, every_s=0.01, poll_s=60), job(CAMERA))
    assert came.finished
    assert [look.state for look in came.looks] == [LookState.UP]


def test_a_camera_that_its_own_office_witnessed_as_down_is_down() -> None:
    line = Ours(good=False)
    came = ran(Told([down]), lambda: Watch(ask=line, poll_s=60), job(CAMERA))
    assert [look.state for look in came.looks] == [LookState.DOWN]


def test_a_camera_without_a_witness_waits_for_our_own_line() -> None:
    line = Ours(good=False)
    alone = Missing(why=Why.UNREACHABLE, party=Party.COMMUNE, text="camera.no_witness")

    def unseen() -> Visit:
        return Visit(fact=alone, look=seen(LookState.VOID, alone))

    came = ran(Told([unseen]), lambda: Watch(ask=line, poll_s=0.02, hold_s=0.1), job(CAMERA))
    assert came.facts["00001"].party is Party.AUDITOR


def test_a_log_waits_for_no_line() -> None:
    line = Ours(good=False)
    steps: list[Callable[[], Visit]] = [lambda: Visit(fact=DOWN)]
    came = ran(Told(steps), lambda: Watch(ask=line, every_s=0.01, poll_s=60), job(PRESENCE))
    assert came.finished


@dataclass
class Times:
    """Two clocks that the test sets."""

    wall: float = 1_000_000.0
    steady: float = 500.0

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.steady)

    def pass_by(self, wall: float, steady: float) -> None:
        self.wall += wall
        self.steady += steady


@pytest.mark.parametrize(
    ("wall", "steady", "jumped"),
    [
        (1.0, 1.0, False),
        (9.0, 9.0, False),
        (4.0, 1.0, False),  # the clock was set a little
        (3600.0, 1.0, True),  # the lid was closed: only the clock of the day went on
        (-3600.0, 1.0, True),  # the clock was set back
        (60.0, 60.0, True),  # the program was stopped, or the machine of another kind slept
    ],
)
def test_two_clocks_tell_that_the_machine_slept(wall: float, steady: float, jumped: bool) -> None:
    times = Times()
    clock = times.clock()
    since = clock.now()
    times.pass_by(wall, steady)
    assert clock.jumped_since(since) is jumped


def test_a_sleep_before_the_look_says_nothing_of_it() -> None:
    times = Times()
    clock = times.clock()
    times.pass_by(3600.0, 1.0)
    clock.tick()
    times.pass_by(1.0, 1.0)
    assert not clock.jumped_since(clock.now())


@pytest.mark.parametrize("probe", [SITE, CAMERA])
def test_a_look_during_which_the_machine_slept_is_taken_again(probe: str) -> None:
    times = Times()

    def slept() -> Visit:
        times.pass_by(3600.0, 1.0)
        return down()

    came = ran(Told([slept, up]), lambda: Watch(clock=times.clock()), job(probe))
    assert came.finished
    assert [look.state for look in came.looks] == [LookState.UP]


def test_a_machine_that_sleeps_again_and_again_accuses_nobody() -> None:
    times = Times()

    def slept() -> Visit:
        times.pass_by(3600.0, 1.0)
        return down()

    came = ran(Told([slept]), lambda: Watch(clock=times.clock()))
    fact = came.facts["00001"]
    assert (fact.text, fact.party) == ("look.slept", Party.AUDITOR)
    assert [look.state for look in came.looks] == [LookState.VOID]
    assert not came.finished


def test_a_real_sentinel_goes_away_and_comes_back(pool: Workers) -> None:
    """The site and the sentinel hang on one line; it is cut for a moment in the middle."""
    sentinel = Server(host="127.0.62.2", port=closed_port("127.0.62.2"))
    back: list[asyncio.Task[None]] = []

    async def returns() -> None:
        await asyncio.sleep(0.3)
        await sentinel.start()

    async def cut_off(_request: Request, writer: asyncio.StreamWriter) -> None:
        if not back:
            await sentinel.stop()
            back.append(asyncio.ensure_future(returns()))
            writer.write(page("không", status=503))
            return
        writer.write(page(HOME))

    site = Server(pages={"/": cut_off}, host="127.0.62.3", other=page("không", status=404))
    kept = Kept()

    async def inside() -> bool:
        async with serving(site, sentinel):
            where = ((sentinel.host, sentinel.port),)
            lab = replace(Lab(pool, (site,)), sentinels=where)
            async with lab.open() as outbound:
                asked = Sentinels(outbound.gate, where)
                prober = SiteProber(context_of=lambda _: lab.context(outbound), sentinels=asked)
                gathering = Gathering(
                    run_id="run", keeper=kept, probers={SITE: prober},
                    watch=Watch(ask=asked.answer, poll_s=0.05),
                )  # fmt: skip
                one = commune(site.url())
                jobs = [Job(probe=SITE, commune=one, target=site.url(), zone="")]
                return await gather(gathering, jobs, asyncio.Event())

    assert asyncio.run(inside())
    assert kept.states("00001") == [LookState.UP]
    assert isinstance(kept.facts["00001"], Site)


def answers(*declared: tuple[str, int], gate: Gate) -> Sentinels:
    return Sentinels(gate, declared, timeout_s=1.0)


def test_a_gateway_that_answers_is_no_line_to_the_world() -> None:
    """The names stand for a gateway inside and a server outside; the line behind the gateway is cut."""
    gateway, outside = ("192.168.62.1", 80), ("127.0.62.9", closed_port("127.0.62.9"))

    class Cut(Gate):
        async def sentinel(
            self, host: str, port: int, timeout_s: float, secured: ssl.SSLContext | None = None
        ) -> str:
            if host == gateway[0]:
                return host
            return await super().sentinel(host, port, timeout_s, secured)

    async def inside() -> tuple[bool, bool, bool]:
        gate = Cut(sentinels=frozenset({gateway, outside}))
        alone = answers(gateway, gate=gate)
        return (
            await answers(gateway, outside, gate=gate).answer(),
            await alone.answer(),
            alone.only_inside,
        )

    assert asyncio.run(inside()) == (False, True, True)


def test_only_declared_sentinels_are_asked_and_nothing_is_sent() -> None:
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())
        writer.close()

    async def inside() -> tuple[str, str]:
        server = await asyncio.start_server(listen, "127.0.62.4", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            gate = Gate(sentinels=frozenset({("127.0.62.4", port)}))
            declared = await gate.sentinel("127.0.62.4", port, 1.0)
            other = await Gate().sentinel("127.0.62.4", port, 1.0)
            await asyncio.sleep(0.05)
        return declared, other

    assert asyncio.run(inside()) == ("127.0.62.4", "")
    assert heard == [b""]

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import pytest

from auditor.contract import Device, Missing, Party, Why
from auditor.facts import DeviceInfo
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.link import Devices, Link
from auditor.probes.camera.onvif.device import OnvifDevice
from auditor.probes.camera.onvif.report import Report, StreamPlace
from auditor.probes.camera.steps import Step
from auditor.probes.gate import Gate
from tests.probes.camera.onvif_device import (
    PASSWORD,
    REALM,
    USER,
    OnvifPeer,
    capabilities_answer,
    device_answer,
    fault,
    http,
    profile,
    profiles_answer,
    services_answer,
    soap,
    uri_answer,
)

OTHER = "khác"
GOOD = Credential(name="mau", user=USER, password=PASSWORD)
T = TypeVar("T")


@dataclass
class Visit:
    """One visit to a device, and what came of it."""

    link: Link
    device: OnvifDevice
    deadline: float
    steps: list[Step] = field(default_factory=list)

    async def report(self) -> Report | Missing:
        return await self.device.report(deadline=self.deadline, tell=self.steps.append)

    async def stream(self, profile: str = "main") -> StreamPlace | Missing:
        return await self.device.stream(profile, deadline=self.deadline, tell=self.steps.append)

    async def snapshot(self, profile: str = "main") -> StreamPlace | Missing:
        return await self.device.snapshot(profile, deadline=self.deadline, tell=self.steps.append)

    def told(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)


def visit(
    peer: OnvifPeer,
    work: Callable[[Visit], Awaitable[T]],
    *,
    credential: Credential | None = GOOD,
    basic: bool = True,
    seconds: float = 20.0,
    port: int | None = None,
) -> T:
    """Visit a standing device."""

    async def inside() -> T:
        async with peer.standing():
            asked = Device(
                host=peer.host, rtsp_port=554, onvif_port=port or peer.port, basic=basic,
                credential="mau" if credential else "",
            )  # fmt: skip
            gate = Gate(lab=frozenset({(peer.host, asked.onvif_port), (peer.host, 554)}))
            async with Devices(
                gate, DeviceLimits(request_s=2.0), user_agent="test",
                credential_of=lambda _: credential or GOOD,
            ) as devices:  # fmt: skip
                link = devices.link(asked)
                assert await link.resolve() is None
                loop = asyncio.get_running_loop()
                async with link.turn():
                    return await work(Visit(link, OnvifDevice(link), loop.time() + seconds))

    return asyncio.run(inside())


def report(came: Report | Missing) -> Report:
    assert isinstance(came, Report), came
    return came


def place(came: StreamPlace | Missing) -> StreamPlace:
    assert isinstance(came, StreamPlace), came
    return came


def missing(came: object) -> Missing:
    assert isinstance(came, Missing), came
    return came


def test_a_device_is_asked_the_time_first_and_once_for_all_its_cameras() -> None:
    peer = OnvifPeer()

    async def two_cameras(on: Visit) -> tuple[Report, Report, StreamPlace]:
        return report(await on.report()), report(await on.report()), place(await on.stream())

    first, second, stream = visit(peer, two_cameras)
    assert first is second
    assert first.info == DeviceInfo(manufacturer="Hãng Mẫu", model="M-01", firmware="1.0.1")
    assert [(one.token, one.channel, one.codec) for one in first.profiles] == [
        ("main", 1, "H264"),
        ("sub", 1, "H264"),
    ]
    assert (first.profiles[0].width, first.profiles[0].height) == (1920, 1080)
    assert stream == StreamPlace(path="/live/0?ch=1", reported="192.0.2.7:554")
    assert peer.calls == [
        "GetSystemDateAndTime", "GetServices", "GetDeviceInformation", "GetProfiles", "GetStreamUri"
    ]  # fmt: skip


def test_services_are_asked_where_the_device_answered_not_where_it_says_it_is() -> None:
    peer = OnvifPeer(media="https://user:pass@192.0.2.7:8443/onvif/media?x=1#here")

    async def work(on: Visit) -> Step:
        report(await on.report())
        return on.told("onvif.services")

    step = visit(peer, work)
    assert peer.book[-1].path == "/onvif/media?x=1"
    assert step.text == "camera.onvif.services_other_port"
    assert step.values["reported"] == "192.0.2.7:8443"


@pytest.mark.parametrize("asks", ["token", "digest", "both"])
@pytest.mark.parametrize("hours", [-9, 0, 7, 24 * 365 * -20])
def test_a_device_whose_clock_is_wrong_still_takes_the_right_password(
    asks: str, hours: int
) -> None:
    peer = OnvifPeer(asks=asks, clock=timedelta(hours=hours))

    async def work(on: Visit) -> tuple[Report, StreamPlace]:
        return report(await on.report()), place(await on.stream())

    came, _ = visit(peer, work)
    assert peer.wrong == 0
    assert came.clock_offset_s == pytest.approx(hours * 3600, abs=2.0)
    assert peer.calls[2:4] == [
        "GetDeviceInformation",
        f"GetDeviceInformation+{asks.replace('both', 'digest')}",
    ]


@pytest.mark.parametrize("asks", ["token", "digest", "both"])
def test_a_device_that_tells_its_time_to_nobody_is_dated_by_the_header_of_its_refusal(
    asks: str,
) -> None:
    peer = OnvifPeer(asks=asks, open_to_all=frozenset(), clock=timedelta(hours=5))
    came = report(visit(peer, lambda on: on.report()))
    assert peer.wrong == 0
    assert came.clock_offset_s == pytest.approx(5 * 3600, abs=2.0)


def test_a_device_without_any_time_is_taken_for_right_and_the_steps_say_so() -> None:
    peer = OnvifPeer(
        asks="token", dated=False, says={"GetSystemDateAndTime": http(fault("ActionNotSupported"))}
    )

    async def work(on: Visit) -> tuple[Report, Step]:
        return report(await on.report()), on.told("onvif.time")

    came, step = visit(peer, work)
    assert came.clock_offset_s is None
    assert step.text == "camera.onvif.clock_unknown"


@pytest.mark.parametrize("asks", ["token", "digest", "both", "basic"])
@pytest.mark.parametrize("open_to_all", [frozenset(), OnvifPeer().open_to_all])
@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_a_wrong_password_is_shown_once_whatever_is_asked_later(
    asks: str, open_to_all: frozenset[str], status: int
) -> None:
    peer = OnvifPeer(
        asks=asks,
        open_to_all=open_to_all,
        password=OTHER,
        refused_status=status,
    )

    async def work(on: Visit) -> tuple[Missing, Missing, object]:
        first = missing(await on.report())
        return first, missing(await on.stream()), on.link.credential()

    first, later, shown = visit(peer, work)
    assert (first.text, first.why, first.party) == (
        "camera.onvif_unauthorized", Why.REFUSED, Party.COMMUNE
    )  # fmt: skip
    assert later == first
    assert shown == first
    assert peer.wrong == 1
    assert sum(bool(one.shown) for one in peer.book) == 1


def test_another_camera_of_the_same_box_does_not_try_the_refused_password_again() -> None:
    peer = OnvifPeer(asks="token", password=OTHER)

    async def work(on: Visit) -> Missing:
        await on.report()
        fresh = OnvifDevice(on.link)
        return missing(await fresh.report(deadline=on.deadline))

    assert visit(peer, work).text == "camera.onvif_unauthorized"
    assert peer.wrong == 1


def test_a_try_that_ended_in_silence_is_spent() -> None:
    def silent(_asked: object) -> bytes:
        raise ConnectionError

    peer = OnvifPeer(asks="token", says={"GetDeviceInformation": silent})

    async def work(on: Visit) -> tuple[Missing, Missing]:
        first = missing(await on.report())
        assert isinstance(on.link.credential(), Missing)  # nor will the stream be shown it
        return first, missing(await on.stream())

    first, second = visit(peer, work)
    assert (first.text, first.why) == ("camera.silent_after_login", Why.REFUSED)
    assert second == first
    assert sum(bool(one.shown) for one in peer.book) == 1


def test_a_try_that_was_called_off_is_spent() -> None:
    peer = OnvifPeer(asks="token", hangs=frozenset({"GetDeviceInformation"}))

    async def work(on: Visit) -> Missing:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await on.report()
        return missing(await on.report())

    visit(peer, work)
    assert sum(bool(one.shown) for one in peer.book) == 1


def test_a_digest_that_nobody_here_speaks_leaves_the_token() -> None:
    peer = OnvifPeer(asks="strange")
    report(visit(peer, lambda on: on.report()))
    assert "GetDeviceInformation+token" in peer.calls
    assert peer.wrong == 0


def test_a_nonce_for_one_call_only_is_answered_anew_once_the_password_was_right() -> None:
    peer = OnvifPeer(asks="digest", one_nonce_a_call=True)

    async def work(on: Visit) -> StreamPlace:
        report(await on.report())
        return place(await on.stream())

    visit(peer, work)
    assert peer.calls[-2:] == ["GetStreamUri+digest", "GetStreamUri+digest"]


def _stale(nonce: str) -> bytes:
    challenge = f'Digest realm="{REALM}", nonce="{nonce}", qop="auth", stale=TRUE'
    return http("", 401, f"WWW-Authenticate: {challenge}")


def test_a_nonce_that_was_too_old_at_the_first_try_is_answered_anew_once() -> None:
    peer = OnvifPeer(asks="digest", one_nonce_a_call=True)
    first = iter([True])
    peer.says = {
        "GetDeviceInformation": lambda _: (
            _stale(peer._nonce()) if next(first, False) else http(device_answer())
        )
    }
    assert report(visit(peer, lambda on: on.report())).info.model == "M-01"
    assert peer.calls.count("GetDeviceInformation+digest") == 2


def test_a_device_that_calls_every_nonce_too_old_gets_two_answers_and_no_more() -> None:
    peer = OnvifPeer(asks="digest", one_nonce_a_call=True)
    peer.says = {"GetDeviceInformation": lambda _: _stale(peer._nonce())}

    async def work(on: Visit) -> tuple[Missing, Missing]:
        return missing(await on.report()), missing(await on.stream())

    refused, later = visit(peer, work)
    assert (refused.text, later) == ("camera.onvif_unauthorized", refused)
    assert sum(bool(one.shown) for one in peer.book) == 2


def test_a_password_refused_by_a_device_without_a_clock_may_be_right() -> None:
    peer = OnvifPeer(asks="token", password=OTHER, dated=False)
    peer.says = {"GetSystemDateAndTime": http(fault("ActionNotSupported"))}
    refused = missing(visit(peer, lambda on: on.report()))
    assert refused.text == "camera.onvif_unauthorized_undated"
    assert peer.wrong == 1


def test_a_good_password_without_the_right_to_one_thing_stays_good() -> None:
    peer = OnvifPeer(asks="token", says={"GetStreamUri": http(fault("NotAuthorized"), 400)})

    async def work(on: Visit) -> tuple[Missing, StreamPlace, object]:
        report(await on.report())
        return missing(await on.stream()), place(await on.snapshot()), on.link.credential()

    refused, picture, shown = visit(peer, work)
    assert refused.text == "camera.onvif_unauthorized"
    assert picture.path == "/snap.jpg?ch=1"
    assert shown == GOOD
    assert peer.calls.count("GetStreamUri+token") == 1


def test_a_device_that_asks_is_not_shown_what_the_inventory_does_not_name() -> None:
    peer = OnvifPeer(asks="token")
    came = missing(visit(peer, lambda on: on.report(), credential=None))
    assert (came.text, came.why) == ("camera.needs_credential", Why.REFUSED)
    assert not any(one.shown for one in peer.book)


def test_basic_is_answered_only_where_the_inventory_allows_it() -> None:
    allowed, forbidden = OnvifPeer(asks="basic"), OnvifPeer(asks="basic")
    report(visit(allowed, lambda on: on.report()))
    came = missing(visit(forbidden, lambda on: on.report(), basic=False))
    assert came.text == "camera.basic_forbidden"
    assert not any(one.shown for one in forbidden.book)


@pytest.mark.parametrize(
    "answer",
    [
        http(fault("ActionNotSupported"), 500),
        http("<html>404</html>", 404),
        http(services_answer("")),
    ],
)
def test_a_device_that_knows_no_services_is_asked_for_its_capabilities(answer: bytes) -> None:
    peer = OnvifPeer(says={"GetServices": answer})
    assert len(report(visit(peer, lambda on: on.report())).profiles) == 2
    assert peer.book[-1].path == "/onvif/media_service"


def test_a_device_that_speaks_media2_alone_is_our_own_gap() -> None:
    peer = OnvifPeer(
        says={
            "GetServices": http(services_answer("/m2", "http://www.onvif.org/ver20/media/wsdl")),
            "GetCapabilities": http(capabilities_answer("")),
        }
    )
    came = missing(visit(peer, lambda on: on.report()))
    assert (came.text, came.party) == ("camera.onvif_media2", Party.AUDITOR)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (http("<!DOCTYPE html><html>web</html>"), "camera.onvif_off"),
        (http("", 404), "camera.onvif_off"),
        (http("", 405), "camera.onvif_off"),
        (
            http("", 307, "Location: http://127.81.0.9/onvif/device_service"),
            "camera.onvif_redirected",
        ),
        (b"SSH-2.0-dropbear\r\n", "camera.bad_http"),
        (http("boom", 500), "camera.onvif_bad"),
    ],
)
def test_a_port_without_onvif_behind_it_says_so(answer: bytes, text: str) -> None:
    peer = OnvifPeer(
        says=dict.fromkeys(("GetSystemDateAndTime", "GetServices", "GetCapabilities"), answer)
    )
    assert missing(visit(peer, lambda on: on.report())).text == text


def test_a_port_that_takes_no_connection_has_no_onvif() -> None:
    peer = OnvifPeer()
    came = missing(visit(peer, lambda on: on.report(), port=9))
    assert (came.text, came.why) == ("camera.onvif_off", Why.UNREACHABLE)


def test_a_redirect_is_followed_by_nobody() -> None:
    other = OnvifPeer(host="127.81.0.2")

    async def work(on: Visit) -> Missing:
        async with other.standing():
            moved = http("", 307, f"Location: http://{other.host}:{other.port}/onvif/media_service")
            peer.says["GetProfiles"] = moved
            return missing(await on.report())

    peer = OnvifPeer(asks="token")
    assert visit(peer, work).text == "camera.onvif_bad"
    assert other.book == []


@pytest.mark.parametrize(
    ("manufacturer", "read"),
    [
        ("Hãng \x0b Mẫu".encode(), "Hãng � Mẫu"),
        (b"H\xc3\xa3ng \xff\xfe", "Hãng ��"),
        (b"", ""),
        (b"A" * 500, "A" * 80),
        ("dòng 1\ndòng 2\u2028\u202e3".encode(), "dòng 1 dòng 2 3"),
    ],
)
def test_letters_that_are_none_cost_a_name_and_nothing_else(manufacturer: bytes, read: str) -> None:
    body = device_answer("@@").encode().replace(b"@@", manufacturer)
    peer = OnvifPeer(says={"GetDeviceInformation": http(body)})
    came = report(visit(peer, lambda on: on.report()))
    assert came.info == DeviceInfo(manufacturer=read, model="M-01", firmware="1.0.1")


def test_a_device_that_writes_in_gb2312_is_read_in_it() -> None:
    body = device_answer("海").replace("UTF-8", "gb2312").encode("gb2312")
    peer = OnvifPeer(says={"GetDeviceInformation": http(body)})
    assert report(visit(peer, lambda on: on.report())).info.manufacturer == "海"


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize(
    "body",
    [
        BOMB + device_answer("&i;").partition("?>")[2],
        '<!DOCTYPE x SYSTEM "file:///etc/hostname">' + device_answer().partition("?>")[2],
        soap("<a>" * 300 + "</a>" * 300),
        soap("<a/>" * 50_000),
        soap("<tds:GetDeviceInformationResponse><tds:Manufacturer>"),
        soap("<tds:GetProfilesResponse/>"),
        soap(""),
        fault("ActionNotSupported"),
    ],
    ids=["bomb", "dtd", "deep", "wide", "cut", "another answer", "empty", "unsupported"],
)
def test_what_cannot_be_read_and_is_not_needed_stays_empty(body: str) -> None:
    peer = OnvifPeer(says={"GetDeviceInformation": http(body)})
    came = report(visit(peer, lambda on: on.report()))
    assert came.info == DeviceInfo()
    assert len(came.profiles) == 2


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (BOMB + profiles_answer(profile("&i;", "V0")).partition("?>")[2], "camera.onvif_bad"),
        ("<html>hết phiên</html>", "camera.onvif_bad"),
        (profiles_answer(*(profile(f"p{i}", f"V{i}") for i in range(301))), "camera.onvif_bad"),
        (fault("ActionNotSupported"), "camera.onvif_bad"),
        (profiles_answer(), "camera.no_profile"),
        (
            profiles_answer('<trt:Profiles token="a"><tt:Name>a</tt:Name></trt:Profiles>'),
            "camera.no_profile",
        ),
        ("x" * 20_000_000, "camera.http_too_big"),
    ],
    ids=["bomb", "html", "301 profiles", "unsupported", "none", "without video", "20 MB"],
)
def test_what_is_needed_and_cannot_be_had_is_named(body: str, text: str) -> None:
    peer = OnvifPeer(says={"GetProfiles": http(body)})
    assert missing(visit(peer, lambda on: on.report())).text == text


@pytest.mark.parametrize(
    "body",
    [
        profiles_answer(
            profile("main", "V0", more="<tt:PTZConfiguration><wrong/></tt:PTZConfiguration>")
        ),
        profiles_answer(profile("main", "V0", more="<tt:Name>again</tt:Name><vendor/>")),
        profiles_answer(profile("main", "V0", encoding="H265")),
        profiles_answer(profile("main", "V0").replace("<tt:Quality>4", "<tt:Quality>tốt")),
        profiles_answer(profile("main", "V0")).replace(
            "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"
        ),
    ],
    ids=["ptz", "vendor", "h265", "quality", "soap 1.1"],
)
def test_a_device_that_errs_where_nobody_reads_is_read(body: str) -> None:
    peer = OnvifPeer(says={"GetProfiles": http(body)})
    assert report(visit(peer, lambda on: on.report())).profiles[0].name == "main"


def test_a_recorder_counts_its_channels_by_source_in_its_own_order() -> None:
    tokens = [
        (f"p{source}{kind}", f"VideoSource_{source}") for source in (1, 2, 3, 4) for kind in "ab"
    ]
    peer = OnvifPeer(
        says={"GetProfiles": http(profiles_answer(*(profile(*one) for one in tokens)))}
    )

    async def work(on: Visit) -> tuple[Report, Step]:
        return report(await on.report()), on.told("onvif.profiles")

    came, step = visit(peer, work)
    assert [(one.token, one.channel) for one in came.profiles] == [
        ("p1a", 1), ("p1b", 1), ("p2a", 2), ("p2b", 2), ("p3a", 3), ("p3b", 3), ("p4a", 4), ("p4b", 4)
    ]  # fmt: skip
    assert step.text == "camera.onvif.profiles"


@pytest.mark.parametrize("sources", [("V_1", "V_3"), ("V_2", "V_1")])
def test_a_recorder_that_leaves_channels_out_is_pointed_out(sources: tuple[str, str]) -> None:
    answer = profiles_answer(*(profile(f"p{source}", source) for source in sources))
    peer = OnvifPeer(says={"GetProfiles": http(answer)})

    async def work(on: Visit) -> Step:
        report(await on.report())
        return on.told("onvif.profiles")

    assert visit(peer, work).text == "camera.onvif.profiles_out_of_step"


@pytest.mark.parametrize(
    ("uri", "path", "reported", "text"),
    [
        ("rtsp://127.81.0.1:554/live", "/live", "", "camera.onvif.stream"),
        ("rtsp://127.81.0.1/live", "/live", "", "camera.onvif.stream"),
        ("rtsp://u:p@203.0.113.5/live", "/live", "203.0.113.5:554", "camera.onvif.stream_elsewhere"),
        ("rtsp://127.81.0.1:8554/live", "/live", "127.81.0.1:8554", "camera.onvif.stream_other_port"),
        ("/live?a=1", "/live?a=1", "", "camera.onvif.stream"),
        ("rtsp://127.81.0.1/a b/ả", "/a%20b/%E1%BA%A3", "", "camera.onvif.stream"),
        ("rtsp://127.81.0.1", "/", "", "camera.onvif.stream"),
    ],
)  # fmt: skip
def test_a_stream_is_looked_for_at_the_address_that_answered(
    uri: str, path: str, reported: str, text: str
) -> None:
    peer = OnvifPeer(stream=uri)

    async def work(on: Visit) -> tuple[StreamPlace, Step]:
        return place(await on.stream()), on.told("onvif.stream")

    came, step = visit(peer, work)
    assert came == StreamPlace(path=path, reported=reported)
    assert step.text == text


def test_a_stray_ampersand_in_an_address_is_read_as_one() -> None:
    stray = uri_answer("GetStreamUri", "rtsp://127.81.0.1/live?ch=1&subtype=0&amp;x=1")
    peer = OnvifPeer(says={"GetStreamUri": http(stray)})
    assert place(visit(peer, lambda on: on.stream())).path == "/live?ch=1&subtype=0&x=1"


@pytest.mark.parametrize(
    "uri", ["", "rtsp://h:99999/x", "rtsp://[/x", "rtsp://h/a&#x85;b", "rtsp://h/" + "a" * 3000]
)
def test_an_address_that_is_none_is_not_used(uri: str) -> None:
    peer = OnvifPeer(says={"GetStreamUri": http(uri_answer("GetStreamUri", uri))})
    assert missing(visit(peer, lambda on: on.stream())).text == "camera.onvif_bad"


def test_an_account_inside_a_path_is_shown_to_nobody() -> None:
    peer = OnvifPeer(stream="rtsp://127.81.0.1/user=admin_password=bimat_channel=1_stream=0.sdp")

    async def work(on: Visit) -> tuple[StreamPlace, Step]:
        return place(await on.stream()), on.told("onvif.stream")

    came, step = visit(peer, work)
    assert "bimat" in came.path
    assert "bimat" not in str(step.values)


def test_a_profile_that_has_gone_is_named() -> None:
    peer = OnvifPeer(says={"GetStreamUri": http(fault("NoProfile"), 400)})
    assert missing(visit(peer, lambda on: on.stream())).text == "camera.no_profile"


def test_our_own_patience_is_not_the_devices_silence_and_is_not_kept() -> None:
    peer = OnvifPeer()

    async def work(on: Visit) -> tuple[Missing, Report]:
        cut = missing(await on.device.report(deadline=0.0))
        return cut, report(await on.report())

    cut, _ = visit(peer, work)
    assert (cut.text, cut.party) == ("camera.time_cap", Party.AUDITOR)

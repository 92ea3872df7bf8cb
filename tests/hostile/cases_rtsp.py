"""Cameras whose stream is hostile."""

import asyncio
from dataclasses import replace

from tests.hostile.case import CANARY_PASSWORD, CANARY_USER, Case, Device, outcomes
from tests.hostile.trap import Trap
from tests.probes.camera.devices import showing
from tests.probes.camera.material import material, packet, rtp, sdp, stream
from tests.probes.camera.rtsp_server import (
    Answer,
    Doorman,
    Request,
    RtspServer,
    interleaved,
    reply,
    saying,
    writing,
)

BAD = "unknown:malformed:commune"
UNSEEN = "unknown:unconfirmed:auditor"
REFUSED = "unknown:refused:commune"
BIG = "unknown:incomplete:commune"
FLOODED = (BIG, BAD, "unknown:incomplete:auditor", "unknown:unreadable:auditor")
"""Whichever comes first: our bound on bytes, or on a slow machine our bound on time."""
H264 = material("H264")
OTHER = "mat-khau-khac"  # of the camera, not of the inventory
OK = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n"


def digest(**how: object) -> Doorman:
    """Return who asks for the canary."""
    return replace(Doorman(user=CANARY_USER, password=CANARY_PASSWORD), **how)  # type: ignore[arg-type]


def shown(**how: object) -> RtspServer:
    """Return a camera that shows a picture to whoever has the password."""
    return showing(**({"doorman": digest()} | how))


def flood(data: bytes, head: bytes = b"") -> Answer:
    """Answer well, then flood."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head or reply(request, "200 OK", "Session: 1\r\n"))
        while True:
            writer.write(data)
            await writer.drain()
            await asyncio.sleep(0)

    return answer


def echo(how: str) -> Answer:
    """Ask for Basic, and say back what was told."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        told = request.headers.get("authorization", "").partition(" ")[2]
        if not told:
            ask = 'WWW-Authenticate: Basic realm="Mau"\r\n'
            writer.write(reply(request, "401 Unauthorized", ask))
            return
        said = f"{CANARY_USER}:{CANARY_PASSWORD} {told}"
        body = sdp(H264).replace(b"s=", f"s={said}\r\ni={said}\r\na=tool:".encode())
        body = body.replace(b"track1", f"{told}/{CANARY_PASSWORD}".encode())
        match how:
            case "sdp":
                writer.write(reply(request, "200 OK", "Content-Type: application/sdp\r\n", body))
            case "reason":
                writer.write(reply(request, f"500 {said}", f"Server: {said}\r\n"))
            case _:
                ask = f'WWW-Authenticate: Basic realm="{said}"\r\nLocation: rtsp://{said}@x/\r\n'
                writer.write(reply(request, "401 Unauthorized", ask))

    return answer


def at(method: str, name: str, answer: Answer, *allowed: str, looks: int = 1) -> Case:
    """Return a camera that is hostile at one request."""
    return Case(
        name=f"rtsp-{name}",
        serve=lambda _: Device(rtsp=shown(answers={method: answer})),
        allowed=outcomes("CAM-01", *allowed),
        looks=looks,
    )


def camera(name: str, server: RtspServer, *allowed: str, looks: int = 1, **how: object) -> Case:
    """Return a camera."""
    return Case(
        name=f"rtsp-{name}",
        serve=lambda _: Device(rtsp=server, **how),  # type: ignore[arg-type]
        allowed=outcomes("CAM-01", *allowed),
        looks=looks,
    )


def moved(method: str, status: str) -> Case:
    """Return a camera that sends us to the trap."""

    def serve(trap: Trap) -> Device:
        where = f"Location: rtsp://{trap.pair}/kenh1\r\n"
        return Device(rtsp=shown(answers={method: saying(status, where)}))

    name = f"rtsp-{method.lower()}-{status.partition(' ')[0]}-to-the-trap"
    return Case(
        name=name,
        serve=serve,
        allowed=outcomes("CAM-01", BAD, REFUSED, "unknown:not_configured:commune"),
    )


def controlled(trap: Trap) -> Device:
    """A description whose every address is the trap's."""
    where = f"rtsp://{CANARY_USER}@{trap.pair}/track1"
    told = sdp(H264, control=where, session=f"rtsp://{trap.pair}/")
    told = told.replace(b"192.0.2.1", trap.host.encode())
    heads = f"Content-Base: rtsp://{trap.pair}/\r\nContent-Location: rtsp://{trap.pair}/\r\n"
    return Device(rtsp=shown(sdp=told, describe_headers=heads))


def sized(units: int, extra: bytes = b"") -> list[bytes]:
    """Return one picture that never ends."""
    piece = b"\x7c\x05" + b"\1" * 60_000
    return rtp([b"\x7c\x85\x88" + extra, *[piece] * units])


def huge_sps() -> list[bytes]:
    """A parameter set that claims 16,384 x 16,384, and a slice of it. Bits by hand (7.3.2.1)."""
    bits = "1" + "1" + "011" + "1" + "1" + "010" + "0"  # id, frame_num, poc type 2.. refs, gaps
    width = bin(1024)[2:]
    bits += (
        "0" * (len(width) - 1)
        + width
        + "0" * (len(width) - 1)
        + width
        + "1"
        + "1"
        + "0"
        + "0"
        + "1"
    )
    bits += "0" * (-len(bits) % 8)
    sps = bytes([0x67, 66, 0, 51]) + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return rtp([sps, H264.sets[1], *H264.slices(0)])


def jumbled() -> list[bytes]:
    """The packets of a picture out of order, twice, and with their numbers wrong."""
    rows = stream(H264)
    return [
        *rows[::-1],
        *rows[::2],
        *(packet(one[12:], sequence=9, time=1, marker=True) for one in rows),
    ]


def truncated() -> list[bytes]:
    """Units cut in the middle."""
    return rtp([one[: len(one) // 3] for one in H264.pictures[0]])


RUBBISH = [b"$\0\0\4\x80\x60\0\0", interleaved(b"\xff" * 700), interleaved(b""), b"\0\1\2" * 300]
DRIP = writing(OK, *[b"X"] * 200, pause=0.3)
JPEG_SDP = b"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=x\r\nm=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\na=control:t\r\n"
JPEG = rtp([b"\0\0\0\0\1\x50\xff\xff" + b"\xff\xd8" + b"\0" * 900] * 3, pt=26)
LINES = b"a=x:" + b"y" * 200 + b"\r\n"
BASIC = Doorman(scheme="Basic", user=CANARY_USER, password=CANARY_PASSWORD)

CASES = (
    at("DESCRIBE", "silent", writing(), UNSEEN, looks=2),
    at("DESCRIBE", "a-byte-each-third-of-a-second", DRIP, UNSEEN, looks=2),
    at("OPTIONS", "silent-at-first", writing(), UNSEEN, "pass", looks=2),
    at("DESCRIBE", "headers-without-end", flood(b"X-More: aaaaaaaaaaa\r\n", OK), BIG, BAD),
    at("DESCRIBE", "a-line-without-end", flood(b"a" * 4096, b"RTSP/1.0 200 "), BIG, BAD),
    at("DESCRIBE", "a-description-of-fifty-megabytes", writing(OK + b"Content-Length: 50000000\r\n\r\n" + LINES * 900), BIG, BAD),
    at("DESCRIBE", "answers-with-http", writing(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), BAD),
    at("DESCRIBE", "a-negative-length", writing(OK + b"Content-Length: -1\r\n\r\n"), BAD),
    at("DESCRIBE", "binary", writing(bytes(range(256)) * 99, close=True), BAD, BIG, UNSEEN),
    at("DESCRIBE", "a-thousand-tracks", writing(OK + b"Content-Type: application/sdp\r\nContent-Length: 30000\r\n\r\n" + (b"m=video 0 RTP/AVP 96\r\n" * 1400)[:30000]), BAD, "unknown:unreadable:auditor"),
    moved("DESCRIBE", "302 Found"),
    moved("DESCRIBE", "301 Moved Permanently"),
    moved("SETUP", "305 Use Proxy"),
    moved("PLAY", "302 Found"),
    Case(name="rtsp-controls-of-the-trap", serve=controlled, allowed=outcomes("CAM-01", "pass", "warn")),
    camera("basic-where-it-is-forbidden", showing(doorman=BASIC), REFUSED, basic="không"),
    camera("a-nonce-that-is-always-stale", shown(doorman=digest(always_stale=True, password=OTHER)), REFUSED),
    camera("another-password", shown(doorman=digest(password=OTHER)), REFUSED, by_environment=True),
    at("DESCRIBE", "echo-in-the-description", echo("sdp"), "pass", "warn", BAD, REFUSED),
    at("DESCRIBE", "echo-in-the-reason", echo("reason"), BAD, UNSEEN, "unknown:unreachable:commune"),
    at("DESCRIBE", "echo-in-the-challenge", echo("challenge"), REFUSED),
    at("PLAY", "rubbish-between-the-packets", writing(OK + b"\r\n", *RUBBISH), BAD, UNSEEN, looks=2),
    camera("packets-in-any-order", shown(packets=jumbled()), "pass", "warn", BAD, UNSEEN, "unknown:incomplete:auditor", looks=2),
    at("PLAY", "a-parameter-set-without-end", flood(b"".join(interleaved(one) for one in rtp([b"\x67" + b"\1" * 60_000] * 9))), *FLOODED),
    at("PLAY", "a-picture-without-end", flood(b"".join(map(interleaved, sized(9)))), *FLOODED),
    camera("a-picture-of-16384-square", shown(packets=huge_sps(), sdp=sdp(H264, sprop=False)), BAD),
    camera("units-cut-short", shown(packets=truncated()), BAD, UNSEEN, looks=2),
    camera("jpeg-of-30000-square", shown(sdp=JPEG_SDP, packets=JPEG), BAD, "unknown:unreadable:commune", "unknown:unreadable:auditor"),
    camera("closes-after-play", shown(packets=[], hang_up=True), UNSEEN, looks=2),
    camera("plays-nothing", shown(packets=[]), UNSEEN, looks=2),
    at("PLAY", "the-smallest-packets", flood(b"$\x05\0\0" * 9_999), *FLOODED),
    at("PLAY", "requests-instead-of-pictures", flood(b"OPTIONS a RTSP/1.0\r\n\r\n" * 999), *FLOODED, looks=2),
)  # fmt: skip

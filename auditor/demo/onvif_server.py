"""A camera or recorder that speaks ONVIF: device and media service, by hand.

What a real one does and this one does too: it tells the time to anyone and everything else only
to whoever shows a WS-UsernameToken of its own time; it may name itself by an address that nobody
outside its office can reach.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree

from auditor.demo.door import Door
from auditor.demo.drawing import HEIGHT, WIDTH
from auditor.demo.film import FRAMES_A_SECOND
from auditor.demo.manifest import HERE
from auditor.demo.web import Answer, Request, hang_up, read_request, send
from auditor.facts import Auth

_KIND = "application/soap+xml; charset=utf-8"
_TO_ANYONE = frozenset({"GetSystemDateAndTime", "GetServices", "GetCapabilities"})
_SERVICES = ("/onvif/device_service", "/onvif/media_service")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnvifServer:
    """One device. `paths` are its streams, channel by channel; the addresses are its own word."""

    door: Door
    model: str
    paths: tuple[str, ...]
    http_pair: str
    """host:port of its services."""
    rtsp_pair: str
    """host:port of its streams."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one call."""
        async with self.door.book.call():
            if request := await read_request(reader):
                await send(writer, self._answered(request))
            else:
                await hang_up(writer)

    def _answered(self, request: Request) -> Answer:
        if request.target not in _SERVICES:
            return Answer(status=404, body=b"", kind="text/plain")
        if request.method != "POST":
            return Answer(status=405, body=b"", kind="text/plain")
        asked = _asked(request.body)
        if asked is None:
            return _fault("WellFormed", "Well-formedness error")
        self.door.book.asked(asked.action, request.headers.get("user-agent", ""))
        return self._said(asked)

    def _said(self, asked: "_Asked") -> Answer:
        say = self._sayings().get(asked.action)
        if say is None:
            return _fault("ActionNotSupported", "Optional action not implemented")
        if asked.action not in _TO_ANYONE and not self._knows(asked):
            return _fault("NotAuthorized", "Sender not authorized")
        return say(asked)

    def _knows(self, asked: "_Asked") -> bool:
        token = asked.token
        if not token:
            return self.door.auth is Auth.NONE
        return self.door.admits_token(
            *(token.get(name, "") for name in ("Username", "Password", "Nonce", "Created"))
        )

    def _sayings(self) -> Mapping[str, Callable[["_Asked"], Answer]]:
        return {
            "GetSystemDateAndTime": partial(self._page, now=self.door.now()),
            "GetServices": partial(self._page, origin=f"http://{self.http_pair}"),
            "GetCapabilities": partial(self._page, origin=f"http://{self.http_pair}"),
            "GetDeviceInformation": partial(self._page, model=self.model),
            "GetProfiles": partial(
                self._page, paths=self.paths, width=WIDTH, height=HEIGHT, rate=FRAMES_A_SECOND
            ),
            "GetStreamUri": self._stream,
            "GetSnapshotUri": self._snapshot,
        }

    @staticmethod
    def _page(asked: "_Asked", **values: object) -> Answer:
        return _answer(f"{asked.action}.xml", values)

    def _stream(self, asked: "_Asked") -> Answer:
        number = self._channel(asked)
        if number is None:
            return _fault("NoProfile", "Profile does not exist")
        uri = f"rtsp://{self.rtsp_pair}{self.paths[number]}"
        return _answer("MediaUri.xml", {"action": asked.action, "uri": uri})

    def _snapshot(self, asked: "_Asked") -> Answer:
        number = self._channel(asked)
        if number is None:
            return _fault("NoProfile", "Profile does not exist")
        uri = f"http://{self.http_pair}/anh/{number + 1}.jpg"
        return _answer("MediaUri.xml", {"action": asked.action, "uri": uri})

    def _channel(self, asked: "_Asked") -> int | None:
        tokens = [f"profile_{number + 1}" for number in range(len(self.paths))]
        return tokens.index(asked.profile) if asked.profile in tokens else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One call, read."""

    action: str
    profile: str
    token: Mapping[str, str]
    """The UsernameToken's texts by element; empty when there is none."""


def _asked(body: bytes) -> _Asked | None:
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    call = root.find("{*}Body/{*}*")
    if call is None:
        return None
    token = root.find("{*}Header/{*}Security/{*}UsernameToken")
    parts = token.iterchildren("{*}*") if token is not None else ()
    return _Asked(
        action=etree.QName(call).localname,
        profile=call.findtext("{*}ProfileToken", ""),
        token={etree.QName(part).localname: (part.text or "").strip() for part in parts},
    )


def _answer(template: str, values: Mapping[str, object], status: int = 200) -> Answer:
    text = _templates().get_template(template).render(values)
    return Answer(status=status, body=text.encode(), kind=_KIND)


def _fault(code: str, reason: str) -> Answer:
    return _answer("Fault.xml", {"code": code, "reason": reason}, status=400)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "soap"), autoescape=True, undefined=StrictUndefined
    )

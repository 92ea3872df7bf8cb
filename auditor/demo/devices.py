"""The cameras and recorders of the demo province: devices.yaml, typed, and brought to life."""

import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from typing import Any

from auditor.demo.door import Book, Door
from auditor.demo.drawing import Scene
from auditor.demo.film import film
from auditor.demo.manifest import HERE
from auditor.demo.onvif_server import OnvifServer
from auditor.demo.rtsp_server import RtspServer, hang
from auditor.demo.servers import Servers
from auditor.facts import Auth


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One stream of a device, and the camera behind it."""

    path: str
    """With its query."""
    camera: str
    counters: tuple[str, ...]
    scene: Scene = Scene.OFFICE
    view: tuple[str, ...] = ()
    """Places drawn in its approved view; none: nobody approved one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a commune signed about its cameras."""

    kind: str
    targets: tuple[str, ...] = ()
    """Ids of cameras; none: all of the commune."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDevice:
    """One camera or recorder; devices.yaml says what each field means."""

    id: str
    channels: tuple[Channel, ...]
    recorder: bool = False
    name: str = ""
    auth: Auth = Auth.DIGEST
    onvif: bool = True
    stale: bool = False
    served: str = "pictures"
    clock_min: int = 0
    reported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOffice:
    """What stands in the one office of a commune."""

    code: str
    planted: str
    """Key of the text that says what is special here."""
    devices: tuple[DemoDevice, ...]
    gateway: bool = False
    """The office has a router that answers: the witness that its line is good."""
    keeper: int = 0
    """Number of the officer who is responsible for the cameras; 0: nobody."""
    zone: bool = False
    """The working area has a waiting area beside its counters."""
    paper: Paper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDevice:
    """A device while it is served. `known` is the password that the inventory's owner has."""

    office: DemoOffice
    device: DemoDevice
    host: str
    rtsp_port: int
    onvif_port: int
    """0: ONVIF is off."""
    user: str
    known: str = field(repr=False)
    book: Book

    @property
    def credential(self) -> str:
        """Return the name of its credential."""
        return f"{self.device.id}-{self.office.code}"

    @property
    def cameras(self) -> Mapping[str, Channel]:
        """Return what the inventory calls the camera of each channel."""
        return {
            f"cam-{number}" if self.device.recorder else self.device.id: channel
            for number, channel in enumerate(self.device.channels, start=1)
        }


Hold = Callable[[str], socket.socket]
"""Binds a free port of an address, and closes it when the province ends."""


@cache
def offices() -> tuple[DemoOffice, ...]:
    """Return the offices that ship with the package."""
    import yaml

    raw = yaml.safe_load((HERE / "devices.yaml").read_text(encoding="utf-8"))
    return tuple(_office(entry) for entry in raw["offices"])


def bring_up(office: DemoOffice, ip: str, servers: Servers, hold: Hold) -> tuple[LiveDevice, ...]:
    """Serve every device of an office."""
    return tuple(_bring_up(office, device, ip, servers, hold) for device in office.devices)


def _bring_up(
    office: DemoOffice, device: DemoDevice, ip: str, servers: Servers, hold: Hold
) -> LiveDevice:
    rtsp, onvif = hold(ip), hold(ip) if device.onvif else None
    live = LiveDevice(
        office=office,
        device=device,
        host=ip,
        rtsp_port=rtsp.getsockname()[1],
        onvif_port=onvif.getsockname()[1] if onvif else 0,
        user=f"xem-{office.code}",
        known=secrets.token_urlsafe(12),
        book=Book(name=f"{office.code} {device.id}"),
    )
    door = _door(live)
    if device.served == "nothing":
        servers.add(rtsp, partial(hang, book=live.book))
        return live
    streams = {channel.path: film(channel.scene) for channel in device.channels}
    servers.add(rtsp, RtspServer(streams=streams, door=door).serve)
    if onvif:
        servers.add(onvif, _onvif(live, door).serve)
    return live


def _door(live: LiveDevice) -> Door:
    password = secrets.token_urlsafe(12) if live.device.stale else live.known
    return Door(
        book=live.book,
        auth=live.device.auth,
        user=live.user,
        password=password,
        clock=timedelta(minutes=live.device.clock_min),
    )


def _onvif(live: LiveDevice, door: Door) -> OnvifServer:
    """A device behind a router names the address and the ports that it has on the inside."""
    inside = live.device.reported
    return OnvifServer(
        door=door,
        model="Dau ghi mau" if live.device.recorder else "Camera mau",
        paths=tuple(channel.path for channel in live.device.channels),
        http_pair=inside or f"{live.host}:{live.onvif_port}",
        rtsp_pair=f"{inside}:554" if inside else f"{live.host}:{live.rtsp_port}",
    )


def _office(entry: Mapping[str, Any]) -> DemoOffice:
    fields = {name: value for name, value in entry.items() if name != "expected"}
    if paper := entry.get("paper"):
        fields["paper"] = Paper(kind=paper["kind"], targets=tuple(paper.get("targets", ())))
    return DemoOffice(**{**fields, "devices": tuple(map(_device, entry["devices"]))})


def _device(entry: Mapping[str, Any]) -> DemoDevice:
    fields = {**entry, "channels": tuple(map(_channel, entry["channels"]))}
    return DemoDevice(**{**fields, "auth": Auth(entry.get("auth", Auth.DIGEST))})


def _channel(entry: Mapping[str, Any]) -> Channel:
    places = {name: tuple(entry.get(name, ())) for name in ("counters", "view")}
    return Channel(**{**entry, **places, "scene": Scene(entry.get("scene", Scene.OFFICE))})

"""Invented communes whose cameras are servers on loopback, and what a run needs to look at them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from auditor.contract import Camera, Commune, CommuneKind, Device, Missing, Party, Recorder, Why
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.link import Devices
from auditor.probes.camera.pictures import Pictures
from auditor.probes.camera.probe import Cameras
from auditor.probes.faults import missing
from auditor.probes.gate import Gate
from tests.probes.camera import material, onvif_device, rtsp_server

QUICK = DeviceLimits(connect_s=1.0, request_s=1.0, stall_s=1.0, camera_s=8.0)
GIVEN = {
    "xem-hinh": Credential(
        name="xem-hinh", user=rtsp_server.USER, password=rtsp_server.PASSWORD
    ),
    "onvif": Credential(name="onvif", user=onvif_device.USER, password=onvif_device.PASSWORD),
    "sai": Credential(name="sai", user=rtsp_server.USER, password="sai-bet"),  # noqa: S106
}  # fmt: skip


def known(name: str) -> Credential | Missing:
    """Look a credential up."""
    found = GIVEN.get(name)
    return found or missing(
        Why.NOT_CONFIGURED, Party.COMMUNE, "camera.credential_unknown", name=name
    )


def showing(**how: object) -> rtsp_server.RtspServer:
    """Return a camera that shows three pictures."""
    made = material.material("H264")
    server = rtsp_server.RtspServer(sdp=material.sdp(made), packets=material.stream(made))
    return replace(server, **how)  # type: ignore[arg-type]


def recorder(device: Device, channels: int, *, path: str = "/kenh/{}") -> Commune:
    """Return a commune with one recorder; without a path its channels have none."""
    return commune(
        *(
            Camera(
                id=f"c{n}", name=f"Camera {n}", office="vp", recorder="d1", channel=n,
                path=path.format(n) if path else "",
            )
            for n in range(1, channels + 1)
        ),
        recorders=(Recorder(id="d1", name="Đầu ghi Mẫu", office="vp", device=device),),
    )  # fmt: skip


def alone(device: Device, *, id_: str = "c1", path: str = "/hinh") -> Camera:
    """Return a camera with an address of its own."""
    return Camera(id=id_, name=f"Camera {id_}", office="vp", device=device, path=path)


def commune(*cameras: Camera, recorders: tuple[Recorder, ...] = ()) -> Commune:
    """Return the invented commune 00001."""
    return Commune(
        code="00001", name="Xã Mẫu 01", kind=CommuneKind.XA, province_code="00",
        cameras=cameras, recorders=recorders,
    )  # fmt: skip


@asynccontextmanager
async def looking(
    pictures: Pictures,
    *places: Device,
    limits: DeviceLimits = QUICK,
    credential_of: Callable[[str], Credential | Missing] = known,
    at_once: int = 200,
) -> AsyncIterator[Cameras]:
    """Return the cameras of a run that may go to these devices only."""
    pairs = {(one.host, port) for one in places for port in (one.rtsp_port, one.onvif_port)}
    gate = Gate(lab=frozenset(pairs), devices_in_flight=at_once)
    async with Devices(gate, limits, credential_of=credential_of, user_agent="thử") as devices:
        try:
            yield Cameras(devices, pictures)
        finally:
            await gate.close()

"""Ask a camera for its key frame, the way a run does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.contract import Device, Missing, Party, Why
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.link import Devices
from auditor.probes.camera.rtsp import KeyFrame, key_frame
from auditor.probes.camera.steps import Step
from auditor.probes.faults import missing
from auditor.probes.gate import Gate
from tests.probes.camera.material import Material, material, sdp, stream
from tests.probes.camera.rtsp_server import PASSWORD, USER, RtspServer

HOST = "127.0.63.1"
QUICK = DeviceLimits(connect_s=1.0, request_s=0.4, stall_s=0.3)
NAMED = {
    "mau": Credential(name="mau", user=USER, password=PASSWORD),
    "sai": Credential(name="sai", user=USER, password="khong-phai"),  # noqa: S106 - invented
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of the looks, in order, and the steps of all of them."""

    results: list[KeyFrame | Missing]
    steps: list[Step]

    @property
    def frame(self) -> KeyFrame:
        result = self.results[-1]
        assert isinstance(result, KeyFrame), result
        return result

    @property
    def fault(self) -> Missing:
        result = self.results[-1]
        assert isinstance(result, Missing), result
        return result


def known(name: str) -> Credential | Missing:
    if name in NAMED:
        return NAMED[name]
    return missing(Why.NOT_CONFIGURED, Party.COMMUNE, "camera.credential_unknown", name=name)


def camera(made: Material | None = None, **changes: object) -> RtspServer:
    """Return a well-behaved camera; `changes` are attributes of it."""
    made = made or material("H264")
    server = RtspServer(sdp=sdp(made), packets=stream(made))
    for name, value in changes.items():
        setattr(server, name, value)
    return server


async def looks(
    device: Device,
    paths: Sequence[str] = ("/ch1",),
    *,
    limits: DeviceLimits = QUICK,
    seconds: float = 5.0,
) -> Seen:
    """Look at the paths of one device, one after the other."""
    gate = Gate(lab=frozenset({(device.host, device.rtsp_port)}))
    steps: list[Step] = []
    results = []
    async with Devices(gate, limits, credential_of=known, user_agent="thử") as devices:
        for path in paths:
            link = devices.link(device)
            assert await link.resolve() is None
            async with link.turn():
                until = asyncio.get_running_loop().time() + seconds
                results.append(await key_frame(link, path, deadline=until, tell=steps.append))
    await gate.close()
    return Seen(results=results, steps=steps)


def look(
    server: RtspServer,
    paths: Sequence[str] = ("/ch1",),
    *,
    credential: str = "mau",
    basic: bool = True,
    limits: DeviceLimits = QUICK,
    seconds: float = 5.0,
) -> Seen:
    """Serve, and look."""

    async def inside() -> Seen:
        async with server.serving(HOST) as port:
            device = Device(
                host=HOST, rtsp_port=port, onvif_port=0, credential=credential, basic=basic
            )
            return await looks(device, paths, limits=limits, seconds=seconds)

    return asyncio.run(inside())

"""Ask a peer as a run does: one gate, one set of links, a name that stands for a credential."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from auditor.contract import Device, Missing, Party, Why
from auditor.probes.camera.credential import Credential, CredentialOf
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.link import Devices, Link
from auditor.probes.faults import missing
from auditor.probes.gate import Gate

NAME = "dau-ghi-mau"


@dataclass(frozen=True, slots=True)
class Asker:
    """Links to the devices of one run."""

    devices: Devices

    async def link(self, device: Device) -> Link:
        """Return a new link, as another channel of the same device gets one."""
        link = self.devices.link(device)
        wrong = await link.resolve()
        if wrong is not None:
            raise RuntimeError(f"the peer may not be asked: {wrong}")
        return link

    def deadline(self, seconds: float = 20.0) -> float:
        """Return a moment on the loop's clock."""
        return asyncio.get_running_loop().time() + seconds


@asynccontextmanager
async def asking(
    *places: tuple[str, int], accounts: Mapping[str, tuple[str, str]] | None = None,
    limits: DeviceLimits | None = None,
) -> AsyncIterator[Asker]:  # fmt: skip
    """Open a run to `places`; `accounts` gives user and password by name."""
    gate = Gate(lab=frozenset(places))
    found = _accounts(accounts or {})
    try:
        async with Devices(
            gate, limits or DeviceLimits(), credential_of=found, user_agent="thu-nghiem"
        ) as devices:
            yield Asker(devices)
    finally:
        await gate.close()


def _accounts(accounts: Mapping[str, tuple[str, str]]) -> CredentialOf:
    def find(name: str) -> Credential | Missing:
        if name not in accounts:
            return missing(
                Why.NOT_CONFIGURED, Party.COMMUNE, "camera.credential_unknown", name=name
            )
        user, password = accounts[name]
        return Credential(name=name, user=user, password=password)

    return find

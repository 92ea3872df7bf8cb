"""Which communes claim the same device. Seen from one machine an address is one device, so its
picture could stand for one commune at most, and nobody can tell for which. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from auditor.contract import Camera, Commune
from auditor.facts.hosts import one_spelling

Claims = Mapping[str, tuple[str, ...]]
"""What is claimed -> codes of those who claim it, two at least."""


def claimed_twice(communes: Iterable[Commune]) -> Claims:
    """Return what cameras of several communes rest on."""
    holders: dict[str, set[str]] = defaultdict(set)
    for commune in communes:
        for camera in commune.cameras:
            holders[claim_of(commune, camera)].add(commune.code)
    return {
        claim: tuple(sorted(codes)) for claim, codes in holders.items() if claim and len(codes) > 1
    }


def claim_of(commune: Commune, camera: Camera) -> str:
    """Return what identifies the picture: an inner address by itself, any other with its stream.

    A province's own media server shows many communes under many paths; 192.168.1.10 in two lists
    is the same number in two networks, of which this machine sees at most one.
    """
    device = commune.device_of(camera)
    if device is None:
        return ""
    host = one_spelling(device.host)
    if _is_inner(host):
        return host
    return f"{host}:{device.rtsp_port}/{camera.stream}"


def _is_inner(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_private and not address.is_loopback

"""One hostile target: what serves it, and what may be said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.hostile.trap import Trap
from tests.peers.sites import Server
from tests.probes.camera.onvif_device import OnvifPeer
from tests.probes.camera.rtsp_server import RtspServer

CANARY_USER = "kiemtra"
"""The name that tests/probes/camera/onvif_device.py lets in."""
CANARY_PASSWORD = "Chim-Hoang#91 7f3ac2"  # noqa: S105 - invented, and looked for everywhere
CANARY_CITIZEN = "001099123457"
"""An invented citizen's number; the province 001 has no such person: it only has the shape."""
CANARY_HACK = "chim-hoang-tan-cong"
"""What hostile pages write where they try to get into a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A hostile website."""

    server: Server
    scheme: str = "http"
    path: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A hostile camera: its stream, its ONVIF service, or both."""

    rtsp: RtspServer | None = None
    onvif: OnvifPeer | None = None
    path: str = "/kenh1"
    basic: str = ""
    """What the inventory says of Basic over clear text."""
    by_environment: bool = False
    """The credential comes by environment instead of the file."""


Served = Site | Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`allowed`: by criterion, each outcome that is true, as `verdict:why:party` or `verdict`.

    A criterion that is not named may be anything but `fail` and `unknown:bug`. `looks`: how often a
    run looks before it says so, each within the deadline.
    """

    name: str
    serve: Callable[[Trap], Served]
    allowed: Mapping[str, frozenset[str]]
    looks: int = 1
    may_fail: frozenset[str] = frozenset()
    """Criteria that may fail: the page was read whole, and what they look for is not there."""


def outcomes(criterion: str, *allowed: str) -> Mapping[str, frozenset[str]]:
    """Return the outcomes of one criterion."""
    return {criterion: frozenset(allowed)}

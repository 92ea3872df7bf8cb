"""One commune of the kit, while its servers stand; and the times that a run gives them."""

from dataclasses import dataclass

from tests.hostile.case import Case, Device
from tests.hostile.watch import Watch
from tests.peers.sites import Server

REQUEST_S, SITE_S, CAMERA_S, PAGE_S = 2.0, 6.0, 6.0, 2.0
DEVICES = 10
"""At once: of a hundred that begin in the same second, each would wait for our own processor."""
PAGE_KB = 1500
"""A province has one such page in a thousand; here a dozen end at the bound in the same second, and
the program holds each about three times (as parts, whole, on its way to the reader)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A commune of the kit."""

    code: str
    host: str
    case: Case | None
    """None: a healthy control."""
    url: str = ""
    site: Server | None = None
    device: Device | None = None
    rtsp_port: int = 0
    onvif_port: int = 0

    def visited_s(self, watch: Watch) -> float:
        """Return how long this target was busy with us.

        A site by its own book, from the first request to the last answer: an idle connection is
        kept for the next one. A device, and a site that never heard a request, by its connections.
        """
        if self.site is not None and self.site.ended:
            return max(self.site.ended) - min(self.site.began)
        return watch.longest(self.host)

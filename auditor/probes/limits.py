"""How much one site may cost us, and we it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBounds:
    """How much of one page's markup is read; what is beyond makes the page a cut one.

    The largest of 18 real pages has 9,000 nodes and 1,100 links, the deepest 40 levels.
    """

    nodes: int = 200_000
    depth: int = 800
    links: int = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """How much one process may take that parses what others wrote."""

    memory_bytes: int = 512 * 1024 * 1024
    """Over what the imports take; an HTML worker needs 64 MB of it."""
    cpu_s: int = 20
    """Of one job, should the parent be gone and nobody there to kill it."""
    page_s: float = 5.0
    bounds: PageBounds = PageBounds()


@dataclass(slots=True)
class SiteTime:
    """Until when (loop time) a site may be asked and read. What we ourselves made wait is given back."""

    until: float
    waited: float = 0.0
    """Seconds given back so far."""

    def give_back(self, seconds: float) -> None:
        """Do not count our own queues, before a request and before a reader: they are no slow site."""
        self.until += seconds
        self.waited += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every bound of the way out. Times in seconds; bodies are counted decoded."""

    request_timeout_s: float = 20.0
    """From the first byte sent to the last one read, one hop."""
    site_timeout_s: float = 120.0
    """All requests to one commune's site and the reading of its pages, waiting for our own turn
    not counted."""
    max_body_bytes: int = 3_000_000
    max_header_bytes: int = 32_768
    max_redirects: int = 5
    delay_s: float = 0.25
    """Between the end of one request to an address and the start of the next."""
    max_pages: int = 12
    """Beside the home page, robots.txt, a sitemap and the page that must not exist."""
    in_flight: int = 64
    """Over all addresses."""

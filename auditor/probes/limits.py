"""How much one site may cost us, and we it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every bound of the way out. Times in seconds; bodies are counted decoded."""

    request_timeout_s: float = 20.0
    """From the first byte sent to the last one read, one hop."""
    site_timeout_s: float = 120.0
    """All requests to one commune's site, waiting for our own turn not counted."""
    max_body_bytes: int = 3_000_000
    max_header_bytes: int = 32_768
    max_redirects: int = 5
    delay_s: float = 0.25
    """Between the end of one request to an address and the start of the next."""
    max_pages: int = 12
    """Beside the home page, robots.txt, a sitemap and the page that must not exist."""
    in_flight: int = 64
    """Over all addresses."""

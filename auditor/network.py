"""What the configuration says of the network, as the probes want it."""

from typing import TYPE_CHECKING

from auditor import __version__
from auditor.probes.limits import Limits, PageBounds, WorkerLimits

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.probes.camera.limits import DeviceLimits


def limits_of(config: "Config") -> Limits:
    """Return the limits of a run; the defaults stand beside their measures in `Limits`."""
    network = config.network
    return Limits(
        request_timeout_s=network.request_timeout_s,
        site_timeout_s=network.site_timeout_s,
        max_body_bytes=network.max_page_kb * 1000,
        max_redirects=network.max_redirects,
        delay_s=network.delay_ms / 1000,
        max_pages=network.max_pages,
        max_header_bytes=config.limits.header_kb * 1024,
        in_flight=network.in_flight,
    )


def device_limits_of(config: "Config") -> "DeviceLimits":
    """Return the limits of looks at cameras; the other bounds stand beside their measures."""
    from auditor.probes.camera.limits import DeviceLimits

    network, limits, usual = config.network, config.limits, DeviceLimits()
    # One silent request must end before the camera's whole time does: its silence is the camera's
    # own, the whole time running out would be our impatience.
    half, quarter = network.camera_timeout_s / 2, network.camera_timeout_s / 4
    return DeviceLimits(
        connect_s=min(network.device_connect_s, half),
        request_s=min(usual.request_s, quarter),  # silence is heard twice before it counts
        stall_s=min(usual.stall_s, half),
        camera_s=network.camera_timeout_s,
        http_bytes=limits.xml_kb * 1000,
        rtsp_body_bytes=limits.sdp_kb * 1024,
        unit_bytes=limits.picture_mb * 1024 * 1024,
        session_bytes=limits.stream_mb * 1024 * 1024,
        pixels=round(limits.picture_megapixels * 1_000_000),
        decode_s=limits.picture_reading_s,
    )


def worker_limits_of(config: "Config") -> WorkerLimits:
    """Return how much a process may take that parses what others wrote."""
    limits = config.limits
    return WorkerLimits(
        memory_bytes=limits.worker_memory_mb * 1024 * 1024,
        cpu_s=limits.worker_cpu_s,
        page_s=limits.page_reading_s,
        bounds=PageBounds(
            nodes=limits.page_nodes, depth=limits.page_depth, links=limits.page_links
        ),
    )


def user_agent(config: "Config") -> str:
    """Say honestly who asks and whom to write to."""
    return f"commune-auditor/{__version__} (+mailto:{config.contact.email})"


def lab(config: "Config") -> frozenset[tuple[str, int]]:
    """Return the exact host:port pairs that may be reached though they are not public."""
    return frozenset(addresses(config.network.lab))


def authorities(config: "Config") -> str | None:
    """Return the PEM file of certificate authorities that are trusted beside the public ones."""
    return str(config.network.authorities) if config.network.authorities else None


def addresses(pairs: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Split `host:port`; the configuration has already refused anything else."""
    return tuple(
        (host.strip("[]"), int(port)) for host, _, port in (p.rpartition(":") for p in pairs)
    )

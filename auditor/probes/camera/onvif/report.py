"""What a device says over ONVIF. Everything in it is the device's own word: cut, never trusted."""

from dataclasses import dataclass

from auditor.facts import Auth, DeviceInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One media profile. `channel` counts the device's video sources from 1."""

    token: str
    name: str
    channel: int
    codec: str = ""
    width: int = 0
    height: int = 0
    source: str = ""
    """Token of its video source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One device, asked once a run."""

    info: DeviceInfo
    clock_offset_s: float | None
    profiles: tuple[Profile, ...]
    """In the device's order; the first of a channel is its main stream."""
    in_step: bool = True
    """False: the sources' numbers have gaps or are none, so empty channels may be left out and the
    n-th source need not be channel n."""
    calls: Auth | None = None
    """How it asked who wants to know the profiles, of somebody who did not say; None: not learnt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPlace:
    """Where a stream is, on the address that answered: path with query, and what was rewritten."""

    path: str
    reported: str = ""
    """host:port that the device named, when it was not the one that answered."""

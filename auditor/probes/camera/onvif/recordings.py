"""What a recorder says that it keeps of its channels: Profile G, asked read-only.

Three kinds of calls, none of which changes or opens anything on the recorder: its recordings, the
jobs that fill them, and how far each recording goes. Searches (FindRecordings) are left alone: a
session is something of the recorder's own, which its users may need.

No peer that anybody else wrote speaks Profile G: this is tested only against a device of our own,
so what makers do with its words is not known, and where a recording does not surely belong to a
channel nothing is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from auditor.contract import Missing
from auditor.facts import Recording
from auditor.probes.camera.onvif.addresses import http_target, place
from auditor.probes.camera.onvif.asked import Ask
from auditor.probes.camera.onvif.conversation import Conversation
from auditor.probes.camera.onvif.readings import out_of_step
from auditor.probes.camera.onvif.report import Report
from auditor.probes.camera.onvif.soap import Fault, Reply

RECORDING = "http://www.onvif.org/ver10/recording/wsdl"
SEARCH = "http://www.onvif.org/ver10/search/wsdl"
_TOKEN = 200
_OF_A_CHANNEL = 4
"""Recordings of one channel that are asked about: a main and a second stream, and their copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One recording: its token, and every token that says where its pictures come from."""

    token: str
    sources: frozenset[str]


class Recordings:
    """The recordings of one recorder, listed once a run; the caller holds its turn."""

    def __init__(self, talk: Conversation, services: Mapping[str, str]) -> None:
        self._talk = talk
        self._recording = _target(services, RECORDING)
        self._search = _target(services, SEARCH)
        self._held: tuple[Held, ...] | None = None
        self._asked = False
        self._told: dict[str, Recording] = {}

    @property
    def offered(self) -> bool:
        """Tell whether the device has a service that would say."""
        return bool(self._recording)

    async def of(self, channel: int, report: Report, *, deadline: float) -> Recording | None:
        """Return what is kept of a channel; None where nobody says, or not surely of this one."""
        if not self._recording:
            return None
        if not self._asked:
            self._asked = True
            self._held = await self._list(deadline)
        if self._held is None:
            return None
        channels = channels_of(self._held, report)
        tokens = [token for token, its in channels.items() if its == channel]
        if not tokens:
            return Recording(listed=False) if len(channels) == len(self._held) else None
        return _best([await self._kept(one, deadline) for one in tokens[:_OF_A_CHANNEL]])

    async def _list(self, deadline: float) -> tuple[Held, ...] | None:
        """List them; a recorder that names no jobs may name the sources all the same."""
        said = await self._talk.ask(Ask.RECORDINGS, self._recording, deadline=deadline)
        if not isinstance(said, Reply):
            return None
        jobs = await self._talk.ask(Ask.JOBS, self._recording, deadline=deadline)
        if isinstance(jobs, Missing):
            return None
        return held(said.value, jobs.value if isinstance(jobs, Reply) else [])

    async def _kept(self, token: str, deadline: float) -> Recording:
        """Ask once how far a recording goes; that it does not say leaves it listed."""
        if token not in self._told:
            self._told[token] = Recording(listed=True)
            if self._search:
                said = await self._talk.ask(
                    Ask.RECORDING, self._search, deadline=deadline, token=token
                )
                if not isinstance(said, Fault | Missing):
                    self._told[token] = extent(said.value)
        return self._told[token]


def held(recordings: Any, jobs: Any) -> tuple[Held, ...]:
    """Return the recordings with what says where they come from."""
    sources: dict[str, set[str]] = {}
    for job in jobs if isinstance(jobs, list) else ():
        setup = getattr(job, "JobConfiguration", None)
        of = _text(setup, "RecordingToken")
        found = getattr(setup, "Source", None)
        for one in found if isinstance(found, list) else [found]:
            sources.setdefault(of, set()).add(_text(getattr(one, "SourceToken", None), "Token"))
    made = {}
    for item in recordings if isinstance(recordings, list) else ():
        token = _text(item, "RecordingToken")
        named = _text(getattr(getattr(item, "Configuration", None), "Source", None), "SourceId")
        if token and len(token) <= _TOKEN:
            known = frozenset({*sources.get(token, ()), named} - {""})
            made[token] = Held(token=token, sources=known)
    return tuple(made.values())


def channels_of(recordings: Sequence[Held], report: Report) -> dict[str, int]:
    """Return the channel of each recording that surely has one.

    Sure is one whose job or source names a profile or a video source of the channel. Where none
    does, as many recordings as channels, both numbered one by one, are taken in their order.
    """
    if not report.in_step:
        return {}
    known: dict[str, int] = {}
    for profile in report.profiles:
        known |= dict.fromkeys((profile.token, profile.source), profile.channel)
    found = {}
    for one in recordings:
        channels = {known[source] for source in one.sources if source in known}
        if len(channels) == 1:
            found[one.token] = channels.pop()
    tokens = [one.token for one in recordings]
    count = len({profile.channel for profile in report.profiles})
    if not found and len(tokens) == count and not out_of_step(tokens):
        return {token: channel for channel, token in enumerate(tokens, 1)}
    return found


def extent(information: Any) -> Recording:
    """Return how far a recording goes, and whether it goes on."""
    status = _text(information, "RecordingStatus")
    tracks = getattr(information, "Track", None)
    videos = [
        one for one in (tracks if isinstance(tracks, list) else ())
        if _text(one, "TrackType") in {"Video", ""}
    ]  # fmt: skip
    starts = [_time(information, "EarliestRecording"), *(_time(one, "DataFrom") for one in videos)]
    ends = [_time(information, "LatestRecording"), *(_time(one, "DataTo") for one in videos)]
    return Recording(
        listed=True,
        recording=status == "Recording" if status and status != "Unknown" else None,
        since=min(filter(None, starts), default=None),
        until=max(filter(None, ends), default=None),
    )


def _best(found: Iterable[Recording]) -> Recording:
    """Return the recording that shows most: one that goes on, else the latest."""
    never = datetime.min.replace(tzinfo=UTC)
    return max(found, key=lambda one: (one.recording is True, one.until or never))


def _target(services: Mapping[str, str], namespace: str) -> str:
    """Return the path of a service on the address that answered, empty where there is none."""
    found = place(services.get(namespace, ""))
    return http_target(found) if found else ""


def _time(of: Any, name: str) -> datetime | None:
    """Return a time; one without a zone is UTC, as the standard has it."""
    value = getattr(of, name, None)
    if not isinstance(value, datetime):
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _text(of: Any, name: str) -> str:
    value = getattr(of, name, None)
    return value.strip() if isinstance(value, str) else ""

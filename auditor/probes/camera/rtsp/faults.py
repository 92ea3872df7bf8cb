"""What an RTSP session may end with, as a Missing: the true cause, and who must act."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.contract import Missing, Party, Why
from auditor.probes.camera.auth import Challenge
from auditor.probes.faults import missing

_REDIRECTS = frozenset({300, 301, 302, 303, 304, 305, 307, 308})
_NO_SUCH = frozenset({404, 410, 454, 455})
_BUSY = frozenset({453, 503})
_CODEC = re.compile(r"[A-Za-z0-9.-]{1,16}")
_SCHEMES = frozenset({"basic", "digest", "bearer", "ntlm", "negotiate"})
_ALGORITHM = re.compile(r"(?:MD5|SHA)[A-Za-z0-9-]{0,12}", re.IGNORECASE)


class EndedError(Exception):
    """The session is over; carries what is to be said of it."""

    def __init__(self, fault: Missing) -> None:
        super().__init__(fault.text)
        self.fault = fault


class ClosedError(EndedError):
    """It hung up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Everything that is said names the device's own address in the inventory."""

    host: str
    port: int

    def silent(self, request: str, seconds: float) -> Missing:
        """It took the connection and did not answer."""
        return self._missing(
            Why.TIMEOUT, "camera.rtsp_silent", request=request, seconds=round(seconds, 1)
        )

    def silent_after_login(self, request: str) -> Missing:
        """It asked who we are and has said nothing since it was told: it lives, and may block us."""
        return self._missing(Why.REFUSED, "camera.silent_after_login", request=request)

    def closed(self, request: str) -> Missing:
        """It hung up. Before it played it may just have no place left, or not want our address."""
        if request == "PLAY":
            return self._missing(Why.UNREACHABLE, "camera.closed", request=request)
        return self._missing(Why.REFUSED, "camera.hung_up", request=request)

    def bad(self, what: str) -> Missing:
        """It answered what is no RTSP, or an error that says nothing of the stream."""
        return self._missing(Why.MALFORMED, "camera.bad_rtsp", what=what)

    def too_big(self, limit: int) -> Missing:
        """We stopped reading."""
        return self._missing(Why.INCOMPLETE, "camera.stream_too_big", bytes=limit)

    def unauthorized(self) -> Missing:
        """It did not take the credential, or has as many viewers as it can serve."""
        return self._missing(Why.REFUSED, "camera.unauthorized")

    def needs_credential(self) -> Missing:
        """It asks for one, and the inventory names none."""
        return self._missing(Why.REFUSED, "camera.needs_credential")

    def forbidden(self) -> Missing:
        """It knows us, or need not: this we may not see."""
        return self._missing(Why.REFUSED, "camera.forbidden")

    def basic_forbidden(self) -> Missing:
        """It wants the password in clear, which the inventory forbids."""
        return self._missing(Why.REFUSED, "camera.basic_forbidden")

    def auth_unknown(self, offered: Iterable[Challenge]) -> Missing:
        """It wants a way of logging in that we do not speak."""
        return self._missing(
            Why.UNREADABLE, "camera.auth_unknown", Party.AUDITOR, scheme=named(offered)
        )

    def codec(self, name: str) -> Missing:
        """It shows a picture that we cannot read."""
        return self._missing(
            Why.UNREADABLE,
            "camera.codec",
            Party.AUDITOR,
            codec=name if _CODEC.fullmatch(name) else "?",
        )

    def no_video(self, path: str) -> Missing:
        """There is a stream, of sound or data only."""
        return self._missing(Why.NOT_CONFIGURED, "camera.no_video", path=path)

    def recorded(self, path: str) -> Missing:
        """What it shows has an end: a recording says nothing of the camera's present."""
        return self._missing(Why.NOT_CONFIGURED, "camera.recorded", path=path)

    def no_frame(self, seconds: float) -> Missing:
        """It said it plays, and no picture came."""
        return self._missing(Why.TIMEOUT, "camera.no_frame", seconds=round(seconds, 1))

    def no_key_frame(self, seconds: float, pictures: int) -> Missing:
        """Pictures came, none that a decoder can begin with: the camera works, we did not see."""
        return self._missing(
            Why.INCOMPLETE,
            "camera.no_key_frame",
            Party.AUDITOR,
            seconds=round(seconds, 1),
            pictures=pictures,
        )

    def unreadable(self, seconds: float, packets: int) -> Missing:
        """Something is sent, and it is no picture that we know: encrypted, perhaps."""
        return self._missing(
            Why.UNREADABLE,
            "camera.unreadable_stream",
            Party.AUDITOR,
            seconds=round(seconds, 1),
            packets=packets,
        )

    def time_cap(self) -> Missing:
        """Our own time for one camera was over before it played."""
        return self._missing(Why.INCOMPLETE, "camera.time_cap", Party.AUDITOR)

    def status(self, request: str, status: int, reason: str, path: str) -> Missing:
        """Return what a refusal by number means."""
        if status in _REDIRECTS:
            return self._missing(Why.REFUSED, "camera.redirected")
        if status == 403:
            return self.forbidden()
        if status in _BUSY:
            return self._missing(Why.REFUSED, "camera.busy", status=status)
        if status in _NO_SUCH or "not found" in reason.lower():
            return self._missing(Why.NOT_CONFIGURED, "camera.no_such_stream", path=path)
        if status == 461:
            return self.only_udp()
        return self.bad(f"{request} {status}")

    def only_udp(self) -> Missing:
        """It does not send the stream through the connection that stands."""
        return self._missing(Why.UNREADABLE, "camera.only_udp", Party.AUDITOR)

    def _missing(
        self, why: Why, text: str, party: Party = Party.COMMUNE, **values: str | float
    ) -> Missing:
        return missing(why, party, text, host=self.host, port=self.port, **values)


def named(offered: Iterable[Challenge]) -> str:
    """Return ways of logging in by names that are known; a device may call one like our password."""
    return ", ".join(dict.fromkeys(_way(one) for one in offered))


def _way(one: Challenge) -> str:
    scheme = one.scheme if one.scheme in _SCHEMES else "?"
    algorithm = one.algorithm if one.algorithm and _ALGORITHM.fullmatch(one.algorithm) else ""
    return f"{scheme} {algorithm}".strip()

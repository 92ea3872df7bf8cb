"""Who we say we are: the way the device itself asked for, and once only until it was right.

The first thing that is sent with a credential is the very call that was refused without one, so
its success proves the credential and its refusal refutes it. A refuted one is never shown again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import hdrs

from auditor.contract import Missing, Party, Why
from auditor.facts import Auth
from auditor.probes.camera.asking import DeviceAnswer
from auditor.probes.camera.auth import (
    Challenge,
    authorization,
    basic_only,
    challenges,
    choose,
    renewed,
)
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.link import Link
from auditor.probes.camera.onvif.clock import offset_by_date
from auditor.probes.camera.onvif.soap import Fault, Said
from auditor.probes.faults import missing

METHOD = "POST"
_NOT_SHOWN = frozenset(
    {
        "camera.connection_refused",
        "camera.no_connection",
        "camera.no_answer_to_call",
        "camera.own_fault",
        "camera.onvif_off",
        "camera.port_not_declared",
    }
)
"""There was no connection to show a credential over."""
_ABOUT_THE_CALL = frozenset({"ActionNotSupported", "NoProfile", "InvalidArgVal"})
"""Faults of who got in and asked for what is not there."""
_ANEW = "*"
"""Stands for whatever a fresh challenge is answered for."""
_NO_ANSWER = frozenset({"camera.http_silent", "camera.bad_http"})


def refuses(answer: DeviceAnswer, said: Said) -> bool:
    """Tell whether the device wants to know who asks, or does not like whom it saw."""
    return answer.status == 401 or (isinstance(said, Fault) and said.unauthorized)


def proves(said: Said) -> bool:
    """Tell whether only somebody who got in is answered so; makers have many words for a refusal."""
    if isinstance(said, Fault):
        return said.code in _ABOUT_THE_CALL and not said.of_login
    return True


@dataclass(slots=True)
class Login:
    """What is known of one device's way of asking. `way` is None while it lets anybody in."""

    link: Link
    offset_s: float | None = None
    """The device's clock minus ours: a token is dated by it. None: never heard, taken for right."""
    way: Challenge | str | None = None
    """A challenge of HTTP, or `token` for a UsernameToken in the message."""
    credential: Credential | None = None
    proven: bool = False
    shut: Missing | None = None
    """Why nothing more is asked of this device."""
    _answers: int = field(default=0)
    _anew: bool = False
    """Its nonces are for one call only, as it has shown."""

    @property
    def asked_by(self) -> Auth:
        """Return how the last call that was answered had to say who asks."""
        if self.way is None:
            return Auth.NONE
        return self.way.auth if isinstance(self.way, Challenge) else Auth.DIGEST

    def hear(self, answer: DeviceAnswer, at: datetime) -> None:
        """Take the clock from an answer's Date until the device has been asked properly."""
        if self.offset_s is None:
            self.offset_s = offset_by_date(answer.headers.get(hdrs.DATE, ""), at)

    def again(self, answer: DeviceAnswer, said: Said) -> bool:
        """Tell whether a device that knows us asks anew: another nonce, another way for this call.

        Only by `stale` it says that the credential was good. Without that word it is believed once
        in a run, until it has shown by its answer that its nonces are for one call only.
        """
        if self.renews(answer):
            return True
        if self._may_not(_ANEW):
            return False
        known = self.way
        if self.learn(answer, said) is not None or self.way == known:
            return False
        self.forbid(_ANEW)
        return True

    def took_anew(self) -> None:
        """A fresh challenge was answered well."""
        self._anew = True

    def forbid(self, what: str) -> None:
        """Never ask again for what a good credential has no right to."""
        if self.credential is not None:
            self.link.forbid(self.credential, what)

    def may_not(self, what: str) -> bool:
        """Tell whether that was refused before."""
        found = self.credential or self.link.credential()
        return isinstance(found, Credential) and self.link.forbidden(found, what)

    def _may_not(self, what: str) -> bool:
        return self.may_not(what) and not self._anew

    def learn(self, answer: DeviceAnswer, said: Said) -> Missing | None:
        """Choose the way that a refusal asks for; Missing where there is none that we may go."""
        found = self.link.credential()
        if isinstance(found, Missing):
            return self.close(found)
        if found is None:
            return self._missing("camera.needs_credential")
        offered = challenges(answer.headers.getall(hdrs.WWW_AUTHENTICATE, []))
        writable = tuple(one for one in offered if one.in_unicode)
        if offered and not writable and not isinstance(said, Fault):
            return self.close(self._unknown(offered))
        way = self._way(writable, said)
        if way is None:
            return self.close(self._missing("camera.basic_forbidden"))
        self.credential, self.way, self._answers = found, way, 0
        return None

    def signs(self) -> tuple[Credential, datetime] | None:
        """Return what a UsernameToken is made of, where that is the way."""
        if self.credential is None or self.way != "token":
            return None
        return self.credential, datetime.now(UTC) + timedelta(seconds=self.offset_s or 0.0)

    def headers(self, target: str) -> dict[str, str]:
        """Return the headers that say who asks, where HTTP is the way."""
        if self.credential is None or not isinstance(self.way, Challenge):
            return {}
        self._answers += 1
        value = authorization(self.way, self.credential, METHOD, target, self._answers)
        return {hdrs.AUTHORIZATION: value}

    def renews(self, answer: DeviceAnswer) -> bool:
        """Take a fresh nonce from a device that only calls ours stale."""
        if answer.status != 401 or not isinstance(self.way, Challenge):
            return False
        fresh = renewed(challenges(answer.headers.getall(hdrs.WWW_AUTHENTICATE, [])), self.way)
        if fresh is not None:
            self.way, self._answers = fresh, 0
        return fresh is not None

    def begin(self, called_off: Missing) -> None:
        """The one try begins; until it is answered nothing more is asked."""
        self.close(called_off)
        if self.credential is not None:
            silent = self._missing("camera.silent_after_login", request="ONVIF")
            self.link.trying(self.credential, self.link.device.onvif_port, silent)

    def accepted(self) -> None:
        """The device let us in."""
        self.shut, self.proven = None, True
        if self.credential is not None:
            self.link.accept(self.credential, self.link.device.onvif_port)

    def unanswered(self, why: Missing) -> Missing:
        """The try ended without an answer: what it was cost the credential, if it was shown."""
        if why.text in _NOT_SHOWN:
            if self.credential is not None:
                self.link.unshown(self.credential)
            return self.close(why)
        if why.text in _NO_ANSWER:
            return self.close(self._missing("camera.silent_after_login", request="ONVIF"))
        return self.close(why)

    def puzzled(self, why: Missing, answer: DeviceAnswer) -> Missing:
        """The answer cannot be read; with a good number it was no refusal."""
        if answer.status < 300 and self.credential is not None:
            self.link.unshown(self.credential)
        return self.close(why)

    def refuted(self) -> Missing:
        """Never show the credential again, on whatever channel."""
        refusal = self._missing(self._refusal())
        if self.credential is not None:
            self.link.refuse(self.credential, refusal)
        return self.close(refusal)

    def not_for_us(self) -> Missing:
        """Say that a good credential may not do this one thing."""
        return self._missing("camera.onvif_unauthorized")

    def close(self, why: Missing) -> Missing:
        """Ask nothing more of the device over ONVIF in this run."""
        self.shut = why
        return why

    def _way(self, offered: Sequence[Challenge], said: Said) -> Challenge | str | None:
        """Digest first; Basic shows the password, so a token goes before it wherever SOAP asked."""
        if digest := choose(offered, basic_allowed=False):
            return digest
        if basic_only(offered) and not isinstance(said, Fault):
            return choose(offered, basic_allowed=self.link.device.basic)
        return "token"

    def _unknown(self, offered: Sequence[Challenge]) -> Missing:
        """Its letters are no UTF-8, which a header of ours cannot repeat."""
        device = self.link.device
        return missing(
            Why.UNREADABLE, Party.AUDITOR, "camera.auth_unknown", host=device.host,
            port=device.onvif_port, scheme=", ".join(sorted({str(one.auth) for one in offered})),
        )  # fmt: skip

    def _refusal(self) -> str:
        """A token that is dated by nobody's clock may be refused for its date alone."""
        undated = self.way == "token" and self.offset_s is None
        return "camera.onvif_unauthorized_undated" if undated else "camera.onvif_unauthorized"

    def _missing(self, text: str, **values: str) -> Missing:
        device = self.link.device
        return missing(
            Why.REFUSED, Party.COMMUNE, text, host=device.host, port=device.onvif_port, **values
        )

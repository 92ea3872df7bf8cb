"""Who we say we are: nobody first, then one try with the device's own credential, never a second."""

from auditor.contract import Missing
from auditor.facts import Auth
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
from auditor.probes.camera.rtsp.faults import EndedError, Faults
from auditor.probes.camera.rtsp.framing import Message


class Login:
    """The state of one visit; it outlives a connection that the device closes in between."""

    def __init__(self, link: Link, faults: Faults) -> None:
        self._link = link
        self._faults = faults
        self._challenge: Challenge | None = None
        self._credential: Credential | None = None
        self._count = 0
        self._accepted = False
        self._renewed = False

    @property
    def auth(self) -> Auth:
        """Return how the device asked."""
        return self._challenge.auth if self._challenge else Auth.NONE

    @property
    def accepted(self) -> bool:
        """Tell whether the device let us in."""
        return self._accepted

    def header(self, method: str, url: str) -> str:
        """Return the value of Authorization; nothing while nobody has asked for it."""
        if self._challenge is None or self._credential is None:
            return ""
        self._count += 1
        if not self._accepted:
            unanswered = self._faults.silent_after_login(method)
            self._link.trying(self._credential, self._link.device.rtsp_port, unanswered)
        return authorization(self._challenge, self._credential, method, url, self._count)

    def challenged(self, answer: Message) -> None:
        """Take a 401: get ready for the one next try, or end."""
        offered = challenges(answer.headers.get("www-authenticate", ()))
        if self._challenge is None:
            self._challenge = self._chosen(offered)
            self._credential = self._own()
            return
        fresh = renewed(offered, self._challenge)
        if fresh is None or self._renewed:
            self.refused(self._faults.unauthorized())
        self._challenge, self._count, self._renewed = fresh, 0, True

    def answered(self, answer: Message) -> None:
        """Learn from an answer that is no 401."""
        if self._credential is None:
            return
        if answer.status == 403:
            self._link.refuse(self._credential, self._faults.forbidden())
        else:
            self._accepted = True
            self._link.accept(self._credential, self._link.device.rtsp_port)

    def refused(self, fault: Missing) -> None:
        """End, and see to it that the credential is never shown again."""
        if self._credential is not None:
            self._link.refuse(self._credential, fault)
        raise EndedError(fault)

    def _chosen(self, offered: tuple[Challenge, ...]) -> Challenge:
        if not offered:
            raise EndedError(self._faults.bad("401"))
        if chosen := choose(offered, basic_allowed=self._link.device.basic):
            return chosen
        if basic_only(offered):
            raise EndedError(self._faults.basic_forbidden())
        raise EndedError(self._faults.auth_unknown(offered))

    def _own(self) -> Credential:
        found = self._link.credential()
        if isinstance(found, Credential):
            return found
        raise EndedError(self._faults.needs_credential() if found is None else found)

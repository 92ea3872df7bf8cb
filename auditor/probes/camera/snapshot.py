"""A device's own still picture (GetSnapshotUri), over HTTP at its ONVIF port.

It may be an old one, or come another way than the stream: it shows what the camera sees and proves
nothing of the stream. Nobody is named first; then the credential is shown once, by Digest, or by
Basic where the inventory allows it.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aiohttp import hdrs
from multidict import CIMultiDictProxy

from auditor.contract import Missing, Party, Why
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
from auditor.probes.faults import missing

_WHAT = "snapshot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A still picture as it came."""

    jpeg: bytes
    anonymous: bool
    """It was given to whoever came: nobody was named."""
    age_s: float
    """How old it is by its own headers; 0 where they do not say, infinite where they say nonsense."""


async def snapshot(link: Link, target: str, *, deadline: float) -> Still | Missing:
    """Return what is at `target` (path and query) by `deadline` (time of the loop).

    The caller holds the device's turn. Missing says why there is no picture; a good credential that
    is refused here loses nothing but the right to ask for still pictures in this run.
    """
    return await _Fetch(link, target, deadline).run()


@dataclass(frozen=True, slots=True)
class _Fetch:
    link: Link
    target: str
    deadline: float

    async def run(self) -> Still | Missing:
        answer = await self._get({})
        asked = isinstance(answer, DeviceAnswer) and answer.status == 401
        if isinstance(answer, DeviceAnswer) and asked:
            answer = await self._logged_in(answer)
        if isinstance(answer, Missing):
            return answer
        if answer.status == 200 and answer.body:
            return Still(jpeg=answer.body, anonymous=not asked, age_s=_age_s(answer.headers))
        return self._missing(Why.MALFORMED, "camera.no_snapshot", status=answer.status)

    async def _logged_in(self, refusal: DeviceAnswer) -> DeviceAnswer | Missing:
        credential = self.link.credential()
        if isinstance(credential, Missing):
            return credential
        if credential is None:
            return self._missing(Why.REFUSED, "camera.needs_credential")
        if self.link.forbidden(credential, _WHAT):
            return self._refused()
        offered = _offered(refusal)
        way = choose(offered, basic_allowed=self.link.device.basic)
        if way is None and basic_only(offered):
            return self._missing(Why.REFUSED, "camera.basic_forbidden")
        if way is None:
            return self._missing(Why.MALFORMED, "camera.no_snapshot", status=refusal.status)
        return await self._tried(credential, way)

    async def _tried(self, credential: Credential, way: Challenge) -> DeviceAnswer | Missing:
        """Show it once; a nonce that is called stale is answered once more, for that is no refusal."""
        accepted = self.link.was_accepted()
        self.link.trying(credential, self._port, self._silent())
        answer = await self._get(self._header(credential, way))
        if isinstance(answer, DeviceAnswer) and answer.status == 401:
            fresh = renewed(_offered(answer), way)
            if fresh is not None:
                answer = await self._get(self._header(credential, fresh))
        if isinstance(answer, Missing):
            return answer
        if answer.status not in {401, 403}:
            self.link.accept(credential, self._port)
        elif accepted:
            self.link.forbid(credential, _WHAT)
            self.link.unshown(credential)
        else:
            self.link.refuse(credential, self._refused())
        return self._refused() if answer.status in {401, 403} else answer

    async def _get(self, headers: dict[str, str]) -> DeviceAnswer | Missing:
        patience = min(
            self.deadline - asyncio.get_running_loop().time(), self.link.limits.request_s
        )
        if patience <= 0:
            return self._missing(Why.INCOMPLETE, "camera.time_cap", party=Party.AUDITOR)
        return await self.link.http(
            "GET", self._port, self.target, headers=headers, timeout_s=patience,
            most=self.link.limits.unit_bytes,
        )  # fmt: skip

    def _header(self, credential: Credential, way: Challenge) -> dict[str, str]:
        return {hdrs.AUTHORIZATION: authorization(way, credential, "GET", self.target, 1)}

    def _refused(self) -> Missing:
        return self._missing(Why.REFUSED, "camera.snapshot_refused")

    def _silent(self) -> Missing:
        return self._missing(Why.REFUSED, "camera.silent_after_login", request="GET")

    @property
    def _port(self) -> int:
        return self.link.device.onvif_port

    def _missing(
        self, why: Why, text: str, *, party: Party = Party.COMMUNE, **values: str | int
    ) -> Missing:
        return missing(why, party, text, host=self.link.device.host, port=self._port, **values)


def _offered(answer: DeviceAnswer) -> tuple[Challenge, ...]:
    return challenges(answer.headers.getall(hdrs.WWW_AUTHENTICATE, []))


def _age_s(headers: CIMultiDictProxy[str]) -> float:
    """Compare with the device's own clock where it tells it; a picture of tomorrow is old too."""
    aged = headers.get(hdrs.AGE, "0").strip()
    age = float(aged) if aged.isascii() and aged.isdigit() and len(aged) < 12 else float("inf")
    try:
        changed = _time(headers.get(hdrs.LAST_MODIFIED, ""))
        now = _time(headers.get(hdrs.DATE, ""))
    except ValueError:
        return float("inf")
    if changed is None:
        return age
    return max(age, abs(((now or datetime.now(UTC)) - changed).total_seconds()))


def _time(text: str) -> datetime | None:
    """Return the time of a header; ValueError where it is none."""
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, OverflowError) as error:
        raise ValueError(text) from error
    return found.replace(tzinfo=found.tzinfo or UTC)

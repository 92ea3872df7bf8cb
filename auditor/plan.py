"""Communes x kinds of facts -> jobs, by network zone. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.claims import Claims, claim_of, claimed_twice
from auditor.contract import Camera, Commune, Missing, Party, Why
from auditor.facts import KINDS, CameraLooks, CameraPictures, CameraSeen, Presence, Site, SiteLooks

SITE = "site"
CAMERA = "camera"
PRESENCE = "presence"
PICTURE = "picture"
"""No probe of its own: the kind of the looks that a visit to a camera takes at its picture."""

_PROBE_OF: dict[type, str] = {
    Site: SITE,
    SiteLooks: SITE,
    CameraSeen: CAMERA,
    CameraLooks: CAMERA,
    CameraPictures: CAMERA,
    Presence: PRESENCE,
}
_OF_NOW = frozenset({SITE, CAMERA})
"""Probes that see the present; a log tells of its own days, whenever it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One target to look at: at most one network connection at a time."""

    probe: str
    """Also the name of the kind of fact that a visit brings."""
    commune: Commune
    target: str
    """A site's URL, a camera's id; empty where a commune has only one of the kind."""
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A probe that cannot be sent out, with what every fact of it becomes."""

    probe: str
    commune: Commune
    target: str
    missing: Missing


def kinds_of(probe: str) -> tuple[str, ...]:
    """Return the names of the kinds of facts that a probe answers for."""
    return tuple(name for name, kind in KINDS.items() if _PROBE_OF[kind] == probe)


def plan(
    communes: Iterable[Commune], kinds: frozenset[type], *, over: bool = False, feeds: bool = True
) -> tuple[tuple[Job, ...], tuple[Unplanned, ...]]:
    """Return what to do and what cannot be done, each probe once a target.

    `over`: the period audited has ended. What is seen today says nothing of it, so nothing is
    looked at; looks that were taken in the period are judged all the same. `feeds`: logs are
    configured.
    """
    jobs: list[Job] = []
    unplanned: list[Unplanned] = []
    probes = sorted({_PROBE_OF[kind] for kind in kinds})
    audited = tuple(communes)
    claims = claimed_twice(audited)
    for commune in audited:
        for probe in probes:
            for target, missing in _targets(probe, commune, feeds, claims):
                why_not = missing or (_OVER[probe] if over and probe in _OF_NOW else None)
                if why_not is None:
                    jobs.append(Job(probe=probe, commune=commune, target=target, zone=commune.zone))
                else:
                    unplanned.append(
                        Unplanned(probe=probe, commune=commune, target=target, missing=why_not)
                    )
    return tuple(jobs), tuple(unplanned)


def interrupted(job: Job) -> Unplanned:
    """Return what a job becomes that the end of the run came before."""
    return Unplanned(probe=job.probe, commune=job.commune, target=job.target, missing=_INTERRUPTED)


def out_of_time(job: Job, minutes: float) -> Unplanned:
    """Return what a job becomes that a run of so many minutes did not come to."""
    missing = Missing(
        why=Why.INCOMPLETE,
        party=Party.AUDITOR,
        text="engine.run_time",
        values={"minutes": round(minutes)},
    )
    return Unplanned(probe=job.probe, commune=job.commune, target=job.target, missing=missing)


def _targets(
    probe: str, commune: Commune, feeds: bool, claims: Claims
) -> Iterator[tuple[str, Missing | None]]:
    if probe == PRESENCE:
        yield "", None if feeds else _NO_FEED
    elif probe == CAMERA:
        for camera in commune.cameras:
            yield camera.id, _unasked(commune, camera, claims)
        if not commune.cameras:
            yield "", _NO_CAMERA
    elif commune.site is None:
        yield "", _NO_SITE
    else:
        yield commune.site.url, None


def _unasked(commune: Commune, camera: Camera, claims: Claims) -> Missing | None:
    """Return why a camera is not asked at all, if so."""
    device = commune.device_of(camera)
    if device is None:
        return _NO_DEVICE
    others = [code for code in claims.get(claim_of(commune, camera), ()) if code != commune.code]
    if not others:
        return None
    return Missing(
        why=Why.NOT_CONFIGURED,
        party=Party.PROVINCE,
        text="camera.address_shared",
        values={
            "camera": camera.name or camera.id,
            "host": device.host,
            "communes": ", ".join(others[:_FEW]) + (" …" if len(others) > _FEW else ""),
        },
    )


_FEW = 3
_OVER = {
    SITE: Missing(why=Why.STALE, party=Party.AUDITOR, text="site.period_over"),
    CAMERA: Missing(why=Why.STALE, party=Party.AUDITOR, text="camera.period_over"),
}
_INTERRUPTED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.interrupted")
_NO_SITE = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text="site.not_in_inventory")
# Not `not_supplied`: nobody has asked for the list by a document whose deadline has passed.
_NO_CAMERA = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="camera.not_in_inventory")
_NO_DEVICE = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="camera.no_device")
_NO_FEED = Missing(why=Why.NOT_CONFIGURED, party=Party.PROVINCE, text="presence.no_feed")

"""Whether one camera shows one place now: a counter or zone that its approved view has a region for.

What is wrong with the camera itself has its own criteria (CAM-01, CAM-04). Here it only means that
nobody can say whether the place is watched, so that one fault is never held against anybody twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.contract import Camera, Missing, Party, Region, Seen, Terms, Why
from auditor.facts import CameraPictures, Look, LookState
from checks.camera.judging.picture_kinds import KINDS, unsettled
from checks.camera.judging.picture_looks import Moment, Pictures, limits_of, pictures_of
from checks.camera.judging.picture_signs import State, sign
from checks.camera.judging.picture_views import gap_of
from checks.camera.judging.regions import shown
from checks.looks import Hours

_CAMERA_WIDE = frozenset(
    {"no_signal", "black", "overexposed", "frozen", "stopped", "different", "blurred"}
)
_RECENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What one camera says of one place."""

    camera: str
    """Its id."""
    text: str = ""
    """Empty: the place is in the picture. Else why that cannot be said."""
    why: Why = Why.UNCONFIRMED
    party: Party = Party.AUDITOR
    looks: int = 0
    """Moments that told anything of the place."""
    up: int = 0
    """Those that showed it."""
    last: Look | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Camerawork:
    """A camera with its looks, counted once for all places that it should show."""

    camera: Camera
    missing: Missing | None
    pictures: Pictures | None
    terms: Terms


def camerawork(
    camera: Camera, seen: Seen[CameraPictures], terms: Terms, hours: Hours
) -> Camerawork:
    """Count the looks at a camera."""
    if isinstance(seen.fact, Missing):
        return Camerawork(camera=camera, missing=seen.fact, pictures=None, terms=terms)
    pictures = pictures_of(seen.fact, camera, terms, hours)
    return Camerawork(camera=camera, missing=None, pictures=pictures, terms=terms)


def watch(work: Camerawork, regions: Mapping[str, Region]) -> Watch:
    """Say whether a camera shows a place. `regions`: where it is, by the sha256 of the view."""
    id_, pictures = work.camera.id, work.pictures
    if pictures is None or work.missing is not None:
        missing = work.missing
        return Watch(
            camera=id_,
            text="coverage.camera_unseen",
            why=missing.why if missing else Why.UNCONFIRMED,
            party=missing.party if missing else Party.AUDITOR,
        )
    if silent := _silent(id_, pictures):
        return silent
    return _shown(work, pictures, regions)


def _silent(id_: str, pictures: Pictures) -> Watch | None:
    """Say of a camera without a picture why that is; an outage of our own does not undo a good look."""
    if not pictures.inside:
        text = "coverage.only_out_of_hours" if pictures.outside_up else "coverage.no_look"
        return Watch(camera=id_, text=text)
    last = pictures.inside[-1]
    if last.state is LookState.UP or (pictures.moments and last.party is Party.AUDITOR):
        return None if pictures.moments else Watch(camera=id_, text="coverage.no_look", last=last)
    return Watch(
        camera=id_,
        text="coverage.camera_unseen",
        why=last.why or Why.UNCONFIRMED,
        party=last.party or Party.AUDITOR,
        last=last,
    )


def _shown(work: Camerawork, pictures: Pictures, regions: Mapping[str, Region]) -> Watch:
    id_, limits = work.camera.id, limits_of(work.terms)
    last = pictures.moments[-1][-1].look
    odd = [
        sign(pictures.moments, k.shows, k.tests, limits).state
        for k in KINDS
        if k.name in _CAMERA_WIDE
    ]
    latest = unsettled(pictures.moments, limits)
    mixed = latest is not None and latest.name in _CAMERA_WIDE
    if State.CONFIRMED in odd or State.OPEN in odd or mixed:
        settled = State.CONFIRMED in odd
        return Watch(
            camera=id_,
            text="coverage.camera_odd",
            why=Why.INCOMPLETE if settled else Why.UNCONFIRMED,
            party=Party.COMMUNE if settled else Party.AUDITOR,
            last=last,
        )
    every = [_told(moment, regions, limits) for moment in pictures.moments]
    told = [one for one in every if one is not None]
    up = sum(told)
    # One good look of days ago says nothing of a camera that shows nothing comparable since.
    if any(one is not None for one in every[-_RECENT:]):
        # Somebody stands before a counter and goes again: two of three looks are enough.
        good = told[-1] or sum(told[-_RECENT:]) > 1
        return Watch(
            camera=id_,
            text="" if good else "coverage.region_differs",
            party=Party.COMMUNE,
            looks=len(told),
            up=up,
            last=last,
        )
    return _untold(work, pictures, regions, last)


def _told(
    moment: Moment, regions: Mapping[str, Region], limits: Mapping[str, float]
) -> bool | None:
    """Say whether a moment showed the place; None when it could not tell."""
    least = round(limits.get("region_tiles", 3))
    shares = [
        share
        for one in moment
        if one.measures.view in regions and one.doubt in ("", "partly")
        if (share := shown(one.measures, regions[one.measures.view], least)) is not None
    ]
    return max(shares) >= limits["agree_sure"] if shares else None


def _untold(
    work: Camerawork, pictures: Pictures, regions: Mapping[str, Region], last: Look
) -> Watch:
    recent = pictures.moments[-_RECENT:]
    gap = gap_of(work.camera, recent, limits_of(work.terms))
    if gap is not None:
        return Watch(
            camera=work.camera.id,
            text="coverage.not_compared",
            why=gap.why,
            party=gap.party,
            last=last,
        )
    held = {one.measures.view for moment in recent for one in moment}
    text, why = "coverage.region_plain", Why.TOO_FEW
    if not held & set(regions):
        text, why = "coverage.no_region_light", Why.NOT_CONFIGURED
    return Watch(camera=work.camera.id, text=text, why=why, party=Party.COMMUNE, last=last)

"""Why a picture that nothing is wrong with may still not be the approved one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from auditor.contract import Camera, Party, Values, View, Why
from auditor.facts.oddities import tiles_needed
from checks.camera.judging.picture_looks import Glimpse, Moment
from checks.camera.judging.picture_signs import needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is missing until a picture can be called the approved one."""

    name: str
    """`no_view`, `no_view_day`, `no_view_ir`, `few_tiles`, `hidden_tiles`, `unclear`, `not_compared`."""
    why: Why
    party: Party
    values: Values = field(default_factory=dict)


NOT_COMPARED = Gap(name="not_compared", why=Why.UNCONFIRMED, party=Party.AUDITOR)


def gap_of(
    camera: Camera | None, moments: Sequence[Moment], limits: Mapping[str, float]
) -> Gap | None:
    """Return what is missing; None where the latest comparisons show the approved view.

    One good look of days ago says nothing of a camera of which nothing could be compared since.
    """
    views = camera.views if camera else ()
    if not views:
        return Gap(name="no_view", why=Why.NOT_CONFIGURED, party=Party.COMMUNE)
    recent = moments[-needed(limits)[1] :]
    if any(_best(moment) for moment in recent):
        return _unclear([best for moment in moments if (best := _best(moment))], limits)
    return _uncompared(views, [one for moment in recent for one in moment], limits)


def _best(moment: Moment) -> Glimpse | None:
    """Return the look of a moment that could be compared, the one that agrees before others."""
    told = [one for one in moment if one.doubt in ("", "partly")]
    return min(told, key=lambda one: one.doubt, default=None)


def _unclear(told: Sequence[Glimpse], limits: Mapping[str, float]) -> Gap | None:
    """People come near and go: the last look may be unclear when two of three are not.

    What differs outright is told as that.
    """
    enough, least = needed(limits)
    good = [not one.doubt and one.odd is None for one in told[-least:]]
    if good[-1] or told[-1].odd is not None or sum(good) >= enough:
        return None
    last = told[-1].measures
    return Gap(
        name="unclear",
        why=Why.UNCONFIRMED,
        party=Party.AUDITOR if len(told) < least else Party.COMMUNE,
        values={
            "value": round(100 * (last.agree or 0), 1),
            "limit": round(100 * limits["agree_sure"], 1),
            "measure": "agree",
        },
    )


def _uncompared(views: Sequence[View], seen: Sequence[Glimpse], limits: Mapping[str, float]) -> Gap:
    light = seen[-1].measures.light
    if not {one.measures.light for one in seen} & {view.light for view in views}:
        return Gap(name=f"no_view_{light}", why=Why.NOT_CONFIGURED, party=Party.COMMUNE)
    held = next((one.measures for one in reversed(seen) if one.measures.view), None)
    view = next((one for one in views if held and one.sha256 == held.view), None)
    if held is None or view is None:
        return NOT_COMPARED
    values: Values = {"limit": round(limits["tiles"]), "measure": "tiles"}
    if view.tiles < limits["tiles"]:
        return Gap(
            name="few_tiles",
            why=Why.TOO_FEW,
            party=Party.COMMUNE,
            values={**values, "value": view.tiles},
        )
    return Gap(
        name="hidden_tiles",
        why=Why.UNCONFIRMED,
        party=Party.AUDITOR,
        values={**values, "value": held.tiles, "limit": ceil(tiles_needed(held, limits))},
    )

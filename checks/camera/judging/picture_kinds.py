"""The oddities of a picture as a judge asks for them, and what a confirmed one is called.

A picture that is less sharp or differs in part is for a person to look at: people sit close, and
furniture is moved. A camera that filters its noise shows an empty room to the last bit the same
(measured: up to 96 % of the blocks), as one does that is frozen: only one whose own share was low
while somebody vouched for it is called frozen, and only while all looks show one brightness, for
what is frozen keeps its picture and an office does not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from auditor.contract import Values, Verdict
from auditor.facts.oddities import Odd, Oddity
from checks.camera.judging.picture_looks import Glimpse, Moment
from checks.camera.judging.picture_signs import Sight, Sign, needed, sight

Asked = Callable[[Glimpse], bool]

_SHARES = frozenset({"card", "identical", "agree", "sharp_ratio"})
"""Measures that are printed in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An oddity, which looks would show it, and what it is when it is confirmed."""

    name: str
    shows: Asked
    tests: Asked
    confirmed: Verdict = Verdict.FAIL
    told_after: bool = True
    """That it was there and is gone is worth telling."""
    told_open: bool = True
    """False: a later kind tells that it was seen too seldom."""


def _is(kind: Oddity) -> Asked:
    return lambda one: one.odd is not None and one.odd.kind is kind


def _frozen_surely(one: Glimpse) -> bool:
    return _is(Oddity.FROZEN)(one) and one.odd is not None and one.odd.sure


def _differs(one: Glimpse) -> bool:
    return one.odd is not None and one.odd.kind is Oddity.DIFFERENT


def _differs_wholly(one: Glimpse) -> bool:
    return _differs(one) and one.odd is not None and one.odd.hint is not Oddity.PARTLY_COVERED


def _always(one: Glimpse) -> bool:
    return True


def _compared(one: Glimpse) -> bool:
    return not one.doubt


def _looked_for_card(one: Glimpse) -> bool:
    return one.measures.card is not None or _compared(one)


def _tested(one: Glimpse) -> bool:
    return one.tested


KINDS = (
    Kind(name="no_signal", shows=_is(Oddity.NO_SIGNAL), tests=_looked_for_card),
    Kind(name="black", shows=_is(Oddity.BLACK), tests=_always),
    Kind(name="overexposed", shows=_is(Oddity.OVEREXPOSED), tests=_always),
    Kind(name="stopped", shows=_frozen_surely, tests=_tested, told_open=False),
    Kind(
        name="frozen",
        shows=_is(Oddity.FROZEN),
        tests=_tested,
        confirmed=Verdict.UNKNOWN,
        told_after=False,
    ),
    Kind(name="different", shows=_differs_wholly, tests=_compared),
    Kind(
        name="partly",
        shows=_differs,
        tests=_compared,
        confirmed=Verdict.WARN,
        told_after=False,
    ),
    Kind(
        name="blurred",
        shows=_is(Oddity.BLURRED),
        tests=_compared,
        confirmed=Verdict.UNKNOWN,
        told_after=False,
    ),
)
"""In the order in which the first decides."""

_HINTS = {
    Oddity.COVERED: "picture.covered",
    Oddity.MOVED: "picture.moved",
    Oddity.OTHER_SCENE: "picture.other_scene",
}


def unsettled(moments: Sequence[Moment], limits: Mapping[str, float]) -> Kind | None:
    """Return the latest oddity when too many of the latest looks are odd, each in whatever way.

    Different oddities do not confirm one another, but neither does one clear the others.
    """
    enough, least = needed(limits)
    odd = [kind for moment in moments[-least:] if (kind := _shown_in(moment))]
    return odd[-1] if len(odd) >= enough else None


def _shown_in(moment: Moment) -> Kind | None:
    told = (kind for kind in KINDS if kind.told_open)
    return next((one for one in told if sight(moment, one.shows, one.tests) is Sight.ODD), None)


def confirmed(kind: Kind, found: Sign) -> tuple[str, Values]:
    """Return the text of a confirmed oddity, and what was measured in the latest look so."""
    text = f"picture.{kind.name}"
    if kind.name == "frozen":
        return _for_a_person(found.shown[-1]), measured(found, found.shown[-1])
    if kind.name != "different":
        return text, measured(found, found.shown[-1])
    latest = [(one, one.odd.hint) for one in reversed(found.shown) if one.odd]
    hints = [hint for _, hint in latest]
    likely = max(hints, key=hints.count)
    shown = next(one for one, hint in latest if hint is likely)
    return _HINTS.get(likely, text) if likely else text, measured(found, shown)


def _for_a_person(shown: Glimpse) -> str:
    """Say why software cannot tell, as far as the latest look knows."""
    seen = shown.measures
    if seen.stalled:
        return "picture.frozen_stalled"
    if seen.still is None:
        return "picture.frozen"
    return "picture.frozen_changing" if shown.odd and shown.odd.sure else "picture.frozen_usual"


def one_picture(kind: Kind, moments: Sequence[Moment]) -> bool:
    """Say whether the latest moments that show an oddity show one picture, by its grey levels."""
    shown = [[one.measures for one in moment if kind.shows(one)] for moment in moments]
    latest = [one[-1] for one in shown if one][-_LATEST:]
    means, spreads = [one.mean for one in latest], [one.spread for one in latest]
    return all(max(levels) - min(levels) <= _SAME for levels in (means, spreads) if levels)


_LATEST = 3
_SAME = 0.1
"""Grey levels. Looks minutes apart at one frozen picture with a running clock were up to 0.023 apart,
through H.264 at any quality; of live ones with people in them 0.03 to 0.9, of a clip outdoors 0.7."""


def measured(found: Sign, shown: Glimpse) -> Values:
    """Return how often an oddity was seen, and the measure that decided; shares in percent."""
    values: dict[str, str | int | float] = {"bad": found.bad, "of": found.of}
    if shown.odd is None:
        return values
    seen = shown.measures
    values |= {
        "measure": shown.odd.measure,
        "value": _printed(shown.odd, shown.odd.value),
        "limit": _printed(shown.odd, shown.odd.limit),
    }
    if shown.odd.hint is not None:
        values["hint"] = shown.odd.hint.value
    if seen.still is not None:
        values["usual"] = round(100 * seen.still, 1)
    if seen.moved is not None:
        values["shift"] = round(100 * seen.moved)
    if seen.keys:
        values |= {"keys": seen.keys, "seconds": round(seen.seconds)}
    return values


def _printed(odd: Odd, number: float) -> float:
    return round(100 * number if odd.measure in _SHARES else number, 1)

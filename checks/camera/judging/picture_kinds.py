"""The oddities of a picture as a judge asks for them, and what a confirmed one is called.

A picture that is less sharp, differs in part, or stands still, is for a person to look at: people sit
close, furniture is moved, and a camera that filters its noise shows an empty room to the last bit
the same (measured: up to 96 % of the blocks), as one does that is frozen.
"""

from collections.abc import Callable
from dataclasses import dataclass

from auditor.contract import Values, Verdict
from auditor.facts.oddities import Odd, Oddity
from checks.camera.judging.picture_looks import Glimpse
from checks.camera.judging.picture_signs import Sign

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


def _is(kind: Oddity) -> Asked:
    return lambda one: one.odd is not None and one.odd.kind is kind


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


def confirmed(kind: Kind, found: Sign) -> tuple[str, Values]:
    """Return the text of a confirmed oddity, and what was measured in the latest look so."""
    text = f"picture.{kind.name}"
    if kind.name != "different":
        return text, measured(found, found.shown[-1])
    latest = [(one, one.odd.hint) for one in reversed(found.shown) if one.odd]
    hints = [hint for _, hint in latest]
    likely = max(hints, key=hints.count)
    shown = next(one for one, hint in latest if hint is likely)
    return _HINTS.get(likely, text) if likely else text, measured(found, shown)


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
    if seen.moved is not None:
        values["shift"] = round(100 * seen.moved)
    if seen.keys:
        values |= {"keys": seen.keys, "seconds": round(seen.seconds)}
    return values


def _printed(odd: Odd, number: float) -> float:
    return round(100 * number if odd.measure in _SHARES else number, 1)

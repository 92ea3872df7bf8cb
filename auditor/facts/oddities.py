"""What is odd about a measured picture. Pure, so that a probe knows when to look again and a judge
decides by the same rule.

Black, overexposed, a "no video" card and a frozen stream are seen without an approved view; that the
picture differs from the approved one needs it, and why it differs is a hint only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditor.facts.picture import TILES, Measures


class Oddity(StrEnum):
    """What may be wrong with a picture."""

    BLACK = "black"
    OVEREXPOSED = "overexposed"
    NO_SIGNAL = "no_signal"
    FROZEN = "frozen"
    DIFFERENT = "different"
    """It differs from the approved view; `Odd.hint` says how it looks."""
    BLURRED = "blurred"
    """Less sharp than the approved view: a person has to confirm it."""
    COVERED = "covered"
    MOVED = "moved"
    OTHER_SCENE = "other_scene"
    PARTLY_COVERED = "partly_covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """One oddity, and the measure that decided."""

    kind: Oddity
    measure: str
    """Its name in `Measures`."""
    value: float
    limit: float
    hint: Oddity | None = None


LIMITS: Mapping[str, float] = {
    "card": 0.7,
    "black_mean": 32.0,
    "black_flat": 0.8,
    "black_sure": 24.0,
    "over_mean": 222.0,
    "over_flat": 0.6,
    "identical": 0.7,
    "tiles": 50,
    "agree": 0.4,
    "agree_sure": 0.6,
    "moved": 0.05,
    "matched": 0.6,
    "sharp_ratio": 0.4,
}
"""The measured defaults (benchmarks/pictures.py), by the names that a profile may set."""


def odd(measures: Measures, limits: Mapping[str, float] = LIMITS) -> Odd | None:
    """Return what is odd; None where nothing is, or the evidence is not enough to say.

    `enough` tells these two apart.
    """
    for rule in (_no_signal, _black, _overexposed, _frozen, _different, _blurred):
        if found := rule(measures, {**LIMITS, **limits}):
            return found
    return None


def enough(measures: Measures, limits: Mapping[str, float] = LIMITS) -> str:
    """Say why a picture in which nothing is odd may still be another than the approved one.

    Empty: it shows what the approved view shows. `no_view`: there is no approved view of this light.
    `few_tiles`: fewer than `tiles` tiles could be compared; the view has too few (its own number
    says so), or people, darkness or glare hide them now. `partly`: between the limits `agree` and
    `agree_sure` a person near the camera and a cover over a part of it look the same.
    """
    bounds = {**LIMITS, **limits}
    if not measures.view and not measures.tiles:
        return "no_view"
    if measures.agree is None or measures.tiles < bounds["tiles"]:
        return "few_tiles"
    return "partly" if measures.agree < bounds["agree_sure"] else ""


def _no_signal(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    if seen.card is None or seen.card < limits["card"]:
        return None
    return _odd(Oddity.NO_SIGNAL, "card", seen.card, limits["card"])


def _black(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    """So dark that nothing can be seen, whatever still glows; or dark, and nothing else."""
    for limit, least in ((limits["black_sure"], 0.0), (limits["black_mean"], limits["black_flat"])):
        if seen.mean <= limit and seen.flat >= least:
            return _odd(Oddity.BLACK, "mean", seen.mean, limit)
    return None


def _overexposed(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    if seen.mean < limits["over_mean"] or seen.flat < limits["over_flat"]:
        return None
    return _odd(Oddity.OVEREXPOSED, "mean", seen.mean, limits["over_mean"])


def _frozen(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    if seen.identical is None or seen.identical < limits["identical"]:
        return None
    return _odd(Oddity.FROZEN, "identical", seen.identical, limits["identical"])


def _different(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    if seen.agree is None or seen.tiles < limits["tiles"]:
        return None
    moved = _moved(seen, limits)
    if seen.agree >= limits["agree"] and not (moved and seen.agree < limits["agree_sure"]):
        return None
    return Odd(
        kind=Oddity.DIFFERENT,
        measure="agree",
        value=seen.agree,
        limit=limits["agree"] if seen.agree < limits["agree"] else limits["agree_sure"],
        hint=Oddity.MOVED if moved else _hint(seen),
    )


def _moved(seen: Measures, limits: Mapping[str, float]) -> bool:
    if seen.moved is None or seen.matched is None or seen.agree is None:
        return False
    return seen.moved >= limits["moved"] and seen.matched >= limits["matched"]


def _hint(seen: Measures) -> Oddity:
    if seen.flat >= 0.8:
        return Oddity.COVERED
    apart = joined(seen.agreed, seen.reliable) >= 0.5 and (seen.agree or 0.0) > 0.2
    return Oddity.PARTLY_COVERED if apart else Oddity.OTHER_SCENE


def joined(agreed: str, reliable: str) -> float:
    """Return how far tiles that agree lie together, and those that do not: 1 wholly, 0 by chance.

    A cover leaves one region that agrees; another scene agrees here and there.
    """
    same, seen = _bits(agreed), _bits(reliable)
    pairs = [
        same[one] == same[other]
        for one in range(len(seen))
        for other in (one + 1, one + TILES[0])
        if other < len(seen)
        and not (other == one + 1 and other % TILES[0] == 0)
        and seen[one]
        and seen[other]
    ]
    share = sum(s for s, r in zip(same, seen, strict=True) if r) / max(1, sum(seen))
    chance = share**2 + (1 - share) ** 2
    if not pairs or chance == 1:
        return 0.0
    return (sum(pairs) / len(pairs) - chance) / (1 - chance)


def _bits(digits: str) -> list[bool]:
    if not digits:
        return []
    count = TILES[0] * TILES[1]
    return [one == "1" for one in f"{int(digits, 16):0{count}b}"]


def _blurred(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    ratio = seen.sharp_ratio
    if ratio is None or ratio >= limits["sharp_ratio"] or seen.tiles < limits["tiles"]:
        return None
    return _odd(Oddity.BLURRED, "sharp_ratio", ratio, limits["sharp_ratio"])


def _odd(kind: Oddity, measure: str, value: float, limit: float) -> Odd:
    return Odd(kind=kind, measure=measure, value=value, limit=limit)

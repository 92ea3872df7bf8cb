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
    sure: bool = True
    """False: a good camera may measure the same, so a person has to confirm it."""


LIMITS: Mapping[str, float] = {
    "card": 0.7,
    "black_mean": 32.0,
    "black_flat": 0.8,
    "black_sure": 24.0,
    "over_mean": 222.0,
    "over_flat": 0.6,
    "identical": 0.7,
    "still": 0.3,
    "identical_sure": 0.4,
    "above_still": 0.3,
    "tiles": 50,
    "tiles_share": 0.6,
    "agree": 0.4,
    "agree_sure": 0.6,
    "moved": 0.05,
    "matched": 0.6,
    "matched_sure": 0.8,
    "matched_apart": 0.25,
    "moved_tiles": 20,
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
    `few_tiles`: fewer than `tiles` tiles could be compared, or less than `tiles_share` of the view's;
    the view has too few (its own number says so), or people, darkness or glare hide them now. `partly`: between the limits `agree` and
    `agree_sure` a person near the camera and a cover over a part of it look the same.
    """
    bounds = {**LIMITS, **limits}
    if not measures.view and not measures.tiles:
        return "no_view"
    if measures.agree is None or measures.tiles < tiles_needed(measures, bounds):
        return "few_tiles"
    return "partly" if measures.agree < bounds["agree_sure"] else ""


def tiles_needed(measures: Measures, limits: Mapping[str, float] = LIMITS) -> float:
    """Return how many tiles must be compared before the picture is called the approved one.

    A white cover is left out like glare: what little it leaves agrees, and is not the view.
    """
    return max(limits["tiles"], limits["tiles_share"] * measures.of_tiles)


def _no_signal(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    """Not where a part of the approved view is still to be seen: that is a cover, or nothing."""
    if seen.card is None or seen.card < limits["card"]:
        return None
    shown = (seen.agree or 0.0) >= limits["agree"] / 2
    if shown and seen.tiles >= limits["tiles"]:
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
    """Against the camera's own share where that is low; else nobody knows what is usual for it."""
    if seen.identical is None:
        return None
    sure = seen.still is not None and seen.still < limits["still"]
    limit = limits["identical"]
    if sure and seen.still is not None:
        limit = max(limits["identical_sure"], seen.still + limits["above_still"])
    if seen.identical < limit:
        return None
    return Odd(
        kind=Oddity.FROZEN, measure="identical", value=seen.identical, limit=limit, sure=sure
    )


def _different(seen: Measures, limits: Mapping[str, float]) -> Odd | None:
    if seen.agree is None:
        return None
    moved = _moved(seen, limits)
    limit = limits["agree_sure"] if moved and seen.agree >= limits["agree"] else limits["agree"]
    if _turned(seen, limits):
        limit = max(limit, (seen.matched or 0.0) - limits["matched_apart"])
    elif seen.tiles < limits["tiles"] or seen.agree >= limit:
        return None
    return Odd(
        kind=Oddity.DIFFERENT,
        measure="agree",
        value=seen.agree,
        limit=limit,
        hint=Oddity.MOVED if moved else _hint(seen),
    )


def _moved(seen: Measures, limits: Mapping[str, float]) -> bool:
    if seen.moved is None or seen.matched is None or seen.agree is None:
        return False
    return seen.moved >= limits["moved"] and seen.matched >= limits["matched"]


def _turned(seen: Measures, limits: Mapping[str, float]) -> bool:
    """The view lies beside where it was, nearly whole: seen in fewer tiles than other differences.

    Floors and walls leave few tiles, and edges that run along the turn go on agreeing. Of looks at
    which nobody turned the camera, none fitted anywhere else (benchmarks/pictures.py).
    """
    if not _moved(seen, limits) or seen.tiles < limits["moved_tiles"]:
        return False
    matched, agree = seen.matched or 0.0, seen.agree or 0.0
    return matched >= max(limits["matched_sure"], agree + limits["matched_apart"])


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

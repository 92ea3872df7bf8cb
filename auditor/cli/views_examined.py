"""What `auditor doctor` says of the cameras' views: without one nobody can tell a camera is covered."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.cli.examined import Line, good, note
from auditor.inventory.views import State, kept

if TYPE_CHECKING:
    from auditor.outfit import Outfit

_FEW = 10
_NOTED = {
    State.WAITING: "doctor.views_waiting",
    State.ELSEWHERE: "doctor.views_elsewhere",
    State.STRAY: "doctor.views_stray",
}


def views_examined(outfit: "Outfit") -> Iterator[Line]:
    """Yield a line for each thing to know of the view files; nothing where there is no camera."""
    cameras = [(one.code, camera) for one in outfit.communes for camera in one.cameras]
    if not cameras:
        return
    lacking = Counter(code for code, camera in cameras if not camera.views)
    if approved := len(cameras) - lacking.total():
        yield good("doctor.views", count=approved, all=len(cameras))
    found: Counter[tuple[State, str]] = Counter()
    for commune in outfit.communes:
        found.update((k.state, commune.code) for k in kept(outfit.config.inventory.views, commune))
    if lacking:
        yield note("doctor.views_lacking", count=lacking.total(), codes=_some(lacking))
    for state, key in _NOTED.items():
        codes = Counter({code: n for (its, code), n in found.items() if its is state})
        if codes:
            yield note(key, count=codes.total(), codes=_some(codes))


def _some(codes: Counter[str]) -> str:
    return ", ".join(sorted(codes)[:_FEW]) + (" …" if len(codes) > _FEW else "")

"""Small invented looks at pictures for table tests: a camera is a pattern of letters.

g as approved, G the same and tested for frozenness, n nothing to compare with, b black, w white,
s a "no video" card, f frozen, F frozen against its own low share, L the same and brighter, H frozen as
its own share is, T frozen with time stamps that stand still, c covered, m moved, o another scene, p partly covered, z blurred,
u unclear, h too little left to compare, i by infra-red, S a good still picture, B a black one,
v void (refused password), x void (an outage of ours). Ten minutes apart, from 9:00 on a Friday.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from auditor.contract import Camera, Counter, Office, Region, Seen, Terms, View, Zone
from auditor.facts import CameraPictures, Light, Look, LookState, Measures
from tests.checks.build import AT
from tests.checks.camera.build import HOST, KINDS
from tests.checks.camera.build import terms as camera_terms

DAY, IR, OLD = "d" * 64, "1" * 64, "0" * 64
ALL = "f" * 36
PLAIN = Measures(light=Light.DAY, mean=120, spread=60, flat=0.1, sharp=0.5, card=0.0)
GOOD = replace(PLAIN, tiles=120, agree=0.97, agreed=ALL, reliable=ALL, sharp_ratio=1.0, view=DAY)
OTHER = replace(GOOD, agree=0.05, agreed="0" * 36)
MEASURED: dict[str, Measures] = {
    "g": GOOD,
    "G": replace(GOOD, keys=5, seconds=10, identical=0.01),
    "n": PLAIN,
    "b": replace(PLAIN, mean=4, spread=1, flat=1.0),
    "w": replace(PLAIN, mean=252, spread=1, flat=1.0),
    "s": replace(PLAIN, card=0.99, flat=0.9),
    "f": replace(GOOD, keys=5, seconds=10, identical=0.99),
    "F": replace(GOOD, keys=5, seconds=10, identical=0.99, still=0.02),
    "L": replace(GOOD, keys=5, seconds=10, identical=0.99, still=0.02, mean=124),
    "H": replace(GOOD, keys=5, seconds=10, identical=0.99, still=0.9),
    "T": replace(GOOD, keys=5, seconds=10, identical=0.99, stalled=True),
    "c": replace(OTHER, flat=0.97),
    "m": replace(OTHER, moved=0.3, matched=0.95),
    "o": OTHER,
    "p": replace(GOOD, agree=0.31, agreed="f" * 11 + "0" * 25),
    "z": replace(GOOD, sharp_ratio=0.05),
    "u": replace(GOOD, agree=0.5),
    "h": replace(GOOD, tiles=12),
    "i": replace(PLAIN, light=Light.IR),
    "S": replace(GOOD, snapshot=True),
    "B": replace(PLAIN, mean=4, spread=1, flat=1.0, snapshot=True),
}
VIEW = View(
    sha256=DAY, light="day", approved_on=date(2026, 11, 2), tiles=120, offered=("q1", "q2", "k1")
)
COUNTERS = (
    Counter(id="q1", name="Quầy Hộ tịch", office="vp"),
    Counter(id="q2", name="Quầy Đất đai", office="vp"),
)
ZONES = (Zone(id="k1", name="Khu vực chờ", office="vp"),)


def look(
    seen: str | Measures,
    *,
    id_: str = "c1",
    at: datetime = AT,
    address: str = "",
) -> Look:
    """Return one look, by its letter or by what it measured."""
    values: dict[str, str | int | float] = {"address": address or _address(id_)}
    if isinstance(seen, str) and seen in "vx":
        state, text, why, party = KINDS["o" if seen == "x" else "v"]
        values["host"] = HOST
        return Look(at=at, target=id_, state=state, text=text, values=values, why=why, party=party)
    measures = MEASURED[seen] if isinstance(seen, str) else seen
    return Look(
        at=at,
        target=id_,
        state=LookState.UP,
        text="camera.picture",
        values={**measures.values(), **values},
    )


def looks(
    pattern: Sequence[str | Measures],
    *,
    id_: str = "c1",
    at: datetime = AT,
    gap_minutes: float = 10,
    address: str = "",
) -> tuple[Look, ...]:
    """Return the looks of a pattern."""
    return tuple(
        look(one, id_=id_, at=at + timedelta(minutes=gap_minutes * number), address=address)
        for number, one in enumerate(pattern)
    )


def camera(pattern: Sequence[str | Measures | Look], *, id_: str = "c1") -> Seen[CameraPictures]:
    """Return a camera by its looks."""
    taken = tuple(one for one in pattern if isinstance(one, Look)) or looks(
        [one for one in pattern if not isinstance(one, Look)], id_=id_
    )
    fact = CameraPictures(camera=id_, name=f"Camera {id_}", address=_address(id_), looks=taken)
    return Seen(target=id_, fact=fact)


def cameras(*patterns: str) -> tuple[Seen[CameraPictures], ...]:
    """Return c1, c2, … by their patterns."""
    return tuple(camera(pattern, id_=f"c{n}") for n, pattern in enumerate(patterns, 1))


def terms(
    views: Mapping[str, Sequence[View]] | None = None,
    *,
    limits: Mapping[str, float] | None = None,
    count: int = 4,
) -> Terms:
    """Return terms for the invented commune: every camera has an approved view unless told."""
    given = camera_terms(limits=limits, count=count)
    owned = {one.id: (VIEW,) for one in given.commune.cameras} if views is None else views
    watched: tuple[Camera, ...] = tuple(
        replace(one, views=tuple(owned.get(one.id, ()))) for one in given.commune.cameras
    )
    commune = replace(
        given.commune,
        cameras=watched,
        offices=(Office(id="vp", name="Bộ phận Một cửa"),),
        counters=COUNTERS,
        zones=ZONES,
    )
    return replace(given, commune=commune)


def drawn(*places: str, view: View = VIEW) -> View:
    """Return a view with a region for each place: a quarter of its width and half its height."""
    return replace(
        view,
        regions=tuple(
            Region(place=place, left=0.25 * n, top=0.25, width=0.25, height=0.5)
            for n, place in enumerate(places)
        ),
    )


def _address(id_: str) -> str:
    return f"{HOST}:554#{id_.removeprefix('c')}"

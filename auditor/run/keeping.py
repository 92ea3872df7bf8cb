"""What a run knows of itself on its way: what was seen and kept, and what is being waited for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from auditor.contract import Missing
from auditor.facts import Look, LookState
from auditor.plan import CAMERA, PICTURE, Job
from auditor.run.together import Key, Whole
from auditor.run.visits import Prober, Visit, unpictured
from auditor.run.watch import Watch


class Keeper(Protocol):
    """Where facts and looks go as they come."""

    def save_fact(
        self, run_id: str, commune_code: str, kind: str, target: str, fact: object
    ) -> None:
        """Keep a fact or Missing; the same key again replaces it."""
        ...

    def add_look(self, run_id: str, commune_code: str, kind: str, look: Look) -> None:
        """Keep a look."""
        ...


class Waiting(tuple[str, ...]):
    """Commune codes being waited for, and what for: ten silent minutes look like a run that hangs."""

    again: datetime | None = None
    """When the next place that seemed down is looked at, where nothing else is being done."""
    places: int = 0
    """How many places wait to be looked at again."""
    held_since: datetime | None = None
    """Since when nothing is looked at, for our own line is gone."""
    gave_up: bool = False
    """The line is gone, and nobody waits for it any more."""


Progress = Callable[[int, int, Waiting], None]
"""Jobs done, jobs in all, commune codes being waited for."""


@dataclass(slots=True, kw_only=True)
class Gathering:
    """One run on its way. Made inside the event loop."""

    run_id: str
    keeper: Keeper
    probers: Mapping[str, Prober]
    confirm_after_s: float | None = None
    """None: no second look in this run."""
    min_looks: int = 3
    watch: Watch = field(default_factory=Watch)
    progress: Progress = lambda _done, _total, _waiting: None
    looks: dict[Key, list[Look]] = field(default_factory=dict)
    waiting: dict[Key, None] = field(default_factory=dict)
    again: dict[Key, datetime] = field(default_factory=dict)
    """When those that seemed down are looked at next."""
    kept: set[Key] = field(default_factory=set)
    """Jobs that left a fact."""
    whole: Whole = field(default_factory=Whole)
    finished: int = 0
    total: int = 0
    unseen: bool = False
    """Something stays unknown for our own line was gone."""
    pictures: dict[Key, list[bool]] = field(default_factory=dict)
    """Looks at the pictures of cameras, the first first: was something odd?"""
    spoilt: dict[str, Missing] = field(default_factory=dict)
    """Devices whose one try with a password an outage of our own took."""


def keep(gathering: Gathering, job: Job, visit: Visit) -> None:
    """Keep what came of a visit, at once."""
    code = job.commune.code
    fact = gathering.whole.with_earlier(key_of(job), visit.fact)
    if fact is not None:
        gathering.keeper.save_fact(gathering.run_id, code, job.probe, job.target, fact)
        gathering.kept.add(key_of(job))
    if picture := _picture(job, visit):
        gathering.keeper.add_look(gathering.run_id, code, PICTURE, picture)
        if picture.state is LookState.UP:
            gathering.pictures.setdefault(key_of(job), []).append(visit.odd)
    if visit.look is not None:
        gathering.looks.setdefault(key_of(job), []).append(visit.look)
        gathering.keeper.add_look(gathering.run_id, code, job.probe, visit.look)


def _picture(job: Job, visit: Visit) -> Look | None:
    """A camera that was not seen, whoever is to blame, showed no picture for the same reason."""
    if visit.picture is not None or job.probe != CAMERA or visit.look is None:
        return visit.picture
    return unpictured(visit.look)


def unwitnessed(gathering: Gathering, job: Job) -> bool:
    """Tell whether the last look is worth another one, for now there may be a witness."""
    seen = gathering.looks.get(key_of(job), [])
    return bool(seen) and gathering.probers[job.probe].unwitnessed(job, seen[-1])


def tell(gathering: Gathering) -> None:
    """Say how far the run is, and what is being waited for."""
    waiting = Waiting(dict.fromkeys(code for _, code, _ in gathering.waiting))
    if gathering.again and gathering.again.keys() >= gathering.waiting.keys():
        waiting.again, waiting.places = min(gathering.again.values()), len(gathering.again)
    waiting.held_since = gathering.watch.held_since
    waiting.gave_up = gathering.watch.gave_up
    gathering.progress(gathering.finished, gathering.total, waiting)


def left_out(gathering: Gathering, jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Return the jobs that left nothing, of communes of which something was seen.

    A commune of which nothing was seen was not reached, and is judged by nobody.
    """
    seen = {code for _, code, _ in gathering.kept}
    return tuple(
        job for job in jobs if job.commune.code in seen and key_of(job) not in gathering.kept
    )


def key_of(job: Job) -> Key:
    """Return what tells jobs apart."""
    return job.probe, job.commune.code, job.target

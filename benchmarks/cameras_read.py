"""What a run of the benchmark saw, read from its store."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from auditor.facts import Look, LookState
from auditor.plan import CAMERA, PICTURE
from auditor.probes.camera.looking import LIGHT
from auditor.store import Store
from benchmarks import cameras_province as province
from benchmarks.cameras_row import Name, Row
from benchmarks.cameras_served import FROZEN, GOOD, Box
from benchmarks.processes import Spent


def row_of(boxes: Sequence[Box], folder: Path, name: str, spent: Spent) -> Row:
    """Return the last run of a store as a row."""
    looks, pictures, began = _looks(boxes, folder)
    living = {name for box in boxes if not box.dead for name in _names(box)}
    dead = {name for box in boxes if box.dead for name in _names(box)}
    up = {name for name, look in looks.items() if look.state is LookState.UP or look.text == LIGHT}
    if up - living:
        raise RuntimeError(f"{len(up & dead)} dead cameras were seen")
    unseen = Counter(looks[one].text if one in looks else "no look" for one in living - up)
    done = max((looks[one].at for one in up), default=began)
    return Row(
        name=name,
        cameras=len(living | dead),
        dead=len(dead),
        looked_s=(done - began).total_seconds(),
        unseen=sum(unseen.values()),
        took_s=tuple(ms / 1e3 for one in up if (ms := looks[one].elapsed_ms) is not None) or (0.0,),
        seen={
            one: (ms / 1e3, (looks[one].at - began).total_seconds())
            for one in up
            if (ms := looks[one].elapsed_ms) is not None
        },
        spent=spent,
        found=_found(boxes, pictures) + (f"; NOT SEEN: {dict(unseen)}" if unseen else ""),
    )


def _names(box: Box) -> list[Name]:
    return [(province.code(box.commune), id_) for id_ in province.camera_ids(box)]


def _looks(
    boxes: Sequence[Box], folder: Path
) -> tuple[dict[Name, Look], dict[Name, Look], datetime]:
    """Return the last look at each camera, at each picture, and when the run began."""
    now = datetime.now(UTC)
    since = now - timedelta(hours=3)
    with Store.open(
        f"sqlite:///{folder / 'data/auditor.sqlite'}", folder / "data/evidence"
    ) as store:
        run = store.runs()[-1]
        both: list[dict[Name, Look]] = [
            {
                (code, look.target): look
                for code in sorted({province.code(box.commune) for box in boxes})
                for look in store.looks(code, kind, since, now, run.id)
            }
            for kind in (CAMERA, PICTURE)
        ]
    return both[0], both[1], run.started_at


def _found(boxes: Sequence[Box], pictures: dict[Name, Look]) -> str:
    """Say what was seen of the pictures, by what was shown."""
    from auditor.facts.oddities import odd
    from auditor.facts.picture import measures_of

    told = []
    for kind in (GOOD, FROZEN):
        names = {name for box in boxes if box.kind == kind for name in _names(box)}
        measures = [
            found for name in names
            if name in pictures and (found := measures_of(pictures[name].values))
        ]  # fmt: skip
        counted = Counter(o.kind.value if (o := odd(one)) else "none odd" for one in measures)
        streams = sum(not one.snapshot for one in measures)
        keys = sum(one.keys > 1 for one in measures)
        compared = sum(one.agree is not None for one in measures)
        told.append(
            f"{kind} {len(names)}: {len(measures)} pictures, {streams} of the stream, "
            f"{compared} compared, {keys} frozen tests, {dict(counted)}"
        )
    return "; ".join(told)

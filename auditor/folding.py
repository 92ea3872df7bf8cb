"""Stored rows -> what a judge gets: looks of the period as one fact, targets of a kind as one tuple.

This is done before judging, so that a rejudge reads no other run.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from auditor.contract import Camera, Commune, Missing, Party, Period, Seen, Why
from auditor.facts import KINDS, MANY, CameraLooks, CameraPictures, Look, SiteLooks
from auditor.judge import Facts
from auditor.plan import CAMERA, PICTURE, SITE, Unplanned, kinds_of

if TYPE_CHECKING:
    from auditor.store import RunRecord, Store, StoredFact

NOT_LOOKED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.not_looked")
OUTDATED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.fact_outdated")
PURGED = Missing(why=Why.STALE, party=Party.AUDITOR, text="engine.fact_purged")


def keep_unplanned(store: "Store", run_id: str, unplanned: Iterable[Unplanned]) -> None:
    """Keep why a probe was not sent out, for every kind of fact that it would have brought."""
    for job in unplanned:
        for kind in kinds_of(job.probe):
            store.save_fact(run_id, job.commune.code, kind, job.target, job.missing)


def fold_looks(
    store: "Store", record: "RunRecord", period: Period, communes: Sequence[Commune], *, over: bool
) -> None:
    """Fold the period's looks into one fact; what lies outside it decides nothing.

    Those of this run and of sealed ones: a run that was killed, by a power cut too, has no seal, so
    that nobody can say whether its looks are what it saw.
    """
    since, until = bounds(period, ZoneInfo(record.time_zone))
    # An interrupted run did not reach those without a look of its own.
    reached = datetime.min.replace(tzinfo=UTC) if over else record.started_at
    for commune in communes:
        if commune.site is not None:
            looks = store.looks(commune.code, SITE, since, until, record.id)
            _fold_site(store, record.id, commune, looks, reached)
        if commune.cameras:
            looks = store.looks(commune.code, CAMERA, since, until, record.id)
            _fold_cameras(store, record.id, commune, looks, reached)
            looks = store.looks(commune.code, PICTURE, since, until, record.id)
            _fold_pictures(store, record.id, commune, looks, reached)


def _fold_site(
    store: "Store", run_id: str, commune: Commune, kept: Sequence[Look], reached: datetime
) -> None:
    """A site that moved starts anew: looks at its old address say nothing of this one."""
    url = commune.site.url if commune.site else ""
    looks = tuple(look for look in kept if look.target == url)
    if looks and looks[-1].at >= reached:
        folded = SiteLooks(url=url, looks=looks)
        store.save_fact(run_id, commune.code, "site_looks", url, folded)


def _fold_cameras(
    store: "Store", run_id: str, commune: Commune, kept: Sequence[Look], reached: datetime
) -> None:
    for camera, address, looks in _of_cameras(commune, kept, reached):
        folded = CameraLooks(camera=camera.id, name=camera.name, address=address, looks=looks)
        store.save_fact(run_id, commune.code, "camera_looks", camera.id, folded)


def _fold_pictures(
    store: "Store", run_id: str, commune: Commune, kept: Sequence[Look], reached: datetime
) -> None:
    for camera, address, looks in _of_cameras(commune, kept, reached):
        folded = CameraPictures(camera=camera.id, name=camera.name, address=address, looks=looks)
        store.save_fact(run_id, commune.code, "camera_pictures", camera.id, folded)


def _of_cameras(
    commune: Commune, kept: Sequence[Look], reached: datetime
) -> Iterator[tuple[Camera, str, tuple[Look, ...]]]:
    """Yield what was seen of each camera; one whose address was put right starts anew, as a site."""
    from auditor.probes.camera.looking import address_of

    of: dict[str, list[Look]] = defaultdict(list)
    for look in kept:
        of[look.target].append(look)
    for camera in commune.cameras:
        address = address_of(commune, camera)
        looks = tuple(one for one in of[camera.id] if one.values.get("address", address) == address)
        if looks and looks[-1].at >= reached:
            yield camera, address, looks


def bounds(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first moment of the period and its last, in UTC."""
    since = datetime.combine(period.start, time(), zone)
    end = datetime.combine(period.end + timedelta(days=1), time(), zone)
    return since.astimezone(UTC), end.astimezone(UTC) - timedelta(microseconds=1)


def facts_by_kind(stored: Iterable["StoredFact"], commune: Commune) -> Facts:
    """Return one commune's stored rows as a judge's facts."""
    facts: dict[type, object] = {}
    many: dict[type, dict[str, object]] = defaultdict(dict)
    for row in stored:
        fact = PURGED if row.purged else OUTDATED if row.outdated else row.fact
        if KINDS[row.kind] in MANY:
            many[KINDS[row.kind]][row.target] = fact
        else:
            facts[KINDS[row.kind]] = fact
    for kind, targets in many.items():
        facts[kind] = _tuple(targets, commune.cameras)
    return facts


def _tuple(targets: Mapping[str, object], cameras: Sequence[Camera]) -> object:
    """Order the targets as the inventory does. The target '' stands for the kind as a whole.

    A camera of the inventory that left nothing is there all the same: the others must not pass
    for all of them.
    """
    if tuple(targets) == ("",):
        return targets[""]
    targets = {camera.id: NOT_LOOKED for camera in cameras} | dict(targets)
    places = {camera.id: place for place, camera in enumerate(cameras)}
    order = sorted(targets, key=lambda target: (places.get(target, len(places)), target))
    return tuple(Seen(target=target, fact=targets[target]) for target in order if target)

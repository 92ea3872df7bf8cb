"""Stored rows become what a judge gets: only looks at the address that the inventory names today."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from auditor.contract import Camera, Commune, CommuneKind, Device, Missing, Party, Period, Seen, Why
from auditor.facts import CameraLooks, Look, LookState, Presence, SiteLooks
from auditor.folding import NOT_LOOKED, OUTDATED, bounds, facts_by_kind, fold_looks
from auditor.plan import Job
from auditor.probes.camera.looking import address_of
from auditor.run.visits import crashed
from auditor.store.records import StoredFact

START = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)
PERIOD = Period(start=date(2026, 6, 1), end=date(2026, 6, 30))
ONE = Camera(id="cam-1", name="Quầy 1", office="", device=Device(host="10.0.0.5"), path="a")
TWO = Camera(id="cam-2", name="Quầy 2", office="", device=Device(host="10.0.0.6"), channel=1)
COMMUNE = Commune(
    code="00001", name="Xã Mẫu 01", kind=CommuneKind.XA, province_code="00", cameras=(ONE, TWO)
)


def look(camera: Camera, minutes: int, address: str = "") -> Look:
    return Look(
        at=START + timedelta(minutes=minutes),
        target=camera.id,
        state=LookState.UP,
        text="camera.up",
        values={"address": address or address_of(COMMUNE, camera)},
    )


@dataclass
class Kept:
    """The part of a store that folding uses."""

    seen: dict[str, list[Look]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[tuple[str, str], object] = field(default_factory=dict)

    def looks(
        self, _code: str, kind: str, since: datetime, until: datetime, _run_id: str
    ) -> tuple[Look, ...]:
        return tuple(one for one in self.seen[kind] if since <= one.at <= until)

    def save_fact(self, _run: str, _code: str, kind: str, target: str, fact: object) -> None:
        self.facts[kind, target] = fact


def folded(*looks: Look, over: bool = False, commune: Commune = COMMUNE) -> Kept:
    kept = Kept()
    kept.seen["camera"] = list(looks)
    record = SimpleNamespace(id="run", started_at=START, time_zone="Asia/Ho_Chi_Minh")
    fold_looks(cast("Any", kept), cast("Any", record), PERIOD, [commune], over=over)
    return kept


def test_each_camera_gets_the_looks_at_itself() -> None:
    kept = folded(look(ONE, 1), look(TWO, 2), look(ONE, 3))
    one = kept.facts["camera_looks", "cam-1"]
    assert isinstance(one, CameraLooks)
    assert [seen.at for seen in one.looks] == [look(ONE, 1).at, look(ONE, 3).at]
    assert one.address == "10.0.0.5:554/a"


def test_a_camera_whose_address_was_put_right_starts_anew() -> None:
    kept = folded(look(ONE, 1, "10.0.0.99:554/a"), look(ONE, 2))
    one = kept.facts["camera_looks", "cam-1"]
    assert isinstance(one, CameraLooks)
    assert len(one.looks) == 1


def test_a_camera_that_this_run_did_not_reach_gets_no_verdict_from_older_looks() -> None:
    older = look(ONE, -60)
    assert folded(older).facts == {}
    assert ("camera_looks", "cam-1") in folded(older, over=True).facts


def test_another_month_decides_nothing() -> None:
    assert folded(look(ONE, -60 * 24 * 10), over=True).facts == {}


def test_the_last_moment_of_the_period_is_the_province_s_midnight() -> None:
    since, until = bounds(PERIOD, cast("Any", __import__("zoneinfo").ZoneInfo("Asia/Ho_Chi_Minh")))
    assert since == datetime(2026, 5, 31, 17, 0, tzinfo=UTC)
    assert until == datetime(2026, 6, 30, 16, 59, 59, 999999, tzinfo=UTC)


def stored(kind: str, target: str, fact: object, *, outdated: bool = False) -> StoredFact:
    return StoredFact(
        commune="00001", kind=kind, target=target, schema=1, fact=fact, outdated=outdated
    )


MISSING = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="camera.not_in_inventory")


def looks_of(camera: str) -> CameraLooks:
    return CameraLooks(camera=camera, name=camera, address="", looks=())


def test_targets_come_in_the_order_of_the_inventory() -> None:
    rows = [
        stored("camera_looks", "cam-9", looks_of("cam-9")),
        stored("camera_looks", "cam-2", looks_of("cam-2")),
        stored("camera_looks", "cam-1", MISSING),
        stored("presence", "", Presence(sources=())),
    ]
    facts = facts_by_kind(rows, COMMUNE)
    assert facts[CameraLooks] == (
        Seen(target="cam-1", fact=MISSING),
        Seen(target="cam-2", fact=looks_of("cam-2")),
        Seen(target="cam-9", fact=looks_of("cam-9")),
    )
    assert facts[Presence] == Presence(sources=())


def test_a_kind_that_is_missing_as_a_whole_is_one_missing() -> None:
    facts = facts_by_kind([stored("camera_looks", "", MISSING)], replace(COMMUNE, cameras=()))
    assert facts == {CameraLooks: MISSING}


def test_a_fact_that_this_version_cannot_read_says_so_for_its_target_alone() -> None:
    rows = [
        stored("camera_looks", "cam-1", None, outdated=True),
        stored("camera_looks", "cam-2", looks_of("cam-2")),
        stored("site_looks", "", None, outdated=True),
    ]
    facts = facts_by_kind(rows, COMMUNE)
    assert facts[CameraLooks] == (
        Seen(target="cam-1", fact=OUTDATED),
        Seen(target="cam-2", fact=looks_of("cam-2")),
    )
    assert facts[SiteLooks] is OUTDATED


def test_a_camera_that_left_nothing_is_not_passed_over() -> None:
    facts = facts_by_kind([stored("camera_looks", "cam-1", looks_of("cam-1"))], COMMUNE)
    assert facts[CameraLooks] == (
        Seen(target="cam-1", fact=looks_of("cam-1")),
        Seen(target="cam-2", fact=NOT_LOOKED),
    )


def test_a_probe_that_crashed_on_a_camera_leaves_a_look_that_counts() -> None:
    job = Job(probe="camera", commune=COMMUNE, target="cam-1", zone="")
    bug = crashed(job, ZeroDivisionError()).look
    assert bug is not None
    kept = folded(replace(bug, at=START + timedelta(minutes=1)))
    one = kept.facts["camera_looks", "cam-1"]
    assert isinstance(one, CameraLooks)
    assert one.looks[0].why is Why.BUG

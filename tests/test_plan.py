"""What is to be done, and what cannot be."""

from dataclasses import replace

import pytest

from auditor.contract import Camera, Commune, CommuneKind, Device, Party, Recorder, SiteAddress, Why
from auditor.facts import CameraLooks, CameraSeen, Presence, Site, SiteLooks
from auditor.plan import kinds_of, plan

WITH = Commune(
    code="00001",
    name="Xã Mẫu 01",
    kind=CommuneKind.XA,
    province_code="00",
    site=SiteAddress(url="https://xamau01.invalid/"),
)
WITHOUT = replace(WITH, code="00002", site=None)


def test_one_visit_serves_every_kind_of_fact_it_brings() -> None:
    jobs, unplanned = plan([WITH], frozenset({Site, SiteLooks}))
    assert [(job.probe, job.target) for job in jobs] == [("site", "https://xamau01.invalid/")]
    assert unplanned == ()


def test_a_commune_without_an_address_is_not_sent_out_for_and_not_blamed() -> None:
    jobs, unplanned = plan([WITHOUT], frozenset({Site}))
    assert jobs == ()
    assert [(one.missing.why, one.missing.party) for one in unplanned] == [
        (Why.NOT_CONFIGURED, Party.PROVINCE)
    ]


def test_a_period_that_is_over_is_not_judged_by_what_a_site_shows_today() -> None:
    jobs, unplanned = plan([WITH], frozenset({Site}), over=True)
    assert jobs == ()
    assert [(one.missing.why, one.missing.party) for one in unplanned] == [
        (Why.STALE, Party.AUDITOR)
    ]


def test_nothing_is_looked_at_that_no_check_asks_for() -> None:
    assert plan([WITH, WITHOUT], frozenset()) == ((), ())


RECORDER = Recorder(id="dg-1", name="Đầu ghi", office="", device=Device(host="10.0.0.5"))
FIRST = Camera(id="cam-1", name="Quầy 1", office="", recorder="dg-1", channel=1)
SECOND = replace(FIRST, id="cam-2", channel=2)
WATCHED = replace(WITH, recorders=(RECORDER,), cameras=(FIRST, SECOND))


def test_every_camera_is_a_target_of_its_own() -> None:
    jobs, unplanned = plan([WATCHED], frozenset({CameraLooks}))
    assert [(job.probe, job.target) for job in jobs] == [("camera", "cam-1"), ("camera", "cam-2")]
    assert unplanned == ()


def test_a_camera_of_a_recorder_that_is_not_there_is_a_row_that_says_so() -> None:
    orphan = replace(WATCHED, recorders=())
    jobs, unplanned = plan([orphan], frozenset({CameraLooks}))
    assert jobs == ()
    assert [(one.target, one.missing.text) for one in unplanned] == [
        ("cam-1", "camera.no_device"),
        ("cam-2", "camera.no_device"),
    ]


def test_a_commune_without_cameras_in_the_inventory_is_not_called_to_have_none() -> None:
    _, unplanned = plan([WITH], frozenset({CameraLooks}))
    assert [(one.missing.why, one.missing.party) for one in unplanned] == [
        (Why.NOT_CONFIGURED, Party.COMMUNE)
    ]


def test_a_log_tells_of_its_own_days_after_the_period_is_over() -> None:
    jobs, unplanned = plan([WATCHED], frozenset({Presence, CameraSeen}), over=True)
    assert [job.probe for job in jobs] == ["presence"]
    assert {one.missing.text for one in unplanned} == {"camera.period_over"}


def test_without_a_log_nobody_is_absent() -> None:
    _, unplanned = plan([WITH], frozenset({Presence}), feeds=False)
    assert [(one.missing.why, one.missing.party) for one in unplanned] == [
        (Why.NOT_CONFIGURED, Party.PROVINCE)
    ]


def test_a_probe_answers_for_all_its_kinds_of_facts() -> None:
    assert kinds_of("site") == ("site", "site_looks")
    assert kinds_of("camera") == ("camera", "camera_looks", "camera_pictures")
    assert kinds_of("presence") == ("presence",)


def _at(code: str, host: str, path: str = "") -> Commune:
    camera = Camera(id="cam", name="Quầy 1", office="", device=Device(host=host), path=path)
    return replace(WITH, code=code, cameras=(camera,))


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        (("192.168.1.10", "a"), ("192.168.1.10", "b"), 0),  # two networks, of which we see one
        (("192.168.1.10", "a"), ("192.168.1.11", "a"), 2),
        (("hinh.tinhmau.invalid", "xa1"), ("hinh.tinhmau.invalid", "xa2"), 2),
        (("hinh.tinhmau.invalid", "xa1"), ("HINH.tinhmau.invalid.", "xa1"), 0),
        (("203.0.113.9", ""), ("198.51.100.9", ""), 2),
    ],
)
def test_one_picture_never_stands_for_two_communes(
    one: tuple[str, str], other: tuple[str, str], asked: int
) -> None:
    communes = [_at("00001", *one), _at("00002", *other)]
    jobs, unplanned = plan(communes, frozenset({CameraLooks}))
    assert len(jobs) == asked
    assert {u.missing.text for u in unplanned} == (set() if asked else {"camera.address_shared"})
    assert len(plan(communes[:1], frozenset({CameraLooks}))[0]) == 1  # inside one's own office

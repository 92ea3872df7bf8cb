"""What is planted in cameras and recorders is really there, and the inventory tells it right."""

import configparser
import csv
import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import av
import pytest
import yaml

from auditor.config import load_config
from auditor.demo.devices import LiveDevice
from auditor.demo.province import DemoProvince
from auditor.inventory import load_inventory
from tests.demo.test_onvif_server import SETUP, ask, token
from tests.demo.test_rtsp_server import frames

UNREACHABLE = "192.0.2.55"


def rows(demo: DemoProvince, table: str) -> list[dict[str, str]]:
    settings = yaml.safe_load(demo.config.read_text(encoding="utf-8"))
    path = demo.folder / settings["inventory"][table]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def secrets(demo: DemoProvince) -> configparser.ConfigParser:
    book = configparser.ConfigParser(interpolation=None)
    book.read(demo.folder / "bi-mat.ini", encoding="utf-8")
    return book


def one(demo: DemoProvince, code: str, id_: str) -> LiveDevice:
    return next(d for d in demo.devices if (d.office.code, d.device.id) == (code, id_))


def known(demo: DemoProvince, live: LiveDevice) -> Mapping[str, str]:
    return secrets(demo)[live.credential]


def watch(demo: DemoProvince, live: LiveDevice, path: str) -> None:
    known_as = known(demo, live)
    who = f"{known_as['user']}:{quote(known_as['password'], safe='')}"
    assert frames(f"rtsp://{who}@{live.host}:{live.rtsp_port}{path}", 1)


GOOD = (
    ("00001", "dau-ghi-1", 0),
    ("00001", "dau-ghi-1", 1),
    ("00003", "cam-1", 0),
    ("00004", "cam-1", 0),
    ("00005", "cam-1", 0),
    ("00007", "cam-1", 0),
    ("00008", "dau-ghi-1", 1),
)


@pytest.mark.parametrize(("code", "id_", "channel"), GOOD)
def test_a_good_camera_shows_its_picture_by_the_password_of_the_inventory(
    demo: DemoProvince, code: str, id_: str, channel: int
) -> None:
    live = one(demo, code, id_)
    watch(demo, live, live.device.channels[channel].path)


def test_the_recorder_whose_password_was_changed_refuses_the_old_one(tmp_path: Path) -> None:
    with DemoProvince(tmp_path) as demo:
        live = one(demo, "00002", "dau-ghi-1")
        with pytest.raises(av.error.HTTPUnauthorizedError):
            watch(demo, live, live.device.channels[0].path)
    assert (live.book.accepted, live.book.refused) == (0, 1)
    assert len(live.device.channels) == 3


def test_a_camera_hangs_beside_a_good_one_whose_office_has_a_gateway(demo: DemoProvince) -> None:
    live = one(demo, "00004", "cam-2")
    with socket.create_connection((live.host, live.rtsp_port), timeout=5) as caller:
        caller.sendall(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")
        caller.settimeout(0.5)
        with pytest.raises(TimeoutError):
            caller.recv(1)
    gateways = {row["code"]: row["gateway"] for row in rows(demo, "offices")}
    host, _, port = gateways.pop("00004").partition(":")
    with socket.create_connection((host, int(port)), timeout=5):
        pass
    assert set(gateways.values()) == {""}


def test_a_camera_whose_clock_is_hours_off_takes_only_tokens_of_its_own_time(
    demo: DemoProvince,
) -> None:
    live = one(demo, "00003", "cam-1")
    at = ask(f"{live.host}:{live.onvif_port}", "device").GetSystemDateAndTime().UTCDateTime
    assert live.device.clock_min == -7 * 60
    assert at.Time.Hour is not None


def test_a_camera_names_an_address_that_nobody_can_reach(demo: DemoProvince) -> None:
    live = one(demo, "00005", "cam-1")
    pair = f"{live.host}:{live.onvif_port}"
    media = ask(pair, "media", token(live.known, user=live.user))
    assert media.GetStreamUri(SETUP, "profile_1").Uri.startswith(f"rtsp://{UNREACHABLE}:554/")
    services = ask(pair, "device").GetServices(False)
    assert {service.XAddr.split("/")[2] for service in services} == {UNREACHABLE}


def test_one_commune_has_no_camera(demo: DemoProvince) -> None:
    assert {row["code"] for row in rows(demo, "cameras")} == {
        f"0000{n}" for n in (1, 2, 3, 4, 5, 7, 8)
    }


def test_the_inventory_names_addresses_and_credentials_and_no_password(demo: DemoProvince) -> None:
    named = [*rows(demo, "recorders"), *(r for r in rows(demo, "cameras") if r["host"])]
    told = secrets(demo)
    assert {row["credential"] for row in named} == set(told.sections())
    words = [told[name]["password"] for name in told.sections()]
    text = "".join(
        p.read_text("utf-8") for p in demo.folder.rglob("*.csv")
    ) + demo.config.read_text("utf-8")
    assert not [word for word in words if word in text]


def test_the_passwords_are_in_a_file_that_nobody_else_can_read(demo: DemoProvince) -> None:
    assert (demo.folder / "bi-mat.ini").stat().st_mode & 0o777 == 0o600


def test_the_passwords_are_new_each_time(tmp_path: Path) -> None:
    words = []
    for _ in range(2):
        with DemoProvince(tmp_path) as demo:
            words.append(one(demo, "00001", "dau-ghi-1").known)
    assert words[0] != words[1]


def test_every_device_may_be_asked_and_stands_on_its_communes_address(demo: DemoProvince) -> None:
    lab = set(yaml.safe_load(demo.config.read_text(encoding="utf-8"))["network"]["lab"])
    ips = {commune.code: commune.ip for commune in demo.manifest.communes}
    for live in demo.devices:
        assert live.host == ips[live.office.code]
        assert f"{live.host}:{live.rtsp_port}" in lab
        assert not live.onvif_port or f"{live.host}:{live.onvif_port}" in lab


def test_one_counter_is_given_to_no_camera_and_drawn_in_no_view(demo: DemoProvince) -> None:
    given: dict[str, set[str]] = {}
    for row in rows(demo, "cameras"):
        given.setdefault(row["code"], set()).update(filter(None, row["counters"].split("; ")))
    assert given.pop("00008") == {"quay-1"}
    assert all(counters == {"quay-1", "quay-2"} for counters in given.values())
    drawn = set.union(*map(places, views(demo, "00008")))
    assert drawn == {"quay-1", "khu-cho"}


def views(demo: DemoProvince, code: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in (demo.folder / "hinh-duyet" / code).iterdir()]


def places(view: dict[str, Any]) -> set[str]:
    return {region["place"] for region in view["regions"]}


@pytest.mark.parametrize(
    ("code", "count"), [("00001", 2), ("00003", 1), ("00005", 1), ("00007", 1)]
)
def test_approved_views_name_whoever_is_invented_and_have_both_counters(
    demo: DemoProvince, code: str, count: int
) -> None:
    found = views(demo, code)
    assert len(found) == count
    assert set.union(*map(places, found)) == {"quay-1", "quay-2"}
    assert all("hư cấu" in view["approved"]["by"] for view in found)


def test_nobody_approved_a_view_of_the_others(demo: DemoProvince) -> None:
    assert {path.name for path in (demo.folder / "hinh-duyet").iterdir()} == {
        "00001", "00003", "00005", "00007", "00008",
    }  # fmt: skip


def test_an_approved_view_counts_on_every_start(demo: DemoProvince) -> None:
    cameras = [c for one in load_inventory(load_config(demo.config)).communes for c in one.cameras]
    assert sum(bool(camera.views) for camera in cameras) == 7
    assert all(view.tiles > 50 for camera in cameras for view in camera.views)


def test_two_communes_signed_papers_about_their_cameras(demo: DemoProvince) -> None:
    communes = load_inventory(load_config(demo.config)).communes
    assert {one.code: [paper.kind for paper in one.declarations] for one in communes
            if one.declarations} == {
        "00002": ["camera_connected"], "00004": ["camera_not_connected"],
    }  # fmt: skip
    assert all("HƯ CẤU" in path.read_text("utf-8") for path in demo.folder.glob("van-ban/*.txt"))


def test_a_clock_is_minutes_off_and_one_is_hours_off(demo: DemoProvince) -> None:
    off = {(d.office.code, d.device.clock_min) for d in demo.devices if d.device.clock_min}
    assert off == {("00003", -420), ("00008", -12)}

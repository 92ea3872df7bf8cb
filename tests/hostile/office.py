"""The files of the kit's province: what a person would have filled in, with the canaries in place."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from auditor.demo.people import Attendance, Workforce, days
from auditor.demo.punches import punches
from auditor.worktime import load_calendar
from tests.hostile.approved import write_views
from tests.hostile.case import CANARY_PASSWORD, CANARY_USER
from tests.hostile.cases_feeds import FeedCase
from tests.hostile.controls import HOTLINES
from tests.hostile.stand import CAMERA_S, DEVICES, PAGE_KB, PAGE_S, REQUEST_S, SITE_S, Stand

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def _credential(stand: Stand) -> str:
    return f"may-{stand.code}"


def environment(stands: Sequence[Stand]) -> Mapping[str, str]:
    """Return the credentials that come by environment."""
    named = [one for one in stands if one.device and one.device.by_environment]
    stems = [f"AUDITOR_CREDENTIAL_{_credential(one).upper().replace('-', '_')}" for one in named]
    users = {f"{stem}_USER": CANARY_USER for stem in stems}
    return users | {f"{stem}_PASSWORD": CANARY_PASSWORD for stem in stems}


def write(folder: Path, stands: Sequence[Stand], logs: Mapping[str, FeedCase]) -> None:
    """Write every file of the province; `logs` are the hostile ones by commune code."""
    codes = [one.code for one in stands] + list(logs)
    sites = {one.code: one.url for one in stands}
    _table(
        folder / "xa.csv",
        [{"code": c, "kind": "xa", "name": f"Xã Mẫu {c}", "site": sites.get(c, "")} for c in codes],
    )
    cameras = [_camera(one) for one in stands if one.device]
    _table(folder / "camera.csv", cameras)
    write_views(folder / "hinh-duyet", stands)
    _table(folder / "mot-cua.csv", [_office(code) for code in codes])
    _table(folder / "quay.csv", [_counter(code) for code in codes])
    whole = _workforce([one.code for one in stands if one.case is None])
    staffed = [*(one.code for one in whole.communes), *logs]
    _table(folder / "can-bo.csv", [_officer(code, n) for code in staffed for n in (1, 2, 3)])
    _secrets(folder / "bi-mat.ini", stands)
    planned = _log(folder / "cham-cong.csv", whole)
    _table(folder / "nghi-phep.csv", [_nobody_away(code, planned) for code in staffed])
    for code, feed in logs.items():
        feed.write(folder / feed.file, code)
    (folder / "tu-ngu.yaml").write_text(
        yaml.safe_dump({"phones.accepted": list(HOTLINES)}), encoding="utf-8"
    )
    (folder / "bo-tieu-chi.yaml").write_text(PROFILE, encoding="utf-8")
    (folder / "auditor.yaml").write_text(
        yaml.dump(_settings(stands, logs, planned), Dumper=_Plain, allow_unicode=True),
        encoding="utf-8",
    )


class _Plain(yaml.SafeDumper):
    """Writes everything out: the program refuses aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


PROFILE = """\
id: thu-nghiem
version: "2026.1"
title: {vi: "Bộ thử (hư cấu)", en: "Hostile kit (invented)"}
criteria: [CAM-01, CAM-02, CAM-03, CAM-04, CAM-05, CAM-06, WEB-01, WEB-02, WEB-03, WEB-04, WEB-05, FBK-01, FBK-02, FBK-03, STF-01, STF-02]
overrides:
  CAM-01: {limits: {gap_seconds: 1.5, in_hours: 0}}
  CAM-04: {limits: {gap_seconds: 1.5, in_hours: 0}}
  WEB-01: {limits: {gap_seconds: 1.5}}
bands:
  - {id: tot, from: 80}
  - {id: trung_binh, from: 50, critical_cap: true}
  - {id: yeu, from: 0}
min_coverage: 0.70
"""


def _table(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _office(code: str) -> dict[str, object]:
    return {"code": code, "id": "mc", "name": "Bộ phận Một cửa"}


def _counter(code: str) -> dict[str, object]:
    return {"code": code, "id": "q1", "name": "Quầy 1", "office": "mc", "fields": "Hộ tịch"}


def _camera(one: Stand) -> dict[str, object]:
    assert one.device is not None
    return {
        "code": one.code, "id": "cam-1", "name": "Camera", "office": "mc", "host": one.host,
        "rtsp_port": one.rtsp_port, "onvif_port": one.onvif_port or "không",
        "counters": "q1", "credential": _credential(one), "basic": one.device.basic, "path": one.device.path,
    }  # fmt: skip


def _officer(code: str, number: int) -> dict[str, object]:
    return {
        "code": code, "id": f"CB{number:02}", "name": f"Cán bộ Mẫu {number:02}",
        "accounts": f"canbo{number:02}@xamau{code[-2:]}", "office": "mc", "title": "Công chức",
    }  # fmt: skip


def _nobody_away(code: str, planned: Any) -> dict[str, object]:
    first, last = planned.worked[0], planned.worked[-1]
    return {
        "code": code, "staff": "", "kind": "không phát sinh", "start": f"{first:%d/%m/%Y}",
        "end": f"{last:%d/%m/%Y}", "part": "", "document": "", "registered_on": "",
    }  # fmt: skip


def _secrets(path: Path, stands: Sequence[Stand]) -> None:
    rows = [
        f"[{_credential(one)}]\nuser = {CANARY_USER}\npassword = {CANARY_PASSWORD}\n"
        for one in stands
        if one.device and not one.device.by_environment
    ]
    path.touch(mode=0o600)
    path.write_text("\n".join(rows), encoding="utf-8")


def _workforce(codes: Sequence[str]) -> Workforce:
    communes = tuple(
        Attendance(code=code, planted="demo.planted.punctual", feeds=("cham-cong",))
        for code in codes
    )
    return Workforce(officers=3, time_record="01/QĐ-MAU", communes=communes)


def _log(path: Path, whole: Workforce) -> Any:
    calendar = load_calendar(province="00")
    planned = days(datetime.now(_ZONE).date(), calendar)
    rows = [
        {
            "Đơn vị": punch.code, "Tài khoản": punch.account,
            "Thời gian": f"{punch.at:%d/%m/%Y %H:%M:%S}", "Vào/Ra": "Ra" if punch.leaves else "Vào",
        }
        for one in whole.communes
        for punch in punches(one, whole, planned, calendar)
    ]  # fmt: skip
    _table(path, rows)
    return planned


def _settings(
    stands: Sequence[Stand], logs: Mapping[str, FeedCase], planned: Any
) -> dict[str, Any]:
    ports = {f"{one.host}:{p}" for one in stands for p in (one.rtsp_port, one.onvif_port) if p}
    sites = {one.url.split("/")[2] for one in stands if one.url}
    columns = {
        "account": "Tài khoản", "time": "Thời gian", "commune": "Đơn vị", "event": "Vào/Ra",
    }  # fmt: skip
    feed = {
        "kind": "time_clock", "time_record": "01/QĐ-MAU", "columns": columns,
        "date_format": "dd/mm/yyyy hh:mm:ss", "time_zone": "Asia/Ho_Chi_Minh", "events": {"Vào": "in", "Ra": "out"},
    }  # fmt: skip
    healthy_codes = [one.code for one in stands if one.case is None]
    return {
        "province": {"code": "00", "name": "Tỉnh Mẫu (hư cấu)"},
        "profile": "bo-tieu-chi.yaml",
        "period": {"from": planned.period.start, "to": planned.period.end},
        "contact": {"name": "Tỉnh Mẫu", "email": "nobody@example.invalid"},
        "invented": True,
        "inventory": {
            "communes": "xa.csv", "cameras": "camera.csv", "offices": "mot-cua.csv",
            "counters": "quay.csv", "staff": "can-bo.csv", "leave": "nghi-phep.csv",
        },
        "terms": "tu-ngu.yaml",
        "credentials": {"file": "bi-mat.ini", "keyring": False},
        "feeds": [
            {**feed, "name": "cham-cong", "files": "cham-cong.csv", "communes": healthy_codes},
            *(
                {**feed, "name": f"xau-{code}", "files": case.file, "communes": [code]}
                for code, case in logs.items()
            ),
        ],
        "network": {
            "side": "province", "sentinels": [stands[0].url.split("/")[2]],
            "lab": sorted(ports | sites),
            "authorities": "chung-thu.pem", "delay_ms": 0, "max_page_kb": PAGE_KB, "request_timeout_s": REQUEST_S, "site_timeout_s": SITE_S,
            "camera_timeout_s": CAMERA_S, "devices_in_flight": DEVICES, "device_connect_s": 1, "hold_minutes": 1,
            "frozen_share": 0.0,  # whose turn it is goes by the day, and each day takes as long
        },
        "limits": {"page_reading_s": PAGE_S},
        "reports": {"folder": "bao-cao", "lang": "vi"},
    }  # fmt: skip

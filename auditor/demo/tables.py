"""The tables of the demo's inventory, as a province would keep them: what stands where, and who."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from auditor.contract import Procedure
from auditor.demo.devices import DemoOffice, LiveDevice
from auditor.demo.manifest import DemoCommune, Manifest
from auditor.demo.people import Attendance, Days, Workforce, account, id_, name

FOLDER = "danh-muc"
FILES = {
    "communes": "xa-phuong.csv",
    "procedures": "thu-tuc.csv",
    "offices": "mot-cua.csv",
    "counters": "quay.csv",
    "zones": "khu-vuc.csv",
    "recorders": "dau-ghi.csv",
    "cameras": "camera.csv",
    "staff": "can-bo.csv",
    "leave": "nghi-phep.csv",
}
"""File of each table, by its key in auditor.yaml."""
COUNTERS = {"quay-1": "Hộ tịch; Chứng thực", "quay-2": "Đất đai; Bảo trợ xã hội"}
"""Fields of each counter; every office has these two."""
ZONE = "khu-cho"
_OFFICE = "mot-cua"
_PROCEDURE = ("code", "name", "field", "valid_from")

Row = Mapping[str, str | int]


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """Write a table that every spreadsheet and every diff can read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def communes(manifest: Manifest, sites: Mapping[str, str]) -> list[Row]:
    """Return the table of communes."""
    return [_commune(commune, sites[commune.code]) for commune in manifest.communes]


def _commune(commune: DemoCommune, site: str) -> Row:
    return {
        "code": commune.code,
        "kind": commune.kind.value,
        "name": commune.name,
        "site": site,
        "site_scope": "host" if commune.base == "/" else "prefix",
        "hotline": commune.hotline if commune.registered else "",
        "email": commune.email,
    }


def procedures(official: Iterable[Procedure]) -> list[Row]:
    """Return the official list."""
    return [{key: str(getattr(one, key)) for key in _PROCEDURE} for one in official]


def offices(
    manifest: Manifest, gateways: Mapping[str, str], planted: Iterable[DemoOffice]
) -> list[Row]:
    """Return the table of offices: one a commune."""
    keepers = {one.code: one.keeper for one in planted}
    return [
        {
            "code": one.code,
            "id": _OFFICE,
            "name": f"Bộ phận Một cửa {one.place}",
            "gateway": gateways.get(one.code, ""),
            "camera_keeper": id_(keepers[one.code]) if keepers.get(one.code) else "",
        }
        for one in manifest.communes
    ]


def counters(manifest: Manifest) -> list[Row]:
    """Return the table of counters."""
    return [
        {
            "code": one.code,
            "id": id_,
            "name": id_.replace("quay-", "Quầy "),
            "office": _OFFICE,
            "fields": fields,
        }
        for one in manifest.communes
        for id_, fields in COUNTERS.items()
    ]


def zones(planted: Iterable[DemoOffice]) -> list[Row]:
    """Return the table of what belongs to the working area beside the counters."""
    return [
        {"code": one.code, "id": ZONE, "name": "Khu chờ", "office": _OFFICE}
        for one in planted
        if one.zone
    ]


def recorders(devices: Iterable[LiveDevice]) -> list[Row]:
    """Return the table of recorders."""
    return [
        {"code": one.office.code, "id": one.device.id, "name": one.device.name}
        | {"office": _OFFICE, **_address(one)}
        for one in devices
        if one.device.recorder
    ]


def cameras(devices: Iterable[LiveDevice]) -> list[Row]:
    """Return the table of cameras: channels of recorders, and devices of their own."""
    return [row for one in devices for row in _cameras(one)]


def _cameras(one: LiveDevice) -> Iterator[Row]:
    recorder = one.device.recorder
    for number, (camera, channel) in enumerate(one.cameras.items(), start=1):
        yield {
            "code": one.office.code,
            "id": camera,
            "name": channel.camera,
            "office": _OFFICE,
            "recorder": one.device.id if recorder else "",
            "channel": number if recorder else "",
            **(dict.fromkeys(_ADDRESS, "") if recorder else _address(one)),
            # Where ONVIF is on, it is asked for the path.
            "path": "" if one.onvif_port else channel.path,
            "counters": "; ".join(channel.counters),
        }


_ADDRESS = ("host", "rtsp_port", "onvif_port", "credential")


def _address(one: LiveDevice) -> Row:
    values = (one.host, one.rtsp_port, one.onvif_port or "không", one.credential)
    return dict(zip(_ADDRESS, values, strict=True))


def staff(whole: Workforce) -> list[Row]:
    """Return the roster of every commune that gave one."""
    ids = list(COUNTERS)
    return [
        {
            "code": one.code,
            "id": id_(number),
            "name": name(number),
            "accounts": account(one.code, number),
            "office": _OFFICE,
            "counter": ids[number % len(ids)],
            "title": "Công chức",
        }
        for one in whole.communes
        if one.roster
        for number in range(1, whole.officers + 1)
    ]


def leave(whole: Workforce, planned: Days) -> list[Row]:
    """Return the leave register: a commune where nobody was away says so in a row of its own."""
    return [
        _on_leave(one, planned) if one.leave else _nobody_away(one, planned)
        for one in whole.communes
        if one.roster
    ]


def _on_leave(one: Attendance, planned: Days) -> Row:
    """Return an entry made before the leave began, as it should be."""
    first, last = planned.on_leave[0], planned.on_leave[-1]
    return {
        "code": one.code,
        "staff": id_(one.leave),
        "kind": "nghỉ phép",
        "start": _day(first),
        "end": _day(last),
        "part": "cả ngày",
        "document": "01/GNP-MAU",
        "registered_on": _day(first - timedelta(days=4)),
    }


def _nobody_away(one: Attendance, planned: Days) -> Row:
    return {
        "code": one.code,
        "staff": "",
        "kind": "không phát sinh",
        "start": _day(planned.worked[0]),
        "end": _day(planned.worked[-1]),
        "part": "",
        "document": "",
        "registered_on": "",
    }


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

"""The files that an audit of the benchmark's cameras starts from: auditor.yaml, tables, passwords."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from auditor.contract import Region
from auditor.demo.tables import Row, write_table
from auditor.facts.picture import Light
from auditor.inventory.viewfile import Approval, ViewFile, write_view
from auditor.inventory.views import path_of
from benchmarks.cameras_served import ONVIF_PORT, PASSWORD, RTSP_PORT, USER, Box

CREDENTIAL, OFFICE = "xem-hinh", "mot-cua"
VIEWS = "hinh-duyet"
CRITERIA = [f"CAM-0{n}" for n in range(1, 7)]
TABLES = {
    "communes": "xa-phuong.csv", "offices": "mot-cua.csv", "counters": "quay.csv",
    "recorders": "dau-ghi.csv", "cameras": "camera.csv",
}  # fmt: skip


def code(commune: int) -> str:
    return f"{commune:05}"


def write(
    folder: Path,
    boxes: Sequence[Box],
    sentinel: socket.socket,
    features: Mapping[str, object],
    network: Mapping[str, object],
) -> Path:
    """Write them and return auditor.yaml.

    `features` is the one view that all cameras have, `network` what is set of the section.
    """
    folder.mkdir(parents=True, exist_ok=True)
    communes = sorted({box.commune for box in boxes})
    tables: dict[str, list[Row]] = {
        "communes": [{"code": code(n), "kind": "xa", "name": f"Xã Mẫu {n:03}"} for n in communes],
        "offices": [
            {"code": code(n), "id": OFFICE, "name": f"Bộ phận Một cửa {n:03}"} for n in communes
        ],
        "counters": [
            {"code": code(n), "id": "quay-1", "name": "Quầy 1", "office": OFFICE} for n in communes
        ],
        "recorders": [
            {"code": code(box.commune), "id": "dau-ghi-1", "name": "Đầu ghi", "office": OFFICE}
            | _address(box)
            for box in boxes
            if box.recorder
        ],
        "cameras": [row for box in boxes for row in _cameras(box)],
    }
    for name, rows in tables.items():
        if rows:
            write_table(folder / TABLES[name], rows)
    _views(folder / VIEWS, boxes, features)
    _secrets(folder / "bi-mat.ini")
    _yaml(folder / "bo-tieu-chi.yaml", _profile())
    written = {name: file for name, file in TABLES.items() if tables[name]}
    _yaml(folder / "auditor.yaml", _settings(boxes, written, sentinel, network))
    return folder / "auditor.yaml"


def camera_ids(box: Box) -> list[str]:
    return [f"cam-{n}" for n in range(1, len(box.paths) + 1)] if box.recorder else [
        f"cam-{box.number}"
    ]  # fmt: skip


def _cameras(box: Box) -> Iterator[Row]:
    for n, (id_, path) in enumerate(zip(camera_ids(box), box.paths, strict=True), 1):
        yield {
            "code": code(box.commune), "id": id_, "name": f"Camera {id_}", "office": OFFICE,
            "recorder": "dau-ghi-1" if box.recorder else "",
            "channel": n if box.recorder else "",
            **(dict.fromkeys(_address(box), "") if box.recorder else _address(box)),
            # Where ONVIF is on, it is asked for the path.
            "path": "" if box.onvif else path,
            "counters": "quay-1",
        }  # fmt: skip


def _views(folder: Path, boxes: Sequence[Box], features: Mapping[str, object]) -> None:
    now = datetime.now(UTC)
    learnt = tuple(now - timedelta(days=1, minutes=5 * n) for n in range(4, 0, -1))
    for box in boxes:
        for n, (id_, path) in enumerate(zip(camera_ids(box), box.paths, strict=True), 1):
            way = f"#{n}" if box.onvif else path
            view = ViewFile(
                commune=code(box.commune), camera=id_, address=f"{box.host}:{RTSP_PORT}{way}",
                light=Light.DAY, learnt=learnt, features=features,
                regions=(Region(place="quay-1", left=0.2, top=0.2, width=0.6, height=0.6),),
                approved=Approval(by="Người Mẫu", on=learnt[-1].date()),
            )  # fmt: skip
            place = path_of(folder, view.commune, id_, Light.DAY)
            place.parent.mkdir(parents=True, exist_ok=True)
            write_view(place, view)


def _address(box: Box) -> dict[str, str | int]:
    port = ONVIF_PORT if box.onvif else "không"
    return {
        "host": box.host, "rtsp_port": RTSP_PORT, "onvif_port": port, "credential": CREDENTIAL,
    }  # fmt: skip


def _profile() -> dict[str, Any]:
    return {
        "id": "camera", "version": "2026.1",
        "title": {"vi": "Camera", "en": "Cameras"},
        "criteria": CRITERIA,
        "overrides": {"CAM-01": {"limits": {"in_hours": 0}}},
        "bands": [
            {"id": "kha", "from": 70}, {"id": "trung_binh", "from": 50, "critical_cap": True},
            {"id": "yeu", "from": 0},
        ],
        "min_coverage": 0.5,
    }  # fmt: skip


def _settings(
    boxes: Sequence[Box],
    tables: dict[str, str],
    sentinel: socket.socket,
    network: Mapping[str, object],
) -> dict[str, Any]:
    ports = [f"{box.host}:{port}" for box in boxes for port in (RTSP_PORT, ONVIF_PORT)]
    host, port = sentinel.getsockname()
    return {
        "province": {"code": "99", "name": "Tỉnh Mẫu"},
        "profile": "bo-tieu-chi.yaml",
        "contact": {"name": "Tỉnh Mẫu", "email": "mau@example.vn"},
        "invented": True,
        "inventory": tables | {"views": VIEWS},
        "credentials": {"file": "bi-mat.ini", "keyring": False},
        "network": {"sentinels": [f"{host}:{port}"], "lab": ports, **network},
    }


def _secrets(path: Path) -> None:
    book = ConfigParser(interpolation=None)
    book.read_dict({CREDENTIAL: {"user": USER, "password": PASSWORD}})
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8") as file:
        book.write(file)


def _yaml(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

"""The auditor.yaml of the demo, and what stands while the province is served."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.demo import tables
from auditor.demo.devices import LiveDevice
from auditor.demo.exports import EXCEL_FORMAT
from auditor.demo.manifest import HERE, Manifest
from auditor.demo.people import CLOCK, LOGINS, Days, days, workforce
from auditor.worktime import WorkCalendar, load_calendar

CONFIG = "auditor.yaml"
AUTHORITY = "chung-thu.pem"
PROFILE = "bo-tieu-chi.yaml"
TERMS = "tu-ngu.yaml"
HOURS = "gio-lam-viec.yaml"
SECRETS = "bi-mat.ini"
VIEWS = "hinh-duyet"
PAPERS = "van-ban"
LOGS = {CLOCK: "nhat-ky/cham-cong.csv", LOGINS: "nhat-ky/dang-nhap.xlsx"}
_ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands while the province is served, and the day that its logs are of."""

    manifest: Manifest
    today: date
    sites: Mapping[str, str]
    sentinel: str
    pairs: tuple[str, ...]
    """host:port of every site."""
    devices: tuple[LiveDevice, ...]
    gateways: Mapping[str, str]

    @property
    def days(self) -> Days:
        """Return the days that the logs are of."""
        return days(self.today, self.calendar)

    @property
    def calendar(self) -> WorkCalendar:
        """Return the calendar with the hours that the province decided."""
        return load_calendar(province=self.manifest.code, hours=HERE / "hours.yaml")


def terms(manifest: Manifest) -> dict[str, list[str]]:
    """Invented numbers are valid nowhere: the audit is told to accept these few."""
    return {"phones.accepted": [phone.replace(" ", "") for phone in manifest.phones]}


def settings(standing: Standing) -> dict[str, Any]:
    """Return the content of auditor.yaml."""
    manifest, period = standing.manifest, standing.days.period
    return {
        "province": {"code": manifest.code, "name": manifest.name, "portals": []},
        "profile": PROFILE,
        "period": {"from": period.start, "to": period.end},
        "contact": {"name": manifest.name, "email": manifest.portal_email},
        "invented": True,
        "time_zone": _ZONE,
        "inventory": {
            **{key: f"{tables.FOLDER}/{name}" for key, name in tables.FILES.items()},
            "views": VIEWS,
            "declarations": PAPERS,
        },
        "terms": TERMS,
        "calendar": {"hours": HOURS},
        "credentials": {"file": SECRETS, "keyring": False},
        "feeds": _feeds(manifest),
        "network": _network(standing),
        "store": {"url": "sqlite:///data/auditor.sqlite", "evidence": "data/evidence"},
        "reports": {"folder": "bao-cao", "lang": "vi"},
    }


def _network(standing: Standing) -> dict[str, Any]:
    ports = [
        f"{one.host}:{port}"
        for one in standing.devices
        for port in (one.rtsp_port, one.onvif_port)
        if port
    ]
    return {
        "side": "province",
        "sentinels": [standing.sentinel],
        "lab": [*standing.pairs, *ports, *filter(None, standing.gateways.values())],
        "authorities": AUTHORITY,
        "delay_ms": 0,
        "request_timeout_s": 3,
        "site_timeout_s": 60,  # servers and auditor share one machine, and it may be a busy one
        "confirm_after_s": 2,
        "camera_timeout_s": 4,
        "device_connect_s": 1,
    }


def _feeds(manifest: Manifest) -> list[dict[str, Any]]:
    """How the two logs are to be read; who made them says it, nothing is guessed."""
    whole = workforce()
    clock = {
        "name": CLOCK,
        "kind": "time_clock",
        "time_record": whole.time_record,
        "files": LOGS[CLOCK],
        "columns": {
            "account": "Mã nhân viên",
            "time": "Thời gian",
            "commune": "Đơn vị",
            "event": "Vào/Ra",
        },
        "date_format": "dd/mm/yyyy hh:mm:ss SA/CH",
        "events": {"Vào": "in", "Ra": "out"},
    }
    logins = {
        "name": LOGINS,
        "kind": "login",
        "files": LOGS[LOGINS],
        "columns": {
            "account": "Tài khoản",
            "time": "Thời gian",
            "commune": "Đơn vị",
            "event": "Sự kiện",
        },
        "date_format": EXCEL_FORMAT,
        "events": {"Đăng nhập": "in", "Đăng xuất": "out"},
    }
    return [
        {
            **feed,
            "time_zone": _ZONE,
            "units": {one.name: one.code for one in manifest.communes},
            "communes": [one.code for one in whole.communes if feed["name"] in one.feeds],
        }
        for feed in (clock, logins)
    ]

"""The files that an audit of the demo starts from: auditor.yaml and everything that it names."""

import os
import shutil
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from pathlib import Path
from typing import Any

from auditor.demo import exports, papers, tables
from auditor.demo.devices import LiveDevice, offices
from auditor.demo.manifest import HERE
from auditor.demo.people import CLOCK, LOGINS, workforce
from auditor.demo.punches import punches
from auditor.demo.settings import (
    AUTHORITY,
    CONFIG,
    HOURS,
    LOGS,
    PAPERS,
    PROFILE,
    SECRETS,
    TERMS,
    Standing,
    settings,
    terms,
)


def written(folder: Path) -> Iterator[Path]:
    """Yield every file that a demo writes before it starts."""
    names = (CONFIG, AUTHORITY, PROFILE, TERMS, HOURS, SECRETS, *LOGS.values())
    yield from (folder / name for name in names)
    yield from (folder / tables.FOLDER / name for name in tables.FILES.values())
    yield from (folder / PAPERS / name for name in papers.NAMES)


def is_invented(config: Path) -> bool:
    """Say whether an auditor.yaml is the demo's; a line is enough, the file may be broken."""
    return "\ninvented: true\n" in config.read_text(encoding="utf-8", errors="replace")


def write(folder: Path, standing: Standing) -> None:
    """Write them all."""
    for path in written(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
    for key, rows in _tables(standing).items():
        tables.write_table(folder / tables.FOLDER / tables.FILES[key], rows)
    shutil.copyfile(HERE / "profile.yaml", folder / PROFILE)
    shutil.copyfile(HERE / "hours.yaml", folder / HOURS)
    _write_secrets(folder / SECRETS, standing.devices)
    _write_logs(folder, standing)
    for name, text in papers.written(standing).items():
        (folder / PAPERS / name).write_text(text, encoding="utf-8")
    _write_yaml(folder / TERMS, terms(standing.manifest))
    _write_yaml(folder / CONFIG, settings(standing))


def _tables(standing: Standing) -> dict[str, list[tables.Row]]:
    manifest, whole = standing.manifest, workforce()
    return {
        "communes": tables.communes(manifest, standing.sites),
        "procedures": tables.procedures(manifest.procedures),
        "offices": tables.offices(manifest, standing.gateways, offices()),
        "counters": tables.counters(manifest),
        "zones": tables.zones(offices()),
        "recorders": tables.recorders(standing.devices),
        "cameras": tables.cameras(standing.devices),
        "staff": tables.staff(whole),
        "leave": tables.leave(whole, standing.days),
    }


def _write_secrets(path: Path, devices: tuple[LiveDevice, ...]) -> None:
    """Write the passwords where nobody else on this machine can read them."""
    book = ConfigParser(interpolation=None)
    book.read_dict({one.credential: {"user": one.user, "password": one.known} for one in devices})
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        book.write(file)


def _write_logs(folder: Path, standing: Standing) -> None:
    planned, calendar = standing.days, standing.calendar
    whole = workforce()
    span = f"TỪ {planned.before:%d/%m/%Y} ĐẾN {planned.worked[-1]:%d/%m/%Y}"
    names = {one.code: one for one in standing.manifest.communes}

    def log(feed: str, title: str) -> exports.Log:
        found = (
            entry
            for one in whole.communes
            if feed in one.feeds
            for entry in exports.entries(one, punches(one, whole, planned, calendar, feed), planned)
        )
        return exports.Log(title=f"{title} {span}", communes=names, entries=tuple(found))

    exports.write_clock(folder / LOGS[CLOCK], log(CLOCK, "BẢNG CHẤM CÔNG"))
    exports.write_logins(folder / LOGS[LOGINS], log(LOGINS, "NHẬT KÝ ĐĂNG NHẬP"))


def _write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Codes stand in quotes, as people must write them."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = '"' if value.isdecimal() else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    written = yaml.dump(dict(content), Dumper=Dumper, allow_unicode=True, sort_keys=False)
    path.write_text(written, encoding="utf-8")

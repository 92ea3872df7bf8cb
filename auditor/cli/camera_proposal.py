"""Rows for the table of cameras, of what answered on a network: a person fills in the rest."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.camera_call import problem
from auditor.cli.plain import echo
from auditor.words import say

if TYPE_CHECKING:
    from auditor.contract import Commune
    from auditor.probes.camera.discovery_answers import Found

_USUAL_PORT = 80


def known_hosts(communes: "Iterable[Commune]") -> dict[str, str]:
    """Return what the inventory calls each host that it has."""
    from auditor.facts.hosts import one_spelling

    names: dict[str, str] = {}
    for commune in communes:
        for recorder in commune.recorders:
            host = one_spelling(recorder.device.host)
            names.setdefault(host, f"{commune.code}/{recorder.id}")
        for camera in commune.cameras:
            if camera.device is not None:
                host = one_spelling(camera.device.host)
                names.setdefault(host, f"{commune.code}/{camera.id}")
    return names


def taken_ids(communes: "Iterable[Commune]", code: str) -> set[str]:
    """Return the ids that cameras of a commune have."""
    return {camera.id for one in communes if one.code == code for camera in one.cameras}


def propose(
    fresh: "Sequence[Found]", code: str, taken: set[str], output: Path | None, lang: str
) -> None:
    """Write the rows and say what to do with them."""
    text = _csv(_rows(fresh, code, taken), lang)
    if output is None:
        echo(text.rstrip("\r\n"))
    else:
        _write(output, text)
        echo(say("discover.wrote", path=str(output), count=len(fresh)), err=True)
    echo(say("discover.next" if code else "discover.next_code", first=fresh[0].host), err=True)


def _rows(found: "Iterable[Found]", code: str, taken: set[str]) -> list[dict[str, str]]:
    rows = []
    for one in found:
        id_ = _id(one.host, taken)
        taken.add(id_)
        port = one.ports[0] if one.ports else _USUAL_PORT
        name = one.name or one.hardware
        rows.append(
            {"code": code, "id": id_, "name": name, "host": one.host, "onvif_port": str(port)}
        )
    return rows


def _id(host: str, taken: set[str]) -> str:
    """Return an id that tells the address; a person may change it."""
    third, last = host.split(".")[2:]
    wanted = f"cam-{third}-{last}"
    while wanted in taken:
        wanted += "-moi"
    return wanted


def _csv(rows: Iterable[Mapping[str, str]], lang: str) -> str:
    """Return the table as the inventory reads it, and Excel in Vietnamese opens it."""
    from auditor.inventory.columns import CAMERAS

    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([CAMERAS.header(column, lang) for column in CAMERAS.columns])
    writer.writerows([row.get(column.key, "") for column in CAMERAS.columns] for row in rows)
    return text.getvalue()


def refuse_existing(output: Path | None) -> None:
    """Refuse a file that is there before anybody is asked."""
    if output is not None and lexists(output):
        raise problem("exists", file=str(output), family="discover")


def _write(output: Path, text: str) -> None:
    from auditor.textfile import os_reason

    try:
        with output.open("xb") as file:
            file.write(f"\ufeff{text}".encode())
    except FileExistsError:
        raise problem("exists", file=str(output), family="discover") from None
    except OSError as error:
        raise problem(
            "unwritable", file=str(output), family="discover", detail=os_reason(error)
        ) from None

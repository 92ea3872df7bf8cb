"""View files as `auditor camera reference` writes them, of a picture that nobody took."""

import base64
import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from auditor.contract import Region
from auditor.facts import Light
from auditor.inventory.viewfile import Approval, ViewFile, write_view
from auditor.inventory.views import path_of

BEGUN = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
APPROVED = Approval(
    by="Chủ tịch UBND xã, Nguyễn Văn Mẫu", on=date(2026, 7, 7), document="12/BB-UBND"
)
REGION = Region(place="q1", left=0.1, top=0.25, width=0.3, height=0.5)


def view(camera: str = "cam-1", address: str = "192.0.2.1:554/hinh", **more: object) -> ViewFile:
    """Return a view of commune 00001 that was learnt in ten minutes and waits."""
    plain = ViewFile(
        commune="00001",
        camera=camera,
        address=address,
        light=Light.DAY,
        learnt=times(10),
        features=features(100),
        regions=(REGION,),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def times(minutes: float, looks: int = 6) -> tuple[datetime, ...]:
    """Return when the looks were."""
    return tuple(BEGUN + timedelta(minutes=minutes * n / (looks - 1)) for n in range(looks))


def features(tiles: int) -> dict[str, object]:
    """Return features with so many reliable tiles, the first ones."""
    reliable = f"{int('1' * tiles + '0' * (144 - tiles), 2):036x}"
    return {"picture": picture(), "reliable": reliable, "looks": 6}


def picture(width: int = 160, height: int = 90) -> str:
    """Return a grey PNG in base64: a ramp."""
    rows = b"".join(b"\0" + bytes((x + y) % 256 for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (b"IHDR" + head, b"IDAT" + zlib.compress(rows), b"IEND")
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in parts
    )
    return base64.b64encode(png).decode()


def put(folder: Path, file: ViewFile, *, waiting: bool | None = None) -> Path:
    """Write the file where it belongs; return its path."""
    waits = file.approved is None if waiting is None else waiting
    path = path_of(folder, file.commune, file.camera, file.light, waiting=waits)
    write_view(path, file)
    return path

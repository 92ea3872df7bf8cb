"""What communes of the demo signed about their cameras: a file of data, and the paper that it tells of."""

from datetime import timedelta

from auditor.demo.devices import DemoOffice, Paper, offices
from auditor.demo.settings import Standing

_SAYS = {
    "camera_connected": "camera đã được kết nối với cán bộ phụ trách",
    "camera_not_connected": "camera chưa được kết nối với cán bộ phụ trách",
}
_HOLDS = timedelta(days=180)

_SIGNED = tuple((one, one.paper) for one in offices() if one.paper)
NAMES = tuple(f"{one.code}-camera.{ending}" for one, _ in _SIGNED for ending in ("yaml", "txt"))
"""Of the files."""


def written(standing: Standing) -> dict[str, str]:
    """Return the text of each file by its name."""
    found = {}
    for number, (office, paper) in enumerate(_SIGNED, start=1):
        name, document = f"{office.code}-camera", f"{number:02}/CV-MAU"
        found[f"{name}.yaml"] = _told(office, paper, document, standing)
        found[f"{name}.txt"] = _signed(office, paper, document)
    return found


def _told(office: DemoOffice, paper: Paper, document: str, standing: Standing) -> str:
    first = standing.days.period.start
    return "\n".join((
        "schema: 1",
        "id: camera",
        f"kind: {paper.kind}",
        f'commune: "{office.code}"',
        f"document: {document}",
        f"at: {first}",
        "by: Chủ tịch UBND (hư cấu)",
        f"from: {first}",
        f"until: {first + _HOLDS}",
        f"targets: [{', '.join(paper.targets)}]",
        f"attachment: {office.code}-camera.txt",
        "",
    ))  # fmt: skip


def _signed(office: DemoOffice, paper: Paper, document: str) -> str:
    cameras = f" ({', '.join(paper.targets)})" if paper.targets else ""
    return f"VĂN BẢN HƯ CẤU số {document}, đơn vị {office.code}: {_SAYS[paper.kind]}{cameras}.\n"

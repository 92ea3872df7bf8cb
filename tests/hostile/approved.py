"""Approved views of the kit's hostile cameras: of an office that none of them shows.

Whoever compares wrongly, or calls a picture odd that it could not read, fails somebody by them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.contract import Region
from auditor.demo.drawing import Scene, pictures
from auditor.facts.picture import Light
from auditor.inventory.viewfile import Approval, ViewFile, write_view
from auditor.inventory.views import path_of
from auditor.probes.camera.seeing.reference import learn
from tests.hostile.stand import Stand

_LOOKS, _EVERY = 8, timedelta(minutes=2)


def write_views(folder: Path, stands: Iterable[Stand]) -> None:
    """Write an approved view of each hostile camera, with its counter drawn in it."""
    begun = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) - timedelta(days=2)
    approved = Approval(by="Công chức (hư cấu), Cán bộ Mẫu 01", on=begun.date(), offered=("q1",))
    for one, light in product(stands, Light):
        if one.case is None or one.device is None:
            continue
        way = one.device.path or "#1"
        view = ViewFile(
            commune=one.code,
            camera="cam-1",
            address=f"{one.host}:{one.rtsp_port}{way}",
            light=light,
            learnt=tuple(begun + number * _EVERY for number in range(_LOOKS)),
            features=_features(light),
            regions=(Region(place="q1", left=0.1, top=0.4, width=0.3, height=0.4),),
            approved=approved,
        )
        write_view(path_of(folder, one.code, "cam-1", light), view)


@cache
def _features(light: Light) -> dict[str, object]:
    return learn([[one] for one in pictures(Scene.OFFICE, _LOOKS, 1)], light=light).to_dict()

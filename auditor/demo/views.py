"""The views that somebody approved in the demo: learnt from the drawn office as from a camera."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.config import load_config
from auditor.contract import Commune, Region
from auditor.demo.devices import Channel, LiveDevice
from auditor.demo.drawing import HEIGHT, PLACES, WIDTH, Scene, pictures
from auditor.demo.people import name
from auditor.demo.settings import Standing
from auditor.facts.picture import Light
from auditor.inventory import load_inventory
from auditor.inventory.viewfile import Approval, ViewFile, write_view
from auditor.inventory.views import address_of, path_of

_LOOKS, _EVERY = 8, timedelta(minutes=2)
_BEGUN = time(9)
_DOCUMENT = "04/BB-MAU"


def write_views(config: Path, standing: Standing, devices: Iterable[LiveDevice]) -> None:
    """Write the view of each camera that has one, where the inventory at `config` says it is."""
    loaded = load_config(config)
    communes = {one.code: one for one in load_inventory(loaded).communes}
    folder, day = loaded.inventory.views, standing.days.before
    begun = datetime.combine(day, _BEGUN, tzinfo=ZoneInfo(loaded.time_zone))
    for one, id_, channel in _viewed(devices):
        commune = communes[one.office.code]
        camera = next(camera for camera in commune.cameras if camera.id == id_)
        view = ViewFile(
            commune=commune.code,
            camera=id_,
            address=address_of(commune, camera),
            light=Light.DAY,
            learnt=tuple(begun + number * _EVERY for number in range(_LOOKS)),
            features=_features(),
            regions=tuple(map(_region, channel.view)),
            approved=_approval(commune, day),
        )
        write_view(path_of(folder, commune.code, id_, Light.DAY), view)


def _approval(commune: Commune, day: date) -> Approval:
    return Approval(
        by=f"Công chức (hư cấu), {name(1)}",
        on=day,
        document=_DOCUMENT,
        offered=(*(one.id for one in commune.counters), *(one.id for one in commune.zones)),
    )


def _viewed(devices: Iterable[LiveDevice]) -> Iterator[tuple[LiveDevice, str, Channel]]:
    for one in devices:
        yield from ((one, id_, channel) for id_, channel in one.cameras.items() if channel.view)


@cache
def _features() -> dict[str, object]:
    """Learn what the office looks like; looks are of a second each, so that nobody stands still."""
    from auditor.probes.camera.seeing.reference import learn

    looks = [[one] for one in pictures(Scene.OFFICE, _LOOKS, 1)]
    return learn(looks, light=Light.DAY).to_dict()


def _region(place: str) -> Region:
    left, top, width, height = PLACES[place]
    return Region(
        place=place,
        left=left / WIDTH,
        top=top / HEIGHT,
        width=width / WIDTH,
        height=height / HEIGHT,
    )

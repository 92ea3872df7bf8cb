"""What `auditor doctor` says of cameras and officers: what the tables lack to judge them by."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.cli.examined import Line, note, some
from auditor.cli.views_examined import views_examined

if TYPE_CHECKING:
    from auditor.contract import Commune
    from auditor.outfit import Outfit


def presence_examined(outfit: "Outfit") -> Iterator[Line]:
    """Say what the tables lack without which cameras and officers cannot be judged."""
    blind = [one.code for one in outfit.communes if not (one.cameras or _says_none(one))]
    if blind:
        yield note("doctor.no_cameras", count=len(blind), codes=some(blind))
    if not outfit.config.network.side and _asks_who_can_watch(outfit):
        yield note("doctor.side_unsaid")
    yield from views_examined(outfit)
    yield from _officers(outfit)


def _says_none(commune: "Commune") -> bool:
    return any(paper.kind == "camera_none" for paper in commune.declarations)


def _asks_who_can_watch(outfit: "Outfit") -> bool:
    asked = any(criterion.check == "camera.connected" for criterion in outfit.policy.criteria)
    return asked and any(commune.cameras for commune in outfit.communes)


def _officers(outfit: "Outfit") -> Iterator[Line]:
    """Say of whom no absence can be told: no register, no row in it, no account in the logs."""
    inventory = outfit.config.inventory
    silent = [c.code for c in outfit.communes if c.staff and not c.leave_kept]
    register = inventory.workbook or inventory.leave
    if silent and register is None:
        yield note("doctor.no_leave")
    elif silent and register is not None:
        codes, count = some(silent), len(silent)
        yield note("doctor.leave_empty", file=register.name, count=count, codes=codes)
    without = outfit.inventory.roster.without_account()
    if found := [commune.code for commune in outfit.communes if commune.code in without]:
        count = sum(without[code] for code in found)
        yield note("doctor.no_account", count=count, codes=some(found))

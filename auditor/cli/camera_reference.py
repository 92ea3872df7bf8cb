"""`auditor camera reference`: what each camera should show, learnt, drawn on, and vouched for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from auditor.cli import options
from auditor.cli.exits import Exit, told
from auditor.problems import BadInputError, Problem
from auditor.words import say

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.contract import Camera, Commune
    from auditor.inventory.views import Kept

PAGE = "duyet.html"
LIGHTS = ("day", "ir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Of which commune and cameras this call is."""

    config: "Config"
    commune: "Commune"
    cameras: "tuple[Camera, ...]"
    lang: str

    @property
    def folder(self) -> Path:
        """Return where the view files of all communes are."""
        return self.config.inventory.views

    @property
    def zone(self) -> ZoneInfo:
        """Return the province's time zone."""
        return ZoneInfo(self.config.time_zone)

    def kept(self) -> "tuple[Kept, ...]":
        """Return the commune's view files as they are now."""
        from auditor.inventory.views import kept

        return kept(self.folder, self.commune)


@click.command("reference", help=say("camera_reference.help"))
@click.argument("commune")
@click.option(
    "--camera", "cameras", multiple=True, metavar="ID", help=say("option.reference_camera")
)
@click.option(
    "--looks",
    type=click.IntRange(4, 60),
    default=6,
    show_default=True,
    help=say("option.reference_looks"),
)
@click.option(
    "--minutes",
    type=click.FloatRange(0, 600),
    default=10.0,
    show_default=True,
    help=say("option.reference_minutes"),
)
@click.option("--list", "listed", is_flag=True, help=say("option.reference_list"))
@click.option("--approve", is_flag=True, help=say("option.reference_approve"))
@click.option("--by", metavar="TEXT", help=say("option.reference_by"))
@click.option("--document", default="", metavar="TEXT", help=say("option.reference_document"))
@click.option(
    "--regions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=say("option.reference_regions"),
)
@click.option("--without-regions", is_flag=True, help=say("option.reference_without_regions"))
@click.option("--light", type=click.Choice(LIGHTS), help=say("option.reference_light"))
@options.CONFIG
@click.pass_context
@told
def reference(
    ctx: click.Context,
    commune: str,
    cameras: tuple[str, ...],
    looks: int,
    minutes: float,
    listed: bool,
    approve: bool,
    by: str | None,
    document: str,
    regions: Path | None,
    without_regions: bool,
    light: str | None,
    config_path: Path,
) -> Exit:
    """Learn, list, take regions in, or approve."""
    _sensible(listed=listed, approve=approve, by=by, regions=regions, document=document,
              without_regions=without_regions, light=light)  # fmt: skip
    config = options.configured(ctx, config_path)
    call = called(config, commune, cameras, options.lang_of(ctx, config))
    if listed:
        from auditor.cli.camera_reference_list import show

        return show(call)
    if approve or regions:
        from auditor.cli.camera_reference_approve import Wish, approved, with_regions

        wish = Wish(
            by=by or "", document=document, regions=regions, without_regions=without_regions,
            light=light or "",
        )  # fmt: skip
        return approved(call, wish) if approve else with_regions(call, wish)
    from auditor.cli.camera_reference_learn import learnt

    return learnt(call, looks, minutes)


def called(config: "Config", code: str, ids: Sequence[str], lang: str) -> Call:
    """Return the commune and its cameras; BadInputError where the inventory has no such."""
    from auditor.inventory import load_inventory
    from auditor.yamlfile import nearest

    communes = {one.code: one for one in load_inventory(config).communes}
    commune = communes.get(code)
    if commune is None:
        named = [one.code for one in communes.values() if one.name == code]
        meant = named[0] if named else nearest(code, communes)
        raise problem(
            "no_commune_near" if meant else "no_commune", file="COMMUNE", code=code[:40], near=meant
        )
    if not commune.cameras:
        raise problem("no_cameras", file="COMMUNE", code=code, name=commune.name)
    known = {one.id.casefold(): one for one in commune.cameras}
    if unknown := [one for one in ids if one.casefold() not in known]:
        listed = ", ".join(one.id for one in commune.cameras)
        raise problem("no_camera", file="--camera", camera=unknown[0][:40], code=code, known=listed)
    chosen = {known[one.casefold()].id for one in ids} or {one.id for one in commune.cameras}
    cameras = tuple(one for one in commune.cameras if one.id in chosen)
    return Call(config=config, commune=commune, cameras=cameras, lang=lang)


def write_page(call: Call) -> Path:
    """Write the commune's page anew from what its files hold now; return where it is."""
    from auditor.cli.camera_reference_page import About, page
    from auditor.textfile import shown, write_private

    source = shown(call.config.source)
    about = About(
        province=call.config.province.name,
        lang=call.lang,
        zone=call.zone,
        at=datetime.now(UTC),
        config="" if source == "auditor.yaml" else source,
        invented=call.config.invented,
    )
    path = call.folder / call.commune.code / PAGE
    write_private(path, page(call.commune, call.kept(), about))
    return path


def in_lab(call: Call, camera: "Camera") -> bool:
    """Say whether `network.lab` declares the device to be no real camera: it may be learnt quickly."""
    from auditor.network import lab

    device = call.commune.device_of(camera)
    return device is not None and (device.host, device.rtsp_port) in lab(call.config)


def problem(key: str, *, file: str, **values: str | int) -> BadInputError:
    """Return the error of one thing wrong with the call."""
    message = say(f"problem.camera_reference.{key}", **values)
    return BadInputError([Problem(file=file, message=message)])


def _sensible(
    *, listed: bool, approve: bool, by: str | None, regions: Path | None, document: str,
    without_regions: bool, light: str | None,
) -> None:  # fmt: skip
    """Refuse options that say two things at once, or go with --approve alone."""
    if listed and (approve or regions):
        raise problem("two_ways", file="--list")
    if approve and not by:
        raise problem("by_missing", file="--approve")
    alone = {
        "--by": by,
        "--document": document,
        "--without-regions": without_regions,
        "--light": light,
    }
    if not approve and (given := [name for name, value in alone.items() if value]):
        raise problem("only_approve", file=given[0], option=given[0])

"""Takes the looks, learns the views and writes them down to wait for somebody's approval.

Nothing is written before all looks are over: a call that was ended keeps no half of anything.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from rich.markup import escape

from auditor.cli.camera_reference import Call, in_lab, write_page
from auditor.cli.camera_words import spoken
from auditor.cli.exits import Exit, of_signal
from auditor.cli.terminal import Console
from auditor.contract import Camera, Missing, Region
from auditor.facts.oddities import odd
from auditor.facts.picture import Light
from auditor.interrupts import Interruption
from auditor.inventory.viewfile import LEAST_MINUTES, LEAST_TILES, ViewFile, write_view
from auditor.inventory.views import State, address_of, path_of
from auditor.words import say

if TYPE_CHECKING:
    from auditor.probes.camera.learning import Glimpse, LearningPictures
    from auditor.probes.camera.pictures import Pictures
    from auditor.probes.camera.probe import Cameras

Taken = Mapping[str, Sequence["Glimpse"]]
"""The looks that may be learnt from, by camera."""
Learnt = dict[tuple[str, Light], "tuple[Sequence[Glimpse], Mapping[str, object]] | Missing"]


@dataclass(slots=True, kw_only=True)
class _Looking:
    """All looks at the cameras of one call."""

    call: Call
    console: Console
    cameras: "Cameras"
    stop: asyncio.Event
    taken: defaultdict[str, list["Glimpse"]] = field(default_factory=lambda: defaultdict(list))

    async def look(self, number: int, count: int) -> None:
        """Look at every camera once, and tell of each that gave nothing to learn from."""
        found = await asyncio.gather(
            *(self._glimpse(one, thorough=number == 1) for one in self.call.cameras)
        )
        good = sum(text == "" for text in found)
        at = f"{datetime.now(self.call.zone):%H:%M:%S}"
        values: dict[str, str | int] = {
            "number": number,
            "count": count,
            "at": at,
            "good": good,
            "all": len(found),
        }
        self.console.print(escape(say("camera_reference.look", **values)), soft_wrap=True)
        for camera, text in zip(self.call.cameras, found, strict=True):
            if text:
                said = say("camera_reference.not_used", camera=camera.id, text=text)
                self.console.print(f"  [yellow]{escape(said)}[/]", soft_wrap=True)

    async def _glimpse(self, camera: Camera, *, thorough: bool) -> str:
        """Take a look in; return why it is none, '' when it is good."""
        from auditor.probes.camera.learning import glimpse

        seen = await glimpse(self.cameras, self.call.commune, camera, thorough=thorough)
        if isinstance(seen, Missing):
            return say(seen.text, **spoken(seen.values))
        if strange := odd(seen.measures):
            return say(f"camera_reference.odd.{strange.kind}")
        self.taken[camera.id].append(seen)
        return ""

    async def pause(self, seconds: float) -> bool:
        """Wait for the next look; False when the call was ended meanwhile."""
        try:
            await asyncio.wait_for(self.stop.wait(), max(seconds, 0.001))
        except TimeoutError:
            return True
        return False


def learnt(call: Call, looks: int, minutes: float) -> Exit:
    """Look, learn, write, and tell what to do next."""
    console = Console(highlight=False)
    every = minutes * 60 / (looks - 1)
    values: dict[str, str | int] = {
        "looks": looks,
        "cameras": len(call.cameras),
        "commune": call.commune.name,
    }
    console.print(
        escape(say("camera_reference.begin", minutes=_spoken(minutes), **values)), soft_wrap=True
    )
    if minutes < LEAST_MINUTES:
        key = "short_lab" if all(in_lab(call, one) for one in call.cameras) else "short"
        short = say(f"camera_reference.{key}", least=LEAST_MINUTES)
        console.print(f"[yellow]{escape(short)}[/]", soft_wrap=True)
    with Interruption() as interruption:
        found = asyncio.run(_learn(call, console, looks, every, interruption))
        if found is None or interruption.number:
            console.print(escape(say("camera_reference.ended")), soft_wrap=True)
            return of_signal(interruption.number)
        written = _write(call, found)
        page = write_page(call) if written else None
    good = _tell(console, call, found)
    if page is None:
        console.print(escape(say("camera_reference.nothing")), soft_wrap=True, style="bold yellow")
        return Exit.UNKNOWN
    next_ = say("camera_reference.next", page=str(page), code=call.commune.code)
    console.print(f"\n{escape(next_)}", soft_wrap=True)
    return Exit.OK if good else Exit.UNKNOWN


def _spoken(minutes: float) -> str:
    return f"{minutes:g}".replace(".", say("camera.decimal_mark"))


async def _learn(
    call: Call, console: Console, looks: int, every: float, interruption: Interruption
) -> Learnt | None:
    """Return what was learnt; None when the call was ended before the last look."""
    from auditor.network import worker_limits_of
    from auditor.probes.camera.learning import LearningPictures

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    interruption.wakes(lambda: loop.call_soon_threadsafe(stop.set))
    async with AsyncExitStack() as stack:
        pictures = stack.enter_context(LearningPictures(limits=worker_limits_of(call.config)))
        cameras = await _cameras(call, pictures, stack)
        looking = _Looking(call=call, console=console, cameras=cameras, stop=stop)
        begun = loop.time()
        for number in range(1, looks + 1):
            if number > 1 and not await looking.pause(begun + (number - 1) * every - loop.time()):
                break
            await looking.look(number, looks)
        interruption.wakes(lambda: None)
        return None if stop.is_set() else await _features(looking.taken, pictures)


async def _features(taken: Taken, pictures: "LearningPictures") -> Learnt:
    """Learn a view of each light that was looked at often enough."""
    from auditor.probes.camera.learning import LEAST_LOOKS

    found: Learnt = {}
    for camera, glimpses in taken.items():
        for light in Light:
            own = [one for one in glimpses if one.measures.light is light]
            if len(own) >= LEAST_LOOKS:
                features = await pictures.learn(own, light)
                found[camera, light] = (
                    features if isinstance(features, Missing) else (own, features)
                )
    return found


def _write(call: Call, found: Learnt) -> list[ViewFile]:
    """Write what was learnt beside what is approved; the regions drawn before are taken over."""
    drawn = _drawn(call)
    cameras = {camera.id: camera for camera in call.cameras}
    written = []
    for (id_, light), made in found.items():
        if isinstance(made, Missing):
            continue
        glimpses, features = made
        view = ViewFile(
            commune=call.commune.code,
            camera=id_,
            address=address_of(call.commune, cameras[id_]),
            light=light,
            learnt=tuple(one.at.astimezone(call.zone) for one in glimpses),
            features=features,
            regions=drawn.get(id_, ()),
        )
        write_view(path_of(call.folder, call.commune.code, id_, light, waiting=True), view)
        written.append(view)
    return written


def _drawn(call: Call) -> dict[str, tuple[Region, ...]]:
    """Return the regions of each camera, those that wait before those that are approved."""
    found: dict[str, tuple[Region, ...]] = {}
    for one in sorted(call.kept(), key=lambda one: one.state is State.WAITING):
        if one.view.regions and one.state in {State.APPROVED, State.WAITING}:
            found[one.view.camera] = tuple(r for r in one.view.regions if r.place not in one.lost)
    return found


def _tell(console: Console, call: Call, found: Learnt) -> bool:
    """Say what became of each camera; True when every one of them has a view to approve."""
    complete = True
    console.print()
    for camera in call.cameras:
        own = {light: made for (id_, light), made in found.items() if id_ == camera.id}
        if not own:
            complete = False
            said = say("camera_reference.not_learnt", camera=camera.id)
            console.print(f"[bold red]✗[/] {escape(said)}", soft_wrap=True)
        for light, made in own.items():
            good, lines = _said(camera.id, light, made)
            complete &= good
            console.print(
                f"{'[green]✓[/]' if good else '[yellow]![/]'} {escape(lines)}", soft_wrap=True
            )
    return complete


def _said(
    camera: str, light: Light, made: "tuple[Sequence[Glimpse], Mapping[str, object]] | Missing"
) -> tuple[bool, str]:
    name = say(f"views_page.light.{light}")
    if isinstance(made, Missing):
        return False, say("camera_reference.not_used", camera=camera, text=say(made.text))
    glimpses, features = made
    tiles = int(str(features["reliable"]), 16).bit_count()
    values: dict[str, str | int] = {
        "camera": camera,
        "light": name,
        "tiles": tiles,
        "least": LEAST_TILES,
    }
    if len({one.grey for one in glimpses}) == 1:
        return False, say("camera_reference.learnt_same", **values)
    if tiles < LEAST_TILES:
        return False, say("camera_reference.learnt_few", **values)
    return True, say("camera_reference.learnt", **values)


async def _cameras(call: Call, pictures: "Pictures", stack: AsyncExitStack) -> "Cameras":
    """Return the commune's cameras behind the same gate as in a run."""
    from auditor.credentials import credential_source, names_used
    from auditor.network import device_limits_of, lab, user_agent
    from auditor.probes.camera.link import Devices
    from auditor.probes.camera.onvif.wsdl import descriptions
    from auditor.probes.camera.probe import Cameras
    from auditor.probes.gate import Gate

    config = call.config
    if any(one.onvif_port for one in call.commune.devices):
        await descriptions()
    gate = Gate(lab=lab(config), devices_in_flight=config.network.devices_in_flight)
    stack.push_async_callback(gate.close)
    devices = Devices(
        gate,
        device_limits_of(config),
        credential_of=credential_source(config, names_used([call.commune])),
        user_agent=user_agent(config),
    )
    return Cameras(await stack.enter_async_context(devices), pictures)

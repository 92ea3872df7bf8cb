"""Takes the looks, learns the views and writes them down to wait for somebody's approval.

Nothing is written before all looks are over: a call that was ended keeps no half of anything.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from rich.markup import escape

from auditor.cli.camera_reference import Call, in_lab, write_page
from auditor.cli.camera_reference_looks import THOROUGH, Looking, Taken
from auditor.cli.camera_reference_told import Learnt, identical, tell
from auditor.cli.exits import Exit, of_signal
from auditor.cli.terminal import Console
from auditor.contract import Missing, Region
from auditor.facts.picture import Light
from auditor.interrupts import Interruption
from auditor.inventory.viewfile import LEAST_MINUTES, ViewFile, write_view
from auditor.inventory.views import State, address_of, path_of
from auditor.words import say

if TYPE_CHECKING:
    from auditor.probes.camera.learning import LearningPictures
    from auditor.probes.camera.pictures import Pictures
    from auditor.probes.camera.probe import Cameras


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
    good = tell(console, call, found, minutes, LEAST_MINUTES)
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
        # What is usual for a camera does not show in a moment.
        thorough = THOROUGH if round(every * (looks - 1)) >= 60 * LEAST_MINUTES else 1
        looking = Looking(call=call, console=console, cameras=cameras, stop=stop, thorough=thorough)
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
            identical=identical(glimpses),
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

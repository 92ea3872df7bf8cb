"""A camera on loopback that plays for as long as it is watched, at a pace of its own."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from tests.probes.camera import scenes
from tests.probes.camera.material import Material, fragments, rtp, sdp, units
from tests.probes.camera.rtsp_server import Request, RtspServer, interleaved, reply

SIZE = (640, 360)


def filmed(pictures: Iterable[scenes.Picture], *, keys_every: int = 1) -> Material:
    """Encode pictures at constant quality; each `keys_every`-th is a key picture."""
    shots = list(pictures)
    made = VideoCodecContext.create("libx264", "w")
    assert isinstance(made, VideoCodecContext)
    made.width, made.height, made.pix_fmt = shots[0].shape[1], shots[0].shape[0], "yuv420p"
    made.time_base = Fraction(1, 10)
    made.gop_size = keys_every
    made.options = {
        "preset": "ultrafast", "tune": "zerolatency", "crf": "26",
        "x264-params": f"keyint={keys_every}:min-keyint={keys_every}:scenecut=0",
    }  # fmt: skip
    packets = [one for n, shot in enumerate(shots) for one in made.encode(_frame(shot, n))]
    packets += made.encode(None)
    return Material(codec="H264", pictures=tuple(tuple(units(bytes(one))) for one in packets))


def _frame(shot: scenes.Picture, number: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(shot, "bgr24").reformat(format="yuv420p")
    frame.pts = number
    return frame


@cache
def live(number: int = 60) -> Material:
    """Return a room where nobody moves, through a lens that never shows the same twice.

    So long that no test sees it begin anew: that would be a frozen one.
    """
    return filmed(scenes.live(*SIZE, number))


@cache
def frozen(number: int = 12) -> Material:
    """Return one picture for ever, with a clock that runs."""
    return filmed(scenes.frozen(*SIZE, number))


def plain(level: int, number: int = 6) -> Material:
    """Return pictures of one grey: a lens that is covered, a lamp that is off."""
    shade = np.full((SIZE[1], SIZE[0], 3), level, np.uint8)
    return filmed([shade] * number)


@dataclass(slots=True)
class Film:
    """Plays material round and round. `pace` seconds lie between two pictures."""

    made: Material
    pace: float = 0.02
    still: bool = False
    """Its time stamps stand still."""
    ends_after: int = 0
    """Pictures after which it hangs up."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def play(self, request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(request, "200 OK", "Session: 4D41\r\n"))
        task = asyncio.ensure_future(self._play(writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        sequence = number = 0
        with suppress(ConnectionError):
            while not writer.is_closing() and number != (self.ends_after or -1):
                nals = self.made.pictures[number % len(self.made.pictures)]
                time = 9_000 if self.still else 9_000 + round(90_000 * self.pace) * number
                packets = rtp(fragments("H264", nals, 1_400), first=sequence, time=time)
                writer.writelines(interleaved(one) for one in packets)
                await writer.drain()
                sequence, number = sequence + len(packets), number + 1
                await asyncio.sleep(self.pace)
        writer.close()


def playing(made: Material, **how: Any) -> RtspServer:
    """Return a camera that plays; `how` is a Film's."""
    return RtspServer(sdp=sdp(made), answers={"PLAY": Film(made, **how).play})


class Changing(RtspServer):
    """A camera that shows something else at each visit; the last one for ever."""

    films: Sequence[Material] = ()

    async def play(self, request: Request, writer: asyncio.StreamWriter) -> None:
        seen = self.methods.count("PLAY") - 1
        await Film(self.films[min(seen, len(self.films) - 1)]).play(request, writer)


def changing(*films: Material) -> Changing:
    """Return a camera that shows one film a visit."""
    camera = Changing(sdp=sdp(films[0], sprop=False))
    camera.films = films
    camera.answers = {"PLAY": camera.play}
    return camera

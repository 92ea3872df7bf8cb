"""Pictures judged through real H.264: drawn rooms, GStreamer's encoder and server, whole visits.

A still room with a sensor's noise is nothing odd; the same picture for ever is frozen although its
clock goes on; a camera that was turned shows something else than the view that was learnt of it.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import cv2
import pytest

from auditor import contract
from auditor.contract import Camera, Commune, CommuneKind, Device, Missing, Verdict
from auditor.facts.oddities import Oddity, odd
from auditor.facts.picture import Light, Measures, measures_of
from auditor.probes.camera.learning import Glimpse, LearningPictures, glimpse
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.camera.pictures import View
from auditor.probes.camera.probe import Cameras
from checks.camera.picture import judge
from tests.checks.camera.pictured import DAY
from tests.checks.camera.pictured import camera as looked_at
from tests.checks.camera.pictured import terms as office_terms
from tests.peers import gst as peer
from tests.peers.asking import NAME, Asker, asking
from tests.peers.gst import GstServers, gst_servers
from tests.probes.camera import scenes

SIZE = (1280, 720)
NUMBER = 101
"""Pictures of a film. Prime, so that its key frames are other ones each time it comes round."""
ROOMS = ("still", "frozen", "moved", "capped")
LOOKS = 4
"""That the view is learnt from; in an office they are minutes apart."""
PATIENT = DeviceLimits(camera_s=40, span_s=8, patience_s=25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What visits measured, by room: without an approved view and with the one that was learnt."""

    before: Mapping[str, Measures]
    after: Mapping[str, Measures]
    view: View


def draw(room: str) -> Iterator[scenes.Picture]:
    if room == "frozen":
        return scenes.frozen(*SIZE, NUMBER)
    return scenes.live(*SIZE, NUMBER, pan=0.2 if room == "moved" else 0.0)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GstServers]:
    peer.skip_without_packages()
    drawn = {
        room: _film(tmp_path_factory.mktemp(room), room) for room in ("still", "frozen", "moved")
    }
    folders = {f"/{room}": drawn.get(room, drawn["frozen"]) for room in ROOMS}
    # An address each: one device is asked one thing at a time.
    addresses = {f"digest-{n}": f"127.0.47.{n}" for n in range(1, len(ROOMS) + 1)}
    with gst_servers(addresses, films=folders) as started:
        yield started


@pytest.fixture(scope="module")
def seen(servers: GstServers) -> Seen:
    with LearningPictures(1) as pictures:
        return asyncio.run(_seen(servers, pictures))


async def _seen(servers: GstServers, pictures: LearningPictures) -> Seen:
    office = _commune(servers)
    places = [servers.place(name) for name in servers.ports]
    accounts = {NAME: (peer.USER, peer.PASSWORD)}
    async with asking(*places, accounts=accounts, limits=PATIENT) as asker:
        cameras = Cameras(asker.devices, pictures)
        looks = [await _glimpse(cameras, office) for _ in range(LOOKS)]
        features = await pictures.learn(looks, Light.DAY)
        assert not isinstance(features, Missing), features
        before = await _visits(asker, pictures, office, None)
        # One camera in several states: what it measured while live is its own share.
        view = View(sha256=DAY, features=features, still=before["still"].identical)
        after = await _visits(asker, pictures, _approved(office), view)
    return Seen(before=before, after=after, view=view)


async def _glimpse(cameras: Cameras, office: Commune) -> Glimpse:
    still = next(one for one in office.cameras if one.id == "still")
    found = await glimpse(cameras, office, still)
    assert isinstance(found, Glimpse), found
    return found


async def _visits(
    asker: Asker, pictures: LearningPictures, office: Commune, view: View | None
) -> dict[str, Measures]:
    def view_of(_commune: Commune, _camera: Camera, light: Light) -> View | None:
        return view if light is Light.DAY else None

    cameras = Cameras(asker.devices, pictures, view_of=view_of)
    came = await asyncio.gather(
        *(cameras.visit(office, one, thorough=True) for one in office.cameras)
    )
    found = {}
    for camera, visit in zip(office.cameras, came, strict=True):
        assert visit.picture is not None, visit.seen
        measures = measures_of(visit.picture.values)
        assert measures is not None, visit.picture
        found[camera.id] = measures
    return found


def _commune(servers: GstServers) -> Commune:
    cameras = []
    for room, name in zip(ROOMS, servers.ports, strict=True):
        host, port = servers.place(name)
        device = Device(host=host, rtsp_port=port, onvif_port=0, credential=NAME)
        cameras.append(Camera(id=room, name=room, office="vp", device=device, path=f"/{room}"))
    return Commune(
        code="00001", name="Xã Mẫu 01", kind=CommuneKind.XA, province_code="00",
        cameras=tuple(cameras),
    )  # fmt: skip


def _approved(office: Commune) -> Commune:
    view = contract.View(sha256=DAY, light="day", approved_on=date(2026, 11, 23))
    return replace(office, cameras=tuple(replace(one, views=(view,)) for one in office.cameras))


def _film(folder: Path, room: str) -> Path:
    for index, picture in enumerate(draw(room)):
        good, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 97])
        assert good
        (folder / f"{index:03}.jpg").write_bytes(jpeg.tobytes())
    return folder


@pytest.mark.parametrize(
    ("room", "kind", "hint"),
    [
        ("still", None, None),
        ("frozen", Oddity.FROZEN, None),
        ("moved", Oddity.DIFFERENT, Oddity.MOVED),
    ],
)
def test_what_a_camera_shows_is_told_by_its_stream(
    seen: Seen, room: str, kind: Oddity | None, hint: Oddity | None
) -> None:
    found = odd(seen.after[room])
    assert (found and found.kind, found and found.hint) == (kind, hint), seen.after[room]


@pytest.mark.parametrize(
    ("room", "verdict", "text"),
    [
        ("still", Verdict.PASS, "picture.good"),
        ("frozen", Verdict.FAIL, "picture.stopped"),
        ("moved", Verdict.FAIL, "picture.moved"),
    ],
)
def test_three_such_looks_in_office_hours_are_judged(
    seen: Seen, room: str, verdict: Verdict, text: str
) -> None:
    row = judge((looked_at([seen.after[room]] * 3),), office_terms()).items[0]
    assert (row.verdict, row.text) == (verdict, text)


def test_a_frozen_camera_of_which_nothing_is_known_is_for_a_person(seen: Seen) -> None:
    row = judge((looked_at([seen.before["frozen"]] * 3),), office_terms()).items[0]
    assert (row.verdict, row.text) == (Verdict.UNKNOWN, "picture.frozen")


def test_a_still_room_shows_its_approved_view_and_is_live(seen: Seen) -> None:
    still = seen.after["still"]
    assert still.view == DAY
    assert still.tiles >= 50
    assert (still.agree or 0) > 0.9
    assert still.identical == pytest.approx(0, abs=0.1)
    assert still.keys == 5
    assert still.still == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("room", ["still", "moved"])
def test_nothing_is_odd_while_no_view_is_approved(seen: Seen, room: str) -> None:
    assert odd(seen.before[room]) is None, seen.before[room]


def test_a_frozen_picture_needs_no_approved_view(seen: Seen) -> None:
    found = odd(seen.before["frozen"])
    assert found is not None
    assert found.kind is Oddity.FROZEN


def test_a_frozen_picture_whose_bits_are_capped_is_frozen_or_nothing(seen: Seen) -> None:
    """The encoder then makes another picture of the same thing each time: it may not be seen."""
    found = odd(seen.after["capped"])
    assert found is None or found.kind is Oddity.FROZEN

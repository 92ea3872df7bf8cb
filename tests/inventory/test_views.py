"""Which views count, and what is said of a file that is not as it was written."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from auditor.contract import Camera, Commune, Region, View
from auditor.facts import Light
from auditor.inventory.viewfile import LEAST_TILES, ViewFile, read_view
from auditor.inventory.views import State, features_of, kept
from auditor.probes.camera.seeing import reference
from auditor.problems import BadInputError
from tests.inventory.build import furnished
from tests.inventory.view_files import APPROVED, REGION, features, picture, put, view

CAMERAS = ["00001;cam-1;;;192.0.2.1;/hinh;q1", "00001;cam-2;;;192.0.2.2;;"]


def loaded(folder: Path) -> Commune:
    """Return commune 00001 with two cameras, two counters and a zone."""
    return furnished(
        folder, counters=["00001;q1;;;", "00001;q2;;;"], zones=["00001;cho;;"], cameras=CAMERAS
    ).communes[0]


def first(folder: Path) -> Camera:
    return loaded(folder).cameras[0]


def test_an_approved_view_counts_under_the_digest_of_what_is_compared(tmp_path: Path) -> None:
    path = put(tmp_path / "hinh-duyet", view(approved=APPROVED))
    assert path == tmp_path / "hinh-duyet" / "00001" / "cam-1.day.json"
    assert first(tmp_path).views == (
        View(
            sha256=sha256(json.dumps(features(100), sort_keys=True).encode()).hexdigest(),
            light="day", approved_on=APPROVED.on, regions=(REGION,), document="12/BB-UBND", tiles=100,
        ),
    )  # fmt: skip
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("identical", "still"), [((), None), ((0.1, 0.2), None), ((0.1, 0.25, 0.0), 0.25)]
)
def test_what_is_usual_for_a_camera_is_known_from_three_looks(
    tmp_path: Path, identical: tuple[float, ...], still: float | None
) -> None:
    put(tmp_path / "hinh-duyet", view(approved=APPROVED, identical=identical))
    assert first(tmp_path).views[0].still == still


def test_a_view_that_was_approved_before_shares_were_measured_still_counts(tmp_path: Path) -> None:
    path = put(tmp_path / "hinh-duyet", view(approved=APPROVED))
    assert "identical" not in json.loads(path.read_text(encoding="utf-8"))
    assert first(tmp_path).views[0].still is None


def test_another_paper_or_region_takes_nothing_from_earlier_comparisons(tmp_path: Path) -> None:
    folder = tmp_path / "hinh-duyet"
    put(folder, view(approved=APPROVED))
    (before,) = first(tmp_path).views
    later = replace(APPROVED, document="15/BB-UBND", offered=("q1", "q2", "cho"))
    more = (REGION, replace(REGION, place="q2"))
    put(folder, view(approved=later, regions=more))
    (after,) = first(tmp_path).views
    assert (after.sha256, len(after.regions)) == (before.sha256, 2)
    assert (before.offered, after.offered) == ((), ("q1", "q2", "cho"))
    put(folder, view(approved=later, features=features(60)))
    assert first(tmp_path).views[0].sha256 != before.sha256


@pytest.mark.parametrize(
    ("file", "state"),
    [
        (view(), State.WAITING),
        (view(address="192.0.2.9:554/hinh", approved=APPROVED), State.ELSEWHERE),
        (view(address="192.0.2.1:554/khac", approved=APPROVED), State.ELSEWHERE),
        (view(camera="cam-9", approved=APPROVED), State.STRAY),
        (view(camera="cam-2", address="192.0.2.2:554#2", approved=APPROVED), State.ELSEWHERE),
        (view(camera="cam-2", address="192.0.2.2:554#1", approved=APPROVED), State.APPROVED),
    ],
    ids=lambda value: f"{value.camera} {value.address}" if isinstance(value, ViewFile) else value,
)
def test_a_view_counts_only_approved_and_where_it_was_learnt(
    tmp_path: Path, file: ViewFile, state: State
) -> None:
    put(tmp_path / "hinh-duyet", file)
    commune = loaded(tmp_path)
    assert [one.state for one in kept(tmp_path / "hinh-duyet", commune)] == [state]
    assert sum(len(one.views) for one in commune.cameras) == (state is State.APPROVED)


def test_the_approved_view_counts_until_the_next_is_approved(tmp_path: Path) -> None:
    put(tmp_path / "hinh-duyet", view(approved=APPROVED))
    before = first(tmp_path).views
    put(tmp_path / "hinh-duyet", view(features=features(60)))
    assert first(tmp_path).views == before


def test_day_and_infra_red_are_views_of_their_own(tmp_path: Path) -> None:
    for light in Light:
        put(tmp_path / "hinh-duyet", view(light=light, approved=APPROVED))
    assert [one.light for one in first(tmp_path).views] == ["day", "ir"]


def test_a_region_of_a_place_that_is_gone_does_not_count(tmp_path: Path) -> None:
    gone = Region(place="q7", left=0, top=0, width=0.5, height=0.5)
    zone = replace(gone, place="cho")
    put(tmp_path / "hinh-duyet", view(approved=APPROVED, regions=(gone, zone)))
    assert first(tmp_path).views[0].regions == (zone,)
    (one,) = kept(tmp_path / "hinh-duyet", loaded(tmp_path))
    assert one.lost == ("q7",)


def test_an_approval_is_another_inventory(tmp_path: Path) -> None:
    before = furnished(tmp_path, cameras=CAMERAS[1:]).sha256
    put(tmp_path / "hinh-duyet", view(camera="cam-2", address="192.0.2.2:554#1", approved=APPROVED))
    assert furnished(tmp_path, cameras=CAMERAS[1:]).sha256 != before


def test_a_picture_is_compared_by_the_approved_features_alone(tmp_path: Path) -> None:
    folder = tmp_path / "hinh-duyet"
    put(folder, view(approved=APPROVED))
    commune = loaded(tmp_path)
    camera = commune.cameras[0]
    assert features_of(folder, commune, camera, Light.DAY) == features(100)
    assert features_of(folder, commune, camera, Light.IR) is None
    assert features_of(folder, commune, commune.cameras[1], Light.DAY) is None
    path = put(folder, view(approved=replace(APPROVED, document="")))
    assert features_of(folder, commune, camera, Light.DAY) == features(100)
    put(folder, view(approved=APPROVED, features=features(60)))
    assert features_of(folder, commune, camera, Light.DAY) is None
    path.write_text("{")
    assert features_of(folder, commune, camera, Light.DAY) is None


@pytest.mark.parametrize("camera", ["cam:1", "..", "camera số 1"[:6] + "ơ", "a%b"])
def test_any_camera_has_a_file_of_its_own(tmp_path: Path, camera: str) -> None:
    file = view(camera=camera, approved=APPROVED)
    path = put(tmp_path, file)
    assert path.parent == tmp_path / "00001"
    assert not path.name.startswith(".")
    assert replace(read_view(path), sha256="") == file


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d.pop("learnt"), 'thiếu trường "learnt"'),
        (lambda d: d.update(note="x"), 'có trường lạ "note"'),
        (lambda d: d.update(schema=2), 'tệp theo mẫu số "2", chương trình này đọc mẫu số 1'),
        (lambda d: d.update(camera=7), 'trường "camera" không đúng (7); phải là mã camera'),
        (lambda d: d.update(camera="cam-2"), "phải có tên cam-2.day.json trong thư mục 00001"),
        (lambda d: d.update(commune="00002"), "phải có tên cam-1.day.json trong thư mục 00002"),
        (lambda d: d.update(address=""), 'trường "address" không đúng'),
        (
            lambda d: d.update(light="night"),
            'trường "light" không đúng (night); phải là day hoặc ir',
        ),
        (lambda d: d.update(light=["day"]), 'trường "light" không đúng'),
        (lambda d: d.update(learnt=[]), 'trường "learnt" không đúng ([])'),
        (lambda d: d.update(learnt=["2026-07-06T08:00:00"]), "có múi giờ"),
        (lambda d: d["learnt"].reverse(), "từ trước đến sau"),
        (lambda d: d["features"].pop("reliable"), 'trường "features" không đúng'),
        (lambda d: d["features"].update(reliable="f" * 35), 'trường "features" không đúng'),
        (lambda d: d["features"].update(picture="????"), 'trường "features" không đúng'),
        (lambda d: d["features"].update(picture=picture(320, 180)), 'trường "features" không đúng'),
        (lambda d: d["regions"][0].update(left=0.8), "các vùng place, left, top, width, height"),
        (lambda d: d["regions"][0].update(width=0), 'trường "regions" không đúng'),
        (lambda d: d["regions"][0].update(top=True), 'trường "regions" không đúng'),
        (lambda d: d["regions"][0].pop("top"), 'trường "regions" không đúng'),
        (lambda d: d.update(regions=d["regions"] * 2), "mỗi nơi một vùng"),
        (lambda d: d.update(approved={"by": "A, B"}), 'trường "approved" không đúng'),
        (lambda d: d["approved"].update(on="07/07/2026"), "on (YYYY-MM-DD)"),
        (lambda d: d["approved"].update(by=""), 'trường "approved" không đúng'),
        (lambda d: d.update(identical=[0.1, 1.2]), "danh sách số từ 0 đến 1"),
        (lambda d: d.update(identical=0.1), 'trường "identical" không đúng'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_field_is_told_by_its_name(tmp_path: Path, spoil: Spoil, said: str) -> None:
    path = put(tmp_path / "hinh-duyet", view(approved=APPROVED))
    held = json.loads(path.read_text(encoding="utf-8"))
    spoil(held)
    path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        loaded(tmp_path)
    (problem,) = caught.value.problems
    assert problem.file.endswith("00001/cam-1.day.json")
    assert said in problem.message


def test_every_bad_field_and_every_bad_file_is_told_at_once(tmp_path: Path) -> None:
    for light in Light:
        path = put(tmp_path / "hinh-duyet", view(light=light, approved=APPROVED))
        held = json.loads(path.read_text(encoding="utf-8")) | {"camera": "", "learnt": 1}
        path.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        loaded(tmp_path)
    assert len(caught.value.problems) == 4


def test_a_file_that_waits_cannot_say_that_it_is_approved(tmp_path: Path) -> None:
    put(tmp_path / "hinh-duyet", view(approved=APPROVED), waiting=True)
    with pytest.raises(BadInputError, match=r"chờ duyệt .* lại ghi đã duyệt"):
        loaded(tmp_path)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "cam-1.day.json:1:1: đây không phải tệp góc quan sát"),
        (b'{"schema": 1,\n "schema": 1}', "đây không phải tệp góc quan sát"),
        (b'{"schema": NaN}', "đây không phải tệp góc quan sát"),
        (b"[" * 100_000, "đây không phải tệp góc quan sát"),
        (b"\xff\xfe", "đây không phải tệp góc quan sát"),
        (b'{"a": "\xc3"}', "đây không phải tệp góc quan sát"),
        (b'["schema"]', 'thiếu trường "schema"'),
        (b" " * 200_001, "tệp lớn hơn 200 kB"),
        (b" " * 1_000_001, "tệp lớn hơn 1 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_view_file_is_refused(tmp_path: Path, body: bytes, said: str) -> None:
    path = put(tmp_path / "hinh-duyet", view(approved=APPROVED))
    path.write_bytes(body)
    with pytest.raises(BadInputError) as caught:
        loaded(tmp_path)
    assert said in str(caught.value)


def test_a_pipe_in_the_folder_holds_nobody_up(tmp_path: Path) -> None:
    folder = tmp_path / "hinh-duyet" / "00001"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "cam-1.day.json")
    with pytest.raises(BadInputError, match=r"cam-1\.day\.json"):
        loaded(tmp_path)


def test_the_gate_of_an_approval_is_the_one_that_pictures_are_compared_by() -> None:
    assert LEAST_TILES == reference.LEAST_TILES

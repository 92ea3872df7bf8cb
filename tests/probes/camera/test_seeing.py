"""What is measured of a picture, on drawn offices: each thing that may be wrong, and what is not."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from auditor.facts.oddities import LIMITS, Oddity, enough, odd
from auditor.facts.picture import Light, measures_of
from auditor.probes.camera.seeing import frozen
from auditor.probes.camera.seeing.reference import ViewFeatures, learn
from tests.probes.camera.seeing_looks import (
    Change,
    another_office,
    frames,
    grey,
    look,
    office,
    seen,
    view,
)
from tests.probes.camera.seeing_scenes import Colour, Office


def same(picture: Colour) -> Colour:
    return picture


def brighter(picture: Colour) -> Colour:
    return np.clip(picture.astype(np.int16) + 25, 0, 255).astype(np.uint8)


def covered(picture: Colour) -> Colour:
    made = np.full_like(picture, 0)
    made[:] = (60, 80, 120)
    high, wide = picture.shape[:2]
    made[: high // 5, : wide // 5] = picture[: high // 5, : wide // 5]
    return made


def moved(picture: Colour) -> Colour:
    return np.roll(picture, int(picture.shape[1] * 0.18), axis=1)


def defocused(picture: Colour) -> Colour:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 12), np.uint8)


def dark(picture: Colour) -> Colour:
    return (picture * 0.04).astype(np.uint8)


def glaring(picture: Colour) -> Colour:
    return np.clip(picture.astype(np.int16) * 3 + 150, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("change", [same, brighter])
@pytest.mark.parametrize("people", [0, 1, 3])
def test_a_working_office_is_not_odd(change: Change, people: int) -> None:
    found = look(change, people=people)
    assert (odd(found), enough(found)) == (None, "")
    assert found.agree is not None
    assert found.agree > LIMITS["agree_sure"]


@pytest.mark.parametrize(
    ("change", "kinds", "hints"),
    [
        (dark, {Oddity.BLACK}, {None}),
        (glaring, {Oddity.OVEREXPOSED}, {None}),
        (covered, {Oddity.DIFFERENT}, {Oddity.COVERED, Oddity.PARTLY_COVERED}),
        (moved, {Oddity.DIFFERENT}, {Oddity.MOVED, Oddity.OTHER_SCENE}),
        (another_office, {Oddity.DIFFERENT}, {Oddity.OTHER_SCENE, Oddity.MOVED}),
        (defocused, {Oddity.BLURRED, Oddity.DIFFERENT}, {None, *Oddity}),
    ],
)
def test_what_is_wrong_is_told_apart(
    change: Change, kinds: set[Oddity], hints: set[Oddity | None]
) -> None:
    found = odd(look(change))
    assert found is not None
    assert found.kind in kinds
    assert found.hint in hints


def test_a_grey_cover_is_told_by_the_view_of_another_light() -> None:
    found = look(lambda picture: np.full_like(picture, 70))
    told = odd(found)
    assert found.light is Light.IR
    assert told is not None
    assert (told.kind, told.hint) == (Oddity.DIFFERENT, Oddity.COVERED)


@pytest.mark.parametrize("light", ["day", "dusk", "ir"])
def test_without_a_view_a_working_office_is_neither_odd_nor_proved(light: str) -> None:
    found = seen([Office(seed=31).frame(3.0 * n, light) for n in range(3)], None)
    assert (odd(found), enough(found)) == (None, "no_view")
    assert found.light is (Light.IR if light == "ir" else Light.DAY)


def test_a_view_without_texture_compares_nothing() -> None:
    walls = [[np.full((180, 320), 150 + n, np.uint8)] for n in range(6)]
    bare = learn(walls)
    assert not bare.enough
    found = seen([office().frame(9.0)], bare)
    assert (odd(found), enough(found)) == (None, "few_tiles")


def test_a_view_is_the_same_after_its_file() -> None:
    again = ViewFeatures.from_dict(view().to_dict())
    assert again.tiles == view().tiles
    assert np.array_equal(again.picture, view().picture)
    assert np.array_equal(again.reliable, view().reliable)


def test_fewer_looks_than_can_repeat_are_no_view() -> None:
    with pytest.raises(ValueError, match="looks"):
        learn([frames(office(), 0.0)] * 3)


def test_the_same_picture_under_a_running_clock_is_frozen_and_a_still_office_is_not() -> None:
    place = office()
    still = [grey(place.frame(60.0 + 2.5 * n, people=0)) for n in range(5)]
    once = place.frame(60.0, people=0, clock=False)
    stuck = [once.copy() for _ in range(5)]
    for number, one in enumerate(stuck):
        cv2.putText(
            one, f"08:00:{number:02}", (10, 24), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255,) * 3, 2
        )
    live, same_all = frozen.identical(still), frozen.identical([grey(one) for one in stuck])
    assert live is not None
    assert same_all is not None
    assert live < LIMITS["identical"] <= same_all


@pytest.mark.parametrize("frames", [1, 5])
def test_too_little_to_compare_is_no_measure(frames: int) -> None:
    wall = [np.full((360, 640), 128, np.uint8)] * frames
    assert frozen.identical(wall) is None


def test_measures_come_back_from_the_values_of_a_look() -> None:
    found = replace(look(same), keys=5, seconds=10.5, identical=0.02, snapshot=True)
    again = measures_of(found.values())
    assert again is not None
    assert (again.light, again.tiles, again.agreed) == (found.light, found.tiles, found.agreed)
    assert (again.snapshot, again.stalled, again.keys) == (True, False, 5)
    assert again.agree == pytest.approx(found.agree, abs=1e-4)
    assert measures_of({"address": "127.0.0.1:554/x"}) is None

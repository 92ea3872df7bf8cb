"""What a picture was taken by: a wrong light compares it with the wrong view."""

from dataclasses import replace

import numpy as np
import pytest

from auditor.facts.oddities import Oddity, enough, odd
from auditor.facts.picture import Light, Measures
from auditor.probes.camera.seeing.measure import measure
from auditor.probes.camera.seeing.tint import Tint, colour_of, light_of
from tests.probes.camera.seeing_looks import Grey, another_office, grey, look, office, view
from tests.probes.camera.seeing_scenes import Colour


def _infra_red(picture: Colour) -> Grey:
    """Another light shows other contrasts."""
    turned = 30 + (255 - grey(picture).astype(np.int16)) * 0.6
    return np.asarray(np.clip(turned, 16, 235), np.uint8)


@pytest.mark.parametrize(
    ("level", "clock"), [(128, None), (127, None), (129, None), (128, (60, 150)), (127, (20, 20))]
)
def test_infra_red_light_is_known_whatever_the_encoder_calls_grey(
    level: int, clock: tuple[int, int] | None
) -> None:
    planes = [np.full((180, 320), level, np.uint8) for _ in range(2)]
    for plane, ink in zip(planes, clock or (), strict=False):
        plane[8:20, 6:130] = ink
    tint = colour_of(*planes)
    look_ir = [_infra_red(office().frame(60.0 + 2.5 * n)) for n in range(5)]
    found = Measures(**measure(look_ir, tint, {Light.DAY: view()}))  # type: ignore[arg-type]
    assert light_of(tint) is Light.IR
    assert (odd(found), enough(found)) == (None, "no_view")


def test_a_view_that_agrees_tells_the_light_of_a_grey_room() -> None:
    def drab(picture: Colour) -> Colour:
        return np.repeat(grey(picture)[..., None], 3, axis=2)

    found = look(drab)
    assert (found.light, odd(found), enough(found)) == (Light.DAY, None, "")


def test_in_doubtful_light_one_view_that_does_not_agree_accuses_nobody() -> None:
    other = [grey(another_office(office().frame(60.0)))]
    doubtful = Tint(strength=0.01, share=0.02)
    alone = Measures(**measure(other, doubtful, {Light.DAY: view()}))  # type: ignore[arg-type]
    assert (odd(alone), enough(alone)) == (None, "no_view")
    views = {Light.DAY: view(), Light.IR: replace(view(), light=Light.IR)}
    neither = odd(Measures(**measure(other, doubtful, views)))  # type: ignore[arg-type]
    assert neither is not None
    assert neither.kind is Oddity.DIFFERENT

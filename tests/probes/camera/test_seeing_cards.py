"""What is a card of a recorder, and what only looks like one."""

import numpy as np
import pytest

from auditor.facts.oddities import Oddity, enough, odd
from tests.probes.camera.seeing_cards import card, dark_hall
from tests.probes.camera.seeing_looks import look, seen, view
from tests.probes.camera.seeing_scenes import UPRIGHTS, Colour, Office


@pytest.mark.parametrize("kind", ["blue", "black", "grey", "bars", "plain blue"])
def test_a_card_is_no_picture_of_an_office(kind: str) -> None:
    found = odd(seen([card(kind)], None))
    assert found is not None
    assert found.kind in {Oddity.NO_SIGNAL, Oddity.BLACK}


@pytest.mark.parametrize("seed", [2, 8, 9])
def test_doors_and_posters_on_a_plain_wall_are_no_card_of_bars(seed: int) -> None:
    whole = Office(seed=seed).frame(3600.0, clock=False)
    found = seen([np.ascontiguousarray(whole[14:266, 92:540])], None)
    assert odd(found) is None


@pytest.mark.parametrize("frames", [1, 5])
@pytest.mark.parametrize("what", UPRIGHTS)
def test_what_stands_upright_against_a_bare_wall_is_no_card(what: str, frames: int) -> None:
    place = Office(seed=6, upright=what)
    found = seen([place.frame(60.0 + 2.5 * n, people=n % 3) for n in range(frames)], None)
    assert (odd(found), enough(found)) == (None, "no_view")


@pytest.mark.parametrize("level", [0, 14, 30, 45])
def test_a_dark_hall_in_which_the_queue_display_glows_is_dark_and_no_card(level: int) -> None:
    found = odd(seen([dark_hall(60.0 + 2.5 * n, level) for n in range(5)], view()))
    assert found is None or found.kind in {Oddity.BLACK, Oddity.DIFFERENT}


@pytest.mark.parametrize("level", [5, 235])
def test_a_cover_over_most_of_the_picture_is_no_card(level: int) -> None:
    def cover(picture: Colour) -> Colour:
        made = picture.copy()
        made[:, : int(0.6 * made.shape[1])] = level
        return made

    found = look(cover)
    told = odd(found)
    assert told or enough(found)
    assert told is None or told.kind is Oddity.DIFFERENT


def test_grey_bars_are_no_card_and_show_nothing_of_the_approved_view() -> None:
    bars = card("bars").mean(axis=2, keepdims=True).repeat(3, axis=2).astype(np.uint8)
    found = seen([bars], view())
    assert found.card == 0
    assert enough(found) or odd(found)

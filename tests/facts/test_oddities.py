"""What is odd about measures, where it is a matter of numbers alone."""

from dataclasses import replace

import pytest

from auditor.facts.oddities import LIMITS, Oddity, enough, odd
from auditor.facts.picture import Light, Measures, measures_of

GOOD = Measures(
    light=Light.DAY, mean=120, spread=60, flat=0.1, sharp=0.5, card=0.0, tiles=120, agree=0.97,
    agreed="f" * 36, reliable="f" * 36, sharp_ratio=1.0, view="d" * 64,
)  # fmt: skip


@pytest.mark.parametrize(
    ("still", "identical", "sure"),
    [
        # nobody knows what is usual for it: a person looks
        (None, 0.69, None),
        (None, 0.7, False),
        # its own share is low: what is far above it is frozen
        (0.0, 0.39, None),
        (0.0, 0.4, True),
        (0.05, 0.41, True),
        (0.28, 0.57, None),
        (0.28, 0.59, True),
        # its own share is high: it filters its noise, and nobody can tell
        (0.3, 0.69, None),
        (0.3, 0.7, False),
        (0.96, 0.96, False),
        (0.96, 1.0, False),
        # not measured
        (0.0, None, None),
    ],
)
def test_frozen_is_what_a_camera_s_own_share_does_not_explain(
    still: float | None, identical: float | None, sure: bool | None
) -> None:
    found = odd(replace(GOOD, still=still, identical=identical, keys=5))
    assert (found and found.kind, found and found.sure) == (
        None if sure is None else Oddity.FROZEN,
        sure,
    )


@pytest.mark.parametrize(
    ("agree", "tiles", "kind"),
    [
        (None, 0, Oddity.NO_SIGNAL),
        (0.05, 120, Oddity.NO_SIGNAL),
        # a part of the approved view is still to be seen
        (0.3, 120, Oddity.DIFFERENT),
        (0.5, 120, None),
        (0.97, 120, None),
        # by too few tiles to vouch for it
        (0.97, 12, Oddity.NO_SIGNAL),
    ],
)
def test_a_card_shows_nothing_of_the_approved_view(
    agree: float | None, tiles: int, kind: Oddity | None
) -> None:
    found = odd(replace(GOOD, card=0.95, agree=agree, tiles=tiles))
    assert (found and found.kind) == kind


def test_time_stamps_that_stand_still_are_no_oddity() -> None:
    """Servers that never move them show live pictures too."""
    assert odd(replace(GOOD, stalled=True, keys=5, identical=0.02, still=0.01)) is None


@pytest.mark.parametrize(
    ("tiles", "agree", "moved", "matched", "hint"),
    [
        # few tiles, or edges along the turn: but the view lies whole beside where it was
        (38, 0.45, 0.087, 1.0, Oddity.MOVED),
        (20, 0.3, 0.15, 0.81, Oddity.MOVED),
        (56, 0.61, 0.15, 0.97, Oddity.MOVED),
        # too few tiles even so, too poor a match, or no better than where it was
        (19, 0.3, 0.15, 1.0, None),
        (38, 0.45, 0.15, 0.79, None),
        (60, 0.72, 0.15, 0.96, None),
        (38, 0.45, 0.04, 1.0, None),
        (38, 0.45, None, None, None),
        # tiles enough: as ever
        (60, 0.55, 0.15, 0.65, Oddity.MOVED),
        (60, 0.65, 0.15, 0.65, None),
    ],
)
def test_a_camera_that_was_turned_is_told_by_where_its_view_lies_now(
    tiles: int, agree: float, moved: float | None, matched: float | None, hint: Oddity | None
) -> None:
    found = odd(replace(GOOD, tiles=tiles, agree=agree, moved=moved, matched=matched))
    assert (found and found.hint) == hint
    if found:
        assert found.kind is Oddity.DIFFERENT
        assert agree < found.limit


def test_the_camera_s_own_share_is_kept_with_the_look() -> None:
    again = measures_of(replace(GOOD, still=0.02, identical=0.5, keys=5).values())
    assert again is not None
    assert (again.still, again.identical) == (0.02, 0.5)
    assert "still" not in GOOD.values()


def test_a_policy_may_ask_for_more_before_it_says_frozen() -> None:
    seen = replace(GOOD, still=0.02, identical=0.6, keys=5)
    assert odd(seen) is not None
    assert odd(seen, {"identical_sure": 0.9}) is None
    assert odd(seen, {"still": 0.0}) is None
    assert LIMITS["identical_sure"] < LIMITS["identical"]


@pytest.mark.parametrize(
    ("tiles", "of_tiles", "doubt"),
    [
        (72, 120, ""),
        # a white cover is left out like glare: what little it leaves agrees, and is not the view
        (71, 120, "few_tiles"),
        (52, 55, ""),
        (49, 55, "few_tiles"),
        # kept before looks told how many the view has
        (52, 0, ""),
    ],
)
def test_what_agrees_is_the_approved_view_only_where_most_of_it_was_compared(
    tiles: int, of_tiles: int, doubt: str
) -> None:
    assert enough(replace(GOOD, tiles=tiles, of_tiles=of_tiles)) == doubt

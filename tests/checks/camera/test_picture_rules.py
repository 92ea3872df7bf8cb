"""What holds for the row of a camera's pictures, whatever the looks and whenever they were taken.

The letters are those of pictured.py; a look falls on any minute of two weeks, in hours or not.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.contract import Item, Terms, Verdict
from checks.camera.picture import judge
from checks.looks import Hours
from tests.checks.build import AT
from tests.checks.camera.pictured import MEASURED, VIEW, camera, look, terms

Taken = dict[int, str]
"""Letters by the minute after AT at which each look was taken."""

FORTNIGHT = 14 * 24 * 60
VOID, GOOD, ODD = "vx", "gGS", "bwsfFLHTcmopzB"
ACCUSING = "bwsFLcmo"
TERMS = terms(count=1)
HOURS = Hours(TERMS.calendar)

minutes = st.integers(0, FORTNIGHT)
taken = st.dictionaries(minutes, st.sampled_from([*MEASURED, *VOID]), min_size=1, max_size=12)
close = st.dictionaries(
    st.integers(0, 12).map(lambda n: 10 * n),
    st.sampled_from([*MEASURED, *VOID]),
    min_size=1,
    max_size=9,
)
"""Looks of one morning, ten minutes apart: every one counts."""
settled = settings(max_examples=150, deadline=None, derandomize=True)


def row(seen: Taken, given_terms: Terms = TERMS) -> Item:
    looks = [look(seen[at], at=AT + timedelta(minutes=at)) for at in sorted(seen)]
    return judge((camera(looks),), given_terms).items[0]


def in_hours(minute: int) -> bool:
    return HOURS.hold(AT + timedelta(minutes=minute))


def counted(seen: Taken, letters: str) -> int:
    return sum(letter in letters and in_hours(at) for at, letter in seen.items())


def added(seen: Taken, letters: Iterable[str], spaced: Iterable[int]) -> Taken:
    return {**seen, **dict(zip(spaced, letters, strict=False))}


def later(seen: Taken, count: int) -> list[int]:
    """Return minutes in hours after all looks, far enough apart for each to count."""
    after = range(max(seen) + 10, 3 * FORTNIGHT, 10)
    return list(islice(filter(in_hours, after), count))


@settled
@given(seen=taken | close)
def test_no_camera_fails_from_fewer_than_two_odd_looks_in_hours(seen: Taken) -> None:
    if row(seen).verdict is Verdict.FAIL:
        assert counted(seen, ACCUSING) >= 2


@settled
@given(seen=taken | close)
def test_no_camera_passes_without_a_good_look_in_hours(seen: Taken) -> None:
    if row(seen).verdict is Verdict.PASS:
        assert counted(seen, GOOD)


@settled
@given(seen=taken | close, letter=st.sampled_from(VOID), at=minutes)
def test_a_look_that_could_not_be_taken_changes_nothing(seen: Taken, letter: str, at: int) -> None:
    more = row({at: letter, **seen})
    assert more.verdict is row(seen).verdict
    if counted(seen, "".join(MEASURED)):
        assert more.text == row(seen).text


@settled
@given(seen=close, letter=st.sampled_from(ODD), at=st.integers(0, 13).map(lambda n: 10 * n - 5))
def test_an_odd_look_never_makes_a_pass(seen: Taken, letter: str, at: int) -> None:
    spread = {2 * minute: seen[minute] for minute in seen}
    if row(spread).verdict is not Verdict.PASS:
        assert row({**spread, 2 * at: letter}).verdict is not Verdict.PASS


@settled
@given(seen=taken | close)
def test_a_camera_that_shows_the_approved_view_now_is_not_called_bad(seen: Taken) -> None:
    (at,) = later(seen, 1)
    assert row({**seen, at: "G"}).verdict is not Verdict.FAIL


@settled
@given(seen=taken | close)
def test_three_good_looks_leave_no_more_than_what_was(seen: Taken) -> None:
    item = row(added(seen, "GGG", later(seen, 3)))
    assert item.text == "picture.good" or item.text.startswith("picture.was_")


@settled
@given(seen=taken | close, odd=st.lists(st.sampled_from("bwscmoz"), min_size=2, max_size=3))
def test_looks_that_are_odd_in_whatever_way_do_not_pass(seen: Taken, odd: list[str]) -> None:
    letters = [*odd, *"G" * (3 - len(odd))]
    assert row(added(seen, letters, later(seen, 3))).verdict is not Verdict.PASS


@settled
@given(seen=taken | close, data=st.data())
def test_the_order_in_which_looks_are_kept_does_not_matter(
    seen: Taken, data: st.DataObject
) -> None:
    looks = [look(letter, at=AT + timedelta(minutes=at)) for at, letter in seen.items()]
    shuffled = data.draw(st.permutations(looks))
    assert judge((camera(shuffled),), TERMS).items[0] == row(seen)


@settled
@given(seen=taken | close)
def test_looks_at_a_view_that_was_replaced_accuse_nobody_of_another_scene(seen: Taken) -> None:
    anew = terms({"c1": (replace(VIEW, sha256="a" * 64),)}, count=1)
    item = row(seen, anew)
    assert item.verdict is not Verdict.PASS
    if item.verdict is Verdict.FAIL:
        assert item.text in ("picture.black", "picture.overexposed", "picture.no_signal")

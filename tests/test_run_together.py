"""Several looks in one run: what one of them saw is not lost with the next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from auditor.contract import Missing, Party, Why
from auditor.facts import Auth, CameraSeen, DeviceInfo, Recording, Stream
from auditor.run.together import Whole, together

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = ("camera", "00001", "c1")
GONE = Missing(why=Why.UNREACHABLE, party=Party.COMMUNE, text="camera.hung_up")
BARE = CameraSeen(
    camera="c1",
    name="Camera 1",
    address="192.0.2.1:554",
    at=AT,
    stream=Stream(codec="H264", path="/1", auth=Auth.DIGEST, width=640, height=360),
    frame=None,
    untold=GONE,
)
TOLD = replace(
    BARE,
    device=DeviceInfo(model="M-01"),
    clock_offset_s=600.0,
    ours_off_s=0.5,
    calls=Auth.NONE,
    open_still="/snap.jpg",
    untold=None,
    recording=Recording(listed=True, until=AT),
)
LATER = AT + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ([GONE], GONE),
        ([GONE, replace(GONE, text="x")], replace(GONE, text="x")),
        ([GONE, TOLD], TOLD),
        ([TOLD, GONE], None),
        ([TOLD, None], None),
        (["a whole site", GONE], None),
        (["a whole site", "the same later"], "the same later"),
        ([TOLD, GONE, replace(BARE, at=LATER)], replace(TOLD, at=LATER, recording=None)),
    ],
    ids=[
        "nothing seen", "twice nothing", "seen at last", "gone again", "only a glance",
        "a site gone again", "a site twice", "seen, gone, seen less",
    ],
)  # fmt: skip
def test_what_was_seen_whole_outlives_a_look_that_finds_nothing(
    facts: list[object], kept: object
) -> None:
    whole = Whole()
    *before, last = [whole.with_earlier(KEY, one) for one in facts]
    assert last == kept
    assert before == facts[:-1] or before == [TOLD, None]
    assert whole.with_earlier(("camera", "00001", "c2"), GONE) == GONE, "another camera"


def test_a_later_look_that_is_told_more_stands_for_itself() -> None:
    now = replace(TOLD, at=LATER, clock_offset_s=1.0, calls=Auth.DIGEST, open_still="/other.jpg")
    assert together(TOLD, now) == now
    assert together(BARE, now) == now


def test_the_clock_of_the_device_and_ours_are_of_one_look() -> None:
    seen = together(TOLD, replace(BARE, clock_offset_s=0.0, ours_off_s=None))
    assert (seen.clock_offset_s, seen.ours_off_s) == (0.0, None)

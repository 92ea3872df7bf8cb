"""How `auditor camera reference` learns what is usual for a camera, and what it tells of it."""

from datetime import UTC, datetime, timedelta

import pytest

from auditor.cli.camera_reference_looks import THOROUGH, due
from auditor.cli.camera_reference_told import identical, stillness, told
from auditor.facts.oddities import LIMITS
from auditor.facts.picture import Light, Measures
from auditor.inventory.viewfile import LEAST_STILL
from auditor.probes.camera.learning import Glimpse
from tests.inventory.view_files import features

AT = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
LIVE, STUCK = (bytes(range(250)) * 231)[:57_600], bytes(57_600)


def glimpses(*shares: float | None, greys: tuple[bytes, ...] = ()) -> list[Glimpse]:
    plain = Measures(light=Light.DAY, mean=120, spread=60, flat=0.1, sharp=0.5)
    pictures = greys or tuple(bytes([n]) + LIVE[1:] for n in range(len(shares)))
    return [
        Glimpse(
            at=AT + timedelta(minutes=2 * n),
            grey=grey,
            measures=Measures(
                light=plain.light, mean=plain.mean, spread=plain.spread, flat=plain.flat,
                sharp=plain.sharp, keys=5, identical=share,
            ),
        )
        for n, (share, grey) in enumerate(zip(shares, pictures, strict=True))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "thorough"), [(6, [1, 3, 5, 6]), (4, [1, 2, 3, 4]), (10, [1, 4, 7, 10])]
)
def test_the_first_and_the_last_look_and_two_between_test_for_a_frozen_picture(
    count: int, thorough: list[int]
) -> None:
    wanted = [due(number, count, THOROUGH) for number in range(1, count + 1)]
    assert [n for n in range(1, count + 1) if wanted[n - 1] > ([0, *wanted])[n - 1]] == thorough
    assert THOROUGH > LEAST_STILL


def test_a_call_that_is_only_a_try_tests_once() -> None:
    assert [due(number, 6, 1) for number in range(1, 7)] == [1] * 6


def test_looks_that_measured_nothing_leave_no_share() -> None:
    assert identical(glimpses(0.1, None, 0.3)) == (0.1, 0.3)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.0, 0.1, 0.02, 0.0), ""),
        ((0.0, 0.1), "chỉ 2 lượt đo được"),
        ((0.0, 0.4, 0.0), "có lượt 40 % số ô"),
        ((0.9, 0.95, 0.97), "có lượt 97 % số ô"),
    ],
)
def test_a_person_is_told_when_software_will_not_know_a_frozen_picture(
    shares: tuple[float, ...], said: str
) -> None:
    lines = list(stillness("cam-1", Light.DAY, glimpses(*shares)))
    assert len(lines) == bool(said)
    assert said in "".join(lines)


@pytest.mark.parametrize(
    ("share", "greys", "good"),
    [
        # a clock runs at the top, and nothing else changes, minutes apart
        (0.9, tuple(bytes([n]) * 320 + STUCK[320:] for n in range(4)), False),
        # the same, but the room changes: noise is filtered between people
        (0.9, (LIVE, STUCK, LIVE, STUCK), True),
        # an empty room under a lamp, seen by a sensor with its noise
        (0.1, tuple(bytes([n]) * 320 + STUCK[320:] for n in range(4)), True),
        (0.1, (LIVE,) * 4, False),
    ],
    ids=["clock alone", "filtered noise", "empty room", "same to the last pixel"],
)
def test_a_picture_that_never_changed_is_not_called_learnt(
    share: float, greys: tuple[bytes, ...], good: bool
) -> None:
    seen = glimpses(*[share] * 4, greys=greys)
    assert told("cam-1", Light.DAY, (seen, features(100)))[0] == good
    assert share < LIMITS["still"] or share >= LIMITS["identical"]

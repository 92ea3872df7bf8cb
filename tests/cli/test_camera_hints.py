"""What a picture looks like is said in words, in both languages, and a guess is called one."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from auditor.cli.camera_hints import picture
from auditor.contract import Missing, Party, Why
from auditor.facts import Look, LookState
from auditor.facts.oddities import Oddity
from auditor.facts.picture import Light, Measures
from auditor.probes.camera.looking import CameraVisit
from auditor.registry import load_texts
from auditor.words import set_language

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    set_language("vi")
    yield
    set_language("vi")


def visit(measures: Measures | None) -> CameraVisit:
    state = LookState.UP if measures else LookState.VOID
    values = measures.values() if measures else {}
    look = Look(at=NOW, target="c1", state=state, text="camera.up", values=values)
    seen = Missing(why=Why.TIMEOUT, party=Party.COMMUNE, text="camera.no_frame")
    return CameraVisit(seen=seen, look=look, picture=look)


def measured(**how: object) -> Measures:
    usual: dict[str, object] = {
        "light": Light.DAY, "mean": 110.0, "spread": 40.0, "flat": 0.1, "sharp": 0.4,
    }  # fmt: skip
    return Measures(**{**usual, **how})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        (measured(), "không tối đen, không cháy sáng"),
        (measured(mean=4.0, spread=1.0, flat=1.0), "Hình tối đen"),
        (measured(mean=250.0, spread=2.0, flat=1.0), "Hình cháy sáng"),
        (measured(card=0.99), "hình báo mất tín hiệu"),
        (measured(identical=0.99, keys=5), "Hình có thể đang đứng"),
        (measured(light=Light.IR), "không có màu"),
    ],
)
def test_a_picture_is_told_in_words(measures: Measures, words: str) -> None:
    assert words in picture(visit(measures))[0]


def test_without_an_approved_view_nobody_knows_whether_it_was_moved() -> None:
    assert "Chưa có hình đã duyệt" in picture(visit(measured()))[-1]


def test_a_picture_that_was_not_measured_is_not_described() -> None:
    assert picture(visit(None)) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", sorted(Oddity))
def test_every_oddity_has_words(kind: Oddity, lang: str) -> None:
    known = load_texts(lang)
    assert f"camera.hint.picture.{kind}" in known or f"camera.hint.cause.{kind}" in known

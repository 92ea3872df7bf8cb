"""Looks at one drawn office, measured as the program does."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from auditor.facts.picture import Measures
from auditor.probes.camera.seeing.measure import measure
from auditor.probes.camera.seeing.reference import ViewFeatures, learn
from auditor.probes.camera.seeing.tint import Tint, colour_of
from tests.probes.camera.seeing_scenes import Colour, Office

Grey = NDArray[np.uint8]
Change = Callable[[Colour], Colour]


def grey(picture: Colour) -> Grey:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def colour(picture: Colour) -> Tint:
    planes = cv2.cvtColor(picture, cv2.COLOR_BGR2YCrCb)
    return colour_of(np.asarray(planes[..., 2], np.uint8), np.asarray(planes[..., 1], np.uint8))


def office() -> Office:
    return Office(seed=104)


@cache
def view() -> ViewFeatures:
    """Learnt over ten minutes, with people walking about."""
    return learn([frames(office(), 120.0 * look, people=2) for look in range(6)])


def frames(place: Office, second: float, **how: object) -> list[Grey]:
    return [grey(place.frame(second + 2.5 * n, **how)) for n in range(5)]  # type: ignore[arg-type]


def seen(pictures: list[Colour], features: ViewFeatures | None) -> Measures:
    views = {features.light: features} if features else {}
    found = measure([grey(one) for one in pictures], colour(pictures[0]), views)
    return Measures(**found)  # type: ignore[arg-type]


def look(change: Change, *, second: float = 7_000.0, people: int = 1) -> Measures:
    place = office()
    made = [change(place.frame(second + 2.5 * n, people=people)) for n in range(5)]
    return seen(made, view())


def another_office(picture: Colour) -> Colour:
    return Office(seed=977, size=(picture.shape[1], picture.shape[0])).frame(50.0)

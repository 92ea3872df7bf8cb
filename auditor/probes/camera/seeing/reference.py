"""What an approved view of a camera looks like, learnt from several looks at it.

A tile counts when it shows the same in at least four of five looks that did not make the picture:
what people, screens, leaves and sunlight change is left out. The view is 160 x 90 grey levels, at
which no face can be recognised.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import cv2
import numpy as np

from auditor.facts.picture import Light
from auditor.probes.camera.seeing.sharpness import fineness
from auditor.probes.camera.seeing.tiles import (
    COARSE,
    Field,
    Grey,
    Mask,
    as_hex,
    coarse,
    from_hex,
    gradient,
    likeness,
    settled,
    strength,
)

LEAST_TILES = 50
"""Fewer reliable tiles cannot tell a moved camera from a person (benchmarks/pictures.py)."""
LEAST_LOOKS = 4
TEXTURED = 1.0
"""Grey levels a pixel, root mean square of a tile."""
REPEATS = 0.8
"""Share of the looks in which a reliable tile has to show the same."""
ALIKE = 0.45
"""Correlation of a tile's gradient from which it shows the same; a restless one may have less."""
LEAST_ALIKE = 0.35


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ViewFeatures:
    """A learnt view."""

    light: Light
    picture: Grey
    """90 x 160 grey levels: the median of all looks."""
    reliable: Mask
    """9 x 16."""
    alike: Field
    """9 x 16: the correlation from which this tile shows the same."""
    fine: Field
    """9 x 16: sharpness, see `sharpness.fineness`."""
    looks: int

    @property
    def tiles(self) -> int:
        """Number of reliable tiles."""
        return int(self.reliable.sum())

    @property
    def enough(self) -> bool:
        """Whether there is stable texture enough to compare anything with it."""
        return self.tiles >= LEAST_TILES

    def to_dict(self) -> dict[str, object]:
        """Return it as JSON's types, about 15 KB: the picture is a grey PNG in base64."""
        _, png = cv2.imencode(".png", self.picture)
        return {
            "light": self.light.value,
            "looks": self.looks,
            "picture": b64encode(png.tobytes()).decode(),
            "reliable": as_hex(self.reliable),
            "alike": _bytes(self.alike * 100).hex(),
            "fine": _bytes(self.fine * 200).hex(),
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, object]) -> Self:
        """Undo `to_dict`. Raise ValueError or KeyError when it is no such thing."""
        png = np.frombuffer(b64decode(str(found["picture"]), validate=True), np.uint8)
        picture = cv2.imdecode(png, cv2.IMREAD_GRAYSCALE) if png.size else None
        if picture is None or picture.shape != COARSE[::-1]:
            raise ValueError("picture")
        return cls(
            light=Light(str(found["light"])),
            picture=np.asarray(picture, np.uint8),
            reliable=from_hex(str(found["reliable"])),
            alike=_numbers(str(found["alike"])) / np.float32(100),
            fine=_numbers(str(found["fine"])) / np.float32(200),
            looks=int(str(found["looks"])),
        )


def learn(
    looks: Sequence[Sequence[Grey]], times: Sequence[datetime] = (), *, light: Light = Light.DAY
) -> ViewFeatures:
    """Learn a view from looks (each of 1..5 grey frames of any size) minutes apart.

    `times` are for the caller's file and change nothing. Raise ValueError with fewer than four
    looks: nothing can be left out of them to see whether the rest repeats.
    """
    if len(looks) < LEAST_LOOKS or (times and len(times) != len(looks)):
        raise ValueError(f"{len(looks)} looks")
    fine = [settled(frames)[0] for frames in looks]
    small = np.stack([coarse(one) for one in fine])
    picture = _median(small)
    found = np.stack(
        [likeness(gradient(one), gradient(_without(small, n))) for n, one in enumerate(small)]
    )
    alike = np.clip(np.quantile(found, 1 - REPEATS, axis=0) - 0.15, LEAST_ALIKE, ALIKE)
    repeats = (found >= ALIKE).mean(axis=0) >= REPEATS
    return ViewFeatures(
        light=light,
        picture=picture,
        reliable=repeats & (strength(gradient(picture)) >= TEXTURED),
        alike=alike.astype(np.float32),
        fine=np.median(np.stack([fineness(one) for one in fine]), axis=0).astype(np.float32),
        looks=len(looks),
    )


def _without(small: Grey, left_out: int) -> Grey:
    return _median(np.delete(small, left_out, axis=0))


def _median(small: Grey) -> Grey:
    return np.asarray(np.median(small, axis=0).round(), np.uint8)


def _bytes(field: Field) -> bytes:
    return np.clip(field, 0, 255).round().astype(np.uint8).tobytes()


def _numbers(digits: str) -> Field:
    found = np.frombuffer(bytes.fromhex(digits), np.uint8).astype(np.float32)
    if found.size != 144:
        raise ValueError(digits)
    return found.reshape(9, 16)

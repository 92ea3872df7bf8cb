"""Whether key frames of a stream come from one picture: noise never repeats bit for bit.

A clock that runs changes how blocks below and beside it are coded, so a frozen picture does not
repeat everywhere; but somewhere a whole region does. Of a live picture single blocks repeat, where
there is little noise and little texture: of drawn live offices at most 0.1 of a region with a usual
sensor, 0.4 with little noise, and up to 0.96 where noise is filtered; of frozen pictures at constant
quality 0.54 and more, of one clip outdoors 0.41 (benchmarks/pictures.py). So the number says little
without the one that this camera shows while it is live. A frozen picture at a constant bit rate may
repeat nowhere: absence proves nothing.
"""

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

BLOCK = 16
"""Of H.264: blocks coded alike from the same picture come out alike."""
TEXTURED = 8.0
"""Standard deviation in grey levels: a flatter block repeats by chance."""
REGION = 9
"""Blocks, across and down."""
LEAST_BLOCKS = 45
"""Textured ones in a region."""
BAND = 0.125
"""Share of the height, at the top and at the bottom, where clocks and names are burnt in."""


def identical(frames: Sequence[NDArray[np.uint8]]) -> float | None:
    """Return the share of textured blocks that are identical in the region where most are.

    The largest one over pairs of key frames. Takes luma as it was decoded, not resized. None: fewer
    than two frames of one size, or too little texture.
    """
    cut = [_middle(one) for one in frames if one.shape == frames[0].shape]
    if len(cut) < 2:
        return None
    textured = _textured(cut[0])
    number = _region(textured)
    usable = number >= LEAST_BLOCKS
    if not usable.any():
        return None
    words = [one.view(np.uint64) for one in cut]
    found = 0.0
    for pair in combinations(words, 2):
        found = max(found, float((_region(textured * _same(*pair))[usable] / number[usable]).max()))
        if found >= _ALL:
            break
    return found


def _region(field: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum over the region round each block."""
    size = (REGION, REGION)
    found = cv2.boxFilter(field, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(found, np.float32)


def _middle(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Whole blocks without the bands; the grid is the encoder's, which begins at the first row."""
    rows, columns = frame.shape[0] // BLOCK, frame.shape[1] // BLOCK
    band = int(np.ceil(rows * BAND))
    return np.ascontiguousarray(frame[band * BLOCK : (rows - band) * BLOCK, : columns * BLOCK])


def _textured(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    """By a quarter of the pixels: a textured block is textured in those too."""
    deep = frame[::2, ::2].astype(np.float32)
    size = (frame.shape[1] // BLOCK, frame.shape[0] // BLOCK)
    mean, square = (
        cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (deep, deep * deep)
    )
    return np.asarray(square - mean * mean >= TEXTURED**2, np.float32)


def _same(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.float32]:
    """Compare eight pixels at once; the first row of a block first, for few live ones come further."""
    first = one[::BLOCK] == other[::BLOCK]
    likely = first[:, ::2] & first[:, 1::2]
    if likely.mean() > _FEW:
        return np.asarray(_blocks(one == other).all(axis=(1, 3)), np.float32)
    found = likely.astype(np.float32)
    alike = _blocks(one).swapaxes(1, 2)[likely] == _blocks(other).swapaxes(1, 2)[likely]
    found[likely] = alike.all(axis=(1, 2))
    return np.asarray(found, np.float32)


def _blocks(words: NDArray[np.generic]) -> NDArray[np.generic]:
    height, width = words.shape
    return words.reshape(height // BLOCK, BLOCK, width // _WORDS, _WORDS)


_WORDS = 2
"""Of eight pixels, across a block."""
_FEW = 0.1
"""Share of blocks up to which it is quicker to pick them out."""
_ALL = 0.98
"""Nothing is learnt from a pair that is more alike."""

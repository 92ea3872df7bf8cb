"""Inputs made of a target's grammar: its seeds spoilt, its pieces in any order, plain bytes."""

from hypothesis import strategies as st

from tests.fuzz.target import Target

_CUTS = (0, 0, 1, 2, 8, 60, 400)
"""Bytes that a piece replaces."""


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Return inputs for one target."""
    piece = st.one_of(st.sampled_from(target.pieces), st.binary(max_size=6))
    loose = st.lists(piece, max_size=25).map(b"".join)
    headed = st.tuples(st.binary(min_size=1, max_size=1), loose).map(b"".join)
    return st.one_of(_spoilt(target, piece), headed, loose)


@st.composite
def _spoilt(draw: st.DrawFn, target: Target, piece: st.SearchStrategy[bytes]) -> bytes:
    data = draw(st.sampled_from(target.seeds))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(piece) + data[at + draw(st.sampled_from(_CUTS)) :]
    return data

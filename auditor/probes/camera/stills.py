"""How big a JPEG is by its own header: a small file may hold a picture that fills the memory. Pure."""

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a picture's beginning, in all ways of coding."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers that nothing belongs to."""
_PADDING = 1_024
"""Bytes that some devices add after a picture."""


def size_of(jpeg: bytes) -> tuple[int, int] | None:
    """Return width and height; None where it is no JPEG that says so before its picture begins."""
    if jpeg[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:  # filling
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            height, width = jpeg[at + 5 : at + 7], jpeg[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        elif marker in {0xD8, 0xD9, 0xDA}:
            return None
        else:
            at += 2 + max(int.from_bytes(jpeg[at + 2 : at + 4], "big"), 2)
    return None


def is_whole(jpeg: bytes) -> bool:
    """Tell whether it has its end: of a half, a decoder would make a picture that is half grey."""
    return b"\xff\xd9" in jpeg[-_PADDING:]

"""The session description: which track is the picture, and what its decoder must know first."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_CODECS = frozenset({"H264", "H265"})
_OTHER_NAMES = {"HEVC": "H265", "AVC": "H264"}
_STATIC = {"26": "JPEG", "31": "H261", "32": "MPV", "33": "MP2T", "34": "H263"}
_SETS = ("sprop-parameter-sets", "sprop-vps", "sprop-sps", "sprop-pps")
_CLOCK = re.compile(r"clock\s*=\s*\d")
_ENDS = re.compile(r"(?:npt|smpte[\w-]*)\s*=[^-]*-[^-]*[1-9]")
_RTPMAP = re.compile(r"(\d+)\s+([^/\s]+)")
_MOST_SETS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One video track."""

    codec: str
    payload_type: int | None = None
    """None: the description has only one, so whatever comes is meant."""
    control: str = ""
    parameter_sets: tuple[bytes, ...] = ()
    donl: bool = False
    """H.265 packets carry decoding order numbers."""

    @property
    def known(self) -> bool:
        """We can take its packets apart."""
        return self.codec in _CODECS


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a stream says of itself."""

    control: str
    media: int
    """How many tracks of any kind."""
    videos: tuple[Track, ...]
    recorded: bool = False
    """It has an end, or a date: no picture of now."""

    @property
    def video(self) -> Track | None:
        """Return the first track that we know, else the first there is."""
        return next(filter(lambda one: one.known, self.videos), next(iter(self.videos), None))


@dataclass(slots=True)
class _Media:
    line: str
    attributes: list[tuple[str, str]]


def describe(body: bytes) -> Description:
    """Read a session description; what it does not say is empty."""
    session, *media = _sections(body.decode("utf-8", "replace"))
    tracks = [track for one in media if one.line.startswith("video") for track in _tracks(one)]
    recorded = any(_finite(one) for one in (session, *media))
    return Description(
        control=_first(session, "control"), media=len(media), videos=tuple(tracks),
        recorded=recorded,
    )  # fmt: skip


def _sections(text: str) -> list[_Media]:
    sections = [_Media("", [])]
    for line in text.splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            sections.append(_Media(value.strip(), []))
        elif kind == "a":
            name, _, rest = value.partition(":")
            sections[-1].attributes.append((name.strip().lower(), rest.strip()))
    return sections


def _tracks(media: _Media) -> Iterator[Track]:
    formats = media.line.split()[3:]
    names = {
        found[1]: found[2]
        for name, value in media.attributes
        if name == "rtpmap" and (found := _RTPMAP.match(value))
    }
    for number in formats[:8]:
        parameters = _parameters(media, number)
        name = names.get(number, _STATIC.get(number, "")).upper()
        yield Track(
            codec=_OTHER_NAMES.get(name, name) or number,
            payload_type=int(number[:9]) if len(formats) > 1 and number.isdecimal() else None,
            control=_first(media, "control"),
            parameter_sets=tuple(_sets(parameters))[:_MOST_SETS],
            donl=parameters.get("sprop-max-don-diff", "0").strip("0") != "",
        )


def _parameters(media: _Media, number: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in media.attributes:
        which, _, rest = value.partition(" ")
        if name == "fmtp" and which == number:
            for part in rest.split(";"):
                key, _, text = part.partition("=")
                found.setdefault(key.strip().lower(), text.strip())
    return found


def _sets(parameters: Mapping[str, str]) -> Iterator[bytes]:
    for name in _SETS:
        for text in parameters.get(name, "").split(","):
            try:
                decoded = b64decode(text.strip())
            except (binascii.Error, ValueError):
                continue
            if decoded:
                yield decoded.removeprefix(b"\0\0\0\1")


def _finite(media: _Media) -> bool:
    """Tell a recording: `npt=now-` and `npt=0-` go on for ever, and `npt=0-0` says nothing."""
    said = [value.strip().lower() for name, value in media.attributes if name == "range"]
    return any(_CLOCK.match(one) or _ENDS.match(one) for one in said)


def _first(media: _Media, name: str) -> str:
    return next((value for key, value in media.attributes if key == name), "")

"""From RTP packets to the first whole picture that a decoder can begin with. Pure.

A packet that is missing spoils its picture: half a picture shows a fault that is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

from auditor.probes.camera.rtsp import rtp
from auditor.probes.camera.rtsp.framing import TooBigError
from auditor.probes.camera.rtsp.nal import Bytes, Piece, packing
from auditor.probes.camera.rtsp.sdp import Track

_START = b"\0\0\0\1"
_PLAIN = Struct("!BBHI")
_NO_EXTRAS = 0x80
"""First byte of a packet without padding, extension or contributing sources."""
_NO_TIME = -1
_MOST_SETS = 32
_SET_BYTES = 4_096  # a real one has under 200
_MOST_PIECES = 2_000  # NAL units of one picture
_OVERHEAD = 64  # bytes that each of them costs beside its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One key picture in Annex B, parameter sets first."""

    data: bytes
    rtp_time: int
    number: int
    """Of the picture, counted as they came: a part of it and the whole have one number."""


class Depacketiser:
    """Feed it the packets of one track."""

    def __init__(self, track: Track, *, unit_bytes: int) -> None:
        self._packing = packing(track.codec, donl=track.donl)
        self._payload_type = track.payload_type
        self._limit = unit_bytes
        self._sets: dict[bytes, None] = {}
        self._keep(track.parameter_sets)
        self._sequence: int | None = None
        self._given = False
        self._number = 0
        self.packets = 0
        self.pictures = 0
        """Pictures of any kind that have begun."""
        self._begin(_NO_TIME)

    def take(self, data: bytes) -> Unit | None:
        """Take one packet; return the key picture that it ends, if it ends one.

        While it `may_grow`, that was perhaps a part: whatever follows returns more of it, and
        the first packet of the next picture returns the whole.
        """
        packet = rtp.read(data)
        self.packets += packet is not None
        if packet is None or self._payload_type not in {None, packet.payload_type}:
            return None
        if packet.sequence == self._sequence:
            return None
        lost = self._sequence is not None and not packet.follows(self._sequence)
        self._sequence = packet.sequence
        # What is lost between pictures is no part of one that was given out already.
        self._spoiled |= lost and not (self._given and packet.time != self._time)
        done = None
        # The marker of the one before may be missing.
        if packet.time != self._time or self._another(packet.payload):
            done = self._end()
            self._begin(packet.time, spoiled=lost)
        if self._key is not False:  # else nobody wants the rest of this picture
            self._add(packet.payload)
        if packet.marker and done is None:
            done = self._end()
            self._given = done is not None
            if done is None:
                self._begin(_NO_TIME)
        return done

    def unwanted(self, buffer: bytearray, begin: int, end: int) -> bool:
        """Take in a packet that continues a picture nobody wants; False: `take` has to see it.

        Of every hundred packets some ninety are such, and only their number is looked at.
        """
        if self._key is not False or self._given or end - begin <= 12:
            return False
        extras, kind, sequence, time = _PLAIN.unpack_from(buffer, begin)
        if extras != _NO_EXTRAS or kind & 0x80 or time != self._time:
            return False
        if self._payload_type is not None and kind != self._payload_type:
            return False
        if self._sequence is None or sequence != (self._sequence + 1) & 0xFFFF:
            return False
        self._sequence = sequence
        self.packets += 1
        return True

    def may_grow(self) -> bool:
        """Tell whether a picture was given out at a marker: some cameras set one on every slice."""
        return self._given

    def _another(self, payload: memoryview) -> bool:
        """Tell a new picture from more of the one that was given out, where both have one time."""
        pieces = self._packing.pieces(payload) if self._given else None
        return any(begins and self._packing.begins(data) for data, begins in pieces or ())

    def _begin(self, time: int, *, spoiled: bool = False) -> None:
        self._time = time
        self._number += 1
        self._given = False
        self._spoiled: bool = spoiled
        self._pieces: list[bytearray] = []
        self._size = self._count = 0
        self._key: bool | None = None
        """None until the first slice has come."""

    def _end(self) -> Unit | None:
        self._keep(self._pieces)
        if not self._key or self._spoiled or not self._ready():
            return None
        whole: tuple[bytes | bytearray, ...] = (*self._sets, *self._pieces)
        data = _START + _START.join(whole)
        return Unit(data=data, rtp_time=self._time, number=self._number)

    def _add(self, payload: memoryview) -> None:
        pieces = self._packing.pieces(payload)
        if pieces is None:
            self._spoiled = True
        else:
            for piece in pieces:
                self._put(piece)

    def _put(self, piece: Piece) -> None:
        data, begins = piece
        if begins:
            self._count += 1
            self._look(data)
        if self._count > _MOST_PIECES:
            raise TooBigError(self._size)
        if self._spoiled or self._key is False:
            return
        self._size += len(data) + (_OVERHEAD if begins else 0)
        if self._size > self._limit:
            raise TooBigError(self._limit)
        if begins:
            self._pieces.append(bytearray(data))
        elif self._pieces:
            self._pieces[-1] += data
        else:  # we came in the middle of it
            self._spoiled = True

    def _look(self, data: Bytes) -> None:
        """Decide by the first slice; where that is not the first of its picture, some are lost."""
        if self._key is None and self._packing.kind(data) in self._packing.slices:
            self._key = self._packing.begins_key(data)
            self.pictures += 1

    def _keep(self, units: Sequence[bytes | bytearray]) -> None:
        """Remember parameter sets; the latest last, since it replaces those before it."""
        for one in units:
            if 2 < len(one) <= _SET_BYTES and self._packing.kind(one) in self._packing.sets:
                self._sets.pop(bytes(one), None)
                self._sets[bytes(one)] = None
        while len(self._sets) > _MOST_SETS:
            del self._sets[next(iter(self._sets))]

    def _ready(self) -> bool:
        return self._packing.sets <= {self._packing.kind(one) for one in self._sets}

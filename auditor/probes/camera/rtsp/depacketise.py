"""From RTP packets to the first whole picture that a decoder can begin with. Pure.

A packet that is missing spoils its picture: half a picture shows a fault that is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.probes.camera.rtsp import rtp
from auditor.probes.camera.rtsp.framing import TooBigError
from auditor.probes.camera.rtsp.nal import Bytes, Piece, packing
from auditor.probes.camera.rtsp.sdp import Track

_START = b"\0\0\0\1"
_NO_TIME = -1
_MOST_SETS = 32
_SET_BYTES = 4_096  # a real one has under 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One key picture in Annex B, parameter sets first."""

    data: bytes
    rtp_time: int


class Depacketiser:
    """Feed it the packets of one track."""

    def __init__(self, track: Track, *, unit_bytes: int) -> None:
        self._packing = packing(track.codec, donl=track.donl)
        self._payload_type = track.payload_type
        self._limit = unit_bytes
        self._sets: dict[bytes, None] = {}
        self._keep(track.parameter_sets)
        self._sequence: int | None = None
        self.packets = 0
        self.pictures = 0
        """Pictures of any kind that have begun."""
        self._begin(_NO_TIME)

    def take(self, data: bytes) -> Unit | None:
        """Take one packet; return the key picture that it ends, if it ends one."""
        packet = rtp.read(data)
        self.packets += packet is not None
        if packet is None or self._payload_type not in {None, packet.payload_type}:
            return None
        if packet.sequence == self._sequence:
            return None
        lost = self._sequence is not None and not packet.follows(self._sequence)
        self._sequence = packet.sequence
        self._spoiled |= lost
        done = None
        if packet.time != self._time:  # the marker of the one before may be missing
            done = self._end()
            self._begin(packet.time, spoiled=lost)
        if self._key is not False:  # else nobody wants the rest of this picture
            self._add(packet.payload)
        if packet.marker and done is None:
            done = self._end()
            self._begin(_NO_TIME)
        return done

    def _begin(self, time: int, *, spoiled: bool = False) -> None:
        self._time = time
        self._spoiled = spoiled
        self._pieces: list[bytearray] = []
        self._size = 0
        self._key: bool | None = None
        """None until the first slice has come."""

    def _end(self) -> Unit | None:
        self._keep(self._pieces)
        if not self._key or self._spoiled or not self._ready():
            return None
        whole: tuple[bytes | bytearray, ...] = (*self._sets, *self._pieces)
        return Unit(data=_START + _START.join(whole), rtp_time=self._time)

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
            self._look(data)
        if self._spoiled or self._key is False:
            return
        self._size += len(data)
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

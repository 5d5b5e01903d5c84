"""What the NAL units of a packet say of it as a place to begin at, for a container that calls some packets such places.

Source: ITU-T H.264, Tables 7-1 and 7-6; ITU-T H.265, Table 7-1, and 8.1: only an IRAP picture begins a bitstream.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from conformance.extract.stream import h264, hevc
from conformance.extract.stream.bits import BitReader, BitsExhausted, payload

_INTRA = frozenset({2, 4, 7, 9})  # slice_type I and SI (ITU-T H.264, Table 7-6)
_HEAD = 16  # bytes that hold a slice's number and type


class Start(IntEnum):
    """What a packet holds: nothing that was understood, an IDR (in HEVC: IDR, CRA or BLA), I slices alone, others."""

    UNKNOWN = 0
    REFRESH = 1
    INTRA = 2
    OTHER = 3


@dataclass(frozen=True)
class TrackStarts:
    """Packets of one track in their order: byte offset in the file (-1 = unknown) and `Start` of each.

    Eight bytes and one: an hour's numbers as objects take 5 MB while all pictures are decoded.
    """

    at: bytes  # int64
    start: bytes  # uint8

    @classmethod
    def of(cls, at: Iterable[int], start: Iterable[int]) -> "TrackStarts":
        """Of these numbers."""
        return cls(array("q", at).tobytes(), bytes(start))


@dataclass(frozen=True)
class CodedStarts:
    """Packets of H.264 and HEVC by their rising place in the file: shape (packets,), `start` a `Start` each."""

    at: npt.NDArray[np.int64]
    start: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, tracks: Iterable[TrackStarts]) -> "CodedStarts":
        """The packets of all tracks whose place is known."""
        parts = [(np.frombuffer(one.at, np.int64), np.frombuffer(one.start, np.uint8)) for one in tracks]
        at = np.concatenate([NO_STARTS.at, *(one for one, _ in parts)])
        start = np.concatenate([NO_STARTS.start, *(one for _, one in parts)])
        order = np.argsort(at, kind="stable")
        order = order[at[order] >= 0]
        return cls(at[order], start[order])

    def unfit(self, at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Whether the picture at each place is none to begin at; False where no picture is known there."""
        if not len(self.at):
            return np.zeros(len(at), np.bool_)
        place = np.minimum(np.searchsorted(self.at, at), len(self.at) - 1)
        start = np.where(self.at[place] == at, self.start[place], Start.UNKNOWN)
        found: npt.NDArray[np.bool_] = start == Start.OTHER
        return found


NO_STARTS = CodedStarts(np.zeros(0, np.int64), np.zeros(0, np.uint8))


class StartAudit:
    """Takes the NAL units of one packet after the other."""

    def __init__(self, codec: str) -> None:
        self._of = {"h264": _of_h264, "hevc": _of_hevc}[codec]
        self._found: set[Start] = set()

    def take(self, unit: bytes) -> None:
        """One unit of the packet under way."""
        self._found.add(self._of(unit))

    def end(self) -> Start:
        """The packet is over: of a frame of two fields the first alone is an IDR."""
        found, self._found = self._found, set()
        for start in (Start.REFRESH, Start.OTHER, Start.INTRA):
            if start in found:
                return start
        return Start.UNKNOWN


def _of_h264(unit: bytes) -> Start:
    kind = h264.kind_of(unit)
    if kind not in h264.SLICES or unit[0] & 0x80:
        return Start.UNKNOWN
    if kind == h264.IDR:
        return Start.REFRESH
    try:
        reader = BitReader(payload(unit[:_HEAD], 1))
        reader.ue()  # first_mb_in_slice
        return Start.INTRA if reader.ue() in _INTRA else Start.OTHER
    except BitsExhausted:
        return Start.UNKNOWN


def _of_hevc(unit: bytes) -> Start:
    if not hevc.is_well_formed(unit) or hevc.layer_of(unit) or hevc.kind_of(unit) >= hevc.VPS:
        return Start.UNKNOWN
    return Start.REFRESH if hevc.is_access_point(unit) else Start.OTHER

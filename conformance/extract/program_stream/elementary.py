"""Tells by its own bytes what an elementary stream is coded in, and where in it a picture starts.

A stream map may lie; start codes can't: emulation prevention keeps them out of all coded data.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from conformance.extract.stream.bits import BitsExhausted
from conformance.extract.stream.h264 import may_hold_fields

_START_CODE = b"\x00\x00\x01"
_LOOK_AHEAD = 6  # bytes from the start code on: NAL header of two, and the first of the slice header
_MOST_PARAMETERS = 256  # bytes of an SPS that are looked at
_MOST_UNITS = 20_000_000  # days of recording; a file of bare start codes would keep a run for hours

_H264_SPS, _H264_PPS = frozenset({0x27, 0x47, 0x67}), frozenset({0x28, 0x48, 0x68})
_HEVC_VPS, _HEVC_SPS = 0x4001, 0x4201  # both header bytes: layer 0, temporal layer 0
_MPEG4, _MPEG2 = frozenset({0xB0, 0xB6}), frozenset({0xB8})  # reserved in the other of the two


class Mark(Enum):
    """What a start code means for the pictures around it."""

    PICTURE = auto()
    KEY_PICTURE = auto()
    CONTINUED = auto()  # a further slice of the picture under way
    LEAD = auto()  # belongs to the picture that follows: delimiter, parameter sets, prefix SEI
    OTHER = auto()


@dataclass
class VideoBytes:
    """Takes the payload of one video stream in pieces of any size; `pictures` were told so far."""

    coding: str = ""
    pictures: int = 0
    fields: bool = False
    contradictory: bool = False
    _units: int = 0
    _early: Counter[int] = field(default_factory=Counter)  # start codes before the coding was known
    _tail: bytes = b""
    _seen: set[int] = field(default_factory=set)

    def feed(self, payload: bytes) -> Iterator[Mark]:
        """The marks of the start codes whose units can be told by now, in their order."""
        data = self._tail + payload
        last = len(data) - _LOOK_AHEAD
        at = data.find(_START_CODE)
        while 0 <= at <= last and self._units < _MOST_UNITS:
            following = data.find(_START_CODE, at + len(_START_CODE))
            if following < 0 and data[at + 3] in _H264_SPS and len(data) - at < _MOST_PARAMETERS:
                self._tail = data[at:]  # the rest of an SPS may come with the next piece
                return
            self._units += 1
            yield self._mark(data, at + len(_START_CODE))
            at = following
        self._tail = data[-(_LOOK_AHEAD - 1) :]

    @property
    def uncounted(self) -> str:
        """Why there may be more pictures than were counted; '' where there are none."""
        if self._units >= _MOST_UNITS:
            return f"it holds more than {_MOST_UNITS} units, which were not looked at"
        if self.contradictory:
            return "its start codes are those of several codings"
        if not self.coding:
            return "its start codes tell no coding that is known here"
        if self.coding == "mpeg2video":
            return "pictures of MPEG-2, which may be fields, are not counted here"
        if self.fields:
            return "its pictures may be fields, two of which make a frame"
        slices = sum(number for code, number in self._early.items() if _is_slice(self.coding, code))
        return f"{slices} slices stand before the first parameter sets" if slices else ""

    def _mark(self, data: bytes, at: int) -> Mark:
        code = data[at]
        wide = code << 8 | data[at + 1]
        for known in (code, wide):
            if known not in self._seen and (known < 0x100 or known in (_HEVC_VPS, _HEVC_SPS)):
                self._seen.add(known)
                self._identify()
        mark = self._meaning(data, at)
        if mark in (Mark.PICTURE, Mark.KEY_PICTURE):
            self.pictures += 1
        return mark

    def _identify(self) -> None:
        found = [
            coding
            for coding, shown in (
                ("h264", self._seen & _H264_SPS and self._seen & _H264_PPS),
                ("hevc", {_HEVC_VPS, _HEVC_SPS} <= self._seen),
                ("mpeg4", self._seen & _MPEG4),
                ("mpeg2video", self._seen & _MPEG2),
            )
            if shown
        ]
        self.contradictory = self.contradictory or len(found) > 1
        self.coding = found[0] if len(found) == 1 and not self.contradictory else ""

    def _meaning(self, data: bytes, at: int) -> Mark:
        if self.coding == "h264":
            return self._h264(data, at)
        if self.coding == "hevc":
            return _hevc(data[at] >> 1 & 0x3F, data[at + 2])
        if self.coding == "mpeg4":
            return _mpeg4(data[at], data[at + 1])
        if data[at] in _H264_SPS:
            self._read_parameters(data, at)
        self._early[data[at]] += not self.coding
        return Mark.LEAD

    def _h264(self, data: bytes, at: int) -> Mark:
        """ITU-T H.264, Table 7-1 and 7.3.3: `first_mb_in_slice` is 0 where its first bit is 1."""
        kind = data[at] & 0x1F
        if kind in (1, 2, 5):
            first = bool(data[at + 1] & 0x80)
            return (Mark.KEY_PICTURE if kind == 5 else Mark.PICTURE) if first else Mark.CONTINUED
        if kind in (3, 4):
            return Mark.CONTINUED
        if kind == 7:
            self._read_parameters(data, at)
        return Mark.LEAD if 6 <= kind <= 9 else Mark.OTHER

    def _read_parameters(self, data: bytes, at: int) -> None:
        end = data.find(_START_CODE, at)
        unit = data[at : min(end if end >= 0 else len(data), at + _MOST_PARAMETERS)]
        try:
            self.fields = may_hold_fields(unit) or self.fields
        except BitsExhausted:
            self.fields = True  # not known to be frames alone


def _hevc(kind: int, slice_header: int) -> Mark:
    """ITU-T H.265, Table 7-1 and 7.3.6.1: `first_slice_segment_in_pic_flag` is the first bit."""
    if kind < 32:
        first = bool(slice_header & 0x80)
        return (Mark.KEY_PICTURE if 16 <= kind <= 23 else Mark.PICTURE) if first else Mark.CONTINUED
    return Mark.LEAD if 32 <= kind <= 35 or kind == 39 else Mark.OTHER


def _mpeg4(code: int, after: int) -> Mark:
    """ISO/IEC 14496-2, Table 6-3 and 6.2.5: `vop_coding_type` 00 is an I-VOP."""
    if code == 0xB6:
        return Mark.PICTURE if after >> 6 else Mark.KEY_PICTURE
    return Mark.LEAD if code < 0x30 or code in (0xB0, 0xB3, 0xB5) else Mark.OTHER


def _is_slice(coding: str, code: int) -> bool:
    """Whether a start code was that of a picture, now that the coding is known; a VOP of MPEG-4 tells it itself."""
    if coding == "h264":
        return 1 <= code & 0x1F <= 5
    return coding == "hevc" and code >> 1 & 0x3F < 32


@dataclass
class SoundBytes:
    """Takes the packets of one sound stream: their first bytes, how many, and their time stamps of 90 kHz."""

    _heads: Counter[str] = field(default_factory=Counter)
    _bytes: int = 0
    _bytes_before_last: int = 0
    _first: int = -1
    _last: int = -1
    _steady: bool = True

    def feed(self, payload: bytes, stamp: int) -> None:
        """One packet; `stamp` is its PTS, -1 where it carries none."""
        if stamp >= 0:
            self._heads[_head(payload)] += 1
            self._steady = self._steady and stamp >= self._last
            self._first = stamp if self._first < 0 else self._first
            self._last, self._bytes_before_last = stamp, self._bytes
        self._bytes += len(payload)

    def identified(self) -> tuple[str, str]:
        """Coding and by what it was told; ('', why not) where the bytes do not tell.

        G.711 has no mark of its own: bytes without the sync word of another coding, at the 64 kbit/s of ITU-T G.711.
        """
        for head in ("aac", "mpeg_audio"):
            if self._heads[head] >= _MOST * self._heads.total() > 0:
                return head, "the sync word at the start of its packets"
        if self._heads[""] < _MOST * self._heads.total():
            return "", "some packets start with a sync word and others do not"
        span = self._last - self._first
        if not self._steady or span < _LEAST_SPAN:
            return "", "no sync word, and too little sound, or time stamps that run backward, to know its bit rate"
        rate = self._bytes_before_last * 8 * _CLOCK_HZ / span
        if abs(rate - _G711_RATE) <= _G711_RATE * _RATE_SLACK:
            return "g711", f"no sync word, and {rate:.0f} bit/s"
        return "", f"no sync word, and {rate:.0f} bit/s, which is not the rate of G.711"


_CLOCK_HZ = 90_000
_MOST = 0.9  # of the packets: one in some thousand starts like a sync word by chance
_LEAST_SPAN = _CLOCK_HZ  # ticks: a second of sound
_G711_RATE = 64_000  # bit/s
_RATE_SLACK = 0.02  # of the rate: stamps rounded to a millisecond, and a packet cut between two of them


def _head(payload: bytes) -> str:
    """Coding that the first bytes name: ADTS and LOAS of AAC (ISO/IEC 14496-3), MPEG audio (ISO/IEC 11172-3)."""
    if len(payload) < 2:
        return ""
    word = payload[0] << 8 | payload[1]
    if word & 0xFFF6 == 0xFFF0 or word & 0xFFE0 == 0x56E0:
        return "aac"
    return "mpeg_audio" if word & 0xFFE0 == 0xFFE0 and word & 0x0006 else ""

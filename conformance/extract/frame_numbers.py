"""Continuity of H.264 `frame_num`: a gap proves a lost reference picture that no decoder reports.

Invisible to it: the last picture before an IDR, whole groups of pictures, non-reference pictures, and losses in
multiples of MaxFrameNum.
"""

from dataclasses import dataclass

from conformance.extract.bits import BitReader, BitsExhausted, payload
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.vocabulary import Reason

_SLICE, _IDR, _SPS, _PPS = 1, 5, 7, 8
# profiles whose SPS carries chroma_format_idc and scaling lists (ITU-T H.264, 7.3.2.1.1)
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


@dataclass(frozen=True)
class _SequenceParameters:
    frame_num_bits: int
    separate_planes: bool
    gaps_allowed: bool


class FrameNumberAudit:
    """Takes the NAL units of one H.264 track in file order and keeps the gaps."""

    def __init__(self) -> None:
        self._sps: dict[int, _SequenceParameters] = {}
        self._sps_of_pps: dict[int, int] = {}
        self._previous_reference = -1  # none yet
        self._gaps: list[tuple[int, int, int]] = []
        self._pictures = 0
        self._compared = 0
        self._free = 0  # pictures of a sequence that may skip numbers as it likes
        self._unreadable = 0

    def take(self, unit: bytes, packet: int) -> None:
        """Look at one NAL unit of packet number `packet`."""
        kind = unit[0] & 0x1F if unit else 0
        try:
            if kind == _SPS:
                identifier, parameters = _sequence_parameters(unit)
                self._sps[identifier] = parameters
            elif kind == _PPS:
                reader = BitReader(payload(unit[:16], 1))
                identifier = reader.ue()
                self._sps_of_pps[identifier] = reader.ue()
            elif kind in (_SLICE, _IDR):
                self._slice(unit, packet)
        except (BitsExhausted, KeyError):
            self._unreadable += 1

    def _slice(self, unit: bytes, packet: int) -> None:
        reader = BitReader(payload(unit[:24], 1))
        if reader.ue() != 0:  # first_mb_in_slice: only the first slice of a picture counts
            return
        reader.ue()  # slice_type
        parameters = self._sps[self._sps_of_pps[reader.ue()]]
        if parameters.separate_planes:
            reader.u(2)
        number = reader.u(parameters.frame_num_bits)
        if parameters.gaps_allowed:
            self._free += 1
            return
        self._pictures += 1
        if unit[0] & 0x1F != _IDR:
            self._compare(number, 1 << parameters.frame_num_bits, packet)
        if unit[0] & 0x60:  # nal_ref_idc: a reference picture
            self._previous_reference = number

    def _compare(self, number: int, modulus: int, packet: int) -> None:
        previous = self._previous_reference
        if previous < 0:
            return
        self._compared += 1
        expected = (previous + 1) % modulus
        if number not in (previous, expected):
            self._gaps.append((packet, expected, number))
            self._previous_reference = (number - 1) % modulus  # 7.4.3: so that one loss is one gap

    def result(self) -> FrameNumbers | Absent:
        """What was found; absent where no number could be held against the one before."""
        if self._compared:
            return FrameNumbers(self._pictures, tuple(self._gaps))
        if self._free:
            why = "the stream may skip frame_num as it likes (gaps_in_frame_num_value_allowed_flag)"
            return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{why}, so that a gap proves no loss")
        if self._pictures:
            why = "IDR pictures start frame_num anew, and no other picture follows one"
            return Absent(Reason.NOTHING_TO_MEASURE, f"{why} among the {self._pictures} of this track")
        return Absent(Reason.NOTHING_TO_MEASURE, f"no slice header was readable ({self._unreadable} were not)")


def may_hold_fields(unit: bytes) -> bool:
    """True where an SPS lets a picture be a field (ITU-T H.264, 7.4.2.1.1: `frame_mbs_only_flag` is 0).

    Raises:
        BitsExhausted: the SPS ends early.
    """
    reader = BitReader(payload(unit, 1))
    _parameters(reader)
    reader.ue()  # pic_width_in_mbs_minus1
    reader.ue()  # pic_height_in_map_units_minus1
    return not reader.u(1)


def _sequence_parameters(unit: bytes) -> tuple[int, _SequenceParameters]:
    return _parameters(BitReader(payload(unit, 1)))


def _parameters(reader: BitReader) -> tuple[int, _SequenceParameters]:
    profile = reader.u(8)
    reader.u(16)  # constraint flags, level
    identifier = reader.ue()
    separate_planes = _chroma(reader) if profile in _HIGH_PROFILES else False
    frame_num_bits = reader.ue() + 4
    order_type = reader.ue()
    if order_type == 0:
        reader.ue()
    elif order_type == 1:
        reader.u(1)
        for _ in range(2):
            reader.se()
        for _ in range(reader.ue()):
            reader.se()
    reader.ue()  # max_num_ref_frames
    return identifier, _SequenceParameters(frame_num_bits, separate_planes, gaps_allowed=bool(reader.u(1)))


def _chroma(reader: BitReader) -> bool:
    chroma_format = reader.ue()
    separate_planes = bool(reader.u(1)) if chroma_format == 3 else False
    reader.ue()  # bit depths
    reader.ue()
    reader.u(1)
    if reader.u(1):
        for index in range(12 if chroma_format == 3 else 8):
            if reader.u(1):
                _skip_scaling_list(reader, 16 if index < 6 else 64)
    return separate_planes


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    last, following = 8, 8
    for _ in range(size):
        if following:
            following = (last + reader.se()) % 256
        last = following or last

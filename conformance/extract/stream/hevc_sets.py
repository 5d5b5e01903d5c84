"""What an HEVC slice header needs of its SPS and PPS to be read, and the level that an SPS states (ITU-T H.265, 7.3.2).

A reference picture set is a tuple of (difference of picture order count, whether the current picture may use it).
"""

from dataclasses import dataclass
from typing import TypeAlias

from conformance.extract.stream.bits import BitReader, BitsExhausted, payload

ReferenceSet: TypeAlias = tuple[tuple[int, bool], ...]

_HEADER = 2  # bytes of a NAL unit header
_MOST_SETS, _MOST_REFERENCES, _MOST_LONG_TERM = 64, 16, 32  # 7.4.3.2.1, 7.4.8, 7.4.3.2.1
_PROFILE_BITS = 88  # of profile_tier_level before general_level_idc (7.3.3)


@dataclass(frozen=True)
class SequenceParameters:
    """Of an SPS; `long_term` holds (lsb of the order count, whether the current picture may use it)."""

    identifier: int
    level_idc: int
    order_bits: int
    separate_planes: bool
    short_term: tuple[ReferenceSet, ...]
    has_long_term: bool
    long_term: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class PictureParameters:
    """Of a PPS."""

    identifier: int
    sequence: int
    has_output_flag: bool
    extra_bits: int


def sequence_parameters(unit: bytes) -> SequenceParameters:
    """An SPS of the base layer.

    Raises:
        BitsExhausted: it ends early, or holds a number that its syntax does not allow.
    """
    reader = BitReader(payload(unit, _HEADER))
    reader.u(4)
    sub_layers = reader.u(3)
    reader.u(1)
    level = _profile_tier_level(reader, sub_layers)
    identifier = reader.ue()
    separate = bool(reader.u(1)) if reader.ue() == 3 else False
    reader.ue()  # width and height
    reader.ue()
    if reader.u(1):
        _skip(reader, 4)
    _skip(reader, 2)  # bit depths
    order_bits = reader.ue() + 4
    for _ in range(1 if not reader.u(1) else sub_layers + 1):
        _skip(reader, 3)
    _skip(reader, 6)  # block sizes and depths
    _coding_tools(reader)
    short_term = _short_term_sets(reader)
    has_long_term = bool(reader.u(1))
    long_term = _long_term(reader, order_bits) if has_long_term else ()
    return SequenceParameters(identifier, level, order_bits, separate, short_term, has_long_term, long_term)


def picture_parameters(unit: bytes) -> PictureParameters:
    """A PPS.

    Raises:
        BitsExhausted: it ends early.
    """
    reader = BitReader(payload(unit[:32], _HEADER))
    identifier, sequence = reader.ue(), reader.ue()
    reader.u(1)  # dependent_slice_segments_enabled_flag
    return PictureParameters(identifier, sequence, bool(reader.u(1)), reader.u(3))


def reference_set(reader: BitReader, before: tuple[ReferenceSet, ...], *, in_slice: bool) -> ReferenceSet:
    """st_ref_pic_set() (7.3.7) behind those `before`: in a slice, where it may refer to any of them, or in an SPS.

    Raises:
        BitsExhausted: it ends early, or refers to a set that is not there.
    """
    if before and reader.u(1):
        return _predicted(reader, before, in_slice=in_slice)
    negative, positive = reader.ue(), reader.ue()
    if negative + positive > _MOST_REFERENCES:
        raise BitsExhausted
    found: list[tuple[int, bool]] = []
    for count, sign in ((negative, -1), (positive, 1)):
        difference = 0
        for _ in range(count):
            difference += sign * (reader.ue() + 1)
            found.append((difference, bool(reader.u(1))))
    return tuple(found)


def _predicted(reader: BitReader, before: tuple[ReferenceSet, ...], *, in_slice: bool) -> ReferenceSet:
    """A set told by its differences to an earlier one (7.4.8, equations 7-61 and 7-62)."""
    back = reader.ue() + 1 if in_slice else 1
    if back > len(before):
        raise BitsExhausted
    negative_shift = reader.u(1)
    shift = (reader.ue() + 1) * (-1 if negative_shift else 1)
    shifted: list[tuple[int, bool]] = []
    for difference, _ in (*before[-back], (0, True)):
        used = bool(reader.u(1))
        if used or reader.u(1):
            shifted.append((difference + shift, used))
    negative = sorted((one for one in shifted if one[0] < 0), reverse=True)
    positive = sorted(one for one in shifted if one[0] > 0)
    if len(negative) + len(positive) > _MOST_REFERENCES:
        raise BitsExhausted
    return (*negative, *positive)


def _short_term_sets(reader: BitReader) -> tuple[ReferenceSet, ...]:
    count = reader.ue()
    if count > _MOST_SETS:
        raise BitsExhausted
    found: tuple[ReferenceSet, ...] = ()
    for _ in range(count):
        found = (*found, reference_set(reader, found, in_slice=False))
    return found


def _profile_tier_level(reader: BitReader, sub_layers: int) -> int:
    reader.u(_PROFILE_BITS)
    level = reader.u(8)
    present = [(reader.u(1), reader.u(1)) for _ in range(sub_layers)]
    if sub_layers:
        reader.u(2 * (8 - sub_layers))
    for profile, its_level in present:
        reader.u(_PROFILE_BITS * profile)
        reader.u(8 * its_level)
    return level


def _coding_tools(reader: BitReader) -> None:
    if reader.u(1) and reader.u(1):  # scaling lists, told here
        _skip_scaling_lists(reader)
    reader.u(2)  # amp, sao
    if reader.u(1):  # pcm
        reader.u(8)
        _skip(reader, 2)
        reader.u(1)


def _skip_scaling_lists(reader: BitReader) -> None:
    for size in range(4):
        for _ in range(0, 6, 3 if size == 3 else 1):
            if not reader.u(1):
                reader.ue()
                continue
            if size > 1:
                reader.se()
            for _ in range(min(64, 16 << (2 * size))):
                reader.se()


def _long_term(reader: BitReader, order_bits: int) -> tuple[tuple[int, bool], ...]:
    count = reader.ue()
    if count > _MOST_LONG_TERM:
        raise BitsExhausted
    return tuple((reader.u(order_bits), bool(reader.u(1))) for _ in range(count))


def _skip(reader: BitReader, count: int) -> None:
    for _ in range(count):
        reader.ue()

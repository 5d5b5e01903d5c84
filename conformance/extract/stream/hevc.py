"""Headers of HEVC pictures: their kind, their place in the order, and what they may refer to (ITU-T H.265, 7.3.6)."""

from dataclasses import dataclass

from conformance.extract.stream.bits import BitReader, BitsExhausted, payload
from conformance.extract.stream.hevc_sets import (
    PictureParameters,
    ReferenceSet,
    SequenceParameters,
    picture_parameters,
    reference_set,
    sequence_parameters,
)

VPS, SPS, PPS, END_OF_SEQUENCE, END_OF_STREAM = 32, 33, 34, 36, 37
_RADL, _RASL, _IRAP, _BLA, _IDR = (6, 7), (8, 9), range(16, 24), (16, 17, 18), (19, 20)
_LAST_NOT_REFERRED_TO = 14  # even types up to here: no picture of the same sub-layer refers to them (7.4.2.2)
_CODED = (*range(10), *range(16, 22))  # VCL types that are not reserved
_SHORT, _MOST_LONG_TERM = 32, 33  # bytes that hold most slice headers; references


@dataclass(frozen=True)
class PictureHeader:
    """What the first slice segment of a picture says.

    `short` are the short-term references by their difference of order count, `long` those by (order count bits, whether
    the current picture may use it, MSB cycle or -1).
    """

    kind: int
    temporal: int
    order_lsb: int
    order_bits: int
    short: ReferenceSet
    long: tuple[tuple[int, bool, int], ...]

    @property
    def is_idr(self) -> bool:
        """An instantaneous refresh: its order count is 0."""
        return self.kind in _IDR

    @property
    def is_access_point(self) -> bool:
        """IDR, BLA or CRA."""
        return self.kind in _IRAP

    @property
    def is_broken_link(self) -> bool:
        """BLA: what precedes it is not there any more."""
        return self.kind in _BLA

    @property
    def is_leading(self) -> bool:
        """RADL or RASL: shown before the access point that it follows."""
        return self.kind in (*_RADL, *_RASL)

    @property
    def is_skipped_leading(self) -> bool:
        """RASL: refers to pictures before its access point."""
        return self.kind in _RASL

    @property
    def is_anchor(self) -> bool:
        """Its order count is the one that the next picture's is told from (8.3.1)."""
        return self.temporal == 0 and not self.is_leading and not self.is_disposable

    @property
    def is_disposable(self) -> bool:
        """No picture of its temporal sub-layer refers to it."""
        return self.kind <= _LAST_NOT_REFERRED_TO and self.kind % 2 == 0


def kind_of(unit: bytes) -> int:
    """nal_unit_type."""
    return unit[0] >> 1 & 0x3F


def layer_of(unit: bytes) -> int:
    """nuh_layer_id; 0 is the picture itself, others hold depth, alpha or further views."""
    return (unit[0] & 1) << 5 | unit[1] >> 3


def is_access_point(unit: bytes) -> bool:
    """A slice of an IDR, BLA or CRA picture."""
    return kind_of(unit) in _IRAP


def is_first_slice(unit: bytes) -> bool:
    """first_slice_segment_in_pic_flag."""
    return len(unit) > 2 and bool(unit[2] & 0x80)


def is_well_formed(unit: bytes) -> bool:
    """False for a header that no encoder writes: forbidden bit, temporal identifier 0, a reserved slice type."""
    if len(unit) < 3 or unit[0] & 0x80 or not unit[1] & 7:
        return False
    return kind_of(unit) >= VPS or kind_of(unit) in _CODED


class HeaderReader:
    """Keeps the parameter sets of one track and reads the headers of its pictures by them."""

    def __init__(self) -> None:
        self._sequences: dict[int, SequenceParameters] = {}
        self._pictures: dict[int, PictureParameters] = {}

    def keep(self, unit: bytes) -> None:
        """Take an SPS or a PPS of the base layer.

        Raises:
            BitsExhausted: it can't be read.
        """
        if kind_of(unit) == SPS:
            sequence = sequence_parameters(unit)
            self._sequences[sequence.identifier] = sequence
        else:
            picture = picture_parameters(unit)
            self._pictures[picture.identifier] = picture

    def read(self, unit: bytes) -> PictureHeader:
        """The header of a first slice segment.

        Raises:
            BitsExhausted: it ends early, or its parameter sets are not there.
        """
        try:
            return self._read(unit[:_SHORT])
        except BitsExhausted:
            return self._read(unit)

    def _read(self, unit: bytes) -> PictureHeader:
        kind, reader = kind_of(unit), BitReader(payload(unit, 2))
        reader.u(2 if kind in _IRAP else 1)  # first slice segment; no_output_of_prior_pics_flag
        picture = self._pictures.get(reader.ue())
        sequence = self._sequences.get(picture.sequence) if picture else None
        if not picture or not sequence:
            raise BitsExhausted
        reader.u(picture.extra_bits)
        if reader.ue() > 2:  # slice_type
            raise BitsExhausted
        reader.u(picture.has_output_flag + 2 * sequence.separate_planes)
        temporal = (unit[1] & 7) - 1
        if kind in _IDR:
            return PictureHeader(kind, temporal, 0, sequence.order_bits, (), ())
        lsb = reader.u(sequence.order_bits)
        short = _short_term(reader, sequence)
        long = _long_term(reader, sequence) if sequence.has_long_term else ()
        return PictureHeader(kind, temporal, lsb, sequence.order_bits, short, long)


def _short_term(reader: BitReader, sequence: SequenceParameters) -> ReferenceSet:
    sets = sequence.short_term
    if not reader.u(1):
        return reference_set(reader, sets, in_slice=True)
    index = reader.u(max(len(sets) - 1, 0).bit_length())
    if index >= len(sets):
        raise BitsExhausted
    return sets[index]


def _long_term(reader: BitReader, sequence: SequenceParameters) -> tuple[tuple[int, bool, int], ...]:
    """Long-term references (7.3.6.1); the MSB cycles add up within either half (equation 7-52)."""
    listed = reader.ue() if sequence.long_term else 0
    total = listed + reader.ue()
    if total > _MOST_LONG_TERM:
        raise BitsExhausted
    found: list[tuple[int, bool, int]] = []
    cycle = 0
    for number in range(total):
        if number < listed:
            index = reader.u((len(sequence.long_term) - 1).bit_length())
            if index >= len(sequence.long_term):
                raise BitsExhausted
            lsb, used = sequence.long_term[index]
        else:
            lsb, used = reader.u(sequence.order_bits), bool(reader.u(1))
        told = reader.u(1)
        added = reader.ue() if told else 0
        cycle = added if number in (0, listed) else cycle + added
        found.append((lsb, used, cycle if told else -1))
    return tuple(found)

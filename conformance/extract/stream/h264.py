"""Sets and slice headers of H.264, as far as they tell which picture follows which (ITU-T H.264, 7.3.2 and 7.3.3)."""

from dataclasses import dataclass

from conformance.extract.stream.bits import BitReader, BitsExhausted, payload

SLICE, PARTITION, IDR, SPS, PPS = 1, 2, 5, 7, 8
SLICES = (SLICE, PARTITION, IDR)
_INTRA = frozenset({2, 4, 7, 9})  # slice_type I and SI (Table 7-6)
_PREDICTED, _BIPREDICTED = frozenset({0, 3, 5, 8}), frozenset({1, 6})  # P and SP, B
# profiles whose SPS carries chroma_format_idc and scaling lists (7.3.2.1.1)
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_HEADER_BYTES = 24  # hold a slice header up to its picture order count
_MOST_OPERATIONS, _MOST_REFERENCES = 66, 32
_RESET = 5  # memory_management_control_operation that makes all counts start anew (7.4.3.3)


@dataclass(frozen=True)
class SequenceParameters:
    """Of an SPS; `order_bits` are those of pic_order_cnt_lsb, 0 where the order is told otherwise."""

    identifier: int
    separate_planes: bool
    has_chroma: bool
    number_bits: int
    order_type: int
    order_bits: int
    order_deltas: bool
    most_references: int
    gaps_allowed: bool
    frames_only: bool


@dataclass(frozen=True)
class PictureParameters:
    """Of a PPS, what stands in a slice header behind the picture order count."""

    bottom_order: bool
    references: tuple[int, int]
    weighted: bool
    weighted_both: bool
    redundant: bool


@dataclass(frozen=True)
class PictureHeader:
    """What the first slice of a picture says; `order_lsb` is -1 where the sequence has none."""

    sequence: SequenceParameters
    number: int
    order_lsb: int
    is_idr: bool
    is_reference: bool
    is_intra: bool
    is_field: bool


def sequence_parameters(unit: bytes) -> SequenceParameters:
    """An SPS.

    Raises:
        BitsExhausted: it ends early.
    """
    reader = BitReader(payload(unit, 1))
    profile = reader.u(8)
    reader.u(16)  # constraint flags, level
    identifier = reader.ue()
    chroma, separate = _chroma(reader) if profile in _HIGH_PROFILES else (1, False)
    number_bits, order_type = reader.ue() + 4, reader.ue()
    order_bits = reader.ue() + 4 if order_type == 0 else 0
    order_deltas = order_type == 1 and not reader.u(1)
    if order_type == 1:
        for _ in range(2):
            reader.se()
        for _ in range(reader.ue()):
            reader.se()
    most_references, gaps_allowed = reader.ue(), bool(reader.u(1))
    reader.ue()  # width and height
    reader.ue()
    frames_only = bool(reader.u(1))
    return SequenceParameters(
        identifier,
        separate,
        bool(chroma) and not separate,
        number_bits,
        order_type,
        order_bits,
        order_deltas,
        most_references,
        gaps_allowed,
        frames_only,
    )


def _chroma(reader: BitReader) -> tuple[int, bool]:
    chroma_format = reader.ue()
    separate_planes = bool(reader.u(1)) if chroma_format == 3 else False
    reader.ue()  # bit depths
    reader.ue()
    reader.u(1)
    if reader.u(1):
        for index in range(12 if chroma_format == 3 else 8):
            if reader.u(1):
                _skip_scaling_list(reader, 16 if index < 6 else 64)
    return chroma_format, separate_planes


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    last, following = 8, 8
    for _ in range(size):
        if following:
            following = (last + reader.se()) % 256
        last = following or last


def picture_parameters(unit: bytes) -> PictureParameters:
    """A PPS; of one with slice groups, what stands behind them reads as 0.

    Raises:
        BitsExhausted: it ends early.
    """
    reader = BitReader(payload(unit, 1))
    reader.ue()  # the PPS's identifier and its SPS's
    reader.ue()
    reader.u(1)
    bottom_order = bool(reader.u(1))
    if reader.ue():
        return PictureParameters(bottom_order, (0, 0), weighted=False, weighted_both=False, redundant=False)
    references = (reader.ue() + 1, reader.ue() + 1)
    weighted, weighted_both = bool(reader.u(1)), reader.u(2) == 1
    for _ in range(3):
        reader.se()
    redundant = bool(reader.u(3) & 1)
    return PictureParameters(bottom_order, references, weighted, weighted_both, redundant)


def may_hold_fields(unit: bytes) -> bool:
    """True where an SPS lets a picture be a field (7.4.2.1.1: `frame_mbs_only_flag` is 0).

    Raises:
        BitsExhausted: the SPS ends early.
    """
    return not sequence_parameters(unit).frames_only


def kind_of(unit: bytes) -> int:
    """nal_unit_type."""
    return unit[0] & 0x1F


def begins_picture(unit: bytes) -> bool:
    """first_mb_in_slice is 0: a further slice of a picture begins elsewhere."""
    return len(unit) > 1 and bool(unit[1] & 0x80)


class HeaderReader:
    """Keeps the parameter sets of one track and reads the headers of its pictures by them."""

    def __init__(self) -> None:
        self._sequences: dict[int, SequenceParameters] = {}
        self._pictures: dict[int, tuple[int, bytes]] = {}  # of each PPS its SPS and its bytes

    def keep(self, unit: bytes) -> None:
        """Take an SPS or a PPS.

        Raises:
            BitsExhausted: it can't be read.
        """
        if kind_of(unit) == SPS:
            sequence = sequence_parameters(unit)
            self._sequences[sequence.identifier] = sequence
        else:
            reader = BitReader(payload(unit[:16], 1))
            identifier = reader.ue()
            self._pictures[identifier] = (reader.ue(), unit)

    def read(self, unit: bytes) -> PictureHeader:
        """The header of a first slice.

        Raises:
            BitsExhausted: it ends early, or its parameter sets are not there.
        """
        return self._head(unit[0], BitReader(payload(unit[:_HEADER_BYTES], 1)))[0]

    def _head(self, first: int, reader: BitReader) -> tuple[PictureHeader, bytes, int]:
        reader.ue()  # first_mb_in_slice
        slice_type = reader.ue()
        sequence_identifier, set_ = self._pictures.get(reader.ue(), (-1, b""))
        sequence = self._sequences.get(sequence_identifier)
        if not sequence:
            raise BitsExhausted
        if sequence.separate_planes:
            reader.u(2)
        number = reader.u(sequence.number_bits)
        is_field = not sequence.frames_only and bool(reader.u(1))
        if is_field:
            reader.u(1)
        is_idr = first & 0x1F == IDR
        if is_idr:
            reader.ue()
        lsb = reader.u(sequence.order_bits) if sequence.order_bits else -1
        header = PictureHeader(
            sequence, number, lsb, is_idr, bool(first & 0x60), is_idr or slice_type in _INTRA, is_field
        )
        return header, set_, slice_type

    def resets(self, unit: bytes) -> bool:
        """True where a reference picture makes all counts start anew (7.4.3.3); False where that can't be read."""
        try:
            return self._operations(unit)
        except BitsExhausted:
            return False

    def _operations(self, unit: bytes) -> bool:
        reader = BitReader(payload(unit, 1))
        header, set_, slice_type = self._head(unit[0], reader)
        if header.is_idr:
            return False
        picture = picture_parameters(set_)
        if not header.is_field and picture.bottom_order:
            for _ in range(1 if header.sequence.order_type == 0 else 2 * header.sequence.order_deltas):
                reader.se()
        elif header.sequence.order_deltas:
            reader.se()
        if picture.redundant:
            reader.ue()
        self._skip_lists(reader, header, picture, slice_type)
        if not reader.u(1):  # adaptive_ref_pic_marking_mode_flag
            return False
        for _ in range(_MOST_OPERATIONS):
            operation = reader.ue()
            if operation in (0, _RESET):
                return operation == _RESET
            for _ in range(2 if operation == 3 else 1):
                reader.ue()
        raise BitsExhausted

    @staticmethod
    def _skip_lists(reader: BitReader, header: PictureHeader, picture: PictureParameters, slice_type: int) -> None:
        both = slice_type in _BIPREDICTED
        if both:
            reader.u(1)
        if slice_type in _INTRA:
            return
        counts = picture.references
        if reader.u(1):
            counts = (reader.ue() + 1, reader.ue() + 1 if both else 0)
        if max(counts) > _MOST_REFERENCES:
            raise BitsExhausted
        for _ in range(1 + both):
            if reader.u(1):
                for _ in range(_MOST_OPERATIONS):
                    if reader.ue() == 3:
                        break
                    reader.ue()
        if (picture.weighted and slice_type in _PREDICTED) or (picture.weighted_both and both):
            _skip_weights(reader, counts[: 1 + both], has_chroma=header.sequence.has_chroma)


def _skip_weights(reader: BitReader, counts: tuple[int, ...], *, has_chroma: bool) -> None:
    """pred_weight_table() (7.3.3.2)."""
    reader.ue()
    if has_chroma:
        reader.ue()
    for count in counts:
        for _ in range(count):
            for values in (2, 4) if has_chroma else (2,):
                if reader.u(1):
                    for _ in range(values):
                        reader.se()

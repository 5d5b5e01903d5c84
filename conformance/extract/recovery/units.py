"""What the first bytes behind a length field say if a NAL unit stands there, and whether one may stand there at all.

Source: ISO/IEC 14496-15, 4.3.3 and 5.3.3 (length fields); ITU-T H.264, 7.3.1, 7.3.3, 7.4.1; ITU-T H.265, 7.3.1.2
and 7.3.6.1.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.stream.bits import BitReader, BitsExhausted, payload

Table: TypeAlias = NDArray[np.bool_]  # shape (65536,): by the first two bytes of a unit

FIELD = 4  # bytes of the length field: every recorder writes four
HEAD = FIELD + 20  # bytes that hold length, header, and what is asked of a slice
LARGEST = 1 << 22  # bytes of a unit: a key picture of 4K at 100 Mbit/s has 2 MB
NUMBER_BITS = 16  # of frame_num at most (ITU-T H.264, 7.4.2.1.1)

_SLICE, _IDR, _SPS, _PPS, _DELIMITER = 1, 5, 7, 8, 9
_REFERRED = frozenset({_IDR, _SPS, _PPS})  # nal_ref_idc is not 0
_MOST = {6: 1 << 18, _SPS: 1 << 12, _PPS: 1 << 12, _DELIMITER: 2, 10: 1, 11: 1, 12: LARGEST}  # bytes of units by type
_INTRA, _TYPES, _SETS = (2, 4, 7, 9), 10, 256  # slice_type, pic_parameter_set_id
_PADDING = b"\0\0"  # so that the shortest slice, of a picture that skips all, has bits enough
_ACCESS = range(16, 22)  # IRAP pictures that are not reserved
_HEVC_SETS = (32, 33, 34)  # VPS, SPS, PPS
_HEVC_MOST = dict.fromkeys(_HEVC_SETS, 1 << 13) | {35: 3, 36: 2, 37: 2, 38: LARGEST, 39: 1 << 18, 40: 1 << 18}


class Unit(NamedTuple):
    """A unit that may stand at a place; `size` counts its length field, too.

    `picture`: it holds a slice. `first`: of a picture, the first one. `refresh`: of one that begins a sequence.
    `referred`: others refer to it. `number` is what stands where `frame_num` does, in `NUMBER_BITS` bits. `look` is
    what slices of one track have in common, few kinds of which ever come.
    """

    kind: int
    size: int
    picture: bool = False
    first: bool = False
    refresh: bool = False
    referred: bool = False
    number: int = 0
    look: tuple[int, ...] = ()


def h264_unit(head: bytes) -> Unit | None:
    """The unit of H.264 that begins with these bytes; None where they begin none."""
    size = int.from_bytes(head[:FIELD], "big")
    if len(head) < FIELD + 1 or not 0 < size < LARGEST:
        return None
    code = head[FIELD]
    kind, referred = code & 0x1F, bool(code & 0x60)
    if code & 0x80:
        return None
    if kind not in (_SLICE, _IDR):
        fits = size <= _MOST.get(kind, 0) and referred == (kind in _REFERRED)
        if kind == _DELIMITER and (size != 2 or head[FIELD + 1 : FIELD + 2][-1:] < b"\x10"):
            return None
        return Unit(kind, FIELD + size) if fits else None
    if kind == _IDR and not referred:
        return None
    return _h264_slice(head[FIELD : FIELD + size], kind, size, referred=referred)


def _h264_slice(unit: bytes, kind: int, size: int, *, referred: bool) -> Unit | None:
    """`first_mb_in_slice`, `slice_type`, `pic_parameter_set_id`; `frame_num` follows, as long as the SPS says."""
    reader = BitReader(payload(unit, 1) + _PADDING)
    try:
        begins, shape, parameters = reader.ue(), reader.ue(), reader.ue()
        number = reader.u(NUMBER_BITS)
    except BitsExhausted:
        return None
    if shape >= _TYPES or parameters >= _SETS or begins >= 1 << 20 or (kind == _IDR and shape not in _INTRA):
        return None
    look = (unit[0], shape, parameters)
    first, refresh = not begins, kind == _IDR
    return Unit(
        kind, FIELD + size, picture=True, first=first, refresh=refresh, referred=referred, number=number, look=look
    )


def hevc_unit(head: bytes) -> Unit | None:
    """The unit of HEVC, of the base layer, that begins with these bytes; None where they begin none."""
    size = int.from_bytes(head[:FIELD], "big")
    if len(head) < FIELD + 3 or not 2 <= size < LARGEST:
        return None
    kind, flags, temporal = head[FIELD] >> 1, head[FIELD + 2], head[FIELD + 1]
    if head[FIELD] & 0x81 or temporal & 0xF8 or not temporal & 7:
        return None
    access = kind in _ACCESS
    if not (kind < 10 or access):
        return Unit(kind, FIELD + size) if size <= _HEVC_MOST.get(kind, 0) else None
    if access and temporal != 1:
        return None
    first = bool(flags & 0x80)
    # slice_pic_parameter_set_id below 7, behind no_output_of_prior_pics_flag where there is one
    parameters = flags >> 3 & 7 if access else flags >> 4 & 7
    if first and not parameters:
        return None
    return Unit(kind, FIELD + size, picture=True, first=first, refresh=access, referred=True, look=(kind, temporal))


def sets_of(coding: str) -> frozenset[int]:
    """Types of the parameter sets without which nothing is decoded."""
    return frozenset({_SPS, _PPS}) if coding == "h264" else frozenset(_HEVC_SETS)


def heads_of(coding: str) -> Table:
    """Which first two bytes a unit may have that is no further slice of a picture."""
    kinds = {_SLICE, _IDR, *_MOST} if coding == "h264" else {*range(10), *_ACCESS, *_HEVC_MOST}
    return _heads(coding, kinds)


def beginnings_of(coding: str) -> Table:
    """The same of units with which a sequence begins, its messages and delimiters apart."""
    return _heads(coding, {_IDR, _SPS} if coding == "h264" else {*_ACCESS, _HEVC_SETS[0]})


def alike(coding: str, heads: Iterable[int]) -> Table:
    """Those that begin like the given ones: in slices of H.264 the last two bits belong to what changes."""
    found = np.zeros(1 << 16, np.bool_)
    for head in heads:
        slice_ = coding == "h264" and head >> 8 & 0x1F in (_SLICE, _IDR)
        begin, end = (head & ~3, head | 3) if slice_ else (head, head)
        found[begin : end + 1] = True
    return found


def _heads(coding: str, kinds: set[int]) -> Table:
    """By both bytes as one number."""
    first, second = np.divmod(np.arange(1 << 16), 256)
    if coding == "hevc":
        fits: Table = (first & 0x81 == 0) & (second & 0xF8 == 0) & (second != 0) & np.isin(first >> 1, list(kinds))
        return fits
    kind = first & 0x1F
    slices, referred = np.isin(kind, (_SLICE, _IDR)), first & 0x60 != 0
    fits = (kind == _SLICE) | (referred == np.isin(kind, list(_REFERRED)))
    fits &= ~slices | (second >= 0x80)
    fits &= (kind != _DELIMITER) | (second & 0x1F == 0x10)
    fits &= (first & 0x80 == 0) & np.isin(kind, list(kinds))
    return fits

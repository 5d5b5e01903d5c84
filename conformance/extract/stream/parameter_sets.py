"""Whether key pictures stand behind parameter sets of their own in the stream, and at what level the stream is.

A device that joins a stream late can show nothing before the next key picture that brings its sets along.
"""

from collections.abc import Iterator
from fractions import Fraction

from conformance.extract.stream import h264, hevc
from conformance.extract.stream.bits import BitReader, BitsExhausted, payload
from conformance.extract.stream.h264 import may_hold_fields
from conformance.model.stream_facts import ParameterSets

_INTRA = frozenset({2, 4, 7, 9})  # slice_type I and SI (ITU-T H.264, Table 7-6)
_PROFILE_AT, _FLAGS_AT, _LEVEL_AT = 1, 2, 3  # bytes of an H.264 SPS, its header counted (7.3.2.1.1)
_LOW_PROFILES, _LEVEL_1B_FLAG = frozenset({66, 77, 88}), 0x10  # in these, level_idc 11 with the flag is level 1b (A.3)
_HEVC_LEVEL_AT = 12  # byte of general_level_idc in an HEVC SPS, its header and emulation bytes gone (7.3.3)


class ParameterSetAudit:
    """Takes the NAL units of one H.264 track in file order."""

    def __init__(self, *, in_description: bool) -> None:
        self._in_description = in_description
        self._levels: dict[int, None] = {}
        self._stated: dict[str, None] = {}
        self._fields = False
        self._unreadable = 0
        self._since_picture: set[int] = set()
        self._key_pictures = 0
        self._unprepared: list[int] = []
        self._intra = False  # every slice so far of the picture under way
        self._prepared = False
        self._packet = -1

    def describe(self, unit: bytes) -> None:
        """One unit of the sample description: its level counts, its place in the stream does not."""
        if unit and h264.kind_of(unit) == h264.SPS:
            self._sequence_parameters(unit)

    def take(self, unit: bytes, packet: int) -> None:
        """Look at one NAL unit of packet number `packet`."""
        kind = h264.kind_of(unit) if unit else 0
        if kind == h264.SPS:
            self._sequence_parameters(unit)
        if kind in (h264.SPS, h264.PPS):
            self._since_picture.add(kind)
        elif kind in h264.SLICES:
            try:
                reader = BitReader(payload(unit[:16], 1))
                first, intra = reader.ue() == 0, reader.ue() in _INTRA
            except BitsExhausted:
                self._unreadable += 1
                return
            self._slice(first=first, intra=intra or kind == h264.IDR, packet=packet)

    def result(self) -> ParameterSets:
        """What was found, the last picture included."""
        self._close()
        return ParameterSets(
            self._key_pictures,
            tuple(self._unprepared),
            tuple(self._levels),
            self._in_description,
            self._fields,
            self._unreadable,
            tuple(self._stated),
        )

    def _sequence_parameters(self, unit: bytes) -> None:
        if len(unit) > _LEVEL_AT:
            self._levels[unit[_LEVEL_AT]] = None
            self._stated[_h264_level(unit)] = None
        try:
            self._fields = may_hold_fields(unit) or self._fields
        except BitsExhausted:
            self._fields = True  # not known to be frames alone

    def _slice(self, *, first: bool, intra: bool, packet: int) -> None:
        if not first:
            self._intra = self._intra and intra
            return
        self._close()
        self._intra, self._packet = intra, packet
        self._prepared = {h264.SPS, h264.PPS} <= self._since_picture
        self._since_picture.clear()

    def _close(self) -> None:
        """The picture under way ends."""
        if self._intra:
            self._key_pictures += 1
            if not self._prepared:
                self._unprepared.append(self._packet)
        self._intra = False


class HevcParameterSetAudit:
    """Takes the NAL units of one HEVC track in file order; its pictures are never two fields in one."""

    def __init__(self, *, in_description: bool) -> None:
        self._in_description = in_description
        self._levels: dict[int, None] = {}
        self._unreadable = 0
        self._since_picture: set[int] = set()
        self._key_pictures = 0
        self._unprepared: list[int] = []

    def describe(self, unit: bytes) -> None:
        """One unit of the sample description: its level counts, its place in the stream does not."""
        self._levels.update(dict.fromkeys(_hevc_levels(unit)))

    def take(self, unit: bytes, packet: int) -> None:
        """Look at one NAL unit of packet number `packet`."""
        if not hevc.is_well_formed(unit):
            self._unreadable += 1
            return
        if hevc.layer_of(unit):
            return
        self.describe(unit)
        kind = hevc.kind_of(unit)
        if kind in (hevc.VPS, hevc.SPS, hevc.PPS):
            self._since_picture.add(kind)
        elif hevc.is_access_point(unit) and hevc.is_first_slice(unit):
            self._key_pictures += 1
            if self._since_picture != {hevc.VPS, hevc.SPS, hevc.PPS}:
                self._unprepared.append(packet)
        if kind < hevc.VPS:
            self._since_picture.clear()

    def result(self) -> ParameterSets:
        """What was found."""
        return ParameterSets(
            self._key_pictures,
            tuple(self._unprepared),
            tuple(self._levels),
            self._in_description,
            fields=False,
            unreadable=self._unreadable,
            stated=tuple(_decimal(Fraction(code, 30)) for code in self._levels),  # thirty times the level (A.4.1)
        )


def _hevc_levels(unit: bytes) -> Iterator[int]:
    if hevc.is_well_formed(unit) and hevc.kind_of(unit) == hevc.SPS:
        parameters = payload(unit[:32], 2)
        if len(parameters) > _HEVC_LEVEL_AT:
            yield parameters[_HEVC_LEVEL_AT]


def _h264_level(unit: bytes) -> str:
    code = unit[_LEVEL_AT]
    low = unit[_PROFILE_AT] in _LOW_PROFILES and unit[_FLAGS_AT] & _LEVEL_1B_FLAG
    return "1b" if code == 9 or (code == 11 and low) else _decimal(Fraction(code, 10))


def _decimal(level: Fraction) -> str:
    return f"{float(level):.1f}"

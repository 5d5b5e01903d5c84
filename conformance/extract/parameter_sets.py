"""Whether H.264 key pictures stand behind an SPS and a PPS of their own in the stream, and at what level.

A device that joins a stream late can show nothing before the next key picture that brings its sets along.
"""

from conformance.extract.bits import BitReader, BitsExhausted, payload
from conformance.extract.frame_numbers import may_hold_fields
from conformance.model.stream_facts import ParameterSets

_SLICES, _IDR, _SPS, _PPS = (1, 2, 5), 5, 7, 8
_INTRA = frozenset({2, 4, 7, 9})  # slice_type I and SI (ITU-T H.264, Table 7-6)
_LEVEL_AT = 3  # byte of level_idc in an SPS, its header counted (7.3.2.1.1)


class ParameterSetAudit:
    """Takes the NAL units of one H.264 track in file order."""

    def __init__(self, *, in_description: bool) -> None:
        self._in_description = in_description
        self._levels: dict[int, None] = {}
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
        if unit and unit[0] & 0x1F == _SPS:
            self._sequence_parameters(unit)

    def take(self, unit: bytes, packet: int) -> None:
        """Look at one NAL unit of packet number `packet`."""
        kind = unit[0] & 0x1F if unit else 0
        if kind == _SPS:
            self._sequence_parameters(unit)
        if kind in (_SPS, _PPS):
            self._since_picture.add(kind)
        elif kind in _SLICES:
            try:
                reader = BitReader(payload(unit[:16], 1))
                first, intra = reader.ue() == 0, reader.ue() in _INTRA
            except BitsExhausted:
                self._unreadable += 1
                return
            self._slice(first=first, intra=intra or kind == _IDR, packet=packet)

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
        )

    def _sequence_parameters(self, unit: bytes) -> None:
        if len(unit) > _LEVEL_AT:
            self._levels[unit[_LEVEL_AT]] = None
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
        self._prepared = {_SPS, _PPS} <= self._since_picture
        self._since_picture.clear()

    def _close(self) -> None:
        """The picture under way ends."""
        if self._intra:
            self._key_pictures += 1
            if not self._prepared:
                self._unprepared.append(self._packet)
        self._intra = False

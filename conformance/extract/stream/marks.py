"""What a track's NAL units say of the encoder: its distinct parameter sets, and texts in messages beside pictures.

Source: ITU-T H.264, 7.3.2.1, 7.3.2.2, D.1.7; ITU-T H.265, 7.3.2.1 to 7.3.2.3, D.2.7 (user_data_unregistered).
"""

from conformance.extract.stream import nal
from conformance.extract.stream.bits import BitReader, BitsExhausted, payload
from conformance.extract.stream.hevc_sets import sequence_parameters
from conformance.extract.times.sei import user_data
from conformance.model.layout_facts import ParameterSet, StreamMarks, UserData

_SETS = {"h264": {7: "SPS", 8: "PPS"}, "hevc": {32: "VPS", 33: "SPS", 34: "PPS"}}
_MOST_SETS, _LARGEST_SET = 64, 1024
_MOST_MESSAGES, _MOST_UUIDS = 64, 16  # units that are read, kinds that are kept
_SOUGHT = (b"x264", b"x265")  # read wherever they stand: of two streams joined, the second may have another encoder
_MOST_SOUGHT = 1024
_UUID = 16
_LONGEST, _SHORTEST = 400, 4  # characters of a text


class MarkAudit:
    """Takes the NAL units of one track in file order."""

    def __init__(self, codec: str) -> None:
        self._header, self._kinds = nal.HEADER[codec], _SETS[codec]
        self._messages_in = nal.SEI[codec]
        self._wide = codec == "hevc"
        self._sets: dict[bytes, ParameterSet] = {}
        self._messages: dict[str, UserData] = {}
        self._read = self._sought = 0
        self._cut: dict[str, None] = {}

    def take(self, kind: int, unit: bytes, packet: int) -> None:
        """Look at one NAL unit of that type in packet number `packet`, -1 = of the sample description."""
        if kind in self._kinds:
            self._set(self._kinds[kind], unit.rstrip(b"\0"), packet)
        elif kind in self._messages_in:
            self._message(unit, packet)

    def _set(self, kind: str, unit: bytes, packet: int) -> None:
        if unit in self._sets:
            return
        if len(self._sets) >= _MOST_SETS or len(unit) > _LARGEST_SET:
            self._cut["parameter sets"] = None
            return
        self._sets[unit] = ParameterSet(kind, self._number(kind, unit), unit.hex(), packet)

    def _number(self, kind: str, unit: bytes) -> int:
        """Its identifier; -1 where it can't be read."""
        try:
            if self._wide and kind == "SPS":
                return sequence_parameters(unit).identifier
            reader = BitReader(payload(unit[:64], self._header))
            if self._wide and kind == "VPS":
                return reader.u(4)
            if kind == "SPS":
                reader.u(24)  # profile, constraints, level
            return reader.ue()
        except BitsExhausted:
            return -1

    def _message(self, unit: bytes, packet: int) -> None:
        if any(sought in unit for sought in _SOUGHT) and self._sought < _MOST_SOUGHT:
            self._sought += 1
        elif self._read < _MOST_MESSAGES:
            self._read += 1
        else:
            return
        for data in user_data(unit, self._header):
            uuid, text = data[:_UUID].hex(), _text(data[_UUID:])
            known = self._messages.get(uuid)
            if known is None and len(self._messages) < _MOST_UUIDS:
                self._messages[uuid] = UserData(uuid, text, alike=True, packet=packet)
            elif known is not None and known.alike and known.text != text:
                self._messages[uuid] = UserData(uuid, known.text, alike=False, packet=known.packet)

    def result(self) -> StreamMarks:
        """What was found."""
        return StreamMarks(tuple(self._sets.values()), tuple(self._messages.values()), ", ".join(self._cut))


def _text(data: bytes) -> str:
    """What it begins with in letters, up to a zero; '' where that is no text."""
    begun = data.split(b"\0", 1)[0][:_LONGEST]
    said = begun.decode("ascii", "replace")
    return said if len(said) >= _SHORTEST and said.isprintable() and said.isascii() else ""

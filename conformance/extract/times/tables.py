"""Reads the sections of DVB that tell the time: TDT and TOT (ETSI EN 300 468, 5.2.5 and 5.2.6)."""

from collections.abc import Iterator

from conformance.extract.program_stream.stream_map import crc

_TDT, _TOT = 0x70, 0x73  # table_id
_HEAD, _TIME, _CHECKSUM = 3, 5, 4  # bytes
_TDT_LENGTH = 5
_MOST_LENGTH = 1021  # section_length of a TOT and of any other table of service information
_STUFFING = 0xFF  # in place of a table_id: nothing follows
_EPOCH = 40_587  # MJD of 1970-01-01
_DAY, _SECOND = 86_400, 10**9
UNDEFINED = -1


class Sections:
    """Puts together the sections of one PID; damage ends the one under way."""

    def __init__(self) -> None:
        self._held = b""
        self._open = False

    def take(self, data: bytes, *, starts: bool) -> Iterator[bytes]:
        """Sections that end in the payload of a packet; `starts` is payload_unit_start_indicator (13818-1, 2.4.4)."""
        if not starts:
            self._held += data if self._open else b""
            yield from self._whole()
            return
        pointer = data[0] if data else 0
        if self._open:
            self._held += data[1 : 1 + pointer]
            yield from self._whole()
        self._held, self._open = data[1 + pointer :], len(data) > 1 + pointer
        yield from self._whole()

    def _whole(self) -> Iterator[bytes]:
        while self._open and len(self._held) >= _HEAD:
            end = _HEAD + (int.from_bytes(self._held[1:3], "big") & 0x0FFF)
            if self._held[0] == _STUFFING or end > _HEAD + _MOST_LENGTH:
                self._open = False
            elif len(self._held) < end:
                return
            else:
                yield self._held[:end]
                self._held = self._held[end:]


def is_time(section: bytes) -> bool:
    """True for a table of time."""
    return section[0] in (_TDT, _TOT)


def time_of(section: bytes) -> Iterator[int]:
    """UTC of a table, ns since 1970, `UNDEFINED` where it is none; nothing where the section is damaged."""
    if section[0] == _TDT:
        if len(section) == _HEAD + _TDT_LENGTH:
            yield _utc(section[_HEAD:])
    elif len(section) >= _HEAD + _TIME + 2 + _CHECKSUM and crc(section) == 0:
        yield _utc(section[_HEAD : _HEAD + _TIME])


def _utc(field: bytes) -> int:
    """16 bits of the modified Julian date and six digits of the time (EN 300 468, 5.2.5 and Annex C)."""
    digits = field[2:].hex()
    if not digits.isdecimal():
        return UNDEFINED
    hour, minute, second = (int(digits[at : at + 2]) for at in (0, 2, 4))
    if hour > 23 or minute > 59 or second > 59:
        return UNDEFINED
    day = int.from_bytes(field[:2], "big") - _EPOCH
    return (day * _DAY + hour * 3600 + minute * 60 + second) * _SECOND

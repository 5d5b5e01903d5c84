"""Reads the precision time stamp of UAS datalink local sets (MISB ST 0601), as tracks of KLV in a recording hold them.

Source: ST 0601 as jMISB (st0601, klv) reads it: a key of 16 bytes, a length in BER, then items of a tag in BER-OID, a
length in BER and a value. Tag 2 is the time, in us since 1970; tag 1 comes last and is the sum of all 16-bit words from
the key to its own length.
"""

from collections.abc import Iterator
from fractions import Fraction

from conformance.extract.gnss.told import Place
from conformance.extract.times.collecting import Collected
from conformance.model.stated_times import StatedTimes, TimeSource

KEY = bytes.fromhex("060e2b34020b01010e01030101000000")

_CHECKSUM, _TIME = 1, 2  # tags
_TIME_BYTES, _CHECKSUM_BYTES = 8, 2
_MOST_ITEMS = 1024  # of a set: ST 0601.19 has 143 tags
_MOST_LENGTH = 4  # bytes of a length
_MICROSECOND = 1000  # ns


class LocalSetTimes:
    """Takes the packets of one track of data in file order, of each the first set alone."""

    def __init__(self) -> None:
        self._found = Collected(TimeSource.LOCAL_SET)
        self._packets = 0

    def take(self, data: bytes, place: Place) -> None:
        """Add one packet; the key may stand behind the header of a metadata access unit (ISO/IEC 13818-1, 2.12.4)."""
        start = data.find(KEY)
        if start >= 0:
            times = list(_times(data[start:]))
            if times:
                self._found.take(self._packets, place, times[0] * _MICROSECOND)
            else:
                self._found.damaged += 1
        self._packets += 1

    def frozen(self, index: int, time_base: Fraction) -> tuple[StatedTimes, ...]:
        """What was found in the track of that index."""
        return () if self._found.silent else (self._found.frozen(index, time_base),)


def checksum(data: bytes) -> int:
    """Sum of all 16-bit words, an odd last byte as the upper one."""
    return (sum(data[0::2]) * 256 + sum(data[1::2])) & 0xFFFF


def _times(data: bytes) -> Iterator[int]:
    """The time of the set that `data` begins with, us since 1970, where its checksum bears it out."""
    size, at = _length(data, len(KEY))
    end = at + size
    if at < 0 or end > len(data):
        return
    times: list[int] = []
    for _ in range(_MOST_ITEMS):
        tag, at = _tag(data, at)
        size, at = _length(data, at) if at > 0 else (0, -1)
        if at < 0 or at + size > end:
            return
        value = data[at : at + size]
        if tag == _TIME and size == _TIME_BYTES:
            times.append(int.from_bytes(value, "big"))
        at += size
        if tag == _CHECKSUM:
            whole = at == end and size == _CHECKSUM_BYTES
            if whole and len(times) == 1 and checksum(data[: at - size]) == int.from_bytes(value, "big"):
                yield times[0]
            return


def _tag(data: bytes, at: int) -> tuple[int, int]:
    """A number in BER-OID, seven bits a byte, and where the next byte is; -1 where it ends too late."""
    tag = 0
    for byte in data[at : at + _MOST_LENGTH]:
        tag, at = tag << 7 | byte & 0x7F, at + 1
        if byte < 0x80:
            return tag, at
    return tag, -1


def _length(data: bytes, at: int) -> tuple[int, int]:
    """A length in BER, short or long, and where the value begins; -1 where there is none."""
    if at >= len(data):
        return 0, -1
    count = data[at] & 0x7F
    if data[at] < 0x80:
        return count, at + 1
    begin = at + 1 + count
    if not 0 < count <= _MOST_LENGTH or begin > len(data):
        return 0, -1
    return int.from_bytes(data[at + 1 : begin], "big"), begin

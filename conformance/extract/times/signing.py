"""Reads the times of ONVIF Media Signing: when the part of a stream that a message signs began, and when it ended.

Layout of the general tag as onvif/media-signing-framework (lib/src/oms_tlv.c) writes and reads it: version 1 with one
time, version 2 with two, the second of them exclusive (ONVIF Media Signing 26.06, 5.7.3). The specification has their
bytes little-endian, the framework writes them big-endian: of the two that order counts in which more of a track's
times are dates. A draft of 2023 has another layout, which no known signer writes; it counts as damaged.
"""

from collections.abc import Iterator
from fractions import Fraction

from conformance.extract.gnss.told import Place
from conformance.extract.times.collecting import Collected, is_date
from conformance.model.stated_times import StatedTimes, TimeSource

UUID = bytes.fromhex("005bc93f2d715e95ada4796f90877a6f")

_GENERAL = 1  # tag
_MOST_TAGS = 64
_BEFORE = 5  # bytes: version, three of the software's version, whether a part of a group of pictures triggered it
_TIME = 8
_BEHIND = 6  # bytes: counter of 32 bits, number of NAL units of 16; two hashes follow
_HASHES = frozenset({40, 56, 64, 96, 128})  # bytes of two hashes of SHA-1 and SHA-2
_VERSIONS = {1: 1, 2: 2}  # how many times each has
ORDERS = ("big", "little")
_TICK = 100  # ns
_EPOCH = 11_644_473_600 * 10**9  # ns from 1601 to 1970
_SECOND = 10**9  # ns
_UNKNOWN = Fraction(-1)
_LONGEST = 3600 * 10**9  # ns that a signed part may last: more is no time it could have taken


class SigningTimes:
    """Takes the user data of a track's messages behind the identifier, in file order."""

    def __init__(self) -> None:
        self._found = {order: Collected(TimeSource.SIGNING) for order in ORDERS}
        self._longest = dict.fromkeys(ORDERS, 0)  # ns
        self._only_begun = False

    def take(self, data: bytes, packet: int, place: Place) -> None:
        """Look at one message; one that signs no pictures, but certificates alone, holds no general tag."""
        for value in _general(data):
            times = _times(value)
            for order, found in self._found.items():
                if not times:
                    found.damaged += 1
                    continue
                begun, ended = (since_1970(times[end], order) for end in (0, -1))
                if is_date(begun) and is_date(ended) and 0 <= ended - begun <= _LONGEST:
                    self._longest[order] = max(self._longest[order], ended - begun)
                found.take(packet, place, ended)
            self._only_begun |= len(times) == 1

    def frozen(self, index: int, time_base: Fraction) -> tuple[StatedTimes, ...]:
        """The times in the order of bytes in which more of them are dates.

        A message comes with the picture behind the part that it signs, or later, but before the next part's message is
        due: each group of pictures has its own (5.2). So the end of a part is at most one part before its message, its
        beginning two. A part lasts as long as its times say, and no longer than from message to message.
        """
        order, best = max(self._found.items(), key=lambda item: item[1].dates)
        gap, longest = best.longest_gap() * time_base, Fraction(self._longest[order], _SECOND)
        if self._only_begun:
            best.late = 2 * gap or _UNKNOWN
        else:
            best.late = min(gap, longest) if gap else longest
        return () if best.silent else (best.frozen(index, time_base),)


def _general(data: bytes) -> Iterator[bytes]:
    """Value of each general tag: a reserved byte, then tags of one byte, each with a length of two."""
    at = 1
    for _ in range(_MOST_TAGS):
        begin = at + 3
        end = begin + int.from_bytes(data[at + 1 : begin], "big")
        if begin > len(data) or end > len(data):
            return
        if data[at] == _GENERAL:
            yield data[begin:end]
        at = end


def _times(value: bytes) -> tuple[bytes, ...]:
    """The times of a general tag; none where its layout is not known."""
    count = _VERSIONS.get(value[0], 0) if value else 0
    if not count or len(value) - _BEFORE - count * _TIME - _BEHIND not in _HASHES:
        return ()
    return tuple(value[_BEFORE + k * _TIME : _BEFORE + (k + 1) * _TIME] for k in range(count))


def since_1970(time: bytes, order: str) -> int:
    """Ns of a field in ticks of 100 ns since 1601, in that order of bytes; the field is signed."""
    number = int.from_bytes(time, "big" if order == "big" else "little", signed=True)
    return number * _TICK - _EPOCH

"""Reads the times of Axis Signed Video: when the group of pictures that a message signs began.

Layout of the general tag as AxisCommunications/signed-video-framework writes and reads it (lib/src/sv_tlv.c; there is
no public specification): a version, the group's number of 32 bits, a number of units of 16, three bytes of the
software's version, and from version 2 on flags, of which bit 0 says that a time of 64 bits follows, in version 4 with
the time of the group's end behind it, and bit 1 that the group goes on; from version 3 on there are two hashes behind.
The time is Unix time in UTC, in a unit that its API leaves to the camera (signed_video_sign.h); its own example passes
us (gstsigning.c). Of s, ms, us and ns one at most makes a number a date from 1980 to 2099.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from conformance.extract.gnss.told import Place
from conformance.extract.times.collecting import Collected, is_date
from conformance.model.stated_times import StatedTimes, TimeSource

UUID = b"Signed Video...0"

_GENERAL = 1  # tag
_SHORT = frozenset({_GENERAL, 7})  # tags whose length takes one byte
_MOST_TAGS = 64
_FLAGS = 10  # byte; times follow
_TIMED, _PARTIAL = 0x01, 0x02
_NONE, _HASHES = frozenset({0}), frozenset({40, 56, 64, 96, 128})  # bytes of two hashes of SHA-1 and SHA-2
_BEHIND = {1: _NONE, 2: _NONE, 3: _HASHES, 4: _HASHES}  # bytes behind flags and times, by version
_TIME = 8  # bytes
_TIMES = {1: 0, 2: 1, 3: 1, 4: 2}  # by version; the first is the start
_UNITS = (1000, 1, 10**6, 10**9)  # ns of us, ns, ms and s
_UNKNOWN = Fraction(-1)


@dataclass(frozen=True)
class Told:
    """A general tag: its version, whether the next part goes on in the same group of pictures, and what follows."""

    version: int
    partial: bool
    times: tuple[bytes, ...]
    hashes: bytes


class AxisTimes:
    """Takes the user data of a track's messages behind the identifier, in file order."""

    def __init__(self) -> None:
        self._found = Collected(TimeSource.AXIS)

    def take(self, data: bytes, packet: int, place: Place) -> None:
        """Look at one message; one without a time says nothing, and no more does version 1, which has none."""
        for value in _general(data):
            one = told(value)
            if one is None:
                self._found.damaged += 1
            elif one.times:
                self._found.take(packet, place, nanoseconds(one.times[0]))

    def frozen(self, index: int, time_base: Fraction) -> tuple[StatedTimes, ...]:
        """The times found; the group they are of begins up to two groups before their message."""
        self._found.late = 2 * self._found.longest_gap() * time_base or _UNKNOWN
        return () if self._found.silent else (self._found.frozen(index, time_base),)


def told(value: bytes) -> Told | None:
    """The parts of a general tag; None where its version is not known, or its length is another one than that has."""
    version = value[0] if value else 0
    if version not in _TIMES:
        return None
    flags = int.from_bytes(value[_FLAGS : _FLAGS + 1], "big")
    begin = _FLAGS + (version > 1)
    end = begin + _TIME * (_TIMES[version] if flags & _TIMED else 0)
    if len(value) - end not in _BEHIND[version]:
        return None
    times = tuple(value[at : at + _TIME] for at in range(begin, end, _TIME))
    return Told(version, bool(flags & _PARTIAL), times, value[end:])


def nanoseconds(time: bytes) -> int:
    """Ns since 1970 of a field, which is signed, in the unit that makes it a date; 0 where none does."""
    number = int.from_bytes(time, "big", signed=True)
    return next(filter(is_date, (number * unit for unit in _UNITS)), 0)


def _general(data: bytes) -> Iterator[bytes]:
    """Value of each general tag: a reserved byte, then tags, each with its length."""
    at = 1
    for _ in range(_MOST_TAGS):
        if at >= len(data):
            return
        begin = at + (2 if data[at] in _SHORT else 3)
        end = begin + int.from_bytes(data[at + 1 : begin], "big")
        if end > len(data):
            return
        if data[at] == _GENERAL:
            yield data[begin:end]
        at = end

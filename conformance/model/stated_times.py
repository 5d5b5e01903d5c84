"""Dates and times that a recording states beside its pictures again and again, as they stand."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class TimeSource(StrEnum):
    """Where they stand."""

    MISP = "MISP precision time stamp"
    MISP_NANO = "MISP nano precision time stamp"
    SIGNING = "ONVIF Media Signing"
    AXIS = "Axis Signed Video"
    LOCAL_SET = "KLV local set"
    TABLE = "DVB time table"


IN_SEI = frozenset({TimeSource.MISP, TimeSource.MISP_NANO, TimeSource.SIGNING, TimeSource.AXIS})


@dataclass(frozen=True)
class StatedTime:
    """One time: `utc` in s since 1970-01-01 as it is counted, in packet number `packet`, presented at `pts` ticks."""

    packet: int
    pts: int
    utc: Fraction


@dataclass(frozen=True)
class StatedTimes:
    """All times of one source in one track; `index` is the track's, -1 for tables, whose ticks begin at the first PCR.

    Of `count` times that are dates and have a place in time, `times` are the first and the last in order of
    presentation, and those furthest ahead of and behind the time stamps. `backwards` are earlier than the one before,
    `still` the same although time went by; the first of both stand in the packets `faults`. `no_date` count from no
    known epoch or are not set, `untimed` have no place in time, `damaged` are not laid out as the document says or fail
    their checksum, and `unread` were more than are held. `unlocked` come, by their own status, from a clock that may
    not be locked to a reference, `jumps` follow a jump that the status admits. The picture that a time is of may come
    `late` s before its packet; 0 where that is told by the packet itself, -1 where nobody knows how long before.
    """

    source: TimeSource
    index: int
    time_base: Fraction
    times: tuple[StatedTime, ...]
    count: int
    backwards: int = 0
    still: int = 0
    faults: tuple[int, ...] = ()
    no_date: int = 0
    untimed: int = 0
    damaged: int = 0
    unread: int = 0
    unlocked: int = 0
    jumps: int = 0
    late: Fraction = Fraction(0)


@dataclass(frozen=True)
class TimesFacts:
    """All that were found, in the order of the file's tracks; tables come last."""

    found: tuple[StatedTimes, ...]

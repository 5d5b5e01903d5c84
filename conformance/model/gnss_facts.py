"""Times and places of a satellite receiver, as a recording holds them beside its pictures."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from conformance.model.leap_seconds import passed


class GnssFormat(StrEnum):
    """How a recording holds them."""

    GPSU = "GPMF GPSU"
    GPS9 = "GPMF GPS9"
    GPRI = "GPMF GPRI and SYST"
    NMEA = "NMEA 0183"
    NMEA_LOG = "NMEA 0183 log"
    FREE_GPS = "freeGPS"


class FixQuality(StrEnum):
    """What the receiver says of a fix that it takes as valid."""

    FIX_2D = "2D"
    FIX_3D = "3D"
    AUTONOMOUS = "autonomous"
    DIFFERENTIAL = "differential"
    PRECISE = "precise"
    RTK = "RTK"
    UNSTATED = "valid"


@dataclass(frozen=True)
class Fix:
    """One time with a valid fix, in a packet that is presented from `pts` for `duration` ticks of its track.

    `utc` is in s since 1970-01-01 without leap seconds; at 23:59:60 it is that of the midnight after, with
    `in_leap_second`. `resolution` is the unit of its last digit, s. `position` is latitude and longitude in degrees,
    north and east positive; empty where it can't be told.
    """

    pts: int
    duration: int
    utc: Fraction
    resolution: Fraction
    quality: FixQuality
    position: tuple[Fraction, Fraction] | tuple[()] = ()
    in_leap_second: bool = False


@dataclass(frozen=True)
class GnssTrack:
    """What one track, or one index of blocks, holds in one format; `index` is the track's, -1 for no track.

    Of `valid` fixes `fixes` are the first and the last, those furthest ahead of and behind the time stamps, and others
    evenly thinned to a few thousand. `void` are times that the receiver does not vouch for, `untimed` valid ones in
    packets of which is not told when they are presented, `unchecked` sentences whose checksum is wrong or missing, and
    `damaged` structures or sentences that are not what the format prescribes, or laid out in a way not known here;
    `disordered` are packets with another time than the one before, and no later time stamp.
    """

    format: GnssFormat
    index: int
    time_base: Fraction
    fixes: tuple[Fix, ...]
    valid: int
    void: int
    untimed: int
    unchecked: int
    damaged: int
    disordered: int


@dataclass(frozen=True)
class LoggedTime:
    """One time with a valid fix in a log; nothing there says which picture it goes with. Fields as of a `Fix`."""

    utc: Fraction
    resolution: Fraction
    in_leap_second: bool = False

    @property
    def passed(self) -> Fraction:
        """Seconds since 1970, leap seconds among them."""
        return passed(self.utc, in_leap_second=self.in_leap_second)


@dataclass(frozen=True)
class GnssLog:
    """What a log beside the recording holds: the first and the last of its `valid` times, none where there is none.

    `backward` are times before the one that precedes them; the other counts are as of a `GnssTrack`.
    """

    ends: tuple[LoggedTime, LoggedTime] | tuple[()]
    valid: int
    void: int
    unchecked: int
    damaged: int
    backward: int
    format: GnssFormat = GnssFormat.NMEA_LOG


@dataclass(frozen=True)
class GnssFacts:
    """All that was found, in the order of the file's tracks, and what stands in the log beside it, if one is named."""

    tracks: tuple[GnssTrack, ...]
    logs: tuple[GnssLog, ...] = ()

"""A satellite receiver's word for the start of a recording, and how it is told, wherever the receiver's times stood."""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from conformance.measurands.clocks.clock import UTC_ZONE, Clock
from conformance.model.gnss_facts import Fix, GnssLog, GnssTrack, LoggedTime
from conformance.model.leap_seconds import EPOCH

# s: reports are late "by as much as several hundred" ms, not constantly, so that UTC is not had "much better than 1
# second" from them (GPSD Time Service HOWTO, "1PPS quality issues"); no recorder is known to use the 1PPS signal
LATEST = Fraction(1)
# Of the time between two fixes: a quartz clock is off by 20 ppm at 25 degrees C, and by another 70 ppm 45 K from there
STRAYS = Fraction(1, 10_000)


@dataclass(frozen=True)
class GnssStart:
    """The start of the recording by what one receiver told: UTC in s since 1970, to `half_width` s on either side."""

    told: GnssTrack | GnssLog
    utc: Fraction
    half_width: Fraction

    @property
    def clock(self) -> Clock:
        """As a clock of the recording."""
        shown = EPOCH + timedelta(milliseconds=round(self.utc * 1000))
        return Clock(f"GNSS ({self.told.format})", shown.replace(tzinfo=None), UTC_ZONE, self.half_width)


def counted(told: GnssTrack | GnssLog) -> str:
    """How many times were good, and for how many they were not."""
    counts = (("void", told.void), ("unchecked", told.unchecked), ("damaged", told.damaged))
    return ", ".join((f"{told.valid} valid fixes", *(f"{count} {kind}" for kind, count in counts if count)))


def time_text(time: Fix | LoggedTime) -> str:
    """The UTC as it stood."""
    shown = EPOCH + timedelta(microseconds=round(time.utc * 1_000_000))
    if time.in_leap_second:
        return f"{shown - timedelta(seconds=1):%Y-%m-%d %H:%M}:60 UTC"
    return f"{shown.replace(tzinfo=None).isoformat(' ', 'auto')} UTC"

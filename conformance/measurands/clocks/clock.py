"""What one clock of a recording shows for its start, and how far that can be from what the clock stood at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from conformance.model.facts import Absent

UTC_ZONE = 0  # min east of UTC
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of times as they are shown, whatever their zone
_MICROSECOND = timedelta(microseconds=1)
# Whether a field is truncated or rounded is not known: the clock stood within one unit of it, on either side.
UNKNOWN_ROUNDING = 1


@dataclass(frozen=True)
class Clock:
    """`shown` is what stands there, without a zone; `zone` is in min east of UTC, by a standard or by statement.

    `resolution` is the unit of its last digit, s. `may_close` is True for a time that may be that of the file's close.
    """

    source: str
    shown: datetime
    zone: int | Absent
    resolution: Fraction
    may_close: bool = False

    @property
    def seconds(self) -> Fraction:
        """Seconds since 1970-01-01 as shown, without regard to the zone."""
        return Fraction((self.shown - _EPOCH) // _MICROSECOND, 1_000_000)

    @property
    def text(self) -> str:
        """As it is printed: source, time and zone."""
        zone = "no zone" if isinstance(self.zone, Absent) else zone_text(self.zone)
        return f"{self.source} {self.shown.isoformat(' ', 'auto')} ({zone})"


def zone_text(minutes: int) -> str:
    """`+08:00`, or `UTC`."""
    if minutes == UTC_ZONE:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"

"""What one clock of a recording shows for its start, and how far that can be from what the clock stood at."""

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from conformance.measurands.reading import rectangular, seconds
from conformance.model.facts import Absent

UTC_ZONE = 0  # min east of UTC
EPOCH_1601 = datetime(1601, 1, 1, tzinfo=UTC)  # ONVIF Export File Format 26.06, 5.3
EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)  # ISO/IEC 14496-12, 8.2.2.3
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of times as they are shown, whatever their zone


@dataclass(frozen=True)
class Clock:
    """`shown` is what stands there, without a zone; `zone` is in min east of UTC, by a standard or by statement.

    `resolution` is the unit of its last digit, s, or how far off on either side a delay may leave it. `may_close` is
    True for a time that may be that of the file's close.
    """

    source: str
    shown: datetime
    zone: int | Absent
    resolution: Fraction
    may_close: bool = False

    @property
    def seconds(self) -> Fraction:
        """Seconds since 1970-01-01 as shown, without regard to the zone."""
        return seconds(self.shown - EPOCH)

    @property
    def uncertainty(self) -> Fraction:
        """Standard uncertainty, s: whether it is truncated or rounded is not known, so one unit on either side."""
        return rectangular(self.resolution)

    @property
    def text(self) -> str:
        """As it is printed: source, time and zone."""
        zone = "no zone" if isinstance(self.zone, Absent) else _zone_text(self.zone)
        return f"{self.source} {self.shown.isoformat(' ', 'auto')} ({zone})"


def _zone_text(minutes: int) -> str:
    """`+08:00`, or `UTC`."""
    if minutes == UTC_ZONE:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"

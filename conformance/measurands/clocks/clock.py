"""What one clock of a recording shows for its start, how far that can be from what it stood at, and its offset."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from conformance.measurands.reading import Reading, Result, expanded, rectangular, seconds
from conformance.model.evidence import ReferenceTime
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR, Opinion

UTC_ZONE = 0  # min east of UTC
EPOCH_1601 = datetime(1601, 1, 1, tzinfo=UTC)  # ONVIF Export File Format 26.06, 5.3
EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)  # ISO/IEC 14496-12, 8.2.2.3
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of times as they are shown, whatever their zone


@dataclass(frozen=True)
class Clock:
    """`shown` is what stands there, without a zone; `zone` is in min east of UTC, by a standard or by statement.

    `resolution` is the unit of its last digit, s, or how far off on either side a delay may leave it. `may_close` is
    True for a time that may be that of the file's close.
    `others` are readings of the same digits by another rule, which `source` names: what the writer may have meant.
    """

    source: str
    shown: datetime
    zone: int | Absent
    resolution: Fraction
    may_close: bool = False
    others: tuple["Clock", ...] = ()

    @property
    def seconds(self) -> Fraction:
        """Seconds since 1970-01-01 as shown, without regard to the zone."""
        return seconds(self.shown - EPOCH)

    @property
    def instant(self) -> Fraction:
        """Seconds since 1970-01-01 UTC, as far as the zone is known; else as shown."""
        return self.seconds if isinstance(self.zone, Absent) else self.seconds - self.zone * 60

    @property
    def uncertainty(self) -> Fraction:
        """Standard uncertainty, s: whether it is truncated or rounded is not known, so one unit on either side."""
        return rectangular(self.resolution)

    @property
    def text(self) -> str:
        """As it is printed: source, time and zone."""
        zone = "no zone" if isinstance(self.zone, Absent) else _zone_text(self.zone)
        return f"{self.source} {self.shown.isoformat(' ', 'auto')} ({zone})"


def told(clocks: Iterable[Clock]) -> str:
    """As they are printed, one after the other."""
    return ", ".join(clock.text for clock in clocks)


def witnessed_offset(clock: Clock, reference: ReferenceTime | Absent) -> Result:
    """The clock, in its zone, minus the witnessed start, s; another reading has its say where it is nearer."""
    if isinstance(clock.zone, Absent):
        return Absent(clock.zone.reason, f"{clock.zone.detail}, and none stands there: {clock.text}")
    if isinstance(reference, Absent):
        return Absent(reference.reason, f"{reference.detail}; {clock.text}")
    witness = Clock(reference.source, reference.start.astimezone(UTC).replace(tzinfo=None), UTC_ZONE, Fraction(0))
    budget = expanded(clock.uncertainty, reference.expanded_uncertainty / COVERAGE_FACTOR)
    offset = clock.instant - witness.seconds
    others = tuple((one.source, one.instant - witness.seconds) for one in clock.others)
    nearer = tuple(
        Opinion(f"{clock.source} read as {how}", other, agrees=False)
        for how, other in others
        if abs(other) < abs(offset)
    )
    return Reading(offset, budget, note=f"{clock.text}; {witness.text}", opinions=nearer)


def _zone_text(minutes: int) -> str:
    """`+08:00`, or `UTC`."""
    if minutes == UTC_ZONE:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"

"""What one packet or block tells of the receiver, before it is collected."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from conformance.model.gnss_facts import Fix, FixQuality
from conformance.model.leap_seconds import EPOCH

_FIRST, _LAST = 1980, 2099  # years: GPS began in 1980, and no receiver of today is in use after this century
_DAY = 86_400


class Place(NamedTuple):
    """When a packet is presented and for how long, in ticks of its track; `timed` is False where it does not say."""

    pts: int
    duration: int
    timed: bool = True


class Moment(NamedTuple):
    """A UTC in s since 1970 as `Fix` has it, and the unit of its last digit, s."""

    utc: Fraction
    resolution: Fraction
    in_leap_second: bool = False


class Position(NamedTuple):
    """Degrees, north and east positive."""

    latitude: Fraction
    longitude: Fraction

    @property
    def on_earth(self) -> bool:
        """False where no place has these coordinates."""
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180


@dataclass
class Told:
    """Fixes, and how many times and structures were not good for one."""

    fixes: list[Fix] = field(default_factory=list)
    void: int = 0
    unchecked: int = 0
    damaged: int = 0

    def add(self, place: Place, moment: Moment, position: Position, quality: FixQuality) -> None:
        """One valid fix; a position that is none on earth is damage."""
        if position.on_earth:
            at = (position.latitude, position.longitude)
            self.fixes.append(Fix(place.pts, place.duration, *moment[:2], quality, at, moment.in_leap_second))
        else:
            self.damaged += 1

    @property
    def silent(self) -> bool:
        """True where nothing of a receiver was found."""
        return not (self.fixes or self.void or self.unchecked or self.damaged)


def moment(date: tuple[int, int, int], since_midnight: Fraction, resolution: Fraction) -> Iterator[Moment]:
    """The UTC of a date (year, month, day) and a time of day in s, where there is such a time.

    The 86 401st second of a day is its leap second: whether that day has one is not looked up, for this knows the past.
    """
    year, month, day = date
    if not (_FIRST <= year <= _LAST and 0 <= since_midnight < _DAY + 1):
        return
    with suppress(ValueError, OverflowError):
        midnight = int((datetime(year, month, day, tzinfo=UTC) - EPOCH).total_seconds())
        yield Moment(midnight + since_midnight, resolution, since_midnight >= _DAY)


def moment_since(epoch: datetime, seconds: Fraction, resolution: Fraction) -> Iterator[Moment]:
    """The UTC `seconds` after `epoch`, where it is one that a receiver may state."""
    with suppress(OverflowError):
        when = epoch + timedelta(seconds=int(seconds))
        if _FIRST <= when.year <= _LAST and seconds >= 0:
            yield Moment(Fraction(int((epoch - EPOCH).total_seconds())) + seconds, resolution)

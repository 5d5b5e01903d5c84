"""Collects the times of one source in one track, in bounded memory, and tells how they run."""

from array import array
from fractions import Fraction
from operator import sub
from typing import NamedTuple, TypeAlias

import numpy as np

from conformance.extract.gnss.told import Place
from conformance.model.stated_times import StatedTime, StatedTimes, TimeSource

MOST_TIMES = 1 << 20  # of 24 bytes each: 9 hours of 30 pictures a second
_MOST_FAULTS = 20
_SECOND = 10**9  # ns
# Of today's recorders none is older, and none will be in use later; a count from another epoch is hardly in between
_FIRST, _LAST = 315_532_800 * _SECOND, 4_102_444_800 * _SECOND  # ns from 1970 to 1980 and to 2100


Column: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]


class Status(NamedTuple):
    """What the source says of its own clock."""

    unlocked: bool = False
    jumped: bool = False


UNSAID = Status()


def is_date(nanoseconds: int) -> bool:
    """True for a time since 1970, ns, from 1980 to 2099."""
    return _FIRST <= nanoseconds < _LAST


class Collected:
    """Takes the times in file order; `step` is how long one time may rightly stand, ns."""

    def __init__(self, source: TimeSource, step: int = 0) -> None:
        self._source, self._step = source, step
        self._packets, self._stamps, self._times = array("q"), array("q"), array("q")
        self._no_date = self._untimed = self._unread = self._unlocked = self._jumps = 0
        self.damaged = 0
        self.late = Fraction(0)  # s

    @property
    def dates(self) -> int:
        """How many were dates."""
        return len(self._times) + self._untimed + self._unread

    def take(self, packet: int, place: Place, nanoseconds: int, status: Status = UNSAID) -> None:
        """Add one time since 1970, ns; one that is no date is counted alone."""
        if not is_date(nanoseconds):
            self._no_date += 1
            return
        self._unlocked += status.unlocked
        self._jumps += status.jumped
        if not place.timed:
            self._untimed += 1
        elif len(self._times) >= MOST_TIMES:
            self._unread += 1
        else:
            self._packets.append(packet)
            self._stamps.append(place.pts)
            self._times.append(nanoseconds)

    @property
    def silent(self) -> bool:
        """True where nothing was found, not even damage."""
        return not (self.dates or self._no_date or self.damaged)

    def longest_gap(self) -> int:
        """The longest way from one time stamp to the next, in ticks; 0 where there are no two."""
        stamps = sorted(self._stamps)
        return max(map(sub, stamps[1:], stamps), default=0)

    def _presented(self) -> tuple[Column, Column]:
        """Order of presentation, and the times in it."""
        order = np.argsort(np.frombuffer(self._stamps, np.int64), kind="stable")
        return order, np.frombuffer(self._times, np.int64)[order]

    def frozen(self, index: int, time_base: Fraction) -> StatedTimes:
        """The facts, of the track of that index, whose ticks last `time_base` s."""
        order, times = self._presented()
        stamps = np.frombuffer(self._stamps, np.int64)[order].astype(np.float64)
        passed = (stamps - stamps[:1]) * float(time_base) * _SECOND
        ahead = (times - times[:1]).astype(np.float64) - passed
        steps, waited = np.diff(times), np.diff(passed)
        backwards = (steps < 0) & (waited > 0)
        still = (steps == 0) & (waited > self._step)
        faults = order[1:][backwards | still][:_MOST_FAULTS]
        kept = sorted({0, len(order) - 1, int(ahead.argmin()), int(ahead.argmax())}) if len(order) else []
        return StatedTimes(
            source=self._source,
            index=index,
            time_base=time_base,
            times=tuple(self._one(int(order[place])) for place in kept),
            count=len(order),
            backwards=int(backwards.sum()),
            still=int(still.sum()),
            faults=tuple(self._packets[int(place)] for place in faults),
            no_date=self._no_date,
            untimed=self._untimed,
            damaged=self.damaged,
            unread=self._unread,
            unlocked=self._unlocked,
            jumps=self._jumps,
            late=self.late,
        )

    def _one(self, place: int) -> StatedTime:
        return StatedTime(self._packets[place], self._stamps[place], Fraction(self._times[place], _SECOND))

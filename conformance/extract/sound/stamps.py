"""The stamps of the frames of sound against the samples counted so far: where sound is missing or told twice."""

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappush, heappushpop

from conformance.model.sound_facts import STRETCH_ENDS, ClockMark, Jumps, Spot, StampJump, Stamps

_MOST_JUMPS = 64
_MOST_MARKS = 256


@dataclass
class _Largest:
    """The largest jumps of one direction, however many there are."""

    count: int = 0
    _heap: list[tuple[int, int, StampJump]] = field(default_factory=list)

    def add(self, size: int, jump: StampJump) -> None:
        self.count += 1
        entry = (size, -jump.sample, jump)  # of equals the earlier one is kept
        if len(self._heap) < _MOST_JUMPS:
            heappush(self._heap, entry)
        else:
            heappushpop(self._heap, entry)

    def frozen(self) -> Jumps:
        return Jumps(self.count, tuple(jump for _, _, jump in sorted(self._heap, reverse=True)))


@dataclass
class _Stretch:
    """Marks of one stretch without a jump, every other one let go whenever there are too many."""

    start: int
    first: int
    wander: int = 0
    _last: tuple[int, int] = (0, 0)
    _stride: int = 1
    _seen: int = 0
    _marks: list[tuple[int, int]] = field(default_factory=list)

    def add(self, sample: int, stamp: int, off: int) -> None:
        self.wander = max(self.wander, off)
        self._last = (sample, stamp)
        if self._seen % self._stride == 0:
            self._marks.append(self._last)
            if len(self._marks) >= _MOST_MARKS:
                del self._marks[1::2]
                self._stride *= 2
        self._seen += 1

    @property
    def samples(self) -> int:
        return self._last[0] - self.start

    def marks(self) -> tuple[ClockMark, ...]:
        kept = self._marks if self._marks[-1] == self._last else [*self._marks, self._last]
        return tuple(ClockMark(sample, stamp) for sample, stamp in kept)


class StampLine:
    """Takes frame after frame; the sample rate of all of them is `rate` Hz, a tick of their stamps `tick` s."""

    def __init__(self, rate: int, tick: Fraction) -> None:
        # One sample and one tick in a common unit of time, so that the arithmetic of every frame is of whole numbers.
        self._tick = tick.numerator * rate
        self._sample = tick.denominator
        self._ends = int(STRETCH_ENDS * rate * tick.denominator)
        self._frames = self._untimed = self._backward = 0
        self._count = 0
        self._first = self._last = self._last_at = 0
        self._timed = False
        self._gaps, self._overlaps = _Largest(), _Largest()
        self._stretch = self._longest = _Stretch(0, 0)
        self._anchors: list[tuple[int, int]] = []

    @property
    def samples(self) -> int:
        """Samples a channel taken so far."""
        return self._count

    def take(self, stamp: int | None, samples: int) -> None:
        """Add a frame of at least one sample."""
        self._frames += 1
        if stamp is None:
            self._untimed += 1
        else:
            self._take_stamp(stamp)
        self._count += samples

    def _take_stamp(self, stamp: int) -> None:
        count = self._count
        self._anchors.append((count, stamp))
        if not self._timed:
            self._timed = True
            self._first = stamp
            self._stretch = self._longest = _Stretch(count, stamp)
        else:
            self._compare(stamp)
        stretch = self._stretch
        off = (stamp - stretch.first) * self._tick - (count - stretch.start) * self._sample
        stretch.add(count, stamp, abs(off))
        self._last, self._last_at = stamp, count

    def _compare(self, stamp: int) -> None:
        length = self._count - self._last_at
        off = (stamp - self._last) * self._tick - length * self._sample
        self._backward += stamp < self._last
        if abs(off) <= self._tick:  # rounding of two stamps
            return
        jump = StampJump(self._count, self._last, length, stamp)
        (self._gaps if off > 0 else self._overlaps).add(abs(off), jump)
        if abs(off) > self._ends:
            if self._stretch.samples > self._longest.samples:
                self._longest = self._stretch
            self._stretch = _Stretch(self._count, stamp)

    def spot(self, sample: int) -> Spot:
        """Where a sample lies; of those before the first stamp the offset is negative."""
        if not self._anchors:
            return Spot(0, sample)
        start, stamp = self._anchors[max(bisect_right(self._anchors, sample, key=lambda anchor: anchor[0]) - 1, 0)]
        return Spot(stamp, sample - start)

    def forget(self, before: int) -> None:
        """No more spots before that sample will be asked for."""
        keep = bisect_right(self._anchors, before, key=lambda anchor: anchor[0]) - 1
        if keep > 0:
            del self._anchors[:keep]

    def frozen(self) -> Stamps:
        """The facts so far."""
        stretch = max(self._longest, self._stretch, key=lambda one: one.samples)
        return Stamps(
            frames=self._frames,
            untimed=self._untimed,
            first=self._first,
            last=self._last,
            tail=self._count - self._last_at if self._timed else 0,
            backward=self._backward,
            gaps=self._gaps.frozen(),
            overlaps=self._overlaps.frozen(),
            marks=stretch.marks() if self._timed else (),
            wander=-(-stretch.wander // self._tick),
        )

"""Coded bytes of a track in windows of time, in whole ticks: every window of an hour's packets in a second."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate

from conformance.model.facts import Packets


class Windows:
    """Windows of about `seconds`, a whole number of ticks; time runs from the first time stamp.

    A packet without a time stamp counts where the stamped one before it in the file does.
    """

    def __init__(self, packets: Packets, time_base: Fraction, seconds: int) -> None:
        rows = sorted(_stamped(packets))
        self._stamps = [pts - rows[0][0] for pts, _ in rows]
        self._before = [0, *accumulate(size for _, size in rows)]
        self._window = max(round(seconds / time_base), 1)
        self._tick = time_base

    def starts_side_by_side(self, length: Fraction) -> range:
        """Starts of the whole windows one after the other in that length (s), in ticks."""
        return range(0, int(length / self._tick) - self._window + 1, self._window)

    def starts_sliding(self, length: Fraction) -> list[int]:
        """Starts, in ticks, of the whole windows in that length (s) that begin with a packet, and of the last one.

        No window holds more than the fullest of these.
        """
        last = int(length / self._tick) - self._window
        return [*self._stamps[: bisect_right(self._stamps, last)], *([last] if last >= 0 else [])]

    def held(self, start: int) -> int:
        """Coded bytes in the window that begins there."""
        first, behind = bisect_left(self._stamps, start), bisect_left(self._stamps, start + self._window)
        return self._before[behind] - self._before[first]

    def rate(self, start: int) -> Fraction:
        """Coded bytes a second in the window that begins there."""
        return self.held(start) / (self._window * self._tick)

    def seconds(self, start: int) -> Fraction:
        """A start in s."""
        return start * self._tick


def _stamped(packets: Packets) -> Iterator[tuple[int, int]]:
    """Time stamp and size of each packet in file order."""
    stamp = next((pts for pts, timed in zip(packets.pts, packets.timed, strict=True) if timed), 0)
    for pts, timed, size in zip(packets.pts, packets.timed, packets.size, strict=True):
        stamp = pts if timed else stamp
        yield stamp, size

"""Turns a table of millions of clusters into runs of consecutive ones, by which chains are followed quickly."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.fat.table import BAD, BATCH, FREE, LAST, Values

_FAR = 4096  # runs
_ONES = np.array([number.bit_count() for number in range(256)], np.uint8)
_BELOW = np.array([(1 << bit) - 1 for bit in range(8)], np.uint8)  # bits of a byte below each
CLOSED, BROKEN = -1, -2  # instead of the next run: the chain ends here rightly, or leads to no cluster that holds data


@dataclass(frozen=True)
class Runs:
    """Runs in rising order: the `last` cluster of each, its `length`, and which run is `next`.

    A chain enters a run at its beginning only.
    """

    last: Values
    length: Values
    next: NDArray[np.int32]

    def beginning_at(self, cluster: int) -> int:
        """The run that begins with an allocated cluster, one of the `heads`."""
        return int(np.searchsorted(self.last, np.uint32(cluster)))  # of another type it would copy all

    def first(self, run: int) -> int:
        """The cluster that a run begins with."""
        return int(self.last[run]) - int(self.length[run]) + 1

    def leaps(self) -> int:
        """How often chains lead far away, where following them is slow."""
        found = 0
        for start in range(0, len(self.next), BATCH):
            batch = self.next[start : start + BATCH]
            ways = np.abs(batch - np.arange(start, start + len(batch), dtype=np.int32))
            found += int(np.count_nonzero((ways > _FAR) & (batch >= 0)))
        return found


def runs_of(values: Values, heads: Iterable[int], beat: Callable[[], None]) -> Runs:
    """The runs of all allocated clusters; each of the `heads` begins one."""
    end = len(values)
    held, begins = np.zeros(end + 1, bool), np.zeros(end + 1, bool)
    begins[np.fromiter(heads, np.int64)] = True
    for start in range(2, end, BATCH):
        batch = values[start : start + BATCH]
        held[start : start + len(batch)] = (batch != FREE) & (batch != BAD)
        follows = np.arange(start + 1, start + len(batch) + 1, dtype=np.uint32) == batch
        begins[start + 1 : start + len(batch) + 1] |= ~follows
        jumps = batch[~follows]
        begins[jumps[jumps < end]] = True
        beat()
    begins[2] = True
    begins &= held
    first, ranks = _places(begins), _Ranks(begins)
    # a run ends where the next cluster is not held, or begins another
    begins[:-1] = held[:-1] & (begins[1:] | ~held[1:])
    begins[-1] = False
    last = _places(begins)
    del begins
    following = _following(values, held, (last, ranks), beat)
    length = np.subtract(last, first, out=first)  # tables of 2^24 fragments leave no room for more arrays
    length += 1
    return Runs(last, length, following)


class _Ranks:
    """Of each cluster, how many runs begin before it, in far less memory than a number for each would take."""

    def __init__(self, begins: NDArray[np.bool_]) -> None:
        self._bits = np.packbits(begins, bitorder="little")
        counts = _ONES[self._bits]
        self._before = np.cumsum(counts, dtype=np.int32) - counts

    def of(self, clusters: Values) -> NDArray[np.int32]:
        """For each of these."""
        octets = clusters >> np.uint32(3)
        below = self._bits[octets] & _BELOW[clusters & np.uint32(7)]
        found: NDArray[np.int32] = self._before[octets] + _ONES[below]
        return found


def _places(mask: NDArray[np.bool_]) -> Values:
    """Where it is true, in half the memory that numpy takes."""
    found = np.empty(np.count_nonzero(mask), np.uint32)
    filled = 0
    for start in range(0, len(mask), BATCH):
        places = np.flatnonzero(mask[start : start + BATCH])
        found[filled : filled + len(places)] = places + start
        filled += len(places)
    return found


def _following(
    values: Values, held: NDArray[np.bool_], runs: tuple[Values, _Ranks], beat: Callable[[], None]
) -> NDArray[np.int32]:
    """The run to which each one's last cluster leads."""
    last, ranks = runs
    following = np.empty(len(last), np.int32)
    for start in range(0, len(last), BATCH):
        target = values[last[start : start + BATCH]]
        inside = target < len(values)
        near = np.where(inside, target, 0)
        found = np.where(held[near], ranks.of(near), BROKEN)
        found[target >= LAST] = CLOSED
        following[start : start + len(target)] = found
        beat()
    return following

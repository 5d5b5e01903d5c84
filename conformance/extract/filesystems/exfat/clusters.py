"""Keeps who holds each cluster, so that clusters of two files, loops and lost clusters show."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from conformance.extract.filesystems.exfat.boot import FIRST, Boot
from conformance.extract.filesystems.exfat.table import BAD, LAST, PAGE, PAGE_BITS, Fat
from conformance.extract.filesystems.window import Window

UNSTATED = -1  # the length of the root folder
_CELLS, _FEW_CELLS = 1 << 20, 1 << 10  # taken at once
_FEW_RUNS = 8  # as fast one by one
_MOST_THROUGH = 16
_OUTSIDE = 0xFFFF_FFFF  # owner of numbers that no cluster has
_MOST_RUNS = 1 << 19  # kept: clusters of 512 B in the largest folder
_Cells = npt.NDArray[np.int64]
Runs: TypeAlias = tuple["array[int]", "array[int]"]  # first and last clusters


@dataclass(frozen=True)
class Extent:
    """An allocation of clusters: its first one, its length in B, and whether it is contiguous (NoFatChain)."""

    first: int
    length: int
    contiguous: bool = False


@dataclass(frozen=True)
class Holder:
    """Who holds clusters: its path, where its entry stands, and whether the FAT says nothing of them (NoFatChain)."""

    path: str
    at: int
    contiguous: bool


class Stream:
    """The bytes of runs of clusters, by position from the first."""

    def __init__(self, window: Window, boot: Boot, runs: Runs) -> None:
        self._window, self._boot, self._firsts = window, boot, runs[0]
        counts = (last - first + 1 for first, last in zip(*runs, strict=True))
        self._ends = list(accumulate(counts, initial=0))
        self.size = self._ends[-1] * boot.cluster

    def place(self, position: int) -> int:
        """Offset in the volume of a position below the size."""
        return self._stretch(position)[0]

    def read(self, position: int, count: int) -> bytes:
        """Bytes there, fewer where the stream or the image ends."""
        pieces = []
        while count > 0 and position < self.size:
            place, length = self._stretch(position)
            data = self._window.read(place, min(count, length))
            pieces.append(data)
            if len(data) < min(count, length):
                break
            position, count = position + len(data), count - len(data)
        return b"".join(pieces)

    def _stretch(self, position: int) -> tuple[int, int]:
        """Offset in the volume, and how many bytes follow there in one run."""
        run = bisect_right(self._ends, position // self._boot.cluster) - 1
        into = position - self._ends[run] * self._boot.cluster
        whole = (self._ends[run + 1] - self._ends[run]) * self._boot.cluster
        return self._boot.place(self._firsts[run]) + into, whole - into


class Clusters:
    """Clusters by holder: `owner` has the number of each one's, 0 = none, by the numbers of the clusters."""

    def __init__(self, window: Window, boot: Boot, fat: Fat) -> None:
        self._window, self._boot, self._fat = window, boot, fat
        # whole pages, so that a chain is followed through a page without a look at its bounds
        self.owner: npt.NDArray[np.uint32] = np.zeros(-(-boot.end // PAGE) * PAGE, np.uint32)
        self.owner[:FIRST] = self.owner[boot.end :] = _OUTSIDE
        self._view = self.owner.data
        self._holders: list[Holder] = []
        self._patience = 4 * boot.clusters + 16 * _CELLS  # cells that may be found taken
        self._shared: list[int] = []  # of the claim in work: the first cluster, and how many
        self._through = 0  # of the claim in work: runs of another's clusters that its chain went through
        self.doubted: set[int] = set()  # numbers of holders of which some clusters can't be theirs, or theirs alone
        self.complete = True

    @property
    def claims(self) -> int:
        """How many were made: the number of the last one's holder."""
        return len(self._holders)

    def holder(self, number: int) -> Holder:
        """Who has that number."""
        return self._holders[number - 1]

    def claim(self, path: str, at: int, extent: Extent) -> Runs:
        """Note who holds an allocation, its entry at offset `at`, and what of it can't be so; its runs.

        Clusters that another one holds already stay that one's.
        """
        self._holders.append(Holder(path, at, extent.contiguous))
        self._shared, self._through = [], 0
        needed = -(-extent.length // self._boot.cluster)
        runs: Runs = array("I"), array("I")
        if extent.first == 0:
            if extent.length:
                self._flaw(f"states {extent.length} bytes and no first cluster")
        elif not FIRST <= extent.first < self._boot.end:
            self._flaw(f"its first cluster {extent.first} is none of the volume's")
        elif extent.contiguous:
            runs = self._contiguous(extent, needed)
        else:
            runs = self._chain(extent, needed)
        if self._shared:
            first, count = self._shared
            other = self.holder(int(self.owner[first])).path
            self._flaw(f"holds clusters that belong to {other} as well: {count}, the first is {first}")
        return runs

    def _flaw(self, detail: str) -> None:
        holder = self._holders[-1]
        self.doubted.add(len(self._holders))
        self._window.flaw(holder.path, holder.at, detail)

    def _contiguous(self, extent: Extent, needed: int) -> Runs:
        if needed == 0:
            self._flaw(f"states NoFatChain, cluster {extent.first} as its first one and no bytes")
        end = min(extent.first + needed, self._boot.end)
        if end < extent.first + needed:
            missing = extent.first + needed - end
            self._flaw(f"its {needed} clusters from cluster {extent.first} on run {missing} past the last one")
        begin = extent.first
        while begin < end:
            step = _CELLS if self._patience > 0 else _FEW_CELLS
            self._take(slice(begin, min(begin + step, end)), begin)
            begin += step
            if self._shared and self._patience <= 0:
                self.complete = False
                break
        stop = self._shared[0] if self._shared else end
        return (array("I", [extent.first]), array("I", [stop - 1])) if stop > extent.first else (array("I"), array("I"))

    def _take(self, cells: slice | _Cells, begin: int) -> None:
        """Make free cells the claim's own; cells that another one holds are noted. A slice begins at `begin`."""
        number, held = len(self._holders), self.owner[cells]
        taken = (held != 0) & (held != number)
        count = int(np.count_nonzero(taken))
        if not count:
            self.owner[cells] = number
            return
        self.doubted.update(map(int, np.unique(held[taken])))
        first = int(np.argmax(taken))
        cluster = begin + first if isinstance(cells, slice) else int(cells[first])
        self._shared = [self._shared[0], self._shared[1] + count] if self._shared else [cluster, count]
        self._patience -= count
        self.owner[cells] = np.where(taken, held, np.uint32(number))

    def _chain(self, extent: Extent, needed: int) -> Runs:
        """Follow the FAT, run by run; where it leads to is told where it can't be so, and so is another length."""
        kept, runs = (array("I"), array("I")), (array("I"), array("I"))
        cluster, previous, total, pending, goes_on = extent.first, 0, 0, 0, True
        while goes_on and FIRST <= cluster < self._boot.end and not self._fat.weary and self._patience > 0:
            page = cluster >> PAGE_BITS
            nexts, ends = self._fat.page(page)
            firsts, cluster = self._through_page(cluster, nexts)
            goes_on = cluster >> PAGE_BITS != page
            if firsts:
                lasts = _lasts(firsts, ends)
                runs[0].extend(firsts)
                runs[1].extend(lasts)
                pending, previous = pending + sum(lasts) - sum(firsts) + len(firsts), lasts[-1]
            if pending >= _CELLS:
                total += self._flush(runs, kept)
                runs, pending = (array("I"), array("I")), 0
        total += self._flush(runs, kept)
        self._end_of_chain(previous, cluster, (total, needed if extent.length != UNSTATED else UNSTATED))
        return kept

    def _through_page(self, cluster: int, nexts: memoryview) -> tuple["array[int]", int]:
        """First clusters of a chain's runs in one page of the FAT, made its own, and where it leads to from there.

        That is in the page still where the chain can't be followed on.
        """
        view, number, page, begun = self._view, len(self._holders), cluster >> PAGE_BITS, array("I")
        base, add = page << PAGE_BITS, begun.append
        while cluster >> PAGE_BITS == page:
            if not (owner := view[cluster]):
                view[cluster] = number
            elif not self._is_open(owner):
                break
            add(cluster)
            cluster = nexts[cluster - base]
        return begun, cluster

    def _is_open(self, owner: int) -> bool:
        """True where a chain goes on through a cluster of that owner: of a contiguous one, and not time and again."""
        self._through += 1
        if owner in (len(self._holders), _OUTSIDE) or self._through > _MOST_THROUGH:
            return False
        return self.holder(owner).contiguous

    def _flush(self, runs: Runs, kept: Runs) -> int:
        """Take the cells of those runs, keep the runs; how many cells they are."""
        firsts = np.frombuffer(runs[0], np.uint32).astype(np.int64)
        counts = np.frombuffer(runs[1], np.uint32) - firsts + 1
        before = np.cumsum(counts) - counts
        total = int(counts.sum())
        if total:
            self._take(np.repeat(firsts - before, counts) + np.arange(total), 0)
        if len(kept[0]) < _MOST_RUNS:
            kept[0].extend(runs[0])
            kept[1].extend(runs[1])
        self._window.beat()
        return total

    def _end_of_chain(self, previous: int, cluster: int, lengths: tuple[int, int]) -> None:
        total, needed = lengths
        came = f"after {total} clusters its chain leads from cluster {previous} to" if total else "its chain begins at"
        if cluster == LAST:
            if needed not in (UNSTATED, total):
                self._flaw(f"its chain is {total} clusters long, {needed} are needed for its bytes")
        elif cluster == BAD:
            self._flaw(f"{came} a bad cluster")
        elif cluster == 0:
            self._flaw(f"{came} a free entry")
        elif not FIRST <= cluster < self._boot.end:
            self._flaw(f"{came} {cluster:#x}, which is no cluster of the volume")
        elif not (owner := int(self.owner[cluster])):
            self.complete = False
            self._flaw(f"{came} cluster {cluster}; the chains of the FAT are too entangled to follow more of them")
        elif owner == len(self._holders):
            self._flaw(f"{came} cluster {cluster}, which is one of its own: a loop")
        else:
            self.doubted.add(owner)
            self._flaw(f"{came} cluster {cluster}, which belongs to {self.holder(owner).path}: it is not followed")


def _lasts(firsts: "array[int]", ends: npt.NDArray[np.uint16]) -> "array[int]":
    """The last clusters of runs in one page of the FAT."""
    if len(firsts) <= _FEW_RUNS:
        return array("I", [(first & -PAGE) + int(ends[first & PAGE - 1]) for first in firsts])
    clusters = np.frombuffer(firsts, np.uint32)
    return array("I", (clusters // PAGE * PAGE + ends[clusters % PAGE]).astype(np.uint32).tobytes())

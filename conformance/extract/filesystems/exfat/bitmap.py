"""Compares the allocation bitmap with what the entries hold: both say which clusters are in use.

Source: exFAT file system specification, sections 4.1.3 and 7.1.5. The FAT says nothing of contiguous allocations.
"""

import numpy as np
import numpy.typing as npt

from conformance.extract.filesystems.exfat.boot import FIRST, Boot
from conformance.extract.filesystems.exfat.clusters import Clusters, Stream
from conformance.extract.filesystems.exfat.root import BITMAP_PATH
from conformance.extract.filesystems.exfat.table import BAD, Fat
from conformance.extract.filesystems.window import MOST_FLAWS, Window

_CELLS = 1 << 20  # compared at once
_Bools = npt.NDArray[np.bool_]


class BitmapCheck:
    """The bitmap's `data`, which stands in `stream`, against the holders of clusters; `free` ones are counted.

    So are `bad` ones, which the FAT marks so and no entry holds: the bitmap has to mark them as in use. Others that it
    marks as in use and no entry holds are told only where all entries were read: `complete`.
    """

    def __init__(self, window: Window, boot: Boot, fat: Fat, clusters: Clusters) -> None:
        self._window, self._boot, self._fat, self._clusters = window, boot, fat, clusters
        self.free = self.bad = 0
        self._open: list[int] = []  # of the bad ones that the bitmap marks as free: the first, and how many
        self._unmarked: dict[int, list[int]] = {}  # by holder: first cluster, how many
        self._lost: list[list[int]] = []  # runs: first cluster, end; the first ones
        self._more = 0  # runs beyond them

    def run(self, stream: Stream, data: bytes, *, complete: bool) -> None:
        """All clusters that the bitmap has a bit for."""
        count = min(len(data) * 8, self._boot.clusters)
        for begin in range(0, count, _CELLS):
            self._window.beat()
            cells = min(_CELLS, count - begin)
            piece = np.frombuffer(data, np.uint8, count=-(-cells // 8), offset=begin // 8)
            marked = np.unpackbits(piece, count=cells, bitorder="little").astype(np.bool_)
            held = self._clusters.owner[begin + FIRST : begin + FIRST + cells] != 0
            bad = ~held & (self._fat.words(begin + FIRST, cells) == BAD)
            self.bad += int(np.count_nonzero(bad))
            self.free += int(np.count_nonzero(~marked & ~bad))
            self._note_unmarked(held & ~marked, begin + FIRST)
            self._note_open(bad & ~marked, begin + FIRST)
            if complete:
                self._note_lost(marked & ~held & ~bad, begin + FIRST)
        for number, (first, clusters) in self._unmarked.items():
            path, place = self._clusters.holder(number).path, self._place(stream, first)
            self._window.flaw(path, place, f"the bitmap marks clusters of it as free: {clusters}, the first is {first}")
        if self._open:
            first, clusters = self._open
            told = f"marks clusters as free that the FAT marks as bad: {clusters}, the first is {first}"
            self._window.flaw(BITMAP_PATH, self._place(stream, first), told)
        for begin, end in self._lost:
            told = f"marks clusters as in use that belong to no file: {end - begin}, from {begin} on"
            self._window.flaw(BITMAP_PATH, self._place(stream, begin), told)
        self._window.faults += self._more

    def _place(self, stream: Stream, cluster: int) -> int:
        """Where in the volume the bit of a cluster stands."""
        return stream.place((cluster - FIRST) // 8)

    def _note_unmarked(self, wrong: _Bools, base: int) -> None:
        if not wrong.any():
            return
        cells = np.flatnonzero(wrong)
        owners, first, counts = np.unique(self._clusters.owner[cells + base], return_index=True, return_counts=True)
        for number, at, count in zip(owners.tolist(), first.tolist(), counts.tolist(), strict=True):
            self._unmarked.setdefault(number, [int(cells[at]) + base, 0])[1] += count

    def _note_open(self, wrong: _Bools, base: int) -> None:
        """Bad clusters that the bitmap offers for use."""
        if wrong.any():
            first, count = self._open or (int(np.argmax(wrong)) + base, 0)
            self._open = [first, count + int(np.count_nonzero(wrong))]

    def _note_lost(self, lost: _Bools, base: int) -> None:
        """Runs of clusters that nothing holds."""
        edges = np.flatnonzero(np.diff(lost.astype(np.int8), prepend=0, append=0))
        begins, ends = edges[::2] + base, edges[1::2] + base
        room = MOST_FLAWS - len(self._lost) + 1
        for begin, end in zip(begins[:room].tolist(), ends[:room].tolist(), strict=True):
            if self._lost and self._lost[-1][1] == begin:
                self._lost[-1][1] = end
            else:
                self._lost.append([begin, end])
        self._more += max(0, len(begins) - room)

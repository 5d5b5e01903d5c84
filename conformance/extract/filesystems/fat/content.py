"""Reads the slots of a folder, from FAT12's and FAT16's fixed root or along a chain, each cluster once."""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from conformance.extract.filesystems.fat.boot import FIRST_CLUSTER, Boot
from conformance.extract.filesystems.fat.slots import SLOT
from conformance.extract.filesystems.fat.table import Table
from conformance.extract.filesystems.window import Window

_LARGEST = 65_536 * SLOT  # B: the specification lets no folder be larger
_MOST_READ = 1 << 31  # B of all folders


@dataclass(frozen=True)
class Content:
    """The slots of one folder; pieces of them begin at `begins` and stand at `places` of the window.

    `trouble` says why there are fewer than there should be; of a broken chain the check of all chains tells.
    """

    data: bytes
    begins: tuple[int, ...]
    places: tuple[int, ...]
    trouble: str

    def place(self, at: int) -> int:
        """Where in the window a slot stands."""
        piece = max(0, bisect_right(self.begins, at) - 1)
        return self.places[piece] + at - self.begins[piece]


class FolderReader:
    """Reads folders of one volume; a cluster that belongs to one is in no other."""

    def __init__(self, window: Window, boot: Boot, table: Table) -> None:
        self._window, self._boot, self._table = window, boot, table
        self._taken = np.zeros(boot.end, bool)
        self._read = 0

    def root(self) -> Content:
        """The root folder that has its own place."""
        at, size = self._boot.root_at, self._boot.root_size
        return self._content([(at, size)], "")

    def chain(self, first: int) -> Content:
        """The folder from a cluster on, to the end of its chain or to where that makes no sense."""
        unit, pieces, held, trouble = self._boot.unit, [(self._boot.place(first), 0)], 0, ""
        cluster = first
        while FIRST_CLUSTER <= cluster < self._boot.end and not self._taken[cluster]:
            if held >= _LARGEST:
                trouble = f"its chain runs past the {_LARGEST} bytes that a folder may have"
                break
            self._taken[cluster] = True
            at, size = pieces[-1]
            if self._boot.place(cluster) == at + size:
                pieces[-1] = at, size + unit
            else:
                pieces.append((self._boot.place(cluster), unit))
            held += unit
            cluster = self._table.next(cluster)
        return self._content(pieces, trouble)

    def _content(self, pieces: list[tuple[int, int]], trouble: str) -> Content:
        data, begins = bytearray(), []
        for at, size in pieces:
            begins.append(len(data))
            if self._read + size > _MOST_READ:
                trouble = f"the folders take more than {_MOST_READ} bytes: this one is not read to its end"
                break
            found = self._window.read(at, size)
            self._read += size
            data += found
            if len(found) < size:
                trouble = f"the image ends {size - len(found)} bytes before the folder does"
                break
        whole = len(data) // SLOT * SLOT
        return Content(bytes(data[:whole]), tuple(begins), tuple(at for at, _ in pieces[: len(begins)]), trouble)

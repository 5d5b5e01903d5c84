"""Holds the tables of a sparse extent of VMDK against its file and against their redundant copies.

Source: VMware, "Virtual Disk Format 5.0", "Hosted Sparse Extents".
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images.raw import Piece
from conformance.extract.images.vmdk_header import REDUNDANT_AT, Sparse
from conformance.extract.images.vmdk_sparse import SparseExtent
from conformance.model.structure_facts import Flaw
from conformance.model.vmdk_descriptor import SECTOR

_Sectors: TypeAlias = NDArray[np.int64]
_Entries: TypeAlias = NDArray[np.uint32]
_BATCH = 1 << 20
_LAST = (1 << 32) - 1  # that a table can name
_MARKER = 12  # bytes before a compressed grain
_FREE, _RATIO = 1 << 30, 256  # bytes of compressed grains that are verified, and times the bytes of the file


class Audit:
    """All grain tables, all that they name, and each compressed grain; `beat` is called at each table."""

    def __init__(self, piece: Piece, sparse: Sparse, beat: Callable[[], None]) -> None:
        self._piece, self._sparse, self._beat = piece, sparse, beat
        self._extent = SparseExtent(piece, sparse)
        self._grains: list[_Entries] = []  # where they begin, of each table
        end = _sectors(piece.size)
        descriptor = min(sparse.descriptor, end), min(sparse.descriptor + sparse.descriptor_sectors, end)
        self._own = [(0, 1), descriptor]  # sectors of the file that hold no grains, with their ends
        whole = _MARKER if sparse.compressed else sparse.grain * SECTOR
        self._last_whole = (piece.size - whole) // SECTOR  # sector from which on a grain may run past the end
        self.shared = 0  # grains that stand where another one does
        self._patience = (_FREE + _RATIO * piece.size) // (sparse.grain * SECTOR)  # compressed grains

    def flaws(self) -> Iterator[Flaw]:
        """What is wrong, one for each table and kind, at bytes of the file; OSError as the system raises it."""
        sparse = self._sparse
        directory = self._directory(sparse.directory)
        self._own.append((sparse.directory, sparse.directory + _sectors(4 * sparse.tables)))
        copies = directory
        if sparse.redundant:
            copies = self._directory(sparse.redundant)
        if len(copies) < len(directory):
            said = f"the redundant grain directory, at sector {sparse.redundant}, lies beyond the end of the file"
            yield Flaw("header", REDUNDANT_AT, said)
            copies = directory
        elif sparse.redundant:
            self._own.append((sparse.redundant, sparse.redundant + _sectors(4 * sparse.tables)))
        yield from self._hidden_tables()
        for index in np.flatnonzero(directory | copies).tolist():
            self._beat()
            yield from self._table(index, int(directory[index]), int(copies[index]))
        yield from self._met()

    def _directory(self, sector: int) -> _Sectors:
        data = self._piece.read(sector * SECTOR, 4 * self._sparse.tables)
        found = np.frombuffer(data[: len(data) // 4 * 4], "<u4").astype(np.int64)
        return np.where(found == 1, 0, found) if self._sparse.zeroed else found

    def _table(self, index: int, sector: int, copy: int) -> Iterator[Flaw]:
        """One table and its copy, of those sectors of the file; where there is none, all its grains are zeros."""
        first = index * self._sparse.entries
        due = min(self._sparse.entries, self._sparse.grains - first)
        found = self._entries(sector, due)
        if len(found) < due:
            said = f"grain table {index}, at sector {sector}, lies beyond the end of the file"
            yield Flaw("grain directory", self._sparse.directory * SECTOR + 4 * index, said)
            return
        if copy != sector:
            yield from self._compared(index, found, copy)
        yield from self._named(first, sector, found)
        yield from self._hidden(index, sector, due)
        if sector:
            self._own.append((sector, sector + _sectors(4 * self._sparse.entries)))
        if copy not in (sector, 0):
            self._own.append((copy, copy + _sectors(4 * self._sparse.entries)))

    def _hidden(self, index: int, sector: int, due: int) -> Iterator[Flaw]:
        """Grains that the table names behind the last one of the disk: it was larger, and nothing reads them."""
        named = np.flatnonzero(self._entries(sector, self._sparse.entries)[due:] > 1)
        if len(named):
            said = f"{len(named)} grains are named in table {index} behind the {self._sparse.grains} of the disk"
            place = sector * SECTOR + 4 * (due + int(named[0]))
            yield Flaw("grain table", place, f"{said}: it states too small a size")

    def _hidden_tables(self) -> Iterator[Flaw]:
        """The same of tables, as far as the last sector of the directory goes: nothing states its length."""
        begin = self._sparse.directory * SECTOR + 4 * self._sparse.tables
        data = self._piece.read(begin, -begin % SECTOR)
        named = np.flatnonzero(np.frombuffer(data[: len(data) // 4 * 4], "<u4") > 1)
        if len(named):
            said = f"{len(named)} grain tables are named behind the {self._sparse.tables} of the disk"
            yield Flaw("grain directory", begin + 4 * int(named[0]), f"{said}: it states too small a size")

    def _entries(self, sector: int, due: int) -> _Entries:
        """The entries of one table that name grains of the disk."""
        if not sector:
            return np.zeros(due, np.uint32)
        data = self._piece.read(sector * SECTOR, 4 * due)
        return np.frombuffer(data[: len(data) // 4 * 4], "<u4")

    def _compared(self, index: int, found: _Entries, copy: int) -> Iterator[Flaw]:
        """Entries that their copies don't confirm."""
        others = self._entries(copy, len(found))
        at = self._sparse.redundant * SECTOR + 4 * index
        if len(others) < len(found):
            said = f"grain table {index}, at sector {copy}, lies beyond the end of the file"
            yield Flaw("redundant grain directory", at, said)
        elif unlike := np.flatnonzero(found != others).tolist():
            said = f"grain table {index} differs from its copy in {len(unlike)} entries"
            said += f", first in that of grain {index * self._sparse.entries + unlike[0]}"
            yield Flaw("redundant grain directory", at, said)

    def _named(self, first: int, sector: int, found: _Entries) -> Iterator[Flaw]:
        """The grains that a table names, of which `first` is its first."""
        rows = np.flatnonzero(found > 1 if self._sparse.zeroed else found)
        if len(rows) and int(found[rows].max()) > self._last_whole:
            lost = self._lost(first, rows, found[rows])
            if lost.any():
                said = f"{int(lost.sum())} grains, of the extent's the first is {first + int(rows[lost][0])}, lie"
                place = sector * SECTOR + 4 * int(rows[lost][0])
                yield Flaw("grain table", place, f"{said} beyond the end of the file")
            rows = rows[~lost]
        if self._sparse.compressed:
            yield from self._verified(first, found, rows.tolist())
        else:
            self._grains.append(found[rows])

    def _lost(self, first: int, rows: _Sectors, found: _Entries) -> NDArray[np.bool_]:
        """Which of these grains do not end in the file; the last one of the extent may be shorter than others."""
        sparse = self._sparse
        sizes = np.minimum(sparse.grain, sparse.sectors - (first + rows) * sparse.grain) * SECTOR
        ends = found.astype(np.int64) * SECTOR + (_MARKER if sparse.compressed else sizes)
        lost: NDArray[np.bool_] = ends > self._piece.size
        return lost

    def _verified(self, first: int, found: _Entries, rows: list[int]) -> Iterator[Flaw]:
        """Compressed grains by their markers and checksums."""
        for row in rows:
            if self._patience <= 0:
                if self._patience == 0:
                    said = "the grains are far larger than the file: those from here on are not verified"
                    yield Flaw("grain", int(found[row]) * SECTOR, said)
                self._patience = -1
                return
            self._patience -= 1
            try:
                self._extent.inflated(first + row, int(found[row]))
            except DamagedImageError as error:
                yield Flaw("grain", int(found[row]) * SECTOR, str(error))

    def _met(self) -> Iterator[Flaw]:
        """Grains that stand where other grains or tables do, and tables that stand in each other."""
        begins, ends = np.array(sorted(self._own), np.int64).T
        reached = np.maximum.accumulate(ends)
        if (met := np.flatnonzero(begins[1:] < reached[:-1]) + 1).size:
            said = f"{len(met)} tables stand where the file keeps something else"
            yield Flaw("tables", int(begins[met[0]]) * SECTOR, said)
        grains = np.concatenate([np.zeros(0, np.uint32), *self._grains])
        self._grains.clear()
        grains.sort()
        at = 0
        for start in range(0, len(grains), _BATCH):
            batch = grains[start : start + _BATCH + 1]
            near = np.flatnonzero(np.diff(batch) < self._sparse.grain)
            at = int(batch[near[0] + 1]) if len(near) and not self.shared else at
            self.shared += len(near)
            self._beat()
        if self.shared:
            yield Flaw("grains", at * SECTOR, f"{self.shared} grains stand where the file keeps another one")
        yield from self._in_tables(grains, begins - self._sparse.grain + 1, reached)

    def _in_tables(self, grains: _Entries, lows: _Sectors, reached: _Sectors) -> Iterator[Flaw]:
        """Grains that begin between one of the `lows` and the end that is `reached` there: tables stand in them."""
        apart = np.append(True, lows[1:] > reached[:-1])
        ends = np.append(np.flatnonzero(apart)[1:] - 1, len(lows) - 1)
        first, last = _places(grains, lows[apart]), _places(grains, reached[ends])
        if (last > first).any():
            said = f"{int((last - first).sum())} grains stand where the file keeps its header or a table"
            yield Flaw("grains", int(grains[first[last > first][0]]) * SECTOR, said)


def _places(grains: _Entries, sectors: _Sectors) -> _Sectors:
    """How many of the sorted grains begin before each of the sectors."""
    return np.searchsorted(grains, np.clip(sectors, 0, _LAST).astype(np.uint32))  # of another type it would copy all


def _sectors(count: int) -> int:
    return -(-count // SECTOR)

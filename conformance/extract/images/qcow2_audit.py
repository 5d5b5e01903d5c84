"""Holds the tables of a qcow2 file against the file: what lies beyond its end, and what is used twice.

Source: QEMU, docs/interop/qcow2.rst, "Cluster mapping". Reference counts are not compared.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.images.qcow2_header import COMPRESSED, OFFSET, ZEROS, Disk
from conformance.extract.images.raw import Piece
from conformance.model.structure_facts import Flaw

_Places: TypeAlias = NDArray[np.int64]
_MOST_TABLES = 1 << 16  # of L2
_MOST_MARKED = 1 << 27  # clusters of the file


class Audit:
    """The first 65536 L2 tables of the disk, and all that they name; `beat` is called at each of them."""

    def __init__(self, piece: Piece, disk: Disk, beat: Callable[[], None]) -> None:
        self._piece, self._disk, self._beat = piece, disk, beat
        length = -(-piece.size >> disk.bits)
        self._used = np.zeros(length if length <= _MOST_MARKED else 0, bool)

    def flaws(self) -> Iterator[Flaw]:
        """What is wrong, one for each table and kind, at bytes of the file; OSError as the system raises it."""
        disk = self._disk
        l1 = _entries(self._piece.read(disk.l1, 8 * disk.tables))
        end = disk.l1 + 8 * len(l1)
        self._marked(np.unique(np.r_[0, disk.l1 >> disk.bits : ((end - 1) >> disk.bits) + 1]))
        tables = l1 & OFFSET
        for index in np.flatnonzero(tables)[:_MOST_TABLES].tolist():
            self._beat()
            at = int(tables[index])
            if at % disk.cluster or at + disk.cluster > self._piece.size:
                said = f"L2 table {index} at byte {at} lies beyond the end of the file, or begins in no cluster"
                yield Flaw("L1", disk.l1 + 8 * index, said)
            elif self._marked(tables[index : index + 1] >> disk.bits):
                said = f"L2 table {index} at byte {at} stands where the file keeps something else"
                yield Flaw("L1", disk.l1 + 8 * index, said)
            else:
                yield from self._table(index, at)

    def _table(self, index: int, at: int) -> Iterator[Flaw]:
        """Of one L2 table at that byte of the file."""
        disk, size = self._disk, self._piece.size
        first = index * disk.per_table
        entries = _entries(self._piece.read(at, disk.cluster))[: disk.clusters - first]
        if not entries.any():
            return
        compressed = entries & COMPRESSED != 0
        zeros = (entries & ZEROS != 0) & (disk.version > 2)
        hosts = entries & OFFSET
        due = np.minimum(disk.cluster, disk.size - (first + np.arange(len(entries))) * disk.cluster)
        plain = ~compressed & ~zeros & ((hosts != 0) | (entries < 0))  # < 0: bit 63, of a cluster that is somewhere
        lost = plain & ((hosts + due > size) | (hosts % disk.cluster != 0) | (hosts == 0))
        lost[compressed] = _end_of_compressed(entries[compressed], disk.bits) > -(-size // 512) * 512
        if lost.any():
            row = int(np.flatnonzero(lost)[0])
            said = (
                f"{int(lost.sum())} clusters, of the disk's the first is {first + row}, lie beyond the end of the file"
            )
            yield Flaw("L2", at + 8 * row, f"{said}, or begin in no cluster")
        shared = self._marked(hosts[plain & ~lost] >> disk.bits)
        if shared:
            yield Flaw("L2", at, f"{shared} clusters stand where the file keeps something else")

    def _marked(self, places: _Places) -> int:
        """Mark these clusters of the file as used; how many of them were already."""
        inside = places[places < len(self._used)]
        once = np.unique(inside)
        again = len(inside) - len(once) + int(np.count_nonzero(self._used[once]))
        self._used[once] = True
        return again


def _entries(data: bytes) -> _Places:
    return np.frombuffer(data, ">u8").astype(np.uint64).view(np.int64)


def _end_of_compressed(entries: _Places, bits: int) -> _Places:
    """Where the last sector of 512 bytes of each compressed cluster ends in the file."""
    shift = 62 - (bits - 8)
    hosts, more = entries & ((1 << shift) - 1), (entries & (COMPRESSED - 1)) >> shift
    return (hosts // 512 + 1 + more) * 512

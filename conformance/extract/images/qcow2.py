"""Reads the disk that a qcow2 file keeps in clusters: allocated, compressed, or zeros that stand nowhere.

Source: QEMU, docs/interop/qcow2.rst, "Cluster mapping". No backing file and no other data file is ever opened.
"""

import zlib
from collections.abc import Callable
from functools import lru_cache
from itertools import islice

import numpy as np

from conformance.extract.filesystems.window import MOST_FLAWS, DamagedImageError
from conformance.extract.images.qcow2_audit import Audit
from conformance.extract.images.qcow2_header import COMPRESSED, OFFSET, OWN, ZEROS, Disk, disk_of, header_flaws
from conformance.extract.images.raw import Piece
from conformance.extract.images.units import Stretch, across
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw

_KEPT = 1 << 24  # bytes of the latest tables, and of the latest compressed clusters


class Qcow2Image:
    """The disk; tables are read where they are needed, the latest ones and decompressed clusters are kept."""

    def __init__(self, piece: Piece, disk: Disk) -> None:
        self._piece, self._disk, self.size = piece, disk, disk.size
        kept = max(2, min(64, _KEPT >> disk.bits))
        self._table, self._inflated = lru_cache(kept)(self._read_table), lru_cache(kept)(self._inflate)
        self._named = np.flatnonzero(np.frombuffer(piece.read(disk.l1, 8 * disk.tables), ">u8") & OFFSET)

    def read(self, offset: int, count: int) -> bytes:
        """Bytes of the disk at `offset`, fewer at its end.

        Raises:
            OSError: the file can't be read.
            DamagedImageError: a table or a cluster lies beyond the file, or a compressed one is damaged.
        """
        return across(Stretch(offset, count, self.size), self._disk.cluster, self._part)

    def next_data(self, offset: int) -> int:
        """The first byte at or behind `offset` in a cluster that stands in the file; OSError as `Mapped` has it."""
        first, within = divmod(offset // self._disk.cluster, self._disk.per_table)
        for place in range(int(np.searchsorted(self._named, first)), len(self._named)):
            index = int(self._named[place])
            found = self._used_from(index, within if index == first else 0)
            if found < self._disk.per_table:
                return max(offset, (index * self._disk.per_table + found) * self._disk.cluster)
        return max(offset, self.size)

    def _used_from(self, index: int, within: int) -> int:
        """Which entry of an L2 table from `within` on is the first that is not zeros by itself, or can't be read."""
        try:
            entries = np.frombuffer(self._table(index), ">u8")[within:]
        except DamagedImageError:
            return within
        zeros = (entries == 0) | ((entries & (ZEROS | COMPRESSED) == ZEROS) & (self._disk.version > 2))
        return within + int(np.argmin(zeros)) if not zeros.all() else self._disk.per_table

    def _part(self, number: int, begin: int, count: int) -> bytes:
        """Some bytes of one cluster of the disk."""
        index, within = divmod(number, self._disk.per_table)
        entry = int.from_bytes(self._table(index)[8 * within : 8 * within + 8], "big")
        if entry & COMPRESSED:
            return self._inflated(entry & (COMPRESSED - 1))[begin : begin + count]
        host = entry & OFFSET
        if entry & (OFFSET | OWN) == 0 or (entry & ZEROS and self._disk.version > 2):
            return bytes(count)
        data = self._piece.read(host + begin, count) if host else b""
        if len(data) < count or host % self._disk.cluster:
            raise _lost(f"cluster {number} of the disk", host)
        return data

    def _read_table(self, index: int) -> bytes:
        """The L2 table of that index, b"" where there is none: all its clusters are zeros."""
        host = int.from_bytes(self._piece.read(self._disk.l1 + 8 * index, 8), "big") & OFFSET
        table = self._piece.read(host, self._disk.cluster) if host else b""
        if host and (len(table) < self._disk.cluster or host % self._disk.cluster):
            raise _lost(f"L2 table {index}", host)
        return table

    def _inflate(self, descriptor: int) -> bytes:
        """A compressed cluster, whose descriptor holds its place and the sectors of 512 bytes beyond the first one."""
        shift = 62 - (self._disk.bits - 8)
        host, more = descriptor & ((1 << shift) - 1), descriptor >> shift
        stored = self._piece.read(host, (more + 1) * 512 - host % 512)
        try:
            data = zlib.decompressobj(-15).decompress(stored, self._disk.cluster)
        except zlib.error:
            data = b""
        if len(data) < self._disk.cluster:
            raise DamagedImageError(f"the compressed cluster at byte {host} of the qcow2 file can't be decompressed")
        return data


def _lost(what: str, host: int) -> DamagedImageError:
    said = f"at byte {host} of the qcow2 file, lies beyond its end or begins in no cluster"
    return DamagedImageError(f"{what}, {said}")


def open_qcow2(piece: Piece, beat: Callable[[], None]) -> tuple[Qcow2Image, tuple[Flaw, ...]] | Absent:
    """The disk that the file holds, and what is wrong with the file; OSError as the system raises it."""
    disk = disk_of(piece)
    if isinstance(disk, Absent):
        return disk
    found = [*header_flaws(piece), *islice(Audit(piece, disk, beat).flaws(), MOST_FLAWS - 2)]
    return Qcow2Image(piece, disk), tuple(found)

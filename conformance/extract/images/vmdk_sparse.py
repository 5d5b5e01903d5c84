"""Reads the part of a disk that a sparse extent of VMDK keeps in grains: as they are, compressed, or zeros.

Source: VMware, "Virtual Disk Format 5.0", "Hosted Sparse Extents" and "Stream-Optimized Compressed".
"""

import zlib
from functools import lru_cache
from struct import Struct

import numpy as np

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images.raw import Piece
from conformance.extract.images.units import Stretch, across
from conformance.extract.images.vmdk_header import Sparse
from conformance.model.vmdk_descriptor import SECTOR

_MARKER = Struct("<QI")  # of a compressed grain: its first sector of the disk, bytes that follow
_KEPT = 1 << 24  # bytes of the latest decompressed grains
_KEPT_TABLES = 64


class SparseExtent:
    """The extent; tables are read where they are needed, the latest ones and decompressed grains are kept."""

    def __init__(self, piece: Piece, sparse: Sparse) -> None:
        self._piece, self._sparse, self.size = piece, sparse, sparse.size
        self._grain = sparse.grain * SECTOR
        kept = max(2, min(64, _KEPT // self._grain))
        self._table, self._inflated = lru_cache(_KEPT_TABLES)(self._read_table), lru_cache(kept)(self.inflated)

    def read(self, offset: int, count: int) -> bytes:
        """Bytes of the extent at `offset`, fewer at its end.

        Raises:
            OSError: the file can't be read.
            DamagedImageError: a table or a grain lies beyond the file, or a compressed one is damaged.
        """
        return across(Stretch(offset, count, self.size), self._grain, self._part)

    def next_data(self, offset: int) -> int:
        """The first byte at or behind `offset` in a grain that stands in the file; OSError as `Mapped` has it."""
        index, within = divmod(offset // self._grain, self._sparse.entries)
        while index < self._sparse.tables:
            table = self._table(index)
            entries = np.frombuffer(table[: len(table) // 4 * 4], "<u4")[within:]
            used = np.flatnonzero((entries != 0) & ~((entries == 1) & self._sparse.zeroed))
            if len(used) or len(table) < 4 * self._sparse.entries:
                first = int(used[0]) if len(used) else len(entries)
                return max(offset, (index * self._sparse.entries + within + first) * self._grain)
            index, within = index + 1, 0
        return max(offset, self.size)

    def _part(self, number: int, begin: int, count: int) -> bytes:
        """Some bytes of one grain."""
        index, within = divmod(number, self._sparse.entries)
        entry = self._table(index)[4 * within : 4 * within + 4]
        if len(entry) < 4:
            raise DamagedImageError(f"grain table {index} of the VMDK file ends before the entry of grain {number}")
        sector = int.from_bytes(entry, "little")
        if not sector or (sector == 1 and self._sparse.zeroed):
            return bytes(count)
        if self._sparse.compressed:
            return self._inflated(number, sector)[begin : begin + count]
        data = self._piece.read(sector * SECTOR + begin, count)
        if len(data) < count:
            said = f"at sector {sector} of the VMDK file, lies beyond its end"
            raise DamagedImageError(f"grain {number} of the extent, {said}")
        return data

    def _read_table(self, index: int) -> bytes:
        """The grain table of that index, as much as the file holds; where there is none all its grains are zeros."""
        at = self._sparse.directory * SECTOR + 4 * index
        sector = int.from_bytes(self._piece.read(at, 4), "little")
        if not sector or (sector == 1 and self._sparse.zeroed):
            return bytes(4 * self._sparse.entries)
        return self._piece.read(sector * SECTOR, 4 * self._sparse.entries)

    def inflated(self, number: int, sector: int) -> bytes:
        """A compressed grain, whose marker stands in that sector of the file.

        Raises:
            OSError: the file can't be read.
            DamagedImageError: it is another grain's, or its stream or checksum is damaged.
        """
        at = sector * SECTOR
        first, size = _MARKER.unpack(self._piece.read(at, _MARKER.size).ljust(_MARKER.size, b"\0"))
        if first != number * self._sparse.grain:
            said = f"the marker at byte {at} of the VMDK file states sector {first}"
            raise DamagedImageError(f"grain {number} begins with sector {number * self._sparse.grain}, and {said}")
        due = min(self._grain, self.size - number * self._grain)
        stored = self._piece.read(at + _MARKER.size, size if size <= 2 * self._grain + SECTOR else 0)
        inflating = zlib.decompressobj()
        try:  # one byte more: only beyond the last one is the checksum read
            data = inflating.decompress(stored, self._grain + 1)
        except zlib.error:
            data = b""
        if not inflating.eof or len(data) not in (due, self._grain):
            raise DamagedImageError(f"the compressed grain {number} at byte {at} of the VMDK file is damaged")
        return data[:due]

"""Reads a VHD image: a fixed one, whose sectors stand as they are, or a dynamic one, which keeps its blocks by a table.

Source: Microsoft, "Virtual Hard Disk Image Format Specification" 1.0. A differencing disk needs its parent: refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from struct import Struct
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.window import MOST_FLAWS, DamagedImageError, Image
from conformance.extract.images.raw import Piece
from conformance.extract.images.units import Stretch, across
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw
from conformance.model.vocabulary import Reason

MAGIC, FOOTER = b"conectix", 512  # bytes of the footer
_FOOTER = Struct(">16xQ24xQ4xI20xB")  # data offset, current size, disk type, saved state
_FOOTER_SUM, _HEADER_SUM = 64, 36  # where the checksums stand
_SAVED = 84
_HEADER, _HEADER_SIZE = Struct(">8s8xQ4xII"), 1024  # cookie, table offset, entries of it, block size
_SPARSE = b"cxsparse"
_FIXED, _DYNAMIC, _DIFFERENCING = 2, 3, 4
_NOWHERE = (1 << 32) - 1  # instead of a block's sector
_SECTOR = 512
_BLOCKS = range(1 << 12, (1 << 26) + 1)  # bytes of a block
_MOST_ENTRIES = 1 << 20  # 2 TiB, the largest disk of the format, in blocks of 2 MiB
_MOST_SIZE = 1 << 42
_MOST_MET = 100  # blocks
_Numbers: TypeAlias = NDArray[np.int64]


class _Footer(NamedTuple):
    header: int
    size: int
    kind: int
    saved: int


@dataclass(frozen=True)
class _Disk:
    """What the header states: `size` of the disk and of a `block` in B, the `table`'s place in the file."""

    size: int
    block: int
    table: int
    entries: int  # of the table, more than the disk needs where it was made smaller

    @property
    def blocks(self) -> int:
        """Of the disk."""
        return -(-self.size // self.block)

    @property
    def bitmap(self) -> int:
        """Bytes before each block: a bit for each of its sectors, whole sectors long."""
        return -(-self.block // _SECTOR // 8 // _SECTOR) * _SECTOR


class _Fixed:
    """The sectors before the footer."""

    def __init__(self, piece: Piece, size: int) -> None:
        self._piece, self.size = piece, size

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset`, fewer at the end; OSError as the system raises it."""
        return self._piece.read(offset, min(count, self.size - offset))


class _Dynamic:
    """The disk by its block allocation table."""

    def __init__(self, piece: Piece, disk: _Disk, table: _Numbers) -> None:
        self._piece, self._disk, self._table, self.size = piece, disk, table, disk.size
        there = np.where(table != _NOWHERE, np.arange(len(table)), len(table))
        self._following = np.minimum.accumulate(there[::-1])[::-1]  # the first block from each on that is somewhere

    def read(self, offset: int, count: int) -> bytes:
        """Bytes of the disk at `offset`, fewer at its end.

        Raises:
            OSError: the file can't be read.
            DamagedImageError: a block lies beyond the file.
        """
        return across(Stretch(offset, count, self.size), self._disk.block, self._part)

    def next_data(self, offset: int) -> int:
        """The first byte at or behind `offset` in a block that stands in the file; as `Mapped` has it."""
        number = offset // self._disk.block
        found = int(self._following[number]) if number < len(self._following) else number
        return max(offset, found * self._disk.block)

    def _part(self, number: int, begin: int, count: int) -> bytes:
        sector = int(self._table[number])
        if sector == _NOWHERE:
            return bytes(count)
        data = self._piece.read(sector * _SECTOR + self._disk.bitmap + begin, count)
        if len(data) < count:
            raise DamagedImageError(f"block {number} of the disk, at sector {sector} of the VHD, lies beyond its end")
        return data


def is_vhd(piece: Piece) -> bool:
    """True for a file that ends with a footer, or begins with the copy of one."""
    ends = piece.size >= FOOTER and piece.read(piece.size - FOOTER, len(MAGIC)) == MAGIC
    return ends or piece.read(0, len(MAGIC)) == MAGIC


def open_vhd(piece: Piece, beat: Callable[[], None]) -> tuple[Image, tuple[Flaw, ...]] | Absent:
    """The disk that the file holds, and what is wrong with the file.

    Raises:
        OSError: the file can't be read.
    """
    end = max(0, piece.size - FOOTER)
    data, copy = piece.read(end, FOOTER), piece.read(0, FOOTER)
    flaws: list[Flaw] = []
    if not _whole(data) and _whole(copy):
        flaws.append(Flaw("footer", end, "no whole footer stands at the end of the file: its copy is read"))
        data = copy
    elif not _whole(data):
        flaws.append(Flaw("footer", end, "the footer fails its checksum"))
    footer = _footer(data)
    if footer.kind != _FIXED and data != copy:
        flaws.append(Flaw("footer", 0, "at the begin of the file stands no copy of the footer at its end"))
    if footer.saved:
        flaws.append(Flaw("footer", end + _SAVED, "the machine of the disk was suspended, and not shut down"))
    if footer.kind == _FIXED:
        return _fixed(piece, footer, flaws)
    disk = _disk(piece, footer, flaws)
    if isinstance(disk, Absent):
        return disk
    table = np.frombuffer(piece.read(disk.table, 4 * disk.blocks), ">u4").astype(np.int64)
    met = _met(disk, table)
    if len(met) > _MOST_MET:
        return _absent(f"keeps {len(met)} blocks where it keeps something else, and is not believed")
    found = chain(flaws, _audited(piece, disk, (table, met), beat))
    return _Dynamic(piece, disk, table), tuple(islice(found, MOST_FLAWS))


def _footer(data: bytes) -> _Footer:
    return _Footer(*_FOOTER.unpack(data.ljust(FOOTER, b"\0")[: _FOOTER.size]))


def _whole(data: bytes) -> bool:
    """Whether it is a footer whose checksum is right."""
    return data.startswith(MAGIC) and _sealed(data, _FOOTER_SUM)


def _sealed(data: bytes, at: int) -> bool:
    """Whether the checksum at that place is that of the other bytes: the complement of their sum."""
    total = sum(data[:at]) + sum(data[at + 4 :])
    return data[at : at + 4] == (~total & 0xFFFF_FFFF).to_bytes(4, "big")


def _absent(why: str) -> Absent:
    return Absent(Reason.EVIDENCE_UNREADABLE, f"the VHD file {why}")


def _fixed(piece: Piece, footer: _Footer, flaws: list[Flaw]) -> tuple[Image, tuple[Flaw, ...]]:
    held = piece.size - FOOTER
    if footer.size != held:
        flaws.append(Flaw("footer", held + 48, f"states a disk of {footer.size} bytes; {held} stand before it"))
    return _Fixed(piece, held), tuple(flaws)


def _disk(piece: Piece, footer: _Footer, flaws: list[Flaw]) -> _Disk | Absent:
    """What the header of a dynamic disk states, or why it can't be read."""
    if footer.kind == _DIFFERENCING:
        return _absent("holds only what differs from its parent, which is not opened: convert it to raw")
    if footer.kind != _DYNAMIC:
        return _absent(f"is of the type {footer.kind}: fixed (2) and dynamic (3) ones are read")
    data = piece.read(footer.header, _HEADER_SIZE)
    cookie, table, entries, block = _HEADER.unpack(data.ljust(_HEADER.size, b"\0")[: _HEADER.size])
    if len(data) < _HEADER_SIZE or cookie != _SPARSE:
        return _absent(f"has no header of a dynamic disk at byte {footer.header}")
    if not _sealed(data, _HEADER_SUM):
        flaws.append(Flaw("header", footer.header, "the header fails its checksum"))
    disk = _Disk(footer.size, block, table, entries)
    why = _impossible(piece, disk)
    return _absent(why) if why else disk


def _impossible(piece: Piece, disk: _Disk) -> str:
    """Which size can't be, '' where all can."""
    if not 0 < disk.size <= _MOST_SIZE or disk.block not in _BLOCKS or disk.block & (disk.block - 1):
        return f"states a disk of {disk.size} bytes in blocks of {disk.block}, which can't be"
    if not disk.blocks <= disk.entries or disk.blocks > _MOST_ENTRIES:
        return f"states a table of {disk.entries} blocks, {disk.blocks} are needed, {_MOST_ENTRIES} read at most"
    if disk.table + 4 * disk.blocks > piece.size:
        return f"has its block allocation table at byte {disk.table}, beyond its end: it holds {piece.size} bytes"
    return ""


def _met(disk: _Disk, table: _Numbers) -> _Numbers:
    """Blocks that stand where the file keeps others, its table or its header."""
    length = (disk.bitmap + disk.block) // _SECTOR
    low, high = disk.table // _SECTOR - length, -(-(disk.table + 4 * disk.blocks) // _SECTOR)
    used = np.flatnonzero(table != _NOWHERE)
    order = used[np.argsort(table[used], kind="stable")]
    begins = table[order]
    met = ((begins > low) & (begins < high)) | (begins < FOOTER // _SECTOR)
    met[1:] |= np.diff(begins) < length
    return order[met]


def _audited(piece: Piece, disk: _Disk, blocks: tuple[_Numbers, _Numbers], beat: Callable[[], None]) -> Iterator[Flaw]:
    """Blocks beyond the file or the disk, those that were met, and data in sectors that are marked as unused."""
    table, met = blocks
    length = (disk.bitmap + disk.block) // _SECTOR
    used = table != _NOWHERE
    lost = np.flatnonzero(used & ((table + length) * _SECTOR > piece.size)).tolist()
    if lost:
        said = f"{len(lost)} blocks, of the disk's the first is {lost[0]}, lie beyond the end of the file"
        yield Flaw("block allocation table", disk.table + 4 * lost[0], said)
    if len(met):
        said = f"{len(met)} blocks, one is {met[0]}, stand where the file keeps something else"
        yield Flaw("block allocation table", disk.table + 4 * int(met[0]), said)
    yield from _hidden(piece, disk)
    for number in np.setdiff1d(np.flatnonzero(used), met).tolist():
        beat()
        yield from _unmarked(piece, disk, number, int(table[number]) * _SECTOR)


def _hidden(piece: Piece, disk: _Disk) -> Iterator[Flaw]:
    """Blocks that the table names behind the last one of the disk: it was larger, and nothing reads them."""
    begin = disk.table + 4 * disk.blocks
    data = piece.read(begin, 4 * (min(disk.entries, _MOST_ENTRIES) - disk.blocks))
    named = np.flatnonzero(np.frombuffer(data[: len(data) // 4 * 4], ">u4") != _NOWHERE)
    if len(named):
        said = f"{len(named)} blocks are named behind the {disk.blocks} of the disk: it states too small a size"
        yield Flaw("block allocation table", begin + 4 * int(named[0]), said)


def _unmarked(piece: Piece, disk: _Disk, number: int, at: int) -> Iterator[Flaw]:
    """Sectors of a block that hold data, though its bitmap says that they don't: readers differ about them."""
    count = disk.block // _SECTOR
    bits = piece.read(at, count // 8)
    if len(bits) < count // 8 or bits.count(0xFF) == len(bits):
        return
    data = piece.read(at + disk.bitmap, disk.block)
    sectors = np.frombuffer(data[: len(data) // _SECTOR * _SECTOR], np.uint8).reshape(-1, _SECTOR)
    marked = np.unpackbits(np.frombuffer(bits, np.uint8)).astype(bool)[: len(sectors)]
    wrong = sectors.any(axis=1) & ~marked
    if wrong.any():
        said = f"block {number} holds data in {int(wrong.sum())} sectors that its bitmap marks as unused"
        yield Flaw("block bitmap", at, said)

"""Reads the inodes that are in use, and the bitmaps that say which are.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Index Nodes"; i_ names are its fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ext.checksums import CRC32C, Bytes, words
from conformance.extract.filesystems.ext.disk import Disk, TooMuchError
from conformance.extract.filesystems.ext.groups import INODE_UNINIT, Groups, Numbers
from conformance.extract.filesystems.ext.superblock import Incompat, ReadOnly

Live: TypeAlias = NDArray[np.void]

MOST_INODES = 1_000_000
MOST_FREE_TABLE = 1 << 30  # B of tables read in search of inodes that are used and marked free
FOLDER, REGULAR, LINK = 0x4, 0x8, 0xA  # upper four bits of i_mode
TYPES = (0x1, 0x2, FOLDER, 0x6, REGULAR, LINK, 0xC)
EXTENTS, HUGE_FILE, EA_INODE, INDEX, ENCRYPTED = 0x80000, 0x40000, 0x200000, 0x1000, 0x800  # i_flags
VERITY, EOFBLOCKS, INLINE, CASEFOLD = 0x100000, 0x400000, 0x10000000, 0x40000000
_SMALL = 128
_TABLE_PIECE = 1 << 20
_CREATED_END, _ACCESSED_END, _WRITTEN_END, _SUM_END = 24, 16, 12, 4  # i_extra_isize that holds each

# A field of the table, and where it stands in an inode
_STORED = (
    ("mode", "<u2", 0), ("size_low", "<u4", 4), ("accessed", "<u4", 8), ("written", "<u4", 16), ("dtime", "<u4", 20),
    ("links", "<u2", 26), ("blocks_low", "<u4", 28), ("flags", "<u4", 32), ("block", "60u1", 40),
    ("generation", "<u4", 100), ("attributes_low", "<u4", 104), ("size_high", "<u4", 108), ("blocks_high", "<u2", 116),
    ("attributes_high", "<u2", 118), ("sum_low", "<u2", 124),
)  # fmt: skip
_EXTRA = (
    ("extra", "<u2", 128), ("sum_high", "<u2", 130), ("written_extra", "<u4", 136), ("accessed_extra", "<u4", 140),
    ("created", "<u4", 144), ("created_extra", "<u4", 148),
)  # fmt: skip
LIVE = np.dtype(
    [("number", "<u4"), ("offset", "<i8"), ("marked", "?"), ("size", "<u8"), ("attributes", "<i8")]
    + [(name, kind) for name, kind, _ in (*_STORED, *_EXTRA)]
)


@dataclass(frozen=True)
class Inodes:
    """`live` inodes by number: those that their bitmap marks, and those with links that it doesn't.

    `bitmaps` are the marked ones of each group that has any, `free` counts the others of each group, -1 = not known;
    `folders` counts marked folders of each group, `dead` free inodes with a time of deletion by type.
    """

    live: Live
    bitmaps: dict[int, bytes]
    free: Numbers
    folders: Numbers
    dead: Numbers

    def find(self, numbers: Numbers) -> Numbers:
        """Index in `live` of each, -1 where it isn't there."""
        if not len(self.live):
            return np.full(len(numbers), -1)
        index = np.searchsorted(self.live["number"], numbers)
        index = np.minimum(index, len(self.live) - 1)
        return np.where(self.live["number"][index] == numbers, index, -1)

    def find_one(self, number: int) -> int:
        """The same of one."""
        return int(self.find(np.array([number]))[0])

    def marked(self, disk: Disk, number: int) -> bool:
        """Whether its bitmap shows it in use."""
        group, index = divmod(number - 1, disk.block.inodes_per_group)
        return bool(self.bitmaps.get(group, b"").ljust(index // 8 + 1, b"\0")[index // 8] >> index % 8 & 1)


def scan_inodes(disk: Disk, groups: Groups) -> Inodes:
    """Bitmaps and tables of all groups.

    Of tables whose bitmap marks nothing in a piece of 1 MiB, `MOST_FREE_TABLE` B are read: the rest could hold inodes
    that are used and not marked; a folder that names one tells of it all the same.
    """
    scan = _Scan(disk, groups)
    for group in range(disk.block.groups):
        if group % 256 == 0:
            disk.window.beat()
        bits = _bitmap(disk, groups, group)
        if isinstance(bits, str):
            continue
        scan.group(group, bits)
    live = np.concatenate(scan.live) if scan.live else np.zeros(0, LIVE)
    return Inodes(live, scan.bitmaps, scan.free, scan.folders, scan.dead)


def read_inode(disk: Disk, groups: Groups, number: int) -> Live:
    """One inode, in use or not, as an array (1,), (0,) where its table isn't there; 0 where that was never filled."""
    group, index = divmod(number - 1, disk.block.inodes_per_group)
    table = int(groups.inode_table[group])
    offset = table * disk.block.block_size + index * disk.block.inode_size
    data = disk.window.read(offset, disk.block.inode_size) if table else b""
    unused = int(groups.unused_inodes[group]) if disk.block.checked else 0
    if groups.flags[group] & INODE_UNINIT or index >= disk.block.inodes_per_group - unused:
        data = bytes(len(data))
    return _kept(disk, _records(disk, data), np.array([number]), np.array([offset]))


def _bitmap(disk: Disk, groups: Groups, group: int) -> Bytes | str:
    """Bits of a group; tells what is wrong with it, and why there is none."""
    block, place = disk.block, int(groups.inode_bitmap[group])
    if groups.flags[group] & INODE_UNINIT:
        return np.zeros(block.inodes_per_group, np.uint8)
    data = disk.read(place) if place else b""
    if len(data) < block.block_size:
        return "its inode bitmap is not there"
    held = block.inodes_per_group // 8
    if block.summed:
        mask = 0xFFFF if block.descriptor_size < 64 else 0xFFFF_FFFF
        found, stated = CRC32C.of_bytes(data[:held], disk.seed) & mask, int(groups.inode_sum[group])
        if found != stated:
            said = f"its checksum is {found:08x}, and its descriptor states {stated:08x} (bg_inode_bitmap_csum)"
            disk.window.flaw(f"group {group}/inode bitmap", place * block.block_size, said)
    if data[held:].strip(b"\xff"):
        said = "the bits behind its last inode are not set"
        disk.window.flaw(f"group {group}/inode bitmap", place * block.block_size + held, said)
    return np.unpackbits(np.frombuffer(data, np.uint8, held), bitorder="little")


class _Scan:
    """What was found so far."""

    def __init__(self, disk: Disk, groups: Groups) -> None:
        self.disk, self.groups = disk, groups
        self.live: list[Live] = []
        self.bitmaps: dict[int, bytes] = {}
        self.free = np.full(disk.block.groups, -1, np.int64)
        self.folders, self.dead = np.zeros(disk.block.groups, np.int64), np.zeros(16, np.int64)
        self._count, self._searched = 0, 0

    def group(self, group: int, bits: Bytes) -> None:
        """One group's table, as far as it is in use."""
        block = self.disk.block
        used = np.flatnonzero(bits)
        self.free[group] = len(bits) - len(used)
        if len(used):
            self.bitmaps[group] = np.packbits(bits, bitorder="little").tobytes()
        last = int(used[-1]) + 1 if len(used) else 0
        if block.checked:
            initialised = max(0, len(bits) - int(self.groups.unused_inodes[group]))
            uninit = int(self.groups.flags[group]) & INODE_UNINIT
            if last > initialised:
                said = f"inode {group * len(bits) + last} is in use, beyond those that bg_itable_unused leaves"
                self.disk.window.flaw(f"group {group}/descriptor", int(self.groups.offset[group]), said)
            last = 0 if uninit else max(last, initialised)
        else:
            last = len(bits)
        for piece in self._pieces(group, bits, last):
            self._take(group, bits, piece)

    def _pieces(self, group: int, bits: Bytes, last: int) -> Iterator[tuple[int, int]]:
        """First inode and end of every piece of the table that is to be read."""
        size, table = self.disk.block.inode_size, int(self.groups.inode_table[group])
        each = _TABLE_PIECE // size
        for begin in range(0, last if table else 0, each):
            end = min(begin + each, last)
            if not bits[begin:end].any():
                self._searched += (end - begin) * size
                if self._searched > MOST_FREE_TABLE:
                    continue
            yield begin, end

    def _take(self, group: int, bits: Bytes, piece: tuple[int, int]) -> None:
        """The live ones of a piece, and a count of the dead."""
        disk, (begin, end), size = self.disk, piece, self.disk.block.inode_size
        start = int(self.groups.inode_table[group]) * disk.block.block_size + begin * size
        data = disk.window.read(start, (end - begin) * size)
        records = _records(disk, data)
        marked = bits[begin : begin + len(records)].astype(bool)
        live = marked | (records["links"] > 0)
        dead = ~live & (records["dtime"] > 0)
        self.dead += np.bincount(records["mode"][dead] >> 12, minlength=16)
        numbers = group * disk.block.inodes_per_group + begin + 1 + np.arange(len(records))
        for index in np.flatnonzero(~live & (records["dtime"] == 0) & (records["mode"] > 0)):
            disk.note(int(numbers[index]), start + int(index) * size, "has no links, and no time of deletion (i_dtime)")
        self.folders[group] += np.count_nonzero(marked & (records["mode"] >> 12 == FOLDER))
        chosen = np.flatnonzero(live)
        self._count += len(chosen)
        if self._count > MOST_INODES:
            raise TooMuchError(f"it has more than {MOST_INODES} inodes in use; the rest is not read here")
        if len(chosen):
            kept = _kept(disk, records[chosen], numbers[chosen], start + chosen * size)
            kept["marked"] = marked[chosen]
            _check_sums(disk, np.frombuffer(data, np.uint8, len(records) * size).reshape(-1, size)[chosen], kept)
            self.live.append(kept)


def _records(disk: Disk, data: bytes) -> Live:
    """Whole inodes of a table, by the fields that are stored."""
    size = disk.block.inode_size
    fields = _STORED if size == _SMALL else (*_STORED, *_EXTRA)
    names, kinds, places = zip(*fields, strict=True)
    form: Any = {"names": list(names), "formats": list(kinds), "offsets": list(places), "itemsize": size}
    return np.frombuffer(data, np.dtype(form), len(data) // size)


def _kept(disk: Disk, records: Live, numbers: Numbers, offsets: Numbers) -> Live:
    """Those fields that are read on, `size` and `attributes` put together; extra ones that i_extra_isize covers."""
    kept = np.zeros(len(records), LIVE)
    for name in records.dtype.names or ():
        kept[name] = records[name]
    kept["number"][:], kept["offset"][:] = numbers[: len(records)], offsets[: len(records)]
    for end, names in (
        (_CREATED_END, ("created", "created_extra")),
        (_ACCESSED_END, ("accessed_extra",)),
        (_WRITTEN_END, ("written_extra",)),
    ):
        for name in names:
            kept[name][kept["extra"] < end] = 0
    wide = (kept["mode"] >> 12 != FOLDER) | bool(disk.block.incompat & Incompat.LARGEDIR)
    kept["size"] = kept["size_low"].astype(np.uint64) | np.where(wide, kept["size_high"], 0).astype(np.uint64) << 32
    high = kept["attributes_high"].astype(np.int64) if disk.block.incompat & Incompat.WIDE else 0
    kept["attributes"] = kept["attributes_low"].astype(np.int64) | high << 32
    return kept


def sectors(disk: Disk, live: Live) -> Numbers:
    """i_blocks of each in sectors of 512 B."""
    low = live["blocks_low"].astype(np.int64)
    if not disk.block.read_only & ReadOnly.HUGE_FILE:
        return low
    whole = low | live["blocks_high"].astype(np.int64) << 32
    return np.where(live["flags"] & HUGE_FILE, whole * (disk.block.block_size // 512), whole)


def seeds(disk: Disk, live: Live) -> NDArray[np.uint32]:
    """State of each inode's checksums before what they sum up."""
    return CRC32C.of_rows(np.concatenate((words(live["number"]), words(live["generation"])), axis=1), disk.seed)


def _check_sums(disk: Disk, rows: Bytes, live: Live) -> None:
    """i_checksum of each; inodes of nothing but 0 have none."""
    if not disk.block.summed:
        return
    summed = rows.copy()
    summed[:, 124:126] = 0
    wide = (live["extra"] >= _SUM_END) if rows.shape[1] > _SMALL else np.zeros(len(rows), bool)
    if rows.shape[1] > _SMALL:
        summed[wide, 130:132] = 0
    found = CRC32C.of_rows(summed, seeds(disk, live))
    found = np.where(wide, found, found & 0xFFFF)
    stated = live["sum_low"] | np.where(wide, live["sum_high"], 0).astype(np.uint32) << 16
    for index in np.flatnonzero((found != stated) & rows.any(axis=1)):
        said = f"its checksum is {found[index]:08x}, and it states {stated[index]:08x} (i_checksum)"
        disk.note(int(live["number"][index]), int(live["offset"][index]), said)

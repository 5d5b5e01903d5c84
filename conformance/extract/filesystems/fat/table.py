"""Reads the file allocation table of a volume, compares its copies, and hears what its first two entries say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.fat.boot import FAT12, FAT16, FAT32, Boot
from conformance.extract.filesystems.window import Window

FREE, BAD, LAST = 0, 0x0FFF_FFF7, 0x0FFF_FFF8
BATCH = 1 << 20  # entries worked on at once
_BITS = 0x0FFF_FFFF  # the other four of FAT32 are reserved
_SPECIAL = {FAT12: 0xFF0, FAT16: 0xFFF0}  # from there on the values mean what 0FFFFFF0 and above do in FAT32
_CLEAN = {FAT16: 0x8000, FAT32: 0x0800_0000}  # ClnShutBitMask
_NO_ERROR = {FAT16: 0x4000, FAT32: 0x0400_0000}  # HrdErrBitMask
_IN_USE, _TO_SCAN = 1, 2  # of BS_Reserved1
_ROUND = 3 << 18  # B, in which entries of all three are whole

Values = NDArray[np.uint32]


@dataclass(frozen=True)
class Table:
    """What follows each cluster, by its number: `FREE`, `BAD`, the next one, or `LAST` and above at a chain's end.

    `free` and `bad` of them are so.
    """

    values: Values
    free: int
    bad: int

    def next(self, cluster: int) -> int:
        """What the entry of a cluster says."""
        return int(self.values[cluster])


def read_table(window: Window, boot: Boot) -> Table:
    """The table that counts; entries of a copy that differ are a flaw, and so is a wrong first entry."""
    active = boot.active
    if active >= boot.fats:
        window.flaw("boot sector", 0x28, f"states that table {active} is in use, and there are {boot.fats}")
        active = 0
    values = np.zeros(boot.end, np.uint32)
    filled = free = bad = 0
    for offset in range(0, _held(boot), _ROUND):
        batch = _entries(window, boot, active, offset)
        values[filled : filled + len(batch)] = batch
        filled += len(batch)
        free += len(batch) - int(np.count_nonzero(batch))
        bad += int(np.count_nonzero(batch == BAD))
        window.beat()
    free -= int(np.count_nonzero(values[:2] == FREE))
    _check_media(window, boot, int(values[0]), boot.table_at + active * boot.table_size)
    if boot.mirrored:
        for copy in range(1, boot.fats):
            _compare(window, boot, copy)
    return Table(values, free, bad)


def unclosed(boot: Boot, table: Table) -> tuple[str, ...]:
    """The marks by which the volume says that it was not cleanly closed."""
    second = table.next(1)
    marks = (
        (boot.kind != FAT12 and not second & _CLEAN.get(boot.kind, 0), "entry 1 of the table says that it is in use"),
        (boot.kind != FAT12 and not second & _NO_ERROR.get(boot.kind, 0), "entry 1 of the table tells of disk errors"),
        (bool(boot.state & _IN_USE), "the boot sector says that it is in use"),
        (bool(boot.state & _TO_SCAN), "the boot sector asks for a scan of its surface"),
    )
    return tuple(said for marked, said in marks if marked)


def _held(boot: Boot) -> int:
    """B of a table that are in use."""
    return -(-boot.end * boot.kind // 8)


def _entries(window: Window, boot: Boot, copy: int, offset: int) -> Values:
    """The entries of one round, FAT12's and FAT16's special values made FAT32's; cut where the volume's end."""
    count = min(_ROUND, _held(boot) - offset)
    data = window.read(boot.table_at + copy * boot.table_size + offset, count)
    if boot.kind == FAT32:
        found = np.frombuffer(data[: len(data) // 4 * 4], "<u4") & np.uint32(_BITS)
    elif boot.kind == FAT16:
        found = np.frombuffer(data[: len(data) // 2 * 2], "<u2").astype(np.uint32)
    else:
        found = _twelve_bits(data)
    special = _SPECIAL.get(boot.kind, 0)
    if special:
        found[found >= special] |= np.uint32(_BITS & ~(special | 0xF))
    return found[: boot.end - offset * 8 // boot.kind].astype(np.uint32, copy=False)


def _twelve_bits(data: bytes) -> Values:
    """Two entries in three bytes."""
    triples = np.frombuffer(data + b"\0" * (-len(data) % 3), np.uint8).reshape(-1, 3).astype(np.uint32)
    found = np.empty(len(triples) * 2, np.uint32)
    found[0::2] = triples[:, 0] | (triples[:, 1] & 0xF) << 8
    found[1::2] = triples[:, 1] >> 4 | triples[:, 2] << 4
    return found


def _check_media(window: Window, boot: Boot, first: int, at: int) -> None:
    """FAT[0] is `BPB_Media` with all other bits set."""
    due = _BITS & ~0xFF | boot.media
    if first != due:
        shown = f"{first & (1 << min(boot.kind, 28)) - 1:x}"
        window.flaw("table", at, f"entry 0 is {shown}, which is not the boot sector's medium {boot.media:x}")


def _compare(window: Window, boot: Boot, copy: int) -> None:
    """The entries in use of the first table and of a copy."""
    unlike, first = 0, 0
    for offset in range(0, _held(boot), _ROUND):
        one, other = (_entries(window, boot, number, offset) for number in (0, copy))
        window.beat()
        places = np.flatnonzero(one != other) if len(one) == len(other) else np.arange(len(one))
        if len(places):
            first = first if unlike else int(places[0]) + offset * 8 // boot.kind
            unlike += len(places)
    if unlike:
        at = boot.table_at + copy * boot.table_size + first * boot.kind // 8
        window.flaw("table", at, f"copy {copy + 1} differs from the first in {unlike} entries, first in entry {first}")

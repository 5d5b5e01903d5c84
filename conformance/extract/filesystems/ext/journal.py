"""Shows a volume as the recovery of its journal would leave it: until then its metadata are of different moments.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Journal (jbd2)"; numbers are big-endian.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from conformance.extract.filesystems.ext.blocks import DATA, Runs, map_blocks, runs_of
from conformance.extract.filesystems.ext.checksums import ALL_ONES, CRC32C
from conformance.extract.filesystems.ext.disk import Disk
from conformance.extract.filesystems.ext.groups import read_groups
from conformance.extract.filesystems.ext.inodes import read_inode
from conformance.extract.filesystems.ext.superblock import Compat, Superblock
from conformance.extract.filesystems.window import Window

MAGIC = 0xC03B3998  # h_magic
_DESCRIPTOR, _COMMIT, _REVOKE = 1, 2, 5  # h_blocktype
_WIDE, _SUMS_2, _SUMS_3, _FAST = 0x2, 0x8, 0x10, 0x20  # s_feature_incompat
_ESCAPED, _SAME_UUID, _LAST = 0x1, 0x2, 0x8  # t_flags
_HEAD, _UUID = 12, 16  # B
_MOST_BLOCKS = 1 << 20  # of a journal: 4 GiB


@dataclass(frozen=True)
class _Log:
    """The journal's blocks by number, and what its superblock states."""

    disk: Disk
    places: tuple[tuple[int, int, int], ...]  # logical block, block, length
    first: int
    behind: int
    sequence: int
    start: int
    features: int
    seed: int

    def place(self, number: int) -> int:
        """Block of the volume, -1 = none."""
        for logical, start, length in self.places:
            if logical <= number < logical + length:
                return start + number - logical
        return -1

    def read(self, number: int) -> bytes:
        place = self.place(number)
        return self.disk.read(place) if place >= 0 else b""

    def next(self, number: int) -> int:
        """The block behind, the first one behind the last."""
        return number + 1 if number + 1 < self.behind else self.first


@dataclass(frozen=True)
class Recovered:
    """The volume as recovery would leave it, and what was `done` for that."""

    window: Window
    done: str


class _Patched:
    """An image of which some blocks stand elsewhere in it, or begin with the magic that the journal took from them."""

    def __init__(self, window: Window, size: int, blocks: dict[int, tuple[int, bool]]) -> None:
        self._window, self._block, self._blocks = window, size, blocks
        self._sorted = np.array(sorted(blocks), np.int64)
        self.size = window.start + window.size

    def read(self, offset: int, count: int) -> bytes:
        """As `Image` has it."""
        at = offset - self._window.start
        data = self._window.read(at, count)
        first, behind = at // self._block, -(-(at + len(data)) // self._block)
        low, high = np.searchsorted(self._sorted, (first, behind))
        if low == high:
            return data
        patched = bytearray(data)
        for block in self._sorted[low:high].tolist():
            new, begin = self._read(block), block * self._block - at
            part = new[max(0, -begin) : len(data) - begin]
            patched[max(0, begin) : max(0, begin) + len(part)] = part
        return bytes(patched)

    def _read(self, block: int) -> bytes:
        place, escaped = self._blocks[block]
        data = self._window.read(place * self._block, self._block).ljust(self._block, b"\0")
        return MAGIC.to_bytes(4, "big") + data[4:] if escaped else data


def recovered(window: Window, block: Superblock) -> Recovered:
    """The volume with all whole transactions of its journal, in a window of its own."""
    log = _opened(Disk(Window(_Patched(window, block.block_size, {}), window.start, window.size, window.beat), block))
    blocks = _replayed(log) if isinstance(log, _Log) else {}
    image = _Patched(window, block.block_size, blocks)
    done = log if isinstance(log, str) else f"{len(blocks)} blocks are read from there"
    if isinstance(log, _Log) and log.features & _FAST:
        done += ", its fast commits are not"
    return Recovered(Window(image, window.start, window.size, window.beat), done)


def journal_head(disk: Disk, runs: Runs) -> bytes | str:
    """The journal's own superblock, or why there is none."""
    first = runs_of(runs, disk.block.journal)
    first = first[(first["logical"] == 0) & (first["kind"] == DATA)]
    data = disk.read(int(first["start"][0])) if len(first) else b""
    if len(first) and len(data) < disk.block.block_size:
        return "lies beyond the end of the image"
    if int.from_bytes(data[:4], "big") != MAGIC:
        return "holds no superblock of a journal"
    return data


def _opened(disk: Disk) -> _Log | str:
    block = disk.block
    if not block.compat & Compat.HAS_JOURNAL or not 0 < block.journal <= block.inodes:
        return "it has no journal inside"
    runs = map_blocks(disk, read_inode(disk, read_groups(disk), block.journal))
    data = journal_head(disk, runs)
    if isinstance(data, str):
        return data
    size, behind, first, sequence, start = (int.from_bytes(data[at : at + 4], "big") for at in range(12, 32, 4))
    if size != block.block_size or not first < behind <= _MOST_BLOCKS or not start or not first <= start < behind:
        return "its journal is empty, or states sizes that it can't have"
    kept = runs[runs["kind"] == DATA]
    places = tuple((int(run["logical"]), int(run["start"]), int(run["length"])) for run in kept)
    features = int.from_bytes(data[40:44], "big") if data[7] == 4 else 0
    return _Log(disk, places, first, behind, sequence, start, features, CRC32C.of_bytes(data[48:64], ALL_ONES))


def _replayed(log: _Log) -> dict[int, tuple[int, bool]]:
    """Blocks of the volume with the block of the journal that replaces each, and whether its magic was taken."""
    written: dict[int, tuple[int, int, bool]] = {}
    revoked: dict[int, int] = {}
    pending: list[tuple[int, int, bool]] = []
    revoking: list[int] = []
    number, sequence = log.start, log.sequence
    for _ in range(log.behind - log.first):
        log.disk.window.beat()
        data = log.read(number)
        magic, kind, stated = (int.from_bytes(data[at : at + 4], "big") for at in (0, 4, 8))
        number = log.next(number)
        if magic != MAGIC or stated != sequence:
            break
        if kind == _DESCRIPTOR:
            for target, escaped in _tags(log, data):
                pending.append((target, log.place(number), escaped))
                number = log.next(number)
        elif kind == _REVOKE:
            revoking.extend(_revoked(log, data))
        elif kind == _COMMIT and _commits(log, data):
            revoked.update((target, sequence) for target in revoking)
            written.update((target, (sequence, place, escaped)) for target, place, escaped in pending)
            pending, revoking, sequence = [], [], (sequence + 1) & ALL_ONES
        else:
            break
    return {
        target: (place, escaped)
        for target, (when, place, escaped) in written.items()
        if when > revoked.get(target, -1) and 0 <= target < log.disk.block.blocks and place >= 0
    }


def _tags(log: _Log, data: bytes) -> Iterator[tuple[int, bool]]:
    """Targets of a descriptor block, and whether each lost its magic."""
    size = (
        16 if log.features & _SUMS_3 else 8 + (4 if log.features & _WIDE else 0) + (2 if log.features & _SUMS_2 else 0)
    )
    at, end = _HEAD, len(data) - (4 if log.features & (_SUMS_2 | _SUMS_3) else 0)
    while at + size <= end:
        target, flags = int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 6 : at + 8], "big")
        if log.features & _WIDE:
            target |= int.from_bytes(data[at + 8 : at + 12], "big") << 32
        yield target, bool(flags & _ESCAPED)
        at += size + (0 if flags & _SAME_UUID else _UUID)
        if flags & _LAST:
            return


def _revoked(log: _Log, data: bytes) -> Iterator[int]:
    """Blocks whose earlier copies in the journal don't count."""
    end, size = min(int.from_bytes(data[12:16], "big"), len(data)), 8 if log.features & _WIDE else 4
    for at in range(16, end - size + 1, size):
        yield int.from_bytes(data[at : at + size], "big")


def _commits(log: _Log, data: bytes) -> bool:
    """Whether a commit block is whole: one that isn't ends the journal."""
    if not log.features & (_SUMS_2 | _SUMS_3):
        return True
    stated = int.from_bytes(data[16:20], "big")
    return CRC32C.of_bytes(data[:16] + bytes(4) + data[20:], log.seed) == stated

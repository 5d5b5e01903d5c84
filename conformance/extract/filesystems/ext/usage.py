"""Compares the blocks that somebody owns with each other and with the bitmaps that say which are in use.

Everything is in clusters, which without BIGALLOC are blocks. Owners are inodes, or below 0 the file system's own parts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ext.blocks import Runs
from conformance.extract.filesystems.ext.checksums import CRC32C
from conformance.extract.filesystems.ext.disk import Disk
from conformance.extract.filesystems.ext.groups import BLOCK_UNINIT, Groups, Numbers, Own, reserved_runs
from conformance.extract.filesystems.ext.inode_checks import RESIZE
from conformance.extract.filesystems.ext.inodes import Inodes
from conformance.extract.filesystems.ext.superblock import Compat, ReadOnly
from conformance.extract.filesystems.window import MOST_FLAWS

_MOST_TOLD = 4  # runs of a group that are told one by one


@dataclass(frozen=True)
class Claims:
    """Runs of clusters from `start` to `end` with their owners, by start; two owners may claim the same."""

    start: Numbers
    end: Numbers
    owner: Numbers

    def united(self) -> "Claims":
        """The same clusters as runs that do not touch, with the owner of each one's first."""
        begins = np.flatnonzero(self.start > np.concatenate(([-1], self.reached[:-1])))
        ends = self.reached[np.append(begins[1:] - 1, len(self.start) - 1)] if len(self.start) else self.end
        return Claims(self.start[begins], ends, self.owner[begins])

    @property
    def reached(self) -> Numbers:
        """The last end up to each run."""
        return np.maximum.accumulate(self.end)

    def holders(self) -> Numbers:
        """Index of the run that reaches farthest, up to each."""
        return np.maximum.accumulate(np.where(self.end == self.reached, np.arange(len(self.end)), 0))

    def of(self, chosen: NDArray[np.bool_]) -> "Claims":
        """Some of them."""
        return Claims(self.start[chosen], self.end[chosen], self.owner[chosen])


@dataclass(frozen=True)
class Usage:
    """Clusters that files can have, and free ones of each group, -1 = not known."""

    usable: int
    free: Numbers


def claims_of(disk: Disk, own: Own, inodes: Inodes, runs: Runs) -> Claims:
    """All runs; of the resize inode only its own block, as the others are the reserve of the descriptors."""
    of_resize = runs["owner"] == RESIZE
    kept = runs[~of_resize | (runs["start"] == _resize_block(inodes))]
    owner = np.concatenate((own.owner, kept["owner"].astype(np.int64)))
    start = np.concatenate((own.start, kept["start"]))
    end = start + np.concatenate((own.length, kept["length"]))
    ratio = disk.block.ratio
    if ratio > 1:
        start, end, owner = _joined(start // ratio, -(-end // ratio), owner)
    order = np.argsort(start, kind="stable")
    return Claims(start[order], end[order], owner[order])


def check_resize(disk: Disk, inodes: Inodes, runs: Runs) -> None:
    """The resize inode maps the reserve behind every copy of the descriptors, and nothing else."""
    index = inodes.find_one(RESIZE)
    if not disk.block.compat & Compat.RESIZE_INODE or index < 0 or not disk.whole:
        return
    mapped = runs[(runs["owner"] == RESIZE) & (runs["start"] != _resize_block(inodes))]
    due = np.array(reserved_runs(disk.block), np.int64).reshape(-1, 2)
    found, wanted = _united(mapped["start"], mapped["length"]), _united(due[:, 0], due[:, 1])
    if not (np.array_equal(found.start, wanted.start) and np.array_equal(found.end, wanted.end)):
        said = "does not map the blocks that are reserved for group descriptors (s_reserved_gdt_blocks)"
        disk.note(RESIZE, int(inodes.live["offset"][index]), said)


def check_shared(disk: Disk, claims: Claims) -> None:
    """No cluster has two owners, unless files may share them (RO_COMPAT_SHARED_BLOCKS)."""
    overlapping = np.flatnonzero(claims.start[1:] < claims.reached[:-1]) + 1
    other = claims.owner[claims.holders()[overlapping - 1]]
    if disk.block.read_only & ReadOnly.SHARED_BLOCKS:
        grave = (other < 0) | (claims.owner[overlapping] < 0)
        overlapping, other = overlapping[grave], other[grave]
    scale = disk.block.ratio * disk.block.block_size
    for index, second in zip(overlapping[:MOST_FLAWS].tolist(), other.tolist(), strict=False):
        start = int(claims.start[index])
        disk.note(int(claims.owner[index]), start * scale, f"claims block {start * disk.block.ratio}, as does", second)
    disk.noted += max(0, len(overlapping) - MOST_FLAWS)


def check_bitmaps(disk: Disk, groups: Groups, claims: Claims) -> Usage:
    """The bitmap of every group against the claims."""
    block = disk.block
    compare = _Comparison(disk, groups, claims)
    free = np.full(block.groups, -1, np.int64)
    for group in range(block.groups):
        if group % 256 == 0:
            disk.window.beat()
        free[group] = compare.group(group)
    system = np.isin(claims.owner, list(block.system_inodes)) | (claims.owner < 0)
    first, behind = block.first_block // block.ratio, -(-block.blocks // block.ratio)
    fixed = claims.of(system).united()
    taken = np.minimum(fixed.end, behind) - np.clip(fixed.start, first, behind)
    return Usage(behind - first - int(np.maximum(taken, 0).sum()), free)


class _Comparison:
    """Claims, and bitmaps group by group."""

    def __init__(self, disk: Disk, groups: Groups, claims: Claims) -> None:
        self._disk, self._groups, self._claims = disk, groups, claims
        self._holders = claims.holders()
        self._all, self._own = claims.united(), claims.of(claims.owner < 0).united()

    def group(self, group: int) -> int:
        """Free clusters of a group, -1 = its bitmap isn't there."""
        block = self._disk.block
        first = block.first_block // block.ratio + group * block.clusters_per_group
        count = min(block.clusters_per_group, -(-block.blocks // block.ratio) - first)
        if self._groups.flags[group] & BLOCK_UNINIT:
            used = _painted(self._own, first, count)
        else:
            data = self._bitmap(group, count)
            if not data:
                return -1
            used = np.unpackbits(np.frombuffer(data, np.uint8), count=count, bitorder="little").astype(bool)
        claimed = _painted(self._all, first, count)
        if (used != claimed).any():
            self._tell(group, first, used, claimed)
        return count - int(np.count_nonzero(used))

    def _bitmap(self, group: int, count: int) -> bytes:
        """Its bytes, none where it isn't there; tells what is wrong with it."""
        block, place = self._disk.block, int(self._groups.block_bitmap[group])
        data = self._disk.read(place) if place else b""
        if len(data) < block.block_size:
            return b""
        path, offset = f"group {group}/block bitmap", place * block.block_size
        if block.summed:
            mask = 0xFFFF if block.descriptor_size < 64 else 0xFFFF_FFFF
            found = CRC32C.of_bytes(data[: block.clusters_per_group // 8], self._disk.seed) & mask
            stated = int(self._groups.block_sum[group])
            if found != stated:
                said = f"its checksum is {found:08x}, and its descriptor states {stated:08x} (bg_block_bitmap_csum)"
                self._disk.window.flaw(path, offset, said)
        behind = int.from_bytes(data, "little") >> count
        if behind != (1 << 8 * len(data) - count) - 1:
            self._disk.window.flaw(path, offset + count // 8, "the bits behind its last block are not set")
        return data

    def _tell(self, group: int, first: int, used: NDArray[np.bool_], claimed: NDArray[np.bool_]) -> None:
        """Clusters in use that are marked free, and those marked that nobody uses."""
        ratio, scale = self._disk.block.ratio, self._disk.block.ratio * self._disk.block.block_size
        starts, lengths = _stretches(claimed & ~used)
        for start, length in zip(starts[:_MOST_TOLD] + first, lengths, strict=False):
            index = int(np.searchsorted(self._claims.start, start, "right")) - 1
            owner = int(self._claims.owner[self._holders[index]])
            said = f"owns {length * ratio} blocks from {start * ratio} on that the bitmap of group {group} shows free"
            self._disk.note(owner, int(start) * scale, said)
        self._disk.noted += max(0, len(starts) - _MOST_TOLD)
        starts, lengths = _stretches(used & ~claimed)
        if len(starts):
            start, many = int(starts[0]) + first, int(lengths.sum()) * ratio
            said = f"shows {many} blocks in use that nobody owns, block {start * ratio} the first"
            place = int(self._groups.block_bitmap[group]) * self._disk.block.block_size
            self._disk.window.flaw(f"group {group}/block bitmap", place + int(starts[0]) // 8, said)


def _resize_block(inodes: Inodes) -> int:
    """The block of pointers of the resize inode, its doubly indirect one; -1 = none."""
    index = inodes.find_one(RESIZE)
    return int.from_bytes(inodes.live["block"][index][52:56].tobytes(), "little") if index >= 0 else -1


def _united(start: Numbers, length: Numbers) -> Claims:
    order = np.argsort(start, kind="stable")
    return Claims(start[order], (start + length)[order], np.zeros(len(start), np.int64)).united()


def _joined(start: Numbers, end: Numbers, owner: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Runs of clusters joined by owner, the file system's own parts as one; each with the owner of its first run."""
    key = np.maximum(owner, 0)
    order = np.lexsort((start, key))
    apart = key[order] << 31  # so that owners don't meet; clusters are fewer
    one = Claims(start[order] + apart, end[order] + apart, owner[order]).united()
    apart = np.maximum(one.owner, 0) << 31
    return one.start - apart, one.end - apart, one.owner


def _painted(runs: Claims, first: int, count: int) -> NDArray[np.bool_]:
    """Which of the clusters from `first` on lie in runs that do not touch."""
    low = int(np.searchsorted(runs.end, first, "right"))
    high = int(np.searchsorted(runs.start, first + count))
    steps = np.zeros(count + 1, np.int8)
    steps[np.maximum(runs.start[low:high] - first, 0)] += 1
    steps[np.minimum(runs.end[low:high] - first, count)] -= 1
    return np.cumsum(steps[:count], dtype=np.int8).astype(bool)


def _stretches(mask: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Starts and lengths of runs of True."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2] - edges[::2]

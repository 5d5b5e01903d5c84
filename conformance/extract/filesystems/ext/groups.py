"""Reads the group descriptors, and says which blocks are the file system's own.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Block Group Descriptors", "Meta Block Groups";
bg_ names are its fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ext.checksums import ALL_ONES, CRC16, CRC32C, Bytes, Sums, words
from conformance.extract.filesystems.ext.disk import Disk
from conformance.extract.filesystems.ext.superblock import Compat, Incompat, ReadOnly, Superblock

Numbers: TypeAlias = NDArray[np.int64]

INODE_UNINIT, BLOCK_UNINIT = 0x1, 0x2  # bg_flags
_CHECKSUM = 0x1E  # bg_checksum
_KINDS = ("superblock and descriptors", "block bitmap", "inode bitmap", "inode table")


@dataclass(frozen=True)
class Groups:
    """The descriptors as columns (groups,): first blocks, counts, flags and checksums of bitmaps.

    A first block that lies outside of the volume, or whose descriptor isn't there, stands as 0.
    """

    offset: Numbers
    block_bitmap: Numbers
    inode_bitmap: Numbers
    inode_table: Numbers
    free_clusters: Numbers
    free_inodes: Numbers
    folders: Numbers
    unused_inodes: Numbers
    flags: Numbers
    block_sum: Numbers
    inode_sum: Numbers


@dataclass(frozen=True)
class Own:
    """Runs of blocks of the file system itself, with the owner as a number below 0 that `title` explains."""

    start: Numbers
    length: Numbers
    owner: Numbers


def title(owner: int) -> str:
    """The part of the file system that owns blocks under that number, below 0."""
    group, kind = divmod(-owner - 1, len(_KINDS))
    return f"group {group}/{_KINDS[kind]}"


def _owner(group: int, kind: int) -> int:
    return -(group * len(_KINDS) + kind) - 1


def first_of(block: Superblock, group: int) -> int:
    """First block of a group."""
    return block.first_block + group * block.blocks_per_group


def read_groups(disk: Disk) -> Groups:
    """All descriptors; tells what is wrong with each."""
    block = disk.block
    places = _places(block)
    rows = np.zeros((len(places) * (block.block_size // block.descriptor_size), block.descriptor_size), np.uint8)
    there, each = np.zeros(len(rows), bool), block.block_size // block.descriptor_size
    for index, place in enumerate(places):
        data = disk.read(place)
        count = len(data) // block.descriptor_size
        rows[index * each : index * each + count] = np.frombuffer(
            data, np.uint8, count * block.descriptor_size
        ).reshape(count, block.descriptor_size)
        there[index * each : index * each + count] = True
    offset = np.repeat(np.array(places, np.int64) * block.block_size, each)
    offset += np.tile(np.arange(each) * block.descriptor_size, len(places))
    rows, there, offset = rows[: block.groups], there[: block.groups], offset[: block.groups]
    _check_sums(disk, rows, there, offset)
    return _columns(disk, rows, there, offset)


def own_runs(disk: Disk, groups: Groups) -> Own:
    """Superblocks and descriptors with their reserve, bitmaps, tables of inodes and the block of multiple mounts."""
    block = disk.block
    runs = list(_copies(block))
    if block.first_block:
        runs.append((0, block.first_block, _owner(0, 0)))
    if block.incompat & Incompat.MMP and block.first_block < block.multiple_mount < block.blocks:
        runs.append((block.multiple_mount, 1, _owner(0, 0)))
    table = -(-block.inodes_per_group * block.inode_size // block.block_size)
    columns = ((groups.block_bitmap, 1), (groups.inode_bitmap, 1), (groups.inode_table, table))
    found = [np.array(runs, np.int64).reshape(-1, 3)]
    for kind, (first, length) in enumerate(columns, 1):
        here = np.flatnonzero(first)
        lengths, owners = np.full(len(here), length), -(here * len(_KINDS) + kind) - 1
        found.append(np.stack((first[here], lengths, owners), axis=1))
    start, length, owner = np.concatenate(found).T.copy()
    return Own(start, np.minimum(length, block.blocks - start), owner)


def reserved_runs(block: Superblock) -> list[tuple[int, int]]:
    """Runs of blocks that s_reserved_gdt_blocks keeps behind each copy of the descriptors."""
    if block.incompat & Incompat.META_BG or not block.reserved_descriptors:
        return []
    behind = 1 + _descriptor_blocks(block)
    return [
        (start + behind, block.reserved_descriptors)
        for start in (_copy_at(block, group) for group in _copied(block))
        if start + behind + block.reserved_descriptors <= block.blocks
    ]


def _descriptor_blocks(block: Superblock) -> int:
    return -(-block.groups * block.descriptor_size // block.block_size)


def _copied(block: Superblock) -> Iterator[int]:
    """Groups with a copy of the superblock."""
    return (group for group in range(block.groups) if _has_copy(block, group))


def _has_copy(block: Superblock, group: int) -> bool:
    if block.compat & Compat.SPARSE_SUPER2:
        return group == 0 or group in block.backup_groups
    if group <= 1 or not block.read_only & ReadOnly.SPARSE_SUPER:
        return True
    return any(root ** round(log(group, root)) == group for root in (3, 5, 7))


def _copy_at(block: Superblock, group: int) -> int:
    """Where the copy stands: in blocks of 1 KiB with clusters behind the first one, which is that of the boot."""
    first = first_of(block, group)
    return 1 if first == 0 and block.block_size == 1024 else first


def _copies(block: Superblock) -> Iterator[tuple[int, int, int]]:
    """Runs with their owners."""
    each = block.block_size // block.descriptor_size
    blocks = _descriptor_blocks(block) + block.reserved_descriptors
    spread = bool(block.incompat & Incompat.META_BG)
    for group in range(block.groups):
        copied, at = _has_copy(block, group), _copy_at(block, group)
        if spread and group // each >= block.first_meta_group:
            length = copied + (group % each in (0, 1, each - 1))
        else:
            length = copied * (1 + (block.first_meta_group if spread else blocks))
        if length:
            yield at, min(length, block.blocks - at), _owner(group, 0)
    if block.block_size == 1024 and not block.first_block:
        yield 0, 1, _owner(0, 0)


def _places(block: Superblock) -> list[int]:
    """The blocks of the first copy of the descriptors."""
    count, each = _descriptor_blocks(block), block.block_size // block.descriptor_size
    straight = min(count, block.first_meta_group) if block.incompat & Incompat.META_BG else count
    places = [_copy_at(block, 0) + 1 + index for index in range(straight)]
    for index in range(straight, count):
        group = index * each
        places.append(_copy_at(block, group) + _has_copy(block, group))
    return places


def _check_sums(disk: Disk, rows: Bytes, there: NDArray[np.bool_], offset: Numbers) -> None:
    """bg_checksum of each."""
    block = disk.block
    if not block.checked:
        return
    numbered = np.concatenate((words(np.arange(len(rows))), rows), axis=1)
    found: Sums
    if block.summed:
        numbered[:, 4 + _CHECKSUM : 4 + _CHECKSUM + 2] = 0
        found = CRC32C.of_rows(numbered, disk.seed) & np.uint32(0xFFFF)
    else:
        start = CRC16.of_bytes(block.uuid, ALL_ONES & 0xFFFF)
        found = CRC16.of_rows(np.delete(numbered, (4 + _CHECKSUM, 5 + _CHECKSUM), axis=1), start)
    stated = rows[:, _CHECKSUM].astype(np.uint32) | rows[:, _CHECKSUM + 1].astype(np.uint32) << 8
    for group in np.flatnonzero((found != stated) & there):
        said = f"its checksum is {found[group]:04x}, and it states {stated[group]:04x} (bg_checksum)"
        disk.window.flaw(f"group {group}/descriptor", int(offset[group]), said)


def _columns(disk: Disk, rows: Bytes, there: NDArray[np.bool_], offset: Numbers) -> Groups:
    high = rows.shape[1] >= 64

    def column(at: int, count: int, above: int) -> Numbers:
        low = _number(rows, at, count)
        return low | (_number(rows, above, count) << 8 * count) if high else low

    firsts = (column(0x0, 4, 0x20), column(0x4, 4, 0x24), column(0x8, 4, 0x28))
    for kind, first in enumerate(firsts, 1):
        _check_places(disk, (kind, first), there, offset)
    return Groups(
        offset,
        *firsts,
        free_clusters=column(0xC, 2, 0x2C),
        free_inodes=column(0xE, 2, 0x2E),
        folders=column(0x10, 2, 0x30),
        unused_inodes=column(0x1C, 2, 0x32),
        flags=_number(rows, 0x12, 2) if disk.block.checked else np.zeros(len(rows), np.int64),
        block_sum=column(0x18, 2, 0x38),
        inode_sum=column(0x1A, 2, 0x3A),
    )


def _number(rows: Bytes, at: int, count: int) -> Numbers:
    return np.ascontiguousarray(rows[:, at : at + count]).view(f"<u{count}").ravel().astype(np.int64)


def _check_places(disk: Disk, column: tuple[int, Numbers], there: NDArray[np.bool_], offset: Numbers) -> None:
    """Every first block lies in the volume, and in its own group where FLEX_BG doesn't free it; others become 0."""
    block, (kind, first) = disk.block, column
    low, high = np.full(len(first), block.first_block), np.full(len(first), block.blocks)
    if not block.incompat & Incompat.FLEX_BG:
        low = block.first_block + np.arange(len(first)) * block.blocks_per_group
        high = np.minimum(low + block.blocks_per_group, block.blocks)
    table = -(-block.inodes_per_group * block.inode_size // block.block_size) if kind == 3 else 1
    wrong = ((first < np.maximum(low, 1)) | (first > high - table)) & there
    for group in np.flatnonzero(wrong):
        said = f"states block {first[group]} as its {_KINDS[kind]}, outside of where that can be"
        disk.window.flaw(f"group {group}/descriptor", int(offset[group]), said)
    first[wrong & ((first < block.first_block) | (first > block.blocks - table))] = 0
    first[~there] = 0

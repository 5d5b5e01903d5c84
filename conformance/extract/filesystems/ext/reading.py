"""Reads a volume of ext2, ext3 or ext4: what its folders list, and where its structures contradict each other.

Sources: "ext4 Data Structures and Algorithms" of Linux's documentation; on Linux, e2fsck tells the same of a volume.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from conformance.extract.filesystems.ext.blocks import BAD_BLOCKS, DATA, Runs, map_blocks, runs_of
from conformance.extract.filesystems.ext.closing import Closing, read_closing
from conformance.extract.filesystems.ext.disk import Disk, TooMuchError, check_superblock
from conformance.extract.filesystems.ext.groups import Groups, own_runs, read_groups, title
from conformance.extract.filesystems.ext.inline import check_inline
from conformance.extract.filesystems.ext.inode_checks import attribute_runs, check_held, check_inodes, check_maps
from conformance.extract.filesystems.ext.inodes import Inodes, scan_inodes
from conformance.extract.filesystems.ext.journal import recovered
from conformance.extract.filesystems.ext.superblock import PLACE, Incompat, Superblock, marked, read_superblock
from conformance.extract.filesystems.ext.tree import Tree
from conformance.extract.filesystems.ext.usage import (
    Usage,
    check_bitmaps,
    check_resize,
    check_shared,
    claims_of,
)
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume

_FREE_BLOCKS, _FREE_INODES = PLACE + 0xC, PLACE + 0x10
_NAMED = {1: "bad blocks", 3: "user quota", 4: "group quota", 7: "resize inode", 8: "journal"}


def is_ext(window: Window) -> bool:
    """Whether it bears the superblock of ext2, ext3 or ext4, be it one that can't be read."""
    return marked(window)


def read_ext(window: Window) -> Volume | UnreadVolume:
    """The volume, or why it isn't read: an absurd superblock, features that are not read here, more than is read.

    `unit` is the block, with BIGALLOC the cluster. `usable` leaves out, of all blocks, those of the file system's own:
    copies of the superblock and of the group descriptors with what is reserved for them, bitmaps, tables of inodes, and
    blocks of the reserved inodes (journal, quotas, bad blocks, orphan file). Blocks reserved for root
    (s_r_blocks_count) are in it, as root can fill them. `free` are those that the bitmaps show so.

    Where the journal needs recovery, the volume is read as that would leave it, but for fast commits and for deleted
    files that were still open, which keep their blocks. Copies of superblock and descriptors are not compared.
    """
    try:
        found = disk_of(window)
        return found if isinstance(found, UnreadVolume) else _read(found.disk, found.unclosed)
    except TooMuchError as problem:
        return UnreadVolume(window.start, window.size, str(problem))


@dataclass(frozen=True)
class Recovered:
    """A volume as the recovery of its journal leaves it, where that is due; `unclosed` says that it was."""

    disk: Disk
    unclosed: tuple[str, ...] = ()


def disk_of(window: Window) -> Recovered | UnreadVolume:
    """The volume in a window, or why it isn't read.

    Raises:
        TooMuchError: its journal holds more than is read.
    """
    block = read_superblock(window)
    if isinstance(block, UnreadVolume):
        return block
    if not block.incompat & Incompat.RECOVER:
        return Recovered(Disk(window, block))
    found = recovered(window, block)
    newer = read_superblock(found.window)
    if isinstance(newer, UnreadVolume):
        return newer
    said = f"its journal needs recovery (INCOMPAT_RECOVER); {found.done}"
    return Recovered(Disk(found.window, newer), (said,))


def _read(disk: Disk, unclosed: tuple[str, ...]) -> Volume:
    """The volume; `unclosed` is why it isn't closed beside what it says itself."""
    block, window = disk.block, disk.window
    check_superblock(disk)
    groups = read_groups(disk)
    inodes = scan_inodes(disk, groups)
    runs = map_blocks(disk, inodes.live)
    closing = read_closing(disk, inodes, runs, unclosed)
    check_inodes(disk, inodes, closing)
    check_maps(disk, inodes.live, runs)
    check_held(disk, inodes.live, runs)
    check_inline(disk, inodes.live)
    check_resize(disk, inodes, runs)
    tree = Tree(disk, groups, inodes, runs)
    tree.walk()
    tree.check_links()
    all_runs = np.concatenate((runs, attribute_runs(disk, inodes.live)))
    claims = claims_of(disk, own_runs(disk, groups), inodes, all_runs)
    check_shared(disk, claims)
    usage = check_bitmaps(disk, groups, claims)
    _check_counts(disk, groups, (usage, inodes), closing)
    _tell(disk, tree)
    unit = block.block_size * block.ratio
    return Volume(
        filesystem=block.name,
        offset=window.start,
        size=block.blocks * block.block_size,
        label=block.label,
        unit=unit,
        usable=max(0, usage.usable * unit - max(0, block.blocks * block.block_size - disk.held)),
        free=int(np.maximum(usage.free, 0).sum()) * unit,
        unclosed=closing.unclosed,
        entries=tuple(tree.entries),
        unlisted=tree.unlisted,
        faults=window.faults,
        flaws=tuple(window.flaws),
        traces=tree.traces,
        bad=_bad(runs) * block.block_size,
    )


def _bad(runs: Runs) -> int:
    """Blocks that the list of bad ones holds, those of the list itself apart."""
    own = runs_of(runs, BAD_BLOCKS)
    return int(own["length"][own["kind"] == DATA].sum())


def _check_counts(disk: Disk, groups: Groups, found: tuple[Usage, Inodes], closing: Closing) -> None:
    """Counts of the descriptors, and of a superblock that was cleanly closed: it keeps them up to date only then."""
    usage, inodes = found
    window = disk.window
    for stated, counted, what in (
        (groups.free_clusters, usage.free, "free blocks (bg_free_blocks_count), its bitmap shows"),
        (groups.free_inodes, inodes.free, "free inodes (bg_free_inodes_count), its bitmap shows"),
        (groups.folders, np.where(inodes.free < 0, -1, inodes.folders), "folders (bg_used_dirs_count), it holds"),
    ):
        for group in np.flatnonzero((counted >= 0) & (counted != stated)):
            said = f"states {stated[group]} {what} {counted[group]}"
            window.flaw(f"group {group}/descriptor", int(groups.offset[group]), said)
    for number, each, what, place in (
        (disk.block.free_blocks, usage.free * disk.block.ratio, "free blocks (s_free_blocks_count)", _FREE_BLOCKS),
        (disk.block.free_inodes, inodes.free, "free inodes (s_free_inodes_count)", _FREE_INODES),
    ):
        total = int(each.sum())
        if not closing.unclosed and (each >= 0).all() and total != number:
            window.flaw("superblock", place, f"states {number} {what}, the bitmaps show {total}")


def _tell(disk: Disk, tree: Tree) -> None:
    """Flaws of inodes, under the paths that the walk found for them."""
    names = tree.paths_of(_owners(disk))
    for note in disk.notes:
        detail = f"{note.detail} {_name(disk.block, names, note.other)}" if note.other else note.detail
        disk.window.flaw(_name(disk.block, names, note.owner), note.offset, detail)
    disk.window.faults += disk.noted - len(disk.notes)


def _owners(disk: Disk) -> Iterable[int]:
    return {number for note in disk.notes for number in (note.owner, note.other)}


def _name(block: Superblock, names: dict[int, str], owner: int) -> str:
    if owner < 0:
        return title(owner)
    if owner in names:
        return names[owner]
    kind = "journal" if owner == block.journal else _NAMED.get(owner, "") if owner < block.first_inode else ""
    return f"inode {owner} ({kind})" if kind else f"inode {owner}"

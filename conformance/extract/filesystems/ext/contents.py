"""Finds the bytes of the files of an ext2, ext3 or ext4 volume, as the recovery of its journal leaves them."""

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from conformance.extract.filesystems.contents import (
    ZEROS,
    Content,
    Contents,
    Piece,
    Wanted,
    doubted,
    doubts,
    fitted,
    left_out,
    meeting,
    oversized,
)
from conformance.extract.filesystems.ext.blocks import DATA, TREE, Runs, map_blocks, runs_of
from conformance.extract.filesystems.ext.disk import Disk, TooMuchError
from conformance.extract.filesystems.ext.groups import Groups, own_runs, read_groups
from conformance.extract.filesystems.ext.inode_checks import attribute_runs
from conformance.extract.filesystems.ext.inodes import ENCRYPTED, INLINE, Inodes, Live, scan_inodes
from conformance.extract.filesystems.ext.reading import disk_of
from conformance.extract.filesystems.ext.superblock import ReadOnly
from conformance.extract.filesystems.ext.tree import Tree
from conformance.extract.filesystems.ext.usage import claims_of
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import Entry, Nature, UnreadVolume

_COMPRESSED = 0x4  # EXT4_COMPR_FL


def ext_contents(window: Window, wanted: Wanted) -> Contents:
    """The wanted ones of its files; what no block holds, and what is allocated and was never written, are zeros.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: it does not hold what it should.
    """
    try:
        found = disk_of(window)
        if isinstance(found, UnreadVolume):
            return Contents(window, (), found.why)
        return _contents(found.disk, wanted)
    except TooMuchError as problem:
        return Contents(window, (), str(problem))


def _contents(disk: Disk, wanted: Wanted) -> Contents:
    groups = read_groups(disk)
    inodes = scan_inodes(disk, groups)
    runs = map_blocks(disk, inodes.live)
    tree = Tree(disk, groups, inodes, runs)
    tree.walk()
    faults = disk.noted + disk.window.faults
    files = [entry for entry in tree.entries if _is_file(entry) and wanted(entry.path)]
    places = inodes.find(np.array([entry.number for entry in files], np.int64)).tolist()
    mixed = _mixed(disk, groups, inodes, runs)
    known: dict[int, Content] = {}  # by inode: names of one file share its pieces, or they would fill the memory
    for entry, place in zip(files, places, strict=True):
        if place >= 0 and entry.number not in known:
            known[entry.number] = _content(disk, entry, inodes.live[place], runs, mixed)
    found = tuple(replace(known[entry.number], path=entry.path) for entry in files if entry.number in known)
    return Contents(disk.window, found, "; ".join(left_out(tree.unlisted) + doubts(faults)))


def _is_file(entry: Entry) -> bool:
    return entry.nature is Nature.FILE and not entry.deleted


def _mixed(disk: Disk, groups: Groups, inodes: Inodes, runs: Runs) -> frozenset[int]:
    """Inodes that own blocks which something else owns too, unless files may share them (RO_COMPAT_SHARED_BLOCKS)."""
    if disk.block.read_only & ReadOnly.SHARED_BLOCKS:
        return frozenset()
    every = np.concatenate((runs, attribute_runs(disk, inodes.live)))
    claims = claims_of(disk, own_runs(disk, groups), inodes, every)
    return frozenset(claims.owner[meeting(claims.start, claims.end)].tolist())


def _content(disk: Disk, entry: Entry, inode: Live, runs: Runs, mixed: Collection[int]) -> Content:
    size, flags = int(inode["size"]), int(inode["flags"])
    if flags & (INLINE | ENCRYPTED | _COMPRESSED):
        return Content(entry.path, size, (), "it is encrypted, compressed or held in its inode")
    if size > disk.window.size:
        return oversized(entry.path, size)
    own = runs_of(runs, entry.number)
    own = own[own["kind"] != TREE]
    if (own["logical"][1:] < own["logical"][:-1] + own["length"][:-1]).any():
        return Content(entry.path, size, (), "its map has several blocks for one place in it")
    content = fitted(entry.path, size, list(_pieces(disk, own, size)), size)
    return doubted(content) if entry.number in mixed else content


def _pieces(disk: Disk, runs: Runs, size: int) -> Iterator[Piece]:
    """The blocks of a file in order, with zeros where it has none."""
    unit, reached = disk.block.block_size, 0
    for run in runs:
        begin, count = int(run["logical"]) * unit, int(run["length"]) * unit
        if begin > reached:
            yield Piece(ZEROS, begin - reached)
        yield Piece(int(run["start"]) * unit if run["kind"] == DATA else ZEROS, count)
        reached = begin + count
    if reached < size:
        yield Piece(ZEROS, size - reached)

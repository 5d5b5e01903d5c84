"""What an inode says against its bitmap, its map of blocks and its attributes."""

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ext.blocks import BAD_BLOCKS, DATA, FAST, RUN, UNWRITTEN, Runs
from conformance.extract.filesystems.ext.checksums import CRC32C
from conformance.extract.filesystems.ext.closing import Closing
from conformance.extract.filesystems.ext.disk import Disk
from conformance.extract.filesystems.ext.groups import Numbers
from conformance.extract.filesystems.ext.inodes import (
    ENCRYPTED,
    EOFBLOCKS,
    FOLDER,
    INLINE,
    LINK,
    REGULAR,
    TYPES,
    VERITY,
    Inodes,
    Live,
    sectors,
)
from conformance.extract.filesystems.ext.superblock import Compat, Incompat, Superblock

RESIZE = 7
_ATTRIBUTES, _SUM = 0xEA020000, 16  # h_magic; byte of h_checksum
ATTRIBUTES = 3  # kind of run, beside those of maps


def check_inodes(disk: Disk, inodes: Inodes, closing: Closing) -> None:
    """Bitmap, links, time of deletion and type of each against each other."""
    live = inodes.live
    open_ = np.isin(live["number"], list(closing.orphans)) | closing.any_orphans
    own = np.isin(live["number"], list(disk.block.system_inodes))
    linked = live["links"] > 0
    reserved = (live["number"] < disk.block.first_inode) & ~np.isin(live["number"], _reserved(disk.block))
    extra, room = live["extra"], disk.block.inode_size - 128
    for wrong, said in (
        (~live["marked"], "is in use, and its bitmap shows it free"),
        (live["marked"] & ~linked & ~own & ~open_, "has no links, and its bitmap shows it in use"),
        (linked & (live["dtime"] > 0) & ~open_, "is in use, and has a time of deletion (i_dtime)"),
        (linked & ~own & ~np.isin(live["mode"] >> 12, TYPES), "is of no type that there is (i_mode)"),
        (
            (extra > 0) & ((extra > room) | (extra % 4 > 0)),
            "has more extra bytes than there is room for (i_extra_isize)",
        ),
        (reserved & (live["mode"] > 0), "is reserved and unused, and holds a file (i_mode)"),
    ):
        for index in np.flatnonzero(wrong):
            disk.note(int(live["number"][index]), int(live["offset"][index]), said)


def check_maps(disk: Disk, live: Live, runs: Runs) -> None:
    """Size and i_blocks of each against its runs, and its runs against each other."""
    _check_overlaps(disk, live, runs)
    first = np.searchsorted(runs["owner"], live["number"])
    behind = np.searchsorted(runs["owner"], live["number"], "right")
    written = np.where(runs["kind"] == DATA, runs["logical"] + runs["length"], 0)
    reached = _reduced(np.maximum, written, first, behind)
    stored = np.where(np.isin(runs["kind"], (DATA, UNWRITTEN)), runs["length"], 0)
    _check_folders(disk, live, reached, _reduced(np.add, stored, first, behind))
    size, block = live["size"].astype(np.int64), disk.block.block_size
    kind, usual = live["mode"] >> 12, live["flags"] & (VERITY | EOFBLOCKS) == 0
    usual &= ~np.isin(live["number"], (BAD_BLOCKS, RESIZE))
    for index in np.flatnonzero((kind == REGULAR) & usual & ((reached - 1) * block > size)):
        said = f"has blocks up to byte {reached[index] * block}, and a size of {size[index]}"
        disk.note(int(live["number"][index]), int(live["offset"][index]), said)
    for index in np.flatnonzero(_wrong_links(live)):
        said = f"is a symbolic link of {size[index]} bytes, and has a target of other length"
        disk.note(int(live["number"][index]), int(live["offset"][index]), said)
    _check_counts(disk, live, runs, (first, behind))


def check_held(disk: Disk, live: Live, runs: Runs) -> None:
    """Of an image that ends too early, which files lie beyond its end."""
    if disk.whole:
        return
    data, size = runs[runs["kind"] == DATA], disk.block.block_size
    beyond = np.clip((data["start"] + data["length"]) * size - disk.held, 0, data["length"] * size)
    owners, where = np.unique(data["owner"], return_inverse=True)
    lost = np.bincount(where[beyond > 0], beyond[beyond > 0], len(owners)).astype(np.int64)
    for index in np.flatnonzero(lost):
        inode = int(np.searchsorted(live["number"], owners[index]))
        said = f"has {lost[index]} bytes of blocks beyond the end of the image"
        disk.note(int(owners[index]), int(live["offset"][inode]), said)


def attribute_runs(disk: Disk, live: Live) -> Runs:
    """Blocks of extended attributes, which several inodes may share, as runs of the first one each; tells of faults."""
    holders = np.flatnonzero(live["attributes"])
    places, first, count = np.unique(live["attributes"][holders], return_index=True, return_counts=True)
    runs = np.zeros(len(places), RUN)
    runs["owner"], runs["kind"] = live["number"][holders[first]], ATTRIBUTES
    runs["start"], runs["length"] = places, 1
    good = (places >= disk.block.first_block) & (places < disk.block.blocks)
    for index in np.flatnonzero(~good):
        holder = holders[first[index]]
        said = f"has attributes in block {places[index]}, outside of the volume"
        disk.note(int(live["number"][holder]), int(live["offset"][holder]), said)
    for index in np.flatnonzero(good):
        if index % 4096 == 0:
            disk.window.beat()
        _check_attributes(disk, int(runs["owner"][index]), int(places[index]), int(count[index]))
    return runs[good]


def _check_attributes(disk: Disk, owner: int, place: int, count: int) -> None:
    data = disk.read(place)
    offset = place * disk.block.block_size
    if len(data) < disk.block.block_size:
        return
    magic, shared, stated = (int.from_bytes(data[at : at + 4], "little") for at in (0, 4, _SUM))
    if magic != _ATTRIBUTES:
        disk.note(owner, offset, f"has no attributes in block {place} (h_magic)")
    elif shared != count:
        disk.note(owner, offset, f"has attributes that {count} inodes share, and {shared} are stated (h_refcount)")
    elif disk.block.summed:
        summed = place.to_bytes(8, "little") + data[:_SUM] + bytes(4) + data[_SUM + 4 :]
        found = CRC32C.of_bytes(summed, disk.seed)
        if found != stated:
            said = f"has attributes of checksum {found:08x}, and {stated:08x} is stated (h_checksum)"
            disk.note(owner, offset, said)


def _reserved(block: Superblock) -> list[int]:
    """Reserved inodes that hold something: bad blocks, the root, a boot loader, and what features name."""
    resize = RESIZE if block.compat & Compat.RESIZE_INODE else 0
    journal = block.journal if block.compat & Compat.HAS_JOURNAL else 0
    return [BAD_BLOCKS, 2, 5, resize, journal, *block.quotas]


def _wrong_links(live: Live) -> NDArray[np.bool_]:
    """Symbolic links whose target stands in the inode, and is not as long as their size."""
    fast = (live["mode"] >> 12 == LINK) & (live["links"] > 0) & (live["size"] < FAST)
    fast &= live["flags"] & (INLINE | ENCRYPTED) == 0
    ends = np.concatenate((live["block"] == 0, np.ones((len(live), 1), bool)), axis=1)
    wrong: NDArray[np.bool_] = fast & (np.argmax(ends, axis=1) != live["size"])
    return wrong


def _reduced(function: np.ufunc, values: Numbers, first: Numbers, behind: Numbers) -> Numbers:
    """`function` over values[first:behind] of each, 0 where that is empty."""
    if not len(first):
        return np.zeros(0, np.int64)
    padded = np.append(values, 0)
    bounds = np.stack((first, behind), axis=1).ravel()
    found = function.reduceat(padded, bounds)[::2]
    return np.where(first < behind, found, 0).astype(np.int64)


def _check_overlaps(disk: Disk, live: Live, runs: Runs) -> None:
    """No logical block is mapped twice."""
    data = runs[np.isin(runs["kind"], (DATA, UNWRITTEN))]
    end = data["logical"] + data["length"]
    wrong = (data["owner"][1:] == data["owner"][:-1]) & (data["logical"][1:] < end[:-1])
    for number in np.unique(data["owner"][1:][wrong]):
        index = int(np.searchsorted(live["number"], number))
        disk.note(int(number), int(live["offset"][index]), "maps a block of its own twice")


def _check_folders(disk: Disk, live: Live, reached: Numbers, stored: Numbers) -> None:
    """A folder has every block up to its size."""
    block, size = disk.block.block_size, live["size"].astype(np.int64)
    blocks = size // block
    folder = (live["mode"] >> 12 == FOLDER) & (live["flags"] & INLINE == 0) & (live["links"] > 0)
    for wrong, said in (
        ((size % block > 0) | (blocks == 0), "is a folder with a size that is no number of blocks"),
        (blocks > reached, "is a folder with fewer blocks than its size says"),
        (reached > blocks + disk.block.folder_prealloc, "is a folder with more blocks than its size says"),
        (stored < reached, "is a folder that lacks blocks"),
    ):
        for index in np.flatnonzero(folder & wrong):
            disk.note(int(live["number"][index]), int(live["offset"][index]), said)


def _check_counts(disk: Disk, live: Live, runs: Runs, bounds: tuple[Numbers, Numbers]) -> None:
    """i_blocks counts the blocks of data, of maps and of attributes."""
    if disk.block.incompat & Incompat.EA_INODE:
        return
    held = _reduced(np.add, _clusters(runs, disk.block.ratio), *bounds) + (live["attributes"] > 0)
    held *= disk.block.ratio * disk.block.block_size // 512
    stated = sectors(disk, live)
    linked = (live["links"] > 0) & ~np.isin(live["number"], (BAD_BLOCKS, RESIZE))
    for index in np.flatnonzero((held != stated) & linked):
        said = f"has {held[index]} sectors of blocks, and states {stated[index]} (i_blocks)"
        disk.note(int(live["number"][index]), int(live["offset"][index]), said)


def _clusters(runs: Runs, ratio: int) -> Numbers:
    """How many clusters each run adds to those of its owner before it."""
    if ratio == 1:
        return runs["length"].astype(np.int64)
    order = np.lexsort((runs["start"], runs["owner"]))
    begin, end = runs["start"][order] // ratio, (runs["start"] + runs["length"] - 1)[order] // ratio + 1
    apart = (np.cumsum(np.diff(runs["owner"][order], prepend=0) != 0)) << 48  # so that owners don't meet
    reached = np.maximum.accumulate(end + apart)
    before = np.concatenate(([0], reached[:-1]))
    added = np.empty(len(runs), np.int64)
    added[order] = np.maximum(0, end + apart - np.maximum(begin + apart, before))
    return added

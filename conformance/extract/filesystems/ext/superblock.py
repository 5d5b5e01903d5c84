"""Reads the superblock of ext2, ext3 and ext4, and refuses what can't be read by it, before anything is sized by it.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Super Block"; s_ names are its fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag

from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume

PLACE, SIZE = 1024, 1024
CHECKSUM = 0x3FC  # s_checksum
MOST_GROUPS = 1 << 15  # 4 TiB in groups of 128 MiB
_MAGIC, _MAGIC_AT = 0xEF53, 0x38
_MOST_LOG = 6  # blocks of 64 KiB
_OLD_FIRST_INODE, _OLD_INODE_SIZE = 11, 128  # of revision 0
_LAST_SYSTEM = 4  # s_creator_os: Linux, Hurd, MASIX, FreeBSD, Lites


class Compat(IntFlag):
    """s_feature_compat."""

    HAS_JOURNAL = 0x4
    RESIZE_INODE = 0x10
    SPARSE_SUPER2 = 0x200
    ORPHAN_FILE = 0x1000


class Incompat(IntFlag):
    """s_feature_incompat."""

    COMPRESSION = 0x1
    FILETYPE = 0x2
    RECOVER = 0x4
    JOURNAL_DEV = 0x8
    META_BG = 0x10
    EXTENTS = 0x40
    WIDE = 0x80  # 64BIT
    MMP = 0x100
    FLEX_BG = 0x200
    EA_INODE = 0x400
    CSUM_SEED = 0x2000
    LARGEDIR = 0x4000
    INLINE_DATA = 0x8000
    ENCRYPT = 0x10000
    CASEFOLD = 0x20000


class ReadOnly(IntFlag):
    """s_feature_ro_compat."""

    SPARSE_SUPER = 0x1
    LARGE_FILE = 0x2
    BTREE_DIR = 0x4
    HUGE_FILE = 0x8
    GDT_CSUM = 0x10
    DIR_NLINK = 0x20
    EXTRA_ISIZE = 0x40
    QUOTA = 0x100
    BIGALLOC = 0x200
    METADATA_CSUM = 0x400
    READONLY = 0x1000
    PROJECT = 0x2000
    SHARED_BLOCKS = 0x4000
    VERITY = 0x8000
    ORPHAN_PRESENT = 0x10000


_KNOWN = sum(Incompat)
_KNOWN_READ_ONLY = sum(ReadOnly)
_OF_EXT3 = Incompat.FILETYPE | Incompat.RECOVER | Incompat.META_BG
_OF_EXT3_READ_ONLY = ReadOnly.SPARSE_SUPER | ReadOnly.LARGE_FILE | ReadOnly.BTREE_DIR


@dataclass(frozen=True)
class Superblock:
    """What the superblock states, in blocks, clusters of `ratio` blocks, inodes and B; features as their flags."""

    inodes: int
    blocks: int
    free_blocks: int
    free_inodes: int
    first_block: int
    block_size: int
    ratio: int
    blocks_per_group: int
    clusters_per_group: int
    inodes_per_group: int
    state: int
    revision: int
    first_inode: int
    inode_size: int
    compat: Compat
    incompat: Incompat
    read_only: ReadOnly
    uuid: bytes
    label: str
    folder_prealloc: int
    reserved_descriptors: int
    journal: int
    last_orphan: int
    descriptor_size: int
    first_meta_group: int
    multiple_mount: int
    checksum_type: int
    quotas: tuple[int, ...]
    backup_groups: tuple[int, ...]
    checksum_seed: int
    orphan_file: int
    checksum: int

    @property
    def groups(self) -> int:
        """Of blocks."""
        return -(-(self.blocks - self.first_block) // self.blocks_per_group)

    @property
    def checked(self) -> bool:
        """Whether group descriptors hold checksums, and so may leave out bitmaps and parts of tables."""
        return bool(self.read_only & (ReadOnly.GDT_CSUM | ReadOnly.METADATA_CSUM))

    @property
    def summed(self) -> bool:
        """Whether all metadata hold checksums."""
        return bool(self.read_only & ReadOnly.METADATA_CSUM)

    @property
    def name(self) -> str:
        """`ext2`, `ext3` or `ext4`, by the features that the older ones don't know."""
        if self.incompat & ~_OF_EXT3 or self.read_only & ~_OF_EXT3_READ_ONLY:
            return "ext4"
        return "ext3" if self.compat & Compat.HAS_JOURNAL else "ext2"

    @property
    def system_inodes(self) -> frozenset[int]:
        """Inodes of the file system's own, which stand in no folder."""
        own = {number for number in range(1, self.first_inode) if number != 2}
        named = {self.journal if self.compat & Compat.HAS_JOURNAL else 0, *self.quotas}
        return frozenset((own | named | {self.orphan_file if self.compat & Compat.ORPHAN_FILE else 0}) - {0})


def marked(window: Window) -> bool:
    """Whether it bears s_magic, and a revision and a creator that there are."""
    data = window.read(PLACE, SIZE)
    return (
        len(data) == SIZE
        and _word(data, _MAGIC_AT, 2) == _MAGIC
        and _word(data, 0x4C) <= 1
        and _word(data, 0x48) <= _LAST_SYSTEM
    )


def read_superblock(window: Window) -> Superblock | UnreadVolume:
    """The superblock, or why nothing can be read by it."""
    data = window.read(PLACE, SIZE)
    if len(data) < SIZE or _word(data, _MAGIC_AT, 2) != _MAGIC:
        return UnreadVolume(window.start, window.size, "there is no superblock of ext2, ext3 or ext4 at byte 1024")
    found = _parsed(data)
    for why in (*_absurd(found), *_unknown(found), *_misfit(found)):
        return UnreadVolume(window.start, window.size, why)
    return found


def _word(data: bytes, at: int, count: int = 4) -> int:
    return int.from_bytes(data[at : at + count], "little")


def _parsed(data: bytes) -> Superblock:
    revision, log, incompat = _word(data, 0x4C), _word(data, 0x18), Incompat(_word(data, 0x60))
    read_only = ReadOnly(_word(data, 0x64))
    wide = bool(incompat & Incompat.WIDE)
    clustered = bool(read_only & ReadOnly.BIGALLOC)
    cluster_log = _word(data, 0x1C) - log if clustered else 0
    return Superblock(
        inodes=_word(data, 0x0),
        blocks=_word(data, 0x4) | (_word(data, 0x150) << 32 if wide else 0),
        free_blocks=_word(data, 0xC) | (_word(data, 0x158) << 32 if wide else 0),
        free_inodes=_word(data, 0x10),
        first_block=_word(data, 0x14),
        block_size=1024 << log if log <= _MOST_LOG else 0,
        ratio=1 << cluster_log if 0 <= cluster_log <= 20 else 0,
        blocks_per_group=_word(data, 0x20),
        clusters_per_group=_word(data, 0x24 if clustered else 0x20),
        inodes_per_group=_word(data, 0x28),
        state=_word(data, 0x3A, 2),
        revision=revision,
        first_inode=_word(data, 0x54) if revision else _OLD_FIRST_INODE,
        inode_size=_word(data, 0x58, 2) if revision else _OLD_INODE_SIZE,
        compat=Compat(_word(data, 0x5C)),
        incompat=incompat,
        read_only=read_only,
        uuid=data[0x68:0x78],
        label=data[0x78:0x88].split(b"\0")[0].decode("utf-8", "backslashreplace"),
        folder_prealloc=data[0xCD],
        reserved_descriptors=_word(data, 0xCE, 2),
        journal=_word(data, 0xE0),
        last_orphan=_word(data, 0xE8),
        descriptor_size=_word(data, 0xFE, 2) if wide else 32,
        first_meta_group=_word(data, 0x104),
        multiple_mount=_word(data, 0x168, 8),
        checksum_type=data[0x175],
        quotas=(_word(data, 0x240), _word(data, 0x244), _word(data, 0x26C)) if read_only & ReadOnly.QUOTA else (),
        backup_groups=(_word(data, 0x24C), _word(data, 0x250)),
        checksum_seed=_word(data, 0x270),
        orphan_file=_word(data, 0x280),
        checksum=_word(data, CHECKSUM),
    )


def _absurd(block: Superblock) -> Iterator[str]:
    """Sizes that no such file system has, first those by which others are reckoned."""
    if not block.block_size:
        yield "its superblock states blocks of more than 64 KiB (s_log_block_size)"
        return
    bits = 8 * block.block_size
    if not block.ratio:
        yield "its superblock states clusters smaller than a block or absurdly large (s_log_cluster_size)"
    elif not 0 < block.clusters_per_group <= bits or block.clusters_per_group % 8:
        yield f"its superblock states {block.clusters_per_group} clusters a group, where a bitmap holds {bits}"
    elif block.blocks_per_group != block.clusters_per_group * block.ratio:
        yield f"its superblock states {block.blocks_per_group} blocks a group, against its clusters"
    elif not 0 < block.inodes_per_group <= bits or block.inodes_per_group % 8:
        yield f"its superblock states {block.inodes_per_group} inodes a group, where a bitmap holds {bits}"
    elif block.first_block != (1 if block.block_size == SIZE and block.ratio == 1 else 0):
        yield f"its superblock states {block.first_block} as the first block of data"
    elif block.blocks <= block.first_block:
        yield f"its superblock states {block.blocks} blocks"
    elif block.groups > MOST_GROUPS:
        yield f"its superblock states {block.groups} groups; more than {MOST_GROUPS} are not read here"
    elif block.inodes != block.groups * block.inodes_per_group:
        yield f"its superblock states {block.inodes} inodes, its groups hold {block.groups * block.inodes_per_group}"


def _unknown(block: Superblock) -> Iterator[str]:
    """Features and revisions that are not read here."""
    if block.incompat & Incompat.COMPRESSION:
        yield "its files are compressed (INCOMPAT_COMPRESSION), which is not read here"
    if block.incompat & Incompat.JOURNAL_DEV:
        yield "it is the journal of another volume (INCOMPAT_JOURNAL_DEV), and holds no files"
    if block.incompat & ~_KNOWN:
        yield f"it has features that are not read here: s_feature_incompat {block.incompat:#x}"
    if block.read_only & ~_KNOWN_READ_ONLY:
        yield f"it has features that are not read here: s_feature_ro_compat {block.read_only:#x}"
    if block.revision > 1:
        yield f"its revision {block.revision} is not known (s_rev_level)"
    if block.summed and block.checksum_type != 1:
        yield f"its checksums are of type {block.checksum_type}, which is not known (s_checksum_type)"


def _misfit(block: Superblock) -> Iterator[str]:
    """Sizes of smaller structures that there are not."""
    size = block.inode_size
    if not _OLD_INODE_SIZE <= size <= block.block_size or size & (size - 1):
        yield f"its superblock states inodes of {size} B"
    if not _OLD_FIRST_INODE <= block.first_inode <= block.inodes:
        yield f"its superblock states {block.first_inode} as the first inode of a file"
    if block.descriptor_size & (block.descriptor_size - 1) or not 32 <= block.descriptor_size <= SIZE:
        yield f"its superblock states group descriptors of {block.descriptor_size} B"
    if block.incompat & Incompat.WIDE and block.descriptor_size < 64:
        yield f"its superblock states group descriptors of {block.descriptor_size} B with 64 bits"
    if block.reserved_descriptors > block.block_size // 4:
        yield f"its superblock reserves {block.reserved_descriptors} blocks for group descriptors"

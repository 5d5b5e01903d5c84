"""Entries of a folder so small that they stand in its inode.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Inline Data", "Extended Attributes".
"""

from struct import Struct

from conformance.extract.filesystems.ext.disk import Disk
from conformance.extract.filesystems.ext.folders import Dirent, Leaf, Scanner
from conformance.extract.filesystems.ext.inodes import INLINE, Live

_BLOCK, _BLOCK_END, _EXTRA_AT = 40, 100, 128  # bytes: i_block, i_extra_isize
_PARENT = 4  # B of i_block that name the folder above
_MAGIC = 0xEA020000
_ATTRIBUTE = Struct("<BBHIII")  # e_name_len, e_name_index, e_value_offs, e_value_inum, e_value_size, e_hash
_SYSTEM, _DATA = 7, b"data"


def inline_leaf(disk: Disk, folder: Live, *, told: bool) -> Leaf:
    """What an inode (a scalar of `LIVE`) of a folder holds, `..` first; it has no `.`."""
    base = int(folder["offset"])
    raw = disk.window.read(base, disk.block.inode_size)
    scanner = Scanner(disk, folder, told=told)
    number, remnants = int(folder["number"]), list[Dirent]()
    parent = int.from_bytes(raw[_BLOCK : _BLOCK + _PARENT], "little")
    dots = [Dirent(number, b".", 2, base + _BLOCK), Dirent(parent, b"..", 2, base + _BLOCK)]
    live = scanner.entries(raw[_BLOCK + _PARENT : _BLOCK_END], base + _BLOCK + _PARENT, remnants)
    at, size = _value(raw, int(folder["extra"]))
    if size:
        live += scanner.entries(raw[at : at + size], base + at, remnants)
    return Leaf(first=True, live=[*dots, *live], remnants=remnants)


def check_inline(disk: Disk, live: Live) -> None:
    """Every inode that says so has the attribute that continues its i_block."""
    for inode in live[(live["flags"] & INLINE > 0) & (live["links"] > 0)]:
        disk.window.beat()
        raw = disk.window.read(int(inode["offset"]), disk.block.inode_size)
        if not _value(raw, int(inode["extra"]))[0]:
            disk.note(
                int(inode["number"]), int(inode["offset"]), "is inline, and has no attribute for that (system.data)"
            )


def _value(raw: bytes, extra: int) -> tuple[int, int]:
    """Byte and size of the attribute that holds what is beyond i_block, 0 where there is none."""
    head = _EXTRA_AT + extra
    if int.from_bytes(raw[head : head + 4], "little") != _MAGIC:
        return 0, 0
    at = first = head + 4
    while at + _ATTRIBUTE.size <= len(raw) and raw[at : at + 4] != bytes(4):
        length, index, offset, inode, size, _ = _ATTRIBUTE.unpack_from(raw, at)
        name = raw[at + _ATTRIBUTE.size : at + _ATTRIBUTE.size + length]
        if (index, name) == (_SYSTEM, _DATA) and not inode and first + offset + size <= len(raw):
            return first + offset, size
        at += (_ATTRIBUTE.size + length + 3) // 4 * 4
    return 0, 0

"""Makes small images of FAT12, FAT16 and FAT32 volumes whose files, and whose one defect, are known.

Source, by the names of its fields: Microsoft, FAT32 File System Specification 1.03. Sectors and clusters have 512 B.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from struct import pack

from conformance.errors import FixtureError
from conformance.model.filesystem_facts import EPOCH

_SECTOR, _SLOT, _TABLES = 512, 32, 2
_RESERVED = {12: 1, 16: 1, 32: 32}  # sectors
_ROOT_ENTRIES = {12: 512, 16: 512, 32: 0}
_SMALLEST, _LARGEST = {12: 1, 16: 4085, 32: 1}, {12: 4084, 16: 65_524, 32: 1 << 20}  # clusters
_LAST = 0x0FFF_FFFF
_IN_USE = {12: _LAST, 16: 0x7FFF, 32: 0x07FF_FFFF}  # entry 1 without ClnShutBitMask, which FAT12 lacks
_INFO, _BACKUP, _SERIAL = 1, 6, 0x20240229
_SHORT = re.compile(r"[A-Z0-9_~-]{1,8}(\.[A-Z0-9_~-]{1,3})?")
_FOLDER, _ARCHIVE, _VOLUME, _LONG = 0x10, 0x20, 0x08, 0x0F
_DELETED = 0xE5


class FatDefect(StrEnum):
    """What is wrong with an image; the first two files of its plan are those that it is wrong with."""

    NONE = "none"
    DIRTY = "dirty"
    CROSS_LINK = "cross_link"
    LOOP = "loop"
    LOST_CHAIN = "lost_chain"
    COPIES_DIFFER = "copies_differ"
    SHORT_CHAIN = "short_chain"
    WRONG_FREE_COUNT = "wrong_free_count"


@dataclass(frozen=True)
class PlannedFile:
    """A file at `path`, `/` between names; its times in s since 1970 as a local clock shows them.

    Folders of the path are made. A deleted file keeps its slots and its clusters' contents.
    """

    path: str
    content: bytes
    written: int
    created: int
    deleted: bool = False


@dataclass(frozen=True)
class FatPlan:
    """A volume of FAT12, FAT16 or FAT32, its number of clusters, and what is in it."""

    kind: int
    clusters: int
    files: tuple[PlannedFile, ...]
    label: str = ""
    defect: FatDefect = FatDefect.NONE


@dataclass
class _Node:
    """A file or folder that is placed; `first` = 0 takes no cluster."""

    name: str
    short: bytes
    plan: PlannedFile
    is_folder: bool
    content: bytes = b""
    children: "list[_Node]" = field(default_factory=list)
    first: int = 0
    count: int = 0

    @property
    def clusters(self) -> range:
        return range(self.first, self.first + self.count)


def fat_image(plan: FatPlan) -> bytes:
    """The bytes of the volume, from its boot sector on.

    Raises:
        FixtureError: the files need more clusters than there are, or the defect more files or another kind of FAT.
    """
    if not _SMALLEST[plan.kind] <= plan.clusters <= _LARGEST[plan.kind]:
        raise FixtureError(f"FAT{plan.kind} has {_SMALLEST[plan.kind]} to {_LARGEST[plan.kind]} clusters here")
    root = _Node("", b"", PlannedFile("", b"", 0, 0), is_folder=True)
    files = [_planted(root, file) for file in plan.files]
    used = _place(plan, root)
    if used > plan.clusters + 2:
        raise FixtureError(f"the files need {used - 2} clusters, and the volume has {plan.clusters}")
    table = _table(plan, root)
    _damage(plan, table, files)
    copy = list(table)
    if plan.defect is FatDefect.COPIES_DIFFER:
        copy[files[0].first] = 0
    data = bytearray(plan.clusters * _SECTOR)
    fixed_root = _laid(plan, root, data)
    tables = _packed(plan, table) + _packed(plan, copy)
    return _reserved(plan, table.count(0)) + tables + fixed_root + bytes(data)


def _planted(root: _Node, file: PlannedFile) -> _Node:
    """The node of a file, with the folders that it lies in."""
    *folders, name = file.path.split("/")
    parent = root
    for folder in folders:
        known = [child for child in parent.children if child.is_folder and child.name == folder]
        if not known:
            known = [_Node(folder, _short(folder, parent), file, is_folder=True)]
            parent.children += known
        parent = known[0]
    node = _Node(name, _short(name, parent), file, is_folder=False, content=file.content)
    parent.children.append(node)
    return node


def _short(name: str, parent: _Node) -> bytes:
    """`DIR_Name`: the name itself where it can stand there, else six characters of it and a number."""
    if _SHORT.fullmatch(name):
        base, _, extension = name.partition(".")
        return f"{base:8}{extension:3}".encode()
    stem, _, extension = name.upper().rpartition(".") if "." in name else (name.upper(), "", "")
    taken = [child.short for child in parent.children]
    base, extension = re.sub(r"[^A-Z0-9_-]", "", stem), re.sub(r"[^A-Z0-9_-]", "", extension)[:3]
    tails = (f"~{number}" for number in range(1, 1_000_000))
    tried = (f"{base[: 8 - len(tail)] + tail:8}{extension:3}".encode() for tail in tails)
    return next(short for short in tried if short not in taken)


def _walk(node: _Node) -> Iterator[_Node]:
    """All nodes below one, a folder before what it holds."""
    for child in node.children:
        yield child
        yield from _walk(child)


def _place(plan: FatPlan, root: _Node) -> int:
    """Give every node its clusters; the number of the first one that is left."""
    free = 2
    for node in (root, *_walk(root)):
        size = len(node.content)
        if node.is_folder:
            size = _SLOT * (2 + sum(1 + _parts(child) for child in node.children))
        node.count = 0 if node is root and plan.kind != 32 else -(-size // _SECTOR)
        node.first = free if node.count else 0
        free += node.count
    return free


def _parts(node: _Node) -> int:
    """Slots of 13 characters that a long name takes."""
    return 0 if _SHORT.fullmatch(node.name) else -(-len(node.name) // 13)


def _table(plan: FatPlan, root: _Node) -> list[int]:
    table = [0] * (plan.clusters + 2)
    table[:2] = _LAST & ~0xFF | 0xF8, _LAST
    for node in (root, *_walk(root)):
        if node.plan.deleted and not node.is_folder:
            continue
        for cluster in node.clusters:
            table[cluster] = cluster + 1 if cluster + 1 in node.clusters else _LAST
    return table


def _damage(plan: FatPlan, table: list[int], files: list[_Node]) -> None:
    """The defects that stand in the table."""
    defect = plan.defect
    if defect is FatDefect.WRONG_FREE_COUNT and plan.kind != 32:
        raise FixtureError("only FAT32 states a count of free clusters")
    if defect is FatDefect.DIRTY:
        table[1] = _IN_USE[plan.kind]
    elif defect is FatDefect.LOST_CHAIN:
        table[-2:] = plan.clusters + 1, _LAST
    elif defect is not FatDefect.NONE and (len(files) < 2 or min(file.count for file in files[:2]) < 2):
        raise FixtureError(f"defect {defect} needs two files of two clusters")
    elif defect is FatDefect.CROSS_LINK:
        table[files[1].clusters[-2]] = files[0].clusters[-1]
        table[files[1].clusters[-1]] = 0
    elif defect is FatDefect.LOOP:
        table[files[0].clusters[-1]] = files[0].first
    elif defect is FatDefect.SHORT_CHAIN:
        table[files[0].clusters[-2] : files[0].clusters[-1] + 1] = _LAST, 0


def _packed(plan: FatPlan, table: list[int]) -> bytes:
    """A table in whole sectors."""
    if plan.kind == 12:
        pairs = zip(table[::2], [*table[1::2], 0], strict=False)
        packed = b"".join((one & 0xFFF | (two & 0xFFF) << 12).to_bytes(3, "little") for one, two in pairs)
    elif plan.kind == 16:
        packed = b"".join(pack("<H", value & 0xFFFF) for value in table)
    else:
        packed = pack(f"<{len(table)}I", *table)
    return packed.ljust(_table_sectors(plan) * _SECTOR, b"\0")


def _table_sectors(plan: FatPlan) -> int:
    return -(-(plan.clusters + 2) * plan.kind // (8 * _SECTOR))


def _laid(plan: FatPlan, root: _Node, data: bytearray) -> bytes:
    """Contents into the clusters; the root folder where it has its own place."""
    label = pack("<11sB20x", plan.label.encode().ljust(11), _VOLUME) if plan.label else b""
    slots = label + b"".join(_slots(child) for child in root.children)
    root.content = slots if root.count else b""
    _fill(root, 0)
    for node in (root, *_walk(root)):
        start = (node.first - 2) * _SECTOR
        if node.count:
            data[start : start + len(node.content)] = node.content
    return b"" if root.count else slots.ljust(_ROOT_ENTRIES[plan.kind] * _SLOT, b"\0")


def _fill(parent: _Node, parent_first: int) -> None:
    """The slots of all folders below one; that of the root is named as 0."""
    for folder in parent.children:
        if folder.is_folder:
            dots = _entry(folder, b".".ljust(11), folder.first) + _entry(folder, b"..".ljust(11), parent_first)
            folder.content = dots + b"".join(_slots(child) for child in folder.children)
            _fill(folder, folder.first)


def _slots(node: _Node) -> bytes:
    """The entry, the parts of its long name before it; all marked where it is deleted."""
    slots = _long(node) + _entry(node, node.short, node.first)
    if node.is_folder or not node.plan.deleted:
        return slots
    return b"".join(bytes((_DELETED,)) + slots[at + 1 : at + _SLOT] for at in range(0, len(slots), _SLOT))


def _entry(node: _Node, name: bytes, first: int) -> bytes:
    created, written = (EPOCH + timedelta(seconds=time) for time in (node.plan.created, node.plan.written))
    day, time = _words(written)
    created_day, created_time = _words(created)
    attributes, size = (_FOLDER, 0) if node.is_folder else (_ARCHIVE, len(node.content))
    head = pack("<11sBBB", name, attributes, 0, created.second % 2 * 100)
    tail = (created_time, created_day, day, first >> 16, time, day, first & 0xFFFF, size)
    return head + pack("<7HI", *tail)


def _words(time: datetime) -> tuple[int, int]:
    """Date and time of DOS."""
    day = time.year - 1980 << 9 | time.month << 5 | time.day
    return day, time.hour << 11 | time.minute << 5 | time.second // 2


def _long(node: _Node) -> bytes:
    """The parts of a long name, its last one first."""
    count = _parts(node)
    total = 0
    for letter in node.short:
        total = ((total & 1) << 7 | total >> 1) + letter & 0xFF
    text = node.name.encode("utf-16-le")
    text = (text + b"\0\0" if len(text) % 26 else text).ljust(count * 26, b"\xff")
    slots = b""
    for part in range(count, 0, -1):
        piece = text[(part - 1) * 26 : part * 26]
        order = part | (0x40 if part == count else 0)
        slots += pack("<B10sBBB12sH4s", order, piece[:10], _LONG, 0, total, piece[10:22], 0, piece[22:])
    return slots


def _reserved(plan: FatPlan, free: int) -> bytes:
    """Boot sector, and FAT32's FSInfo and the backups of both."""
    reserved, sectors, wide = _RESERVED[plan.kind], _table_sectors(plan), plan.kind == 32
    entries = _ROOT_ENTRIES[plan.kind]
    total = reserved + _TABLES * sectors + entries * _SLOT // _SECTOR + plan.clusters
    short = total if total < 1 << 16 and not wide else 0
    boot = b"\xeb\x58\x90" + pack("<8sHBHB", b"MSWIN4.1", _SECTOR, 1, reserved, _TABLES)
    boot += pack("<HHBHHHII", entries, short, 0xF8, 0 if wide else sectors, 63, 255, 0, 0 if short else total)
    boot += pack("<IHHIHH12x", sectors, 0, 0, 2, _INFO, _BACKUP) if wide else b""
    state = plan.defect is FatDefect.DIRTY
    label, name = (plan.label or "NO NAME").encode(), f"FAT{plan.kind}".encode()
    boot += pack("<BBBI11s8s", 0x80, state, 0x29, _SERIAL, label.ljust(11), name.ljust(8))
    boot = boot.ljust(_SECTOR - 2, b"\0") + b"\x55\xaa"
    if not wide:
        return boot
    free += plan.defect is FatDefect.WRONG_FREE_COUNT
    info = b"RRaA" + bytes(480) + b"rrAa" + pack("<II12x", free, 0xFFFF_FFFF) + b"\0\0\x55\xaa"
    both = boot + info
    return (both.ljust(_BACKUP * _SECTOR, b"\0") + both).ljust(reserved * _SECTOR, b"\0")

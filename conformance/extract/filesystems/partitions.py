"""Finds the parts of a storage in which file systems can be: by its partition table, or all of it where it has none.

Source: UEFI Specification 2.10, 5.2 "LBA 0 Format"; of extended partitions, whose chain no standard describes,
what Linux reads (block/partitions/msdos.c).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

from conformance.extract.filesystems.gpt import has_any, has_first, list_gpt
from conformance.extract.filesystems.listing import MOST_PARTS, Listing, Part, legible
from conformance.extract.filesystems.window import Image
from conformance.model.structure_facts import Flaw

_SECTOR = 512
_SIGNATURE, _ENTRIES = slice(510, 512), 446
_ENTRY = Struct("<B3xB3xII")  # BootIndicator, OSType, StartingLBA, SizeInLBA
_STATUSES = (0x00, 0x80)
_EXTENDED, _PROTECTIVE = (0x05, 0x0F, 0x85), 0xEE
_KINDS = {
    **dict.fromkeys((0x04, 0x06, 0x0E), "FAT16"),
    **dict.fromkeys((0x0B, 0x0C), "FAT32"),
    0x01: "FAT12",
    0x07: "exFAT or NTFS",
    0x82: "Linux swap",
    0x83: "Linux",
    0x8E: "Linux LVM",
    0xEF: "EFI system",
}
_NAMES = (b"EXFAT   ", b"NTFS    ", b"-FVE-FS-")  # OEM names of boot sectors without a BPB of FAT
_SUPERBLOCK, _EXT_MAGIC = 1024, slice(56, 58)  # B, both of its place and of its size


@dataclass(frozen=True)
class Partitions:
    """The parts of an image: `table` is `none`, `mbr` or `gpt`; with none there is one part, the whole image.

    Parts that a table lists are cut where the image ends. `unpartitioned` B are in no part, and are not examined;
    gaps of at most 1 MiB are not counted. `flaws` are at byte offsets of the image.
    """

    table: str
    parts: tuple[Part, ...]
    unpartitioned: int
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class _Entry:
    """One of the four of a table, `first` and `count` in sectors; its own place is at byte `at`."""

    number: int
    at: int
    status: int
    type: int
    first: int
    count: int

    @property
    def part(self) -> Part:
        """As it stands, of a table whose sectors count from the beginning of the image."""
        kind = _KINDS.get(self.type, f"type 0x{self.type:02x}")
        return Part(self.first * _SECTOR, self.count * _SECTOR, kind)

    @property
    def used(self) -> bool:
        """Whether it says anything."""
        return bool(self.type or self.first or self.count)


def partitions(image: Image) -> Partitions:
    """What the image's partition table says, and what is wrong with it.

    Raises:
        OSError: the image can't be read.
    """
    listing = Listing(image)
    entries = _first_table(listing)
    inside, proper = _inside(image, entries), _proper(entries)
    protective = any(entry.type == _PROTECTIVE for entry in entries)
    volume = _is_volume(image, 0)
    if volume and not (inside and proper and _proved(image, inside, protective=protective)):
        if inside and proper:
            said = "a file system begins with this sector, and it lists partitions too, none of which holds one"
            listing.flaw("mbr", 0, said)
        return _whole(listing)
    if volume:
        said = "lists partitions, and a file system begins with this sector too: that one is not examined"
        listing.flaw("mbr", 0, said)
    if protective or (not inside and not volume and has_any(image)):
        return _of_gpt(listing, entries, protective=protective)
    if inside or (proper and any(entry.used for entry in entries)):
        return _of_mbr(listing, entries)
    return _whole(listing)


def _first_table(listing: Listing) -> Sequence[_Entry]:
    """The table of the first sector; without its signature only where a partition in it holds a file system."""
    image, sector = listing.image, legible(listing.image, 0, _SECTOR)
    if len(sector) < min(_SECTOR, image.size):
        listing.flaw("mbr", 0, "the first sector can't be read: the image is damaged there")
    entries = _entries(image, 0)
    if entries or _is_volume(image, 0) or len(sector) < _SECTOR:
        return entries
    unsigned = _rows(sector, 0)
    if not _proper(unsigned) or not _proved(image, _inside(image, unsigned), protective=False):
        return ()
    listing.flaw("mbr", _SIGNATURE.start, "the signature 55 AA of the partition table is lost")
    return unsigned


def _entries(image: Image, at: int) -> Sequence[_Entry]:
    """The four of the table in the sector at that byte; none without its signature."""
    sector = legible(image, at, _SECTOR)
    return _rows(sector, at) if sector[_SIGNATURE] == b"\x55\xaa" else ()


def _rows(sector: bytes, at: int) -> Sequence[_Entry]:
    places = range(_ENTRIES, _SIGNATURE.start, _ENTRY.size)
    return [_Entry(n, at + place, *_ENTRY.unpack_from(sector, place)) for n, place in enumerate(places, 1)]


def _proper(entries: Sequence[_Entry]) -> bool:
    return all(entry.status in _STATUSES for entry in entries)


def _inside(image: Image, entries: Sequence[_Entry]) -> list[_Entry]:
    """Those that list a partition which begins in the image, behind the table."""
    listed = [entry for entry in entries if entry.type and entry.first and entry.count]
    return [entry for entry in listed if entry.status in _STATUSES and entry.part.offset < image.size]


def _is_volume(image: Image, at: int) -> bool:
    """Whether a file system that is known here begins at that byte: its boot sector or superblock is there."""
    head = legible(image, at, _SUPERBLOCK).ljust(_SUPERBLOCK, b"\0")
    superblock = legible(image, at + _SUPERBLOCK, _SUPERBLOCK).ljust(_SUPERBLOCK, b"\0")
    per_sector, per_cluster = int.from_bytes(head[11:13], "little"), head[13]
    reserved, tables, media = int.from_bytes(head[14:16], "little"), head[16], head[21]
    signed = head[_SIGNATURE] == b"\x55\xaa"
    fat = per_sector in (512, 1024, 2048, 4096) and per_cluster.bit_count() == 1 and reserved and tables in (1, 2)
    booted = head[0] in (0xEB, 0xE9) and ((fat and media >= 0xF0) or head[3:11] in _NAMES)
    inodes, log_block = (int.from_bytes(superblock[a : a + 4], "little") for a in (0, 24))
    extended = superblock[_EXT_MAGIC] == b"\x53\xef" and inodes > 0 and log_block <= 6
    return bool(booted and signed) or extended


def _proved(image: Image, inside: Sequence[_Entry], *, protective: bool) -> bool:
    """Whether the partitions are real where the first sector is a boot sector as well: one holds what it says."""
    return (protective and has_first(image)) or any(_is_volume(image, entry.part.offset) for entry in inside)


def _whole(listing: Listing) -> Partitions:
    return Partitions("none", (Part(0, listing.image.size, "the whole image"),), 0, tuple(listing.flaws))


def _of_gpt(listing: Listing, entries: Sequence[_Entry], *, protective: bool) -> Partitions:
    """The GUID partition table; the table in the first sector only protects it, and lists no other partition."""
    list_gpt(listing)
    if not protective:
        listing.flaw(
            "mbr", 0, "the first sector does not say that the disk has a GUID partition table, and there is one"
        )
    places = {part[:2] for part in listing.parts}
    for entry in entries:
        _check(listing, f"mbr/entry {entry.number}", entry)
        if entry.type not in (0, _PROTECTIVE) and entry.part[:2] not in places:
            said = f"lists a partition ({entry.part.kind}) that the GUID partition table doesn't"
            listing.flaw(f"mbr/entry {entry.number}", entry.at, said)
    return _concluded(listing, "gpt")


def _of_mbr(listing: Listing, entries: Sequence[_Entry]) -> Partitions:
    for entry in entries:
        path = f"mbr/entry {entry.number}"
        _check(listing, path, entry)
        if entry.type in _EXTENDED and entry.count:
            _logical(listing, entry)
        elif entry.type:
            listing.add(path, entry.at, entry.part)
    return _concluded(listing, "mbr")


def _check(listing: Listing, path: str, entry: _Entry) -> None:
    """What an entry of either table must not say."""
    if entry.used and entry.status not in _STATUSES:
        listing.flaw(path, entry.at, f"has the status 0x{entry.status:02x}, which is none")
    if entry.used and not entry.type:
        said = f"has no type, and yet {entry.count} sectors from sector {entry.first} on: was a partition taken away?"
        listing.flaw(path, entry.at, said)
    if entry.type and entry.count and not entry.first:
        listing.flaw(path, entry.at, "lists a partition that begins with the partition table itself")


def _logical(listing: Listing, extended: _Entry) -> None:
    """The chain of tables in an extended partition: each lists one partition, and where the next table is."""
    image, begin = listing.image, extended.part.offset
    end, at, seen = begin + extended.part.size, begin, set[int]()
    if end > image.size:
        said = f"the extended partition ends at byte {end}: the last {end - image.size} bytes are missing"
        listing.flaw("mbr/extended", extended.at, said)
    while at not in seen and len(seen) < MOST_PARTS:
        seen.add(at)
        entries = _entries(image, at)
        if not entries:
            listing.flaw("mbr/extended", at, "no table is here where the chain of the extended partition leads")
            return
        links = [begin + entry.part.offset for entry in entries if entry.type in _EXTENDED and entry.count]
        for entry in entries:
            path = f"mbr/logical {len(seen)}"
            if entry.used and entry.type not in _EXTENDED:
                _check(listing, path, entry)
                _add_logical(listing, path, entry, (at, end))
        if not links:
            return
        if len(links) > 1 or not begin <= links[0] < end:
            said = (
                f"the chain leads to byte {links[0]}: out of the extended partition, or to {len(links)} places at once"
            )
            listing.flaw("mbr/extended", at, said)
            return
        at = links[0]
    listing.flaw("mbr/extended", at, f"the chain of the extended partition runs in a loop, or over {MOST_PARTS} tables")


def _add_logical(listing: Listing, path: str, entry: _Entry, room: tuple[int, int]) -> None:
    """A partition of the table at that byte, from which its sectors count; the extended one ends at the other."""
    at, end = room
    part = entry.part._replace(offset=at + entry.part.offset)
    if entry.type:
        if part.offset + part.size > end:
            listing.flaw(path, entry.at, f"ends at byte {part.offset + part.size}, out of the extended partition")
        listing.add(path, entry.at, part)


def _concluded(listing: Listing, table: str) -> Partitions:
    listing.flaw_overlaps(table)
    return Partitions(table, tuple(sorted(listing.parts)), listing.unpartitioned, tuple(listing.flaws))

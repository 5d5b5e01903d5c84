"""Reads a GUID partition table from whichever of its two copies is whole, and tells where they are not or differ.

Source: UEFI Specification 2.10, 5.3 "GUID Partition Table (GPT) Disk Layout" (names of its fields).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from uuid import UUID
from zlib import crc32

from conformance.extract.filesystems.listing import Listing, Part, legible
from conformance.extract.filesystems.window import Image

MAGIC = b"EFI PART"
_SECTORS = (512, 4096)
_HEADER = Struct("<8sIIII4Q16sQIII")  # up to PartitionEntryArrayCRC32
_ENTRY = Struct("<16s16sQQ")
_MOST_ENTRIES = 1 << 20  # bytes; 16 kB are usual
_KINDS = {
    UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"): "Microsoft basic data",
    UUID("e3c9e316-0b5c-4db8-817d-f92df00215ae"): "Microsoft reserved",
    UUID("de94bba4-06d1-4d40-a16a-bfd50179d6ac"): "Windows recovery",
    UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b"): "EFI system",
    UUID("0fc63daf-8483-4772-8e79-3d69d8477de4"): "Linux",
    UUID("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"): "Linux swap",
    UUID("e6d6d379-f507-44c2-a23c-238f2a3df928"): "Linux LVM",
}


@dataclass(frozen=True)
class _Copy:
    """One of both copies: its header at byte `at`, `wrong` says why it can't be trusted ('' = it can).

    `disk` and the usable sectors from `first` to `last` are the header's, `other` is where it says the other copy is.
    """

    at: int
    wrong: str
    other: int = 0
    first: int = 0
    last: int = 0
    disk: bytes = b""
    listed: int = 0
    width: int = 128
    entries: bytes = b""


def sector_of(image: Image) -> int:
    """Bytes of a sector by the place of the first header, or of the last one where that is lost; 0 = neither is there.

    Raises:
        OSError: the image can't be read.
    """
    for backwards in (False, True):
        for sector in _SECTORS:
            at = _last(image, sector) if backwards else sector
            if legible(image, at, len(MAGIC)) == MAGIC:
                return sector
    return 0


def has_first(image: Image) -> bool:
    """Whether the first header is where one is due, and whole."""
    return any(not _copy(image, sector, sector).wrong for sector in _SECTORS)


def has_any(image: Image) -> bool:
    """Whether either header is where one is due, and whole."""
    return has_first(image) or any(not _copy(image, _last(image, sector), sector).wrong for sector in _SECTORS)


def list_gpt(listing: Listing) -> None:
    """All partitions that the table lists.

    Raises:
        OSError: the image can't be read.
    """
    image, sector = listing.image, sector_of(listing.image) or _SECTORS[0]
    first = _copy(image, sector, sector)
    other = _last(image, sector) if first.wrong else first.other * sector
    second = _copy(image, other, sector)
    for name, copy in (("primary", first), ("backup", second)):
        if copy.wrong:
            listing.flaw(f"gpt/{name}", copy.at, f"the table can't be trusted: {copy.wrong}")
    if not first.wrong and not second.wrong and _content(first) != _content(second):
        listing.flaw(
            "gpt/backup", second.at, "lists other partitions than the primary, or another disk: that one is used"
        )
    whole = [copy for copy in (first, second) if not copy.wrong]
    used = whole or [copy for copy in (first, second) if copy.entries]
    for copy in used[:1]:
        _list(listing, copy, sector)
    if not used:
        listing.flaw("gpt", first.at, "neither copy of the table can be read: what the partitions are is lost")


def _last(image: Image, sector: int) -> int:
    """Where the last whole sector begins."""
    return max(0, image.size // sector - 1) * sector


def _copy(image: Image, at: int, sector: int) -> _Copy:
    """The header at that byte with its entries; these also where their checksum is wrong."""
    head = legible(image, at, sector)
    if len(head) < sector:
        return _Copy(at, f"its header is due at byte {at}; the image has {image.size} bytes, or is damaged there")
    magic, _, length, checksum, _, mine, other, first, last, disk, start, count, width, expected = _HEADER.unpack(
        head[: _HEADER.size]
    )
    if magic != MAGIC:
        return _Copy(at, "no header is there")
    sealed = head[:16] + bytes(4) + head[20:length]
    if not _HEADER.size <= length <= sector or crc32(sealed) != checksum:
        return _Copy(at, "its header fails its checksum")
    if mine * sector != at or width < 128 or count * width > _MOST_ENTRIES:
        return _Copy(
            at, f"its header states sector {mine} for itself, {count} entries of {width} bytes, which can't be"
        )
    entries = legible(image, start * sector, count * width)
    wrong = "" if crc32(entries) == expected and len(entries) == count * width else "its entries fail their checksum"
    return _Copy(at, wrong, other, first, last, disk, start * sector, width, entries)


def _content(copy: _Copy) -> tuple[bytes, int, int, int, bytes]:
    return copy.disk, copy.first, copy.last, copy.width, copy.entries


def _rows(copy: _Copy) -> Iterator[tuple[int, UUID, int, int]]:
    """Of each used entry the number from 1, the type, the first and the last sector."""
    for number in range(1, len(copy.entries) // copy.width + 1):
        kind, _, first, last = _ENTRY.unpack_from(copy.entries, (number - 1) * copy.width)
        if any(kind):
            yield number, UUID(bytes_le=kind), first, last


def _list(listing: Listing, copy: _Copy, sector: int) -> None:
    for number, kind, first, last in _rows(copy):
        path, at = f"gpt/entry {number}", copy.listed + (number - 1) * copy.width
        part = Part(first * sector, (last - first + 1) * sector, _KINDS.get(kind, f"type {kind}"))
        if part.size > 0 and not copy.first <= first <= last <= copy.last:
            said = f"lists sectors {first} to {last}; the header lets partitions have {copy.first} to {copy.last}"
            listing.flaw(path, at, said)
        listing.add(path, at, part)

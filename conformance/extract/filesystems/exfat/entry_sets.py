"""Reads a set of directory entries as the file or folder that it describes, and says what in it can't be so.

Source: exFAT file system specification, sections 6 and 7, by the names of its fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from conformance.extract.filesystems.exfat.clusters import Extent
from conformance.extract.filesystems.exfat.sums import sum16
from conformance.extract.filesystems.times import exfat_time
from conformance.model.dump_facts import Entry, Nature

ENTRY = 32  # B
IN_USE = 0x80
FILE, STREAM, NAME = 0x85, 0xC0, 0xC1
SECONDARY = 0xC0  # and above: secondary entries in use
BENIGN_SECONDARY = 0xE0  # and above
LARGEST_FOLDER = 256 << 20
_PRIMARY = Struct("<xBHHxx3I5B7x")
_STREAM = Struct("<xBxBHxxQ4xIQ")
_FOLDER_BIT = 0x10
_ALLOCATED, _CONTIGUOUS = 1, 2
_NAME_BYTES = 30  # of FileName
_FORBIDDEN = frozenset([*map(chr, range(32)), *'"*/:<>?\\|'])
_RESERVED = (b".\0", b".\0.\0")
_time = lru_cache(1 << 12)(exfat_time)


@dataclass(frozen=True)
class FileSet:
    """A File entry, its Stream Extension and its File Names; `name` is UTF-16 as far as NameLength says.

    `names` counts the File Name entries that follow the stream one after the other.
    """

    data: bytes
    name: bytes
    names: int
    name_length: int
    name_hash: int
    is_folder: bool
    flags: int
    valid: int
    extent: Extent

    def entry(self, path: str, *, deleted: bool) -> Entry:
        """As it is listed."""
        _, _, _, created, written, accessed, fine, fine_written, zone, zone_written, zone_accessed = (
            _PRIMARY.unpack_from(self.data)
        )
        return Entry(
            path=path,
            nature=Nature.FOLDER if self.is_folder else Nature.FILE,
            size=self.extent.length,
            deleted=deleted,
            number=self.extent.first,
            created=_time(created, fine, zone),
            written=_time(written, fine_written, zone_written),
            accessed=_time(accessed, 0, zone_accessed),
        )


def file_set(data: bytes) -> FileSet | str:
    """The set that those entries are, the bit InUse set in all their types; or what keeps them from being one."""
    if data[ENTRY : ENTRY + 1] != bytes([STREAM]):
        return "no Stream Extension follows the File entry"
    if data[2 * ENTRY : 2 * ENTRY + 1] != bytes([NAME]):
        return "no File Name follows the Stream Extension"
    names = 0
    for at in range(2 * ENTRY, len(data), ENTRY):
        if data[at] != NAME:
            break
        names += 1
    text = b"".join(data[ENTRY * one + 2 : ENTRY * one + 2 + _NAME_BYTES] for one in range(2, 2 + names))
    flags, length, name_hash, valid, first, size = _STREAM.unpack_from(data, ENTRY)
    attributes = int.from_bytes(data[4:6], "little")
    return FileSet(
        data=data,
        name=text[: 2 * length],
        names=names,
        name_length=length,
        name_hash=name_hash,
        is_folder=bool(attributes & _FOLDER_BIT),
        flags=flags,
        valid=valid,
        extent=Extent(first, size, bool(flags & _CONTIGUOUS)),
    )


def set_checksum(data: bytes) -> int:
    """Over all entries of a set but the field itself."""
    return sum16(data[:2] + data[4:])


def stated_checksum(data: bytes) -> int:
    """The field SetChecksum of the primary entry."""
    return int.from_bytes(data[2:4], "little")


def deleted_set(data: bytes) -> FileSet | str:
    """The file that a deleted set described, or why it no longer stands whole.

    Deletion clears the bit InUse of each type and leaves the checksum as it was; one of the cleared types is accepted.
    """
    types = data[::ENTRY]
    if types[0] != FILE & ~IN_USE or any(kind & ~IN_USE < SECONDARY & ~IN_USE or kind & IN_USE for kind in types[1:]):
        return "other entries stand in its place"
    used = bytearray(data)
    for at in range(0, len(data), ENTRY):
        used[at] |= IN_USE
    if stated_checksum(data) not in (set_checksum(bytes(used)), set_checksum(data)):
        return "its SetChecksum is of other entries"
    found = file_set(bytes(used))
    if isinstance(found, FileSet) and not (found.name and found.names == _names_due(found)):
        return "its name does not stand whole"
    return found


def complaints(found: FileSet, stated: int, volume: int) -> Iterator[str]:
    """What in the set can't be so: `stated` is its SecondaryCount, `volume` the bytes of all clusters."""
    follow, due = len(found.data) // ENTRY - 1, _names_due(found)
    if follow < stated:
        yield f"states {stated} secondary entries, and {follow} follow"
    elif stated_checksum(found.data) != set_checksum(found.data):
        told = f"{stated_checksum(found.data):#06x}, its entries give {set_checksum(found.data):#06x}"
        yield f"its SetChecksum is {told}"
    if found.names != due or not found.name_length:
        yield f"its name of {found.name_length} characters takes {due} File Name entries, and it has {found.names}"
    for kind in found.data[ENTRY * (2 + found.names) :: ENTRY]:
        if kind < BENIGN_SECONDARY:
            yield f"its set holds an entry of type {kind:#04x} behind its name, which must not stand there"
    yield from _about_name(found.name)
    yield from _about_lengths(found, volume)


def allocations(found: FileSet) -> Iterator[tuple[int, Extent]]:
    """What further secondary entries hold of clusters (Vendor Allocation), and where in the set they stand."""
    for at in range(ENTRY * (2 + found.names), len(found.data), ENTRY):
        if found.data[at] >= BENIGN_SECONDARY and found.data[at + 1] & _ALLOCATED:
            yield at, generic_extent(found.data[at : at + ENTRY], found.data[at + 1])


def generic_extent(entry: bytes, flags: int) -> Extent:
    """FirstCluster and DataLength of any entry, by its general flags."""
    first, length = int.from_bytes(entry[20:24], "little"), int.from_bytes(entry[24:32], "little")
    return Extent(first, length, bool(flags & _CONTIGUOUS))


def _names_due(found: FileSet) -> int:
    return -(-found.name_length * 2 // _NAME_BYTES)


def _about_name(name: bytes) -> Iterator[str]:
    wrong = _FORBIDDEN.intersection(name.decode("utf-16-le", errors="surrogatepass"))
    if wrong:
        yield f"its name holds {', '.join(f'{ord(one):#04x}' for one in sorted(wrong))}, which no name may"
    if name in _RESERVED:
        yield "its name is reserved"


def _about_lengths(found: FileSet, volume: int) -> Iterator[str]:
    size = found.extent.length
    if not found.flags & _ALLOCATED and (size or found.extent.first):
        yield "states that it can hold no clusters (AllocationPossible), and holds some"
    if size > volume:
        yield f"states {size} bytes; all clusters of the volume hold {volume}"
    if found.is_folder and found.valid != size:
        yield f"is a folder of {size} bytes, of which it states {found.valid} to be valid"
    elif found.valid > size:
        yield f"states {found.valid} valid bytes of {size}"
    if found.is_folder and size > LARGEST_FOLDER:
        yield f"is a folder of {size} bytes, {LARGEST_FOLDER} are the most"

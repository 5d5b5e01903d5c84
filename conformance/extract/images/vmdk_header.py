"""Reads header and footer of a sparse extent of VMDK, and refuses what can't be read by them.

Source: VMware, "Virtual Disk Format 5.0", "Hosted Sparse Extents" and "Stream-Optimized Compressed"; J. Metz, "VMware
Virtual Disk (VMDK) format specification" (libvmdk), "The VMDK sparse extent data file".
"""

from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

from conformance.extract.images.raw import Piece
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw
from conformance.model.vmdk_descriptor import SECTOR
from conformance.model.vocabulary import Reason

MAGIC = b"KDMV"
_HEADER = Struct("<4sIIQQQQIQQQB4sH")  # up to compressAlgorithm
_NEWLINES = b"\n \r\n"
_FLAGS, REDUNDANT_AT, _UNCLEAN, _NEWLINES_AT = 8, 48, 72, 73  # bytes of the header
_NEWLINE_TEST, _REDUNDANT, _ZEROED = 1, 2, 4  # of flags, as are the next
_COMPRESSED, _MARKERS, _INCOMPATIBLE = 1 << 16, 1 << 17, 0xFFFF_0000
_DEFLATE = 1  # of compressAlgorithm
_AT_END = (1 << 64) - 1  # instead of the grain directory's place
_END_OF_STREAM, _FOOTER = 0, 3  # types of markers
_MARKER = Struct("<QII")  # value, size, type
_MOST_GRAIN = 1 << 16  # sectors
_MOST_ENTRIES = 512  # of a grain table
_MOST_TABLES = 1 << 16  # 2 TiB in grains of 64 KiB
_MOST_SIZE = 1 << 50


@dataclass(frozen=True)
class Sparse:
    """What the header states: `sectors` of the disk, in grains of `grain` sectors, `entries` of them in a table.

    `directory`, and `redundant` where there is one (else 0), are sectors of the file, as is the embedded descriptor's
    place, of `descriptor_sectors`. `zeroed`: entry 1 of a table stands for a grain of zeros.
    """

    sectors: int
    grain: int
    entries: int
    directory: int
    redundant: int
    descriptor: int
    descriptor_sectors: int
    compressed: bool
    zeroed: bool

    @property
    def size(self) -> int:
        """Of the disk, in B."""
        return self.sectors * SECTOR

    @property
    def grains(self) -> int:
        """Of the disk."""
        return -(-self.sectors // self.grain)

    @property
    def tables(self) -> int:
        """Entries of the grain directory."""
        return -(-self.grains // self.entries)


class _Header(NamedTuple):
    magic: bytes
    version: int
    flags: int
    capacity: int
    grain: int
    descriptor: int
    descriptor_sectors: int
    entries: int
    redundant: int
    directory: int
    overhead: int
    unclean: int
    newlines: bytes
    method: int

    @property
    def shape(self) -> tuple[int, ...]:
        """What header and footer have in common."""
        return self.version, self.flags, self.capacity, self.grain, self.entries, self.method


def sparse_of(piece: Piece) -> tuple[Sparse, tuple[Flaw, ...]] | Absent:
    """What header and footer state and what is wrong with them, or why the extent can't be read.

    Raises:
        OSError: the file can't be read.
    """
    head = _header(piece.read(0, SECTOR))
    flaws = _flaws(head)
    if head.directory == _AT_END:
        end = piece.size // SECTOR * SECTOR - 2 * SECTOR
        foot = _header(piece.read(end, SECTOR))
        if foot.magic != MAGIC or foot.directory == _AT_END:
            return _absent("keeps its grain directory at its end, and has no footer there: it was cut or not completed")
        flaws += _flaws_of_footer(piece, end, same=foot.shape == head.shape)
        head = head._replace(directory=foot.directory, redundant=foot.redundant)
    found = _stated(head)
    if head.flags & _REDUNDANT and not head.redundant:
        flaws.append(Flaw("header", _FLAGS, "there is to be a redundant grain directory, and its place is 0"))
    why = _refused(head) or _impossible(head) or _misplaced(piece, found)
    return _absent(why) if why else (found, tuple(flaws))


def _header(data: bytes) -> _Header:
    return _Header(*_HEADER.unpack(data.ljust(SECTOR, b"\0")[: _HEADER.size]))


def _absent(why: str) -> Absent:
    return Absent(Reason.EVIDENCE_UNREADABLE, f"the sparse VMDK file {why}")


def _stated(head: _Header) -> Sparse:
    return Sparse(
        sectors=head.capacity,
        grain=head.grain,
        entries=head.entries,
        directory=head.directory,
        redundant=head.redundant if head.flags & _REDUNDANT else 0,
        descriptor=head.descriptor,
        descriptor_sectors=head.descriptor_sectors,
        compressed=bool(head.flags & _COMPRESSED),
        zeroed=bool(head.flags & _ZEROED),
    )


def _flaws(head: _Header) -> list[Flaw]:
    """What the header admits, and whether its ends of lines came through as they were."""
    found = []
    if head.unclean:
        found.append(Flaw("header", _UNCLEAN, "the file was not closed (uncleanShutdown)"))
    if head.flags & _NEWLINE_TEST and head.newlines != _NEWLINES:
        said = f"{head.newlines.hex(' ')} stands for 0a 20 0d 0a: the file was changed by a transfer as text"
        found.append(Flaw("header", _NEWLINES_AT, said))
    return found


def _flaws_of_footer(piece: Piece, at: int, *, same: bool) -> list[Flaw]:
    """What is wrong with the footer at that byte, and with the markers before and behind it."""
    found = []
    if not same:
        found.append(Flaw("footer", at, "it states another disk than the header does"))
    for place, kind, name in ((at - SECTOR, _FOOTER, "footer"), (at + SECTOR, _END_OF_STREAM, "end of stream")):
        value, size, stated = _MARKER.unpack(piece.read(place, _MARKER.size).ljust(_MARKER.size, b"\xff"))
        if (size, stated) != (0, kind) or (kind == _END_OF_STREAM and value):
            found.append(Flaw("footer", place, f"no marker of the {name} stands here"))
    if piece.size % SECTOR:
        found.append(Flaw("footer", at + 2 * SECTOR, f"{piece.size % SECTOR} bytes follow the end of the stream"))
    return found


def _refused(head: _Header) -> str:
    """What is not read here, '' where all is."""
    if head.version not in (1, 2, 3):
        return f"is of version {head.version}: 1, 2 and 3 are read"
    if unread := head.flags & _INCOMPATIBLE & ~(_COMPRESSED | _MARKERS):
        return f"has the incompatible flags {unread:#x}, which are not read here"
    packed = (bool(head.flags & _COMPRESSED), bool(head.flags & _MARKERS), head.method)
    if packed not in ((False, False, 0), (True, True, _DEFLATE)):
        return f"is compressed in a way that is not read here (flags {head.flags:#x}, compressAlgorithm {head.method})"
    return ""


def _impossible(head: _Header) -> str:
    """Which size can't be, '' where all can."""
    if not 0 < head.capacity <= _MOST_SIZE // SECTOR:
        return f"states a disk of {head.capacity} sectors, which can't be"
    if not 0 < head.grain <= _MOST_GRAIN or head.grain & (head.grain - 1) or not 0 < head.entries <= _MOST_ENTRIES:
        return f"states grains of {head.grain} sectors and {head.entries} grains a table, which can't be"
    return ""


def _misplaced(piece: Piece, found: Sparse) -> str:
    """Why there is no grain directory, '' where there is one."""
    if found.tables > _MOST_TABLES:
        return f"needs {found.tables} grain tables; {_MOST_TABLES} are read at most"
    if not 0 < found.directory * SECTOR <= piece.size - 4 * found.tables:
        return f"has its grain directory at sector {found.directory}, beyond its end: it holds {piece.size} bytes"
    return ""

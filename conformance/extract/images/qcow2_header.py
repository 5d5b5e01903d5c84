"""Reads the header of a qcow2 file, and refuses what makes the disk unreadable or leads out of the file.

Source: QEMU, docs/interop/qcow2.rst, "Header".
"""

from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

from conformance.extract.images.raw import Piece
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw
from conformance.model.vocabulary import Reason

MAGIC = b"QFI\xfb"
OFFSET = 0x00FF_FFFF_FFFF_FE00  # bits 9 to 55 of the entries of both tables
OWN, COMPRESSED, ZEROS = 1 << 63, 1 << 62, 1  # of the entries of an L2 table
_HEADER = Struct(">4sIQIIQIIQ")  # up to l1_table_offset
_LENGTH = {2: 72, 3: 104}  # bytes of the header
_FEATURES, _HEADER_LENGTH, _COMPRESSION_TYPE = slice(72, 80), slice(100, 104), 104
_DIRTY, _CORRUPT, _DATA_FILE, _COMPRESSION = 1, 2, 4, 8  # of incompatible_features
_CLUSTER_BITS = range(9, 22)  # QEMU's own limit, as is the next
_MOST_L1 = 1 << 25  # bytes
_MOST_SIZE = 1 << 50
_MOST_NAME = 1023


@dataclass(frozen=True)
class Disk:
    """What the header states: `size` of the disk in B, `bits` of a cluster's size, `l1` table's place in the file."""

    version: int
    size: int
    bits: int
    l1: int

    @property
    def cluster(self) -> int:
        """Bytes of one."""
        return 1 << self.bits

    @property
    def clusters(self) -> int:
        """Of the disk."""
        return -(-self.size >> self.bits)

    @property
    def per_table(self) -> int:
        """Entries of an L2 table."""
        return self.cluster // 8

    @property
    def tables(self) -> int:
        """Entries of the L1 table that the disk needs."""
        return -(-self.clusters // self.per_table)


class _Header(NamedTuple):
    magic: bytes
    version: int
    backing_file_offset: int
    backing_file_size: int
    cluster_bits: int
    size: int
    crypt_method: int
    l1_size: int
    l1_table_offset: int


def disk_of(piece: Piece) -> Disk | Absent:
    """What the header states, or why the disk can't be read; OSError as the system raises it."""
    data = piece.read(0, 112).ljust(112, b"\0")
    head = _Header(*_HEADER.unpack(data[: _HEADER.size]))
    disk = Disk(head.version, head.size, head.cluster_bits, head.l1_table_offset)
    why = _elsewhere(piece, head) or (_refused(data) if head.version > 2 else "") or _impossible(piece, head, disk)
    return Absent(Reason.EVIDENCE_UNREADABLE, f"the qcow2 file {why}") if why else disk


def _elsewhere(piece: Piece, head: _Header) -> str:
    """Why the disk is not in this file as it was, '' where it is."""
    if head.version not in _LENGTH or piece.size < _LENGTH[head.version]:
        return f"is of version {head.version} and {piece.size} bytes long: whole ones of version 2 and 3 are read"
    if head.backing_file_offset:
        name = piece.read(head.backing_file_offset, min(head.backing_file_size, _MOST_NAME))
        shown = name.decode("utf-8", "backslashreplace")
        return f"holds only what differs from another file, {shown!r}, which is not opened: convert it to raw"
    return "is encrypted" if head.crypt_method else ""


def _impossible(piece: Piece, head: _Header, disk: Disk) -> str:
    """Which size can't be, '' where all can."""
    if disk.bits not in _CLUSTER_BITS or not 0 < disk.size <= _MOST_SIZE:
        return f"states clusters of 2^{disk.bits} bytes and a disk of {disk.size} bytes, which can't be"
    if not disk.tables <= head.l1_size <= _MOST_L1 // 8:
        return f"states an L1 table of {head.l1_size} entries for a disk that needs {disk.tables}"
    if not 0 < disk.l1 <= piece.size - 8 * disk.tables:
        return f"has its L1 table at byte {disk.l1}, beyond its end: it holds {piece.size} bytes"
    return ""


def header_flaws(piece: Piece) -> list[Flaw]:
    """What the header itself admits."""
    if int.from_bytes(piece.read(4, 4), "big") < 3:
        return []
    features = int.from_bytes(piece.read(0, 80)[_FEATURES], "big")
    said = {_DIRTY: "was not closed (dirty bit)", _CORRUPT: "was found corrupt by its writer (corrupt bit)"}
    return [Flaw("header", _FEATURES.start, f"the file {why}") for bit, why in said.items() if features & bit]


def _refused(data: bytes) -> str:
    """Which feature of version 3 keeps the disk from being read, '' where none does."""
    features = int.from_bytes(data[_FEATURES], "big")
    if int.from_bytes(data[_HEADER_LENGTH], "big") < _LENGTH[3]:
        return "states a header shorter than version 3 has"
    if features & _DATA_FILE:
        return "keeps the disk's bytes in another file, which is not opened"
    if features & _COMPRESSION:
        name = {1: "zstd"}.get(data[_COMPRESSION_TYPE], f"method {data[_COMPRESSION_TYPE]}")
        return f"is compressed by {name}, which is not read here"
    unread = features & ~(_DIRTY | _CORRUPT)
    return f"has the incompatible features {unread:#x}, which are not read here" if unread else ""

"""Reads the blocks of a folder: entries in use, and remnants of others between them.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Directory Entries", "Hash Tree Directories".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

import numpy as np

from conformance.extract.filesystems.ext.blocks import DATA, Runs, runs_of
from conformance.extract.filesystems.ext.checksums import CRC32C
from conformance.extract.filesystems.ext.disk import Disk, TooMuchError
from conformance.extract.filesystems.ext.inodes import CASEFOLD, ENCRYPTED, INDEX, Live, seeds
from conformance.extract.filesystems.ext.superblock import Incompat

MOST_FOLDER_BYTES = 1 << 28  # of all folders
HEAD = 8  # B of an entry before its name
_HASH = 8  # B behind the name in an encrypted folder that folds case
_TAIL, _TAIL_TYPE = 12, 0xDE  # ext4_dir_entry_tail
_DIRENT, _DIRENT_OLD = Struct("<IHBB"), Struct("<IHH")
_ROOT, _NODE = 32, 8  # byte of the limit in the root and in other nodes of a hash tree
_MOST_KINDS = 7  # file_type of symbolic links, the last one
_READ_AT_ONCE = 1 << 20


class Dirent(NamedTuple):
    """One entry: its inode, the bytes of its name, file_type (0 = not stated) and the byte of the window it is at."""

    number: int
    name: bytes
    kind: int
    at: int


@dataclass(frozen=True)
class Leaf:
    """What one block of a folder holds; `first` where it is to begin with `.` and `..`."""

    first: bool
    live: list[Dirent]
    remnants: list[Dirent]


class Scanner:
    """Takes entries out of bytes of one folder, and notes what is wrong with them where `told`."""

    def __init__(self, disk: Disk, folder: Live, *, told: bool) -> None:
        self.disk, self._number, self._told = disk, int(folder["number"]), told
        flags = int(folder["flags"])
        self._encrypted = bool(flags & ENCRYPTED)
        self._behind = _HASH if self._encrypted and flags & CASEFOLD else 0
        self._typed = bool(disk.block.incompat & Incompat.FILETYPE)

    def note(self, at: int, said: str) -> None:
        """A flaw of the folder at that byte of the window."""
        if self._told:
            self.disk.note(self._number, at, said)

    def entries(self, data: bytes, base: int, remnants: list[Dirent] | None = None) -> list[Dirent]:
        """Entries in use; those between them go to `remnants`. `base` is the byte of the window that `data` is at."""
        found, at, end = list[Dirent](), 0, len(data)
        while at < end:
            if end - at < HEAD:
                self.note(base + at, f"has {end - at} bytes behind its last entry")
                break
            number, length, size, kind = self._unpack(data, at)
            if length < HEAD or length % 4 or at + length > end or HEAD + size > length or (number and not size):
                self.note(base + at, f"has an entry of {length} bytes, of which {size} are its name (rec_len)")
                break
            name = data[at + HEAD : at + HEAD + size]
            held = 0
            if number:
                found.append(Dirent(number, name, kind, base + at))
                held = self._held(size)
                if not self._encrypted and (b"/" in name or b"\0" in name):
                    self.note(base + at, "has an entry with a character that no name can have")
            if remnants is not None and held < length:
                remnants.extend(self._remnants(data[at + held : at + length], base + at + held))
            self.disk.step()
            at += length
        return found

    def _held(self, size: int) -> int:
        """Bytes that an entry with such a name takes."""
        return (HEAD + size + self._behind + 3) // 4 * 4

    def _remnants(self, data: bytes, base: int) -> Iterator[Dirent]:
        """Entries that were, in bytes behind those of one in use."""
        at = 0
        while len(data) - at > HEAD:
            used = len(data[at:].lstrip(b"\0"))
            at = max(at, (len(data) - used) // 4 * 4 - 4)  # an inode that was zeroed is four bytes of 0 in front
            if not used or len(data) - at <= HEAD:
                return
            self.disk.step()
            number, length, size, kind = self._unpack(data, at)
            name = data[at + HEAD : at + HEAD + size]
            if self._plausible((number, length, kind), name, len(data) - at) and len(name) == size:
                yield Dirent(number, name, kind, base + at)
                at += self._held(size)
            else:
                at += 4

    def _plausible(self, head: tuple[int, int, int], name: bytes, room: int) -> bool:
        number, length, kind = head
        if length % 4 or length < HEAD + len(name) or not name or name in {b".", b".."}:
            return False
        fits = self._held(len(name)) <= room and length <= self.disk.block.block_size
        typed = 0 < kind <= _MOST_KINDS if self._typed else kind == 0
        clear = self._encrypted or (b"/" not in name and b"\0" not in name)
        file = number == 0 or self.disk.block.first_inode <= number <= self.disk.block.inodes
        return fits and typed and clear and file

    def _unpack(self, data: bytes, at: int) -> tuple[int, int, int, int]:
        """Inode, length of the entry, length of the name and type."""
        kind = 0
        if self._typed:
            number, length, size, kind = _DIRENT.unpack_from(data, at)
        else:
            number, length, size = _DIRENT_OLD.unpack_from(data, at)
        if self.disk.block.block_size == 1 << 16:
            length = 1 << 16 if length in (0, 0xFFFF) else length & 0xFFFC | (length & 3) << 16
        return number, length, size, kind


class FolderReader:
    """Reads folders of one volume, within `MOST_FOLDER_BYTES`; faults are noted where `told`."""

    def __init__(self, disk: Disk, runs: Runs, *, told: bool) -> None:
        self._disk, self._runs, self._told, self._read = disk, runs, told, 0

    def leaves(self, folder: Live) -> Iterator[Leaf]:
        """Blocks of the folder with that inode, an array (1,)."""
        one, size = folder[0], self._disk.block.block_size
        scanner = Scanner(self._disk, one, told=self._told)
        seed = int(seeds(self._disk, folder)[0])
        for logical, place, data in self._blocks(int(one["number"])):
            base = place * size
            limit = _limit_at(data, summed=self._disk.block.summed) if int(one["flags"]) & INDEX else 0
            if limit:
                self._check_node(scanner, one, (data, base, limit), seed)
                yield Leaf(logical == 0, scanner.entries(data, base), [])
                continue
            if logical == 0 and int(one["flags"]) & INDEX:
                scanner.note(base, "is marked as a hash tree, and has no root of one")
            end = _end(scanner, data, base, seed) if self._disk.block.summed else size
            remnants: list[Dirent] = []
            live = scanner.entries(data[:end], base, remnants)
            yield Leaf(logical == 0, live, remnants)

    def _blocks(self, number: int) -> Iterator[tuple[int, int, bytes]]:
        """Logical and physical number of each block with its bytes."""
        size = self._disk.block.block_size
        each = max(1, _READ_AT_ONCE // size)
        for run in runs_of(self._runs, number):
            if run["kind"] != DATA:
                continue
            for begin in range(0, int(run["length"]), each):
                self._disk.window.beat()
                place = int(run["start"]) + begin
                data = self._disk.read(place, min(each, int(run["length"]) - begin))
                self._read += len(data)
                if self._read > MOST_FOLDER_BYTES:
                    raise TooMuchError(f"its folders take more than {MOST_FOLDER_BYTES} B; the rest is not read here")
                for index in range(len(data) // size):
                    yield int(run["logical"]) + begin + index, place + index, data[index * size : (index + 1) * size]

    def _check_node(self, scanner: Scanner, folder: Live, node: tuple[bytes, int, int], seed: int) -> None:
        """Count, order, blocks and checksum of a node of a hash tree."""
        data, base, at = node
        limit, count = (int.from_bytes(data[place : place + 2], "little") for place in (at, at + 2))
        if not 0 < count <= limit:
            scanner.note(base + at, f"has a hash tree with {count} of {limit} entries in a node")
            return
        pairs = np.frombuffer(data, "<u4", 2 * count, at).reshape(-1, 2).astype(np.int64)
        if (np.diff(pairs[1:, 0]) < 0).any():
            scanner.note(base + at, "has a hash tree whose entries do not ascend")
        if ((pairs[:, 1] & 0x0FFF_FFFF) >= int(folder["size"]) // len(data)).any():
            scanner.note(base + at, "has a hash tree that leads out of the folder")
        if self._disk.block.summed:
            tail = data[at + 8 * limit :]
            found = CRC32C.of_bytes(data[: at + 8 * count] + tail[:4] + bytes(4), seed)
            if found != int.from_bytes(tail[4:8], "little"):
                scanner.note(base + at, f"has a node of a hash tree of checksum {found:08x}, against dt_checksum")


def _limit_at(data: bytes, *, summed: bool) -> int:
    """Where the limit of a hash tree's node stands, 0 where the block is none: an empty leaf looks like one."""
    number, length, size, _ = _DIRENT.unpack_from(data, 0)
    whole = length in (len(data), 0, 0xFFFF)
    at = _NODE if whole and not number and not size else _ROOT if length == 12 and data[24:28] == bytes(4) else 0
    room = (len(data) - at - (8 if summed else 0)) // 8
    return at if at and int.from_bytes(data[at : at + 2], "little") == room else 0


def _end(scanner: Scanner, data: bytes, base: int, seed: int) -> int:
    """Bytes of the block before its checksum, which is checked."""
    end = len(data) - _TAIL
    if _DIRENT.unpack_from(data, end) != (0, _TAIL, 0, _TAIL_TYPE):
        scanner.note(base + end, "has a block without a checksum (ext4_dir_entry_tail)")
        return len(data)
    found, stated = CRC32C.of_bytes(data[:end], seed), int.from_bytes(data[-4:], "little")
    if found != stated:
        scanner.note(base + end, f"has a block of checksum {found:08x}, and states {stated:08x} (det_checksum)")
    return end

"""Partition tables made by hand, on images that are zero but for them."""

import random
import struct
from collections.abc import Sequence
from uuid import UUID
from zlib import crc32

from conformance.extract.filesystems.window import DamagedImageError

SECTOR, MIB = 512, 1 << 20
CAPACITY = 64 * MIB
NOISE = random.Random(1).randbytes(510)  # noqa: S311 - a fixture
FAT = b"\xeb\x58\x90MSDOS5.0" + struct.pack("<HBHBHHB", 512, 8, 32, 2, 0, 0, 0xF8)
EXFAT = b"\xeb\x76\x90EXFAT   " + bytes(53)
NTFS = b"\xeb\x52\x90NTFS    " + struct.pack("<HBHBHHB", 512, 8, 0, 0, 0, 0, 0xF8)
BASIC = UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7")
LINUX = UUID("0fc63daf-8483-4772-8e79-3d69d8477de4")


class Sparse:
    """An image of which only some places hold bytes; bytes of a damaged range can't be read."""

    def __init__(self, size: int, held: dict[int, bytes], damaged: range = range(0)) -> None:
        self.size, self._held, self._damaged = size, held, damaged

    def read(self, offset: int, count: int) -> bytes:
        if not 0 <= offset < self.size or count <= 0:
            return b""
        end = min(offset + count, self.size)
        assert end - offset <= 2 * MIB, "much is read at once"
        if max(offset, self._damaged.start) < min(end, self._damaged.stop):
            raise DamagedImageError
        found = bytearray(end - offset)
        for at, data in self._held.items():
            begin, stop = max(at, offset), min(at + len(data), end)
            if begin < stop:
                found[begin - offset : stop - offset] = data[begin - at : stop - at]
        return bytes(found)


def mbr(*entries: tuple[int, int, int], status: int = 0, code: bytes = b"") -> bytes:
    """A first sector whose entries are types, first sectors and counts."""
    rows = b"".join(struct.pack("<B3xB3xII", status, *entry) for entry in entries)
    return code.ljust(446, b"\0") + rows.ljust(64, b"\0") + b"\x55\xaa"


def boot(head: bytes) -> bytes:
    return head.ljust(510, b"\0") + b"\x55\xaa"


def superblock(inodes: int = 128, log_block: int = 0) -> bytes:
    return struct.pack("<I20xI28xH", inodes, log_block, 0xEF53)


def gpt(
    parts: Sequence[tuple[UUID, int, int]], sector: int = SECTOR, capacity: int = CAPACITY, disk: int = 7
) -> dict[int, bytes]:
    """All sectors of the table by their place: parts are types, first and last sectors."""
    rows = b"".join(
        struct.pack("<16s16sQQ80x", kind.bytes_le, bytes([n] * 16), a, b) for n, (kind, a, b) in enumerate(parts)
    )
    rows = rows.ljust(128 * 128, b"\0")
    last, span = capacity // sector - 1, 128 * 128 // sector
    held = {0: mbr((0xEE, 1, min(last, 0xFFFFFFFF)))}
    for mine, other, start in ((1, last, 2), (last, 1, last - span)):
        header = struct.pack(
            "<8sIIIIQQQQ16sQIII",
            *(b"EFI PART", 0x10000, 92, 0, 0, mine, other, 2 + span, last - span - 1),
            *(bytes([disk] * 16), start, 128, 128, crc32(rows)),
        )
        header = header[:16] + struct.pack("<I", crc32(header)) + header[20:]
        held |= {mine * sector: header, start * sector: rows}
    return held

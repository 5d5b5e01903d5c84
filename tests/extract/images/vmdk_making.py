"""Writes VMDK files as small as a test needs them: sparse with both directories, stream-optimized, and descriptors."""

import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance.extract.images.opening import OpenedImage, opened_image
from conformance.model.facts import Absent

from .making import DEFLATED, HOST, ZERO, nothing

SECTOR, GRAIN = 512, 4096
AT_END = (1 << 64) - 1
DESCRIPTOR, REDUNDANT = 1, 3  # sectors at which they stand


def text_of(*extents: str, kind: str = "monolithicSparse", more: str = "") -> bytes:
    """A descriptor."""
    head = f'# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType="{kind}"\n{more}\n'
    return (head + "# Extent description\n" + "".join(f"{one}\n" for one in extents) + "\n#DDB\n").encode()


def disk_of(tmp_path: Path, files: Mapping[str, bytes], take: Callable[[OpenedImage], object] | None = None) -> object:
    """What `take` has of the image in these files, else its bytes and flaws as text; or why there is none."""
    paths = [tmp_path / name for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    with opened_image(paths, nothing) as image:
        if isinstance(image, Absent):
            return f"{image.reason}: {image.detail}"
        if take is not None:
            return take(image)
        return image.read(0, image.size + 1), [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in image.flaws]


def marker(value: int, size: int, kind: int) -> bytes:
    return struct.pack("<QII", value, size, kind).ljust(SECTOR, b"\0")


@dataclass(frozen=True)
class Vmdk:
    """One sparse file to be written: of each grain of the disk how it is kept; '' = not at all."""

    media: bytes
    kinds: Sequence[str]
    version: int = 1
    flags: int = 3
    entries: int = 512
    descriptor: bytes | None = None
    fields: Mapping[int, bytes] = field(default_factory=dict)  # overwritten at last, by place in the file

    @property
    def sectors(self) -> int:
        return len(self.media) // SECTOR

    @property
    def table_sectors(self) -> int:
        return -(-self.entries * 4 // SECTOR)

    @property
    def tables(self) -> int:
        return -(-len(self.kinds) // self.entries)

    @property
    def directory(self) -> int:
        """Sector of the grain directory: the redundant one and its tables stand before it."""
        return REDUNDANT + 1 + self.tables * self.table_sectors

    @property
    def first_grain(self) -> int:
        """Sector."""
        return -(-(self.directory + 1 + self.tables * self.table_sectors) // 8) * 8

    def file(self) -> bytes:
        """Header, descriptor, both directories with their tables, grains."""
        entries, body = [], bytearray()
        for number, kind in enumerate(self.kinds):
            entries.append({HOST: self.first_grain + len(body) // SECTOR, ZERO: 1, "": 0}[kind])
            if kind == HOST:
                body += self.media[number * GRAIN : (number + 1) * GRAIN].ljust(GRAIN, b"\0")
        out = bytearray(self.head(self.directory, self.version, self.flags, 0).ljust(SECTOR, b"\0"))
        out += self._text().ljust(2 * SECTOR, b"\0")
        for at in (REDUNDANT, self.directory):
            places = (at + 1 + number * self.table_sectors for number in range(self.tables))
            out += struct.pack(f"<{self.tables}I", *places).ljust(SECTOR, b"\0")
            out += b"".join(self._table(entries, number) for number in range(self.tables))
        return self._bent(out.ljust(self.first_grain * SECTOR, b"\0") + body)

    def stream(self) -> bytes:
        """As a writer makes it that can't go back: tables, directory and footer behind the grains."""
        flags = 1 | 1 << 16 | 1 << 17
        out = bytearray(self.head(AT_END, 3, flags, 1).ljust(SECTOR, b"\0"))
        out += self._text().ljust(2 * SECTOR, b"\0")
        entries = []
        for number, kind in enumerate(self.kinds):
            entries.append(len(out) // SECTOR if kind == DEFLATED else 0)
            if kind == DEFLATED:
                data = zlib.compress(self.media[number * GRAIN : (number + 1) * GRAIN])
                out += struct.pack("<QI", number * 8, len(data)) + data
                out += bytes(-len(out) % SECTOR)
        places = []
        for number in range(self.tables):
            out += marker(self.table_sectors, 0, 1)
            places.append(len(out) // SECTOR)
            out += self._table(entries, number)
        out += marker(1, 0, 2)
        directory = len(out) // SECTOR
        out += struct.pack(f"<{self.tables}I", *places).ljust(SECTOR, b"\0") + marker(1, 0, 3)
        out += self.head(directory, 3, flags, 1).ljust(SECTOR, b"\0") + marker(0, 0, 0)
        return self._bent(out)

    def head(self, directory: int, version: int, flags: int, method: int) -> bytes:
        """Header or footer."""
        redundant = REDUNDANT if flags & 2 else 0
        fields = (self.sectors, GRAIN // SECTOR, DESCRIPTOR, 2, self.entries, redundant, directory, self.first_grain)
        return struct.pack("<4sIIQQQQIQQQB4sH", b"KDMV", version, flags, *fields, 0, b"\n \r\n", method)

    def _table(self, entries: Sequence[int], number: int) -> bytes:
        own = entries[number * self.entries : (number + 1) * self.entries]
        return struct.pack(f"<{len(own)}I", *own).ljust(self.table_sectors * SECTOR, b"\0")

    def _text(self) -> bytes:
        return text_of(f'RW {self.sectors} SPARSE "disk.vmdk"') if self.descriptor is None else self.descriptor

    def _bent(self, out: bytearray) -> bytes:
        for at, data in self.fields.items():
            out[at : at + len(data)] = data
        return bytes(out)

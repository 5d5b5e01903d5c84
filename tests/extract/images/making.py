"""Writes image files as small as a test needs them: E01 and S01 in segments, qcow2 of both versions."""

import hashlib
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance.extract.images.opening import OpenedImage, opened_image
from conformance.model.facts import Absent

SECTOR = 512


def nothing() -> None:
    """The beat of a test."""


def opened(tmp_path: Path, *files: bytes) -> OpenedImage | Absent:
    """What the files give, and whatever of them is to be read is read while they are open."""
    paths = [tmp_path / f"image.{number:03}" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    with opened_image(paths, nothing) as image:
        return image


def reading(tmp_path: Path, files: Sequence[bytes], take: Callable[[OpenedImage], object]) -> object:
    """What `take` has of the image in these files while it is open."""
    paths = [tmp_path / f"image.{number:03}" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    with opened_image(paths, nothing) as image:
        assert isinstance(image, OpenedImage), image
        return take(image)


def whole(tmp_path: Path, *files: bytes) -> tuple[bytes, list[str]]:
    """All bytes of the storage, and the flaws of the image as text."""

    def take(image: OpenedImage) -> tuple[bytes, list[str]]:
        return image.read(0, image.size + 1), [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in image.flaws]

    found = reading(tmp_path, files, take)
    assert isinstance(found, tuple)
    return found


def why(tmp_path: Path, *files: bytes) -> str:
    """Why there is no image."""
    found = opened(tmp_path, *files)
    assert isinstance(found, Absent), found
    return f"{found.reason}: {found.detail}"


def sealed(data: bytes) -> bytes:
    return data + struct.pack("<I", zlib.adler32(data))


@dataclass
class Ewf:
    """One image to be written; what is None in `instead` is left out, by kind of section."""

    media: bytes
    per_chunk: int = 4
    compressed: Sequence[bool] = (True,)  # in turn
    segments: int = 1
    smart: bool = False
    md5: bytes | None = None
    sha1: bytes | None = None
    errors: Sequence[tuple[int, int]] = ()
    chunks: int | None = None  # as stated
    bent: Mapping[str, Callable[[bytes], bytes]] = field(default_factory=dict)  # of a section's body, by kind

    def files(self) -> list[bytes]:
        size = self.per_chunk * SECTOR
        pieces = [self.media[at : at + size] for at in range(0, len(self.media), size)]
        share = -(-len(pieces) // self.segments)
        return [self._segment(n, pieces[n * share : (n + 1) * share], n * share) for n in range(self.segments)]

    def _segment(self, index: int, pieces: list[bytes], first: int) -> bytes:
        out = bytearray(struct.pack("<8sBHH", b"EVF\x09\x0d\x0a\xff\x00", 1, index + 1, 0))
        volume = self._volume()
        self._put(out, "volume" if index == 0 else "data", volume)
        stored = [self._stored(piece, first + n) for n, piece in enumerate(pieces)]
        if self.smart:
            self._put(out, "table", self._table(stored, len(out) + 76 + 24 + 4 * len(stored), 0, smart=True))
        else:
            base = len(out)
            self._put(out, "sectors", b"".join(data for data, _ in stored))
            table = self._table(stored, 76, base, smart=False)
            self._put(out, "table", table)
            self._put(out, "table2", table)
        if index + 1 == self.segments:
            self._close(out)
        kind = "done" if index + 1 == self.segments else "next"
        out += sealed(struct.pack("<16sQQ40x", kind.encode(), len(out), 0))
        return bytes(out)

    def _close(self, out: bytearray) -> None:
        md5 = hashlib.md5(self.media, usedforsecurity=False).digest() if self.md5 is None else self.md5
        if self.errors:
            entries = b"".join(struct.pack("<II", *error) for error in self.errors)
            self._put(out, "error2", sealed(struct.pack("<I512x", len(self.errors))) + sealed(entries))
        if self.sha1 is not None:
            self._put(out, "digest", sealed(struct.pack("<16s20s40x", md5, self.sha1)))
        self._put(out, "hash", sealed(struct.pack("<16s16x", md5)))

    def _volume(self) -> bytes:
        size = self.per_chunk * SECTOR
        chunks = -(-len(self.media) // size) if self.chunks is None else self.chunks
        head = struct.pack("<IIIIQ", 1, chunks, self.per_chunk, SECTOR, len(self.media) // SECTOR)
        return sealed(head.ljust(64, b"\0").ljust(80, b"\7").ljust(90 if self.smart else 1048, b"\0"))

    def _stored(self, piece: bytes, number: int) -> tuple[bytes, bool]:
        if self.smart or self.compressed[number % len(self.compressed)]:
            return zlib.compress(piece), True
        return sealed(piece), False

    def _table(self, stored: list[tuple[bytes, bool]], at: int, base: int, *, smart: bool) -> bytes:
        entries = b""
        for data, compressed in stored:
            entries += struct.pack("<I", at | compressed << 31)
            at += len(data)
        head = sealed(struct.pack("<I4xQ4x", len(stored), base))
        return head + entries + b"".join(data for data, _ in stored) if smart else head + sealed(entries)

    def _put(self, out: bytearray, kind: str, body: bytes) -> None:
        body = self.bent[kind](body) if kind in self.bent else body
        size = 76 + len(body)
        out += sealed(struct.pack("<16sQQ40x", kind.encode(), len(out) + size, size)) + body


def section(data: bytes, kind: bytes) -> int:
    """Where the descriptor of the first section of that kind begins."""
    return data.index(kind.ljust(16, b"\0"))


HOST, ZERO, DEFLATED = "host", "zero", "deflated"


@dataclass
class Qcow2:
    """One file to be written: of each cluster of the disk how it is kept; '' = not at all."""

    media: bytes
    kinds: Sequence[str]
    version: int = 3
    bits: int = 9
    features: int = 0
    fields: Mapping[int, bytes] = field(default_factory=dict)  # overwritten at last, by place in the file

    def file(self) -> bytes:
        cluster = 1 << self.bits
        per_table = cluster // 8
        tables = -(-len(self.kinds) // per_table)
        l1_clusters = -(-tables * 8 // cluster)
        first = 1 + l1_clusters
        data_at = (first + tables) * cluster
        entries, body = [], bytearray()
        for number, kind in enumerate(self.kinds):
            piece = self.media[number * cluster : (number + 1) * cluster].ljust(cluster, b"\0")
            entries.append(self._entry(kind, piece, data_at, body))
        entries += [0] * (tables * per_table - len(entries))
        l1 = [(1 << 63) | (first + n) * cluster for n in range(tables)]
        out = bytearray(self._header(cluster, tables).ljust(cluster, b"\0"))
        out += struct.pack(f">{tables}Q", *l1).ljust(l1_clusters * cluster, b"\0")
        out += struct.pack(f">{len(entries)}Q", *entries) + body
        for at, data in self.fields.items():
            out[at : at + len(data)] = data
        return bytes(out)

    def _entry(self, kind: str, piece: bytes, data_at: int, body: bytearray) -> int:
        if kind == ZERO:
            return 1
        if kind == DEFLATED:
            deflating = zlib.compressobj(wbits=-12)
            data = deflating.compress(piece) + deflating.flush()
            at = data_at + len(body)
            body += data
            more = (at + len(data) - 1) // 512 - at // 512
            return 1 << 62 | more << (62 - (self.bits - 8)) | at
        if kind == HOST:
            body += bytes(-len(body) % (1 << self.bits))
            at = data_at + len(body)
            body += piece
            return 1 << 63 | at
        return 0

    def _header(self, cluster: int, tables: int) -> bytes:
        head = struct.pack(
            ">4sIQIIQIIQQIIQ",
            b"QFI\xfb",
            self.version,
            0,
            0,
            self.bits,
            len(self.media),
            0,
            tables,
            cluster,
            0,
            0,
            0,
            0,
        )
        return head if self.version == 2 else head + struct.pack(">QQQII", self.features, 0, 0, 4, 104)

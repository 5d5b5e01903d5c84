"""Builds small ISO BMFF files box by box, so that every test knows where each byte lies and why."""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.extract.isobmff import read_iso
from conformance.model.facts import IsoFacts

UNITY = (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf"})


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, head: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", head), *parts)


def words(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def table(kind: bytes, rows: Sequence[Sequence[int]], head: int = 0) -> bytes:
    return full(kind, head, words(len(rows), *(value for row in rows for value in row)))


@dataclass(frozen=True)
class Trak:
    """One track; `boxes` replaces a box of `stbl`, `mdia` or `trak` by other bytes (b"" leaves it out)."""

    sizes: tuple[int, ...] = (10, 20, 30)
    per_chunk: int = 1
    delta: int = 512
    timescale: int = 12_800
    handler: bytes = b"vide"
    entry: bytes = box(b"avc1", bytes(6), b"\0\1", bytes(70))
    track_id: int = 1
    reference: bytes = full(b"url ", 1)
    boxes: dict[bytes, bytes] = field(default_factory=dict)

    def chunks(self) -> list[int]:
        """Bytes of each chunk."""
        return [sum(self.sizes[at : at + self.per_chunk]) for at in range(0, len(self.sizes), self.per_chunk)]

    def trak(self, offsets: Sequence[int]) -> bytes:
        duration = len(self.sizes) * self.delta
        tkhd = words(0, 0, self.track_id, 0, duration, 0, 0, 0, 0, *UNITY, 1920 << 16, 1080 << 16)
        mdia = box(
            b"mdia",
            self._one(b"mdhd", full(b"mdhd", 0, words(0, 0, self.timescale, duration, 0))),
            self._one(b"hdlr", full(b"hdlr", 0, bytes(4), self.handler, bytes(13))),
            self._one(b"minf", box(b"minf", self._dinf(), self._stbl(offsets))),
        )
        edts = self.boxes.get(b"edts", b"")
        return box(b"trak", self._one(b"tkhd", full(b"tkhd", 3, tkhd)), edts, self._one(b"mdia", mdia))

    def _one(self, kind: bytes, default: bytes) -> bytes:
        return self.boxes.get(kind, default)

    def _dinf(self) -> bytes:
        return self._one(b"dinf", box(b"dinf", full(b"dref", 0, words(1), self.reference)))

    def _stbl(self, offsets: Sequence[int]) -> bytes:
        count, last = len(self.sizes), len(self.sizes) % self.per_chunk
        runs = [(1, self.per_chunk, 1)] if count >= self.per_chunk else []
        if last:
            runs.append((len(self.chunks()), last, 1))
        return box(
            b"stbl",
            self._one(b"stsd", full(b"stsd", 0, words(1), self.entry)),
            self._one(b"stts", table(b"stts", [(count, self.delta)] if count else [])),
            self._one(b"ctts", b""),
            self._one(b"stss", table(b"stss", [(1,)] if count else [])),
            self._one(b"stsc", table(b"stsc", runs)),
            self._one(b"stsz", full(b"stsz", 0, words(0, count, *self.sizes))),
            self._one(b"stco", table(b"stco", [(offset,) for offset in offsets])),
        )


FTYP = box(b"ftyp", b"isom", words(512), b"isom", b"avc1")
MVHD = full(b"mvhd", 0, words(3_600_000_000, 0, 1000, 5000), bytes(80))


def movie(*traks: Trak, extra: bytes = b"", base: int = 0) -> bytes:
    """`moov` whose chunks lie one after the other, track after track, from file offset `base` on."""
    parts, at = [MVHD], base
    for trak in traks:
        offsets = []
        for size in trak.chunks():
            offsets.append(at)
            at += size
        parts.append(trak.trak(offsets))
    return box(b"moov", *parts, extra)


def moov_first(*traks: Trak) -> bytes:
    """ftyp, moov, mdat; the media are the last bytes of the file."""
    media = bytes(sum(sum(trak.sizes) for trak in traks))
    base = len(FTYP) + len(movie(*traks)) + 8
    return FTYP + movie(*traks, base=base) + box(b"mdat", media)


def moov_last(*traks: Trak) -> bytes:
    """ftyp, mdat, moov."""
    media = box(b"mdat", bytes(sum(sum(trak.sizes) for trak in traks)))
    return FTYP + media + movie(*traks, base=len(FTYP) + 8)


def locate(data: bytes, path: str) -> int:
    """Offset of the first box of that path, such as `moov/trak/mdia`."""
    at, end = 0, len(data)
    for kind in path.encode().split(b"/"):
        while data[at + 4 : at + 8] != kind:
            assert at < end, f"no {path}"
            at += struct.unpack_from(">I", data, at)[0]
        found, end = at, at + struct.unpack_from(">I", data, at)[0]
        at += 8
    return found


def put(data: bytes, at: int, *values: int) -> bytes:
    """The file with 32-bit words overwritten from offset `at` on."""
    return data[:at] + words(*values) + data[at + 4 * len(values) :]


def read(data: bytes) -> IsoFacts:
    facts = read_iso(io.BytesIO(data), len(data))
    assert isinstance(facts, IsoFacts), facts
    return facts


def codes(data: bytes) -> list[str]:
    return [fault.code for fault in read(data).faults]


def trun(sizes: Sequence[int], offset: int, delta: int = 512) -> bytes:
    """A track run that lists duration and size of every sample."""
    rows = (value for size in sizes for value in (delta, size))
    return full(b"trun", 0x301, words(len(sizes)), struct.pack(">i", offset), words(*rows))


def fragment(sequence: int, time: int, sizes: Sequence[int], track_id: int = 1) -> bytes:
    """`moof` with default-base-is-moof, and its `mdat`."""
    size = len(_moof(sequence, time, sizes, track_id, 0))
    return _moof(sequence, time, sizes, track_id, size + 8) + box(b"mdat", bytes(sum(sizes)))


def _moof(sequence: int, time: int, sizes: Sequence[int], track_id: int, offset: int) -> bytes:
    tfhd = full(b"tfhd", 0x020000, words(track_id))
    tfdt = full(b"tfdt", 1 << 24, struct.pack(">Q", time))
    return box(b"moof", full(b"mfhd", 0, words(sequence)), box(b"traf", tfhd, tfdt, trun(sizes, offset)))


def trex(track_id: int = 1, duration: int = 0, size: int = 0) -> bytes:
    return full(b"trex", 0, words(track_id, 1, duration, size, 0))


def initial(*traks: Trak, extra: bytes | None = None) -> bytes:
    """ftyp and a moov without samples that announces fragments."""
    empty = traks or (Trak(sizes=()),)
    return FTYP + movie(*empty, extra=box(b"mvex", trex()) if extra is None else extra)

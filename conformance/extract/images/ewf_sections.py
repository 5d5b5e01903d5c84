"""Walks the sections of the segment files of an E01 image, and holds each to its checksum.

Source: J. Metz, "Expert Witness Compression Format specification" (libewf), chapters "Segment file", "The sections".
"""

from dataclasses import dataclass, field
from struct import Struct
from zlib import adler32

from conformance.extract.filesystems.window import MOST_FLAWS
from conformance.extract.images.raw import Piece
from conformance.model.structure_facts import Flaw

MAGIC = b"EVF\x09\x0d\x0a\xff\x00"
HEADER = Struct("<8sBHH")  # signature, start of fields, segment number, end of fields
_DESCRIPTOR = Struct("<16sQQ40sI")
_LAST = ("next", "done")
_MOST_SECTIONS = 100_000  # of one segment file; 512 GB in one file make 3000


@dataclass(frozen=True)
class Section:
    """One section: what follows its descriptor lies from `begin` to `end` of the segment file."""

    piece: Piece
    kind: str
    path: str
    offset: int
    begin: int
    end: int

    @property
    def size(self) -> int:
        """Without the descriptor, in B."""
        return self.end - self.begin

    def read(self, count: int) -> bytes:
        """The first bytes of it, fewer where it or the file ends."""
        return self.piece.read(self.begin, min(count, self.size))


@dataclass
class Noted:
    """The first flaws that were come by."""

    flaws: list[Flaw] = field(default_factory=list)

    def flaw(self, path: str, offset: int, detail: str) -> None:
        """Note one at `offset` of the file."""
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(Flaw(path, offset, detail))


@dataclass(frozen=True)
class Segment:
    """One segment file with the `number` that its header states."""

    piece: Piece
    number: int


def segment_of(piece: Piece) -> Segment:
    """The file as a segment, whose header begins with the signature."""
    _, _, number, _ = HEADER.unpack(piece.read(0, HEADER.size).ljust(HEADER.size, b"\0"))
    return Segment(piece, number)


def sections_of(segment: Segment, most: int, noted: Noted) -> list[Section]:
    """All sections of one of `most` segment files, in the order of their chain, which only ever goes forward."""
    piece, at, found = segment.piece, HEADER.size, list[Section]()
    prefix = f"segment {segment.number}/" if most > 1 else ""
    closing = "done" if segment.number == most else "next"
    while len(found) < _MOST_SECTIONS:
        data = piece.read(at, _DESCRIPTOR.size)
        if len(data) < _DESCRIPTOR.size:
            noted.flaw(f"{prefix}file", at, f"the file ends where a section is due: it never comes to '{closing}'")
            return found
        name, following, size, _, checksum = _DESCRIPTOR.unpack(data)
        kind = name.split(b"\0")[0].decode("ascii", "backslashreplace")
        path = f"{prefix}{kind}"
        if adler32(data[:-4]) != checksum:
            noted.flaw(path, at, "the section's descriptor fails its checksum")
        if kind in _LAST:
            if kind != closing:
                noted.flaw(path, at, f"segment file {segment.number} of {most} ends in '{kind}', '{closing}' is due")
            return found
        end = _end(piece, at, (following, size))
        if end != following or size not in (0, following - at):
            said = f"states {size} bytes, and the next section at byte {following}: the file holds {piece.size} bytes"
            noted.flaw(path, at, said)
        found.append(Section(piece, kind, path, at, at + _DESCRIPTOR.size, end))
        at = end
    noted.flaw(
        f"{prefix}file", at, f"the file holds more than {_MOST_SECTIONS} sections, of which the rest is not read"
    )
    return found


def _end(piece: Piece, at: int, stated: tuple[int, int]) -> int:
    """Where a section ends: where the next one begins, else by its size; else it has all the rest of the file."""
    following, size = stated
    for end in (following, at + size):
        if at + _DESCRIPTOR.size <= end <= piece.size:
            return end
    return piece.size

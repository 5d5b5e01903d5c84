"""Finds the chunks of an E01 image through its tables, each of which stands in the file twice.

Source: J. Metz, "Expert Witness Compression Format specification" (libewf), "Table section", "Table2 section"; the base
offset (bytes 8 to 15 of the table header) is EnCase 6.7's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct
from zlib import adler32

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images.ewf_sections import Noted, Section

_HEADER = Struct("<I4xQ4xI")  # number of entries, base offset, checksum
_COMPRESSED = 1 << 31
_BLOCK = 1 << 20  # bytes of entries read at once
_MOST_ENTRIES = 1 << 24  # of one table; 65534 are usual


@dataclass(frozen=True)
class Place:
    """Where a chunk stands in its segment file, from byte `start` up to `end`."""

    section: Section
    start: int
    end: int
    compressed: bool


@dataclass(frozen=True)
class Table:
    """`count` chunks that lie from byte `low` up to `high` of the segment file.

    `counted`: the checksum of the header is right; `listed`: that of the entries too.
    """

    section: Section
    count: int
    base: int
    low: int
    high: int
    counted: bool
    listed: bool

    @property
    def entries(self) -> int:
        """Where they begin in the segment file."""
        return self.section.begin + _HEADER.size

    def place(self, index: int) -> Place:
        """Of the chunk of that index of the table.

        Raises:
            DamagedImageError: the entry names none where chunks can be.
        """
        data = self.section.piece.read(self.entries + 4 * index, 8)
        entry, following = (int.from_bytes(data[at : at + 4], "little") for at in (0, 4))
        start = self.base + (entry & ~_COMPRESSED)
        end = self.base + (following & ~_COMPRESSED) if index + 1 < self.count else self.high
        if not self.low <= start < end <= self.high:
            said = f"entry {index} at byte {self.entries + 4 * index} names no place of a chunk"
            raise DamagedImageError(f"{self.section.path}: {said}")
        return Place(self.section, start, end, bool(entry & _COMPRESSED))

    def blocks(self) -> Iterator[bytes]:
        """All entries, some at a time."""
        for done in range(0, 4 * self.count, _BLOCK):
            yield self.section.piece.read(self.entries + done, min(_BLOCK, 4 * self.count - done))


def tables_of(sections: Sequence[Section], noted: Noted, beat: Callable[[], None]) -> list[Table]:
    """The tables of one segment file, one of each pair: where one differs from its copy, the one that is whole."""
    found = list[Table]()
    for pair in _pairs(sections, noted, beat):
        best = max(pair, key=lambda table: (table.counted, table.listed))
        if len(pair) == 2 and all(table.listed for table in pair) and not _same(*pair):
            noted.flaw(pair[1].section.path, pair[1].section.offset, "differs from the table that it is the copy of")
        if not best.counted:
            said = "how many chunks it lists is lost, and so is the place of all that follow"
            noted.flaw(best.section.path, best.section.offset, said)
        found.append(best)
    return found


def _pairs(sections: Sequence[Section], noted: Noted, beat: Callable[[], None]) -> Iterator[list[Table]]:
    """Each table with its copy, if it has one; the chunks are in the sectors section before, or in the table's own."""
    pair, room = list[Table](), (0, 0)
    for section in sections:
        beat()
        if section.kind == "sectors":
            yield from [pair] if pair else []
            pair, room = [], (section.begin, section.end)
        elif section.kind == "table2" and len(pair) == 1 and pair[0].section.kind == "table":
            pair.append(_table(section, (pair[0].low, pair[0].high), noted))
        elif section.kind in ("table", "table2"):
            yield from [pair] if pair else []
            pair, room = [_table(section, room, noted)], (0, 0)
    yield from [pair] if pair else []


def _table(section: Section, room: tuple[int, int], noted: Noted) -> Table:
    """One table, whose chunks are in the room named, or in its own section where that is none (S01, EnCase 1)."""
    head = section.read(_HEADER.size).ljust(_HEADER.size, b"\xff")
    count, base, checksum = _HEADER.unpack(head)
    stop = section.begin + _HEADER.size + 4 * count
    counted = adler32(head[:20]) == checksum and stop <= section.end and count <= _MOST_ENTRIES
    low, high = room if room[1] else (min(stop, section.end), section.end)
    table = Table(section, count, base, low, high, counted, listed=False)
    if not counted:
        noted.flaw(
            section.path, section.offset, "the header of the table fails its checksum, or lists more than it holds"
        )
        return table
    value = 1
    for block in table.blocks():
        value = adler32(block, value)
    stated = section.piece.read(stop, 4) if stop + 4 <= section.end else b""
    listed = value.to_bytes(4, "little") == stated or (low == stop and _bare(table))
    if not listed:
        noted.flaw(section.path, section.offset, "the entries of the table fail their checksum")
    return Table(section, count, base, low, high, counted, listed)


def _bare(table: Table) -> bool:
    """Without a checksum of the entries, as S01 has it: chunks follow them at once."""
    first = int.from_bytes(table.section.piece.read(table.entries, 4), "little") & ~_COMPRESSED
    return table.base + first == table.low


def _same(one: Table, other: Table) -> bool:
    if (one.count, one.base) != (other.count, other.base):
        return False
    return all(mine == its for mine, its in zip(one.blocks(), other.blocks(), strict=True))

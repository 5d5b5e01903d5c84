"""Holds the OpenDML indexes of an AVI file against the chunks that the walk met: `indx`, and the `ix##` it names.

Source: OpenDML AVI File Format Extensions 1.02, "AVI Index Extensions" (AVISUPERINDEX, AVISTDINDEX, AVIFIELDINDEX).
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from conformance.extract.structure.source import MOST_FLAWS, Walked

Ints = NDArray[np.int64]

_HEAD, _SUPER, _BASE, _CHUNK = Struct("<H2BI4s"), Struct("<Q2I"), Struct("<Q"), Struct("<4sI")
_HEAD_BYTES = 24  # of an index, its base offset or its reserved words counted in
_OF_INDEXES, _OF_CHUNKS = 0, 1  # bIndexType
_FRAMES, _FIELDS = 0, 1  # bIndexSubType
_WORDS = {_FRAMES: 2, _FIELDS: 3}  # wLongsPerEntry
_SIZE = 0x7FFFFFFF  # of dwSize; the top bit marks what is no key frame
_PICTURES = (b"dc", b"db")
_NO_PICTURES = tuple(int.from_bytes(end, "little") for end in (b"pc", b"ix"))  # palettes, indexes
_AT_ONCE = 1 << 16  # entries
_MOST_INDEXES = 1 << 16  # that one super index names: 64 000 GB
_MOST_SOUGHT = 1 << 20  # chunks that the walk did not come to
_FARTHEST = 1 << 62


@dataclass
class Chunks:
    """Chunks of all `movi` in file order: where each begins, the bytes it holds, its name."""

    at: "array[int]" = field(default_factory=lambda: array("q"))
    size: "array[int]" = field(default_factory=lambda: array("I"))
    name: "array[int]" = field(default_factory=lambda: array("I"))

    def add(self, name: bytes, at: int, size: int) -> None:
        """One more."""
        self.at.append(at)
        self.size.append(size)
        self.name.append(int.from_bytes(name, "little"))


class _Index(NamedTuple):
    """The head of an index; `at` is where its chunk begins, `size` what that holds."""

    path: str
    at: int
    size: int
    words: int
    kind: tuple[int, int]  # bIndexType, bIndexSubType
    stated: int
    name: bytes


class Indexes:
    """Audits one `indx` after the other; `notes` say what is not examined."""

    def __init__(self, walked: Walked, chunks: Chunks) -> None:
        self._walked = walked
        self._at = np.frombuffer(chunks.at, np.int64)
        self._size = np.frombuffer(chunks.size, np.uint32).astype(np.int64)
        self._name = np.frombuffer(chunks.name, np.uint32)
        self._broken = walked.faults > 0  # chunks that the walk did not come to may be there
        self._left = _MOST_SOUGHT
        self._read: set[int] = set()
        self._listed, self._again = np.zeros(0, np.bool_), 0  # of one stream: which chunks, and how often once more
        self.notes: dict[str, None] = {}

    def audit(self, at: int, size: int) -> None:
        """The `indx` of one stream, at that place."""
        top = self._head("RIFF/hdrl/strl/indx", at, size)
        if top is None:
            return
        self._listed, self._again = np.zeros(len(self._at), np.bool_), 0
        if top.kind[0] == _OF_INDEXES:
            listed = sum(self._chunks(one) for one in self._named(top))
        elif top.kind[0] == _OF_CHUNKS:
            listed = self._chunks(top)
        else:
            self.notes[f"the index of type {top.kind[0]} at {at} is not examined"] = None
            return
        stream = top.name[:2]
        names = self._name[(self._name & 0xFFFF) == int.from_bytes(stream, "little")]
        held = int((~np.isin(names >> 16, _NO_PICTURES)).sum())
        if not top.stated and int.from_bytes(b"ix" + stream, "little") not in self._name:
            self.notes[f"the index of stream {_shown(stream)} was reserved and never filled in"] = None
        elif listed != held:
            said = f"its indexes list {listed} chunks of stream {_shown(stream)}; the file holds {held}"
            self._walked.flaw(top.path, at, said)
        if self._again:
            said = f"its indexes list {self._again} chunks of stream {_shown(stream)} that they list before"
            self._walked.flaw(top.path, at, said)

    def _head(self, path: str, at: int, size: int) -> _Index | None:
        data = self._walked.read(at + 8, min(size, _HEAD.size))
        if size < _HEAD_BYTES or len(data) < _HEAD.size:
            self._walked.flaw(path, at, f"holds {size} bytes; an index begins with {_HEAD_BYTES}")
            return None
        words, sub, kind, count, name = _HEAD.unpack(data)
        return _Index(path, at, size, words, (kind, sub), count, name)

    def _entries(self, index: _Index, words: int) -> int:
        """How many of those it states can be read."""
        if index.words != words:
            said = f"states entries of {index.words} words; those of its type have {words}"
            self._walked.flaw(index.path, index.at, said)
            return 0
        held = min(index.size, self._walked.size - index.at - 8)
        room = max(0, held - _HEAD_BYTES) // (4 * words)
        if index.stated > room:
            said = f"states {index.stated} entries and has room for {room}"
            self._walked.flaw(index.path, index.at, said)
        return min(index.stated, room)

    def _named(self, top: _Index) -> Iterator[_Index]:
        """The indexes of chunks that a super index names, each once."""
        count = self._entries(top, 4)
        if count > _MOST_INDEXES:
            self.notes[f"of {count} indexes that {top.path} names, {_MOST_INDEXES} are examined"] = None
        begin = top.at + 8 + _HEAD_BYTES
        data = self._walked.read(begin, min(count, _MOST_INDEXES) * _SUPER.size)
        for number, (place, size, _) in enumerate(_SUPER.iter_unpack(data[: len(data) // _SUPER.size * _SUPER.size])):
            self._walked.element()
            name, held = self._chunk(place)
            said = ""
            if b"ix" not in (name[:2], name[2:]):
                said = f"entry {number} leads to {place}; there is no index"
            elif place in self._read:
                said = f"entry {number} leads to the index at {place}, as one before does"
            elif size not in (held, held + _CHUNK.size):
                said = f"entry {number} states an index of {size} bytes at {place}; it has {held}"
            if said:
                self._walked.flaw(top.path, begin + number * _SUPER.size, said)
            if b"ix" in (name[:2], name[2:]) and place not in self._read:
                self._read.add(place)
                yield from self._of_chunks(top, place, held)

    def _of_chunks(self, top: _Index, at: int, size: int) -> Iterator[_Index]:
        """The index at that place, if it is one of chunks of the same stream."""
        one = self._head(f"RIFF/movi/ix{_shown(top.name[:2])}", at, size)
        if one is None:
            return
        if one.kind[0] != _OF_CHUNKS:
            self._walked.flaw(one.path, at, f"bIndexType is {one.kind[0]}; an index of chunks has {_OF_CHUNKS}")
        elif one.name != top.name:
            said = f"is of {_shown(one.name)}; indx names it for {_shown(top.name)}"
            self._walked.flaw(one.path, at, said)
        else:
            yield one

    def _chunk(self, at: int) -> tuple[bytes, int]:
        """Name and size of the chunk that the walk met there, or that is there where the walk broke off."""
        place = int(np.searchsorted(self._at, min(at, _FARTHEST)))
        if place < len(self._at) and int(self._at[place]) == at:
            return int(self._name[place]).to_bytes(4, "little"), int(self._size[place])
        data = self._walked.read(at, _CHUNK.size) if self._broken and at < self._walked.size else b""
        return _CHUNK.unpack(data) if len(data) == _CHUNK.size else (b"", 0)

    def _chunks(self, index: _Index) -> int:
        """Compare every entry with the chunk it names; how many entries there are."""
        if index.kind[1] not in _WORDS:
            self.notes[f"the index of sub-type {index.kind[1]} at {index.at} is not examined"] = None
            return index.stated
        words = _WORDS[index.kind[1]]
        count = self._entries(index, words)
        (base,) = _BASE.unpack(self._walked.read(index.at + 8 + 12, 8).ljust(8, b"\0"))
        begin = index.at + 8 + _HEAD_BYTES
        for first in range(0, count, _AT_ONCE):
            data = self._walked.read(begin + first * 4 * words, min(_AT_ONCE, count - first) * 4 * words)
            rows = np.frombuffer(data, "<u4", len(data) // (4 * words) * words).reshape(-1, words).astype(np.int64)
            self._walked.packets(len(rows))
            self._tell(index, first, rows, min(base, _FARTHEST))
        return count

    def _tell(self, index: _Index, first: int, rows: Ints, base: int) -> None:
        """Entries that name another chunk than there is, or a second field outside of it."""
        at, size = base + rows[:, 0] - 8, rows[:, 1] & _SIZE
        agree, place = self._agree(at, size, index.name)
        self._take(place[agree])
        wrong = np.flatnonzero(~agree)
        step, begin = 4 * rows.shape[1], index.at + 8 + _HEAD_BYTES
        if self._broken:
            wrong = np.array([k for k in self._sought(wrong) if not self._there(at[k], size[k], index.name)], np.int64)
        for k in wrong[:MOST_FLAWS].tolist():
            said = f"entry {first + k} names {_shown(index.name)} of {size[k]} bytes at {at[k]}; there is another chunk"
            self._walked.flaw(index.path, begin + (first + k) * step, said)
        self._walked.faults += max(0, len(wrong) - MOST_FLAWS)
        if rows.shape[1] > _WORDS[_FRAMES]:
            second = rows[:, 2]
            inside = (second <= size) | ((second >= rows[:, 0]) & (second <= rows[:, 0] + size))
            astray = np.flatnonzero(~inside & (second > 0))
            for k in astray[:MOST_FLAWS].tolist():
                said = f"entry {first + k} has its second field at {second[k]}, outside of its chunk"
                self._walked.flaw(index.path, begin + (first + k) * step, said)
            self._walked.faults += max(0, len(astray) - MOST_FLAWS)

    def _take(self, chunks: Ints) -> None:
        """Chunks that are listed rightly: each is due once."""
        fresh = np.unique(chunks)
        self._again += len(chunks) - len(fresh) + int(np.count_nonzero(self._listed[fresh]))
        self._listed[fresh] = True

    def _agree(self, at: Ints, size: Ints, name: bytes) -> tuple[NDArray[np.bool_], Ints]:
        """Whether the walk met such chunks there, and which; plain and coded pictures may share an index."""
        if not len(self._at):
            return np.zeros(len(at), np.bool_), at
        place = np.minimum(np.searchsorted(self._at, at), len(self._at) - 1)
        named = np.isin(self._name[place], [int.from_bytes(one, "little") for one in _alike(name)])
        found: NDArray[np.bool_] = (self._at[place] == at) & (self._size[place] == size) & named
        return found, place

    def _sought(self, entries: Ints) -> list[int]:
        """Those whose chunks may be sought where the walk did not come to."""
        if len(entries) > self._left:
            self.notes[f"more than {_MOST_SOUGHT} entries name chunks behind a fault; the rest is not examined"] = None
        found: list[int] = entries[: self._left].tolist()
        self._left -= len(found)
        return found

    def _there(self, at: int, size: int, name: bytes) -> bool:
        """Whether the chunk is in the file where the walk broke off before it."""
        data = self._walked.read(at, _CHUNK.size) if 0 <= at < self._walked.size else b""
        return data[:4] in _alike(name) and data[4:] == int(size).to_bytes(4, "little")


def _alike(name: bytes) -> tuple[bytes, ...]:
    return tuple(name[:2] + end for end in _PICTURES) if name[2:] in _PICTURES else (name,)


def _shown(name: bytes) -> str:
    return "".join(chr(letter) if 32 <= letter < 127 else f"\\x{letter:02x}" for letter in name)

"""Walks the chunks of an AVI file, and compares its index and its headers with them.

Source: Microsoft, "AVI RIFF File Reference"; OpenDML AVI File Format Extensions 1.02 (`RIFF AVIX`, `dmlh`).
"""

from array import array
from dataclasses import dataclass, field
from struct import Struct

import numpy as np

from conformance.extract.structure.opendml import Chunks, Indexes
from conformance.extract.structure.source import Walked
from conformance.model.structure_facts import Structure

_CHUNK, _ENTRY = Struct("<4sI"), Struct("<4s3I")
_FORMS = (b"AVI ", b"AVIX")
_LIST, _MOVI, _RECORDS = b"LIST", b"movi", b"rec "
_FLAGS, _LENGTH = 12, 32  # bytes: dwFlags of `avih`, dwLength of `strh`
_HAS_INDEX = 0x10
_PICTURE = (b"dc", b"db")  # ends of the names of chunks of coded and of plain pictures
_MPEG_SOUND = (0x50, 0x55)  # wFormatTag
_ENTRIES = 1 << 16  # read at once
_DEEPEST = 6
_MOST_STREAMS = 100  # their numbers have two digits


@dataclass
class _Seen:
    """What the walk came by; `movi` is where the first list's own name stands, from which the index counts."""

    movi: int = 0
    chunks: int = 0  # in the first `RIFF`
    pictures: dict[bytes, int] = field(default_factory=dict)  # by stream
    first: bool = True
    promised: int = 0
    missing: int = 0
    unpromised: str = ""
    streams: int = 0
    stated: dict[bytes, int] = field(default_factory=dict)  # pictures, by stream
    held: Chunks = field(default_factory=Chunks)
    packets: dict[bytes, int] = field(default_factory=dict)  # of MPEG sound, by stream
    kind: bytes = b""  # of the stream whose headers are walked
    indexes: list[tuple[int, int]] = field(default_factory=list)  # `indx`: offset, bytes
    total: int = 0  # pictures, as `dmlh` states them
    total_at: int = -1  # -1 = there is none
    headers: int = 0
    indexed: bool = False
    index: tuple[int, int] = (0, 0)  # offset, bytes


def walk_avi(walked: Walked) -> Structure:
    """The structure of a file that begins with `RIFF` and `AVI `."""
    seen, at = _Seen(), 0
    while at < walked.size:
        walked.element()
        name, size = _head(walked, at)
        if name != b"RIFF" or walked.read(at + 8, 4) not in _FORMS:
            walked.flaw("file", at, f"the {walked.size - at} bytes from offset {at} on are no RIFF chunk of AVI")
            break
        end = _end(walked, ("RIFF",), at, (size, walked.size))
        _walk(walked, seen, (at + 12, end), ("RIFF",))
        seen.first = False
        at = end + (end & 1)
    notes = _conclude(walked, seen)
    faults, flaws = walked.faults, tuple(walked.flaws)
    return Structure("avi", walked.elements, seen.promised, seen.missing, faults, flaws, seen.unpromised, notes)


def _head(walked: Walked, at: int) -> tuple[bytes, int]:
    data = walked.read(at, _CHUNK.size)
    return _CHUNK.unpack(data) if len(data) == _CHUNK.size else (b"", 0)


def _end(walked: Walked, path: tuple[str, ...], at: int, room: tuple[int, int]) -> int:
    """Where the chunk at that place ends, by its size and within its parent; without a size, where that one does."""
    size, limit = room
    stated = at + 8 + size
    name = "/".join(path)
    if not size:
        walked.flaw(name, at, "states a size of 0: the recording was never completed")
        return limit
    if stated > limit:
        walked.flaw(name, at, f"states {size} bytes and runs {stated - limit} bytes past what holds it")
    return min(stated, limit)


def _walk(walked: Walked, seen: _Seen, room: tuple[int, int], path: tuple[str, ...]) -> None:
    """All chunks from one place to another, that of the parent's end."""
    at, end = room
    while at + _CHUNK.size <= end:
        walked.element()
        name, size = _head(walked, at)
        here = (*path, _shown(name))
        if not all(32 <= letter < 127 for letter in name):
            walked.flaw("/".join(path), at, f"the {end - at} bytes from offset {at} on are no chunk")
            return
        if name == _LIST:
            stop = _list(walked, seen, (at, size, end), path)
        else:
            _take(walked, seen, (name, at, size), path)
            stop = _end(walked, here, at, (size, end)) if size else at + 8
        at = stop + (stop & 1)
    if at < end:
        walked.flaw("/".join(path), at, f"the {end - at} bytes from offset {at} on are no chunk")


def _list(walked: Walked, seen: _Seen, place: tuple[int, int, int], path: tuple[str, ...]) -> int:
    """A list and all that is in it; where it ends."""
    at, size, limit = place
    kind = walked.read(at + 8, 4)
    here = (*path, _shown(kind))
    stop = _end(walked, here, at, (size, limit))
    if kind == _MOVI:
        seen.movi = seen.movi or at + 8
        seen.promised += size
        seen.missing += max(0, at + 8 + size - walked.size)
        seen.unpromised = seen.unpromised or ("" if size else "the recording was never completed: movi states no size")
    if len(path) < _DEEPEST:
        _walk(walked, seen, (at + 12, stop), here)
    return stop


def _take(walked: Walked, seen: _Seen, chunk: tuple[bytes, int, int], path: tuple[str, ...]) -> None:
    """What one chunk says."""
    name, at, size = chunk
    if path[-1] in (_MOVI.decode(), _RECORDS.decode()):
        seen.held.add(name, at, size)
        seen.chunks += seen.first and name[:2] != b"ix" and name != b"JUNK"
        if name[2:] in _PICTURE:
            seen.pictures[name[:2]] = seen.pictures.get(name[:2], 0) + 1
        if name[:2] in seen.packets:
            seen.packets[name[:2]] += 1
    elif name == b"idx1":
        seen.index = at + 8, size
    else:
        _take_header(walked, seen, chunk)


def _take_header(walked: Walked, seen: _Seen, chunk: tuple[bytes, int, int]) -> None:
    name, at, size = chunk
    if name == b"avih":
        seen.headers += 1
        seen.indexed = bool(_word(walked, at + 8 + _FLAGS) & _HAS_INDEX)
    elif name == b"strh":
        seen.kind = walked.read(at + 8, 4)
        if seen.kind == b"vids":
            seen.stated[f"{seen.streams:02d}".encode()] = _word(walked, at + 8 + _LENGTH)
        seen.streams += 1
    elif name == b"strf" and seen.kind == b"auds" and _word(walked, at + 8) & 0xFFFF in _MPEG_SOUND:
        seen.packets[f"{seen.streams - 1:02d}".encode()] = 0
    elif name == b"indx" and len(seen.indexes) < _MOST_STREAMS:
        seen.indexes.append((at, size))
    elif name == b"dmlh":
        seen.total, seen.total_at = _word(walked, at + 8), at


def _word(walked: Walked, at: int) -> int:
    return int.from_bytes(walked.read(at, 4), "little")


def _conclude(walked: Walked, seen: _Seen) -> tuple[str, ...]:
    """What headers and indexes say against the chunks; what is worth a note."""
    indexes = Indexes(walked, seen.held)
    if seen.headers != 1:
        walked.flaw("RIFF/hdrl", 0, f"the file holds {seen.headers} avih, one is due")
    if not seen.movi:
        walked.flaw("RIFF/movi", 0, "the file holds no movi: no picture and no sound")
    for stream, stated in seen.stated.items():
        held = seen.pictures.get(stream, 0)
        if stated not in (0, held):
            said = f"states {stated} pictures of stream {stream.decode()}; the file holds {held} chunks of them"
            walked.flaw("RIFF/hdrl/strl/strh", 0, said)
    if seen.index[1]:
        _audit_index(walked, seen)
    elif seen.indexed and not seen.indexes:
        walked.flaw("RIFF/idx1", 0, "the header announces an index, and there is none")
    for at, size in seen.indexes:
        indexes.audit(at, size)
    return (*_audit_total(walked, seen), *indexes.notes)


def _audit_total(walked: Walked, seen: _Seen) -> tuple[str, ...]:
    """What `dmlh` states against the pictures of the longest stream, or of all; what is worth a note.

    FFmpeg adds the packets of MPEG sound, which is let pass. A 0 was never filled in, as were those of a file whose
    sizes were not: it was not closed.
    """
    if seen.total_at < 0 or seen.unpromised:
        return ()
    if not seen.total:
        return ("dmlh states 0 pictures: it was never filled in",)
    held = max(seen.pictures.values(), default=0)
    if seen.total not in (held, held + sum(seen.packets.values()), sum(seen.pictures.values())):
        said = f"states {seen.total} pictures; the file holds {held} chunks of them"
        walked.flaw("RIFF/hdrl/odml/dmlh", seen.total_at, said)
    return ()


def _audit_index(walked: Walked, seen: _Seen) -> None:
    """Every entry against the chunk it names, its place counted from `movi` or from the beginning of the file."""
    at, size = seen.index
    count, base, places = size // _ENTRY.size, -1, array("I")
    for begin in range(0, count, _ENTRIES):
        data = walked.read(at + begin * _ENTRY.size, min(_ENTRIES, count - begin) * _ENTRY.size)
        for index, (name, _, offset, length) in enumerate(_ENTRY.iter_unpack(data[: len(data) // 16 * 16]), begin):
            walked.element()
            if name == _RECORDS:
                continue
            places.append(offset)
            if base < 0:
                base = seen.movi if _head(walked, seen.movi + offset) == (name, length) else 0
            if _head(walked, base + offset) != (name, length):
                said = (
                    f"entry {index} names {_shown(name)} of {length} bytes at {base + offset}; there is another chunk"
                )
                walked.flaw("RIFF/idx1", at + index * _ENTRY.size, said)
    if len(places) != seen.chunks:
        walked.flaw("RIFF/idx1", at, f"lists {len(places)} chunks; the first movi holds {seen.chunks}")
    again = len(places) - len(np.unique(np.frombuffer(places, np.uint32)))
    if again:
        walked.flaw("RIFF/idx1", at, f"lists {again} chunks that it lists before, in place of others")


def _shown(name: bytes) -> str:
    return "".join(chr(letter) if 32 <= letter < 127 else f"\\x{letter:02x}" for letter in name)

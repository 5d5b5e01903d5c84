"""Walks the elements of a Matroska or WebM file, and compares its index, its cues and its checksums with them.

Source: RFC 8794 (EBML): 4 to 6 (sizes, also unknown ones), 11.3.1 (CRC-32); RFC 9559 (Matroska): 5.1, 6.3 (positions).
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from conformance.extract.structure.source import Walked
from conformance.model.structure_facts import Structure

_EBML, _SEGMENT, _SEEK_HEAD, _INFO, _TRACKS = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B
_CLUSTER, _CUES, _CHAPTERS, _ATTACHMENTS, _TAGS = 0x1F43B675, 0x1C53BB6B, 0x1043A770, 0x1941A469, 0x1254C367
_VOID, _CRC = 0xEC, 0xBF
_SEEK, _SEEK_ID, _SEEK_POSITION = 0x4DBB, 0x53AB, 0x53AC
_POINT, _POSITIONS, _CUE_CLUSTER = 0xBB, 0xB7, 0xF1
_TIMESTAMP = 0xE7
_NAMES = {
    _EBML: "EBML",
    _SEGMENT: "Segment",
    _SEEK_HEAD: "SeekHead",
    _INFO: "Info",
    _TRACKS: "Tracks",
    _CLUSTER: "Cluster",
    _CUES: "Cues",
    _CHAPTERS: "Chapters",
    _ATTACHMENTS: "Attachments",
    _TAGS: "Tags",
    _VOID: "Void",
    _CRC: "CRC-32",
}
_INSIDE = frozenset(_NAMES) - {_EBML, _SEGMENT}  # what a segment holds
_ONCE = (_INFO, _TRACKS)
_UNKNOWN = -1  # size
_HEADER = 12  # bytes at most: an identifier of 4, a size of 8
_CHECKED = 1 << 26  # bytes of an element whose checksum is taken
_PART = 1 << 20
_MOST_HELD = 1 << 16  # positions that are compared


class Element(NamedTuple):
    """One element; `size` of its body, -1 = unknown."""

    id: int
    at: int
    body: int
    size: int

    @property
    def end(self) -> int:
        """Behind its last byte, as it states it."""
        return self.body + self.size


@dataclass
class _Segment:
    """What a segment holds: where each element of its first level lies, and where others say that they do."""

    body: int
    found: dict[int, int] = field(default_factory=dict)  # position -> identifier
    counts: dict[int, int] = field(default_factory=dict)
    named: list[tuple[int, int, int]] = field(default_factory=list)  # identifier, position in the file, by whom


def walk_matroska(walked: Walked) -> Structure:
    """The structure of a file that begins with an EBML header."""
    at, promised, missing, live, segments = 0, 0, 0, "", 0
    while at < walked.size:
        one = element_at(walked, at)
        if one is None or one.id not in (_EBML, _SEGMENT, _VOID):
            walked.flaw(
                "file", at, f"the {walked.size - at} bytes from offset {at} on are no EBML header and no Segment"
            )
            break
        if one.id == _SEGMENT:
            segments += 1
            live = "the segment is of unknown size, as in a live stream" if one.size == _UNKNOWN else live
            promised += max(one.size, 0)
            missing += max(0, one.end - walked.size) if one.size != _UNKNOWN else 0
        end = _end(walked, one, walked.size, "file")
        if one.id == _SEGMENT:
            end = _segment(walked, one, end)
        at = end
    if segments != 1:
        walked.flaw("file", 0, f"holds {segments} segments, one is due")
    return Structure("matroska", walked.elements, promised, missing, walked.faults, tuple(walked.flaws), live)


def element_at(walked: Walked, at: int) -> Element | None:
    """The element at that place; None where there is none."""
    data = walked.read(at, _HEADER)
    wide = 9 - data[0].bit_length() if data else 9
    if wide > 4 or len(data) <= wide:
        return None
    long = 9 - data[wide].bit_length()
    if long > 8 or len(data) < wide + long:
        return None
    size = int.from_bytes(data[wide : wide + long], "big") & (1 << 7 * long) - 1
    unknown = size == (1 << 7 * long) - 1
    walked.element()
    return Element(int.from_bytes(data[:wide], "big"), at, at + wide + long, _UNKNOWN if unknown else size)


def _end(walked: Walked, one: Element, limit: int, path: str) -> int:
    """Where it ends, within what holds it."""
    if one.size != _UNKNOWN and one.end > limit:
        said = f"states {one.size} bytes and runs {one.end - limit} bytes past what holds it"
        walked.flaw(f"{path}/{_name(one.id)}", one.at, said)
    return limit if one.size == _UNKNOWN else min(one.end, limit)


def _name(id_: int) -> str:
    return _NAMES.get(id_, f"0x{id_:X}")


def _segment(walked: Walked, segment: Element, limit: int) -> int:
    """All of a segment; where it ends."""
    held, at = _Segment(segment.body), segment.body
    while at < limit:
        one = element_at(walked, at)
        if one is None:
            walked.flaw("Segment", at, f"the {limit - at} bytes from offset {at} on are no element")
            break
        if one.id not in _INSIDE:
            if one.id in (_EBML, _SEGMENT) and segment.size == _UNKNOWN:
                limit = at
                break
            walked.flaw("Segment", at, f"{_name(one.id)} is no element of a segment")
        held.found[at] = one.id
        held.counts[one.id] = held.counts.get(one.id, 0) + 1
        end = _end(walked, one, limit, "Segment")
        at = _inside(walked, held, one, end)
    _conclude(walked, held)
    return limit


def _inside(walked: Walked, held: _Segment, one: Element, end: int) -> int:
    """What one element of the first level holds; where it ends."""
    if one.id == _CLUSTER:
        return _cluster(walked, one, end)
    inside = _children(walked, one, end) if one.id not in (_VOID, _CRC) else []
    if one.id == _SEEK_HEAD:
        for seek in inside:
            if seek.id != _SEEK:
                continue
            parts = {part.id: walked.read(part.body, min(part.size, 8)) for part in _children(walked, seek, seek.end)}
            if _SEEK_ID in parts and _SEEK_POSITION in parts:
                wanted, place = (int.from_bytes(parts[key], "big") for key in (_SEEK_ID, _SEEK_POSITION))
                held.named.append((wanted, held.body + place, seek.at))
    if one.id == _CUES:
        _cues(walked, held, inside)
    return end


def _cues(walked: Walked, held: _Segment, points: Sequence[Element]) -> None:
    for point in points:
        for positions in _children(walked, point, point.end) if point.id == _POINT else ():
            for one in _children(walked, positions, positions.end) if positions.id == _POSITIONS else ():
                if one.id == _CUE_CLUSTER and len(held.named) < _MOST_HELD:
                    place = int.from_bytes(walked.read(one.body, min(one.size, 8)), "big")
                    held.named.append((_CLUSTER, held.body + place, point.at))


def _children(walked: Walked, parent: Element, end: int) -> list[Element]:
    """Elements in a parent, which must tile it; a checksum among them must hold."""
    found, at = list[Element](), parent.body
    while at < end:
        one = element_at(walked, at)
        if one is None or one.size == _UNKNOWN or one.end > end:
            walked.flaw(_name(parent.id), at, f"the {end - at} bytes from offset {at} on are no whole element")
            break
        if one.id == _CRC and not found:
            _check(walked, parent, one, end)
        found.append(one)
        at = one.end
    return found


def _check(walked: Walked, parent: Element, crc: Element, end: int) -> None:
    """CRC-32 of all that follows it in its parent."""
    if end - crc.end > _CHECKED or crc.size != 4:
        return
    state = 0
    for at in range(crc.end, end, _PART):
        state = zlib.crc32(walked.read(at, min(_PART, end - at)), state)
    if state != int.from_bytes(walked.read(crc.body, 4), "little"):
        walked.flaw(_name(parent.id), crc.at, "its checksum does not hold")


def _cluster(walked: Walked, cluster: Element, limit: int) -> int:
    """Blocks of a cluster; one of unknown size ends where the next element of the first level begins."""
    if cluster.size != _UNKNOWN:
        inside = _children(walked, cluster, limit)
        stamped = any(one.id == _TIMESTAMP for one in inside)
        for strange in (child for child in inside if child.id in _NAMES and child.id not in (_VOID, _CRC)):
            walked.flaw("Segment/Cluster", strange.at, f"holds {_name(strange.id)}, which no cluster may")
    else:
        inside, at, stamped = [], cluster.body, False
        while at < limit:
            one = element_at(walked, at)
            if one is None or one.id in _INSIDE - {_VOID, _CRC} or one.id in (_EBML, _SEGMENT):
                break
            stamped |= one.id == _TIMESTAMP
            at = _end(walked, one, limit, "Segment/Cluster")
        limit = at
    if not stamped:
        walked.flaw("Segment/Cluster", cluster.at, "holds no time stamp")
    return limit


def _conclude(walked: Walked, held: _Segment) -> None:
    """What must be there once, and what is where others say."""
    for id_ in _ONCE:
        if held.counts.get(id_, 0) != 1:
            walked.flaw("Segment", held.body, f"holds {held.counts.get(id_, 0)} {_name(id_)}, one is due")
    if not held.counts.get(_CLUSTER):
        walked.flaw("Segment", held.body, "holds no Cluster: no picture and no sound")
    for wanted, place, by in held.named:
        if held.found.get(place) != wanted:
            walked.flaw("Segment", by, f"{_name(wanted)} is said to be at {place}, and is not")

"""Walks the blocks of a Matroska file one by one, without cues and whatever its segment states: both may be unfinished.

Source: RFC 8794, 4 to 6 (identifiers and sizes); RFC 9559, 5.1 (elements), 10 (blocks).
"""

import re
from typing import NamedTuple

from conformance.extract.recovery.source import Found, Searched, Span, grown, has_hole, joined, places

_SEGMENT, _CLUSTER, _GROUP = 0x18538067, 0x1F43B675, 0xA0
_SIMPLE, _BLOCK = 0xA3, 0xA1
_TRACKS, _ENTRY, _NUMBER, _TYPE, _PICTURES = 0x1654AE6B, 0xAE, 0xD7, 0x83, 1
_OPENED = frozenset({_SEGMENT, _CLUSTER, _GROUP})
_OTHERS = frozenset({0x1A45DFA3, 0x114D9B74, 0x1549A966, _TRACKS, 0x1C53BB6B, 0x1043A770, 0x1941A469, 0x1254C367})
_SMALL = frozenset({0xEC, 0xBF, 0xE7, 0xAB, 0xA7, 0x9B, 0xFB, 0xFA, 0xA4, 0xAF, 0x5854, 0x75A2, 0x75A1})
_KNOWN = _OPENED | _OTHERS | _SMALL | {_SIMPLE, _BLOCK}
_NUMBERS, _MOST_NUMBER = frozenset({0xE7, 0xAB, 0xA7, 0x9B, 0xFB, 0xFA}), 8  # elements that hold a number: bytes
_LONG_ID = 0xFFFFFF  # identifiers of four bytes are no chance
_RESERVED = 0x70  # bits of a block's flags
_CHECKED = 8  # elements that must follow each other where short identifiers alone tell them
_CLUSTER_MARK = re.compile(rb"\x1f\x43\xb6\x75")
_HEADER = 12  # bytes at most: an identifier of 4, a size of 8
_MOST_TRACKS = 1 << 20  # bytes
_TIMESTAMP, _CHECKSUM = 0xE7, 0xBF


class _Element(NamedTuple):
    id: int
    body: int
    size: int

    @property
    def next(self) -> int:
        """Where the following one begins: inside of what is opened, else behind it."""
        return self.body if self.id in _OPENED else self.body + self.size


def search_elements(walked: Searched, written: int) -> Found:
    """Blocks of the first video track; each counts once another element, or the end of the file, follows."""
    return _Search(walked, written).run()


class _Search:
    def __init__(self, walked: Searched, written: int) -> None:
        self._walked, self._written = walked, written
        self._tracks: dict[int, int] = {}  # number -> type

    def run(self) -> Found:
        """From element to element, and behind damage from the next cluster on."""
        at, pictures, media, video = 0, 0, self._written, 0
        understood = list[Span]()
        while at < self._written:
            one = _element(self._walked, at)
            if one is None or not self._stands(one.next):
                at = self._cluster_behind(at + 1)
                continue
            self._walked.element()
            if one.id == _TRACKS and not self._tracks:
                self._tracks = _tracks(self._walked, one)
                video = next((number for number, kind in self._tracks.items() if kind == _PICTURES), 0)
            media = min(media, at) if one.id == _CLUSTER else media
            picture = one.id in (_SIMPLE, _BLOCK) and self._track(one) == video
            torn = picture and has_hole(self._walked, one.body, one.next)
            pictures += picture and not torn
            if not torn:
                grown(understood, Span(at, one.next))
            at = one.next
        return Found("blocks of clusters", "", pictures, joined(understood), (Span(media, self._written),))

    def _track(self, block: _Element) -> int:
        """Number of the track that a block is of; -1 where its header is none, or names no track."""
        data = self._walked.read(block.body, _HEADER)
        long = 9 - data[0].bit_length() if data else 9
        flags = data[long + 2] if long <= 8 and len(data) > long + 2 else _RESERVED
        if flags & _RESERVED or block.size < long + 3:
            return -1
        number = int.from_bytes(data[:long], "big") & (1 << 7 * long) - 1
        return number if number in self._tracks else -1

    def _stands(self, at: int) -> bool:
        """Whether an element stands there that fits in, or the file ends in order: one byte alone proves nothing."""
        for _ in range(_CHECKED):
            if at == self._walked.size == self._written:
                return True
            one = _element(self._walked, at) if at < self._written else None
            if one is None:
                return False
            if one.id > _LONG_ID:
                return True
            if one.id in (_SIMPLE, _BLOCK):
                return self._track(one) >= 0
            if one.id in _NUMBERS and one.size > _MOST_NUMBER:
                return False
            at = one.next
        return True

    def _cluster_behind(self, at: int) -> int:
        """The next cluster that begins with its time stamp."""
        for place in places(self._walked, Span(at, self._written), _CLUSTER_MARK, 4):
            one = _element(self._walked, place)
            first = _element(self._walked, one.body) if one else None
            if first and first.id == _CHECKSUM:
                first = _element(self._walked, first.next)
            if first and first.id == _TIMESTAMP and first.size <= _MOST_NUMBER:
                return place
            self._walked.miss()
        return self._written


def _element(walked: Searched, at: int) -> _Element | None:
    """One of a known kind, with its size; only what is opened may leave that open."""
    data = walked.read(at, _HEADER)
    wide = 9 - data[0].bit_length() if data else 9
    if wide > 4 or len(data) <= wide:
        return None
    id_, long = int.from_bytes(data[:wide], "big"), 9 - data[wide].bit_length()
    if id_ not in _KNOWN or long > 8 or len(data) < wide + long:
        return None
    size = int.from_bytes(data[wide : wide + long], "big") & (1 << 7 * long) - 1
    if size == (1 << 7 * long) - 1 and id_ not in _OPENED:
        return None
    return _Element(id_, at + wide + long, size)


def _tracks(walked: Searched, tracks: _Element) -> dict[int, int]:
    """Types of the tracks by their numbers."""
    at, end, found = tracks.body, tracks.body + min(tracks.size, _MOST_TRACKS), dict[int, int]()
    while at < end:
        id_, body, size = _plain(walked, at)
        if not id_:
            break
        if id_ == _ENTRY:
            number, kind = _described(walked, body, body + size)
            found.setdefault(number, kind)
        at = body + size
    return found


def _described(walked: Searched, at: int, end: int) -> tuple[int, int]:
    """Number and type of a track."""
    found = {_NUMBER: 0, _TYPE: 0}
    while at < end:
        id_, body, size = _plain(walked, at)
        if not id_:
            break
        if id_ in found:
            found[id_] = int.from_bytes(walked.read(body, min(size, 8)), "big")
        at = body + size
    return found[_NUMBER], found[_TYPE]


def _plain(walked: Searched, at: int) -> tuple[int, int, int]:
    """Identifier, body and size of any element; identifier 0 where none stands there."""
    data = walked.read(at, _HEADER)
    wide = 9 - data[0].bit_length() if data else 9
    long = 9 - data[wide].bit_length() if len(data) > wide and wide <= 4 else 9
    if long > 8 or len(data) < wide + long:
        return 0, at, 0
    walked.element()
    size = int.from_bytes(data[wide : wide + long], "big") & (1 << 7 * long) - 1
    return int.from_bytes(data[:wide], "big"), at + wide + long, size

"""Walks the chunks of an AVI file one by one, without its index and whatever its lists state: `movi` may be unclosed.

Source: Microsoft, "AVI RIFF File Reference" (LIST, movi, rec, idx1, strh); OpenDML AVI File Format Extensions 1.02.
"""

import re
from dataclasses import dataclass, field

from conformance.extract.recovery.source import Found, Searched, Span, grown, has_hole, joined, places

_HEAD, _LIST_HEAD = 8, 12
_HEADERS = 1 << 20  # bytes in which `movi` begins
_CHUNK = re.compile(rb"[0-9]{2}(?:dc|db|wb|tx|pc|iv|__)|ix[0-9]{2}|JUNK|idx1|LIST|RIFF|rec ", re.DOTALL)
_OPENED = frozenset({b"movi", b"rec ", b"AVIX"})  # lists that hold chunks
_STREAM = re.compile(rb"strh.{4}(.{4})", re.DOTALL)
_PICTURE_KINDS = (b"dc", b"db")
_IN_A_ROW = 4  # chunks that are no chance, where the walk goes on behind damage


@dataclass
class _Seen:
    """What was understood so far."""

    pictures: int = 0
    understood: list[Span] = field(default_factory=list)


def search_chunks(walked: Searched, written: int) -> Found:
    """Chunks of the first video stream behind `movi`; each counts once another one, or the end of the file, follows."""
    head = walked.read(0, min(_HEADERS, written))
    movi = head.find(b"movi")
    begin = movi + 4 if movi >= _LIST_HEAD else written
    kinds = [one[1] for one in _STREAM.finditer(head[:begin])]
    number = kinds.index(b"vids") if b"vids" in kinds else 0
    seen, at = _Seen(), begin
    while at < written:
        at = _walk(walked, at, written, seen, b"%02d" % number)
        if at < written:
            at = _again(walked, at, written)
    spans, media = joined(seen.understood), (Span(begin, written),)
    return Found("chunks of movi", "", seen.pictures, spans, media)


def _walk(walked: Searched, at: int, written: int, seen: _Seen, stream: bytes) -> int:
    """From chunk to chunk; where the first one begins that is not whole."""
    while at < written:
        head = walked.read(at, _LIST_HEAD)
        kind, size = head[:4], int.from_bytes(head[4:_HEAD], "little")
        if len(head) < _HEAD or not _CHUNK.fullmatch(kind):
            return at
        walked.element()
        if kind in (b"LIST", b"RIFF") and head[_HEAD:] in _OPENED:
            grown(seen.understood, Span(at, at + _LIST_HEAD))
            at += _LIST_HEAD
            continue
        end = _next(walked, at + _HEAD + size, written)
        if not end:
            return at
        if kind[:2] == stream and kind[2:] in _PICTURE_KINDS and size:
            if has_hole(walked, at + _HEAD, at + _HEAD + size):
                at = end
                continue
            seen.pictures += 1
        grown(seen.understood, Span(at, end))
        at = end
    return at


def _next(walked: Searched, end: int, written: int) -> int:
    """Where the chunk behind one that ends there begins: chunks are even, of most writers; 0 where none does."""
    if end in (walked.size, walked.size - 1) and written >= end:
        return walked.size
    for at in (end + (end & 1), end):
        if at + _HEAD <= written and _CHUNK.fullmatch(walked.read(at, 4)):
            return at
    return 0


def _again(walked: Searched, at: int, written: int) -> int:
    """The next place from which on several chunks follow each other."""
    for place in places(walked, Span(at + 1, written), _CHUNK, 4):
        here = place
        for _ in range(_IN_A_ROW):
            head = walked.read(here, _HEAD)
            if len(head) < _HEAD or head[:4] in (b"LIST", b"RIFF") or not _CHUNK.fullmatch(head[:4]):
                break
            here = _next(walked, here + _HEAD + int.from_bytes(head[4:], "little"), written)
            if not here:
                break
        else:
            return place
        walked.miss()
    return written

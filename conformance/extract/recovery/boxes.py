"""Searches an ISO BMFF or QuickTime file, or one of no known kind: `moov` may be missing, and `mdat` never closed.

Source: ISO/IEC 14496-12, 4.2 (boxes; size 0 runs to the end of the file).
"""

import re
from dataclasses import replace
from itertools import islice

from conformance.extract.recovery.chains import Chains
from conformance.extract.recovery.jpeg import search_jpeg
from conformance.extract.recovery.source import Found, Searched, Span, places

_VOP, _SEVERAL = re.compile(rb"\0\0\x01\xb6"), 8
_HEAD, _LARGE = 8, 16  # bytes of a header, with a size of 64 bits


def search_boxes(walked: Searched, written: int) -> Found:
    """JPEG images, which are told best; where there are none, pictures of H.264 or HEVC by their length fields."""
    media, closed = _media(walked, written)
    found = search_jpeg(walked, media, written)
    for coding in ("h264", "hevc"):
        if not found.pictures and not found.doubt:
            found = Chains(walked, coding, written).search(media, closed)
    if not found.pictures and _holds_vops(walked, media, written):
        return replace(found, doubt="it holds pictures of MPEG-4 Part 2, which are not searched for")
    return found


def _holds_vops(walked: Searched, media: tuple[Span, ...], written: int) -> bool:
    """Whether start codes of pictures stand in it that no random bytes hold (ISO/IEC 14496-2, Table 6-3)."""
    marks = (at for span in media for at in places(walked, Span(span.begin, min(span.end, written)), _VOP, 4))
    return next(islice(marks, _SEVERAL - 1, None), None) is not None


def _media(walked: Searched, written: int) -> tuple[tuple[Span, ...], tuple[int, ...]]:
    """What every `mdat` holds, and the ends of those behind which a box or the end of the file follows.

    One that states less than is there, and is followed by no box, was never closed: it runs to the end. A file without
    any is searched whole.
    """
    spans, at, sound = list[Span](), 0, True
    while at + _HEAD <= walked.size:
        kind, body, end = _box(walked, at)
        if not kind:
            sound = False
            break
        walked.element()
        if kind == b"mdat":
            spans.append(Span(body, end))
        at = end
    sound &= at == walked.size or at + _HEAD <= walked.size
    if not spans:
        return (Span(0, written),), ()
    closed = [one.end for one in spans if one.end <= walked.size]
    if not sound:
        spans[-1] = Span(spans[-1].begin, walked.size)
        closed = closed[:-1] if closed and closed[-1] == at else closed
    elif written < walked.size or _ends_open(walked, spans[-1]):
        closed = [one for one in closed if one < walked.size]
    return tuple(Span(begin, min(end, walked.size)) for begin, end in spans if begin < end), tuple(closed)


def _ends_open(walked: Searched, last: Span) -> bool:
    """Whether the last `mdat` runs to the end of the file without stating where that is."""
    return last.end == walked.size and int.from_bytes(walked.read(last.begin - _HEAD, 4), "big") == 0


def _box(walked: Searched, at: int) -> tuple[bytes, int, int]:
    """Type, first byte of the body and end of a box; no type where none stands there."""
    head = walked.read(at, _LARGE)
    size, kind, body = int.from_bytes(head[:4], "big"), head[4:_HEAD], at + _HEAD
    if size == 1 and len(head) == _LARGE:
        size, body = int.from_bytes(head[_HEAD:], "big"), at + _LARGE
    elif size == 0:
        size = walked.size - at
    known = len(kind) == 4 and all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind)
    return (kind, body, at + size) if known and at + size >= body else (b"", at, at)

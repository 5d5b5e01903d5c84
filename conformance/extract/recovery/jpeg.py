"""Finds whole JPEG images by their markers, where Motion JPEG lies in a file without an index.

Source: ITU-T T.81, B.1.1 (markers and segments), B.2.2 (frame header), B.2.3 (scan header).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from conformance.extract.recovery.source import Found, Searched, Span, has_hole, joined, places

_BEGIN = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]")
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # what ends entropy-coded data, restarts apart
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_SCAN, _END = 0xDA, 0xD9
_SEGMENTS = _FRAMES | {_SCAN, 0xC4, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)}
_MOST_SEGMENTS = 256
_LARGEST = 1 << 25  # bytes of an image
_PART = 1 << 16
_FEWEST = 8  # images of one size: fewer are thumbnails


def search_jpeg(walked: Searched, media: Sequence[Span], written: int) -> Found:
    """Images of the size that most have."""
    found = list[tuple[Span, int]]()
    for span in media:
        end = min(span.end, written)
        past = span.begin
        for at in places(walked, Span(span.begin, end), _BEGIN, 4):
            if at < past:
                continue
            size, stop = _image(walked, at, end)
            if stop and not has_hole(walked, at, stop):
                found.append((Span(at, stop), size))
                past = stop
                walked.element()
            else:
                walked.miss()
    counts: dict[int, int] = {}
    for _, size in found:
        counts[size] = counts.get(size, 0) + 1
    common = max(counts, key=counts.__getitem__, default=0)
    spans = [one for one, size in found if size == common] if counts.get(common, 0) >= _FEWEST else []
    return Found("markers of JPEG images", "mjpeg", len(spans), _between(spans), tuple(media))


def _between(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The images with what lies between two of them, as far as that is sound."""
    out = list(spans)
    out += [Span(one.end, after.begin) for one, after in pairwise(spans)]
    return joined(sorted(one for one in out if one.end - one.begin <= _LARGEST))


def _image(walked: Searched, at: int, end: int) -> tuple[int, int]:
    """Height and width as one number, and behind its last byte; 0 where none ends before `end`."""
    size, begin = 0, at
    at += 2
    for _ in range(_MOST_SEGMENTS):
        head = walked.read(at, 9)
        if len(head) < 4 or head[0] != 0xFF or at - begin > _LARGEST:
            return 0, 0
        kind, length = head[1], int.from_bytes(head[2:4], "big")
        if kind == _END:
            return (size, at + 2) if size and at + 2 <= end else (0, 0)
        if length < 2 or kind not in _SEGMENTS:
            return 0, 0
        if kind in _FRAMES:
            size = int.from_bytes(head[5:9], "big")
        at += 2 + length
        if kind == _SCAN:
            at = _behind_scan(walked, at, min(end, begin + _LARGEST)) if size else end
    return 0, 0


def _behind_scan(walked: Searched, at: int, end: int) -> int:
    """The marker behind entropy-coded data, or `end`."""
    while at < end:
        found = _MARKER.search(walked.read(at, min(_PART + 1, end - at)))
        walked.scanned(_PART)
        if found:
            return at + found.start()
        at += _PART
    return end

"""Places in a file that a search for pictures goes by: where the data end, what reads as zero, what was understood."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, NamedTuple

from conformance.extract.structure.source import Walked
from conformance.model.recovery_facts import Run

BLOCK = 1 << 20  # bytes read at a time
_MISSES, _MISSES_EVERY = 200_000, 2048  # bytes; of random ones one place in 2**15 looks like a beginning
_SECTOR = 512  # bytes
_ELEMENTS, _ELEMENTS_EVERY = 200_000, 128  # bytes
_WORK, _WORK_EVERY = 1 << 29, 8  # bytes that are read anew, of every file and for each of its bytes
# No coded picture holds it: NAL units have two zeros in a row at most, and what was not written is a sector or more.
_HOLE = bytes(128)


class TooMuchWorkError(Exception):
    """So many places look like beginnings, and are none, that the search is given up: no recorder writes that."""


class Searched(Walked):
    """A file that is searched, with bounds to the work that a file made for it can cause."""

    def __init__(self, stream: BinaryIO, size: int, beat: Callable[[], None]) -> None:
        super().__init__(stream, size, beat)
        self._most_elements = _ELEMENTS + size // _ELEMENTS_EVERY
        self._misses, self._scanned = _MISSES + size // _MISSES_EVERY, _WORK + _WORK_EVERY * size

    def element(self) -> None:
        """Count one; the smallest files hold many, and large ones one in 128 bytes.

        Raises:
            TooMuchWorkError: there are more.
        """
        super().element()
        if self.elements > self._most_elements:
            raise TooMuchWorkError

    def miss(self) -> None:
        """A place looked like a beginning and is none.

        Raises:
            TooMuchWorkError: there are too many.
        """
        self._misses -= 1
        if self._misses < 0:
            raise TooMuchWorkError

    def scanned(self, size: int) -> None:
        """So many bytes behind a gap were searched, not for the first time perhaps.

        Raises:
            TooMuchWorkError: there are too many.
        """
        self.packets(0)
        self._scanned -= size
        if self._scanned < 0:
            raise TooMuchWorkError


class Span(NamedTuple):
    """Bytes of a file from `begin` to before `end`."""

    begin: int
    end: int


@dataclass(frozen=True)
class Found:
    """Whole pictures of one search, and the stretches of the file in which everything was understood, in their order.

    `sets` and `doubt` are those of `Recovery`.
    """

    by: str
    coding: str
    pictures: int
    understood: tuple[Span, ...]
    media: tuple[Span, ...]
    sets: bool = True
    doubt: str = ""


def written_end(walked: Searched) -> int:
    """Behind the last byte that is not 0: a sector or more of zeros was allocated and never written."""
    end = walked.size
    while end:
        begin = max(0, end - BLOCK)
        kept = walked.read(begin, end - begin).rstrip(b"\0")
        if kept:
            end = begin + len(kept)
            return end if walked.size - end >= _SECTOR else walked.size
        walked.packets(0)
        end = begin
    return 0


def has_hole(walked: Searched, begin: int, end: int) -> bool:
    """Whether bytes of a picture were never written."""
    return any(_HOLE in data for _, data in blocks(walked, begin, end))


def blocks(walked: Searched, begin: int, end: int, overlap: int = 0) -> Iterator[tuple[int, bytes]]:
    """The bytes of a span piece by piece, each with its offset and with the first `overlap` bytes of the next one."""
    for at in range(begin, end, BLOCK):
        data = walked.read(at, min(BLOCK + overlap, end - at))
        if not data:
            return
        walked.scanned(len(data))
        yield at, data


def places(walked: Searched, span: Span, mark: re.Pattern[bytes], longest: int) -> Iterator[int]:
    """Where a mark of at most `longest` bytes stands, in rising order."""
    for at, data in blocks(walked, span.begin, span.end, longest - 1):
        yield from (at + found.start() for found in mark.finditer(data) if found.start() < BLOCK)


def lost(found: Found, written: int) -> tuple[Run, ...]:
    """Stretches of the media, up to the last byte written, in which nothing was understood."""
    gaps, first = list[Run](), 0
    for span in found.media:
        at, end = span.begin, min(span.end, written)
        while first < len(found.understood) and found.understood[first].end <= at:
            first += 1
        for one in islice(found.understood, first, None):
            if one.begin >= end:
                break
            gaps += [Run(at, one.begin - at)] if one.begin > at else []
            at = max(at, one.end)
        gaps += [Run(at, end - at)] if end > at else []
    return tuple(gaps)


def grown(spans: list[Span], one: Span) -> None:
    """Add one behind the others; where it touches the last, that grows."""
    if spans and spans[-1].end == one.begin:
        spans[-1] = Span(spans[-1].begin, one.end)
    else:
        spans.append(one)


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Rising spans, those that touch as one."""
    out = list[Span]()
    for one in spans:
        if out and one.begin <= out[-1].end:
            out[-1] = Span(out[-1].begin, max(out[-1].end, one.end))
        elif one.end > one.begin:
            out.append(one)
    return tuple(out)

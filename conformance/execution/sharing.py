"""One file read by as many processes as are free: its parts side by side, then its pictures in spans.

The facts are those that one process would have found: spans follow from the file, not from the number of processes.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import TypeVar

from conformance.execution.isolated import Workers
from conformance.extract import facts as reading
from conformance.extract.cuts import WHOLE, Span
from conformance.extract.facts import PacketPart, PicturePart, SurroundingPart
from conformance.extract.request import Part, Request
from conformance.model import codec
from conformance.model.facts import Facts
from conformance.model.vocabulary import Depth

# Below this size a second process costs more than it saves: it starts in the time that some 8 MB take to decode.
_SMALLEST = 8_000_000  # bytes

_Found = TypeVar("_Found")


class Slots:
    """As many processes as may run at a time; whoever reads a file holds one and may borrow those that are free."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = BoundedSemaphore(count)

    @contextmanager
    def own(self) -> Iterator[None]:
        """One slot, waited for."""
        with self._free:
            yield

    @contextmanager
    def borrowed(self) -> Iterator[int]:
        """All slots that are free just now; how many."""
        taken = 0
        while self._free.acquire(blocking=False):
            taken += 1
        try:
            yield taken
        finally:
            for _ in range(taken):
                self._free.release()


def extract(workers: Workers, slots: Slots, request: Request, target: Path) -> Facts:
    """Facts of one file, kept in `target` too.

    Raises:
        ExtractionError: a process crashed, stalled or broke a limit, or the file was not the same one all the while.
    """
    with slots.own(), slots.borrowed() as helpers:
        if not helpers or request.size < _SMALLEST or not request.depth.reaches(Depth.FRAMES):
            return workers.extract(request, target)
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.stem[:16]}-") as folder:
            facts = _Shared(workers, request, Path(folder), helpers + 1).facts()
        partial = target.with_suffix(".partial")
        partial.write_bytes(codec.encode(Facts, facts))
        partial.replace(target)
        return facts


class _Shared:
    def __init__(self, workers: Workers, request: Request, folder: Path, processes: int) -> None:
        self._workers = workers
        self._request = request
        self._folder = folder
        self._processes = processes

    def facts(self) -> Facts:
        with ThreadPoolExecutor(self._processes) as pool:
            first = pool.submit(self._part, PacketPart, Part.PACKETS)
            second = pool.submit(self._part, SurroundingPart, Part.SURROUNDINGS)
            packets = first.result()
            spans = reading.spans_of(self._request, packets)
            shares = list(pool.map(self._pictures, _shares(spans, self._processes)))
            if not reading.is_whole(spans, shares):
                shares = [self._pictures((WHOLE,))]
            return reading.joined(self._request, packets, second.result(), shares)

    def _pictures(self, spans: tuple[Span, ...]) -> PicturePart:
        return self._part(PicturePart, Part.PICTURES, spans)

    def _part(self, kind: type[_Found], part: Part, spans: tuple[Span, ...] = ()) -> _Found:
        first = spans[0].begin.packet if spans else 0
        target = self._folder / f"{part}-{first}.json"
        self._workers.run(replace(self._request, part=part, spans=spans), target)
        found: _Found = codec.decode(kind, target.read_bytes())
        return found


def _shares(spans: tuple[Span, ...], processes: int) -> list[tuple[Span, ...]]:
    """The spans dealt out in their order, as evenly as they go."""
    count = min(processes, len(spans))
    bounds = [len(spans) * number // count for number in range(count + 1)] if count else [0]
    return [spans[begin:end] for begin, end in pairwise(bounds)]

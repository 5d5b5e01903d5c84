"""One file read by as many processes as are free, each a share of it.

The facts are those that one process would have found: spans follow from the file, not from the number of processes.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from conformance.execution.isolated import Workers
from conformance.execution.standby import WORTH_SHARING
from conformance.extract.request import Request, Share
from conformance.model import codec
from conformance.model.facts import Facts
from conformance.model.vocabulary import Depth


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
        if not helpers or request.size < WORTH_SHARING or not request.depth.reaches(Depth.FRAMES):
            return workers.extract(request, target)
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.stem[:16]}-") as folder:
            facts = _shared(workers, request, Path(folder), helpers + 1)
        if facts is None:
            return workers.extract(request, target)
        partial = target.with_suffix(".partial")
        partial.write_bytes(codec.encode(Facts, facts))
        partial.replace(target)
        return facts


def _shared(workers: Workers, request: Request, folder: Path, count: int) -> Facts | None:
    """As many shares as there are processes, joined; None where the file is to be read in one go."""
    files = [folder / f"share-{number}.json" for number in range(count)]
    requests = [replace(request, share=Share(number, count)) for number in range(count)]
    with ThreadPoolExecutor(count) as pool:
        reading = pool.map(workers.run, requests, files)
        # Loading takes a good part of a second: while the others read, it costs nobody time
        from conformance.extract.facts import Read, is_complete, joined  # noqa: PLC0415

        list(reading)
    shares = [codec.decode(Read, file.read_bytes()) for file in files]
    return joined(request, shares) if is_complete(shares) else None

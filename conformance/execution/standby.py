"""Extractor processes, started ahead where it is known that they will be wanted: they load while others still work.

Imports nothing that takes time to load, or it would not be ahead.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from conformance.model.file_names import IMAGES
from conformance.model.vocabulary import Depth

# Below this size a second process costs more than it saves: it starts in the time that some 8 MB take to decode.
WORTH_SHARING = 8_000_000  # bytes
# One thread; and what is freed in pieces of 1 MB goes back to the system: glibc keeps some 50 MB of it otherwise
_FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "1048576"}


@dataclass(frozen=True)
class Ahead:
    """What a process is told before its errand comes: to load what a depth needs, and to take a file's digest."""

    depth: Depth = Depth.CONTAINER
    file: Path | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        """As the process takes them."""
        return (self.depth.value, str(self.file)) if self.file else (self.depth.value,)


@dataclass(frozen=True, eq=False)
class Started:
    """A process that waits for its errand, what it was told, and the file that takes its complaints."""

    process: "subprocess.Popen[bytes]"
    complaints: IO[bytes]
    told: Ahead

    def end(self) -> None:
        """Kill it where it still runs, and let go of all that belongs to it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe and not pipe.closed:
                pipe.close()
        self.complaints.close()


class Standby:
    """Processes that were told what is wanted, loading; whoever wants others gets fresh ones."""

    def __init__(self, *told: Ahead) -> None:
        self._idle = [_started(one) for one in told]

    @classmethod
    def for_files(cls, files: Iterable[Path], depth: Depth, most: int) -> Self:
        """One for each file, or all that may share the pictures of a large one; never more than `most`."""
        wanted = chain.from_iterable(_wanted(file, depth, most) for file in files)
        return cls(*islice(wanted, most))

    def take(self, wanted: Ahead) -> Started:
        """One that lives and takes the digest of no other file; the caller ends it."""
        for told in (wanted, Ahead(wanted.depth)):
            for one in [one for one in self._idle if one.told == told]:
                self._idle.remove(one)
                if one.process.poll() is None:
                    return one
                one.end()
        return _started(wanted)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            self._idle.pop().end()


def _wanted(file: Path, depth: Depth, most: int) -> Iterator[Ahead]:
    if file.name.lower().endswith(IMAGES):
        yield Ahead()  # its digest is taken in another way
        return
    yield Ahead(depth, file.absolute() if is_file(file) else None)
    if depth.reaches(Depth.FRAMES) and _size(file) >= WORTH_SHARING:
        yield from repeat(Ahead(depth), most - 1)


def is_file(file: Path) -> bool:
    """True for a file that is there, as far as anybody may look."""
    try:
        return file.is_file()
    except OSError:
        return False  # whoever reads it will say so


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # whoever reads it will say so


def _started(told: Ahead) -> Started:
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    complaints = TemporaryFile()  # noqa: SIM115 - closed by Started.end
    process = subprocess.Popen(  # noqa: S603 - no shell, and the file is the one to be measured
        # -P: the folder the user stands in may be the evidence, and is no place to import from
        [sys.executable, "-P", "-m", "conformance.extract", *told.arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env={**os.environ, "PYTHONPATH": path, **_FRUGAL},
    )
    return Started(process, complaints, told)

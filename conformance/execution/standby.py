"""Extractor processes, started ahead where it is known that they will be wanted: they load while others still work.

Imports nothing that takes time to load, or it would not be ahead.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from conformance.model.vocabulary import Depth

# Below this size a second process costs more than it saves: it starts in the time that some 8 MB take to decode.
WORTH_SHARING = 8_000_000  # bytes
# One thread; and what is freed in pieces of 1 MB goes back to the system: glibc keeps some 50 MB of it otherwise
_FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "1048576"}


@dataclass(frozen=True, eq=False)
class Started:
    """A process that waits for its errand, and the file that takes its complaints."""

    process: "subprocess.Popen[bytes]"
    complaints: IO[bytes]

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
    """As many processes as were asked for, loading; whoever wants more gets a fresh one."""

    def __init__(self, count: int = 0) -> None:
        self._idle = [_started() for _ in range(count)]

    @classmethod
    def for_files(cls, files: Iterable[Path], depth: Depth, most: int) -> Self:
        """One for each file, or all that may share the pictures of a large one; never more than `most`."""
        shared = depth.reaches(Depth.FRAMES)
        wanted = sum(most if shared and _size(file) >= WORTH_SHARING else 1 for file in files)
        return cls(min(wanted, most))

    def take(self) -> Started:
        """One that lives; the caller ends it."""
        while self._idle:
            one = self._idle.pop()
            if one.process.poll() is None:
                return one
            one.end()
        return _started()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            self._idle.pop().end()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # whoever reads it will say so


def _started() -> Started:
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    complaints = TemporaryFile()  # noqa: SIM115 - closed by Started.end
    process = subprocess.Popen(
        # -P: the folder the user stands in may be the evidence, and is no place to import from
        [sys.executable, "-P", "-m", "conformance.extract"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env={**os.environ, "PYTHONPATH": path, **_FRUGAL},
    )
    return Started(process, complaints)

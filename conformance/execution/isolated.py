"""One extractor run in a process of its own, watched: a crash, a hang or a memory hog costs its file alone."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryFile
from typing import IO

from conformance.errors import ExtractionError
from conformance.extract.request import Request
from conformance.model import codec
from conformance.model.facts import Facts


@dataclass(frozen=True)
class Limits:
    """Seconds without a sign of progress, and seconds for the whole file as a base and bytes a second."""

    stall: float = 120.0
    base: float = 600.0
    bytes_per_second: float = 100_000.0

    def whole(self, size: int) -> float:
        """Longest time for a file of that size, s."""
        return self.base + size / self.bytes_per_second


class Workers:
    """Starts extractor processes and can end all that still run."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def extract(self, request: Request, target: Path) -> Facts:
        """Facts of one file, kept in `target` too.

        Raises:
            ExtractionError: the process crashed, stalled or broke a limit, or all were stopped; the text says which.
        """
        self.run(request, target)
        try:
            facts: Facts = codec.decode(Facts, target.read_bytes())
        except ValueError as error:
            raise ExtractionError("the extractor wrote facts that can't be read back") from error
        return facts

    def run(self, request: Request, target: Path) -> None:
        """The share that the request asks for, written to `target`; where it is all of the file, its facts.

        Raises:
            ExtractionError: as `extract`.
        """
        with TemporaryFile() as complaints:
            process = self._start(target, complaints)
            try:
                _send(process, request)
                _watch(process, self._limits, request.size)
            finally:
                self._end(process)
            if process.returncode != 0 or not target.exists():
                raise ExtractionError(_what_happened(process.returncode, complaints))

    def _start(self, target: Path, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        package = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
        with self._lock:
            if self._stopped:
                raise ExtractionError("the run was stopped before the extractor could start")
            process = subprocess.Popen(  # noqa: S603 - our own module
                # -P: the folder the user stands in may be the evidence, and is no place to import from
                [sys.executable, "-P", "-m", "conformance.extract", str(target)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
            self._running.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
        with self._lock:
            self._running.discard(process)

    def stop(self) -> None:
        """Kill every process that still runs, and start no other."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()


def _send(process: subprocess.Popen[bytes], request: Request) -> None:
    if process.stdin is None:
        raise ExtractionError("the extractor process has no standard input")
    try:
        with process.stdin as pipe:
            pipe.write(codec.encode(Request, request))
    except BrokenPipeError:
        return  # it died at once; its exit status tells


def _watch(process: subprocess.Popen[bytes], limits: Limits, size: int) -> None:
    beats: Queue[bool] = Queue()
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.whole(size), end)
    timer.start()
    threading.Thread(target=_listen, args=(process, beats), daemon=True).start()
    try:
        while beats.get(timeout=limits.stall):
            pass
        process.wait(timeout=limits.stall)
    except (Empty, subprocess.TimeoutExpired):
        raise ExtractionError(f"the extractor showed no progress for {limits.stall:.0f} s and was stopped") from None
    finally:
        timer.cancel()
    if late.is_set():
        raise ExtractionError(f"the extractor took longer than {limits.whole(size):.0f} s and was stopped")


def _listen(process: subprocess.Popen[bytes], beats: "Queue[bool]") -> None:
    while process.stdout is not None and process.stdout.readline():
        beats.put(True)  # noqa: FBT003 - the queue's item
    beats.put(False)  # noqa: FBT003 - as above


def _what_happened(status: int, complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").strip().splitlines()
    last = f": {lines[-1]}" if lines else ""
    how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"the extractor {how}{last}"

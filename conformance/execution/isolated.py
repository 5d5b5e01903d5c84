"""One extractor run in a process of its own, watched: a crash, a hang or a memory hog costs its file alone."""

import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

from conformance.errors import ExtractionError
from conformance.execution.standby import Ahead, Standby, Started
from conformance.extract.request import DumpRequest, Errand, Request, UnpackRequest
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.facts import Facts
from conformance.model.shots import Shots
from conformance.model.still import Sight
from conformance.model.unpacked import Unpacked
from conformance.model.vocabulary import Privacy


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
    """Runs extractor processes and can end all that still run."""

    def __init__(self, limits: Limits, standby: Standby | None = None) -> None:
        self._limits = limits
        self._standby = standby or Standby()
        self._running: set[Started] = set()
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
        self._do(Errand(request, target))

    def read_dump(self, request: DumpRequest, target: Path) -> DumpFacts:
        """Facts of one dump, kept in `target` too.

        Raises:
            ExtractionError: as `extract`.
        """
        self._do(Errand(request, target))
        try:
            facts: DumpFacts = codec.decode(DumpFacts, target.read_bytes())
        except ValueError as error:
            raise ExtractionError("the extractor wrote facts of a dump that can't be read back") from error
        return facts

    def unpack(self, request: UnpackRequest, target: Path) -> Unpacked:
        """What was copied out of an image into the folder that the request names, kept in `target` too.

        Raises:
            ExtractionError: as `extract`.
        """
        self._do(Errand(request, target))
        try:
            unpacked: Unpacked = codec.decode(Unpacked, target.read_bytes())
        except ValueError as error:
            raise ExtractionError("the extractor wrote a list of files that can't be read back") from error
        return unpacked

    def pictures(self, request: Request, sights: tuple[Sight, ...], target: Path, privacy: Privacy) -> Shots:
        """Pictures of one file, one at least, in the order in which they are named.

        Raises:
            ExtractionError: as `extract`.
        """
        self._do(Errand(request, target, sights, privacy))
        try:
            shots: Shots = codec.decode(Shots, target.read_bytes())
        except ValueError as error:
            raise ExtractionError("the extractor wrote pictures that can't be read back") from error
        if len(shots.taken) != len(sights):
            raise ExtractionError(f"the extractor gave {len(shots.taken)} pictures where {len(sights)} were wanted")
        return shots

    def _do(self, errand: Errand) -> None:
        started = self._take(_ahead(errand))
        try:
            _send(started.process, errand)
            _watch(started.process, self._limits, errand.request.size)
            if started.process.returncode != 0 or not errand.target.exists():
                raise ExtractionError(_what_happened(started))
        finally:
            with self._lock:
                self._running.discard(started)
            started.end()

    def _take(self, wanted: Ahead) -> Started:
        with self._lock:
            if self._stopped:
                raise ExtractionError("the run was stopped before the extractor could start")
            started = self._standby.take(wanted)
            self._running.add(started)
        return started

    def stop(self) -> None:
        """Kill every process that still runs, and start no other."""
        with self._lock:
            self._stopped = True
            for started in self._running:
                started.process.kill()


def _ahead(errand: Errand) -> Ahead:
    request = errand.request
    if not isinstance(request, Request) or errand.sights:
        return Ahead()  # what these need is loaded when they come, and they take their digests themselves
    return Ahead(request.depth, request.file if request.share.number == 0 else None)


def _send(process: subprocess.Popen[bytes], errand: Errand) -> None:
    if process.stdin is None:
        raise ExtractionError("the extractor process has no standard input")
    try:
        with process.stdin as pipe:
            pipe.write(codec.encode(Errand, errand))
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


def _what_happened(started: Started) -> str:
    started.complaints.seek(0)
    lines = started.complaints.read().decode(errors="replace").strip().splitlines()
    last = f": {lines[-1]}" if lines else ""
    status = started.process.returncode
    how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"the extractor {how}{last}"

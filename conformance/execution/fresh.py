"""Facts of files that are read anew, once each: nothing is looked up and nothing is kept, so little is loaded."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from conformance.execution.isolated import Limits, Workers
from conformance.execution.reading import Reader
from conformance.execution.sharing import Slots
from conformance.execution.standby import Standby
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, Recording
from conformance.model.facts import Facts
from conformance.model.vocabulary import Depth


class FreshFacts:
    """Hands out facts of files, `most` of them read at a time; `folder` is for files that nobody needs later."""

    def __init__(self, folder: Path, depth: Depth, most: int, standby: Standby | None = None) -> None:
        self._folder, self._depth = folder, depth
        self._workers = Workers(Limits(), standby)
        self._reader = Reader(self._workers, Slots(most))
        self._pool = ThreadPoolExecutor(most)
        self._recordings: dict[str, Future[Facts]] = {}
        self._dumps: dict[str, Future[DumpFacts]] = {}

    def begin(self, files: Sequence[Recording | Dump], read: Callable[[Recording | Dump], None]) -> None:
        """Begin to read files in their order; `read` is told of each that is read."""
        for number, file in enumerate({file.id: file for file in files}.values()):
            target = self._folder / f"{number}.json"
            if isinstance(file, Recording):
                self._recordings[file.id] = self._pool.submit(self._recording, file, target, read)
            else:
                self._dumps[file.id] = self._pool.submit(self._dump, file, target, read)

    def recording(self, recording: Recording) -> Facts:
        """Facts of a recording that was begun; where its extractor failed, facts that are absent for that reason."""
        return self._recordings[recording.id].result()

    def dump(self, dump: Dump) -> DumpFacts:
        """The same of a dump."""
        return self._dumps[dump.id].result()

    def close(self) -> None:
        """Stop all work; running extractors are ended."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._workers.stop()
        self._pool.shutdown(wait=True)

    def _recording(self, recording: Recording, target: Path, read: Callable[[Recording | Dump], None]) -> Facts:
        facts = self._reader.recording(recording, self._depth, target)
        read(recording)
        return facts

    def _dump(self, dump: Dump, target: Path, read: Callable[[Recording | Dump], None]) -> DumpFacts:
        facts = self._reader.dump(dump, target)
        read(dump)
        return facts

"""Facts of dumps by the digest of their bytes, kept beside those of recordings and read once."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from filelock import FileLock

from conformance.execution.isolated import Workers
from conformance.execution.reading import Reader
from conformance.execution.sharing import Slots
from conformance.extract.versions import extractor
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason


class DumpStore:
    """Hands out facts of dumps; reads those that the folder does not hold yet, each in a process of its own."""

    def __init__(self, folder: Path, workers: Workers, slots: Slots, pool: ThreadPoolExecutor) -> None:
        self._folder, self._reader, self._pool = folder, Reader(workers, slots), pool
        self._futures: dict[str, Future[DumpFacts]] = {}
        self._lock = Lock()

    def prefetch(self, dumps: Iterable[Dump]) -> None:
        """Begin to read; `facts` waits for the result."""
        for dump in dumps:
            self._future(dump)

    def facts(self, dump: Dump) -> DumpFacts:
        """Facts of a dump; where its extractor failed, facts that are absent for that reason."""
        return self._future(dump).result()

    def _future(self, dump: Dump) -> Future[DumpFacts]:
        with self._lock:
            if dump.id not in self._futures:
                self._futures[dump.id] = self._pool.submit(self._get, dump)
            return self._futures[dump.id]

    def _get(self, dump: Dump) -> DumpFacts:
        name = f"{dump.sha256}-dump-{_digest(extractor())}"
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = self._folder / f"{name}.json"
        with FileLock(self._folder / f"{name}.lock"):
            facts = _read_back(kept)
            if isinstance(facts, DumpFacts) and _are_of(facts, dump) and facts.extractor == extractor():
                return facts
            return self._reader.dump(dump, kept)


def kept_facts(folder: Path, dump: Dump, by: frozenset[str] = frozenset()) -> DumpFacts:
    """Facts of an earlier run, of whatever extractor or of those named; absent ones where none are kept."""
    for kept in sorted(folder.glob(f"{dump.sha256}-dump-*.json")):
        facts = _read_back(kept)
        named = isinstance(facts, DumpFacts) and kept.stem.endswith(_digest(facts.extractor))
        if isinstance(facts, DumpFacts) and named and _are_of(facts, dump) and (not by or facts.extractor in by):
            return facts
    missing = Absent(Reason.EVIDENCE_MISSING, f"no facts of {dump.path} are kept in {folder}")
    return DumpFacts(dump.sha256, dump.size, "", missing)


def _read_back(kept: Path) -> DumpFacts | Absent:
    try:
        facts: DumpFacts = codec.decode(DumpFacts, kept.read_bytes())
    except (OSError, ValueError) as error:
        return Absent(Reason.EVIDENCE_MISSING, f"no facts kept: {type(error).__name__}")
    return facts


def _are_of(facts: DumpFacts, dump: Dump) -> bool:
    """True where the facts themselves, not just their file's name, are of these bytes."""
    return (facts.sha256, facts.size) == (dump.sha256, dump.size)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]

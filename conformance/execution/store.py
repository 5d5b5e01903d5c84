"""Facts by content digest and extractor version: each recording is read once, however many cases ask for it."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

from filelock import FileLock

from conformance.execution.dumps import DumpStore, kept_facts
from conformance.execution.isolated import Limits, Workers
from conformance.execution.reading import Reader
from conformance.execution.sharing import Slots
from conformance.execution.standby import Standby
from conformance.extract.versions import extractor
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, Recording
from conformance.model.facts import NOT_TAKEN, NOTHING_STAGED, Absent, Facts
from conformance.model.vocabulary import Depth, Reason


@dataclass(frozen=True)
class Plan:
    """Where facts are kept, how deep files are read, and how many at a time."""

    folder: Path
    depth: Depth = Depth.FRAMES
    workers: int = 2
    limits: Limits = field(default_factory=Limits)


class FactsSource(Protocol):
    """Where facts come from."""

    def prefetch(self, recordings: Iterable[Recording], dumps: Iterable[Dump] = ()) -> None:
        """Begin to get facts that will be asked for."""

    def facts(self, recording: Recording) -> Facts:
        """Facts of a recording."""

    def dump_facts(self, dump: Dump) -> DumpFacts:
        """Facts of a dump."""

    def extractors(self) -> frozenset[str]:
        """The extractors that made the facts handed out so far."""

    def close(self) -> None:
        """End all work."""


class StoredFacts:
    """Facts of an earlier run, whatever extractor made them; nothing is measured and no evidence is read.

    They are looked for in the folders in turn; where extractors are named in `by`, only theirs are taken.
    """

    def __init__(self, *folders: Path, by: frozenset[str] = frozenset()) -> None:
        self._folders = folders
        self._by = by
        self._extractors: set[str] = set()

    def prefetch(self, recordings: Iterable[Recording], dumps: Iterable[Dump] = ()) -> None:
        """Nothing to begin."""

    def facts(self, recording: Recording) -> Facts:
        """The deepest facts kept of these bytes; absent facts where none are."""
        for folder in self._folders:
            for depth in reversed(Depth):
                for kept in sorted(folder.glob(f"{recording.sha256}-{depth}-*.json")):
                    facts = _read_back(kept)
                    if isinstance(facts, Facts) and _are_of(facts, recording, depth) and self._takes(kept, facts):
                        self._extractors.add(facts.extractor)
                        return facts
        missing = Absent(Reason.EVIDENCE_MISSING, f"no facts of {recording.path} are kept in {self._named}")
        return Facts(recording.sha256, recording.size, "", Depth.FRAMES, missing, missing, missing)

    def dump_facts(self, dump: Dump) -> DumpFacts:
        """Facts kept of these bytes; absent facts where none are."""
        for folder in self._folders:
            facts = kept_facts(folder, dump, self._by)
            if facts.extractor:
                self._extractors.add(facts.extractor)
                return facts
        missing = Absent(Reason.EVIDENCE_MISSING, f"no facts of {dump.path} are kept in {self._named}")
        return DumpFacts(dump.sha256, dump.size, "", missing)

    def _takes(self, kept: Path, facts: Facts) -> bool:
        return _named_for(kept, facts) and (not self._by or facts.extractor in self._by)

    @property
    def _named(self) -> str:
        return " or ".join(map(str, self._folders))

    def extractors(self) -> frozenset[str]:
        """The extractors that made the facts handed out so far."""
        return frozenset(self._extractors)

    def close(self) -> None:
        """Nothing to end."""


class FactsStore:
    """Hands out facts; measures what it does not hold yet. Several processes may share one folder."""

    def __init__(
        self, plan: Plan, measured: Callable[[Recording], None] = lambda _: None, standby: Standby | None = None
    ) -> None:
        self._plan = plan
        self._measured = measured
        self._workers = Workers(plan.limits, standby)
        slots = Slots(plan.workers)
        self._reader = Reader(self._workers, slots)
        self._pool = ThreadPoolExecutor(plan.workers)
        self._dumps = DumpStore(plan.folder, self._workers, slots, self._pool)
        self._futures: dict[str, Future[Facts]] = {}
        self._lock = Lock()

    def prefetch(self, recordings: Iterable[Recording], dumps: Iterable[Dump] = ()) -> None:
        """Begin to measure; `facts` and `dump_facts` wait for the results."""
        self._dumps.prefetch(dumps)
        for recording in recordings:
            self._future(recording)

    def facts(self, recording: Recording) -> Facts:
        """Facts of a recording; where its extractor failed, facts that are absent for that reason."""
        return self._future(recording).result()

    def dump_facts(self, dump: Dump) -> DumpFacts:
        """Facts of a dump; where its extractor failed, facts that are absent for that reason."""
        return self._dumps.facts(dump)

    def extractors(self) -> frozenset[str]:
        """This version's own, and no other."""
        return frozenset({extractor()})

    def close(self) -> None:
        """Stop all work; running extractors are ended."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._workers.stop()
        self._pool.shutdown(wait=True)

    def _future(self, recording: Recording) -> Future[Facts]:
        with self._lock:
            if recording.id not in self._futures:
                self._futures[recording.id] = self._pool.submit(self._get, recording)
            return self._futures[recording.id]

    def _get(self, recording: Recording) -> Facts:
        digest = _digest(recording.id) if recording.sha256 == NOT_TAKEN else recording.sha256
        name = f"{digest}-{self._plan.depth}-{_look(recording)}{_digest(extractor())}"
        self._plan.folder.mkdir(parents=True, exist_ok=True)
        kept = self._plan.folder / f"{name}.json"
        with FileLock(self._plan.folder / f"{name}.lock"):
            facts = _read_back(kept)
            if isinstance(facts, Absent) or not self._may_reuse(facts, recording):
                facts = self._reader.recording(recording, self._plan.depth, kept)
        self._measured(recording)
        return facts

    def _may_reuse(self, facts: Facts, recording: Recording) -> bool:
        return facts.extractor == extractor() and _are_of(facts, recording, self._plan.depth)


def _read_back(kept: Path) -> Facts | Absent:
    try:
        facts: Facts = codec.decode(Facts, kept.read_bytes())
    except (OSError, ValueError) as error:
        return Absent(Reason.EVIDENCE_MISSING, f"no facts kept: {type(error).__name__}")
    return facts


def _are_of(facts: Facts, recording: Recording, depth: Depth) -> bool:
    """True where the facts themselves, not just their file's name, are of these bytes and this depth."""
    known = (facts.sha256, facts.size, facts.look, facts.depth)
    return known == (recording.sha256, recording.size, recording.look, depth)


def _named_for(kept: Path, facts: Facts) -> bool:
    return kept.stem.endswith(_digest(facts.extractor))


def _look(recording: Recording) -> str:
    """Part of the name of facts for which more was looked at than the file itself; '' where it was not."""
    look = recording.look
    if look == NOTHING_STAGED:
        return ""
    return f"{look.role}-{_digest(repr((look.regions, look.clock_region, look.gnss_log)))}-"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]

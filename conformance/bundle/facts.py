"""Facts of a run from wherever they are kept, and which of them were asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

from conformance.bundle.container import Container, Fault
from conformance.bundle.limits import FACTS_PER_ITEM, MOST_FACTS, is_crowded
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, Recording
from conformance.model.facts import Absent, Facts
from conformance.model.vocabulary import Depth, Reason

FACTS = "facts/"
_MOST_OF_ONE = 500  # files of facts of the same bytes: of several depths, looks and extractors

Kept = TypeVar("Kept", Facts, DumpFacts)


class Shelf(Protocol):
    """Files by name."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names, those of facts begin with the SHA-256 of what they are of."""

    def content(self, name: str) -> bytes:
        """What the file of that name holds; Fault where it can't be read."""


class FolderShelf:
    """Facts in the folder of a run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files in the folder."""
        return tuple(sorted(file.name for file in self._folder.glob("*.json")))

    def content(self, name: str) -> bytes:
        """What the file of that name holds."""
        file = self._folder / name
        try:
            if file.stat().st_size > MOST_FACTS:
                raise Fault(f"{name} has more than {MOST_FACTS} bytes")
            return file.read_bytes()
        except OSError as error:
            raise Fault(f"{name}: the facts can't be read: {error.strerror}") from error


class BundleShelf:
    """Facts in a bundle."""

    def __init__(self, container: Container) -> None:
        self._container = container

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the facts in the bundle, without their folder."""
        return tuple(name.removeprefix(FACTS) for name in self._container.names if name.startswith(FACTS))

    def content(self, name: str) -> bytes:
        """What the entry of that name holds."""
        return self._container.content(FACTS + name, MOST_FACTS)


class KeptFacts:
    """A source of facts that measures nothing; `depths` are those that may be used, the deepest first.

    `used` are the names of the files whose facts were handed out, `missing` the ids of evidence of which none are kept.
    """

    def __init__(self, shelf: Shelf, depths: tuple[Depth, ...], made_by: Callable[[str], bool]) -> None:
        """`made_by` tells of an extractor whether its facts may be used."""
        self._shelf, self._depths, self._made_by = shelf, depths, made_by
        self._names: dict[str, list[str]] = defaultdict(list)
        for name in shelf.names:
            self._names[name.partition("-")[0]].append(name)
        self._read: dict[str, tuple[tuple[str, Facts | DumpFacts], ...]] = {}
        self._extractors: set[str] = set()
        self.used: set[str] = set()
        self.missing: set[str] = set()

    def prefetch(self, recordings: Iterable[Recording], dumps: Iterable[Dump] = ()) -> None:
        """Nothing to begin."""

    def facts(self, recording: Recording) -> Facts:
        """The deepest facts kept of these bytes; absent facts where none are."""
        known = (recording.sha256, recording.size, recording.look)
        kept = {
            one.depth: (name, one)
            for name, one in reversed(self._of(recording.sha256))
            if isinstance(one, Facts) and (one.sha256, one.size, one.look) == known
        }
        for depth in self._depths:
            if depth in kept:
                return self._handed(*kept[depth])
        missing = self._absent(recording.id)
        return Facts(recording.sha256, recording.size, "", Depth.FRAMES, missing, missing, missing)

    def dump_facts(self, dump: Dump) -> DumpFacts:
        """Facts kept of these bytes; absent facts where none are."""
        for name, one in self._of(dump.sha256):
            if isinstance(one, DumpFacts) and (one.sha256, one.size) == (dump.sha256, dump.size):
                return self._handed(name, one)
        return DumpFacts(dump.sha256, dump.size, "", self._absent(dump.id))

    def extractors(self) -> frozenset[str]:
        """The extractors that made the facts handed out so far."""
        return frozenset(self._extractors)

    def close(self) -> None:
        """Nothing to end."""

    def _of(self, sha256: str) -> tuple[tuple[str, Facts | DumpFacts], ...]:
        """All facts of that digest by the names of their files, read once."""
        if sha256 not in self._read:
            names = self._names[sha256][:_MOST_OF_ONE]
            self._read[sha256] = tuple((name, one) for name in names for one in self._facts_in(name))
        return self._read[sha256]

    def _facts_in(self, name: str) -> tuple[Facts | DumpFacts, ...]:
        """The facts in a file, or none."""
        kind = DumpFacts if "-dump-" in name else Facts
        try:
            text = self._shelf.content(name)
            if is_crowded(text, FACTS_PER_ITEM):
                return ()
            facts: Facts | DumpFacts = codec.decode_strange(kind, text)
        except ValueError:  # a fault is one too
            return ()
        return (facts,) if self._made_by(facts.extractor) else ()

    def _handed(self, name: str, facts: Kept) -> Kept:
        self._extractors.add(facts.extractor)
        self.used.add(name)
        return facts

    def _absent(self, evidence: str) -> Absent:
        self.missing.add(evidence)
        return Absent(Reason.EVIDENCE_MISSING, f"no facts of {evidence} are kept")

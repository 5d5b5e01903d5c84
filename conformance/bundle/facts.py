"""Facts of a run from wherever they are kept, and which of them were asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from conformance.bundle.container import Container, Fault
from conformance.bundle.limits import FACTS_PER_ITEM, MOST_FACTS, MOST_MEMORY, is_crowded, memory_of
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, Recording
from conformance.model.facts import Absent, Facts, Look
from conformance.model.vocabulary import Depth, Reason

FACTS = "facts/"
_MOST_OF_ONE = 500  # files of facts of the same bytes: of several depths, looks and extractors

Kept = TypeVar("Kept", Facts, DumpFacts)
_Known: TypeAlias = tuple[str, int, tuple[Look, ...]]  # digest and size of what facts are of, and of a recording how


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
    `refused` says of files why they were not read.
    """

    def __init__(self, shelf: Shelf, depths: tuple[Depth, ...], made_by: Callable[[str], bool]) -> None:
        """`made_by` tells of an extractor whether its facts may be used."""
        self._shelf, self._depths, self._made_by = shelf, depths, made_by
        self._names: dict[str, list[str]] = defaultdict(list)
        for name in shelf.names:
            self._names[name.partition("-")[0]].append(name)
        self._seen: dict[str, _Known] = {}
        self._takes: dict[str, int] = {}
        self._read: dict[_Known, tuple[tuple[str, Facts | DumpFacts], ...]] = {}
        self._extractors: set[str] = set()
        self.used: set[str] = set()
        self.missing: set[str] = set()
        self.refused: dict[str, str] = {}

    def prefetch(self, recordings: Iterable[Recording], dumps: Iterable[Dump] = ()) -> None:
        """Nothing to begin."""

    def facts(self, recording: Recording) -> Facts:
        """The deepest facts kept of these bytes; absent facts where none are."""
        known: _Known = (recording.sha256, recording.size, (recording.look,))
        if known not in self._read:
            self._read[known] = self._deepest(known)
        for name, one in self._read[known]:
            if isinstance(one, Facts):
                return self._handed(name, one)
        missing = self._absent(recording.id)
        return Facts(recording.sha256, recording.size, "", Depth.FRAMES, missing, missing, missing)

    def dump_facts(self, dump: Dump) -> DumpFacts:
        """Facts kept of these bytes; absent facts where none are."""
        known: _Known = (dump.sha256, dump.size, ())
        if known not in self._read:
            self._read[known] = self._deepest(known)
        for name, one in self._read[known]:
            if isinstance(one, DumpFacts):
                return self._handed(name, one)
        return DumpFacts(dump.sha256, dump.size, "", self._absent(dump.id))

    def extractors(self) -> frozenset[str]:
        """The extractors that made the facts handed out so far."""
        return frozenset(self._extractors)

    def close(self) -> None:
        """Nothing to end."""

    def _deepest(self, known: _Known) -> tuple[tuple[str, Facts | DumpFacts], ...]:
        """Of the facts of those bytes the first ones that are as deep as may be used; one or none.

        Facts are read one after the other, and only the deepest so far are held: there may be very many of one digest.
        """
        best: tuple[tuple[str, Facts | DumpFacts], ...] = ()
        for name in self._names[known[0]][:_MOST_OF_ONE]:
            found = self._facts_in(name, known, sum(self._takes[held] for held, _ in best))
            ranks = [self._rank(one) for _, one in (*best, *found)]
            if found and ranks[-1] < min((*ranks[:-1], len(self._depths))):
                best = found
            found = ()  # or it would be held while the next ones are read
        return best

    def _rank(self, one: Facts | DumpFacts) -> int:
        """0 of the deepest that may be used, or of a dump."""
        if isinstance(one, DumpFacts):
            return 0
        return self._depths.index(one.depth) if one.depth in self._depths else len(self._depths)

    def _facts_in(self, name: str, known: _Known, held: int) -> tuple[tuple[str, Facts | DumpFacts], ...]:
        """The facts in a file, or none where they are of other bytes; `held` bytes of memory are taken already."""
        if name in self.refused or self._seen.get(name, known) != known:
            return ()
        kind = DumpFacts if "-dump-" in name else Facts
        try:
            one: Facts | DumpFacts = codec.decode_strange(kind, self._text(name, held))
        except ValueError as error:
            self.refused[name] = str(error) if isinstance(error, Fault) else "no facts of this version"
            return ()
        self._seen[name] = _known(one)
        return ((name, one),) if self._seen[name] == known and self._made_by(one.extractor) else ()

    def _text(self, name: str, held: int) -> bytes:
        text = self._shelf.content(name)
        if is_crowded(text, FACTS_PER_ITEM):
            raise Fault("it holds more items than facts do, or than memory has room for, and is not read")
        self._takes[name] = memory_of(text)
        if held + self._takes[name] > MOST_MEMORY:
            raise Fault(
                "with other facts of the same bytes it takes more memory than there is room for; it is not read"
            )
        return text

    def _handed(self, name: str, facts: Kept) -> Kept:
        self._extractors.add(facts.extractor)
        self.used.add(name)
        return facts

    def _absent(self, evidence: str) -> Absent:
        self.missing.add(evidence)
        return Absent(Reason.EVIDENCE_MISSING, f"no facts of {evidence} are kept")


def _known(one: Facts | DumpFacts) -> _Known:
    return (one.sha256, one.size, (one.look,) if isinstance(one, Facts) else ())

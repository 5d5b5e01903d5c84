"""Facts of storages as the extractor makes them, written by hand."""

from fractions import Fraction
from pathlib import Path

from conformance.measurands import registry
from conformance.measurands.kinds import DumpMeasurand
from conformance.model.dump_facts import AnyVolume, DumpFacts, Entry, Nature, Storage, Volume
from conformance.model.evidence import Dump, DumpSubject
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime
from conformance.model.measurement import Outcome
from conformance.model.name_pattern import parse_pattern
from conformance.model.structure_facts import Flaw

LOCAL = Absent("setting_not_stated", "local")  # type: ignore[arg-type]


def entry(
    path: str, *, number: int = 9, deleted: bool = False, size: int = 1000, nature: Nature = Nature.FILE
) -> Entry:
    time = FileTime(Fraction(1_000_000), LOCAL, Fraction(2))
    return Entry(path, nature, size, deleted, number, time, time, time)


def volume(*entries: Entry, unclosed: tuple[str, ...] = (), unlisted: int = 0, flaws: tuple[Flaw, ...] = ()) -> Volume:
    return Volume("FAT32", 0, 10**6, "CARD", 512, 900_000, 400_000, unclosed, entries, unlisted, len(flaws), flaws)


def dump(storage: Storage | Absent, *patterns: str) -> DumpSubject:
    taken = Dump("card.img", "card.img", (Path("card.img"),), 10**6, "0" * 64, 0, tuple(map(parse_pattern, patterns)))
    return DumpSubject(taken, DumpFacts("0" * 64, 10**6, "none", storage))


def stored(*volumes: AnyVolume, flaws: tuple[Flaw, ...] = ()) -> Storage:
    return Storage("raw", "none", 10**6, 0, volumes, flaws)


def measured(name: str, subject: DumpSubject) -> Outcome:
    found = registry.find(name)
    assert isinstance(found, DumpMeasurand)
    return found.measure(subject)

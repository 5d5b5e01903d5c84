"""What the names of a storage's recordings say, by the patterns that the submission states for the device."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.measurands.dumps.reading import Volumes
from conformance.model.dump_facts import Entry, Nature
from conformance.model.file_names import is_recording
from conformance.model.name_pattern import NamePattern

SEQUENCE = "sequence"
_TO_THE_DAY = 3  # fields
_TIMES = ("year", "year2", "month", "day", "hour", "minute", "second", "milli")
_IMPORTANT = "IMP"  # before the dot: how recorders in public code mark what must be kept


@dataclass(frozen=True)
class Named:
    """One recording: `series` are the fields beside time and number, such as device and channel.

    `time` holds the digits of its fields from the year on, () where the name has none; `number` is -1 where it has
    none, else of `width` digits.
    """

    series: tuple[tuple[str, str], ...]
    time: tuple[str, ...]
    number: int
    width: int
    entry: Entry

    @property
    def name(self) -> str:
        """Without the folders."""
        return self.entry.path.rpartition("/")[2]

    @property
    def day(self) -> tuple[str, ...]:
        """As its name says it; () where no time stands in it."""
        return self.time[:_TO_THE_DAY]

    @property
    def age(self) -> tuple[tuple[str, ...], int]:
        """By what those of one series follow each other."""
        return self.time, self.number

    @property
    def identity(self) -> tuple[object, ...]:
        """What a recording keeps when it is marked, or moved."""
        return self.series, self.age

    @property
    def is_important(self) -> bool:
        """True where it is marked as one that must be kept."""
        return self.name.rpartition(".")[0].endswith(_IMPORTANT)


def is_recording_of(entry: Entry, patterns: tuple[NamePattern, ...]) -> bool:
    """True of a file that is called as recordings are, or by a stated pattern."""
    name = entry.path.rpartition("/")[2]
    return entry.nature is Nature.FILE and (is_recording(name) or any(one.fields(name) for one in patterns))


def recordings(found: Volumes, patterns: tuple[NamePattern, ...]) -> list[Entry]:
    """Those that are there; one of no bytes is none."""
    return [one for one in found.files if not one.deleted and one.size and is_recording_of(one, patterns)]


def named(entries: Iterable[Entry], patterns: tuple[NamePattern, ...]) -> list[Named]:
    """Those whose name fits a pattern, in their order."""
    found = (one for entry in entries for one in _named(entry, patterns))
    return sorted(found, key=lambda one: (one.series, one.age, one.entry.path))


def _named(entry: Entry, patterns: Iterable[NamePattern]) -> Iterator[Named]:
    """By the first pattern that the name fits; nothing where it fits none."""
    for pattern in patterns:
        fields = dict(pattern.fields(entry.path.rpartition("/")[2]))
        if fields:
            series = tuple((field, text) for field, text in fields.items() if field not in (*_TIMES, SEQUENCE))
            time = tuple(fields[field] for field in _TIMES if field in fields)
            number = fields.get(SEQUENCE, "")
            yield Named(series, time, int(number) if number else -1, len(number), entry)
            return

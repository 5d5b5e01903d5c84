"""Whether the numbers in the names of a storage's recordings go on without a hole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from conformance.measurands.dumps.reading import unless_unlisted, volumes_of
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.model.evidence import DumpSubject
from conformance.model.facts import Absent
from conformance.model.file_names import is_recording
from conformance.model.name_pattern import NamePattern
from conformance.model.vocabulary import Reason

_SEQUENCE = "sequence"
_FROM_YEAR_TO_DAY = ("year", "year2", "month", "day")
_TIMES = (*_FROM_YEAR_TO_DAY, "hour", "minute", "second", "milli")
_FIRST = (0, 1)  # what a number begins with, anew every day with some devices


@dataclass(frozen=True, order=True)
class _Numbered:
    """One recording by what its name says; `series` are the other fields, such as device and channel."""

    series: tuple[tuple[str, str], ...]
    time: tuple[str, ...]
    number: int
    width: int
    path: str

    @property
    def day(self) -> tuple[str, ...]:
        """As its name says it; () where no time stands in it."""
        return self.time[: len(_FROM_YEAR_TO_DAY) - 1]


def sequence_gaps(subject: DumpSubject) -> Result:
    """Numbers that are missing between those in the names of the recordings, by the stated patterns of its names.

    Recordings of one series (device, channel ...) follow each other by the time in the name, else by number; a number
    may begin anew on another day, or where its digits are used up. What comes before the oldest is not missed.
    """
    patterns = tuple(one for one in subject.dump.name_patterns if one.holds(_SEQUENCE))
    if not patterns:
        said = "submission.yaml states no file_names in which a {sequence} stands"
        return Absent(Reason.SETTING_NOT_STATED, said)
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    names = [one.path for one in found.files if not one.deleted and is_recording(one.path)]
    numbered = sorted(one for path in names for one in _numbered(path, patterns))
    gaps = tuple(_gaps(numbered))
    missing = sum(count for count, _ in gaps)
    note = f"{len(numbered)} of {len(names)} recordings have a number"
    if gaps:
        told = ", ".join(text for _, text in gaps[:MOST_PLACES])
        return Reading(Fraction(missing), exercised=len(numbered), note=f"{told}; {note}")
    return unless_unlisted(Reading(Fraction(0), exercised=max(len(numbered) - 1, 0), note=note), found)


def _numbered(path: str, patterns: Iterable[NamePattern]) -> Iterator[_Numbered]:
    """By the first pattern that the name fits; nothing where it fits none."""
    name = path.rpartition("/")[2]
    for pattern in patterns:
        fields = dict(pattern.fields(name))
        if fields:
            series = tuple((field, text) for field, text in fields.items() if field not in (*_TIMES, _SEQUENCE))
            time = tuple(fields[field] for field in _TIMES if field in fields)
            yield _Numbered(series, time, int(fields[_SEQUENCE]), len(fields[_SEQUENCE]), path)
            return


def _gaps(numbered: list[_Numbered]) -> Iterator[tuple[int, str]]:
    """How many are missing, and between which."""
    for before, behind in pairwise(numbered):
        missing = _missing(before, behind)
        if missing:
            what = f"{missing} missing" if behind.number > before.number else "the number goes back"
            yield missing, f"{what} between {before.path} and {behind.path}"


def _missing(before: _Numbered, behind: _Numbered) -> int:
    """Numbers between two that follow each other; one that goes back counts as one."""
    if before.series != behind.series or before.number == behind.number:
        return 0
    used_up = before.number == 10**before.width - 1
    if behind.number in _FIRST and (used_up or behind.day > before.day):
        return 0
    return behind.number - before.number - 1 if behind.number > before.number else 1

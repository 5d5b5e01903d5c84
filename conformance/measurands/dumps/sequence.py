"""Whether the numbers in the names of a storage's recordings go on without a hole."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from conformance.measurands.dumps.names import SEQUENCE, Named, named, recordings
from conformance.measurands.dumps.reading import unless_unlisted, volumes_of
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.model.evidence import DumpSubject
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

_FIRST = (0, 1)  # what a number begins with, anew every day with some devices


def sequence_gaps(subject: DumpSubject) -> Result:
    """Numbers that are missing between those in the names of the recordings, by the stated patterns of its names.

    Recordings of one series (device, channel ...) follow each other by the time in the name, else by number; a number
    may begin anew on another day, or where its digits are used up. What comes before the oldest is not missed.
    """
    patterns = tuple(one for one in subject.dump.name_patterns if one.holds(SEQUENCE))
    if not patterns:
        said = "submission.yaml states no file_names in which a {sequence} stands"
        return Absent(Reason.SETTING_NOT_STATED, said)
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    there = recordings(found)
    numbered = named(there, patterns)
    gaps = tuple(_gaps(numbered))
    missing = sum(count for count, _ in gaps)
    note = f"{len(numbered)} of {len(there)} recordings have a number"
    if gaps:
        told = ", ".join(text for _, text in gaps[:MOST_PLACES])
        return Reading(Fraction(missing), exercised=len(numbered), note=f"{told}; {note}")
    return unless_unlisted(Reading(Fraction(0), exercised=max(len(numbered) - 1, 0), note=note), found)


def _gaps(numbered: list[Named]) -> Iterator[tuple[int, str]]:
    """How many are missing, and between which."""
    for before, behind in pairwise(numbered):
        missing = _missing(before, behind)
        if missing:
            what = f"{missing} missing" if behind.number > before.number else "the number goes back"
            yield missing, f"{what} between {before.entry.path} and {behind.entry.path}"


def _missing(before: Named, behind: Named) -> int:
    """Numbers between two that follow each other; one that goes back counts as one."""
    if before.series != behind.series or before.number == behind.number:
        return 0
    used_up = before.number == 10**before.width - 1
    if behind.number in _FIRST and (used_up or behind.day > before.day):
        return 0
    return behind.number - before.number - 1 if behind.number > before.number else 1

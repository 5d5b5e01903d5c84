"""Whether the numbers in the names of a storage's recordings go on without a hole."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby, pairwise

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
    may begin anew on another day, or where its digits are used up. What comes before the oldest is not missed, nor what
    stands elsewhere in the series, as where the clock was set back.
    """
    patterns = tuple(one for one in subject.dump.name_patterns if one.holds(SEQUENCE))
    if not patterns:
        said = "submission.yaml states no file_names in which a {sequence} stands"
        return Absent(Reason.SETTING_NOT_STATED, said)
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    there = recordings(found, patterns)
    numbered = named(there, patterns)
    series = [list(mine) for _, mine in groupby(numbered, key=lambda one: one.series)]
    gaps = tuple(gap for mine in series for gap in _gaps(mine))
    note = f"{len(numbered)} of {len(there)} recordings have a number"
    if gaps:
        told = ", ".join(text for _, text in gaps[:MOST_PLACES])
        missing = sum(count for count, _ in gaps)
        return Reading(Fraction(missing), exercised=len(numbered), note=f"{told}; {note}")
    if len(numbered) < len(there):
        return Absent(
            Reason.SETTING_NOT_STATED, f"{note} by the stated file_names; the others may be those that follow"
        )
    pairs = sum(len(mine) - 1 for mine in series)
    return unless_unlisted(Reading(Fraction(0), exercised=pairs, note=note), found)


def _gaps(series: list[Named]) -> Iterator[tuple[int, str]]:
    """How many are missing in one series, and between which."""
    held = {one.number for one in series}
    gaps = [(_missing(one, other, held), one, other) for one, other in pairwise(series)]
    if _is_ring(series):
        widest = max(gaps, key=lambda gap: gap[0])
        gaps.remove(widest)
    for missing, one, other in gaps:
        if missing:
            what = f"{missing} missing" if other.number > one.number else "the number goes back"
            yield missing, f"{what} between {one.entry.path} and {other.entry.path}"


def _missing(before: Named, behind: Named, held: set[int]) -> int:
    """Numbers between two that follow each other and that no other has; one that goes back for no reason counts one."""
    used_up = before.number == 10**before.width - 1
    if behind.number in _FIRST and (used_up or behind.day > before.day):
        return 0
    if behind.number > before.number:
        between = range(before.number + 1, behind.number)
        return len(between) - sum(number in between for number in held)
    goes_on = before.number + 1 in held or before.number == max(held)
    return 0 if behind.number == before.number or (goes_on and behind.day == before.day) else 1


def _is_ring(series: list[Named]) -> bool:
    """True where the digits were used up and no time tells where: its numbers lie on both sides of that."""
    first, last = series[0], series[-1]
    return len(series) > 1 and first.day == last.day and first.number in _FIRST and last.number == 10**last.width - 1

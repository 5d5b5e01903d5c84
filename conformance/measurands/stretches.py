"""Stretches in which the picture stands still or is black."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from conformance.measurands.reading import MOST_PLACES, Reading, Result, at
from conformance.measurands.repeats import Repeats, lit, repeats, still
from conformance.measurands.stillness import BLACK, Run
from conformance.measurands.tracks import Timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Opinion, Where
from conformance.model.units import decimal

STANDS = "pictures that stand still, of a frozen camera or of a still scene"

_LEAST = Fraction(1, 5)  # s: what stands for less is a repeat and no freeze
_DEFINED = "defined by its thresholds (docs/padding.md)"


@dataclass(frozen=True)
class _Stretch:
    """Begin from the first picture, and length, in s."""

    begin: Fraction
    length: Fraction


def frozen_max(subject: RecordingSubject) -> Result:
    """Longest time that one picture stood still by repeats, from its first showing to the next picture, s."""
    found = repeats(subject)
    if isinstance(found, Absent):
        return found
    sure = [_stands(found, run) for run in found.runs if run.sure]
    value, doubtful = _longest(sure), _longest([_stands(found, run) for run in found.runs if not run.sure])
    if not found.shows and doubtful >= value:
        return still(found)
    long = [stretch for stretch in sure if stretch.length >= _LEAST]
    note = f"{_DEFINED}; {len(long)} stretches of {decimal(_LEAST)} s or more"
    said = (Opinion(STANDS, doubtful, agrees=False),) if doubtful > max(value, _LEAST) else ()
    return Reading(value, found.line.uncertainty, found.compared, note, _places(long, "stands still"), said)


def black_max(subject: RecordingSubject) -> Result:
    """Longest time of black pictures, 98 % of whose samples lie in the lowest tenth of the luma range, s."""
    seen = lit(subject)
    if isinstance(seen, Absent):
        return seen
    line, shares = seen.line, seen.luma.dark
    black: list[_Stretch] = []
    first = 0
    for dark, group in groupby(shares, key=lambda share: share >= BLACK):
        behind = first + sum(1 for _ in group)
        if dark:
            black.append(_between(line, first, behind))
        first = behind
    note = f"{_DEFINED}; {len(black)} stretches; a scene in the dark counts as black"
    return Reading(_longest(black), line.uncertainty, len(shares), note, _places(black, "black"))


def _stands(found: Repeats, run: Run) -> _Stretch:
    return _between(found.line, run.first - 1, run.last + 1)


def _between(line: Timeline, first: int, behind: int) -> _Stretch:
    """From the picture `first` to the picture `behind`, or to the end of the last one."""
    begin = line.seconds(first)
    return _Stretch(begin, (line.seconds(behind) if behind < line.pictures else line.length) - begin)


def _longest(stretches: list[_Stretch]) -> Fraction:
    return max((stretch.length for stretch in stretches), default=Fraction(0))


def _places(stretches: list[_Stretch], what: str) -> tuple[Where, ...]:
    longest = sorted(stretches, key=lambda stretch: -stretch.length)[:MOST_PLACES]
    in_order = sorted(longest, key=lambda stretch: stretch.begin)
    return tuple(at(one.begin, f"{what} for {decimal(one.length)} s") for one in in_order)

"""Whether pictures were made up to fill a rate: an indicator, from lines in the spectrum of picture changes.

Padding k:m repeats, blends or moves the pictures of a slower camera in a fixed pattern. A repeated picture hardly
changes; a blended or moved one lies between its neighbours, so that the second difference is small there. Either leaves
a line at f = m/k of the picture rate or its mirror. Coding leaves lines too: key pictures change more than others, and
B pictures are coarser than P pictures. So what pictures of one kind have in common is taken out first; where B
pictures fall together with made-up ones, only a swing that no coding makes is believed. docs/padding.md gives the clips
behind each figure, and how often the indicator was right on others.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import median

from conformance.measurands.cadence import frame_rate
from conformance.measurands.reading import Reading, Result
from conformance.measurands.repeats import Repeats, repeats, still
from conformance.measurands.spectrum import Line, line, residual, ripple
from conformance.measurands.stillness import MOVES
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import UncertaintyUnknown
from conformance.model.vocabulary import Reason

_HALF = Fraction(1, 2)
_FREQUENCIES = (_HALF, Fraction(2, 5), Fraction(1, 3), Fraction(1, 4), Fraction(1, 5))
_LONG, _SHORT = 300, 90  # pictures of one spectrum: less than twice the first, at least the second
# Strength, and amplitude in natural logarithms, that no native clip of the trials reached.
_STRONG, _SWINGS = 15, 0.025  # at half the rate, where hardly any motion has a line of its own
_SWINGS_OF_B = 0.1  # the same where B pictures were coded
_STRONGER, _SWINGS_MORE, _SLIPS = 40, 0.15, 0.3  # below, where steps and engines have lines near by: rad
_NO_CODING = 0.35  # amplitude at half the rate to which B pictures alone do not come
_FLICKERS = 0.1  # of the median change: the least ripple of brightness that could make a line
_WHY = "an indicator; how often it is right is measured in docs/padding.md, how far it is wrong is not known"


@dataclass(frozen=True)
class _Part:
    """Some pictures on end: how many were compared and repeat, and the lines of padding found in them."""

    compared: int
    repeated: int
    lines: tuple[Line, ...]

    @property
    def captured(self) -> Fraction:
        """Share of pictures that were not made up; the largest that fits, where several do."""
        share = Fraction(self.repeated, max(self.compared, 1))
        if not self.lines:
            return 1 - share
        frequency = self.line.frequency
        seen = round(share * frequency.denominator)
        return 1 - (Fraction(seen, frequency.denominator) if seen else frequency)

    @property
    def line(self) -> Line:
        """The strongest line; of a comb of equal ones the lowest."""
        strongest = max(self.lines, key=lambda one: one.strength)
        return min((one for one in self.lines if one.strength * 4 >= strongest.strength), key=lambda one: one.frequency)


def new_picture_rate(subject: RecordingSubject) -> Result:
    """Estimated rate of captured pictures, Hz: an indicator, from repeats and lines that padding leaves."""
    found, rate = repeats(subject), frame_rate(subject)
    if isinstance(found, Absent):
        return found
    if isinstance(rate, Absent):
        return rate
    if not found.shows:
        return still(found)
    if not isinstance(rate.value, Fraction):
        return Absent(Reason.NOTHING_TO_MEASURE, "the recording has no frame rate")
    parts = list(_parts(found))
    weight = sum(part.compared for part in parts)
    captured = sum((part.captured * part.compared for part in parts), Fraction(0)) / max(weight, 1)
    return Reading(rate.value * captured, UncertaintyUnknown(_WHY), weight, _note(found, parts))


def _note(found: Repeats, parts: Sequence[_Part]) -> str:
    said = [f"indicator: {found.repeated} of {found.compared} pictures repeat"]
    marked = [part.line for part in parts if part.lines]
    if marked:
        best = max(marked, key=lambda one: one.strength)
        where = f"{len(marked)} of {len(parts)} stretches"
        line = f"line at {best.frequency} of the picture rate, {best.strength:.0f} times its surroundings, in {where}"
        said.append(f"made-up pictures: {line}")
    else:
        said.append("no line of padding; blended and interpolated pictures may escape it")
    return "; ".join(said)


def _parts(found: Repeats) -> Iterator[_Part]:
    count = len(found.changes)
    spectra = max(1, count // _LONG)
    bounds = [count * number // spectra for number in range(spectra + 1)]
    unsure = [False] * count
    again = [False] * count
    for run in found.runs:
        for index in range(run.first - 1, run.last):
            (again if run.sure else unsure)[index] = True
    for first, behind in pairwise(bounds):
        compared = unsure[first:behind].count(False)
        if compared:
            yield _Part(compared, again[first:behind].count(True), _lines(found, first, behind))


def _lines(found: Repeats, first: int, behind: int) -> tuple[Line, ...]:
    """Lines of padding in the changes number `first` up to `behind`, those that flickering light makes left out."""
    changes = found.changes[first:behind]
    if len(changes) < _SHORT or not _moves(found, first, behind):
        return ()
    kinds = _kinds(found.pictures.types[first : behind + 1])
    bent = found.luma.curvature[first + 2 : behind + 1]
    brightness = found.luma.mean[first : behind + 1]
    series = ((changes, list(pairwise(kinds))), (bent, list(zip(kinds, kinds[1:], kinds[2:], strict=False))))
    coded_b = "B" in found.pictures.types[first : behind + 1]
    lines = (one for values, alike in series for one in _of_padding(values, alike, coded_b=coded_b))
    return tuple(one for one in lines if not _flickers(brightness, median(changes), one.frequency))


def _moves(found: Repeats, first: int, behind: int) -> bool:
    moving = sum(change >= MOVES for change in found.changes[first:behind])
    inside = (run for run in found.runs if run.sure and first < run.first and run.last <= behind)
    return 2 * (moving + sum(run.pictures for run in inside)) >= behind - first


def _of_padding(values: Sequence[float], kinds: Sequence[Hashable], *, coded_b: bool) -> Iterator[Line]:
    alike = residual(values, kinds)
    for frequency in _FREQUENCIES:
        found = line(alike, frequency)
        if frequency == _HALF:
            if found.strength >= _STRONG and found.amplitude >= (_SWINGS_OF_B if coded_b else _SWINGS):
                yield found
        elif found.strength >= _STRONGER and found.amplitude >= _SWINGS_MORE and found.slip <= _SLIPS:
            yield found
    as_coded = line(residual(values, [0] * len(values)), _HALF)
    if coded_b and as_coded.strength >= _STRONG and as_coded.amplitude >= _NO_CODING:
        yield as_coded


def _flickers(brightness: Sequence[float], change: float, frequency: Fraction) -> bool:
    """True where the mean brightness swings at that frequency more than it drifts: light or exposure, no padding."""
    period = frequency.denominator
    drift = median(abs(later - earlier) for earlier, later in zip(brightness, brightness[period:], strict=False))
    found = ripple(brightness, frequency)
    return found.strength >= _STRONG and found.amplitude > max(drift / period, _FLICKERS * change)


def _kinds(types: str) -> list[tuple[str, int, int]]:
    """Of each picture: its letter, how many B pictures stand in its row or before it, and its place in the row."""
    found: list[tuple[str, int, int]] = []
    before = 0
    for letter, group in groupby(types, key=lambda one: "K" if one in "KI" else one):
        count = len(list(group))
        if letter == "B":
            found += [("B", count, place) for place in range(count)]
            before = count
        else:
            found += [(letter, before, 0), *[(letter, 0, 0)] * (count - 1)]
            before = 0
    return found

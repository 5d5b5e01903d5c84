"""Intervals between neighbouring pictures, in exact arithmetic: the longest, their jitter, their spread.

Uncertainties take each stamp as rounded to one tick, independently of the others: an error of up to half a tick, so
that an interval errs by less than a tick, with variance tick^2 / 6. Where a time base counts pictures, nothing errs.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from conformance.measurands.curves import over_time
from conformance.measurands.reading import Reading, Result, at, expanded, rectangular
from conformance.measurands.stamps import burst_note, burst_places
from conformance.measurands.tracks import Timeline, steps
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR, EXACT, Uncertain
from conformance.model.units import decimal

_ROUNDING = Fraction(1, 6)  # tick^2: variance of the difference of two rounded stamps
# tick^4: variance of p(1 - p), which rounding adds where all intervals are alike and p is their fraction of a tick
_PATTERN = Fraction(1, 30) - Fraction(1, 36)
_MANY = Fraction(1, 10)  # of the intervals, within a tick of the longest: its rounding is the worst of many
_WORST = Uncertain(Fraction(19, 20), Fraction(329, 200))  # ticks: 95 % of a rectangular distribution; k = 1.645
_VARIES = Fraction(3, 2)  # ticks: spread of the intervals that rounding alone does not make
_DIGITS = 10**12


def interval_max(subject: RecordingSubject) -> Result:
    """Longest time between neighbouring pictures, s."""
    line = steps(subject)
    if isinstance(line, Absent):
        return line
    longest = max(line.intervals)
    index = line.intervals.index(longest)
    place = at(line.seconds(index), f"{decimal(longest * line.tick)} s to the next picture")
    drawn = over_time("interval to the next picture", "s", _steps(line))
    return Reading(longest * line.tick, _of_longest(line), len(line.intervals), where=(place,), curves=(drawn,))


def _steps(line: Timeline) -> list[tuple[float, float]]:
    """Time from the first picture and interval to the next one, of each picture but the last, s."""
    tick, first = float(line.tick), line.stamps[0]
    return [
        ((stamp - first) * tick, interval * tick) for stamp, interval in zip(line.stamps, line.intervals, strict=False)
    ]


def _of_longest(line: Timeline) -> Uncertain:
    """Two stamps where it stands out; where many are as long, the longest is the one rounded up by most."""
    longest = max(line.intervals)
    near = sum(interval >= longest - 1 for interval in line.intervals)
    if line.uncertainty == EXACT or near <= 2 or near <= _MANY * len(line.intervals):
        return line.uncertainty
    return Uncertain(_WORST.expanded * line.tick, _WORST.coverage_factor)


def interval_jitter(subject: RecordingSubject) -> Result:
    """Standard deviation of the intervals between neighbouring pictures, less what rounding the stamps adds, s."""
    line = steps(subject)
    if isinstance(line, Absent):
        return line
    count = len(line.intervals)
    squares = sum(interval * interval for interval in line.intervals)
    variance = Fraction(squares * count - sum(line.intervals) ** 2, count * max(count - 1, 1))
    exact = line.uncertainty == EXACT
    true = variance if exact else max(variance - _ROUNDING, Fraction(0))
    spread = EXACT if exact else Uncertain(_of_deviation(line.intervals, true) * line.tick)
    return Reading(_root(true) * line.tick, spread, count, note=burst_note(line), where=burst_places(line))


def _of_deviation(intervals: Sequence[int], variance: Fraction) -> Fraction:
    """Expanded uncertainty in ticks of the standard deviation with that variance.

    Rounding errors e of the stamps change it by the sum of e_i (d_(i-1) - d_i) x 2 / (n - 1), d being the distance of
    an interval from the mean; where the intervals hardly differ, errors follow a pattern and do not average out.
    """
    count, total = len(intervals), sum(intervals)
    distances = [0, *(interval * count - total for interval in intervals), 0]  # times the count
    turns = Fraction(sum((later - earlier) ** 2 for earlier, later in pairwise(distances)), count**2)
    squared = Fraction(4, max(count - 1, 1) ** 2) * turns / 12
    ordered = sorted(intervals)
    if ordered[3 * count // 4] - ordered[count // 4] < 2:
        squared += _PATTERN
    half = COVERAGE_FACTOR * _root(squared)
    value = _root(variance)
    return max(_root(variance + half) - value, value - _root(max(variance - half, Fraction(0))))


def interval_spread(subject: RecordingSubject) -> Result:
    """99th less 1st percentile of the intervals between neighbouring pictures, s."""
    line = steps(subject)
    if isinstance(line, Absent):
        return line
    ordered, count = sorted(line.intervals), len(line.intervals)
    spread = ordered[-(-99 * count // 100) - 1] - ordered[-(-count // 100) - 1]  # nearest rank
    one = rectangular(line.tick)
    known = EXACT if line.uncertainty == EXACT else expanded(one, one)
    kind = "variable" if spread > _VARIES else "constant"
    return Reading(spread * line.tick, known, count, f"{kind}: {spread} ticks, 1.5 or less are rounding")


def _root(value: Fraction) -> Fraction:
    """Square root to twelve decimals, by integers."""
    return Fraction(isqrt(value.numerator * _DIGITS**2 // value.denominator), _DIGITS)

"""Which beep belongs to which flash: the constant delay that explains most of them, refused where another does so too.

Flashes at irregular intervals fit their beeps at one delay only. At another one a pair may fit by chance, so that the
best delay must explain clearly more than the next. Strictly periodic flashes fit at every whole period as well.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp
from statistics import median
from typing import TypeAlias

from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

FEWEST_PAIRS = 5
_FARTHEST = 2.0  # s between a flash and its beep
_NEXT_BEST = 0.7  # of the pairs of the best delay that another one may explain by chance
_MOST_DELAYS = 16
_CHANCE = 1e-3  # probability that beeps which have nothing to do with the flashes give a delay at all


@dataclass(frozen=True)
class Pair:
    """A flash and its beep, both in s on the time line of the recording."""

    flash: Fraction
    beep: Fraction

    @property
    def delay(self) -> Fraction:
        """How much later the sound is, s."""
        return self.beep - self.flash


@dataclass(frozen=True)
class Pairs:
    """Pairs in order of time; `period` in s where the delay may be off by whole periods, else 0."""

    pairs: tuple[Pair, ...]
    period: Fraction


@dataclass(frozen=True)
class _Difference:
    delay: float
    flash: int
    beep: int


_Differences: TypeAlias = list[_Difference]


def paired(flashes: Sequence[Fraction], beeps: Sequence[Fraction], width: Fraction) -> Pairs | Absent:
    """The pairs of one delay, of which single ones may differ by `width`, s; times rise.

    Absent where fewer than five pairs or less than half of the flashes have one delay in common, where so many may have
    it by chance, and where another delay explains them as well.
    """
    differences = _differences(flashes, beeps)
    delays = _delays(differences, float(width))
    best = delays[0] if delays else []
    found = f"{len(best)} of {len(flashes)} flashes and {len(beeps)} beeps have one delay in common"
    if len(best) < FEWEST_PAIRS or 2 * len(best) < len(flashes):
        return Absent(Reason.NOTHING_TO_MEASURE, f"{found}; at least {FEWEST_PAIRS} and half of the flashes are needed")
    if _by_chance(len(best), len(differences), float(width)) > _CHANCE:
        why = f"{found}, which may be chance among so many sounds: film more flashes, in a quieter place"
        return Absent(Reason.NOTHING_TO_MEASURE, why)
    period = Fraction(0)
    if len(delays) > 1:
        period = _period(flashes, delays, width)
        best = min(delays, key=lambda one: abs(_middle(one)))
        if not period or 2 * abs(_middle(best)) >= period:
            others = " or ".join(f"{_middle(one):.3f} s" for one in delays[:3])
            why = f"the flashes fit the beeps at a delay of {others}: film flashes at irregular intervals"
            return Absent(Reason.METHOD_DOES_NOT_APPLY, why)
    pairs = [Pair(flashes[one.flash], beeps[one.beep]) for one in sorted(best, key=lambda one: one.flash)]
    return Pairs(tuple(pairs), period)


def _by_chance(pairs: int, differences: int, width: float) -> float:
    """About how likely `pairs` of differences that lie anywhere are within `width` of each other somewhere.

    Each of the widths that fit into the range holds a Poisson number of them.
    """
    windows = 2 * _FARTHEST / width
    mean = differences / windows
    term = exp(-mean)
    fewer = term
    for count in range(1, pairs):
        term *= mean / count
        fewer += term
    return windows * max(0.0, 1 - fewer)


def _delays(differences: _Differences, width: float) -> list[_Differences]:
    """The delay that explains most pairs, then every other one that explains nearly as many, one pair a flash."""
    left = differences
    found: list[_Differences] = []
    while left and len(found) < _MOST_DELAYS:
        window = _fullest(left, width)
        pairs = _one_to_one(window)
        if found and len(pairs) <= _NEXT_BEST * len(found[0]):
            break
        found.append(pairs)
        low, high = window[0].delay - width, window[-1].delay + width
        left = [one for one in left if not low <= one.delay <= high]
    return found


def _differences(flashes: Sequence[Fraction], beeps: Sequence[Fraction]) -> _Differences:
    found: _Differences = []
    seen, heard = [float(time) for time in flashes], [float(time) for time in beeps]
    start = 0
    for flash, time in enumerate(seen):
        while start < len(heard) and heard[start] < time - _FARTHEST:
            start += 1
        for beep in range(start, len(heard)):
            if heard[beep] > time + _FARTHEST:
                break
            found.append(_Difference(heard[beep] - time, flash, beep))
    return sorted(found, key=lambda one: one.delay)


def _fullest(differences: _Differences, width: float) -> _Differences:
    """The run of differences no more than `width` apart that holds most flashes and beeps."""
    flashes: Counter[int] = Counter()
    beeps: Counter[int] = Counter()
    start, best, span = 0, 0, (0, 0)
    for end, one in enumerate(differences):
        flashes[one.flash] += 1
        beeps[one.beep] += 1
        while one.delay - differences[start].delay > width:
            for counter, key in ((flashes, differences[start].flash), (beeps, differences[start].beep)):
                counter[key] -= 1
                if not counter[key]:
                    del counter[key]
            start += 1
        if min(len(flashes), len(beeps)) > best:
            best, span = min(len(flashes), len(beeps)), (start, end + 1)
    return differences[span[0] : span[1]]


def _one_to_one(window: _Differences) -> _Differences:
    """One beep a flash and one flash a beep, those nearest to the middle of all first."""
    middle = _middle(window)
    chosen: _Differences = []
    flashes: set[int] = set()
    beeps: set[int] = set()
    for one in sorted(window, key=lambda one: abs(one.delay - middle)):
        if one.flash not in flashes and one.beep not in beeps:
            chosen.append(one)
            flashes.add(one.flash)
            beeps.add(one.beep)
    return chosen


def _middle(window: _Differences) -> float:
    return median(one.delay for one in window)


def _period(flashes: Sequence[Fraction], delays: list[_Differences], width: Fraction) -> Fraction:
    """The time between flashes where all delays are whole multiples of it apart; 0 where they are not."""
    period = median(later - earlier for earlier, later in pairwise(flashes))
    if period <= 2 * width:
        return Fraction(0)
    apart = [(_middle(one) - _middle(delays[0])) / float(period) for one in delays[1:]]
    off = max(abs(times - round(times)) for times in apart)
    return period if off * float(period) <= float(width) else Fraction(0)

"""Which second single pictures show, where one ends and the next begins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.known import Known
from conformance.extract.burned_in.strip import Strip
from conformance.extract.burned_in.ticks import Tick, blind

_NEAR = 3  # crops to either side of a tick in which it may lie as well
_INK = 40  # code values by which ink of one digit differs from what the other has there
_APART = 20.0  # code values, mean: less, and the crop may show either
_BY_ITSELF = 40.0  # code values: less, and the crop before or behind must show the same, for a coder smears single ones
_UNLIKE = 2.0  # times further from one digit than from the other
_LOOSEST = 3  # crops between which a tick is still told


@dataclass(frozen=True)
class Run:
    """Crops from just after a tick to just before the next; `clear` is False where they may show other seconds."""

    tick: Tick | None
    begin: int
    end: int
    clear: bool = True


def told(after: int, first: int) -> Tick | None:
    """The tick between two crops; None where they are so far apart that it is not told."""
    return Tick(after, first) if first - after <= _LOOSEST else None


@dataclass(frozen=True)
class Crops:
    """The last digits of a strip, crop by crop."""

    strip: Strip
    known: Known

    def digit(self, index: int) -> str:
        """What one crop shows by itself, '?' where that is not decided."""
        return self.known.read(self.strip.crop(index).astype(np.float32), [0])[0].digit

    def between(self, begin: int, end: int, digits: tuple[str, str]) -> Tick:
        """The tick from one digit to the other among those crops, as near as single crops tell."""
        shown = [(index, self.digit(index)) for index in range(begin, end + 1)]
        after = max((index for index, digit in shown if digit == digits[0]), default=begin)
        later = (index for index, digit in shown if digit == digits[1] and index > after)
        return Tick(after, min(later, default=max(end, after + 1)))

    def parted(self, runs: Sequence[Run], last: Sequence[str]) -> list[Run]:
        """Runs less the crops at their ends that don't clearly show the `last` digit of each, with ticks to match."""
        parted = list(runs)
        for index, (digit, other) in enumerate(pairwise(last)):
            if not parted[index + 1].tick:
                parted[index : index + 2] = self._cleared(parted[index], parted[index + 1], (digit, other))
            elif digit != other:
                before = (int(other) - 1) % 10 if digit == "?" else int(digit)
                after = (int(digit) + 1) % 10 if other == "?" else int(other)
                parted[index : index + 2] = self._parted(parted[index], parted[index + 1], (before, after))
        return [self._to_the_ends(run, digit) for run, digit in zip(parted, last, strict=True)]

    def _parted(self, one: Run, other: Run, digits: tuple[int, int]) -> tuple[Run, Run]:
        """Two runs between which the clock ticks from one digit to the other."""
        after, first = self._ends(max(one.begin, one.end - _NEAR), min(other.end, other.begin + _NEAR), digits)
        if after < 0 or first < 0:  # so far from it what behind letters is smeared by a coder tells no other tick
            after, first = self._ends(one.begin, other.end, digits)
            after, first = min(after, one.end), max(first, other.begin) if first >= 0 else first
        after = after if after >= 0 else self._showing(one, digits[0], last=True)
        first = first if first >= 0 else self._showing(other, digits[1])
        return replace(one, end=after), replace(other, begin=first, tick=told(after, first))

    def _showing(self, run: Run, digit: int, *, last: bool = False) -> int:
        """The first or the last crop of a run that shows the digit by itself; the middle one where none does."""
        crops = range(run.begin, run.end + 1)
        showing = (index for index in (reversed(crops) if last else crops) if self.digit(index) == str(digit))
        return next(showing, (run.begin + run.end + (0 if last else 1)) // 2)

    def _cleared(self, one: Run, other: Run, shown: tuple[str, str]) -> tuple[Run, Run]:
        """Two runs between which no tick was seen, less what may show the digit behind the one, or before the other."""
        if shown[0] != "?":
            digit = int(shown[0])
            after, _ = self._ends(one.begin, one.end, (digit, (digit + 1) % 10))
            one = replace(one, end=after if after >= 0 else self._showing(one, digit, last=True))
        if shown[1] != "?":
            digit = int(shown[1])
            _, first = self._ends(other.begin, other.end, ((digit - 1) % 10, digit))
            other = replace(other, begin=first if first >= 0 else self._showing(other, digit))
        return one, other

    def _ends(self, begin: int, end: int, digits: tuple[int, int]) -> tuple[int, int]:
        """The last of those crops that shows the first digit, and the first that shows the second, -1 for none.

        Where they come to and fro, all between the first of the second and the last of the first show neither.
        """
        sides = self._sides(begin, end, digits)
        later, earlier = np.flatnonzero(sides > 0), np.flatnonzero(sides < 0)
        before = earlier[earlier < later.min(initial=len(sides))]
        behind = later[later > earlier.max(initial=-1)]
        return begin + int(before[-1]) if len(before) else -1, begin + int(behind[0]) if len(behind) else -1

    def _sides(self, begin: int, end: int, digits: tuple[int, int]) -> NDArray[np.int_]:
        """For each of those crops -1 where it shows the first digit, 1 where the second, 0 where it may show either.

        Ink is always there, while what is behind may look like it: a digit is not shown where its ink is missing.
        """
        crops = np.stack([self.strip.crop(index) for index in range(begin, end + 1)]).astype(np.float32)
        one, other = (self.known.font.digits[digit] * (1 if self.known.light else -1) for digit in digits)
        crops *= 1 if self.known.light else -1
        alone, other_alone = one - other > _INK, other - one > _INK
        if not alone.any() or not other_alone.any():
            return np.zeros(len(crops), np.int_)
        missing = np.maximum(one - crops, 0)[:, alone].mean(1)
        other_missing = np.maximum(other - crops, 0)[:, other_alone].mean(1)
        apart = np.abs(missing - other_missing)
        shown = np.zeros(len(crops), np.int_)
        shown[(apart > _APART) & (_UNLIKE * missing < other_missing)] = -1
        shown[(apart > _APART) & (_UNLIKE * other_missing < missing)] = 1
        before, behind = np.roll(shown, 1), np.roll(shown, -1)
        before[0] = behind[-1] = 0
        shown[(apart < _BY_ITSELF) & (shown != before) & (shown != behind)] = 0
        return shown

    def _to_the_ends(self, run: Run, shown: str) -> Run:
        """The first and the last run without crops that show another digit: so near to the ends no tick is seen."""
        count, unseen = len(self.strip.numbers), blind(self.strip.times)
        if shown == "?" or (run.begin > 0 and run.end < count - 1):
            return run

        def differs(index: int) -> bool:
            return self.digit(index) != shown

        begin, end = run.begin, run.end
        if begin == 0:
            begin = next((index + 1 for index in range(min(unseen, end), -1, -1) if differs(index)), 0)
        if end == count - 1:
            end = next((index - 1 for index in range(max(end - unseen, begin), end + 1) if differs(index)), end)
        return replace(run, begin=begin, end=end) if begin <= end else run

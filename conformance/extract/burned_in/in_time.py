"""Pictures that a second can't have, by when the seconds before and behind it were shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.pictures import Run, told

_ROUNDED = 0.001  # s: in Matroska times are whole milliseconds


@dataclass(frozen=True)
class _Ahead:
    """By how much a clock is ahead of the times of pictures, from `least` up to `most`, s; tens of s don't count."""

    least: float
    most: float

    @classmethod
    def of(cls, run: Run, digit: str, times: NDArray[np.float64]) -> "_Ahead":
        """Of one that shows the digit from the first crop of a run to the last."""
        return cls(int(digit) - times[run.begin], int(digit) + 1 - times[run.end])

    def near(self, other: "_Ahead") -> "_Ahead":
        """The same less or more those tens of seconds by which it is nearest to the other."""
        by = 10 * round((other.least - self.least) / 10)
        return _Ahead(self.least + by, self.most + by)

    def both(self, other: "_Ahead") -> "_Ahead":
        """What both allow; `most` is not above `least` where they don't agree."""
        beside = other.near(self)
        return _Ahead(max(self.least, beside.least), min(self.most, beside.most))


def in_time(runs: Sequence[Run], last: Sequence[str], times: NDArray[np.float64]) -> list[Run]:
    """Runs less a crop at either end that is too early or too late for the digit; not clear where it is the only one.

    `last` are the last digits of the runs, '?' for an undecided one. A single picture may show a digit otherwise than
    it was drawn. What is further from its time stays as it was read, for the clock may be a bad one; and where the
    seconds on either side don't go on from one another, it may have been set.
    """
    checked = list(runs)
    decided = [index for index, digit in enumerate(last) if digit != "?"]
    for before, index, behind in zip(decided, decided[1:], decided[2:], strict=False):
        shown = [_Ahead.of(runs[one], last[one], times) for one in (before, index, behind)]
        possible = shown[0].both(shown[2])
        if possible.most - possible.least > _ROUNDED:
            early, late = _ends(runs[index], shown[1].near(possible), possible, times)
            _shorten(checked, index, early=early, late=late)
    return checked


def _ends(run: Run, shown: _Ahead, possible: _Ahead, times: NDArray[np.float64]) -> tuple[bool, bool]:
    """Whether the first crop of a run, and no other, is too early for what is possible, and the last too late."""
    apart = np.diff(times[run.begin : run.end + 1])
    early, late = shown.least - possible.most + _ROUNDED, possible.least - shown.most + _ROUNDED
    if not len(apart):
        return early > 0, late > 0
    return bool(0 < early <= apart[0]), bool(0 < late <= apart[-1])


def _shorten(runs: list[Run], index: int, *, early: bool, late: bool) -> None:
    """Leave out a crop at the ends of one run, and let the ticks there lie beside it as well."""
    run = runs[index]
    if early + late > run.end - run.begin:
        runs[index] = replace(run, clear=False)
        return
    if early:
        runs[index] = replace(run, tick=run.tick and told(run.tick.after, run.begin + 1), begin=run.begin + 1)
    if late:
        runs[index] = replace(runs[index], end=run.end - 1)
        follower = runs[index + 1]
        if follower.tick and follower.tick.after == run.end:
            runs[index + 1] = replace(follower, tick=told(run.end - 1, follower.tick.first))

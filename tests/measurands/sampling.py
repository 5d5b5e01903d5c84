"""Clips of random truth, stamped in whole ticks, and whether 95 % intervals cover that truth as often as they say."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from conformance.model.measurement import Measurement, Uncertain
from tests.measurands.facts import clip, outcome

MILLISECOND = Fraction(1, 1000)
SAMPLES = [pytest.param(600, id="sample"), pytest.param(5_000, id="sweep", marks=pytest.mark.slow)]


def shaken(dice: np.random.Generator, interval: float, count: int, jitter: float) -> list[float]:
    """True times in ticks of `count` pictures, from a random phase, each off by a normal distribution."""
    start = dice.random()
    return sorted(start + interval * index + dice.normal(0, jitter) for index in range(count))


def covers(name: str, true: list[float], truth: float) -> bool:
    """True where the interval of what is measured holds the truth, of a clip stamped in whole milliseconds."""
    found = outcome(name, clip(tuple(round(time) for time in true), MILLISECOND))
    assert isinstance(found, Measurement), found
    assert isinstance(found.uncertainty, Uncertain)
    return abs(float(found.value) - truth) <= float(found.uncertainty.expanded) + 1e-9  # type: ignore[arg-type]


def covers_95_in_100(covered: int, trials: int, *, at_least: bool = False) -> bool:
    """True where the share is 93 to 97 %, give or take three standard deviations of the binomial count.

    The count of a share p among n has the standard deviation sqrt(n p (1 - p)): of 600 at 93 or 97 % it is 6.2 or 4.2,
    so that a true share inside the band fails one correct run in 700 at most, and never with a fixed seed that passed.
    In a sweep of 5000 it is 18 or 12: 0.4 points. `at_least` asks for no upper bound: an interval known to be wide.
    """
    low, high = 0.93 * trials, 0.97 * trials
    enough = covered >= low - 3 * sqrt(low * 0.07)
    return enough and (at_least or covered <= high + 3 * sqrt(high * 0.03))

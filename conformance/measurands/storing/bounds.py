"""One-sided 95 % bounds of a rate that varies: of its mean where neighbours are alike, and of nearly every value."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import NormalDist, mean, stdev

import numpy as np
import numpy.typing as npt

BATCHES = 20
FEWEST = 5  # values of a tolerance bound: with fewer its factor says more of their number than of them
_STUDENT = 1.729133  # 95 % quantile of Student's t, 19 degrees of freedom (JCGM 100, table G.2, two-sided 90 %)
_LENGTHS = 10  # correlation times that a batch lasts, so that its mean hardly tells of its neighbour's
_WINDOW = 5  # correlation times over which they are summed: Sokal, Monte Carlo methods, section 3
_NORMAL = NormalDist()
_SHARE = 0.95  # of all values, with this confidence too: ISO 16269-6
_NODES = 2001  # of the integral over the standard deviation: the factor is right within 1e-5


@dataclass(frozen=True)
class TooShort:
    """A series with too few independent parts; so many values would do."""

    wanted: int


def mean_bound(values: Sequence[float]) -> float | TooShort:
    """Upper one-sided 95 % bound of the mean of a steady series, by the means of 20 batches of neighbours.

    The scatter of single values would promise too much: each resembles the one before it.
    """
    wanted = BATCHES * max(1, round(_LENGTHS * correlation_time(values))) if len(values) > BATCHES else BATCHES + 1
    if len(values) < wanted:
        return TooShort(wanted)
    length = len(values) // BATCHES
    means = [mean(values[start : start + length]) for start in range(0, length * BATCHES, length)]
    return mean(values) + _STUDENT * stdev(means) / sqrt(BATCHES)


def correlation_time(values: Sequence[float]) -> float:
    """Values after which a series is as good as a new one: 1 + twice the sum of its autocorrelations, at least 1."""
    series = np.asarray(values, dtype=np.float64) - np.mean(values)
    spectrum = np.fft.rfft(series, 2 * len(series))
    covariance = np.fft.irfft(np.abs(spectrum) ** 2)[: len(series)]
    if covariance[0] <= 0:
        return 1.0
    sums = 2 * np.cumsum(covariance / covariance[0]) - 1
    enough = np.flatnonzero(np.arange(len(sums)) >= _WINDOW * sums)
    return max(1.0, float(sums[enough[0] if len(enough) else -1]))


def tolerance_bound(values: Sequence[float]) -> float | TooShort:
    """Upper bound below which 95 % of all such values lie, with 95 % confidence, if they are normally distributed."""
    if len(values) < FEWEST:
        return TooShort(FEWEST)
    return mean(values) + tolerance_factor(len(values)) * stdev(values)


@cache
def tolerance_factor(count: int) -> float:
    """Factor k of the one-sided tolerance bound mean + k s of `count` values: a quantile of the noncentral t.

    The bound holds where sqrt(n) (k s - z) exceeds a standard normal value; that is averaged over s, whose square is
    distributed as chi-square over its degrees of freedom, and solved for k by bisection.
    """
    freedom = count - 1
    spread = 8 / sqrt(2 * freedom)
    deviations = np.linspace(max(1e-6, 1 - spread), 1 + spread, _NODES)
    density = _deviation_density(deviations, freedom)
    low, high = 0.0, 100.0
    for _ in range(50):
        middle = (low + high) / 2
        inside = sqrt(count) * (middle * deviations - _NORMAL.inv_cdf(_SHARE))
        confidence = float(np.average(np.array([_NORMAL.cdf(one) for one in inside]), weights=density))
        low, high = (middle, high) if confidence < _SHARE else (low, middle)
    return high


def _deviation_density(deviations: npt.NDArray[np.float64], freedom: int) -> npt.NDArray[np.float64]:
    """Density of a standard deviation of normal values with that many degrees of freedom, to a constant factor."""
    logarithm = (freedom - 1) * np.log(deviations) - freedom * deviations**2 / 2
    density: npt.NDArray[np.float64] = np.exp(logarithm - logarithm.max())
    return density

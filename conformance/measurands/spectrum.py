"""Lines in the spectrum of picture changes at the frequencies that padding k:m leaves, and how far they stand out."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]

FLOOR = 0.05  # 8-bit code values, added before the logarithm: smaller changes are rounding
_TREND = np.array([0.5, *(1.0,) * 11, 0.5]) / 12  # its mean is free of periods of 2, 3, 4 and 6 pictures
_OUTLIER = 4  # robust standard deviations
_ROBUST = 1.4826  # of the median absolute deviation, for a normal distribution
_LOBE = 4  # bins: half the main lobe of the Hann window, doubled
_NEAR = 24  # bins on each side that give the local median


@dataclass(frozen=True)
class Line:
    """A line of the spectrum at `frequency` (cycles a picture).

    `strength` is its power against the median of the bins around; `amplitude` its half swing of the natural logarithm;
    `slip` how far its phase runs from the first half to the second, in rad: 0 where it has exactly that frequency.
    """

    frequency: Fraction
    strength: float
    amplitude: float
    slip: float


def residual(values: Sequence[float], kinds: Sequence[Hashable]) -> Series:
    """Logarithm of the values without trend, without what pictures of one kind have in common, without outliers.

    Where all kinds are equal, only the trend and the outliers are taken out.
    """
    series = _without_trend(np.log(np.asarray(values, np.float64) + FLOOR))
    for kind in set(kinds):
        members = np.array([one == kind for one in kinds])
        series[members] -= np.median(series[members])
    most = _OUTLIER * _ROBUST * float(np.median(np.abs(series)))
    return np.clip(series, -most, most)


def ripple(values: Sequence[float], frequency: Fraction) -> Line:
    """The line of the values themselves, its amplitude in their unit."""
    return line(_without_trend(np.asarray(values, np.float64)), frequency)


def _without_trend(series: Series) -> Series:
    half = len(_TREND) // 2
    return series - np.convolve(np.pad(series, half, mode="reflect"), _TREND, mode="valid")


def line(series: Series, frequency: Fraction) -> Line:
    """The line at that frequency, of a series of at least 90 values."""
    count = len(series)
    centred = series - series.mean()
    window = np.hanning(count)
    bins = [frequency + Fraction(sign * step, count) for step in range(_LOBE, _NEAR) for sign in (1, -1)]
    around = [abs(_component(centred, window, one)) ** 2 for one in bins if 0 < one <= Fraction(1, 2)]
    found = _component(centred, window, frequency)
    folded = 1 if frequency == Fraction(1, 2) else 2
    strength = folded / 2 * abs(found) ** 2 / max(float(np.median(around)), 1e-12)
    return Line(frequency, strength, folded * abs(found) / float(window.sum()), _slip(centred, frequency))


def _component(series: Series, window: Series, frequency: Fraction) -> complex:
    turns = np.exp(-2j * np.pi * float(frequency) * np.arange(len(series)))
    return complex(np.sum(window * series * turns))


def _slip(series: Series, frequency: Fraction) -> float:
    half = len(series) // 2
    window = np.hanning(half)
    first, second = _component(series[:half], window, frequency), _component(series[half : 2 * half], window, frequency)
    turned = second * np.exp(-2j * np.pi * float(frequency) * half) * np.conj(first)
    return abs(float(np.angle(turned)))

"""Lines in the spectrum of picture changes at the frequencies that padding k:m leaves, and how far they stand out."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

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
    found = np.einsum("ij,j->i", _turns(count, frequency), centred)  # no threads of a BLAS for so small a product
    folded = 1 if frequency == Fraction(1, 2) else 2
    power = np.abs(found) ** 2
    strength = folded / 2 * float(power[0]) / max(float(np.median(power[1:])), 1e-12)
    amplitude = folded * float(abs(found[0])) / float(np.hanning(count).sum())
    return Line(frequency, strength, amplitude, _slip(centred, frequency))


@lru_cache(maxsize=64)
def _turns(count: int, frequency: Fraction) -> NDArray[np.complex128]:
    """Hann-windowed Fourier rows of a series: of the frequency itself, then of the bins around it."""
    bins = [frequency + Fraction(sign * step, count) for step in range(_LOBE, _NEAR) for sign in (1, -1)]
    rows = [float(one) for one in (frequency, *(one for one in bins if 0 < one <= Fraction(1, 2)))]
    turns: NDArray[np.complex128] = np.hanning(count) * np.exp(-2j * np.pi * np.outer(rows, np.arange(count)))
    return turns


def _slip(series: Series, frequency: Fraction) -> float:
    half = len(series) // 2
    row = _turns(half, frequency)[0]
    first, second = np.sum(row * series[:half]), np.sum(row * series[half : 2 * half])
    turned = second * np.exp(-2j * np.pi * float(frequency) * half) * np.conj(first)
    return abs(float(np.angle(turned)))

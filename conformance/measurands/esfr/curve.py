"""The edge spatial frequency response of one located edge, and what its levels and frequencies are uncertain by."""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from conformance.measurands.coverage import student
from conformance.measurands.esfr.bins import GROUPS, OVERSAMPLING, Bins
from conformance.measurands.esfr.linearise import Floats

Complexes = NDArray[np.complex128]

HIGHEST = 1.0  # cycles/px up to which the response is computed
_LENGTH = 2048  # of the discrete Fourier transform, padded with zeros: samples about 0.002 cycles/px apart
_NORMAL = 1.96  # 97.5 % quantile of the normal distribution
# Ratio of variances from which pictures scatter more than their noise explains: F(0.95) for 3 to 7 and 9 degrees of
# freedom is 3.9 to 3.3.
_EXCESS = 4.0
_ROUNDS = 8  # Newton's method is there after three or four
_DRAWN = 60  # points of a plot, about
_CLOSE = 1e-4  # cycles/px: nearer is no better


@dataclass(frozen=True)
class Spot:
    """One quantity read off the response: its value, and the half of its 95 % interval from noise alone / 1.96."""

    value: float
    random: float


@dataclass(frozen=True, eq=False)
class Response:
    """Complex responses over frequency along the edge's normal, their phase referred to the fitted edge.

    `values` is rows x frequencies, in steps of `step` cycles/px: row 0 is the mean over all pictures; then come the
    mean without each of the GROUPS of image rows, and each picture alone. `reach` is the px that were used on either
    side of the edge; `span` as in `Options`.
    """

    values: Complexes
    step: float
    reach: int
    span: float

    @property
    def peak(self) -> float:
        """Highest smoothed modulus: above 1 where the picture was sharpened."""
        return float(self._smoothed().max())

    def drawn(self, highest: float) -> tuple[tuple[float, float], ...]:
        """Frequencies in cycles/px up to the highest, and the smoothed modulus there."""
        smoothed = self._smoothed()
        indices = range(0, round(highest / self.step) + 1, max(1, round(highest / self.step) // _DRAWN))
        return tuple((index * self.step, float(smoothed[index])) for index in indices)

    def level(self, lowest: float, highest: float) -> Spot:
        """Mean response between two frequencies, noise removed from its modulus."""
        chosen = slice(round(lowest / self.step), round(highest / self.step) + 1)
        power, random = _power(self.values[:, chosen].mean(axis=1))
        value, half = sqrt(max(power, 0.0)), _NORMAL * random
        above, below = sqrt(max(power + half, 0.0)) - value, value - sqrt(max(power - half, 0.0))
        return Spot(value, max(above, below) / _NORMAL)

    def crossing(self, level: float) -> Spot:
        """Frequency at which the response first falls below a level; HIGHEST where it does not."""
        if not self.span:
            return self._first_below(level)
        below = np.flatnonzero(self._smoothed() < level)
        if not below.size:
            return Spot(HIGHEST, 0.0)
        start = at = int(below[0]) * self.step
        reach = self._width(start)
        spot, slope = self._fitted(at)
        for _ in range(_ROUNDS):
            if slope >= 0 or abs(level - spot.value) < -slope * _CLOSE:
                break
            at = min(max(at + (level - spot.value) / slope, start - reach, self.step), start + reach, HIGHEST)
            spot, slope = self._fitted(at)
        # Noise makes an early crossing look steep, and so too certain: no fall is taken as steeper than a Gaussian's.
        steepest = 2 * level * log(1 / level) / at
        if abs(level - spot.value) < -slope * _CLOSE:
            return Spot(at, min(reach, spot.random / min(-slope, steepest)))
        rough, _ = self._fitted(start)
        off = abs(rough.value - level) + rough.random
        return Spot(start, min(reach, 2 * off / steepest))  # where it hardly falls on: half as steep

    def _width(self, at: float) -> float:
        """Half width of the local fit, cycles/px; never finer than the region resolves."""
        return max(self.span * at, 0.5 / self.reach, 3 * self.step)

    def _fitted(self, at: float) -> tuple[Spot, float]:
        """Level of the response at a frequency by a local quadratic fit, and its slope there."""
        away = (np.arange(self.values.shape[1]) * self.step - at) / self._width(at)
        near = np.abs(away) < 1
        weights = 1 - away[near] ** 2
        powers = np.vander(away[near], 3, increasing=True)
        fit = np.linalg.solve((powers.T * weights) @ powers, powers.T * weights)
        fitted = self.values[:, near] @ fit.T
        slope = (fitted[0, 0].conjugate() * fitted[0, 1]).real / max(abs(fitted[0, 0]), 1e-9)
        power, random = _power(fitted[:, 0])
        value = sqrt(max(power, 0.0))
        return Spot(value, random / (2 * max(value, 1e-9))), float(slope) / self._width(at)

    def _smoothed(self) -> Floats:
        """Modulus of the mean over +-0.02 cycles/px without the share of noise; conjugate below 0."""
        half = round(0.02 / self.step)
        rows = self.values[: GROUPS + 1]
        padded = np.concatenate([rows[:, half:0:-1].conj(), rows], axis=1).cumsum(axis=1)
        means = (padded[:, 2 * half + 1 :] - padded[:, : -2 * half - 1]) / (2 * half + 1)
        modulus: Floats = np.sqrt(np.maximum(np.abs(means[0]) ** 2 - _noise(means), 0.0))
        return modulus

    def _first_below(self, level: float) -> Spot:
        """By straight lines between the samples, as other programs read it: noise makes it early and jumpy."""
        modulus = np.abs(self.values)
        modulus[:, -1] = 0.0
        after = np.argmax(modulus < level, axis=1)
        rows = np.arange(len(modulus))
        above, under = modulus[rows, after - 1], modulus[rows, after]
        places = (after - 1 + (above - level) / (above - under)) * self.step
        return Spot(float(places[0]), _spread(places))


def respond(bins: Bins, light: Floats, taper: float, *, bin_correction: bool) -> tuple[Complexes, float]:
    """The rows of a `Response` and its step, from the light of an upright region."""
    edges = bins.profiles(light)
    spread = (edges[:, 2:] - edges[:, :-2]) / 2
    half = bins.reach * OVERSAMPLING
    away = np.abs(np.arange(-half, half + 1)) / half
    spread *= 0.5 + 0.5 * np.cos(np.pi * np.clip((away - 1 + taper) / taper, 0.0, 1.0))
    values = np.fft.rfft(spread, _LENGTH)
    # Bins are a quarter of a pixel along the rows, where a wave is longer than along the normal of the edge.
    step = OVERSAMPLING / _LENGTH
    along_rows = np.arange(round(HIGHEST * bins.cosine / step) + 1) * step
    values = values[:, : len(along_rows)] * np.exp(2j * np.pi * half / OVERSAMPLING * along_rows)
    # The 3-tap derivative spans two bins (ISO 12233), and each bin averages over its own width.
    lost = np.sinc(2 * along_rows / OVERSAMPLING)
    if bin_correction:
        lost = lost * np.sinc(along_rows / OVERSAMPLING)
    corrected: Complexes = values / values[:, :1].real / lost
    return corrected, step / bins.cosine


def _noise(values: Complexes) -> Floats:
    """Expected squared modulus of the noise in row 0; rows as in `Response`."""
    without = values[1 : GROUPS + 1]
    power: Floats = (np.abs(without - without.mean(axis=0)) ** 2).sum(axis=0) * (GROUPS - 1) / GROUPS
    return power


def _power(values: Complexes) -> tuple[float, float]:
    """Squared modulus of row 0 less that of its noise, which can only add to a modulus, and its uncertainty."""
    power = np.abs(values) ** 2
    return float(power[0] - _noise(values)), _spread(power)


def _spread(values: Floats) -> float:
    """Standard uncertainty of row 0 of a quantity, times t / 1.96 for the few degrees of freedom.

    From leaving out groups of rows (delete-a-group jackknife): it sees what neighbouring pictures copy from each other
    too. Where pictures scatter far more than that explains, from their scatter.
    """
    without, alone = values[1 : GROUPS + 1], values[GROUPS + 1 :]
    variance = (GROUPS - 1) / GROUPS * float(((without - without.mean()) ** 2).sum())
    if len(alone) > 2:
        of_mean = float(alone.var(ddof=1)) / len(alone)
        if of_mean > _EXCESS * variance:
            return sqrt(of_mean) * student(len(alone) - 1) / _NORMAL
    return sqrt(variance) * student(GROUPS - 1) / _NORMAL

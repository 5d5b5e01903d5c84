"""Sorts the samples about a slanted edge into bins of a quarter pixel, four times finer than the pixels (ISO 12233)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.measurands.esfr.line import Line
from conformance.measurands.esfr.linearise import Floats

OVERSAMPLING = 4  # bins a pixel
# Neighbouring rows are left out together: noise of a coder is alike within its blocks of 8 or 16 rows.
GROUPS = 10
MOST_REACH = 255  # px: what the transform of 2048 bins holds


@dataclass(frozen=True, eq=False)
class Bins:
    """Where every sample of an upright region belongs; bins count from one beyond `reach` px before the edge.

    `inside` picks samples out of pictures x rows x columns, `places` are their flat positions in pictures x groups of
    rows x bins, as `counts` and `offsets` are: samples in a bin, and the sum of their distances from its centre, in
    bins. `cosine` is that of the edge's angle.
    """

    inside: NDArray[np.bool_]
    places: NDArray[np.intp]
    counts: Floats
    offsets: Floats
    reach: int
    cosine: float
    phase_correction: bool

    def profiles(self, light: Floats) -> Floats:
        """Edge spread functions, rows as in `Response`: all, without each group of image rows, each picture."""
        sums = _counted(self.places, light[self.inside], self.counts.shape)
        return self._means(*(_combined(part) for part in (sums, self.counts, self.offsets)))

    def _means(self, sums: Floats, counts: Floats, offsets: Floats) -> Floats:
        held = np.maximum(counts, 1)
        means, away = sums / held, offsets / held
        bins = np.arange(means.shape[1])
        for row in np.flatnonzero((counts == 0).any(axis=1)):
            full = counts[row] > 0
            means[row] = np.interp(bins, bins[full], means[row, full])
        if self.phase_correction:  # a bin whose samples lie off its centre shows the edge there, not at its centre
            slope = (means[:, 2:] - means[:, :-2]) / (2 + away[:, 2:] - away[:, :-2])
            means[:, 1:-1] -= away[:, 1:-1] * slope
        return means


def sort_samples(line: Line, columns: int, reach: int, *, phase_correction: bool) -> Bins:
    """The bins of a region that many columns wide, up to `reach` px on either side of the edge."""
    pictures, rows = line.places.shape
    middle = float(line.places[:, line.rows].mean())
    reach = int(min(reach, MOST_REACH, middle + 0.5, columns - 0.5 - middle))
    used = np.zeros(rows, dtype=bool)
    used[line.rows] = True
    away = (np.arange(columns) - line.places[..., None]) * OVERSAMPLING
    nearest = np.rint(away)
    before = reach * OVERSAMPLING + 1
    inside = (np.abs(nearest) <= before) & used[None, :, None]
    group = np.zeros(rows, dtype=np.intp)
    group[line.rows] = np.arange(used.sum()) * GROUPS // used.sum()
    shape = (pictures, GROUPS, 2 * before + 1)
    first = (np.arange(pictures)[:, None] * GROUPS + group) * shape[2]
    places = (nearest.astype(np.intp) + before + first[..., None])[inside]
    counts = _counted(places, np.ones(len(places)), shape)
    offsets = _counted(places, (away - nearest)[inside], shape)
    cosine = float(np.cos(np.arctan(line.slope)))
    return Bins(inside, places, counts, offsets, reach, cosine, phase_correction)


def _counted(places: NDArray[np.intp], weights: Floats, shape: tuple[int, ...]) -> Floats:
    return np.bincount(places, weights, math.prod(shape)).astype(np.float64).reshape(shape)


def _combined(parts: Floats) -> Floats:
    """Sums of pictures x groups x bins: over all, over all but each group, over each picture."""
    total = parts.sum(axis=(0, 1))
    combined: Floats = np.concatenate([total[None], total - parts.sum(axis=0), parts.sum(axis=1)])
    return combined

"""Luma code values to linear light, without which a slanted edge shows the tone curve as well as the sharpness."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from conformance.model.chart_facts import GreyPatch

Floats = NDArray[np.float64]

_FEWEST_PATCHES = 4  # fewer do not show how a tone curve bends
# What a camera's exponent may be where nobody measured it: none at all, to that of a display (ITU-R BT.1886).
_GAMMAS = (1.0, 2.4)
# Reflectances of a printed chart are nominal: its tones are taken as known to 15 % of the exponent.
_PRINT = 1.15
_BEYOND = 0.1  # of its range: how far beyond its patches a curve is trusted


@dataclass(frozen=True, eq=False)
class Tone:
    """Light of each of the 256 codes, in any unit and with any offset; `others` bound what it may be instead.

    `source` says where the curve comes from. It holds for codes from `lowest` to `highest`.
    """

    light: Floats
    others: tuple[Floats, ...]
    source: str
    lowest: float = 0.0
    highest: float = 255.0

    def covers(self, codes: NDArray[np.uint8]) -> bool:
        """True where hardly any code lies beyond what the curve was made from."""
        margin = _BEYOND * (self.highest - self.lowest)
        low, high = np.percentile(codes, (2, 98))
        return bool(low >= self.lowest - margin and high <= self.highest + margin)


def standard(*, limited: bool) -> Tone:
    """The inverse of ITU-R BT.709, item 1.2; `limited` where code 16 is black and 235 is white."""
    signal = _signal(limited=limited)
    toe = signal / 4.5
    curve = ((np.maximum(signal, 0.081) + 0.099) / 1.099) ** (1 / 0.45)
    others = tuple(np.sign(signal) * np.abs(signal) ** gamma for gamma in _GAMMAS)
    return Tone(np.where(signal < 0.081, toe, curve), others, "the inverse of BT.709")


def linear() -> Tone:
    """Codes that are linear light already, as those of an analytic edge."""
    return Tone(np.arange(256, dtype=np.float64), (), "linear codes")


def tone(patches: Sequence[GreyPatch], *, limited: bool) -> Tone:
    """The curve through the grey patches beside an edge; that of BT.709 where they are too few or do not rise."""
    known = sorted({(patch.code, patch.reflectance) for patch in patches})
    rising = all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(known))
    if len(known) < _FEWEST_PATCHES or not rising:
        return standard(limited=limited)
    codes, light = np.array(known, dtype=np.float64).T
    curve = monotone(codes, light)
    positive = np.maximum(curve, 0.0)
    others = (_straight(codes, light), positive**_PRINT, positive ** (1 / _PRINT))
    return Tone(curve, others, f"{len(known)} grey patches", codes[0], codes[-1])


def monotone(codes: Floats, light: Floats) -> Floats:
    """Light of each code by a cubic that rises wherever the points do, straight beyond them.

    Slopes by the weighted harmonic mean of the neighbouring secants (Fritsch and Butland 1984, SIAM J. Sci. Stat.
    Comput. 5(2), 300-304).
    """
    steps = np.diff(codes)
    secants = np.diff(light) / steps
    before, after = 2 * steps[1:] + steps[:-1], steps[1:] + 2 * steps[:-1]
    inner = (before + after) / (before / secants[:-1] + after / secants[1:])
    slopes = np.concatenate([secants[:1], inner, secants[-1:]])
    at = np.arange(256, dtype=np.float64)
    piece = np.clip(np.searchsorted(codes, at, side="right") - 1, 0, len(steps) - 1)
    step = steps[piece]
    x = np.clip((at - codes[piece]) / step, 0.0, 1.0)
    first, last = slopes[piece] * step, slopes[piece + 1] * step
    rise = light[piece + 1] - light[piece]
    inside = light[piece] + x * (first + x * (3 * rise - 2 * first - last + x * (first + last - 2 * rise)))
    beyond = slopes[0] * np.minimum(at - codes[0], 0.0) + slopes[-1] * np.maximum(at - codes[-1], 0.0)
    curve: Floats = inside + beyond
    return curve


def _straight(codes: Floats, light: Floats) -> Floats:
    at = np.arange(256, dtype=np.float64)
    secants = np.diff(light) / np.diff(codes)
    beyond = secants[0] * np.minimum(at - codes[0], 0.0) + secants[-1] * np.maximum(at - codes[-1], 0.0)
    curve: Floats = np.interp(at, codes, light) + beyond
    return curve


def _signal(*, limited: bool) -> Floats:
    codes = np.arange(256, dtype=np.float64)
    return (codes - 16) / 219 if limited else codes / 255

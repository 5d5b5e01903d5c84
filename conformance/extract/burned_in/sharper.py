"""Sharper pictures of the digits, for a second look at where those of a line stand when the first one finds too few."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import INK, Font, Grey

_ELEVEN = 11
_PLANES = 5  # times that a background is fitted: which samples belong to it follows from the fit before
_CONTRAST = 20.0  # code values: a background that is nearer to the ink than this is taken for as far


@dataclass(frozen=True)
class Shown:
    """The last two digits of the seconds, each as seconds x rows x columns, and which `second` it is, 0 to 59.

    The order of the seconds tells both digits, so that either shows what a digit looks like.
    """

    last: Grey
    before: Grey
    second: NDArray[np.int_]
    light: bool


def without_eleven(shown: Shown) -> Font | None:
    """Learnt without what the second 11 shows; None where it is the same.

    Many fonts, Arial among them, set the second 1 of 11 nearer: with it in the mean no other 1 is like the mean.
    """
    others = shown.second != _ELEVEN
    return None if others.all() else Font.learnt(shown.last[others], shown.second[others] % 10)


def sharper(font: Font, shown: Shown) -> Iterator[Font]:
    """Pictures of the digits in which less of a coder, and less of what is behind them, is left."""
    both = _of_both(shown)
    if both is not None:
        yield both
    yield _without_background(font, light=shown.light)


def _of_both(shown: Shown) -> Font | None:
    """Learnt from both digits: a coder makes the same letter uneven in another way at each place of its blocks."""
    cells = np.concatenate([shown.last, shown.before])
    return Font.learnt(cells, np.concatenate([shown.second % 10, shown.second // 10]))


def _without_background(font: Font, *, light: bool) -> Font:
    """As before a background of one grey: of few seconds, some was behind a digit all the while, and is not elsewhere.

    It is a plane through the samples that are nearer to it than to the ink.
    """
    digits = font.digits if light else -font.digits
    ink = float(np.percentile(digits, INK))
    rows, columns = np.mgrid[: digits.shape[1], : digits.shape[2]].reshape(2, -1)
    plane = np.stack([np.ones(len(rows)), rows, columns], 1)
    clear = np.stack([_covered(one.ravel(), plane, ink) for one in digits]).reshape(digits.shape)
    return Font((clear * (255 if light else -255)).astype(np.float32), font.weights, font.distinctness)


def _covered(codes: Grey, plane: NDArray[np.float64], ink: float) -> NDArray[np.float64]:
    """How much of each sample of light letters is ink, 0 to 1."""
    behind = np.full(len(codes), codes.min(), np.float64)
    for _ in range(_PLANES):
        those = codes <= (behind + ink) / 2
        fitted = plane @ np.linalg.lstsq(plane[those], codes[those], rcond=None)[0]
        behind = np.minimum(fitted, ink - _CONTRAST)
    covered: NDArray[np.float64] = np.clip((codes - behind) / (ink - behind), 0, 1)
    return covered

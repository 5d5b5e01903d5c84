"""Samples that jump out of a steady value or into one: letters do when their text changes, a scene hardly ever does."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Crops = NDArray[np.uint8]  # pictures x rows x columns
Mask = NDArray[np.bool_]

_JUMP = 40  # code values: less than half the contrast of letters that are easy to read
_FAINT, _STILL = 15, 6  # code values: the same of letters hardly unlike a scene that stands still
_STEADY = 14  # code values from picture to picture: noise of a coder, not motion
_WITHIN = 36  # code values from the least to the most: thin letters at crf 33 keep to it, and what moves fast does not


def jumps(crops: Crops, reach: int) -> Mask:
    """Where a sample differs from the picture before by more than noise and motion, for pictures x rows x columns.

    It counts where it had been steady for `reach` pictures, or is steady for as many; the first and the last `reach`
    pictures count none. Steady is what changes little from picture to picture: few places of a whole picture jump so.
    """
    return _jumps(crops, reach, lambda change: _all_of(change[1:] < _STEADY, reach))


def jumps_of_letters(crops: Crops, reach: int) -> Mask:
    """The same where steady is what stays near one value: more of a letter jumps so, and more of a scene."""
    return _jumps(crops, reach, lambda _: _range(crops, reach + 1) <= _WITHIN)


def faint_jumps(crops: Crops, reach: int) -> Mask:
    """The same of letters that are hardly lighter or darker than what is behind them, where that is all but still."""
    return _jumps(crops, reach, lambda change: _all_of(change[1:] < _STILL, reach), _FAINT)


def _jumps(crops: Crops, reach: int, steady_in: Callable[[Crops], Mask], least: int = _JUMP) -> Mask:
    """What `steady_in` the change from picture to picture begins to be steady for `reach` pictures, at what jumps."""
    found = np.zeros(crops.shape, np.bool_)
    if len(crops) < 2 * (reach + 1):
        return found
    change = np.zeros(crops.shape, np.uint8)
    np.subtract(np.maximum(crops[1:], crops[:-1]), np.minimum(crops[1:], crops[:-1]), out=change[1:])
    steady = steady_in(change)
    inner = slice(reach + 1, len(crops) - reach)
    np.logical_or(steady[: -reach - 1], steady[reach + 1 :], out=found[inner])
    found[inner] &= change[inner] > least
    return found


def _all_of(flags: Mask, reach: int) -> Mask:
    """True where a flag and the ones behind it are, `reach` altogether."""
    together = flags[: len(flags) - reach + 1].copy()
    for further in range(1, reach):
        together &= flags[further : len(flags) - reach + 1 + further]
    return together


def _range(crops: Crops, count: int) -> Crops:
    """How far a sample and the ones behind it are apart, `count` altogether."""
    most = least = crops
    have = 1
    while have < count:
        step = min(have, count - have)
        most = np.maximum(most[:-step], most[step:])
        least = np.minimum(least[:-step], least[step:])
        have += step
    return most - least


Jumps: TypeAlias = Callable[[Crops, int], Mask]
KINDS: tuple[Jumps, ...] = jumps, jumps_of_letters

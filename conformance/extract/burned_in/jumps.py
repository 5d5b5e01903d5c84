"""Samples that jump out of a steady value or into one: letters do when their text changes, a scene hardly ever does."""

import numpy as np
from numpy.typing import NDArray

Crops = NDArray[np.uint8]  # pictures x rows x columns
Mask = NDArray[np.bool_]

_JUMP = 40  # code values: less than half the contrast of any letter that can be read
_STEADY = 14  # code values from picture to picture: noise of a coder, not motion


def jumps(crops: Crops, reach: int) -> Mask:
    """Where a sample differs from the picture before by more than noise and motion, for pictures x rows x columns.

    It counts where it had been steady for `reach` pictures, or is steady for as many; the first and the last `reach`
    pictures count none.
    """
    found = np.zeros(crops.shape, np.bool_)
    if len(crops) < 2 * (reach + 1):
        return found
    change = np.zeros(crops.shape, np.uint8)
    np.subtract(np.maximum(crops[1:], crops[:-1]), np.minimum(crops[1:], crops[:-1]), out=change[1:])
    steady = _all_of(change < _STEADY, reach)
    inner = slice(reach + 1, len(crops) - reach)
    np.logical_or(steady[1 : -reach - 1], steady[reach + 2 :], out=found[inner])
    found[inner] &= change[inner] > _JUMP
    return found


def _all_of(flags: Mask, reach: int) -> Mask:
    """True where a flag and the ones behind it are, `reach` altogether."""
    together = flags[: len(flags) - reach + 1].copy()
    for further in range(1, reach):
        together &= flags[further : len(flags) - reach + 1 + further]
    return together

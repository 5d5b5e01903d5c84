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
    change = np.zeros(crops.shape, np.uint8)
    np.subtract(np.maximum(crops[1:], crops[:-1]), np.minimum(crops[1:], crops[:-1]), out=change[1:])
    steady, found = change < _STEADY, np.zeros(crops.shape, np.bool_)
    for number in range(reach + 1, len(crops) - reach):
        before = np.logical_and.reduce(steady[number - reach : number])
        before |= np.logical_and.reduce(steady[number + 1 : number + 1 + reach])
        np.logical_and(before, change[number] > _JUMP, out=found[number])
    return found

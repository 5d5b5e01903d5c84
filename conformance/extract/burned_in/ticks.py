"""The pictures at which the seconds change, by the jumps in their two digits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.jumps import Crops, jumps

_STEADY_FOR = 0.25  # s before or after a jump
_LEAST = 3  # samples that jump
_SHARE = 0.15  # of the usual jump of a tick: 8 to 9 changes less than 0 to 1
_APART = 0.4  # s between ticks
_SMEARED = 0.3  # of the jump: a coder may spread it over pictures


@dataclass(frozen=True)
class Tick:
    """The seconds change between the crops `after` and `first`; `tens` samples of their first digit jump with them."""

    after: int
    first: int
    tens: int


def ticks(crops: Crops, times: NDArray[np.float64], tens: slice, units: slice) -> list[Tick]:
    """Changes of the last digit of the seconds; `tens` and `units` are the columns of the two digits."""
    if len(crops) < 3 or times[-1] <= times[0]:
        return []
    found = jumps(crops, blind(times))
    strength, first_digit = found[:, :, units].sum((1, 2)), found[:, :, tens].sum((1, 2))
    ticked = []
    for peak in _peaks(strength, times):
        near = [one for one in range(max(1, peak - 2), peak + 1) if strength[one] >= _SMEARED * strength[peak]]
        ticked.append(Tick(near[0] - 1, peak, int(first_digit[max(0, peak - 1) : peak + 2].sum())))
    return ticked


def blind(times: NDArray[np.float64]) -> int:
    """How many crops at either end can show no tick: too few others are beside them."""
    return max(2, round(float(_STEADY_FOR * (len(times) - 1) / (times[-1] - times[0]))))


def _peaks(strength: NDArray[np.int_], times: NDArray[np.float64]) -> list[int]:
    """Indices of the jumps of ticks, the largest taken first, in order of time."""
    seconds = np.floor(times).astype(int)
    usual = np.median([strength[seconds == one].max() for one in np.unique(seconds)])
    least = max(_LEAST, _SHARE * float(usual))
    taken: list[int] = []
    for index in np.argsort(-strength, kind="stable"):
        if strength[index] < least:
            break
        if all(abs(times[index] - times[other]) >= _APART for other in taken):
            taken.append(int(index))
    return sorted(taken)

"""What several searches see together: a faint digit jumps with too few ticks of one, but with no other beat in all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LEAST = 0.3  # of the logarithm of samples that jump, by which ticks exceed what is between: read ones reached 0.48
_TICKS = 2  # in even and in odd seconds: of fewer one chance jump would do


@dataclass(frozen=True)
class Place:
    """A place in rows and columns of blocks, and the part of a second with which its ticks begin."""

    begin: int
    row: int
    column: int


class Gathered:
    """Grows search by search, of pictures of one size; kilobytes, for it keeps no picture.

    Of each place and each beat, the part of a second in which ticks may come, it holds the logarithm of what jumps with
    a tick, summed over even and over odd seconds: a group of pictures of 2 s ticks in one of them alone. Of logarithms,
    for many faint jumps say more than one of all that is there, as a scene makes it.
    """

    def __init__(self) -> None:
        self._sums = np.zeros((2, 0, 0, 0), np.float32)  # parity x beats x rows x columns
        self._ticks = np.zeros((2, 0), np.int_)

    def begin(self, beats: int, shape: tuple[int, ...]) -> None:
        """A search of so many beats and places; what was gathered of others is dropped."""
        if self._sums.shape[1:] != (beats, *shape):
            self._sums = np.zeros((2, beats, *shape), np.float32)
            self._ticks = np.zeros((2, beats), np.int_)

    def take(self, beat: int, seconds: NDArray[np.int_], jumping: NDArray[np.int16]) -> None:
        """What jumped with the ticks of one beat in those seconds, seconds x rows x columns."""
        logarithms = np.log1p(jumping, dtype=np.float32)
        for parity in (0, 1):
            of = seconds % 2 == parity
            self._sums[parity, beat] += logarithms[of].sum(0)
            self._ticks[parity, beat] += np.count_nonzero(of)

    def likeliest(self) -> Place | None:
        """Where ticks exceed most what jumps with the beats far from them; None where they hardly do anywhere."""
        beats = self._sums.shape[1]
        if not self._sums.size or self._ticks.min() < _TICKS:
            return None
        usual = self._sums.sum(0) / self._ticks.sum(0)[:, None, None]
        least = (self._sums / self._ticks[:, :, None, None]).min(0)
        near = beats // 4 + 1  # a tick that a coder smears lies in the beats beside as well
        far = [np.roll(usual, -by, 0) for by in range(near, beats - near + 1)]
        score = least - np.maximum.reduce(far)
        if score.max() < _LEAST:
            return None
        begin, row, column = (int(one) for one in np.unravel_index(int(score.argmax()), score.shape))
        return Place(begin, row, column)

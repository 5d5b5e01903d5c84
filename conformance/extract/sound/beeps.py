"""Onsets of bursts of sound out of quiet, exact to a sample: the beeps that time the sound against the picture.

A burst is 12 dB above the 100 ms before it for most of 20 ms, and above -48 dB of full scale. Its onset is the first
sample at a quarter of its level with most of the next 2 ms: the noise before a beep and what a transform coder smears
ahead of it (pre-echo) stay below that.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from conformance.extract.sound.stamps import StampLine
from conformance.model.sound_facts import FULL_SCALE, Onset, Onsets

Level = NDArray[np.float32]

_BEFORE, _DURING = 100, 20  # steps of 1 ms
_REFRACTORY = 50  # steps: the onset of one burst is found in several neighbouring steps
_STEPS_BACK = 5  # a slow attack crosses a quarter of its level earlier than 12 dB above the quiet
_ABOVE_QUIET, _LASTING = 4.0, 0.7
_FLOOR = 1 / 256
_ONSET, _RISEN = 0.25, 0.8
_ABOVE_NOISE = 1.5
_DENSE, _DENSE_FOR = 0.6, 2  # share of the samples of 2 ms that are up: a spike of noise before the beep is alone
_MOST_ONSETS = 1024


class BeepListener:
    """Takes blocks of sound that follow each other and keeps the onsets in them."""

    def __init__(self, line: StampLine, rate: int) -> None:
        self._line = line
        self._step = max(1, round(rate / 1000))
        self._kept: NDArray[np.float32] = np.empty((0, 0), np.float32)
        self._kept_at = 0
        self._next = 0  # first sample at which a new burst may begin
        self._count = 0
        self._first: list[Onset] = []

    def take(self, block: NDArray[np.float32], start: int) -> None:
        """Listen to channels x samples in parts of full scale, the first of them sample number `start`."""
        if self._kept.shape[0] != block.shape[0]:
            self._kept, self._kept_at = block[:, :0], start
        window = np.concatenate((self._kept, block), axis=1)
        # The loudest channel counts: a beep may be in one only, or in opposite phase in two.
        level: Level = np.abs(window - window.mean(axis=1, keepdims=True)).max(axis=0)
        steps = level.size // self._step
        if steps > _BEFORE + _DURING:
            self._search(level, steps)
        keep = min(window.shape[1], (_BEFORE + _DURING) * self._step + window.shape[1] % self._step)
        self._kept_at += window.shape[1] - keep
        self._kept = window[:, window.shape[1] - keep :]

    def _search(self, level: Level, steps: int) -> None:
        peaks = level[: steps * self._step].reshape(steps, self._step).max(axis=1)
        before = sliding_window_view(peaks, _BEFORE)[: steps - _BEFORE - _DURING]
        during = sliding_window_view(peaks[_BEFORE:], _DURING)[: len(before)]
        likely = np.flatnonzero(during[:, 0] >= np.maximum(_ABOVE_QUIET * before.min(axis=1), _FLOOR))
        quiet = np.partition(before[likely], _BEFORE * 9 // 10, axis=1)[:, _BEFORE * 9 // 10]
        lasting = np.partition(during[likely], _DURING // 4, axis=1)[:, _DURING // 4]
        least = np.maximum(_ABOVE_QUIET * quiet, _FLOOR)
        for one in np.flatnonzero((during[likely, 0] >= least) & (lasting >= _LASTING * least)).tolist():
            begin = (int(likely[one]) + _BEFORE) * self._step
            if begin + self._kept_at >= self._next:
                self._next = begin + self._kept_at + _REFRACTORY * self._step
                self._keep(level, begin, float(np.median(during[likely[one]])), float(quiet[one]))

    def _keep(self, level: Level, begin: int, loud: float, quiet: float) -> None:
        first = begin - _STEPS_BACK * self._step
        near = level[first : begin + _DURING * self._step]
        onset = _begin(near >= min(max(_ONSET * loud, _ABOVE_NOISE * quiet), loud), _DENSE_FOR * self._step)
        rise = int(np.argmax(near[onset:] >= _RISEN * loud))
        spot = self._line.spot(self._kept_at + first + onset)
        self._count += 1
        if len(self._first) < _MOST_ONSETS:
            self._first.append(Onset(spot, rise, round(loud * FULL_SCALE)))

    def frozen(self) -> Onsets:
        """The onsets of all blocks taken."""
        return Onsets(listened=True, count=self._count, first=tuple(self._first))


def _begin(up: NDArray[np.bool_], length: int) -> int:
    """The first sample that is up and so are most of the `length` that begin with it; else the first that is up."""
    counts = np.cumsum(up, dtype=np.intp)
    dense = counts[length - 1 :] - counts[: counts.size - length + 1] + up[: counts.size - length + 1]
    found = np.flatnonzero(up[: dense.size] & (dense >= _DENSE * length))
    return int(found[0]) if found.size else int(np.argmax(up))

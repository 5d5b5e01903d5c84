"""Runs of samples that tell of a fault: digital silence, where nothing changes, and clipping, at full scale."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.sound.stamps import StampLine
from conformance.model.sound_facts import SHORTEST_SILENCE, Clipping, Silence, SilentRun, Spot

Block: TypeAlias = NDArray[Any]  # channels x samples, in the type of the decoder, 0 in the middle

_MOST_RUNS = 64
_MOST_PLACES = 20
_CLIP_RUN = 3


class SilenceFinder:
    """Runs of samples that do not change in any channel; a run is open until a sample differs."""

    def __init__(self, line: StampLine, rate: int) -> None:
        self._line = line
        self._shortest = -(-SHORTEST_SILENCE.numerator * rate // SHORTEST_SILENCE.denominator)
        self._begin = 0
        self._begin_spot = Spot(0, 0)
        self._before: Block = np.empty((0, 0))
        self._runs: list[SilentRun] = []
        self._count = self._samples = 0

    def take(self, block: Block, start: int) -> None:
        """Look at the samples from number `start` on; they follow those taken before."""
        changed = np.empty(block.shape[1], bool)
        if self._before.shape[0] == block.shape[0]:
            changed[0] = (block[:, :1] != self._before).any()
        else:
            changed[0] = True
        if block.shape[0] == 1:
            np.not_equal(block[0, 1:], block[0, :-1], out=changed[1:])
        else:
            (block[:, 1:] != block[:, :-1]).any(axis=0, out=changed[1:])
        self._before = block[:, -1:].copy()
        changes = np.flatnonzero(changed)
        if not changes.size:
            return
        self._close(int(changes[0]) + start)
        lengths = np.diff(changes)
        for place in np.flatnonzero(lengths >= self._shortest).tolist():
            self._keep(self._line.spot(int(changes[place]) + start), int(lengths[place]))
        self._begin = int(changes[-1]) + start
        self._begin_spot = self._line.spot(self._begin)

    def _close(self, end: int) -> None:
        if end - self._begin >= self._shortest:
            self._keep(self._begin_spot, end - self._begin)

    def _keep(self, start: Spot, length: int) -> None:
        self._count += 1
        self._samples += length
        self._runs.append(SilentRun(start, length))
        if len(self._runs) >= 2 * _MOST_RUNS:
            self._thin()

    def _thin(self) -> None:
        self._runs = sorted(self._runs, key=lambda run: -run.length)[:_MOST_RUNS]

    def frozen(self, end: int) -> Silence:
        """The longest runs of all samples up to `end`."""
        self._close(end)
        self._begin = end
        self._thin()
        return Silence(self._count, self._samples, tuple(self._runs))


class ClipFinder:
    """Runs of samples at full scale, channel by channel; a run is open until a sample is lower."""

    def __init__(self, line: StampLine) -> None:
        self._line = line
        self._open: list[int] = []
        self._runs = self._samples = 0
        self._places: list[Spot] = []

    def take(self, block: Block, start: int, full: float, loudest: float) -> None:
        """Look at the samples from number `start` on; `full` is full scale, `loudest` their largest absolute value."""
        if len(self._open) != block.shape[0]:
            self._close(start)
            self._open = [0] * block.shape[0]
        if loudest < full:
            self._close(start)
            return
        for channel, samples in enumerate(block):
            self._take_channel(channel, (samples >= full) | (samples <= -full), start)

    def _take_channel(self, channel: int, hot: NDArray[np.bool_], start: int) -> None:
        edges = np.flatnonzero(np.diff(hot, prepend=False, append=False))
        begins, ends = edges[::2].tolist(), edges[1::2].tolist()
        held, self._open[channel] = self._open[channel], 0
        if held and not (begins and begins[0] == 0):
            self._keep(held, start)
            held = 0
        for begin, end in zip(begins, ends, strict=True):
            length = end - begin + (held if begin == 0 else 0)
            if end == hot.size:
                self._open[channel] = length
            else:
                self._keep(length, start + end)

    def _keep(self, length: int, end: int) -> None:
        if length < _CLIP_RUN:
            return
        self._runs += 1
        self._samples += length
        if len(self._places) < _MOST_PLACES:
            self._places.append(self._line.spot(end - length))

    def _close(self, end: int) -> None:
        for channel, length in enumerate(self._open):
            self._keep(length, end)
            self._open[channel] = 0

    def frozen(self, end: int) -> Clipping:
        """The runs of all samples up to `end`."""
        self._close(end)
        return Clipping(self._runs, self._samples, tuple(self._places))

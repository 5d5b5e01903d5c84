"""Decoded frames of sound made by hand, and a naive reading of the same samples to compare with."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from conformance.extract.sound.watcher import SoundWatcher
from conformance.model.facts import Absent
from conformance.model.sound_facts import SoundFacts

RATE = 8000
TICK = Fraction(1, RATE)


def frame(
    samples: NDArray[Any], stamp: int | None, rate: int = RATE, name: str = "s16p", tick: Fraction = TICK
) -> av.AudioFrame:
    """A frame of channels x samples in that sample format."""
    channels = samples.shape[0]
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[channels]
    data = samples if name.endswith("p") else samples.T.reshape(1, -1)
    made = av.AudioFrame.from_ndarray(np.ascontiguousarray(data), name, layout)
    made.sample_rate, made.pts, made.time_base = rate, stamp, tick
    return made


def noise(count: int, channels: int = 1, seed: int = 1) -> NDArray[np.int16]:
    """Sound that changes from every sample to the next."""
    ramp = np.arange(count) % 2 * 600
    rough = np.random.default_rng(seed).integers(0, 500, (channels, count))
    return (rough + ramp).astype(np.int16)


def frames(samples: NDArray[Any], length: int = 160) -> Iterable[av.AudioFrame]:
    """The samples as frames stamped without a gap."""
    for begin in range(0, samples.shape[1], length):
        yield frame(samples[:, begin : begin + length], begin)


def watched(some: Iterable[av.AudioFrame], codec: str = "pcm_s16le", *, hear_beeps: bool = False) -> SoundFacts:
    found = watch(some, codec, hear_beeps=hear_beeps)
    assert isinstance(found, SoundFacts), found
    return found


def watch(some: Iterable[av.AudioFrame], codec: str = "pcm_s16le", *, hear_beeps: bool = False) -> SoundFacts | Absent:
    watcher = SoundWatcher(codec, hear_beeps=hear_beeps)
    for one in some:
        watcher.take(one)
    return watcher.frozen()


def naive_runs(values: Iterable[object], least: int) -> list[tuple[int, int]]:
    """Start and length of every run of equal values of that length or more."""
    runs, start = [], 0
    for _, group in groupby(values):
        length = len(list(group))
        if length >= least:
            runs.append((start, length))
        start += length
    return runs

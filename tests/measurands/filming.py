"""A filmed flash and beep by Monte Carlo: a rolling shutter open for part of the time, stamps of any convention.

The picture is a grid of block means, as the extractor keeps it, and goes through the extractor's own search.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from conformance.extract.sync.flash_finding import COLUMNS, ROWS, find_flashes
from conformance.measurands.delays import Delay
from conformance.measurands.flash_delay import flash_and_beep
from conformance.model.evidence import RecordingSubject
from conformance.model.sound_facts import (
    Clipping,
    Flash,
    FlashFacts,
    Jumps,
    Onset,
    Onsets,
    Silence,
    SoundFacts,
    Spot,
    Stamps,
)

from .facts import audio, clip

INTERVAL = 1 / 30  # s
TICK = Fraction(1, 90_000)
RATE = 48_000
TOP, BOTTOM = 4, 11  # rows of blocks that the flash lights
STEP = 120  # code values


def sound_facts(onsets: tuple[Onset, ...], samples: int = 30 * RATE) -> SoundFacts:
    """Sound without a fault from time 0, with those onsets."""
    stamps = Stamps(samples // 1024, 0, 0, samples - 1024, 1024, 0, Jumps(), Jumps(), (), 0)
    silence, clipping = Silence(0, 0, ()), Clipping(0, 0, ())
    return SoundFacts(
        RATE, 2, samples, 20_000, 0, stamps, silence, clipping, Onsets(listened=True, count=len(onsets), first=onsets)
    )


def scene(flashes: FlashFacts, sound: SoundFacts, stamps: tuple[int, ...]) -> RecordingSubject:
    """A recording with those stamps of pictures, in ticks of 1/90000 s, with flashes and beeps in it."""
    one = clip(stamps, TICK)
    media = one.facts.media
    track = replace(audio(), sound=sound)
    return replace(one, facts=replace(one.facts, media=replace(media, audio=(track,)), flashes=flashes))


@dataclass(frozen=True)
class Camera:
    """Exposure and readout of the whole picture in s; `stamped` is how long before the end of exposure of the lowest
    lit row a picture's stamp lies, in frame intervals."""

    exposure: float
    readout: float
    stamped: float
    noise: float = 0.7  # code values of a block mean


def any_camera(random: np.random.Generator) -> Camera:
    """Exposure of 1/60 to 1/30 s, any readout that fits, a stamp anywhere in the frame interval."""
    return Camera(random.uniform(1 / 60, 1 / 30), random.uniform(0, INTERVAL), random.uniform(0, 1))


def filmed(
    camera: Camera, flashes: NDArray[np.float64], lasting: float, random: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Block means of all pictures, and their stamps in ticks."""
    count = int(flashes[-1] / INTERVAL) + 30
    lit_rows = np.arange(TOP, BOTTOM + 1)
    row_starts = camera.readout * lit_rows / ROWS
    begin = (np.arange(count) * INTERVAL)[:, None] + row_starts
    share = np.zeros(begin.shape)
    for flash in flashes:
        overlap = np.minimum(begin + camera.exposure, flash + lasting) - np.maximum(begin, flash)
        share += np.clip(overlap, 0, None) / camera.exposure
    levels = 60 + np.float32(camera.noise) * random.standard_normal((count, ROWS, COLUMNS), np.float32)
    levels[:, TOP : BOTTOM + 1, 8:16] += STEP * share[:, :, None]
    ends = begin[:, -1] + camera.exposure
    stamps = np.rint((ends - camera.stamped * INTERVAL) / float(TICK)).astype(np.int64)
    return np.rint(np.clip(levels, 0, 255)).astype(np.uint8).reshape(count, -1), stamps


def measured(camera: Camera, flashes: NDArray[np.float64], delay: float, random: np.random.Generator) -> Delay:
    """What is read where beeps follow the flashes by `delay` s, each heard within 0.3 ms (standard deviation)."""
    grid, stamps = filmed(camera, flashes, 0.1, random)
    found = find_flashes(grid, stamps * float(TICK))
    seen = tuple(Flash(at, int(stamps[at]), int(stamps[at - 1]), step) for at, step in found)
    heard = np.rint((flashes + delay + random.normal(0, 3e-4, flashes.size)) * RATE).astype(int).tolist()
    onsets = tuple(Onset(Spot(0, sample), 8, 16_000) for sample in heard)
    one = scene(FlashFacts(TICK, len(stamps), cut=False, flashes=seen), sound_facts(onsets), tuple(stamps.tolist()))
    result = flash_and_beep(one)
    assert isinstance(result, Delay), result
    return result


def covers(run: int, count: int = 20) -> bool:
    """True where the 95 % interval of one random recording of `count` flashes holds the true delay."""
    random = np.random.default_rng(run)
    flashes = 1 + np.cumsum(random.uniform(0.7, 1.3, count))
    delay = float(random.uniform(-0.15, 0.15))
    result = measured(any_camera(random), flashes, delay, random)
    return abs(float(result.value) - delay) <= float(result.uncertainty.expanded)

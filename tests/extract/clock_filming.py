"""The reference clock, filmed by a simulated camera of known timing, and what is true of every lane that is read."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import av
import numpy as np

from conformance.extract.reference_clock.watcher import ClockWatcher
from conformance.lab.clock_drawing import EPOCH, ClockDrawing
from conformance.model.clock_facts import HEIGHT, ClockFacts, ClockPicture, Lane
from conformance.model.clock_pattern import LANES
from conformance.model.facts import Absent
from conformance.model.pattern_facts import Seen
from tests.extract.filming import DISPLAY_RATE, Camera, Display, Plane, Shutter, View, recorded

START = datetime(2026, 11, 20, 10, 59, 59, tzinfo=UTC)
START_MS = int((START - EPOCH).total_seconds() * 1000)
_SIZES = ((640, 360), (960, 540), (1440, 810), (1920, 1080))


@cache
def clock(width: int) -> Display:
    """A display of the clock, drawn with at least that many px, or 1920."""
    size = next((size for size in _SIZES if size[0] >= width), _SIZES[-1])
    return Display(ClockDrawing(START, DISPLAY_RATE, size).picture, size)


@dataclass(frozen=True)
class Take:
    """One recording to be made: `begin` in s of the clock, `cover` is what lies over the picture (y, x, height, width)
    in parts of it."""

    view: View
    shutter: Shutter
    begin: float
    crf: int = 23
    cover: tuple[float, float, float, float] = (0, 0, 0, 0)
    pictures: int = 12


def any_take(seed: int) -> Take:
    """At any size, from any side, at any exposure; one in five is partly covered."""
    dice = np.random.default_rng(seed)
    size = ((1920, 1080), (1280, 720))[int(dice.integers(2))]
    share = float(dice.uniform(0.15, 1.0))
    turned = dice.uniform(-30, 30, 2) * dice.integers(0, 2, 2)
    blur = max(0.3, float(dice.uniform(0, 2.5)) * share * size[0] / 1920)
    view = View(
        size, share, *turned.tolist(), blur, white=float(dice.uniform(0.3, 0.95)), noise=float(dice.uniform(0.5, 6))
    )
    view = replace(view, bend=float(dice.uniform(-0.3, 0)) * int(dice.integers(0, 2)))
    fps = int(dice.choice((25, 30, 60)))
    exposure = float(np.exp(dice.uniform(np.log(1 / 1000), np.log(1 / fps))))
    shutter = Shutter(fps, exposure, readout=float(dice.uniform(0, 1 / fps)))
    cover = (*dice.uniform(0, 0.9, 2), *dice.uniform(0.05, 0.4, 2)) if dice.random() < 0.2 else (0.0,) * 4
    return Take(view, shutter, float(dice.uniform(1, 4)), int(dice.choice((23, 32))), cover)


def filmed(take: Take, target: Path, seed: int = 1) -> Path:
    """The recording of a take."""
    camera = Camera(take.view, seed, clock(round(take.view.width * take.view.size[0])))
    pictures = camera.film(take.shutter, take.pictures, take.begin)
    for picture in pictures:
        _cover(picture, take)
    return recorded(pictures, take.shutter.fps, "null", target, take.crf)


def _cover(picture: Plane, take: Take) -> None:
    height, width = picture.shape
    y, x, high, wide = take.cover
    picture[int(y * height) : int((y + high) * height), int(x * width) : int((x + wide) * width)] = 60


def watched(file: Path) -> ClockFacts | Absent:
    """What the reader says of a recording."""
    watcher = ClockWatcher(limited=True)
    with av.open(str(file)) as container:
        for number, decoded in enumerate(container.decode(video=0)):
            watcher.take(decoded, number)
    return watcher.frozen()


@dataclass
class Score:
    """Pictures and lanes that were read, refused or wrong."""

    read: int = 0
    refused: int = 0
    wrong: int = 0
    lanes: int = 0

    def add(self, take: Take, facts: ClockFacts | Absent) -> None:
        """Hold what was read of a take against what was shown."""
        if isinstance(facts, Absent):
            self.refused += take.pictures
            return
        assert len(facts.pictures) == take.pictures
        for picture in facts.pictures:
            right = [was_shown(take, picture, lane) for lane in picture.lanes]
            self.lanes += len(right)
            self.wrong += not all(right)
            self.read += picture.seen is Seen.READ and all(right)
            self.refused += picture.seen is not Seen.READ


def was_shown(take: Take, picture: ClockPicture, lane: Lane) -> bool:
    """True where the middle of the exposure of some row of the lane lies in the time in which the draw stood there."""
    first, last = (middle_of_exposure(take, picture.number, row) for row in (lane.top - 1, lane.bottom + 1))
    begins = (lane.draw.time - START_MS) / 1000
    slack = 0.001
    return first <= begins + LANES / DISPLAY_RATE + slack and last >= begins - slack


def middle_of_exposure(take: Take, number: int, row: float) -> float:
    """In s of the clock; `row` in thousandths of the picture's height."""
    shutter = take.shutter
    return take.begin + number / shutter.fps + shutter.readout * row / HEIGHT + shutter.exposure / 2

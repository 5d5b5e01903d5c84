"""A camera that films a display, in numbers: refreshes integrated over each row's exposure, seen from aside, coded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from conformance.extract.counter.watcher import CounterWatcher
from conformance.extract.grid.watcher import GridWatcher
from conformance.lab.counter_drawing import CounterDrawing
from conformance.model.facts import Absent
from conformance.model.pattern_facts import CounterFacts

DISPLAY_RATE = 60
GAMMA = 2.2

Light = NDArray[np.float32]
Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class View:
    """How the display lies in a picture of `size` px: the share of its width, turned by degrees; blur in px, sigma.

    `bend` is what the lens does, by the division model for radii in halves of the picture's diagonal: barrel below 0.
    `white` is the light of the display's white at its brightest place and `shade` how much less there is at the other
    side; `noise` in code values, sigma.
    """

    size: tuple[int, int] = (640, 360)
    width: float = 0.8
    yaw: float = 0.0
    roll: float = 0.0
    blur: float = 0.7
    white: float = 0.7
    shade: float = 0.2
    noise: float = 2.0
    bend: float = 0.0


@dataclass(frozen=True)
class Shutter:
    """Exposure of every row and the time from the first row's to the last one's, s; `fps` pictures a second."""

    fps: int
    exposure: float
    readout: float = 0.0


@dataclass(frozen=True)
class Display:
    """What a display of `size` px shows: the luma of each of its refreshes, DISPLAY_RATE a second."""

    picture: Callable[[int], Plane]
    size: tuple[int, int] = (960, 540)

    def light(self, number: int) -> Light:
        """Light of one refresh, 1 for white."""
        luma = self.picture(number).astype(np.float32)
        light: Light = (np.clip((luma - 16) / 219, 0, 1) ** GAMMA).astype(np.float32)
        return light


@cache
def counter() -> Display:
    """A display of the frame counter."""
    return Display(CounterDrawing(DISPLAY_RATE, 960, 540).picture)


class Camera:
    """Films a display; what it saw of each refresh is kept, for the next recording of the same view."""

    def __init__(self, view: View, seed: int = 1, display: Display | None = None) -> None:
        self._view = view
        self._display = display or counter()
        self._dice = np.random.default_rng(seed)
        self._seen: dict[int, Light] = {}
        width, height = view.size
        y, x = np.mgrid[0:height, 0:width] + 0.5
        wide, high = self._display.size
        across, down = on_display(view, self._display.size, x, y)
        inside = (across > 0) & (across < wide - 1) & (down > 0) & (down < high - 1)
        self._box = _around(inside, view.blur)
        across, down, self._inside = across[self._box], down[self._box], inside[self._box]
        column, line = np.clip(across, 0, wide - 1.001), np.clip(down, 0, high - 1.001)
        self._first = line.astype(int) * wide + column.astype(int)  # the upper left of four samples of the display
        self._dx, self._dy = (column % 1).astype(np.float32), (line % 1).astype(np.float32)
        self._light = (view.white * (1 - view.shade * x / width)).astype(np.float32)
        self._beside = 0.2 * self._light + 0.02

    def sees(self, number: int) -> Light:
        """Light of one refresh, blurred, in the part of the picture that shows the display."""
        if number not in self._seen:
            shown = self._display.light(number)
            dx, dy, wide = self._dx, self._dy, shown.shape[1]
            four = [shown.ravel()[self._first + step] for step in (0, 1, wide, wide + 1)]
            upper, lower = (left + (right - left) * dx for left, right in (four[:2], four[2:]))
            light = (
                np.where(self._inside, upper + (lower - upper) * dy, np.float32(0.2)) * self._light[self._box] + 0.02
            )
            self._seen[number] = _blurred(light, self._view.blur)
        return self._seen[number]

    def picture(self, start: float, shutter: Shutter) -> Plane:
        """Luma of a picture whose first row begins to be exposed at `start`, s of the clip."""
        height = self._view.size[1]
        begin = (start + shutter.readout * (np.arange(height) + 0.5) / height) * DISPLAY_RATE
        end = begin + shutter.exposure * DISPLAY_RATE
        light = self._beside.astype(float)
        light[self._box] = 0
        for number in range(int(begin[0]), int(np.ceil(end[-1]))):
            share = np.clip(np.minimum(end, number + 1) - np.maximum(begin, number), 0, None) / (end - begin)
            if share.any():
                light[self._box] += share[self._box[0], np.newaxis] * self.sees(number)
        return self._coded(light)

    def _coded(self, light: NDArray[np.float64]) -> Plane:
        codes = np.clip(light, 0, 1) ** (1 / GAMMA) * 219 + 16
        codes += self._view.noise * self._dice.standard_normal(codes.shape, np.float32)
        return np.clip(np.rint(codes), 0, 255).astype(np.uint8)

    def film(self, shutter: Shutter, count: int, start: float = 1.0) -> list[Plane]:
        """Pictures of the running clip."""
        return [self.picture(start + number / shutter.fps, shutter) for number in range(count)]


def on_display(view: View, display: tuple[int, int], x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
    """Which point of the display, in px as drawn, a pinhole camera sees at each place of its picture."""
    width, height = view.size
    focal = 0.9 * width
    distance = focal / (view.width * width)  # in widths of the display
    yaw, roll = np.radians([view.yaw, view.roll])
    right = np.array([np.cos(yaw) * np.cos(roll), np.sin(roll), -np.sin(yaw)])
    downward = np.array([-np.cos(yaw) * np.sin(roll), np.cos(roll), np.sin(yaw) * np.sin(roll)])
    # ray = (u, v, 1) meets centre + a * right + b * downward
    square = ((x - width / 2) ** 2 + (y - height / 2) ** 2) * 4 / (width**2 + height**2)
    u, v = ((one - size / 2) / focal / (1 + view.bend * square) for one, size in ((x, width), (y, height)))
    rows = np.stack(np.broadcast_arrays(u, v, 1.0), axis=-1)
    normal = np.cross(right, downward)
    points = rows * (distance * normal[2] / (rows @ normal))[..., np.newaxis] - np.array([0, 0, distance])
    scale = display[0]
    return points @ right * scale + display[0] / 2 - 0.5, points @ downward * scale + display[1] / 2 - 0.5


def _around(inside: NDArray[np.bool_], blur: float) -> tuple[slice, slice]:
    """The part of a picture that light of the display reaches, whole rows and columns."""
    reach = int(np.ceil(3 * blur)) + 1
    ends = [np.flatnonzero(inside.any(axis=axis))[[0, -1]] for axis in (1, 0)]
    rows, columns = (slice(max(0, int(first) - reach), int(last) + reach + 1) for first, last in ends)
    return rows, columns


def _blurred(light: NDArray[np.float64], sigma: float) -> Light:
    reach = int(np.ceil(3 * sigma))
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    weights /= weights.sum()
    for axis in (0, 1):
        padded = np.pad(light, [(reach, reach) if one == axis else (0, 0) for one in (0, 1)], mode="edge").astype(
            np.float32
        )
        count = light.shape[axis]
        light = np.zeros_like(light, np.float32)
        for at, weight in enumerate(weights.astype(np.float32)):
            light += weight * (padded[at : at + count] if axis == 0 else padded[:, at : at + count])
    return light


def frame(luma: Plane, pts: int = 0, time_base: Fraction = Fraction(1, 30)) -> av.VideoFrame:
    """A decoded picture of that luma, without colour."""
    height, width = luma.shape
    grey = np.full((height * 3 // 2, width), 128, np.uint8)
    grey[:height] = luma
    made = av.VideoFrame.from_ndarray(grey, format="yuv420p")
    made.pts, made.time_base = pts, time_base
    return made


def watched_by(watcher: GridWatcher[Any, Any], pictures: list[Plane]) -> object:
    """The facts that a watcher finds in those pictures."""
    for number, picture in enumerate(pictures):
        watcher.take(frame(picture), number)
    return watcher.frozen()


def recorded(pictures: list[Plane], fps: int, filters: str, target: Path, crf: int) -> Path:
    """The pictures through FFmpeg's filters, then coded in H.264."""
    height, width = pictures[0].shape
    graph = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format="yuv420p", time_base=Fraction(1, fps))
    sink = graph.add("buffersink")
    last = source
    for one in filters.split(","):
        name, _, options = one.partition("=")
        added = graph.add(name, options)
        last.link_to(added)
        last = added
    last.link_to(sink)
    graph.configure()
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.codec_context.time_base = Fraction(1, 90_000)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": str(crf), "threads": "1"}
        for number, picture in enumerate(pictures):
            graph.push(frame(picture, number, Fraction(1, fps)))
        graph.push(None)
        for shown in _pulled(graph):
            container.mux(stream.encode(shown))
        container.mux(stream.encode())
    return target


def _pulled(graph: Any) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return


def watched(file: Path) -> tuple[CounterFacts | Absent, tuple[int, ...], Fraction]:
    """What the reader says of a recording, with the stamps of its pictures."""
    watcher, stamps = CounterWatcher(limited=True), []
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        for number, decoded in enumerate(container.decode(stream)):
            watcher.take(decoded, number)
            stamps.append(decoded.pts or 0)
        return watcher.frozen(), tuple(stamps), Fraction(stream.time_base or 0)

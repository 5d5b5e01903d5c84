"""Watches all pictures of a span for a burned-in clock, keeping little of each."""

import math
from fractions import Fraction

import av
from av.video.stream import VideoStream

from conformance.extract.burned_in.place import Plane, find
from conformance.extract.burned_in.reading import Known, learn, read
from conformance.extract.burned_in.strip import Frame, Strip
from conformance.extract.burned_in.ticks import ticks
from conformance.extract.luma import part, samples
from conformance.model.burned_in_facts import BurnedIn, ShownSecond

_SEARCHED = 6.0  # s of pictures that are searched at a time
_SHORTEST = 3.5  # s in which something can be seen to tick
_KEPT = 96_000_000  # bytes of pictures that are kept for it
_STRIP = 60.0  # s that are read at a time
_LETTERS = 24  # rows of a digit that are enough to read it
_TALLEST = 1080  # rows: letters of taller pictures are large


class NoClock:
    """Watches nothing: the pictures have no times of their own, or show what was staged."""

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Let it go."""

    def frozen(self) -> BurnedIn:
        """Nothing."""
        return BurnedIn(0, ())


def clock_watcher(stream: VideoStream) -> NoClock:
    """What watches the pictures of that track."""
    rate = stream.average_rate or stream.guessed_rate
    if not stream.time_base or not rate:
        return NoClock()
    return ClockWatcher(stream.time_base, float(rate))


class ClockWatcher(NoClock):
    """Searches, and once it has found, reads."""

    def __init__(self, time_base: Fraction, rate: float) -> None:
        """For a track with that time base in s and about that many pictures a second."""
        self._time_base, self._rate = float(time_base), rate
        self._window: list[tuple[int, float, Plane]] = []
        self._turn = -1
        self._waiting_until, self._wait = -math.inf, 2 * _SEARCHED
        self._strip: Strip | None = None
        self._known: Known | None = None
        self._stride = 1
        self._pictures = 0
        self._seconds: list[ShownSecond] = []

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Picture `number`, counted from 0 in the span."""
        self._pictures += 1
        if frame.pts is None:
            return
        time = frame.pts * self._time_base
        if self._strip is not None:
            self._strip.take(part(frame, *self._line_of(self._strip.frame)), number, time)
            if self._strip.length >= _STRIP:
                self._read(self._strip)
        elif time >= self._waiting_until:
            self._keep(frame, number, time)

    def frozen(self) -> BurnedIn:
        """What was read."""
        if self._strip is None and self._window and self._window[-1][1] - self._window[0][1] >= _SHORTEST:
            self._search()
        if self._strip is not None:
            self._read(self._strip)
        return BurnedIn(self._pictures, tuple(self._seconds))

    def _keep(self, frame: av.VideoFrame, number: int, time: float) -> None:
        """A picture of the window, unless it is one of those that the memory has no room for."""
        if not self._window:
            self._stride = -(-frame.height // _TALLEST)
        self._turn = (self._turn + 1) % self._every(frame)
        if self._turn:
            return
        picture = samples(frame, self._stride)
        if not picture.size or (self._window and picture.shape != self._window[0][2].shape):
            self._window.clear()
            return
        self._window.append((number, time, picture))
        if time - self._window[0][1] >= _SEARCHED:
            self._search()

    def _every(self, frame: av.VideoFrame) -> int:
        """Each how many pictures one is kept."""
        size = frame.width * frame.height // self._stride**2
        return max(1, math.ceil(_SEARCHED * self._rate * size / _KEPT))

    def _search(self) -> None:
        cell = find([picture for _, _, picture in self._window], [time for _, time, _ in self._window])
        if cell is None:
            self._waiting_until = self._window[-1][1] + self._wait
            self._wait *= 2
        else:
            step = max(1, cell.height // _LETTERS)
            self._stride *= step
            self._strip = Strip(Frame.around(cell.reduced(step), -(-self._window[0][2].shape[1] // step)))
            for number, time, picture in self._window:
                reduced = picture[::step, ::step]
                self._strip.take(reduced[self._strip.frame.rows, self._strip.frame.columns], number, time)
        self._window.clear()

    def _line_of(self, frame: Frame) -> tuple[slice, slice]:
        """Rows and columns of the line in a whole picture."""
        rows, columns, step = frame.rows, frame.columns, self._stride
        return slice(rows.start * step, rows.stop * step, step), slice(columns.start * step, columns.stop * step, step)

    def _read(self, strip: Strip) -> None:
        strip.end()
        ticked = ticks(strip.crops, strip.times, strip.frame.tens, strip.frame.units) if strip.numbers else []
        self._known = self._known or learn(strip, ticked)
        if self._known is not None and strip.numbers:
            self._seconds += read(strip, ticked, self._known)
        self._strip = Strip(strip.frame)

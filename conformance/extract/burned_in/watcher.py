"""Watches all pictures of a span for a burned-in clock, keeping little of each."""

import math
from fractions import Fraction

import av
from av.video.stream import VideoStream

from conformance.extract.burned_in.earlier import Earlier
from conformance.extract.burned_in.gathered import Gathered
from conformance.extract.burned_in.known import Known
from conformance.extract.burned_in.learning import learn
from conformance.extract.burned_in.place import AllGathered, Cell, Plane, find
from conformance.extract.burned_in.reading import read
from conformance.extract.burned_in.strip import Frame, Strip
from conformance.extract.burned_in.texts import Texts, texts_in
from conformance.extract.burned_in.ticks import Tick, steady, ticking, ticks
from conformance.extract.luma import part, samples
from conformance.model.burned_in_facts import BurnedIn, ShownLine, ShownSecond
from conformance.model.facts import NO_TEXT, Absent
from conformance.model.overlay_facts import OverlayFacts

_SEARCHED = 6.0  # s of pictures that are searched at a time
_AT_FIRST = 3  # searches one after the other: a short recording must be seen whole
_KEPT = 84_000_000  # bytes of pictures that are kept for it
_STRIP = 60.0  # s that are read at a time
_HELD = 80_000_000  # bytes of strips at which what there is is read: of large letters a minute would take 100 MB
_WEIGHED = 9.0  # s after which what does not tick is no longer followed
_SURE = 20.0  # s after which nothing else is searched for beside what ticks
_LETTERS = 24  # rows of a digit that are enough to read it
_TALLEST = 1080  # rows: letters of taller pictures are large


def burned_in_watcher(stream: VideoStream, *, first: bool = False) -> "BurnedInWatcher | None":
    """What watches the pictures of that track; nothing where they have no times of their own.

    In the `first` span of a recording its text is read too, where the library for that is installed.
    """
    rate = stream.average_rate or stream.guessed_rate
    return BurnedInWatcher(stream.time_base, float(rate), texts=first) if stream.time_base and rate else None


class BurnedInWatcher:
    """Searches, and once it has found, reads."""

    def __init__(self, time_base: Fraction, rate: float, *, texts: bool) -> None:
        """For a track with that time base in s and about that many pictures a second."""
        self._time_base, self._rate = float(time_base), rate
        self._window: list[tuple[int, float, Plane]] = []
        self._turn = -1
        self._waiting_until, self._searches = -math.inf, 0
        self._strips: list[Strip] = []
        self._earlier, self._gathered = Earlier(), AllGathered(Gathered)
        self._known: Known | None = None
        self._stride = 1
        self._pictures = 0
        self._seconds: list[ShownSecond] = []
        self._to_be_read = texts
        self._texts: Texts | Absent = NO_TEXT

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Picture `number`, counted from 0 in the span."""
        self._pictures += 1
        if frame.pts is None:
            return
        time = frame.pts * self._time_base
        if self._strips:
            self._follow(frame, number, time)
        if not self._sure and time >= self._waiting_until:
            self._keep(frame, number, time)

    def frozen(self) -> BurnedIn:
        """What was read."""
        self._read()
        return BurnedIn(self._pictures, tuple(self._seconds), self._lines())

    def _lines(self) -> tuple[ShownLine, ...]:
        """Where what was read stood, all the span long."""
        if self._known is None:
            return ()
        digits = self._known.digits
        return tuple(ShownLine(0, Strip(digits, strip.step).rectangle) for strip in self._strips)

    def overlay(self) -> OverlayFacts | Absent:
        """The text in the first pictures; of a clock that was not read by its ticks, second by second."""
        self._read_text()
        if isinstance(self._texts, Absent):
            return self._texts
        return self._texts.facts(every=not any(map(_decided, self._seconds)))

    def _read_text(self) -> None:
        """Find the text in the first window that there is."""
        if self._to_be_read:
            self._texts, self._to_be_read = texts_in(self._window), False

    def _follow(self, frame: av.VideoFrame, number: int, time: float) -> None:
        lines = [part(frame, *strip.place(strip.step)) for strip in self._strips]
        if not all(strip.fits(line, time) for strip, line in zip(self._strips, lines, strict=True)):
            self._read()
            return
        before = [strip.length for strip in self._strips]
        for strip, line in zip(self._strips, lines, strict=True):
            strip.take(line, number, time)
        if self._strips[0].length >= _STRIP or sum(strip.held for strip in self._strips) >= _HELD:
            self._read()
        elif not self._known:
            self._weigh(before)

    def _weigh(self, before: list[float]) -> None:
        """Follow no longer what does not tick; `before` are the lengths without the last picture, s."""
        self._strips = [
            strip
            for strip, length in zip(self._strips, before, strict=True)
            if not any(length < age <= strip.length for age in (_WEIGHED, _SURE)) or ticking(_ticks(strip), strip.times)
        ]

    @property
    def _sure(self) -> bool:
        """True where nothing else needs to be searched for."""
        return self._known is not None or any(strip.length >= _SURE for strip in self._strips)

    def _keep(self, frame: av.VideoFrame, number: int, time: float) -> None:
        """A picture of the window, unless it is one of those that the memory has no room for."""
        if not self._window:
            self._stride = -(-frame.height // _TALLEST)
        self._turn = (self._turn + 1) % self._every(frame)
        if self._turn:
            return
        picture = samples(frame, self._stride)
        if not picture.size:
            return
        if self._window and (picture.shape != self._window[0][2].shape or time <= self._window[-1][1]):
            self._window.clear()
        self._window.append((number, time, picture))
        if time - self._window[0][1] >= _SEARCHED:
            self._search()

    def _every(self, frame: av.VideoFrame) -> int:
        """Each how many pictures one is kept."""
        size = frame.width * frame.height // self._stride**2
        return max(1, math.ceil(_SEARCHED * self._rate * size / _KEPT))

    def _search(self) -> None:
        self._read_text()
        pictures = [picture for _, _, picture in self._window]
        times = [time for _, time, _ in self._window]
        thorough = self._searches > 0 and not any(steady(_ticks(strip), strip.times) for strip in self._strips)
        cells = find(pictures, times, self._gathered, thorough=thorough)
        for cell in cells:
            strip = self._strip(cell)
            same = [other for other in self._strips if strip.overlaps(other)]
            if not same:
                self._strips.append(strip)
            for other in same:
                other.complete(strip)
        self._rest(self._window[-1][1])
        self._window.clear()

    def _strip(self, cell: Cell) -> Strip:
        """The line of a digit that was found, as the window shows it."""
        step = max(1, cell.height // _LETTERS)
        rows, columns = self._window[0][2].shape
        frame = Frame.around(cell.reduced(step), (-(-rows // step), -(-columns // step)))
        strip = Strip(frame, self._stride * step)
        for number, time, picture in self._window:
            strip.take(picture[strip.place(step)].copy(), number, time)
        strip.precede(self._earlier.strip(strip, step, self._window))
        return strip

    def _rest(self, time: float) -> None:
        """Search again at once in the beginning, then ever more rarely: what was not found is mostly not there."""
        self._searches += 1
        if self._searches < _AT_FIRST:
            self._earlier.keep(self._window)
        else:
            self._earlier.clear()
            self._waiting_until = time + 2 * _SEARCHED * 2 ** (self._searches - _AT_FIRST)

    def _read(self) -> None:
        """Read what was kept; of several places the first that proves to be a clock is followed, else none."""
        strips, self._strips = self._strips, []
        for strip in strips:
            strip.end()
            if strip.length > 0:
                ticked = _ticks(strip)
                self._known = self._known or _learn(strip, ticked)
                if self._known:
                    self._seconds += _read_earlier(strip.earlier, self._known)
                    self._seconds += read(strip.narrowed(self._known.frame), ticked, self._known)
            if self._known:
                self._strips = [Strip(self._known.frame, strip.step)]
                return


def _decided(one: ShownSecond) -> bool:
    """True where every digit was read."""
    return bool(one.clock) and "?" not in one.before + one.clock


def _learn(strip: Strip, ticked: list[Tick]) -> Known | None:
    """What is known by the strip, and by what was kept of its line before it was found where all its digit was."""
    known = learn(strip, ticked)
    frame = strip.earlier and (known.frame if known else strip.frame).within(strip.earlier.frame.rows)
    return (_learn_both(strip, strip.earlier, ticked) if strip.earlier and frame else None) or known


def _learn_both(strip: Strip, earlier: Strip, ticked: list[Tick]) -> Known | None:
    """What is known by both, in the rows that were kept."""
    frame = strip.frame.within(earlier.frame.rows)
    if frame is None:
        return None
    before = earlier.narrowed(frame)
    count = len(before.numbers)
    later = [Tick(one.after + count, one.first + count) for one in ticked]
    return learn(strip.narrowed(frame).behind(before), [*_ticks(before), *later])


def _read_earlier(strip: Strip | None, known: Known) -> list[ShownSecond]:
    """What was shown before the clock was found, where all rows of its digits were kept."""
    rows = known.frame.rows
    if strip is None or rows.start < strip.frame.rows.start or rows.stop > strip.frame.rows.stop:
        return []
    line = strip.narrowed(known.frame)
    return read(line, _ticks(line), known)


def _ticks(strip: Strip) -> list[Tick]:
    return ticks(strip.crops, strip.times)

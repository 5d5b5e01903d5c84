"""Names the pictures in which the worst of a burned-in clock can be seen, so that a reader need not take our word."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from conformance.measurands.clocks.shown import Shown
from conformance.measurands.tracks import primary_pictures
from conformance.model.areas import Rectangle
from conformance.model.burned_in_facts import BurnedIn, ShownSecond
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Luma, Pictures, VideoTrack
from conformance.model.overlay_facts import OverlayFacts, TextLine
from conformance.model.still import Sight, Still

MOST = 4  # pictures a finding: more show nothing new
_STEPS = 2  # of which the pictures on either side are shown
_LONG = 15  # pictures: the middle of a shorter run looks as its beginning does
_THOUSAND = 1000  # parts of a side, in which the places of text are given

Named: TypeAlias = dict[int, str]  # why, by the number of a picture


@dataclass(frozen=True)
class Film:
    """The pictures of a recording and what was read in them.

    `seconds` are as the reader gave them, `shown` those of them that are believed; `lines` are the places where the
    clock stands, each with the picture from which on it does.
    """

    track: VideoTrack
    pictures: Pictures
    luma: Luma
    seconds: tuple[ShownSecond, ...]
    lines: tuple[tuple[int, Rectangle], ...]
    shown: tuple[Shown, ...]

    def stills(self, named: Named) -> tuple[Still, ...]:
        """Those pictures, but for one whose time stamp another has too: nobody could know it again."""
        known = (number for number in sorted(named) if self.pictures.pts.count(self.pictures.pts[number]) == 1)
        return tuple(self._still(number, named[number]) for number in known)

    def on_either_side(self, time: Fraction, what: str) -> Named:
        """The last picture that was read before the seconds change at `time` from the first picture, and the first."""
        index = self._ticked.get(time, 0)
        if not index:
            return {}
        before, after = self.shown[index - 1].second, self.shown[index].second
        return {before.last: f"last picture read before {what}", after.first: f"first picture read after {what}"}

    def first_at(self, time: Fraction, why: str) -> Named:
        """The first picture of the second that begins at `time`."""
        index = self._ticked.get(time)
        return {} if index is None else {self.shown[index].second.first: why}

    @cached_property
    def _ticked(self) -> dict[Fraction, int]:
        """Which of the seconds shown begins with the tick at a time from the first picture, s."""
        begun = ((one.second, index) for index, one in enumerate(self.shown) if one.second.after >= 0)
        return {(self._time(second.after) + self._time(second.first)) / 2: index for second, index in begun}

    def unread(self) -> list[range]:
        """Pictures one after the other in which no date and time was read that goes on, the longest run first."""
        read = [one.second for one in self.shown if not one.second.helped]
        ends = [(-1, -1), *((one.first, one.last) for one in read), (len(self.pictures.pts), 0)]
        runs = [range(one[1] + 1, other[0]) for one, other in pairwise(ends)]
        return sorted(filter(None, runs), key=lambda run: (-len(run), run.start))

    def _still(self, number: int, why: str) -> Still:
        pts = self.pictures.pts[number]
        sight = Sight(self.track.index, number, pts, self.luma.mean[number], self._marks(number))
        return Still(sight, pts * self.track.time_base, self._time(number), self._read(number), why)

    def _time(self, number: int) -> Fraction:
        return (self.pictures.pts[number] - self.pictures.pts[0]) * self.track.time_base

    def _read(self, number: int) -> str:
        """Date and time where they are believed, else the digits that were made out."""
        for one in self.shown:
            if one.second.first <= number <= one.second.last:
                return f"{one.time:%Y-%m-%d %H:%M:%S}"
        digits = next((one for one in self.seconds if one.first <= number <= one.last), None)
        return " ".join(filter(None, (digits.before, digits.clock, digits.behind))) if digits else ""

    def _marks(self, number: int) -> tuple[Rectangle, ...]:
        """Where the line stands in a picture, or stood in the last one before that was looked at."""
        begin = bisect_right([since for since, _ in self.lines], number)
        since = self.lines[max(0, begin - 1)][0] if self.lines else 0
        return tuple(place for one, place in self.lines if one == since)


def film(subject: RecordingSubject, shown: tuple[Shown, ...], *, by_text: bool) -> Film | Absent:
    """The pictures of a recording in which that was shown, `by_text` where character recognition alone read it.

    Absent where they could not be known again.
    """
    pictured, clock = primary_pictures(subject), subject.facts.burned_in
    if isinstance(pictured, Absent):
        return pictured
    track, pictures = pictured
    if isinstance(pictures.luma, Absent):
        return pictures.luma
    seconds = clock.seconds if isinstance(clock, BurnedIn) else ()
    lines = _of_text(subject.facts.overlay, pictures) if by_text else _of_ticks(clock)
    return Film(track, pictures, pictures.luma, seconds, tuple(lines), shown)


def at_steps(seen: Film | Absent, steps: Iterable[tuple[Fraction, Fraction]]) -> tuple[Still, ...]:
    """On either side of the largest steps, given as (time, size)."""
    if isinstance(seen, Absent):
        return ()
    named: Named = {}
    for time, size in sorted(steps, key=lambda one: -abs(one[1]))[:_STEPS]:
        named = seen.on_either_side(time, f"the step of {float(size):+.3f} s") | named
    return seen.stills(named)


def at_unread(seen: Film | Absent) -> tuple[Still, ...]:
    """Where the longest runs of unread pictures begin, and the middle of the longest."""
    if isinstance(seen, Absent):
        return ()
    runs = seen.unread()
    named = {run.start: f"first of {len(run)} in a row that do not count as read" for run in runs[: MOST - 1]}
    if runs and len(runs[0]) >= _LONG:
        named[runs[0].start + len(runs[0]) // 2] = f"in the middle of {len(runs[0])} that do not count as read"
    return seen.stills(named)


def at_furthest(seen: Film | Absent, offsets: Sequence[tuple[Fraction, float]]) -> tuple[Still, ...]:
    """On either side of the tick that is furthest off, given as (time, offset in s)."""
    if isinstance(seen, Absent):
        return ()
    time, offset = max(offsets, key=lambda one: abs(one[1]))
    return seen.stills(seen.on_either_side(time, f"the change of the seconds that is furthest off, {offset:+.3f} s"))


def along(seen: Film | Absent, rests: Sequence[tuple[Fraction, float]], ahead: float) -> tuple[Still, ...]:
    """The first and the last tick of a line and the one furthest from it, given as (time, distance in s) each.

    From the first to the last the clock got `ahead` by so many s.
    """
    if isinstance(seen, Absent):
        return ()
    time, rest = max(rests, key=lambda one: abs(one[1]))
    named = seen.on_either_side(time, f"the change of the seconds that is furthest from the line, {rest:+.3f} s")
    begun, ended = rests[0][0], rests[-1][0]
    last = f"last change of the seconds: {ahead:+.3f} s since the first, against the time stamps"
    ends = seen.first_at(begun, "first change of the seconds") | seen.first_at(ended, last)
    return seen.stills(ends | named)


def _of_ticks(clock: BurnedIn | Absent) -> list[tuple[int, Rectangle]]:
    return [] if isinstance(clock, Absent) else [(line.since, line.place) for line in clock.lines]


def _of_text(overlay: OverlayFacts | Absent, pictures: Pictures) -> list[tuple[int, Rectangle]]:
    """The clock's lines as text, in px; none where the size of the pictures changes."""
    if isinstance(overlay, Absent) or len(pictures.sizes) != 1:
        return []
    return [(line.number, _in_px(line, pictures.sizes[0])) for line in overlay.clock]


def _in_px(line: TextLine, size: tuple[int, int]) -> Rectangle:
    width, height = size
    return Rectangle(
        line.left * width // _THOUSAND,
        line.top * height // _THOUSAND,
        -(-line.right * width // _THOUSAND),
        -(-line.bottom * height // _THOUSAND),
    )

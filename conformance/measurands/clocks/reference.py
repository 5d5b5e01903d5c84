"""Which UTC the pictures of a filmed reference clock were taken at, with the budget of each line by line.

A lane that is read stood in the display when the middle of the exposure passed at the lane's rows: not before its draw
was seen, not after the next draw of the same lane. All lanes of a picture together leave an interval; its middle is the
reference, and half its width is shared out over the components of the budget that make it: refresh of the display,
exposure, rows of a rolling shutter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise
from math import sqrt
from statistics import median_low

from conformance.measurands.reading import Reading, Result, rectangular
from conformance.measurands.remembered import remembered
from conformance.measurands.tracks import primary_pictures
from conformance.model.clock_facts import HEIGHT, ClockFacts, ClockPicture, Lane
from conformance.model.clock_pattern import LANES, MOST_UNCERTAIN, NUMBERS, Draw
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Pictures
from conformance.model.measurement import COVERAGE_FACTOR, Component
from conformance.model.pattern_facts import Seen
from conformance.model.vocabulary import Reason

_SLOWEST_READOUT = Fraction(1, 30)  # s: of a picture's rows, where pictures come faster than that and may be made ones
_RESPONSE = Fraction(5, 1000)  # s: half-width, LCD response and scan-out until calibrated with a photodiode
_MILLISECOND = Fraction(1, 1000)


class Source(StrEnum):
    """What the uncertainty of a reference time comes from; each is a standard uncertainty in s."""

    DISPLAY_REFRESH = "refresh of the display"
    EXPOSURE = "exposure window"
    ROLLING_SHUTTER = "rows of the rolling shutter"
    RESPONSE = "response and scan-out of the display"
    DRAWING = "delay from drawing to light"
    CODE = "milliseconds of the code"
    CLOCK = "offset of the displayed clock from UTC"


@dataclass(frozen=True)
class PictureTime:
    """The middle of the exposure of picture `number`, at the pattern's middle row.

    `pts` is the picture's time stamp in s of the track, `utc` in s since 1970-01-01 UTC, leap seconds not counted.
    """

    number: int
    pts: Fraction
    utc: Fraction
    components: tuple[Component, ...]

    @property
    def standard(self) -> Fraction:
        """Combined standard uncertainty, s (JCGM 100, 5.1.2)."""
        return Fraction(sqrt(sum(float(one.standard) ** 2 for one in self.components))).limit_denominator(10**9)


def reference_read_share(subject: RecordingSubject) -> Result:
    """Pictures whose time on the filmed reference clock was read, of those that were looked at."""
    facts = subject.facts.clock
    if isinstance(facts, Absent):
        return facts
    read = sum(one.seen is Seen.READ for one in facts.pictures)
    said = [f"{read} of {len(facts.pictures)} pictures"]
    if any(draw.relative for draw in _draws(facts)):
        said.append("the time is that of a clip, not UTC")
    if facts.unread:
        said.append(f"{facts.unread} pictures behind them were not looked at")
    return Reading(Fraction(read, len(facts.pictures)), exercised=len(facts.pictures), note="; ".join(said))


@remembered
def reference_times(subject: RecordingSubject) -> tuple[PictureTime, ...] | Absent:
    """The reference time of every picture that has one, in order of presentation; at least one."""
    facts, shown = subject.facts.clock, primary_pictures(subject)
    if isinstance(facts, Absent):
        return facts
    if isinstance(shown, Absent):
        return shown
    track, table = shown
    if not all(table.timed):
        return Absent(Reason.NO_TIME_STAMPS, "some pictures carry no time stamp")
    draws = _draws(facts)
    doubt = _no_reference(draws) or _stepped_back(facts)
    if doubt:
        return doubt
    film = _Film(_held(draws), _interval(draws), _readout(table, track.time_base))
    found = tuple(_timed(facts, film, table, track.time_base))
    return found or Absent(Reason.NOTHING_TO_MEASURE, "no picture shows a time that later pictures bear out")


@dataclass(frozen=True)
class _Film:
    """`held` is when each draw was gone for certain, ms; `interval` from draw to draw and `readout` of a picture, s."""

    held: Mapping[Draw, int]
    interval: Fraction
    readout: Fraction


def _draws(facts: ClockFacts) -> tuple[Draw, ...]:
    """Every draw that was read, once, in order of time."""
    seen = dict.fromkeys(lane.draw for picture in facts.pictures for lane in picture.lanes)
    return tuple(sorted(seen, key=lambda draw: draw.time))


def _no_reference(draws: tuple[Draw, ...]) -> Absent | None:
    if len(draws) < 2:
        return Absent(Reason.NOTHING_TO_MEASURE, f"{len(draws)} draws of the reference clock were read; 2 are needed")
    if any(draw.relative for draw in draws):
        return Absent(Reason.NO_REFERENCE_TIME, "the filmed clock is a clip: nobody knows at which UTC it was started")
    if not all(0 < draw.uncertainty <= MOST_UNCERTAIN for draw in draws):
        return Absent(
            Reason.UNCERTAINTY_UNKNOWN, "the uncertainty of its offset was not entered in the reference clock"
        )
    return None


def _stepped_back(facts: ClockFacts) -> Absent | None:
    """Of each lane, time must not go back: the clock was set, or the pictures are not in their order."""
    newest = [0] * LANES
    for picture in facts.pictures:
        for draw in (lane.draw for lane in picture.lanes):
            if draw.time < newest[draw.lane]:
                said = f"picture {picture.number} shows an earlier time than one before it"
                return Absent(Reason.METHOD_DOES_NOT_APPLY, said)
            newest[draw.lane] = draw.time
    return None


def _held(draws: tuple[Draw, ...]) -> dict[Draw, int]:
    """For each draw the time of the first one read that is four or more draws later: its lane was written anew by then.

    Numbers begin anew after 256: a draw that was missed for so long makes the time later and never earlier.
    """
    steps = ((later.number - before.number) % NUMBERS for before, later in pairwise(draws))
    counts = list(accumulate(steps, initial=0))
    held: dict[Draw, int] = {}
    after = 0
    for draw, count in zip(draws, counts, strict=True):
        while after < len(draws) and counts[after] < count + LANES:
            after += 1
        if after < len(draws):
            held[draw] = draws[after].time
    return held


def _interval(draws: tuple[Draw, ...]) -> Fraction:
    """From draw to draw, s: median over neighbours."""
    steps = [(later.time - before.time, (later.number - before.number) % NUMBERS) for before, later in pairwise(draws)]
    near = [Fraction(time, 1000 * step) for time, step in steps if 0 < step < LANES]
    return median_low(near) if near else Fraction(max(time for time, _ in steps), 1000)


def _readout(table: Pictures, tick: Fraction) -> Fraction:
    """The longest that the rows of a picture may be read one after the other, s."""
    spans = [(later - before) * tick for before, later in pairwise(table.pts) if later > before]
    return max(_SLOWEST_READOUT, median_low(spans)) if spans else _SLOWEST_READOUT


def _timed(facts: ClockFacts, film: _Film, table: Pictures, tick: Fraction) -> Iterator[PictureTime]:
    for picture in facts.pictures:
        stood = [_stood(lane, picture, film) for lane in picture.lanes]
        ends = [one for one in stood if one.end]
        if not ends:
            continue
        unshifted = min(one.end for one in ends) - max(one.begin for one in stood)
        first, last = max(one.begin - one.shift for one in stood), min(one.end + one.shift for one in ends)
        if first <= last:
            parts = _shared(last - first, unshifted, film.interval)
            newest = max((lane.draw for lane in picture.lanes), key=lambda draw: draw.time)
            components = (*parts, *_of_display(newest, film.interval))
            yield PictureTime(picture.number, table.pts[picture.number] * tick, (first + last) / 2, components)


@dataclass(frozen=True)
class _Stood:
    """From when to when a lane stood still, s, `end` 0 where nobody knows.

    The middle row of the pattern may be read earlier or later than the lane's by `shift`: downward, or upward.
    """

    begin: Fraction
    end: Fraction
    shift: Fraction


def _stood(lane: Lane, picture: ClockPicture, film: _Film) -> _Stood:
    apart = max(abs(lane.top - picture.middle), abs(lane.bottom - picture.middle))
    end = Fraction(film.held.get(lane.draw, 0), 1000)
    return _Stood(Fraction(lane.draw.time, 1000), end, Fraction(apart, HEIGHT) * film.readout)


def _shared(whole: Fraction, unshifted: Fraction, interval: Fraction) -> Iterable[Component]:
    """The width of an interval, of which `unshifted` is what it would be without a rolling shutter, as components."""
    seen = max(Fraction(0), min(unshifted, whole))
    refresh = min(seen, interval)
    widths = (
        (Source.DISPLAY_REFRESH, refresh),
        (Source.EXPOSURE, seen - refresh),
        (Source.ROLLING_SHUTTER, whole - seen),
    )
    return tuple(Component(source, rectangular(width / 2)) for source, width in widths)


def _of_display(draw: Draw, interval: Fraction) -> Iterable[Component]:
    """What does not depend on the picture. A browser shows a draw 1 to 3 refreshes later and the page says 2."""
    yield Component(Source.RESPONSE, rectangular(_RESPONSE))
    if not draw.delay_stated:
        yield Component(Source.DRAWING, rectangular(interval))
    yield Component(Source.CODE, rectangular(_MILLISECOND / 2))
    yield Component(Source.CLOCK, Fraction(draw.uncertainty, 1000) / COVERAGE_FACTOR)

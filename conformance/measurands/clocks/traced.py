"""The burned-in clock against UTC: tick by tick beside a filmed reference clock, else from the witnessed start."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from statistics import stdev
from typing import TypeAlias

from conformance.measurands.clocks.burned_in import Followed, Tick, clock_of, follow, seen_in
from conformance.measurands.clocks.clock import witnessed_offset
from conformance.measurands.clocks.curves import level
from conformance.measurands.clocks.reference import PictureTime, reference_times
from conformance.measurands.clocks.start import started
from conformance.measurands.clocks.stills import at_furthest
from conformance.measurands.coverage import mean_uncertainty
from conformance.measurands.reading import Reading, Result, rectangular, summed
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR, Component
from conformance.model.vocabulary import Reason

_Ran: TypeAlias = Sequence[tuple[Fraction, Fraction]]  # times of ticks and what is known of them, both in s

_NEAREST = 1  # s from a tick to the picture whose reference time serves it: stamps stray by 0.1 ms over it
_QUANTISED = "interval of pictures in which the seconds change"
_SPREAD = "spread of the changes of the seconds"


@dataclass(frozen=True)
class Point:
    """At `utc`, s since 1970-01-01, the clock was `offset` s ahead; `components` are of that offset, in s.

    `time` is that of the tick from the first picture of its recording, s.
    """

    utc: Fraction
    offset: Fraction
    components: tuple[Component, ...]
    time: Fraction = Fraction(0)

    @property
    def standard(self) -> float:
        """Combined standard uncertainty, s."""
        return sqrt(sum(float(one.standard) ** 2 for one in self.components))


def clock_offset(subject: RecordingSubject) -> Result:
    """Burned-in clock, in its stated zone, minus UTC as filmed or witnessed, s; of the stretch furthest off."""
    followed = _certain(subject)
    if isinstance(followed, Absent):
        return followed
    reference = started(subject)
    if isinstance(reference, Absent):
        return Absent(reference.reason, f"{reference.detail}; {followed.told}")
    filmed = points(subject)
    if isinstance(filmed, Absent):
        found, ran = _furthest(
            [
                (_witnessed(subject, ticks, reference), [(one.time, one.ahead) for one in ticks])
                for ticks in followed.stretches
            ]
        )
    else:
        found, ran = _furthest([(_mean(stretch), [(one.time, one.offset) for one in stretch]) for stretch in filmed])
    if isinstance(found, Absent):
        return found
    note = f"{found.note}; {followed.how}" if followed.how else found.note
    return replace(found, note=note, stills=at_furthest(seen_in(subject, followed), _offsets(found, ran)))


def points(subject: RecordingSubject) -> tuple[tuple[Point, ...], ...] | Absent:
    """Every tick beside a filmed reference clock, in stretches without a step; at least one."""
    followed, zone = _certain(subject), subject.recording.clock_zone
    if isinstance(followed, Absent):
        return followed
    times = reference_times(subject)
    if isinstance(times, Absent):
        return times
    if isinstance(zone, Absent):
        return Absent(zone.reason, f"{zone.detail}; {followed.told}")
    found = (tuple(_points(ticks, times, followed.begins, zone)) for ticks in followed.stretches)
    stretches = tuple(stretch for stretch in found if stretch)
    return stretches or Absent(Reason.NOTHING_TO_MEASURE, "no second changes near a picture with a reference time")


def _certain(subject: RecordingSubject) -> Followed | Absent:
    """The clock read, if its hour is certain and some second was seen to change."""
    followed = follow(subject)
    if isinstance(followed, Absent):
        return followed
    if followed.doubtful_hour:
        said = f"whether AM or PM stands behind the time was not read; {followed.told}"
        return Absent(Reason.SETTING_NOT_STATED, said)
    if not followed.stretches:
        return Absent(Reason.NOTHING_TO_MEASURE, f"no change of the seconds was seen; {followed.told}")
    return followed


def _points(ticks: Sequence[Tick], times: Sequence[PictureTime], begins: Fraction, zone: int) -> Iterator[Point]:
    stamps = [one.pts for one in times]
    for tick in ticks:
        stamp = begins + tick.time
        after = bisect(stamps, stamp)
        nearest = min(times[max(0, after - 1) : after + 1], key=lambda one: abs(one.pts - stamp))
        if abs(nearest.pts - stamp) <= _NEAREST:
            utc = nearest.utc + stamp - nearest.pts
            quantised = Component(_QUANTISED, rectangular(tick.half))
            yield Point(utc, tick.shown - zone * 60 - utc, (quantised, *nearest.components), tick.time)


def _mean(stretch: Sequence[Point]) -> Reading:
    """Of one stretch: ticks fall between pictures alike, so that of all components the spread alone averages out."""
    offset = sum((one.offset for one in stretch), Fraction(0)) / len(stretch)
    worst = max(stretch, key=lambda one: one.standard)
    budget = (*worst.components, *_spread([float(one.offset - offset) for one in stretch]))
    note = f"{len(stretch)} changes of the seconds beside the filmed reference clock"
    uncertainty = summed(budget)
    drawn = level([(one.utc - stretch[0].utc, one.offset) for one in stretch], offset, uncertainty.expanded)
    return Reading(offset, uncertainty, len(stretch), note, budget=budget, curves=(drawn,))


def _witnessed(subject: RecordingSubject, ticks: tuple[Tick, ...], reference: ReferenceTime) -> Result:
    clock = clock_of(subject, ticks)
    found = witnessed_offset(clock, reference)
    if isinstance(found, Absent):
        return found
    budget = (
        Component(_QUANTISED, clock.uncertainty),
        Component(f"start by the {reference.source}", reference.expanded_uncertainty / COVERAGE_FACTOR),
        *_spread([float(one.ahead - ticks[0].ahead) for one in ticks]),
    )
    note = f"{len(ticks)} changes of the seconds; {found.note}"
    return replace(found, uncertainty=summed(budget), exercised=len(ticks), note=note, budget=budget)


def _spread(ahead: Sequence[float]) -> Iterator[Component]:
    if len(ahead) > 1:
        uncertainty = mean_uncertainty(stdev(ahead), len(ahead))
        yield Component(_SPREAD, Fraction(uncertainty).limit_denominator(10**9))


def _furthest(found: Sequence[tuple[Result, _Ran]]) -> tuple[Result, _Ran]:
    """The value furthest from 0, with what it is the mean of."""
    return max(found, key=lambda one: 0 if isinstance(one[0], Absent) else abs(one[0].value))  # type: ignore[arg-type]


def _offsets(found: Reading, ran: _Ran) -> list[tuple[Fraction, float]]:
    """The offset at each tick: what the mean of the stretch is, but for how far the tick is from the others."""
    mean = sum((one for _, one in ran), Fraction(0)) / len(ran)
    return [(time, float(found.value + one - mean)) for time, one in ran]  # type: ignore[operator]

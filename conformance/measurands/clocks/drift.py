"""How the burned-in clock drifts: against the recording's own time stamps, and against UTC as it was filmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import hypot, sqrt
from statistics import fmean, median
from typing import TypeAlias

from conformance.measurands.clocks.burned_in import STEP, Tick, seen_in, whole_clock
from conformance.measurands.clocks.curves import sloping
from conformance.measurands.clocks.stills import along
from conformance.measurands.clocks.traced import Point, points
from conformance.measurands.coverage import student
from conformance.measurands.reading import Reading, Result, rectangular
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR, Uncertain
from conformance.model.vocabulary import Reason

_Ran: TypeAlias = list[tuple[Fraction, Fraction]]  # times and offsets at them, both in s

_DAY = 86_400  # s
_FEWEST = 10  # ticks: fewer show no drift
_MADS = 3 * 1.4826  # of jumps: three standard deviations of normal ones
_WANDER = 20e-6  # of a quartz from 25 degC to 0 degC: 0.034 ppm/K^2; of few jumps the 3 MAD are no bound
_FEWEST_TOLD = 4  # points between which a jump can be told from the drift


def stamp_drift(subject: RecordingSubject) -> Result:
    """Drift of the clock against the recording's own time stamps, s/d, over its longest stretch without a step."""
    followed = whole_clock(subject)
    if isinstance(followed, Absent):
        return followed
    ticks: tuple[Tick, ...] = max(followed.stretches, key=len, default=())
    if len(ticks) < _FEWEST:
        return _too_few(f"{len(ticks)} changes of the seconds without a step; {_FEWEST} needed")
    ran = [(one.time - ticks[0].time, one.ahead - ticks[0].ahead) for one in ticks]
    line = _fitted(ran, float(rectangular(max(one.half for one in ticks))))
    rests = [(one.time, rest) for one, rest in zip(ticks, _rests(ran, line.slope), strict=True)]
    stills = along(seen_in(subject, followed), rests, float(ticks[-1].ahead - ticks[0].ahead))
    return replace(_reading(line, ran, f"over {float(ran[-1][0]):.0f} s"), stills=stills)


def clock_drift(subject: DeviceSubject) -> Result:
    """Drift of the burned-in clock against UTC, s/d, from recording to recording, or within the only one."""
    filmed = [_ticking(one) for one in subject.recordings]
    read = [one for one in filmed if not isinstance(one, Absent)]
    if not read:
        failed = (one for one in filmed if isinstance(one, Absent))
        return next(failed, Absent(Reason.EVIDENCE_MISSING, "no recording of a reference clock"))
    if any(len(stretches) > 1 for stretches in read):
        return Absent(Reason.METHOD_DOES_NOT_APPLY, "the clock steps within a recording: no line goes through a step")
    middles = sorted((_middle(stretches[0]) for stretches in read), key=lambda one: one.utc)
    found = _along(read[0][0]) if len(read) == 1 else _across(middles)
    left = len(filmed) - len(read)
    if isinstance(found, Absent) or not left:
        return found
    return replace(found, note=f"{found.note}; of {left} more nothing could be read")


def _ticking(subject: RecordingSubject) -> tuple[tuple[Point, ...], ...] | Absent:
    """The ticks of a recording whose every picture was looked at: elsewhere there may be steps."""
    whole = whole_clock(subject)
    return whole if isinstance(whole, Absent) else points(subject)


def _along(ticks: tuple[Point, ...]) -> Result:
    """Within one recording, by its ticks."""
    if len(ticks) < _FEWEST:
        return _too_few(f"{len(ticks)} changes of the seconds beside a filmed reference clock; {_FEWEST} needed")
    ran = _ran(ticks)
    line = _fitted(ran, max(one.standard for one in ticks))
    return _reading(line, ran, f"over {float(ran[-1][0]):.0f} s of one recording")


def _across(found: list[Point]) -> Result:
    """From recording to recording."""
    if any(later.utc <= one.utc for one, later in pairwise(found)):
        return _too_few("two recordings of a reference clock are of one and the same time")
    stepped = _stepped(found)
    if stepped is not None:
        said = f"the clock stepped by {stepped:+.3f} s or was set between the recordings: no line goes through a step"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, said)
    ran = _ran(found)
    line = _fitted(ran, max(one.standard for one in found))
    return _reading(line, ran, f"over {float(ran[-1][0]) / 3600:.3g} h and {len(found)} recordings")


def _middle(ticks: tuple[Point, ...]) -> Point:
    """The mean of one recording's ticks, as uncertain as the worst of them."""
    count = len(ticks)
    return Point(
        sum((one.utc for one in ticks), Fraction(0)) / count,
        sum((one.offset for one in ticks), Fraction(0)) / count,
        max(ticks, key=lambda one: one.standard).components,
    )


def _stepped(found: Sequence[Point]) -> float | None:
    """The largest jump from one point to the next beside the usual rate, s, where it is a step."""
    if len(found) < _FEWEST_TOLD:
        return None
    ways = [(float(later.utc - one.utc), float(later.offset - one.offset)) for one, later in pairwise(found)]
    rate = median(ahead / passed for passed, ahead in ways)
    jumps = [ahead - rate * passed for passed, ahead in ways]
    centre = median(jumps)
    usual = _MADS * median(abs(one - centre) for one in jumps)
    allowed = sqrt(2) * float(COVERAGE_FACTOR) * max(one.standard for one in found)
    steps = [
        jump
        for jump, (passed, _) in zip(jumps, ways, strict=True)
        if abs(jump) > min(max(usual, allowed, STEP), allowed + STEP + _WANDER * passed)
    ]
    return max(steps, key=abs, default=None)


@dataclass(frozen=True)
class _Line:
    """Slope and its standard uncertainty, both without unit."""

    slope: float
    standard: float


def _ran(found: Sequence[Point]) -> _Ran:
    return [(one.utc - found[0].utc, one.offset) for one in found]


def _fitted(ran: _Ran, standard: float) -> _Line:
    """How the offsets grow with the times, both in s and each offset known to `standard` alike.

    Least squares; to their t interval comes the uncertainty of both ends over the whole time, for a slow drift moves
    the ticks between two pictures unseen. Of two points that is all.
    """
    times, ahead = [float(time) for time, _ in ran], [float(offset - ran[0][1]) for _, offset in ran]
    centre, level = fmean(times), fmean(ahead)
    square = sum((time - centre) ** 2 for time in times)
    slope = sum((time - centre) * (one - level) for time, one in zip(times, ahead, strict=True)) / square
    freedom = len(times) - 2
    normal = 0.0
    if freedom:
        normal = (
            sqrt(sum(one**2 for one in _rests(ran, slope)) / freedom / square)
            * student(freedom)
            / float(COVERAGE_FACTOR)
        )
    return _Line(slope, hypot(normal, 2 * standard / (max(times) - min(times))))


def _rests(ran: _Ran, slope: float) -> list[float]:
    """Of each offset, s, from the line of that slope through their centre."""
    times, ahead = [float(time) for time, _ in ran], [float(offset - ran[0][1]) for _, offset in ran]
    centre, level = fmean(times), fmean(ahead)
    return [one - level - slope * (time - centre) for time, one in zip(times, ahead, strict=True)]


def _reading(line: _Line, ran: _Ran, over: str) -> Reading:
    value, standard = (Fraction(one * _DAY).limit_denominator(10**9) for one in (line.slope, line.standard))
    drawn = sloping(ran, line.slope, float(COVERAGE_FACTOR) * line.standard)
    note = f"{line.slope * 1e6:+.1f} ppm {over}"
    return Reading(value, Uncertain(standard * COVERAGE_FACTOR), len(ran), note, curves=(drawn,))


def _too_few(said: str) -> Absent:
    return Absent(Reason.NOTHING_TO_MEASURE, said)

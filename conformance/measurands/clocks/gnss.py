"""The time of a satellite receiver, carried back to the first picture, alone against a witness and as a clock.

A receiver's time belongs to a moment that lies in the packet that holds it, or shortly before: it reaches the recorder
over a serial line and is written with others. That moment less the time stamps since the first picture is the start of
the recording, between two bounds. All fixes have to agree on one: a clock that stops or jumps does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from conformance.measurands.clocks.clock import Clock
from conformance.measurands.clocks.gnss_log import logged_start
from conformance.measurands.clocks.receiver import LATEST, STRAYS, GnssStart, counted, time_text
from conformance.measurands.clocks.start import started
from conformance.measurands.reading import Reading, Result, expanded, seconds
from conformance.measurands.remembered import remembered
from conformance.measurands.tracks import Timeline, timeline
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent
from conformance.model.gnss_facts import Fix, GnssTrack
from conformance.model.leap_seconds import EPOCH, passed, utc_when
from conformance.model.measurement import COVERAGE_FACTOR, Opinion
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

_ROLLOVER = 1024 * 7 * 86_400  # s: the week number of GPS has ten bits (IS-GPS-200, 20.3.3.3.1.1)
_DAY = 86_400
_AWAY = 60  # s that telemetry may begin behind the pictures or end before them: more is a fault of the time stamps
_BROKEN = Reason.TIME_STAMPS_UNRELIABLE


@dataclass(frozen=True)
class Bounds:
    """Between which times one fix puts the start of the recording, as `passed` counts them; so is its own `time`.

    `at` is the time of its packet from the first picture, s.
    """

    fix: Fix
    at: Fraction
    time: Fraction
    earliest: Fraction
    latest: Fraction

    @property
    def half_width(self) -> Fraction:
        """Half the way from one to the other, s."""
        return (self.latest - self.earliest) / 2


def gnss_offset(subject: RecordingSubject) -> Result:
    """GNSS time at the first picture minus the witnessed start of the recording, s."""
    starts = gnss_starts(subject)
    if isinstance(starts, Absent):
        return starts
    best, *others = sorted(starts, key=lambda start: start.half_width)
    reference = started(subject)
    if isinstance(reference, Absent):
        return Absent(reference.reason, f"{reference.detail}; {best.clock.text}")
    offset = best.utc - _since_1970(reference)
    budget = expanded(best.clock.uncertainty, reference.expanded_uncertainty / COVERAGE_FACTOR)
    opinions = tuple(
        Opinion(other.clock.source, other.utc - _since_1970(reference), agrees=_agree(best, other)) for other in others
    )
    witness = f"the {reference.source} {reference.start.astimezone(UTC).isoformat()}"
    note = f"{best.clock.text} at the first picture by {counted(best.told)}; {witness}{_rolled_over(offset)}"
    return Reading(offset, budget, best.told.valid, note, opinions=opinions)


def gnss_clocks(subject: RecordingSubject) -> tuple[Clock, ...] | Absent:
    """The clocks of all receivers, none where no fix can be placed; absent where one does not run with the stamps."""
    starts = gnss_starts(subject)
    if isinstance(starts, Absent):
        return starts if starts.reason is Reason.TIME_STAMPS_UNRELIABLE else ()
    return tuple(start.clock for start in starts)


@remembered
def gnss_starts(subject: RecordingSubject) -> tuple[GnssStart, ...] | Absent:
    """The start of the recording by each track with fixes and by the log; absent where there is none or one is torn."""
    gnss = subject.facts.gnss
    if isinstance(gnss, Absent):
        return gnss
    line = timeline(subject)
    if isinstance(line, Absent):
        return line
    found = [*(_start(track, line) for track in gnss.tracks), *(logged_start(log, line) for log in gnss.logs)]
    failed = sorted((one for one in found if isinstance(one, Absent)), key=lambda one: one.reason != _BROKEN)
    starts = tuple(one for one in found if not isinstance(one, Absent))
    return failed[0] if failed and (failed[0].reason == _BROKEN or not starts) else starts


def _start(track: GnssTrack, line: Timeline) -> GnssStart | Absent:
    bounds = tuple(_bounds(track, line.stamps[0] * line.tick))
    if not bounds:
        return Absent(Reason.TIME_NOT_SET, f"{_named(track)} holds no valid fix with a time stamp: {counted(track)}")
    doubt = _doubt(track, bounds, line.length)
    if doubt:
        return Absent(_BROKEN, f"{_named(track)}: {doubt}")
    if len({one.time for one in bounds}) < 2:
        seen = f"{_named(track)} is not seen to run: {counted(track)}, all of {time_text(bounds[0].fix)}"
        return Absent(_BROKEN if len({one.at for one in bounds}) > 1 else Reason.NOTHING_TO_MEASURE, seen)
    # All fixes may have come late alike, so that many do not narrow what one leaves open
    earliest, latest = _common(bounds)
    return GnssStart(track, utc_when((earliest + latest) / 2), min(one.half_width for one in bounds))


def _doubt(track: GnssTrack, bounds: tuple[Bounds, ...], length: Fraction) -> str:
    """Why the fixes of a track place no start of pictures that last `length` s; '' where they do."""
    if track.damaged > track.valid:
        return f"more is damaged than valid: {counted(track)}"
    if track.disordered:
        return f"{track.disordered} packets with another time than the one before are stamped no later"
    if bounds[0].at > length + _AWAY or bounds[-1].at < -_AWAY:
        return f"it lies beside no picture, but {_between(bounds[0], bounds[-1])}"
    earliest, latest = _common(bounds)
    return _torn(bounds) if earliest > latest else ""


def _bounds(track: GnssTrack, first: Fraction) -> Iterator[Bounds]:
    for fix in track.fixes:
        at = fix.pts * track.time_base - first
        time = passed(fix.utc, in_leap_second=fix.in_leap_second)
        open_by = fix.resolution + abs(at) * STRAYS
        yield Bounds(fix, at, time, time - at - fix.duration * track.time_base - open_by, time - at + LATEST + open_by)


def _common(bounds: Iterable[Bounds]) -> tuple[Fraction, Fraction]:
    """Between which times all put the start; the first is the later one where they agree on none."""
    held = tuple(bounds)
    return max(one.earliest for one in held), min(one.latest for one in held)


def _torn(bounds: tuple[Bounds, ...]) -> str:
    """What fixes say that agree on no start: how long one time stands, else the two that are furthest from agreeing."""
    stands = max((tuple(run) for _, run in groupby(bounds, attrgetter("time"))), key=lambda run: run[-1].at - run[0].at)
    earliest, latest = _common(stands)
    if earliest > latest:
        return f"{_between(stands[0], stands[-1])} its time stands still at {time_text(stands[0].fix)}"
    apart = max(bounds, key=lambda one: one.earliest), min(bounds, key=lambda one: one.latest)
    one, other = sorted(apart, key=lambda bound: bound.at)
    ran = f"goes {decimal(other.time - one.time)} s, {time_text(one.fix)} to {time_text(other.fix)}"
    return f"{_between(one, other)} its time {ran}"


def _between(one: Bounds, other: Bounds) -> str:
    return f"from {decimal(one.at)} s to {decimal(other.at)} s from the first picture"


def _agree(one: GnssStart, other: GnssStart) -> bool:
    return abs(one.utc - other.utc) <= one.half_width + other.half_width


def _rolled_over(offset: Fraction) -> str:
    """What to say of an offset of 1024 weeks, or a multiple of them, to a day."""
    times = round(offset / _ROLLOVER)
    if times and abs(offset - times * _ROLLOVER) < _DAY:
        return f"; {abs(times) * 1024} weeks are a roll-over of the receiver's week number"
    return ""


def _named(track: GnssTrack) -> str:
    return f"GNSS ({track.format})" if track.index < 0 else f"GNSS ({track.format}) of track {track.index}"


def _since_1970(reference: ReferenceTime) -> Fraction:
    return seconds(reference.start - EPOCH)

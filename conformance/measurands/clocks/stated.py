"""The times that stand beside the pictures, in SEI messages, KLV or tables, carried back to the first picture.

Each time less the time stamps since the first picture is the start of the recording. All of a source must come to the
same start, but for what its place leaves open and a second by which a clock and time stamps of its own may part: one
that stops, jumps or runs off does not.
"""

from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from fractions import Fraction

from conformance.measurands.clocks.clock import UTC_ZONE, Clock, witnessed_offset
from conformance.measurands.clocks.start import started
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.remembered import remembered
from conformance.measurands.tracks import Timeline, primary, timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.leap_seconds import EPOCH, utc_when
from conformance.model.measurement import Opinion, Where
from conformance.model.stated_times import IN_SEI, StatedTime, StatedTimes, TimeSource
from conformance.model.units import decimal
from conformance.model.vocabulary import Axis, Reason

_BROKEN = Reason.TIME_STAMPS_UNRELIABLE
_PARTS = Fraction(1)  # s by which the times of one source may come to different starts
_STRAYS = Fraction(1, 10_000)  # of the time between: a quartz clock is off by 20 ppm, in the cold by another 70 ppm
_SECOND = Fraction(1)
# s: a set or a table is sent beside the pictures, and no document says how near; a picture is coded before it is sent
_BESIDE, _CODED = Fraction(1), Fraction(1)
# TAI - UTC was 19 s when GPS began; TAI less the count of MISP is 8.000082 s, from 1970 on without a leap second. The
# text of MISB ST 0603 was not read: that the count is continuous says public code (stanag4609), the number MispInstant
_BEFORE_GPS = Fraction(10_999_918, 1_000_000)
_COUNTING_LEAPS = frozenset({TimeSource.MISP, TimeSource.MISP_NANO, TimeSource.LOCAL_SET})
_MISP = frozenset({TimeSource.MISP, TimeSource.MISP_NANO})
_JAPAN = 540  # min: ARIB STD-B10, 5.2.8 has Japan's time in the table in which EN 300 468 has UTC


@dataclass(frozen=True)
class StatedStart:
    """The start of the recording by one source: UTC in s since 1970, to `half_width` s on either side."""

    times: StatedTimes
    utc: Fraction
    half_width: Fraction

    @property
    def clock(self) -> Clock:
        """As a clock of the recording, with what else its writer may have meant."""
        source = self.times.source
        named = f"SEI ({source})" if source in IN_SEI else str(source)
        clock = self._shown(named, self.utc)
        others: tuple[Clock, ...] = ()
        if source in _COUNTING_LEAPS:
            counted = utc_when(self.utc - _BEFORE_GPS)
            others = (self._shown("a count with leap seconds (MISP time)", counted),)
        elif source is TimeSource.TABLE:
            others = (replace(clock, source="Japan's time (ARIB STD-B10)", zone=_JAPAN),)
        return replace(clock, others=others)

    def _shown(self, source: str, utc: Fraction) -> Clock:
        shown = EPOCH + timedelta(microseconds=round(utc * 1_000_000))
        return Clock(source, shown.replace(tzinfo=None), UTC_ZONE, self.half_width)


def sei_offset(subject: RecordingSubject) -> Result:
    """UTC in the SEI messages of the pictures, carried back to the first one, minus the witnessed start, s."""
    starts = _of_sources(subject, IN_SEI)
    if isinstance(starts, Absent):
        return starts
    if not starts:
        return _no_date(subject)
    best, *others = sorted(starts, key=lambda start: start.half_width)
    offset = witnessed_offset(best.clock, started(subject))
    if isinstance(offset, Absent) or not isinstance(offset.value, Fraction):
        return offset
    opinions = tuple(_opinion(best, other, offset.value) for other in others)
    faults = best.times.faults[:MOST_PLACES]
    return Reading(
        offset.value,
        offset.uncertainty,
        best.times.count,
        f"at the first picture by {_counted(best.times)}; {offset.note}",
        tuple(Where(Axis.PACKET, Fraction(packet), "its time is no later than the one before") for packet in faults),
        (*offset.opinions, *opinions),
    )


def misp_share(subject: RecordingSubject) -> Result:
    """Share of the coded pictures that carry a date and time as a MISP precision time stamp."""
    facts, track = subject.facts.times, primary(subject)
    if isinstance(track, Absent):
        return track
    if isinstance(facts, Absent):
        return facts
    if isinstance(track.packets, Absent):
        return track.packets
    mine = [one for one in facts.found if one.index == track.index and one.source in _MISP]
    if not mine:
        return Absent(Reason.TRACK_MISSING, "no picture carries a MISP precision time stamp that is read")
    best = max(mine, key=lambda one: one.count)
    pictures = sum(track.packets.picture)
    return Reading(Fraction(best.count, max(pictures, best.count)), exercised=pictures, note=_counted(best))


def stated_clocks(subject: RecordingSubject) -> tuple[Clock, ...] | Absent:
    """The clocks of all sources, none where no time can be placed; absent where one does not run with the stamps."""
    starts = _of_sources(subject, frozenset(TimeSource))
    if isinstance(starts, Absent):
        return starts if starts.reason is _BROKEN else ()
    return tuple(start.clock for start in starts)


def _of_sources(subject: RecordingSubject, sources: frozenset[TimeSource]) -> tuple[StatedStart, ...] | Absent:
    """The start of the recording by each of those that has one; absent where one comes to several."""
    found = _stated_starts(subject)
    if isinstance(found, Absent):
        return found
    own = [start for source, start in found if source in sources]
    broken = [start for start in own if isinstance(start, Absent)]
    return broken[0] if broken else tuple(start for start in own if isinstance(start, StatedStart))


@remembered
def _stated_starts(subject: RecordingSubject) -> tuple[tuple[TimeSource, StatedStart | Absent], ...] | Absent:
    """Every source whose times have a place, with its start."""
    facts = subject.facts.times
    if isinstance(facts, Absent):
        return facts
    placed = [times for times in facts.found if times.times and times.late >= 0]
    line = timeline(subject)
    if isinstance(line, Absent):
        return tuple((times.source, line) for times in placed)
    return tuple((times.source, _start(times, line)) for times in placed)


def _start(times: StatedTimes, line: Timeline) -> StatedStart | Absent:
    if times.damaged > times.count:
        return Absent(_BROKEN, f"{_named(times)}: more is damaged than dated: {_counted(times)}")
    if times.still and len({one.utc for one in times.times}) == 1:
        return Absent(_BROKEN, f"{_named(times)}: all of its times are {_text(times.times[0])}")
    early, late, step = _open(times, line)
    placed = [(one.utc - _at(one, times, line), one) for one in times.times]
    least, most = min(placed, key=lambda one: one[0]), max(placed, key=lambda one: one[0])
    strayed = [abs(_at(one, times, line)) * _STRAYS for one in times.times]
    apart = most[0] - least[0]
    if apart > _PARTS + early + late + 2 * step + max(strayed):
        return Absent(_BROKEN, f"{_named(times)}: {_torn(least[1], most[1], times, line)}")
    middle = (least[0] - early + most[0] + late) / 2
    return StatedStart(times, middle, (apart + early + late) / 2 + step + min(strayed))


def _open(times: StatedTimes, line: Timeline) -> tuple[Fraction, Fraction, Fraction]:
    """How much earlier and later the start may be than a time and its place come to, and the last digit, all in s.

    Which moment of a picture a time in it is of, no document tells: it may be off by an interval of pictures.
    """
    picture = line.median_interval * line.tick
    if times.source is TimeSource.TABLE:
        return _CODED, Fraction(0), _SECOND
    if times.source is TimeSource.LOCAL_SET:
        return _BESIDE, _BESIDE, Fraction(0)
    return picture, picture + times.late, Fraction(0)


def _at(one: StatedTime, times: StatedTimes, line: Timeline) -> Fraction:
    """Time of the packet from the first picture, s; that of a table from the first reference."""
    first = Fraction(0) if times.source is TimeSource.TABLE else line.stamps[0] * line.tick
    return one.pts * times.time_base - first


def _torn(one: StatedTime, other: StatedTime, times: StatedTimes, line: Timeline) -> str:
    """Two times that come to different starts."""
    first, last = sorted((one, other), key=lambda time: time.pts)
    between = f"from {decimal(_at(first, times, line))} s to {decimal(_at(last, times, line))} s from the first picture"
    return f"{between} its time goes {decimal(last.utc - first.utc)} s, {_text(first)} to {_text(last)}"


def _opinion(best: StatedStart, other: StatedStart, offset: Fraction) -> Opinion:
    apart = other.utc - best.utc
    return Opinion(other.clock.source, offset + apart, agrees=abs(apart) <= best.half_width + other.half_width)


def _no_date(subject: RecordingSubject) -> Absent:
    """Why no message of the pictures states a time that can be placed."""
    facts = subject.facts.times
    found = () if isinstance(facts, Absent) else tuple(one for one in facts.found if one.source in IN_SEI)
    if not found:
        return Absent(Reason.TRACK_MISSING, "no SEI message of the pictures holds a date and time that is read")
    return Absent(Reason.TIME_NOT_SET, "; ".join(f"{_named(one)}: {_counted(one)}" for one in found))


def _named(times: StatedTimes) -> str:
    return f"{times.source}" if times.index < 0 else f"{times.source} of track {times.index}"


def _counted(times: StatedTimes) -> str:
    counts = (
        ("earlier than the one before", times.backwards),
        ("standing still", times.still),
        ("no time of day", times.no_date),
        ("without a time stamp", times.untimed),
        ("damaged", times.damaged),
        ("not looked at", times.unread),
        ("of a clock that may not be locked to a reference", times.unlocked),
        ("behind a jump that is admitted", times.jumps),
    )
    return ", ".join((f"{times.count} times", *(f"{count} {kind}" for kind, count in counts if count)))


def _text(one: StatedTime) -> str:
    shown = EPOCH + timedelta(microseconds=round(one.utc * 1_000_000))
    return f"{shown.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'auto')} UTC"

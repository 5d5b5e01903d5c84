"""How long a device can record into the storage it states, at the highest rate seen."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from statistics import stdev

from conformance.measurands.cadence import duration
from conformance.measurands.continuity import too_still
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent, Packets
from conformance.model.measurement import COVERAGE_FACTOR, Uncertain, UncertaintyUnknown
from conformance.model.vocabulary import Reason

_WINDOW = 10  # s: longer than any group of pictures, shorter than a scene
_CAPACITY = "storage_bytes"


@dataclass(frozen=True)
class _Rate:
    """Highest rate of one recording of that length (s) in B/s, and the rates of its windows side by side."""

    evidence: str
    length: Fraction
    peak: Fraction
    windows: tuple[Fraction, ...]


def recordable_time(subject: DeviceSubject) -> Result:
    """Stated capacity over the highest rate of any window of 10 s in any recording, h: a worst case."""
    capacity = subject.statement.find(_CAPACITY, Reason.CAPACITY_NOT_STATED)
    if isinstance(capacity, Absent):
        return capacity
    found = [(one, _rate(one)) for one in subject.recordings]
    unstaged = [rate for one, rate in found if not one.recording.role.staged]
    unknown = [rate for rate in unstaged if isinstance(rate, Absent)]
    if unknown:
        share = f"{len(unknown)} of {len(unstaged)} recordings that were not staged have no measurable rate"
        return Absent(unknown[0].reason, f"{share}: {unknown[0].detail}")
    rates = [rate for _, rate in found if isinstance(rate, _Rate)]
    if not rates:
        return Absent(Reason.NOTHING_TO_MEASURE, "no recording of the submission has a measurable rate")
    if all(map(too_still, subject.recordings)):
        return Absent(Reason.SCENE_TOO_STILL, "no scene of the submission moves, so that none is hard to code")
    highest = max(rates, key=lambda rate: rate.peak)
    hours = capacity.to("B").value / highest.peak / 3600
    note = (
        f"capacity {capacity} is the device's own statement; highest rate {float(highest.peak):.6g} B/s "
        f"in {float(highest.length):.6g} s of {highest.evidence}, of {len(rates)} recordings; "
        "holds for scenes no harder to code than these"
    )
    return Reading(hours, _spread(hours, highest), len(rates), note)


def _spread(hours: Fraction, rate: _Rate) -> Uncertain | UncertaintyUnknown:
    if len(rate.windows) < 2:
        return UncertaintyUnknown(f"the recording is shorter than two windows of {_WINDOW} s")
    relative = Fraction(stdev(map(float, rate.windows))) / rate.peak
    return Uncertain((hours * relative * COVERAGE_FACTOR).limit_denominator(10**9))


def _rate(subject: RecordingSubject) -> _Rate | Absent:
    track, length = primary(subject), duration(subject)
    if isinstance(track, Absent):
        return track
    if isinstance(length, Absent):
        return length
    if not isinstance(track.packets, Packets) or not isinstance(length.value, Fraction) or not length.value:
        return Absent(Reason.NOTHING_TO_MEASURE, "no packets over a duration")
    coded = sum(track.packets.size)
    besides = Fraction(max(subject.facts.size - coded, 0)) / length.value  # sound, metadata, container
    bytes_in = _Line(track.packets, track.time_base)
    side_by_side = tuple(bytes_in.rate(start) for start in bytes_in.starts_side_by_side(length.value))
    peak = max((coded / length.value, *map(bytes_in.rate, bytes_in.starts_sliding(length.value))))
    return _Rate(subject.recording.id, length.value, peak + besides, tuple(rate + besides for rate in side_by_side))


class _Line:
    """Coded bytes over time in whole ticks, so that every window of an hour's packets is looked at in a second."""

    def __init__(self, packets: Packets, time_base: Fraction) -> None:
        columns = zip(packets.pts, packets.timed, packets.size, strict=True)
        rows = sorted((pts, size) for pts, timed, size in columns if timed)
        self._stamps = [pts - rows[0][0] for pts, _ in rows]
        self._before = [0, *accumulate(size for _, size in rows)]
        self._window = round(_WINDOW / time_base)
        self._tick = time_base

    def starts_side_by_side(self, length: Fraction) -> range:
        """Starts of the whole windows one after the other, in ticks."""
        return range(0, int(length / self._tick) - self._window + 1, self._window)

    def starts_sliding(self, length: Fraction) -> list[int]:
        """Starts of the whole windows that begin with a packet, in ticks."""
        last = int(length / self._tick) - self._window
        return self._stamps[: bisect_right(self._stamps, last)]

    def rate(self, start: int) -> Fraction:
        """Coded bytes a second in the window that begins there."""
        first, behind = bisect_left(self._stamps, start), bisect_left(self._stamps, start + self._window)
        return Fraction(self._before[behind] - self._before[first], _WINDOW)

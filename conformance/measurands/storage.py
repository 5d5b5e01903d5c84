"""How long a device can record into the storage it states, at the highest rate seen."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from statistics import stdev

from conformance.measurands.cadence import duration
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent, Packets, VideoTrack
from conformance.model.measurement import COVERAGE_FACTOR, Uncertain, UncertaintyUnknown
from conformance.model.vocabulary import Reason

_WINDOW = 10  # s: longer than any group of pictures, shorter than a scene
_CAPACITY = "storage_bytes"


@dataclass(frozen=True)
class _Rate:
    """Highest rate of one recording in B/s with the rates of its whole windows."""

    evidence: str
    peak: Fraction
    windows: tuple[Fraction, ...]


def recordable_time(subject: DeviceSubject) -> Result:
    """Stated capacity over the highest rate of any window of 10 s in any recording, h: a worst case."""
    capacity = subject.statement.find(_CAPACITY, Reason.CAPACITY_NOT_STATED)
    if isinstance(capacity, Absent):
        return capacity
    rates = [rate for rate in map(_rate, subject.recordings) if isinstance(rate, _Rate)]
    if not rates:
        return Absent(Reason.NOTHING_TO_MEASURE, "no recording of the submission has a measurable rate")
    highest = max(rates, key=lambda rate: rate.peak)
    hours = capacity.to("B").value / highest.peak / 3600
    note = (
        f"capacity {capacity} is the device's own statement; highest rate {float(highest.peak):.6g} B/s "
        f"in {highest.evidence}, of {len(rates)} recordings; holds for scenes no harder to code than these"
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
    video = sum(track.packets.size)
    besides = Fraction(max(subject.facts.size - video, 0)) / length.value  # sound, metadata, container
    windows = _windows(track, track.packets)
    peak = max((*windows, video / length.value))
    return _Rate(subject.recording.id, peak + besides, tuple(rate + besides for rate in windows))


def _windows(track: VideoTrack, packets: Packets) -> tuple[Fraction, ...]:
    """Video bytes a second in whole windows of 10 s from the first time stamp."""
    stamps = [pts for pts, timed in zip(packets.pts, packets.timed, strict=True) if timed]
    bytes_in: defaultdict[int, int] = defaultdict(int)
    for pts, timed, size in zip(packets.pts, packets.timed, packets.size, strict=True):
        if timed:
            bytes_in[int((pts - stamps[0]) * track.time_base // _WINDOW)] += size
    whole = int((max(stamps) - stamps[0]) * track.time_base // _WINDOW)
    return tuple(Fraction(bytes_in[index], _WINDOW) for index in range(whole))

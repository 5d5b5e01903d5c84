"""How long a device can record into the storage it states, at the highest rate seen."""

from dataclasses import dataclass
from fractions import Fraction
from statistics import stdev

from conformance.measurands.cadence import duration
from conformance.measurands.reading import Reading, Result
from conformance.measurands.repeats import too_still
from conformance.measurands.tracks import primary
from conformance.measurands.windows import Windows
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
    bytes_in = Windows(track.packets, track.time_base, _WINDOW)
    side_by_side = tuple(bytes_in.rate(start) for start in bytes_in.starts_side_by_side(length.value))
    starts = bytes_in.starts_sliding(length.value)
    fullest = bytes_in.rate(max(starts, key=bytes_in.held)) if starts else Fraction(0)
    peak = max(coded / length.value, fullest)
    return _Rate(subject.recording.id, length.value, peak + besides, tuple(rate + besides for rate in side_by_side))

"""Bytes a second of a device's recordings: how many at most, in the mean, and second by second."""

from dataclasses import dataclass
from fractions import Fraction

from conformance.measurands.cadence import duration
from conformance.measurands.repeats import too_still
from conformance.measurands.tracks import primary
from conformance.measurands.windows import Windows
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent, Packets
from conformance.model.vocabulary import Reason

WINDOW = 10  # s: longer than any group of pictures, shorter than a scene


@dataclass(frozen=True)
class Rate:
    """Rates of one recording of that length (s) in B/s: mean, highest, of windows side by side, of single seconds."""

    evidence: str
    staged: bool
    length: Fraction
    mean: Fraction
    peak: Fraction
    windows: tuple[Fraction, ...]
    seconds: tuple[float, ...]


def rates_of(subject: DeviceSubject) -> tuple[Rate, ...] | Absent:
    """The rates of all recordings that have one; absent where one that was not staged has none, or no scene moves."""
    found = [(one, _rate(one)) for one in subject.recordings]
    unstaged = [rate for one, rate in found if not one.recording.role.staged]
    unknown = [rate for rate in unstaged if isinstance(rate, Absent)]
    if unknown:
        share = f"{len(unknown)} of {len(unstaged)} recordings that were not staged have no measurable rate"
        return Absent(unknown[0].reason, f"{share}: {unknown[0].detail}")
    rates = tuple(rate for _, rate in found if isinstance(rate, Rate))
    if not rates:
        return Absent(Reason.NOTHING_TO_MEASURE, "no recording of the submission has a measurable rate")
    if all(map(too_still, subject.recordings)):
        return Absent(Reason.SCENE_TOO_STILL, "no scene of the submission moves, so that none is hard to code")
    return rates


def _rate(subject: RecordingSubject) -> Rate | Absent:
    track, length = primary(subject), duration(subject)
    if isinstance(track, Absent):
        return track
    if isinstance(length, Absent):
        return length
    if not isinstance(track.packets, Packets) or not isinstance(length.value, Fraction) or not length.value:
        return Absent(Reason.NOTHING_TO_MEASURE, "no packets over a duration")
    coded = sum(track.packets.size)
    besides = Fraction(max(subject.facts.size - coded, 0)) / length.value  # sound, metadata, container
    bytes_in, each_second = (Windows(track.packets, track.time_base, window) for window in (WINDOW, 1))
    side_by_side = tuple(bytes_in.rate(start) for start in bytes_in.starts_side_by_side(length.value))
    starts = bytes_in.starts_sliding(length.value)
    fullest = bytes_in.rate(max(starts, key=bytes_in.held)) if starts else Fraction(0)
    seconds = (float(each_second.rate(start) + besides) for start in each_second.starts_side_by_side(length.value))
    return Rate(
        evidence=subject.recording.id,
        staged=subject.recording.role.staged,
        length=length.value,
        mean=coded / length.value + besides,
        peak=max(coded / length.value, fullest) + besides,
        windows=tuple(rate + besides for rate in side_by_side),
        seconds=tuple(seconds),
    )

"""Pictures lost before the time stamps were made, repeated to fill a rate, or frozen."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from statistics import median

from conformance.measurands.cadence import frame_rate
from conformance.measurands.reading import MOST_PLACES, Reading, Result, at
from conformance.measurands.tracks import Timeline, decoded, primary, steps
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Luma
from conformance.model.measurement import Uncertain, Where
from conformance.model.vocabulary import Axis, Reason

# Below this median change (8-bit code values) sensor noise can't be told from a repeat: a grey still
# scene coded at crf 32 repeats 14 % of its pictures exactly although none was repeated.
_STILL = 0.25
# A repeated picture changes by 0.6 % of its neighbours' change after lossy coding; a native one by 84 to 100 %.
_REPEATED = 0.1

_INVISIBLE = (
    "not visible here: the last picture before an IDR, whole groups of pictures, non-reference pictures, "
    "losses in multiples of MaxFrameNum"
)


def frame_num_gaps(subject: RecordingSubject) -> Result:
    """Gaps of H.264 frame_num in coding order: reference pictures lost before the file was written."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    numbers = track.frame_numbers
    if isinstance(numbers, Absent):
        return numbers
    places = tuple(
        Where(Axis.PACKET, Fraction(packet), f"frame_num {found} where {expected} was due")
        for packet, expected, found in numbers.gaps[:MOST_PLACES]
    )
    return Reading(Fraction(len(numbers.gaps)), exercised=numbers.pictures, note=_INVISIBLE, where=places)


@dataclass(frozen=True)
class _Changes:
    """For each picture but the first: whether it repeats the one before."""

    line: Timeline
    repeats: tuple[bool, ...]


def _changes(subject: RecordingSubject) -> _Changes | Absent:
    line = steps(subject)
    if isinstance(line, Absent):
        return line
    pictures = decoded(line.track)
    if isinstance(pictures, Absent):
        return pictures
    if not isinstance(pictures.luma, Luma):
        return pictures.luma
    changes = pictures.luma.difference[1:]
    moving = [change for change in changes if change >= _STILL]
    if 4 * len(moving) < len(changes):
        seen = f"only {len(moving)} of {len(changes)} pictures change by {_STILL} code values or more"
        return Absent(Reason.SCENE_TOO_STILL, f"{seen}: a repeat can't be told from a still scene")
    threshold = median(moving) * _REPEATED
    return _Changes(line, tuple(change < threshold for change in changes))


def too_still(subject: RecordingSubject) -> bool:
    """True where the scene is known to hardly move; False too where no picture was decoded."""
    changes = _changes(subject)
    return isinstance(changes, Absent) and changes.reason is Reason.SCENE_TOO_STILL


def repeated_frames_share(subject: RecordingSubject) -> Result:
    """Share of pictures that repeat the one before: an indicator, blended or interpolated pictures escape it."""
    changes = _changes(subject)
    if isinstance(changes, Absent):
        return changes
    share = Fraction(sum(changes.repeats), len(changes.repeats))
    return Reading(share, exercised=len(changes.repeats), note="indicator: blended and interpolated pictures escape it")


def new_picture_rate(subject: RecordingSubject) -> Result:
    """Frame rate less the repeated pictures, Hz: an indicator, an upper bound of the captured rate."""
    changes, rate = _changes(subject), frame_rate(subject)
    if isinstance(changes, Absent):
        return changes
    if isinstance(rate, Absent):
        return rate
    if not isinstance(rate.value, Fraction) or not isinstance(rate.uncertainty, Uncertain):
        return Absent(Reason.NOTHING_TO_MEASURE, "the recording has no frame rate")
    new = Fraction(changes.repeats.count(False), len(changes.repeats))
    note = "indicator: an upper bound; blended and interpolated pictures count as new"
    return Reading(rate.value * new, rate.uncertainty, len(changes.repeats), note)


def frozen_max(subject: RecordingSubject) -> Result:
    """Longest time that one picture stood still by repeats, s."""
    changes = _changes(subject)
    if isinstance(changes, Absent):
        return changes
    longest, start, index = Fraction(0), 0, 0
    line = changes.line
    for repeated, run in groupby(changes.repeats):
        length = sum(1 for _ in run)
        lasts = line.seconds(min(index + length, line.pictures - 1)) - line.seconds(index)
        if repeated and lasts > longest:
            longest, start = lasts, index
        index += length
    places = (at(line.seconds(start), "frozen from here"),) if longest else ()
    return Reading(longest, line.uncertainty, len(changes.repeats), where=places)

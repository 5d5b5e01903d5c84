"""Whether the burned-in clock goes on from one segment of a recording to the next as the recording does."""

from dataclasses import dataclass
from fractions import Fraction

from conformance.measurands.clocks.burned_in import whole_clock
from conformance.measurands.reading import MOST_PLACES, Reading, Result, at, expanded, rectangular
from conformance.measurands.segments import Joint, joints_of, opinions
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR, Uncertain
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason


@dataclass(frozen=True)
class _Ends:
    """What the clock of one file shows less the time from its first picture, at its begin and its end, s; +-`half`."""

    begin: Fraction
    end: Fraction
    half: Fraction


def segment_step_max(subject: DeviceSubject) -> Result:
    """Most by which the clock in the pictures and the recording go on differently between two of its segments, s."""
    joints = joints_of(subject)
    if isinstance(joints, Absent):
        return joints
    ends: dict[str, _Ends] = {}
    for one in subject.recordings:
        if one.recording.segment_of:
            found = _ends(one)
            if isinstance(found, Absent):
                return Absent(found.reason, f"{one.recording.path}: {found.detail}")
            ends[one.recording.path] = found
    return _largest(joints, ends)


def _ends(one: RecordingSubject) -> _Ends | Absent:
    """Of one file whose clock was looked for in all pictures."""
    followed = whole_clock(one)
    if isinstance(followed, Absent):
        return followed
    if not followed.stretches:
        return Absent(Reason.NOTHING_TO_MEASURE, f"no change of the seconds was seen; {followed.told}")
    if followed.doubtful_hour:
        return Absent(Reason.SETTING_NOT_STATED, f"AM and PM are in doubt; {followed.told}")
    first, last = followed.stretches[0][0], followed.stretches[-1][-1]  # nearest to the joints: others add drift
    return _Ends(first.ahead, last.ahead, max(first.half, last.half))


def _largest(joints: tuple[Joint, ...], ends: dict[str, _Ends]) -> Reading:
    def step(joint: Joint, gap: Fraction) -> Fraction:
        before, after = ends[joint.before.path], ends[joint.after.path]
        return after.begin - before.end - joint.before.length - gap

    def size(joint: Joint, gap: Fraction) -> Fraction:
        return abs(step(joint, gap))

    def uncertainty(joint: Joint) -> Uncertain:
        halves = (rectangular(ends[one.path].half) for one in (joint.before, joint.after))
        return expanded(joint.uncertainty.expanded / COVERAGE_FACTOR, *halves)

    worst = max(joints, key=lambda joint: size(joint, joint.gap))
    places = tuple(
        at(joint.before.length, f"a step of {decimal(found)} s from {joint.before.path} to {joint.after.path}")
        for joint in joints
        if abs(found := step(joint, joint.gap)) > uncertainty(joint).expanded
    )
    clocks = " and ".join(sorted({joint.clock for joint in joints}))
    note = f"{len(joints)} joints, held against {clocks} of the files"
    said = opinions(joints, size)
    return Reading(size(worst, worst.gap), uncertainty(worst), len(joints), note, places[:MOST_PLACES], said)

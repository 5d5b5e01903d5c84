"""What is lost, or recorded twice, where one file of a recording ends and the next begins.

Which files are segments of one recording is stated in the submission (`segment_of`): names and times of files don't
prove it. Their common clock is their time stamps where these run on from file to file, else the creation times of the
containers, which are whole seconds and may mean the start of a file or its close: where the two readings part, the
other one is a second opinion.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TypeAlias

from conformance.measurands.clocks.clock import Clock
from conformance.measurands.clocks.container import created
from conformance.measurands.file_timelines import Placed, file_timeline, worst_first
from conformance.measurands.reading import MOST_PLACES, Reading, Result, at, expanded, rectangular
from conformance.measurands.tracks import Timeline, media_of, timeline
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.file_timelines import FileTimeline
from conformance.model.measurement import Curve, Opinion, Uncertain
from conformance.model.units import decimal
from conformance.model.vocabulary import FileClock, Reason, TimeScale

CLOSED = "creation times read as times of closing"

_WRAPPING = ("mpeg-ts", "mpeg-ps")
_WRAP = Fraction(2**33, 90_000)  # s: time stamps of MPEG systems have 33 bits (ISO/IEC 13818-1, 2.4.3.7)
_MEANT = "a file that was not handed in counts as a gap, a loss that the recorder stamped over as none"


@dataclass(frozen=True)
class _Segment:
    """One file of the recording `of`: start and length of its pictures in s, of which `guessed` is the last one's."""

    of: str
    path: str
    format: str
    line: Timeline
    start: Fraction
    length: Fraction
    guessed: Fraction
    created: Clock | Absent


@dataclass(frozen=True)
class Joint:
    """Where one file follows another: the time between them in s, negative where they overlap."""

    before: _Segment
    after: _Segment
    gap: Fraction
    uncertainty: Uncertain
    clock: FileClock
    others: tuple[tuple[str, Fraction], ...] = ()


Joints: TypeAlias = tuple[Joint, ...]
Side: TypeAlias = Callable[[Joint, Fraction], Fraction]


def gap_max(subject: DeviceSubject) -> Result:
    """Longest time between the end of a segment and the start of the next one of the same recording, s."""
    return _longest(subject, lambda _, gap: gap, "gap")


def overlap_max(subject: DeviceSubject) -> Result:
    """Longest time that a segment and the next one of the same recording both hold, s."""
    return _longest(subject, lambda _, gap: -gap, "overlap")


def _longest(subject: DeviceSubject, side: Side, what: str) -> Result:
    joints = joints_of(subject)
    if isinstance(joints, Absent):
        return joints
    worst = max(joints, key=lambda joint: side(joint, joint.gap))
    value = max(side(worst, worst.gap), Fraction(0))
    found = [joint for joint in joints if side(joint, joint.gap) > joint.uncertainty.expanded]
    places = tuple(
        at(
            joint.before.length,
            f"{what} of {decimal(side(joint, joint.gap))} s from {joint.before.path} to {joint.after.path}",
        )
        for joint in found[:MOST_PLACES]
    )
    clocks = " and ".join(sorted({joint.clock for joint in joints}))
    note = f"{len(joints)} joints by {clocks}; {_MEANT}"
    said, lines = opinions(joints, side), _timelines(joints)
    return Reading(value, worst.uncertainty, len(joints), note, places, said, curves=_drawn(joints), timelines=lines)


def _drawn(joints: Joints) -> tuple[Curve, ...]:
    """Gaps over the time at which they begin, where all are of one recording: another one has a clock of its own."""
    if any(earlier.after is not later.before for earlier, later in pairwise(joints)):
        return ()
    ends, now = [], Fraction(0)
    for joint in joints:
        now += joint.before.length
        ends.append((float(now), float(joint.gap)))
        now += joint.gap
    return (Curve("gap, below 0 an overlap", "s", "time since the first segment began", "s", tuple(ends), ()),)


def _timelines(joints: Joints) -> tuple[FileTimeline, ...]:
    """One of each recording, as each may have a clock of its own; of very many recordings those of the longest."""
    recordings = groupby(joints, key=lambda joint: joint.before.of)
    return worst_first(_timeline(of, tuple(mine)) for of, mine in recordings)


def _timeline(of: str, joints: Joints) -> FileTimeline:
    first = joints[0].before
    begin, scale = Fraction(0), TimeScale.ELAPSED
    if joints[0].clock is FileClock.CREATED and not isinstance(first.created, Absent):
        begin, scale = first.created.instant, _scale(joints)
    files = [Placed(first.path, begin, begin + first.length)]
    for joint in joints:
        begin = files[-1].end + joint.gap
        files.append(Placed(joint.after.path, begin, begin + joint.after.length, joint.uncertainty.expanded))
    return file_timeline(of, joints[0].clock, scale, files)


def _scale(joints: Joints) -> TimeScale:
    """UTC where the zone of every file's time is known."""
    clocks = (joints[0].before.created, *(joint.after.created for joint in joints))
    known = all(isinstance(one, Clock) and not isinstance(one.zone, Absent) for one in clocks)
    return TimeScale.UTC if known else TimeScale.SHOWN


def opinions(joints: Joints, side: Side) -> tuple[Opinion, ...]:
    """What other readings of the clocks of files give; they agree where no joint differs by more than both can err."""
    sources = dict.fromkeys(source for joint in joints for source, _ in joint.others)
    said: list[Opinion] = []
    for source in sources:
        theirs = [(joint, gap) for joint in joints for name, gap in joint.others if name == source]
        agrees = all(abs(gap - joint.gap) <= _of_times(joint.before, joint.after).expanded for joint, gap in theirs)
        longest = max(side(joint, gap) for joint, gap in theirs)
        said.append(Opinion(source, max(longest, Fraction(0)), agrees))
    return tuple(said)


def joints_of(subject: DeviceSubject) -> Joints | Absent:
    """Where the files that the submission calls segments of one recording follow each other."""
    groups: dict[str, list[RecordingSubject]] = {}
    for one in subject.recordings:
        if one.recording.segment_of:
            groups.setdefault(one.recording.segment_of, []).append(one)
    if not groups:
        return Absent(Reason.SETTING_NOT_STATED, "submission.yaml names no files as segments of one recording")
    found: list[Joint] = []
    for name, files in groups.items():
        joints = _joints(name, files)
        if isinstance(joints, Absent):
            return joints
        found += joints
    if not found:
        return Absent(Reason.NOTHING_TO_MEASURE, "no recording has more than one segment")
    return tuple(found)


def _joints(name: str, files: Sequence[RecordingSubject]) -> Joints | Absent:
    if len(files) < 2:
        return ()
    segments: list[_Segment] = []
    for one in files:
        segment = _segment(one)
        if isinstance(segment, Absent):
            return Absent(segment.reason, f"{one.recording.path}, a segment of {name!r}: {segment.detail}")
        segments.append(segment)
    return _by_stamps(segments) or _by_times(name, segments)


def _segment(subject: RecordingSubject) -> _Segment | Absent:
    media, line = media_of(subject), timeline(subject)
    if isinstance(media, Absent):
        return media
    if isinstance(line, Absent):
        return line
    guessed = Fraction(0) if line.last_duration else line.median_interval * line.tick
    start, length = line.stamps[0] * line.tick, line.length + guessed
    clock = created(subject, media)
    recording = subject.recording
    return _Segment(recording.segment_of, recording.path, media.format, line, start, length, guessed, clock)


def _by_stamps(segments: Sequence[_Segment]) -> Joints:
    """Joints on the clock of the time stamps; none where they do not run on from file to file."""
    wrapping = all(one.format in _WRAPPING for one in segments)
    ordered = _turned(segments) if wrapping else sorted(segments, key=lambda one: one.start)
    steps = [later.start - earlier.start for earlier, later in pairwise(ordered)]
    steps = [step % _WRAP for step in steps] if wrapping else steps
    if any(step < one.length / 2 for step, one in zip(steps, ordered, strict=False)):
        return ()
    if max(steps) > sum(one.length for one in segments):
        return ()  # a clock that began anew makes such a jump
    return tuple(
        Joint(
            before,
            after,
            step - before.length,
            _of_stamps(before, after),
            FileClock.STAMPS,
            _second(before, after, step),
        )
        for (before, after), step in zip(pairwise(ordered), steps, strict=True)
    )


def _turned(segments: Sequence[_Segment]) -> list[_Segment]:
    """In the order of a clock that wraps: the first one stands behind the longest pause."""
    ordered = sorted(segments, key=lambda one: one.start % _WRAP)
    pauses = [(one.start - before.start) % _WRAP for before, one in zip([ordered[-1], *ordered], ordered, strict=False)]
    first = pauses.index(max(pauses))
    return ordered[first:] + ordered[:first]


def _of_stamps(before: _Segment, after: _Segment) -> Uncertain:
    stamps = (rectangular(before.line.tick / 2), rectangular(after.line.tick / 2))
    return expanded(*stamps, rectangular(before.guessed / 2))


def _second(before: _Segment, after: _Segment, step: Fraction) -> tuple[tuple[str, Fraction], ...]:
    """The gap by creation times, in the reading that is nearer to that of the time stamps."""
    if isinstance(before.created, Absent) or isinstance(after.created, Absent):
        return ()
    apart = after.created.instant - before.created.instant
    readings = (apart - before.length, apart - after.length)
    return ((FileClock.CREATED.value, min(readings, key=lambda gap: abs(gap - step + before.length))),)


def _by_times(name: str, segments: Sequence[_Segment]) -> Joints | Absent:
    """Joints on the clock of the creation times."""
    dated: list[tuple[Fraction, _Segment]] = []
    for one in segments:
        if isinstance(one.created, Absent):
            why = f"the time stamps of {name!r} do not run on from file to file, and of {one.path} {one.created.detail}"
            return Absent(one.created.reason, why)
        dated.append((one.created.instant, one))
    dated.sort(key=lambda pair: (pair[0], pair[1].path))
    joints: list[Joint] = []
    for (began, before), (begins, after) in pairwise(dated):
        apart = begins - began
        if apart < min(before.length, after.length) / 2:
            why = f"{before.path} and {after.path} state creation times {decimal(apart)} s apart: not those of segments"
            return Absent(Reason.TIME_STAMPS_UNRELIABLE, why)
        closing = ((CLOSED, apart - after.length),)
        joints.append(Joint(before, after, apart - before.length, _of_times(before, after), FileClock.CREATED, closing))
    return tuple(joints)


def _of_times(before: _Segment, after: _Segment) -> Uncertain:
    """Two whole seconds leave one of them open on either side, besides what the stamps do."""
    stamps = (rectangular(before.line.tick / 2), rectangular(after.line.tick / 2))
    return expanded(rectangular(Fraction(1)), *stamps, rectangular(before.guessed / 2))

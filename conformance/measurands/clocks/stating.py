"""How well a recording states when it was made: to which part of a second, and in which zone."""

from dataclasses import replace
from fractions import Fraction

from conformance.measurands.clocks.clock import Clock, told
from conformance.measurands.clocks.container import container_clocks
from conformance.measurands.clocks.file_name import named_clock
from conformance.measurands.clocks.stated import stated_clocks
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import NO_ZONE, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

_MOST_TOLD = 6  # clocks that a note names


def time_resolution(subject: RecordingSubject) -> Result:
    """Finest unit in which headers, boxes, name or messages state the recording's start, s.

    That of the last digit, or as far as the place of a message leaves open. The clock in the pictures is not asked:
    fractions of its seconds are not read.
    """
    clocks = _some(subject)
    if isinstance(clocks, Absent):
        return clocks
    finest = min(clocks, key=lambda clock: clock.resolution)
    return Reading(finest.resolution, exercised=len(clocks), note=f"the finest is the {finest.text}")


def zones_unstated(subject: RecordingSubject) -> Result:
    """How many times in headers, boxes, name and messages have a zone neither written beside them nor by a standard.

    The zone that a submission states is no part of the recording. The clock in the pictures is not asked: what stands
    behind it is not read.
    """
    recording = replace(subject.recording, clock_zone=NO_ZONE)
    clocks = _some(replace(subject, recording=recording))
    if isinstance(clocks, Absent):
        return clocks
    without = [clock for clock in clocks if isinstance(clock.zone, Absent)]
    note = f"without: {told(without[:_MOST_TOLD])}" if without else f"all of: {told(clocks[:_MOST_TOLD])}"
    return Reading(Fraction(len(without)), exercised=len(clocks), note=note)


def written_clocks(subject: RecordingSubject) -> tuple[Clock, ...] | Absent:
    """Every time in headers, boxes, name and messages; absent where the times of some source do not run."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    stated, name = stated_clocks(subject), named_clock(subject)
    if isinstance(stated, Absent):
        return stated
    named = () if isinstance(name, Absent) else (name,)
    return (*container_clocks(subject, media), *named, *stated)


def _some(subject: RecordingSubject) -> tuple[Clock, ...] | Absent:
    """The same, one at least."""
    return written_clocks(subject) or Absent(
        Reason.NOTHING_TO_MEASURE, "neither header, box, name nor message states a time that is set"
    )

"""When a file system says that a recording's file was made, by an image of the storage that it lay on."""

from conformance.measurands.clocks.clock import Clock
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime

_SOURCE = "file system, created"


def stored_clocks(subject: RecordingSubject) -> tuple[Clock, ...]:
    """The time at which the file was made, where a dump shows it; in the recorder's zone where the entry has none.

    When it was last written is not asked: a mark that is set later, or a copy, changes that.
    """
    return tuple(_clock(one.created, subject) for one in subject.stored if isinstance(one.created, FileTime))


def _clock(time: FileTime, subject: RecordingSubject) -> Clock:
    zone = subject.recording.clock_zone if isinstance(time.zone, Absent) else time.zone
    return Clock(_SOURCE, time.shown, zone, time.resolution)

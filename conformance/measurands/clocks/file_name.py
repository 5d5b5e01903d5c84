"""The time in a file's name: by the stated patterns of the device's names, else found by its digits."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import PurePosixPath

from conformance.measurands.clocks.clock import Clock, witnessed_offset
from conformance.measurands.clocks.patterned import patterned_clock
from conformance.measurands.clocks.start import started
from conformance.measurands.reading import Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

# Year, month, day, hour, minute and second in full and in this order, alike separated, perhaps with milliseconds. No
# other order is sought: what looks like a time may be a serial number, and 04-05 is April here and May there.
_TIMES = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<in_date>[-_.]?)(?P<month>[0-9]{2})(?P=in_date)(?P<day>[0-9]{2})"
    r"[-_ T.]{0,3}(?P<hour>[0-9]{2})(?P<in_time>[-_.:]?)(?P<minute>[0-9]{2})(?P=in_time)(?P<second>[0-9]{2})"
    r"(?:\.?(?P<milli>[0-9]{3}))?(?![0-9])",
    re.ASCII,
)
_LONGEST = timedelta(days=1)  # between two times in a name that are those of start and end


def file_name_offset(subject: RecordingSubject) -> Result:
    """Time in the file's name, in the stated zone, minus the witnessed start of the recording, s."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    clock = named_clock(subject)
    if isinstance(clock, Absent):
        return clock
    return witnessed_offset(clock, started(subject))


def named_clock(subject: RecordingSubject) -> Clock | Absent:
    """The time in the file's name by the stated patterns.

    Where none is stated, the first of two less than a day apart, as that of the start.
    """
    name = PurePosixPath(subject.recording.path).name
    if subject.recording.name_patterns:
        return patterned_clock(name, subject.recording.name_patterns, subject.recording.clock_zone)
    times = list(_times(name))
    if not times:
        return Absent(Reason.TIME_NOT_SET, f"no date and time stands in the name {name!r}")
    (first, resolution), *others = times
    if any(not timedelta(0) <= other - first <= _LONGEST for other, _ in others):
        return Absent(Reason.TIME_NOT_SET, f"several times stand in the name {name!r}, not those of start and end")
    return Clock("file name", first, subject.recording.clock_zone, resolution)


def _times(name: str) -> Iterator[tuple[datetime, Fraction]]:
    """Every time in a name with its resolution, s."""
    for found in _TIMES.finditer(name):
        fields = (found[field] for field in ("year", "month", "day", "hour", "minute", "second"))
        milli = found["milli"]
        try:
            whole = datetime(*map(int, fields))  # type: ignore[arg-type] # noqa: DTZ001 - a name tells no zone
        except ValueError:  # digits of something else
            continue
        yield whole + timedelta(milliseconds=int(milli or 0)), Fraction(1, 1000) if milli else Fraction(1)

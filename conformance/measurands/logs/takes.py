"""When recordings began and ended by the recorder's own clock, to be compared with its log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from conformance.measurands.clocks.burned_in import burned_in_clock
from conformance.measurands.clocks.clock import Clock
from conformance.measurands.clocks.container import created
from conformance.measurands.clocks.file_name import named_clock
from conformance.measurands.logs.reading import SECOND, ReadLog
from conformance.measurands.tracks import media_of, timeline
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

NEAR = 60 * SECOND  # us: a recorder may write down later what it does, and begin before it is told to

Way: TypeAlias = tuple[int, int]  # begin and end, us since 1970


@dataclass(frozen=True)
class Take:
    """One recording, in one file or in several segments.

    `ways` are when it may have begun and ended: two where its time may be that of its close. `zoned` is True where they
    are in UTC, else they are as shown. `unit` is that of the last digit, us.
    """

    path: str
    ways: tuple[Way, ...]
    zoned: bool
    unit: int
    source: str


def takes_of(subject: DeviceSubject) -> Iterator[Take | Absent]:
    """Every recording, or why it has no time."""
    groups: dict[str, list[Take | Absent]] = {}
    for index, one in enumerate(subject.recordings):
        name = one.recording.segment_of
        groups.setdefault(f"segments of {name}" if name else f"file {index}", []).append(_take(one))
    yield from map(_together, groups.values())


def latest_begin(subject: DeviceSubject) -> tuple[int, str]:
    """When the latest recording was made, us since 1970 in whichever zone it is told, and its path; 0, '' of none."""
    clocks = [(_clock(one), one.recording.path) for one in subject.recordings]
    known = [(round(clock.instant * SECOND), path) for clock, path in clocks if not isinstance(clock, Absent)]
    return max(known, default=(0, ""))


def covered_takes(subject: DeviceSubject, logs: tuple[ReadLog, ...]) -> tuple[Take, ...]:
    """Those that were made, by some way, in the time of a log."""
    return tuple(one for one in takes_of(subject) if isinstance(one, Take) and covered_ways(one, logs))


def covered_ways(take: Take, logs: Iterable[ReadLog]) -> tuple[Way, ...]:
    """The ways in which it lies between the first and the last entry of a stretch of a log whose zone is as known."""
    stretches = [
        (stretch.first.time - east, stretch.last.time - east)
        for log, content in logs
        if isinstance(log.clock_zone, Absent) is not take.zoned
        for east in (0 if isinstance(log.clock_zone, Absent) else log.clock_zone * 60 * SECOND,)
        for stretch in content.stretches
    ]
    return tuple(way for way in take.ways if any(a - NEAR <= way[0] and way[1] <= b + NEAR for a, b in stretches))


def _together(segments: list[Take | Absent]) -> Take | Absent:
    """From the beginning of the first to the end of the last."""
    takes: list[Take] = []
    for one in segments:
        if isinstance(one, Absent):
            return one
        takes.append(one)
    first = takes[0]
    if any(one.zoned is not first.zoned or len(one.ways) != len(first.ways) for one in takes):
        said = f"the times of {first.path} and of other segments of one recording are of different clocks"
        return Absent(Reason.TIME_NOT_SET, said)
    unit = max(one.unit for one in takes)
    ways = [sorted(same) for same in zip(*(one.ways for one in takes), strict=True)]
    whole = [(same[0][0], max(end for _, end in same)) for same in ways if _apart(same) <= NEAR + unit]
    if not whole:
        said = f"{first.path} and other files are called segments of one recording, and {_apart(ways[0]) // SECOND} s"
        return Absent(Reason.TIME_NOT_SET, f"{said} lie between two of them")
    return replace(first, ways=tuple(whole), unit=unit)


def _apart(segments: list[Way]) -> int:
    """The longest time that is in none of them, from the first one's begin on, us."""
    longest, reached = 0, segments[0][1]
    for begin, end in segments:
        longest, reached = max(longest, begin - reached), max(reached, end)
    return longest


def _take(subject: RecordingSubject) -> Take | Absent:
    path = subject.recording.path
    clock, line = _clock(subject), timeline(subject)
    if isinstance(clock, Absent):
        return Absent(clock.reason, f"{path}: {clock.detail}")
    if isinstance(line, Absent):
        return Absent(line.reason, f"{path}: {line.detail}")
    begin = round(clock.instant * SECOND)
    length = round(line.length * SECOND)
    ways = ((begin, begin + length), (begin - length, begin)) if clock.may_close else ((begin, begin + length),)
    return Take(path, ways, not isinstance(clock.zone, Absent), round(clock.resolution * SECOND), clock.source)


def _clock(subject: RecordingSubject) -> Clock | Absent:
    """The recorder's own: of the name, else of the pictures, else of the container."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    for clock in (named_clock(subject), burned_in_clock(subject)):
        if not isinstance(clock, Absent):
            return clock
    return created(subject, media)

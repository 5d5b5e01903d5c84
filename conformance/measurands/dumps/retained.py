"""How many hours of recording a storage keeps, by the names of the files and when they were last written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from conformance.measurands.clocks.clock import Clock
from conformance.measurands.clocks.patterned import patterned_clock
from conformance.measurands.dumps.names import Named, named, recordings
from conformance.measurands.dumps.reading import Volumes, volumes_of
from conformance.measurands.file_timelines import Placed, file_timeline, worst_first
from conformance.measurands.reading import Reading, Result, expanded, rectangular
from conformance.model.dump_facts import Entry
from conformance.model.evidence import DumpSubject
from conformance.model.facts import Absent
from conformance.model.file_timelines import FileTimeline
from conformance.model.filesystem_facts import FileTime
from conformance.model.vocabulary import FileClock, Reason, TimeScale

_HOUR, _DAY = 3600, 86_400  # s
_LATE = 60  # s that a recorder may take to close a file while it writes the next one


@dataclass(frozen=True)
class _Segment:
    """One recording from the time in its name to when it was last written, in s; `tick` is how finely both are told."""

    named: Named
    begin: Fraction
    end: Fraction
    tick: Fraction


def retained_time(subject: DumpSubject) -> Result:
    """Hours that the recordings of a dump cover, each from the time in its name to when it was last written.

    Series (device, channel ...) that run side by side count once. Where a file was written more than a day after the
    time in its name, before it, or well into the next one, its times are no beginning and end. Where the file system
    contradicts what a recording's entry says, as of two that hold the same clusters, it may not be there.
    """
    patterns = tuple(one for one in subject.dump.name_patterns if one.holds_time)
    if not patterns:
        return Absent(Reason.SETTING_NOT_STATED, "submission.yaml states no file_names in which a time stands")
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    there = recordings(found, patterns)
    segments: list[_Segment] = []
    for one in named(there, patterns):
        segment = _segment(one, subject)
        if isinstance(segment, Absent):
            return segment
        segments.append(segment)
    doubt = next(_contradicted(found, there), "")
    if doubt:
        return Absent(Reason.EVIDENCE_UNREADABLE, doubt)
    trouble = next(_contradictions(segments), "")
    if trouble:
        return Absent(Reason.TIME_STAMPS_UNRELIABLE, trouble)
    return _covered(segments, len(there))


def _contradicted(found: Volumes, there: Iterable[Entry]) -> Iterator[str]:
    """Why recordings may not be there as they are listed."""
    paths = {one.path for one in there}
    for volume in found.read:
        where = f"{volume.filesystem} at byte {volume.offset}"
        mine = paths.intersection(one.path for one in volume.entries)
        flaws = [one for one in volume.flaws if one.path in mine]
        if flaws:
            yield f"{where} contradicts {len(flaws)} times what is listed, first {flaws[0].path}: {flaws[0].detail}"
        if volume.faults > len(volume.flaws) and mine:
            yield f"{where} contradicts itself {volume.faults} times, of which {len(volume.flaws)} are told"


def _segment(one: Named, subject: DumpSubject) -> _Segment | Absent:
    """Both times in the recorder's zone."""
    dump, written = subject.dump, one.entry.written
    clock = patterned_clock(one.name, dump.name_patterns, dump.clock_zone)
    if isinstance(clock, Absent):
        return clock
    if isinstance(written, Absent):
        return Absent(written.reason, f"{one.entry.path}: {written.detail}")
    end = _in_zone(written, clock)
    return end if isinstance(end, Absent) else _Segment(one, clock.seconds, end, clock.resolution + written.resolution)


def _in_zone(written: FileTime, clock: Clock) -> Fraction | Absent:
    if isinstance(written.zone, Absent):
        return written.since_1970
    if isinstance(clock.zone, Absent):
        return Absent(clock.zone.reason, f"the file system keeps UTC: {clock.zone.detail} of the dump")
    return written.since_1970 + (clock.zone - written.zone) * 60


def _contradictions(segments: Iterable[_Segment]) -> Iterator[str]:
    for series, mine in groupby(segments, key=lambda one: one.named.series):
        del series
        own = list(mine)
        for one in own:
            if not -one.tick <= one.end - one.begin <= _DAY:
                late = f"{float(one.end - one.begin):.0f} s"
                yield f"{one.named.entry.path} was last written {late} behind the time in its name"
        for one, following in pairwise(own):
            if one.end > following.begin + _LATE:
                yield f"{one.named.entry.path} was last written after {following.named.entry.path} had begun"


def _covered(segments: list[_Segment], count: int) -> Reading:
    """The union of the segments, and how sure its ends are."""
    runs: list[tuple[Fraction, Fraction, Fraction]] = []
    for one in sorted(segments, key=lambda one: one.begin):
        if runs and one.begin <= runs[-1][1] + one.tick:
            begin, end, _ = runs[-1]
            runs[-1] = begin, max(end, one.end), one.tick
        else:
            runs.append((one.begin, max(one.begin, one.end), one.tick))
    total = sum((end - begin for begin, end, _ in runs), Fraction(0))
    spread = expanded(*(rectangular(tick) / _HOUR for _, _, tick in runs))
    note = f"{len(segments)} of {count} recordings in {len(runs)} stretches, by their names and when they were written"
    return Reading(total / _HOUR, spread, len(segments), note, timelines=_timelines(segments))


def _timelines(segments: Iterable[_Segment]) -> tuple[FileTimeline, ...]:
    """One of each series, for channels run side by side."""
    return worst_first(_timeline(list(own)) for _, own in groupby(segments, key=lambda one: one.named.series))


def _timeline(own: list[_Segment]) -> FileTimeline:
    """A file that was closed while the next one was written is no overlap: it ends where that one begins."""
    ends = [*(min(one.end, later.begin) for one, later in pairwise(own)), own[-1].end]
    files = [
        Placed(one.named.entry.path, one.begin, max(one.begin, end), expanded(rectangular(one.tick)).expanded)
        for one, end in zip(own, ends, strict=True)
    ]
    series = " ".join(text for _, text in own[0].named.series)
    return file_timeline(series, FileClock.NAMES, TimeScale.SHOWN, files)

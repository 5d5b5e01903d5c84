"""Which track of a recording is measured, and its pictures in order of their time stamps."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil
from operator import sub
from statistics import median_low
from typing import NamedTuple, TypeAlias

from conformance.measurands.reading import interval_uncertainty
from conformance.measurands.remembered import remembered
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media, Packets, Pictures, VideoTrack
from conformance.model.measurement import EXACT, Uncertain
from conformance.model.units import decimal
from conformance.model.vocabulary import Depth, Reason

_FEWEST = 10  # pictures: fewer show no cadence
_COARSEST = Fraction(1, 100)  # of the rate: a limit that a nominal rate meets within U must stay a limit
_SHORTEST = Fraction(1, 1000)  # s: no body camera makes pictures faster; two stamps nearer than that are a fault


def media_of(subject: RecordingSubject) -> Media | Absent:
    """The readable media of a recording; a file of headers alone proves nothing and is absent."""
    facts = subject.facts
    if isinstance(facts.media, Absent):
        return facts.media
    if facts.depth.reaches(Depth.PACKETS) and not _holds_samples(facts.media):
        return Absent(Reason.EVIDENCE_UNREADABLE, _headers_only(facts.media))
    if isinstance(facts.iso, Absent) or any(track.samples for track in facts.iso.tracks):
        return facts.media
    return Absent(Reason.EVIDENCE_UNREADABLE, "the file holds headers only: its boxes promise no media sample")


def _holds_samples(media: Media) -> bool:
    if any(track.packets > len(track.complaints) for track in media.audio):
        return True
    return any(isinstance(track.packets, Packets) and any(track.packets.picture) for track in media.video)


def _headers_only(media: Media) -> str:
    promised = sum(track.declared_frames for track in media.video)
    tail = f" although its header promises {promised} pictures" if promised else ""
    return f"the file holds headers only: no coded picture or sound could be read{tail}"


def primary(subject: RecordingSubject) -> VideoTrack | Absent:
    """The video track with most picture elements, the first of equals: previews and thumbnails are not judged."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    if not media.video:
        return Absent(Reason.TRACK_MISSING, "the file has no video track")
    return max(media.video, key=lambda track: (track.width * track.height, -track.index))


def choice_note(subject: RecordingSubject, track: VideoTrack) -> str:
    """One clause that names the track where there was a choice."""
    media = subject.facts.media
    if isinstance(media, Absent) or len(media.video) == 1:
        return ""
    return f"track {track.index} ({track.width}x{track.height}) of {len(media.video)} video tracks"


class Row(NamedTuple):
    """Time stamp and duration of one picture in ticks; `timed` is False where the stamp means nothing."""

    pts: int
    duration: int
    timed: bool


@dataclass(frozen=True)
class Timeline:
    """Time stamps of the pictures in rising order, in ticks; at least ten, not all equal.

    `untimed` pictures of `track` carry no time stamp, `between` of them lie between timed ones in output order.
    """

    track: VideoTrack
    tick: Fraction
    stamps: tuple[int, ...]
    last_duration: int
    untimed: int = 0
    between: int = 0

    @property
    def pictures(self) -> int:
        """How many pictures there are from the first time stamp to the last."""
        return len(self.stamps) + self.between

    @property
    def span(self) -> Fraction:
        """Last minus first time stamp, s."""
        return (self.stamps[-1] - self.stamps[0]) * self.tick

    @property
    def length(self) -> Fraction:
        """Span and the duration of the last picture, s."""
        return self.span + self.last_duration * self.tick

    @cached_property
    def intervals(self) -> tuple[int, ...]:
        """Differences of neighbouring stamps, in ticks."""
        return tuple(map(sub, self.stamps[1:], self.stamps))

    @property
    def median_interval(self) -> int:
        """Median interval in ticks, the lower one of two, of those that a camera could have made; 0 where none is."""
        return median_interval(self.intervals, self.tick)

    @property
    def uncertainty(self) -> Uncertain:
        """Expanded uncertainty of a time between two pictures, s; 0 where the tick counts pictures, as in AVI."""
        counts = self.median_interval == 1 and min(self.intervals) == 1
        return EXACT if counts else interval_uncertainty(self.tick)

    def seconds(self, index: int) -> Fraction:
        """Time of picture `index` from the first, s."""
        return (self.stamps[index] - self.stamps[0]) * self.tick


TimelineResult: TypeAlias = Timeline | Absent


def median_interval(intervals: Iterable[int], tick: Fraction) -> int:
    """Median in ticks, the lower one of two, of the intervals that a camera could have made; 0 where none is."""
    least = ceil(_SHORTEST / tick)
    made = [interval for interval in intervals if interval >= least]
    return median_low(made) if made else 0


def decoded(track: VideoTrack) -> Pictures | Absent:
    """The decoded pictures, or why there are none."""
    if isinstance(track.pictures, Absent):
        return track.pictures
    if not track.pictures.pts:
        return Absent(Reason.EVIDENCE_UNREADABLE, "no picture could be decoded")
    return track.pictures


def primary_pictures(subject: RecordingSubject) -> tuple[VideoTrack, Pictures] | Absent:
    """The primary track and its decoded pictures, of which there is at least one."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    pictures = decoded(track)
    return pictures if isinstance(pictures, Absent) else (track, pictures)


@remembered
def timeline(subject: RecordingSubject) -> TimelineResult:
    """Time line of the primary track: of decoded pictures, or of packets that hold one where nothing was decoded."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    rows = shown(track)
    if isinstance(rows, Absent):
        return rows
    if len(rows) < _FEWEST:
        return Absent(Reason.NOTHING_TO_MEASURE, f"{len(rows)} pictures; a rate needs at least {_FEWEST}")
    line = _line(track, rows)
    return line if isinstance(line, Absent) else _reliable(line, rows)


def _line(track: VideoTrack, rows: list[Row]) -> TimelineResult:
    timed = [index for index, row in enumerate(rows) if row.timed]
    if not timed:
        return Absent(Reason.NO_TIME_STAMPS, "the pictures carry no time stamps (elementary stream)")
    ordered = sorted(rows[index] for index in timed)
    stamps = tuple(row.pts for row in ordered)
    if stamps[0] == stamps[-1]:
        return Absent(Reason.NO_TIME_STAMPS, f"all {len(stamps)} pictures carry the same time stamp")
    between = timed[-1] - timed[0] + 1 - len(timed)
    return Timeline(track, track.time_base, stamps, ordered[-1].duration, len(rows) - len(timed), between)


def _reliable(line: Timeline, rows: list[Row]) -> TimelineResult:
    output = [row.pts for row in rows if row.timed]
    backward = sum(later < earlier for earlier, later in pairwise(output))
    if backward and isinstance(line.track.pictures, Pictures):
        seen = f"{backward} of {len(output)} pictures are stamped earlier than the one that the decoder gave before"
        return Absent(Reason.TIME_STAMPS_UNRELIABLE, seen)
    if line.uncertainty.expanded > line.span * _COARSEST:
        spread = f"stamps too coarse: ticks of {decimal(line.tick)} s over {decimal(line.span)} s"
        return Absent(Reason.TIME_STAMPS_UNRELIABLE, f"{spread} leave the rate open by more than 1 %")
    return line


def steps(subject: RecordingSubject) -> TimelineResult:
    """Time line of which every picture carries a time stamp, so that neighbours in it are neighbours in the track."""
    line = timeline(subject)
    if isinstance(line, Timeline) and line.untimed:
        total = line.untimed + len(line.stamps)
        return Absent(Reason.NO_TIME_STAMPS, f"{line.untimed} of {total} pictures carry no time stamp")
    return line


def shown(track: VideoTrack) -> list[Row] | Absent:
    """The pictures in output order where they were decoded, else in file order less those that an edit list hides."""
    if isinstance(track.pictures, Pictures):
        table = track.pictures
        rows = [*map(Row._make, zip(table.pts, table.duration, table.timed, strict=True))]
    elif isinstance(track.packets, Packets):
        packets = track.packets
        columns = zip(packets.pts, packets.duration, packets.timed, packets.picture, packets.discard, strict=True)
        rows = [Row(pts, length, timed) for pts, length, timed, picture, discard in columns if picture and not discard]
    else:
        return track.pictures
    if not rows:
        return Absent(Reason.EVIDENCE_UNREADABLE, "no picture could be decoded")
    return rows

"""Which track of a recording is measured, and its pictures in order of their time stamps."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median_low
from typing import TypeAlias

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media, Packets, Pictures, VideoTrack
from conformance.model.vocabulary import Depth, Reason


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


@dataclass(frozen=True)
class Timeline:
    """Time stamps of the pictures in rising order, in s from the first; at least two, not all equal."""

    track: VideoTrack
    tick: Fraction
    stamps: tuple[int, ...]
    last_duration: int

    @property
    def pictures(self) -> int:
        """How many pictures carry a time stamp."""
        return len(self.stamps)

    @property
    def span(self) -> Fraction:
        """Last minus first time stamp, s."""
        return (self.stamps[-1] - self.stamps[0]) * self.tick

    @property
    def intervals(self) -> tuple[int, ...]:
        """Differences of neighbouring stamps, in ticks."""
        return tuple(later - earlier for earlier, later in pairwise(self.stamps))

    @property
    def median_interval(self) -> int:
        """Median interval in ticks, the lower one of two."""
        return median_low(self.intervals)

    def seconds(self, index: int) -> Fraction:
        """Time of picture `index` from the first, s."""
        return (self.stamps[index] - self.stamps[0]) * self.tick


TimelineResult: TypeAlias = Timeline | Absent


def decoded(track: VideoTrack) -> Pictures | Absent:
    """The decoded pictures, or why there are none."""
    if isinstance(track.pictures, Absent):
        return track.pictures
    if not track.pictures.pts:
        return Absent(Reason.EVIDENCE_UNREADABLE, "no picture could be decoded")
    return track.pictures


def timeline(subject: RecordingSubject) -> TimelineResult:
    """Time line of the primary track: of decoded pictures, or of packets that hold one where nothing was decoded."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    rows = _stamped(track)
    if isinstance(rows, Absent):
        return rows
    if len(rows) < 2:
        return Absent(Reason.NOTHING_TO_MEASURE, f"{len(rows)} picture with a time stamp; an interval needs two")
    stamps = tuple(stamp for stamp, _ in rows)
    if stamps[0] == stamps[-1]:
        return Absent(Reason.NO_TIME_STAMPS, f"all {len(stamps)} pictures carry the same time stamp")
    return Timeline(track, track.time_base, stamps, rows[-1][1])


def _stamped(track: VideoTrack) -> list[tuple[int, int]] | Absent:
    if not isinstance(track.pictures, Absent):
        table = track.pictures
        rows = [
            (pts, length) for pts, timed, length in zip(table.pts, table.timed, table.duration, strict=True) if timed
        ]
        total = len(table.pts)
    elif not isinstance(track.packets, Absent):
        packets = track.packets
        columns = zip(packets.pts, packets.timed, packets.duration, packets.picture, packets.discard, strict=True)
        rows = [(pts, length) for pts, timed, length, picture, discard in columns if timed and picture and not discard]
        total = len(packets.pts)
    else:
        return track.pictures
    if total == 0:
        return Absent(Reason.EVIDENCE_UNREADABLE, "no picture could be decoded")
    if not rows:
        return Absent(Reason.NO_TIME_STAMPS, "the pictures carry no time stamps (elementary stream)")
    return sorted(rows)

"""The pass over all packets of all tracks, in file order, without decoding: what the container and its units say."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, islice
from typing import Any

import av
from av.audio.stream import AudioStream
from av.stream import Stream
from av.video.stream import VideoStream

from conformance.extract.cuts import WHOLE, Span, cut_audit
from conformance.extract.decoding import Complaints, is_flush
from conformance.extract.gnss.collecting import GnssPackets
from conformance.extract.gnss.told import Place
from conformance.extract.opening import Source
from conformance.extract.stream import nal
from conformance.extract.stream.audit import StreamAudit
from conformance.extract.stream.starts import TrackStarts
from conformance.extract.times.local_set import LocalSetTimes
from conformance.model.facts import Absent, AudioTrack, Media, Packets, StatedDate, VideoTrack
from conformance.model.gnss_facts import GnssTrack
from conformance.model.stated_times import StatedTimes
from conformance.model.vocabulary import Complaint, Depth, Reason

Heartbeat = Callable[[], None]

_RANGES = {1: "limited", 2: "full"}  # AVColorRange
_FULL_BY_NAME = "yuvj"  # pixel formats of JPEG, full range by definition
_CREATED = "creation_time"
_LONGEST = 64  # characters of a key or a text: no date is longer
_MOST_DATES = 64
_MOST_SAME = 1024  # numbers that are remembered
_DAMAGED = "packet is incomplete or damaged"


@dataclass(frozen=True)
class Surveyed:
    """All that packets say, without decoding; `spans` are the ranges that may be decoded on their own.

    `gnss` is what tracks of data and text hold of a satellite receiver, `times` what stands beside the pictures.
    `signed` is True where a track holds a message of a signing scheme. `starts` are those of the tracks of an MP4
    file.
    """

    media: Media
    spans: tuple[Span, ...]
    gnss: tuple[GnssTrack, ...] = ()
    times: tuple[StatedTimes, ...] = ()
    signed: bool = False
    starts: tuple[TrackStarts, ...] = ()


def survey(source: Source, depth: Depth, beat: Heartbeat) -> Surveyed:
    """Read every packet where `depth` asks for packets, else the headers alone."""
    video = {stream.index: _VideoPackets(stream, source) for stream in source.video}
    audio = {stream.index: _AudioPackets(stream) for stream in source.audio}
    beside = {stream.index: _BesidePackets(stream) for stream in source.beside}
    takers: dict[int, _BesidePackets | _AudioPackets | _VideoPackets] = {**beside, **audio, **video}
    if depth.reaches(Depth.PACKETS):
        for packet in source.packets((*source.video, *source.audio, *source.beside)):
            beat()
            if not is_flush(packet):
                takers[packet.stream.index].take(packet)
    media = Media(
        format=source.format,
        creation_time=source.container.metadata.get(_CREATED, ""),
        video=tuple(track.frozen(depth) for track in video.values()),
        audio=tuple(track.frozen() for track in audio.values()),
        complaints=tuple(source.complaints),
        dates=stated_dates(source),
    )
    single = depth.reaches(Depth.FRAMES) and len(video) == 1 and not source.complaints
    spans = next(iter(video.values())).cuts.spans() if single else (WHOLE,)
    gnss = tuple(found for track in beside.values() for found in track.frozen())
    told = (*(track.times() for track in video.values()), *(track.times() for track in beside.values()))
    signed = any(track.signed for track in video.values())
    starts = tuple(track.starts() for track in video.values()) if source.demultiplexer == "mp4" else ()
    return Surveyed(media, spans, gnss, tuple(chain.from_iterable(told)), signed, starts)


def stated_dates(source: Source) -> tuple[StatedDate, ...]:
    """Strings of the metadata whose key speaks of a date, but the container's creation time."""
    streams = (stream.metadata for stream in source.container.streams)
    texts = (item for metadata in (source.container.metadata, *streams) for item in metadata.items())
    dates = (StatedDate(key.lower(), text) for key, text in texts if _speaks_of_a_date(key) and len(text) <= _LONGEST)
    told = StatedDate(_CREATED, source.container.metadata.get(_CREATED, ""))
    return tuple(islice((one for one in dict.fromkeys(dates) if one != told), _MOST_DATES))


def _speaks_of_a_date(key: str) -> bool:
    return len(key) <= _LONGEST and ("date" in key.lower() or key.lower() == _CREATED)


def colour_range(stream: VideoStream) -> str:
    """`limited`, `full`, or '' where the stream does not say."""
    context = stream.codec_context
    by_name = "full" if (context.pix_fmt or "").startswith(_FULL_BY_NAME) else ""
    return _RANGES.get(context.color_range, by_name)


class _Same(dict[int, int]):
    """Equal numbers as one object: the durations of an hour take 3 MB less."""

    def __missing__(self, number: int) -> int:
        if len(self) < _MOST_SAME:
            self[number] = number
        return number


class _VideoPackets:
    """Columns of `Packets`, with the NAL audit of H.264 and HEVC on the way."""

    def __init__(self, stream: VideoStream, source: Source) -> None:
        context = stream.codec_context
        self._stream = stream
        self._codec = context.codec.canonical_name
        self._timed = source.timed
        self._rows: list[tuple[int, bool, int, int, bool, bool, bool]] = []
        self._same = _Same()
        self._complaints = Complaints(source.timed)
        self.cuts = cut_audit(stream, source.demultiplexer)
        self._audit = StreamAudit(self._codec, bytes(context.extradata or b""))
        self._starts = array("q"), bytearray()  # places of the packets, and what they are to begin at

    def take(self, packet: "av.Packet[Any]") -> None:
        """Add one packet."""
        number, pts = len(self._rows), packet.pts
        timed = self._timed and pts is not None
        picture = self._holds_picture(packet, Place(pts or 0, packet.duration or 0, timed))
        row = (
            pts or 0,
            timed,
            self._same[packet.duration or 0],
            packet.size,
            packet.is_keyframe,
            packet.is_discard,
            picture,
        )
        self._rows.append(row)
        self._starts[0].append(-1 if packet.pos is None else packet.pos)
        self._starts[1].append(self._audit.start)
        if packet.is_corrupt:
            stamp = pts if self._timed else number
            self._complaints.add(Complaint.CORRUPT_PACKET, number, stamp, _DAMAGED)

    def _holds_picture(self, packet: "av.Packet[Any]", place: Place) -> bool:
        kinds = self._audit.take(memoryview(packet), len(self._rows), place)
        self.cuts.take(packet, kinds)
        return bool(kinds & nal.VCL[self._codec]) if self._codec in nal.VCL else packet.size > 0

    @property
    def signed(self) -> bool:
        """True where a message of a signing scheme stands in it."""
        return self._audit.signed

    def starts(self) -> TrackStarts:
        """Where its packets lie, and what they are to begin at."""
        at, start = self._starts
        return TrackStarts.of(at, start)

    def times(self) -> tuple[StatedTimes, ...]:
        """The times in messages beside the pictures."""
        return self._audit.stated_times(self._stream.index, Fraction(self._stream.time_base or 1))

    def frozen(self, depth: Depth) -> VideoTrack:
        """The facts of the track, its pictures apart."""
        stream, context = self._stream, self._stream.codec_context
        shallow = Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {depth}")
        read = depth.reaches(Depth.PACKETS)
        columns = tuple(zip(*self._rows, strict=True)) or ((),) * 7
        return VideoTrack(
            index=stream.index,
            codec=self._codec,
            profile=stream.profile or "",
            level=context.level or 0,
            width=context.width,
            height=context.height,
            time_base=Fraction(stream.time_base or 1),
            declared_frames=stream.frames,
            packets=Packets(*columns) if read else shallow,
            pictures=shallow,
            complaints=tuple(self._complaints.found),
            frame_numbers=self._audit.frame_numbers() if read else shallow,
            parameter_sets=self._audit.parameter_sets() if read else shallow,
            picture_hashes=self._audit.picture_hashes() if read else shallow,
            pixel_format=context.pix_fmt or "",
            colour_range=colour_range(stream),
            marks=self._audit.marks() if read else shallow,
        )


class _BesidePackets:
    """Hands the packets of a track of data or text to the readers of satellite receivers and of local sets."""

    def __init__(self, stream: Stream) -> None:
        self._index, self._time_base = stream.index, Fraction(stream.time_base or 1)
        self._gnss = GnssPackets(self._index, self._time_base)
        self._sets = LocalSetTimes()

    def take(self, packet: "av.Packet[Any]") -> None:
        """Add one packet."""
        data, place = bytes(packet), Place(packet.pts or 0, packet.duration or 0, packet.pts is not None)
        self._gnss.take(data, place)
        self._sets.take(data, place)

    def times(self) -> tuple[StatedTimes, ...]:
        """The times of local sets."""
        return self._sets.frozen(self._index, self._time_base)

    def frozen(self) -> Iterator[GnssTrack]:
        """What was found."""
        return self._gnss.frozen()


@dataclass
class _AudioPackets:
    """Counts the packets of an audio track."""

    stream: AudioStream
    packets: int = 0
    complaints: Complaints = field(default_factory=Complaints)

    def take(self, packet: "av.Packet[Any]") -> None:
        """Count one packet."""
        if packet.is_corrupt:
            self.complaints.add(Complaint.CORRUPT_PACKET, self.packets, packet.pts, _DAMAGED)
        self.packets += packet.size > 0

    def frozen(self) -> AudioTrack:
        """The facts of the track, its samples apart."""
        context = self.stream.codec_context
        return AudioTrack(
            index=self.stream.index,
            codec=context.codec.canonical_name,
            sample_rate=context.sample_rate or 0,
            channels=context.channels,
            time_base=Fraction(self.stream.time_base or 1),
            packets=self.packets,
            samples=0,
            complaints=tuple(self.complaints.found),
        )

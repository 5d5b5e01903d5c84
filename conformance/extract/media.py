"""The one pass over a recording with FFmpeg: packets in file order, every picture and sound frame decoded once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeGuard

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from conformance.extract.tracks import AudioCollector, VideoCollector
from conformance.model.facts import Absent, Media
from conformance.model.vocabulary import Complaint, Depth, Reason

# Demultiplexers that read one file and nothing else: play lists and image patterns would open other files.
_FORMATS = {
    "mov,mp4,m4a,3gp,3g2,mj2": "mp4",
    "matroska,webm": "matroska",
    "avi": "avi",
    "mpegts": "mpeg-ts",
    "mpeg": "mpeg-ps",
    "h264": "h264",
    "hevc": "hevc",
    "m4v": "mpeg4",
    "mjpeg": "mjpeg",
    "asf": "asf",
    "flv": "flv",
    "wav": "wav",
    "mp3": "mp3",
    "aac": "aac",
}
# Elementary streams carry no time stamps; FFmpeg's are invented from a default rate of 25 Hz.
_UNTIMED = frozenset({"h264", "hevc", "mpeg4", "mjpeg"})
_ATTACHED_PICTURE = 0x0400  # AV_DISPOSITION_ATTACHED_PIC: a cover image, no recording
_UNALIGNED = 0x0001  # AV_CODEC_FLAG_UNALIGNED
_QUICKTIME_BRAND = "qt"
_SPARE_MEMORY = 2**26  # bytes
_MOST_COMPLAINTS = 100  # of a demultiplexer, each with its position: a report has no room for more

Heartbeat = Callable[[], None]
_LogEntry: TypeAlias = tuple[int, str, str]


@dataclass(frozen=True)
class _Said:
    """What a decoder had to say against a packet."""

    kind: Complaint
    detail: str


# What FFmpeg says of an H.264 packet without a slice, damaged or not.
_NO_PICTURE = _Said(Complaint.REFUSED, "h264: no frame!")


def read_media(file: Path, depth: Depth, beat: Heartbeat) -> Media | Absent:
    """Facts of all video and audio tracks, to `depth`; `beat` is called for every packet, so that a hang shows.

    Raises:
        MemoryError: the process came to the limit of its memory: no fault of the file.
    """
    av.logging.set_level(av.logging.ERROR)
    av.logging.set_skip_repeated(False)  # or the second of two packets damaged alike would count as sound
    with av.logging.Capture() as log:
        try:
            container = av.open(
                str(file.absolute()),
                options={"format_whitelist": ",".join(_FORMATS), "protocol_whitelist": "file"},
                metadata_errors="replace",
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            _refuse_shortage(error)
            return Absent(Reason.EVIDENCE_UNREADABLE, _why_not(error, log))
        with container:
            undecodable = [stream for stream in container.streams if _is_recorded(stream) and not stream.codec_context]
            if undecodable:
                track = f"{undecodable[0].type} track {undecodable[0].index}"
                return Absent(Reason.EVIDENCE_UNREADABLE, f"FFmpeg has no decoder for what {track} is coded in")
            return _Pass(container, depth, log).run(beat)


class _Pass:
    def __init__(self, container: InputContainer, depth: Depth, log: list[_LogEntry]) -> None:
        self._container = container
        self._depth = depth
        self._log = log
        self._complaints: dict[str, None] = {}
        self._format = _FORMATS.get(container.format.name, container.format.name)
        timed = self._format not in _UNTIMED
        self._video: dict[int, VideoCollector] = {}
        self._audio: dict[int, AudioCollector] = {}
        for stream in filter(_is_recorded, container.streams):
            _decode_safely(stream)
            if isinstance(stream, VideoStream):
                self._video[stream.index] = VideoCollector(stream, depth, timed=timed)
            else:
                self._audio[stream.index] = AudioCollector(stream)

    def run(self, beat: Heartbeat) -> Media:
        if self._depth.reaches(Depth.PACKETS):
            for packet in self._packets():
                beat()
                self._hear()
                self._take(packet)
        self._hear()
        metadata = self._container.metadata
        return Media(
            format=self._named_format(metadata),
            creation_time=metadata.get("creation_time", ""),
            video=tuple(track.frozen() for track in self._video.values()),
            audio=tuple(track.frozen() for track in self._audio.values()),
            complaints=tuple(self._complaints),
        )

    def _named_format(self, metadata: dict[str, str]) -> str:
        brand = metadata.get("major_brand", _QUICKTIME_BRAND).strip()  # QuickTime is older than `ftyp`
        return "mov" if self._format == "mp4" and brand == _QUICKTIME_BRAND else self._format

    def _packets(self) -> Iterator["av.Packet[Any]"]:
        wanted = [self._container.streams[index] for index in (*self._video, *self._audio)]
        if not wanted:
            return
        try:
            yield from self._container.demux(wanted)
        except (av.FFmpegError, OSError) as error:
            _refuse_shortage(error)
            self._complaints[f"demultiplexing ended early: {error.strerror}"] = None
            yield from map(_flush, wanted)

    def _hear(self) -> None:
        """Keep what the demultiplexer said, once each; of ISO BMFF the own box walk says more, and where."""
        if self._format not in _UNTIMED | {"mp4"}:  # an elementary stream's demultiplexer has the decoder's name
            name = self._container.format.name
            said = [_line(entry) for entry in self._log if entry[1] == name]
            room = max(0, _MOST_COMPLAINTS - len(self._complaints))
            self._complaints.update(dict.fromkeys(said[:room]))
        self._log.clear()

    def _take(self, packet: "av.Packet[Any]") -> None:
        stream = packet.stream.index  # packet.stream_index is 0 in the packets that flush the decoders at the end
        track = self._video.get(stream) or self._audio[stream]
        flush = packet.size == 0 and packet.dts is None
        index = -1 if flush else track.take_packet(packet)
        if packet.is_corrupt:
            track.complaints.add(Complaint.CORRUPT_PACKET, index, packet.pts, "packet is incomplete or damaged")
        if not self._depth.reaches(Depth.FRAMES):
            return
        frames, said = self._decode(packet)
        for frame in frames:
            track.take_frame(frame, index)
        if said == [_NO_PICTURE] and track.expects_no_picture(packet):
            return
        for one in said[:1]:
            track.complaints.add(one.kind, index, packet.pts, one.detail)

    def _decode(self, packet: "av.Packet[Any]") -> tuple[list[Any], list[_Said]]:
        """Frames that come out, and what the decoder said against the packet."""
        frames: list[Any] = []
        said: list[_Said] = []
        try:
            frames = packet.decode()
        except MemoryError:  # PyAV's own is an FFmpegError too
            raise
        except av.FFmpegError as error:
            said = [_Said(Complaint.REFUSED, str(error.strerror))]
        kind = Complaint.REFUSED if said else Complaint.LOGGED
        said = [_Said(kind, _line(entry)) for entry in self._log] or said
        self._log.clear()
        return frames, said


def _why_not(error: Exception, log: list[_LogEntry]) -> str:
    refused = [name for _, name, text in log if "not on whitelist" in text]
    if refused:
        return f"no recording format was recognised (FFmpeg would read the bytes as {refused[0]})"
    said = _line(log[-1]) if log else getattr(error, "strerror", None) or str(error)
    return f"FFmpeg cannot open the file: {said}"


def _refuse_shortage(error: Exception) -> None:
    """Where memory is short, raise `MemoryError`; FFmpeg says the same of an absurd size in a damaged header."""
    if isinstance(error, MemoryError):
        bytearray(_SPARE_MEMORY)


def _is_recorded(stream: Stream) -> TypeGuard[VideoStream | AudioStream]:
    if isinstance(stream, VideoStream):  # a chapter track has that mark too, and may be the recording in disguise
        return not int(stream.disposition) & _ATTACHED_PICTURE or stream.frames > 1
    return isinstance(stream, AudioStream)


def _flush(stream: Stream) -> "av.Packet[Any]":
    """The empty packet that makes a decoder give what it still holds."""
    end: av.Packet[Any] = av.Packet()
    end.stream = stream
    return end


def _decode_safely(stream: VideoStream | AudioStream) -> None:
    """One thread, slices only: frame threads with logging can hang when a damaged file ends the loop early.

    Unaligned, because libavcodec otherwise rounds the cropping on the left to whole vectors and shows up to 31 px more.
    """
    stream.codec_context.thread_type = "SLICE"
    stream.codec_context.thread_count = 1
    stream.codec_context.flags |= _UNALIGNED


def _line(entry: _LogEntry) -> str:
    return f"{entry[1]}: {entry[2].strip()}"[:200]

"""The one pass over a recording with FFmpeg: packets in file order, every picture and sound frame decoded once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
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
_QUICKTIME_BRAND = "qt"

Heartbeat = Callable[[], None]


def read_media(file: Path, depth: Depth, beat: Heartbeat) -> Media | Absent:
    """Facts of all video and audio tracks, to `depth`; `beat` is called for every packet, so that a hang shows."""
    av.logging.set_level(av.logging.ERROR)
    with av.logging.Capture() as log:
        try:
            container = av.open(
                str(file.absolute()),
                options={"format_whitelist": ",".join(_FORMATS), "protocol_whitelist": "file"},
                metadata_errors="replace",
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            return Absent(Reason.EVIDENCE_UNREADABLE, _why_not(error, log))
        with container:
            return _Pass(container, depth, log).run(beat)


class _Pass:
    def __init__(self, container: InputContainer, depth: Depth, log: list[tuple[int, str, str]]) -> None:
        self._container = container
        self._depth = depth
        self._log = log
        self._complaints: list[str] = []
        self._format = _FORMATS.get(container.format.name, container.format.name)
        timed = self._format not in _UNTIMED
        self._video: dict[int, VideoCollector] = {}
        self._audio: dict[int, AudioCollector] = {}
        for stream in container.streams:
            if isinstance(stream, VideoStream) and not int(stream.disposition) & _ATTACHED_PICTURE:
                _decode_safely(stream)
                self._video[stream.index] = VideoCollector(stream, depth, timed=timed)
            elif isinstance(stream, AudioStream):
                _decode_safely(stream)
                self._audio[stream.index] = AudioCollector(stream)

    def run(self, beat: Heartbeat) -> Media:
        if self._depth.reaches(Depth.PACKETS):
            for packet in self._packets():
                beat()
                self._take(packet)
        metadata = self._container.metadata
        return Media(
            format=self._named_format(metadata),
            creation_time=metadata.get("creation_time", ""),
            video=tuple(track.frozen() for track in self._video.values()),
            audio=tuple(track.frozen() for track in self._audio.values()),
            complaints=tuple(self._complaints),
        )

    def _named_format(self, metadata: dict[str, str]) -> str:
        brand = metadata.get("major_brand", "").strip()
        return "mov" if self._format == "mp4" and brand == _QUICKTIME_BRAND else self._format

    def _packets(self) -> Iterator["av.Packet[Any]"]:
        wanted = [self._container.streams[index] for index in (*self._video, *self._audio)]
        if not wanted:
            return
        try:
            yield from self._container.demux(wanted)
        except (av.FFmpegError, OSError) as error:
            self._complaints.append(f"demultiplexing ended early: {error.strerror}")

    def _take(self, packet: "av.Packet[Any]") -> None:
        stream = packet.stream.index  # packet.stream_index is 0 in the packets that flush the decoders at the end
        track = self._video.get(stream) or self._audio[stream]
        flush = packet.size == 0 and packet.dts is None
        index = -1 if flush else track.take_packet(packet)
        if packet.is_corrupt:
            track.complaints.add(Complaint.CORRUPT_PACKET, index, packet.pts or 0, "packet is incomplete or damaged")
        if not self._depth.reaches(Depth.FRAMES):
            return
        logged = len(self._log)
        try:
            for frame in packet.decode():
                track.take_frame(frame, index)  # type: ignore[arg-type]  # a video packet gives video frames
        except (av.FFmpegError, ValueError) as error:
            said = _line(self._log[-1]) if len(self._log) > logged else str(error)
            track.complaints.add(Complaint.REFUSED, index, packet.pts or 0, said)
        if len(self._log) > logged:
            track.complaints.add(Complaint.LOGGED, index, packet.pts or 0, _line(self._log[logged]))


def _why_not(error: Exception, log: list[tuple[int, str, str]]) -> str:
    refused = [name for _, name, text in log if "not on whitelist" in text]
    if refused:
        return f"no recording format was recognised (FFmpeg would read the bytes as {refused[0]})"
    said = _line(log[-1]) if log else str(error)
    return f"FFmpeg cannot open the file: {said}"


def _decode_safely(stream: VideoStream | AudioStream) -> None:
    """One thread, slices only: frame threads with logging can hang when a damaged file ends the loop early."""
    stream.codec_context.thread_type = "SLICE"
    stream.codec_context.thread_count = 1


def _line(entry: tuple[int, str, str]) -> str:
    return f"{entry[1]}: {entry[2].strip()}"[:200]

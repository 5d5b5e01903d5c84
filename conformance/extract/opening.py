"""Opens a recording for one pass with FFmpeg, so that no other file is opened and a decoder can't hang."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

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
_OUTPUT_CORRUPT = 0x0008  # AV_CODEC_FLAG_OUTPUT_CORRUPT: or one lost picture hides all up to the next key picture
_QUICKTIME_BRAND = "qt"
_SPARE_MEMORY = 2**26  # bytes
_MOST_BESIDE = 32
_MOST_COMPLAINTS = 100  # of a demultiplexer, each with its position: a report has no room for more

LogEntry: TypeAlias = tuple[int, str, str]
Recorded: TypeAlias = VideoStream | AudioStream


@dataclass
class Source:
    """An open file; `log` takes what FFmpeg says, `complaints` what its demultiplexer said against the file."""

    container: InputContainer
    log: list[LogEntry]
    complaints: dict[str, None] = field(default_factory=dict)

    @property
    def demultiplexer(self) -> str:
        """Format by this project's name; QuickTime files are `mp4` here too."""
        return _FORMATS.get(self.container.format.name, self.container.format.name)

    @property
    def format(self) -> str:
        """Format as facts state it."""
        brand = self.container.metadata.get("major_brand", _QUICKTIME_BRAND).strip()  # QuickTime is older than `ftyp`
        return "mov" if self.demultiplexer == "mp4" and brand == _QUICKTIME_BRAND else self.demultiplexer

    @property
    def timed(self) -> bool:
        """False where the time stamps are FFmpeg's own."""
        return self.demultiplexer not in _UNTIMED

    @property
    def video(self) -> list[VideoStream]:
        """Its recorded video tracks."""
        return list(filter(_is_recorded, self.container.streams.video))

    @property
    def audio(self) -> list[AudioStream]:
        """Its audio tracks."""
        return list(self.container.streams.audio)

    @property
    def beside(self) -> list[Stream]:
        """Its first tracks of data and of text, as many as any recorder writes."""
        return [*self.container.streams.data, *self.container.streams.subtitles][:_MOST_BESIDE]

    def packets(self, wanted: Iterable[Stream]) -> Iterator["av.Packet[Any]"]:
        """Packets of those tracks in file order, then an empty one a track that makes its decoder give all it holds."""
        streams = list(wanted)
        if not streams:
            return
        try:
            for packet in self.container.demux(streams):
                self._hear()
                yield packet
        except (av.FFmpegError, OSError) as error:
            refuse_shortage(error)
            self.complaints[f"demultiplexing ended early: {error.strerror}"] = None
            yield from map(flush, streams)
        except IndexError:
            pass  # PyAV reads beyond its list of tracks, behind all packets, where one began in the middle of the file
        self._hear()

    def _hear(self) -> None:
        """Keep what the demultiplexer said, once each; of ISO BMFF the own box walk says more, and where."""
        if not self.log:
            return
        if self.demultiplexer not in _UNTIMED | {"mp4"}:  # an elementary stream's demultiplexer has the decoder's name
            name = self.container.format.name
            said = [line(entry) for entry in self.log if entry[1] == name]
            room = max(0, _MOST_COMPLAINTS - len(self.complaints))
            self.complaints.update(dict.fromkeys(said[:room]))
        self.log.clear()


@contextmanager
def opened(file: Path) -> Iterator[Source | Absent]:
    """The file, ready for one pass, or why it can't be read.

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
            refuse_shortage(error)
            yield Absent(Reason.EVIDENCE_UNREADABLE, _why_not(error, log))
            return
        with container:
            source = Source(container, log)
            recorded: list[Recorded] = [*source.video, *source.audio]
            undecodable = [stream for stream in recorded if not stream.codec_context]
            if undecodable:
                track = f"{undecodable[0].type} track {undecodable[0].index}"
                yield Absent(Reason.EVIDENCE_UNREADABLE, f"FFmpeg has no decoder for what {track} is coded in")
                return
            for stream in recorded:
                _decode_safely(stream)
            yield source


def flush(stream: Stream) -> "av.Packet[Any]":
    """The empty packet that makes a decoder give what it still holds."""
    end: av.Packet[Any] = av.Packet()
    end.stream = stream
    return end


def line(entry: LogEntry) -> str:
    """One message of FFmpeg as facts keep it."""
    return f"{entry[1]}: {entry[2].strip()}"[:200]


def refuse_shortage(error: Exception) -> None:
    """Where memory is short, raise `MemoryError`; FFmpeg says the same of an absurd size in a damaged header."""
    if isinstance(error, MemoryError):
        bytearray(_SPARE_MEMORY)


def _why_not(error: Exception, log: list[LogEntry]) -> str:
    refused = [name for _, name, text in log if "not on whitelist" in text]
    if refused:
        return f"no recording format was recognised (FFmpeg would read the bytes as {refused[0]})"
    said = line(log[-1]) if log else getattr(error, "strerror", None) or str(error)
    return f"FFmpeg cannot open the file: {said}"


def _is_recorded(stream: VideoStream) -> bool:
    # a chapter track has that mark too, and may be the recording in disguise
    return not int(stream.disposition) & _ATTACHED_PICTURE or stream.frames > 1


def _decode_safely(stream: Recorded) -> None:
    """One thread, slices only: frame threads with logging can hang when a damaged file ends the loop early.

    Unaligned, because libavcodec otherwise rounds the cropping on the left to whole vectors and shows up to 31 px more.
    """
    stream.codec_context.thread_type = "SLICE"
    stream.codec_context.thread_count = 1
    stream.codec_context.flags |= _UNALIGNED
    if stream.codec_context.codec.canonical_name == "hevc":
        stream.codec_context.flags |= _OUTPUT_CORRUPT
        stream.codec_context.options = {"err_detect": "crccheck"}  # the hashes of decoded pictures

"""MediaInfo, the second extractor: independent of FFmpeg, so that one library's mistake is seen."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from pymediainfo import MediaInfo

from conformance.model.facts import Absent, SecondAudio, SecondExtractor, SecondVideo
from conformance.model.vocabulary import Reason

_FORMATS = {
    "MPEG-4": "mp4",
    "QuickTime": "mov",
    "Matroska": "matroska",
    "WebM": "matroska",
    "AVI": "avi",
    "MPEG-TS": "mpeg-ts",
    "BDAV": "mpeg-ts",
    "MPEG-PS": "mpeg-ps",
    "AVC": "h264",
    "HEVC": "hevc",
    "MPEG-4 Visual": "mpeg4",
    "JPEG": "mjpeg",
    "Windows Media": "asf",
    "Flash Video": "flv",
    "Wave": "wav",
    "MPEG Audio": "mp3",
    "ADTS": "aac",
}
# These state neither a duration nor a number of frames: MediaInfo reckons both from the ends of the file, and is out
# by some frames.
_STATE_NO_LENGTH = frozenset({"mpeg-ts", "mpeg-ps", "h264", "hevc", "mpeg4", "mjpeg"})
_CODECS = {
    "AVC": "h264",
    "HEVC": "hevc",
    "MPEG-4 Visual": "mpeg4",
    "JPEG": "mjpeg",
    "AAC": "aac",
    "AC-3": "ac3",
    "H.263": "h263",
    "PCM": "",  # says less than FFmpeg's name: no opinion
    "ADPCM": "",
    "AMR": "",
    "RGB": "",
    "YUV": "",
    "V_MJPEG": "mjpeg",
}
_VERSIONED = {("MPEG Video", "1"): "mpeg1video", ("MPEG Video", "2"): "mpeg2video"}
_PROFILED = {
    ("MPEG Audio", "Layer 2"): "mp2",
    ("MPEG Audio", "Layer 3"): "mp3",
    ("ADPCM", "A-Law"): "pcm_alaw",
    ("ADPCM", "U-Law"): "pcm_mulaw",
}

_PATIENCE = 5.0  # s


def read_second(file: Path) -> SecondExtractor | Absent:
    """What MediaInfo says of the file, within 5 s and 1 s more for every 10 MB: damaged tables can hold it for hours.

    Raises:
        OSError: the file can't be read at all.
    """
    patience = _PATIENCE + file.stat().st_size / 10_000_000
    answers: Queue[SecondExtractor | Absent] = Queue()
    # opened by us, because its own opening fails on undecodable names
    with file.open("rb") as stream, _no_other_file(stream.fileno()):
        threading.Thread(target=lambda: answers.put(_read(stream)), daemon=True).start()
        try:
            return answers.get(timeout=patience)
        except Empty:
            return Absent(Reason.EXTRACTOR_FAILED, f"MediaInfo did not finish within {patience:.0f} s")


@contextmanager
def _no_other_file(taken: int) -> Iterator[None]:
    """Leave this process no free file descriptor: MediaInfo would open, or fetch, whatever a play list names."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        yield
        return
    MediaInfo.can_parse()  # loads the library, which is a file too
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.dup(taken)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _read(stream: IO[bytes]) -> SecondExtractor | Absent:
    try:
        tracks = MediaInfo.parse(stream, encoding_errors="replace").tracks
    except (OSError, RuntimeError, ValueError, TypeError, ParseError) as error:  # its XML holds what the file holds
        return Absent(Reason.EXTRACTOR_FAILED, f"MediaInfo could not read the file: {error}")
    general = next((track for track in tracks if track.track_type == "General"), None)
    if general is None or not general.format:
        return Absent(Reason.EVIDENCE_UNREADABLE, "MediaInfo knows no container format in this file")
    name = "mov" if general.format_profile == "QuickTime" else _FORMATS.get(general.format, general.format)
    stated = name not in _STATE_NO_LENGTH
    return SecondExtractor(
        format=name,
        duration=_milliseconds(general.duration) if stated else Fraction(0),
        video=tuple(_video(track, stated=stated) for track in tracks if track.track_type == "Video"),
        audio=tuple(_audio(track) for track in tracks if track.track_type == "Audio"),
    )


def _video(track: Any, *, stated: bool) -> SecondVideo:
    frames = track.source_frame_count or track.frame_count  # the latter counts an empty edit as frames
    return SecondVideo(
        codec=_codec(track),
        width=int(_number(track.width)),
        height=int(_number(track.height)),
        rotation=round(_number(track.rotation)) % 360,
        frames=int(_number(frames)) if stated else 0,
        frame_rate=_number(track.frame_rate),
        duration=_milliseconds(track.duration) if stated else Fraction(0),
        source_duration=_milliseconds(track.source_duration) if stated else Fraction(0),
    )


def _audio(track: Any) -> SecondAudio:
    return SecondAudio(_codec(track), int(_number(track.sampling_rate)), int(_number(track.channel_s)))


def _codec(track: Any) -> str:
    name = track.format or ""
    version = re.sub(r"\D", "", track.format_version or "")
    profiled = _PROFILED.get((name, track.format_profile or ""))
    return profiled or _VERSIONED.get((name, version)) or _CODECS.get(name, name.lower())


def _number(text: object) -> Fraction:
    """MediaInfo prints numbers as numbers or text, several values as `a / b`; 0 where it says nothing."""
    match = re.match(r"\s*(-?\d+(?:\.\d+)?)", str(text if text is not None else ""))
    return Fraction(match[1]) if match else Fraction(0)


def _milliseconds(text: object) -> Fraction:
    return _number(text) / 1000

"""MediaInfo, the second extractor: independent of FFmpeg, so that one library's mistake is seen."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

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
}
_CODECS = {
    "AVC": "h264",
    "HEVC": "hevc",
    "MPEG-4 Visual": "mpeg4",
    "JPEG": "mjpeg",
    "AAC": "aac",
    "AC-3": "ac3",
    "PCM": "",  # says less than FFmpeg's name: no opinion
    "V_MJPEG": "mjpeg",
}
_VERSIONED = {("MPEG Video", "1"): "mpeg1video", ("MPEG Video", "2"): "mpeg2video"}
_PROFILED = {
    ("MPEG Audio", "Layer 2"): "mp2",
    ("MPEG Audio", "Layer 3"): "mp3",
    ("ADPCM", "A-Law"): "pcm_alaw",
    ("ADPCM", "U-Law"): "pcm_mulaw",
}


def read_second(file: Path) -> SecondExtractor | Absent:
    """What MediaInfo says of the file; opened by us, because its own opening fails on undecodable names."""
    try:
        with file.open("rb") as stream:
            tracks = MediaInfo.parse(stream).tracks
    except (OSError, RuntimeError, ValueError) as error:
        return Absent(Reason.EXTRACTOR_FAILED, f"MediaInfo could not read the file: {error}")
    general = next((track for track in tracks if track.track_type == "General"), None)
    if general is None or not general.format:
        return Absent(Reason.EVIDENCE_UNREADABLE, "MediaInfo knows no container format in this file")
    return SecondExtractor(
        format="mov" if general.format_profile == "QuickTime" else _FORMATS.get(general.format, general.format),
        duration=_milliseconds(general.duration),
        video=tuple(_video(track) for track in tracks if track.track_type == "Video"),
        audio=tuple(_audio(track) for track in tracks if track.track_type == "Audio"),
    )


def _video(track: Any) -> SecondVideo:
    return SecondVideo(
        codec=_codec(track),
        width=int(_number(track.width)),
        height=int(_number(track.height)),
        rotation=round(_number(track.rotation)) % 360,
        frames=int(_number(track.frame_count)),
        frame_rate=_number(track.frame_rate),
        duration=_milliseconds(track.duration),
        source_duration=_milliseconds(track.source_duration),
    )


def _audio(track: Any) -> SecondAudio:
    return SecondAudio(_codec(track), int(_number(track.sampling_rate)), int(_number(track.channel_s)))


def _codec(track: Any) -> str:
    name = track.format or ""
    version = re.sub(r"\D", "", track.format_version or "")
    profiled = _PROFILED.get((name, track.format_profile or ""))
    return profiled or _VERSIONED.get((name, version)) or _CODECS.get(name, name)


def _number(text: object) -> Fraction:
    """MediaInfo prints numbers as numbers or text, several values as `a / b`; 0 where it says nothing."""
    match = re.match(r"\s*(-?\d+(?:\.\d+)?)", str(text if text is not None else ""))
    return Fraction(match[1]) if match else Fraction(0)


def _milliseconds(text: object) -> Fraction:
    return _number(text) / 1000

"""A stream without time stamps has no rate: FFmpeg's default of 25 Hz and a header's promise are no measurement."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.model.vocabulary import Depth, Reason

from ..measurands.facts import reason, value
from .making import PICTURES, facts_of, opinions, subject_of, video_of, written

TIMES = (
    "video.frame_rate",
    "video.duration",
    "video.frame_interval_max",
    "video.frame_interval_jitter",
    "video.frames_missing",
    "video.bit_rate",
    "video.new_picture_rate",
    "video.frozen_max",
)
_VIDEO_IDS = range(0xE0, 0xF0)
_PES = b"\x00\x00\x01"


def unstamped(pes: bytearray, at: int) -> None:
    """Takes the time stamps out of the PES header that starts there; its length stays (ISO/IEC 13818-1, 2.4.3.7)."""
    pes[at + 7] &= 0x3F
    pes[at + 9 : at + 9 + pes[at + 8]] = b"\xff" * pes[at + 8]


def unstamped_program_stream(data: bytes) -> bytes:
    stream, at = bytearray(data), data.find(_PES)
    while at >= 0:
        identifier, size = data[at + 3], int.from_bytes(data[at + 4 : at + 6], "big")
        if identifier in _VIDEO_IDS:
            unstamped(stream, at)
        whole = identifier >= 0xBB  # pack headers state no length
        at = data.find(_PES, at + (6 + size if whole else 4))
    return bytes(stream)


def unstamped_transport_stream(data: bytes) -> bytes:
    stream = bytearray(data)
    for start in range(0, len(data), 188):
        begins, adapted = data[start + 1] & 0x40, data[start + 3] & 0x20
        at = start + 4 + (1 + data[start + 4] if adapted else 0)
        if begins and data[at : at + 3] == _PES and data[at + 3] in _VIDEO_IDS:
            unstamped(stream, at)
    return bytes(stream)


@pytest.mark.parametrize("recipe", ["raw-h264", "raw-hevc"])
@pytest.mark.parametrize("name", TIMES)
def test_a_raw_stream_has_no_time(recipe: str, name: str, built: Callable[[str], Path]) -> None:
    assert reason(name, subject_of(facts_of(built(recipe)))) is Reason.NO_TIME_STAMPS


@pytest.mark.parametrize("recipe", ["raw-h264", "raw-hevc"])
def test_a_raw_stream_has_no_time_in_its_packets_either(recipe: str, built: Callable[[str], Path]) -> None:
    found = subject_of(facts_of(built(recipe), Depth.PACKETS))

    assert reason("video.frame_rate", found) is Reason.NO_TIME_STAMPS


@pytest.mark.parametrize(("recipe", "codec"), [("raw-h264", "h264"), ("raw-hevc", "hevc")])
def test_all_else_of_a_raw_stream_is_measured(recipe: str, codec: str, built: Callable[[str], Path]) -> None:
    told = subject_of(facts_of(built(recipe)))

    assert str(value("container.format", told)) == codec
    assert str(value("video.codec", told)) == codec
    assert (value("video.width", told), value("video.height", told)) == (320, 240)
    assert value("video.frames", told) == 25
    assert value("decode.errors", told) == 0


@pytest.mark.parametrize("recipe", ["raw-h264", "raw-hevc"])
def test_what_mediainfo_reckons_of_a_raw_stream_is_no_opinion(recipe: str, built: Callable[[str], Path]) -> None:
    told = subject_of(facts_of(built(recipe)))

    assert opinions(told, "video.frames") == []
    assert opinions(told, "container.format") == [("MediaInfo", True)]


def test_a_raw_stream_of_mpeg4_has_no_time_and_one_name(coded: Callable[..., Path]) -> None:
    told = subject_of(facts_of(coded("bare.m4v", *PICTURES, "-c:v", "mpeg4", "-f", "m4v")))

    assert (value("video.frames", told), str(value("container.format", told))) == (25, "mpeg4")
    assert opinions(told, "container.format") == [("MediaInfo", True)]
    assert reason("video.frame_rate", told) is Reason.NO_TIME_STAMPS


@pytest.mark.parametrize("recipe", ["gbt28181", "gbt28181-hevc"])
def test_a_program_stream_without_time_stamps_has_no_rate(
    recipe: str, built: Callable[[str], Path], tmp_path: Path
) -> None:
    path = written(tmp_path / "bare.ps", unstamped_program_stream(built(recipe).read_bytes()))
    told = subject_of(facts_of(path))

    assert value("video.frames", told) == {"gbt28181": 50, "gbt28181-hevc": 25}[recipe]
    assert reason("video.frame_rate", told) is Reason.NO_TIME_STAMPS


@pytest.mark.parametrize("encoder", ["libx264", "libx265", "mpeg4", "mpeg2video"])
def test_a_transport_stream_without_time_stamps_has_no_rate(
    encoder: str, coded: Callable[..., Path], tmp_path: Path
) -> None:
    whole = coded(f"{encoder}.ts", *PICTURES, "-c:v", encoder)
    told = subject_of(facts_of(written(tmp_path / "bare.ts", unstamped_transport_stream(whole.read_bytes()))))

    assert value("video.frames", told) == 25
    assert reason("video.frame_rate", told) is Reason.NO_TIME_STAMPS
    assert value("video.frame_rate", subject_of(facts_of(whole))) == 25


def test_pictures_of_a_raw_stream_are_marked_as_untimed(built: Callable[[str], Path]) -> None:
    track = video_of(built("raw-h264"))

    assert set(track.packets.timed) == {False}
    assert set(track.pictures.timed) == {False}

"""Coding and pictures of an elementary stream are told by its own start codes, in pieces of any size."""

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from conformance.extract.program_stream.elementary import Mark, VideoBytes

from .h264_bits import code, unit
from .making import PICTURES
from .packing import DELTA, IDR, KEY, PPS, SETS, SPS

KEYS = (Mark.KEY_PICTURE,)
STREAMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "plain.h264": ("h264", ("-g", "5", "-bf", "0")),
    "sliced.h264": ("h264", ("-g", "5", "-bf", "2", "-slices", "4")),
    "plain.hevc": ("hevc", ("-g", "5", "-x265-params", "log-level=error:keyint=5")),
    "plain.m4v": ("mpeg4", ("-c:v", "mpeg4", "-f", "m4v", "-g", "5", "-bf", "2")),
}


def fed(data: bytes, size: int) -> tuple[VideoBytes, list[Mark]]:
    video, marks = VideoBytes(), []
    for start in range(0, len(data), size):
        marks += video.feed(data[start : start + size])
    return video, marks


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("size", [1, 7, 4096, 1_000_000])
def test_every_picture_that_is_decoded_is_counted(coded: Callable[..., Path], name: str, size: int) -> None:
    coding, options = STREAMS[name]
    path = coded(name, *PICTURES, *options)
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    video, marks = fed(path.read_bytes(), size)

    assert (video.coding, video.uncounted) == (coding, "")
    assert (video.pictures, len(packets)) == (25, 25)
    assert marks.count(Mark.KEY_PICTURE) == sum(packet.is_keyframe for packet in packets)


def test_the_slices_of_one_picture_are_one_picture(coded: Callable[..., Path]) -> None:
    path = coded("sliced.h264", *PICTURES, *STREAMS["sliced.h264"][1])
    _, marks = fed(path.read_bytes(), 1000)

    assert marks.count(Mark.CONTINUED) == 75


def test_mpeg2_is_told_and_its_pictures_are_left_uncounted(coded: Callable[..., Path]) -> None:
    video, _ = fed(coded("plain.m2v", *PICTURES).read_bytes(), 5000)

    assert video.coding == "mpeg2video"
    assert "MPEG-2" in video.uncounted


def test_a_stream_that_may_hold_fields_is_left_uncounted(coded: Callable[..., Path]) -> None:
    options = ("-g", "5", "-flags", "+ilme+ildct", "-x264-params", "tff=1")
    video, _ = fed(coded("fields.h264", *PICTURES, *options).read_bytes(), 5000)

    assert (video.coding, video.uncounted) == ("h264", "its pictures may be fields, two of which make a frame")


def test_a_parameter_set_that_ends_early_leaves_open_whether_there_are_fields() -> None:
    video, _ = fed(b"\0\0\1" + SPS[:5] + b"\0\0\1" + PPS + IDR + bytes(6), 1000)

    assert (video.coding, video.fields) == ("h264", True)


def test_start_codes_of_two_codings_tell_neither() -> None:
    video, _ = fed(KEY + b"\0\0\1\xb6\x10\x20\x30" + DELTA, 1000)

    assert (video.coding, video.uncounted) == ("", "its start codes are those of several codings")


def test_parameter_sets_of_the_other_coding_planted_in_a_stream_tell_neither(coded: Callable[..., Path]) -> None:
    path = coded("plain.hevc", *PICTURES, *STREAMS["plain.hevc"][1])

    assert fed(SETS + path.read_bytes(), 1000)[0].coding == ""


def test_noise_tells_no_coding() -> None:
    assert fed(bytes(range(256)) * 40, 1000)[0].coding == ""


def test_an_sps_with_fields_is_told_by_hand() -> None:
    head = f"{66:08b}{0:08b}{30:08b}"
    fields = unit(0x67, head + code(0, 0, 2, 1, "0", 19, 14, "0", "0", "1", "0", "0"))
    frames = unit(0x67, head + code(0, 0, 2, 1, "0", 19, 14, "1", "1", "0", "0"))

    found = [fed(b"\0\0\1" + sps + b"\0\0\1" + PPS + IDR, 1000)[0].fields for sps in (fields, frames)]

    assert found == [True, False]

"""Program streams follow ISO/IEC 13818-1 as GB/T 28181-2016, C.1 narrows it."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from conformance.errors import FixtureError
from conformance.synthesis.build import content
from conformance.synthesis.program_stream import _crc, presentation_times
from conformance.synthesis.recipe import AudioCodec, Recipe, Sound, VideoCodec

PACK, SYSTEM, STREAM_MAP, END = b"\0\0\1\xba", b"\0\0\1\xbb", b"\0\0\1\xbc", b"\0\0\1\xb9"


def test_the_checksum_is_that_of_mpeg() -> None:
    assert _crc(b"123456789") == 0x0376E6E7


def test_every_picture_has_a_pack_and_every_key_picture_a_stream_map(built: Callable[[str], Path]) -> None:
    data = built("gbt28181").read_bytes()
    assert (data.count(PACK), data.count(SYSTEM), data.count(STREAM_MAP)) == (50, 2, 2)
    assert (data[:4], data[-4:]) == (PACK, END)


def test_the_stream_map_names_h264_and_g711(built: Callable[[str], Path]) -> None:
    data = built("gbt28181").read_bytes()
    entries = data.index(STREAM_MAP) + 12
    assert data[entries : entries + 8].hex(" ") == "1b e0 00 00 90 c0 00 00"


def test_sound_and_picture_keep_their_time_stamps(built: Callable[[str], Path]) -> None:
    with av.open(str(built("gbt28181"))) as container:
        video, audio = container.streams.video[0].index, container.streams.audio[0].index
        packets = [(packet.stream_index, packet.pts, packet.size) for packet in container.demux() if packet.size]
    assert [pts for index, pts, _ in packets if index == video] == [9000 + 3600 * n for n in range(50)]
    assert [pts for index, pts, _ in packets if index == audio] == [9000 + 3600 * n for n in range(50)]
    assert sum(size for index, _, size in packets if index == audio) == 16000


def test_presentation_times_skip_what_was_dropped(recipes: dict[str, Recipe]) -> None:
    video = replace(recipes["gbt28181"].video, seconds=Fraction(4, 25), dropped=(1,), first_pts=Fraction(1))
    assert presentation_times(video) == (99_000, 106_200, 109_800)


def test_a_dropped_picture_leaves_its_hole(recipes: dict[str, Recipe], tmp_path: Path) -> None:
    recipe = recipes["gbt28181"]
    path = tmp_path / "gap.ps"
    path.write_bytes(content(replace(recipe, video=replace(recipe.video, dropped=(3,)))))
    with av.open(str(path)) as container:
        times = [packet.pts for packet in container.demux(video=0) if packet.size]
    assert (len(times), times[3] - times[2]) == (49, 7200)


@pytest.mark.parametrize(
    ("video", "audio"),
    [
        ({"codec": VideoCodec.MPEG2}, AudioCodec.ALAW),
        ({"b_frames": 2}, AudioCodec.ALAW),
        ({}, AudioCodec.MP2),
    ],
)
def test_what_the_writer_can_not_carry_is_refused(
    video: dict[str, object], audio: AudioCodec, recipes: dict[str, Recipe]
) -> None:
    recipe = recipes["gbt28181"]
    odd = replace(recipe, video=replace(recipe.video, **video), audio=Sound(audio, 48000, 1))
    with pytest.raises(FixtureError, match="a ps fixture holds"):
        content(odd)

"""The box reader of the defects finds what another library finds."""

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from conformance.errors import FixtureError
from conformance.synthesis import bmff


@pytest.mark.parametrize("recipe", ["patrol", "patrol-ntsc", "patrol-hevc", "patrol-mjpeg", "moov-last"])
def test_video_samples_lie_where_the_demultiplexer_finds_them(recipe: str, built: Callable[[str], Path]) -> None:
    path = built(recipe)
    with av.open(str(path)) as container:
        found = tuple(bmff.Sample(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size)
    assert bmff.video_samples(path.read_bytes()) == found


def test_boxes_of_a_file_tile_it() -> None:
    data = b"\0\0\0\x0cfree1234" + b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x12ab" + b"\0\0\0\0free"
    found = [(box.type, box.start, box.body, box.end) for box in bmff.inside(data, bmff.whole(data))]
    assert found == [("free", 0, 8, 12), ("mdat", 12, 28, 30), ("free", 30, 38, 38)]


def test_a_walk_ends_at_an_impossible_size() -> None:
    data = b"\0\0\0\x08free" + b"\0\0\0\x07skip"
    assert [box.type for box in bmff.inside(data, bmff.whole(data))] == ["free"]


def test_a_file_without_a_video_track_is_refused() -> None:
    with pytest.raises(FixtureError, match="video track"):
        bmff.video_track(b"\0\0\0\x08moov")


@pytest.mark.parametrize(
    ("degrees", "matrix"),
    [(90, "00000000 00010000 00000000 ffff0000"), (180, "ffff0000 00000000 00000000 00000000")],
)
def test_a_turn_is_written_into_the_track_header(degrees: int, matrix: str, built: Callable[[str], Path]) -> None:
    plain = built("cif").read_bytes()
    turned = bmff.turned(plain, degrees)
    header = bmff.only(plain, bmff.video_track(plain), "tkhd").body + 40
    assert turned[header : header + 16].hex(" ", 4) == matrix
    assert (turned[:header], turned[header + 24 :]) == (plain[:header], plain[header + 24 :])


def test_an_eighth_of_a_turn_is_refused(built: Callable[[str], Path]) -> None:
    with pytest.raises(FixtureError, match="45 is none of 0, 90, 180, 270 degrees"):
        bmff.turned(built("cif").read_bytes(), 45)

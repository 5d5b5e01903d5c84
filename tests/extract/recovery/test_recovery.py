"""What is found in files that were cut while they were written, against where their pictures are known to lie."""

from pathlib import Path

import pytest

from conformance.model.facts import Absent
from conformance.synthesis.defects import noise

from ..conftest import Coded
from .cutting import FRAGMENTS, SCENE, TONE, X264, X265, cuts, filled, found, pictures_of, searched, whole_before

MEDIA = Path(__file__).parents[4] / "shared/media"
FILES = {
    "h264-aac.mp4": (*SCENE, *TONE, *X264, "-c:a", "aac"),
    "h264-silent.mp4": (*SCENE, *X264),
    "h264-slices.mp4": (*SCENE, *TONE, *X264, "-x264-params", "slices=4", "-c:a", "aac"),
    "h264-b.mp4": (*SCENE, *TONE, *X264, "-bf", "3", "-x264-params", "aud=1", "-c:a", "aac"),
    "h264-pcm.mov": (*SCENE, *TONE, *X264, "-c:a", "pcm_s16le"),
    "hevc-aac.mp4": (*SCENE, *TONE, *X265, "-c:a", "aac"),
    "mjpeg-pcm.mov": (*SCENE, *TONE, "-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "fragmented.mp4": (*SCENE, *TONE, *X264, "-c:a", "aac", *FRAGMENTS),
    "h264-aac.mkv": (*SCENE, *TONE, *X264, "-c:a", "aac", "-cluster_time_limit", "1000"),
    "mjpeg-pcm.avi": (*SCENE, *TONE, "-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "h264-mp3.avi": (*SCENE, *TONE, *X264, "-c:a", "libmp3lame"),
    "h264-aac.ts": (*SCENE, *TONE, *X264, "-c:a", "aac"),
}


@pytest.mark.parametrize("by", ["nothing", "zeros", "noise"])
@pytest.mark.parametrize("name", FILES)
def test_of_a_file_cut_at_twenty_places_all_whole_pictures_but_one_are_found(
    name: str, by: str, coded: Coded, tmp_path: Path
) -> None:
    whole = coded(name, *FILES[name])
    data, pictures = whole.read_bytes(), pictures_of(whole)
    for cut in cuts(pictures, pictures[-1][0] + pictures[-1][1]):
        truth = whole_before(pictures, cut)
        said = found(tmp_path / name, filled(data, cut, by))

        assert truth - 1 <= said.pictures <= truth, f"cut at {cut}: {said}"


@pytest.mark.parametrize("name", FILES)
def test_of_a_whole_file_all_pictures_but_one_are_found_and_little_is_lost(
    name: str, coded: Coded, tmp_path: Path
) -> None:
    whole = coded(name, *FILES[name])
    said = found(tmp_path / name, whole.read_bytes())

    assert 99 <= said.pictures <= 100
    assert said.lost_bytes < whole.stat().st_size // 20
    assert said.zeros == 0


@pytest.mark.parametrize("name", ["h264-aac.mp4", "hevc-aac.mp4", "fragmented.mp4", "mjpeg-pcm.avi", "h264-aac.mkv"])
def test_behind_a_stretch_that_was_never_written_the_search_goes_on(name: str, coded: Coded, tmp_path: Path) -> None:
    whole = coded(name, *FILES[name])
    data, pictures = whole.read_bytes(), pictures_of(whole)
    begin = pictures[30][0] + 100
    end = pictures[34][0] + 100
    said = found(tmp_path / name, data[:begin] + bytes(end - begin) + data[end:])

    assert 50 <= said.pictures <= 95
    assert said.lost_bytes >= end - begin


@pytest.mark.parametrize("seed", range(4))
def test_in_noise_nothing_is_found(seed: int, tmp_path: Path) -> None:
    said = found(tmp_path / "noise.mp4", noise(8 << 20, seed))

    assert (said.pictures, said.zeros, said.lost_bytes) == (0, 0, 8 << 20)


@pytest.mark.parametrize(
    "head",
    [
        bytes.fromhex("00000018") + b"ftypisom" + bytes(12) + bytes.fromhex("00000000") + b"mdat",
        bytes.fromhex("1a45dfa3 80 18538067 01ffffffffffffff 1f43b675 01ffffffffffffff e7 81 00"),
        b"RIFF" + bytes(4) + b"AVI LIST" + bytes(4) + b"movi",
        b"".join(b"\x47\x40\x11\x10" + bytes(184) for _ in range(8)),
    ],
    ids=["mp4", "matroska", "avi", "transport"],
)
def test_in_noise_behind_a_head_nothing_is_found(head: bytes, tmp_path: Path) -> None:
    assert found(tmp_path / "noise", head + noise(8 << 20, 9)).pictures == 0


@pytest.mark.parametrize("size", [0, 512, 100_000])
def test_in_nothing_nothing_is_found(size: int, tmp_path: Path) -> None:
    said = found(tmp_path / "zeros.mp4", bytes(size))

    assert (said.pictures, said.zeros, said.lost_bytes) == (0, size, 0)


def test_zeros_at_the_end_are_counted_and_are_no_loss(coded: Coded, tmp_path: Path) -> None:
    name = "h264-silent.mp4"
    data = coded(name, *FILES[name]).read_bytes()
    mdat = data.index(b"mdat") + 4
    said = found(tmp_path / name, data[: mdat + 80_001].rstrip(b"\0") + bytes(9000))

    assert said.zeros == 9000
    assert 0 < said.lost_bytes < 20_000


def test_parameter_sets_in_the_stream_are_told_from_those_of_the_missing_index(coded: Coded, tmp_path: Path) -> None:
    name = "h264-silent.mp4"
    apart = coded(name, *FILES[name]).read_bytes()
    inside = coded("inside.mp4", *SCENE, *X264, "-x264-params", "repeat-headers=1").read_bytes()

    assert [found(tmp_path / name, data[: len(data) // 2]).sets for data in (apart, inside)] == [False, True]


def test_fields_are_not_counted_as_frames(coded: Coded, tmp_path: Path) -> None:
    interlaced = ("-flags", "+ilme+ildct", "-x264-params", "interlaced=1:repeat-headers=1")
    data = coded("fields.mp4", *SCENE, *X264, *interlaced).read_bytes()

    assert "may be fields" in found(tmp_path / "fields.mp4", data[: len(data) // 2]).doubt


def test_a_coding_that_is_not_searched_for_is_no_loss(coded: Coded, tmp_path: Path) -> None:
    data = coded("part2.mp4", *SCENE, "-c:v", "mpeg4").read_bytes()

    assert "MPEG-4 Part 2" in found(tmp_path / "part2.mp4", data[: len(data) // 2]).doubt


@pytest.mark.parametrize("coder", [X264, X265])
def test_pictures_of_two_tracks_are_not_counted_as_one(coder: tuple[str, ...], coded: Coded, tmp_path: Path) -> None:
    other = ("-f", "lavfi", "-i", "mandelbrot=size=320x240:rate=25")
    options = (*SCENE, *other, "-map", "0:v", "-map", "1:v", "-t", "4", *coder)
    data = coded("two.mp4", *options).read_bytes()

    assert "second track" in found(tmp_path / "two.mp4", data[: len(data) * 3 // 4]).doubt


def test_of_two_tracks_in_blocks_the_first_is_counted(coded: Coded, tmp_path: Path) -> None:
    other = ("-f", "lavfi", "-i", "mandelbrot=size=320x240:rate=25")
    data = coded("two.mkv", *SCENE, *other, "-map", "0:v", "-map", "1:v", "-t", "4", *X264).read_bytes()

    assert found(tmp_path / "two.mkv", data).pictures == 100


# name -> pictures of its track, and those that are found
REAL = {
    "gopro__gpmf-parser/samples/karma.mp4": (362, 362),
    "mapillary__mapillary_tools/tests/data/videos/sample-5s.mp4": (171, 171),
    "androidx__media/media/mp4/portrait_4k60.mp4": (18, 18),
    "androidx__media/media/mp4/sample_fragmented.mp4": (30, 30),
    "androidx__media/media/mp4/sample_with_increasing_timestamps_320w_240h_5s.mp4": (300, 300),
    "AxisCommunications__signed-video-framework-examples/test-files/signed_test_h265.mp4": (303, 302),
    "androidx__media/media/avi/sample.avi": (96, 96),
    "androidx__media/media/mkv/sample.mkv": (30, 30),
    "androidx__media/media/ts/sample_h264.ts": (30, 29),
}


@pytest.mark.parametrize("name", REAL)
def test_in_recordings_of_devices_whole_pictures_are_found(name: str, tmp_path: Path) -> None:
    path = MEDIA / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    pictures, data = pictures_of(path), path.read_bytes()
    cut = pictures[len(pictures) * 3 // 4][0] + 50
    truth = whole_before(pictures, cut)

    assert (len(pictures), found(tmp_path / path.name, data).pictures) == REAL[name]
    assert truth - 1 <= found(tmp_path / path.name, filled(data, cut, "noise")).pictures <= truth


@pytest.mark.parametrize("head", ["000001ba44000400", "0000000167640028", "000001b0"])
def test_streams_that_need_no_index_are_not_searched(head: str, tmp_path: Path) -> None:
    said = searched(tmp_path / "stream", bytes.fromhex(head) + bytes(100))

    assert isinstance(said, Absent)
    assert "not searched" in said.detail

"""The reduced luma plane is that of the picture in 8-bit code values, or absent."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.extract import luma
from conformance.model.facts import Absent, Luma, Pictures, VideoTrack
from conformance.model.vocabulary import Reason

from .making import PICTURES, media_of, silent, video_of


def filled(pixels: str, width: int, height: int, code: int) -> av.VideoFrame:
    """A frame whose luma plane holds one code value and whose padding holds another."""
    frame = av.VideoFrame(width, height, pixels)
    wide = frame.format.components[0].bits > 8
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.dtype("<u2") if wide else np.uint8).reshape(frame.height, -1)
    rows[:] = 1
    rows[:, :width] = code
    return frame


@pytest.mark.parametrize(
    ("pixels", "code", "eight_bit"),
    [
        ("yuv420p", 77, 77),
        ("yuvj420p", 255, 255),
        ("yuv422p", 16, 16),
        ("yuvj422p", 0, 0),
        ("yuv444p", 235, 235),
        ("yuv411p", 5, 5),
        ("nv12", 99, 99),
        ("gray", 128, 128),
        ("yuv420p10le", 940, 235),
        ("yuv422p10le", 64, 16),
        ("yuv420p12le", 4095, 255),
        ("yuv444p16le", 0x8000, 128),
    ],
)
def test_luma_is_read_in_eight_bit_code_values(pixels: str, code: int, eight_bit: int) -> None:
    found = luma.samples(filled(pixels, 64, 48, code))

    assert found.dtype == np.uint8
    assert found.shape == (6, 8)
    assert np.unique(found).tolist() == [eight_bit]


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [(321, 241, (31, 41)), (1, 1, (1, 1)), (7, 9, (2, 1)), (8, 8, (1, 1)), (9, 8, (1, 2)), (1919, 1079, (135, 240))],
)
@pytest.mark.parametrize(("pixels", "code"), [("yuv420p", 77), ("gray", 77), ("yuv444p10le", 308)])
def test_padding_behind_odd_sizes_is_no_part_of_the_picture(
    width: int, height: int, shape: tuple[int, int], pixels: str, code: int
) -> None:
    found = luma.samples(filled(pixels, width, height, code))

    assert found.shape == shape
    assert np.unique(found).tolist() == [77]


def test_every_eighth_sample_of_every_eighth_row_is_taken() -> None:
    rows = np.arange(48 * 64, dtype=np.uint16).reshape(48, 64)
    frame = av.VideoFrame.from_ndarray((rows % 251).astype(np.uint8), format="gray")

    found = luma.samples(frame)
    assert found[0].tolist() == [0, 8, 16, 24, 32, 40, 48, 56]
    assert found[:, 0].tolist() == [0, 512 % 251, 1024 % 251, 1536 % 251, 2048 % 251, 2560 % 251]


@pytest.mark.parametrize("pixels", ["rgb24", "bgr24", "gbrp", "pal8", "yuyv422", "rgba", "monow", "gray10be"])
def test_a_picture_without_plain_luma_plane_gives_none(pixels: str) -> None:
    assert luma.samples(av.VideoFrame(64, 48, pixels)).size == 0


def test_the_samples_outlive_the_frame() -> None:
    frame = filled("yuv420p", 64, 48, 77)
    found = luma.samples(frame)
    np.frombuffer(memoryview(frame.planes[0]), np.uint8)[:] = 1

    assert found.min() == 77


@pytest.mark.parametrize(("one", "other", "difference"), [(10, 10, 0.0), (10, 13, 3.0), (13, 10, 3.0), (0, 255, 255.0)])
def test_the_difference_is_the_mean_absolute_one(one: int, other: int, difference: float) -> None:
    pictures = np.full((6, 8), one, np.uint8), np.full((6, 8), other, np.uint8)

    assert luma.difference(*pictures) == difference


def test_pictures_of_another_size_differ_wholly() -> None:
    assert luma.difference(np.zeros((6, 8), np.uint8), np.zeros((3, 4), np.uint8)) == 255.0


def statistics(track: VideoTrack) -> Luma:
    assert not isinstance(track.pictures, Absent)
    assert isinstance(track.pictures.luma, Luma), track.pictures.luma
    return track.pictures.luma


# a flat picture of one code value in steps of 0.2 s, which lossy coders keep within a code value or two
STEPS = (
    "-f",
    "lavfi",
    "-i",
    "color=black:size=64x48:rate=5:duration=0.8,format=gray,geq=lum='16+40*N':cb=128:cr=128",
)


# full range becomes studio range where the coder asks for it: 16 + 40 n is then 16 + 219/255 (16 + 40 n)
FULL, STUDIO, STUDIO_OF_TEN_BITS = (16, 56, 96, 136), (30, 64, 98, 133), (29, 64, 98, 132)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("h264.mp4", ("-c:v", "libx264", "-qp", "0", "-pix_fmt", "yuv420p"), STUDIO),
        ("four-two-two.mp4", ("-c:v", "libx264", "-qp", "0", "-pix_fmt", "yuv422p"), STUDIO),
        (
            "ten-bit.mp4",
            ("-c:v", "libx265", "-x265-params", "lossless=1:log-level=error", "-pix_fmt", "yuv420p10le"),
            STUDIO_OF_TEN_BITS,
        ),
        ("gray.mp4", ("-c:v", "libx264", "-qp", "0", "-pix_fmt", "gray"), FULL),
        ("lossless.mkv", ("-c:v", "ffv1", "-pix_fmt", "gray"), FULL),
        ("full-range.avi", ("-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"), FULL),
    ],
)
def test_the_codecs_bring_the_same_steps_of_luma(
    name: str, options: tuple[str, ...], expected: tuple[int, ...], coded: Callable[..., Path]
) -> None:
    found = statistics(video_of(coded(f"steps-{name}", *STEPS, *options)))

    assert [round(mean) for mean in found.mean] == list(expected)
    assert [round(change) for change in found.difference] == [0, *np.diff(expected)]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("rgb.avi", ("-c:v", "rawvideo", "-pix_fmt", "bgr24")),
        ("palette.avi", ("-vf", "format=rgb8,format=pal8", "-c:v", "rawvideo")),
        ("packed.mov", ("-c:v", "rawvideo", "-pix_fmt", "uyvy422")),
        ("animation.mov", ("-c:v", "qtrle")),
    ],
)
def test_a_recording_without_luma_plane_has_no_statistics_and_all_its_pictures(
    name: str, options: tuple[str, ...], coded: Callable[..., Path]
) -> None:
    media = media_of(coded(f"plane-{name}", *PICTURES, *options))
    pictures = media.video[0].pictures
    assert isinstance(pictures, Pictures)

    assert len(pictures.pts) == 25
    assert isinstance(pictures.luma, Absent)
    assert pictures.luma.reason is Reason.METHOD_DOES_NOT_APPLY
    assert silent(media)


@pytest.mark.parametrize("size", ["321x241", "63x17", "17x63"])
def test_odd_sizes_are_decoded_and_measured(size: str, coded: Callable[..., Path]) -> None:
    scene = ("-f", "lavfi", "-i", f"testsrc=size={size}:rate=25:duration=0.2")
    track = video_of(coded(f"odd-{size}.mkv", *scene, "-c:v", "ffv1", "-pix_fmt", "yuv444p"))
    assert isinstance(track.pictures, Pictures)

    assert track.pictures.sizes == (tuple(map(int, size.split("x"))),)
    assert len(statistics(track).mean) == 5

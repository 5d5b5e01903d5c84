"""Every recording is what its recipe promises, as an independent reader sees it."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from .conftest import Seen

MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
SILENT = ("", 0, 0)
AAC = ("aac", 48000, 1)
A_LAW = ("pcm_alaw", 8000, 1)

# recipe: container, codec, size, pictures, rate in Hz, sound (codec, sample rate, channels)
TRUTH = {
    "patrol": (MP4, "h264", (1280, 720), 60, "30", AAC),
    "patrol-second": (MP4, "h264", (1280, 720), 60, "30", AAC),
    "patrol-hevc": (MP4, "hevc", (1280, 720), 30, "30", AAC),
    "patrol-ntsc": (MP4, "h264", (1280, 720), 60, "30000/1001", AAC),
    "patrol-25": (MP4, "h264", (1280, 720), 50, "25", AAC),
    "patrol-small": (MP4, "h264", (640, 360), 60, "30", AAC),
    "patrol-slow": (MP4, "h264", (1280, 720), 25, "25/2", AAC),
    "patrol-mpeg4": (MP4, "mpeg4", (1280, 720), 60, "30", AAC),
    "patrol-mjpeg": (MP4, "mjpeg", (1280, 720), 30, "30", ("pcm_s16le", 48000, 1)),
    "patrol-silent": (MP4, "h264", (1280, 720), 60, "30", SILENT),
    "patrol-avi": ("avi", "h264", (1280, 720), 30, "30", ("pcm_s16le", 48000, 1)),
    "gbt28181": ("mpeg", "h264", (704, 576), 50, "25", A_LAW),
    "gbt28181-slow": ("mpeg", "h264", (704, 576), 40, "20", A_LAW),
    "gbt28181-hevc": ("mpeg", "hevc", (704, 576), 25, "25", A_LAW),
    "gbt28181-mp4": (MP4, "h264", (704, 576), 50, "25", AAC),
    "gbt28181-mov": (MP4, "h264", (704, 576), 50, "25", A_LAW),
    "cif": (MP4, "h264", (352, 288), 25, "25", SILENT),
    "qcif": (MP4, "h264", (176, 144), 25, "25", SILENT),
    "cif-6hz": (MP4, "h264", (352, 288), 12, "6", SILENT),
    "cif-5hz": (MP4, "h264", (352, 288), 10, "5", SILENT),
    "four-cif-12hz": (MP4, "h264", (704, 576), 24, "12", SILENT),
    "four-cif-10hz": (MP4, "h264", (704, 576), 20, "10", SILENT),
    "broadcast": ("mpegts", "mpeg2video", (720, 576), 25, "25", ("mp2", 48000, 2)),
    "avi-mpeg4": ("avi", "mpeg4", (352, 288), 25, "25", ("pcm_s16le", 8000, 1)),
    "mp4-mp3": (MP4, "h264", (352, 288), 25, "25", ("mp3float", 44100, 2)),
    "mkv-mulaw": ("matroska,webm", "h264", (320, 240), 25, "25", ("pcm_mulaw", 8000, 1)),
    "fragmented": (MP4, "h264", (640, 480), 50, "25", AAC),
    "moov-last": (MP4, "h264", (640, 480), 25, "25", AAC),
    "mkv-vp8": ("matroska,webm", "vp8", (320, 240), 25, "25", SILENT),
    "one-megabit": (MP4, "h264", (640, 480), 100, "25", SILENT),
    "three-minutes": (MP4, "h264", (64, 48), 362, "2", SILENT),
    "late-start": (MP4, "h264", (640, 480), 25, "25", SILENT),
}


@pytest.mark.parametrize(("recipe", "truth"), TRUTH.items(), ids=TRUTH)
def test_a_recording_is_what_its_recipe_promises(
    recipe: str, truth: tuple[str, str, tuple[int, int], int, str, tuple[str, int, int]], look: Callable[[str], Seen]
) -> None:
    file = look(recipe)
    found = (file.format, file.codec, file.size, file.pictures, str(file.rate), file.audio)
    assert found == truth
    assert file.complaints == ()


@pytest.mark.parametrize(
    ("recipe", "created"),
    [
        ("patrol", "2026-11-20T10:00:00.000000Z"),
        ("patrol-second", "2026-11-20T10:05:00.000000Z"),
        ("patrol-mkv", "2026-11-20T10:00:00.000000Z"),
        ("fragmented", "2026-11-20T10:00:00.000000Z"),
        ("patrol-hour", "2026-11-20T11:00:00.000000Z"),
        ("patrol-minute", "2026-11-20T10:01:00.000000Z"),
        ("gbt28181-mov-late", "2026-11-20T10:00:05.000000Z"),
        ("mkv-created", "2026-11-20T10:00:00.250000Z"),
        ("patrol-undated", ""),
        ("patrol-avi", ""),
        ("cif", ""),
    ],
)
def test_a_creation_time_is_the_recipes_own(recipe: str, created: str, look: Callable[[str], Seen]) -> None:
    assert look(recipe).created == created


def test_dropped_frames_leave_a_hole_in_the_time_line(look: Callable[[str], Seen]) -> None:
    file = look("patrol-gap")
    assert (file.pictures, file.longest_step) == (57, Fraction(4, 30))
    assert (file.times[0], file.times[-1]) == (0, Fraction(59, 30))


def test_a_late_start_is_in_the_time_stamps(look: Callable[[str], Seen]) -> None:
    assert look("late-start").times[0] == 10


def test_a_turned_picture_says_so(look: Callable[[str], Seen]) -> None:
    file = look("upright")
    assert (file.size, file.rotation) == ((640, 360), -90)  # PyAV counts counter-clockwise


@pytest.mark.parametrize(("recipe", "codec"), [("raw-h264", "h264"), ("raw-hevc", "hevc")])
def test_a_raw_stream_has_pictures_and_no_time_stamps(recipe: str, codec: str, look: Callable[[str], Seen]) -> None:
    file = look(recipe)
    assert (file.format, file.codec, file.pictures, file.times) == (codec, codec, 25, ())


@pytest.mark.parametrize(
    ("recipe", "seconds", "bits_a_second"),
    [("one-megabit", 4, 1_025_806), ("two-megabit", 4, 2_054_070), ("three-minutes", 181, 20_134)],
)
def test_a_padded_stream_keeps_its_bit_rate(
    recipe: str, seconds: int, bits_a_second: int, built: Callable[[str], Path]
) -> None:
    measured = built(recipe).stat().st_size * 8 / seconds
    assert abs(measured / bits_a_second - 1) < 0.005  # an encoder of another version pads a little differently


def test_a_fragmented_file_holds_one_fragment_a_second(built: Callable[[str], Path]) -> None:
    assert built("fragmented").read_bytes().count(b"moof") == 2


@pytest.mark.parametrize("recipe", ["noise-file", "empty-file", "power-loss"])
def test_a_file_without_an_index_can_not_be_opened(recipe: str, built: Callable[[str], Path]) -> None:
    with pytest.raises(av.error.InvalidDataError):
        av.open(str(built(recipe)))

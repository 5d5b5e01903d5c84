"""Cadence, padding, freezes and black of coded clips: what facts of real bytes lead to."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.model.measurement import Measurement, Text
from conformance.model.vocabulary import Depth, Reason

from ..measurands.facts import outcome, reason, subject, value
from .making import facts_of, subject_of

Coded = Callable[..., Path]
NOISE = "noise=alls=8:allf=t:all_seed=1"


def filmed(rate: str, by: str = "null", seconds: int = 4) -> tuple[str, ...]:
    """Options of a moving scene, captured at that rate and then filled up."""
    scene = f"mandelbrot=size=192x112:rate={rate}:end_pts=120,{NOISE},trim=duration={seconds}"
    return ("-f", "lavfi", "-i", f"{scene},{by},format=yuv420p", "-c:v", "libx264", "-preset", "veryfast")


def rate(path: Path) -> Fraction:
    found = outcome("video.new_picture_rate", subject_of(facts_of(path)))
    assert isinstance(found, Measurement), found
    assert not isinstance(found.value, Text)
    return found.value


@pytest.mark.parametrize("quality", ["20", "32"])
@pytest.mark.parametrize(
    ("name", "captured", "by", "shown"),
    [
        ("native", "30", "null", 30),
        ("repeated", "15", "fps=30", 15),
        ("repeated-20", "20", "fps=30", 20),
        ("blended", "15", "framerate=fps=30:scene=100", 15),
    ],
)
def test_the_indicator_tells_native_clips_from_padded_ones(  # noqa: PLR0917 - a table
    name: str, captured: str, by: str, shown: int, quality: str, coded: Coded
) -> None:
    path = coded(f"{name}-{quality}.mp4", *filmed(captured, by), "-bf", "0", "-crf", quality)

    assert float(rate(path)) == pytest.approx(shown, rel=0.03)


@pytest.mark.parametrize("quality", ["20", "32"])
def test_b_pictures_of_a_native_clip_are_no_padding(quality: str, coded: Coded) -> None:
    path = coded(f"native-b-{quality}.mp4", *filmed("30"), "-bf", "3", "-g", "15", "-crf", quality)

    assert rate(path) == 30


def test_a_frozen_camera_is_seen_and_a_tripod_is_not_called_one(coded: Coded) -> None:
    frozen = coded("frozen.mp4", *filmed("30", "loop=loop=44:size=1:start=50,setpts=N/30/TB"), "-crf", "26")
    still = f"smptebars=size=192x112:rate=30:duration=3,{NOISE}"
    tripod = coded("tripod.mp4", "-f", "lavfi", "-i", still, "-c:v", "libx264", "-crf", "30", "-pix_fmt", "yuv420p")

    # picture 50 and 44 repeats of it, the first of which x264 still refines
    assert value("video.frozen_max", subject_of(facts_of(frozen))) in (Fraction(44, 30), Fraction(45, 30))
    assert reason("video.frozen_max", subject_of(facts_of(tripod))) is Reason.SCENE_TOO_STILL


@pytest.mark.parametrize("pixels", ["yuv420p", "yuvj420p"])
def test_a_black_stretch_is_seen_under_a_clock(pixels: str, coded: Coded) -> None:
    black = "drawbox=color=black:t=fill:enable='between(n,30,74)'"
    clock = "drawbox=x=4:y=4:w=28:h=12:color=white:t=fill"  # 1.6 % of the picture
    path = coded(f"black-{pixels}.mp4", *filmed("30", f"{black},{clock}"), "-crf", "20", "-pix_fmt", pixels)
    found = outcome("video.black_max", subject_of(facts_of(path)))

    assert isinstance(found, Measurement)
    assert found.value == Fraction(45, 30)
    assert [(place.position, place.detail) for place in found.where] == [(1, "black for 1.5 s")]


@pytest.mark.parametrize(
    ("form", "codec", "before"), [("mpegts", "libx264", 1), ("mpegts", "libx264", 100), ("mpeg", "mpeg2video", 1)]
)
def test_time_stamps_that_wrap_in_a_file_go_on(form: str, codec: str, before: int, coded: Coded) -> None:
    # 33 bits of 90 kHz last 95 443.718 s
    start = ("-output_ts_offset", str(95443 - before), "-muxdelay", "0", "-muxpreload", "0")
    seconds = before + 2
    scene = f"testsrc2=size=64x48:rate=25:duration={seconds}"
    path = coded(f"wrap-{before}.{form}", "-f", "lavfi", "-i", scene, "-c:v", codec, "-g", "25", *start, "-f", form)

    for depth in (Depth.PACKETS, Depth.FRAMES):
        told = subject_of(facts_of(path, depth))
        assert (value("video.frame_rate", told), value("video.time_stamp_faults", told)) == (25, 0)
        assert value("video.frame_interval_max", told) == Fraction(1, 25)


def test_at_the_depth_of_packets_the_cadence_is_measured_and_the_pictures_are_not(coded: Coded) -> None:
    path = coded("native-20.mp4", *filmed("30"), "-bf", "0", "-crf", "20")
    facts = facts_of(path, Depth.PACKETS)
    told = subject(facts.media, facts.iso, facts.second, Depth.PACKETS)

    assert (value("video.frame_rate", told), value("video.frames_missing", told)) == (30, 0)
    assert value("video.frame_interval_spread", told) == 0
    for name in ("video.new_picture_rate", "video.frozen_max", "video.black_max", "video.repeated_frames_share"):
        assert reason(name, told) is Reason.DEPTH_TOO_SHALLOW

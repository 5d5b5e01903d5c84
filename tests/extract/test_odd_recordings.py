"""Recordings that few devices make: measured, or not tested for a cause that is named, in every role."""

import subprocess
from collections.abc import Callable
from fractions import Fraction
from functools import cache as once
from pathlib import Path

import pytest

from conformance.evidence.single import single_recording
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.measurands.registry import measure_all
from conformance.model.evidence import RecordingSubject
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Uncertain
from conformance.model.vocabulary import Depth, Reason, Role
from conformance.synthesis.encoder import ffmpeg_binary

from .making import TONE, written

ROLES = (Role.GENERAL, Role.CHART, Role.SYNC, Role.FRAME_COUNTER, Role.REFERENCE_CLOCK)
# The quantity of each role that its staged scene alone can give
STAGED = {
    Role.CHART: "video.sfr50",
    Role.SYNC: "sync.audio_delay",
    Role.FRAME_COUNTER: "video.frames_lost_by_counter",
    Role.REFERENCE_CLOCK: "time.reference_read_share",
}


def scene(size: str = "320x240", seconds: float = 1) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc=size={size}:rate=25:duration={seconds}")


def measured(path: Path, role: Role) -> dict[str, Outcome]:
    recording = single_recording(path, role)
    request = Request(recording.file.absolute(), recording.sha256, recording.size, Depth.FRAMES, recording.look)
    outcomes = measure_all(RecordingSubject(recording, read_facts(request, lambda: None)))
    return {one.measurand: one for one in outcomes}


def told(one: Outcome) -> object:
    """Its value, or why there is none; a sentence stands behind every why."""
    if isinstance(one, NotMeasured):
        assert len(one.detail) > 10, one
        return one.reason
    return one.value


# name -> options, and width, height, pictures, rate in Hz, share of repeats as they are measured
X264 = ("-c:v", "libx264", "-pix_fmt")
X265 = ("-c:v", "libx265", "-x265-params", "log-level=error", "-pix_fmt")
NO_LUMA, TOO_FEW = Reason.METHOD_DOES_NOT_APPLY, Reason.NOTHING_TO_MEASURE
PLAIN = (320, 240, 25, 25, 0)
ODD: dict[str, tuple[tuple[str, ...], tuple[object, ...]]] = {
    "ten-bit.mp4": ((*scene(), *X264, "yuv420p10le"), PLAIN),
    "ten-bit-hevc.mp4": ((*scene(), *X265, "yuv420p10le"), PLAIN),
    "twelve-bit-422.mp4": ((*scene(), *X265, "yuv422p12le"), PLAIN),
    "422.mp4": ((*scene(), *X264, "yuv422p"), PLAIN),
    "422-ten-bit.mp4": ((*scene(), *X264, "yuv422p10le"), PLAIN),
    "444.mp4": ((*scene(), *X264, "yuv444p"), PLAIN),
    "grey.mkv": ((*scene(), "-c:v", "ffv1", "-pix_fmt", "gray"), PLAIN),
    "grey-16.mkv": ((*scene(), "-c:v", "ffv1", "-pix_fmt", "gray16le"), (*PLAIN[:4], NO_LUMA)),
    "odd.mp4": ((*scene("321x241"), *X264, "yuv444p"), (321, 241, *PLAIN[2:])),
    "odd.avi": ((*scene("323x243"), "-c:v", "mjpeg", "-pix_fmt", "yuvj420p"), (323, 243, *PLAIN[2:])),
    "odd-420.mkv": ((*scene("35x33"), "-c:v", "ffv1", "-pix_fmt", "yuv420p"), (35, 33, *PLAIN[2:])),
    "alpha.mov": ((*scene(), "-c:v", "prores_ks", "-pix_fmt", "yuva444p10le"), PLAIN),
    "alpha-apart.webm": ((*scene(), "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p"), PLAIN),
    "alpha-png.mov": ((*scene(), "-c:v", "png", "-pix_fmt", "rgba"), (*PLAIN[:4], NO_LUMA)),
    "alpha-rle.mov": ((*scene(), "-c:v", "qtrle", "-pix_fmt", "argb"), (*PLAIN[:4], NO_LUMA)),
    "rgb.avi": ((*scene(), "-c:v", "rawvideo", "-pix_fmt", "bgr24"), (*PLAIN[:4], NO_LUMA)),
    "interlaced.ts": ((*scene(), "-c:v", "mpeg2video", "-flags", "+ildct+ilme"), PLAIN),
    "one.mp4": ((*scene(seconds=0.04), *X264, "yuv420p"), (320, 240, 1, TOO_FEW, TOO_FEW)),
    "one.avi": ((*scene(seconds=0.04), "-c:v", "mjpeg", "-pix_fmt", "yuvj420p"), (320, 240, 1, TOO_FEW, TOO_FEW)),
    "two.mp4": ((*scene(seconds=0.08), *X264, "yuv420p"), (320, 240, 2, TOO_FEW, TOO_FEW)),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_measured_or_not_tested_with_its_cause(name: str, coded: Callable[..., Path]) -> None:
    options, expected = ODD[name]
    path = coded(name, *options)
    asked = ("video.width", "video.height", "video.frames", "video.frame_rate", "video.repeated_frames_share")

    found = measured(path, Role.GENERAL)
    assert tuple(told(found[one]) for one in asked) == expected
    for role, staged in STAGED.items():
        assert isinstance(told(measured(path, role)[staged]), Reason), role


def turned(source: Path, target: Path, degrees: int) -> Path:
    turn = ("-display_rotation", str(degrees), "-i", str(source), "-c", "copy")
    subprocess.run([ffmpeg_binary(), "-loglevel", "error", *turn, "-y", str(target)], check=True, timeout=60)
    return target


def test_a_turned_recording_is_measured_as_it_is_shown_in_every_role(
    coded: Callable[..., Path], tmp_path: Path
) -> None:
    path = turned(coded("422.mp4", *ODD["422.mp4"][0]), tmp_path / "turned.mp4", 90)
    for role in ROLES:
        found = measured(path, role)
        assert (told(found["video.width"]), told(found["video.height"])) == (240, 320)


def emptied(data: bytes, box: bytes, kept: int) -> bytes:
    """The file with what lies behind the first `kept` bytes of that box's payload set to zero."""
    at = data.index(box)
    end = at - 4 + int.from_bytes(data[at - 4 : at], "big")
    return data[: at + 4 + kept] + bytes(end - at - 4 - kept) + data[end:]


@pytest.mark.parametrize(("name", "box", "kept"), [("422.mp4", b"avcC", 5), ("ten-bit-hevc.mp4", b"hvcC", 22)])
def test_without_parameter_sets_nothing_is_measured_of_pictures(
    name: str, box: bytes, kept: int, coded: Callable[..., Path], tmp_path: Path
) -> None:
    path = written(tmp_path / name, emptied(coded(name, *ODD[name][0]).read_bytes(), box, kept))
    for role in ROLES:
        found = measured(path, role)
        assert told(found["video.frames"]) == 0, "promised, and none can be decoded"
        for one in ("video.width", "video.frame_rate", "decode.errors", "video.new_picture_rate", *STAGED.values()):
            assert isinstance(told(found[one]), Reason), (role, one)


WITH_SOUND = (*scene(), *TONE, *X264, "yuv420p", "-c:a", "aac")


def zeroed(data: bytes, box: bytes, at: int, every: int = 0) -> bytes:
    """The file with 4 bytes of every such box set to zero; with `every`, those of each entry that its count tells."""
    made, place = bytearray(data), -1
    while (place := made.find(box, place + 1)) >= 0:
        entries = int.from_bytes(made[place + 8 : place + 12], "big") if every else 1
        for entry in range(entries):
            first = place + at + entry * every
            made[first : first + 4] = bytes(4)
    return bytes(made)


# ISO/IEC 14496-12, version 0: 8.2.2.2 and 8.4.2.2 have the time scale at byte 12 of the payload, 8.6.1.2 the entries
@pytest.mark.parametrize(
    ("box", "at", "every", "rate"),
    [(b"mvhd", 16, 0, 25), (b"mdhd", 16, 0, TOO_FEW), (b"stts", 16, 8, Reason.TIME_STAMPS_UNRELIABLE)],
    ids=["movie-scale", "track-scale", "sample-durations"],
)
def test_time_that_counts_in_nothing_is_no_crash_and_no_rate(  # noqa: PLR0917 - a row of the table
    box: bytes, at: int, every: int, rate: object, coded: Callable[..., Path], tmp_path: Path
) -> None:
    path = written(tmp_path / "zero.mp4", zeroed(coded("sound.mp4", *WITH_SOUND).read_bytes(), box, at, every))
    for role in ROLES:
        assert told(measured(path, role)["video.frame_rate"]) == rate
        assert role is Role.GENERAL or isinstance(told(measured(path, role)[STAGED[role]]), Reason)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("wrapping.ts", ("-output_ts_offset", "95443", "-muxdelay", "0"), (100, 25, 4)),  # 2^33 ticks are 95,443.7 s
        ("negative.mp4", ("-avoid_negative_ts", "disabled", "-output_ts_offset", "-0.5"), (87, 25, Fraction(87, 25))),
        ("negative.avi", ("-avoid_negative_ts", "disabled", "-output_ts_offset", "-0.5", "-bf", "0"), (100, 25, 4)),
    ],
)
def test_stamps_that_wrap_or_begin_below_zero_have_the_rate_all_the_same(
    name: str, options: tuple[str, ...], expected: tuple[object, ...], coded: Callable[..., Path]
) -> None:
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=4")
    path = coded(name, *scene(seconds=4), *tone, *X264, "yuv420p", "-c:a", "aac", *options)
    for role in ROLES:
        found = measured(path, role)
        assert tuple(told(found[one]) for one in ("video.frames", "video.frame_rate", "video.duration")) == expected
        assert told(found["video.time_stamp_faults"]) == 0
        assert told(found["sync.clock_skew"]) is TOO_FEW, "four seconds are too short for a skew, whatever the stamps"


@pytest.mark.parametrize("joined", ["642x362", "320x240 in ten bits"])
def test_pictures_that_change_amid_the_stream_are_not_taken_for_one_scene(
    joined: str, coded: Callable[..., Path], tmp_path: Path
) -> None:
    size, _, deep = joined.partition(" ")
    first = coded("first.ts", *scene(), *X264, "yuv420p")
    second = coded(f"{size}{deep[:2]}.ts", *scene(size), *X264, "yuv420p10le" if deep else "yuv420p")
    path = written(tmp_path / "joined.ts", first.read_bytes() + second.read_bytes())
    for role in ROLES:
        found = measured(path, role)
        assert told(found["video.frames"]) == 50
        assert role is Role.GENERAL or isinstance(told(found[STAGED[role]]), Reason)


def test_a_hundred_sound_tracks_are_measured_in_every_role(coded: Callable[..., Path]) -> None:
    tracks = [word for _ in range(100) for word in ("-map", "1:a")]
    path = coded("many.mp4", *scene(), *TONE, "-map", "0:v", *tracks, *X264, "yuv420p", "-c:a", "aac")
    for role in ROLES:
        found = measured(path, role)
        assert told(found["audio.gap_max"]) == 0
        assert told(found["video.frame_rate"]) == 25


@pytest.fixture(scope="session")
def of_eight_bits(built: Callable[[str], Path]) -> Callable[[str, Role], Measurement]:
    """What a staged scene reads as its recipe coded it."""

    @once
    def read(recipe: str, role: Role) -> Measurement:
        found = measured(built(recipe), role)[STAGED[role]]
        assert isinstance(found, Measurement), found
        return found

    return read


@pytest.mark.parametrize("pixels", ["yuv420p10le", "yuv422p", "yuv422p10le", "yuv444p", "yuvj420p"])
@pytest.mark.parametrize(
    ("recipe", "role"), [("chart", Role.CHART), ("counter", Role.FRAME_COUNTER), ("sync", Role.SYNC)]
)
def test_a_staged_scene_reads_the_same_in_other_pixels(  # noqa: PLR0917 - fixtures
    recipe: str,
    role: Role,
    pixels: str,
    built: Callable[[str], Path],
    coded: Callable[..., Path],
    of_eight_bits: Callable[[str, Role], Measurement],
) -> None:
    same = ("-c:v", "libx264", "-crf", "12", "-c:a", "copy", "-pix_fmt", pixels)
    path = coded(f"{recipe}-{pixels}.mp4", "-i", str(built(recipe)), *same)
    found, plain = measured(path, role)[STAGED[role]], of_eight_bits(recipe, role)

    assert isinstance(found, Measurement), found
    assert isinstance(found.value, Fraction)
    assert isinstance(plain.value, Fraction)
    assert isinstance(found.uncertainty, Uncertain)
    assert isinstance(plain.uncertainty, Uncertain)
    assert abs(found.value - plain.value) <= found.uncertainty.expanded + plain.uncertainty.expanded


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_chart_filmed_upright_reads_the_same(
    degrees: int, built: Callable[[str], Path], of_eight_bits: Callable[[str, Role], Measurement], tmp_path: Path
) -> None:
    path = turned(built("chart"), tmp_path / "turned.mp4", degrees)

    assert told(measured(path, Role.CHART)["video.sfr50"]) == of_eight_bits("chart", Role.CHART).value


def test_a_scene_without_luma_is_not_tested(built: Callable[[str], Path], coded: Callable[..., Path]) -> None:
    for recipe, role in (("chart", Role.CHART), ("counter", Role.FRAME_COUNTER), ("sync", Role.SYNC)):
        same = ("-c:v", "libx264rgb", "-crf", "12", "-c:a", "copy", "-pix_fmt", "bgr24")
        found = measured(coded(f"{recipe}-rgb.mp4", "-i", str(built(recipe)), *same), role)[STAGED[role]]

        assert isinstance(found, NotMeasured)
        assert "no plain luma plane" in found.detail

"""The frame counter, filmed by a simulated camera and recorded: native and padded recordings are told apart."""

from fractions import Fraction
from pathlib import Path

import pytest

from conformance.measurands import counter
from conformance.measurands.reading import Reading
from conformance.model.measurement import Uncertain
from tests.extract.filming import Camera, Shutter, View, recorded, watched
from tests.measurands.counting import counted

DUPLICATED = "fps=30"
BLENDED = "framerate=fps=30:interp_start=0:interp_end=255:scene=100"
INTERPOLATED = "minterpolate=fps=30:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none"
PADDINGS = {"duplicated": DUPLICATED, "blended": BLENDED, "motion-interpolated": INTERPOLATED}


@pytest.fixture(scope="module")
def camera() -> Camera:
    return Camera(View(yaw=10, roll=-4))


def rate_of(camera: Camera, shutter: Shutter, filters: str, target: Path, crf: int = 23) -> Reading:
    pictures = camera.film(shutter, round(1.2 * shutter.fps), start=1.013)
    recording = recorded(pictures, shutter.fps, filters, target, crf)
    reading = counter.new_picture_rate_by_counter(counted(*watched(recording)))
    assert isinstance(reading, Reading), reading
    return reading


def covers(reading: Reading, truth: int) -> bool:
    assert isinstance(reading.value, Fraction)
    assert isinstance(reading.uncertainty, Uncertain)
    return abs(reading.value - truth) <= reading.uncertainty.expanded


@pytest.mark.parametrize("exposure", [1 / 30, 1 / 250])
def test_a_native_recording_of_a_still_scene_has_its_own_rate(camera: Camera, exposure: float, tmp_path: Path) -> None:
    reading = rate_of(camera, Shutter(30, exposure, readout=1 / 60), "null", tmp_path / "native.mp4", crf=32)

    assert covers(reading, 30)
    assert not covers(reading, 29)


@pytest.mark.parametrize("padding", PADDINGS)
def test_a_recording_padded_from_15_to_30_pictures_a_second_has_15(
    camera: Camera, padding: str, tmp_path: Path
) -> None:
    reading = rate_of(camera, Shutter(15, 1 / 60, readout=1 / 60), PADDINGS[padding], tmp_path / "padded.mp4")

    assert covers(reading, 15)
    assert not covers(reading, 16)


@pytest.mark.slow
@pytest.mark.parametrize("crf", [23, 32])
@pytest.mark.parametrize("exposure", [1 / 15, 1 / 30, 1 / 60, 1 / 250])
@pytest.mark.parametrize("padding", PADDINGS)
def test_padding_is_seen_at_every_exposure(
    camera: Camera, padding: str, exposure: float, crf: int, tmp_path: Path
) -> None:
    reading = rate_of(camera, Shutter(15, exposure, readout=1 / 30), PADDINGS[padding], tmp_path / "p.mp4", crf)

    assert covers(reading, 15)


@pytest.mark.slow
@pytest.mark.parametrize("crf", [23, 32])
@pytest.mark.parametrize("exposure", [1 / 30, 1 / 60, 1 / 250, 1 / 1000])
@pytest.mark.parametrize("fps", [15, 25, 30])
def test_native_rates_are_found_at_every_exposure(
    camera: Camera, fps: int, exposure: float, crf: int, tmp_path: Path
) -> None:
    reading = rate_of(camera, Shutter(fps, exposure, readout=1 / 30), "null", tmp_path / "n.mp4", crf)

    assert covers(reading, fps)

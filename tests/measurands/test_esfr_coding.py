"""Native pictures of 1920 x 1080 px against enlarged ones of 1280 x 720, after x264: told apart at 0.45 cycles/px."""

import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.measurands.reading import Reading, Result
from conformance.measurands.resolution import sfr50, sfr_at_0_45
from conformance.model.chart_facts import ChartFacts, EdgeCrop, GreyPatch
from conformance.model.vocabulary import Place
from conformance.synthesis.encoder import ffmpeg_binary
from tests.measurands.edges import filmed, noisy, square

WHOLE, QUARTER = (1920, 1080), (960, 540)  # px; a quarter of the picture has the same edges
SIDE, ALONG, ACROSS = 320, 160, 74  # px of the dark square, and of the crops about its sides
ANGLE, PICTURES, NOISE = 5.1, 4, 2.0
SCALERS = ("bilinear", "bicubic", "lanczos", "lanczos, sharpened")
# A camera without a tone curve, so that what scaling and coding do is all that is seen.
PATCHES = tuple(GreyPatch(Place.CENTRE, code / 255, code) for code in (20.0, 80.0, 160.0, 230.0))


@pytest.mark.parametrize(("sigma", "crf"), [(0.5, 23), (0.3, 32)])
def test_a_sharpened_enlargement_is_told_from_a_native_picture(sigma: float, crf: int, tmp_path: Path) -> None:
    native = read(sigma, crf, "native", tmp_path / "native.mp4", QUARTER)
    enlarged = read(sigma, crf, "lanczos, sharpened", tmp_path / "enlarged.mp4", QUARTER)

    # SFR50 alone does not tell them apart: a sharpened enlargement resolves as much as a softer camera
    assert enlarged[0] > 0.75 * native[0]
    assert native[1] > 0.2
    assert enlarged[1] < 0.04


@pytest.mark.slow
@pytest.mark.parametrize("crf", [23, 32])
@pytest.mark.parametrize("sigma", [0.3, 0.5])
def test_every_enlargement_is_told_from_a_native_picture(sigma: float, crf: int, tmp_path: Path) -> None:
    assert read(sigma, crf, "native", tmp_path / "native.mp4", WHOLE)[1] > 0.06
    for scaler in SCALERS:
        assert read(sigma, crf, scaler, tmp_path / "enlarged.mp4", WHOLE)[1] < 0.04, scaler


def read(sigma: float, crf: int, scaler: str, target: Path, size: tuple[int, int]) -> tuple[float, float]:
    """SFR50 and the response at 0.45, of the recording."""
    one = filmed(coded(sigma, crf, scaler, target, size), "KPPP")
    return number(sfr50(one)), number(sfr_at_0_45(one))


def number(result: Result) -> float:
    assert isinstance(result, Reading), result
    assert isinstance(result.value, Fraction)
    return float(result.value)


def coded(sigma: float, crf: int, scaler: str, target: Path, size: tuple[int, int]) -> ChartFacts:
    """What is filmed, enlarged by 3:2 where `scaler` is not native, coded, decoded and cut out."""
    width, height = size
    native = scaler == "native"
    sensor = size if native else (width * 2 // 3, height * 2 // 3)
    steps = ["null"] if native else [f"scale={width}:{height}:flags={scaler.split(',', maxsplit=1)[0]}"]
    steps += ["unsharp=5:5:1.0"] if "sharpened" in scaler else []
    pictures = noisy(40 + 160 * square(sensor, SIDE * sensor[0] / width, ANGLE, sigma), PICTURES, NOISE)
    command = [ffmpeg_binary(), "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray"]
    command += ["-s", f"{sensor[0]}x{sensor[1]}", "-r", "30", "-i", "-", "-vf", ",".join(steps), "-pix_fmt", "yuv420p"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-crf", str(crf), str(target)]
    subprocess.run(command, input=pictures.tobytes(), check=True, timeout=120)
    return cut_out(target)


def cut_out(path: Path) -> ChartFacts:
    """The four sides of the square."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    width, height = frames[0].width, frames[0].height
    luma = np.array([frame.to_ndarray()[:height, :width] for frame in frames])
    intra = tuple(frame.pict_type == 1 for frame in frames)
    x, y, half = width // 2, height // 2, SIDE // 2
    upright = [(x + way - ACROSS // 2, y - ALONG // 2, ACROSS, ALONG) for way in (-half, half)]
    level = [(x - ALONG // 2, y + way - ACROSS // 2, ALONG, ACROSS) for way in (-half, half)]
    edges = [
        EdgeCrop(Place.CENTRE, left, top, wide, high, tuple(range(len(luma))), intra, region.tobytes())
        for left, top, wide, high in (*upright, *level)
        for region in [luma[:, top : top + high, left : left + wide]]
    ]
    return ChartFacts(width, height, limited_range=True, looked_at=len(luma), edges=tuple(edges), patches=PATCHES)

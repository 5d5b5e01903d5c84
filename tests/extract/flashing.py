"""Recordings of a flash and a beep with known delay: drawn by numpy, coded by PyAV, so that no filter moves a stamp."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]

WIDTH, HEIGHT = 192, 128
RATE = 30
# s: irregular, each on the grid of pictures of 30 a second
FLASHES = tuple(Fraction(picture, RATE) for picture in (15, 37, 67, 92, 130, 155, 189))
LASTING = Fraction(1, 10)


def dark_room(_number: int) -> Luma:
    """A grey scene with some noise in it, always the same."""
    grain = np.random.default_rng(1).integers(-4, 5, (HEIGHT, WIDTH))
    return (60 + grain).astype(np.uint8)


def lit(scene: Luma, share: float, rows: slice = slice(32, 96), columns: slice = slice(48, 144)) -> Luma:
    """The scene with a screen in it that shines with that share of its light."""
    changed = scene.copy()
    changed[rows, columns] = np.clip(changed[rows, columns] + share * 140, 0, 255)
    return changed


def flash_pictures(
    count: int, flashes: tuple[Fraction, ...] = FLASHES, scene: Callable[[int], Luma] = dark_room
) -> list[Luma]:
    """Pictures of 30 a second that show exactly the flashes of their own time."""
    pictures = []
    for number in range(count):
        now = Fraction(number, RATE)
        shining = any(flash <= now < flash + LASTING for flash in flashes)
        pictures.append(lit(scene(number), float(shining)))
    return pictures


def beeps(
    seconds: Fraction, rate: int, starts: tuple[Fraction, ...], noise: float = 0.0, seed: int = 1
) -> NDArray[np.float64]:
    """Bursts of 1 kHz of a tenth of a second, in parts of full scale, over noise of that standard deviation."""
    times = np.arange(int(seconds * rate)) / rate
    sound = np.random.default_rng(seed).normal(0, noise, times.size) if noise else np.zeros(times.size)
    for start in starts:
        since = times - float(start)
        on = (since >= -1e-9) & (since < 0.1)
        sound[on] += 0.5 * np.sin(2 * np.pi * 1000 * since[on])
    return sound


@dataclass(frozen=True)
class Coding:
    """Codecs, and the sample rate in Hz, of a recording."""

    video: str = "libx264"
    audio: str = "aac"
    rate: int = 48000


def recording(target: Path, pictures: list[Luma], sound: NDArray[np.float64], coding: Coding | None = None) -> Path:
    """The pictures, 30 a second, and the sound, both from time 0."""
    coding = coding or Coding()
    with av.open(str(target), "w") as container:
        video: Any = container.add_stream(coding.video, rate=RATE)
        video.width, video.height = WIDTH, HEIGHT
        video.pix_fmt = "yuvj420p" if coding.video == "mjpeg" else "yuv420p"
        if coding.video == "libx264":
            video.options = {"preset": "ultrafast", "crf": "23", "bf": "0"}
        audio: Any = container.add_stream(coding.audio, rate=coding.rate, layout="mono")
        for number, luma in enumerate(pictures):
            chroma = np.full((HEIGHT // 2, WIDTH), 128, np.uint8)
            frame = av.VideoFrame.from_ndarray(np.concatenate([luma, chroma]), "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        codes = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2")
        for begin in range(0, codes.size, 1024):
            frame = av.AudioFrame.from_ndarray(codes[None, begin : begin + 1024], "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = coding.rate, begin, Fraction(1, coding.rate)
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    return target

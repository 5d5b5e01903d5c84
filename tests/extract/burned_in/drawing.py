"""Recordings with a burned-in clock of known truth: any font, layout, style and background, coded as cameras code."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONTS = {
    "Aileron": "",  # Pillow's own: there wherever Pillow is
    "DejaVu Sans Mono": "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "DejaVu Sans Bold": "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "DejaVu Serif": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "Liberation Sans Narrow": "/usr/share/fonts/truetype/liberation/LiberationSansNarrow-Regular.ttf",
    "Liberation Mono Bold": "/usr/share/fonts/truetype/liberation/LiberationMono-Bold.ttf",
    "Noto Sans CJK": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
}
WEEKDAYS = "一二三四五六日"
LAYOUTS: dict[str, Callable[[datetime], str]] = {
    "iso": lambda time: f"{time:%Y-%m-%d %H:%M:%S}",
    "iso zulu": lambda time: f"{time:%Y-%m-%d} T{time:%H:%M:%S}Z",
    "slashes": lambda time: f"{time:%Y/%m/%d %H:%M:%S}",
    "day first": lambda time: f"{time:%d/%m/%Y %H:%M:%S}",
    "month first, twelve hours": lambda time: f"{time:%m/%d/%Y %I:%M:%S %p}",
    "chinese": lambda time: f"{time:%Y}年{time:%m}月{time:%d}日 {time:%H:%M:%S}",
    "tenths": lambda time: f"{time:%Y-%m-%d %H:%M:%S}.{time.microsecond // 100_000}",
    "named": lambda time: f"DSJ-A7 000123  {time:%Y-%m-%d %H:%M:%S}  N31.2304 E121.4737",
}
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Scene:
    """What is filmed, and what is written over it; `size` is the height of the letters as a share of the picture's."""

    font: str = "DejaVu Sans Mono"
    layout: str = "iso"
    style: str = "outlined"  # outlined, light, dark, boxed
    background: str = "moving"  # still, moving, night, sky, texture
    height: int = 480
    letters: float = 1 / 24
    place: tuple[float, float] = (0.03, 0.04)  # of the text's top left corner, as shares of the picture
    seconds: float = 24.0
    rate: Fraction = Fraction(30)
    crf: int = 23
    start: datetime = datetime(2026, 3, 1, 9, 59, 47, 400_000)  # noqa: DTZ001 - what the clock shows
    drift: float = 0.0  # s a second
    seed: int = 1

    @property
    def width(self) -> int:
        """Of the picture, px."""
        return self.height * 16 // 9 // 2 * 2

    @property
    def size(self) -> int:
        """Of the letters, px."""
        return round(self.height * self.letters)

    @property
    def outline(self) -> int:
        """Width of what surrounds the letters, px; also the margin of their layers."""
        return max(1, self.size // 12)

    @property
    def corner(self) -> tuple[int, int]:
        """Top and left of the text's layers in the picture, px."""
        return round(self.place[1] * self.height), round(self.place[0] * self.width)

    def shown(self, number: int) -> datetime:
        """What the clock stands at when picture `number` is taken."""
        return self.start + timedelta(seconds=float(number / self.rate) * (1 + self.drift))

    def text(self, number: int) -> str:
        """What stands in picture `number`."""
        return LAYOUTS[self.layout](self.shown(number))

    def second(self, number: int) -> datetime:
        """The whole second at which the clock stands in picture `number`."""
        return self.shown(number).replace(microsecond=0)


def written(scene: Scene, number: int) -> str:
    """Digits of picture `number`, those that stand together in groups, as a reader gives them."""
    return " ".join(re.findall("[0-9]+", scene.text(number)))


def nobody(number: int, picture: Plane) -> None:
    """Looks at no picture."""


def film(scene: Scene, file: Path, look: Callable[[int, Plane], None] = nobody) -> Path:
    """The recording, H.264 at the scene's rate; `look` is shown each picture with its number before it is coded."""
    draw = _background(scene)
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=scene.rate)
        stream.width, stream.height, stream.pix_fmt = scene.width, scene.height, "yuv420p"
        stream.options = {"crf": str(scene.crf), "preset": "ultrafast", "g": "60", "threads": "2"}  # a slice each
        planes = np.full((scene.height * 3 // 2, scene.width), 128, np.uint8)  # luma, and grey chroma
        for number in range(round(scene.seconds * scene.rate)):
            picture = draw(number)
            write(picture, scene, scene.text(number))
            look(number, picture)
            picture += 0.5
            planes[: scene.height] = np.clip(picture, 16, 235, out=picture)
            frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
            frame.pts, frame.time_base = number, 1 / scene.rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file


def write(picture: Plane, scene: Scene, text: str) -> None:
    """Draw that text into a picture, where and as the scene has it."""
    ink, edge = layers(scene.font, scene.size, text)
    top, left = scene.corner
    height, width = min(ink.shape[0], scene.height - top), min(ink.shape[1], scene.width - left)
    ink, edge = ink[:height, :width], edge[:height, :width]
    part = picture[top : top + height, left : left + width]
    if scene.style == "boxed":
        part[:] = 24
    if scene.style == "outlined":
        part += (18 - part) * edge
    part += ((20 if scene.style == "dark" else 232) - part) * ink


@cache
def typeface(font: str, size: int) -> ImageFont.FreeTypeFont:
    """The font in that size, px."""
    return ImageFont.truetype(FONTS[font], size) if FONTS[font] else ImageFont.load_default(size)


@cache
def layers(font: str, size: int, text: str) -> tuple[Plane, Plane]:
    """Coverage of the letters, and of the letters with their outline."""
    drawn = typeface(font, size)
    outline = max(1, size // 12)
    box = drawn.getbbox(text, stroke_width=outline)
    canvas = (int(box[2]) + 2 * outline, int(box[3]) + 2 * outline)
    layers = []
    for stroke in (0, outline):
        image = Image.new("L", canvas, 0)
        ImageDraw.Draw(image).text((outline, outline), text, fill=255, font=drawn, stroke_width=stroke)
        layers.append(np.asarray(image, np.float32) / 255)
    return layers[0], layers[1]


def _background(scene: Scene) -> Callable[[int], Plane]:
    rng = np.random.default_rng(scene.seed)
    height, width = scene.height, scene.width
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    noise = rng.normal(0, 1, (height + 64, width + 64)).astype(np.float32)
    grain = _rolling((5 if scene.background == "night" else 1.5) * noise, (height, width))
    if scene.background == "still":
        base = 90 + 60 * np.sin(columns / width * 5) + 30 * np.cos(rows / height * 9)
        return lambda number: base + grain(number)
    if scene.background == "night":
        return lambda number: 26 + grain(number)
    coarse = _blurred(rng, (height, width * 3), 24)
    fine = _blurred(rng, (height, width * 3), 3)
    lift, depth = (165, 40) if scene.background == "sky" else (110, 60)
    if scene.background == "texture":
        coarse, depth = fine, 70
    passing = lift + depth * coarse

    def moving(number: int) -> Plane:
        shift = int(number * 3 * height / 480) % width
        return passing[:, shift : shift + width] + grain(number)

    return moving


def _rolling(noise: Plane, shape: tuple[int, int]) -> Callable[[int], Plane]:
    """Another part of that noise for each picture."""
    rows, columns = noise.shape
    around = np.tile(noise, (2, 2))

    def rolled(number: int) -> Plane:
        top, left = -number * 17 % rows, -number * 29 % columns
        return around[top : top + shape[0], left : left + shape[1]]

    return rolled


def _blurred(rng: np.random.Generator, shape: tuple[int, int], cell: int) -> Plane:
    """Noise of that many px a cell, of mean 0 and standard deviation 1."""
    small = rng.normal(0, 1, (shape[0] // cell + 2, shape[1] // cell + 2)).astype(np.float32)
    image = Image.fromarray(small).resize(((small.shape[1]) * cell, small.shape[0] * cell), Image.Resampling.BICUBIC)
    out = np.asarray(image)[: shape[0], : shape[1]]
    return ((out - out.mean()) / out.std()).astype(np.float32)

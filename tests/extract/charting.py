"""The resolution chart as a camera with known geometry sees it: painted by exact areas, then blurred and noised."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import av
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from conformance.extract.chart.watcher import ChartWatcher
from conformance.lab.chart import Layer, layers
from conformance.lab.chart_png import paint
from conformance.model.areas import Region
from conformance.model.chart import HEIGHT, LIGHT, WIDTH, Point
from conformance.model.chart_facts import ChartFacts
from conformance.model.facts import Absent

Grey = NDArray[np.uint8]
_FIELD = math.radians(80)  # horizontal field of view


@dataclass(frozen=True)
class Camera:
    """Where the chart lands in the picture and what becomes of it; angles in degrees, lengths in px.

    The projected chart is as large as fits into `fill` of the picture, moved by `shift`; `barrel` is k1 of
    r (1 + k1 r^2) with r = 1 in the corners of the picture; `gain` scales the reflectances (exposure).
    """

    width: int = 1280
    height: int = 720
    fill: float = 0.9
    roll: float = 0.0
    tilt: Point = (0.0, 0.0)  # about the upright axis, about the level axis
    barrel: float = 0.0
    shift: Point = (0.0, 0.0)
    blur: float = 0.6
    noise: float = 1.0
    gain: float = 1.0

    def seen(self, points: Iterable[Point]) -> NDArray[np.float64]:
        """Points of the chart in px of the picture, n x 2."""
        flat = np.array(list(points), float)
        ideal = _projected(self, flat)
        centre = np.array([self.width / 2, self.height / 2])
        radius = np.hypot(*((ideal - centre) / np.hypot(*centre)).T)
        bent: NDArray[np.float64] = centre + (ideal - centre) * (1 + self.barrel * radius**2)[:, None]
        return bent

    def picture(self, drawn: tuple[Layer, ...] | None = None, seed: int = 1) -> Grey:
        """Luma of one picture, full range; every seed has its own noise."""
        rng = np.random.default_rng(seed)
        noisy = _clean(self, drawn or layers()) + rng.normal(0, self.noise, (self.height, self.width))
        return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def frame(luma: Grey, *, intra: bool = True) -> av.VideoFrame:
    """A decoded picture of that luma."""
    made = av.VideoFrame.from_ndarray(np.ascontiguousarray(luma), format="gray")
    made.pict_type = 1 if intra else 2
    return made


def looked(*pictures: Grey, regions: tuple[Region, ...] = ()) -> ChartFacts | Absent:
    """What is found in those pictures, the first of which is intra."""
    watcher = ChartWatcher(limited=False, regions=regions)
    for number, luma in enumerate(pictures):
        watcher.take(frame(luma, intra=number == 0), number)
    return watcher.frozen()


def found(*pictures: Grey, regions: tuple[Region, ...] = ()) -> ChartFacts:
    """The same, where there must be something."""
    facts = looked(*pictures, regions=regions)
    assert isinstance(facts, ChartFacts), facts
    return facts


def why_absent(*pictures: Grey, regions: tuple[Region, ...] = ()) -> str:
    """The same, where there must be nothing."""
    facts = looked(*pictures, regions=regions)
    assert isinstance(facts, Absent), facts
    return f"{facts.reason}: {facts.detail}"


def code(text: str | bytes, scale: int = 6) -> Grey:
    """A QR code with its quiet zone."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return np.asarray(made.to_image(scale=scale, add_quiet_zones=True))


def pasted(picture: Grey, patch: Grey, left: int, top: int) -> Grey:
    """The picture with another one on it, cut off at the borders."""
    whole = picture.copy()
    height, width = whole.shape
    rows, columns = patch.shape
    x, y = max(left, 0), max(top, 0)
    part = patch[y - top : max(0, min(rows, height - top)), x - left : max(0, min(columns, width - left))]
    whole[y : y + part.shape[0], x : x + part.shape[1]] = part
    return whole


def _projected(camera: Camera, flat: NDArray[np.float64]) -> NDArray[np.float64]:
    corners = _tilted(camera, np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], float))
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = np.array([camera.width, camera.height])
    scale = camera.fill * (size / (high - low)).min()
    moved: NDArray[np.float64] = (_tilted(camera, flat) - (low + high) / 2) * scale + size / 2 + camera.shift
    return moved


def _tilted(camera: Camera, flat: NDArray[np.float64]) -> NDArray[np.float64]:
    about_upright, about_level = np.radians(camera.tilt)
    roll = math.radians(camera.roll)
    x, y = (flat - (WIDTH / 2, HEIGHT / 2)).T
    x, z = x * math.cos(about_upright), x * math.sin(about_upright)
    y, z = y * math.cos(about_level) - z * math.sin(about_level), y * math.sin(about_level) + z * math.cos(about_level)
    x, y = x * math.cos(roll) - y * math.sin(roll), x * math.sin(roll) + y * math.cos(roll)
    distance = WIDTH / 2 / math.tan(_FIELD / 2) / camera.fill
    tilted: NDArray[np.float64] = np.stack([x, y], axis=1) * (distance / (distance + z))[:, None]
    return tilted


@cache
def _clean(camera: Camera, drawn: tuple[Layer, ...]) -> NDArray[np.float64]:
    linear = np.full((camera.height, camera.width), 0.3 * LIGHT)
    for layer in drawn:
        outlines = [camera.seen(_dense(polygon, camera)) for polygon in layer.polygons]
        paint(linear, outlines, layer.reflectance)
    exposed: NDArray[np.float64] = np.clip(camera.gain * _blurred(linear, camera.blur), 0, 1)
    return 255 * exposed ** (1 / 2.2)


def _dense(polygon: tuple[Point, ...], camera: Camera) -> list[Point]:
    """More corners on long sides, so that barrel distortion bends them."""
    dense: list[Point] = []
    for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        parts = max(1, round(math.hypot(x1 - x0, y1 - y0) / 6)) if camera.barrel else 1
        dense += [(x0 + (x1 - x0) * k / parts, y0 + (y1 - y0) * k / parts) for k in range(parts)]
    return dense


def _blurred(linear: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """Gaussian blur by the transfer function exp(-2 pi^2 sigma^2 f^2)."""
    if not sigma:
        return linear
    fy, fx = np.fft.fftfreq(linear.shape[0])[:, None], np.fft.rfftfreq(linear.shape[1])
    transfer = np.exp(-2 * (math.pi * sigma) ** 2 * (fx**2 + fy**2))
    blurred: NDArray[np.float64] = np.fft.irfft2(np.fft.rfft2(linear) * transfer, linear.shape)
    return blurred

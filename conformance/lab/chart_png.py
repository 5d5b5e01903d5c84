"""The resolution chart for a screen: every pixel holds the exact mean over its area, so that edges are analytic."""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from conformance.errors import UnusableInputError
from conformance.lab.chart import layers
from conformance.lab.grey_png import encoded
from conformance.model.chart import HEIGHT, LIGHT, WIDTH

Plane = NDArray[np.float64]
_BAND = 256  # rows painted at a time, so that a large picture takes little memory
_LEVEL = 1e-12  # px between the ends of a side: nearer, its slope is beyond all numbers, and there is no area beside it
_LEAST, _MOST = 640, 7680  # px of a side: below it the codes blur, above it there is no screen


def screen_size(text: str) -> tuple[int, int]:
    """Width and height of a screen written as `3840x2160`.

    Raises:
        UnusableInputError: it is written otherwise, or no size of a screen.
    """
    written = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text, re.ASCII)
    size = (int(written[1]), int(written[2])) if written else (0, 0)
    if not _LEAST <= max(size) <= _MOST or min(size) < _LEAST // 2:
        raise UnusableInputError(
            f"--screen {text!r} is no size of a screen, such as 3840x2160; up to {_MOST} px a side"
        )
    return size


def png(width: int, height: int) -> bytes:
    """The chart as large as it fits into `width` x `height` px, 8-bit grey in sRGB; the rest is its light ground."""
    scale = min(width / WIDTH, height / HEIGHT)
    corner = ((width - WIDTH * scale) / 2, (height - HEIGHT * scale) / 2)
    drawn = [(layer.reflectance, [np.array(one) * scale + corner for one in layer.polygons]) for layer in layers()]
    bands = []
    for top in range(0, height, _BAND):
        linear = np.full((min(_BAND, height - top), width), LIGHT)
        for reflectance, outlines in drawn:
            paint(linear, (one - (0, top) for one in outlines), reflectance)
        bands.append(np.rint(255 * _srgb(linear)).astype(np.uint8))
    return encoded(np.concatenate(bands))


def paint(linear: Plane, outlines: Iterable[Plane], reflectance: float) -> None:
    """Paint polygons that don't overlap, n x 2 in px, over linear reflectances, each pixel by the share covered."""
    covered = np.zeros_like(linear)
    for outline in outlines:
        _cover(covered, outline)
    linear += covered * (reflectance - linear)


def _cover(covered: Plane, outline: Plane) -> None:
    """Add the share of every pixel's area that lies inside the polygon, exact to rounding.

    By Green's theorem it is the sum over the sides of the area to their left within the pixel, signed by direction.
    """
    height, width = covered.shape
    low = np.clip(np.floor(outline.min(axis=0)).astype(int), 0, (width, height))
    high = np.clip(np.ceil(outline.max(axis=0)).astype(int), 0, (width, height))
    (x0, y0), (x1, y1) = low, high
    if x0 >= x1 or y0 >= y1:
        return
    share = np.zeros((y1 - y0, x1 - x0))
    columns = np.arange(x0, x1)
    for start, end in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        upper, lower = (start, end) if start[1] < end[1] else (end, start)
        first, last = max(y0, int(np.floor(upper[1]))), min(y1, int(np.ceil(lower[1])))
        if first >= last or lower[1] - upper[1] < _LEVEL:  # out of sight, or level: nothing to its left
            continue
        rows = np.arange(first, last)
        area = _left_of(upper, lower, rows, columns)
        share[first - y0 : last - y0] += area if upper is start else -area
    covered[y0:y1, x0:x1] += np.abs(share)


def _left_of(upper: Plane, lower: Plane, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Plane:
    """Area to the left of a side within each pixel: the integral over y of how far it runs into the pixel."""
    slope = (lower[0] - upper[0]) / (lower[1] - upper[1])
    above, below = np.clip(rows, upper[1], lower[1]), np.clip(rows + 1, upper[1], lower[1])
    enters = (upper[0] + slope * (above - upper[1]))[:, None] - columns
    leaves = (upper[0] + slope * (below - upper[1]))[:, None] - columns
    if abs(slope) < 1e-6:
        area: Plane = np.clip((enters + leaves) / 2, 0, 1) * (below - above)[:, None]
    else:
        area = (_integral(leaves) - _integral(enters)) / slope
    return area


def _integral(depth: Plane) -> Plane:
    """Integral of min(max(u, 0), 1) from 0 to `depth`."""
    return np.clip(depth, 0, 1) ** 2 / 2 + np.maximum(depth - 1, 0)


def _srgb(linear: Plane) -> Plane:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)

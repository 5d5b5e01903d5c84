"""The resolution chart as layers of grey polygons, alone and on a page: the one drawing that every format shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby

import numpy as np
import zxingcpp

from conformance.model.chart import (
    BLACK,
    CODE_SIDE,
    DARK,
    GROUPS,
    HEIGHT,
    LIGHT,
    MODULES,
    NAME,
    PATCHES,
    WIDTH,
    Group,
    Point,
    Quad,
    box,
)

_MARGIN = 10.0  # mm of paper that printers leave white
_BAR = 100.0  # mm that anybody can measure on the print


class Paper(StrEnum):
    """A sheet of ISO 216, used across."""

    A0 = "a0"
    A1 = "a1"
    A2 = "a2"
    A3 = "a3"
    A4 = "a4"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        sides = (1189.0, 841.0, 594.0, 420.0, 297.0, 210.0)
        number = int(self.value[1])
        return sides[number], sides[number + 1]


@dataclass(frozen=True)
class Layer:
    """Polygons of one reflectance that don't overlap; in chart units."""

    reflectance: float
    polygons: tuple[Quad, ...]


@dataclass(frozen=True)
class Writing:
    """A line of text that starts at a point on its base line; lengths in mm."""

    left: float
    base: float
    size: float
    text: str


@dataclass(frozen=True)
class Page:
    """A printed page; lengths in mm from its top left corner, `chart_width` that of the chart on it."""

    width: float
    height: float
    chart_width: float
    layers: tuple[Layer, ...]
    writing: tuple[Writing, ...]


@cache
def layers() -> tuple[Layer, ...]:
    """The whole chart, each layer painted over those before."""
    return (
        Layer(LIGHT, (box((0, 0), WIDTH, HEIGHT),)),
        Layer(DARK, tuple(group.square_corners for group in GROUPS)),
        *(
            Layer(reflectance, tuple(group.patch_boxes[number] for group in GROUPS))
            for number, reflectance in enumerate(PATCHES)
        ),
        Layer(BLACK, tuple(run for group in GROUPS for run in _dark_runs(group))),
    )


def page(paper: Paper) -> Page:
    """The chart as large as it fits on the paper, below it a bar by which the scale of the print can be checked."""
    width, height = paper.size
    scale = min((width - 2 * _MARGIN) / WIDTH, (height - 4 * _MARGIN) / HEIGHT)
    left, top = (width - WIDTH * scale) / 2, (height - HEIGHT * scale) / 2
    drawn = tuple(
        Layer(layer.reflectance, tuple(_placed(polygon, scale, (left, top)) for polygon in layer.polygons))
        for layer in layers()
    )
    base = height - _MARGIN - 2
    bar = Layer(BLACK, (box((width - left - _BAR, base - 0.5), _BAR, 0.5), *_ticks(width - left, base)))
    writing = (
        Writing(left, base, 4, f"{NAME}  {paper.value.upper()}  100 %"),
        Writing(width - left - _BAR, base - 3, 4, f"{_BAR:g} mm"),
    )
    return Page(width, height, WIDTH * scale, (*drawn, bar), writing)


def grey(reflectance: float) -> float:
    """The reflectance as sRGB shows it, 0 to 1 (IEC 61966-2-1, transfer function)."""
    if reflectance <= 0.0031308:
        return 12.92 * reflectance
    return float(1.055 * reflectance ** (1 / 2.4) - 0.055)


def _placed(polygon: Quad, scale: float, origin: Point) -> Quad:
    (left, top), (a, b, c, d) = origin, polygon
    return (
        (left + a[0] * scale, top + a[1] * scale),
        (left + b[0] * scale, top + b[1] * scale),
        (left + c[0] * scale, top + c[1] * scale),
        (left + d[0] * scale, top + d[1] * scale),
    )


def _ticks(right: float, base: float) -> tuple[Quad, Quad]:
    """Ends of the bar, their outer borders its length apart; they stand on the bar without lying over it."""
    return box((right - _BAR, base - 2.5), 0.3, 2), box((right - 0.3, base - 2.5), 0.3, 2)


def _dark_runs(group: Group) -> Iterator[Quad]:
    """The dark modules of a group's code, neighbours in a row drawn as one."""
    code = zxingcpp.create_barcode(group.text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False)) == 0
    if modules.shape != (MODULES, MODULES):
        raise ValueError(f"the code of {group.place} has {modules.shape[0]} modules a side, not {MODULES}")
    module, (left, top) = CODE_SIDE / MODULES, group.code
    for row, line in enumerate(modules):
        for dark, run in groupby(range(MODULES), key=lambda column: bool(line[column])):
            columns = list(run)
            if dark:
                corner = (left + columns[0] * module, top + row * module)
                yield box(corner, len(columns) * module, module)

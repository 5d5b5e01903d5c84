"""The resolution chart as frozen geometry: what is drawn for the laboratory is what is looked for in filmed pictures.

Lengths are in chart units: the chart is 336 wide and 189 high (16:9), x to the right and y downward from its top left
corner. Reflectances are relative to a perfect white, linear and nominal: what a printer or a screen makes of them is
known to nobody who has not measured it.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from conformance.model.vocabulary import Place

Point: TypeAlias = tuple[float, float]
Quad: TypeAlias = tuple[Point, Point, Point, Point]  # top left, top right, bottom right, bottom left

VERSION = 1
NAME = f"RC-CHART/{VERSION}"
WIDTH, HEIGHT = 336.0, 189.0
MODULES = 21  # a side of a version 1 QR code (ISO/IEC 18004)
CODE_SIDE = 48.0
SQUARE_SIDE = 46.0
# tan 5.1 deg = 1 / 11.2: at a tangent of 1 / n the edge meets the pixel grid in n phases only and bins stay empty.
SQUARE_TURN = math.radians(5.1)
# Contrast 4:1, as the slanted edges of ISO 12233:2023 have it; both levels leave room for overshoot on either side.
LIGHT, DARK, BLACK = 0.48, 0.12, 0.0
PATCH_WIDTH, PATCH_HEIGHT = 14.0, 11.0
LEAST_ALONG = 40  # px along an edge: fewer leave too few samples in the bins of an edge spread function
LEAST_WIDTH = 400  # px of the whole chart, level and square to the camera, at which that many can be used
PATCHES = (0.06, 0.12, 0.20, 0.32, 0.48, 0.72)

_LETTERS = {
    Place.CENTRE: "C",
    Place.TOP_LEFT: "TL",
    Place.TOP_RIGHT: "TR",
    Place.BOTTOM_LEFT: "BL",
    Place.BOTTOM_RIGHT: "BR",
}
_ANY_VERSION = re.compile(rf"RC-CHART/([1-9][0-9]{{0,3}}) ({'|'.join(_LETTERS.values())})", re.ASCII)


@dataclass(frozen=True)
class Group:
    """One of the five groups: a code that names it, beside it a dark square and a field of grey patches.

    `code` and `patches` are top left corners, `square` is a centre; the patches stand in two rows of three.
    """

    place: Place
    code: Point
    square: Point
    patches: Point

    @property
    def text(self) -> str:
        """What the code says, in the alphanumeric characters of QR codes."""
        return f"{NAME} {_LETTERS[self.place]}"

    @property
    def code_corners(self) -> Quad:
        """Outer corners of the code's modules."""
        return box(self.code, CODE_SIDE, CODE_SIDE)

    @property
    def square_corners(self) -> Quad:
        """Corners of the dark square, which is turned clockwise about its centre."""
        half, (x, y) = SQUARE_SIDE / 2, self.square
        cos, sin = half * math.cos(SQUARE_TURN), half * math.sin(SQUARE_TURN)
        return (
            (x - cos + sin, y - sin - cos),
            (x + cos + sin, y + sin - cos),
            (x + cos - sin, y + sin + cos),
            (x - cos - sin, y - sin + cos),
        )

    @property
    def patch_boxes(self) -> tuple[Quad, ...]:
        """The grey patches in the order of `PATCHES`."""
        left, top = self.patches
        places = (divmod(number, 3) for number in range(len(PATCHES)))
        return tuple(
            box((left + column * PATCH_WIDTH, top + row * PATCH_HEIGHT), PATCH_WIDTH, PATCH_HEIGHT)
            for row, column in places
        )


def box(corner: Point, width: float, height: float) -> Quad:
    """Upright rectangle from its top left corner."""
    left, top = corner
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)


# Sixteen units of light ground are free beyond every side of every square: a third of its length.
GROUPS = (
    Group(Place.CENTRE, (144, 5), (168, 94.5), (147, 138)),
    Group(Place.TOP_LEFT, (84, 18), (42, 42), (84, 71)),
    Group(Place.TOP_RIGHT, (204, 18), (294, 42), (210, 71)),
    Group(Place.BOTTOM_LEFT, (84, 123), (42, 147), (84, 96)),
    Group(Place.BOTTOM_RIGHT, (204, 123), (294, 147), (210, 96)),
)
BY_TEXT: Mapping[str, Group] = MappingProxyType({group.text: group for group in GROUPS})


def version_of(text: str) -> int:
    """The version of the chart whose code says this; 0 where it is no chart's."""
    found = _ANY_VERSION.fullmatch(text)
    return int(found[1]) if found else 0

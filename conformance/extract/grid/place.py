"""Where a displayed pattern lies in a picture: its corner marks, and the projection through them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from conformance.extract.grid.projection import Numbers, Projection, fitted
from conformance.extract.luma import Samples
from conformance.model import cell_grid
from conformance.model.areas import Rectangle
from conformance.model.cell_grid import CellGrid

FEWEST_MARKS = 3
_MARKS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])
_SMALLEST = 96  # px of a side: there is no room for a pattern
_MOST_WARPED = 0.15  # of a mark's side: marks that no plane explains are none of a pattern
_EDGE = 60  # units: what lies in the dark around the pattern, and an error of the lens
_WITH_EDGE = Rectangle(-_EDGE, -_EDGE, cell_grid.WIDTH + _EDGE, cell_grid.HEIGHT + _EDGE)
_SPOTS = np.linspace(-0.2, 0.2, 5)  # of a cell's width and height, around its middle


@dataclass(frozen=True)
class Area:
    """Rows and columns of a picture, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int

    def with_also(self, other: "Area") -> "Area":
        """The smallest area that holds both."""
        top, bottom = min(self.top, other.top), max(self.bottom, other.bottom)
        return Area(top, bottom, min(self.left, other.left), max(self.right, other.right))


@dataclass(frozen=True)
class Place:
    """Which samples of a picture of that shape belong to which cell; `projection` says where the rest lies."""

    shape: tuple[int, int]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    projection: Projection

    @property
    def area(self) -> Area:
        """Of the whole pattern with its digits for people, and of the display's edge around it."""
        seen = self.projection.seen(corners(_WITH_EDGE))
        height, width = self.shape
        if not np.isfinite(seen).all():  # the lens shows a corner nowhere, and the display may reach to any side
            return Area(0, height, 0, width)
        left, top = np.clip(np.floor(seen.min(0)), 0, (width, height))
        right, bottom = np.clip(np.ceil(seen.max(0)), 0, (width, height))
        return Area(int(top), int(bottom), int(left), int(right))


def marks(luma: Samples) -> Iterator[tuple[str, Numbers]] | str:
    """Text and corners of every mark in a picture, px, clockwise from the top left; or why there can be none."""
    if min(luma.shape) < _SMALLEST:
        return "the picture is too small"
    found = zxingcpp.read_barcodes(np.ascontiguousarray(luma), formats=_MARKS)
    return ((code.text, _seen_corners(code.position)) for code in found)


def _seen_corners(at: zxingcpp.Position) -> Numbers:
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    return np.array([(point.x, point.y) for point in corners], float)


def placed(grid: CellGrid, seen_marks: Mapping[str, Numbers], luma: Samples, fewest_pixels: float) -> Place | str:
    """The grid's place by the corner marks seen, at least three; or why it has none.

    `fewest_pixels` is the width that a cell needs so that it can be told from its neighbours.
    """
    drawn = np.concatenate([corners(cell_grid.mark(corner)) for corner in seen_marks])
    seen = np.concatenate(list(seen_marks.values()))
    projection = fitted(drawn, seen, luma.shape)
    side = float(np.linalg.norm(seen[1] - seen[0]))
    if float(np.abs(projection.seen(drawn) - seen).max()) > _MOST_WARPED * side:
        return "the corner marks do not lie in one plane"
    if side / cell_grid.MARK_SIDE * grid.cell_width < fewest_pixels:
        return "the pattern is too small in the picture"
    spots = projection.seen(_spots(grid))
    height, width = luma.shape
    if not ((spots >= 0) & (spots < (width, height))).all():
        return "the pattern is not wholly in the picture"
    columns, rows = np.floor(spots).astype(np.intp).T
    cells = (grid.rows, grid.columns, -1)
    return Place((height, width), rows.reshape(cells), columns.reshape(cells), projection)


def corners(square: Rectangle) -> Numbers:
    """Its four corners, clockwise from the top left, 4 x 2."""
    left, top, right, bottom = square.left, square.top, square.right, square.bottom
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)


def _spots(grid: CellGrid) -> Numbers:
    """The spots of all cells, row by row, in units of the pattern."""
    middles = grid.left + (np.arange(grid.columns) + 0.5) * grid.cell_width
    heights = grid.top + (np.arange(grid.rows) + 0.5) * grid.cell_height
    y, x, dy, dx = np.meshgrid(heights, middles, _SPOTS * grid.cell_height, _SPOTS * grid.cell_width, indexing="ij")
    return np.stack([(x + dx).ravel(), (y + dy).ravel()], axis=1)

"""Draws what the filmed patterns have in common: marks, ring, cells, and digits for people."""

from collections.abc import Callable
from functools import cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from conformance.model import cell_grid
from conformance.model.areas import Rectangle
from conformance.model.cell_grid import CellGrid

Plane = NDArray[np.uint8]
BLACK, WHITE = 16, 235  # ITU-R BT.709, limited range

# Segments a to g of the digits, as a display of seven segments has them.
_DIGITS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")


class GridDrawing:
    """The still part of a pattern, as large as it fits into width x height px, and what fills it."""

    def __init__(self, grid: CellGrid, mark_text: Callable[[str], str], width: int, height: int) -> None:
        self._scale = min(width / cell_grid.WIDTH, height / cell_grid.HEIGHT)
        self._left = (width - cell_grid.WIDTH * self._scale) / 2
        self._top = (height - cell_grid.HEIGHT * self._scale) / 2
        self.still: Plane = np.full((height, width), BLACK, np.uint8)
        for corner in cell_grid.CORNERS:
            self._draw_mark(mark_text(corner), cell_grid.mark(corner))
        for row in range(grid.rows):
            for column in range(grid.columns):
                if grid.is_ring(column, row) and grid.ring_is_white(column, row):
                    self.fill(self.still, grid.cell(column, row))

    def fill(self, plane: Plane, rectangle: Rectangle, code: int = WHITE) -> None:
        """Give a rectangle, in units of the pattern, that code value."""
        left, right = (round(self._left + x * self._scale) for x in (rectangle.left, rectangle.right))
        top, bottom = (round(self._top + y * self._scale) for y in (rectangle.top, rectangle.bottom))
        plane[top:bottom, left:right] = code

    def write(self, plane: Plane, digits: str, first: Rectangle, gap: int) -> None:
        """White digits side by side, the first of them in that rectangle."""
        pitch = first.right - first.left + gap
        for place, digit in enumerate(digits):
            x = place * pitch
            for stroke in _strokes(int(digit), Rectangle(first.left + x, first.top, first.right + x, first.bottom)):
                self.fill(plane, stroke)

    def _draw_mark(self, text: str, square: Rectangle) -> None:
        quiet = cell_grid.QUIET
        self.fill(
            self.still,
            Rectangle(square.left - quiet, square.top - quiet, square.right + quiet, square.bottom + quiet),
        )
        black = modules(text)
        side = cell_grid.MARK_SIDE // len(black)
        for row, column in np.argwhere(black):
            left, top = square.left + int(column) * side, square.top + int(row) * side
            self.fill(self.still, Rectangle(left, top, left + side, top + side), BLACK)


def _strokes(digit: int, box: Rectangle) -> list[Rectangle]:
    width, height = box.right - box.left, box.bottom - box.top
    stroke, middle = width // 4, height // 2
    upper = (height - stroke) // 2
    segments = {
        "a": (0, 0, width, stroke),
        "b": (width - stroke, 0, width, middle),
        "c": (width - stroke, middle, width, height),
        "d": (0, height - stroke, width, height),
        "e": (0, middle, stroke, height),
        "f": (0, 0, stroke, middle),
        "g": (0, upper, width, upper + stroke),
    }
    return [
        Rectangle(box.left + x, box.top + y, box.left + right, box.top + bottom)
        for x, y, right, bottom in (segments[name] for name in _DIGITS[digit])
    ]


@cache
def modules(text: str) -> NDArray[np.bool_]:
    """Black modules of a square Data Matrix."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=1, add_quiet_zones=False)
    black: NDArray[np.bool_] = np.array(drawn) == 0
    return black

"""Draws the frame counter: one picture for every refresh of a display."""

from functools import cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from conformance.model import counter_pattern as pattern

Plane = NDArray[np.uint8]
BLACK, WHITE = 16, 235  # ITU-R BT.709, limited range

# Segments a to g of the digits, as a display of seven segments has them.
_DIGITS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")
_STROKE, _DIGIT_WIDTH, _DIGIT_HEIGHT, _DIGIT_GAP = 10, 40, 90, 14
_SEGMENTS = {
    "a": (0, 0, _DIGIT_WIDTH, _STROKE),
    "b": (_DIGIT_WIDTH - _STROKE, 0, _DIGIT_WIDTH, _DIGIT_HEIGHT // 2),
    "c": (_DIGIT_WIDTH - _STROKE, _DIGIT_HEIGHT // 2, _DIGIT_WIDTH, _DIGIT_HEIGHT),
    "d": (0, _DIGIT_HEIGHT - _STROKE, _DIGIT_WIDTH, _DIGIT_HEIGHT),
    "e": (0, _DIGIT_HEIGHT // 2, _STROKE, _DIGIT_HEIGHT),
    "f": (0, 0, _STROKE, _DIGIT_HEIGHT // 2),
    "g": (0, (_DIGIT_HEIGHT - _STROKE) // 2, _DIGIT_WIDTH, (_DIGIT_HEIGHT + _STROKE) // 2),
}
_NUMBER_LEFT, _NUMBER_TOP, _NUMBER_DIGITS = 40, 495, 5


class CounterDrawing:
    """The frame counter for a display of that many refreshes a second, as large as it fits into width x height px."""

    def __init__(self, rate: int, width: int, height: int) -> None:
        self._scale = min(width / pattern.WIDTH, height / pattern.HEIGHT)
        self._left = (width - pattern.WIDTH * self._scale) / 2
        self._top = (height - pattern.HEIGHT * self._scale) / 2
        self._still = np.full((height, width), BLACK, np.uint8)
        for corner in pattern.CORNERS:
            self._draw_mark(rate, corner)
        for row in range(pattern.ROWS):
            for column in range(pattern.COLUMNS):
                if pattern.is_ring(column, row) and pattern.ring_is_white(column, row):
                    self._fill(self._still, pattern.cell(column, row))

    def picture(self, refresh: int) -> Plane:
        """Luma of that refresh, height x width."""
        drawn = self._still.copy()
        bits = iter(pattern.code(refresh))
        for line in range(pattern.LINES):
            for pair in range(pattern.PAIRS):
                self._fill(drawn, pattern.cell(1 + 2 * pair + (0 if next(bits) else 1), 1 + line))
        for place, digit in enumerate(f"{refresh:0{_NUMBER_DIGITS}d}"):
            left = _NUMBER_LEFT + place * (_DIGIT_WIDTH + _DIGIT_GAP)
            for segment in _DIGITS[int(digit)]:
                x, y, right, bottom = _SEGMENTS[segment]
                self._fill(drawn, pattern.Rectangle(left + x, _NUMBER_TOP + y, left + right, _NUMBER_TOP + bottom))
        return drawn

    def _draw_mark(self, rate: int, corner: str) -> None:
        square = pattern.mark(corner)
        quiet = pattern.QUIET
        self._fill(
            self._still,
            pattern.Rectangle(square.left - quiet, square.top - quiet, square.right + quiet, square.bottom + quiet),
        )
        modules = _modules(pattern.mark_text(rate, corner))
        side = pattern.MARK_SIDE // len(modules)
        for row, column in np.argwhere(modules):
            left, top = square.left + int(column) * side, square.top + int(row) * side
            self._fill(self._still, pattern.Rectangle(left, top, left + side, top + side), BLACK)

    def _fill(self, plane: Plane, rectangle: pattern.Rectangle, code: int = WHITE) -> None:
        left, right = (round(self._left + x * self._scale) for x in (rectangle.left, rectangle.right))
        top, bottom = (round(self._top + y * self._scale) for y in (rectangle.top, rectangle.bottom))
        plane[top:bottom, left:right] = code


@cache
def _modules(text: str) -> NDArray[np.bool_]:
    """Black modules of a Data Matrix, 12 x 12."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=1, add_quiet_zones=False)
    black: NDArray[np.bool_] = np.array(drawn) == 0
    return black

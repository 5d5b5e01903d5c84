"""Draws the frame counter: one picture for every refresh of a display."""

from functools import partial

from conformance.lab.grid_drawing import GridDrawing, Plane
from conformance.model import counter_pattern as pattern
from conformance.model.areas import Rectangle

_FIRST_DIGIT, _GAP, _NUMBER_DIGITS = Rectangle(40, 495, 80, 585), 14, 5


class CounterDrawing:
    """The frame counter for a display of that many refreshes a second, as large as it fits into width x height px."""

    def __init__(self, rate: int, width: int, height: int) -> None:
        self._drawing = GridDrawing(pattern.GRID, partial(pattern.mark_text, rate), width, height)

    def picture(self, refresh: int) -> Plane:
        """Luma of that refresh, height x width."""
        drawn = self._drawing.still.copy()
        bits = iter(pattern.code(refresh))
        for line in range(pattern.GRID.lines):
            for pair in range(pattern.GRID.pairs):
                self._drawing.fill(drawn, pattern.GRID.white_cell(line, pair, bit=next(bits)))
        self._drawing.write(drawn, f"{refresh:0{_NUMBER_DIGITS}d}", _FIRST_DIGIT, _GAP)
        return drawn

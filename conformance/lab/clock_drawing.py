"""Draws the reference clock of a clip: one picture for every refresh of a display."""

from datetime import UTC, datetime, timedelta

from conformance.lab.grid_drawing import GridDrawing, Plane
from conformance.model import clock_pattern as pattern
from conformance.model.areas import Rectangle
from conformance.model.clock_pattern import Draw

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BOXES = {  # for people: of every field its first digit, in units of the pattern
    "%H": Rectangle(60, 310, 140, 450),
    "%M": Rectangle(60, 470, 140, 610),
    "%S": Rectangle(60, 630, 140, 770),
    "%Y": Rectangle(1640, 390, 1685, 480),
    "%m": Rectangle(1640, 510, 1685, 600),
    "%d": Rectangle(1640, 630, 1685, 720),
}
_GAPS = {"%H": 20, "%M": 20, "%S": 20}
_SMALL_GAP = 15


class ClockDrawing:
    """A clock that starts at `start` and is displayed with so many refreshes a second, as large as it fits.

    Its time is relative, for nobody knows when a clip is started, unless its `uncertainty` (k = 2) in ms is stated.
    """

    def __init__(self, start: datetime, rate: int, size: tuple[int, int], uncertainty: int = 0) -> None:
        """`size` is width and height in px."""
        self._uncertainty = uncertainty
        self._start, self._rate = (start - EPOCH) // timedelta(milliseconds=1), rate
        self._held = max(1, round(rate / pattern.USUAL_DRAWS))  # refreshes
        self._drawing = GridDrawing(pattern.GRID, pattern.mark_text, *size)

    def draw(self, refresh: int) -> Draw:
        """The newest draw that this refresh shows."""
        count = refresh // self._held
        time = self._start + round(count * self._held * 1000 / self._rate)
        stated = self._uncertainty > 0
        return Draw(time, count % pattern.NUMBERS, self._uncertainty, relative=not stated, delay_stated=stated)

    def picture(self, refresh: int) -> Plane:
        """Luma of that refresh, height x width."""
        drawn = self._drawing.still.copy()
        for age in range(pattern.LANES):
            self._write_lane(drawn, self.draw(refresh - age * self._held))
        shown = EPOCH + timedelta(milliseconds=self.draw(refresh).time)
        for field, first in _BOXES.items():
            self._drawing.write(drawn, shown.strftime(field), first, _GAPS.get(field, _SMALL_GAP))
        return drawn

    def _write_lane(self, plane: Plane, draw: Draw) -> None:
        first = draw.lane * pattern.LINES
        for number, bit in enumerate(pattern.bits(draw)):
            pair, line = divmod(number, pattern.LINES)
            self._drawing.fill(plane, pattern.GRID.white_cell(first + line, pair, bit=bit))

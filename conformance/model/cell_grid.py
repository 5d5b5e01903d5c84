"""The frame of every pattern that a display shows to a recorder: corner marks, and between them a grid of cells.

A pattern is WIDTH x HEIGHT units, scaled to the display. Four corner marks (Data Matrix) give its place in a picture.
The outermost ring of the grid is still, white and black in turn, and tells what white and black look like there. Inside
it, every bit is a pair of cells, one white and one black: pairs add up to the same light whatever a camera's exposure
mixes, so neither brightness nor glare is a value.
"""

from dataclasses import dataclass

from conformance.model.areas import Rectangle

WIDTH, HEIGHT = 1920, 1080
MARK_SIDE, QUIET = 240, 20
CORNERS = "ABCD"  # clockwise from the top left

_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 40, WIDTH - 44 - MARK_SIDE, HEIGHT - 40 - MARK_SIDE
_PLACES = {"A": (_LEFT, _TOP), "B": (_RIGHT, _TOP), "C": (_RIGHT, _BOTTOM), "D": (_LEFT, _BOTTOM)}


def mark(corner: str) -> Rectangle:
    """Where the corner mark lies, without its quiet zone."""
    left, top = _PLACES[corner]
    return Rectangle(left, top, left + MARK_SIDE, top + MARK_SIDE)


@dataclass(frozen=True)
class CellGrid:
    """`columns` x `rows` cells in the middle of the pattern, the still ring included; a cell's sides in units."""

    cell_width: int
    cell_height: int
    columns: int
    rows: int

    @property
    def left(self) -> int:
        """Where the first column begins."""
        return (WIDTH - self.columns * self.cell_width) // 2

    @property
    def top(self) -> int:
        """Where the first row begins."""
        return (HEIGHT - self.rows * self.cell_height) // 2

    @property
    def pairs(self) -> int:
        """Bits of a line."""
        return (self.columns - 2) // 2

    @property
    def lines(self) -> int:
        """Rows of cells that hold bits."""
        return self.rows - 2

    def cell(self, column: int, row: int) -> Rectangle:
        """A cell of the grid, the ring included."""
        left, top = self.left + column * self.cell_width, self.top + row * self.cell_height
        return Rectangle(left, top, left + self.cell_width, top + self.cell_height)

    def is_ring(self, column: int, row: int) -> bool:
        """True for the still cells around the bits."""
        return column in (0, self.columns - 1) or row in (0, self.rows - 1)

    @staticmethod
    def ring_is_white(column: int, row: int) -> bool:
        """White and black in turn."""
        return (column + row) % 2 == 0

    def white_cell(self, line: int, pair: int, *, bit: bool) -> Rectangle:
        """The cell of a bit's pair that is white: the left one for 1."""
        return self.cell(1 + 2 * pair + (0 if bit else 1), 1 + line)

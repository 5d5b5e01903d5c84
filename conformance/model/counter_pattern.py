"""The frame counter as a display shows it: layout and code, known to whoever draws it and to whoever reads it.

The pattern is WIDTH x HEIGHT units, scaled to the display. Four corner marks (Data Matrix) give its place in a picture.
Between them lies a grid of cells. Its outermost ring is still, white and black in turn, and tells what white and black
look like there. Inside it, every bit of the code of one refresh of the display is a pair of cells, one white and one
black: pairs add up to the same light whatever a camera's exposure mixes, so neither brightness nor glare is a value.
Codes are 120 pseudo-random bits: what a picture mixes is found by how it correlates with each of them, and nothing that
is computed from two codes, by moving or averaging, resembles a third.
"""

from dataclasses import dataclass
from hashlib import sha256

WIDTH, HEIGHT = 1920, 1080
CELL_WIDTH, CELL_HEIGHT = 56, 72
COLUMNS, ROWS = 22, 14  # the still ring included
FIELD_LEFT, FIELD_TOP = (WIDTH - COLUMNS * CELL_WIDTH) // 2, (HEIGHT - ROWS * CELL_HEIGHT) // 2
PAIRS, LINES = (COLUMNS - 2) // 2, ROWS - 2
BITS = PAIRS * LINES
BANDS = 4  # of lines, read one by one: a rolling shutter sees them at different times
MARK_SIDE, QUIET = 240, 20
CORNERS = "ABCD"  # clockwise from the top left
SLOWEST, FASTEST = 24, 240  # Hz
LONGEST = 300  # s: the codes that a reader knows
MOST_READ = 3600  # pictures of a recording, 2 min at 30 a second: a counter is filmed for some 10 s

_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 40, WIDTH - 44 - MARK_SIDE, HEIGHT - 40 - MARK_SIDE
_PLACES = {"A": (_LEFT, _TOP), "B": (_RIGHT, _TOP), "C": (_RIGHT, _BOTTOM), "D": (_LEFT, _BOTTOM)}
_PREFIX = "C"


@dataclass(frozen=True)
class Rectangle:
    """Left, top, right and bottom in units of the pattern."""

    left: int
    top: int
    right: int
    bottom: int


def mark(corner: str) -> Rectangle:
    """Where the corner mark lies, without its quiet zone."""
    left, top = _PLACES[corner]
    return Rectangle(left, top, left + MARK_SIDE, top + MARK_SIDE)


def mark_text(rate: int, corner: str) -> str:
    """What a corner mark says: the refreshes a second and which corner it is."""
    return f"{_PREFIX}{rate:03d}{corner}"


def rate_of(text: str) -> tuple[int, str]:
    """Rate in Hz and corner of a mark's text; rate 0 where it is no mark of a counter."""
    rate, corner = text[1:-1], text[-1:]
    if len(text) == 5 and text[0] == _PREFIX and rate.isascii() and rate.isdigit() and corner in CORNERS:
        return int(rate), corner
    return 0, ""


def cell(column: int, row: int) -> Rectangle:
    """A cell of the grid, the ring included."""
    left, top = FIELD_LEFT + column * CELL_WIDTH, FIELD_TOP + row * CELL_HEIGHT
    return Rectangle(left, top, left + CELL_WIDTH, top + CELL_HEIGHT)


def is_ring(column: int, row: int) -> bool:
    """True for the still cells around the code."""
    return column in (0, COLUMNS - 1) or row in (0, ROWS - 1)


def ring_is_white(column: int, row: int) -> bool:
    """White and black in turn."""
    return (column + row) % 2 == 0


def packed_code(refresh: int) -> bytes:
    """The bits of one refresh, eight to a byte, the first one highest."""
    return sha256(f"recorder conformance, frame counter, {refresh}".encode()).digest()[: BITS // 8]


def code(refresh: int) -> tuple[bool, ...]:
    """The bits of one refresh, line by line: True is a pair with its left cell white."""
    packed = int.from_bytes(packed_code(refresh))
    return tuple(bool(packed >> bit & 1) for bit in reversed(range(BITS)))

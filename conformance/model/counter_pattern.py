"""The frame counter as a display shows it: layout and code, known to whoever draws it and to whoever reads it.

Inside the ring, the grid shows the code of one refresh of the display. Codes are 120 pseudo-random bits: what a picture
mixes is found by how it correlates with each of them, and nothing that is computed from two codes, by moving or
averaging, resembles a third.
"""

from hashlib import sha256

from conformance.model.cell_grid import CORNERS, CellGrid

GRID = CellGrid(cell_width=56, cell_height=72, columns=22, rows=14)
BITS = GRID.pairs * GRID.lines
BANDS = 4  # of lines, read one by one: a rolling shutter sees them at different times
SLOWEST, FASTEST = 24, 240  # Hz
LONGEST = 300  # s: the codes that a reader knows
MOST_READ = 3600  # pictures of a recording, 2 min at 30 a second: a counter is filmed for some 10 s

_PREFIX = "C"


def mark_text(rate: int, corner: str) -> str:
    """What a corner mark says: the refreshes a second and which corner it is."""
    return f"{_PREFIX}{rate:03d}{corner}"


def rate_of(text: str) -> tuple[int, str]:
    """Rate in Hz and corner of a mark's text; rate 0 where it is no mark of a counter."""
    rate, corner = text[1:-1], text[-1:]
    if len(text) == 5 and text[0] == _PREFIX and rate.isascii() and rate.isdigit() and corner in CORNERS:
        return int(rate), corner
    return 0, ""


def packed_code(refresh: int) -> bytes:
    """The bits of one refresh, eight to a byte, the first one highest."""
    return sha256(f"recorder conformance, frame counter, {refresh}".encode()).digest()[: BITS // 8]


def code(refresh: int) -> tuple[bool, ...]:
    """The bits of one refresh, line by line: True is a pair with its left cell white."""
    packed = int.from_bytes(packed_code(refresh))
    return tuple(bool(packed >> bit & 1) for bit in reversed(range(BITS)))

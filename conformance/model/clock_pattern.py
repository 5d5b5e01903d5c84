"""The reference clock as a display shows it: layout and code, known to page, clip and reader.

The grid inside the ring is four lanes of six lines each. Every draw of the display writes one lane with the time at
which it is to be seen, and the lanes take turns, so that each stands still for four draws. An exposure of less than
three draws therefore leaves one lane unmixed at least, whatever its phase; a lane that changed in mid-exposure is grey
in some of its pairs and is refused. This is why there is no Gray code: it tells two neighbouring values of one counter
apart, whereas an exposure mixes up to four values here, and milliseconds step by 16 or 17 at once. Bits are pairs of
complementary cells, so that neither brightness nor glare is a value.

A lane says 64 bits and their CRC-32 (ISO/IEC 13239, as zlib has it): up to 7 wrong bits of its 96 are always found,
other errors pass with a probability of 2^-32. Marks are still, made with the page; all that changes is in the lanes,
for a code of finder patterns and blocks that changes in mid-exposure can't be read at all.
"""

from dataclasses import dataclass
from zlib import crc32

from conformance.model.cell_grid import CORNERS, CellGrid

GRID = CellGrid(cell_width=36, cell_height=38, columns=34, rows=26)
LANES = 4
LINES = GRID.lines // LANES  # of one lane
MESSAGE_BYTES, CHECKED_BYTES = GRID.pairs * LINES // 8, 8
NUMBERS = 256  # draws after which their number begins anew
USUAL_DRAWS = 60  # a second: a faster display holds a draw for several refreshes
MOST_UNCERTAIN = 254  # ms
MOST_READ = 9000  # pictures of a recording, 5 min at 30 a second

_RELATIVE, _DELAY_STATED = 1, 2
_PREFIX = "T1"


@dataclass(frozen=True)
class Draw:
    """What one lane says.

    `time` is when the draw is to be seen, ms since 1970-01-01 UTC, leap seconds not counted; `number` counts draws,
    modulo 256, and names the lane. `uncertainty` is the expanded one (k = 2) of the clock's offset from UTC in ms,
    rounded up, as the operator entered it; 0 = not entered. `relative` is True where the time is that of a clip and of
    no clock; `delay_stated` where the operator entered how long after its drawing a draw is seen.
    """

    time: int
    number: int
    uncertainty: int = 0
    relative: bool = False
    delay_stated: bool = False

    @property
    def lane(self) -> int:
        """Where it is written, counted from the top."""
        return self.number % LANES


def mark_text(corner: str) -> str:
    """What a corner mark says: that it is of this clock, and which corner it is."""
    return f"{_PREFIX}{corner}"


def corner_of(text: str) -> str:
    """Corner of a mark's text; '' where it is no mark of a clock."""
    corner = text[-1:]
    return corner if corner and corner in CORNERS and text == mark_text(corner) else ""


def flags(draw: Draw) -> int:
    """The last four bits of the word that is checked."""
    return _RELATIVE * draw.relative | _DELAY_STATED * draw.delay_stated


def message(draw: Draw) -> bytes:
    """The bits of a lane, eight to a byte, the first one highest."""
    checked = (((draw.time << 8 | draw.number) << 8 | draw.uncertainty) << 4 | flags(draw)).to_bytes(CHECKED_BYTES)
    return checked + crc32(checked).to_bytes(4)


def draw_of(said: bytes) -> Draw | str:
    """The draw of a lane's bits, or why they are none."""
    checked = said[:CHECKED_BYTES]
    if crc32(checked).to_bytes(4) != said[CHECKED_BYTES:]:
        return "the checksum does not hold"
    word = int.from_bytes(checked)
    flag, uncertainty, number, time = word & 15, word >> 4 & 255, word >> 12 & 255, word >> 20
    if flag & ~(_RELATIVE | _DELAY_STATED):
        return "of a later version"
    return Draw(time, number, uncertainty, bool(flag & _RELATIVE), bool(flag & _DELAY_STATED))


def bits(draw: Draw) -> tuple[bool, ...]:
    """The bits of a lane in their order: bit i stands in line i % LINES, pair i // LINES of the lane.

    The checksum thus reaches into every line: lines that a rolling shutter saw at different times do not agree.
    """
    said = int.from_bytes(message(draw))
    return tuple(bool(said >> bit & 1) for bit in reversed(range(8 * MESSAGE_BYTES)))

"""Where the reference clock lies in a picture."""

from conformance.extract.grid.place import FEWEST_MARKS, Place, marks, placed
from conformance.extract.luma import Samples
from conformance.model import clock_pattern as pattern

_FEWEST_PIXELS = 4.0


def find(luma: Samples) -> Place | str:
    """The clock's place in a picture, or why it has none."""
    seen = marks(luma)
    if isinstance(seen, str):
        return seen
    found = {corner: corners for text, corners in seen if (corner := pattern.corner_of(text))}
    if len(found) < FEWEST_MARKS:
        return f"{len(found)} of the 4 corner marks of a reference clock can be read, {FEWEST_MARKS} are needed"
    return placed(pattern.GRID, found, luma, _FEWEST_PIXELS)

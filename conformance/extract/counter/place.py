"""Where the frame counter lies in a picture, and at which rate it was displayed."""

from dataclasses import dataclass

from conformance.extract.grid.place import FEWEST_MARKS, Place, marks, placed
from conformance.extract.grid.projection import Numbers
from conformance.extract.luma import Samples
from conformance.model import counter_pattern as pattern

_FEWEST_PIXELS = 6.0


@dataclass(frozen=True)
class Found:
    """The place of a counter; `rate` is what the marks state, Hz."""

    rate: int
    place: Place


def find(luma: Samples) -> Found | str:
    """The counter's place in a picture, or why it has none."""
    seen = marks(luma)
    if isinstance(seen, str):
        return seen
    found: dict[str, Numbers] = {}
    rates: set[int] = set()
    for text, corners in seen:
        rate, corner = pattern.rate_of(text)
        if pattern.SLOWEST <= rate <= pattern.FASTEST:
            found[corner] = corners
            rates.add(rate)
    if len(found) < FEWEST_MARKS:
        return f"{len(found)} of the 4 corner marks of a frame counter can be read, at least {FEWEST_MARKS} are needed"
    if len(rates) > 1:
        return "the corner marks state different rates"
    place = placed(pattern.GRID, found, luma, _FEWEST_PIXELS)
    return place if isinstance(place, str) else Found(rates.pop(), place)

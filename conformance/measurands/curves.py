"""How a quantity ran over a recording, for a plot: as few points as a plot can show, and never without the worst."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from conformance.model.measurement import Curve

Points: TypeAlias = Sequence[tuple[float, float]]

_STRETCHES = 100  # of which the least and the greatest are kept: more can't be told apart in a plot


def over_time(of: str, unit: str, points: Points, *, joined: bool = False) -> Curve:
    """A quantity over s of the recording, from points in order of time, one at least."""
    return Curve(of, unit, "time in the recording", "s", tuple(envelope(points)), (), joined=joined)


def envelope(points: Points) -> Iterator[tuple[float, float]]:
    """Every point, or of very many the ends and the least and greatest of each stretch, in order."""
    step = -(-len(points) // _STRETCHES)
    if step <= 2:
        yield from points
        return
    for begin in range(0, len(points), step):
        yield from _extremes(points[begin : begin + step], first=begin == 0, last=begin + step >= len(points))


def _extremes(stretch: Points, *, first: bool, last: bool) -> Iterable[tuple[float, float]]:
    heights = [height for _, height in stretch]
    kept = {heights.index(min(heights)), heights.index(max(heights))}
    kept |= {0} if first else set()
    kept |= {len(stretch) - 1} if last else set()
    return (stretch[index] for index in sorted(kept))

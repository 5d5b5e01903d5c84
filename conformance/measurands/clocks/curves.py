"""How a clock's offset ran, for a plot: its points, and the line with its band through them."""

from collections.abc import Sequence
from fractions import Fraction

from conformance.model.measurement import Curve

_MOST = 200  # points: more can't be told apart in a plot
_ENDS = 9  # places at which a band is drawn: it is narrowest in the middle


def thinned(points: Sequence[tuple[Fraction, Fraction]]) -> tuple[tuple[float, float], ...]:
    """Every point, or of very many every few, always with the last and the two extremes of y."""
    step = -(-len(points) // _MOST)
    extremes = (max(points, key=_height), min(points, key=_height), points[-1])
    kept = sorted({*points[::step], *extremes})
    return tuple((float(x), float(y)) for x, y in kept)


def _height(point: tuple[Fraction, Fraction]) -> Fraction:
    return point[1]


def level(points: Sequence[tuple[Fraction, Fraction]], value: Fraction, expanded: Fraction) -> Curve:
    """Offsets in s over s of the recording, and one value for all of them."""
    middle, half = float(value), float(expanded)
    ends = (float(points[0][0]), float(points[-1][0]))
    fit = tuple((x, middle - half, middle, middle + half) for x in ends)
    return Curve("offset of the clock", "s", "time in the recording", "s", thinned(points), fit)


def sloping(points: Sequence[tuple[Fraction, Fraction]], slope: float, expanded: float) -> Curve:
    """Offsets in s over s of UTC or of the recording, and a line through their centre; slopes without unit."""
    unit, length = ("h", 3600) if points[-1][0] - points[0][0] > 2 * 3600 else ("s", 1)
    centre = float(sum((x for x, _ in points), Fraction(0)) / len(points))
    height = float(sum((y for _, y in points), Fraction(0)) / len(points))
    first, last = float(points[0][0]), float(points[-1][0])
    fit = []
    for place in range(_ENDS):
        x = first + (last - first) * place / (_ENDS - 1)
        middle, half = height + slope * (x - centre), abs(expanded * (x - centre))
        fit.append((x / length, middle - half, middle, middle + half))
    drawn = tuple((x / length, y) for x, y in thinned(points))
    return Curve("offset of the clock", "s", "time since the first", unit, drawn, tuple(fit))

"""Where the parts of a plot lie: points, fitted line, band and axes of a curve, in units of the drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10

from conformance.model.measurement import Curve
from conformance.report import numbers

_WIDTH, _HEIGHT = 640, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 12, 10, 40
_STEPS = (1, 2, 5, 10)  # of a power of ten, between marks of an axis
_MARKS = 4  # on an axis, about
_AIR = 0.06  # of the range of y, above and below


@dataclass(frozen=True)
class Mark:
    """A mark of an axis: where it lies along the axis, and its number."""

    at: float
    label: str


@dataclass(frozen=True)
class PlotView:
    """A curve as it is drawn; `run`, `line` and `band` are the points of polylines and of a polygon, '' for none.

    `run` joins the points, and none of `points` is then drawn by itself.
    """

    of: str
    unit: str
    over: str
    over_unit: str
    points: tuple[tuple[float, float], ...]
    run: str
    line: str
    band: str
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    summary: tuple[str, str, str, str]  # first and last x, least and greatest y

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the drawing."""
        return _WIDTH, _HEIGHT

    @property
    def frame(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the area that is plotted on."""
        return _LEFT, _TOP, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM


@dataclass(frozen=True)
class _Axis:
    """Numbers from `low` to `high`, drawn between two places."""

    low: float
    high: float
    begin: float
    end: float

    @classmethod
    def over(cls, values: Iterable[float], places: tuple[float, float], air: float) -> "_Axis":
        known = list(values)
        low, high = min(known), max(known)
        room = (high - low) * air or (abs(high) * air or 1.0 if low == high else 0.0)
        return cls(low - room, high + room, *places)

    def place(self, value: float) -> float:
        return round(self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin), 1)

    def marks(self) -> tuple[Mark, ...]:
        rough = (self.high - self.low) / _MARKS
        power = floor(log10(rough))
        step = next(one for one in _STEPS if one * 10.0**power >= rough * (1 - 1e-9))
        exact = Fraction(step) * Fraction(10) ** power
        first, last = ceil(Fraction(self.low) / exact), floor(Fraction(self.high) / exact)
        return tuple(
            Mark(self.place(float(exact * one)), numbers.number(exact * one)) for one in range(first, last + 1)
        )


def plot(curve: Curve) -> PlotView:
    """The drawing of a curve with one point at least."""
    xs = [x for x, _ in curve.points] + [x for x, *_ in curve.fit]
    ys = [y for _, y in curve.points] + [y for _, *band in curve.fit for y in band]
    across = _Axis.over(xs, (_LEFT, _WIDTH - _RIGHT), 0.0 if max(xs) > min(xs) else _AIR)
    up = _Axis.over(ys, (_HEIGHT - _BOTTOM, _TOP), _AIR)
    joined = curve.joined and len(curve.points) > 1  # one point alone makes no line
    lows = [(x, low) for x, low, _, _ in curve.fit]
    highs = [(x, high) for x, _, _, high in reversed(curve.fit)]
    seen = [y for _, y in curve.points]
    ends = (curve.points[0][0], curve.points[-1][0], min(seen), max(seen))
    return PlotView(
        curve.of,
        numbers.printed_unit(curve.unit),
        curve.over,
        numbers.printed_unit(curve.over_unit),
        () if joined else tuple((across.place(x), up.place(y)) for x, y in curve.points),
        _joined(across, up, curve.points) if joined else "",
        _joined(across, up, [(x, middle) for x, _, middle, _ in curve.fit]),
        _joined(across, up, lows + highs),
        across.marks(),
        up.marks(),
        tuple(f"{one:.4g}".replace("-", numbers.MINUS) for one in ends),  # type: ignore[arg-type]
    )


def _joined(across: _Axis, up: _Axis, points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{across.place(x)},{up.place(y)}" for x, y in points)

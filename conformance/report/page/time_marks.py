"""Round times along an axis: times of day, dates, or times since a start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from conformance.model.vocabulary import TimeScale
from conformance.report import numbers

_MARKS = 4  # on an axis, about
_EDGE = 80  # thousandths of the axis
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_STEPS = (
    *(Fraction(one, 1000) for one in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(Fraction(one) for one in (1, 2, 5, 10, 15, 30)),
    *(Fraction(one * _MINUTE) for one in (1, 2, 5, 10, 15, 30)),
    *(Fraction(one * _HOUR) for one in (1, 2, 3, 6, 12)),
    *(Fraction(one * _DAY * 10**power) for power in range(12) for one in (1, 2, 5)),
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Mark:
    """A mark of the axis: where it lies along it, its time, and how that is anchored."""

    at: float
    label: str
    anchor: str


def time_marks(low: float, high: float, scale: TimeScale, place: Callable[[float], float]) -> tuple[Mark, ...]:
    """Marks at round times from `low` to `high`, s; none where all is at one time."""
    rough = Fraction(high - low) / _MARKS
    if rough <= 0:
        return ()
    step = next((one for one in _STEPS if one >= rough), _STEPS[-1])
    first, last = ceil(Fraction(low) / step), floor(Fraction(high) / step)
    times = (number * step for number in range(first, min(last, first + 2 * _MARKS) + 1))
    places = ((place(float(time)), _label(time, step, scale)) for time in times)
    return tuple(Mark(at, label, anchor(at)) for at, label in places)


def anchor(at: float) -> str:
    """Of words at a place, in thousandths: near an end they begin or end there."""
    if at < _EDGE:
        return "start"
    return "end" if at > 1000 - _EDGE else "middle"


def _label(time: Fraction, step: Fraction, scale: TimeScale) -> str:
    if scale is TimeScale.ELAPSED:
        code = numbers.time_code(time)
        return code if step < 1 else code.partition(".")[0]
    try:
        moment = _EPOCH + timedelta(microseconds=round(time * 1_000_000))
    except OverflowError:
        return ""
    if step >= _DAY:
        return f"{moment:%Y-%m-%d}"
    if step >= _MINUTE:
        return f"{moment:%H:%M}" if moment.hour or moment.minute else f"{moment:%m-%d}"
    return f"{moment:%H:%M:%S}" if step >= 1 else f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}"

"""95 % intervals of sums in which a rectangle weighs most, where a coverage factor of 2 would promise too much.

Of a rectangle alone 95 % lie within 1.65 standard uncertainties, of a normal distribution within 1.96 (JCGM 100, G.1.3
and 4.3.7): the half width is found from the distribution of the sum itself.
"""

from fractions import Fraction
from math import erf, exp, hypot, pi, sqrt

from conformance.model.measurement import EXACT, Uncertain

_PROBABILITY = 0.95
_NORMAL = 1.959964  # 97.5 % quantile of the normal distribution
_FEW = {1: 12.7062, 2: 4.30265, 3: 3.18245}  # 97.5 % quantiles of Student's t, degrees of freedom (JCGM 100, table G.2)
_POINTS = 101  # of the second rectangle; its sum with the first is within 1e-4 of its half width


def student(freedom: int) -> float:
    """97.5 % quantile of Student's t, within 0.3 %.

    Cornish-Fisher expansion (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5) from 4 degrees on.
    """
    if freedom in _FEW:
        return _FEW[freedom]
    z = _NORMAL
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def mean_uncertainty(spread: float, count: int) -> float:
    """Standard uncertainty of a mean of `count` values, widened so that 1.96 of it are a 95 % interval of Student's t.

    `spread` is their standard deviation (n - 1); JCGM 100, 4.2.3 and G.3.2.
    """
    return spread / sqrt(count) * student(count - 1) / _NORMAL


def half_width(normal: float, first: float, second: float = 0.0) -> float:
    """Half of the interval that holds 95 % of a normal distribution plus two rectangles.

    `normal` is the standard deviation of the one, `first` and `second` are the half widths of the others; all three are
    centred on 0 and in the same unit. By bisection.
    """
    low, high = 0.0, first + second + 8 * normal
    for _ in range(60):
        middle = (low + high) / 2
        if _within(middle, normal, first, second) < _PROBABILITY:
            low = middle
        else:
            high = middle
    return high


def uncertain(normal: float, first: float, second: float = 0.0) -> Uncertain:
    """U for 95 % of that sum, with the factor by which it exceeds the combined standard uncertainty."""
    combined = hypot(normal, first / sqrt(3), second / sqrt(3))
    if not combined:
        return EXACT
    expanded = half_width(normal, first, second)
    return Uncertain(
        Fraction(expanded).limit_denominator(10**12), Fraction(expanded / combined).limit_denominator(1000)
    )


def _within(bound: float, normal: float, first: float, second: float) -> float:
    """Probability that the sum lies within +-bound."""
    places = [second * ((2 * point + 1) / _POINTS - 1) for point in range(_POINTS)] if second else [0.0]
    inside = [_below(bound + place, normal, first) - _below(place - bound, normal, first) for place in places]
    return sum(inside) / len(inside)


def _below(value: float, normal: float, half: float) -> float:
    """Distribution function of the sum of a normal distribution and one rectangle."""
    if not half:
        return _phi(value / normal) if normal else float(value >= 0)
    if normal < half / 1000:
        return min(1.0, max(0.0, (value + half) / (2 * half)))
    return normal / (2 * half) * (_integral((value + half) / normal) - _integral((value - half) / normal))


def _phi(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


def _integral(z: float) -> float:
    """Integral of the normal distribution function up to z."""
    return z * _phi(z) + exp(-z * z / 2) / sqrt(2 * pi)

"""What a measurand's function returns, and the uncertainty of times read from stamps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import sqrt
from typing import TypeAlias

from conformance.model.facts import Absent
from conformance.model.file_timelines import FileTimeline
from conformance.model.measurement import (
    COVERAGE_FACTOR,
    EXACT,
    Component,
    Curve,
    Opinion,
    Uncertain,
    UncertaintyUnknown,
    Value,
    Where,
)
from conformance.model.still import Still
from conformance.model.vocabulary import Axis


@dataclass(frozen=True)
class Reading:
    """A value with all that stands behind it, before the registry adds name and unit."""

    value: Value
    uncertainty: Uncertain | UncertaintyUnknown = EXACT
    exercised: int = 1
    note: str = ""
    where: tuple[Where, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    budget: tuple[Component, ...] = ()
    curves: tuple[Curve, ...] = ()
    stills: tuple[Still, ...] = ()
    timelines: tuple[FileTimeline, ...] = ()


Result: TypeAlias = Reading | Absent

MOST_PLACES = 20  # a finding points at the first places; the count tells the rest


def expanded(*standard: Fraction) -> Uncertain:
    """Expanded uncertainty (k = 2) of independent standard uncertainties in the same unit (JCGM 100, 5.1.2)."""
    combined = sqrt(sum(float(u) ** 2 for u in standard))
    return Uncertain(Fraction(combined).limit_denominator(10**12) * COVERAGE_FACTOR)


def summed(budget: Iterable[Component]) -> Uncertain:
    """Expanded uncertainty of a budget of independent components."""
    return expanded(*(one.standard for one in budget))


def rectangular(half_width: Fraction) -> Fraction:
    """Standard uncertainty of a rectangular distribution: a / sqrt(3) (JCGM 100, 4.3.7)."""
    return Fraction(float(half_width) / sqrt(3)).limit_denominator(10**12)


def seconds(span: timedelta) -> Fraction:
    """A time between two dates, exactly, in s."""
    return Fraction(span // timedelta(microseconds=1), 1_000_000)


def interval_uncertainty(tick: Fraction) -> Uncertain:
    """Expanded uncertainty of the difference of two time stamps, each rounded to one tick (in s)."""
    one_stamp = rectangular(tick / 2)
    return expanded(one_stamp, one_stamp)


def at(seconds: Fraction, detail: str) -> Where:
    """A place in time, seconds from the first picture."""
    return Where(Axis.TIME, seconds, detail)

"""Measurement results in the terms of VIM: a value, its expanded uncertainty, and what stands behind it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from conformance.model.file_timelines import FileTimeline
from conformance.model.still import Still
from conformance.model.vocabulary import Axis, Reason

COVERAGE_FACTOR = Fraction(2)  # k = 2: about 95 % for a normal distribution (JCGM 100, 6.2 and G.6.6)


@dataclass(frozen=True, slots=True)
class Text:
    """A value of the unit `text`: a codec, a format, a state."""

    text: str

    def __str__(self) -> str:
        return self.text


Value: TypeAlias = Fraction | Text


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the evidence: seconds from the first picture, a byte offset, or a packet index."""

    axis: Axis
    position: Fraction
    detail: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an independent extractor says of the same measurand, in the same unit."""

    source: str
    value: Value
    agrees: bool


@dataclass(frozen=True, slots=True)
class Component:
    """One line of an uncertainty budget: what it comes from, and its standard uncertainty in the measurand's unit."""

    source: str
    standard: Fraction


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Expanded uncertainty U = k u, in the measurand's unit; exact counts and texts have U = 0."""

    expanded: Fraction
    coverage_factor: Fraction = COVERAGE_FACTOR


@dataclass(frozen=True, slots=True)
class UncertaintyUnknown:
    """No honest budget can be given; only simple acceptance can use the value."""

    why: str


EXACT = Uncertain(Fraction(0))


@dataclass(frozen=True)
class Curve:
    """What a value was found from, to be drawn: `points` are (x, y), in order of x, each in its unit.

    `fit` is what was laid through them as (x, low, middle, high), from low to high being the 95 % interval. `of` and
    `over` say in words what y and x are. Points that are `joined` are one line.
    """

    of: str
    unit: str
    over: str
    over_unit: str
    points: tuple[tuple[float, float], ...]
    fit: tuple[tuple[float, float, float, float], ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured quantity value.

    `value` is in the measurand's unit (`Text` for the unit `text`); `exercised` counts what was looked at: pictures,
    packets, samples, bytes. Zero means that nothing was, and the judge makes no verdict of it. `budget` are the
    components of the uncertainty, where they are kept apart; `curves`, `stills`, `timelines` are for people to look at.
    """

    measurand: str
    unit: str
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

    @property
    def conflicts(self) -> tuple[Opinion, ...]:
        """Opinions that disagree."""
        return tuple(opinion for opinion in self.opinions if not opinion.agrees)


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """Why there is no value; `reason` decides between not tested and not exercised."""

    measurand: str
    reason: Reason
    detail: str
    where: tuple[Where, ...] = ()


Outcome: TypeAlias = Measurement | NotMeasured

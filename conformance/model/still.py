"""Single pictures of a recording that a value rests on: how they are known again, and what was read in them."""

from dataclasses import dataclass
from fractions import Fraction

from conformance.model.areas import Rectangle


@dataclass(frozen=True)
class Sight:
    """One picture of a video track, and what to mark in it.

    `number` counts the decoded pictures of the track from 0 in order of presentation, `pts` is its time stamp in ticks
    and `luma` the mean of its sampled luma as in `Luma.mean`: by all three together it is known again.
    """

    track: int
    number: int
    pts: int
    luma: float
    marks: tuple[Rectangle, ...]


@dataclass(frozen=True)
class Still:
    """A picture for people to look at: `stamp` is its time stamp in the file, `time` that from the first picture, s.

    `read` is what was read in it ('' = nothing), `why` says why this picture.
    """

    sight: Sight
    stamp: Fraction
    time: Fraction
    read: str
    why: str

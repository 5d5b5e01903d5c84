"""Slanted edges of a filmed resolution chart, cut out of decoded pictures: samples without a verdict."""

from dataclasses import dataclass

from conformance.model.codec import EncodedBytes
from conformance.model.vocabulary import Place


@dataclass(frozen=True)
class EdgeCrop:
    """One slanted edge: the same rectangle of luma of several decoded pictures.

    `left`, `top`, `width`, `height` in px of the decoded picture, before rotation; `pictures` are the numbers of the
    pictures in order of presentation, `intra` tells which of them were coded without reference to others. `codes` are
    their 8-bit luma code values, picture after picture, row after row: len(pictures) x height x width bytes.
    """

    place: Place
    left: int
    top: int
    width: int
    height: int
    pictures: tuple[int, ...]
    intra: tuple[bool, ...]
    codes: EncodedBytes


@dataclass(frozen=True)
class GreyPatch:
    """One even patch of known reflectance: its mean luma code value beside an edge of the same `place`."""

    place: Place
    reflectance: float
    code: float


@dataclass(frozen=True)
class Refusal:
    """What of the chart is not among the edges and patches, and why."""

    place: Place
    why: str


@dataclass(frozen=True)
class ChartFacts:
    """The edges that were found in a recording of the chart, and what was refused of it.

    `width`, `height` in px of the decoded picture; `limited_range` is True where black is 16 and white 235
    (ITU-R BT.709), False where they are 0 and 255. `looked_at` pictures were searched for the chart.
    """

    width: int
    height: int
    limited_range: bool
    looked_at: int
    edges: tuple[EdgeCrop, ...]
    patches: tuple[GreyPatch, ...]
    refused: tuple[Refusal, ...] = ()

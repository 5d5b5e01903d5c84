"""Slanted edges of which the response is known exactly, alone or as the crops of a filmed chart."""

from dataclasses import dataclass, replace
from functools import cache
from math import cos, erf, exp, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from conformance.model.chart_facts import ChartFacts, EdgeCrop, GreyPatch
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Media
from conformance.model.vocabulary import Place
from tests.measurands.facts import pictures, subject, video

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]

DARK, LIGHT = 0.12, 0.48  # reflectances of a contrast of 4:1


@dataclass(frozen=True)
class Edge:
    """A straight edge through the middle of a region, dark on its left, blurred by a Gaussian and by square pixels.

    `angle` in degrees from the columns; `sigma` of the Gaussian and `phase` (to the right) in px.
    """

    angle: float = 5.1
    sigma: float = 0.5
    phase: float = 0.2
    rows: int = 120
    columns: int = 80

    def light(self) -> Floats:
        """0 (dark) to 1, rows x columns, exact to 1e-6."""
        row, column = np.mgrid[: self.rows, : self.columns]
        angle = radians(self.angle)
        right, down = column - (self.columns - 1) / 2 - self.phase, row - (self.rows - 1) / 2
        places, along = profile(abs(self.angle), self.sigma)
        lit: Floats = np.interp(right * cos(angle) + down * sin(angle), places, along)
        return lit

    def response(self, frequency: float) -> float:
        """MTF along the normal: exp(-2 pi^2 sigma^2 f^2) sinc(f cos) sinc(f sin)."""
        angle = radians(self.angle)
        return (
            exp(-2 * (pi * self.sigma * frequency) ** 2) * _sinc(frequency * cos(angle)) * _sinc(frequency * sin(angle))
        )

    def frequency(self, level: float) -> float:
        """Where the response falls to a level, cycles/px, by bisection."""
        low, high = 0.0, 1.0
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if self.response(middle) > level else (low, middle)
        return low

    def codes(
        self, pictures: int = 1, noise: float = 0.0, seed: int = 1, ends: tuple[float, float] = (60, 200)
    ) -> Codes:
        """Codes that are linear in light, with noise of that standard deviation: pictures x rows x columns."""
        return noisy(ends[0] + (ends[1] - ends[0]) * self.light(), pictures, noise, seed)


def noisy(signal: Floats, pictures: int, noise: float, seed: int = 1) -> Codes:
    """Several pictures of one scene, in code values."""
    grain = np.random.default_rng(seed).normal(0.0, noise, (pictures, *signal.shape))
    return np.clip(np.rint(signal + grain), 0, 255).astype(np.uint8)


def _sinc(value: float) -> float:
    return sin(pi * value) / (pi * value) if value else 1.0


@cache
def profile(angle: float, sigma: float) -> tuple[Floats, Floats]:
    """Edge along its normal: a Gaussian under two boxes, the pixel's sides as the normal sees them.

    The second integral of the Gaussian distribution, differenced over both boxes; it is exact.
    """
    one, other = cos(radians(angle)), sin(radians(angle))
    places = np.arange(-1.5 - 8 * sigma, 1.5 + 8 * sigma, 0.004)
    wide, narrow = (one + other) / 2, (one - other) / 2
    terms = [_second_integral(places + away, sigma) for away in (wide, narrow, -narrow, -wide)]
    return places, (terms[0] - terms[1] - terms[2] + terms[3]) / (one * other)


def _second_integral(places: Floats, sigma: float) -> Floats:
    z = places / sigma
    below = np.array([0.5 * (1 + erf(one / sqrt(2))) for one in z])
    density = np.exp(-z * z / 2) / sqrt(2 * pi)
    total: Floats = ((places**2 + sigma**2) * below + places * sigma * density) / 2
    return total


def square(size: tuple[int, int], side: float, angle: float, sigma: float) -> Floats:
    """A dark square on light ground in the middle of a picture of that size (width, height), exact at its edges."""
    row, column = np.mgrid[: size[1], : size[0]]
    right, down = column - (size[0] - 1) / 2 - 0.27, row - (size[1] - 1) / 2 - 0.41
    one, other = cos(radians(angle)), sin(radians(angle))
    across = (right * one + down * other, down * one - right * other)
    places, lit = profile(angle, sigma)
    inside = [np.interp(side / 2 + way * away, places, lit) for away in across for way in (1, -1)]
    light: Floats = 1 - inside[0] * inside[1] * inside[2] * inside[3]
    return light


def bt709(light: Floats) -> Floats:
    """Codes of a camera by ITU-R BT.709, black 16 and white 235."""
    return 16 + 219 * np.where(light < 0.018, 4.5 * light, 1.099 * np.maximum(light, 1e-9) ** 0.45 - 0.099)


def crop(codes: Codes, place: Place = Place.CENTRE, *, intra: tuple[bool, ...] = ()) -> EdgeCrop:
    count, height, width = codes.shape
    return EdgeCrop(place, 0, 0, width, height, tuple(range(count)), intra or (True,) * count, codes.tobytes())


def both(edge: Edge, place: Place = Place.CENTRE, noise: float = 1.0, pictures: int = 2) -> tuple[EdgeCrop, EdgeCrop]:
    """The edge as a 4:1 print filmed by a BT.709 camera, near vertical and near horizontal."""
    signal = bt709(DARK + (LIGHT - DARK) * edge.light())
    upright, level = noisy(signal, pictures, noise, 1), noisy(signal.T, pictures, noise, 2)
    return crop(upright, place), crop(level, place)


def grey_patches(place: Place = Place.CENTRE) -> tuple[GreyPatch, ...]:
    """Patches as that camera shows them."""
    return tuple(GreyPatch(place, one, float(bt709(np.array(one)))) for one in (0.06, 0.12, 0.20, 0.32, 0.48, 0.72))


def chart(*edges: EdgeCrop, patches: tuple[GreyPatch, ...] = ()) -> ChartFacts:
    return ChartFacts(1920, 1080, limited_range=True, looked_at=8, edges=edges, patches=patches)


def filmed(facts: ChartFacts, types: str = "KK", rotation: int = 0) -> RecordingSubject:
    """A recording of which the chart is known; `types` and `rotation` are those of its pictures."""
    stamps = tuple(range(len(types)))
    track = replace(video(stamps, 1), pictures=replace(pictures(stamps, rotation=rotation), types=types))
    one = subject(Media("mp4", "", (track,), (), ()))
    return replace(one, facts=replace(one.facts, chart=facts))

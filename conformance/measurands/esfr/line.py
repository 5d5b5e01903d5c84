"""Where a slanted edge lies in its region, to a hundredth of a pixel, and whether it can be measured at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.measurands.esfr.linearise import Floats
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

# Degrees from the pixel columns: below, a region holds too few phases; above, columns and normal part too far.
_LEAST_ANGLE, _MOST_ANGLE = 1.5, 30.0
_LEAST_ROWS = 40  # px along the edge
_LEAST_TURNS = 2  # times that the edge passes a whole pixel within the region
_LEAST_STRAIGHTNESS = 0.95  # r2 of a straight line through the edge's places
# Edges at tan = 1/n meet the pixels in n phases only. With their places corrected for, the error stays below 1 % from
# n = 6 on (0.17 px apart), and reaches 1.3 % at 1/5, 2.7 % at 1/4 and 8 % at 1/2 (analytic edges, sigma 0.3 px).
_WIDEST_PHASE_GAP = 0.19  # px
_LEAST_CONTRAST = 0.2  # (light - dark) / (light + dark), as sfrmat5 warns of
_LEAST_STEP = 20  # code values between dark and light
_LEAST_MARGIN = 6.0  # px between the edge and the border of its region
_MOST_CLIPPED = 0.005  # share of samples at the ends of the range, as sfrmat5 warns of
_SIDE = 10.0  # px from the edge: farther out the ground must be even
_BLOCK, _UNEVEN = 8, 0.2  # px; share of the step by which a block of the ground may be off
_LEAST_CROSSED = 0.8  # of the rows, in every picture
_LEAST_CERTAIN = 0.3  # of the step: less in a row's window is no edge


@dataclass(frozen=True, eq=False)
class Line:
    """The edge in an upright region: its place in every row of every picture.

    `places` is pictures x rows, in px from the centre of the first column; `rows` are those that hold a whole number
    of phase turns. `slope` is that of the straight fit, in px a row; `contrast` that of Michelson, in linear light.
    """

    places: Floats
    rows: slice
    slope: float
    contrast: float

    @property
    def angle(self) -> float:
        """Degrees between the edge and the pixel columns."""
        return float(np.degrees(np.arctan(self.slope)))


def upright(codes: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], bool]:
    """The region (pictures x rows x columns) with its edge near vertical, and True where it was so."""
    mean = codes.mean(axis=0)
    stands = abs(_rise(mean.mean(axis=0))) >= abs(_rise(mean.mean(axis=1)))
    return (codes if stands else np.rot90(codes, axes=(1, 2))), stands


def find_line(light: Floats, order: int, windows: tuple[float, ...]) -> Line | Absent:
    """The line of the edge in an upright region of linear light (pictures x rows x columns), or why there is none.

    Centroids of every row's derivative under a window that follows the fit of the pass before; `windows` are the half
    widths of the passes in px, 0 for the whole region. Each pass fits a polynomial of that order.
    """
    rows, columns = light.shape[1:]
    if rows < _LEAST_ROWS or columns < 2 * _LEAST_MARGIN + 2:
        return _refused(f"the region of {columns} x {rows} px is too small: {_LEAST_ROWS} px along the edge are needed")
    difference = np.pad(np.diff(light, axis=2)[..., 1:], ((0, 0), (0, 0), (1, 1)), mode="edge")
    difference *= np.sign(difference.sum())
    total = float(difference.sum(axis=2).mean())
    along = np.linspace(-1.0, 1.0, rows)
    basis = np.polynomial.legendre.legvander(along, order)
    places = np.full(light.shape[:2], (columns - 1) / 2)
    for half in windows:
        centroids, certain = _centroids(difference, places, half, total)
        usable = certain.all(axis=0)
        if usable.mean() < _LEAST_CROSSED:
            return _refused("not every row of the region is crossed by the edge")
        fit = np.linalg.lstsq(basis[usable], centroids[:, usable].T)[0]
        places = (basis @ fit).T
        if not np.isfinite(places).all() or places.min() < 0 or places.max() > columns - 1:
            return _refused("the edge leaves its region")
    return _checked(light, places, centroids[:, usable], along[usable])


def clipped(codes: NDArray[np.uint8], *, limited: bool) -> str:
    """Which end of the code range too many samples have reached; empty where neither."""
    lowest, highest = (16, 235) if limited else (0, 255)
    if (codes <= lowest).mean() > _MOST_CLIPPED:
        return f"the dark side is clipped at code {lowest}"
    if (codes >= highest).mean() > _MOST_CLIPPED:
        return f"the light side is clipped at code {highest}"
    return ""


def step_too_small(codes: NDArray[np.uint8]) -> str:
    """Why an upright region shows no contrast; empty where it does."""
    step = abs(_rise(codes.mean(axis=(0, 1))))
    return "" if step >= _LEAST_STEP else f"dark and light are {step:.1f} code values apart, fewer than {_LEAST_STEP}"


def _rise(profile: Floats) -> float:
    width = max(1, len(profile) // 8)
    return float(profile[-width:].mean() - profile[:width].mean())


def _centroids(difference: Floats, places: Floats, half: float, total: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Centroid of each row's derivative about `places`, and whether the row's window holds an edge."""
    columns = difference.shape[2]
    if half:
        first = np.clip((places - half).astype(np.intp), 0, max(0, columns - 2 * int(half) - 2))
        near = first[..., None] + np.arange(min(2 * int(half) + 2, columns))
        difference = np.take_along_axis(difference, near, axis=2)
        away = near + 0.5 - places[..., None]
        window = 0.5 + 0.5 * np.cos(np.pi * np.clip(away / half, -1, 1))
    else:  # the whole region, hardly weighted at its far end, steadies a first guess
        away = np.arange(columns) + 0.5 - places[..., None]
        reach = np.maximum(places, columns - places)[..., None]
        window = 0.525 + 0.475 * np.cos(np.pi * np.clip(away / reach, -1, 1))
    weighted = window * difference
    mass = weighted.sum(axis=2)
    certain = (mass > 0) & (mass >= _LEAST_CERTAIN * total)
    return places + (weighted * away).sum(axis=2) / np.where(certain, mass, 1.0), certain


def _checked(light: Floats, places: Floats, centroids: Floats, along: Floats) -> Line | Absent:
    rows, columns = light.shape[1:]
    straight = np.polynomial.Polynomial.fit(along, centroids.mean(axis=0), 1, domain=[-1, 1], window=[-1, 1])
    slope = float(straight.coef[1]) * 2 / (rows - 1)
    middle = centroids.mean(axis=0)
    spread = float(((middle - middle.mean()) ** 2).sum())
    angle = float(np.degrees(np.arctan(abs(slope))))
    if not _LEAST_ANGLE <= angle <= _MOST_ANGLE:
        return _refused(f"the edge is slanted by {angle:.1f} degrees, not by {_LEAST_ANGLE:g} to {_MOST_ANGLE:g}")
    straightness = 1 - float(((middle - straight(along)) ** 2).sum()) / spread
    if straightness < _LEAST_STRAIGHTNESS:
        return _refused(f"the edge is not straight: r2 = {straightness:.3f}, less than {_LEAST_STRAIGHTNESS}")
    if places.min() < _LEAST_MARGIN or places.max() > columns - 1 - _LEAST_MARGIN:
        return _refused(f"the edge comes within {_LEAST_MARGIN:g} px of its region's border")
    turns = int(rows * abs(slope))
    if turns < _LEAST_TURNS:
        return _refused(f"the edge passes {turns} whole pixels within the region, fewer than {_LEAST_TURNS}")
    used = min(rows, round(turns / abs(slope)))
    first = (rows - used) // 2
    chosen = slice(first, first + used)
    gap = _phase_gap(places[:, chosen])
    if gap > _WIDEST_PHASE_GAP:
        return _refused(f"the edge meets the pixels in too few phases: they are {gap:.2f} px apart")
    return _on_even_ground(light, Line(places, chosen, slope, 0.0))


def _phase_gap(places: Floats) -> float:
    """Widest gap between the phases in which the edge meets the pixel grid, px."""
    phases = np.sort(places.ravel() % 1.0)
    return float(max(np.diff(phases).max(), phases[0] + 1 - phases[-1]))


def _on_even_ground(light: Floats, line: Line) -> Line | Absent:
    """The line with its contrast; absent where one side holds something else: a mask, a second edge, a letter."""
    mean, middle = light.mean(axis=0), line.places.mean(axis=0)
    away = (np.arange(mean.shape[1]) - middle[:, None]) * np.cos(np.arctan(line.slope))
    reach = min(_SIDE, 0.6 * float(np.abs(away).max(axis=1).min()))
    ground = [float(np.median(mean[side])) for side in (away < -reach, away > reach)]
    step = abs(ground[1] - ground[0])
    contrast = step / max(abs(ground[0]) + abs(ground[1]), 1e-9)
    if contrast < _LEAST_CONTRAST:
        return _refused(f"the contrast of the edge is {contrast:.2f}, less than {_LEAST_CONTRAST}")
    rows, columns = (size // _BLOCK for size in mean.shape)
    shape = (rows, _BLOCK, columns, _BLOCK)
    cut = (slice(rows * _BLOCK), slice(columns * _BLOCK))
    level = mean[cut].reshape(shape).mean(axis=(1, 3))
    near = away[cut].reshape(shape)
    left, right = near.max(axis=(1, 3)) < -reach, near.min(axis=(1, 3)) > reach
    off = max(_farthest(level[left], ground[0]), _farthest(level[right], ground[1])) / step
    if off > _UNEVEN:
        return _refused(f"something else than one edge lies in the region: its ground is off by {off:.0%} of the step")
    return Line(line.places, line.rows, line.slope, contrast)


def _farthest(levels: Floats, level: float) -> float:
    return float(np.abs(levels - level).max(initial=0.0))


def _refused(why: str) -> Absent:
    return Absent(Reason.METHOD_DOES_NOT_APPLY, why)

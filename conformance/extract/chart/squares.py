"""Measures where a dark square of the resolution chart lies in one picture, from a rough idea of its corners."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.luma import Samples

Points = NDArray[np.float64]  # n x 2, in px; the centre of the first pixel is at (0.5, 0.5)

# The square is (-1, -1) to (1, 1); each of its sides is crossed by this many lines, away from its corners.
_CORNERS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], float)
_ALONG = np.linspace(-0.7, 0.7, 21)
_MIDDLE = np.stack(np.meshgrid(np.linspace(-0.3, 0.3, 7), np.linspace(-0.3, 0.3, 7)), axis=-1).reshape(-1, 2)
# How far from the centre the lines run: as far as a rough idea may be wrong, then close to the side.
_FAR, _CLOSE = (0.3, 1.5), (0.75, 1.25)
_TRIES = 3  # every side that is found brings those nearer that are not yet
_LEAST_SIDE = 8.0  # px
_LEAST_CONTRAST = 10.0  # code values: below it noise alone makes sides
_LEAST_SHARE = 0.8  # of the lines across a side that have to agree on it


@dataclass(frozen=True)
class Outline:
    """Corners of a square in px, clockwise from the top left as printed, and which sides (top, right, ...) were seen.

    A side that was not seen stands where it was expected.
    """

    corners: Points
    sound: tuple[bool, bool, bool, bool]


def is_convex(corners: Points, least_side: float) -> bool:
    """True where four corners go clockwise round a convex shape with no shorter side: a square seen from its front."""
    sides = np.roll(corners, -1, axis=0) - corners
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    return bool((turns > 0).all() and np.hypot(*sides.T).min() >= least_side)  # False for what is not a number


def projection(source: Points, target: Points, weights: Points) -> Points:
    """The 3 x 3 homography from `source` to `target` with least weighted squares, by direct linear transformation.

    The middle of the source must be in front of the camera.
    """
    first, second = _normalising(source), _normalising(target)
    (x, y), (u, v) = mapped(first, source).T, mapped(second, target).T
    rows = np.zeros((2, len(x), 8))
    rows[0, :, 0], rows[0, :, 1], rows[0, :, 2], rows[0, :, 6], rows[0, :, 7] = x, y, 1, -u * x, -u * y
    rows[1, :, 3], rows[1, :, 4], rows[1, :, 5], rows[1, :, 6], rows[1, :, 7] = x, y, 1, -v * x, -v * y
    values = np.concatenate([u * weights, v * weights])
    solution = np.linalg.lstsq((rows * weights[:, None]).reshape(-1, 8), values)[0]
    matrix: Points = np.linalg.inv(second) @ np.append(solution, 1).reshape(3, 3) @ first
    return matrix


def mapped(matrix: Points, points: Points) -> Points:
    """Points under a homography; not a number where they lie behind the camera."""
    homogeneous = points @ matrix[:, :2].T + matrix[:, 2]
    depth = np.where(homogeneous[:, 2:] > 0, homogeneous[:, 2:], np.nan)
    flat: Points = homogeneous[:, :2] / depth
    return flat


def sampled(luma: Samples, points: Points) -> NDArray[np.float64]:
    """Luma at points between the pixels, linear in both directions; not a number outside the picture."""
    height, width = luma.shape
    x, y = points[:, 0] - 0.5, points[:, 1] - 0.5
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)  # False for what is not a number
    x, y = np.where(inside, x, 0), np.where(inside, y, 0)
    left, top = np.minimum(x.astype(int), width - 2), np.minimum(y.astype(int), height - 2)
    right, down = x - left, y - top
    upper = luma[top, left] * (1 - right) + luma[top, left + 1] * right
    lower = luma[top + 1, left] * (1 - right) + luma[top + 1, left + 1] * right
    return np.where(inside, upper * (1 - down) + lower * down, np.nan)


def find_square(luma: Samples, rough: Points) -> Outline:
    """The dark square on light ground about where it is expected; good for errors up to half a side."""
    outline = Outline(rough, (False,) * 4)
    for _ in range(_TRIES):
        outline = adjusted(luma, outline.corners, _FAR)
        if all(outline.sound) or not any(outline.sound):
            break
    return adjusted(luma, outline.corners) if any(outline.sound) else outline


def adjusted(luma: Samples, corners: Points, reach: tuple[float, float] = _CLOSE) -> Outline:
    """The square again, its sides straight lines fitted to what is there within `reach` half sides from its centre."""
    if not is_convex(corners, _LEAST_SIDE):
        return Outline(corners, (False,) * 4)
    matrix = projection(_CORNERS, corners, np.ones(4))
    half = float(np.hypot(*(corners - np.roll(corners, 1, axis=0)).T).mean()) / 2
    (dark,) = _middle(sampled(luma, mapped(matrix, _MIDDLE))[None])
    outward = np.linspace(*reach, int(np.clip((reach[1] - reach[0]) * half, 9, 72)))
    across = np.stack(np.meshgrid(_ALONG, -outward, indexing="ij"), axis=-1).reshape(-1, 2)
    points = np.concatenate([_turned(across, side) for side in range(4)])
    profiles = sampled(luma, mapped(matrix, points)).reshape(4, len(_ALONG), -1)
    lines, sound = _lines(_crossings(profiles, outward, dark), (1.5 + 0.02 * half) / half)
    top, right, bottom, left = (bool(one) for one in sound)
    return Outline(mapped(matrix, _corners(lines)), (top, right, bottom, left))


def _crossings(profiles: Points, outward: Points, dark: float) -> Points:
    """Where each line (4 sides x lines x samples) first comes from dark halfway to light; else not a number."""
    smooth = (profiles[..., :-2] + profiles[..., 1:-1] + profiles[..., 2:]) / 3
    (light,) = _middle(smooth[..., -max(2, smooth.shape[-1] // 10) :].reshape(1, -1))
    if not light - dark >= _LEAST_CONTRAST:  # either may be not a number
        return np.full(profiles.shape[:2], np.nan)
    middle = (light + dark) / 2
    after = np.argmax(smooth >= middle, axis=-1)[..., None]
    inner = np.take_along_axis(smooth, after - 1, axis=-1)
    outer = np.take_along_axis(smooth, after, axis=-1)
    crossed = (after > 0) & (inner < middle)
    share = (middle - inner) / np.where(crossed, outer - inner, 1)
    places = outward[after] + share * (outward[1] - outward[0])  # smooth[i] is about outward[i + 1]
    return np.where(crossed, places, np.nan)[..., 0]


def _lines(crossings: Points, tolerance: float) -> tuple[Points, NDArray[np.bool_]]:
    """Distance and slope of each side (Theil and Sen, then least squares), and whether enough of its lines agree."""
    one, other = np.triu_indices(len(_ALONG), len(_ALONG) // 3)
    slope = _middle((crossings[:, other] - crossings[:, one]) / (_ALONG[other] - _ALONG[one]))
    rest = crossings - slope[:, None] * _ALONG
    near = np.abs(rest - _middle(rest)[:, None]) <= tolerance  # False for what is not a number
    sound = near.sum(axis=1) >= _LEAST_SHARE * len(_ALONG)
    count = np.maximum(near.sum(axis=1), 1)
    away = np.where(near, crossings, 0)
    along = np.where(near, _ALONG, 0)
    centre, level = along.sum(axis=1) / count, away.sum(axis=1) / count
    offset = np.where(near, _ALONG - centre[:, None], 0)
    slope = (offset * away).sum(axis=1) / np.maximum((offset**2).sum(axis=1), 1e-9)
    lines = np.stack([level - slope * centre, slope], axis=1)
    return np.where(sound[:, None], lines, (1.0, 0.0)), sound


def _corners(lines: Points) -> Points:
    """Where neighbouring sides meet, in half sides: side i is `distance + slope x` away, turned i times."""
    corners = []
    for side in range(4):
        (before, rise), (here, slope) = lines[side - 1], lines[side]
        # seen from this side: y = -(here + slope x), and x = -(before - rise y) of the one before
        x = -(before + rise * here) / (1 + rise * slope)
        corners.append(_turned(np.array([(x, -(here + slope * x))]), side)[0])
    return np.array(corners)


def _turned(points: Points, quarters: int) -> Points:
    """Points turned clockwise by quarters of a turn."""
    for _ in range(quarters):
        points = np.column_stack([-points[:, 1], points[:, 0]])
    return points


def _normalising(points: Points) -> Points:
    """The similarity that moves points about the origin, about one unit away from it."""
    centre = points.mean(axis=0)
    scale = 1 / np.hypot(*(points - centre).T).mean()
    return np.array([(scale, 0, -scale * centre[0]), (0, scale, -scale * centre[1]), (0, 0, 1)])


def _middle(values: Points) -> Points:
    """Lower median of each row of what is a number; not a number where nothing is."""
    count = np.isfinite(values).sum(axis=1)
    middle: Points = np.sort(values, axis=1)[np.arange(len(values)), np.maximum(count - 1, 0) // 2]
    return middle

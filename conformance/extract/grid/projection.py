"""How a camera projects a flat pattern: a plane seen in perspective through a lens that bends it radially."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.model import cell_grid

Numbers: TypeAlias = NDArray[np.float64]

# The one parameter of the division model for radii in halves of the picture's diagonal: barrel to slight pincushion
_BENDS = np.linspace(-0.5, 0.1, 31)
_MUCH_BETTER = 0.5  # of the residual without a bend: less is the noise of a few corners


@dataclass(frozen=True)
class Projection:
    """Takes units of the pattern to px of a picture of `shape` (height, width).

    `plane` leads to where a lens without distortion would show a point, which the division model moves: r = d / (1 +
    bend d^2) for the distance d seen (Fitzgibbon, CVPR 2001).
    """

    plane: Numbers
    bend: float
    shape: tuple[int, int]

    def seen(self, points: Numbers) -> Numbers:
        """Where N x 2 points of the pattern lie in the picture, px; not a number where the lens shows none."""
        lifted = np.column_stack([points, np.ones(len(points))]) @ self.plane.T
        centre, half = _lens(self.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            away = (lifted[:, :2] / lifted[:, 2:] - centre) / half
            bent = 2 / (1 + np.sqrt(1 - 4 * self.bend * np.sum(away**2, axis=1)))
        found: Numbers = centre + half * away * bent[:, np.newaxis]
        return found


def fitted(drawn: Numbers, seen: Numbers, shape: tuple[int, int]) -> Projection:
    """The projection through N >= 6 pairs of points; the lens bends only where that explains the points much better."""
    centre, half = _lens(shape)
    away = (seen - centre) / half
    square = np.sum(away**2, axis=1)[:, np.newaxis]
    planes = [_homography(drawn, centre + away * half / (1 + bend * square)) for bend in (0.0, *_BENDS)]
    tried = [Projection(plane, float(bend), shape) for plane, bend in zip(planes, (0.0, *_BENDS), strict=True)]
    off = [float(np.nan_to_num(np.sum((one.seen(drawn) - seen) ** 2), nan=np.inf)) for one in tried]
    best = int(np.argmin(off))
    return tried[best] if off[best] < _MUCH_BETTER**2 * off[0] else tried[0]


def _lens(shape: tuple[int, int]) -> tuple[Numbers, float]:
    """The picture's centre and half of its diagonal, px."""
    height, width = shape
    return np.array([width / 2, height / 2]), float(np.hypot(width, height)) / 2


def _homography(drawn: Numbers, seen: Numbers) -> Numbers:
    """Least squares of a plane's projection, with the last element 1 (Hartley and Zisserman, 4.1)."""
    unit = np.array([cell_grid.WIDTH, cell_grid.HEIGHT])
    x, y = (drawn / unit).T
    u, v = seen.T
    one, none = np.ones_like(x), np.zeros_like(x)
    across = np.stack([x, y, one, none, none, none, -u * x, -u * y], axis=1)
    down = np.stack([none, none, none, x, y, one, -v * x, -v * y], axis=1)
    solved = np.linalg.lstsq(np.concatenate([across, down]), np.concatenate([u, v]), rcond=None)[0]
    plane: Numbers = np.append(solved, 1.0).reshape(3, 3) @ np.diag([1 / unit[0], 1 / unit[1], 1.0])
    return plane

"""What light the pairs of a placed pattern have, measured by the still ring around them."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from conformance.extract.grid.place import Place
from conformance.extract.grid.projection import Numbers
from conformance.extract.luma import Samples
from conformance.model.cell_grid import CellGrid
from conformance.model.pattern_facts import Seen

_GAMMA = 2.2  # display and camera curves cancel nearly (ITU-R BT.1886 against BT.709)
_LEAST_CONTRAST = 20  # code values between black and white
_LEAST_RIGHT = 0.95  # of the ring's cells


def pairs(luma: Samples, place: Place, grid: CellGrid, *, limited: bool) -> Numbers | Seen:
    """Light of the left cell minus that of the right one of every pair, over white minus black; lines x pairs.

    Or what is there instead: too little contrast (`NO_MARKS`), or a still ring that does not stand still (`NO_CODE`).
    """
    if luma.shape != place.shape:
        return Seen.NO_MARKS
    cells = luma[place.rows, place.columns].mean(axis=2)
    if float(np.subtract(*np.percentile(cells, (90, 10)))) < _LEAST_CONTRAST:
        return Seen.NO_MARKS
    ring = _ring(grid)
    if not _ring_is_there(cells, ring.signs):
        return Seen.NO_CODE
    light = _light(cells, limited=limited).ravel()
    white, black = (surface @ light[at] for surface, at in (ring.white, ring.black))
    shown, contrast = light.reshape(cells.shape), (white - black).reshape(cells.shape)
    left, right = shown[1:-1, 1:-1:2], shown[1:-1, 2:-1:2]
    between = (contrast[1:-1, 1:-1:2] + contrast[1:-1, 2:-1:2]) / 2
    if float(between.min()) <= 0:
        return Seen.NO_MARKS
    found: Numbers = (left - right) / between
    return found


def _light(cells: Numbers, *, limited: bool) -> Numbers:
    black, white = (16, 235) if limited else (0, 255)
    light: Numbers = np.clip((cells - black) / (white - black), 0, None) ** _GAMMA
    return light


@dataclass(frozen=True)
class _Ring:
    """The still cells of a grid.

    `white` and `black`: what takes the light of the ring's cells of that colour to a quadratic surface over all cells,
    and which of all cells, row by row, they are; `signs` are +1 where the ring's rule says white, rows x columns.
    """

    white: tuple[Numbers, NDArray[np.intp]]
    black: tuple[Numbers, NDArray[np.intp]]
    signs: Numbers


@cache
def _ring(grid: CellGrid) -> _Ring:
    cells = [(column, row) for row in range(grid.rows) for column in range(grid.columns)]
    in_ring = np.array([grid.is_ring(*cell) for cell in cells])
    is_white = np.array([grid.ring_is_white(*cell) for cell in cells])
    y, x = np.divmod(np.arange(len(cells)), grid.columns)
    y, x = y / grid.rows - 0.5, x / grid.columns - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    white, black = np.flatnonzero(in_ring & is_white), np.flatnonzero(in_ring & ~is_white)
    to_white, to_black = (terms @ np.linalg.pinv(terms[at]) for at in (white, black))
    signs = np.where(is_white, 1.0, -1.0).reshape(grid.rows, grid.columns)
    return _Ring((to_white, white), (to_black, black), signs)


def _ring_is_there(cells: Numbers, signs: Numbers) -> bool:
    """True where the ring's cells are lighter or darker than both neighbours, as they should be."""
    edges = [(table[0], table[-1], table[:, 0], table[:, -1]) for table in (cells, signs)]
    steps = [sign[1:-1] * (edge[1:-1] - (edge[:-2] + edge[2:]) / 2) for edge, sign in zip(*edges, strict=True)]
    return float((np.concatenate(steps) > 0).mean()) >= _LEAST_RIGHT

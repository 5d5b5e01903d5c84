"""Reads the lanes of a reference clock from the light of its pairs: each by itself, whole or not at all."""

from itertools import pairwise

import numpy as np

from conformance.extract.grid.place import Place, corners
from conformance.extract.grid.projection import Numbers
from conformance.model import clock_pattern as pattern
from conformance.model.areas import Rectangle
from conformance.model.clock_facts import HEIGHT, Lane
from conformance.model.clock_pattern import Draw

# Of the contrast: a bit that has less is no bit. Where two draws share the light, one of them has 70 % of it at least.
_CLEAR = 0.4
_BRIGHTEST = 2.0  # of the contrast: more is glare or something that lies over the pattern
_SLOWEST = 2000  # ms between neighbouring draws: a page that stood still for longer shows no time


def read(pairs: Numbers) -> tuple[Draw, ...]:
    """The draws of the lanes that can be read, from the top; none where they can't have been shown together."""
    found = [
        draw
        for lane, block in enumerate(np.split(pairs, pattern.LANES))
        if isinstance(draw := _draw(block), Draw) and draw.lane == lane
    ]
    return tuple(found) if _were_shown_together(found) else ()


def _draw(block: Numbers) -> Draw | str:
    """One lane, lines x pairs."""
    signal = block.T.ravel()
    clear = np.abs(signal)
    if float(clear.min()) < _CLEAR or float(clear.max()) > _BRIGHTEST:
        return "some pairs are grey"
    return pattern.draw_of(np.packbits(signal > 0).tobytes())


def _were_shown_together(draws: list[Draw]) -> bool:
    """True where times and numbers rise together and span no more draws than there are lanes."""
    rising = sorted(draws, key=lambda draw: draw.time)
    steps = [(later.number - before.number) % pattern.NUMBERS for before, later in pairwise(rising)]
    waits = [later.time - before.time for before, later in pairwise(rising)]
    slow = any(not 0 < wait <= _SLOWEST * step for wait, step in zip(waits, steps, strict=True))
    return not slow and sum(steps) < pattern.LANES


def lanes(draws: tuple[Draw, ...], place: Place) -> tuple[Lane, ...]:
    """The draws with the rows that their lanes have in the picture."""
    rows = [_rows(place, draw.lane) for draw in draws]
    return tuple(Lane(draw, *ends) for draw, ends in zip(draws, rows, strict=True))


def middle(place: Place) -> int:
    """Row of the pattern's centre, in thousandths of the picture's height."""
    grid = pattern.GRID
    centre = np.array([[grid.left + grid.columns * grid.cell_width / 2, grid.top + grid.rows * grid.cell_height / 2]])
    return _row(place, float(place.projection.seen(centre)[0, 1]))


def _rows(place: Place, lane: int) -> tuple[int, int]:
    grid, line = pattern.GRID, 1 + lane * pattern.LINES
    first, last = grid.cell(1, line), grid.cell(grid.columns - 2, line + pattern.LINES - 1)
    seen = place.projection.seen(corners(Rectangle(first.left, first.top, last.right, last.bottom)))[:, 1]
    return _row(place, float(seen.min())), _row(place, float(seen.max()))


def _row(place: Place, y: float) -> int:
    return round(y / place.shape[0] * HEIGHT)

"""Flashes among the block means of a recording: what lights up together, goes out again and does so in one place.

A flash is a group of blocks that rise by far more than they ever flicker, stay up for two pictures or longer and are
down again within 0.6 s. Exposure control ramps, lamps stay on, the digits of a clock do not go back to what they were,
and what moves lights up block after block: of all that rises at once the flashes are the largest family that shares its
blocks. What lies outside of those does not matter then.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS, COLUMNS = 16, 24

Grid = NDArray[np.uint8]  # pictures x blocks
_Levels = NDArray[np.int16]
_Mask = NDArray[np.bool_]

_LEAST_STEP = 10  # code values
_ABOVE_FLICKER = 6.0
_LEAST_BLOCKS = 4  # of 384, about 1 %: one word of an overlay text is smaller
_LONGEST = 0.6  # s; flashes are at least 0.7 s apart
_SHOWN_STEP, _SHOWN_FLICKER, _SHOWN_BLOCKS = 0.03, 4.0, 0.1
_OF_THE_BRIGHT = 0.3
_SHARED = 0.4  # of the blocks that rise in either of two events
_CHUNK = 2048  # pictures
_MOST_EVENTS = 2048  # each is compared with every other
_NEIGHBOURS = 3  # pictures that an event may be found in
_ALONE_FOR = 6  # pictures before it in which less than half as many blocks rise: what moves rises all the time


@dataclass(frozen=True)
class _Event:
    first: int
    step: int
    blocks: _Mask


def find_flashes(grid: Grid, times: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Index of the first picture that shows each flash, even in part, with the rise of its blocks in code values.

    `grid` holds the block means of the pictures one after the other, `times` their stamps in s. Two pictures or more
    come before every flash.
    """
    if len(grid) < 6:
        return []
    times = np.maximum.accumulate(times)
    flicker = _flicker(grid)
    place = _place(_family(_events(grid, times, flicker)), grid.shape[1])
    if np.count_nonzero(place) < _LEAST_BLOCKS:
        return []
    again = _events(np.ascontiguousarray(grid[:, place]), times, flicker[place])
    return [(event.first, event.step) for event in again if 2 * np.count_nonzero(event.blocks) >= event.blocks.size]


def _flicker(grid: Grid) -> NDArray[np.float64]:
    """Robust standard deviation of every block from picture to picture, at least half a code value."""
    thinned = np.linspace(0, len(grid) - 2, min(len(grid) - 1, 2000)).astype(np.intp)
    steps = np.abs(grid[thinned + 1].astype(np.int16) - grid[thinned])
    return np.asarray(np.maximum(1.4826 / np.sqrt(2) * np.median(steps, axis=0), 0.5))


def _least(flicker: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far every block must rise."""
    return np.maximum(_LEAST_STEP, _ABOVE_FLICKER * flicker)


def _events(grid: Grid, times: NDArray[np.float64], flicker: NDArray[np.float64]) -> list[_Event]:
    """Everything that lights up together and goes out again."""
    events: list[_Event] = []
    for group in _groups(grid, _least(flicker)):
        if len(events) < _MOST_EVENTS:
            events.extend(_event(grid, times, group, flicker))
    return events


@dataclass(frozen=True)
class _Group:
    """Neighbouring pictures at which blocks rise: the first one of them, and all those blocks.

    `before` is the largest number of blocks that rise in one of the pictures just before.
    """

    first: int
    blocks: _Mask
    before: int


def _groups(grid: Grid, least: NDArray[np.float64]) -> list[_Group]:
    groups: list[_Group] = []
    rises = np.zeros(len(grid), np.intp)
    for begin in range(2, len(grid) - 2, _CHUNK):
        rising = _rise(grid[begin - 2 : begin + _CHUNK + 2].astype(np.int16)) >= least
        rises[begin : begin + len(rising)] = rising.sum(axis=1)
        for row in np.flatnonzero(rising.sum(axis=1) >= _LEAST_BLOCKS).tolist():
            first = begin + row
            if not groups or first - groups[-1].first > _NEIGHBOURS:
                before = int(rises[max(0, first - _ALONE_FOR) : first].max())
                groups.append(_Group(first, rising[row], before))
            else:
                groups[-1] = replace(groups[-1], blocks=groups[-1].blocks | rising[row])
    return groups


def _rise(levels: _Levels) -> _Levels:
    """How far two pictures on end stand above the two before; row 0 is of picture 2 of `levels`, two are left out."""
    before = np.maximum(levels[:-4], levels[1:-3])
    at_once, one_on = np.minimum(levels[2:-2], levels[3:-1]), np.minimum(levels[3:-1], levels[4:])
    return np.maximum(at_once, one_on) - before


def _event(grid: Grid, times: NDArray[np.float64], group: _Group, flicker: NDArray[np.float64]) -> tuple[_Event, ...]:
    """The group as a flash; none where what rose does not go out again in time."""
    begin = group.first
    dark = grid[max(0, begin - 3) : begin].mean(axis=0)
    near = grid[begin : begin + 4]
    step = near.max(axis=0) - dark
    bright = _OF_THE_BRIGHT * _tenth(step[group.blocks])[1]
    blocks = group.blocks & (step >= np.maximum(_least(flicker), bright))
    if np.count_nonzero(blocks) < max(_LEAST_BLOCKS, 2 * group.before):
        return ()
    end = int(np.searchsorted(times, times[begin] + _LONGEST, side="right"))
    lit = (grid[begin : end + 1, blocks] - dark[blocks]) / step[blocks]
    early, late = _tenth(np.argmax(lit >= 0.5, axis=0))
    peak = int(np.argmax(lit[:4].mean(axis=1)))
    if late - early > 1 or not (lit[peak:].mean(axis=1) < 0.5).any():
        return ()
    least = np.maximum(_SHOWN_STEP * step, _SHOWN_FLICKER * flicker)[blocks]
    shown = np.count_nonzero(near[:, blocks] - dark[blocks] >= least, axis=1)
    enough = max(2, _SHOWN_BLOCKS * np.count_nonzero(blocks))
    return (_Event(begin + int(np.argmax(shown >= enough)), int(np.median(step[blocks])), blocks),)


def _tenth(values: NDArray[Any]) -> tuple[float, float]:
    """What all but the lowest and the highest tenth of the values lie between."""
    ordered, tenth = np.sort(values), values.size // 10
    return float(ordered[tenth]), float(ordered[-1 - tenth])


def _family(events: list[_Event]) -> list[_Event]:
    """The largest group of events that share their blocks, in order of time."""
    if not events:
        return []
    blocks = np.array([event.blocks for event in events], np.float32)
    shared = blocks @ blocks.T
    sizes = blocks.sum(axis=1)
    alike = shared >= _SHARED * (sizes[:, None] + sizes[None, :] - shared)
    chosen = alike[int(np.argmax(alike.sum(axis=1)))]
    return [event for event, belongs in zip(events, chosen.tolist(), strict=True) if belongs]


def _place(family: list[_Event], blocks: int) -> _Mask:
    """The blocks that light up in at least half of the family."""
    votes = np.sum([event.blocks for event in family], axis=0) if family else np.zeros(blocks)
    return np.asarray(2 * votes >= max(len(family), 1))

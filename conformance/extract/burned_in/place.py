"""Finds the last digit of the seconds: the place whose samples jump once a second, every second, and not between."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.gathered import Gathered, Place
from conformance.extract.burned_in.jumps import KINDS, Jumps, jumps, jumps_of_letters

Plane = NDArray[np.uint8]
Sums = NDArray[np.float64]

_FEWEST = 5  # a second: of fewer a tick and its neighbours are nearly all
_SECONDS = 3  # in which something must tick
_BAND = 16  # rows, whole blocks, that are looked at together: all at once would take 150 MB
_BLOCK = 8  # samples a side; four blocks together are one place
_LEAST = 2  # samples that jump where a digit changes: of 12 px letters at crf 33 no more hold still
_SHARE = 0.6  # of the seconds in which it must jump: what is behind it may hide it in others
_AT_TICK = 3  # parts of a second that are not between two ticks
_BETWEEN = 0.5  # of what jumps between ticks counts against a place: what moves behind letters jumps as well
_PLACES, _NEAR = 3, 4  # that are looked into; blocks around one that are the same place
TALLEST = 0.07  # of the picture's height: no digit is taller
_LOWEST, _NARROWEST = 6, 3  # samples of a digit that can be read
_FAINT = 0.12  # of the most jumps a row: beyond it the digit ends


@dataclass(frozen=True)
class Cell:
    """The samples that the ink of a digit covers, ends excluded; not `seen`, they are only where it lies."""

    top: int
    bottom: int
    left: int
    right: int
    seen: bool = True

    @property
    def height(self) -> int:
        """Of a digit."""
        return self.bottom - self.top

    def reduced(self, step: int) -> "Cell":
        """In every `step`th sample."""
        ends = -(-self.bottom // step), -(-self.right // step)
        return Cell(self.top // step, ends[0], self.left // step, ends[1], self.seen)

    @property
    def width(self) -> int:
        """Of the ink of a digit."""
        return self.right - self.left


@dataclass(frozen=True)
class Search:
    """How many pictures a second are looked at, for which jumps, and of how many rows: taller ones in strides."""

    rate: int
    jumps: Jumps
    rows: int


AllGathered: TypeAlias = defaultdict[Search, Gathered]
# Of more pictures a second, less of a scene holds still by chance, and less of letters that a coder makes uneven.
_QUICK = Search(10, jumps, 540), Search(15, jumps, 540)
_THOROUGH = *_QUICK, Search(15, jumps_of_letters, 720)


@dataclass(frozen=True)
class _Beat:
    """Second and part of it in which each picture came; the ticks are to be in part 0 or 1."""

    second: NDArray[np.int_]
    part: NDArray[np.int_]
    parts: int

    @property
    def reach(self) -> int:
        """Pictures for which a jump must be steady: half a second, a coder leaves parts of a moving scene for less."""
        return self.parts // 2

    def _inner(self, count: int) -> NDArray[np.int_]:
        """Pictures that have enough others before and after."""
        return np.arange(self.reach + 1, count - self.reach)

    @classmethod
    def counted(cls, times: NDArray[np.float64], parts: int, begin: int) -> "_Beat":
        """Of pictures at those times, s, each between the one before and itself."""
        middle = np.concatenate([[times[0]], (times[1:] + times[:-1]) / 2]) - begin / parts
        return cls(np.floor(middle).astype(int), np.floor(middle % 1 * parts).astype(int), parts)

    def _with_tick(self, count: int) -> NDArray[np.int_]:
        """Pictures in which a tick may come."""
        inner = self._inner(count)
        return inner[self.part[inner] <= 1]

    def seconds(self, count: int) -> NDArray[np.int_]:
        """Those in which a tick is seen in so many pictures."""
        return np.unique(self.second[self._with_tick(count)])

    def ticks(self, found: NDArray[Any]) -> NDArray[Any]:
        """The most that was found with each tick, a second each, of what was found for pictures x ..."""
        with_tick, seconds = self._with_tick(len(found)), self.seconds(len(found))
        most = np.zeros((len(seconds), *found.shape[1:]), found.dtype)
        for index, one in enumerate(seconds):
            most[index] = found[with_tick[self.second[with_tick] == one]].max(0)
        return most

    def between(self, found: NDArray[Any]) -> NDArray[Any]:
        """What was found away from the ticks."""
        inner = self._inner(len(found))
        return found[inner[(self.part[inner] > 2) & (self.part[inner] < self.parts - 1)]]


def find(
    pictures: Sequence[Plane], times: Sequence[float], gathered: AllGathered | None = None, *, thorough: bool = False
) -> list[Cell]:
    """Where the last digit of the seconds may be in pictures taken at those times, s, the likeliest first.

    Behind them stands where it is likeliest by these pictures and by all those that were `gathered` before.
    """
    rate = (len(times) - 1) / (times[-1] - times[0])
    gathered = defaultdict(Gathered) if gathered is None else gathered
    searches: dict[tuple[int, Jumps], Search] = {}
    for search in _THOROUGH if thorough else _QUICK:
        searches.setdefault((max(1, round(rate / search.rate)), search.jumps), search)
    cells: list[Cell] = []
    for (every, _), search in searches.items():
        cells += _cells(pictures[::every], np.asarray(times[::every]), search, gathered[search])
    return list(dict.fromkeys(cells))


def _cells(pictures: Sequence[Plane], times: NDArray[np.float64], search: Search, gathered: Gathered) -> list[Cell]:
    """The same by one search of all pictures that are given."""
    parts = round((len(times) - 1) / (times[-1] - times[0]))
    if parts < _FEWEST or len(pictures) < _SECONDS * parts:
        return []
    stride = -(-pictures[0].shape[0] // search.rows)
    beats = [_Beat.counted(times, parts, begin) for begin in range(parts)]
    counts = _counts([one[::stride, ::stride] for one in pictures], beats[0].reach, search)
    side = _BLOCK * stride
    found = _found(pictures, beats, counts, side)
    place = _gather(counts, beats, gathered)
    if place:
        found.append(_cell_or_place(pictures, beats[place.begin], (place.row, place.column), side))
    return found


def _found(pictures: Sequence[Plane], beats: Sequence[_Beat], counts: NDArray[np.int16], side: int) -> list[Cell]:
    """Digits that these pictures show by themselves, by jumps counted in blocks of so many samples a side."""
    scores = np.stack([_score(counts, beat) for beat in beats])
    found: list[Cell | None] = []
    while len(found) < _PLACES and scores.max(initial=0) > 0:
        begin, row, column = (int(one) for one in np.unravel_index(int(scores.argmax()), scores.shape))
        cell = _cell_or_place(pictures, beats[begin], (row, column), side)
        found.append(cell if cell.seen or not found else None)
        scores[:, max(0, row - _NEAR) : row + _NEAR + 1, max(0, column - _NEAR) : column + _NEAR + 1] = 0
    return list(filter(None, found))


def _cell_or_place(pictures: Sequence[Plane], beat: _Beat, place: tuple[int, int], side: int) -> Cell:
    """The cell around a place, or where it lies, if no more is seen: of small letters only some samples jump."""
    row, column = ((one + 1) * side for one in place)
    cell = _cell(pictures, beat, (row, column))
    return cell or Cell(row - side, row + side, column - side, column + side, seen=False)


def _gather(counts: NDArray[np.int16], beats: Sequence[_Beat], gathered: Gathered) -> Place | None:
    """The likeliest place by these jumps and all before."""
    gathered.begin(len(beats), counts.shape[1:])
    for index, beat in enumerate(beats):
        gathered.take(index, beat.seconds(len(counts)), beat.ticks(counts))
    return gathered.likeliest()


def _score(counts: NDArray[np.int16], beat: _Beat) -> Sums:
    """For each place how many more samples jump with most ticks than, at half weight, in all the second between."""
    ticks = beat.ticks(counts)
    score: Sums = np.zeros(counts.shape[1:])
    if len(ticks) < _SECONDS:  # the pictures stand too far apart
        return score
    able = np.count_nonzero(ticks >= _LEAST, 0) >= len(ticks) - _rarely(ticks)
    ticks, between = ticks[:, able], beat.between(counts[:, able])
    if len(between):
        # A group of pictures of 2 s ticks too, in every other second: each half of them must by itself
        parts = ticks, ticks[::2], ticks[1::2]
        most = np.minimum.reduce([np.sort(part, 0)[_rarely(part)] for part in parts])
        net = most - _BETWEEN * between.mean(0) * (beat.parts - _AT_TICK)
        score[able] = np.where(most >= _LEAST, net, 0)
    return score


def _rarely(ticks: NDArray[Any]) -> int:
    """With how many ticks a digit need not jump."""
    return int((1 - _SHARE) * len(ticks))


def _counts(pictures: Sequence[Plane], reach: int, search: Search) -> NDArray[np.int16]:
    """Jumps in every square of two blocks a side, pictures x rows x columns of blocks."""
    height = pictures[0].shape[0] // _BLOCK * _BLOCK
    bands = [slice(top, min(top + _BAND, height)) for top in range(0, height, _BAND)]
    sums = np.concatenate(
        [_blocks(search.jumps(np.stack([one[band] for one in pictures]), reach)) for band in bands], 1
    )
    pooled: NDArray[np.int16] = sums[:, 1:, 1:] + sums[:, :-1, 1:] + sums[:, 1:, :-1] + sums[:, :-1, :-1]
    return pooled


def _blocks(found: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Jumps in every block of a band of whole blocks."""
    count, rows, columns = found.shape
    high, wide = rows // _BLOCK, columns // _BLOCK
    # Whole rows first: along them NumPy adds 16 samples at a time, across a block one
    added = found[:, :, : wide * _BLOCK].view(np.uint8).reshape(count, high, _BLOCK, -1).sum(2, dtype=np.uint8)
    sums: NDArray[np.int16] = added.reshape(count, high, wide, _BLOCK).sum(3, dtype=np.int16)
    return sums


def _cell(pictures: Sequence[Plane], beat: _Beat, centre: tuple[int, int]) -> Cell | None:
    """The cell around a place, in full resolution, by what of letters jumps there more with ticks than between."""
    height, width = pictures[0].shape
    reach = int(height * TALLEST)
    top, left = max(0, centre[0] - reach), max(0, centre[1] - reach)
    bottom, right = min(height, centre[0] + reach), min(width, centre[1] + reach)
    crops = np.stack([one[top:bottom, left:right] for one in pictures])
    best, most = None, 0.0
    for kind in KINDS:
        found = kind(crops, beat.reach)
        ticks, between = beat.ticks(found), beat.between(found).mean(0)
        cell = _grown(ticks.sum(0, dtype=np.float64), between * len(ticks), (centre[0] - top, centre[1] - left))
        if cell:
            inside = slice(cell.top, cell.bottom), slice(cell.left, cell.right)
            net = float(ticks.mean(0)[inside].sum() - between[inside].sum() * (beat.parts - _AT_TICK))
            if net > most:
                best, most = cell, net
    return best and Cell(top + best.top, top + best.bottom, left + best.left, left + best.right)


def _grown(often: Sums, between: Sums, centre: tuple[int, int]) -> Cell | None:
    """The cell around a place of crops that jump that often with ticks, and between."""
    sums = np.where(often >= 2, np.maximum(often - 2 * between, 0), 0)
    rows = len(sums)
    near = max(_BLOCK, rows // 8)
    row, column = centre
    part = sums[max(0, row - near) : row + near, max(0, column - near) : column + near]
    if not part.any():
        return None
    peak = np.unravel_index(int(part.argmax()), part.shape)
    row, column = max(0, row - near) + int(peak[0]), max(0, column - near) + int(peak[1])
    first, last = extent(sums[:, max(0, column - near) : column + near].sum(1), row)
    begin, end = extent(sums[first:last].sum(0), column)
    first, last = extent(sums[:, begin:end].sum(1), int(sums[:, begin:end].sum(1).argmax()))
    if last - first < _LOWEST or not _NARROWEST <= end - begin <= 2 * (last - first):
        return None
    return Cell(first, last, begin, end)


def extent(profile: Sums, inside: int) -> tuple[int, int]:
    """Where the profile is above a share of its peak around an index, a gap of one allowed; end excluded."""
    bright = profile >= _FAINT * profile.max()
    filled = bright.copy()
    filled[1:-1] |= bright[:-2] & bright[2:]
    begin = end = inside
    while begin > 0 and filled[begin - 1]:
        begin -= 1
    while end < len(filled) - 1 and filled[end + 1]:
        end += 1
    return begin, end + 1

"""The ten digits of one recording's own font, known by the order in which the last digit of the seconds shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from statistics import median
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Scores = NDArray[np.float64]
Levels: TypeAlias = tuple[float, float]

_NOISE = 30.0  # code values squared: of a coder, on a mean of many pictures
_FLAT = 25.0  # code values squared: less variance is no letter
ALIKE = 0.75  # correlation below which a place holds no digit
_MARGIN = 0.1  # correlation by which a digit must beat the next best
_CLOSE = 0.9  # correlation from which a digit may win by less where the two are much alike themselves, as small 3 and 8
_NEARER = 0.5  # of what it wins by at most: three times nearer to it than to the other
_LETTER = 0.1  # below what digits usually reach, a Z or a T is seen as 2 or 7: they reached 0.84 where digits did 0.98
_MADE_UP = 0.42  # of what a place lacks straight: digits beside the columns made up for 0.49 to 0.68, slashes for 0.35
_AT_ONCE = 1_000_000  # samples: all views of a line of large letters together would take 80 MB
INK, _BEHIND = 95, 20  # percentiles, by lightness, of the samples of all digits: is ink, and is none
_EVERY = (0.0, 255.0)  # code values
SAME_PLACE = 0.6  # of the pitch
_GAP = 1.3  # pitches to the next digit: more, and something else stands between
_NARROW_GAP = 1.2  # where date and time follow by it: a narrow space of small letters is two columns more than a digit
_ALL = 14  # digits of date and time
_DATED = ((4, 2, 2, 2, 2, 2), (2, 2, 4, 2, 2, 2), (8, 2, 2, 2))  # so many of them stand side by side


def letters_of(lines: Sequence[Grey] | Grey, *, light: bool) -> Grey:
    """What is behind light letters at its darkest in some lines of one size, or behind dark ones at its lightest.

    The letters stay, and what moves behind them is at some time unlike them.
    """
    line: Grey = (np.minimum if light else np.maximum).reduce(lines)
    return line


@dataclass(frozen=True)
class Read:
    """One digit, '?' where none is decided, and by how much it won."""

    digit: str
    margin: float


@dataclass(frozen=True)
class Places:
    """Columns at which a digit stands, in order, and those at which one may stand, the likeliest first.

    Of the doubtful ones, `zeros` show a 0 if they show a digit.
    """

    sure: tuple[int, ...]
    doubtful: tuple[int, ...] = ()
    zeros: frozenset[int] = frozenset()

    def completed(self, last: int, pitch: int) -> tuple[int, ...]:
        """Columns of the digits: with doubtful ones where those make date and time whole, up to the column `last`.

        None of them but a 0, which changes no number, begins a month, a day or an hour: those may have one digit, and a
        bracket or a letter before it. What stands beside the last one is a letter: a Z is much like a 2.
        """
        sure = tuple(one for one in self.sure if not last < one <= last + _GAP * pitch)
        lacking = max(0, _ALL - 1 - sure.index(last))
        more = [one for one in self.doubtful if one < last][:lacking]
        columns = tuple(sorted([*sure, *more]))
        sizes = side_by_side(columns[: columns.index(last) + 1], pitch)
        begins = [columns[begin] for begin, size in zip(accumulate([0, *sizes]), sizes[:-2], strict=False) if size == 2]
        return columns if tuple(sizes) in _DATED and self.zeros.union(sure).issuperset(begins) else sure


def dated(columns: Sequence[int], pitch: float) -> bool:
    """True where digits at those columns are as many as those of a date and a time, or end with these in groups."""
    return len(columns) == _ALL or _end_with_time(side_by_side(columns, pitch))


def _end_with_time(sizes: Sequence[int]) -> bool:
    """True where the last groups are those of a date and a time."""
    return any(tuple(sizes[-len(groups) :]) == groups for groups in _DATED)


def side_by_side(columns: Sequence[int], pitch: float, last: int = -1) -> list[int]:
    """How many digits stand side by side, group for group; the pitch is that of the last two.

    The seconds end with the digit `last`: smaller gaps divide the groups where date and time follow by these alone.
    """
    timed = columns[: last + 1] if last >= 0 else columns
    gap = next((gap for gap in (_GAP, _NARROW_GAP) if _end_with_time(_grouped(timed, pitch, gap))), _GAP)
    return _grouped(columns, pitch, gap)


def _grouped(columns: Sequence[int], pitch: float, gap: float) -> list[int]:
    """The same by gaps of so many pitches.

    The last two may seem a sample or two further apart than most, and a narrow colon is no wider than that.
    """
    apart = [after - before for before, after in pairwise(columns)]
    usual = min(pitch, median([pitch, *(one for one in apart if one <= _GAP * pitch)]))
    ends = [index for index, one in enumerate(apart, 1) if one > gap * usual]
    return [end - begin for begin, end in pairwise([0, *ends, len(columns)])]


@dataclass(frozen=True)
class Font:
    """`digits` are mean pictures of 0 to 9 of one size, `weights` say how much each sample tells them apart.

    Of what is beyond its `levels` nothing counts but on which side it is.
    """

    digits: Grey  # 10 x rows x columns
    weights: Grey  # rows x columns, sum 1
    distinctness: float  # variance between digits over that within one, summed over samples
    levels: Levels = _EVERY

    @classmethod
    def learnt(cls, cells: Grey, known: NDArray[np.int_], levels: Levels = _EVERY) -> "Font | None":
        """Of pictures of a cell, seconds x rows x columns, and the digit in each; None where one is lacking or flat."""
        if set(range(10)) - set(known.tolist()):
            return None
        cells = cells.clip(*levels)
        digits = np.stack([cells[known == digit].mean(0) for digit in range(10)])
        within = np.mean((cells - digits[known]) ** 2, 0)
        weights = digits.var(0) / (within + _NOISE)
        total = float(weights.sum())
        if total <= 0:
            return None
        font = cls(digits, (weights / total).astype(np.float32), total, levels)
        return font if font._centred[1].min() > _FLAT else None

    def counted_from(self, first: int) -> "Font":
        """The same where what was taken for 0 is the digit `first`, and so on up to 9 and from 0."""
        return replace(self, digits=np.roll(self.digits, first, 0))

    def ink(self, *, light: bool) -> float:
        """Share of the samples that is nearer to the lightest of them than to the darkest, or the other way round."""
        middle = (self.digits.max() + self.digits.min()) / 2
        return float(np.mean((self.digits > middle) == light))

    def levels_of_ink(self, *, light: bool) -> Levels:
        """From ink half way to what is behind it: of that, mostly nothing is left to count."""
        middle = float(np.percentile(self.digits, (INK, _BEHIND) if light else (100 - INK, 100 - _BEHIND)).mean())
        return (middle, _EVERY[1]) if light else (_EVERY[0], middle)

    @property
    def of_ink(self) -> bool:
        """True where what is behind the letters is out of its levels."""
        return self.levels != _EVERY

    @cached_property
    def _centred(self) -> tuple[Grey, Scores]:
        """Digits less their weighted mean, and the weighted variance of each."""
        means = (self.digits * self.weights).sum((1, 2), keepdims=True)
        centred = self.digits - means
        return centred, (centred**2 * self.weights).sum((1, 2)).astype(np.float64)

    @cached_property
    def _apart(self) -> Scores:
        """By how much a digit that is seen as it was learnt beats each other one, 10 x 10."""
        centred, variances = self._centred
        flat = centred.reshape(10, -1)
        apart: Scores = 1 - (flat * self.weights.ravel()) @ flat.T / np.sqrt(np.outer(variances, variances))
        return apart

    def scores(self, band: Grey) -> Scores:
        """Weighted correlation of each digit with a line of text at every column, 10 x columns."""
        views = np.lib.stride_tricks.sliding_window_view(band, self.weights.shape)[0]
        some = max(1, _AT_ONCE // self.weights.size)
        return np.hstack([self._scores(views[begin : begin + some]) for begin in range(0, len(views), some)])

    def at(self, bands: Iterable[Grey], place: int) -> Scores:
        """The best of each digit at that column of each line, a sample or half to either side allowed, lines x 10."""
        return np.stack([self._near(band, [place])[0] for band in bands])

    def _scores(self, views: Grey) -> Scores:
        """The same of views x rows x columns, 10 x views."""
        flat = self.weights.ravel()
        samples = views.reshape(len(views), -1)
        if self.of_ink:
            samples = samples.clip(*self.levels)
        centred, variances = self._centred
        mean, square = samples @ flat, (samples * samples) @ flat
        variance = np.maximum(square - mean * mean, _FLAT)
        products = samples @ (centred.reshape(10, -1) * flat).T
        scores: Scores = (products / np.sqrt(variance[:, None] * variances)).T
        return scores

    def places(self, bands: Grey, pitch: float) -> Places:
        """Where a digit stands, seen well in a fourth of the lines; lines x rows x columns.

        A digit may stand half a sample beside the columns: it is one where half a sample makes up for much of what it
        lacks, as it does for no slash that is taken for a 7. What is alike, but no more than a letter may be, is
        doubtful.
        """
        if bands.shape[2] <= self.weights.shape[1]:
            return Places(())
        straight = self._seen_well(bands)
        best = straight.copy()
        best[:-1] = np.maximum(best[:-1], self._seen_well(_between(bands)))
        found: dict[int, tuple[float, float]] = {}  # column -> score there, and without the half sample
        near = int(SAME_PLACE * pitch)  # rounded up, it is as far as the second 1 of 11 in narrow letters of 12 px
        while best.max(initial=-1) >= ALIKE:
            column = int(best.argmax())
            found[column] = float(best[column]), float(straight[max(0, column - 1) : column + 2].max())
            best[max(0, column - near) : column + near + 1] = -1
        usual = median(score for score, _ in found.values()) if found else 0
        least = usual - _LETTER
        sure = sorted(
            column
            for column, (score, without) in found.items()
            if score >= least and (without >= least or score - without > _MADE_UP * (usual - without))
        )
        return Places(tuple(sure), tuple(column for column in found if column not in sure))

    def _seen_well(self, bands: Grey) -> Scores:
        """At every column the score of the digit that is seen there best, in a fourth of the lines or more."""
        seen = np.sort(np.stack([self.scores(band).max(0) for band in bands]), 0)
        well: Scores = seen[3 * len(bands) // 4]
        return well

    def read(self, band: Grey, places: Sequence[int]) -> list[Read]:
        """The digits at those columns of a line, each allowed a sample, or half of one, to either side."""
        read = []
        for scores in self._near(band, places):
            second, first = np.argsort(scores)[-2:]
            margin = float(scores[first] - scores[second])
            needed = _MARGIN if scores[first] < _CLOSE else min(_MARGIN, _NEARER * self._apart[first, second])
            read.append(Read(str(first) if scores[first] >= ALIKE and margin >= needed else "?", margin))
        return read

    def _near(self, band: Grey, places: Sequence[int]) -> Scores:
        """The best of each digit at each of those columns, a sample or half to either side allowed, places x 10.

        Of letters in every second sample one digit stands half a sample beside the columns of the next.
        """
        width = self.weights.shape[1]
        shifted = [(band, by) for by in (-1, 0, 1)]
        if band.shape[1] > width:
            shifted += [(_between(band), by) for by in (-1, 0)]
        begins = [(line, min(max(0, place + by), line.shape[1] - width)) for place in places for line, by in shifted]
        views = np.stack([line[:, begin : begin + width] for line, begin in begins])
        best: Scores = self._scores(views).reshape(10, -1, len(shifted)).max(2).T
        return best


def _between(lines: Grey) -> Grey:
    """Half a sample on, along the last axis."""
    half: Grey = (lines[..., 1:] + lines[..., :-1]) * np.float32(0.5)
    return half

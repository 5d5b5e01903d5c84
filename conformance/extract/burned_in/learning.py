"""What is learnt of a clock from the order in which it ticks: its ten digits, and where those of its line stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import (
    ALIKE,
    INK,
    SAME_PLACE,
    Font,
    Grey,
    Levels,
    Places,
    Scores,
    dated,
    letters_of,
)
from conformance.extract.burned_in.known import Known
from conformance.extract.burned_in.narrowing import LIKE_INK, narrower
from conformance.extract.burned_in.place import Plane
from conformance.extract.burned_in.strip import Frame, Strip
from conformance.extract.burned_in.ticks import MISSED, Counted, Tick, longest

_LEARNT = 10  # seconds in a row, so that each digit was seen
_TOGETHER = 4  # seconds that are laid over one another to find the places of digits: most digits stay
_LOOKED_AT = 8  # of them
_MISTAKEN = 0.1  # of the seconds may show another digit than their order says
_ENOUGH = 0.95  # of the seconds: nothing else is tried
_CLEAR = 0.5  # correlation, summed over seconds, by which their first digits must tell which last digit is the 0
_AS_WELL = 0.9  # of the best distinctness
_BESIDE = 1.7  # widths of a digit to the next one
_ELEVEN = 11
_BEHIND = 4  # pitches: a space and AM
_LETTERS = 0.02  # of the samples


@dataclass(frozen=True)
class _Lines:
    """Lines of seconds x rows x columns, and which second each is, counted from the first tick.

    In whole code values, for a minute of fractions takes 40 MB: `cells` and `each` are to reckon with.
    """

    codes: Plane
    seconds: NDArray[np.int_]
    light: bool

    def cells(self, columns: slice) -> Grey:
        """Those columns of every line."""
        return self.codes[:, :, columns].astype(np.float32)

    def each(self) -> Iterator[Grey]:
        """The lines one after the other."""
        return (line.astype(np.float32) for line in self.codes)

    def font(self, columns: slice, *, of_ink: bool = False) -> Font | None:
        """The digits in those columns, known by their order, or their ink alone."""
        font = Font.learnt(self.cells(columns), self.seconds % 10)
        if font is None or not of_ink:
            return font
        return Font.learnt(self.cells(columns), self.seconds % 10, font.levels_of_ink(light=self.light))


def learn(strip: Strip, ticked: Sequence[Tick]) -> Known | None:
    """The font and the places of the digits; None where the order of the digits does not prove them."""
    chains = [longest(ticked, strip.times, missed) for missed in (MISSED, 0)]  # where it stopped, ticks are missed too
    return next(filter(None, (_of(strip, chain) for chain in chains if chain and chain[-1][0] >= _LEARNT)), None)


def _of(strip: Strip, chain: Sequence[Counted]) -> Known | None:
    """The same of one chain of ticks: of all ways to learn, what decides most of the seconds."""
    best, most = None, -np.inf
    for every, frame, of_ink in _ways(strip, chain):
        known = _known_in(frame, strip.frame, every, of_ink=of_ink)
        if known is None:
            continue
        lines = _lines_of(known, strip.frame, every)
        share = _decided(known, lines)
        if share >= _ENOUGH:
            return known
        if share > most:
            best, most = (known, lines), share
    return best and _with_other(*best)


def _ways(strip: Strip, chain: Sequence[Counted]) -> Iterator[tuple[_Lines, Frame, bool]]:
    """Light letters or dark ones, the part of the line that they may fill, and whether their ink alone is to count."""
    found = strip.frame
    for light in _likelier(strip, chain):
        lines = _lines(strip, chain, light=light)
        if lines:
            frames = list(narrower(found, lines.cells(found.near), lines.seconds % 10, light=light))
            yield from ((lines, frame, of_ink) for of_ink, frame in product((False, True), frames))


def _lines(strip: Strip, chain: Sequence[Counted], *, light: bool) -> _Lines | None:
    """Of the seconds of a chain, for letters that are lighter than what is behind them, or darker."""
    runs = [(second, strip.line(begin, end, light=light)) for second, begin, end in _seconds(strip, chain)]
    clear = [(second, line.astype(np.uint8)) for second, line in runs if line is not None]
    if not clear:
        return None
    return _Lines(np.stack([line for _, line in clear]), np.asarray([second for second, _ in clear]), light)


def _likelier(strip: Strip, chain: Sequence[Counted]) -> list[bool]:
    """Whether letters are light or dark: first by what the last digits are told apart better, or as well by less ink.

    In a box of one grey letters are as distinct as what is around them, but cover less.
    """
    cell = strip.narrowed(strip.frame.of_cell)
    fonts: dict[bool, Font] = {}
    for light in (True, False):
        lines = _lines(cell, chain, light=light)
        font = lines and lines.font(slice(None))
        if font:
            fonts[light] = font
    least = _AS_WELL * max((font.distinctness for font in fonts.values()), default=0.0)
    order = sorted(fonts, key=lambda light: (fonts[light].distinctness < least, fonts[light].ink(light=light)))
    return order + [light for light in (True, False) if light not in fonts]  # what is hidden there may tell


def _lines_of(known: Known, found: Frame, every: _Lines) -> _Lines:
    """Those of what is known, with the last digit of each second."""
    top, begin = known.frame.rows.start - found.rows.start, known.frame.columns.start - found.columns.start
    rows, columns = known.frame.shape
    codes = every.codes[:, top : top + rows, begin : begin + columns]
    return replace(every, codes=codes, seconds=every.seconds + known.first)


def _with_other(known: Known, lines: _Lines) -> Known:
    """The same with the font that is learnt the other way, if that proves right too."""
    cell = known.frame.cell
    other = lines.font(cell, of_ink=not known.font.of_ink)
    return known if other is None or _mistaken(lines, other, cell.start) > _MISTAKEN else replace(known, other=other)


def _decided(known: Known, lines: _Lines) -> float:
    """Share of the seconds of which all digits are decided; -1 without whole date and time."""
    if not known.whole:
        return -1.0
    read = (known.read(line, known.places[: known.last + 1]) for line in lines.each())
    return float(np.mean([all(one.digit != "?" for one in digits) for digits in read]))


def _known_in(frame: Frame, found: Frame, every: _Lines, *, of_ink: bool) -> Known | None:
    """What is known if the last digit fills that part of what was found."""
    top = frame.rows.start - found.rows.start
    lines = replace(every, codes=every.codes[:, top : top + frame.shape[0]])
    font = lines.font(frame.cell, of_ink=of_ink)
    if font is None or _mistaken(lines, font, frame.cell.start) > _MISTAKEN:
        return None
    return _known(frame, font, lines)


def _seconds(strip: Strip, chain: Sequence[Counted]) -> Iterator[tuple[int, int, int]]:
    """Each second of a chain, with its first and its last crop; where ticks were not seen, all that is surely in it."""
    for (number, tick), (other, later) in pairwise(chain):
        if other - number == 1:
            yield number, tick.first, later.after
            continue
        ends = np.linspace(strip.times[tick.first], strip.times[later.first], other - number + 1)
        crops = np.searchsorted(strip.times, ends)
        for index, (begin, end) in enumerate(pairwise(crops)):
            yield number + index, int(begin) + (1 if index else 0), int(end) - 2


def _mistaken(lines: _Lines, font: Font, place: int) -> float:
    """Share of the seconds that show another digit than the one which their order gives them."""
    read = [font.read(band, [place])[0].digit for band in lines.each()]
    ordered = [str(second % 10) for second in lines.seconds]
    return float(np.mean([digit not in ("?", other) for digit, other in zip(read, ordered, strict=True)]))


def _known(frame: Frame, font: Font, lines: _Lines) -> Known | None:
    """All that is to be known; None where the first digit of the seconds is not beside the last, or goes not with it.

    `font` knows the ten digits by the order in which they came, from whichever came first.
    """
    cell = frame.cell
    width = cell.stop - cell.start
    places = _places(font, lines, cell, width)
    pitch = _pitch(places.sure, cell)
    if pitch is None:
        return None
    first = _first(font.at(lines.each(), cell.start - pitch), lines.seconds)
    if first is None:
        return None
    if not dated(places.sure[: places.sure.index(cell.start) + 1], pitch):
        sharper = _without_eleven(first, lines, cell, font.levels) or font
        again = _places(sharper, lines, cell, min(pitch, width))  # outlines are wider than narrow letters stand apart
        places = again if _pitch(again.sure, cell) == pitch else places
    zeros = (one for one in places.doubtful if (first + font.at(lines.each(), one).sum(0).argmax()) % 10 == 0)
    columns = replace(places, zeros=frozenset(zeros)).completed(cell.start, pitch)
    last = columns.index(cell.start)
    followed = _followed(lines.cells(slice(cell.stop, cell.stop + _BEHIND * pitch)), font, light=lines.light)
    begin = max(0, columns[0] - pitch)
    return Known(
        frame.cut(begin, columns[-1] + 2 * pitch),
        font.counted_from(first % 10),
        tuple(column - begin for column in columns),
        last,
        pitch,
        lines.light,
        followed,
        first % 10,
    )


def _pitch(places: Sequence[int], cell: slice) -> int | None:
    """Columns from the digit before to that of the cell; None where none stands as near as digits side by side."""
    apart = min((cell.start - place for place in places if place < cell.start), default=None)
    return None if apart is None or apart > _BESIDE * (cell.stop - cell.start) else apart


def _without_eleven(first: int, lines: _Lines, cell: slice, levels: Levels) -> Font | None:
    """The font without what the second 11 shows, which `first` of the minute tells; None where it is the same.

    Many fonts, Arial among them, set the second 1 of 11 nearer: with it in the mean no other 1 is like the mean.
    """
    others = (first + lines.seconds) % 60 != _ELEVEN
    return None if others.all() else Font.learnt(lines.cells(cell)[others], lines.seconds[others] % 10, levels)


def _places(font: Font, lines: _Lines, cell: slice, pitch: int) -> Places:
    """Where the digits stand, that of the cell among them, about that far apart."""
    every = range(0, len(lines.codes), max(1, len(lines.codes) // _LOOKED_AT))
    groups = (lines.codes[one : one + _TOGETHER].astype(np.float32) for one in every)
    laid = np.stack([letters_of(group, light=lines.light) for group in groups])
    found = font.places(laid, pitch)
    sure, doubtful = (
        [place for place in some if abs(place - cell.start) > pitch * SAME_PLACE]
        for some in (found.sure, found.doubtful)
    )
    return Places(tuple(sorted([*sure, cell.start])), tuple(doubtful))


def _first(tens: Scores, seconds: NDArray[np.int_]) -> int | None:
    """Which second of a minute the first of the seconds is; None where its last digit is not sure.

    The first digit of the seconds tells that: it is one more wherever the last one is 0, and 0 behind 5. `tens` says
    for each second how well each digit of the font fits there, seconds x 10. Of the 60 seconds that may be the first,
    one must fit better than all that end with another digit, and than a digit that never changes.
    """
    starts = np.arange(60)[:, None]
    expected = (((starts + seconds) % 60) // 10 - starts) % 10
    fits = tens[np.arange(len(seconds)), expected]
    sums = fits.sum(1)
    best = int(sums.argmax())
    rivals = [*sums[starts[:, 0] % 10 != best % 10], *tens.sum(0)]
    if sums[best] - max(rivals) < _CLEAR or np.median(fits[best]) < ALIKE:
        return None
    return best


def _followed(behind: Grey, font: Font, *, light: bool) -> bool:
    """True where some samples right of the seconds are all the while as light, or dark, as their ink."""
    if not behind.size:
        return False
    if light:
        return bool(np.mean(behind.min(0) >= np.percentile(font.digits, INK) - LIKE_INK) > _LETTERS)
    return bool(np.mean(behind.max(0) <= np.percentile(font.digits, 100 - INK) + LIKE_INK) > _LETTERS)

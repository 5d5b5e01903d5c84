"""What is kept of the pictures: the last digit of each, and their line as means over parts of a second."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import Grey, letters_of
from conformance.extract.burned_in.jumps import Crops
from conformance.extract.burned_in.place import Cell, Plane
from conformance.extract.burned_in.room import Room
from conformance.model.areas import Rectangle

RIM = 0.1  # of a digit's height or width, kept around its ink
_HIDDEN = 1.25  # heights around what was found of a digit in which the rest may lie, at least
_HIDDEN_OF_ALL = 0.03  # of the picture's height, at least
_MOST_KEPT = 7200  # pictures
_LEFT, _RIGHT = 32, 14  # heights: longer lines are rare
_PART = 0.2  # s: at least three lie within each second
_MOST_MEANT = 256  # pictures of one part, however close they stand


@dataclass(frozen=True)
class Frame:
    """Where a line of text lies in a picture, and where in it the last digit of the seconds.

    `rows` and `columns` are of the picture. Of the line, `inner` are the rows and `cell` the columns of the digit with
    its rim; `near` are the columns that are kept of every picture, and may hold more of the digit than was found. Not
    `seen`, the digit lies only thereabouts.
    """

    rows: slice
    columns: slice
    inner: slice
    cell: slice
    near: slice
    seen: bool = True

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the line."""
        return self.rows.stop - self.rows.start, self.columns.stop - self.columns.start

    @classmethod
    def around(cls, cell: Cell, shape: tuple[int, int]) -> "Frame":
        """Of a digit found in pictures of that many rows and columns; what is behind may have hidden a part of it."""
        height, width = shape
        high, wide = rim(cell.height), rim(cell.width)
        more = round(max(_HIDDEN * cell.height, _HIDDEN_OF_ALL * height))
        rows = slice(max(0, cell.top - more), min(height, cell.bottom + more))
        begin = max(0, cell.left - max(_LEFT * cell.height, width // 2))
        columns = slice(begin, min(width, cell.right + max(_RIGHT * cell.height, width // 4)))

        def line_columns(beside: int) -> slice:
            return slice(max(0, cell.left - beside) - columns.start, min(width, cell.right + beside) - columns.start)

        inner = slice(max(0, cell.top - high) - rows.start, min(height, cell.bottom + high) - rows.start)
        return cls(rows, columns, inner, line_columns(wide), line_columns(more), cell.seen)

    def completed(self, later: "Frame") -> "Frame":
        """The same line with the digit as it was seen later, where it had not been and lies in what is kept."""
        down, along = later.rows.start - self.rows.start, later.columns.start - self.columns.start
        inner = slice(later.inner.start + down, later.inner.stop + down)
        cell = slice(later.cell.start + along, later.cell.stop + along)
        kept = inner.start >= 0 and inner.stop <= self.shape[0]
        kept = kept and self.near.start <= cell.start and cell.stop <= self.near.stop
        return replace(self, inner=inner, cell=cell, seen=True) if later.seen and kept and not self.seen else self

    def narrowed(self, inner: slice, cell: slice) -> "Frame":
        """The line of a digit that fills those of its rows and columns."""
        rows = slice(self.rows.start + inner.start, self.rows.start + inner.stop)
        return Frame(rows, self.columns, slice(0, inner.stop - inner.start), cell, cell)

    def within(self, rows: slice) -> "Frame | None":
        """The line with none but those rows of the picture; None where more than the rim of its digit is lost."""
        begin, end = max(self.rows.start, rows.start), min(self.rows.stop, rows.stop)
        down = begin - self.rows.start
        first, last = self.inner.start - down, self.inner.stop - down
        inner = slice(max(0, first), min(last, end - begin))
        spare = rim(round((last - first) / (1 + 2 * RIM)))
        inside = inner.start - first <= spare and last - inner.stop <= spare
        return replace(self, rows=slice(begin, end), inner=inner) if inside else None

    @property
    def of_cell(self) -> "Frame":
        """Of the last digit alone, as it was found."""
        return self.narrowed(self.inner, self.cell).cut(self.cell.start, self.cell.stop)

    def cut(self, begin: int, end: int) -> "Frame":
        """The line from one of its columns to another."""
        columns = slice(self.columns.start + begin, min(self.columns.stop, self.columns.start + end))
        cell, near = (slice(one.start - begin, one.stop - begin) for one in (self.cell, self.near))
        return replace(self, columns=columns, cell=cell, near=near)


@dataclass(frozen=True)
class Part:
    """The mean line of the crops `first` to `last`, in whole code values: a minute of fractions would take 100 MB."""

    first: int
    last: int
    codes: Plane

    @property
    def line(self) -> Grey:
        """To reckon with."""
        return self.codes.astype(np.float32)


class Strip:
    """Grows picture by picture; bounded by whoever ends it after a time."""

    def __init__(self, frame: Frame, step: int) -> None:
        """Of a line in every `step`th row and column of the pictures."""
        self.frame, self.step = frame, step
        self.numbers: list[int] = []
        self.parts: list[Part] = []
        self.held = 0  # bytes of what is kept
        self.earlier: Strip | None = None
        self._times: list[float] = []
        self._array = np.empty(0)  # of the same
        self.kept: list[Plane] = []  # of each picture the columns near the digit
        self._room, self._room_of_parts = Room(), Room()
        self._open: list[Plane] = []
        self._closed: list[Plane] = []

    @property
    def length(self) -> float:
        """From the first picture to the last, s."""
        return self._times[-1] - self._times[0] if self._times else 0.0

    @property
    def times(self) -> NDArray[np.float64]:
        """Of every picture, s."""
        if len(self._array) != len(self._times):
            self._array = np.asarray(self._times)
        return self._array

    @property
    def crops(self) -> Crops:
        """What was found of the last digit in every picture."""
        return np.stack([self.crop(index) for index in range(len(self.kept))])

    def crop(self, index: int) -> Plane:
        """What was found of the last digit in one picture."""
        inner, cell, left = self.frame.inner, self.frame.cell, self.frame.near.start
        return self.kept[index][inner, cell.start - left : cell.stop - left]

    def narrowed(self, frame: Frame) -> "Strip":
        """The same of a line that holds fewer rows, and the last digit in fewer columns."""
        strip = Strip(frame, self.step)
        strip.numbers, strip._times = self.numbers, self._times
        top, begin = frame.rows.start - self.frame.rows.start, frame.columns.start - self.frame.columns.start
        rows, columns = slice(top, top + frame.shape[0]), slice(begin, begin + frame.shape[1])
        left = begin + frame.near.start - self.frame.near.start
        near = slice(left, left + frame.near.stop - frame.near.start)
        strip.kept = [crop[rows, near] for crop in self.kept]
        strip.parts = [replace(part, codes=part.codes[rows, columns]) for part in self.parts]
        return strip

    def behind(self, before: "Strip") -> "Strip":
        """One strip of the same line in both, shown before and here."""
        strip = Strip(self.frame, self.step)
        count = len(before.numbers)
        strip.numbers, strip._times = before.numbers + self.numbers, [*before.times.tolist(), *self._times]
        strip.kept = before.kept + self.kept
        later = (replace(part, first=part.first + count, last=part.last + count) for part in self.parts)
        strip.parts = [*before.parts, *later]
        return strip

    def precede(self, earlier: "Strip | None") -> None:
        """Hold what is kept of the same line from before it was found, if anything."""
        self.earlier = earlier
        self.held += earlier.held if earlier else 0

    def place(self, step: int) -> tuple[slice, slice]:
        """Rows and columns of the line where it is every `step`th of them."""
        rows, columns = self.frame.rows, self.frame.columns
        return slice(rows.start * step, rows.stop * step, step), slice(columns.start * step, columns.stop * step, step)

    @property
    def rectangle(self) -> Rectangle:
        """Where the line lies in the picture."""
        rows, columns = self.place(self.step)
        return Rectangle(columns.start, rows.start, columns.stop, rows.stop)

    def overlaps(self, other: "Strip") -> bool:
        """True where the last digits of both lie in the same place of the picture."""
        ours, theirs = self.digit, other.digit
        return all(one.start < two.stop and two.start < one.stop for one, two in zip(ours, theirs, strict=True))

    def complete(self, later: "Strip") -> None:
        """Take from it where the digit stands, if only its place was known."""
        if later.step == self.step:
            self.frame = self.frame.completed(later.frame)

    @property
    def digit(self) -> tuple[slice, slice]:
        """Rows and columns of the picture in which the last digit stands."""
        frame, step = self.frame, self.step
        top, left = frame.rows.start, frame.columns.start
        return (
            slice((top + frame.inner.start) * step, (top + frame.inner.stop) * step),
            slice((left + frame.cell.start) * step, (left + frame.cell.stop) * step),
        )

    def fits(self, line: Plane, time: float) -> bool:
        """False where the line lies outside the picture, or time goes back, or there is no room for more."""
        onward = not self._times or time > self._times[-1]
        return line.shape == self.frame.shape and onward and len(self._times) < _MOST_KEPT

    def take(self, line: Plane, number: int, time: float) -> None:
        """Keep what is needed of the line in picture `number`, shown at `time` in s."""
        if self._open and (self._begins or time - self._times[-len(self._open)] >= _PART):
            self._close()
        self._open.append(line)
        self.numbers.append(number)
        self._times.append(time)
        self.kept.append(self._room.copy(line[:, self.frame.near]))
        self.held += self.kept[-1].nbytes
        if len(self._open) >= _MOST_MEANT:
            self._close()

    @property
    def _begins(self) -> bool:
        """True in the first part, which is kept picture by picture: a second may end in it."""
        return self.length < _PART

    def _close(self) -> None:
        """The open part ends with the last picture."""
        last = len(self._times) - 1
        self.parts.append(Part(last - len(self._open) + 1, last, self._room_of_parts.copy(_mean(self._open))))
        self.held += self.parts[-1].codes.nbytes
        self._open, self._closed = [], self._open

    def line(self, begin: int, end: int, *, light: bool) -> Grey | None:
        """The letters of those crops; None where no part lies inside."""
        inside = [part.line for part in self.parts if begin < part.first and part.last < end]
        inside = inside or [part.line for part in self.parts if begin <= part.first and part.last <= end]
        return letters_of(inside, light=light) if inside else None

    def end(self) -> None:
        """No picture comes any more; the last of them are parts by themselves, for a second may have begun in them."""
        if self._closed:
            self.parts.pop()
        lines = [*self._closed, *self._open]
        first = len(self._times) - len(lines)
        self.parts += [Part(first + index, first + index, line) for index, line in enumerate(lines)]
        self._open, self._closed = [], []


def rim(of: int) -> int:
    """What is kept beside so many samples of a digit, at either side."""
    return max(1, round(RIM * of))


def _mean(lines: Sequence[Plane]) -> Plane:
    """Sample by sample, the same as NumPy's at a third of its cost: 16 bits hold the sum of 257 lines."""
    total = lines[0].astype(np.uint16)
    for line in lines[1:]:
        total += line
    mean = np.divide(total, len(lines), dtype=np.float32)
    return np.rint(mean, out=mean).astype(np.uint8)

"""What is kept of the pictures: the last digit of each, and their line as means over parts of a second."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import Grey, letters_of
from conformance.extract.burned_in.jumps import Crops
from conformance.extract.burned_in.place import Cell, Plane

_RIM = 0.1  # of a digit's height or width, kept around its ink
_MOST_KEPT = 7200  # pictures
_LEFT, _RIGHT = 32, 14  # heights: longer lines are rare
_PART = 0.2  # s: at least three lie within each second
_MOST_MEANT = 256  # pictures of one part, however close they stand


@dataclass(frozen=True)
class Frame:
    """Where a line of text lies in a picture, and in which of its columns the last digit of the seconds.

    `rows` and `columns` are of the picture; `cell`, the digit with its rim, are columns of the line.
    """

    rows: slice
    columns: slice
    cell: slice

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the line."""
        return self.rows.stop - self.rows.start, self.columns.stop - self.columns.start

    @classmethod
    def around(cls, cell: Cell, shape: tuple[int, int]) -> "Frame":
        """Of a digit found in pictures of that many rows and columns."""
        height, width = shape
        high, wide = max(1, round(_RIM * cell.height)), max(1, round(_RIM * cell.width))
        columns = slice(max(0, cell.left - _LEFT * cell.height), min(width, cell.right + _RIGHT * cell.height))
        left, right = max(0, cell.left - wide) - columns.start, min(width, cell.right + wide) - columns.start
        return cls(
            rows=slice(max(0, cell.top - high), min(height, cell.bottom + high)),
            columns=columns,
            cell=slice(left, right),
        )


@dataclass(frozen=True)
class Part:
    """The mean line of the crops `first` to `last`."""

    first: int
    last: int
    line: Grey


class Strip:
    """Grows picture by picture; bounded by whoever ends it after a time."""

    def __init__(self, frame: Frame, step: int) -> None:
        """Of a line in every `step`th row and column of the pictures."""
        self.frame, self.step = frame, step
        self.numbers: list[int] = []
        self.parts: list[Part] = []
        self._times: list[float] = []
        self._crops: list[Plane] = []
        self._open: list[Plane] = []
        self._closed: list[Plane] = []

    @property
    def length(self) -> float:
        """From the first picture to the last, s."""
        return self._times[-1] - self._times[0] if self._times else 0.0

    @property
    def times(self) -> NDArray[np.float64]:
        """Of every picture, s."""
        return np.asarray(self._times)

    @property
    def crops(self) -> Crops:
        """The last digit in every picture."""
        return np.stack(self._crops)

    def crop(self, index: int) -> Plane:
        """The last digit in one picture."""
        return self._crops[index]

    def place(self, step: int) -> tuple[slice, slice]:
        """Rows and columns of the line where it is every `step`th of them."""
        rows, columns = self.frame.rows, self.frame.columns
        return slice(rows.start * step, rows.stop * step, step), slice(columns.start * step, columns.stop * step, step)

    def overlaps(self, other: "Strip") -> bool:
        """True where the last digits of both lie in the same place of the picture."""
        ours, theirs = self.digit, other.digit
        return all(one.start < two.stop and two.start < one.stop for one, two in zip(ours, theirs, strict=True))

    @property
    def digit(self) -> tuple[slice, slice]:
        """Rows and columns of the picture in which the last digit stands."""
        rows, cell, left = self.frame.rows, self.frame.cell, self.frame.columns.start
        return (
            slice(rows.start * self.step, rows.stop * self.step),
            slice((left + cell.start) * self.step, (left + cell.stop) * self.step),
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
        self._crops.append(line[:, self.frame.cell].copy())
        if len(self._open) >= _MOST_MEANT:
            self._close()

    @property
    def _begins(self) -> bool:
        """True in the first part, which is kept picture by picture: a second may end in it."""
        return self.length < _PART

    def _close(self) -> None:
        """The open part ends with the last picture."""
        last = len(self._times) - 1
        line: Grey = np.mean(self._open, 0, dtype=np.float32)
        self.parts.append(Part(last - len(self._open) + 1, last, line))
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
        self.parts += [Part(first + index, first + index, line.astype(np.float32)) for index, line in enumerate(lines)]
        self._open, self._closed = [], []

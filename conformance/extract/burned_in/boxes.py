"""From the samples that a finder of text marks to boxes around lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import Grey

Mask = NDArray[np.bool_]

# As RapidOCR 3.10 has them for these models: threshold of a sample, mean of a box, growth of it by area over length
_MARKED, _LIKELY, _GROWTH = 0.3, 0.5, 1.6
_SMALLEST = 3  # samples a side
_SAME_ROW = 0.5  # of the height of the lower box
_GAP = 2.0  # heights: words of one line may stand so far apart


@dataclass(frozen=True)
class Box:
    """Sides in samples, ends excluded; whole or not."""

    top: float
    bottom: float
    left: float
    right: float

    @property
    def height(self) -> float:
        """Of the line."""
        return self.bottom - self.top

    def beside(self, other: "Box") -> bool:
        """True where both are words of one line."""
        lower = min(self.height, other.height)
        common = min(self.bottom, other.bottom) - max(self.top, other.top)
        gap = max(self.left, other.left) - min(self.right, other.right)
        return common >= _SAME_ROW * lower and gap <= _GAP * lower

    def around(self, other: "Box") -> "Box":
        """The smallest that holds both."""
        rows = min(self.top, other.top), max(self.bottom, other.bottom)
        return Box(*rows, min(self.left, other.left), max(self.right, other.right))

    def scaled(self, rows: float, columns: float) -> "Box":
        """In a picture that is so many times as high and as wide."""
        return Box(self.top * rows, self.bottom * rows, self.left * columns, self.right * columns)

    def within(self, shape: tuple[int, int]) -> tuple[slice, slice]:
        """Rows and columns of a picture of that shape."""
        rows = slice(max(0, int(self.top)), min(shape[0], int(self.bottom + 1)))
        return rows, slice(max(0, int(self.left)), min(shape[1], int(self.right + 1)))


def lines(likely: Grey) -> list[Box]:
    """Boxes around the lines of text, from the top, in samples of the map."""
    found = [_grown(box) for box in _parts(likely > _MARKED, 0, 0) if _counts(likely, box)]
    return sorted(_joined(found), key=lambda box: (box.top, box.left))


def _counts(likely: Grey, box: Box) -> bool:
    if box.height < _SMALLEST or box.right - box.left < _SMALLEST:
        return False
    inside = likely[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    return float(inside[inside > _MARKED].mean()) >= _LIKELY


def _parts(mask: Mask, top: int, left: int) -> Iterator[Box]:
    """Boxes between rows and columns that hold nothing: text is upright, so this parts what is apart."""
    for rows in _runs(mask.any(1)):
        for columns in _runs(mask[rows].any(0)):
            part = mask[rows, columns]
            if part.shape == mask.shape:
                yield Box(top, top + part.shape[0], left, left + part.shape[1])
            else:
                yield from _parts(part, top + rows.start, left + columns.start)


def _runs(flags: Any) -> list[slice]:
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return [slice(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _grown(box: Box) -> Box:
    """What was marked is the middle of a line."""
    wide = box.right - box.left
    by = _GROWTH * wide * box.height / (2 * (wide + box.height))
    return Box(box.top - by, box.bottom + by, box.left - by, box.right + by)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Words that stand side by side as one line."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.left):
        one = replace(box)
        for other in [other for other in joined if other.beside(box)]:
            joined.remove(other)
            one = one.around(other)
        joined.append(one)
    return joined

"""Reads text in the first pictures of a recording: all lines of one picture, the lines of the clock in further ones.

Its cost is bounded by the samples that are read, never by time, so that facts are the same on a slower machine.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.boxes import Box, lines
from conformance.extract.burned_in.extra import why_missing
from conformance.extract.burned_in.recogniser import Recogniser, Spelt, width
from conformance.extract.burned_in.resampling import resized
from conformance.model.facts import NO_TEXT, Absent
from conformance.model.overlay_facts import OverlayFacts, TextLine
from conformance.model.vocabulary import Reason

Plane = NDArray[np.uint8]
Window: TypeAlias = Sequence[tuple[int, float, Plane]]  # number, time in s, picture

_AREA = 480 * 864  # samples of the picture that is searched: half a second
_LARGER = 2.0  # times: small pictures are searched enlarged
_MOST_LINES = 12
_LINES, _CLOCK = 4000, 5000  # samples in a row of 48, of all lines together: a thousand take a tenth of a second
_CHECKED = 3  # pictures that are read where the clock is known by its ticks
_SAMPLED = 24  # where it is not: four a second
_FOR_SAMPLES = 0.6  # of what may be read; the rest narrows the ticks down
_ROOM = 3.0  # heights beside the time, in which AM and PM may stand unfound
_TAIL = 12  # characters behind the time that are read with it
_TIME = re.compile(r"\d{1,2} ?[:：.;] ?\d{2} ?[:：.;] ?\d{2}")
_DATE = re.compile(r"\d{2,4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{2,4}")


@dataclass(frozen=True)
class _Found:
    """One line of the picture that was searched."""

    box: Box
    spelt: Spelt


class Texts:
    """What was found in one picture, and the clock's lines of the others, which are read when all else is known."""

    def __init__(self, recogniser: Recogniser, window: Window) -> None:
        """Searches the picture in the middle of the window."""
        self._recogniser = recogniser
        self._shape = window[0][2].shape
        self._numbers = [number for number, _, _ in window]
        number, _, picture = window[len(window) // 2]
        found = list(self._lines(picture))
        self._lines_found = tuple(self._line(number, one.box, one.spelt) for one in found)
        chosen = _of_clock(found)
        self._dated = any(_DATE.search(one.spelt.text) for one in chosen)
        boxes = [_around_clock(one).within(self._shape) for one in chosen]
        self._boxes = [Box(rows.start, rows.stop, columns.start, columns.stop) for rows, columns in boxes]
        self._crops = [[picture[place].copy() for place in boxes] for _, _, picture in window]
        self._wide = sum(width(crop) for crop in self._crops[0])

    def facts(self, *, every: bool) -> OverlayFacts:
        """With the clock read in few pictures, or in as many as are needed where nothing else reads it."""
        read: dict[int, tuple[TextLine, ...]] = {}
        if self._boxes:
            many = every and self._dated
            read = {index: self._read(index) for index in self._sampled(many=many)}
            if many:
                self._narrow(read)
        numbers = tuple(self._numbers[index] for index in sorted(read))
        return OverlayFacts(self._lines_found, numbers, tuple(line for index in sorted(read) for line in read[index]))

    def _lines(self, picture: Plane) -> Iterator[_Found]:
        """Lines in the order of their boxes; those nearest to the upper and lower edge where there are too many."""
        height, wide = picture.shape
        scale = min(_LARGER, sqrt(_AREA / (height * wide)))
        rows, columns = (max(32, round(side * scale / 32) * 32) for side in (height, wide))
        likely = self._recogniser.found(resized(picture, (rows, columns)))
        boxes = [box.scaled(height / rows, wide / columns) for box in lines(likely)]
        boxes.sort(key=lambda box: min(box.top, height - box.bottom))
        found, room = [], _LINES
        for box in boxes[:_MOST_LINES]:
            line = picture[box.within(picture.shape)]
            if width(line) <= room:
                room -= width(line)
                found.append(_Found(box, self._recogniser.read(line)))
        yield from sorted((one for one in found if one.spelt.text.strip()), key=lambda one: (one.box.top, one.box.left))

    def _sampled(self, *, many: bool) -> list[int]:
        """Indices of pictures, evenly spread."""
        most = max(_CHECKED, int(min(_SAMPLED, _FOR_SAMPLES * _CLOCK / self._wide))) if many else _CHECKED
        count = len(self._crops)
        return sorted({round(one) for one in np.linspace(0, count - 1, min(most, count))})

    def _narrow(self, read: dict[int, tuple[TextLine, ...]]) -> None:
        """Read between pictures that show different seconds, halving what lies between as long as there is room."""
        room = _CLOCK // self._wide - len(read)
        between = list(pairwise(sorted(read)))
        while between and room > 0:
            before, behind = between.pop(0)
            if behind - before > 1 and _text(read[before]) != _text(read[behind]):
                middle, room = (before + behind) // 2, room - 1
                read[middle] = self._read(middle)
                between += [(before, middle), (middle, behind)]

    def _read(self, index: int) -> tuple[TextLine, ...]:
        crops = zip(self._boxes, self._crops[index], strict=True)
        read = [(box, self._recogniser.read(crop)) for box, crop in crops]
        return tuple(self._line(self._numbers[index], box, spelt) for box, spelt in read if spelt.text)

    def _line(self, number: int, box: Box, spelt: Spelt) -> TextLine:
        height, wide = self._shape
        rows, columns = box.within(self._shape)
        return TextLine(
            number,
            left=round(1000 * columns.start / wide),
            top=round(1000 * rows.start / height),
            right=round(1000 * columns.stop / wide),
            bottom=round(1000 * rows.stop / height),
            text=spelt.text,
            sure=tuple(int(100 * one) for one in spelt.sure),
        )


def texts_in(window: Window) -> Texts | Absent:
    """The text in the pictures of the window, or why none is read."""
    if why_missing():
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"text in pictures is not read: {why_missing()}")
    if not window:
        return NO_TEXT
    try:
        recogniser = Recogniser()
    except ImportError as error:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"text in pictures is not read: {error}")
    return Texts(recogniser, window)


def _of_clock(found: Sequence[_Found]) -> list[_Found]:
    """The line that looks like a time, and where it holds no date the nearest one that looks like a date."""
    timed = [one for one in found if _TIME.search(one.spelt.text)]
    if not timed:
        return []
    chosen = next((one for one in timed if _DATE.search(one.spelt.text)), timed[0])
    if _DATE.search(chosen.spelt.text):
        return [chosen]
    dated = [one for one in found if _DATE.search(one.spelt.text)]
    return [*sorted(dated, key=lambda one: abs(one.box.top - chosen.box.top))[:1], chosen]


def _around_clock(one: _Found) -> Box:
    """The part of the line that holds date and time with what stands behind them, and room where nothing was found."""
    text, box = one.spelt.text, one.box
    date, time = _DATE.search(text), _TIME.search(text)
    first = min(match.start() for match in (date, time) if match)
    end = max(match.end() for match in (date, time) if match)
    wide, room = box.right - box.left, _ROOM * box.height
    before = room if time and not date else 0.0
    behind = room if time and not text[end:].strip() else 0.0
    left = box.left + wide * _between(one.spelt, first - 1) if first else box.left - before
    last = end + _TAIL - 1
    right = box.left + wide * _between(one.spelt, last) if last + 1 < len(text) else box.right + behind
    return replace(box, left=left, right=right)


def _between(spelt: Spelt, index: int) -> float:
    """Where that character ends and the next one begins, as a share of the line."""
    return (spelt.at[index] + spelt.at[index + 1]) / 2


def _text(read: Sequence[TextLine]) -> str:
    return "\n".join(line.text for line in read)

"""Which rows and columns of what was found the last digit of the seconds fills."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import INK, Font, Grey
from conformance.extract.burned_in.place import extent
from conformance.extract.burned_in.strip import Frame, rim

LIKE_INK = 40  # code values
_TWICE = 14  # seconds in which enough digits are seen twice
_HIGHER, _WIDER = 1.25, 1.3  # than what was found: a part was hidden
_NARROWER = 0.7  # than what was found: no more than a place
_TOLD = 4.0  # times what chance makes: letters before a sky at crf 33 made 4 to 20, the sky beside them 2

Goes = NDArray[np.float64]  # rows x columns


def narrower(frame: Frame, near: Grey, digits: NDArray[np.int_], *, light: bool) -> Iterator[Frame]:
    """The line as high, and its last digit as wide, as the ink that comes and goes; the likeliest first.

    `near` are the columns of the line near that digit, seconds x rows x columns, and `digits` what stands there by
    order. The first may hold a part of the digit before as well, the next is told by where the digits differ.
    """
    if len(digits) < _TWICE or len(set(digits)) < 10:
        yield frame.narrowed(frame.inner, frame.cell)
        return
    yield _filling(frame, _come_and_gone(frame, near * (1 if light else -1), digits))
    yield _filling(frame, _told(near, digits))


def _come_and_gone(frame: Frame, near: Grey, digits: NDArray[np.int_]) -> Goes:
    """1 where some digits have ink and others have none."""
    shown = np.stack([near[digits == digit].min(0) for digit in range(10)])
    ink = shown >= np.percentile(shown[:, frame.inner, _cell(frame)], INK) - LIKE_INK
    goes: Goes = np.where(ink.all(0), 0, ink.any(0)).astype(np.float64)
    return goes


def _told(near: Grey, digits: NDArray[np.int_]) -> Goes:
    """1 where digits differ much more than seconds that show the same one: an F ratio, against what chance makes.

    The digit before and the scene are others in each of these seconds.
    """
    font = Font.learnt(near, digits)
    if font is None:
        return np.zeros(near.shape[1:])
    seen = np.bincount(digits)
    by_chance = (1 - 1 / len(seen)) * np.mean(1 / seen) * len(digits) / max(1, len(digits) - len(seen))
    goes: Goes = (font.weights * font.distinctness > _TOLD * by_chance).astype(np.float64)
    return goes


def _filling(frame: Frame, goes: Goes) -> Frame:
    """The line as high, and its last digit as wide, as what comes and goes near it; as found where that is no digit."""
    found = frame.narrowed(frame.inner, frame.cell)
    left, inner, cell = frame.near.start, frame.inner, _cell(frame)
    if not goes[inner, cell].any():
        return found
    row = inner.start + int(goes[inner, cell].sum(1).argmax())
    column = cell.start + int(goes[inner, cell].sum(0).argmax())
    rows = extent(goes[:, cell].sum(1), row)
    columns = extent(goes[slice(*rows)].sum(0), column)
    rows = extent(goes[:, slice(*columns)].sum(1), row)
    high, wide = rows[1] - rows[0], columns[1] - columns[0]
    as_found = high < _HIGHER * (inner.stop - inner.start) and _NARROWER < wide / (cell.stop - cell.start) < _WIDER
    if as_found or wide > high:  # it ran into the digit beside
        return found
    above, side = rim(high), rim(wide)
    return frame.narrowed(
        slice(max(0, rows[0] - above), min(len(goes), rows[1] + above)),
        slice(left + max(0, columns[0] - side), left + min(goes.shape[1], columns[1] + side)),
    )


def _cell(frame: Frame) -> slice:
    """The columns of the last digit, of those near it."""
    return slice(frame.cell.start - frame.near.start, frame.cell.stop - frame.near.start)

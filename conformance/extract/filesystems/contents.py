"""Where in a volume the bytes of its files lie, and which files can't be had whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.window import Window

ZEROS = -1  # the place of bytes that are stored nowhere and are zero

Wanted: TypeAlias = Callable[[str], bool]
Places: TypeAlias = NDArray[np.int64]


class Piece(NamedTuple):
    """`size` B in a row at byte `place` of the window, or `ZEROS`."""

    place: int
    size: int


@dataclass(frozen=True)
class Content:
    """The bytes of one file, `size` of them in `pieces`; none where `trouble` says why they can't be had."""

    path: str
    size: int
    pieces: tuple[Piece, ...]
    trouble: str = ""


@dataclass(frozen=True)
class Contents:
    """The wanted files of a volume, read through `window`; `unread` says why some or all of them are not known."""

    window: Window
    files: tuple[Content, ...]
    unread: str = ""


def fitted(path: str, size: int, pieces: Sequence[Piece], valid: int) -> Content:
    """A file of that size whose units are `pieces`: cut to the `valid` bytes, and zeros behind them."""
    kept, held = list[Piece](), 0
    for place, count in pieces:
        if held < valid:
            kept.append(Piece(place, min(count, valid - held)))
            held += kept[-1].size
    if held < valid:
        return Content(path, size, (), f"only {held} of its {size} bytes have a place")
    if size > valid:
        kept.append(Piece(ZEROS, size - valid))
    return Content(path, size, tuple(kept))


def doubts(faults: int) -> list[str]:
    """What faults met on the way to the files mean for the list of them."""
    return [f"{faults} faults of its structure were met: files may be missing"] if faults else []


def left_out(unlisted: int) -> list[str]:
    """What entries beyond the limits of a list mean for it."""
    return [f"{unlisted} entries are not listed"] if unlisted else []


def oversized(path: str, size: int) -> Content:
    """A file that states more bytes than its volume has."""
    return Content(path, size, (), f"it states {size} bytes, more than the volume has")


def meeting(start: Places, end: Places) -> NDArray[np.bool_]:
    """Which stretches, in the order of their starts, have something in common with another one."""
    found = np.zeros(len(start), bool)
    found[1:] = start[1:] < np.maximum.accumulate(end)[:-1]
    found[:-1] |= start[1:] < end[:-1]
    return found


def doubted(content: Content) -> Content:
    """One of which something else holds units too, or which holds some twice: whose bytes they are, nobody can tell."""
    return replace(content, pieces=(), trouble=content.trouble or "some of its units can't be its own, or its alone")

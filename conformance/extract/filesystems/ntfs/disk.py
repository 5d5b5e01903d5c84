"""The volume as its parts read it: by clusters, with the flaws that are told of records once their paths are known."""

from dataclasses import dataclass

import numpy as np

from conformance.extract.filesystems.ntfs.boot import Boot
from conformance.extract.filesystems.ntfs.fields import Mask, Numbers
from conformance.extract.filesystems.window import MOST_FLAWS, Window

NONE = -1


class TooMuchError(Exception):
    """The volume can't be read to its end; the text says why."""


@dataclass(frozen=True)
class Note:
    """A flaw of a file record, told with the name of an `other` where one is due (`NONE` = none)."""

    record: int
    offset: int
    detail: str
    other: int = NONE


class Disk:
    """One volume; `notes` are the first ones of `noted`."""

    def __init__(self, window: Window, boot: Boot) -> None:
        self.window, self.boot = window, boot
        self.notes: list[Note] = []
        self.noted = 0

    def kept(self, flaws: Numbers) -> list[int]:
        """Of so many flaws those that will be kept; the others are counted here, and need not be put into words."""
        room = max(0, MOST_FLAWS - len(self.notes))
        self.noted += max(0, len(flaws) - room)
        kept: list[int] = flaws[:room].tolist()
        return kept

    def note(self, record: int, offset: int, detail: str, other: int = NONE) -> None:
        """Keep a flaw until the paths are known."""
        self.noted += 1
        if len(self.notes) < MOST_FLAWS:
            self.notes.append(Note(record, offset, detail, other))


def stretches(mask: Mask) -> tuple[Numbers, Numbers]:
    """First and one behind the last of runs of True."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2]

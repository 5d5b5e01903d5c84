"""Block means of luma on a coarse grid of every picture, kept to find the flashes that time the picture's side of sync.

A picture costs 384 bytes; of a longer recording than is kept only the beginning is looked at, and the facts say so.
"""

from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import av
import numpy as np
from numpy.typing import NDArray

from conformance.extract.luma import STEP, Samples, samples
from conformance.extract.sync.flash_finding import COLUMNS, ROWS, Grid, find_flashes
from conformance.model.facts import Absent
from conformance.model.sound_facts import Flash, FlashFacts
from conformance.model.vocabulary import Reason

_Edges: TypeAlias = NDArray[np.intp]

_MOST_PICTURES = 36_000  # 20 min at 30 Hz, 14 MB
_MOST_FLASHES = 2048
_ACROSS_BLOCK = 4  # samples of a block in each direction where the picture is small


class FlashWatcher:
    """Takes the pictures of one track in order of presentation and grows into the `FlashFacts` of it."""

    def __init__(self) -> None:
        self._grids: list[bytes] = []
        self._rows: list[tuple[int, int, bool]] = []  # picture number, stamp, whether it carries one
        self._tick = Fraction(0)
        self._looked_at = 0
        self._plain = True

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Look at picture `number` of the track."""
        self._looked_at += 1
        if not self._plain or len(self._rows) >= _MOST_PICTURES:
            return
        step = max(1, min(STEP, frame.height // (ROWS * _ACROSS_BLOCK), frame.width // (COLUMNS * _ACROSS_BLOCK)))
        luma = samples(frame, step)
        if luma.shape[0] < ROWS or luma.shape[1] < COLUMNS:
            self._plain = False
            return
        if not self._rows:
            self._tick = Fraction(frame.time_base or 0)
        self._grids.append(block_means(luma).tobytes())
        self._rows.append((number, frame.pts or 0, frame.pts is not None))

    def frozen(self) -> FlashFacts | Absent:
        """The flashes of all pictures taken, or why none could be looked for."""
        if not self._plain:
            return Absent(Reason.METHOD_DOES_NOT_APPLY, "the pictures have no plain luma plane, or are too small")
        if not self._rows:
            return Absent(Reason.EVIDENCE_UNREADABLE, "no picture could be decoded")
        if not self._tick or not all(timed for _, _, timed in self._rows):
            return Absent(Reason.NO_TIME_STAMPS, "some pictures carry no time stamp")
        grid: Grid = np.frombuffer(b"".join(self._grids), np.uint8).reshape(len(self._rows), -1)
        found = find_flashes(grid, np.array([stamp * float(self._tick) for _, stamp, _ in self._rows]))
        flashes = [Flash(self._rows[at][0], self._rows[at][1], self._rows[at - 1][1], step) for at, step in found]
        cut = self._looked_at > len(self._rows) or len(flashes) > _MOST_FLASHES
        return FlashFacts(self._tick, len(self._rows), cut, tuple(flashes[:_MOST_FLASHES]))


def block_means(luma: Samples) -> Samples:
    """Mean code value of each of `ROWS` x `COLUMNS` blocks, row after row."""
    rows, columns, counts = _blocks(*luma.shape)
    sums = np.add.reduceat(np.add.reduceat(luma, rows, axis=0, dtype=np.uint32), columns, axis=1)
    means: Samples = ((sums + counts // 2) // counts).astype(np.uint8)
    return means


@lru_cache(maxsize=8)
def _blocks(height: int, width: int) -> tuple[_Edges, _Edges, NDArray[np.uint32]]:
    """First rows and first columns of the blocks, and how many samples each of them has."""
    rows = np.linspace(0, height, ROWS, endpoint=False).astype(np.intp)
    columns = np.linspace(0, width, COLUMNS, endpoint=False).astype(np.intp)
    counts = np.outer(np.diff(rows, append=height), np.diff(columns, append=width))
    return rows, columns, counts.astype(np.uint32)

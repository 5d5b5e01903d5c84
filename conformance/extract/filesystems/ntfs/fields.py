"""Reads fields of many structures at once, and undoes what NTFS does to each against torn writes.

Source: [MS-FSCC] and the Linux-NTFS documentation, "Concepts: Fixup"; all fields are little-endian.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bytes: TypeAlias = NDArray[np.uint8]
Numbers: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

STRIDE = 512  # B that one number of an update sequence array protects, whatever the size of a sector
_RECORD = (1 << 48) - 1


class Fields:
    """Fields of rows (n, B of one) by their place, counted from the first row on; places are multiples of a width."""

    def __init__(self, rows: Bytes) -> None:
        self.bytes: Bytes = rows.reshape(-1)
        self._views = {width: self.bytes.view(f"<u{width}") for width in (2, 4, 8)}

    def at(self, places: Numbers, width: int) -> Numbers:
        """Numbers of 2, 4 or 8 B; those of 8 B are signed."""
        return self._views[width][places // width].astype(np.int64)

    def byte(self, places: Numbers) -> Numbers:
        """Numbers of one byte."""
        return self.bytes[places].astype(np.int64)

    def text(self, place: int, count: int) -> bytes:
        """Bytes there."""
        return self.bytes[place : place + count].tobytes()


def record_of(references: Numbers) -> Numbers:
    """The record that file references name."""
    return references & _RECORD


def sequence_of(references: Numbers) -> Numbers:
    """The sequence number that a record has to have for the references to hold."""
    return references >> 48 & 0xFFFF


def repaired(rows: Bytes) -> Mask:
    """Put back, in place, what an update sequence array keeps of each row (n, B of one); which rows are whole.

    A row of which a part was not written, or without such an array, is not.
    """
    count, strides = len(rows), rows.shape[1] // STRIDE
    halves, index = rows.view("<u2"), np.arange(count)
    offset, numbers = halves[:, 2].astype(np.int64), halves[:, 3].astype(np.int64)
    whole: Mask = (numbers == strides + 1) & (offset % 2 == 0) & (offset >= 8) & (offset + 2 * numbers <= STRIDE - 2)
    first = np.where(whole, offset // 2, 0)
    for stride in range(1, strides + 1):
        whole &= halves[:, stride * STRIDE // 2 - 1] == halves[index, first]
    chosen = index[whole]
    for stride in range(1, strides + 1):
        halves[chosen, stride * STRIDE // 2 - 1] = halves[chosen, first[chosen] + stride]
    return whole

"""Reads a storage whose bytes stand as they are in one file, or in several after one another."""

import os
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import BinaryIO

from conformance.extract.filesystems.window import Image, Mapped
from conformance.model.structure_facts import Flaw


class Piece:
    """One file of an image, read by position and never written; `size` in B, `name` without its folder."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._descriptor, self.name = stream.fileno(), name
        self.size = os.fstat(self._descriptor).st_size

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset` of the file, fewer where it ends; OSError as the system raises it."""
        if not 0 <= offset < self.size or count <= 0:
            return b""
        return os.pread(self._descriptor, min(count, self.size - offset), offset)


class RawImage:
    """The bytes of the pieces one after another."""

    def __init__(self, pieces: Sequence[Image]) -> None:
        self._pieces = tuple(pieces)
        self._starts = (0, *accumulate(piece.size for piece in pieces))

    @property
    def size(self) -> int:
        """Of all pieces together, in B."""
        return self._starts[-1]

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset`, fewer where the last piece ends; OSError as the system raises it."""
        if not 0 <= offset < self.size or count <= 0:
            return b""
        index, end = bisect_right(self._starts, offset) - 1, min(offset + count, self.size)
        found = []
        while offset < end:
            data = self._pieces[index].read(offset - self._starts[index], end - offset)
            found.append(data)
            offset, index = self._starts[index + 1], index + 1
        return b"".join(found)

    def next_data(self, offset: int) -> int:
        """The first byte at or behind `offset` that may be no zero; OSError as `Mapped` has it."""
        index = bisect_right(self._starts, offset) - 1
        for start, piece in zip(self._starts[index:], self._pieces[index:], strict=False):
            begin = max(offset, start) - start
            found = piece.next_data(begin) if isinstance(piece, Mapped) else begin
            if found < piece.size:
                return start + found
        return max(offset, self.size)

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """Pieces that were not cut by one measure: all but the last are of one size, and that one is no larger."""
        due, last = self._pieces[0].size, len(self._pieces)
        return tuple(
            Flaw(
                f"piece {number}", start, f"holds {piece.size} bytes, the first piece {due}: one was cut or is missing"
            )
            for number, (piece, start) in enumerate(zip(self._pieces, self._starts, strict=False), 1)
            if (piece.size != due if number < last else piece.size > due)
        )

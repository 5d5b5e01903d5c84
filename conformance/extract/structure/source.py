"""A file that is walked by position, and the flaws that a walk finds, within bounds."""

import os
from collections.abc import Callable
from typing import BinaryIO

from conformance.model.structure_facts import Flaw

MOST_FLAWS = 1000
MOST_ELEMENTS = 1 << 23  # a day of 60 pictures and 30 packets of sound a second


class TooManyElementsError(Exception):
    """No recorder writes so many."""


class Walked:
    """The file and what was found in it; `beat` is called now and then, so that a long walk is no hang."""

    def __init__(self, stream: BinaryIO, size: int, beat: Callable[[], None]) -> None:
        self._descriptor, self.size, self._beat = stream.fileno(), size, beat
        self.elements = self.faults = 0
        self.flaws: list[Flaw] = []

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset`, fewer at the end of the file; OSError as the system raises it."""
        return os.pread(self._descriptor, count, offset)

    def element(self) -> None:
        """Count one.

        Raises:
            TooManyElementsError: there are more than any recording has.
        """
        self.elements += 1
        if not self.elements & 0xFFF:
            self._beat()
        if self.elements > MOST_ELEMENTS:
            raise TooManyElementsError

    def packets(self, count: int) -> None:
        """Count packets of one size that were looked at together: of them a file may hold any number."""
        self.elements += count
        self._beat()

    def flaw(self, path: str, offset: int, detail: str) -> None:
        """Note one; the first ones are kept."""
        self.faults += 1
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(Flaw(path, offset, detail))

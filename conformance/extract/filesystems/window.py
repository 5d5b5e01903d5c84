"""A part of a storage image that is read by position, and the flaws found in it, within bounds."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from conformance.model.structure_facts import Flaw

MOST_FLAWS = 1000
MOST_ENTRIES = 30_000  # of 8 kB each where facts are read back; a card of 128 GB in minutes of 60 MB holds 2,000


class Image(Protocol):
    """The bytes of a storage, however the file keeps them."""

    @property
    def size(self) -> int:
        """Of the storage, in B."""

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset`, fewer where the image ends.

        Raises:
            OSError: the file can't be read.
            DamagedImageError: it does not hold what it should there.
        """


@runtime_checkable
class Mapped(Protocol):
    """An image whose tables tell where it holds nothing but zeros, so that terabytes of them need not be read."""

    def next_data(self, offset: int) -> int:
        """The first byte at or behind `offset` that may hold something, as far as the tables tell.

        Raises:
            OSError: the file can't be read.
        """


class DamagedImageError(Exception):
    """The image can't give bytes that it promises; the text says where and why."""


class Window:
    """`size` bytes of an image from `start`; offsets into it count from there, and flaws are told by the image's.

    `beat` is called now and then, so that a long walk is no hang.
    """

    def __init__(self, image: Image, start: int, size: int, beat: Callable[[], None]) -> None:
        self._image, self.start, self.size, self.beat = image, start, size, beat
        self.faults = 0
        self.flaws: list[Flaw] = []

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset` of the window, fewer where it or the image ends."""
        if offset < 0 or offset >= self.size:
            return b""
        return self._image.read(self.start + offset, min(count, self.size - offset))

    def held(self, most: int) -> int:
        """How many of the first `most` bytes can be read, found by halving: the image may end before the partition."""
        low, high = 0, min(most, self.size)
        if high and self.read(high - 1, 1):
            return high
        while low < high:
            middle = (low + high) // 2
            if self.read(middle, 1):
                low = middle + 1
            else:
                high = middle
        return low

    def flaw(self, path: str, offset: int, detail: str) -> None:
        """Note one at `offset` of the window; the first ones are kept."""
        self.faults += 1
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(Flaw(path, self.start + offset, detail))

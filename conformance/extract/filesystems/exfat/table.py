"""Reads the File Allocation Table a page at a time, and tells where its runs of consecutive clusters end."""

import numpy as np
import numpy.typing as npt

from conformance.extract.filesystems.exfat.boot import Boot
from conformance.extract.filesystems.window import Window

LAST, BAD = 0xFFFF_FFFF, 0xFFFF_FFF7
PAGE_BITS = 16
PAGE = 1 << PAGE_BITS  # entries
_KEPT = 256  # pages in memory: 16 million entries of 6 B
_SWITCHES, _LOADS = 1 << 19, 1 << 13  # from page to page, and pages read, for all chains; pages count on top
_Page = tuple[memoryview, npt.NDArray[np.uint16]]


class Fat:
    """The active FAT; entries that lie beyond the image's end are read as 0."""

    def __init__(self, window: Window, boot: Boot) -> None:
        self._window, self._boot = window, boot
        self._pages: dict[int, _Page] = {}
        self._switches, self._loads = _SWITCHES, _LOADS + 4 * (boot.end // PAGE + 1)

    @property
    def weary(self) -> bool:
        """True where chains jump about so much that no more of them can be followed in bounded time."""
        return self._switches <= 0 or self._loads <= 0

    def words(self, first: int, count: int) -> npt.NDArray[np.uint32]:
        """Entries from that of cluster `first` on."""
        data = self._window.read(self._boot.fat + first * 4, count * 4)
        return np.frombuffer(data.ljust(count * 4, b"\0"), "<u4")

    def page(self, number: int) -> _Page:
        """For each of its entries: where the run of consecutive clusters that it is in leads to, and its end.

        The end is a place in the page, at the latest the page's last one.
        """
        self._switches -= 1
        found = self._pages.pop(number, None)
        if found is None:
            found = self._load(number)
            if len(self._pages) >= _KEPT:
                del self._pages[next(iter(self._pages))]
        self._pages[number] = found
        return found

    def _load(self, number: int) -> _Page:
        self._loads -= 1
        self._window.beat()
        begin = number * PAGE
        count = min(PAGE, self._boot.end - begin)
        words = self.words(begin, count).astype(np.uint32, copy=False)
        ends_here = words[:-1] != np.arange(begin + 1, begin + count, dtype=np.uint32)
        places = np.append(np.flatnonzero(ends_here), count - 1)
        counts = np.diff(places, prepend=-1)
        return np.repeat(words[places], counts).data, np.repeat(places.astype(np.uint16), counts)

"""Memory for many small pictures: what is taken in small pieces hardly goes back to the system."""

import numpy as np

from conformance.extract.burned_in.place import Plane

_PIECE = 1 << 20  # bytes; from here on an extractor's memory is mapped, and goes back when it is freed


class Room:
    """Keeps copies of pictures of one size; a piece of memory is free once all the copies in it are."""

    def __init__(self) -> None:
        self._empty: list[Plane] = []

    def copy(self, picture: Plane) -> Plane:
        """A copy that lies in this room."""
        if not self._empty:
            self._empty = list(np.empty((-(-_PIECE // max(1, picture.nbytes)), *picture.shape), np.uint8))
        kept = self._empty.pop()
        kept[...] = picture
        return kept

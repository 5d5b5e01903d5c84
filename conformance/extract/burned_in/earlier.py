"""The top and the bottom of pictures in which no clock was found yet: most stand there, and one may be found later."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conformance.extract.burned_in.place import Plane
from conformance.extract.burned_in.strip import Strip

_SHARE = 0.1  # of a picture's rows, at its top and again at its bottom: 17 MB of 6 s of pictures

Pictures = Sequence[tuple[int, float, Plane]]  # number, time in s, luma; of one size, one after the other


@dataclass(frozen=True)
class _Ends:
    """What is kept of one picture of that shape: rows from the first on, and rows up to the last."""

    number: int
    time: float
    shape: tuple[int, ...]
    parts: tuple[Plane, Plane]


class Earlier:
    """Grows by all that was searched; whoever needs it no longer clears it."""

    def __init__(self) -> None:
        self._kept: list[_Ends] = []

    def keep(self, pictures: Pictures) -> None:
        """More pictures; those before stay where they lead to these."""
        if not self._leads_to(pictures):
            self.clear()
        high = round(_SHARE * len(pictures[0][2]))
        # in two large pieces, for memory that was taken in small ones hardly goes back to the system
        tops = np.stack([picture[:high] for *_, picture in pictures])
        bottoms = np.stack([picture[len(picture) - high :] for *_, picture in pictures])
        for (number, time, picture), top, bottom in zip(pictures, tops, bottoms, strict=True):
            self._kept.append(_Ends(number, time, picture.shape, (top, bottom)))

    def clear(self) -> None:
        """Nothing is kept any more."""
        self._kept.clear()

    def strip(self, found: Strip, step: int, onward: Pictures) -> Strip | None:
        """The line of a strip that was found in those pictures, as it stood in what is kept, if its digit was.

        It is of every `step`th sample, and has fewer rows where not all were kept.
        """
        if not self._leads_to(onward):
            return None
        height, high = len(onward[0][2]), len(self._kept[0].parts[0])
        for part, begin in enumerate((0, height - high)):
            frame = found.frame.within(slice(-(-begin // step), -(-(begin + high) // step)))
            if frame:
                strip = Strip(frame, found.step)
                rows, columns = strip.place(step)
                rows = slice(rows.start - begin, rows.stop - begin, step)
                for one in self._kept:
                    strip.take(one.parts[part][rows, columns].copy(), one.number, one.time)
                strip.end()
                return strip
        return None

    def _leads_to(self, onward: Pictures) -> bool:
        """True where those pictures are of the same size, and later."""
        _, time, picture = onward[0]
        return bool(self._kept) and self._kept[-1].shape == picture.shape and self._kept[-1].time < time

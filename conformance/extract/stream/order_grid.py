"""Holes in the picture order count of a track: pictures that the encoder counted and the stream does not hold.

The standards let an encoder skip counts, so a hole is told only where the stream counts in even steps, and where it is
no longer than the runs of pictures that can get lost without a trace: those that no other refers to, and those that are
coded behind a picture shown after them. Any other loss shows elsewhere, so that in streams without such pictures a hole
is an encoder's own.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, groupby, pairwise

_FEWEST_STEPS = 8  # below it, no step is the usual one
_EVEN = Fraction(9, 10)  # share of the steps that are the usual one, in a stream that counts evenly


@dataclass(frozen=True)
class Counted:
    """One picture of the stream; `disposable` where no other refers to it, `access` where decoding may begin there."""

    order: int
    packet: int
    disposable: bool
    access: bool


@dataclass(frozen=True)
class Hole:
    """Counts from `first` on, in steps of the track, that no picture of a sequence has; `packet` is near in the file.

    `sequence` counts the coded video sequences; `at_access` is True right before a picture where decoding may begin.
    """

    sequence: int
    first: int
    missing: int
    packet: int
    at_access: bool


@dataclass(frozen=True)
class Grid:
    """What a whole track came to; `uneven` says why its holes prove nothing ('' = they do)."""

    step: int
    holes: tuple[Hole, ...]
    longest_run: int  # of pictures that can get lost without a trace
    uneven: str

    def credible(self, missing: int, *, at_access: bool) -> bool:
        """True where that many pictures in a row can be lost without a trace.

        So can the last picture before an access point: nothing behind it needs it.
        """
        return missing <= self.longest_run or (missing == 1 and at_access)


class OrderGrid:
    """Takes the pictures of one track in coding order, sequence by sequence."""

    def __init__(self) -> None:
        self.sequence = 0
        self._pictures: list[Counted] = []
        self._spoilt = False
        self._steps: Counter[int] = Counter()
        self._odd: list[tuple[int, Counted, Counted]] = []  # neighbours whose step was not the usual one so far
        self._longest = 0

    def begin(self) -> None:
        """A new sequence: counts start anew."""
        self._close()
        self.sequence += 1

    def add(self, picture: Counted) -> None:
        """One picture of the sequence."""
        self._pictures.append(picture)

    def spoil(self) -> None:
        """The counts of this sequence are not to be held against one another: part of it could not be read."""
        self._spoilt = True

    def result(self) -> Grid:
        """What all sequences came to, the last one included."""
        self._close()
        total = sum(self._steps.values())
        if total < _FEWEST_STEPS:
            return Grid(1, (), self._longest, f"only {total} steps of the picture order count could be compared")
        step, usual = self._steps.most_common(1)[0]
        uneven = ""
        if Fraction(usual, total) < _EVEN:
            uneven = f"the picture order count goes in uneven steps: {step} in {usual} of {total}"
        return Grid(step, tuple(self._holes(step)), self._longest, uneven)

    def _holes(self, step: int) -> Iterator[Hole]:
        for sequence, before, behind in self._odd:
            missing, rest = divmod(behind.order - before.order, step)
            if missing > 1 and not rest:
                packet = max(before.packet, behind.packet)
                yield Hole(sequence, before.order + step, missing - 1, packet, behind.access)

    def _close(self) -> None:
        highest = accumulate((picture.order for picture in self._pictures), max)
        pairs = zip(self._pictures, highest, strict=True)
        traceless = {picture.packet for picture, before in pairs if picture.disposable or picture.order < before}
        shown = sorted(self._pictures, key=lambda picture: picture.order)
        self._pictures = []
        steps = Counter(behind.order - before.order for before, behind in pairwise(shown))
        spoilt, self._spoilt = self._spoilt or 0 in steps, False
        if spoilt:
            return
        self._steps.update(steps)
        runs = (sum(1 for _ in run) for hidden, run in groupby(one.packet in traceless for one in shown) if hidden)
        self._longest = max(self._longest, *runs, 0)
        usual = self._steps.most_common(1)[0][0] if self._steps else 0
        odd = ((before, behind) for before, behind in pairwise(shown) if behind.order - before.order != usual)
        self._odd += [(self.sequence, before, behind) for before, behind in odd]

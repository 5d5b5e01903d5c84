"""Runs of pictures that look like the one before, told into repeats of a camera and stretches of a still scene.

A camera that repeats a picture stops and starts within one picture; a scene comes to rest and sets off over several. So
a run of small changes counts as repeats where it begins and ends abruptly amid pictures that move. A longer run must
also be exact, for a camera that has nothing new to code changes nothing. What is still without these marks may be a
frozen camera, or a still scene whose noise the coding removed: such a run is not sure, and is reported as a doubt.
docs/padding.md gives the clips behind each figure.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from statistics import median

from conformance.model.facts import Luma

MOVES = 0.25  # 8-bit code values: motion, and sensor noise that survives coding, change a picture by more
BLACK = 0.98  # share of dark samples from which a picture is black, as in FFmpeg's blackdetect

_REPEATS = 0.15  # of the level around: repeats in moving scenes stay below, pictures that move above
_PULSE = 0.5  # of the level: a key picture codes a repeat anew, and changes it by less
_STARTS = 0.5  # of the level: the least change at either end of a short run; who walks slows down more gently
_ABRUPT = 0.6  # of the level: of a long one; gradual stops within 0.2 s reach 0.47, frozen pictures 0.69 and more
_WELL = 0.75  # code values: level beside a long run; pulses of key pictures in still scenes change by up to 0.5
_EXACT = 0.02  # code values: median change in a frozen stretch; coded sensor noise changes more
_AROUND = 8  # moving pictures that give the level on each side
_BESIDE, _FEWEST_BESIDE = 12, 6  # pictures next to a long run that show how it begins and ends


@dataclass(frozen=True)
class Run:
    """Pictures `first` to `last` (from 0) look like the one before `first`; `sure` where they repeat it."""

    first: int
    last: int
    sure: bool

    @property
    def pictures(self) -> int:
        """How many repeat, or may repeat."""
        return self.last - self.first + 1


def runs(luma: Luma, types: str, short: int) -> tuple[Run, ...]:
    """Every run, in order; `types` a letter a picture as in `Pictures`, a run of at most `short` pictures is short."""
    return tuple(_Changes(luma, types).runs(short))


class _Changes:
    """Change k leads from picture k to picture k + 1."""

    def __init__(self, luma: Luma, types: str) -> None:
        self._changes = luma.difference[1:]
        self._dark = luma.dark[1:]
        keys = [letter in "KI" for letter in types[1:]]
        all_intra = 2 * sum(keys) > len(keys)
        self._keys = [False] * len(keys) if all_intra else keys
        self._before = self._levels(range(len(self._changes)))
        self._after = self._levels(range(len(self._changes) - 1, -1, -1))

    def _levels(self, order: range) -> list[float]:
        """Upper quartile of the last moving changes met in that order before each; 0 where there are none."""
        recent: deque[float] = deque(maxlen=_AROUND)
        levels = [0.0] * len(self._changes)
        for index in order:
            levels[index] = sorted(recent)[3 * len(recent) // 4] if recent else 0.0
            if self._changes[index] >= MOVES and not self._keys[index]:
                recent.append(self._changes[index])
        return levels

    def runs(self, short: int) -> Iterator[Run]:
        first = 0
        for low, group in groupby(self._low()):
            behind = first + sum(1 for _ in group)
            if low:
                sure = self._is_sure(first, behind - 1) if behind - first <= short else self._froze(first, behind - 1)
                yield Run(first + 1, behind, sure)
            first = behind

    def _low(self) -> list[bool]:
        pairs = zip(self._before, self._after, strict=True)
        levels = [min(pair) or max(pair) for pair in pairs]
        low = [change < _REPEATS * level for change, level in zip(self._changes, levels, strict=True)]
        for index in range(1, len(low) - 1):
            pulse = self._keys[index] and self._changes[index] < _PULSE * levels[index]
            low[index] = low[index] or (pulse and low[index - 1] and low[index + 1])
        return low

    def _is_sure(self, first: int, last: int) -> bool:
        """At the ends of the recording the other side decides alone."""
        level = min(self._before[first], self._after[last]) or max(self._before[first], self._after[last])
        beside = (*self._changes[max(first - 1, 0) : first], *self._changes[last + 1 : last + 2])
        return bool(beside) and min(beside) >= _STARTS * level

    def _froze(self, first: int, last: int) -> bool:
        inside = range(first, last + 1)
        changes = [self._changes[index] for index in inside if not self._keys[index]]
        exact = bool(changes) and median(changes) <= _EXACT
        black = median(self._dark[index] for index in inside) >= BLACK
        return exact and not black and all(map(_is_abrupt, self._beside(first, last)))

    def _beside(self, first: int, last: int) -> tuple[list[float], list[float]]:
        """Changes next to a run, on both sides the nearest first, without those of key pictures."""
        before = (self._changes[index] for index in range(first - 1, -1, -1) if not self._keys[index])
        after = (self._changes[index] for index in range(last + 1, len(self._changes)) if not self._keys[index])
        return list(islice(before, _BESIDE)), list(islice(after, _BESIDE))


def _is_abrupt(beside: list[float]) -> bool:
    """True where the pictures next to a run move on at full speed."""
    if len(beside) < _FEWEST_BESIDE:
        return False
    level = sorted(beside)[3 * len(beside) // 4]
    return level >= _WELL and max(beside[:2]) >= _ABRUPT * level

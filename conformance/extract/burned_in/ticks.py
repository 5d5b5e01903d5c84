"""The pictures at which the seconds change, by the jumps in their last digit."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.jumps import KINDS, Crops, Jumps, faint_jumps

_STEADY_FOR = 0.25  # s before or after a jump
_LEAST = 3  # samples that jump
_SHARE = 0.15  # of the usual jump of a tick: 8 to 9 changes less than 0 to 1
_APART = 0.4  # s between ticks
_SMEARED = 0.3  # of the jump: a coder may spread it over pictures
_SECOND = 0.15  # s by which a second may seem longer or shorter
_FEW = 0.4  # a second
_TICKING, _OTHERS = 0.4, 0.6  # of the seconds, and of all that jumps: less, and what jumps is no clock
_STEADY = 0.8  # of the seconds
_BEYOND = 4.0  # standard deviations: of 2000 series of chance jumps of 30 s, 1 to 2.4 a second, 3 to 9 passed for ticks
MISSED = 5  # ticks in a row that may go unseen


@dataclass(frozen=True)
class Tick:
    """The seconds change between the crops `after` and `first`."""

    after: int
    first: int


Counted: TypeAlias = tuple[int, Tick]  # which second of its chain a tick begins, and the tick


@dataclass(frozen=True)
class _Chain:
    """Ticks whole seconds apart, and by how much they are `off` altogether, s; the last one ends with `ends`, s."""

    ticks: tuple[Counted, ...]
    ends: float
    off: float = 0.0

    def rank(self) -> tuple[int, float]:
        """The longer the better, then the steadier."""
        return len(self.ticks), -self.off

    def longer(self, one: Tick, time: float) -> "_Chain | None":
        """The same with one more at that time; None where it is no whole seconds behind."""
        apart = time - self.ends
        off = abs(apart - round(apart))
        if round(apart) < 1 or off > _SECOND:
            return None
        return _Chain((*self.ticks, (self.ticks[-1][0] + round(apart), one)), time, self.off + off)


def ticks(crops: Crops, times: NDArray[np.float64]) -> list[Tick]:
    """Changes of the last digit of the seconds, which the crops show, by the jumps of which most are seconds apart.

    Faint jumps count where there are few others: a scene that moves makes them by chance.
    """
    if len(crops) < 3 or times[-1] <= times[0]:
        return []
    usual = _steadiest([_by(kind, crops, times) for kind in KINDS], times)
    if len(usual) >= _FEW * (times[-1] - times[0]):
        return usual
    return _steadiest([usual, _by(faint_jumps, crops, times)], times)


def ticking(ticked: Sequence[Tick], times: NDArray[np.float64]) -> bool:
    """False where so few ticks are whole seconds apart that nothing will be learnt, or more of them jump by chance."""
    chain, seconds = len(longest(ticked, times)), times[-1] - times[0]
    likely = 1 - math.exp(-2 * _SECOND * len(ticked) / seconds)  # that something jumps when it would tick
    by_chance = likely * seconds + _BEYOND * math.sqrt(likely * (1 - likely) * seconds)
    return bool(chain > by_chance or (chain >= _TICKING * seconds and chain >= _OTHERS * len(ticked)))


def steady(ticked: Sequence[Tick], times: NDArray[np.float64]) -> bool:
    """True where nearly every second ticks, so that it is hardly chance."""
    return bool(len(longest(ticked, times)) >= _STEADY * (times[-1] - times[0]))


def _by(kind: Jumps, crops: Crops, times: NDArray[np.float64]) -> list[Tick]:
    """Ticks by jumps of one kind."""
    return _ticked(kind(crops, blind(times)).sum((1, 2)), times)


def _steadiest(found: Sequence[list[Tick]], times: NDArray[np.float64]) -> list[Tick]:
    """Those ticks of which most are whole seconds apart."""
    return max(found, key=lambda ticked: len(longest(ticked, times)))


def _ticked(strength: NDArray[np.int_], times: NDArray[np.float64]) -> list[Tick]:
    """Ticks by how many samples jump in each crop."""
    ticked = []
    for peak in _peaks(strength, times):
        near = [one for one in range(max(1, peak - 2), peak + 1) if strength[one] >= _SMEARED * strength[peak]]
        ticked.append(Tick(near[0] - 1, peak))
    return ticked


def blind(times: NDArray[np.float64]) -> int:
    """How many crops at either end can show no tick: too few others are beside them."""
    return max(2, round(float(_STEADY_FOR * (len(times) - 1) / (times[-1] - times[0]))))


def longest(ticked: Sequence[Tick], times: NDArray[np.float64], missed: int = MISSED) -> list[Counted]:
    """The longest chain of ticks whole seconds apart, each with its number; what else jumped is left out.

    So many in a row may be `missed`.
    """
    chains: list[_Chain] = []  # the best that ends with each tick
    for one in ticked:
        time = float(times[one.first])
        longer = filter(None, (chain.longer(one, time) for chain in _near(chains, time - (missed + 1 + _SECOND))))
        chains.append(max(longer, key=_Chain.rank, default=_Chain(((0, one),), time)))
    return list(max(chains, key=_Chain.rank).ticks) if chains else []


def _near(chains: Sequence[_Chain], since: float) -> Iterator[_Chain]:
    """Those that end since that time, in which they are in order."""
    return takewhile(lambda chain: chain.ends >= since, reversed(chains))


def filled(ticked: Sequence[Tick], times: NDArray[np.float64]) -> list[Tick]:
    """The ticks, and those that the longest chain lacks and that may have gone unseen before and behind it."""
    chain = longest(ticked, times)
    if not chain:
        return list(ticked)
    numbers = [number for number, _ in chain]
    every = np.arange(-MISSED, numbers[-1] + MISSED + 1)
    begins = times[[tick.first for _, tick in chain]]
    expected = np.interp(every, numbers, begins) + np.minimum(every, 0) + np.maximum(every - numbers[-1], 0)
    seen = times[[tick.first for tick in ticked]]
    interval = (times[-1] - times[0]) / (len(times) - 1)
    unseen = [
        Tick(int(crop) - 1, int(crop))
        for time, crop in zip(expected, np.searchsorted(times, expected - interval / 2), strict=True)
        if 0 < crop < len(times) and np.abs(seen - time).min() > _SECOND
    ]
    return sorted([*ticked, *unseen], key=lambda tick: tick.first)


def _peaks(strength: NDArray[np.int_], times: NDArray[np.float64]) -> list[int]:
    """Indices of the jumps of ticks, the largest taken first, in order of time."""
    seconds = np.floor(times).astype(int)
    usual = np.median([strength[seconds == one].max() for one in np.unique(seconds)])
    least = max(_LEAST, _SHARE * float(usual))
    taken: list[int] = []
    for index in np.argsort(-strength, kind="stable"):
        if strength[index] < least:
            break
        if all(abs(times[index] - times[other]) >= _APART for other in taken):
            taken.append(int(index))
    return sorted(taken)

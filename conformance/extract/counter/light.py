"""Which refreshes of the display gave a picture its light: the picture's cells as a mixture of known codes."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from conformance.extract.grid.projection import Numbers
from conformance.model import counter_pattern as pattern

Signs = NDArray[np.float32]

# Standard deviations above chance of the code that is most like a picture, among all and among those near the picture
# before: of noise alone, one picture in 10^4 and one in 10^2 has it, and what is found must still explain the picture.
_CERTAIN, _CERTAIN_NEAR = 6.0, 4.0
_NEAR = 64  # refreshes
_RUNS = (1, 2, 4, 8)  # refreshes that an exposure may mix
REACH = 16  # refreshes to either side of the strongest one that are looked at
_FLOOR = 0.04  # of the light: less than that is noise
_SURE = 3.5  # standard deviations that a share must stand above the noise
_LEAST_EXPLAINED = 0.5  # of the signal's power
_LEAST_LIGHT, _MOST_LIGHT = 0.6, 1.4  # of the light that the ring promises
_BAND = pattern.BITS // pattern.BANDS
_RIDGE = 1e-6  # more codes than bits can't be told apart, and are no reason to fail


@dataclass(frozen=True)
class Mixture:
    """Shares of the light, bands x refreshes from `first`; every band's add up to 1."""

    first: int
    light: Numbers


NO_MIXTURE = Mixture(0, np.empty((0, 0)))


@cache
def codes(rate: int) -> Signs:
    """The codes of all refreshes that a clip of that rate can have, +1 or -1, refreshes x bits."""
    packed = b"".join(map(pattern.packed_code, range(rate * pattern.LONGEST)))
    bits = np.unpackbits(np.frombuffer(packed, np.uint8).reshape(-1, pattern.BITS // 8), axis=1)
    return np.where(bits, np.float32(1), np.float32(-1))


def mixture(pairs: Numbers, rate: int, last: int) -> Mixture:
    """The mixture of codes that a picture's pairs are, `NO_MIXTURE` where none is.

    It is looked for near `last`, where the picture before was, and then everywhere.
    """
    table, signal = codes(rate), pairs.ravel()
    start = max(0, last - _NEAR)
    near = _strongest(table[start : last + _NEAR], signal, _CERTAIN_NEAR)
    found = _around(table, start + near, signal) if near >= 0 else NO_MIXTURE
    if found is not NO_MIXTURE:
        return found
    anywhere = _strongest(table, signal, _CERTAIN)
    return _around(table, anywhere, signal) if anywhere >= 0 else NO_MIXTURE


def _around(table: Signs, middle: int, signal: Numbers) -> Mixture:
    start = max(0, middle - REACH)
    window = table[start : middle + REACH + 1].T.astype(float)
    lit = np.flatnonzero(_certain_shares(window, signal))
    if not lit.size:
        return NO_MIXTURE
    near = np.unique(np.clip(np.concatenate([lit - 1, lit, lit + 1]), 0, window.shape[1] - 1))
    return _by_band(start, near, window, signal)


def _strongest(table: Signs, signal: Numbers, certain: float) -> int:
    """The refresh in the middle of the run of refreshes that is most like the signal; -1 where none is for certain."""
    likeness = np.cumsum(np.append(0.0, table @ signal.astype(np.float32)))
    best, found = certain * float(np.linalg.norm(signal)), -1
    for run in _RUNS:
        sums = (likeness[run:] - likeness[:-run]) / np.sqrt(run)
        at = int(sums.argmax())
        if sums[at] > best:
            best, found = float(sums[at]), at + run // 2
    return found


def _certain_shares(window: Numbers, signal: Numbers) -> Numbers:
    """Shares over the whole picture that stand above the noise, of which a rolling shutter is a part."""
    shares = _shares(window, signal, 0.0)
    left = signal - window @ shares
    freedom = len(signal) - np.count_nonzero(shares)
    noise = float(np.sqrt(np.sum(left**2) / freedom / len(signal)))
    return _shares(window, signal, max(_FLOOR, _SURE * noise))


def _shares(window: Numbers, signal: Numbers, least: float) -> Numbers:
    """Least squares, in which every share is above `least` or 0."""
    active = np.arange(window.shape[1])
    shares = np.zeros(window.shape[1])
    likeness, overlap = window.T @ signal, window.T @ window + _RIDGE * np.eye(window.shape[1])
    while active.size:
        found = np.linalg.solve(overlap[np.ix_(active, active)], likeness[active])
        smallest = float(found.min())
        if smallest > least:
            shares[active] = found
            break
        active = active[found > max(smallest, 0.0)]  # negative ones at once, small ones one by one
    return shares


def _by_band(start: int, near: NDArray[np.intp], window: Numbers, signal: Numbers) -> Mixture:
    """The refreshes `near` in every band by itself; nothing where that leaves half of the signal unexplained."""
    bands = np.zeros((pattern.BANDS, len(near)))
    unexplained = 0.0
    for number, rows in enumerate(np.split(np.arange(pattern.BITS), pattern.BANDS)):
        part = window[np.ix_(rows, near)]
        bands[number] = _shares(part, signal[rows], _FLOOR)
        freedom = max(1, _BAND - int(np.count_nonzero(bands[number])))
        unexplained += float(np.sum((signal[rows] - part @ bands[number]) ** 2)) * _BAND / freedom
    totals = bands.sum(axis=1)
    if not _LEAST_LIGHT <= float(totals.mean()) <= _MOST_LIGHT or not totals.all():
        return NO_MIXTURE
    if unexplained > (1 - _LEAST_EXPLAINED) * float(np.sum(signal**2)):
        return NO_MIXTURE
    light = np.zeros((pattern.BANDS, window.shape[1]))
    light[:, near] = bands / totals[:, np.newaxis]
    used = np.flatnonzero(light.any(axis=0))
    return Mixture(start + int(used[0]), light[:, used[0] : used[-1] + 1])

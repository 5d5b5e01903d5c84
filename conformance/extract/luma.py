"""Luma of decoded pictures at every 8th sample of every 8th row: enough to tell a repeat, cheap enough for all."""

from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray

from conformance.model.codec import EncodedBytes
from conformance.model.facts import Absent, Luma
from conformance.model.vocabulary import Reason

STEP = 8
_REACH = 2  # pictures back that a picture is compared with

Samples = NDArray[np.uint8]
NO_SAMPLES: Samples = np.empty((0, 0), np.uint8)

_EIGHT_BIT = frozenset(
    f"{family}{sampling}" for family in ("yuv", "yuvj") for sampling in ("420p", "422p", "444p", "440p", "411p")
) | {"gray", "nv12", "nv16", "nv21"}
_CHANGED_SIZE = 255.0
# Lowest tenth of the range, as FFmpeg's blackdetect has it: 16 + 0.1 x 219 and 0.1 x 255.
_DARK_LIMITED, _DARK_FULL = 37, 25


def samples(frame: av.VideoFrame, step: int = STEP) -> Samples:
    """Copy of the luma plane in strides of `step`, in 8-bit code values; empty where the pixel format has none."""
    return part(frame, slice(0, frame.height, step), slice(0, frame.width, step))


def part(frame: av.VideoFrame, rows: slice, columns: slice) -> Samples:
    """Copy of those rows and columns of the luma plane, in 8-bit code values; empty where the pixel format has none."""
    name = frame.format.name
    plane = frame.planes[0]
    codes = memoryview(plane)
    if name in _EIGHT_BIT:
        lines = np.frombuffer(codes, np.uint8).reshape(-1, plane.line_size)
        return lines[: frame.height, : frame.width][rows, columns].copy()
    depth = frame.format.components[0].bits
    if name.startswith("yuv") and name.endswith("le") and 8 < depth <= 16:
        wide = np.frombuffer(codes, np.dtype("<u2")).reshape(-1, plane.line_size // 2)
        return (wide[: frame.height, : frame.width][rows, columns] >> (depth - 8)).astype(np.uint8)
    return NO_SAMPLES


def mean(codes: NDArray[np.uint8] | NDArray[np.int16]) -> float:
    """Their mean, the same as NumPy's at a third of its cost: 32 bits hold the sum of any picture's samples."""
    return int(codes.sum(dtype=np.uint32)) / codes.size


def difference(one: Samples, other: Samples) -> float:
    """Mean absolute difference in code values; 255 where the picture size changed."""
    if one.shape != other.shape:
        return _CHANGED_SIZE
    larger, smaller = np.maximum(one, other), np.minimum(one, other)
    return mean(larger - smaller)


def curvature(now: Samples, before: Samples, earlier: Samples) -> float:
    """Mean absolute second difference |now - 2 before + earlier| in code values; 255 where the picture size changed."""
    if not now.shape == before.shape == earlier.shape:
        return _CHANGED_SIZE
    bent = now.astype(np.int16)
    bent += earlier
    bent -= before
    bent -= before
    return mean(np.abs(bent, out=bent))


def dark_share(now: Samples, *, limited: bool) -> float:
    """Share of samples in the lowest tenth of the luma range."""
    threshold = _DARK_LIMITED if limited else _DARK_FULL
    return np.count_nonzero(now <= threshold) / now.size


@dataclass(frozen=True)
class Reduced:
    """Samples of one picture, kept to be compared with a picture of another run."""

    rows: int
    columns: int
    codes: EncodedBytes

    @property
    def samples(self) -> Samples:
        """The samples again."""
        return np.frombuffer(self.codes, np.uint8).reshape(self.rows, self.columns)


@dataclass(frozen=True)
class LumaRun:
    """Rows of `Luma` for pictures one after the other, with the first two and the last two of them.

    `complete` is False where some picture has no plain luma plane.
    """

    complete: bool
    rows: tuple[tuple[float, float, float, float], ...]
    head: tuple[Reduced, ...]
    tail: tuple[Reduced, ...]


class LumaTable:
    """Grows into a run, picture by picture in order of presentation."""

    def __init__(self, *, limited: bool) -> None:
        self._limited = limited
        self._complete = True
        self._rows: list[tuple[float, float, float, float]] = []
        self._head: list[Samples] = []
        self._before, self._earlier = NO_SAMPLES, NO_SAMPLES

    def take(self, now: Samples) -> None:
        """Add one picture's samples."""
        if not now.size:
            self._complete = False
            return
        changes = _changes(now, self._before, self._earlier)
        self._rows.append((mean(now), *changes, dark_share(now, limited=self._limited)))
        if len(self._head) < _REACH:
            self._head.append(now)
        self._before, self._earlier = now, self._before

    def frozen(self) -> LumaRun:
        """The run."""
        tail = tuple(_kept(one) for one in (self._earlier, self._before) if one.size)
        return LumaRun(self._complete, tuple(self._rows), tuple(map(_kept, self._head)), tail)


def joined(runs: Sequence[LumaRun]) -> Luma | Absent:
    """Runs of one track in order of presentation as one table, the same as if it had been one run."""
    if not all(run.complete for run in runs) or not any(run.rows for run in runs):
        return Absent(Reason.METHOD_DOES_NOT_APPLY, "the pixel format has no plain luma plane")
    rows: list[tuple[float, float, float, float]] = []
    last: list[Samples] = [NO_SAMPLES, NO_SAMPLES]
    for run in runs:
        firsts = []
        for (mean, _, _, dark), picture in zip(run.rows, run.head, strict=False):
            now = picture.samples
            firsts.append((mean, *_changes(now, last[1], last[0]), dark))
            last = [last[1], now]
        rows += [*firsts, *run.rows[len(firsts) :]]
        if len(run.tail) == _REACH:
            last = [kept.samples for kept in run.tail]
    return Luma(*zip(*rows, strict=True))


def _changes(now: Samples, before: Samples, earlier: Samples) -> tuple[float, float]:
    """Difference and curvature; 0 where there is no picture before."""
    change = difference(now, before) if before.size else 0.0
    return change, curvature(now, before, earlier) if earlier.size else 0.0


def _kept(picture: Samples) -> Reduced:
    rows, columns = picture.shape
    return Reduced(rows, columns, picture.tobytes())

"""Luma of decoded pictures at every 8th sample of every 8th row: enough to tell a repeat, cheap enough for all."""

from dataclasses import dataclass, field

import av
import numpy as np
from numpy.typing import NDArray

from conformance.model.facts import Absent, Luma
from conformance.model.vocabulary import Reason

STEP = 8

Samples = NDArray[np.uint8]
NO_SAMPLES: Samples = np.empty((0, 0), np.uint8)

_EIGHT_BIT = frozenset(
    f"{family}{sampling}" for family in ("yuv", "yuvj") for sampling in ("420p", "422p", "444p", "440p", "411p")
) | {"gray", "nv12", "nv16", "nv21"}
_CHANGED_SIZE = 255.0
# Lowest tenth of the range, as FFmpeg's blackdetect has it: 16 + 0.1 x 219 and 0.1 x 255.
_DARK_LIMITED, _DARK_FULL = 37, 25


def samples(frame: av.VideoFrame) -> Samples:
    """Strided copy of the luma plane in 8-bit code values; empty where the pixel format has no such plane."""
    name = frame.format.name
    plane = frame.planes[0]
    codes = memoryview(plane)
    if name in _EIGHT_BIT:
        rows = np.frombuffer(codes, np.uint8).reshape(-1, plane.line_size)
        return rows[: frame.height : STEP, : frame.width : STEP].copy()
    depth = frame.format.components[0].bits
    if name.startswith("yuv") and name.endswith("le") and 8 < depth <= 16:
        wide = np.frombuffer(codes, np.dtype("<u2")).reshape(-1, plane.line_size // 2)
        return (wide[: frame.height : STEP, : frame.width : STEP] >> (depth - 8)).astype(np.uint8)
    return NO_SAMPLES


def difference(one: Samples, other: Samples) -> float:
    """Mean absolute difference in code values; 255 where the picture size changed."""
    if one.shape != other.shape:
        return _CHANGED_SIZE
    larger, smaller = np.maximum(one, other), np.minimum(one, other)
    return float((larger - smaller).mean())


def curvature(now: Samples, before: Samples, earlier: Samples) -> float:
    """Mean absolute second difference |now - 2 before + earlier| in code values; 255 where the picture size changed."""
    if not now.shape == before.shape == earlier.shape:
        return _CHANGED_SIZE
    bent = now.astype(np.int16)
    bent += earlier
    bent -= before
    bent -= before
    return float(np.abs(bent, out=bent).mean())


def dark_share(now: Samples, *, limited: bool) -> float:
    """Share of samples in the lowest tenth of the luma range."""
    threshold = _DARK_LIMITED if limited else _DARK_FULL
    return np.count_nonzero(now <= threshold) / now.size


@dataclass
class LumaTable:
    """Columns of `Luma`, picture by picture in order of presentation."""

    limited: bool
    _rows: list[tuple[float, float, float, float]] = field(default_factory=list)
    _before: Samples = field(default_factory=lambda: NO_SAMPLES)
    _earlier: Samples = field(default_factory=lambda: NO_SAMPLES)
    _complete: bool = True

    def take(self, now: Samples) -> None:
        """Add one picture's samples; one without a luma plane leaves the whole table absent."""
        if not now.size:
            self._complete = False
            return
        change = difference(now, self._before) if self._before.size else 0.0
        bent = curvature(now, self._before, self._earlier) if self._earlier.size else 0.0
        self._rows.append((float(now.mean()), change, bent, dark_share(now, limited=self.limited)))
        self._before, self._earlier = now, self._before

    def frozen(self) -> Luma | Absent:
        """The columns."""
        if not self._complete or not self._rows:
            return Absent(Reason.METHOD_DOES_NOT_APPLY, "the pixel format has no plain luma plane")
        return Luma(*zip(*self._rows, strict=True))

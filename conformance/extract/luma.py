"""Luma of decoded pictures at every 8th sample of every 8th row: enough to tell a repeat, cheap enough for all."""

import av
import numpy as np
from numpy.typing import NDArray

STEP = 8

_EIGHT_BIT = frozenset(
    f"{family}{sampling}" for family in ("yuv", "yuvj") for sampling in ("420p", "422p", "444p", "440p", "411p")
) | {"gray", "nv12", "nv16", "nv21"}


def samples(frame: av.VideoFrame) -> NDArray[np.uint8]:
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
    return np.empty((0, 0), np.uint8)


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean absolute difference in code values; 255 where the picture size changed."""
    if one.shape != other.shape:
        return 255.0
    larger, smaller = np.maximum(one, other), np.minimum(one, other)
    return float((larger - smaller).mean())

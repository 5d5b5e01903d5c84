"""Pictures and lines in another size, each sample the mean of what it covers, so that thin letters stay."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import Grey


def resized(picture: NDArray[Any], shape: tuple[int, int]) -> Grey:
    """The picture in so many rows and columns."""
    rows, columns = _weights(picture.shape[0], shape[0]), _weights(picture.shape[1], shape[1])
    scaled: Grey = rows @ picture.astype(np.float32) @ columns.T
    return scaled


@lru_cache(maxsize=8)
def _weights(count: int, wanted: int) -> Grey:
    """Weights of `count` samples in each of `wanted`: a triangle as wide as the distance of the coarser of the two."""
    scale = count / wanted
    reach = max(scale, 1.0)
    centres = (np.arange(wanted) + 0.5) * scale - 0.5
    away = np.abs(np.arange(count)[None, :] - centres[:, None]) / reach
    weights = np.maximum(1 - away, 0)
    normal: Grey = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return normal

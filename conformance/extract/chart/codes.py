"""Finds the codes of the resolution chart in one picture: which groups are there, and about where."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import zxingcpp

from conformance.extract.chart.squares import Points, is_convex
from conformance.extract.luma import Samples
from conformance.model.chart import BY_TEXT, GROUPS, VERSION, version_of
from conformance.model.vocabulary import Place

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_LEAST_SIDE = 21.0  # px: a pixel a module; nothing smaller was ever read
_MOST_DOUBLED = 2**22  # samples of a picture: those of a larger one are large enough, and twice its size costs too much


@dataclass(frozen=True)
class Codes:
    """Codes of one picture: their corners in px, places whose code is there more than once, versions of other charts.

    Corners go clockwise from the top left one as the chart is printed.
    """

    seen: Mapping[Place, Points]
    repeated: frozenset[Place]
    versions: frozenset[int]


def read_codes(luma: Samples) -> Codes:
    """All codes of the chart in a picture; read at twice its size where some are missing, for the small ones."""
    found = _read(luma, 1)
    if len({text for text, _ in found} & set(BY_TEXT)) < len(GROUPS) and luma.size <= _MOST_DOUBLED:
        found += _read(_doubled(luma), 2)
    seen: dict[Place, Points] = {}
    repeated = set()
    for place, corners in ((BY_TEXT[text].place, corners) for text, corners in found if text in BY_TEXT):
        known = seen.setdefault(place, corners)
        if np.abs(known.mean(axis=0) - corners.mean(axis=0)).max() > np.ptp(known, axis=0).min() / 2:
            repeated.add(place)
    versions = frozenset(version_of(text) for text, _ in found) - {VERSION}
    return Codes(seen, frozenset(repeated), versions)


def _read(luma: Samples, scale: int) -> list[tuple[str, Points]]:
    """Text and corners of every code of any chart in a picture that was enlarged by `scale`."""
    found = []
    for code in zxingcpp.read_barcodes(luma, formats=_FORMATS, try_invert=False):
        at = code.position
        points = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        corners = (np.array([(point.x, point.y) for point in points], float) + 0.5) / scale
        if version_of(code.text) and is_convex(corners, _LEAST_SIDE):
            found.append((code.text, corners))
    return found


def _doubled(luma: Samples) -> Samples:
    """The picture at twice its size, with the means of neighbours in between."""
    height, width = luma.shape
    large = np.empty((2 * height, 2 * width), np.uint8)
    large[::2, ::2] = luma
    large[::2, 1:-1:2] = _means(luma[:, 1:], luma[:, :-1])
    large[::2, -1] = luma[:, -1]
    large[1:-1:2] = _means(large[2::2], large[:-2:2])
    large[-1] = large[-2]
    return large


def _means(one: Samples, other: Samples) -> Samples:
    means: Samples = (one >> 1) + (other >> 1) + (one & other & 1)
    return means

"""Cuts what is measured out of pictures of the resolution chart: one rectangle an edge, one mean a grey patch."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from conformance.extract.chart.squares import Points, mapped, sampled
from conformance.extract.luma import Samples
from conformance.model.areas import Region
from conformance.model.chart import LEAST_ALONG, PATCHES, Group
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

_MOST_ALONG, _MOST_ACROSS = 160, 160  # px: more of a longer edge tells hardly more and is kept for every picture
# Light ground about the square before a code or a patch begins, and ground kept between a crop and the next corner.
_FREE_GROUND, _FREE_CORNER = 0.68, 0.12  # half sides
_EVEN = 0.35  # of the contrast: how far the ground on either side of an edge may be from its own level
_MOST_UNEVEN = 0.02  # of the ground
_PATCH_SHADE = 6.0  # code values between the quarters of an even patch
_PATCH_RANGE = 10.0  # code values between the darkest and the lightest


def crop_about(start: Points, end: Points, size: tuple[int, int]) -> Region | Absent:
    """Rectangle about the middle of the edge between two corners: clear of both, ample ground on either side.

    `size` is that of the picture in px, width first.
    """
    half = math.dist(start, end) / 2
    level, steep = abs(end - start)
    upright = steep > level
    angle = max(math.atan2(min(level, steep), max(level, steep)), 1e-6)
    clear = min(max(0.25 * half, 9.0), 30.0)
    room = half - max(_FREE_CORNER * half, 5.0)
    by_corner = (room - clear * math.sin(angle)) * math.cos(angle)
    by_ground = (_FREE_GROUND * half - clear * math.cos(angle)) / (2 * math.sin(angle))
    by_width = (_MOST_ACROSS / 2 - clear) / math.tan(angle)
    along = math.floor(min(by_corner, by_ground, by_width, _MOST_ALONG / 2))
    if 2 * along < LEAST_ALONG:
        return _refused(f"{max(0, 2 * along)} px of it can be used, fewer than {LEAST_ALONG}")
    across = math.ceil(clear + along * math.tan(angle))
    wide, high = (across, along) if upright else (along, across)
    left, top = (round(float(middle)) for middle in (start + end) / 2 - (wide, high))
    region = Region(left, top, 2 * wide, 2 * high)
    return region if region.lies_in(*size) else _refused("it is too near the border of the picture")


def cut(luma: Samples, region: Region) -> Samples:
    """The samples of a region that lies inside the picture."""
    return luma[region.top : region.top + region.height, region.left : region.left + region.width]


def shows_one_edge(luma: Samples, region: Region, start: Points, end: Points) -> bool:
    """True where even dark lies to the right of the way from `start` to `end`, even light to its left, and no more.

    Blocks of 3 x 3 px are looked at, so that noise doesn't count as uneven.
    """
    rows, columns = region.height // 3, region.width // 3
    block = cut(luma, region)[: 3 * rows, : 3 * columns].reshape(rows, 3, columns, 3).mean(axis=(1, 3))
    y, x = np.mgrid[:rows, :columns] * 3 + 1.5
    way = (end - start) / math.dist(start, end)
    depth = (y + region.top - start[1]) * way[0] - (x + region.left - start[0]) * way[1]
    apart = max(6.0, 0.03 * math.dist(start, end))  # px: blur, and an edge that distortion bends
    light, dark = block[depth < -apart], block[depth > apart]
    if not light.size or not dark.size:
        return False
    contrast = np.median(light) - np.median(dark)
    uneven = [np.abs(ground - np.median(ground)) > _EVEN * contrast for ground in (light, dark)]
    return bool(contrast > 0 and max(part.mean() for part in uneven) <= _MOST_UNEVEN)


def grey_patches(pictures: Sequence[Samples], group: Group, matrix: Points) -> tuple[tuple[float, float], ...] | Absent:
    """Reflectance and mean code of the group's patches, over pictures in which `matrix` maps the chart to px.

    The codes rise with the reflectance, but for patches that are clipped, which have the same.
    """
    codes = []
    for quad in group.patch_boxes:
        (left, top), _, (right, bottom), _ = quad
        x, y = np.linspace(0.25, 0.75, 12), np.linspace(0.25, 0.75, 8)
        inner = np.stack(np.meshgrid(left + x * (right - left), top + y * (bottom - top)), axis=-1).reshape(-1, 2)
        values = np.mean([sampled(luma, mapped(matrix, inner)) for luma in pictures], axis=0)
        quarters = values.reshape(2, 4, 2, 6).mean(axis=(1, 3))
        if not np.ptp(quarters) <= _PATCH_SHADE:
            return _refused("its grey patches are not wholly in the picture, or not even")
        codes.append(float(values.mean()))
    if codes[-1] - codes[0] < _PATCH_RANGE or not all(one <= other + 1 for one, other in pairwise(codes)):
        return _refused("its grey patches do not rise as those of the chart")
    return tuple(zip(PATCHES, codes, strict=True))


def _refused(why: str) -> Absent:
    return Absent(Reason.METHOD_DOES_NOT_APPLY, why)

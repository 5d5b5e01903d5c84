"""Reads across the units - clusters, grains, blocks - in which an image keeps its bytes."""

from collections.abc import Callable
from typing import NamedTuple


class Stretch(NamedTuple):
    """`wanted` bytes from `offset` on, of a disk of `size` B."""

    offset: int
    wanted: int
    size: int


def across(stretch: Stretch, unit: int, part: Callable[[int, int, int], bytes]) -> bytes:
    """The bytes, fewer at the end of the disk: `part` gives some of unit number n, from a byte of it on."""
    offset, wanted, size = stretch
    if not 0 <= offset < size or wanted <= 0:
        return b""
    end, found = min(offset + wanted, size), []
    while offset < end:
        number, begin = divmod(offset, unit)
        taken = min(unit - begin, end - offset)
        found.append(part(number, begin, taken))
        offset += taken
    return b"".join(found)

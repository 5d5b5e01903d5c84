"""Finds data of a storage that lie in no file system, or in a part of one that it does not use: nobody looks there."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from conformance.extract.filesystems.window import DamagedImageError, Image, Mapped
from conformance.model.dump_facts import AnyVolume, UnreadVolume, Volume

_USUAL = 1 << 20  # B that alignment and partition tables leave between and around partitions
_PIECE = 1 << 20
_BLANK = (0x00, 0xFF)  # what was never written, or erased
_WHY = "it lies outside of all file systems and holds data, which are not examined"
_SPARE = "it is set apart by the file system {}, holds data, and is of none of its tables or files: it is not examined"


def data_outside(image: Image, volumes: Sequence[AnyVolume], beat: Callable[[], None]) -> Iterator[UnreadVolume]:
    """Every stretch of more than 1 MiB between, behind and set apart in the volumes that is not blank.

    The first and the last 1 MiB of the image are those of partition tables; a stretch that can't be read is none that
    is blank.
    """
    reached = min(_USUAL, image.size)
    for one in sorted(volumes, key=lambda one: one.offset):
        if one.offset - reached > _USUAL and not _is_blank(image, reached, one.offset, beat):
            yield UnreadVolume(reached, one.offset - reached, _WHY)
        reached = max(reached, one.offset + one.size)
    if image.size - reached > _USUAL and not _is_blank(image, reached, image.size - _USUAL, beat):
        yield UnreadVolume(reached, image.size - reached, _WHY)
    for one in volumes:
        if isinstance(one, Volume):
            yield from _set_apart(image, one, beat)


def _set_apart(image: Image, volume: Volume, beat: Callable[[], None]) -> Iterator[UnreadVolume]:
    for begin, size in volume.spare:
        if size > _USUAL and not _is_blank(image, begin, min(begin + size, image.size), beat):
            yield UnreadVolume(begin, size, _SPARE.format(volume.filesystem))


def _is_blank(image: Image, begin: int, end: int, beat: Callable[[], None]) -> bool:
    at = begin
    while (at := image.next_data(at) if isinstance(image, Mapped) else at) < end:
        beat()
        try:
            piece = np.frombuffer(image.read(at, min(_PIECE, end - at)), np.uint8)
        except DamagedImageError:
            return False
        if not any((piece == blank).all() for blank in _BLANK):
            return False
        at += _PIECE
    return True

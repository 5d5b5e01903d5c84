"""Makes the image of a small memory card with four recordings, on which one thing is wrong, or nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from conformance.model.filesystem_facts import EPOCH
from conformance.synthesis.fat_image import FatDefect, FatPlan, PlannedFile, fat_image

NAMES = "{device:7}_{year}{month}{day}{hour}{minute}{second}_{sequence:4}.MP4"
CardState: TypeAlias = Literal["clean", "dirty", "lost_chain", "deleted", "hole", "program", "later", "changed"]

_START = datetime(2026, 11, 20, 10, 0, 0)  # noqa: DTZ001 - as the recorder's clock shows it
_DEFECTS = {"dirty": FatDefect.DIRTY, "lost_chain": FatDefect.LOST_CHAIN}
_CLUSTERS = 4200  # little more than the fewest of FAT16
_BYTES = 3000  # of a recording: six clusters
_NUMBERS = {"hole": (1, 2, 4), "later": (3, 4, 5, 6), "changed": (3, 4, 5, 6)}


def card_image(state: CardState) -> bytes:
    """The bytes of the card; `deleted` is its newest recording, and of a `hole` the third was never there.

    `later` two more were recorded and the two oldest overwritten; `changed`, another one has another size.
    """
    numbers = _NUMBERS.get(state, (1, 2, 3, 4))
    files = [_recording(number, deleted=state == "deleted" and number == 4) for number in numbers]
    if state == "changed":
        files[0] = replace(files[0], content=files[0].content[:-1])
    if state == "program":
        files.append(_file("AUTORUN.INF", b"[autorun]\r\nopen=setup.exe\r\n", _START))
    return fat_image(FatPlan(16, _CLUSTERS, tuple(files), "CARD", _DEFECTS.get(state, FatDefect.NONE)))


def _recording(number: int, *, deleted: bool) -> PlannedFile:
    start = _START + timedelta(minutes=number)
    name = f"DCIM/CAM0001_{start:%Y%m%d%H%M%S}_{number:04}.MP4"
    return _file(name, bytes((number,)) * _BYTES, start, deleted=deleted)


def _file(path: str, content: bytes, start: datetime, *, deleted: bool = False) -> PlannedFile:
    created = (start - EPOCH) // timedelta(seconds=1)
    return PlannedFile(path, content, created + 60, created, deleted)

"""Collects the partitions that a table lists, and holds them against the image and against each other."""

from typing import NamedTuple

from conformance.extract.filesystems.window import MOST_FLAWS, DamagedImageError, Image
from conformance.model.structure_facts import Flaw

MOST_PARTS = 128
_ALIGNMENT = 1 << 20  # B; what is left free before, between and behind partitions, the tables in it


class Part(NamedTuple):
    """A part of the image: `offset` and `size` in B, and the kind of its content by the table that lists it."""

    offset: int
    size: int
    kind: str


class Listing:
    """The parts that lie inside the image, as far as they do, and what is wrong with any."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self.parts: list[Part] = []
        self.flaws: list[Flaw] = []

    def flaw(self, path: str, offset: int, detail: str) -> None:
        """Note one at `offset` of the image; the first ones are kept."""
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(Flaw(path, offset, detail))

    def add(self, path: str, at: int, part: Part) -> None:
        """One partition, whose entry stands at byte `at` of the image; of one that runs past its end, what is there."""
        beyond = part.offset + part.size - self.image.size
        if part.size <= 0:
            self.flaw(path, at, f"lists a partition ({part.kind}) of no bytes at byte {part.offset}")
        elif part.offset >= self.image.size:
            self.flaw(path, at, f"lists {_shown(part)}, beyond the end of the image: all of it is missing")
        elif len(self.parts) == MOST_PARTS:
            self.flaw(path, at, f"lists more than {MOST_PARTS} partitions: {_shown(part)} is not examined")
        elif beyond > 0:
            said = f"lists {_shown(part)}; the image has {self.image.size} bytes: the last {beyond} bytes are missing"
            self.flaw(path, at, said)
            self.parts.append(part._replace(size=part.size - beyond))
        else:
            self.parts.append(part)

    def flaw_overlaps(self, path: str) -> None:
        """Note each part that begins before another one ends."""
        reached = Part(0, 0, "")
        for part in sorted(self.parts):
            shared = min(reached.offset + reached.size, part.offset + part.size) - part.offset
            if shared > 0:
                self.flaw(path, part.offset, f"{_shown(part)} shares {shared} bytes with {_shown(reached)}")
            reached = max(reached, part, key=lambda one: one.offset + one.size)

    @property
    def unpartitioned(self) -> int:
        """Bytes of the image in no part; gaps of at most 1 MiB are alignment, and not counted."""
        end, total = 0, 0
        for part in (*sorted(self.parts), Part(self.image.size, 0, "")):
            gap = part.offset - end
            total += gap if gap > _ALIGNMENT else 0
            end = max(end, part.offset + part.size)
        return total


def legible(image: Image, at: int, count: int) -> bytes:
    """Bytes of the image, none where it is damaged: what they would say may stand elsewhere too."""
    try:
        return image.read(at, count)
    except DamagedImageError:
        return b""


def _shown(part: Part) -> str:
    return f"a partition ({part.kind}) of {part.size} bytes at byte {part.offset}"

"""The volume as its parts read it: by blocks, with the flaws that are told of inodes once their paths are known."""

from dataclasses import dataclass

from conformance.extract.filesystems.ext.checksums import ALL_ONES, CRC32C
from conformance.extract.filesystems.ext.superblock import CHECKSUM, PLACE, SIZE, Incompat, Superblock
from conformance.extract.filesystems.window import MOST_FLAWS, Window

MOST_STEPS = 2_000_000  # about 2 us each


class TooMuchError(Exception):
    """The volume holds more of something than is read here; the text says of what."""


@dataclass(frozen=True)
class Note:
    """A flaw of an inode `owner`, or of metadata (`groups.title`), told with the name of an `other` where one is due.

    0 = no other.
    """

    owner: int
    offset: int
    detail: str
    other: int = 0


class Disk:
    """One volume: the `window` that it lies in, its superblock, and `seed`, with which its checksums begin.

    `held` bytes of it can be read; `notes` are the first ones of `noted`. `steps` count what folders hold.
    """

    def __init__(self, window: Window, block: Superblock) -> None:
        self.window, self.block = window, block
        self.seed = (
            block.checksum_seed if block.incompat & Incompat.CSUM_SEED else CRC32C.of_bytes(block.uuid, ALL_ONES)
        )
        self.held = window.held(window.size)
        self.notes: list[Note] = []
        self.noted = 0
        self.steps = 0

    def read(self, block: int, count: int = 1) -> bytes:
        """Blocks, fewer bytes where the volume or the image ends."""
        return self.window.read(block * self.block.block_size, count * self.block.block_size)

    @property
    def whole(self) -> bool:
        """Whether all of the volume can be read."""
        return self.held >= self.block.blocks * self.block.block_size

    def room(self) -> bool:
        """Whether a flaw will be kept; where none is, it is counted here, and need not be put into words."""
        full = len(self.notes) >= MOST_FLAWS
        self.noted += full
        return not full

    def note(self, owner: int, offset: int, detail: str, other: int = 0) -> None:
        """Keep a flaw until the walk knows the path."""
        self.noted += 1
        if len(self.notes) < MOST_FLAWS:
            self.notes.append(Note(owner, offset, detail, other))

    def step(self) -> None:
        """One entry of a folder more, or one place more where a remnant of one was looked for."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooMuchError(f"its folders hold more than {MOST_STEPS} entries; the rest is not read here")


def check_superblock(disk: Disk) -> None:
    """Its checksum, and whether the volume fits into the partition and into the image."""
    block, window = disk.block, disk.window
    if block.summed:
        found = CRC32C.of_bytes(window.read(PLACE, SIZE)[:CHECKSUM], ALL_ONES)
        if found != block.checksum:
            said = f"its checksum is {found:08x}, and it states {block.checksum:08x} (s_checksum)"
            window.flaw("superblock", PLACE + CHECKSUM, said)
    stated = block.blocks * block.block_size
    if stated > window.size:
        said = f"the volume states {stated} bytes; its partition lacks {stated - window.size} of them"
        window.flaw("superblock", PLACE + 4, said)
    if min(stated, window.size) > disk.held:
        said = f"the volume states {stated} bytes; the image lacks {stated - disk.held} of them"
        window.flaw("superblock", PLACE + 4, said)

"""What an own search finds in a file that was cut off while it was written, whether a player opens it or not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Bytes of a file, from the offset `at` on."""

    at: int
    size: int


@dataclass(frozen=True)
class Recovery:
    """Pictures that lie in a file whole, told by the bytes around each, without an index.

    `by` says what they were told by, `coding` is theirs ('' = the container tells it, whatever it is). Of `size` bytes
    the last `zeros` are 0. `lost_bytes` of media hold neither a whole picture nor sound between two; `lost` are the
    first stretches of them. `sets` is False where the pictures need parameter sets that the file does not hold.
    `doubt` says why the number of pictures is none ('' = it is one).
    """

    by: str
    coding: str
    pictures: int
    size: int
    zeros: int
    lost_bytes: int
    lost: tuple[Run, ...]
    sets: bool = True
    doubt: str = ""

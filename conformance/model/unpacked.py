"""What was copied out of an image of a storage, and what was left there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CopiedFile:
    """A file of the image at `path`, `size` B long and of that digest, copied as `file` into the folder of the copies.

    Where the image holds several file systems that are read, `path` begins with the number of its own among them.
    """

    path: str
    size: int
    sha256: str
    file: str


@dataclass(frozen=True)
class LeftFile:
    """A file of the image that was wanted and not copied, and why; nothing of it is in the folder."""

    path: str
    why: str


@dataclass(frozen=True)
class Unpacked:
    """All that was wanted of an image; `unread` says of each part of it why no file was looked for there."""

    copied: tuple[CopiedFile, ...]
    left: tuple[LeftFile, ...]
    unread: tuple[str, ...]

"""What was read of a device's storage: its volumes, and what their file systems list and contradict themselves in."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime
from conformance.model.structure_facts import Flaw


class Nature(StrEnum):
    """What an entry of a folder stands for."""

    FILE = "file"
    FOLDER = "folder"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    r"""One entry of a folder: `path` from the root of its volume, `/` between names, undecodable bytes as `\xff`.

    `size` is in B, as the entry states it. `deleted` entries are those that the file system marks so and that still
    stand whole in their folder; of FAT the first character of the name is lost and stands as `_`. `number` is the
    first cluster or the inode, 0 = none. `executable` is True where the file system marks a file so, and in FAT where
    its short name is that of a program.
    """

    path: str
    nature: Nature
    size: int
    deleted: bool
    number: int
    created: FileTime | Absent
    written: FileTime | Absent
    accessed: FileTime | Absent
    executable: bool = False


@dataclass(frozen=True)
class Volume:
    """One file system at byte `offset` of the image, stating a `size` in B.

    `unit` is what it allocates by, `usable` all units for files, `free` those that its own table shows free, each in B.
    `unclosed` says why it can't be called cleanly closed; none where every mark says that it was. `entries` are the
    first ones in the order of the folders, and `unlisted` are beyond them. `flaws` are the first ones of `faults`,
    at byte offsets of the image. `bad` B are marked as bad, and what they hold is not looked at. `deleted` entries
    are found in folders that are still there, and nowhere else; `traces` are of deleted files and
    folders of which the name, or what became of them, is lost. `spare` are stretches of the image, offset and size in
    B, that are the file system's and of none of its tables or files.
    """

    filesystem: str
    offset: int
    size: int
    label: str
    unit: int
    usable: int
    free: int
    unclosed: tuple[str, ...]
    entries: tuple[Entry, ...]
    unlisted: int
    faults: int
    flaws: tuple[Flaw, ...]
    traces: int = 0
    bad: int = 0
    spare: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class UnreadVolume:
    """A part of the image at byte `offset`, `size` B long, that holds no file system which is read here; `why` not."""

    offset: int
    size: int
    why: str


AnyVolume: TypeAlias = Volume | UnreadVolume


@dataclass(frozen=True)
class Storage:
    """The whole image: how it is kept (`raw`), its partition table (`none`, `mbr`, `gpt`) and the volumes in order.

    `capacity` is in B, and `unpartitioned` B of it are in no part and not examined. `flaws` are of the partition table
    and of the image itself.
    """

    form: str
    table: str
    capacity: int
    unpartitioned: int
    volumes: tuple[AnyVolume, ...]
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class DumpFacts:
    """Facts of one dump: the digest of its bytes, as `Facts` are of a recording."""

    sha256: str
    size: int
    extractor: str
    storage: Storage | Absent

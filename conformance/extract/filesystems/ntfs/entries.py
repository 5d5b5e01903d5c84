"""Lists files, folders, their further streams, and deleted ones that still stand whole in the file table."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TypedDict

import numpy as np

from conformance.extract.filesystems.ntfs import attributes as kinds
from conformance.extract.filesystems.ntfs.attributes import Table
from conformance.extract.filesystems.ntfs.fields import Mask, Numbers
from conformance.extract.filesystems.ntfs.paths import Paths
from conformance.extract.filesystems.ntfs.records import DOS, RESERVED, Records
from conformance.extract.filesystems.times import ntfs_time
from conformance.extract.filesystems.window import MOST_ENTRIES
from conformance.model.dump_facts import Entry, Nature
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime

SYSTEM = 16  # the records below are files of the file system


class _Times(TypedDict):
    created: FileTime | Absent
    written: FileTime | Absent
    accessed: FileTime | Absent


_time = lru_cache(1 << 12)(ntfs_time)


class Lister:
    """`entries`, the first ones, by folder and number: first what is there, then what was deleted; `unlisted` beyond.

    `streams` are the checksums of the names of further streams, by number and path. `traces` are deleted files without
    a name, or whose folder is no longer known, and records that were given to another file since: their sequence
    number counts how often. So are records that were emptied after use, and those that are none, as of zeros.
    """

    def __init__(self, records: Records, paths: Paths) -> None:
        self._records, self._paths = records, paths
        self.entries: list[Entry] = []
        self.streams: dict[tuple[int, str], int] = {}
        self.unlisted = self.traces = 0

    def run(self) -> None:
        """All of them."""
        names = self._records.names
        shown = names[(names["space"] != DOS) & names["live"] & (names["record"] >= SYSTEM)]
        self._live(shown[np.lexsort((shown["record"], shown["parent"] & (1 << 48) - 1))])
        self._streams()
        self._deleted()

    def _live(self, names: Table) -> None:
        self.unlisted += max(0, len(names) - MOST_ENTRIES)
        for name in names[:MOST_ENTRIES]:
            self.entries.append(self._entry(int(name["record"]), self._paths.of(name), deleted=False))

    def _streams(self) -> None:
        """Named data of files and folders; of the file system's own files those that it doesn't have itself."""
        kept = self._records.kept
        for one in kept[(kept["type"] == kinds.DATA) & (kept["name"] != kinds.UNNAMED) & (kept["low"] == 0)]:
            owner = int(one["owner"])
            if len(self.entries) >= MOST_ENTRIES:
                self.unlisted += owner >= SYSTEM
                continue
            name = self._paths.text(int(one["record"]), int(one["text"]), int(one["letters"]))
            if owner >= SYSTEM or not name.startswith("$"):
                path = f"{self._paths.title(owner).removesuffix('/')}:{name}"
                times = self._times(owner)
                self.streams[owner, path] = int(one["name"])
                self.entries.append(Entry(path, Nature.FILE, int(one["size"]), deleted=False, number=owner, **times))

    def _deleted(self) -> None:
        records, numbers = self._records, np.arange(self._records.count)
        free = records.whole & ~records.used & (records.base == 0) & (numbers >= RESERVED)
        listed = 0
        for number, name in self._names_of(free):
            if len(self.entries) < MOST_ENTRIES and self._paths.is_lost(name):
                continue
            listed += 1
            if len(self.entries) < MOST_ENTRIES:
                self.entries.append(self._entry(number, self._paths.of(name), deleted=True))
            else:
                self.unlisted += 1
        # mkntfs gives records of its own making their number as the first sequence number
        often = (numbers >= RESERVED) & (records.sequence > 1) & (records.sequence != numbers)
        emptied = often & free & records.blank
        wiped = ~records.whole & ~records.torn & (numbers >= RESERVED)
        lost = int(np.count_nonzero(free & ~records.blank)) - listed
        self.traces = lost + int(np.count_nonzero(often & records.used | emptied | wiped)) + records.torn_free

    def _names_of(self, free: Mask) -> Iterator[tuple[int, Table]]:
        """The first name of each."""
        rows: Numbers = self._paths.first
        for number in np.flatnonzero(free & (rows >= 0)).tolist():
            yield number, self._records.names[int(rows[number])]

    def _entry(self, record: int, path: str, *, deleted: bool) -> Entry:
        records = self._records
        nature = Nature.FOLDER if records.folder[record] else Nature.FILE
        size, program = int(records.size[record]), bool(records.program[record])
        times = self._times(record)
        return Entry(path, nature, size, deleted=deleted, number=record, executable=program, **times)

    def _times(self, record: int) -> _Times:
        created, written, accessed = (_time(int(ticks)) for ticks in self._records.times[record])
        return {"created": created, "written": written, "accessed": accessed}

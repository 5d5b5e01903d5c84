"""Gives files their paths by the folders that their own names state, as far as those still are the same folders."""

import numpy as np

from conformance.extract.filesystems.ntfs.attributes import Table
from conformance.extract.filesystems.ntfs.fields import Numbers
from conformance.extract.filesystems.ntfs.file_table import FileTable
from conformance.extract.filesystems.ntfs.records import DOS, Records
from conformance.extract.filesystems.utf16 import shown

ROOT = 5
LONGEST_PATH = 1024  # characters; what lies deeper is listed below the number of its folder's record
_LOST = -1
_SEQUENCES = 0xFFFF


class Paths:
    """Paths of records of one volume; `lost` are deleted folders of which no path is known.

    `first` is the row of each record's first name, of a short one only where it has no other.
    """

    def __init__(self, table: FileTable, records: Records) -> None:
        self._table, self._records = table, records
        self._known: dict[int, str] = {ROOT: ""}
        self.lost: set[int] = set()
        names = records.names
        self.first: Numbers = np.full(records.count, _LOST)
        for chosen in (np.flatnonzero(names["space"] == DOS), np.flatnonzero(names["space"] != DOS)):
            self.first[names["record"][chosen][::-1]] = chosen[::-1]

    def title(self, record: int) -> str:
        """How a flaw calls a record: by its path, else by its number."""
        if record == ROOT:
            return "/"
        row = int(self.first[record]) if record < self._records.count else _LOST
        return f"record {record}" if row == _LOST else self.of(self._records.names[row])

    def of(self, name: Table) -> str:
        """The path of one name."""
        parent = self.parent(name)
        above = self.folder(parent) if parent != _LOST else f"record {int(name['parent']) & (1 << 48) - 1}"
        return self._below(above, name)

    def parent(self, name: Table) -> int:
        """The record of the folder that a name states, `_LOST` where that is another one by now.

        A folder that was deleted and not yet given to another file has the next sequence number.
        """
        number, sequence = int(name["parent"]) & (1 << 48) - 1, int(name["parent"]) >> 48 & 0xFFFF
        records = self._records
        if number >= records.count or not records.folder[number] or records.base[number]:
            return _LOST
        due = sequence if records.used[number] else sequence % _SEQUENCES + 1
        gone = name["live"] and not records.used[number]
        return number if int(records.sequence[number]) == due and not gone else _LOST

    def is_lost(self, name: Table) -> bool:
        """Whether the folder that a name states is no longer known, or lies in such a one."""
        parent = self.parent(name)
        if parent == _LOST:
            return True
        self.folder(parent)
        return parent in self.lost

    def folder(self, number: int) -> str:
        """The path of a folder, '' for the root; folders in a loop begin with the number of one of them."""
        chain = list[tuple[int, int]]()
        at = number
        while at not in self._known:
            self._known[at] = f"record {at}"
            row = int(self.first[at])
            parent = self.parent(self._records.names[row]) if row != _LOST else _LOST
            chain.append((at, parent))
            if parent == _LOST:
                break
            at = parent
        open_ = {record for record, _ in chain}
        for record, parent in reversed(chain):
            open_.discard(record)
            if parent != _LOST:
                path = self._below(self._known[parent], self._records.names[int(self.first[record])])
                self._known[record] = path if len(path) <= LONGEST_PATH else f"record {record}"
            if not self._records.used[record] and (parent == _LOST or parent in self.lost or parent in open_):
                self.lost.add(record)
        return self._known[number]

    def _below(self, above: str, name: Table) -> str:
        text = self.text(int(name["held"]), int(name["at"]), int(name["letters"]))
        return f"{above}/{text}" if above else text

    def text(self, record: int, at: int, letters: int) -> str:
        """What stands in a record."""
        return shown(self._table.whole(record).reshape(-1)[at : at + 2 * letters].tobytes())

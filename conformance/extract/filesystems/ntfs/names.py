"""Holds what folders list against what files say of their names, and both against the records in use."""

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ntfs.attributes import Table
from conformance.extract.filesystems.ntfs.disk import Disk, stretches
from conformance.extract.filesystems.ntfs.fields import Mask, Numbers
from conformance.extract.filesystems.ntfs.file_table import FileTable
from conformance.extract.filesystems.ntfs.paths import ROOT
from conformance.extract.filesystems.ntfs.records import RESERVED, Records
from conformance.extract.filesystems.ntfs.stream import Stream
from conformance.extract.filesystems.utf16 import shown

_UNNAMED = range(12, RESERVED)  # reserved records that no folder names
_LETTERS = 16 + 66  # B of an entry before its name
_RECORD = (1 << 48) - 1


def check_names(disk: Disk, table: FileTable, records: Records, listed: Table) -> None:
    """Entries of folders against names, both ways, and how many names each file has."""
    check = _Check(disk, table, records)
    check.listed(listed)
    check.named(listed)
    check.counts()
    check.loops()


def check_bitmap(disk: Disk, table: FileTable, records: Records, bitmap: Stream) -> None:
    """The bitmap of $MFT against the records: which are in use."""
    data = bitmap.read(0, -(-records.count // 8))
    there = min(records.count, 8 * len(data))
    if there < records.count:
        disk.note(0, table.place(0), f"has a bitmap without bits for the last {records.count - there} records")
    marked = np.unpackbits(np.frombuffer(data, np.uint8), count=there, bitorder="little").astype(bool)
    used, torn = records.used[:there], records.torn[:there]
    reserved = np.isin(np.arange(there), _UNNAMED)
    for wrong, said in (
        (used & ~marked, "in use that its bitmap shows free"),
        (marked & ~used & ~torn & ~reserved, "free that its bitmap shows in use"),
    ):
        begins, ends = stretches(wrong)
        for index in disk.kept(np.arange(len(begins))):
            begin = int(begins[index])
            disk.note(0, bitmap.place(begin // 8), f"holds records {said}: {ends[index] - begin}, from {begin} on")


class _Check:
    """Names and entries by one key each: record, folder and a checksum of the letters."""

    def __init__(self, disk: Disk, table: FileTable, records: Records) -> None:
        self._disk, self._table, self._records = disk, table, records
        live, names = records.names["live"], records.names
        self._record, self._parent = names["record"][live], names["parent"][live]
        self._astray = ~records.holds(self._parent) | ~records.folder[self._inside(self._parent)]
        self._keys = _keys(self._record, self._inside(self._parent), names["key"][live])

    def _inside(self, references: Numbers) -> Numbers:
        number = references & _RECORD
        inside: Numbers = np.where(number < self._records.count, number, 0)
        return inside

    def _note(self, record: int, said: str) -> None:
        self._disk.note(record, self._table.place(record), said)

    def listed(self, listed: Table) -> None:
        """What each entry names has to be there, and be called so."""
        records, number = self._records, listed["reference"] & _RECORD
        inside = self._inside(listed["reference"])
        torn = records.torn[inside] & (number < records.count)
        holds = records.holds(listed["reference"])
        keys = _keys(inside, listed["folder"], listed["key"])
        free = (number >= records.count) | (~records.used[inside] & ~torn)
        for index in self._disk.kept(np.flatnonzero(free)):
            self._tell(listed[index], f"of record {number[index]}, which is not in use")
        for index in self._disk.kept(np.flatnonzero(~holds & ~free & ~torn)):
            has, due = int(records.sequence[inside[index]]), int(listed["reference"][index]) >> 48 & 0xFFFF
            self._tell(listed[index], f"of record {number[index]} with sequence number {due}, which has {has}")
        for index in self._disk.kept(np.flatnonzero(holds & ~_among(keys, self._keys))):
            self._tell(listed[index], f"of record {number[index]}, which is not called so there")
        del free, holds, torn, inside, number
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        again = order[1:][keys[1:] == keys[:-1]]
        for index in self._disk.kept(again):
            self._tell(listed[index], "twice")

    def _tell(self, one: Table, said: str) -> None:
        place = int(one["at"])
        name = shown(self._disk.window.read(place + _LETTERS, 2 * int(one["letters"])))
        self._disk.note(int(one["folder"]), place, f"names {name} {said}")

    def named(self, listed: Table) -> None:
        """Each name of a file has to be listed in the folder that it states."""
        for index in self._disk.kept(np.flatnonzero(self._astray)):
            number, sequence = int(self._parent[index]) & _RECORD, int(self._parent[index]) >> 48 & 0xFFFF
            said = f"says that it is in record {number} with sequence number {sequence}, which is no such folder"
            self._note(int(self._record[index]), said)
        keys = _keys(self._inside(listed["reference"]), listed["folder"], listed["key"])
        for index in self._disk.kept(np.flatnonzero(~self._astray & ~_among(self._keys, keys))):
            self._note(int(self._record[index]), "is in use, and its folder does not name it so")

    def counts(self) -> None:
        """Hard links, each short name beside a long one among them; a file without a name belongs to no folder."""
        records = self._records
        count = np.bincount(self._record, minlength=records.count)
        due = records.used & (records.base == 0)
        due[_UNNAMED.start : _UNNAMED.stop] = False
        for number in self._disk.kept(np.flatnonzero(due & (count == 0))):
            self._note(number, "is in use and has no name")
        for number in self._disk.kept(np.flatnonzero(due & (count > 0) & (count != records.links))):
            self._note(number, f"states {records.links[number]} names (hard links), and has {count[number]}")

    def loops(self) -> None:
        """Folders that do not lead to the root: they lie in each other."""
        records = self._records
        above = np.arange(records.count)
        above[self._record[~self._astray]] = self._inside(self._parent[~self._astray])
        above[~(records.used & records.folder)] = ROOT
        for _ in range(records.count.bit_length()):
            above = above[above]
        astray = self._of_folders(above)
        for number in self._disk.kept(np.flatnonzero(astray)):
            self._note(number, "lies in a loop of folders, which the root does not lead to")

    def _of_folders(self, above: Numbers) -> Mask:
        """Folders whose way up ends nowhere else than in themselves."""
        records = self._records
        found: Mask = records.used & records.folder & (records.base == 0) & (above != ROOT)
        stated = np.zeros(records.count, bool)
        stated[self._record[self._astray]] = True
        named = np.zeros(records.count, bool)
        named[self._record] = True
        return found & named & ~stated[above] & named[above]


def _among(some: NDArray[np.uint64], others: NDArray[np.uint64]) -> Mask:
    """Which stand among the others: `numpy.isin` takes ten times the memory of both."""
    if not len(others):
        return np.zeros(len(some), bool)
    others = np.sort(others)
    found: Mask = others[np.minimum(np.searchsorted(others, some), len(others) - 1)] == some
    return found


def _keys(record: Numbers, folder: Numbers, letters: Table) -> NDArray[np.uint64]:
    """One number of each: records are fewer than 2**20, and 24 bits of the checksum are left."""
    high = record.astype(np.uint64) << np.uint64(44) | folder.astype(np.uint64) << np.uint64(24)
    keys: NDArray[np.uint64] = high | letters.astype(np.uint64) & np.uint64(0xFF_FFFF)
    return keys

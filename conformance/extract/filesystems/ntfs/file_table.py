"""Finds the file table ($MFT) by what its first record says of itself, and compares the mirror of its begin.

Source: Linux-NTFS documentation, "$MFT", "$MFTMirr" and "$ATTRIBUTE_LIST".
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from conformance.extract.filesystems.ntfs.attributes import (
    DATA,
    LIST,
    RUN,
    SPARSE,
    UNNAMED,
    Table,
    attributes_of,
    decoded_runs,
)
from conformance.extract.filesystems.ntfs.disk import Disk
from conformance.extract.filesystems.ntfs.fields import Bytes, repaired
from conformance.extract.filesystems.ntfs.stream import Stream

FILE, TORN = int.from_bytes(b"FILE", "little"), int.from_bytes(b"BAAD", "little")
MFT, MIRROR = "$MFT", "$MFTMirr"
MOST_RECORDS = 1 << 20
LONGEST_LIST = 1 << 18  # B of an attribute list
_LEAST_MIRROR = 4  # records
_LEAST_ENTRY = 26
_MOST_PIECES = 256  # of the table's own map


class Listed(NamedTuple):
    """An entry of an attribute list: where a piece of an attribute stands, and the cluster that it begins with."""

    kind: int
    letters: int
    low: int
    reference: int
    instance: int


def listed_in(data: bytes) -> Iterator[Listed]:
    """Entries of an attribute list, as far as they make sense."""
    at = 0
    while at + _LEAST_ENTRY <= len(data):
        length = int.from_bytes(data[at + 4 : at + 6], "little")
        if length < _LEAST_ENTRY:
            return
        low, reference = (int.from_bytes(data[at + place : at + place + 8], "little") for place in (8, 16))
        instance = int.from_bytes(data[at + 24 : at + 26], "little")
        yield Listed(int.from_bytes(data[at : at + 4], "little"), data[at + 6], low, reference, instance)
        at += length


class FileTable:
    """The file records by number; `count` of them are there."""

    def __init__(self, disk: Disk, runs: Table, size: int) -> None:
        self._disk, self.stream = disk, Stream(disk, runs, size)
        self.count = self.stream.size // disk.boot.record

    def place(self, number: int) -> int:
        """Where in the volume a record begins."""
        return self.stream.place(number * self._disk.boot.record)

    def rows(self, first: int, count: int) -> Bytes:
        """Records (n, B of one) from that one on as they stand, fewer where table or image end."""
        size = self._disk.boot.record
        data = self.stream.read(first * size, count * size)
        return np.frombuffer(data, np.uint8, len(data) // size * size).reshape(-1, size).copy()

    def whole(self, number: int) -> Bytes:
        """One record (1, B of it), repaired; (0, B) where it isn't whole."""
        rows = self.rows(number, 1) if 0 <= number < self.count else self.rows(0, 0)
        return rows if _is_whole(rows) else rows[:0]


def _is_whole(rows: Bytes) -> bool:
    return bool(len(rows)) and rows[0, :4].tobytes() == b"FILE" and bool(repaired(rows)[0])


def find_table(disk: Disk) -> FileTable | str:
    """The table, by the mirror where its own begin is lost; or why there is none."""
    boot = disk.boot
    for cluster, path in ((boot.mft, MFT), (boot.mirror, MIRROR)):
        data = disk.window.read(cluster * boot.cluster, boot.record)
        rows = np.frombuffer(data, np.uint8).copy()
        rows = rows.reshape(1, -1) if len(data) == boot.record else rows[:0].reshape(0, boot.record)
        if _is_whole(rows):
            return _described(disk, rows)
        disk.window.flaw(path, cluster * boot.cluster, "its first record is not whole")
    return "the first record of its file table ($MFT) is whole neither there nor in $MFTMirr"


def _described(disk: Disk, rows: Bytes) -> FileTable | str:
    """By its first record, and by others that its attribute list names, which stand in what was found before."""
    table, _ = attributes_of(rows, np.array([0]))
    data = _data(table)
    if not len(data) or int(data["low"][0]):
        return "the first record of its file table ($MFT) does not say where the table is"
    size = min(int(data["size"][0]), int(data["valid"][0]))
    if size > MOST_RECORDS * disk.boot.record:
        return f"its file table ($MFT) holds {size // disk.boot.record} records; {MOST_RECORDS} are read"
    runs = _mapped(disk, rows, data)
    found = FileTable(disk, runs, size)
    further = [one for one in _listed(disk, rows, table) if one.kind == DATA and one.low and not one.letters]
    if len(further) > _MOST_PIECES:
        return f"its file table ($MFT) lies in {len(further)} maps; {_MOST_PIECES} are read"
    for one in further:
        more = found.whole(one.reference & (1 << 48) - 1)
        if not len(more):
            continue
        piece = _data(attributes_of(more, np.array([0]))[0])
        runs = np.concatenate((runs, _mapped(disk, more, piece[piece["low"] == one.low])))
        found = FileTable(disk, runs[np.argsort(runs["vcn"], kind="stable")], size)
    if not found.count or not len(found.rows(0, 1)):
        return "its file table ($MFT) holds no records"
    return found


def _data(table: Table) -> Table:
    found: Table = table[(table["type"] == DATA) & table["outside"] & (table["name"] == UNNAMED)]
    return found


def _listed(disk: Disk, rows: Bytes, table: Table) -> Iterator[Listed]:
    lists = table[table["type"] == LIST][:1]
    if not len(lists):
        return iter(())
    size = min(int(lists["size"][0]), LONGEST_LIST)
    if lists["outside"][0]:
        return listed_in(Stream(disk, _mapped(disk, rows, lists), size).read(0, size))
    place = int(lists["value"][0])
    return listed_in(rows.reshape(-1)[place : place + size].tobytes())


def _mapped(disk: Disk, rows: Bytes, table: Table) -> Table:
    """Runs of those attributes, none of which leads out of the volume."""
    runs = decoded_runs(rows, table)[0] if len(table) else np.zeros(0, RUN)
    inside = (runs["lcn"] >= 0) & (runs["lcn"] + runs["length"] <= disk.boot.clusters)
    found: Table = runs[inside & (runs["lcn"] != SPARSE)]
    return found


def check_mirror(disk: Disk, table: FileTable, length: int) -> None:
    """The mirror, `length` B, holds at least the first four records, but for what protects them from torn writes."""
    size, start = disk.boot.record, disk.boot.mirror * disk.boot.cluster
    count = max(_LEAST_MIRROR, min(length, disk.boot.cluster) // size)
    mine = table.rows(0, count)
    data = disk.window.read(start, len(mine) * size)
    other = np.frombuffer(data, np.uint8, len(data) // size * size).reshape(-1, size).copy()
    whole = repaired(mine)[: len(other)] & repaired(other)
    for number in range(len(mine)):
        if number >= len(other) or not whole[number]:
            told = f"record {number} is not whole, there or in $MFT"
        elif _kept(mine[number]) != _kept(other[number]):
            told = f"record {number} differs from that of $MFT, which is used"
        else:
            continue
        disk.window.flaw(MIRROR, start + number * size, told)


def _kept(row: Bytes) -> bytes:
    """What counts of a record: the bytes in use, but for its update sequence array."""
    first, numbers = (int.from_bytes(row[at : at + 2].tobytes(), "little") for at in (4, 6))
    used = int.from_bytes(row[24:28].tobytes(), "little")
    return row[:first].tobytes() + row[first + 2 * numbers : used].tobytes()

"""Goes through all file records once and keeps what the other parts compare.

Source: Linux-NTFS documentation, "FILE Record", "$STANDARD_INFORMATION" and "$FILE_NAME".
"""

from zlib import crc32

import numpy as np

from conformance.extract.filesystems.ntfs import attributes as kinds
from conformance.extract.filesystems.ntfs.attributes import RUN, Table, attributes_of, decoded_runs
from conformance.extract.filesystems.ntfs.disk import Disk, TooMuchError
from conformance.extract.filesystems.ntfs.fields import Bytes, Fields, Mask, Numbers, repaired
from conformance.extract.filesystems.ntfs.file_table import FILE, TORN, FileTable
from conformance.extract.filesystems.ntfs.pile import Pile
from conformance.extract.filesystems.ntfs.records import DOS, KEPT, NAME, Records, attribute_keys
from conformance.extract.filesystems.utf16 import shown
from conformance.model.file_names import PROGRAMS

MOST_RUNS, MOST_NAMES, MOST_KEPT = 1_500_000, 2_200_000, 1_500_000
MOST_LISTS = 100_000  # each is of a file in some hundred pieces
_PIECE = 1 << 22
_IN_USE, _FOLDER = 1, 2
_NUMBERED = 48  # B of a header that holds its own number
_TIMES_END, _NAME_BEGIN = 32, 66  # B of $STANDARD_INFORMATION with its times, and of $FILE_NAME before the name


class Scan:
    """What was found so far; `run` goes through the table."""

    def __init__(self, disk: Disk, table: FileTable) -> None:
        count = table.count
        self._disk, self._table = disk, table
        self.whole, self.used, self.folder, self.blank = (np.zeros(count, bool) for _ in range(4))
        self.torn, self.program = np.zeros(count, bool), np.zeros(count, bool)
        self.torn_free = 0
        self.sequence, self.links, self.base, self.size = (np.zeros(count, np.int64) for _ in range(4))
        self.times = np.zeros((count, 3), np.uint64)
        self.names, self.kept, self.runs = Pile(NAME), Pile(KEPT), Pile(RUN)
        self._counts = [0, 0, 0, 0]

    def run(self) -> Records:
        """All records.

        Raises:
            TooMuchError: there is more than is read.
        """
        each = _PIECE // self._disk.boot.record
        for first in range(0, self._table.count, each):
            self._disk.window.beat()
            due = min(each, self._table.count - first)
            rows = self._table.rows(first, due)
            if len(rows):
                self._piece(first, rows)
            if len(rows) < due:
                missing = self._table.count - first - len(rows)
                self._disk.note(0, 0, f"the last {missing} file records can't be read")
                break
        return self._records()

    def _piece(self, first: int, rows: Bytes) -> None:
        fields, size = Fields(rows), self._disk.boot.record
        start = np.arange(len(rows)) * size
        here = slice(first, first + len(rows))
        signature, flags = fields.at(start, 4), fields.at(start + 22, 2)
        is_file = signature == FILE
        whole = repaired(rows) & is_file
        used = flags & _IN_USE > 0
        self.torn[here] = ~whole & (is_file | (signature == TORN))
        self.torn_free += int(np.count_nonzero(~whole & is_file & ~used))
        self._tell(first, signature, (whole, used))
        self.whole[here], self.used[here] = whole, whole & used
        self.folder[here] = whole & (flags & _FOLDER > 0)
        self.sequence[here], self.links[here] = fields.at(start + 16, 2), fields.at(start + 18, 2)
        self.base[here] = np.where(whole, fields.at(start + 32, 8), 0)
        numbered = whole & used & (fields.at(start + 4, 2) >= _NUMBERED)
        other = numbered & (fields.at(start + 44, 4) != first + np.arange(len(rows)))
        for row in self._disk.kept(np.flatnonzero(other)):
            self._note(first + row, f"says that it is record {int(fields.at(start[row : row + 1] + 44, 4)[0])}")
        table, broken = attributes_of(rows, np.flatnonzero(whole))
        for row in self._disk.kept(broken[used[broken]]):
            self._note(first + row, "has attributes that can't be told apart")
        self.blank[here] = whole & ~used & (np.bincount(table["row"], minlength=len(rows)) == 0)
        self.blank[here][broken] = False
        self._values(first, fields, table)
        self._names(first, fields, table, size)
        self._keep(first, rows, table[used[table["row"]]])

    def _note(self, record: int, said: str) -> None:
        self._disk.note(record, self._table.place(record), said)

    def _tell(self, first: int, signature: Numbers, found: tuple[Mask, Mask]) -> None:
        """Records that are none, or torn."""
        whole, used = found
        wrong = (used & ~whole & (signature == FILE)) | (signature == TORN) | ((signature != FILE) & (signature != 0))
        for row in self._disk.kept(np.flatnonzero(wrong)):
            if signature[row] == FILE:
                said = "is torn: its update sequence numbers do not agree"
            elif signature[row] == TORN:
                said = "is marked as torn (BAAD)"
            else:
                said = f"is no file record: it begins with {int(signature[row]).to_bytes(4, 'little').hex(' ')}"
            self._note(first + row, said)

    def _values(self, first: int, fields: Fields, table: Table) -> None:
        """Times and sizes."""
        some = table[(table["type"] == kinds.STANDARD) & ~table["outside"] & (table["size"] >= _TIMES_END)]
        for column, place in enumerate((0, 8, 24)):
            self.times[first + some["row"], column] = fields.at(some["value"] + place, 8).astype(np.uint64)
        data = table[(table["type"] == kinds.DATA) & (table["name"] == kinds.UNNAMED) & (table["low"] == 0)]
        self.size[first + data["row"]] = data["size"]

    def _names(self, first: int, fields: Fields, table: Table, size: int) -> None:
        some = table[(table["type"] == kinds.FILE_NAME) & ~table["outside"]]
        names, good = named(fields, some["value"].astype(np.int64), (some["value"] + some["size"]).astype(np.int64))
        rows = some["row"]
        for row in self._disk.kept(rows[~good & self.used[first + rows]]):
            self._note(first + row, "has a name that ends outside of its attribute")
        names, rows = names[good], rows[good]
        names["record"] = names["held"] = first + rows
        names["live"] = self.used[first + rows]
        for index in np.flatnonzero(names["space"] == DOS).tolist():
            text = shown(fields.text(int(names["at"][index]), 2 * int(names["letters"][index])))
            self.program[names["record"][index]] |= text.lower().endswith(PROGRAMS)
        names["at"] -= rows * size
        self._count(1, len(names), (MOST_NAMES, "names"))
        self.names.add(names)

    def _keep(self, first: int, rows: Bytes, table: Table) -> None:
        """Attributes of records in use, and their runs."""
        for index in self._disk.kept(np.flatnonzero(~np.isin(table["type"], kinds.KNOWN))):
            said = f"has an attribute of type {int(table['type'][index]):#x}, which NTFS 3.1 does not know"
            self._note(first + int(table["row"][index]), said)
        outside = table[table["outside"]]
        runs, whose, broken = decoded_runs(rows, outside)
        runs["owner"] = first + outside["row"][whose]
        for index in self._disk.kept(broken):
            said = f"has an attribute of type {int(outside['type'][index]):#x} whose runs make no sense"
            self._note(first + int(outside["row"][index]), said)
        beyond = (runs["lcn"] < kinds.SPARSE) | (runs["lcn"] + runs["length"] > self._disk.boot.clusters)
        for index in self._disk.kept(np.flatnonzero(beyond)):
            said = f"has {runs['length'][index]} clusters from {runs['lcn'][index]} on, outside of the volume"
            self._note(int(runs["owner"][index]), said)
        runs["lcn"][beyond] = kinds.ASTRAY
        self._count(0, len(runs), (MOST_RUNS, "pieces of files"))
        self.runs.add(runs)
        chosen = table[_is_kept(table) | (self.base[first + table["row"]] != 0)]
        kept = np.zeros(len(chosen), KEPT)
        for name in set(KEPT.names or ()) - {"record", "owner", "text", "value"}:
            kept[name] = chosen[name]
        kept["record"] = first + chosen["row"]
        for name in ("text", "value"):
            kept[name] = chosen[name] - chosen["row"] * rows.shape[1]
        self._count(2, len(kept), (MOST_KEPT, "attributes"))
        self._count(3, int(np.count_nonzero(kept["type"] == kinds.LIST)), (MOST_LISTS, "attribute lists"))
        self.kept.add(kept)

    def _count(self, what: int, more: int, limit: tuple[int, str]) -> None:
        self._counts[what] += more
        if self._counts[what] > limit[0]:
            raise TooMuchError(f"it holds more than {limit[0]} {limit[1]}; the rest is not read here")

    def _records(self) -> Records:
        """With the owner of each attribute: of one in a record that only goes on with another, that one."""
        numbers = self.base & (1 << 48) - 1
        inside = numbers < len(self.base)
        owner = np.where((self.base != 0) & inside, numbers, np.arange(len(self.base)))
        names, kept, runs = self.names.all(), self.kept.all(), self.runs.all()
        names["record"], kept["owner"] = owner[names["record"]], owner[kept["record"]]
        runs["owner"] = owner[runs["owner"]]
        runs = runs[np.lexsort((runs["vcn"], attribute_keys(runs)))]
        further = np.flatnonzero((owner != np.arange(len(owner))) & (self.size > 0))
        further = further[self.used[further] == self.used[owner[further]]]
        self.size[owner[further]] = self.size[further]
        return Records(
            whole=self.whole,
            torn=self.torn,
            torn_free=self.torn_free,
            used=self.used,
            folder=self.folder,
            blank=self.blank,
            program=self.program,
            sequence=self.sequence,
            links=self.links,
            base=self.base,
            size=self.size,
            times=self.times,
            names=names,
            kept=kept,
            runs=runs,
        )


def _is_kept(table: Table) -> Mask:
    wanted = (kinds.LIST, kinds.VOLUME_NAME, kinds.VOLUME_INFORMATION, kinds.INDEX_ROOT, kinds.BITMAP)
    streams = (table["type"] == kinds.DATA) & (table["name"] != kinds.UNNAMED)
    kept: Mask = table["outside"] | np.isin(table["type"], wanted) | streams
    return kept


def named(fields: Fields, begin: Numbers, end: Numbers) -> tuple[Table, Mask]:
    """Of values of $FILE_NAME the names, `at` the place of their letters; and which of them end where they should."""
    good = (end - begin >= _NAME_BEGIN) & (begin % 8 == 0)
    there = np.where(good, begin, 0)
    letters = np.where(good, fields.byte(there + 64 * good), 0)
    good &= begin + _NAME_BEGIN + 2 * letters <= end
    table = np.zeros(len(begin), NAME)
    table["parent"], table["space"] = fields.at(there, 8), fields.byte(there + 65 * good)
    table["at"], table["letters"] = there + _NAME_BEGIN, letters
    data, first, last = fields.bytes.data, there + _NAME_BEGIN, np.where(good, there + _NAME_BEGIN + 2 * letters, 0)
    letters_of = zip(first.tolist(), last.tolist(), table["space"].tolist(), strict=True)
    table["key"] = [crc32(data[at:to], space) for at, to, space in letters_of]
    return table, good

"""Reads what folders list, from the roots of their indexes and from the blocks below, each block once.

Source: Linux-NTFS documentation, "$INDEX_ROOT", "$INDEX_ALLOCATION" and "Concepts: Index Record".
"""

from dataclasses import dataclass

import numpy as np

from conformance.extract.filesystems.ntfs import attributes as kinds
from conformance.extract.filesystems.ntfs.attributes import Table
from conformance.extract.filesystems.ntfs.disk import Disk, TooMuchError
from conformance.extract.filesystems.ntfs.fields import Bytes, Fields, Mask, Numbers, repaired
from conformance.extract.filesystems.ntfs.file_table import FileTable
from conformance.extract.filesystems.ntfs.pile import Pile
from conformance.extract.filesystems.ntfs.records import Records
from conformance.extract.filesystems.ntfs.scan import named
from conformance.extract.filesystems.ntfs.stream import Stream, runs_for

MOST_LISTED = 2_200_000
MOST_INDEX_BYTES = 1 << 30
MOST_LARGE_FOLDERS = 30_000
_INDX = int.from_bytes(b"INDX", "little")
_ROOT_HEAD, _BLOCK_HEAD = 16, 24  # B before the header of the entries
_BELOW, _LAST = 1, 2
_AT_ONCE = 1 << 10  # blocks
_TOGETHER = 1 << 12  # records
_SMALL_STEP = 512  # B that a block is counted in where it is smaller than a cluster
_KEY = 16  # B of an entry before its $FILE_NAME

# An entry of a folder, `reference` the file that it names
LISTED = np.dtype([("folder", "<u4"), ("reference", "<i8"), ("key", "<u4"), ("letters", "u1"), ("at", "<i8")])


@dataclass(frozen=True)
class _Node:
    """Entries found in several nodes of one folder or more, by node: `below` are node and place of a further one."""

    listed: Table
    below: Numbers
    broken: Numbers


def read_indexes(disk: Disk, table: FileTable, records: Records) -> Table:
    """What all folders in use list.

    Raises:
        TooMuchError: there is more than is read.
    """
    reader = _Reader(disk, table, records)
    reader.roots()
    reader.blocks()
    return reader.listed.all()


class _Reader:
    """The entries found so far, and the nodes below the roots that are still to be read."""

    def __init__(self, disk: Disk, table: FileTable, records: Records) -> None:
        self._disk, self._table, self._records = disk, table, records
        self.listed = Pile(LISTED)
        self._todo: dict[int, list[int]] = {}  # folder: clusters of its blocks
        self._count = self._bytes = 0
        self._step = disk.boot.cluster if disk.boot.cluster <= disk.boot.block else _SMALL_STEP

    def roots(self) -> None:
        """The root of every index, in the record or in one that goes on with it."""
        records, kept = self._records, self._records.kept
        chosen = kept[
            (kept["type"] == kinds.INDEX_ROOT) & (kept["name"] == kinds.FOLDER_INDEX) & records.folder[kept["owner"]]
        ]
        chosen = chosen[~chosen["outside"] & (chosen["size"] >= _ROOT_HEAD + 16)]
        without = records.used & records.folder & (records.base == 0)
        without[chosen["owner"]] = False
        for number in self._disk.kept(np.flatnonzero(without)):
            self._note(number, "is a folder without an index of names ($I30)")
        group = chosen["record"] // _TOGETHER
        for one in np.unique(group).tolist():
            self._disk.window.beat()
            some = chosen[group == one]
            rows = self._table.rows(one * _TOGETHER, _TOGETHER)[some["record"] - one * _TOGETHER]
            repaired(rows)
            start = np.arange(len(rows)) * self._disk.boot.record + some["value"]
            places = np.array([self._table.place(number) for number in some["record"].tolist()]) + some["value"]
            self._take(rows, (start + _ROOT_HEAD, start + some["size"]), (some["owner"], places, start))

    def blocks(self) -> None:
        """All blocks below, folder by folder."""
        if len(self._todo) > MOST_LARGE_FOLDERS:
            raise TooMuchError(f"it has more than {MOST_LARGE_FOLDERS} large folders; the rest is not read here")
        allocated = self._marked()
        kept, large = self._records.kept, dict[int, int]()
        for one in kept[_of_folders(kept, kinds.INDEX_ALLOCATION) & (kept["low"] == 0)]:
            large[int(one["owner"])] = int(one["size"])
        for folder in sorted({*self._todo, *(number for number, marked in allocated.items() if len(marked))}):
            self._disk.window.beat()
            runs = runs_for(self._records.runs, folder, kinds.INDEX_ALLOCATION, kinds.FOLDER_INDEX)
            seen = self._walk(folder, Stream(self._disk, runs, large.get(folder, 0)))
            marked = set((allocated.get(folder, np.zeros(0, np.int64))).tolist())
            used = {at * self._step // self._disk.boot.block for at in seen}
            if used - marked:
                self._note(folder, f"marks {len(used - marked)} blocks of its index as free that are part of it")
            if marked - used:
                self._note(folder, f"marks {len(marked - used)} blocks of its index as in use that are no part of it")

    def _walk(self, folder: int, stream: Stream) -> set[int]:
        """The blocks of one folder, level by level; where they begin, in clusters."""
        size, seen, level = self._disk.boot.block, set[int](), self._todo.pop(folder, [])
        while level:
            fresh = [at for at in dict.fromkeys(level) if at not in seen]
            if len(fresh) < len(level):
                self._note(folder, "has an index that leads to one of its blocks twice")
            seen.update(fresh)
            level = []
            for begin in range(0, len(fresh), _AT_ONCE):
                some = fresh[begin : begin + _AT_ONCE]
                there = [at for at in some if 0 <= at * self._step <= stream.size - size]
                if len(there) < len(some):
                    self._note(folder, "has an index that leads out of its blocks")
                self._bytes += len(there) * size
                if self._bytes > MOST_INDEX_BYTES:
                    raise TooMuchError(f"its folders take more than {MOST_INDEX_BYTES} B; the rest is not read here")
                self._level(folder, stream, there)
                level += self._todo.pop(folder, [])
        return seen

    def _level(self, folder: int, stream: Stream, there: list[int]) -> None:
        size = self._disk.boot.block
        read = [(at, data) for at in there if len(data := stream.read(at * self._step, size)) == size]
        if len(read) < len(there):
            self._note(folder, f"has {len(there) - len(read)} blocks of its index beyond the end of the image")
        rows = np.frombuffer(b"".join(data for _, data in read), np.uint8).reshape(-1, size).copy()
        at = np.array([at for at, _ in read], np.int64)
        fields, start = Fields(rows), np.arange(len(rows)) * size
        whole = repaired(rows) & (fields.at(start, 4) == _INDX)
        good = whole & (fields.at(start + 16, 8) == at)
        for wrong in at[~good].tolist():
            place = stream.place(wrong * self._step)
            self._note(folder, f"has a block {wrong} of its index that is torn, or another one", place)
        places = np.array([stream.place(one * self._step) for one in at[good].tolist()], np.int64)
        rows = rows[good]
        start = np.arange(len(rows)) * size
        head = start + _BLOCK_HEAD
        self._take(rows, (head, start + size), (np.full(len(rows), folder), places, start))

    def _take(self, rows: Bytes, bounds: tuple[Numbers, Numbers], whose: tuple[Numbers, Numbers, Numbers]) -> None:
        """Entries of nodes that begin and end there; of each the folder, its place in the volume and in the rows."""
        folder, places, start = whose
        found = _entries(Fields(rows), *bounds)
        listed = found.listed
        node = listed["folder"]
        listed["at"] += places[node] - start[node]
        listed["folder"] = folder[node]
        self._count += len(listed)
        if self._count > MOST_LISTED:
            raise TooMuchError(f"its folders list more than {MOST_LISTED} names; the rest is not read here")
        self.listed.add(listed)
        for one in self._disk.kept(found.broken):
            self._note(int(folder[one]), "lists entries that can't be told apart", int(places[one]))
        for one, at in found.below.tolist():
            self._todo.setdefault(int(folder[one]), []).append(at)

    def _marked(self) -> dict[int, Numbers]:
        """Blocks that the bitmap of each folder's index marks as in use."""
        kept, found = self._records.kept, dict[int, Numbers]()
        chosen = kept[_of_folders(kept, kinds.BITMAP) & (kept["low"] == 0)]
        for one in chosen:
            owner, size = int(one["owner"]), int(one["size"])
            if one["outside"]:
                runs = runs_for(self._records.runs, owner, kinds.BITMAP, kinds.FOLDER_INDEX)
                data = Stream(self._disk, runs, size).read(0, MOST_INDEX_BYTES // self._disk.boot.block // 8)
            else:
                row, value = self._table.whole(int(one["record"])).reshape(-1), int(one["value"])
                data = row[value : value + size].tobytes()
            if any(data):
                found[owner] = np.flatnonzero(np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little"))
        return found

    def _note(self, folder: int, said: str, place: int = 0) -> None:
        self._disk.note(folder, place or self._table.place(folder), said)


def _of_folders(kept: Table, kind: int) -> Mask:
    mask: Mask = (kept["type"] == kind) & (kept["name"] == kinds.FOLDER_INDEX)
    return mask


def _entries(fields: Fields, head: Numbers, most: Numbers) -> _Node:
    """Entries of nodes whose headers stand there, and which end at most there."""
    node = np.arange(len(head))
    at, end = head + fields.at(head, 4), head + fields.at(head + 4, 4)
    broken = [node[end > most]]
    end = np.minimum(end, most)
    found, below = list[tuple[Numbers, Numbers, Numbers]](), list[Numbers]()
    while len(node):
        good = (at % 8 == 0) & (at + 16 <= end)
        broken.append(node[~good])
        node, at, end = node[good], at[good], end[good]
        length, flags = fields.at(at + 8, 2), fields.at(at + 12, 2)
        deep = flags & _BELOW > 0
        good = (length >= np.where(deep, 24, 16)) & (length % 8 == 0) & (at + length <= end)
        broken.append(node[~good])
        node, at, end, length, flags, deep = (one[good] for one in (node, at, end, length, flags, deep))
        down = fields.at(at[deep] + length[deep] - 8, 8)
        below.append(np.stack((node[deep], down), axis=1))
        going = flags & _LAST == 0
        node, at, end, length, deep = (one[going] for one in (node, at, end, length, deep))
        found.append((node, at, at + length - 8 * deep))
        at = at + length
    return _node(fields, found, (below, broken))


def _node(
    fields: Fields, found: list[tuple[Numbers, Numbers, Numbers]], others: tuple[list[Numbers], list[Numbers]]
) -> _Node:
    below, broken = others
    none = np.zeros(0, np.int64)
    node, at, end = (np.concatenate([one[part] for one in found] or [none]) for part in range(3))
    names, good = named(fields, at + _KEY, end)
    listed = np.zeros(len(names), LISTED)
    listed["folder"], listed["reference"] = node, fields.at(at, 8)
    listed["key"], listed["letters"], listed["at"] = names["key"], names["letters"], at
    broken.append(node[~good])
    return _Node(
        listed[good], np.concatenate(below) if below else none.reshape(0, 2), np.unique(np.concatenate(broken))
    )

"""Follows the maps from each inode to its blocks, by trees of extents and by lists of pointers, into runs.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "The Contents of inode.i_block". All nodes of
one level are worked on at once; each block of a map is read once, however many claim it, so that a loop ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ext.checksums import CRC32C, Bytes
from conformance.extract.filesystems.ext.disk import Disk, TooMuchError
from conformance.extract.filesystems.ext.groups import Numbers
from conformance.extract.filesystems.ext.inodes import EXTENTS, FOLDER, INLINE, LINK, REGULAR, Live, seeds

Runs: TypeAlias = NDArray[np.void]
Mask: TypeAlias = NDArray[np.bool_]

MOST_RUNS = 2_000_000
DATA, UNWRITTEN, TREE = 0, 1, 2
RUN = np.dtype([("owner", "<u4"), ("kind", "u1"), ("logical", "<i8"), ("start", "<i8"), ("length", "<i8")])
BAD_BLOCKS = 1
_MAGIC, _HEADER, _ENTRY, _TAIL = 0xF30A, 12, 12, 4  # eh_magic; B of headers, entries, extent tails
_DEEPEST = 5
_LONGEST = 32768  # blocks of a written extent; above, it is an unwritten one
_SPARE = 2  # entries by which eh_max may fall short, as e2fsprogs allows
FAST = 60  # B: a shorter target stands in the inode itself
_AT_ONCE = 256  # blocks of maps


@dataclass(frozen=True)
class _Nodes:
    """Blocks of maps to be read: index of the inode, block, level above the data, first logical block."""

    who: Numbers
    block: Numbers
    level: Numbers
    logical: Numbers

    def part(self, chosen: Mask | Numbers) -> "_Nodes":
        return _Nodes(self.who[chosen], self.block[chosen], self.level[chosen], self.logical[chosen])


def map_blocks(disk: Disk, live: Live) -> Runs:
    """Runs of blocks of all `live` inodes, by owner and logical block; those outside of the volume are told."""
    kind = live["mode"] >> 12
    fast = (kind == LINK) & (live["size"] < FAST)
    mapped = np.isin(kind, (FOLDER, REGULAR, LINK)) & ~fast & (live["flags"] & INLINE == 0)
    mapped |= live["number"] == BAD_BLOCKS
    trees = mapped & (live["flags"] & EXTENTS > 0)
    mapper = _Mapper(disk, live)
    mapper.trees(np.flatnonzero(trees))
    mapper.pointers(np.flatnonzero(mapped & ~trees))
    runs = np.concatenate(mapper.runs) if mapper.runs else np.zeros(0, RUN)
    return runs[np.lexsort((runs["logical"], runs["owner"]))]


def runs_of(runs: Runs, number: int) -> Runs:
    """Those of one inode."""
    low, high = np.searchsorted(runs["owner"], (number, number + 1))
    return runs[low:high]


class _Mapper:
    """The runs found so far."""

    def __init__(self, disk: Disk, live: Live) -> None:
        self.disk, self.live, self.runs = disk, live, list[Runs]()
        self._count, self._seen = 0, set[int]()
        self._seeds = seeds(disk, live) if disk.block.summed else np.zeros(0, np.uint32)

    def trees(self, who: Numbers) -> None:
        """Trees of extents, from the roots that i_block holds."""
        most = (60 - _HEADER) // _ENTRY
        for begin in range(0, len(who), 1 << 14):
            part = who[begin : begin + (1 << 14)]
            nodes = _Nodes(part, np.zeros_like(part), np.full(len(part), -1), np.zeros_like(part))
            todo = [self._extents(nodes, self.live["block"][part], most)]
            while todo:
                for some, rows in self._fetch(todo.pop()):
                    todo.append(self._extents(some, rows, (rows.shape[1] - _HEADER) // _ENTRY))

    def pointers(self, who: Numbers) -> None:
        """Twelve blocks of data, then one block each of pointers to them over one, two and three levels."""
        each = self.disk.block.block_size // 4
        bases = (12, 12 + each, 12 + each + each * each)
        for begin in range(0, len(who), 1 << 14):
            part = who[begin : begin + (1 << 14)]
            rows = np.ascontiguousarray(self.live["block"][part]).view("<u4").astype(np.int64)
            self._data(part, rows[:, :12], np.zeros_like(part))
            todo = []
            for level, base in enumerate(bases, 1):
                here = np.flatnonzero(rows[:, 11 + level])
                shape = np.ones(len(here), np.int64)
                todo.append(self._claimed(_Nodes(part[here], rows[here, 11 + level], shape * level, shape * base)))
            while todo:
                for some, data in self._fetch(todo.pop()):
                    todo.extend(self._indirect(some, data.view("<u4").astype(np.int64)))

    def _add(self, who: Numbers, columns: tuple[Numbers, Numbers, Numbers], kind: Numbers | int) -> Mask:
        """Take runs by logical block, first block and length; which of them lie in the volume."""
        logical, start, length = columns
        block = self.disk.block
        good = (start >= block.first_block) & (start + length <= block.blocks)
        for index in np.flatnonzero(~good):
            said = f"maps block {start[index]}, {length[index]} long, outside of the volume's {block.blocks} blocks"
            self._note(int(who[index]), said)
        runs = np.zeros(np.count_nonzero(good), RUN)
        runs["owner"], runs["kind"] = self.live["number"][who[good]], np.broadcast_to(kind, len(who))[good]
        runs["logical"], runs["start"], runs["length"] = logical[good], start[good], length[good]
        self._count += len(runs)
        if self._count > MOST_RUNS:
            raise TooMuchError(f"its files lie in more than {MOST_RUNS} pieces; the rest is not read here")
        if len(runs):
            self.runs.append(runs)
        return good

    def _note(self, who: int, said: str, block: int = 0) -> None:
        offset = block * self.disk.block.block_size or int(self.live["offset"][who])
        self.disk.note(int(self.live["number"][who]), offset, said)

    def _claimed(self, nodes: _Nodes) -> _Nodes:
        """Blocks of maps as runs; those that lie in the volume."""
        columns = (nodes.logical, nodes.block, np.ones_like(nodes.block))
        return nodes.part(self._add(nodes.who, columns, TREE))

    def _fetch(self, nodes: _Nodes) -> Iterator[tuple[_Nodes, Bytes]]:
        """Blocks of maps with their bytes (n, bytes of a block), those that were read before left out."""
        new = []
        for index, block in enumerate(nodes.block.tolist()):
            if block not in self._seen:
                self._seen.add(block)
                new.append(index)
        size = self.disk.block.block_size
        for begin in range(0, len(new), _AT_ONCE):
            self.disk.window.beat()
            some = new[begin : begin + _AT_ONCE]
            read = [self.disk.read(int(nodes.block[index])) for index in some]
            there = [index for index, data in zip(some, read, strict=True) if len(data) == size]
            whole = b"".join(data for data in read if len(data) == size)
            for index in sorted(set(some) - set(there)):
                self._note(
                    int(nodes.who[index]), f"has block {nodes.block[index]} of its map beyond the end of the image"
                )
            yield nodes.part(np.array(there, np.int64)), np.frombuffer(whole, np.uint8).reshape(-1, size)

    def _indirect(self, nodes: _Nodes, rows: Numbers) -> Iterator[_Nodes]:
        """What blocks of pointers point to."""
        each = rows.shape[1]
        last = nodes.level == 1
        self._data(nodes.who[last], rows[last], nodes.logical[last])
        upper, pointers = nodes.part(~last), rows[~last]
        row, column = np.nonzero(pointers)
        if len(row):
            level = upper.level[row] - 1
            logical = upper.logical[row] + column * each**level
            yield self._claimed(_Nodes(upper.who[row], pointers[row, column], level, logical))

    def _data(self, who: Numbers, rows: Numbers, base: Numbers) -> None:
        """Pointers to data (n, pointers), consecutive ones as one run."""
        row, column = np.nonzero(rows)
        if not len(row):
            return
        start, logical, owner = rows[row, column], base[row] + column, who[row]
        joined = (np.diff(start) == 1) & (np.diff(logical) == 1) & (np.diff(owner) == 0)
        begins = np.flatnonzero(np.concatenate(([True], ~joined)))
        length = np.diff(np.append(begins, len(start)))
        self._add(owner[begins], (logical[begins], start[begins], length), DATA)

    def _extents(self, nodes: _Nodes, rows: Bytes, most: int) -> _Nodes:
        """What nodes of trees hold: extents as runs, and the nodes below."""
        head = np.ascontiguousarray(rows[:, :8]).view("<u2").astype(np.int64)
        root = nodes.level < 0
        wrong = (head[:, 0] != _MAGIC) | (head[:, 1] > head[:, 2]) | (head[:, 2] > most) | (head[:, 2] < most - _SPARE)
        wrong |= (
            (head[:, 3] > _DEEPEST) | (~root & (head[:, 3] != nodes.level)) | ((head[:, 3] > 0) & (head[:, 1] == 0))
        )
        for index in np.flatnonzero(wrong):
            magic, count, room, depth = head[index]
            said = f"has no extent header: magic {magic:04x}, {count} entries of {room}, depth {depth}"
            self._note(int(nodes.who[index]), said, int(nodes.block[index]))
        self._check_sums(nodes.part(~root & ~wrong), rows[~root & ~wrong], head[~root & ~wrong, 2])
        nodes, rows, head = nodes.part(~wrong), rows[~wrong], head[~wrong]
        entries = rows[:, _HEADER : _HEADER + most * _ENTRY].reshape(len(rows), most, _ENTRY)
        held = np.arange(most) < head[:, 1:2]
        self._check_order(nodes, _field(entries, 0, 4), held)
        leaf = head[:, 3] == 0
        self._leaves(nodes.part(leaf), entries[leaf], held[leaf])
        row, column = np.nonzero(held & ~leaf[:, np.newaxis])
        below = entries[row, column]
        block = _field(below, 4, 4) | _field(below, 8, 2) << 32
        return self._claimed(_Nodes(nodes.who[row], block, head[row, 3] - 1, _field(below, 0, 4)))

    def _leaves(self, nodes: _Nodes, entries: Bytes, held: Mask) -> None:
        row, column = np.nonzero(held)
        found = entries[row, column]
        length = _field(found, 4, 2)
        for index in np.flatnonzero(length == 0):
            self._note(int(nodes.who[row[index]]), "has an extent of no blocks", int(nodes.block[row[index]]))
        kind = np.where(length > _LONGEST, UNWRITTEN, DATA)
        length = np.where(length > _LONGEST, length - _LONGEST, length)
        start = _field(found, 8, 4) | _field(found, 6, 2) << 32
        some = length > 0
        columns = (_field(found, 0, 4)[some], start[some], length[some])
        self._add(nodes.who[row][some], columns, kind[some])

    def _check_order(self, nodes: _Nodes, logical: Numbers, held: Mask) -> None:
        """Entries of a node ascend, and begin where the node above says."""
        falling = ((np.diff(logical, axis=1) <= 0) & held[:, 1:]).any(axis=1)
        astray = held[:, 0] & (nodes.level >= 0) & (logical[:, 0] != nodes.logical)
        for wrong, said in (
            (falling, "has extents that do not ascend"),
            (astray, "has extents that do not begin where the node above says"),
        ):
            for index in np.flatnonzero(wrong):
                self._note(int(nodes.who[index]), said, int(nodes.block[index]))

    def _check_sums(self, nodes: _Nodes, rows: Bytes, room: Numbers) -> None:
        """et_checksum, which stands behind the room for entries."""
        if not self.disk.block.summed:
            return
        for most in np.unique(room):
            here, end = np.flatnonzero(room == most), _HEADER + int(most) * _ENTRY
            if end + _TAIL > rows.shape[1]:
                continue
            found = CRC32C.of_rows(rows[here, :end], self._seeds[nodes.who[here]])
            stated = np.ascontiguousarray(rows[here, end : end + _TAIL]).view("<u4").ravel()
            for index in np.flatnonzero(found != stated):
                said = f"has extents of checksum {found[index]:08x}, and states {stated[index]:08x} (et_checksum)"
                self._note(int(nodes.who[here[index]]), said, int(nodes.block[here[index]]))


def _field(entries: Bytes, at: int, count: int) -> Numbers:
    """Little-endian numbers at that byte of each entry."""
    return np.ascontiguousarray(entries[..., at : at + count]).view(f"<u{count}")[..., 0].astype(np.int64)

"""Compares the clusters that files hold with each other, with what their attributes state, and with $Bitmap.

Source: Linux-NTFS documentation, "$Bitmap", "$BadClus" and "Concepts: Data Runs".
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from conformance.extract.filesystems.ntfs.attributes import Table
from conformance.extract.filesystems.ntfs.disk import Disk, stretches
from conformance.extract.filesystems.ntfs.fields import Mask, Numbers
from conformance.extract.filesystems.ntfs.file_table import FileTable
from conformance.extract.filesystems.ntfs.records import Records
from conformance.extract.filesystems.ntfs.stream import Stream

BITMAP_RECORD, BAD_RECORD = 6, 8
BAD_STREAM = crc32("$Bad".encode("utf-16-le"))
_PIECE = 1 << 20  # clusters
_MOST_TOLD = 4  # runs of a piece that are told one by one


@dataclass(frozen=True)
class Usage:
    """Clusters that files can have, free ones by $Bitmap, and those that are marked as bad."""

    usable: int
    free: int
    bad: int


@dataclass(frozen=True)
class Claims:
    """Runs of clusters from `start` to `end` with their owners, by start; `last` is the run that reaches farthest."""

    start: Numbers
    end: Numbers
    owner: Numbers
    last: Numbers

    def owner_of(self, cluster: int) -> int:
        """One of those that hold a cluster which is held."""
        return int(self.owner[self.last[int(np.searchsorted(self.start, cluster, "right")) - 1]])

    def painted(self, first: int, count: int) -> Mask:
        """Which of the clusters from `first` on are held."""
        low = int(np.searchsorted(self._reached, first, "right"))
        high = int(np.searchsorted(self.start, first + count))
        begins, ends = np.maximum(self.start[low:high] - first, 0), np.clip(self.end[low:high] - first, 0, count)
        steps = np.bincount(begins, minlength=count + 1) - np.bincount(ends, minlength=count + 1)
        held: Mask = np.cumsum(steps[:count]) > 0
        return held

    @property
    def _reached(self) -> Numbers:
        return self.end[self.last]


def check_usage(disk: Disk, table: FileTable, records: Records, bitmap: Stream) -> Usage:
    """All of it; `bitmap` holds a bit for each cluster."""
    runs = records.runs[records.runs["lcn"] >= 0]
    claims = claims_of(runs)
    _check_shared(disk, table, claims)
    free = _Comparison(disk, table, claims, bitmap).run()
    bad = (runs["owner"] == BAD_RECORD) & (runs["name"] == BAD_STREAM)
    own = records.is_system[runs["owner"]] | bad
    taken = claims_of(runs[own])
    held = max(0, min(disk.boot.clusters, disk.window.held(disk.boot.size) // disk.boot.cluster))
    used = sum(int(np.count_nonzero(taken.painted(first, min(_PIECE, held - first)))) for first in _pieces(taken, held))
    return Usage(held - used, free, int(runs["length"][bad].sum()))


def _pieces(claims: Claims, clusters: int) -> list[int]:
    """Where pieces begin that hold any."""
    some = set[int]()
    for start, end in zip((claims.start // _PIECE).tolist(), ((claims.end - 1) // _PIECE).tolist(), strict=True):
        some.update(range(start, end + 1))
    return sorted(one * _PIECE for one in some if one * _PIECE < clusters)


def claims_of(runs: Table) -> Claims:
    """Of runs that have clusters."""
    runs = runs[np.argsort(runs["lcn"], kind="stable")]
    start = runs["lcn"].astype(np.int64)
    end = start + runs["length"]
    reached = np.maximum.accumulate(end)
    last = np.maximum.accumulate(np.where(end == reached, np.arange(len(end)), 0))
    return Claims(start, end, runs["owner"].astype(np.int64), last)


def _check_shared(disk: Disk, table: FileTable, claims: Claims) -> None:
    """Clusters that two hold, told of the one whose run begins later."""
    before = claims.last[:-1]
    shared = np.minimum(claims.end[before], claims.end[1:]) - claims.start[1:]
    for index in disk.kept(np.flatnonzero(shared > 0)):
        owner, other = int(claims.owner[index + 1]), int(claims.owner[before[index]])
        said = f"holds {shared[index]} clusters from {claims.start[index + 1]} on that are also those of"
        disk.note(owner, table.place(owner), said, other)


class _Comparison:
    """$Bitmap and claims, piece by piece."""

    def __init__(self, disk: Disk, table: FileTable, claims: Claims, bitmap: Stream) -> None:
        self._disk, self._table, self._claims, self._bitmap = disk, table, claims, bitmap

    def run(self) -> int:
        """How many clusters are marked free."""
        clusters, free = self._disk.boot.clusters, 0
        for first in range(0, clusters, _PIECE):
            self._disk.window.beat()
            count = min(_PIECE, clusters - first)
            data = self._bitmap.read(first // 8, -(-count // 8))
            there = min(count, 8 * len(data))
            if there:
                used = np.unpackbits(np.frombuffer(data, np.uint8), count=there, bitorder="little").astype(bool)
                free += there - int(np.count_nonzero(used))
                self._compare(first, used)
            if there < count:
                said = f"has no bits for the last {clusters - first - there} clusters"
                self._disk.note(BITMAP_RECORD, self._table.place(BITMAP_RECORD), said)
                break
        return free

    def _compare(self, first: int, used: Mask) -> None:
        held = self._claims.painted(first, len(used))
        if np.array_equal(held, used):
            return
        begins, ends = stretches(held & ~used)
        for begin, end in zip(begins[:_MOST_TOLD].tolist(), ends.tolist(), strict=False):
            said = f"holds clusters that $Bitmap shows free: {end - begin} from {first + begin} on"
            self._disk.note(self._claims.owner_of(first + begin), self._place(first + begin), said)
        begins_lost, ends_lost = stretches(used & ~held)
        for begin, end in zip(begins_lost[:_MOST_TOLD].tolist(), ends_lost.tolist(), strict=False):
            said = f"shows clusters in use that nobody holds: {end - begin} from {first + begin} on"
            self._disk.note(BITMAP_RECORD, self._place(first + begin), said)
        self._disk.noted += sum(max(0, len(some) - _MOST_TOLD) for some in (begins, begins_lost))

    def _place(self, cluster: int) -> int:
        """Where in the volume the bit of a cluster stands."""
        return self._bitmap.place(cluster // 8)

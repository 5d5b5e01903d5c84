"""Reads what an attribute holds by position, wherever its clusters lie."""

from bisect import bisect_left, bisect_right

from conformance.extract.filesystems.ntfs.attributes import SPARSE, Table
from conformance.extract.filesystems.ntfs.disk import Disk


class Stream:
    """`size` bytes in `runs`, sorted by `vcn`; what lies in no run of the volume ends them, sparse ones are 0."""

    def __init__(self, disk: Disk, runs: Table, size: int) -> None:
        self._disk, self.size = disk, max(0, size)
        self._vcn, self._lcn = runs["vcn"].tolist(), runs["lcn"].tolist()
        self._end = (runs["vcn"] + runs["length"]).tolist()

    def place(self, position: int) -> int:
        """Offset in the volume of a position, 0 where it has none."""
        return max(0, self._stretch(position)[0])

    def read(self, position: int, count: int) -> bytes:
        """Bytes there, fewer where the stream or the image ends."""
        count, pieces = min(count, self.size - position), []
        while count > 0:
            place, length = self._stretch(position)
            wanted = min(count, length)
            data = bytes(wanted) if place == SPARSE else self._disk.window.read(place, wanted)
            pieces.append(data)
            if len(data) < wanted or not wanted:
                break
            position, count = position + wanted, count - wanted
        return b"".join(pieces)

    def _stretch(self, position: int) -> tuple[int, int]:
        """Offset in the volume, `SPARSE` = in none, and how many bytes follow there in one run."""
        cluster = self._disk.boot.cluster
        vcn, into = divmod(position, cluster)
        run = bisect_right(self._vcn, vcn) - 1
        if run < 0 or vcn >= self._end[run]:
            return SPARSE, 0
        length = (self._end[run] - vcn) * cluster - into
        if self._lcn[run] < 0:
            return SPARSE, length if self._lcn[run] == SPARSE else 0
        return (self._lcn[run] + vcn - self._vcn[run]) * cluster + into, length


def runs_for(runs: Table, owner: int, kind: int, name: int) -> Table:
    """Of the runs of all `Records` those of one attribute."""
    owners = runs["owner"]  # of which numpy.searchsorted would make a copy
    some = runs[bisect_left(owners, owner) : bisect_right(owners, owner)]
    found: Table = some[(some["type"] == kind) & (some["name"] == name)]
    return found

"""What was read of all file records, as the other parts compare it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ntfs.attributes import Table
from conformance.extract.filesystems.ntfs.fields import Mask, Numbers

RESERVED = 24  # the records below are the file system's own
EXTEND = 11  # the folder of further ones
DOS = 2  # namespace of a short name beside a long one
_DEEPEST_SYSTEM = 8  # folders below $Extend

# A name of a file `record`: its letters stand at `at` of the record `held`, and `key` is a checksum of them with the
# namespace
NAME = np.dtype(
    [
        *(("record", "<u4"), ("held", "<u4"), ("parent", "<i8"), ("key", "<u4"), ("space", "u1"), ("letters", "u1")),
        *(("at", "<i4"), ("live", "?")),
    ]
)
KEPT = np.dtype(
    [
        *(("record", "<u4"), ("owner", "<u4"), ("type", "<u4"), ("outside", "?"), ("letters", "u1"), ("text", "<i4")),
        *(("name", "<u4"), ("flags", "<u2"), ("instance", "<u2"), ("value", "<i4"), ("size", "<i8")),
        *(("allocated", "<i8"), ("valid", "<i8"), ("low", "<i8")),
    ]
)


@dataclass(frozen=True)
class Records:
    """All records by number: `whole` ones, those of them `used` or not, and what each states.

    `names` are of whole ones, `kept` attributes of used ones, whose places count from their record on; `runs` are by
    owner, the record that an attribute belongs to, then by attribute and by `vcn`. Deleted records without any
    attribute are `blank`. Of the `torn` ones `torn_free` are not in use.
    """

    whole: Mask
    torn: Mask
    torn_free: int
    used: Mask
    folder: Mask
    blank: Mask
    program: Mask
    sequence: Numbers
    links: Numbers
    base: Numbers
    size: Numbers
    times: NDArray[np.uint64]
    names: Table
    kept: Table
    runs: Table

    @property
    def count(self) -> int:
        """How many the table holds."""
        return len(self.whole)

    @cached_property
    def is_system(self) -> Mask:
        """Which are the file system's own: the reserved ones, and what lies below $Extend."""
        above = np.zeros(self.count, np.int64)
        parents = self.names["parent"] & (1 << 48) - 1
        inside = self.names["live"] & (parents < self.count)
        above[self.names["record"][inside]] = parents[inside]
        found = np.arange(self.count) < RESERVED
        below = above == EXTEND
        for _ in range(_DEEPEST_SYSTEM):
            below = below | below[above]
        below[:1] = False
        system: Mask = found | below
        return system

    def holds(self, references: Numbers) -> Mask:
        """Which of those file references name a base record in use, by its sequence number."""
        number = references & (1 << 48) - 1
        there = number < self.count
        number = np.where(there, number, 0)
        same = self.sequence[number] == (references >> 48 & 0xFFFF)
        held: Mask = there & self.used[number] & same & (self.base[number] == 0)
        return held


def attribute_keys(rows: Table) -> NDArray[np.uint64]:
    """Owner, type and name of each in one number, which ascends with the owner: records are fewer than 2**20."""
    kind = rows["type"].astype(np.uint64) >> np.uint64(4) & np.uint64(0xFFF)
    high = rows["owner"].astype(np.uint64) << np.uint64(44) | kind << np.uint64(32)
    return np.bitwise_or(high, rows["name"].astype(np.uint64), dtype=np.uint64)

"""Reads the sample tables of one track into integer arrays, bounded by what their boxes really hold.

Source: ISO/IEC 14496-12, 8.6.1 (`stts`, `ctts`), 8.6.2 (`stss`), 8.7.3 (`stsz`, `stz2`), 8.7.4 (`stsc`),
8.7.5 (`stco`, `co64`).
"""

from dataclasses import dataclass
from struct import Struct
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from conformance.extract.isobmff.boxes import Node, at_most_one, children, fields, one
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.extract.isobmff.headers import UNSAID, SampleEntry, SoundFrame, sample_entries

Ints: TypeAlias = npt.NDArray[np.int64]

MAX_ROWS = 1 << 23  # entries of one table; 24 h at 60 Hz take 5 184 000
FARTHEST = 1 << 61  # offsets beyond are set to it, so that sums stay within 64 bits

_COUNT, _SIZES = Struct(">I"), Struct(">2I")


@dataclass(frozen=True)
class Table:
    """Rows of one table, shape (entries, columns); `whole` where all declared entries were read."""

    node: Node
    rows: Ints
    whole: bool


@dataclass(frozen=True)
class Sizes:
    """`stsz` or `stz2`: `uniform` bytes a sample, or 0 and `each`, shape (samples,)."""

    node: Node
    samples: int
    uniform: int
    each: Ints
    whole: bool


@dataclass(frozen=True)
class SampleTables:
    """All tables of one track; `chunks` holds chunk offsets, shape (chunks, 1)."""

    entries: tuple[SampleEntry, ...]
    sizes: Sizes
    stts: Table
    ctts: Table
    stss: Table
    stsc: Table
    chunks: Table

    @property
    def whole(self) -> bool:
        """True where no mandatory table is missing and every declared entry of every table was read."""
        mandatory = (self.sizes, self.stts, self.stsc, self.chunks)
        return all(table.node.present for table in mandatory) and all(
            table.whole and not table.node.cut for table in (*mandatory, self.ctts, self.stss)
        )

    @property
    def sound_frame(self) -> SoundFrame:
        """What the description says of sound samples where `stsz` holds QuickTime's placeholder of 1 byte."""
        return self.entries[0].frame if len(self.entries) == 1 and self.sizes.uniform == 1 else UNSAID


def no_ints(columns: int) -> Ints:
    """An empty table."""
    return np.zeros((0, columns), np.int64)


def read_tables(minf: Node, ledger: Ledger) -> SampleTables:
    """The sample tables below `minf`; a missing mandatory one is noted and empty."""
    inside = children(minf, ledger)
    stbl = one(inside, ("stbl",), minf, ledger)
    boxes = children(stbl, ledger)
    chunks = one(boxes, ("stco", "co64"), stbl, ledger)
    return SampleTables(
        sample_entries(one(boxes, ("stsd",), stbl, ledger), inside, minf, ledger),
        _sizes(one(boxes, ("stsz", "stz2"), stbl, ledger), ledger),
        _table(one(boxes, ("stts",), stbl, ledger), 2, ledger),
        _table(at_most_one(boxes, ("ctts",), stbl, ledger), 2, ledger),
        _table(at_most_one(boxes, ("stss",), stbl, ledger), 1, ledger),
        _table(one(boxes, ("stsc",), stbl, ledger), 3, ledger),
        _table(chunks, 1, ledger, 8 if chunks.type == "co64" else 4),
    )


def admitted(node: Node, at: int, declared: int, row_bytes: int, ledger: Ledger) -> int:
    """How many of the declared rows from `at` on are held and may be read; notes the rest."""
    held = max(0, node.end - at) // row_bytes
    if declared > held and not node.cut:
        detail = f"{node.type} declares {declared} entries and holds {held}."
        ledger.fault(Fault.TABLE_TRUNCATED, node, detail)
    count = min(declared, held)
    if count > MAX_ROWS:
        ledger.fault(Fault.TABLE_TOO_LARGE, node, f"{node.type} holds {count} entries; the first {MAX_ROWS} are read.")
    return min(count, MAX_ROWS)


def integers(node: Node, at: int, count: int, width: int = 4) -> Ints:
    """`count` unsigned big-endian integers of `width` bytes at position `at` of the block."""
    if count == 0:
        return np.zeros(0, np.int64)
    raw = np.frombuffer(node.data, np.dtype(f">u{width}"), count, at)
    return np.minimum(raw, FARTHEST).astype(np.int64) if width == 8 else raw.astype(np.int64)


def _table(node: Node, columns: int, ledger: Ledger, width: int = 4) -> Table:
    if not node.present:
        return Table(node, no_ints(columns), whole=True)
    (declared,) = fields(node, _COUNT, 4, ledger)
    at = node.body + 8
    count = admitted(node, at, declared, columns * width, ledger)
    rows = integers(node, at, count * columns, width).reshape(count, columns)
    return Table(node, rows, whole=count == declared)


def _sizes(node: Node, ledger: Ledger) -> Sizes:
    uniform, declared = fields(node, _SIZES, 4, ledger)
    if node.type == "stz2":
        return _compact_sizes(node, uniform & 0xFF, declared, ledger)
    if uniform:
        return Sizes(node, declared, uniform, np.zeros(0, np.int64), whole=True)
    at = node.body + 12
    count = admitted(node, at, declared, 4, ledger)
    return Sizes(node, count, 0, integers(node, at, count), whole=count == declared)


def _compact_sizes(node: Node, bits: int, declared: int, ledger: Ledger) -> Sizes:
    at = node.body + 12
    if bits == 4:
        pairs = admitted(node, at, (declared + 1) // 2, 1, ledger)
        octets = integers(node, at, pairs, 1)
        each = np.stack((octets >> 4, octets & 15), axis=1).reshape(-1)[:declared]
    else:
        width = 2 if bits == 16 else 1
        each = integers(node, at, admitted(node, at, declared, width, ledger), width)
    return Sizes(node, len(each), 0, each, whole=len(each) == declared)

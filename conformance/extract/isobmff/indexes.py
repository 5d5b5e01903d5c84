"""Checks the indexes of a file, `sidx` and `mfra`, against what they index; loss shows where they point at nothing.

Source: ISO/IEC 14496-12, 8.8.9 to 8.8.11 (`mfra`, `tfra`, `mfro`), 8.16.3 (`sidx`).
"""

from collections.abc import Sequence
from struct import Struct
from typing import BinaryIO

import numpy as np

from conformance.extract.isobmff.boxes import Node, TopBox, children, fields, load, version
from conformance.extract.isobmff.faults import Doubt, Ledger
from conformance.extract.isobmff.tables import Ints, admitted, integers

_TFRA = Struct(">3I")
_SIDX_32, _SIDX_64 = Struct(">2I2xH"), Struct(">2Q2xH")


def audit_indexes(stream: BinaryIO, size: int, boxes: Sequence[TopBox], ledger: Ledger) -> None:
    """Note indexes that list fragments, or bytes, which the file of `size` bytes does not hold."""
    moofs = np.array([box.offset for box in boxes if box.type == "moof"], np.int64)
    for box in boxes:
        if box.type == "sidx":
            _audit_segments(load(stream, box, ledger), size, ledger)
        elif box.type == "mfra":
            for tfra in children(load(stream, box, ledger), ledger):
                if tfra.type == "tfra":
                    _audit_access(tfra, moofs, ledger)


def _audit_segments(sidx: Node, size: int, ledger: Ledger) -> None:
    layout = _SIDX_64 if version(sidx) == 1 else _SIDX_32
    _, distance, declared = fields(sidx, layout, 12, ledger)
    at = sidx.body + 12 + layout.size
    count = admitted(sidx, at, declared, 12, ledger)
    spans = integers(sidx, at, count * 3).reshape(count, 3)[:, 0] & 0x7FFF_FFFF  # the top bit is reference_type
    end = sidx.base + sidx.limit + distance + int(spans.sum())
    if count and end > size:
        detail = f"sidx refers to media up to offset {end}; the file holds {size} bytes."
        ledger.doubt(Doubt.INDEX_PAST_END, sidx, detail)


def _audit_access(tfra: Node, moofs: Ints, ledger: Ledger) -> None:
    track_id, lengths, declared = fields(tfra, _TFRA, 4, ledger)
    width = 8 if version(tfra) == 1 else 4
    row = 2 * width + sum((lengths >> shift & 3) + 1 for shift in (4, 2, 0))
    at = tfra.body + 16
    count = admitted(tfra, at, declared, row, ledger)
    if not count:
        return
    cells = np.frombuffer(tfra.data, np.uint8, count * row, at).reshape(count, row)[:, width : 2 * width]
    offsets = np.unique(np.ascontiguousarray(cells).view(f">u{width}"))
    absent = offsets[~np.isin(offsets, moofs.astype(np.uint64))]
    if len(absent):
        detail = f"tfra lists {len(absent)} fragments of track {track_id} that are not there, first at {absent[0]}."
        ledger.doubt(Doubt.INDEXED_FRAGMENT_ABSENT, tfra, detail)

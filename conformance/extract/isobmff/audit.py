"""Compares the sample tables of a track with each other, and the tracks of a file with its `mdat`.

A sample that lies outside the file is no fault here: it is counted as missing media.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conformance.extract.isobmff.boxes import Node
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.extract.isobmff.layout import ChunkLayout, Coverage, Runs
from conformance.extract.isobmff.tables import MAX_ROWS, SampleTables


@dataclass(frozen=True)
class FilePlace:
    """A place for faults of the file as a whole."""

    path: str
    offset: int


def audit_tables(tables: SampleTables, layout: ChunkLayout, ledger: Ledger) -> None:
    """Counts and order of `stts`, `ctts`, `stss` and `stsc` against the number of samples."""
    samples = tables.sizes.samples
    external = sum(entry.external for entry in tables.entries)
    if external:
        detail = f"{external} of {len(tables.entries)} sample descriptions refer to media in another file."
        ledger.fault(Fault.EXTERNAL_DATA, tables.sizes.node, detail)
    if not tables.whole:
        return
    for code, table in ((Fault.STTS_COUNT, tables.stts), (Fault.CTTS_COUNT, tables.ctts)):
        count = int(table.rows[:, 0].sum())
        if table.node.present and count != samples:
            detail = f"{table.node.type} covers {count} samples, {tables.sizes.node.type} {samples}."
            ledger.fault(code, table.node, detail)
    sync = tables.stss.rows[:, 0]
    outside = int(((sync < 1) | (sync > samples)).sum())
    if outside:
        detail = f"stss holds {outside} sample numbers outside 1..{samples}."
        ledger.fault(Fault.STSS_OUT_OF_RANGE, tables.stss.node, detail)
    _audit_chunks(tables, layout, ledger)


def _audit_chunks(tables: SampleTables, layout: ChunkLayout, ledger: Ledger) -> None:
    chunks = len(tables.chunks.rows)
    first = tables.stsc.rows[:, 0]
    node = tables.stsc.node
    disorder = len(first) and (first[0] != 1 or bool((np.diff(first) <= 0).any()) or first[-1] > max(chunks, 1))
    if disorder:
        detail = f"stsc's {len(first)} first_chunk numbers do not rise from 1 to at most {chunks}."
        ledger.fault(Fault.STSC_ORDER, node, detail)
    if layout.covered != tables.sizes.samples:
        detail = f"stsc places {layout.covered} samples in {chunks} chunks; there are {tables.sizes.samples}."
        ledger.fault(Fault.STSC_COVERAGE, node, detail)


def audit_duration(tables: SampleTables, mdhd: Node, duration: int, lead: int, ledger: Ledger) -> None:
    """`mdhd` duration against the sum of sample durations, or else against the composition times (8.4.2.3).

    One sample, or one packet of sound samples, is allowed between them; a track without any time (all deltas 0) is
    left alone. Writers that count the `lead`, the ticks of the empty edits, in are let pass: FFmpeg did so for years.
    """
    counts, deltas = tables.stts.rows[:, 0], tables.stts.rows[:, 1]
    total = stts_duration(tables)
    if not tables.whole or int(counts.sum()) != tables.sizes.samples or total == 0:
        return
    allowed = max(int(deltas[-1]), -(-total // tables.sizes.samples)) * tables.sound_frame.samples
    for spell in (total, *_composed(tables)):
        if min(abs(duration - spell), abs(duration - spell - lead)) <= allowed:
            return
    detail = f"mdhd declares {duration} ticks; the {tables.sizes.samples} samples last {total}."
    ledger.fault(Fault.MEDIA_DURATION, mdhd, detail)


def stts_duration(tables: SampleTables) -> int:
    """Sum of sample durations in ticks; exact while `stts` covers fewer than 2**32 samples."""
    rows = tables.stts.rows.astype(np.uint64)
    return int((rows[:, 0] * rows[:, 1]).sum())


def _composed(tables: SampleTables) -> tuple[int, ...]:
    """The last composition end, and its distance from the first composition time; nothing without `ctts`."""
    samples = tables.sizes.samples
    shifts = tables.ctts.rows
    if samples > MAX_ROWS or int(shifts[:, 0].sum()) != samples:
        return ()
    delta = np.repeat(tables.stts.rows[:, 1], tables.stts.rows[:, 0])
    offset = np.repeat(shifts[:, 1].astype(np.uint32).astype(np.int32), shifts[:, 0])
    start = np.cumsum(delta) - delta + offset
    end = int((start + delta).max())
    return end, end - int(start.min())


def audit_overlap(sound: Sequence[Runs], video: Sequence[Runs], ledger: Ledger) -> None:
    """Bytes that a sound chunk and a video chunk both claim; tracks of one kind may share data."""
    if not sound or not video:
        return
    start = np.concatenate([runs.offset for runs in sound])
    claimed = Coverage.of(start, start + np.concatenate([runs.bytes for runs in sound]))
    first = np.concatenate([runs.offset for runs in video])
    shared = claimed.inside(first, np.concatenate([runs.bytes for runs in video]))
    hits = np.flatnonzero(shared)
    if len(hits):
        detail = f"{len(hits)} video chunks share {int(shared.sum())} bytes with sound chunks."
        ledger.fault(Fault.SAMPLES_OVERLAP, FilePlace("mdat", int(first[hits].min())), detail)

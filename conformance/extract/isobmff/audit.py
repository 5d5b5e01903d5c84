"""Compares the sample tables of a track with each other, and the tracks of a file with its `mdat`.

A sample that lies outside the file is no fault here: it is counted as missing media.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from conformance.extract.isobmff.boxes import Node
from conformance.extract.isobmff.faults import Doubt, Fault, Ledger
from conformance.extract.isobmff.layout import ChunkLayout, Coverage, Runs
from conformance.extract.isobmff.tables import MAX_ROWS, SampleTables
from conformance.model.facts import IsoTrack

# The standard lets `mdat` hold bytes of no sample, and honest writers use it: padding, interleaved GPS blocks of dash
# cameras (32 KiB a second, a tenth of the media only below 2.6 Mbit/s), the old `moof` boxes of FFmpeg's hybrid files.
# More than a tenth leaves open whether samples were taken off the tables; where it is most of the media they were.
UNREFERENCED_BYTES = 64 << 10
UNREFERENCED_SHARE = 10
UNREFERENCED_MOST = 2


@dataclass(frozen=True)
class FilePlace:
    """A place for faults of the file as a whole."""

    path: str
    offset: int


@dataclass(frozen=True)
class Stated:
    """A duration in movie ticks, and the box that states it."""

    node: Node
    ticks: int


@dataclass(frozen=True)
class Use:
    """Bytes of all `mdat` that the file really holds, those that some sample refers to, and whether that is sure.

    `sure` is False where the size of sound samples is not stated.
    """

    held: int
    used: int
    sure: bool


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


def audit_repeats(track_id: int, parts: Sequence[Runs], media: Coverage, ledger: Ledger) -> None:
    """Bytes that one sound or video track claims more than once: a recorder writes every sample of its own."""
    start = np.concatenate([runs.offset for runs in parts])
    size = np.concatenate([runs.bytes for runs in parts])
    here = media.inside(start, size) > 0
    start, size = start[here], size[here]
    order = np.argsort(start, kind="stable")
    start, end = start[order], (start + size)[order]
    again = np.flatnonzero(start[1:] < np.maximum.accumulate(end)[:-1]) + 1
    if len(again):
        detail = f"{len(again)} of {len(start)} chunks of track {track_id} claim bytes that one before claims."
        ledger.fault(Fault.SAMPLES_OVERLAP, FilePlace("mdat", int(start[again[0]])), detail)


def audit_promise(parts: Sequence[Runs], media: Coverage, ledger: Ledger) -> None:
    """Bytes that all sound and video samples have in `mdat`, against those that all `mdat` have."""
    held = int(media.length.sum())
    here = sum(int(media.inside(runs.offset, runs.bytes).sum()) for runs in parts)
    if here > held:
        detail = f"Sound and video samples take {here} bytes of an mdat of {held}."
        ledger.fault(Fault.PROMISED_TWICE, FilePlace("mdat", 0), detail)


def audit_use(use: Use, place: FilePlace, ledger: Ledger) -> None:
    """Bytes of `mdat` that belong to no sample: a doubt where they are many, a fault where they are most."""
    spare = use.held - use.used
    if spare <= UNREFERENCED_BYTES or spare * UNREFERENCED_SHARE <= use.held:
        return
    detail = f"{spare} of {use.held} bytes of media belong to no sample."
    if use.sure and spare * UNREFERENCED_MOST > use.held:
        ledger.fault(Fault.UNREFERENCED_MEDIA, place, detail)
    else:
        ledger.doubt(Doubt.UNREFERENCED_MEDIA, place, detail)


def audit_fragment_time(spells: Sequence[Stated], timescale: int, tracks: Sequence[IsoTrack], ledger: Ledger) -> None:
    """Stated durations of a fragmented movie against its longest track with its empty edits; 1 s is allowed."""
    if timescale == 0:
        return
    held = [
        Fraction(track.duration, track.timescale)
        + Fraction(sum(edit.duration for edit in track.edits if edit.media_time == -1), timescale)
        for track in tracks
        if track.timescale
    ]
    longest = max(held, default=Fraction(0))
    for spell in spells:
        stated = Fraction(spell.ticks, timescale)
        if stated > longest + 1:
            detail = f"{spell.node.type} declares {float(stated):.3f} s; the fragments hold {float(longest):.3f} s."
            ledger.doubt(Doubt.FRAGMENTS_TOO_SHORT, spell.node, detail)

"""Holds the samples that tables and fragments call sync samples against the pictures that are coded in them.

Source: ISO/IEC 14496-12, 8.6.2 (`stss`: without it every sample is one), 8.8.3.1 (fragments); QuickTime File Format,
"Sync sample atom": a key frame does not rest on frames before it. Pictures of I slices at recovery points of H.264 are
let pass: FFmpeg lists them, and the text that may forbid it (ISO/IEC 14496-15) was not read. None of them demands that
all such samples are listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conformance.extract.isobmff.audit import FilePlace
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.extract.isobmff.headers import PROTECTED
from conformance.extract.isobmff.layout import Runs
from conformance.extract.isobmff.movie import Track
from conformance.extract.isobmff.tables import MAX_ROWS, Ints, no_ints
from conformance.extract.stream.starts import CodedStarts

MOST_EACH = 100  # wrong ones of a track that are told one by one
_FRAGMENT = "moof/traf/trun"


@dataclass(frozen=True)
class _Called:
    """Samples that are called sync samples: by what, its box path, their places in the file and their numbers."""

    who: str
    path: str
    at: Ints
    number: Ints


def audit_sync(tracks: Sequence[Track], coded: CodedStarts, ledger: Ledger) -> None:
    """One fault a sample that is named; one for all that are called so because nothing says otherwise."""
    for track in tracks:
        entries = track.tables.entries
        if not len(coded.at) or track.handler != "vide" or any(entry.format in PROTECTED for entry in entries):
            continue
        named, rest = _of_tables(track) if not any(entry.external for entry in entries) else ((), ())
        for called in (*named, *_of_fragments(track, track.fragments.claims.named, "its flags call")):
            wrong = np.flatnonzero(coded.unfit(called.at))
            for k in wrong[:MOST_EACH].tolist():
                said = f"{called.who} sample {called.number[k]} a sync sample; no such picture is coded in it."
                ledger.fault(Fault.NO_SYNC_SAMPLE, FilePlace(called.path, int(called.at[k])), said)
            _tell(called, wrong[MOST_EACH:], ledger)
        for called in (*rest, *_of_fragments(track, track.fragments.claims.rest, "flags for all others call")):
            _tell(called, np.flatnonzero(coded.unfit(called.at)), ledger)


def _tell(called: _Called, wrong: Ints, ledger: Ledger) -> None:
    """One fault for all of them."""
    if len(wrong):
        first = int(wrong[0])
        said = (
            f"{called.who} {len(called.at)} samples sync samples; no such picture is coded in {len(wrong)} of them, "
            f"first in sample {called.number[first]}."
        )
        ledger.fault(Fault.NO_SYNC_SAMPLE, FilePlace(called.path, int(called.at[first])), said)


def _of_tables(track: Track) -> tuple[tuple[_Called, ...], tuple[_Called, ...]]:
    """What `stss` names, or what its absence says."""
    runs, stss = track.layout.runs, track.tables.stss
    samples = int(runs.samples.sum())
    if not track.tables.whole or not 0 < samples <= MAX_ROWS:
        return (), ()
    at = _places(runs, track.tables.sizes.uniform)
    if not stss.node.present:
        return (), (_Called("the absence of stss calls", stss.node.path, at, np.arange(1, samples + 1)),)
    number = stss.rows[:, 0]
    number = number[(number >= 1) & (number <= samples)]
    return (_Called("stss calls", stss.node.path, at[number - 1], number),), ()


def _places(runs: Runs, uniform: int) -> Ints:
    """Where each sample of the runs begins."""
    sizes = runs.sizes if len(runs.sizes) else np.full(int(runs.samples.sum()), uniform, np.int64)
    shift = runs.offset - (np.cumsum(runs.bytes) - runs.bytes)
    found: Ints = np.cumsum(sizes) - sizes + np.repeat(shift, runs.samples)
    return found


def _of_fragments(track: Track, parts: Sequence[tuple[Ints, Ints]], who: str) -> tuple[_Called, ...]:
    at = np.concatenate([no_ints(1)[:, 0], *(one for one, _ in parts)])
    number = np.concatenate([no_ints(1)[:, 0], *(one for _, one in parts)])
    return (_Called(who, _FRAGMENT, at, number + track.tables.sizes.samples),)

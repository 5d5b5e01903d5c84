"""Collects the samples that fragments call sync samples (ISO/IEC 14496-12, 8.8.3.1, sample_is_non_sync_sample)."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from conformance.extract.isobmff.tables import Ints

MOST_CLAIMS = 1 << 22  # of all tracks; 24 h at 48 Hz, should every picture be one
NON_SYNC = 1 << 16


class SampleRun(NamedTuple):
    """A run of a fragment: its place in the file, and how many samples of its track come before it in fragments.

    `sizes` are those of its `samples`, or one for all; so are `flags`, which are `own` where they stand in the
    run. `first_flags` hold for the first sample instead, -1 = nothing does.
    """

    offset: int
    before: int
    samples: int
    sizes: Ints
    flags: Ints
    own: bool
    first_flags: int


@dataclass
class Claims:
    """(places, numbers) of sync samples of one track, `named` by flags of their own and the `rest` by those of others.

    Numbers count from 1 in the fragments. Of tracks without pictures none are `wanted`.
    """

    wanted: bool = True
    named: list[tuple[Ints, Ints]] = field(default_factory=list)
    rest: list[tuple[Ints, Ints]] = field(default_factory=list)

    def take(self, run: SampleRun, room: int) -> int:
        """The samples of one run, as many as there is room for; how many of them are sync samples."""
        count = min(run.samples, room) if self.wanted else 0
        if count <= 0:
            return 0
        flags, own = np.resize(run.flags, count), np.full(count, run.own, np.bool_)
        if run.first_flags >= 0:
            flags[0], own[0] = run.first_flags, True
        sync = flags & NON_SYNC == 0
        if not sync.any():
            return 0
        sizes = np.resize(run.sizes, count)
        at, number = run.offset + np.cumsum(sizes) - sizes, run.before + 1 + np.arange(count, dtype=np.int64)
        for wanted, pile in ((sync & own, self.named), (sync & ~own, self.rest)):
            if wanted.any():
                pile.append((at[wanted], number[wanted]))
        return int(sync.sum())

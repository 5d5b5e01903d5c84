"""Where the samples of a track lie, run by run, and how much of them the file does not hold.

A run is a stretch of samples without a gap: a chunk, or a track run of a fragment. Runs keep the work small: only
where a run is not wholly inside `mdat` are its samples looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conformance.extract.isobmff.tables import FARTHEST, Ints, SampleTables

MAX_RUN_BYTES = 1 << 39  # a run that promises more counts as this, so that sums stay within 64 bits


@dataclass(frozen=True)
class Loss:
    """Samples that miss at least one byte, and the bytes they miss."""

    samples: int
    bytes: int

    def __add__(self, other: "Loss") -> "Loss":
        return Loss(self.samples + other.samples, self.bytes + other.bytes)


@dataclass(frozen=True)
class Coverage:
    """Disjoint byte ranges in rising order, shape (ranges,): start, length, and bytes in all ranges before."""

    start: Ints
    length: Ints
    before: Ints

    @classmethod
    def of(cls, start: Ints, end: Ints) -> "Coverage":
        """The union of byte ranges, which may overlap and stand in any order."""
        order = np.argsort(start, kind="stable")
        start, end = start[order], np.maximum.accumulate(end[order])
        first = np.ones(len(start), np.bool_)
        first[1:] = start[1:] > end[:-1]
        start, end = start[first], end[np.append(first[1:], np.True_)[: len(first)]]
        length = np.maximum(end - start, 0)
        return cls(start, length, np.cumsum(length) - length)

    def joined(self, parts: Sequence["Runs"]) -> "Coverage":
        """The coverage with the bytes of the runs."""
        start = np.concatenate([self.start, *(runs.offset for runs in parts)])
        size = np.concatenate([self.length, *(runs.bytes for runs in parts)])
        return Coverage.of(start[size > 0], (start + size)[size > 0])

    def below(self, position: Ints) -> Ints:
        """Covered bytes at positions lower than each given one."""
        if len(self.start) == 0:
            return np.zeros_like(position)
        index = np.searchsorted(self.start, position, side="right") - 1
        held = np.minimum(position - self.start[index], self.length[index]) + self.before[index]
        return np.where(index >= 0, held, 0)

    def inside(self, start: Ints, length: Ints) -> Ints:
        """Covered bytes of each range."""
        return self.below(start + length) - self.below(start)


@dataclass(frozen=True)
class Runs:
    """Runs of one track, shape (runs,): file offset, number of samples, bytes.

    `sizes` holds the size of every sample, run after run; it is empty where the samples of a run share one size.
    """

    offset: Ints
    samples: Ints
    bytes: Ints
    sizes: Ints

    def loss(self, coverage: Coverage) -> Loss:
        """What lies outside the coverage.

        For samples of one size the count is exact where the missing part of each run is in one piece.
        """
        missing = self.bytes - coverage.inside(self.offset, self.bytes)
        total = int(missing.sum())
        if total == 0:
            return Loss(0, 0)
        if len(self.sizes):
            return Loss(self._lost_samples(coverage), total)
        hit = missing > 0
        missing, samples, size = missing[hit], self.samples[hit], self.bytes[hit]
        fits = missing.astype(np.float64) * samples < FARTHEST
        lost = np.where(fits, -(-(np.where(fits, missing, 0) * samples) // size), samples)
        return Loss(int(lost.sum()), total)

    def _lost_samples(self, coverage: Coverage) -> int:
        ends = np.cumsum(self.sizes)
        start = ends - self.sizes
        shift = self.offset - (np.cumsum(self.bytes) - self.bytes)
        return int((coverage.inside(start + np.repeat(shift, self.samples), self.sizes) < self.sizes).sum())


@dataclass(frozen=True)
class ChunkLayout:
    """Where the sample tables place the samples of a track.

    `covered` is the number of samples that `stsc` promises over all chunks; `unplaced` have no chunk; samples of
    `external` entries lie in another file and are in no run.
    """

    runs: Runs
    covered: int
    unplaced: Loss
    external: Loss


def chunk_layout(tables: SampleTables) -> ChunkLayout:
    """Runs of the track's chunks."""
    offset = tables.chunks.rows[:, 0]
    per_chunk, entry = _per_chunk(tables.stsc.rows, len(offset))
    total = tables.sizes.samples
    bounds = np.minimum(np.append(0, np.cumsum(per_chunk)), total)
    placed = int(bounds[-1])
    samples = np.diff(bounds)
    size, unplaced = _run_bytes(tables, bounds)
    outside = np.isin(entry, [index for index, item in enumerate(tables.entries, 1) if item.external])
    sizes = tables.sizes.each[:placed]
    if outside.any() and len(sizes):
        sizes = sizes[~np.repeat(outside, samples)]
    runs = Runs(offset[~outside], samples[~outside], size[~outside], sizes)
    external = Loss(int(samples[outside].sum()), int(size[outside].sum()))
    return ChunkLayout(runs, int(per_chunk.sum()), Loss(total - placed, unplaced), external)


def _per_chunk(stsc: Ints, chunks: int) -> tuple[Ints, Ints]:
    """Number of samples and sample description index of each chunk, 0 where `stsc` says nothing of it."""
    samples, entry = np.zeros(chunks, np.int64), np.zeros(chunks, np.int64)
    if len(stsc) and chunks:
        first = np.maximum.accumulate(np.clip(stsc[:, 0] - 1, 0, chunks))
        lengths = np.diff(np.append(first, chunks))
        samples[first[0] :] = np.repeat(stsc[:, 1], lengths)
        entry[first[0] :] = np.repeat(stsc[:, 2], lengths)
    return samples, entry


def _run_bytes(tables: SampleTables, bounds: Ints) -> tuple[Ints, int]:
    """Bytes of each run between sample indices `bounds`, and of the samples after the last one."""
    sizes = tables.sizes
    if not sizes.uniform:
        ends = np.append(0, np.cumsum(sizes.each))
        return np.diff(ends[bounds]), int(ends[-1] - ends[bounds[-1]])
    numerator, per = _uniform(tables)
    samples = np.diff(bounds)
    rest = (sizes.samples - int(bounds[-1])) * numerator // per
    large = samples.astype(np.float64) * numerator / per >= MAX_RUN_BYTES
    return np.where(large, MAX_RUN_BYTES, np.where(large, 0, samples) * numerator // per), rest


def _uniform(tables: SampleTables) -> tuple[int, int]:
    """Bytes a sample as a fraction."""
    frame = tables.sound_frame
    return (frame.bytes, frame.samples) if frame.bytes else (tables.sizes.uniform, 1)

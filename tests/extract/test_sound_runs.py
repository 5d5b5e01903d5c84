"""Runs of silence and of clipping, against a reading sample by sample."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from conformance.extract.sound.runs import ClipFinder, SilenceFinder
from conformance.extract.sound.stamps import StampLine
from conformance.model.sound_facts import Clipping, Silence, SilentRun, Spot

from .sounding import naive_runs

RATE = 100  # Hz: 20 ms are two samples


def line(samples: int) -> StampLine:
    made = StampLine(RATE, Fraction(1, RATE))
    for number in range(samples):
        made.take(number, 1)
    return made


def silence(block: NDArray[np.int16], cuts: list[int]) -> Silence:
    finder = SilenceFinder(line(block.shape[1]), RATE)
    bounds = [0, *sorted(cut % (block.shape[1] + 1) for cut in cuts), block.shape[1]]
    for begin, end in pairwise(bounds):
        if end > begin:
            finder.take(block[:, begin:end], begin)
    return finder.frozen(block.shape[1])


def clipping(block: NDArray[np.int16], cuts: list[int]) -> Clipping:
    finder = ClipFinder(line(block.shape[1]))
    bounds = [0, *sorted(cut % (block.shape[1] + 1) for cut in cuts), block.shape[1]]
    for begin, end in pairwise(bounds):
        if end > begin:
            part = block[:, begin:end]
            finder.take(part, begin, 2, float(np.abs(part).max()))
    return finder.frozen(block.shape[1])


rows = st.lists(st.integers(-2, 2), min_size=40, max_size=40)
cut_lists = st.lists(st.integers(0, 40), max_size=5)


@given(left=rows, right=rows, cuts=cut_lists)
def test_silence_is_found_as_sample_by_sample_wherever_the_blocks_are_cut(
    left: list[int], right: list[int], cuts: list[int]
) -> None:
    runs = naive_runs(zip(left, right, strict=True), 2)
    found = silence(np.array([left, right], np.int16), cuts)
    assert (found.count, found.samples) == (len(runs), sum(length for _, length in runs))
    assert {(run.start.stamp + run.start.offset, run.length) for run in found.longest} == set(runs)


@given(left=rows, right=rows, cuts=cut_lists)
def test_clipping_is_found_as_sample_by_sample_wherever_the_blocks_are_cut(
    left: list[int], right: list[int], cuts: list[int]
) -> None:
    runs = [
        (start, length)
        for channel in (left, right)
        for start, length in naive_runs([abs(value) >= 2 for value in channel], 3)
        if abs(channel[start]) >= 2
    ]
    found = clipping(np.array([left, right], np.int16), cuts)
    assert (found.runs, found.samples) == (len(runs), sum(length for _, length in runs))
    assert sorted(spot.stamp + spot.offset for spot in found.places) == sorted(start for start, _ in runs)


def test_of_many_silences_the_longest_are_kept_and_all_are_counted() -> None:
    lengths = [2 + number % 7 for number in range(300)]
    codes = [code for number, length in enumerate(lengths) for code in [number % 2] * length]
    found = silence(np.array([codes], np.int16), [])
    assert (found.count, found.samples, len(found.longest)) == (300, sum(lengths), 64)
    assert [run.length for run in found.longest] == [8] * 42 + [7] * 22


def test_of_many_clipped_runs_the_first_twenty_places_are_kept() -> None:
    found = clipping(np.array([[2, 2, 2, 0] * 50], np.int16), [7])
    assert (found.runs, found.samples) == (50, 150)
    assert found.places == tuple(Spot(4 * number, 0) for number in range(20))


@pytest.mark.parametrize("channels", [1, 2])
def test_a_constant_that_is_not_zero_is_silence_too(channels: int) -> None:
    found = silence(np.full((channels, 30), 8, np.int16), [11])
    assert found == Silence(1, 30, (SilentRun(Spot(0, 0), 30),))


def test_one_live_channel_is_no_silence() -> None:
    block = np.array([[0] * 30, [number % 2 for number in range(30)]], np.int16)
    assert silence(block, []).count == 0

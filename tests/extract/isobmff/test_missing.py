"""How much of the promised media a file does not hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.isobmff.layout import Coverage, Loss, Runs

from .builder import FTYP, Trak, box, codes, fragment, full, initial, locate, moov_first, moov_last, movie, put, read

TRAK = Trak()
SMALL = moov_first(TRAK)

traks = st.builds(
    lambda sizes, per_chunk: Trak(sizes=tuple(sizes), per_chunk=per_chunk),
    st.lists(st.integers(0, 50), min_size=1, max_size=30),
    st.integers(1, 7),
)


@given(video=traks, sound=traks, cut=st.integers(0, 4000))
def test_cutting_the_tail_loses_exactly_the_bytes_cut(video, sound, cut):
    data = moov_first(video, replace(sound, track_id=2, handler=b"soun"))
    promised = sum(video.sizes) + sum(sound.sizes)
    cut = min(cut, promised)
    facts = read(data[: len(data) - cut])
    assert facts.promised_bytes == promised
    assert facts.missing_bytes == cut
    assert [fault.code for fault in facts.faults] == (["box_past_end"] if cut else [])


@given(sizes=st.lists(st.integers(0, 50), min_size=1, max_size=20), cut=st.integers(0, 1000))
def test_a_sample_is_missing_once_one_of_its_bytes_is(sizes, cut):
    cut = min(cut, sum(sizes))
    data = moov_first(Trak(sizes=tuple(sizes), per_chunk=4))
    left, lost = sum(sizes) - cut, 0
    for size in sizes:
        left -= size
        lost += left < 0 and size > 0 and min(size, -left) > 0
    assert read(data[: len(data) - cut]).tracks[0].missing_samples == lost


@given(count=st.integers(1, 40), size=st.integers(1, 30), per_chunk=st.integers(1, 9), cut=st.integers(0, 1200))
def test_samples_of_one_size_are_counted_as_if_they_were_listed(count, size, per_chunk, cut):
    listed = Trak(sizes=(size,) * count, per_chunk=per_chunk)
    short = replace(listed, boxes={b"stsz": full(b"stsz", 0, size.to_bytes(4), count.to_bytes(4))})
    cut = min(cut, count * size)
    whole = [moov_first(listed), moov_first(short)]
    tracks = [read(data[: len(data) - cut]).tracks[0] for data in whole]
    assert tracks[0] == tracks[1]
    assert tracks[0].missing_bytes == cut


def test_every_truncation_inside_the_media_is_noticed():
    for length in range(len(SMALL) - 60, len(SMALL)):
        facts = read(SMALL[:length])
        assert facts.missing_bytes == len(SMALL) - length
        assert facts.faults != ()


def test_every_truncation_of_a_file_with_moov_last_is_noticed():
    data = moov_last(TRAK)
    for length in range(8, len(data)):
        assert read(data[:length]).faults != ()


def test_bytes_of_another_box_are_no_media():
    data = put(SMALL, locate(SMALL, "moov/trak/mdia/minf/stbl/stco") + 16, 0)
    track = read(data).tracks[0]
    assert (track.missing_samples, track.missing_bytes) == (1, 10)


def test_the_header_of_mdat_is_no_media():
    data = put(SMALL, locate(SMALL, "moov/trak/mdia/minf/stbl/stco") + 16, locate(SMALL, "mdat") + 5)
    track = read(data).tracks[0]
    assert (track.missing_samples, track.missing_bytes) == (1, 3)


def test_media_may_lie_in_several_mdat():
    head = FTYP + movie(TRAK, base=0)
    at = len(head)
    data = head + box(b"mdat", bytes(10)) + box(b"free", bytes(3)) + box(b"mdat", bytes(50))
    stco = locate(data, "moov/trak/mdia/minf/stbl/stco") + 16
    facts = read(put(data, stco, at + 8, at + 37, at + 57))
    assert (facts.faults, facts.missing_bytes) == ((), 0)
    facts = read(put(data, stco, at + 9, at + 37, at + 57))
    assert (facts.tracks[0].missing_samples, facts.missing_bytes) == (1, 1)


def test_samples_without_a_chunk_are_missing():
    data = put(SMALL, locate(SMALL, "moov/trak/mdia/minf/stbl/stco") + 12, 2)
    facts = read(data)
    assert [fault.code for fault in facts.faults] == ["stsc_coverage"]
    assert (facts.tracks[0].samples, facts.tracks[0].missing_samples, facts.missing_bytes) == (3, 1, 30)


def test_a_chunk_offset_beyond_the_file_is_no_structure_fault():
    data = put(SMALL, locate(SMALL, "moov/trak/mdia/minf/stbl/stco") + 24, 0xFFFFFFF0)
    facts = read(data)
    assert (facts.faults, facts.tracks[0].missing_samples, facts.missing_bytes) == ((), 1, 30)


def test_a_64_bit_offset_at_the_end_of_the_number_range_is_missing():
    co64 = full(b"co64", 0, (3).to_bytes(4), b"\xff" * 24)
    facts = read(moov_first(replace(TRAK, boxes={b"stco": co64})))
    assert (facts.faults, facts.missing_bytes) == ((), 60)


@pytest.mark.parametrize(
    ("cut", "missing", "found"),
    [
        (1, 1, ["box_past_end"]),
        (110, 110, ["box_past_end"]),
        (111, 110, ["trailing_bytes"]),
        (118, 110, []),
        (119, 50, ["box_past_end"]),  # the run has lost its second entry, and with it what it promised
        (150, 0, ["box_past_end"]),
        (221, 0, ["trailing_bytes"]),
    ],
)
def test_a_cut_anywhere_in_the_last_fragment_is_noticed(cut, missing, found):
    data = initial() + fragment(1, 0, (30, 40)) + fragment(2, 1024, (50, 60))
    assert len(fragment(2, 1024, (50, 60))) == 222
    facts = read(data[: len(data) - cut])
    assert facts.missing_bytes == missing
    assert [fault.code for fault in facts.faults] == found


def test_a_file_cut_between_two_fragments_is_a_whole_file():
    assert codes(initial() + fragment(1, 0, (30, 40))) == []


@pytest.mark.parametrize(
    ("offset", "size", "covered"),
    [(0, 5, 0), (10, 10, 10), (5, 10, 5), (15, 20, 10), (5, 40, 20), (35, 10, 5), (60, 9, 0)],
)
def test_coverage_counts_bytes_of_the_union(offset, size, covered):
    coverage = Coverage.of(np.array([30, 10, 12, 40]), np.array([40, 20, 15, 35]))
    assert coverage.inside(np.array([offset]), np.array([size])).tolist() == [covered]


def test_nothing_covers_nothing():
    none = np.zeros(0, np.int64)
    coverage = Coverage.of(none, none)
    assert Runs(np.array([3]), np.array([2]), np.array([9]), none).loss(coverage) == Loss(2, 9)

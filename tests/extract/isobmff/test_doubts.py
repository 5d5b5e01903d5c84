"""What is legal, but leaves open whether all fragments are there; and the creation times that a file states."""

import struct
from collections.abc import Sequence
from dataclasses import replace

import pytest

from conformance.extract.isobmff.faults import MAX_FAULTS

from .builder import Trak, box, fragment, full, initial, locate, moov_first, put, read, trex, words

ONE_SECOND = (10,) * 25  # 25 samples of 512 ticks at 12 800 a second


def doubts(data: bytes) -> list[tuple[str, str, str]]:
    facts = read(data)
    assert facts.faults == ()
    return [(doubt.code, doubt.path, doubt.detail) for doubt in facts.doubts]


def announced(mehd: bytes = b"") -> bytes:
    """An initial segment whose `mvhd` states no duration."""
    data = initial(extra=box(b"mvex", mehd, trex()))
    return put(data, locate(data, "moov/mvhd") + 24, 0)


def indexed(offsets: Sequence[int], head: int = 0, width: str = "I") -> bytes:
    """`mfra` with one random access entry for each fragment offset; numbers of 1, 2 and 4 bytes."""
    rows = b"".join(struct.pack(f">2{width}BHI", 0, offset, 1, 1, 1) for offset in offsets)
    return box(b"mfra", full(b"tfra", head, words(1, 0b000111, len(offsets)), rows), full(b"mfro", 0, words(0)))


START = announced()
FIRST, SECOND = fragment(1, 0, ONE_SECOND), fragment(2, 12_800, ONE_SECOND)


def test_fragments_numbered_one_after_the_other_leave_no_doubt():
    assert doubts(START + FIRST + SECOND) == []


def test_fragments_numbered_from_zero_leave_no_doubt():
    assert doubts(START + fragment(0, 0, (30,)) + fragment(1, 512, (30,))) == []


def test_a_jump_of_the_sequence_numbers_is_a_doubt():
    said = doubts(START + FIRST + fragment(3, 12_800, (30,)))
    assert said == [("sequence_gap", "moof[1]/mfhd", "Sequence number 3 follows 1.")]


def test_a_first_sequence_number_above_one_is_a_doubt():
    assert doubts(START + fragment(2, 0, (30,))) == [
        ("sequence_gap", "moof[0]/mfhd", "Sequence number 2 is the first.")
    ]


def test_doubts_are_bounded():
    parts = b"".join(fragment(2 * index, 512 * index, (1,)) for index in range(1, MAX_FAULTS + 3))
    assert len(read(START + parts).doubts) == 1_000


def test_fragments_that_last_a_second_less_than_stated_leave_no_doubt():
    assert doubts(announced(full(b"mehd", 0, words(3000))) + FIRST + SECOND) == []


@pytest.mark.parametrize("mehd", [full(b"mehd", 0, words(3001)), full(b"mehd", 1 << 24, struct.pack(">Q", 3001))])
def test_fragments_that_last_more_than_a_second_less_than_stated_are_a_doubt(mehd):
    said = doubts(announced(mehd) + FIRST + SECOND)
    assert said == [
        ("fragments_too_short", "moov/mvex/mehd", "mehd declares 3.001 s; the fragments hold 2.000 s."),
    ]


def test_a_movie_header_that_states_more_than_the_fragments_hold_is_a_doubt():
    said = doubts(initial() + FIRST + SECOND)
    assert said == [("fragments_too_short", "moov/mvhd", "mvhd declares 5.000 s; the fragments hold 2.000 s.")]


def test_an_unknown_duration_states_nothing():
    assert doubts(announced(full(b"mehd", 0, b"\xff" * 4)) + FIRST) == []


def test_an_empty_edit_before_the_first_sample_counts_as_held():
    elst = full(b"elst", 0, words(2, 1500, 0xFFFFFFFF, 1 << 16, 0, 0, 1 << 16))
    trak = Trak(sizes=(), boxes={b"edts": box(b"edts", elst)})
    data = initial(trak, extra=box(b"mvex", full(b"mehd", 0, words(4000)), trex()))
    assert doubts(put(data, locate(data, "moov/mvhd") + 24, 0) + FIRST + SECOND) == []


def test_an_index_of_the_fragments_that_are_there_leaves_no_doubt():
    assert doubts(START + FIRST + SECOND + indexed((len(START), len(START + FIRST)))) == []


@pytest.mark.parametrize(("head", "width"), [(0, "I"), (1 << 24, "Q")])
def test_an_indexed_fragment_that_is_not_there_is_a_doubt(head, width):
    gone = len(START + FIRST)
    said = doubts(START + FIRST + indexed((len(START), gone, gone, gone + 9), head, width))
    detail = f"tfra lists 2 fragments of track 1 that are not there, first at {gone}."
    assert said == [("indexed_fragment_absent", "mfra/tfra", detail)]


def test_a_fragment_index_that_holds_less_than_it_declares_is_a_fault():
    tfra = full(b"tfra", 0, words(1, 0, 5), struct.pack(">2I3B", 0, len(START), 1, 1, 1))
    facts = read(START + FIRST + box(b"mfra", tfra))
    assert [fault.code for fault in facts.faults] == ["table_truncated"]
    assert facts.faults[0].detail == "tfra declares 5 entries and holds 1."


def sidx(*sizes: int, head: int = 0, first: int = 0) -> bytes:
    times = struct.pack(">2Q" if head else ">2I", 0, first)
    return full(b"sidx", head, words(1, 12_800), times, struct.pack(">2H", 0, len(sizes)), *segments(sizes))


def segments(sizes: Sequence[int]) -> list[bytes]:
    return [words(size, 12_800, 0x90000000) for size in sizes]


@pytest.mark.parametrize("head", [0, 1 << 24])
def test_an_index_of_the_segments_that_are_there_leaves_no_doubt(head):
    assert doubts(START + sidx(len(FIRST), len(SECOND), head=head) + FIRST + SECOND) == []


@pytest.mark.parametrize("head", [0, 1 << 24])
def test_a_segment_index_that_runs_past_the_end_is_a_doubt(head):
    data = START + sidx(len(FIRST), len(SECOND), head=head) + FIRST
    detail = f"sidx refers to media up to offset {len(data) + len(SECOND)}; the file holds {len(data)} bytes."
    assert doubts(data) == [("index_past_end", "sidx", detail)]


def test_a_segment_index_counts_from_its_first_offset():
    data = START + sidx(len(FIRST), first=1) + FIRST
    assert [code for code, _, _ in doubts(data)] == ["index_past_end"]


def test_a_reference_to_another_index_counts_without_its_type_bit():
    assert doubts(START + sidx(len(FIRST) | 1 << 31) + FIRST) == []


def test_creation_times_are_those_set_each_once():
    data = moov_first(Trak())
    tkhd = locate(data, "moov/trak/tkhd")
    mdhd = locate(data, "moov/trak/mdia/mdhd")
    assert read(data).creation_times == (3_600_000_000,)
    assert read(put(data, tkhd + 12, 3_600_000_000)).creation_times == (3_600_000_000,)
    assert read(put(put(data, tkhd + 12, 7), mdhd + 12, 8)).creation_times == (3_600_000_000, 7, 8)


def test_a_64_bit_track_header_states_its_creation_time():
    tail = words(1, 0) + bytes(8) + words(0, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30, 640 << 16, 480 << 16)
    tkhd = full(b"tkhd", 1 << 24, struct.pack(">2Q", 1 << 33, 0), tail)
    facts = read(moov_first(replace(Trak(), boxes={b"tkhd": tkhd})))
    assert facts.creation_times == (3_600_000_000, 1 << 33)
    assert (facts.tracks[0].track_id, facts.tracks[0].width, facts.tracks[0].height) == (1, 640, 480)

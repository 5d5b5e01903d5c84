"""Damaged and hostile bytes: facts or an absence, never a crash, and never much time or memory."""

import io
import struct
import time
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.extract.isobmff import read_iso
from conformance.model.facts import Absent, IsoFacts

from .builder import (
    FTYP,
    MVHD,
    Trak,
    box,
    codes,
    fragment,
    full,
    initial,
    moov_first,
    moov_last,
    movie,
    read,
    table,
    words,
)

SOUND = Trak(sizes=(5, 6, 7, 8), per_chunk=3, track_id=2, handler=b"soun")
EDITED = Trak(
    boxes={
        b"edts": box(b"edts", full(b"elst", 0, words(1, 40, 0, 65536))),
        b"ctts": table(b"ctts", [(3, 512)]),
    }
)
FILES = (moov_first(EDITED, SOUND), moov_last(EDITED, SOUND), initial() + fragment(1, 0, (9, 8)) + fragment(2, 9, (7,)))


def attempt(data: bytes) -> IsoFacts | Absent:
    return read_iso(io.BytesIO(data), len(data))


@given(
    file=st.sampled_from(FILES),
    flips=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 2000),
)
@settings(max_examples=400)
def test_damaged_bytes_never_raise_and_sums_stay_consistent(file, flips, cut):
    data = bytearray(file)
    for at, value in flips:
        data[at % len(data)] = value
    facts = attempt(bytes(data[: max(0, len(data) - cut)] if cut < len(data) else data))
    for track in facts.tracks if isinstance(facts, IsoFacts) else ():
        assert 0 <= track.missing_bytes <= track.sample_bytes
        assert 0 <= track.missing_samples <= track.samples


@given(file=st.sampled_from(FILES), at=st.integers(0, 2000), value=st.sampled_from([0, 1, 7, 1 << 31, (1 << 32) - 1]))
@settings(max_examples=400)
def test_any_word_may_be_extreme(file, at, value):
    at %= len(file) - 4
    assert isinstance(attempt(file[:at] + struct.pack(">I", value) + file[at + 4 :]), IsoFacts | Absent)


@given(st.binary(max_size=400))
@example(b"\0\0\0\x08moov")
@example(b"\0\0\0\0moov\0\0\0\0trak")
@example(b"\0\0\0\x01mdat")
def test_random_bytes_never_raise(data):
    movie_of_it = FTYP + movie(Trak(boxes={b"minf": box(b"minf", box(b"stbl", data))}))
    fragment_of_it = box(b"moof", full(b"mfhd", 0, words(1)), box(b"traf", full(b"tfhd", 0, words(1)), data))
    for hostile in (data, box(b"moov", data), movie_of_it, initial() + fragment_of_it):
        assert isinstance(attempt(hostile), IsoFacts | Absent)


def test_boxes_nested_in_themselves_are_not_followed():
    nest = b""
    for _ in range(10_000):
        nest = box(b"moov", nest)
    assert codes(FTYP + nest) == ["missing_box"]


def test_an_error_of_the_stream_is_passed_on():
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError("the card was pulled out")

    with pytest.raises(OSError, match="pulled out"):
        read_iso(Broken(), 100)


def test_a_stream_that_ends_before_its_stated_size_is_a_fault():
    data = moov_first(EDITED)
    facts = read_iso(io.BytesIO(data[:-70]), len(data))
    assert isinstance(facts, IsoFacts)
    assert [fault.code for fault in facts.faults] == ["trailing_bytes", "missing_box"]


def test_a_stream_may_hand_out_its_bytes_piece_by_piece():
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 5))

    data = moov_first(EDITED, SOUND)
    assert read_iso(Slow(data), len(data)) == read(data)


def test_media_are_not_read():
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            part = super().read(size)
            self.taken += len(part)
            return part

    data = moov_first(Trak(sizes=(1 << 20,) * 8))
    stream = Counting(data)
    read_iso(stream, len(data))
    assert stream.taken < 1000


def seconds(data: bytes) -> float:
    start = time.perf_counter()
    attempt(data)
    return time.perf_counter() - start


def test_a_file_of_tiny_boxes_is_given_up_in_time():
    assert codes(FTYP + box(b"free") * (1 << 19)) == ["too_many_boxes", "missing_box"]


@pytest.mark.parametrize(("kind", "count"), [(b"free", 300_000), (b"trak", 100_000)])
def test_a_movie_of_tiny_boxes_is_given_up_in_time(kind, count):
    data = FTYP + box(b"moov", MVHD, box(kind) * count)
    assert "too_many_boxes" in codes(data)
    assert seconds(data) < 5


def test_tables_of_two_hours_are_read_in_a_third_of_a_second():
    count = 216_000
    boxes = {b"stts": table(b"stts", [(1, 512)] * count), b"ctts": table(b"ctts", [(1, n % 3) for n in range(count)])}
    data = moov_first(Trak(sizes=(100,) * count, boxes=boxes), Trak(sizes=(20,) * 337_500, per_chunk=15, track_id=2))
    facts = read(data[:-1_000_000])
    assert (facts.tracks[0].samples, facts.missing_bytes) == (count, 1_000_000)
    assert min(seconds(data[:-1_000_000]) for _ in range(3)) < 0.3


def fragmented(count: int) -> bytes:
    return initial() + b"".join(fragment(n + 1, n * 15_360, (30,) * 30) for n in range(count))


def test_twenty_thousand_fragments_are_read_in_three_seconds_or_on_a_slow_machine_in_time_that_grows_with_them():
    data, tenth = fragmented(20_000), fragmented(2_000)
    facts = read(data)
    assert (facts.faults, facts.fragments, facts.tracks[0].samples, facts.missing_bytes) == ((), 20_000, 600_000, 0)
    assert min(seconds(data) for _ in range(2)) < max(3, 15 * min(seconds(tenth) for _ in range(3)))


def test_declared_billions_take_no_memory():
    boxes = {
        b"stsz": full(b"stsz", 0, words(1 << 20, 0xFFFFFFFF)),
        b"stts": table(b"stts", [(0xFFFFFFFF, 1)]),
        b"ctts": table(b"ctts", [(0xFFFFFFFF, 1)]),
        b"stsc": table(b"stsc", [(1, 0xFFFFFFFF, 1)]),
    }
    data = moov_first(Trak(boxes=boxes))
    tracemalloc.start()
    facts = read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert facts.tracks[0].samples == 0xFFFFFFFF
    assert peak < 1 << 20

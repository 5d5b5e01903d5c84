"""Movie fragments: what they promise, where it lies, and whether they follow each other."""

import struct
from collections.abc import Sequence

import pytest

from .builder import FTYP, Trak, box, codes, fragment, full, initial, locate, movie, put, read, trex, words

THREE = initial() + fragment(1, 0, (30, 40)) + fragment(2, 1024, (50, 60)) + fragment(3, 2048, (70,))


def single(tfhd: bytes, truns: Sequence[bytes], media: int, extra: bytes | None = None) -> bytes:
    """One fragment with the given header and runs; its mdat begins 8 bytes after the moof."""
    moof = box(b"moof", full(b"mfhd", 0, words(1)), box(b"traf", tfhd, *truns))
    return initial(extra=extra) + moof + box(b"mdat", bytes(media))


def test_fragments_add_up_to_the_track():
    facts = read(THREE)
    track = facts.tracks[0]
    assert (facts.faults, facts.fragments) == ((), 3)
    assert (track.samples, track.sample_bytes, track.duration, track.missing_bytes) == (5, 250, 2560, 0)


def test_an_initial_segment_promises_nothing_and_misses_nothing():
    facts = read(initial())
    assert (facts.faults, facts.fragments, facts.promised_bytes, facts.tracks[0].samples) == ((), 0, 0, 0)


def test_segment_boxes_between_fragments_are_allowed():
    styp = box(b"styp", b"msdh", bytes(4))
    sidx = full(b"sidx", 0, bytes(24))
    data = initial() + styp + sidx + fragment(1, 0, (30,)) + styp + fragment(2, 512, (30,))
    facts = read(data)
    assert (facts.faults, facts.missing_bytes) == ((), 0)


def test_a_media_segment_alone_lacks_its_movie():
    facts = read(box(b"styp", b"msdh", bytes(4)) + fragment(1, 0, (30,)))
    assert [(fault.code, fault.path) for fault in facts.faults] == [("missing_box", "moov")]
    assert (facts.tracks, facts.fragments) == ((), 1)


@pytest.mark.parametrize("number", [1, 0])
def test_a_sequence_number_that_does_not_increase_is_a_fault(number):
    data = initial() + fragment(1, 0, (30,)) + fragment(number, 512, (30,))
    fault = read(data).faults[0]
    assert (fault.code, fault.path) == ("sequence_not_increasing", "moof[1]/mfhd")
    assert fault.detail == f"Sequence number {number} follows 1."


def test_a_gap_in_the_sequence_numbers_is_allowed():
    assert codes(initial() + fragment(1, 0, (30,)) + fragment(7, 512, (30,))) == []


def test_decode_time_that_goes_back_is_a_fault():
    fault = read(initial() + fragment(1, 1024, (30,)) + fragment(2, 1023, (30,))).faults[0]
    assert (fault.code, fault.path) == ("decode_time_backwards", "moof[1]/traf[0]/tfdt")
    assert fault.detail == "Decode time 1023 of track 1 follows 1024."


@pytest.mark.parametrize("time", [0, 511])
def test_a_fragment_that_begins_before_the_one_before_it_ends_is_a_fault(time):
    fault = read(initial() + fragment(1, 0, (30, 30)) + fragment(2, time, (30,))).faults[0]
    assert (fault.code, fault.path) == ("decode_time_overlap", "moof[1]/traf[0]/tfdt")
    assert fault.detail == f"Decode time {time} of track 1 lies before 1024, where its samples have come to."


@pytest.mark.parametrize("time", [512, 1024, 5000])
def test_the_last_sample_of_a_fragment_may_last_shorter_or_longer_than_stated(time):
    assert codes(initial() + fragment(1, 0, (30, 30)) + fragment(2, time, (30,))) == []


def test_fragments_of_one_time_are_a_fault_each():
    data = initial() + b"".join(fragment(number, 0, (30, 30, 30)) for number in range(1, 5))
    assert codes(data) == ["decode_time_overlap"] * 3


def test_a_fragment_without_a_time_goes_on_where_the_one_before_ends():
    untimed = fragment(2, 0, (30, 30)).replace(b"tfdt", b"free")
    assert codes(initial() + fragment(1, 0, (30, 30)) + untimed + fragment(3, 2048, (30,))) == []
    assert codes(initial() + fragment(1, 0, (30, 30)) + untimed + fragment(3, 1500, (30,))) == ["decode_time_overlap"]


def test_a_fragment_without_trex_is_a_fault_told_once():
    assert codes(initial(extra=b"") + fragment(1, 0, (30,)) + fragment(2, 512, (30,))) == ["missing_trex"]
    assert codes(initial(extra=box(b"mvex", trex(2))) + fragment(1, 0, (30,))) == ["missing_trex"]


def test_a_fragment_of_an_unknown_track_is_a_fault_told_once():
    data = initial() + fragment(1, 0, (30,), track_id=9) + fragment(2, 0, (30,), track_id=9)
    facts = read(data)
    assert [(fault.code, fault.path) for fault in facts.faults] == [("unknown_track", "moof[0]/traf[0]/tfhd")]
    assert facts.tracks[0].samples == 0


def test_a_fragment_without_header_boxes_is_a_fault():
    facts = read(initial() + box(b"moof", box(b"traf")))
    assert [(fault.code, fault.path) for fault in facts.faults] == [
        ("missing_box", "moof[0]/mfhd"),
        ("missing_box", "moof[0]/traf[0]/tfhd"),
    ]


@pytest.mark.parametrize("size", [1, 4, 7])
@pytest.mark.parametrize("path", ["moof", "moof/traf"])
def test_bytes_in_a_fragment_too_few_for_a_box_are_a_fault(path, size):
    data = grown(initial() + fragment(1, 0, (30,)), path, b"\x01" * size)
    fault = next(fault for fault in read(data).faults if fault.code == "trailing_bytes")
    assert fault.path == {"moof": "moof[0]", "moof/traf": "moof[0]/traf[0]"}[path]


@pytest.mark.parametrize(("path", "said"), [("moof", "moof[0]/\\x00abc"), ("moof/traf", "moof[0]/traf[0]/\\x00abc")])
def test_bytes_in_a_fragment_whose_type_is_none_are_a_fault(path, said):
    data = grown(initial() + fragment(1, 0, (30,)), path, box(b"\0abc", b"hidden"))
    fault = next(fault for fault in read(data).faults if fault.code == "trailing_bytes")
    assert fault.path == said
    assert fault.detail == f"The 14 bytes from offset {data.index(b'hidden') - 8} on are no box: their type is none."


def test_a_run_whose_type_was_destroyed_leaves_open_what_is_missing():
    data = THREE.replace(b"trun", b"\x14run", 1)
    assert [(fault.code, fault.path) for fault in read(data).faults] == [("trailing_bytes", "moof[0]/traf[0]/\\x14run")]


def test_boxes_of_a_vendor_in_a_fragment_are_no_fault():
    data = grown(initial() + fragment(1, 0, (30,)), "moof", box(b"acme", b"of its own"))
    assert "trailing_bytes" not in codes(data)


def grown(data: bytes, path: str, tail: bytes) -> bytes:
    """The file with those bytes put at the end of a box, and it and the `moof` that holds it as much longer."""
    outer, at = locate(data, "moof"), locate(data, path)
    end = at + struct.unpack_from(">I", data, at)[0]
    for place in {outer, at}:
        data = put(data, place, struct.unpack_from(">I", data, place)[0] + len(tail))
    return data[:end] + tail + data[end:]


def test_defaults_come_from_trex():
    tfhd, run = full(b"tfhd", 0x020000, words(1)), full(b"trun", 1, words(4, 76))
    facts = read(single(tfhd, [run], 40, box(b"mvex", trex(1, 100, 10))))
    track = facts.tracks[0]
    assert (facts.faults, track.samples, track.sample_bytes, track.duration, track.missing_bytes) == ((), 4, 40, 400, 0)


def test_defaults_of_the_track_fragment_come_first():
    tfhd = full(b"tfhd", 0x020018, words(1, 7, 9))
    facts = read(single(tfhd, [full(b"trun", 1, words(4, 84))], 36, box(b"mvex", trex(1, 100, 10))))
    track = facts.tracks[0]
    assert (facts.faults, track.samples, track.sample_bytes, track.duration, track.missing_bytes) == ((), 4, 36, 28, 0)


def test_an_explicit_base_offset_counts_from_the_start_of_the_file():
    base = len(initial())
    tfhd = full(b"tfhd", 1, words(1), struct.pack(">Q", base))
    facts = read(single(tfhd, [full(b"trun", 0x201, words(2, 92, 5, 6))], 11))
    assert (facts.faults, facts.promised_bytes, facts.missing_bytes) == ((), 11, 0)
    wrong = full(b"tfhd", 1, words(1), struct.pack(">Q", base + 4))
    assert read(single(wrong, [full(b"trun", 0x201, words(2, 92, 5, 6))], 11)).missing_bytes == 4


def test_a_run_without_offset_follows_the_run_before_it():
    runs = [full(b"trun", 0x201, words(1, 100, 5)), full(b"trun", 0x200, words(1, 6))]
    facts = read(single(full(b"tfhd", 0x020000, words(1)), runs, 11))
    assert (facts.faults, facts.promised_bytes, facts.missing_bytes) == ((), 11, 0)
    assert read(single(full(b"tfhd", 0x020000, words(1)), runs, 10)).missing_bytes == 1


def test_a_second_track_without_base_begins_where_the_first_ends():
    traks = Trak(sizes=()), Trak(sizes=(), track_id=2, handler=b"soun")
    trafs = [
        box(b"traf", full(b"tfhd", 0, words(1)), full(b"trun", 0x201, words(1, 124, 5))),
        box(b"traf", full(b"tfhd", 0, words(2)), full(b"trun", 0x200, words(1, 6))),
    ]
    head = initial(*traks, extra=box(b"mvex", trex(1), trex(2)))
    moof = box(b"moof", full(b"mfhd", 0, words(1)), *trafs)
    assert len(moof) == 116
    facts = read(head + moof + box(b"mdat", bytes(11)))
    assert (facts.faults, facts.missing_bytes) == ((), 0)
    assert [track.sample_bytes for track in facts.tracks] == [5, 6]
    assert [track.missing_bytes for track in read(head + moof + box(b"mdat", bytes(10))).tracks] == [0, 1]


def test_a_negative_data_offset_is_understood():
    run = full(b"trun", 0x201, words(1), struct.pack(">i", -10), words(4))
    head = initial()
    data = (
        head
        + box(b"mdat", bytes(10))
        + box(b"moof", full(b"mfhd", 0, words(1)), box(b"traf", full(b"tfhd", 0x020000, words(1)), run))
    )
    assert read(data).missing_bytes == 0


def test_samples_of_the_movie_and_of_its_fragments_add_up():
    trak = Trak()
    mvex = box(b"mvex", trex())
    base = len(FTYP) + len(movie(trak, extra=mvex)) + 8
    data = FTYP + movie(trak, extra=mvex, base=base) + box(b"mdat", bytes(60)) + fragment(1, 1536, (30, 40))
    track = read(data).tracks[0]
    assert (track.samples, track.sample_bytes, track.duration, track.missing_bytes) == (5, 130, 2560, 0)


def test_a_run_that_declares_more_than_it_holds_is_truncated():
    facts = read(put(THREE, locate(THREE, "moof/traf/trun") + 12, 0xFFFFFFFF))
    assert [fault.code for fault in facts.faults] == ["table_truncated"]
    assert facts.tracks[0].samples == 5


def test_a_run_of_billions_of_samples_without_a_list_is_only_counted():
    tfhd = full(b"tfhd", 0x020010, words(1, 0xFFFFFFFF))
    facts = read(single(tfhd, [full(b"trun", 1, words(0xFFFFFFFF, 76))] * 3, 40))
    assert facts.tracks[0].samples == 3 * 0xFFFFFFFF
    assert facts.missing_bytes > 1 << 38


def test_fragments_of_media_in_another_file_are_not_missing():
    trak = Trak(sizes=(), reference=full(b"url ", 0, b"x\0"))
    facts = read(initial(trak) + fragment(1, 0, (30, 40))[:-20])
    assert (facts.promised_bytes, facts.missing_bytes) == (70, 0)
    assert [fault.code for fault in facts.faults] == ["box_past_end", "external_data"]

"""The boxes of fixed layout and the sample tables, and what is said where they contradict each other."""

import struct
from dataclasses import replace

import pytest

from conformance.model.facts import Edit

from .builder import FTYP, Trak, box, codes, full, locate, moov_first, movie, put, read, table, words

TRAK = Trak()
SMALL = moov_first(TRAK)
STBL = "moov/trak/mdia/minf/stbl/"


def with_box(kind: bytes, data: bytes) -> Trak:
    return replace(TRAK, boxes={kind: data})


def matrix(*values: int) -> bytes:
    a, b, c, d = (value & 0xFFFFFFFF for value in values)
    layout = words(0, 0, 1, 0, 0, 0, 0, 0, 0, a, b, 0, c, d, 0, 0, 0, 1 << 30, 3840 << 16, 2160 << 16)
    return full(b"tkhd", 3, layout)


def test_a_track_says_what_its_boxes_say():
    track = read(SMALL).tracks[0]
    assert (track.track_id, track.handler, track.sample_entry) == (1, "vide", "avc1")
    assert (track.timescale, track.duration, track.samples, track.sample_bytes) == (12_800, 1536, 3, 60)
    assert (track.width, track.height, track.rotation, track.edits) == (1920, 1080, 0, ())


@pytest.mark.parametrize(
    ("values", "rotation"),
    [
        ((0x10000, 0, 0, 0x10000), 0),
        ((0, 0x10000, -0x10000, 0), 90),
        ((-0x10000, 0, 0, -0x10000), 180),
        ((0, -0x10000, 0x10000, 0), 270),
        ((-0x10000, 0, 0, 0x10000), 0),
        ((0xB505, 0xB505, -0xB505, 0xB505), 0),
    ],
    ids=["upright", "clockwise", "upside down", "anticlockwise", "mirrored", "45 degrees"],
)
def test_only_a_pure_rotation_is_a_rotation(values, rotation):
    track = read(moov_first(with_box(b"tkhd", matrix(*values)))).tracks[0]
    assert (track.rotation, track.width, track.height) == (rotation, 3840, 2160)


def test_64_bit_headers_are_understood():
    tkhd = struct.pack(">QQIIQ", 0, 0, 7, 0, 9) + words(0, 0, 0, 0, 0, 65536, 0, 0xFFFF0000, 0, 0, 0, 0, 1 << 30)
    boxes = {
        b"tkhd": full(b"tkhd", 1 << 24, tkhd, words(640 << 16, 480 << 16)),
        b"mdhd": full(b"mdhd", 1 << 24, struct.pack(">QQIQ", 1, 2, 12_800, 1536), bytes(4)),
    }
    facts = read(moov_first(replace(TRAK, boxes=boxes)))
    track = facts.tracks[0]
    assert facts.faults == ()
    assert (track.track_id, track.width, track.height, track.rotation) == (7, 640, 480, 90)
    assert (track.timescale, track.duration) == (12_800, 1536)


@pytest.mark.parametrize(
    "elst",
    [
        full(b"elst", 0, words(2), struct.pack(">IiIIiI", 40, -1, 65536, 100, 1024, 65536)),
        full(b"elst", 1 << 24, words(2), struct.pack(">QqIQqI", 40, -1, 65536, 100, 1024, 65536)),
    ],
    ids=["32 bit", "64 bit"],
)
def test_edit_lists_are_read_in_order(elst):
    track = read(moov_first(with_box(b"edts", box(b"edts", elst)))).tracks[0]
    assert track.edits == (Edit(40, -1), Edit(100, 1024))


def test_an_edit_list_that_declares_more_than_it_holds_is_truncated():
    edts = box(b"edts", full(b"elst", 0, words(0xFFFFFFFF, 40, 0, 65536)))
    facts = read(moov_first(with_box(b"edts", edts)))
    assert [fault.code for fault in facts.faults] == ["table_truncated"]
    assert facts.tracks[0].edits == (Edit(40, 0),)


def test_a_header_box_without_its_fields_is_too_short():
    fault = read(moov_first(with_box(b"mdhd", full(b"mdhd", 0, words(0, 0))))).faults[0]
    assert (fault.code, fault.path) == ("box_too_short", "moov/trak[0]/mdia/mdhd")
    assert fault.detail == "mdhd has 12 bytes of payload; 20 are needed."


def test_a_protected_entry_is_the_one_that_counts():
    entries = box(b"avc1", bytes(6), b"\0\1"), box(b"encv", bytes(6), b"\0\1")
    assert read(moov_first(with_box(b"stsd", full(b"stsd", 0, words(2), *entries)))).tracks[0].sample_entry == "encv"


def test_a_track_id_used_twice_is_a_fault():
    assert codes(moov_first(TRAK, TRAK)) == ["duplicate_track_id"]


def test_a_time_scale_of_zero_is_a_fault():
    assert codes(moov_first(replace(TRAK, timescale=0))) == ["zero_timescale"]


@pytest.mark.parametrize(
    ("bits", "data"), [(4, bytes([0x12, 0x30])), (8, bytes([1, 2, 3])), (16, bytes([0, 1, 0, 2, 0, 3]))]
)
def test_compact_sample_sizes_are_understood(bits, data):
    trak = replace(TRAK, sizes=(1, 2, 3), boxes={b"stsz": full(b"stz2", 0, words(bits, 3), data)})
    facts = read(moov_first(trak))
    assert (facts.faults, facts.promised_bytes, facts.missing_bytes) == ((), 6, 0)


def test_64_bit_chunk_offsets_are_understood():
    co64 = full(b"co64", 0, words(3), struct.pack(">3Q", 631, 641, 661))
    data = moov_first(with_box(b"stco", co64))
    assert locate(data, "mdat") + 8 == 619
    facts = read(data)
    assert (facts.faults, facts.missing_bytes) == ((), 12)


def test_samples_of_one_size_need_no_list():
    trak = replace(TRAK, sizes=(20, 20, 20), per_chunk=3, boxes={b"stsz": full(b"stsz", 0, words(20, 3))})
    facts = read(moov_first(trak))
    assert (facts.faults, facts.promised_bytes, facts.missing_bytes) == ((), 60, 0)


def sound_entry(kind: bytes, version: int, more: bytes = b"") -> bytes:
    head = bytes(6) + b"\0\1" + struct.pack(">HHIHHHHI", version, 0, 0, 2, 16, 0, 0, 48_000 << 16)
    return full(b"stsd", 0, words(1), box(kind, head, more))


@pytest.mark.parametrize(
    ("stsd", "promised"),
    [
        (sound_entry(b"sowt", 0), 12),
        (sound_entry(b"ulaw", 0), 6),
        (sound_entry(b"in24", 1, words(1, 3, 6, 2)), 18),
        (sound_entry(b"ms\0\2", 1, words(3, 7, 14, 2)), 14),
        (sound_entry(b"mp4a", 0), 3),
        (sound_entry(b"in24", 1, words(0, 3, 6, 2)), 3),
    ],
    ids=["16 bit", "A-law family", "24 bit", "packets", "no frame size", "broken description"],
)
def test_quicktime_sound_of_size_1_takes_its_frame_size_from_the_description(stsd, promised):
    boxes = {b"stsd": stsd, b"stsz": full(b"stsz", 0, words(1, 3))}
    facts = read(moov_first(Trak(sizes=(1, 1, 1), per_chunk=3, handler=b"soun", boxes=boxes)))
    assert facts.promised_bytes == promised
    assert facts.missing_bytes == promised - 3


@pytest.mark.parametrize(
    ("kind", "rows", "code", "detail"),
    [
        (b"stts", [(2, 512)], "stts_count", "stts covers 2 samples, stsz 3."),
        (b"stts", [(2, 512), (2, 512)], "stts_count", "stts covers 4 samples, stsz 3."),
        (b"ctts", [(4, 0)], "ctts_count", "ctts covers 4 samples, stsz 3."),
        (b"stss", [(1,), (4,)], "stss_out_of_range", "stss holds 1 sample numbers outside 1..3."),
        (b"stss", [(0,), (3,)], "stss_out_of_range", "stss holds 1 sample numbers outside 1..3."),
        (b"stsc", [(1, 2, 1)], "stsc_coverage", "stsc places 6 samples in 3 chunks; there are 3."),
        (b"stsc", [(2, 1, 1)], "stsc_order", "stsc's 1 first_chunk numbers do not rise from 1 to at most 3."),
    ],
)
def test_tables_that_contradict_each_other_are_a_fault(kind, rows, code, detail):
    fault = read(moov_first(with_box(kind, table(kind, rows)))).faults[0]
    assert (fault.code, fault.path) == (code, "moov/trak[0]/mdia/minf/stbl/" + kind.decode())
    assert fault.detail == detail


@pytest.mark.parametrize(
    "rows",
    [[(1, 1, 1), (1, 1, 1)], [(3, 1, 1), (1, 1, 1)], [(1, 1, 1), (9, 1, 1)], [(1, 1, 1), (0xFFFFFFFF, 0xFFFFFFFF, 1)]],
)
def test_disordered_chunk_runs_are_a_fault_and_never_a_crash(rows):
    assert "stsc_order" in codes(moov_first(with_box(b"stsc", table(b"stsc", rows))))


@pytest.mark.parametrize("kind", [b"stts", b"ctts", b"stss", b"stsc", b"stco"])
def test_a_table_that_declares_more_than_it_holds_is_truncated(kind):
    fault = read(moov_first(with_box(kind, full(kind, 0, words(0xFFFFFFFF))))).faults[0]
    assert fault.code == "table_truncated"
    assert fault.detail == f"{kind.decode()} declares 4294967295 entries and holds 0."


@pytest.mark.parametrize(
    "stsz", [full(b"stsz", 0, words(0, 0xFFFFFFFF, 10)), full(b"stz2", 0, words(8, 1 << 31), b"1")]
)
def test_a_size_table_that_declares_more_than_it_holds_is_truncated(stsz):
    facts = read(moov_first(with_box(b"stsz", stsz)))
    assert facts.faults[0].code == "table_truncated"
    assert facts.tracks[0].samples == 1


def test_a_promise_beyond_any_disk_is_counted_without_being_laid_out():
    boxes = {b"stsz": full(b"stsz", 0, words(0xFFFFFFFF, 0xFFFFFFFF)), b"stsc": table(b"stsc", [(1, 0xFFFFFFFF, 1)])}
    facts = read(moov_first(replace(TRAK, boxes=boxes)))
    assert facts.tracks[0].samples == 0xFFFFFFFF
    assert facts.missing_bytes > 1 << 38


def test_media_duration_may_differ_by_one_sample_only():
    mdhd = locate(SMALL, "moov/trak/mdia/mdhd")
    assert codes(put(SMALL, mdhd + 24, 1536 + 512)) == []
    fault = read(put(SMALL, mdhd + 24, 1536 + 513)).faults[0]
    assert (fault.code, fault.path) == ("media_duration", "moov/trak[0]/mdia/mdhd")
    assert fault.detail == "mdhd declares 2049 ticks; the 3 samples last 1536."


def test_an_unknown_media_duration_is_no_fault():
    facts = read(put(SMALL, locate(SMALL, "moov/trak/mdia/mdhd") + 24, 0xFFFFFFFF))
    assert (facts.faults, facts.tracks[0].duration) == ((), 0)


def test_media_duration_may_count_composition_times():
    ctts = table(b"ctts", [(1, 4096), (2, 0)])
    data = moov_first(with_box(b"ctts", ctts))
    assert codes(put(data, locate(data, "moov/trak/mdia/mdhd") + 24, 4096 + 512)) == []
    assert codes(put(data, locate(data, "moov/trak/mdia/mdhd") + 24, 8192)) == ["media_duration"]


def test_media_duration_may_count_a_leading_empty_edit():
    edts = box(b"edts", full(b"elst", 0, words(1), struct.pack(">IiI", 10_000, -1, 65536)))
    data = moov_first(with_box(b"edts", edts))
    assert codes(put(data, locate(data, "moov/trak/mdia/mdhd") + 24, 128_000 + 1536)) == []


def test_a_track_without_any_time_is_left_alone():
    data = moov_first(replace(TRAK, delta=0))
    assert codes(put(data, locate(data, "moov/trak/mdia/mdhd") + 24, 99_999)) == []


def test_media_in_another_file_are_a_fault_and_not_missing():
    trak = replace(TRAK, reference=full(b"url ", 0, b"other.mp4\0"))
    facts = read(FTYP + movie(trak, base=1 << 20))
    assert [fault.code for fault in facts.faults] == ["external_data"]
    assert (facts.promised_bytes, facts.missing_bytes) == (60, 0)


def test_sound_and_picture_that_claim_the_same_bytes_overlap():
    sound = Trak(sizes=(5, 5), track_id=2, handler=b"soun")
    data = moov_first(TRAK, sound)
    assert codes(data) == []
    stco = data.rindex(b"stco") + 12
    fault = read(put(data, stco, locate(data, "mdat") + 8 + 28)).faults[0]
    assert (fault.code, fault.offset) == ("samples_overlap", locate(data, "mdat") + 18)
    assert fault.detail == "2 video chunks share 5 bytes with sound chunks."


def twins(media: int) -> bytes:
    """Two video tracks over the same 60 bytes, and an mdat of `media` bytes."""
    two = movie(TRAK, replace(TRAK, track_id=2))
    base = len(FTYP) + len(two) + 8
    shared = box(b"moov", movie(TRAK, base=base)[8:], movie(replace(TRAK, track_id=2), base=base)[8 + 108 :])
    return FTYP + shared + box(b"mdat", bytes(media))


def test_two_tracks_of_one_kind_may_share_some_of_their_media():
    assert codes(twins(120)) == []


def test_more_sample_bytes_than_media_bytes_are_a_fault():
    fault = read(twins(119)).faults[0]
    assert (fault.code, fault.path) == ("promised_twice", "mdat")
    assert fault.detail == "Sound and video samples take 120 bytes of an mdat of 119."

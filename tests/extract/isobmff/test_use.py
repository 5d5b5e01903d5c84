"""How the bytes of `mdat` and the samples belong together: none claimed twice, none left over unnoticed."""

from dataclasses import replace

import pytest

from .builder import FTYP, Trak, box, codes, full, locate, moov_first, moov_last, movie, put, read, table, words

TRAK = Trak()
REAL = 65_536 * 9  # the smallest media of which 64 KiB are a tenth of the whole


def padded(spare: int, sizes: tuple[int, ...] = (REAL,)) -> bytes:
    """One video track whose mdat ends with `spare` bytes of no sample."""
    trak = replace(TRAK, sizes=sizes)
    media = box(b"mdat", bytes(sum(sizes) + spare))
    return FTYP + media + movie(trak, base=len(FTYP) + 8)


def repeated(handler: bytes) -> bytes:
    """Three samples of 20 bytes, the third of which lies where the first does; 60 bytes of media."""
    data = moov_last(replace(TRAK, sizes=(20, 20, 20), handler=handler))
    stco = locate(data, "moov/trak/mdia/minf/stbl/stco")
    return put(data, stco + 24, len(FTYP) + 8)


@pytest.mark.parametrize("handler", [b"vide", b"soun"])
def test_a_chunk_that_a_track_uses_twice_is_a_fault(handler):
    fault = read(repeated(handler)).faults[0]
    assert (fault.code, fault.path, fault.offset) == ("samples_overlap", "mdat", 32)
    assert fault.detail == "1 of 3 chunks of track 1 claim bytes that one before claims."


def test_a_subtitle_track_may_use_a_chunk_twice():
    assert codes(repeated(b"sbtl")) == []


def test_a_chunk_that_overlaps_the_next_by_one_byte_is_a_fault():
    data = moov_last(replace(TRAK, sizes=(20, 20)))
    stsz = locate(data, "moov/trak/mdia/minf/stbl/stsz")
    assert "samples_overlap" in codes(put(data, stsz + 20, 21, 19))


def test_chunks_without_bytes_overlap_nothing():
    data = moov_last(replace(TRAK, sizes=(20, 0, 20)))
    stco = locate(data, "moov/trak/mdia/minf/stbl/stco")
    assert codes(put(data, stco + 20, len(FTYP) + 8 + 5)) == []


def test_chunks_in_any_order_overlap_nothing():
    data = moov_last(replace(TRAK, sizes=(20, 20, 20)))
    stco = locate(data, "moov/trak/mdia/minf/stbl/stco")
    assert codes(put(data, stco + 16, 72, 32, 52)) == []


def test_a_group_of_pictures_used_many_times_is_a_fault_twice_over():
    many = replace(TRAK, sizes=(100,) * 200)
    data = FTYP + box(b"mdat", bytes(100)) + movie(many)
    for at in range(200):
        data = put(data, locate(data, "moov/trak/mdia/minf/stbl/stco") + 16 + 4 * at, len(FTYP) + 8)
    facts = read(data)
    assert [fault.code for fault in facts.faults] == ["samples_overlap", "promised_twice"]
    assert facts.faults[1].detail == "Sound and video samples take 20000 bytes of an mdat of 100."


def test_samples_that_lie_outside_the_file_are_missing_and_do_not_overlap():
    data = moov_last(replace(TRAK, sizes=(20, 20)))
    stco = locate(data, "moov/trak/mdia/minf/stbl/stco")
    facts = read(put(data, stco + 16, 1 << 20, 1 << 20))
    assert (facts.faults, facts.missing_bytes) == ((), 40)


def test_a_tenth_of_media_without_sample_is_left_alone():
    facts = read(padded(65_536))
    assert (facts.faults, facts.doubts) == ((), ())


def test_more_than_a_tenth_of_media_without_sample_is_a_doubt():
    facts = read(padded(65_537))
    assert facts.faults == ()
    assert [(doubt.code, doubt.path, doubt.offset) for doubt in facts.doubts] == [("unreferenced_media", "mdat", 32)]
    assert facts.doubts[0].detail == "65537 of 655361 bytes of media belong to no sample."


def test_few_bytes_without_sample_are_left_alone_in_a_short_recording():
    facts = read(padded(65_536, sizes=(10,)))
    assert (facts.faults, facts.doubts) == ((), ())


def test_half_of_the_media_without_sample_is_a_doubt():
    facts = read(padded(REAL))
    assert (facts.faults, [doubt.code for doubt in facts.doubts]) == ((), ["unreferenced_media"])


def test_most_of_the_media_without_sample_is_a_fault():
    facts = read(padded(REAL + 1))
    assert ([fault.code for fault in facts.faults], facts.doubts) == (["unreferenced_media"], ())


def test_media_beyond_the_end_of_the_file_count_as_neither_held_nor_unreferenced():
    facts = read(moov_first(replace(TRAK, sizes=(REAL, REAL)))[:-REAL])
    assert ([fault.code for fault in facts.faults], facts.doubts, facts.missing_bytes) == (["box_past_end"], (), REAL)


def test_sound_of_unstated_sample_size_leaves_a_doubt_only():
    entry = box(b"in24", bytes(6), b"\0\1", bytes(20))
    sizes = full(b"stsz", 0, words(1, 3))
    trak = replace(TRAK, sizes=(1, 1, 1), handler=b"soun", entry=entry, boxes={b"stsz": sizes})
    facts = read(FTYP + box(b"mdat", bytes(1 << 20)) + movie(trak, base=len(FTYP) + 8))
    assert (facts.faults, [doubt.code for doubt in facts.doubts]) == ((), ["unreferenced_media"])


def test_free_space_beside_the_media_is_no_media():
    data = moov_last(TRAK) + box(b"free", bytes(1 << 20))
    assert (read(data).faults, read(data).doubts) == ((), ())


def test_bytes_of_a_metadata_track_belong_to_its_samples():
    traks = (replace(TRAK, sizes=(100,)), replace(TRAK, sizes=(1 << 20,), handler=b"meta", track_id=2))
    assert (read(moov_first(*traks)).faults, read(moov_first(*traks)).doubts) == ((), ())


def test_an_empty_track_claims_nothing():
    empty = replace(TRAK, sizes=(), track_id=2, handler=b"soun", boxes={b"stss": table(b"stss", [])})
    assert codes(moov_first(TRAK, empty)) == []

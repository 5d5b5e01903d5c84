"""The walk over boxes: which files are read at all, and which bytes are no box."""

import io
import struct

import pytest

from conformance.extract.isobmff import read_iso
from conformance.extract.isobmff.faults import MAX_FAULTS
from conformance.model.facts import Absent, Box, IsoFacts
from conformance.model.vocabulary import Reason

from .builder import FTYP, MVHD, Trak, box, codes, full, locate, moov_first, moov_last, movie, put, read, words

SMALL = moov_first(Trak())


def test_a_healthy_file_has_no_fault_and_its_boxes_tile_it():
    facts = read(SMALL)
    assert facts.faults == ()
    assert facts.boxes == (Box("ftyp", 0, 24), Box("moov", 24, 575), Box("mdat", 599, 68))
    assert facts.brands == ("isom", "avc1")
    assert (facts.creation_time, facts.timescale, facts.duration) == (3_600_000_000, 1000, 5000)


@pytest.mark.parametrize("data", [b"", b"CORRUPT"], ids=["empty", "seven bytes"])
def test_a_file_without_room_for_a_header_is_unreadable(data):
    facts = read_iso(io.BytesIO(data), len(data))
    assert facts == Absent(Reason.EVIDENCE_UNREADABLE, f"The file holds {len(data)} bytes; a box header takes 8.")


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\x10\0\0\0AVI LIST",
        b"\x47" + bytes(187),
        b"\0\0\0\x0cjP  \r\n\x87\n" + box(b"ftyp", b"jp2 ", bytes(4)),
        b"the free encyclopedia that anyone can edit",
    ],
    ids=["AVI", "transport stream", "JPEG 2000", "text"],
)
def test_another_format_is_left_to_other_methods(data):
    facts = read_iso(io.BytesIO(data), len(data))
    assert isinstance(facts, Absent)
    assert facts.reason is Reason.METHOD_DOES_NOT_APPLY


@pytest.mark.parametrize("first", [b"wide", b"free", b"skip", b"uuid", b"pnot"])
def test_quicktime_files_may_open_with_other_boxes(first):
    opening = box(first, bytes(16))
    data = opening + movie(Trak(), base=len(opening) + 575 + 8) + box(b"mdat", bytes(60))
    assert read(data).faults == ()


def test_a_file_whose_first_type_is_damaged_is_still_audited():
    data = SMALL[:4] + b"ftyq" + SMALL[8:]
    assert isinstance(read_iso(io.BytesIO(data), len(data)), IsoFacts)


def test_bytes_after_the_last_box_are_a_fault():
    fault = read(SMALL + bytes(5)).faults[0]
    assert (fault.code, fault.path, fault.offset) == ("trailing_bytes", "file", 667)
    assert fault.detail == "The 5 bytes from offset 667 on are no box."


@pytest.mark.parametrize("tail", [bytes(4096), words(7) + b"free", words(16) + b"\1\2\3\4" + bytes(8)])
def test_padding_that_is_no_box_is_one_fault(tail):
    assert codes(SMALL + tail) == ["trailing_bytes"]


def test_a_box_past_the_end_is_one_fault_and_loses_no_sample():
    facts = read(put(SMALL, locate(SMALL, "mdat"), 68 + 8))
    assert [fault.code for fault in facts.faults] == ["box_past_end"]
    assert facts.faults[0].detail == "mdat declares 76 bytes and runs 8 bytes past the end of the file."
    assert facts.missing_bytes == 0


def test_a_last_box_of_size_0_reaches_to_the_end_of_the_file():
    facts = read(put(SMALL, locate(SMALL, "mdat"), 0))
    assert (facts.faults, facts.missing_bytes) == ((), 0)
    assert facts.boxes[-1] == Box("mdat", 599, 68)


def test_a_64_bit_size_is_understood():
    trak = Trak()
    base = len(FTYP) + 575 + 16
    data = FTYP + movie(trak, base=base) + words(1) + b"mdat" + struct.pack(">Q", 76) + bytes(60)
    facts = read(data)
    assert (facts.faults, facts.missing_bytes) == ((), 0)
    assert facts.boxes[-1] == Box("mdat", 599, 76)


def test_a_64_bit_size_beyond_the_file_is_a_fault():
    data = FTYP + movie(Trak(sizes=())) + words(1) + b"mdat" + struct.pack(">Q", 1 << 63)
    assert codes(data) == ["box_past_end"]


def test_a_64_bit_size_without_its_bytes_is_no_box():
    assert codes(SMALL + words(1) + b"free") == ["trailing_bytes"]


def test_a_file_without_moov_has_no_tracks():
    facts = read(FTYP + box(b"mdat", bytes(60)))
    assert facts.tracks == ()
    assert [(fault.code, fault.path) for fault in facts.faults] == [("missing_box", "moov")]


def test_samples_without_mdat_are_a_fault_and_all_missing():
    facts = read(FTYP + movie(Trak(), base=599))
    assert [(fault.code, fault.path) for fault in facts.faults] == [("missing_box", "mdat")]
    assert (facts.tracks[0].missing_samples, facts.missing_bytes) == (3, 60)


def test_an_empty_movie_needs_no_mdat():
    assert codes(FTYP + movie(Trak(sizes=()))) == []


@pytest.mark.parametrize(("twice", "path"), [(FTYP, "ftyp[1]"), (movie(Trak(sizes=())), "moov[1]")])
def test_a_second_file_type_or_movie_box_is_a_fault(twice, path):
    facts = read(moov_last(Trak()) + twice)
    assert [(fault.code, fault.path) for fault in facts.faults] == [("duplicate_box", path)]


def test_a_child_past_its_parent_is_a_fault_with_its_path_and_offset():
    at = locate(SMALL, "moov/trak/mdia/minf/stbl/stco")
    fault = read(put(SMALL, at, 28 + 4)).faults[0]
    assert (fault.code, fault.path, fault.offset) == ("box_past_parent", "moov/trak[0]/mdia/minf/stbl/stco", at)
    assert fault.detail == "stco declares 32 bytes and runs 4 bytes past stbl."


def test_a_child_too_small_to_be_a_box_is_a_fault_in_its_parent():
    facts = read(put(SMALL, locate(SMALL, "moov/trak/mdia/minf/stbl/stsc"), 3))
    assert facts.faults[0].code == "trailing_bytes"
    assert facts.faults[0].path == "moov/trak[0]/mdia/minf/stbl"


@pytest.mark.parametrize(
    "path",
    [
        "moov/mvhd",
        "moov/trak/tkhd",
        "moov/trak/mdia",
        "moov/trak/mdia/mdhd",
        "moov/trak/mdia/hdlr",
        "moov/trak/mdia/minf",
        "moov/trak/mdia/minf/stbl",
        "moov/trak/mdia/minf/stbl/stsd",
        "moov/trak/mdia/minf/stbl/stts",
        "moov/trak/mdia/minf/stbl/stsc",
        "moov/trak/mdia/minf/stbl/stsz",
        "moov/trak/mdia/minf/stbl/stco",
    ],
)
def test_a_mandatory_box_that_is_renamed_is_missed(path):
    at = locate(SMALL, path) + 4
    facts = read(SMALL[:at] + b"xxxx" + SMALL[at + 4 :])
    found = [fault.path for fault in facts.faults if fault.code == "missing_box"]
    assert found == [path.replace("trak", "trak[0]")]


def test_a_second_sample_table_of_one_type_is_a_fault():
    trak = Trak(boxes={b"stss": full(b"stts", 0, words(1, 3, 512))})
    facts = read(moov_first(trak))
    assert [(fault.code, fault.path) for fault in facts.faults] == [
        ("duplicate_box", "moov/trak[0]/mdia/minf/stbl/stts[1]")
    ]


def test_vendor_boxes_of_any_content_are_no_fault():
    udta = box(b"udta", b"FIRM", b"not a box at all")
    data = FTYP + movie(Trak(sizes=()), extra=udta + box(b"gps ", b"\1\2\3")) + box(b"GPMF", bytes(3))
    assert codes(data) == []


def test_a_truncated_movie_box_is_one_fault_not_a_cascade():
    whole = moov_last(Trak())
    data = whole[: locate(whole, "moov/trak/mdia/minf/stbl/stsz") + 14]
    assert codes(data) == ["box_past_end"]


def test_a_list_of_faults_without_end_is_cut_off_and_says_so():
    facts = read(FTYP + box(b"moov", MVHD, box(b"trak") * 1000))
    assert len(facts.faults) == MAX_FAULTS + 1
    assert facts.faults[-1].code == "too_many_faults"

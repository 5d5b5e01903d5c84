"""What editing leaves behind is seen, each time with its own kind of trace; an untouched recording says what it is."""

import struct
from pathlib import Path

import pytest

from conformance.measurands.editing import Kind

from ..making import PICTURES, coded
from .cameras import box, differs, filmed, golden, traces

MEDIA = Path(__file__).parents[3].parent / "shared" / "media"
NAMED, WROTE = Kind.ENCODER, Kind.WRITER


@pytest.fixture
def untouched(tmp_path: Path) -> Path:
    return filmed(tmp_path / "untouched.mp4", 4)


def test_the_camera_itself_leaves_free_space_alone(untouched: Path) -> None:
    assert traces(untouched) == {Kind.FREE}


def test_a_copy_names_the_program(untouched: Path, tmp_path: Path) -> None:
    copied = coded(tmp_path / "copied.mp4", "-i", str(untouched), "-c", "copy")

    assert traces(copied) == {Kind.FREE, WROTE}


def test_a_cut_leaves_an_edit_list_that_skips(untouched: Path, tmp_path: Path) -> None:
    cut = coded(tmp_path / "cut.mp4", "-ss", "1.3", "-i", str(untouched), "-c", "copy")

    assert traces(cut) == {Kind.FREE, WROTE, Kind.EDITS}


def test_what_was_coded_again_names_the_coder(untouched: Path, tmp_path: Path) -> None:
    again = coded(tmp_path / "again.mp4", "-i", str(untouched), "-c:v", "libx264", "-bf", "0", "-c:a", "copy")

    assert {WROTE, NAMED} <= traces(again)


def test_an_index_moved_to_the_front_is_seen(untouched: Path, tmp_path: Path) -> None:
    fast = coded(tmp_path / "fast.mp4", "-i", str(untouched), "-c", "copy", "-movflags", "+faststart")

    assert Kind.INDEX_FIRST in traces(fast)


def test_a_free_box_behind_the_file_is_seen_and_differs(untouched: Path, tmp_path: Path) -> None:
    by, longer = golden(untouched), tmp_path / "longer.mp4"
    longer.write_bytes(untouched.read_bytes() + box(b"free", bytes(100)))

    assert traces(longer) == {Kind.FREE}
    assert differs(longer, by) == ["file: 'ftyp free mdat moov free', golden 'ftyp free mdat moov'"]


@pytest.mark.parametrize("behind", [bytes(1000), b"abcd", bytes(1)], ids=["zeros", "no room for a box", "a zero"])
def test_bytes_behind_the_file_that_are_no_box_differ(behind: bytes, untouched: Path, tmp_path: Path) -> None:
    by, longer = golden(untouched), tmp_path / "longer.mp4"
    longer.write_bytes(untouched.read_bytes() + behind)

    assert differs(longer, by) == ["file: 'ftyp free mdat moov (no box)', golden 'ftyp free mdat moov'"]


def test_bytes_behind_a_matroska_file_that_are_no_element_differ(tmp_path: Path) -> None:
    made, longer = filmed(tmp_path / "made.mkv"), tmp_path / "longer.mkv"
    longer.write_bytes(made.read_bytes() + bytes(100))

    assert differs(longer, golden(made)) == [
        "file: 'EBML Segment (no element)', golden 'EBML Segment'",
    ]


def test_bytes_within_a_box_that_are_no_box_differ(untouched: Path, tmp_path: Path) -> None:
    data, longer, text = untouched.read_bytes(), tmp_path / "longer.mp4", b"\0\0\0\4cut by an editor"
    at = data.rindex(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    assert at + size == len(data)
    longer.write_bytes(data[:at] + (size + len(text)).to_bytes(4, "big") + data[at + 4 :] + text)

    assert differs(longer, golden(untouched)) == [
        "moov: 'holds mvhd trak+ udta (no box)', golden 'holds mvhd trak+ udta'"
    ]


def test_bytes_behind_an_avi_file_that_are_no_chunk_differ(tmp_path: Path) -> None:
    made, longer = filmed(tmp_path / "made.avi"), tmp_path / "longer.avi"
    longer.write_bytes(made.read_bytes() + b"edited!")

    assert differs(longer, golden(made)) == ["file: 'RIFF(AVI ) (no chunk)', golden 'RIFF(AVI )'"]


def test_bytes_within_a_list_of_an_avi_file_that_are_no_chunk_differ(tmp_path: Path) -> None:
    made, longer = filmed(tmp_path / "made.avi"), tmp_path / "longer.avi"
    data, text = made.read_bytes(), b"edit"
    longer.write_bytes(data[:4] + (len(data) - 8 + len(text)).to_bytes(4, "little") + data[8:] + text)
    (said,) = differs(longer, golden(made))

    assert said.startswith("RIFF(AVI ): 'holds LIST(hdrl) ")
    assert " (no chunk)', golden 'holds LIST(hdrl) " in said


@pytest.mark.parametrize("holder", [b"moof", b"traf"])
def test_bytes_within_a_fragment_that_are_no_box_differ(holder: bytes, tmp_path: Path) -> None:
    options = ("-movflags", "+frag_keyframe+empty_moov+default_base_moof")
    made, longer = filmed(tmp_path / "made.mp4", options=options), tmp_path / "longer.mp4"
    data = made.read_bytes()
    moof, at = data.index(b"moof") - 4, data.index(holder) - 4
    end = at + int.from_bytes(data[at : at + 4], "big")
    data = data[:end] + b"edited!" + data[end:]
    for place in {moof, at}:
        data = (
            data[:place] + (int.from_bytes(data[place : place + 4], "big") + 7).to_bytes(4, "big") + data[place + 4 :]
        )
    longer.write_bytes(data)
    (said,) = (one for one in differs(longer, golden(made)) if one.startswith("moof: "))

    assert "(no box)" in said.split(", golden")[0]
    assert "(no box)" not in said.split(", golden")[1]


def test_a_header_changed_later_is_seen(untouched: Path, tmp_path: Path) -> None:
    data, edited = bytearray(untouched.read_bytes()), tmp_path / "edited.mp4"
    at = data.index(b"mvhd") + 8
    data[at : at + 8] = struct.pack(">2I", 3_800_000_000, 3_800_086_400)
    edited.write_bytes(data)

    assert traces(edited) == {Kind.FREE, Kind.MODIFIED}
    assert differs(edited, golden(untouched)) == ["moov/mvhd:creation_time: 'set', golden 'not set'"]


def test_two_streams_joined_show_two_parameter_sets_of_one_number(tmp_path: Path) -> None:
    plain = ("-c:v", "libx264", "-g", "5", "-bf", "0", "-f", "h264")
    first = coded(tmp_path / "1.h264", *PICTURES, *plain)
    second = coded(tmp_path / "2.h264", *PICTURES, "-vf", "scale=160:120", *plain)
    (tmp_path / "joined.h264").write_bytes(first.read_bytes() + second.read_bytes())
    joined = coded(tmp_path / "joined.ts", "-r", "25", "-i", str(tmp_path / "joined.h264"), "-c", "copy")

    assert Kind.SETS in traces(joined)


def test_one_odd_distance_between_key_pictures_is_seen(tmp_path: Path) -> None:
    steady = filmed(tmp_path / "steady.mkv", 4)
    parts = [
        coded(tmp_path / f"{begin}.ts", "-ss", begin, "-i", str(steady), "-frames:v", count, "-an", "-c", "copy")
        for begin, count in (("0", "34"), ("2", "40"))
    ]
    (tmp_path / "joined.ts").write_bytes(b"".join(part.read_bytes() for part in parts))

    assert Kind.GOP not in traces(steady)
    assert Kind.GOP in traces(tmp_path / "joined.ts")


def test_a_packet_of_xmp_is_seen(untouched: Path, tmp_path: Path) -> None:
    marked = tmp_path / "marked.mp4"
    xmp = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b"<x:xmpmeta/>")
    marked.write_bytes(untouched.read_bytes() + xmp)

    assert traces(marked) == {Kind.FREE, Kind.XMP}


REAL = {
    "gopro__gpmf-parser/samples/karma.mp4": {Kind.FREE},
    "androidx__media/media/mp4/portrait_4k60.mp4": set(),
    "mapillary__mapillary_tools/tests/data/videos/sample-5s.mp4": {WROTE, Kind.EDITS, Kind.FREE, NAMED},
    "androidx__media/media/mkv/sample.mkv": {WROTE, NAMED},
}


@pytest.mark.parametrize("name", REAL)
def test_real_recordings_show_what_their_writers_left(name: str) -> None:
    if not (MEDIA / name).exists():
        pytest.skip(f"{name} is absent")

    assert traces(MEDIA / name) == REAL[name]

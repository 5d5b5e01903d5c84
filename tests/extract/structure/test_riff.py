"""AVI files whole and damaged: FFmpeg's own, and bytes of one made wrong at a time."""

import struct
from pathlib import Path

import pytest

from ..conftest import Coded
from .walks import SCENE, TONE, flaws, walked, with_word


@pytest.fixture(scope="module")
def avi(coded: Coded) -> bytes:
    options = ("-c:v", "mjpeg", "-c:a", "pcm_s16le", "-flags", "+bitexact", "-fflags", "+bitexact")
    return coded("whole.avi", *SCENE, *TONE, *options).read_bytes()


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def test_a_whole_file_has_no_flaw(avi: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, avi, "avi")

    assert flaws(found) == []
    assert (found.missing, found.unpromised) == (0, "")
    assert found.promised > 0.9 * len(avi)


def test_a_cut_file_lacks_what_its_list_states(avi: bytes, tmp_path: Path) -> None:
    half = len(avi) // 2
    found = walked(tmp_path, avi[:half], "avi")
    movi = avi.index(b"movi") - 4
    promised = int.from_bytes(avi[movi : movi + 4], "little")

    assert (found.promised, found.missing) == (promised, movi + 4 + promised - half)
    assert any("bytes past what holds it" in one for one in flaws(found))


def test_a_recording_that_was_never_completed_promises_nothing(avi: bytes, tmp_path: Path) -> None:
    open_ = with_word(with_word(avi[: len(avi) // 2], 4, 0), avi.index(b"movi") - 4, 0)
    found = walked(tmp_path, open_, "avi")

    assert found.unpromised == "the recording was never completed: movi states no size"
    assert "RIFF: states a size of 0: the recording was never completed" in flaws(found)


def test_bytes_behind_the_file_are_told(avi: bytes, tmp_path: Path) -> None:
    assert flaws(walked(tmp_path, avi + b"x" * 100, "avi")) == [
        f"file: the 100 bytes from offset {len(avi)} on are no RIFF chunk of AVI"
    ]


def test_an_index_that_names_another_place_is_told(avi: bytes, tmp_path: Path) -> None:
    third = avi.index(b"idx1") + 8 + 2 * 16
    moved = with_word(avi, third + 8, int.from_bytes(avi[third + 8 : third + 12], "little") + 2)
    (said,) = flaws(walked(tmp_path, moved, "avi"))

    assert said.startswith("RIFF/idx1: entry 2 names ")


def test_an_index_of_another_length_is_told(avi: bytes, tmp_path: Path) -> None:
    at = avi.index(b"idx1")
    shorter = avi[:at] + chunk(b"idx1", avi[at + 8 : -16])
    shorter = with_word(shorter, 4, len(shorter) - 8)
    (said,) = flaws(walked(tmp_path, shorter, "avi"))

    assert "RIFF/idx1: lists" in said


def test_an_index_that_lists_a_chunk_twice_in_place_of_another_is_told(avi: bytes, tmp_path: Path) -> None:
    first = avi.index(b"idx1") + 8
    twice = avi[: first + 32] + avi[first : first + 16] + avi[first + 48 :]

    assert flaws(walked(tmp_path, twice, "avi")) == [
        "RIFF/idx1: lists 1 chunks that it lists before, in place of others"
    ]


def test_an_index_that_is_announced_and_not_there_is_told(avi: bytes, tmp_path: Path) -> None:
    bare = avi[: avi.index(b"idx1")]

    assert flaws(walked(tmp_path, with_word(bare, 4, len(bare) - 8), "avi")) == [
        "RIFF/idx1: the header announces an index, and there is none"
    ]


def test_a_header_that_states_another_number_of_pictures_is_told(avi: bytes, tmp_path: Path) -> None:
    assert flaws(walked(tmp_path, with_word(avi, avi.index(b"strh") + 8 + 32, 51), "avi")) == [
        "RIFF/hdrl/strl/strh: states 51 pictures of stream 00; the file holds 50 chunks of them"
    ]


def grouped() -> bytes:
    """Chunks of a list in a group, as the index names groups too, and padding between them."""
    pair = chunk(b"00dc", b"ab") + chunk(b"01wb", b"cdef")
    body = chunk(b"JUNK", bytes(7)) + chunk(b"LIST", b"rec " + pair)
    entries = [(b"rec ", 4 + 16, len(pair) + 4), (b"00dc", 4 + 16 + 12, 2), (b"01wb", 4 + 16 + 12 + 10, 4)]
    index = b"".join(struct.pack("<4s3I", name, 0, at, size) for name, at, size in entries)
    avih = chunk(b"avih", struct.pack("<14I", *(0,) * 3, 0x10, *(0,) * 10))
    whole = chunk(b"LIST", b"hdrl" + avih) + chunk(b"LIST", b"movi" + body) + chunk(b"idx1", index)
    return chunk(b"RIFF", b"AVI " + whole)


def test_groups_and_padding_are_no_flaw(tmp_path: Path) -> None:
    assert flaws(walked(tmp_path, grouped(), "avi")) == []


def test_bytes_too_few_for_a_chunk_are_told(avi: bytes, tmp_path: Path) -> None:
    bent = with_word(avi + bytes(6), 4, len(avi) + 6 - 8)

    assert flaws(walked(tmp_path, bent, "avi")) == [f"RIFF: the 6 bytes from offset {len(avi)} on are no chunk"]


def test_a_size_that_runs_past_its_list_is_told(avi: bytes, tmp_path: Path) -> None:
    at = avi.index(b"00dc", avi.index(b"movi"))
    found = flaws(walked(tmp_path, with_word(avi, at + 4, 1 << 30), "avi"))

    assert found[0].startswith("RIFF/movi/00dc: states 1073741824 bytes and runs")


def test_a_hole_in_the_media_is_told(avi: bytes, tmp_path: Path) -> None:
    middle = avi.index(b"movi") + 20_000
    found = walked(tmp_path, avi[:middle] + bytes(40_000) + avi[middle + 40_000 :], "avi")

    assert found.faults > 0


@pytest.mark.parametrize("data", [b"RIFF", b"RIFF\xff\xff\xff\xffAVI ", b"RIFF\x04\0\0\0AVI "], ids=repr)
def test_stumps_are_walked_to_their_end(data: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, data, "avi")

    assert "RIFF/movi: the file holds no movi: no picture and no sound" in flaws(found)


def test_lists_in_lists_end(tmp_path: Path) -> None:
    nested = b""
    for _ in range(5000):
        nested = chunk(b"LIST", b"hdrl" + nested)

    assert walked(tmp_path, chunk(b"RIFF", b"AVI " + nested), "avi").elements < 100

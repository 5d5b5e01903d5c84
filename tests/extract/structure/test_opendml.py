"""AVI files with OpenDML indexes, built by hand chunk by chunk, and one word of them made wrong at a time."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from .test_riff import chunk
from .walks import flaws, walked, with_word

PICTURES = ((b"one", b"second", b"3"), (b"four", b""))  # of the two parts of the file


def index(name: bytes, head: tuple[int, int, int, int], body: bytes, tail: bytes = bytes(12)) -> bytes:
    """`head`: wLongsPerEntry, bIndexSubType, bIndexType, nEntriesInUse."""
    return chunk(name, struct.pack("<H2BI4s", *head, b"00dc") + tail + body)


@dataclass(frozen=True)
class Part:
    """A `movi` with its index: where chunk and index begin in the list, counted from `movi`, and its bytes."""

    body: bytes
    places: tuple[int, ...]
    index_at: int

    @classmethod
    def of(cls, pictures: Sequence[bytes], base: int, extra: bytes, *, fields: bool) -> "Part":
        places, body = [], b"movi"
        for picture in pictures:
            places.append(len(body))
            body += chunk(b"00dc", picture)
        body += extra
        words = [
            (at + 8, len(one), *((at + 8 + len(one) // 2,) if fields else ()))
            for at, one in zip(places, pictures, strict=True)
        ]
        rows = b"".join(struct.pack(f"<{len(row)}I", *row) for row in words)
        tail = struct.pack("<QI", base, 0)
        own = index(b"ix00", (2 + fields, int(fields), 1, len(pictures)), rows, tail)
        return cls(chunk(b"LIST", body + own), tuple(places), len(body))


def avi(total: int = 5, listed: int = 2, sound: bytes = b"", *, fields: bool = False) -> bytes:
    """A file of two RIFF chunks, pictures of one stream in both."""
    first, second = 0, 0
    packets = 2 * chunk(b"01wb", b"la") if sound else b""
    for _ in range(2):  # the places of the second pass are those of the first
        one = Part.of(PICTURES[0], first + 8, packets, fields=fields)
        two = Part.of(PICTURES[1], second + 8, b"", fields=fields)
        entries = [(first + 8 + one.index_at, one), (second + 8 + two.index_at, two)]
        rows = b"".join(struct.pack("<Q2I", at, 8 + size_of(part), len(part.places)) for at, part in entries)
        strh = chunk(b"strh", b"vidsMJPG" + bytes(24) + struct.pack("<I", 5) + bytes(20))
        strl = chunk(b"LIST", b"strl" + strh + chunk(b"strf", bytes(40)) + index(b"indx", (4, 0, 0, listed), rows))
        odml = chunk(b"LIST", b"odml" + chunk(b"dmlh", struct.pack("<I", total)))
        hdrl = chunk(b"LIST", b"hdrl" + chunk(b"avih", bytes(56)) + strl + sound + odml)
        head = chunk(b"RIFF", b"AVI " + hdrl + one.body)
        first, second = 12 + len(hdrl), len(head) + 12
    return head + chunk(b"RIFF", b"AVIX" + two.body)


def size_of(part: Part) -> int:
    """Bytes that its index states."""
    at = part.body.index(b"ix00") + 4
    return int.from_bytes(part.body[at : at + 4], "little")


def near(data: bytes, name: bytes, which: int, after: int) -> int:
    """Place of a word behind the head of a chunk: the first, second, ... one of that name."""
    at = -1
    for _ in range(which + 1):
        at = data.index(name, at + 1)
    return at + 8 + after


def changed(data: bytes, at: int, by: int) -> bytes:
    return with_word(data, at, int.from_bytes(data[at : at + 4], "little") + by)


@pytest.mark.parametrize("data", [avi(), avi(fields=True)], ids=["frames", "fields"])
def test_a_whole_file_has_no_flaw(data: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, data, "avi")

    assert (flaws(found), found.notes) == ([], ())


ENTRIES, TOP = 24, 24  # bytes of an index before its first entry


@pytest.mark.parametrize(
    ("name", "which", "after", "by", "said"),
    [
        (b"ix00", 0, ENTRIES, 2, "RIFF/movi/ix00: entry 0 names 00dc of 3 bytes at "),
        (b"ix00", 0, ENTRIES + 4, 1, "RIFF/movi/ix00: entry 0 names 00dc of 4 bytes at "),
        (b"ix00", 1, ENTRIES, 12, "RIFF/movi/ix00: entry 0 names 00dc of 4 bytes at "),
        (b"ix00", 1, 12, 2, "RIFF/movi/ix00: entry 0 names 00dc of 4 bytes at "),  # qwBaseOffset
        (b"ix00", 1, 4, 1, "RIFF/movi/ix00: states 3 entries and has room for 2"),
        (b"ix00", 1, 4, -1, "RIFF/hdrl/strl/indx: its indexes list 4 chunks of stream 00; the file holds 5"),
        (b"ix00", 1, 0, 1, "RIFF/movi/ix00: states entries of 3 words; those of its type have 2"),
        (b"ix00", 1, 8, 1, "RIFF/movi/ix00: is of 10dc; indx names it for 00dc"),
        (b"indx", 0, TOP, 2, "RIFF/hdrl/strl/indx: entry 0 leads to "),
        (b"indx", 0, TOP + 8, 4, "RIFF/hdrl/strl/indx: entry 0 states an index of "),
        (b"indx", 0, 4, 1, "RIFF/hdrl/strl/indx: states 3 entries and has room for 2"),
        (b"indx", 0, 4, -2, "RIFF/hdrl/strl/indx: its indexes list 0 chunks of stream 00; the file holds 5"),
        (b"dmlh", 0, 0, 1, "RIFF/hdrl/odml/dmlh: states 6 pictures; the file holds 5 chunks of them"),
    ],
)
def test_a_word_that_is_wrong_is_told(  # noqa: PLR0917 - a row of the table
    name: bytes, which: int, after: int, by: int, said: str, tmp_path: Path
) -> None:
    data = avi()

    assert flaws(walked(tmp_path, changed(data, near(data, name, which, after), by), "avi"))[0].startswith(said)


def test_a_chunk_that_no_index_lists_is_told(tmp_path: Path) -> None:
    data = avi(listed=1)

    assert flaws(walked(tmp_path, data, "avi")) == [
        "RIFF/hdrl/strl/indx: its indexes list 3 chunks of stream 00; the file holds 5"
    ]


def test_an_index_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    data = avi()
    first, second = near(data, b"indx", 0, TOP), near(data, b"indx", 0, TOP + 16)
    twice = data[:second] + data[first : first + 16] + data[second + 16 :]

    assert [one.split(" at ")[0] for one in flaws(walked(tmp_path, twice, "avi"))] == [
        "RIFF/hdrl/strl/indx: entry 1 leads to the index",
        "RIFF/hdrl/strl/indx: its indexes list 3 chunks of stream 00; the file holds 5",
    ]


def test_a_chunk_that_is_listed_twice_in_place_of_another_is_told(tmp_path: Path) -> None:
    data = avi()
    first = near(data, b"ix00", 0, ENTRIES)
    twice = data[: first + 8] + data[first : first + 8] + data[first + 16 :]

    assert flaws(walked(tmp_path, twice, "avi")) == [
        "RIFF/hdrl/strl/indx: its indexes list 1 chunks of stream 00 that they list before"
    ]


def test_an_index_that_names_itself_ends(tmp_path: Path) -> None:
    data = avi()
    own = data.index(b"indx")

    assert flaws(walked(tmp_path, with_word(data, near(data, b"indx", 0, TOP), own), "avi"))[0] == (
        f"RIFF/hdrl/strl/indx: entry 0 leads to {own}; there is no index"
    )


def test_a_second_field_outside_of_its_chunk_is_told(tmp_path: Path) -> None:
    data = avi(fields=True)
    (said,) = flaws(walked(tmp_path, changed(data, near(data, b"ix00", 0, ENTRIES + 12 + 8), 100), "avi"))

    assert said.startswith("RIFF/movi/ix00: entry 1 has its second field at ")


def test_what_was_reserved_and_never_filled_in_is_a_note(tmp_path: Path) -> None:
    """A recorder that never came to write an index, nor the number of its pictures."""
    data = avi(total=0, listed=0).replace(b"ix00", b"JUNK")
    found = walked(tmp_path, data, "avi")

    assert flaws(found) == []
    assert found.notes == (
        "dmlh states 0 pictures: it was never filled in",
        "the index of stream 00 was reserved and never filled in",
    )


def test_a_recording_that_was_never_closed_states_no_total(tmp_path: Path) -> None:
    data = avi(total=1)
    movi = data.index(b"movi") - 4
    found = flaws(walked(tmp_path, with_word(data, movi, 0), "avi"))

    assert "RIFF/movi: states a size of 0: the recording was never completed" in found
    assert not any("dmlh" in one for one in found)


def test_packets_of_mpeg_sound_may_be_counted_in(tmp_path: Path) -> None:
    """FFmpeg writes that."""
    head = chunk(b"strh", b"auds" + bytes(52))
    sound = chunk(b"LIST", b"strl" + head + chunk(b"strf", b"\x55\0" + bytes(16)))

    assert flaws(walked(tmp_path, avi(7, sound=sound), "avi")) == []
    assert flaws(walked(tmp_path, avi(6, sound=sound), "avi")) == [
        "RIFF/hdrl/odml/dmlh: states 6 pictures; the file holds 5 chunks of them"
    ]


def test_a_type_that_is_not_known_is_a_note(tmp_path: Path) -> None:
    data = avi()
    at = near(data, b"indx", 0, 0)
    found = walked(tmp_path, data[: at + 3] + b"\x80" + data[at + 4 :], "avi")

    assert flaws(found) == []
    assert found.notes == (f"the index of type 128 at {at - 8} is not examined",)


def crowded(count: int) -> bytes:
    """A file whose index has as many entries, none of which leads to its only chunk."""
    own = index(b"indx", (2, 0, 1, count), bytes(8 * count))
    strl = chunk(b"LIST", b"strl" + chunk(b"strh", b"vidsMJPG" + bytes(48)) + own)
    hdrl = chunk(b"LIST", b"hdrl" + chunk(b"avih", bytes(56)) + strl)
    return chunk(b"RIFF", b"AVI " + hdrl + chunk(b"LIST", b"movi" + chunk(b"00dc", b"picture")))


def test_an_index_of_millions_of_wrong_entries_is_counted(tmp_path: Path) -> None:
    found = walked(tmp_path, crowded(2_000_000), "avi")

    assert (found.faults, len(found.flaws)) == (2_000_001, 1000)
    assert found.notes == ()


def test_of_a_broken_file_no_more_entries_are_sought_than_there_is_time_for(tmp_path: Path) -> None:
    found = walked(tmp_path, crowded(2_000_000) + b"no chunk", "avi")

    assert found.faults == 2 + (1 << 20)
    assert found.notes == ("more than 1048576 entries name chunks behind a fault; the rest is not examined",)


def test_entries_that_name_chunks_behind_a_fault_are_believed_if_they_are_there(tmp_path: Path) -> None:
    data = avi()
    at = data.index(b"second") - 8
    found = flaws(walked(tmp_path, data[:at] + b"\0\0\0\0" + data[at + 4 :], "avi"))

    assert [one.split(" at ")[0] for one in found if one.startswith("RIFF/movi/ix00")] == [
        "RIFF/movi/ix00: entry 1 names 00dc of 6 bytes"
    ]

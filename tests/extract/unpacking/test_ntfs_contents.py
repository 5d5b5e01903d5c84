"""Files found in volumes of NTFS: every byte of a sound one, and none of one whose bytes may be another's."""

from conformance.extract.filesystems.contents import Content, Contents
from conformance.extract.filesystems.ntfs.contents import ntfs_contents

from ..filesystems.ntfs_volumes import (
    CHINESE,
    CLIP,
    NOTE,
    Known,
    changed,
    fresh,
    made,
    needs_tools,
    pieces,
    put,
    window,
    word,
)

pytestmark = needs_tools
SHARED = "some of its units can't be its own, or its alone"


def recordings(path: str) -> bool:
    return not path.startswith("$")


def content(found: Contents, file: Content) -> bytes:
    return b"".join(bytes(count) if place < 0 else found.window.read(place, count) for place, count in file.pieces)


def read(data: bytes) -> dict[str, bytes]:
    found = ntfs_contents(window(data), recordings)
    assert not found.unread
    assert not [file for file in found.files if file.trouble]
    return {file.path: content(found, file) for file in found.files}


def troubles(data: bytes) -> dict[str, str]:
    found = ntfs_contents(window(data), recordings)
    assert all(not file.pieces for file in found.files if file.trouble)
    return {file.path: file.trouble for file in found.files if file.trouble}


def test_each_file_and_stream_has_its_bytes_and_a_deleted_one_none() -> None:
    assert read(made()) == {
        CLIP: b"v" * 300_000,
        "again.mp4": b"v" * 300_000,
        NOTE: b"v" * 30,
        CHINESE: b"",
        f"{NOTE}:hidden.mp4": b"s" * 2_000,
    }


def test_what_stands_in_a_record_is_given_without_its_update_sequence_numbers() -> None:
    data = changed(fresh(), [("file", "small.mp4", 600)])
    known = Known(data)

    assert data[known.record("small.mp4") + 510 :][:2] != b"vv"
    assert read(data) == {"small.mp4": b"v" * 600}


def test_files_in_many_pieces_have_zeros_for_their_holes() -> None:
    found = read(pieces())

    assert found["one.mp4"] == (bytes(65_536) + b"v" * 65_536) * 200
    assert found["many/a-file-with-a-long-name-0007"] == b"v" * 10


def test_what_was_never_initialised_is_zeros() -> None:
    at = Known(pieces()).attribute("two.mp4", 0x80)

    assert read(put(pieces(), at + 56, word(70_000, 8)))["two.mp4"] == bytes(65_536) + b"v" * 4464 + bytes(585_360)


def test_files_that_share_clusters_are_not_given() -> None:
    known = Known(pieces())
    first = known.value("two.mp4", 0x80)
    runs = pieces()[first : first + 12]
    other = int(known.runs("one.mp4")["lcn"][1])
    data = put(pieces(), first, runs[:2] + b"\x21\x10" + word(other) + b"\x02\x80\0\0")  # a hole, 16 clusters, a hole

    assert troubles(data) == {"one.mp4": SHARED, "two.mp4": SHARED}


def test_a_file_whose_runs_lead_out_of_the_volume_is_not_given() -> None:
    data = put(made(), Known(made()).value(CLIP, 0x80), b"\x21\x4a\xff\x7f\0\0\0\0")

    assert troubles(data)[CLIP] == "its runs leave gaps, meet, or lead out of the volume"


def test_a_compressed_or_encrypted_file_is_not_given() -> None:
    at = Known(made()).attribute(CLIP, 0x80)

    for flags in (0x0001, 0x4000):
        assert troubles(put(made(), at + 12, word(flags)))[CLIP] == (
            "it is compressed, encrypted or kept elsewhere (reparse point)"
        )


def test_torn_records_leave_it_open_what_files_there_are() -> None:
    found = ntfs_contents(window(put(made(), Known(made()).record(CHINESE) + 510, b"\xab\xcd")), recordings)

    assert found.unread == "1 file records are torn"
    assert ntfs_contents(window(put(made(), 0x0D, b"\0")[:-512]), recordings).unread.startswith(
        "the boot sector of NTFS"
    )


def test_records_that_can_not_be_taken_apart_leave_it_open_what_files_there_are() -> None:
    found = ntfs_contents(window(put(made(), Known(made()).record(CHINESE) + 20, word(3))), recordings)

    assert CHINESE not in {file.path for file in found.files}
    assert found.unread == "1 faults of its structure were met: files may be missing"


def test_all_names_of_one_file_share_its_pieces() -> None:
    found = {file.path: file for file in ntfs_contents(window(made()), recordings).files}

    assert found[CLIP].pieces is found["again.mp4"].pieces

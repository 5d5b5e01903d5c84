"""exFAT volumes whose chains or folders were changed: what is said of it, and that nothing else is."""

import struct

import pytest

from conformance.extract.filesystems.exfat import folders
from conformance.synthesis.exfat_image import Defect, ExfatFile, ExfatPlan, exfat_image

from .exfat_volumes import (
    DCIM,
    HEAP,
    MEDIA,
    OTHER,
    OWN,
    PLAN,
    ROOT,
    told,
    volume_of,
    with_bytes,
    with_set,
    with_word,
)


@pytest.fixture(scope="module")
def clean() -> bytes:
    return exfat_image(PLAN)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (0, "after 3 clusters its chain leads from cluster 14 to a free entry"),
        (1, "after 3 clusters its chain leads from cluster 14 to 0x1, which is no cluster of the volume"),
        (514, "after 3 clusters its chain leads from cluster 14 to 0x202, which is no cluster of the volume"),
        (0xFFFF_FFF7, "after 3 clusters its chain leads from cluster 14 to a bad cluster"),
        (
            0xFFFF_FFF8,
            "after 3 clusters its chain leads from cluster 14 to 0xfffffff8, which is no cluster of the volume",
        ),
        (0xFFFF_FFFF, "its chain is 3 clusters long, 5 are needed for its bytes"),
        (12, f"after 3 clusters its chain leads from cluster 14 to cluster 12, {OWN}"),
        (2, f"after 3 clusters its chain leads from cluster 14 to cluster 2, {OTHER}"),
    ],
)
def test_a_chain_that_goes_astray_is_told(clean: bytes, word: int, expected: str) -> None:
    found = volume_of(with_word(clean, 14, word))

    assert told(found)[0] == f"DCIM/100MEDIA/pieces.mp4: {expected}"
    assert found.flaws[0].offset == MEDIA + 4 * 32


def test_a_chain_that_is_too_long_is_told_with_its_clusters(clean: bytes) -> None:
    longer = with_word(with_word(clean, 18, 400), 400, 0xFFFF_FFFF)

    assert told(volume_of(longer)) == [
        "DCIM/100MEDIA/pieces.mp4: its chain is 6 clusters long, 5 are needed for its bytes",
        "DCIM/100MEDIA/pieces.mp4: the bitmap marks clusters of it as free: 1, the first is 400",
    ]


def test_the_fat_is_not_asked_about_a_contiguous_file(clean: bytes) -> None:
    assert told(volume_of(with_word(with_word(clean, 7, 7), 8, 0xFFFF_FFF7))) == []


def test_a_cluster_that_the_fat_marks_bad_holds_nothing(clean: bytes) -> None:
    whole = volume_of(clean)
    bad = with_bytes(with_word(with_word(clean, 402, 0xFFFF_FFF7), 403, 0xFFFF_FFF7), HEAP + 50, b"\x03")
    found = volume_of(bad)

    assert (found.usable, found.free, told(found)) == (whole.usable - 2 * 4096, whole.free - 2 * 4096, [])
    assert (found.bad, whole.bad) == (2 * 4096, 0)


def test_a_bad_cluster_that_the_bitmap_offers_for_use_is_told(clean: bytes) -> None:
    whole = volume_of(clean)
    found = volume_of(with_word(with_word(clean, 402, 0xFFFF_FFF7), 404, 0xFFFF_FFF7))

    assert told(found) == ["allocation bitmap: marks clusters as free that the FAT marks as bad: 2, the first is 402"]
    assert found.flaws[0].offset == HEAP + 50
    assert (found.usable, found.free) == (whole.usable - 2 * 4096, whole.free - 2 * 4096)


def test_what_the_fat_says_of_a_contiguous_file_takes_no_room_away(clean: bytes) -> None:
    assert volume_of(with_word(clean, 8, 0xFFFF_FFF7)).usable == volume_of(clean).usable


def test_a_cluster_that_the_fat_marks_bad_is_not_lost(clean: bytes) -> None:
    marked = with_bytes(clean, HEAP + 50, b"\x01")  # of cluster 402

    assert told(volume_of(marked)) == [
        "allocation bitmap: marks clusters as in use that belong to no file: 1, from 402 on"
    ]
    assert told(volume_of(with_word(marked, 402, 0xFFFF_FFF7))) == []


def test_contiguous_files_that_overlap_are_told() -> None:
    files = (ExfatFile("a", b"a" * 9000), ExfatFile("b", b"b" * 9000))
    found = volume_of(exfat_image(ExfatPlan(files, defects=(Defect.CROSS_LINK,))))

    assert told(found) == ["b: holds clusters that belong to a as well: 1, the first is 7"]


def test_entries_behind_the_end_marker_are_told(clean: bytes) -> None:
    found = volume_of(with_bytes(clean, MEDIA, b"\0"))

    assert told(found)[0] == "DCIM/100MEDIA: holds 6 entries behind its end-of-directory marker"
    assert (found.flaws[0].offset, "VIDEO" in str(found.entries)) == (MEDIA + 32, False)


def test_what_is_not_looked_at_behind_end_markers_may_be_anything(
    clean: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert volume_of(clean).unlisted == 0
    monkeypatch.setattr(folders, "_MOST_BEHIND", 0)

    assert volume_of(clean).unlisted == 3, "the root, DCIM, and the folder in it"


@pytest.mark.parametrize(
    ("at", "kind", "expected"),
    [
        (ROOT, 0x84, "/: holds an entry of type 0x84, which exFAT does not know"),
        (ROOT, 0x80, "/: holds an entry of type 0x80, which exFAT does not know"),
        (ROOT + 32, 0x84, "/: holds 0 allocation bitmaps, 1 are due"),
        (ROOT + 64, 0x84, "/: holds 0 up-case tables, one is due"),
        (ROOT + 32, 0x82, "/: holds 2 up-case tables, one is due"),
        (ROOT + 64, 0x81, "/: holds 2 allocation bitmaps, 1 are due"),
        (ROOT + 64, 0x83, "/: holds 2 volume labels"),
        (DCIM + 6 * 32, 0x83, "DCIM: holds an entry of type 0x83, which only the root may"),
        (DCIM + 6 * 32, 0xC0, "DCIM: holds 1 secondary entries that belong to no set"),
        (DCIM + 6 * 32, 0x85, "DCIM: holds a file without a name or bytes: no Stream Extension follows the File entry"),
    ],
)
def test_an_entry_that_does_not_belong_is_told(clean: bytes, at: int, kind: int, expected: str) -> None:
    found = volume_of(with_bytes(clean, at, bytes([kind])))

    assert expected in told(found)


def test_an_unknown_benign_entry_is_none_of_our_business(clean: bytes) -> None:
    assert told(volume_of(with_bytes(clean, DCIM + 6 * 32, b"\xa1"))) == []


def test_a_vendor_allocation_holds_its_clusters(clean: bytes) -> None:
    at, allocation = DCIM + 3 * 32, struct.pack("<BB18xIQ", 0xE1, 3, 300, 4096)
    entries = bytearray(clean[at : at + 96]) + allocation
    entries[0], entries[32], entries[64], entries[1] = 0x85, 0xC0, 0xC1, 3
    extended = with_set(with_bytes(clean, at, bytes(entries)), at, 4, {})

    assert told(volume_of(extended)) == [
        "DCIM/gone.mp4: the bitmap marks clusters of it as free: 2, the first is 20",
        "DCIM/gone.mp4 (vendor allocation): the bitmap marks clusters of it as free: 1, the first is 300",
    ]


def test_names_whose_file_entry_was_overwritten_leave_a_trace(clean: bytes) -> None:
    at = DCIM + 3 * 32
    found = volume_of(with_bytes(clean, at, b"\xa1" + bytes(31)))

    assert ([one.path for one in found.entries if one.deleted], found.traces) == ([], 1)

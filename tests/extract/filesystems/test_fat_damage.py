"""FAT32 volumes of which one field is changed: what is said of it, and that nothing else is."""

import pytest

from conformance.extract.filesystems.fat.reading import is_fat, read_fat
from conformance.model.dump_facts import UnreadVolume, Volume

from .fat_volumes import (
    DATA,
    FIRST,
    INFO_FREE,
    LONG,
    SECTOR,
    TABLE,
    card,
    details,
    flaws,
    linked,
    paths,
    put,
    slot,
    unread,
    volume,
    window,
    with_first,
)

NAME, NEXT_NAME, MEDIA, INNER = b"CLIP0001MP4", b"CLIP0002MP4", b"100MEDIA   ", "DCIM/100MEDIA"
LAST, BAD = 0x0FFF_FFFF, 0x0FFF_FFF7


@pytest.mark.parametrize(
    ("following", "said"),
    [
        (0, "its chain leads from cluster 5 to 0, which is no cluster; they are 2 to 101"),
        (50, "its chain leads from cluster 5 to cluster 50, which is free"),
        (60, "its chain leads from cluster 5 to cluster 60, which is marked bad"),
        (1, "its chain leads from cluster 5 to 1, which is no cluster; they are 2 to 101"),
        (102, "its chain leads from cluster 5 to 102, which is no cluster; they are 2 to 101"),
        (0x0FFF_FFF0, "its chain leads from cluster 5 to 268435440, which is no cluster; they are 2 to 101"),
    ],
)
def test_a_chain_that_leads_nowhere_is_told(following: int, said: str) -> None:
    data = linked(card(), {5: following, 60: BAD})
    lost = "table: 3 clusters from cluster 6 on are allocated and belong to no entry"
    if following == 0:
        said = "begins at cluster 5, which is free"

    assert details(data) == [f"{FIRST}: {said}", lost]


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        (50, "begins at cluster 50, which is free"),
        (60, "begins at cluster 60, which is marked bad"),
        (1, "begins at 1, which is no cluster; they are 2 to 101"),
        (60_000, "begins at 60000, which is no cluster; they are 2 to 101"),
        (0, "states 2048 bytes and has no cluster"),
    ],
)
def test_an_entry_that_begins_nowhere_is_told(cluster: int, said: str) -> None:
    data = linked(with_first(card(), NAME, cluster), {60: BAD})
    lost = "table: 4 clusters from cluster 5 on are allocated and belong to no entry"

    assert details(data) == [f"{FIRST}: {said}", lost]


def test_an_entry_that_begins_within_its_chain_loses_what_is_before() -> None:
    assert details(with_first(card(), NAME, 6)) == [
        f"{FIRST}: has a chain of 3 clusters; its 2048 bytes take 4",
        "table: 1 clusters from cluster 5 on are allocated and belong to no entry, and do not end in order",
    ]


def test_two_entries_on_one_cluster_are_both_named() -> None:
    assert details(with_first(card(), NEXT_NAME, 5)) == [
        f"DCIM/100MEDIA/CLIP0002.MP4: shares cluster 5 and what follows with {FIRST}",
        "table: 3 clusters from cluster 9 on are allocated and belong to no entry",
    ]


def test_a_chain_longer_than_the_size_is_told() -> None:
    data = linked(card(), {8: 50, 50: 51, 51: LAST})

    assert details(data) == [f"{FIRST}: has a chain of 6 clusters; its 2048 bytes take 4"]


def test_a_chain_of_a_file_without_size_is_told() -> None:
    data = card()
    empty = put(data, slot(data, NAME) + 28, bytes(4))

    assert details(empty) == [f"{FIRST}: has a chain of 4 clusters; its 0 bytes take 0"]


def test_lost_chains_that_join_and_that_go_round_are_told() -> None:
    data = linked(card(), {50: 60, 55: 60, 60: LAST, 70: 71, 71: 70})
    none = "allocated and belong to no entry"

    assert details(data) == [
        f"table: 2 clusters from cluster 50 on are {none}",
        f"table: 1 clusters from cluster 55 on are {none}, and do not end in order",
        f"table: 2 clusters from cluster 70 on are {none}, and do not end in order",
    ]


def test_clusters_that_are_marked_bad_are_not_lost() -> None:
    found = volume(linked(card(), {60: BAD, 61: BAD}))

    assert flaws(found) == []
    assert (found.free, found.bad) == (86 * 512, 2 * 512)


def test_the_reserved_bits_of_the_table_mean_nothing() -> None:
    data = linked(card(), {5: 0xF000_0006, 50: 0xA000_0000})
    one_copy = put(data, TABLE + SECTOR + 20, b"\x06\0\0\0")

    assert details(one_copy) == []
    assert volume(one_copy).free == 88 * 512


def test_a_wrong_medium_in_the_table_is_told() -> None:
    said = "table @16384: entry 0 is ffffff0, which is not the boot sector's medium f8"

    assert flaws(volume(linked(card(), {0: 0x0FFF_FFF0}))) == [said]


def test_disk_errors_and_a_wanted_scan_are_told() -> None:
    data = put(linked(card(), {1: 0x0BFF_FFFF}), 0x41, b"\x02")

    assert volume(data).unclosed == (
        "entry 1 of the table tells of disk errors",
        "the boot sector asks for a scan of its surface",
    )


def test_tables_that_are_no_copies_are_not_compared() -> None:
    data = card()
    for boot in (0, 6 * SECTOR):
        data = put(data, boot + 0x28, b"\x81\0")  # only table 1 is in use
    found = volume(put(data, TABLE + 5 * 4, bytes(16)))

    assert flaws(found) == []


def test_a_table_in_use_that_is_not_there_is_told() -> None:
    data = card()
    for boot in (0, 6 * SECTOR):
        data = put(data, boot + 0x28, b"\x87\0")

    assert flaws(volume(data)) == ["boot sector @40: states that table 7 is in use, and there are 2"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (0, "FSInfo @512: 11 52 61 41 stands for its signature"),
        (484, "FSInfo @996: 11 72 41 61 stands for its signature"),
        (508, "FSInfo @1020: 11 00 55 aa stands for its signature"),
    ],
)
def test_a_damaged_signature_of_fsinfo_is_told(at: int, said: str) -> None:
    assert flaws(volume(put(card(), SECTOR + at, b"\x11"))) == [said]


def test_an_unknown_count_of_free_clusters_is_no_flaw() -> None:
    assert details(put(card(), INFO_FREE, b"\xff" * 4)) == []


def test_a_damaged_boot_sector_is_read_by_its_backup() -> None:
    data = put(card(), 0, b"\x11" * 512)
    found = volume(data)

    assert is_fat(window(data))
    assert len(paths(found)) == 6
    assert flaws(found) == [
        "boot sector @0: the boot sector states sectors of 4369 bytes; the volume is read by the backup at offset 3072",
    ]


def test_a_backup_that_differs_is_told_but_for_the_state() -> None:
    data = put(put(card(), 6 * SECTOR + 0x43, b"\x99"), 0x41, b"\x01")

    assert details(data) == [
        "boot sector: the backup at offset 3072 differs in 1 bytes of its fields, first in byte 67"
    ]


def test_a_boot_sector_without_its_end_is_told() -> None:
    said = "boot sector @510: does not end with 55 AA"

    assert flaws(volume(put(card(12), 510, b"\0")))[0] == said


@pytest.mark.parametrize(
    ("at", "new", "said"),
    [
        (0x0B, b"\0\1", "FAT: the boot sector states sectors of 256 bytes"),
        (0x0D, b"\3", "FAT: the boot sector states 3 sectors a cluster"),
        (0x0E, b"\0\0", "FAT: the boot sector reserves no sector, not even itself"),
        (0x10, b"\0", "FAT: the boot sector states that there are no tables"),
        (0x11, b"\0\0", "FAT: the boot sector states 0 entries of the root"),
        (0x13, b"\0\0", "FAT: the boot sector states a volume of no sector"),
        (0x13, b"\x05\0", "FAT: the boot sector states a volume of 2560 bytes, of which its tables leave no cluster"),
        (0x16, b"\0\0", "FAT: the boot sector states 512 entries of the root"),
    ],
)
def test_an_absurd_boot_sector_is_why_a_volume_is_not_read(at: int, new: bytes, said: str) -> None:
    assert unread(put(card(12), at, new)) == said


def test_too_many_clusters_are_why_a_volume_is_not_read() -> None:
    data = put(put(card(12), 0x13, b"\0\0"), 0x20, b"\xff" * 4)

    assert unread(data) == "FAT: the boot sector states 4294967260 clusters, too many for FAT16"


@pytest.mark.parametrize(
    ("at", "new", "said"),
    [
        (0x2A, b"\1\0", "FAT: the boot sector states version 0x1 of FAT32"),
        (0x2C, b"\1", "FAT: the boot sector states cluster 1 for the root folder; the clusters are 2 to 101"),
        (0x11, b"\2\0", "FAT: the boot sector states 2 entries of the root"),
    ],
)
def test_an_absurd_boot_sector_of_fat32_is_one_in_its_backup_too(at: int, new: bytes, said: str) -> None:
    assert unread(put(put(card(), at, new), 6 * SECTOR + at, new)) == said


def test_a_table_too_small_for_the_clusters_is_told() -> None:
    data = card(12)
    found = volume(put(data, 0x13, (3000).to_bytes(2, "little")) + bytes(3000 * 512))

    assert found.flaws[0].detail == "the table of 512 bytes has no entry for the last 2626 clusters"


def test_a_volume_larger_than_its_partition_and_its_image_is_told() -> None:
    data = card()
    inside = read_fat(window(data, 0, len(data) - 1024))
    short = read_fat(window(data[:-1000], 0, len(data)))

    assert isinstance(inside, Volume)
    assert isinstance(short, Volume)
    assert flaws(inside) == [f"boot sector @0: states {len(data)} bytes, 1024 more than the partition has"]
    assert flaws(short) == [f"boot sector @0: the image lacks the last 1000 of the volume's {len(data)} bytes"]


def test_a_volume_cut_within_its_tables_is_not_read() -> None:
    found = read_fat(window(card()[: TABLE + 100]))

    assert isinstance(found, UnreadVolume)
    assert found.why == "the tables and folders of FAT32 end at byte 17408 of the volume, and 16484 are there"


def test_what_is_no_fat_is_not_taken_for_it() -> None:
    data = card()
    row = b"\x80\0\0\0\x0c\0\0\0" + (2048).to_bytes(4, "little") + (9999).to_bytes(4, "little")
    record = put(b"\xfa\xb8" + bytes(508) + b"\x55\xaa", 446, row)

    assert not is_fat(window(put(data, 3, b"EXFAT   ")))
    assert not is_fat(window(put(data, 3, b"NTFS    ")))
    assert not is_fat(window(put(data, 0, record)))
    assert not is_fat(window(bytes(4096)))
    assert not is_fat(window(b""))


def test_what_was_fat_is_still_taken_for_it() -> None:
    assert is_fat(window(put(card(12), 0x0D, b"\x03")))
    assert is_fat(window(put(card(12), 3, b"recorder")))
    assert is_fat(window(put(card(12), 510, b"\0\0")))


@pytest.mark.parametrize(
    ("at", "new", "said"),
    [
        (0, b"X", "lacks its entry '.'"),
        (26, b"\x09", "its entry '.' leads to cluster 9 instead of 4"),
        (11, b"\x20", "its entry '.' leads to cluster 4 instead of 4"),
        (32 + 26, b"\x02", "its entry '..' leads to cluster 2 instead of 3"),
    ],
)
def test_the_first_two_entries_of_a_folder_lead_to_it_and_up(at: int, new: bytes, said: str) -> None:
    data = put(card(), DATA + 2 * 512 + at, new)

    assert f"{INNER}: {said}" in details(data)


def test_the_folder_above_may_be_the_root_by_its_number_too() -> None:
    assert details(put(card(), DATA + 512 + 32 + 26, b"\x02")) == []


def test_a_folder_with_a_size_is_told() -> None:
    data = card()
    sized = put(data, slot(data, MEDIA) + 28, b"\0\2")

    assert details(sized) == [f"{INNER}: is a folder and states a size of 512 bytes"]


def test_a_folder_without_a_cluster_is_told() -> None:
    assert details(with_first(card(), MEDIA, 0))[0] == f"{INNER}: is a folder and has no cluster"


def test_a_folder_that_holds_the_one_it_lies_in_ends() -> None:
    found = details(with_first(card(), MEDIA, 3))

    assert found[0] == f"{INNER}: leads to cluster 3, as the folder DCIM does"


def test_a_damaged_entry_is_told_and_still_listed() -> None:
    data = card()
    reserved = put(data, slot(data, NAME) + 11, b"\x60")
    control = put(data, slot(data, NAME) + 3, b"\x07")

    assert details(reserved) == [f"{FIRST}: has the attributes 60, which no entry can have"]
    assert FIRST in paths(volume(reserved))
    assert details(control) == ["DCIM/100MEDIA/CLI\\x070001.MP4: its short name has characters that none can have"]


def test_garbage_in_a_folder_is_told_and_no_entry() -> None:
    data = put(card(), DATA + 2 * 512 + 4 * 32, bytes(range(0xC0, 0xE0)))
    found = volume(data)

    assert len(paths(found)) == 6
    assert [f"{one.path}: {one.detail}" for one in found.flaws] == [f"{INNER}: holds a slot that can't be an entry"]


def test_one_name_twice_in_a_folder_is_told() -> None:
    data = card()
    assert details(put(data, slot(data, NEXT_NAME), NAME)) == [f"{FIRST}: its folder holds the same short name twice"]


def test_entries_hidden_behind_the_end_mark_are_told() -> None:
    data = card()
    found = details(put(data, slot(data, NAME), b"\0"))

    assert found[0] == f"{INNER}: its end mark hides 2 entries behind it"
    assert len(found) == 3


def test_labels_where_none_is_due_are_told() -> None:
    data = card()
    at = slot(data, NAME)
    label = b"HERE       \x08" + bytes(20)

    assert f"{INNER}: holds a label of the volume" in details(put(data, at, label))
    assert "/: holds a second label of the volume" in details(put(data, slot(data, b"EMPTY   TXT"), label))


def test_a_long_name_whose_sum_is_wrong_belongs_to_no_entry() -> None:
    data = card()
    found = volume(put(data, slot(data, b"ALONGN~1MP4") + 1, b"B"))

    assert "DCIM/ABONGN~1.MP4" in paths(found)
    assert [f"{one.path}: {one.detail}" for one in found.flaws] == ["DCIM: 2 parts of a long name belong to no entry"]


def test_a_long_name_before_a_deleted_entry_is_its_own() -> None:
    data = card()
    data = put(data, slot(data, b"ALONGN~1MP4"), b"\xe5")
    found = volume(linked(data, {12: 0, 13: 0}))

    assert flaws(found) == []
    assert paths(found, deleted=True) == [LONG]


def test_a_fat32_that_is_in_use_says_so_without_an_extended_signature() -> None:
    data = card()
    for boot in (0, 6 * SECTOR):
        data = put(put(data, boot + 0x41, b"\x01"), boot + 0x42, b"\0")

    assert volume(data).unclosed == ("the boot sector says that it is in use",)

"""Each contradiction that a volume of NTFS can hold, made in one that is whole, and found."""

import pytest

from conformance.extract.filesystems.ntfs.reading import read_ntfs
from conformance.model.dump_facts import Volume

from .ntfs_volumes import (
    CHINESE,
    CLIP,
    MB,
    NOTE,
    Known,
    flaws,
    fresh,
    made,
    needs_tools,
    pieces,
    put,
    unread,
    volume,
    window,
    word,
)

pytestmark = needs_tools
BACKUP = 8 * MB - 512


STATES = "the boot sector of NTFS states "


@pytest.mark.parametrize(
    ("at", "piece", "said"),
    [
        (0x0B, word(300), STATES + "sectors of 300 bytes and clusters of 2400"),
        (0x0D, b"\0", STATES + "sectors of 512 bytes and clusters of 0"),
        (0x0D, b"\xf0", STATES + "sectors of 512 bytes and clusters of 33554432"),
        (0x28, word(0, 8), STATES + "0 clusters; 1 to 1073741824 are read"),
        (0x28, word(1 << 60, 8), STATES + "144115188075855872 clusters; 1 to 1073741824 are read"),
        (0x30, word(1 << 40, 8), STATES + "clusters 1099511627776 and 1023 for the file table and its mirror"),
        (0x40, b"\0", STATES + "file records of 0 bytes and index blocks of 4096"),
        (0x44, b"\x80", STATES + "file records of 1024 bytes and index blocks of 0"),
    ],
)  # fmt: skip
def test_of_an_absurd_boot_sector_the_backup_is_used(at: int, piece: bytes, said: str) -> None:
    data = put(made(), at, piece)

    assert flaws(data) == [f"boot sector: {said}; the backup at byte {BACKUP} of the volume is used"]
    assert volume(data).entries == volume(made()).entries
    assert unread(put(data, BACKUP, bytes(512))) == said


def test_a_backup_boot_sector_that_is_lost_or_differs_is_told() -> None:
    assert flaws(put(made(), BACKUP, bytes(512))) == [
        "backup boot sector: there is none behind the volume's last sector"
    ]
    assert flaws(put(made(), BACKUP + 0x48, b"\0")) == [
        "backup boot sector: states another volume than the boot sector: that one is used"
    ]


def test_the_code_of_boot_sectors_may_differ() -> None:
    assert flaws(put(made(), BACKUP + 0x100, b"code")) == []


def test_a_torn_record_is_told_and_not_read() -> None:
    data = put(made(), Known(made()).record(CLIP) + 1022, b"\xab\xcd")

    assert f"record {Known(made()).numbers[CLIP]}: is torn: its update sequence numbers do not agree" in flaws(data)
    assert CLIP not in [entry.path for entry in volume(data).entries]


@pytest.mark.parametrize(
    ("mark", "said"),
    [(b"BAAD", "is marked as torn (BAAD)"), (b"LIFE", "is no file record: it begins with 4c 49 46 45")],
)
def test_a_record_that_is_none_is_told(mark: bytes, said: str) -> None:
    known = Known(made())
    found = flaws(put(made(), known.record(NOTE), mark))

    assert f"record {known.numbers[NOTE]}: {said}" in found


def test_a_record_with_the_number_of_another_is_told() -> None:
    known = Known(made())

    assert flaws(put(made(), known.record(NOTE) + 44, word(77))) == [f"{NOTE}: says that it is record 77"]


def test_of_a_file_table_whose_begin_is_torn_the_mirror_is_used() -> None:
    found = volume(put(made(), Known(made()).record(0) + 510, b"\xab\xcd"))

    assert found.flaws[0].detail == "its first record is not whole"
    assert [entry.path for entry in found.entries] == [entry.path for entry in volume(made()).entries]
    both = put(put(made(), Known(made()).record(0), b"BAAD"), Known(made()).content(1), b"BAAD")
    assert unread(both) == "the first record of its file table ($MFT) is whole neither there nor in $MFTMirr"


def test_a_mirror_that_differs_is_told() -> None:
    mirror = Known(made()).content(1)

    assert flaws(put(made(), mirror + 3 * 1024 + 16, b"\x77")) == [
        "$MFTMirr: record 3 differs from that of $MFT, which is used"
    ]
    assert flaws(put(made(), mirror + 2 * 1024 + 510, b"\x77\x77")) == [
        "$MFTMirr: record 2 is not whole, there or in $MFT"
    ]


def test_clusters_in_use_that_the_bitmap_shows_free_are_told() -> None:
    known = Known(made())
    first = int(known.runs(CLIP)["lcn"][0])
    at = known.content(6) + (first + 8) // 8
    cluster = (first + 8) // 8 * 8
    found = volume(put(made(), at, b"\0"))

    assert [f"{one.path}: {one.detail}" for one in found.flaws] in (
        [f"{CLIP}: holds clusters that $Bitmap shows free: 8 from {cluster} on"],
        [f"again.mp4: holds clusters that $Bitmap shows free: 8 from {cluster} on"],
    )
    assert found.flaws[0].offset == at
    assert found.free == volume(made()).free + 8 * 4096


def test_clusters_that_nobody_holds_are_told() -> None:
    known = Known(made())
    free = made()[known.content(6) : known.content(6) + 256].rfind(b"\0\0")
    found = volume(put(made(), known.content(6) + free, b"\xf0"))

    assert [f"{one.path}: {one.detail}" for one in found.flaws] == [
        f"$Bitmap: shows clusters in use that nobody holds: 4 from {free * 8 + 4} on"
    ]
    assert found.free == volume(made()).free - 4 * 4096


def test_a_bitmap_that_is_too_short_is_told() -> None:
    known = Known(made())
    data = put(made(), known.attribute(6, 0x80) + 48, word(100, 8))

    assert "$Bitmap: has no bits for the last 1247 clusters" in flaws(data)


def test_clusters_that_two_files_hold_are_told() -> None:
    data, known = pieces(), Known(pieces())
    first, at = int(known.runs(4)["lcn"][0]), known.value(4, 0x80)
    found = flaws(put(data, at + 2, bytes(data[at] >> 4)))

    assert "$Boot: holds 1 clusters from 0 on that are also those of $AttrDef" in found
    assert f"$Bitmap: shows clusters in use that nobody holds: 1 from {first} on" in found


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (b"\x21\x4a\xff\x7f\0", "has 74 clusters from 32767 on, outside of the volume"),
        (b"\x11\x4a\x80\0", "has 74 clusters from -128 on, outside of the volume"),
        (b"\x99\x4a\x80\0", "has an attribute of type 0x80 whose runs make no sense"),
        (b"\x11\0\x10\0", "has an attribute of type 0x80 whose runs make no sense"),
        (b"\x11\x40\x10\0", "has an attribute of type 0x80 whose runs make no sense"),
        (b"\x11\x40\x10\0", "states 300000 bytes in 303104 of clusters for its data, its runs hold 262144"),
    ],
)
def test_runs_that_can_not_be_are_told(runs: bytes, said: str) -> None:
    found = flaws(put(made(), Known(made()).value(CLIP, 0x80), runs.ljust(8, b"\0")))

    assert any(one.endswith(said) for one in found)


def test_a_file_larger_than_its_clusters_is_told() -> None:
    at = Known(made()).attribute(10, 0x80)

    assert flaws(put(made(), at + 48, word(400_000, 8))) == [
        "$UpCase: states 400000 bytes in 131072 of clusters for its data, its runs hold 131072"
    ]


def test_a_record_marked_in_use_that_is_free_is_told() -> None:
    known = Known(made())
    at = known.content(0, 0xB0)

    assert flaws(put(made(), at + 2, b"\xff")) == []  # 16 to 23 are reserved
    assert flaws(put(made(), at + 3, b"\x1f")) == [
        "$MFT: holds records free that its bitmap shows in use: 2, from 27 on"
    ]


def test_a_wrong_count_of_hard_links_is_told() -> None:
    at = Known(made()).record(CLIP) + 18
    (found,) = flaws(put(made(), at, word(3)))

    assert found.endswith("states 3 names (hard links), and has 2")


def test_a_file_without_a_name_is_told() -> None:
    known = Known(made())
    at = known.attribute(CHINESE, 0x30)
    found = flaws(put(made(), at, word(0x40, 4)))

    assert f"record {known.numbers[CHINESE]}: is in use and has no name" in found


def test_an_unknown_attribute_is_told() -> None:
    known = Known(made())

    assert f"{NOTE}: has an attribute of type 0x110, which NTFS 3.1 does not know" in flaws(
        put(made(), known.attribute(NOTE, 0x80), word(0x110, 4))
    )


@pytest.mark.parametrize("length", [0, 8, 25, 1 << 20])
def test_attributes_that_can_not_be_told_apart_are_told(length: int) -> None:
    at = Known(made()).attribute(NOTE, 0x80)

    assert f"{NOTE}: has attributes that can't be told apart" in flaws(put(made(), at + 4, word(length, 4)))


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (b"\3\2", "it is of version 3.2 of NTFS; 3.1 is read"),
        (b"\4\0", "it is of version 4.0 of NTFS; 3.1 is read"),
    ],
)
def test_another_version_is_not_read(version: bytes, said: str) -> None:
    assert unread(put(made(), Known(made()).value(3, 0x70) + 8, version)) == said


def test_a_volume_whose_marks_are_lost_is_not_closed() -> None:
    found = volume(put(made(), Known(made()).attribute(3, 0x70), word(0x40, 4)))

    assert found.unclosed == ("$Volume can't be read: whether it was closed is not known",)
    assert "$Volume: does not state version and marks of the volume" in [
        f"{one.path}: {one.detail}" for one in found.flaws
    ]


def test_a_log_that_is_lost_is_not_closed() -> None:
    found = volume(put(made(), Known(made()).attribute(2, 0x80), word(0x40, 4)))

    assert found.unclosed == ("$LogFile can't be read: whether it was closed is not known",)
    assert found.faults > 0


def test_bad_clusters_are_not_usable() -> None:
    data, known = fresh(), Known(fresh())
    bitmap = known.content(6)
    free = data[bitmap : bitmap + 256].rfind(b"\0\0") * 8
    at = known.attribute(8, 0x80) + int.from_bytes(data[known.attribute(8, 0x80) + 4 :][:4], "little")
    runs = at + int.from_bytes(data[at + 32 : at + 34], "little")
    total = known.boot.clusters
    row = b"\x02" + word(free) + b"\x21\x08" + word(free) + b"\x02" + word(total - free - 8)
    longer = put(put(data, runs, row.ljust(16, b"\0") + b"\xff" * 4 + bytes(4)), at + 4, word(runs + 16 - at, 4))
    used = known.record(8) + 24
    marked = put(put(longer, used, word(known.word(used) + 8, 4)), bitmap + free // 8, b"\xff")
    found = volume(marked)

    assert [f"{one.path}: {one.detail}" for one in found.flaws] == []
    assert found.usable == volume(data).usable - 8 * 4096
    assert found.free == volume(data).free - 8 * 4096
    assert (found.bad, volume(data).bad) == (8 * 4096, 0)


def test_half_a_volume_lacks_the_other_half() -> None:
    data = made()
    half = len(data) // 2
    found = read_ntfs(window(data[:half], 0, len(data)))

    assert isinstance(found, Volume)
    assert found.flaws[0].detail.startswith(f"states a volume of {len(data) - 512} bytes, of which {half - 512} are")
    assert found.usable < half

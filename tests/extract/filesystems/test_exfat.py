"""exFAT volumes of known content: what was put in is read, and each defect is told, with its place and nothing else."""

import struct
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import numpy as np
import pytest

from conformance.errors import FixtureError
from conformance.extract.filesystems.exfat.reading import is_exfat, read_exfat
from conformance.extract.filesystems.exfat.sums import sum16, sum32
from conformance.extract.filesystems.exfat.upcase import Upcase, unpacked
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import Nature, UnreadVolume, Volume
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime
from conformance.synthesis.exfat_image import Defect, ExfatFile, ExfatPlan, ExfatTime, exfat_image

VIDEO = ExfatFile("DCIM/100MEDIA/VIDEO 00000001.mp4", b"v" * 10_000)  # clusters 7, 8 and 9
PIECES = ExfatFile("DCIM/100MEDIA/pieces.mp4", b"p" * 20_000, fragmented=True)  # clusters 10, 12, 14, 16 and 18
GONE = ExfatFile("DCIM/gone.mp4", b"g" * 5_000, deleted=True)
OWN = "which is one of its own: a loop"
OTHER = "which belongs to allocation bitmap: it is not followed"
PLAN = ExfatPlan((VIDEO, PIECES, GONE))
FAT, HEAP, ROOT = 12_288, 14_848, 14_848 + 2 * 4096  # offsets in the images of that plan
DCIM, MEDIA = HEAP + 3 * 4096, HEAP + 4 * 4096


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read(self, offset: int, count: int) -> bytes:
        return self.data[offset : offset + count]


def read(data: bytes, start: int = 0) -> Volume | UnreadVolume:
    return read_exfat(Window(Bytes(data), start, len(data) - start, lambda: None))


def volume_of(data: bytes) -> Volume:
    found = read(data)
    assert isinstance(found, Volume), found
    return found


def told(found: Volume) -> list[str]:
    assert found.faults == len(found.flaws)
    return [f"{one.path}: {one.detail}" for one in found.flaws]


def with_bytes(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def with_word(data: bytes, cluster: int, word: int) -> bytes:
    """The FAT's entry of a cluster replaced."""
    return with_bytes(data, FAT + 4 * cluster, word.to_bytes(4, "little"))


def with_boot(data: bytes, at: int, new: bytes) -> bytes:
    """Bytes of both boot sectors replaced, both checksums right."""
    region = bytearray(with_bytes(data[:6144], at, new))
    summed = region[:106] + region[108:112] + region[113:5632]
    region[5632:] = sum32(bytes(summed)).to_bytes(4, "little") * 128
    return bytes(region) * 2 + data[12_288:]


def with_set(data: bytes, at: int, entries: int, changes: dict[int, bytes]) -> bytes:
    """Bytes of the set at `at` replaced, its checksum right."""
    piece = bytearray(data[at : at + 32 * entries])
    for place, new in changes.items():
        piece[place : place + len(new)] = new
    piece[2:4] = sum16(bytes(piece[:2] + piece[4:])).to_bytes(2, "little")
    return with_bytes(data, at, bytes(piece))


def set_time(found: FileTime | Absent) -> FileTime:
    assert isinstance(found, FileTime), found
    return found


@pytest.fixture(scope="module")
def clean() -> bytes:
    return exfat_image(PLAN)


def test_what_was_put_in_is_read(clean: bytes) -> None:
    found = volume_of(clean)

    assert told(found) == []
    assert (found.filesystem, found.offset, found.size, found.label) == ("exfat", 0, 2_112_000, "EVIDENCE")
    assert (found.unit, found.usable, found.free) == (4096, 512 * 4096, 499 * 4096)
    assert (found.unclosed, found.unlisted) == ((), 0)
    assert [(one.path, one.nature, one.size, one.deleted, one.number) for one in found.entries] == [
        ("DCIM", Nature.FOLDER, 4096, False, 5),
        ("DCIM/100MEDIA", Nature.FOLDER, 4096, False, 6),
        ("DCIM/gone.mp4", Nature.FILE, 5000, True, 20),
        ("DCIM/100MEDIA/VIDEO 00000001.mp4", Nature.FILE, 10_000, False, 7),
        ("DCIM/100MEDIA/pieces.mp4", Nature.FILE, 20_000, False, 10),
    ]


def test_a_volume_is_told_by_its_name_and_signature(clean: bytes) -> None:
    def tells(data: bytes) -> bool:
        return is_exfat(Window(Bytes(data), 0, len(data), lambda: None))

    assert tells(clean)
    assert not tells(with_bytes(clean, 3, b"EXFAT2  "))
    assert not tells(with_bytes(clean, 510, b"\x55\xab"))
    assert not tells(b"")


def test_offsets_are_those_of_the_image(clean: bytes) -> None:
    found = read(b"\xff" * 1024 + with_word(clean, 1, 0), 1024)

    assert isinstance(found, Volume)
    assert (found.offset, [(one.path, one.offset) for one in found.flaws]) == (1024, [("FAT", 1024 + FAT + 4)])


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert exfat_image(PLAN) == exfat_image(replace(PLAN))


def test_a_plan_that_does_not_fit_is_refused() -> None:
    with pytest.raises(FixtureError, match="512 clusters of 4096 bytes don't hold the plan"):
        exfat_image(ExfatPlan((ExfatFile("large.mp4", b"", reserved=512 * 4096),)))
    with pytest.raises(FixtureError, match="less than exFAT's 1048576"):
        exfat_image(ExfatPlan(clusters=64))


def test_sectors_of_any_size_are_read() -> None:
    for sector in (512, 1024, 2048, 4096):
        found = volume_of(exfat_image(replace(PLAN, sector=sector)))
        by_backup = volume_of(exfat_image(replace(PLAN, sector=sector, defects=(Defect.BOOT_CHECKSUM,))))

        assert (told(found), len(found.entries), found.usable) == ([], 5, 512 * 4096)
        assert told(by_backup) == ["main boot region: its checksum is wrong, the backup's is right"]


def test_times_are_read_to_10_ms_with_their_zone() -> None:
    file = ExfatFile(
        "a.mp4",
        b"x",
        created=ExfatTime(datetime(2024, 5, 14, 11, 1, 7, 230_000), 0x80 | 32),  # noqa: DTZ001 - local
        written=ExfatTime(datetime(2024, 12, 31, 23, 59, 58), 0x80 | 0x7F - 3),  # noqa: DTZ001
        accessed=ExfatTime(datetime(1980, 1, 1), 0),  # noqa: DTZ001
    )
    (entry,) = volume_of(exfat_image(ExfatPlan((file,)))).entries

    created, written, accessed = set_time(entry.created), set_time(entry.written), set_time(entry.accessed)
    # 2024-05-14 11:01:07 is 1715684467 s after 1970-01-01 00:00:00
    assert (created.since_1970, created.zone, created.resolution) == (Fraction("1715684467.23"), 480, Fraction(1, 100))
    assert (written.since_1970, written.zone, written.resolution) == (Fraction(1_735_689_598), -60, Fraction(2))
    assert accessed.since_1970 == Fraction(315_532_800)
    assert isinstance(accessed.zone, Absent)


def test_times_lie_where_the_specification_puts_them(clean: bytes) -> None:
    # CreateTimestamp at 8: 2024-05-14 is 0x58ae, 11:01:06 is 0x5823; Create10msIncrement at 20; CreateUtcOffset at 22
    changed = with_set(clean, MEDIA, 4, {8: bytes.fromhex("2358ae58"), 20: b"\x01", 22: b"\x84"})
    created = set_time(volume_of(changed).entries[3].created)

    assert told(volume_of(changed)) == []
    assert (created.since_1970, created.zone) == (Fraction("1715684466.01"), 60)


def test_a_time_that_is_none_is_absent_and_no_flaw(clean: bytes) -> None:
    found = volume_of(with_set(clean, MEDIA, 4, {8: bytes(4)}))

    assert (told(found), isinstance(found.entries[3].created, Absent)) == ([], True)


def test_space_that_is_reserved_beyond_the_valid_bytes_is_no_flaw() -> None:
    found = volume_of(exfat_image(ExfatPlan((ExfatFile("a.mp4", b"x" * 10, reserved=100_000),))))

    assert (told(found), found.entries[0].size) == ([], 100_010)


@pytest.mark.parametrize("seed", range(8))
def test_random_video_is_neither_a_flaw_nor_a_deleted_file(seed: int) -> None:
    noise = np.random.default_rng(seed)
    names = [f"DCIM/{folder}/{file}.mp4" for folder in range(4) for file in range(8)]
    files = tuple(
        ExfatFile(name, noise.bytes(int(noise.integers(0, 60_000))), fragmented=bool(index % 2))
        for index, name in enumerate(names)
    )
    found = volume_of(exfat_image(ExfatPlan(files)))

    assert told(found) == []
    assert [one for one in found.entries if one.deleted] == []
    assert sorted(one.path for one in found.entries if one.nature is Nature.FILE) == sorted(names)


def test_a_folder_of_many_clusters_is_read_to_its_end() -> None:
    names = [f"{number:04}.mp4" for number in range(1500)]
    found = volume_of(exfat_image(ExfatPlan(tuple(ExfatFile(f"A/{name}") for name in names))))

    assert told(found) == []
    assert [one.path for one in found.entries] == ["A", *(f"A/{name}" for name in names)]


@pytest.mark.parametrize(
    ("defect", "expected"),
    [
        (Defect.BOOT_CHECKSUM, ["main boot region: its checksum is wrong, the backup's is right"]),
        (
            Defect.MARKED_FREE,
            ["DCIM/100MEDIA/VIDEO 00000001.mp4: the bitmap marks clusters of it as free: 3, the first is 7"],
        ),
        (
            Defect.LOST_CLUSTERS,
            ["allocation bitmap: marks clusters as in use that belong to no file: 2, from 512 on"],
        ),
        (
            Defect.CROSS_LINK,
            [f"{PIECES.path}: holds clusters that belong to {VIDEO.path} as well: 1, the first is 9"],
        ),
        (
            Defect.LOOP,
            [f"{PIECES.path}: after 5 clusters its chain leads from cluster 18 to cluster 10, {OWN}"],
        ),
        (
            Defect.CUT_CHAIN,
            [
                "DCIM/100MEDIA/pieces.mp4: after 4 clusters its chain leads from cluster 16 to a free entry",
                "allocation bitmap: marks clusters as in use that belong to no file: 1, from 18 on",
            ],
        ),
        (
            Defect.SET_CHECKSUM,
            ["DCIM/100MEDIA/VIDEO 00000001.mp4: its SetChecksum is 0xdaa8, its entries give 0xdaa9"],
        ),
        (Defect.NAME_HASH, ["DCIM/100MEDIA/VIDEO 00000001.mp4: its NameHash is 0x2167, its name gives 0x2166"]),
        (
            Defect.UPCASE_CHECKSUM,
            ["up-case table: its TableChecksum is 0x66c81de0, its bytes give 0x66c81de1"],
        ),
        (
            Defect.CYCLIC_FOLDER,
            [
                "DCIM/100MEDIA: begins at the cluster of the folder DCIM: it is not entered again",
                "allocation bitmap: marks clusters as in use that belong to no file: 4, from 7 on",
                "allocation bitmap: marks clusters as in use that belong to no file: 1, from 12 on",
                "allocation bitmap: marks clusters as in use that belong to no file: 1, from 14 on",
                "allocation bitmap: marks clusters as in use that belong to no file: 1, from 16 on",
                "allocation bitmap: marks clusters as in use that belong to no file: 1, from 18 on",
            ],
        ),
        (Defect.DIRTY, []),
        (Defect.MEDIA_FAILURE, []),
    ],
)
def test_each_defect_is_told(defect: Defect, expected: list[str]) -> None:
    assert told(volume_of(exfat_image(replace(PLAN, defects=(defect,))))) == expected


@pytest.mark.parametrize("defect", list(Defect))
def test_no_defect_hides_a_file_that_can_still_be_reached(defect: Defect) -> None:
    paths = {one.path for one in volume_of(exfat_image(replace(PLAN, defects=(defect,)))).entries}

    assert paths >= {"DCIM", "DCIM/100MEDIA"}
    if defect is not Defect.CYCLIC_FOLDER:
        assert paths >= {VIDEO.path, PIECES.path, GONE.path}


def test_a_volume_that_was_not_closed_says_so() -> None:
    (dirty,) = volume_of(exfat_image(replace(PLAN, defects=(Defect.DIRTY,)))).unclosed
    (failing,) = volume_of(exfat_image(replace(PLAN, defects=(Defect.MEDIA_FAILURE,)))).unclosed

    assert dirty.startswith("the volume is marked as in work (VolumeDirty)")
    assert failing.startswith("the volume is marked as one on failing media (MediaFailure)")


def test_a_deleted_file_is_listed_only_where_its_checksum_holds(clean: bytes) -> None:
    at = DCIM + 3 * 32  # behind the set of 100MEDIA
    assert clean[at : at + 97 : 32] == b"\x05\x40\x41\x00"
    over_cleared = with_set(clean, at, 3, {})

    assert [one.path for one in volume_of(over_cleared).entries if one.deleted] == ["DCIM/gone.mp4"]
    for changed in (
        with_bytes(clean, at + 40, b"\x01"),  # ValidDataLength
        with_bytes(clean, at + 64, b"\xc1"),  # half deleted
        with_bytes(clean, at + 64, b"\x05"),  # overwritten
        with_bytes(clean, at + 1, b"\x03"),  # SecondaryCount
        with_bytes(clean, at + 1, b"\xff"),
    ):
        found = volume_of(changed)
        assert ([one.path for one in found.entries if one.deleted], found.traces) == ([], 1)
    assert volume_of(clean).traces == 0


def test_half_a_deletion_is_told(clean: bytes) -> None:
    found = volume_of(with_bytes(clean, MEDIA, b"\x05"))

    assert told(found)[0] == "DCIM/100MEDIA: holds 3 secondary entries that belong to no set"
    assert found.flaws[0].offset == MEDIA + 32


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({1: b"\x04"}, "states 4 secondary entries, and 3 follow"),
        ({35: b"\x0f"}, "its name of 15 characters takes 1 File Name entries, and it has 2"),
        ({35: b"\x00"}, "its name of 0 characters takes 0 File Name entries, and it has 2"),
        ({96: b"\xc2"}, "its set holds an entry of type 0xc2 behind its name, which must not stand there"),
        ({66: b"?"}, "its name holds 0x3f, which no name may"),
        ({66: b"\x1f"}, "its name holds 0x1f, which no name may"),
        ({33: b"\x02"}, "states that it can hold no clusters (AllocationPossible), and holds some"),
        ({40: b"\x11\x27"}, "states 10001 valid bytes of 10000"),
        ({52: bytes(4)}, "states 10000 bytes and no first cluster"),
        ({52: b"\x01"}, "its first cluster 1 is none of the volume's"),
        ({52: b"\x02\x02"}, "its first cluster 514 is none of the volume's"),
        ({52: b"\x01\x02"}, "its 3 clusters from cluster 513 on run 2 past the last one"),
        ({56: bytes(8)}, "states NoFatChain, cluster 7 as its first one and no bytes"),
        ({56: b"\xff" * 8}, "states 18446744073709551615 bytes; all clusters of the volume hold 2097152"),
        ({4: b"\x10"}, "is a folder of 10000 bytes, no multiple of its clusters"),
        ({4: b"\x10", 40: b"\x00"}, "is a folder of 10000 bytes, of which it states 9984 to be valid"),
    ],
)
def test_a_set_that_can_not_be_so_is_told(clean: bytes, changes: dict[int, bytes], expected: str) -> None:
    found = volume_of(with_set(clean, MEDIA, 4, changes))
    flaws = [one for one in found.flaws if one.detail == expected]

    assert [one.offset for one in flaws] == [MEDIA], told(found)
    assert flaws[0].path.startswith("DCIM/100MEDIA/")


def test_a_reserved_name_is_told() -> None:
    assert told(volume_of(exfat_image(ExfatPlan((ExfatFile("A/.."),))))) == ["A/..: its name is reserved"]


def test_a_name_can_not_forge_a_path(clean: bytes) -> None:
    found = volume_of(with_set(clean, MEDIA, 4, {66: b"/"}))

    assert "DCIM/100MEDIA/\\x2fIDEO 00000001.mp4" in [one.path for one in found.entries]


def test_half_a_surrogate_is_shown_by_its_bytes(clean: bytes) -> None:
    found = volume_of(with_set(clean, MEDIA, 4, {66: b"\x00\xd8"}))

    assert "DCIM/100MEDIA/\\x00\\xd8IDEO 00000001.mp4" in [one.path for one in found.entries]


@pytest.mark.parametrize(("one", "other"), [("clip.mp4", "CLIP.mp4"), ("été.mov", "ÉTÉ.MOV")])
def test_two_names_that_differ_in_case_only_are_told(one: str, other: str) -> None:
    found = volume_of(exfat_image(ExfatPlan((ExfatFile(one), ExfatFile(other)))))

    assert told(found) == [f"{other}: has the name of another entry of its folder, {one}"]


def test_names_of_different_folders_may_be_equal() -> None:
    assert told(volume_of(exfat_image(ExfatPlan((ExfatFile("A/clip"), ExfatFile("B/clip")))))) == []


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


@pytest.mark.parametrize(
    ("at", "new", "expected"),
    [
        (0, b"\xeb\x58", ["main boot region: its JumpBoot is eb 58 90, eb 76 90 is due"]),
        (20, b"\x01", ["main boot region: its MustBeZero is not zero"]),
        (
            96,
            b"\x01",
            ["/: its first cluster 1 is none of the volume's", "/: the root folder is missing"],
        ),
    ],
)
def test_a_boot_sector_that_can_not_be_so_is_told(clean: bytes, at: int, new: bytes, expected: list[str]) -> None:
    assert told(volume_of(with_boot(clean, at, new)))[: len(expected)] == expected


def test_bytes_that_partition_or_image_lack_are_counted(clean: bytes) -> None:
    (longer,) = told(volume_of(with_boot(clean, 72, struct.pack("<Q", 4125 + 2))))
    cut = read_exfat(Window(Bytes(clean[:-100]), 0, len(clean) * 3, lambda: None))

    ended = "partition or image end before"
    assert longer == f"main boot region: states a volume of 2113024 bytes, of which 1024 are missing: {ended}"
    assert isinstance(cut, Volume)
    assert told(cut) == [f"main boot region: states a volume of 2112000 bytes, of which 100 are missing: {ended}"]


def test_clusters_behind_the_end_of_the_volume_are_told(clean: bytes) -> None:
    assert told(volume_of(with_boot(clean, 72, struct.pack("<Q", 4120)))) == [
        "main boot region: states 512 clusters, which run 2560 bytes past the volume's end"
    ]


@pytest.mark.parametrize(
    ("at", "new", "expected"),
    [
        (108, b"\x08", "sectors of 2**8 bytes and clusters of 2**3 sectors"),
        (109, b"\x11", "sectors of 2**9 bytes and clusters of 2**17 sectors"),
        (110, b"\x03", "3 FATs"),
        (110, b"\x00", "0 FATs"),
        (105, b"\x02", "revision 2.00; 1 is read"),
        (72, b"\0\0\0\0\0\0\0\x80", "9223372036854775808 sectors of 512 bytes, more than any storage holds"),
        (92, bytes(4), "0 clusters; 1 to 67108864 are read"),
        (92, b"\xf5\xff\xff\xff", "4294967285 clusters; 1 to 67108864 are read"),
        (
            92,
            b"\0\0\0\x01",
            "1 FATs of 5 sectors from sector 24 on, 16777216 clusters from sector 29 on, which do not fit one another",
        ),
        (
            88,
            b"\x1c",
            "1 FATs of 5 sectors from sector 24 on, 512 clusters from sector 28 on, which do not fit one another",
        ),
    ],
)
def test_an_absurd_boot_sector_is_not_read(clean: bytes, at: int, new: bytes, expected: str) -> None:
    found = read(with_boot(clean, at, new))

    assert found == UnreadVolume(0, 2_112_000, f"the boot sector of exFAT states {expected}")


def test_an_absurd_boot_sector_is_overruled_by_a_sound_backup(clean: bytes) -> None:
    found = volume_of(with_bytes(clean, 108, b"\x00"))

    assert told(found) == ["main boot region: its checksum is wrong, the backup's is right"]
    assert len(found.entries) == 5


def test_regions_that_differ_are_told_but_for_what_is_stale_in_the_backup(clean: bytes) -> None:
    marked = with_bytes(with_bytes(clean, 106, b"\x02"), 112, b"\x07")
    other = with_boot(clean, 100, b"\x99")[:6144] + clean[6144:]

    assert told(volume_of(marked)) == []
    assert told(volume_of(other)) == [
        "main boot region: differs from the backup in 129 bytes, the first one is byte 100"
    ]


def test_a_wrong_backup_is_told(clean: bytes) -> None:
    found = volume_of(with_bytes(clean, 12 * 512 + 300, b"\0"))

    assert [(one.path, one.offset, one.detail) for one in found.flaws] == [
        ("backup boot region", 6144, "its checksum is wrong")
    ]


def test_the_first_two_entries_of_the_fat_are_told(clean: bytes) -> None:
    assert told(volume_of(with_word(with_word(clean, 0, 0xF8), 1, 0))) == [
        "FAT: its first entry is 0x000000f8; 0xfffffff8 is due",
        "FAT: its second entry is 0x00000000; 0xffffffff is due",
    ]


def test_a_table_without_the_mandatory_letters_is_told(clean: bytes) -> None:
    table = bytearray(clean[HEAP + 4096 : HEAP + 4096 + 516])
    table[2 * ord("q") : 2 * ord("q") + 2] = b"q\0"
    changed = with_bytes(clean, HEAP + 4096, bytes(table))
    changed = with_bytes(changed, ROOT + 64 + 4, sum32(bytes(table)).to_bytes(4, "little"))

    assert told(volume_of(changed)) == ["up-case table: does not map the first 128 characters as is mandatory"]


def words(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}H", *numbers)


LETTERS = (0xFFFF, 0x61, *range(0x41, 0x5B))


def test_a_compressed_table_is_unpacked() -> None:
    # 0x7b to 0xdf stay, 0xe0 becomes 0xc0, the others stay; the last character's 0xffff has no count behind it
    table = unpacked(words(*LETTERS, 0xFFFF, 0xE0 - 0x7B, 0xC0, 0xFFFF, 0xFFFF - 0xE1, 0xFFFF))

    assert isinstance(table, Upcase)
    assert table.upper("aZz{àé\uffff".encode("utf-16-le")).decode("utf-16-le") == "AZZ{Àé\uffff"


def test_a_table_without_compression_is_unpacked() -> None:
    every = list(range(0x10000))
    every[0x61:0x7B] = range(0x41, 0x5B)
    every[0x436] = 0x416
    every[0xFFFF] = 0xFFFF
    table = unpacked(words(*every))

    assert isinstance(table, Upcase)
    assert table.upper("aж".encode("utf-16-le")).decode("utf-16-le") == "AЖ"


def test_a_table_of_more_characters_than_there_are_is_none() -> None:
    assert unpacked(words(*LETTERS, 0xFFFF, 0xFFFF, *range(0x100))) == "maps more than 65536 characters"


def test_of_two_fats_the_active_one_is_read(clean: bytes) -> None:
    """A second FAT and a second bitmap that hold the truth, and a first one of each that doesn't."""
    fat, heap = clean[FAT:HEAP], clean[HEAP:]
    boot = with_boot(with_boot(clean, 110, b"\x02"), 88, struct.pack("<I", 29 + 5))
    boot = with_boot(boot, 72, struct.pack("<Q", 4125 + 5))[:FAT]
    second = struct.pack("<BB18xIQ", 0x81, 1, 300, 64)
    end = ROOT - HEAP + 6 * 32
    heap = with_bytes(heap, end, second)
    bitmap = bytearray(heap[:64])
    bitmap[298 // 8] |= 1 << 298 % 8
    heap = with_bytes(with_bytes(heap, 298 * 4096, bytes(bitmap)), 0, b"\xff" * 64)
    good = with_bytes(fat, 4 * 300, b"\xff\xff\xff\xff")
    bad = with_bytes(good, 4 * 14, bytes(4))
    image = with_bytes(boot, 106, b"\x01") + bad + good + heap

    assert told(volume_of(image)) == []
    assert volume_of(image).free == 498 * 4096
    assert "pieces.mp4: after 3 clusters" in told(volume_of(with_bytes(image, 106, b"\x00")))[0]


def test_names_whose_file_entry_was_overwritten_leave_a_trace(clean: bytes) -> None:
    at = DCIM + 3 * 32
    found = volume_of(with_bytes(clean, at, b"\xa1" + bytes(31)))

    assert ([one.path for one in found.entries if one.deleted], found.traces) == ([], 1)

"""exFAT volumes of known content: what was put in is read, and each defect is told, with its place and nothing else."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import numpy as np
import pytest

from conformance.errors import FixtureError
from conformance.extract.filesystems.exfat.reading import is_exfat
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import Nature, Volume
from conformance.model.facts import Absent
from conformance.synthesis.exfat_image import Defect, ExfatFile, ExfatPlan, ExfatTime, exfat_image

from .exfat_volumes import (
    DCIM,
    FAT,
    GONE,
    MEDIA,
    OWN,
    PIECES,
    PLAN,
    VIDEO,
    Bytes,
    read,
    set_time,
    told,
    volume_of,
    with_bytes,
    with_set,
    with_word,
)


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

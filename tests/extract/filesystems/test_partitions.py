"""Partition tables whole and damaged, and storages that have none: where file systems can be, and what is hidden."""

import shutil
import struct
import subprocess
from pathlib import Path
from uuid import UUID
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.partitions import Partitions, partitions

from .partition_tables import (
    BASIC,
    CAPACITY,
    EXFAT,
    FAT,
    LINUX,
    MIB,
    NOISE,
    NTFS,
    SECTOR,
    Sparse,
    boot,
    gpt,
    mbr,
    superblock,
)


def read(held: dict[int, bytes], size: int = CAPACITY, damaged: range = range(0)) -> Partitions:
    return partitions(Sparse(size, held, damaged))


def flaws(found: Partitions) -> list[str]:
    return [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in found.flaws]


@pytest.mark.parametrize(
    "held",
    [
        {0: boot(FAT)},
        {0: boot(EXFAT)},
        {0: boot(NTFS)},
        {0: boot(b"\xe9\0\0" + FAT[3:])},
        {1024: superblock()},
        {0: mbr(), 1024: superblock()},
        {0: mbr()},
        {},
        {0: NOISE + b"\x55\xaa"},
        {
            0: boot(FAT)[:446]
            + b"Remove disks or other media.\xff\r\nPress any key to restart\r\n".ljust(64)
            + b"\x55\xaa"
        },
    ],
    ids=["FAT", "exFAT", "NTFS", "jump E9", "ext", "ext signed", "empty table", "zeros", "random", "boot text"],
)
def test_without_a_partition_the_whole_image_is_one_part(held: dict[int, bytes]) -> None:
    assert read(held) == Partitions("none", ((0, CAPACITY, "the whole image"),), 0, ())


def test_a_boot_sector_with_a_table_that_lists_itself_is_one_volume() -> None:
    # as mkfs.fat --mbr=y writes it
    assert read({0: mbr((0x0E, 0, 131072), status=0x80, code=FAT)}).table == "none"
    assert read({0: mbr((0x0E, 0, 131072), status=0x80, code=FAT)}).flaws == ()


def test_primary_partitions_are_listed_in_the_order_of_their_places() -> None:
    found = read({0: mbr((0x83, 65536, 65536), (0x0C, 8192, 57344), status=0x80)})

    assert (found.table, found.flaws) == ("mbr", ())
    assert found.parts == ((4 * MIB, 28 * MIB, "FAT32"), (32 * MIB, 32 * MIB, "Linux"))
    assert found.unpartitioned == 4 * MIB


def test_alignment_is_not_told_as_unpartitioned_and_more_than_that_is() -> None:
    assert read({0: mbr((0x07, 2048, 126976))}).unpartitioned == 0
    assert read({0: mbr((0x07, 2049, 126975))}).unpartitioned == MIB + SECTOR
    assert read({0: mbr((0x07, 2048, 20480), (0x83, 40960, 20480))}).unpartitioned == (9 + 34) * MIB
    assert read({0: mbr((0x07, 2048, 20480), (0x83, 40960, 20480))}).parts[1].offset == 20 * MIB


def test_logical_partitions_are_followed_through_their_chain() -> None:
    held = {
        0: mbr((0x0C, 2048, 2048), (0x0F, 8192, 65536)),
        8192 * SECTOR: mbr((0x83, 2048, 4096), (0x05, 16384, 8192)),
        (8192 + 16384) * SECTOR: mbr((0x07, 2048, 6144)),
    }
    found = read(held)

    assert found.flaws == ()
    assert found.parts == (
        (MIB, MIB, "FAT32"),
        (10240 * SECTOR, 4096 * SECTOR, "Linux"),
        (26624 * SECTOR, 6144 * SECTOR, "exFAT or NTFS"),
    )


def test_a_chain_of_logical_partitions_that_runs_in_a_loop_ends() -> None:
    first = {0: mbr((0x05, 8192, 65536)), 8192 * SECTOR: mbr((0x83, 2048, 4096), (0x05, 0, 8192))}
    second = {**first, 8192 * SECTOR: mbr((0x05, 100, 8192)), 8292 * SECTOR: mbr((0x05, 100, 8192))}

    for held, parts in ((first, 1), (second, 0)):
        found = read(held)
        assert len(found.parts) == parts
        assert [one.split(": ", 1)[1] for one in flaws(found)] == [
            "the chain of the extended partition runs in a loop, or over 128 tables"
        ]


def test_a_chain_that_breaks_or_leaves_the_extended_partition_is_told() -> None:
    at = 8192 * SECTOR
    begun = {0: mbr((0x05, 8192, 4096))}

    assert flaws(read(begun)) == [
        f"mbr/extended@{at}: no table is here where the chain of the extended partition leads"
    ]
    assert flaws(read({**begun, at: mbr((0x05, 5000, 100))})) == [
        f"mbr/extended@{at}: the chain leads to byte 6754304: out of the extended partition, or to 1 places at once"
    ]
    assert flaws(read({**begun, at: mbr((0x83, 63, 5000))})) == [
        f"mbr/logical 1@{at + 446}: ends at byte 6786560, out of the extended partition"
    ]


def test_many_tables_in_a_chain_are_not_followed_for_ever() -> None:
    held = {0: mbr((0x05, 100, 130000))} | {(100 + n) * SECTOR: mbr((0x05, n + 1, 1)) for n in range(1000)}

    assert len(read(held).flaws) == 1


def test_a_partition_beyond_the_image_is_told_with_what_is_missing() -> None:
    found = read({0: mbr((0x0C, 8192, 131072))})

    assert flaws(found) == [
        (
            "mbr/entry 1@446: lists a partition (FAT32) of 67108864 bytes at byte 4194304; "
            "the image has 67108864 bytes: the last 4194304 bytes are missing"
        )
    ]
    assert found.parts == ((4 * MIB, 60 * MIB, "FAT32"),)
    assert flaws(read({0: mbr((0x0C, 200000, 1))})) == [
        (
            "mbr/entry 1@446: lists a partition (FAT32) of 512 bytes at byte 102400000, "
            "beyond the end of the image: all of it is missing"
        )
    ]


def test_partitions_that_overlap_are_told() -> None:
    found = read({0: mbr((0x0C, 2048, 8192), (0x83, 4096, 1024), (0x83, 8192, 4096))})
    first = "a partition (FAT32) of 4194304 bytes at byte 1048576"

    assert flaws(found) == [
        f"mbr@2097152: a partition (Linux) of 524288 bytes at byte 2097152 shares 524288 bytes with {first}",
        f"mbr@4194304: a partition (Linux) of 2097152 bytes at byte 4194304 shares 1048576 bytes with {first}",
    ]


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        (
            mbr((0x0C, 2048, 8192), (0x83, 20480, 0)),
            "entry 2@462: lists a partition (Linux) of no bytes at byte 10485760",
        ),
        (
            mbr((0x0C, 2048, 8192), (0, 20480, 4096)),
            "entry 2@462: has no type, and yet 4096 sectors from sector 20480 on",
        ),
        (mbr((0x0C, 2048, 8192), status=0x12), "entry 1@446: has the status 0x12, which is none"),
        (mbr((0x0C, 0, 8192)), "entry 1@446: lists a partition that begins with the partition table itself"),
    ],
)
def test_an_entry_that_makes_no_sense_is_told(sector: bytes, said: str) -> None:
    if "status" in said:  # of the second entry the status is right
        sector = sector[:462] + mbr((0x83, 20480, 8192))[446:462] + sector[478:]
        sector = sector[:446] + b"\x12" + sector[447:]
    (found,) = flaws(read({0: sector}))

    assert said in found


def test_a_stale_boot_sector_before_true_partitions_does_not_hide_them() -> None:
    found = read({0: mbr((0x0C, 8192, 65536), code=FAT), 4 * MIB: boot(FAT)})

    assert (found.table, found.parts) == ("mbr", ((4 * MIB, 32 * MIB, "FAT32"),))
    assert flaws(found) == [
        "mbr@0: lists partitions, and a file system begins with this sector too: that one is not examined"
    ]


def test_a_forged_table_in_a_boot_sector_does_not_hide_the_volume() -> None:
    found = read({0: mbr((0x0C, 8192, 65536), code=FAT)})

    assert (found.table, found.parts) == ("none", ((0, CAPACITY, "the whole image"),))
    assert flaws(found) == [
        "mbr@0: a file system begins with this sector, and it lists partitions too, none of which holds one"
    ]


def test_a_table_whose_signature_is_lost_is_read_where_its_partitions_hold_file_systems() -> None:
    sector = mbr((0x0C, 8192, 65536))[:510]
    found = read({0: sector, 4 * MIB: boot(FAT)})

    assert (found.table, found.parts) == ("mbr", ((4 * MIB, 32 * MIB, "FAT32"),))
    assert flaws(found) == ["mbr@510: the signature 55 AA of the partition table is lost"]
    assert read({0: sector}).table == "none"


def test_more_partitions_than_any_recorder_makes_are_not_listed() -> None:
    found = read(gpt([(LINUX, 100 + n, 100 + n) for n in range(128)]))
    assert (len(found.parts), found.flaws) == (128, ())


@pytest.mark.parametrize("sector", [512, 4096])
def test_a_guid_partition_table_is_read_with_sectors_of_both_sizes(sector: int) -> None:
    first, middle, last = MIB // sector, 32 * MIB // sector, 63 * MIB // sector
    found = read(gpt([(BASIC, first, middle - 1), (LINUX, middle, last - 1)], sector))

    assert found == Partitions("gpt", ((MIB, 31 * MIB, "Microsoft basic data"), (32 * MIB, 31 * MIB, "Linux")), 0, ())


WHOLE = gpt([(BASIC, 2048, 65535), (UUID(int=5), 65536, 100000)])
EXPECTED = ((MIB, 31 * MIB, "Microsoft basic data"), (32 * MIB, 34465 * SECTOR, f"type {UUID(int=5)}"))
BACKUP = CAPACITY - SECTOR


def changed(at: int, data: bytes, begin: int) -> dict[int, bytes]:
    """The table with other bytes at that place, which is in the piece that begins at the other one."""
    piece = WHOLE[begin]
    return {**WHOLE, begin: piece[: at - begin] + data + piece[at - begin + len(data) :]}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (changed(512, b"X", 512), "gpt/primary@512: the table can't be trusted: no header is there"),
        (changed(540, b"X", 512), "gpt/primary@512: the table can't be trusted: its header fails its checksum"),
        (changed(1060, b"X", 1024), "gpt/primary@512: the table can't be trusted: its entries fail their checksum"),
        (changed(BACKUP, b"X", BACKUP), f"gpt/backup@{BACKUP}: the table can't be trusted: no header is there"),
        (
            changed(BACKUP - 9, b"X", BACKUP - 16384),
            f"gpt/backup@{BACKUP}: the table can't be trusted: its entries fail",
        ),
        ({**WHOLE, 0: bytes(512)}, "mbr@0: the first sector does not say that the disk has a GUID partition table"),
    ],
)
def test_of_both_copies_the_one_that_is_whole_is_used(held: dict[int, bytes], said: str) -> None:
    found = read(held)

    assert (found.table, found.parts) == ("gpt", EXPECTED)
    assert len(found.flaws) == 1
    assert flaws(found)[0].startswith(said)


def test_a_first_copy_that_the_image_can_not_give_is_replaced_by_the_second() -> None:
    found = read(WHOLE, damaged=range(512, 40 * SECTOR))

    assert found.parts == EXPECTED
    assert flaws(found) == [
        (
            "gpt/primary@512: the table can't be trusted: its header is due at byte 512; "
            "the image has 67108864 bytes, or is damaged there"
        )
    ]


def test_copies_that_list_other_partitions_are_told() -> None:
    other = gpt([(BASIC, 2048, 65535)])
    found = read({**WHOLE, BACKUP: other[BACKUP], BACKUP - 16384: other[BACKUP - 16384]})

    assert found.parts == EXPECTED
    assert flaws(found) == [
        f"gpt/backup@{BACKUP}: lists other partitions than the primary, or another disk: that one is used"
    ]


def test_an_image_cut_in_half_has_what_is_left_of_its_partitions() -> None:
    found = read(WHOLE, CAPACITY // 2 + MIB)

    assert found.parts == (EXPECTED[0], (32 * MIB, MIB, f"type {UUID(int=5)}"))
    assert [one.split("@")[0] for one in flaws(found)] == ["gpt/backup", "gpt/entry 2"]
    assert flaws(found)[1].endswith("the image has 34603008 bytes: the last 16597504 bytes are missing")


def test_both_copies_lost_are_told_and_no_partition_is_invented() -> None:
    found = read({0: WHOLE[0]})

    assert (found.table, found.parts, found.unpartitioned) == ("gpt", (), CAPACITY)
    assert flaws(found)[-1] == "gpt@512: neither copy of the table can be read: what the partitions are is lost"


def test_a_partition_that_ends_before_it_begins_or_lies_over_the_table_is_told() -> None:
    found = read(gpt([(BASIC, 4096, 2048), (LINUX, 10, 2047), (LINUX, 1 << 62, (1 << 63) - 1)]))

    assert found.parts == ((10 * SECTOR, 2038 * SECTOR, "Linux"),)
    assert flaws(found)[:2] == [
        "gpt/entry 1@1024: lists a partition (Microsoft basic data) of no bytes at byte 2097152",
        "gpt/entry 2@1152: lists sectors 10 to 2047; the header lets partitions have 34 to 131038",
    ]
    assert "beyond the end of the image: all of it is missing" in flaws(found)[-1]


def test_a_partition_that_only_the_first_sector_lists_is_told() -> None:
    hybrid = {**WHOLE, 0: mbr((0xEE, 1, 2047), (0x07, 2048, 63488), (0x83, 110000, 1000))}

    assert flaws(read(hybrid)) == ["mbr/entry 3@478: lists a partition (Linux) that the GUID partition table doesn't"]


def test_a_stale_guid_table_behind_a_true_partition_table_is_not_read() -> None:
    found = read({**WHOLE, 0: mbr((0x0C, 8192, 65536))})

    assert (found.table, found.parts, found.flaws) == ("mbr", ((4 * MIB, 32 * MIB, "FAT32"),), ())


def test_four_billion_entries_that_are_stated_are_not_read() -> None:
    header = WHOLE[512][:80] + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0)
    header = header[:16] + bytes(4) + header[20:]
    header = header[:16] + struct.pack("<I", crc32(header)) + header[20:]
    found = read({**WHOLE, 512: header})

    assert found.parts == EXPECTED
    assert flaws(found)[0].endswith(
        "states sector 1 for itself, 4294967295 entries of 4294967295 bytes, which can't be"
    )


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 1024, 4096])
def test_images_of_hardly_any_bytes_have_no_exception(size: int) -> None:
    for held in ({}, {0: mbr((0x0C, 1, 8))}, WHOLE, {0: boot(FAT)}):
        assert all(part.offset + part.size <= size for part in read(held, size).parts)


@settings(max_examples=300)
@given(
    flips=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=20),
    kind=st.sampled_from(["gpt", "mbr"]),
)
def test_any_bytes_give_parts_inside_the_image(flips: list[tuple[int, int]], kind: str) -> None:
    logical = {0: mbr((0x0C, 2048, 2048), (0x0F, 8, 65536)), 8 * SECTOR: mbr((0x83, 1, 9), (0x05, 16, 8))}
    image = Sparse(CAPACITY, WHOLE if kind == "gpt" else logical)
    head = bytearray(image.read(0, 20_001))
    for at, value in flips:
        head[at % (20_001 if kind == "gpt" else 512 * 32)] = value
    found = read({CAPACITY - 16896: image.read(CAPACITY - 16896, 16896), 0: bytes(head)})

    assert len(found.parts) <= 128
    assert all(part.offset >= 0 < part.size and part.offset + part.size <= CAPACITY for part in found.parts)


@pytest.mark.skipif(shutil.which("sfdisk") is None, reason="sfdisk is not installed")
@pytest.mark.parametrize("label", ["dos", "gpt"])
def test_tables_of_sfdisk_are_read_as_it_shows_them(label: str, tmp_path: Path) -> None:
    file = tmp_path / "disk.raw"
    file.write_bytes(bytes(CAPACITY))
    extended = ("start=40960,size=65536,type=05\nstart=43008,size=2048,type=83\nstart=49152,size=4096,type=83\n",)
    parts = "start=2048,size=20480\n" + (extended[0] if label == "dos" else "start=40960,size=4096\n")
    command = [str(shutil.which("sfdisk")), "--quiet", str(file)]
    subprocess.run(command, input=f"label: {label}\n{parts}", text=True, check=True, capture_output=True)
    found = read({0: file.read_bytes()})

    expected = {"dos": [(2048, 20480), (43008, 2048), (49152, 4096)], "gpt": [(2048, 20480), (40960, 4096)]}
    assert found.flaws == ()
    assert [(part.offset // SECTOR, part.size // SECTOR) for part in found.parts] == expected[label]

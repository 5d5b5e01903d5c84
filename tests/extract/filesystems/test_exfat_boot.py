"""exFAT volumes whose boot regions and tables were changed: what is said of it, and that nothing else is."""

import struct

import pytest

from conformance.extract.filesystems.exfat.reading import read_exfat
from conformance.extract.filesystems.exfat.sums import sum32
from conformance.extract.filesystems.exfat.upcase import Upcase, unpacked
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume
from conformance.synthesis.exfat_image import exfat_image

from .exfat_volumes import (
    FAT,
    HEAP,
    PLAN,
    ROOT,
    Bytes,
    read,
    told,
    volume_of,
    with_boot,
    with_bytes,
    with_word,
)


@pytest.fixture(scope="module")
def clean() -> bytes:
    return exfat_image(PLAN)


@pytest.mark.parametrize(
    ("at", "new", "expected"),
    [
        (0, b"\xeb\x58", ["main boot region: its JumpBoot is eb 58 90, eb 76 90 is due"]),
        (20, b"\x01", ["main boot region: its MustBeZero is not zero"]),
        (92, b"\xf4\x01", ["main boot region: states 500 clusters, and 512 fit into the volume"]),
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


def test_what_is_set_apart_before_the_clusters_is_told(clean: bytes) -> None:
    more = 4096
    wider = with_boot(with_boot(clean, 72, struct.pack("<Q", 4125 + more)), 88, struct.pack("<I", 29 + more))
    found = volume_of(wider[:HEAP] + bytes(more * 512) + wider[HEAP:])

    assert told(found) == []
    assert found.spare == ((24 * 512, 0), (FAT + 4 * 514, 504 + more * 512))


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

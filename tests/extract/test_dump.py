"""A whole image to its facts: every part of it is read, or said not to be."""

import hashlib
import time
from pathlib import Path

import pytest

from conformance.errors import ExtractionError
from conformance.extract.dump import read_dump
from conformance.extract.request import DumpRequest
from conformance.model.dump_facts import Storage, UnreadVolume, Volume
from conformance.model.facts import Absent
from conformance.synthesis.card import card_image
from conformance.synthesis.exfat_image import ExfatFile, ExfatPlan, exfat_image

MB = 1 << 20
CARD = card_image("clean")


def storage(tmp_path: Path, data: bytes) -> Storage:
    file = tmp_path / "card.img"
    file.write_bytes(data)
    request = DumpRequest((file,), hashlib.sha256(data).hexdigest(), len(data))
    found = read_dump(request, lambda: None).storage
    assert isinstance(found, Storage)
    return found


def partitioned(*parts: tuple[int, bytes], size: int, of: int = 0x0E) -> bytes:
    """An MBR that lists those parts (offset in B, content)."""
    data = bytearray(size)
    for index, (offset, content) in enumerate(parts):
        row = bytes((0, 0, 0, 0, of, 0, 0, 0)) + (offset // 512).to_bytes(4, "little")
        data[446 + 16 * index : 462 + 16 * index] = row + (len(content) // 512).to_bytes(4, "little")
        data[offset : offset + len(content)] = content
    data[510:512] = b"\x55\xaa"
    return bytes(data)


def unread(found: Storage) -> list[tuple[int, str]]:
    return [(one.offset, one.why) for one in found.volumes if isinstance(one, UnreadVolume)]


SET_APART = (
    "it is set apart by the file system FAT16, holds data, and is of none of its tables or files: it is not examined"
)
OUTSIDE = "it lies outside of all file systems and holds data, which are not examined"


def test_a_card_with_a_table_is_read_whole(tmp_path: Path) -> None:
    found = storage(tmp_path, partitioned((MB, CARD), size=MB + len(CARD)))
    (volume,) = found.volumes

    assert (found.form, found.table, found.flaws) == ("raw", "mbr", ())
    assert isinstance(volume, Volume)
    assert (volume.filesystem, volume.offset, len(volume.entries)) == ("FAT16", MB, 5)


def test_an_older_file_system_behind_the_partitions_is_not_overlooked(tmp_path: Path) -> None:
    listed = partitioned((MB, CARD), size=12 * MB)
    hidden = listed[: 8 * MB] + card_image("deleted") + listed[8 * MB + len(CARD) :]
    behind = MB + len(CARD)

    assert unread(storage(tmp_path, listed)) == []
    assert unread(storage(tmp_path, hidden)) == [(behind, OUTSIDE)]


def test_an_older_file_system_behind_the_only_one_is_not_overlooked(tmp_path: Path) -> None:
    data = CARD.ljust(6 * MB, b"\0") + card_image("deleted")

    assert unread(storage(tmp_path, data.ljust(12 * MB, b"\0"))) == [(len(CARD), OUTSIDE)]
    assert unread(storage(tmp_path, CARD.ljust(12 * MB, b"\xff"))) == []


def test_an_older_file_system_before_the_partitions_is_not_overlooked(tmp_path: Path) -> None:
    data = bytearray(partitioned((8 * MB, CARD), size=8 * MB + len(CARD)))
    data[2 * MB : 2 * MB + len(CARD)] = card_image("deleted")

    assert unread(storage(tmp_path, bytes(data))) == [(MB, OUTSIDE)]


def reserving(card: bytes, more: bytes) -> bytes:
    """The FAT16 volume with so much more in front of its tables."""
    reserved, count = int.from_bytes(card[14:16], "little"), len(more) // 512
    total = int.from_bytes(card[19:21], "little") or int.from_bytes(card[32:36], "little")
    head = bytearray(card[: reserved * 512])
    head[14:16], head[19:21] = (reserved + count).to_bytes(2, "little"), bytes(2)
    head[32:36] = (total + count).to_bytes(4, "little")
    return bytes(head) + more + card[reserved * 512 :]


def test_an_older_file_system_in_what_a_volume_sets_apart_is_not_overlooked(tmp_path: Path) -> None:
    (volume,) = storage(tmp_path, reserving(CARD, bytes(8 * MB))).volumes
    assert isinstance(volume, Volume)
    assert (volume.faults, len(volume.entries)) == (0, 5)
    begin, size = volume.spare[0]
    assert (begin, begin + size) == (1 << 16, int.from_bytes(CARD[14:16], "little") * 512 + 8 * MB)

    hidden = reserving(CARD, (bytes(MB) + card_image("deleted")).ljust(8 * MB, b"\0"))
    ((at, why),) = unread(storage(tmp_path, hidden))
    assert (at, why) == (1 << 16, SET_APART)


def test_where_two_file_systems_begin_neither_is_believed(tmp_path: Path) -> None:
    both = bytearray(CARD)
    superblock = bytearray(1024)
    superblock[0:4], superblock[4:8] = (128).to_bytes(4, "little"), (2048).to_bytes(4, "little")
    superblock[20:24], superblock[32:36] = (1).to_bytes(4, "little"), (8192).to_bytes(4, "little")
    superblock[36:40], superblock[40:44] = (8192).to_bytes(4, "little"), (128).to_bytes(4, "little")
    superblock[56:58] = b"\x53\xef"
    both[1024:2048] = superblock
    (why,) = unread(storage(tmp_path, bytes(both)))

    assert why == (0, "several file systems begin in it, and which one holds is not told")


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (b"-FVE-FS-", "BitLocker is not read by this version"),
        (b"NTFS    ", "the boot sector of NTFS states sectors of 0 bytes and clusters of 0"),
    ],
)
def test_what_is_not_read_is_named(mark: bytes, said: str, tmp_path: Path) -> None:
    data = (b"\xeb\x52\x90" + mark).ljust(510, b"\0") + b"\x55\xaa"

    assert unread(storage(tmp_path, data.ljust(MB, b"\0"))) == [(0, said)]


def test_a_cut_volume_holds_no_more_than_is_there(tmp_path: Path) -> None:
    (whole,) = storage(tmp_path, CARD).volumes
    (cut,) = storage(tmp_path, CARD[: len(CARD) // 2]).volumes
    exfat = exfat_image(ExfatPlan((ExfatFile("a.mp4", b"x" * 5000),)))
    (half,) = storage(tmp_path, exfat[: len(exfat) * 3 // 4]).volumes

    assert isinstance(whole, Volume)
    assert isinstance(cut, Volume)
    assert isinstance(half, Volume)
    assert whole.usable == 4200 * 512
    assert cut.usable == len(CARD) // 2 - (len(CARD) - 4200 * 512)
    assert half.usable < len(exfat) * 3 // 4


def test_bad_clusters_hold_nothing(tmp_path: Path) -> None:
    data = bytearray(CARD)
    for copy in (0, 1):
        table = 512 * (1 + copy * 17)  # tables of 4202 entries of 2 B
        data[table + 2 * 3000 : table + 2 * 3010] = b"\xf7\xff" * 10
    (volume,) = storage(tmp_path, bytes(data)).volumes

    assert isinstance(volume, Volume)
    assert (volume.usable, volume.faults) == (4190 * 512, 0)


def test_an_image_that_is_not_the_one_whose_digest_was_taken_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "card.img"
    file.write_bytes(CARD)

    with pytest.raises(ExtractionError, match="changed after its digest was taken"):
        read_dump(DumpRequest((file,), "0" * 64, len(CARD)), lambda: None)


def test_an_empty_image_holds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "card.img"
    file.write_bytes(b"")
    found = read_dump(DumpRequest((file,), hashlib.sha256(b"").hexdigest(), 0), lambda: None).storage

    assert isinstance(found, Absent) or not any(isinstance(one, Volume) for one in found.volumes)


def described(tmp_path: Path, *extents: bytes | int) -> Storage:
    """A VMDK of those flat extents, or of so many sectors of zeros."""
    files, lines = [], ["# Disk DescriptorFile", "version=1", "CID=1", "parentCID=ffffffff", 'createType="custom"']
    for number, extent in enumerate(extents):
        if isinstance(extent, int):
            lines.append(f"RW {extent} ZERO")
        else:
            files.append(tmp_path / f"disk-f{number}.vmdk")
            files[-1].write_bytes(extent)
            lines.append(f'RW {len(extent) // 512} FLAT "{files[-1].name}" 0')
    first = tmp_path / "disk.vmdk"
    first.write_text("\n".join(lines))
    data = b"".join(file.read_bytes() for file in (first, *files))
    found = read_dump(DumpRequest((first, *files), hashlib.sha256(data).hexdigest(), len(data)), lambda: None).storage
    assert isinstance(found, Storage)
    return found


def test_a_card_in_the_extents_of_a_vmdk_is_read_as_the_card_is(tmp_path: Path) -> None:
    half = len(CARD) // 1024 * 512
    begun = time.process_time()
    found = described(tmp_path, CARD[:half], CARD[half:], 2_000_000_000_000)

    assert (found.form, found.capacity, found.flaws) == ("vmdk", len(CARD) + 2_000_000_000_000 * 512, ())
    assert (found.volumes[0], unread(found)) == (storage(tmp_path, CARD).volumes[0], [])
    assert time.process_time() - begun < 10  # a petabyte of zeros that stand nowhere is not read


def test_data_behind_a_petabyte_of_zeros_are_not_overlooked(tmp_path: Path) -> None:
    behind = card_image("deleted").ljust(4 * MB, b"\0")

    assert unread(described(tmp_path, CARD, 2_000_000_000_000, behind)) == [(len(CARD), OUTSIDE)]

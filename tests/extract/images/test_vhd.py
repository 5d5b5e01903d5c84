"""VHD files: fixed and dynamic ones give the disk's bytes; what is damaged or leads out of the file is told."""

import random
import shutil
import struct
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images.opening import OpenedImage, opened_image

from .making import nothing, reading, whole, why

SECTOR, BLOCK = 512, 4096
NOISE = random.Random(12).randbytes(BLOCK)  # noqa: S311 - a fixture
MEDIA = NOISE + bytes(BLOCK) + NOISE[::-1] + NOISE[:1024]
TABLE, FIRST = 1536, 2048  # bytes at which the table and the first block stand
NOWHERE = 0xFFFF_FFFF


def sealed(data: bytes, at: int) -> bytes:
    """With the checksum at that place."""
    return data[:at] + struct.pack(">I", ~(sum(data[:at]) + sum(data[at + 4 :])) & NOWHERE) + data[at + 4 :]


def footer(kind: int, size: int, header: int = SECTOR, saved: int = 0) -> bytes:
    text = struct.pack(">8sIIQI4sI4sQQIII16sB", b"conectix", 2, 1 << 16, header, 0, b"test", 1, b"Wi2k", size, size,
                       0, kind, 0, bytes(16), saved)  # fmt: skip
    return sealed(text.ljust(SECTOR, b"\0"), 64)


@dataclass(frozen=True)
class Dynamic:
    """A file to be written, of whose blocks of 4096 B those that hold only zeros stand nowhere."""

    media: bytes = MEDIA
    kind: int = 3
    entries: int = 4
    block: int = BLOCK
    bits: int = 0xFF
    fields: Mapping[int, bytes] = field(default_factory=dict)  # overwritten at last, by place in the file
    hidden: int = 0  # bytes at the end of the media that the size leaves out

    def file(self) -> bytes:
        foot = footer(self.kind, len(self.media) - self.hidden)
        head = struct.pack(">8sQQIII", b"cxsparse", (1 << 64) - 1, TABLE, 1 << 16, self.entries, self.block)
        out = bytearray(foot + sealed(head.ljust(1024, b"\0"), 36))
        table, body = [], bytearray()
        for at in range(0, len(self.media), BLOCK):
            piece = self.media[at : at + BLOCK].ljust(BLOCK, b"\0")
            table.append((FIRST + len(body)) // SECTOR if any(piece) else NOWHERE)
            body += bytes([self.bits]).ljust(SECTOR, b"\0") + piece if any(piece) else b""
        out += struct.pack(f">{len(table)}I", *table).ljust(SECTOR, b"\xff") + body + foot
        for at, data in self.fields.items():
            out[at : at + len(data)] = data
        return bytes(out)


DISK = Dynamic()


def flaws(tmp_path: Path, data: bytes) -> list[str]:
    return whole(tmp_path, data)[1]


def test_a_fixed_disk_is_what_stands_before_the_footer(tmp_path: Path) -> None:
    data = MEDIA + footer(2, len(MEDIA), NOWHERE)

    assert whole(tmp_path, data) == (MEDIA, [])
    assert reading(tmp_path, [data], lambda image: image.form) == "vhd"
    assert flaws(tmp_path, MEDIA + footer(2, len(MEDIA) + 512)) == [
        "footer@13360: states a disk of 13824 bytes; 13312 stand before it"
    ]


def test_a_dynamic_disk_is_put_together_by_its_table(tmp_path: Path) -> None:
    assert whole(tmp_path, DISK.file()) == (MEDIA, [])
    assert reading(tmp_path, [DISK.file()], lambda image: image.read(BLOCK - 2, BLOCK + 4)) == (
        NOISE[-2:] + bytes(BLOCK) + NOISE[:-3:-1]
    )


def test_blocks_that_stand_nowhere_are_passed_over(tmp_path: Path) -> None:
    def take(image: OpenedImage) -> list[int]:
        return [image.next_data(at) for at in (0, 1, BLOCK, 2 * BLOCK, 4 * BLOCK)]

    assert reading(tmp_path, [DISK.file()], take) == [0, 1, 2 * BLOCK, 2 * BLOCK, 4 * BLOCK]


@pytest.mark.skipif(shutil.which("qemu-img") is None, reason="qemu-img is not installed")
@pytest.mark.parametrize("subformat", ["fixed", "dynamic"])
def test_a_disk_that_qemu_img_converted_is_read_back(subformat: str, tmp_path: Path) -> None:
    raw, made = tmp_path / "disk.raw", tmp_path / "disk.vhd"
    raw.write_bytes(NOISE * 1000 + bytes(9 << 20) + NOISE * 700)
    options = f"subformat={subformat},force_size=on"
    command = [str(shutil.which("qemu-img")), "convert", "-f", "raw", "-O", "vpc", "-o", options, str(raw), str(made)]
    subprocess.run(command, check=True, capture_output=True)

    assert whole(tmp_path, made.read_bytes()) == (raw.read_bytes(), [])


@pytest.mark.parametrize(
    ("at", "new", "said"),
    [
        (-SECTOR, b"C", "footer@15872: no whole footer stands at the end of the file: its copy is read"),
        (-SECTOR + 60, b"\0\0\0\2", "footer@15872: no whole footer stands at the end of the file: its copy is read"),
        (100, b"\1", "footer@0: at the begin of the file stands no copy of the footer at its end"),
        (SECTOR + 200, b"\1", "header@512: the header fails its checksum"),
    ],
)
def test_a_footer_or_a_header_that_is_damaged_is_told(at: int, new: bytes, said: str, tmp_path: Path) -> None:
    data = bytearray(DISK.file())
    place = at % len(data)
    data[place : place + len(new)] = new

    assert whole(tmp_path, bytes(data)) == (MEDIA, [said])


def test_a_fixed_footer_that_is_damaged_is_told(tmp_path: Path) -> None:
    data = bytearray(MEDIA + footer(2, len(MEDIA)))
    data[-1] = 1

    assert whole(tmp_path, bytes(data)) == (MEDIA, ["footer@13312: the footer fails its checksum"])


def test_a_machine_that_was_suspended_is_told(tmp_path: Path) -> None:
    data = MEDIA + footer(2, len(MEDIA), saved=1)

    assert flaws(tmp_path, data) == ["footer@13396: the machine of the disk was suspended, and not shut down"]


def test_a_cut_file_is_told_and_gives_no_block_that_is_lost(tmp_path: Path) -> None:
    cut = DISK.file()[: FIRST + 2 * 4608 - 100]

    def take(image: OpenedImage) -> object:
        with pytest.raises(DamagedImageError, match="block 2 of the disk, at sector 13 of the VHD, lies beyond its"):
            image.read(2 * BLOCK, BLOCK)
        return image.read(0, BLOCK), [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in image.flaws]

    assert reading(tmp_path, [cut], take) == (
        NOISE,
        [
            "footer@10652: no whole footer stands at the end of the file: its copy is read",
            "block allocation table@1544: 2 blocks, of the disk's the first is 2, lie beyond the end of the file",
        ],
    )


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        (13, "block allocation table@1544: 1 blocks, one is 2, stand where the file keeps something else"),
        (3, "block allocation table@1536: 1 blocks, one is 0, stand where the file keeps something else"),
        (0, "block allocation table@1536: 1 blocks, one is 0, stand where the file keeps something else"),
    ],
)
def test_a_block_that_stands_in_another_or_in_the_table_is_told(sector: int, said: str, tmp_path: Path) -> None:
    data = Dynamic(fields={TABLE: struct.pack(">I", sector)}).file()

    assert flaws(tmp_path, data) == [said]


def test_blocks_behind_the_end_of_the_disk_are_told(tmp_path: Path) -> None:
    said = "2 blocks are named behind the 2 of the disk: it states too small a size"
    small = Dynamic(hidden=BLOCK + 1024).file()

    assert whole(tmp_path, small) == (MEDIA[: 2 * BLOCK], [f"block allocation table@{TABLE + 8}: {said}"])


def test_data_that_a_bitmap_marks_as_unused_is_told(tmp_path: Path) -> None:
    data = Dynamic(MEDIA[:BLOCK], bits=0xFC).file()

    assert whole(tmp_path, data) == (
        NOISE,
        ["block bitmap@2048: block 0 holds data in 2 sectors that its bitmap marks as unused"],
    )


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Dynamic(kind=4).file(), "holds only what differs from its parent, which is not opened: convert it to raw"),
        (Dynamic(kind=5).file(), "is of the type 5: fixed (2) and dynamic (3) ones are read"),
        (Dynamic(entries=3).file(), "states a table of 3 blocks, 4 are needed, 1048576 read at most"),
        (Dynamic(block=3000).file(), "states a disk of 13312 bytes in blocks of 3000, which can't be"),
        (Dynamic(block=0).file(), "in blocks of 0, which can't be"),
        (Dynamic(fields={SECTOR: b"C"}).file(), "has no header of a dynamic disk at byte 512"),
        (Dynamic(fields={SECTOR + 16: b"\1"}).file(), "has its block allocation table at byte 72057594037929472"),
        (bytes(BLOCK) + b"conectix" + bytes(504), "is of the type 0: fixed (2) and dynamic (3) ones are read"),
    ],
)
def test_what_can_not_be_read_is_named(made: bytes, said: str, tmp_path: Path) -> None:
    assert why(tmp_path, made).startswith("evidence_unreadable: the VHD file ")
    assert said in why(tmp_path, made)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.sampled_from([*range(512, 560, 4), *range(TABLE, TABLE + 16, 4)]),
    value=st.sampled_from([0, 1, NOWHERE, NOWHERE - 1, 1 << 31, 1 << 20]),
)
def test_extreme_numbers_are_never_an_exception(at: int, value: int, tmp_path: Path) -> None:
    file = tmp_path / "changed.vhd"
    file.write_bytes(Dynamic(fields={at: struct.pack(">I", value)}).file())

    with opened_image([file], nothing) as image:
        if isinstance(image, OpenedImage):
            assert len(image.flaws) <= 1000
            assert image.next_data(0) >= 0


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 1 << 20), value=st.integers(1, 255))
def test_a_byte_that_was_changed_is_never_an_exception(at: int, value: int, tmp_path: Path) -> None:
    data = bytearray(DISK.file())
    data[at % len(data)] ^= value
    file = tmp_path / "changed.vhd"
    file.write_bytes(data)

    with opened_image([file], nothing) as image:
        if not isinstance(image, OpenedImage):
            return
        for number in range(5):
            try:
                got = image.read(number * BLOCK, BLOCK)
            except DamagedImageError:
                continue
            assert len(got) == min(BLOCK, max(0, image.size - number * BLOCK))

"""qcow2 files: all kinds of clusters give the disk's bytes; what is damaged or leads out of the file is told."""

import hashlib
import os
import random
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images.opening import OpenedImage, opened_image

from .making import DEFLATED, HOST, ZERO, Qcow2, nothing, opened, reading, whole, why

REAL = Path(__file__).parents[3] / "../shared/media/log2timeline__dfvfs/test_data/ext2.qcow2"
CLUSTER = 512
NOISE = random.Random(5).randbytes(CLUSTER)  # noqa: S311 - a fixture
TEXT = b"evidence".ljust(CLUSTER, b".")
MEDIA = NOISE + bytes(CLUSTER) + TEXT + bytes(CLUSTER) + TEXT[::-1] + NOISE[:100]
DISK = Qcow2(MEDIA, (HOST, "", DEFLATED, ZERO, DEFLATED, HOST))
DATA = 3 * CLUSTER  # where the first cluster of the disk is: behind header, L1 and L2 table


def flaws(tmp_path: Path, data: bytes) -> list[str]:
    found = opened(tmp_path, data)
    assert isinstance(found, OpenedImage), found
    return [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in found.flaws]


@pytest.mark.skipif(not REAL.exists(), reason="the folder ../shared/media is absent")
def test_a_file_of_qemu_gives_the_same_volume_as_its_e01_does() -> None:
    with opened_image([REAL], nothing) as image:
        assert isinstance(image, OpenedImage)
        data = image.read(0, image.size)

    assert (image.form, image.size, image.flaws) == ("qcow2", 4_194_304, ())
    assert hashlib.md5(data, usedforsecurity=False).hexdigest() == "196066add11fb71c4c49cf1bb50d6d24"


def test_clusters_of_every_kind_give_the_disk(tmp_path: Path) -> None:
    assert whole(tmp_path, DISK.file()) == (MEDIA, [])


@pytest.mark.skipif(shutil.which("qemu-img") is None, reason="qemu-img is not installed")
@pytest.mark.parametrize("compat", ["0.10", "1.1"])
@pytest.mark.parametrize("cluster", [512, 65536])
@pytest.mark.parametrize("compressed", [[], ["-c"]], ids=["plain", "compressed"])
def test_a_disk_that_qemu_img_converted_is_read_back(
    compat: str, cluster: int, compressed: list[str], tmp_path: Path
) -> None:
    raw, made = tmp_path / "disk.raw", tmp_path / "disk.qcow2"
    raw.write_bytes(NOISE * 300 + bytes(1 << 20) + TEXT * 700 + NOISE)
    command = [str(shutil.which("qemu-img")), "convert", *compressed, "-f", "raw", "-O", "qcow2"]
    options = f"compat={compat},cluster_size={cluster}"
    subprocess.run([*command, "-o", options, str(raw), str(made)], check=True, capture_output=True)

    assert whole(tmp_path, made.read_bytes()) == (raw.read_bytes(), [])


def test_version_2_has_no_clusters_of_zeros_but_all_others(tmp_path: Path) -> None:
    kinds = (HOST, "", DEFLATED, "", DEFLATED, HOST)

    assert whole(tmp_path, replace(DISK, version=2, kinds=kinds).file()) == (MEDIA, [])


@pytest.mark.parametrize("bits", [9, 12, 16, 21])
def test_clusters_of_every_size_are_read_across_their_bounds(bits: int, tmp_path: Path) -> None:
    size = 1 << bits
    media = b"".join(bytes([number]) * size for number in range(1, 4))
    made = Qcow2(media, (DEFLATED, HOST, DEFLATED), bits=bits)

    assert reading(tmp_path, [made.file()], lambda image: image.read(size - 2, size + 4)) == (
        b"\1\1" + b"\2" * size + b"\3\3"
    )


def test_a_disk_that_needs_several_tables_is_read_through_all_of_them(tmp_path: Path) -> None:
    media = b"".join(number.to_bytes(4, "big") * 128 for number in range(150))  # 64 clusters a table
    kinds = tuple(HOST if number % 3 else DEFLATED for number in range(150))

    assert whole(tmp_path, Qcow2(media, kinds).file()) == (media, [])


def test_clusters_that_stand_nowhere_are_passed_over(tmp_path: Path) -> None:
    kinds = ("", ZERO, DEFLATED, ZERO, HOST, "", *[""] * 100, HOST)
    media = b"".join(bytes(CLUSTER) if kind in ("", ZERO) else TEXT for kind in kinds)
    data = Qcow2(media, kinds).file()

    def take(image: OpenedImage) -> list[int]:
        return [image.next_data(at) // CLUSTER for at in (0, 2 * CLUSTER, 3 * CLUSTER, 5 * CLUSTER, 107 * CLUSTER)]

    assert reading(tmp_path, [data], take) == [2, 2, 4, 106, 107]
    assert reading(tmp_path, [data], lambda image: image.next_data(2 * CLUSTER + 7)) == 2 * CLUSTER + 7


def test_a_table_that_is_not_there_stands_for_zeros(tmp_path: Path) -> None:
    made = replace(DISK, fields={CLUSTER: bytes(8)})

    assert whole(tmp_path, made.file()) == (bytes(len(MEDIA)), [])


def test_a_file_that_was_not_closed_or_found_corrupt_says_so(tmp_path: Path) -> None:
    assert flaws(tmp_path, replace(DISK, features=1).file()) == ["header@72: the file was not closed (dirty bit)"]
    assert flaws(tmp_path, replace(DISK, features=2).file()) == [
        "header@72: the file was found corrupt by its writer (corrupt bit)"
    ]


def test_a_backing_file_is_named_and_never_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # whoever opened it would wait for a writer that never comes
    name = os.fsencode(pipe)
    made = replace(DISK, bits=12, fields={8: struct.pack(">QI", 200, len(name)), 200: name})

    assert why(tmp_path, made.file()) == (
        f"evidence_unreadable: the qcow2 file holds only what differs from another file, {str(pipe)!r}, "
        "which is not opened: convert it to raw"
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({4: b"\0\0\0\1"}, "is of version 1 and 3072 bytes long: whole ones of version 2 and 3 are read"),
        ({32: b"\0\0\0\2"}, "is encrypted"),
        ({72: struct.pack(">Q", 4)}, "keeps the disk's bytes in another file, which is not opened"),
        ({72: struct.pack(">Q", 8), 104: b"\1"}, "is compressed by zstd, which is not read here"),
        ({72: struct.pack(">Q", 16)}, "has the incompatible features 0x10, which are not read here"),
        ({100: struct.pack(">I", 72)}, "states a header shorter than version 3 has"),
        ({20: struct.pack(">I", 8)}, "states clusters of 2^8 bytes and a disk of 2660 bytes, which can't be"),
        ({20: struct.pack(">I", 1 << 31)}, "states clusters of 2^2147483648 bytes and a disk of"),
        ({24: struct.pack(">Q", (1 << 50) + 1)}, "a disk of 1125899906842625 bytes, which can't be"),
        ({24: struct.pack(">Q", 0)}, "a disk of 0 bytes, which can't be"),
        ({24: struct.pack(">Q", 1 << 50)}, "states an L1 table of 1 entries for a disk that needs 34359738368"),
        ({36: struct.pack(">I", 0)}, "states an L1 table of 0 entries for a disk that needs 1"),
        ({36: struct.pack(">I", 1 << 31)}, "states an L1 table of 2147483648 entries"),
        ({40: struct.pack(">Q", 1 << 60)}, "has its L1 table at byte 1152921504606846976, beyond its end"),
    ],
)
def test_what_can_not_be_read_is_named(fields: dict[int, bytes], said: str, tmp_path: Path) -> None:
    assert said in why(tmp_path, replace(DISK, fields=fields).file())


def test_two_files_are_no_qcow2(tmp_path: Path) -> None:
    assert why(tmp_path, DISK.file(), DISK.file()).endswith("an image of its own: submit it without the other files")


def test_a_cut_file_is_told_and_gives_no_cluster_that_is_lost(tmp_path: Path) -> None:
    cut = DISK.file()[: DATA + 300]

    def take(image: OpenedImage) -> object:
        for number in (0, 2, 5):
            with pytest.raises(DamagedImageError):
                image.read(number * CLUSTER, CLUSTER)
        return image.read(CLUSTER, CLUSTER), image.read(0, 300)

    assert reading(tmp_path, [cut], take) == (bytes(CLUSTER), NOISE[:300])
    assert flaws(tmp_path, cut) == [
        "L2@1024: 4 clusters, of the disk's the first is 0, lie beyond the end of the file, or begin in no cluster"
    ]


def test_the_last_cluster_may_end_where_the_disk_does(tmp_path: Path) -> None:
    data = DISK.file()

    assert whole(tmp_path, data[: len(data) - CLUSTER + 100]) == (MEDIA, [])
    assert len(flaws(tmp_path, data[: len(data) - CLUSTER + 99])) == 1


def test_a_table_beyond_the_file_is_told_and_never_read_as_zeros(tmp_path: Path) -> None:
    data = replace(DISK, fields={CLUSTER: struct.pack(">Q", 1 << 63 | 1 << 40)}).file()

    def take(image: OpenedImage) -> None:
        with pytest.raises(DamagedImageError, match="L2 table 0, at byte 1099511627776 of the qcow2 file"):
            image.read(0, 1)

    reading(tmp_path, [data], take)
    assert flaws(tmp_path, data) == [
        "L1@512: L2 table 0 at byte 1099511627776 lies beyond the end of the file, or begins in no cluster"
    ]


def test_a_table_that_stands_in_the_first_table_is_told(tmp_path: Path) -> None:
    data = replace(DISK, fields={CLUSTER: struct.pack(">Q", 1 << 63 | CLUSTER)}).file()

    assert flaws(tmp_path, data) == ["L1@512: L2 table 0 at byte 512 stands where the file keeps something else"]


def test_a_cluster_that_is_somewhere_but_nowhere_is_told(tmp_path: Path) -> None:
    data = replace(DISK, fields={2 * CLUSTER: struct.pack(">Q", 1 << 63)}).file()

    def take(image: OpenedImage) -> None:
        with pytest.raises(DamagedImageError, match="cluster 0 of the disk, at byte 0"):
            image.read(0, 1)

    reading(tmp_path, [data], take)
    assert flaws(tmp_path, data) == [
        "L2@1024: 1 clusters, of the disk's the first is 0, lie beyond the end of the file, or begin in no cluster"
    ]


def test_two_clusters_of_the_disk_at_one_place_are_told(tmp_path: Path) -> None:
    twice = replace(DISK, fields={2 * CLUSTER + 8: struct.pack(">Q", 1 << 63 | DATA)})
    own = replace(DISK, fields={2 * CLUSTER + 8: struct.pack(">Q", 1 << 63 | 2 * CLUSTER)})

    for data in (twice.file(), own.file()):
        assert flaws(tmp_path, data) == ["L2@1024: 1 clusters stand where the file keeps something else"]


def test_a_compressed_cluster_that_is_damaged_is_an_error_and_no_other_bytes(tmp_path: Path) -> None:
    data = bytearray(DISK.file())
    data[DATA + CLUSTER : DATA + CLUSTER + 4] = b"\xff\xff\xff\xff"  # a block of the reserved type

    def take(image: OpenedImage) -> None:
        with pytest.raises(DamagedImageError, match="compressed cluster at byte 2048 of the qcow2 file"):
            image.read(2 * CLUSTER, 1)

    reading(tmp_path, [bytes(data)], take)


def test_an_l1_table_that_names_one_table_a_million_times_costs_little(tmp_path: Path) -> None:
    entries = 1 << 20
    head = struct.pack(">4sIQIIQIIQQIIQ", b"QFI\xfb", 2, 0, 0, 9, entries * 64 * 512, 0, entries, 512, 0, 0, 0, 0)
    table = struct.pack(">Q", 1 << 63 | 512 + entries * 8) * entries
    found = flaws(tmp_path, head.ljust(512, b"\0") + table + bytes(512))

    assert len(found) == 998
    assert found[0] == "L1@520: L2 table 1 at byte 8389120 stands where the file keeps something else"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 1 << 20), value=st.integers(1, 255))
def test_a_byte_that_was_changed_is_never_an_exception(at: int, value: int, tmp_path: Path) -> None:
    data = bytearray(DISK.file())
    data[at % len(data)] ^= value
    file = tmp_path / "changed.qcow2"
    file.write_bytes(data)

    with opened_image([file], nothing) as image:
        if not isinstance(image, OpenedImage):
            return
        for number in range(6):
            try:
                got = image.read(number * CLUSTER, CLUSTER)
            except DamagedImageError:
                continue
            assert len(got) == min(CLUSTER, max(0, image.size - number * CLUSTER))

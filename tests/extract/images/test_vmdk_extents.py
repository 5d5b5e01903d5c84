"""Descriptors of VMDK: the extents beside them are the disk in their order, and nothing else is ever opened."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images.opening import OpenedImage

from .making import DEFLATED, HOST
from .vmdk_making import SECTOR, Vmdk, disk_of, text_of

NOISE = random.Random(9).randbytes(16 * SECTOR)  # noqa: S311 - a fixture
SPARSE = Vmdk(NOISE + bytes(8 * SECTOR), (HOST, HOST, ""), descriptor=b"")
ALL = {
    "disk.vmdk": text_of(
        'RW 16 FLAT "disk-f001.vmdk" 0',
        "RW 4 ZERO",
        'RDONLY 24 SPARSE "disk-s002.vmdk"',
        'RW 2 VMFS "中 文.bin"',
        kind="custom",
    ),
    "disk-f001.vmdk": NOISE,
    "disk-s002.vmdk": SPARSE.file(),
    "中 文.bin": NOISE[:1024],
}
MEDIA = NOISE + bytes(4 * SECTOR) + NOISE + bytes(8 * SECTOR) + NOISE[:1024]


def flat(data: bytes, *extents: str) -> Mapping[str, bytes]:
    """A descriptor and one file of that content."""
    return {"disk.vmdk": text_of(*extents, kind="monolithicFlat"), "disk-flat.vmdk": data}


def why(tmp_path: Path, text: bytes, **others: bytes) -> str:
    found = disk_of(tmp_path, {"disk.vmdk": text, **others})
    assert isinstance(found, str), found
    return found.removeprefix("evidence_unreadable: ")


def test_extents_of_every_kind_are_the_disk_in_their_order(tmp_path: Path) -> None:
    assert disk_of(tmp_path, ALL) == (MEDIA, [])
    assert disk_of(tmp_path, ALL, lambda image: (image.form, image.read(15 * SECTOR, 6 * SECTOR))) == (
        "vmdk",
        MEDIA[15 * SECTOR : 21 * SECTOR],
    )


def test_lines_may_end_as_windows_ends_them(tmp_path: Path) -> None:
    files = {**ALL, "disk.vmdk": ALL["disk.vmdk"].replace(b"\n", b"\r\n")}

    assert disk_of(tmp_path, files) == (MEDIA, [])


def test_names_are_read_in_the_encoding_that_is_stated(tmp_path: Path) -> None:
    text = text_of('RW 16 FLAT "中文-flat.vmdk" 0', more='encoding="GBK"', kind="monolithicFlat").decode()
    files = {"disk.vmdk": text.encode("gbk"), "中文-flat.vmdk": NOISE}

    assert disk_of(tmp_path, files) == (NOISE, [])


def test_one_file_may_hold_several_flat_extents(tmp_path: Path) -> None:
    files = flat(NOISE, 'RW 6 FLAT "disk-flat.vmdk" 10', 'RW 10 FLAT "disk-flat.vmdk" 0')

    assert disk_of(tmp_path, files) == (NOISE[10 * SECTOR :] + NOISE[: 10 * SECTOR], [])


@pytest.mark.parametrize(
    ("extents", "said"),
    [
        (('RW 15 FLAT "disk-flat.vmdk" 0',), "extent 1/file@7680: the file holds 8192 bytes, its extents take 7680"),
        (('RW 15 FLAT "disk-flat.vmdk" 1',), "extent 1/file@0: 1 sectors before it are in no extent"),
        (
            ('RW 9 FLAT "disk-flat.vmdk" 0', 'RW 8 FLAT "disk-flat.vmdk" 8'),
            "extent 2/file@4096: 1 sectors of it are in another extent too",
        ),
    ],
)
def test_sectors_of_a_flat_file_that_no_extent_or_two_have_are_told(
    extents: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    found = disk_of(tmp_path, flat(NOISE, *extents))

    assert isinstance(found, tuple)
    assert found[1] == [said]


def test_a_flat_file_that_was_cut_is_told_and_gives_no_bytes_that_are_lost(tmp_path: Path) -> None:
    def take(image: OpenedImage) -> object:
        with pytest.raises(DamagedImageError, match="byte 5000 of an extent lies beyond the end of its file"):
            image.read(4990, 20)
        return image.read(0, 5000), [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in image.flaws]

    assert disk_of(tmp_path, flat(NOISE[:5000], 'RW 16 FLAT "disk-flat.vmdk" 0'), take) == (
        NOISE[:5000],
        ["extent 1/file@5000: the file holds 5000 bytes, its extents take 8192"],
    )


def test_flaws_of_a_sparse_extent_are_told_under_its_number(tmp_path: Path) -> None:
    files = {**ALL, "disk-s002.vmdk": replace(SPARSE, fields={72: b"\1"}).file()}

    assert disk_of(tmp_path, files) == (
        MEDIA,
        ["extent 3/header@72: the file was not closed (uncleanShutdown)"],
    )


@pytest.mark.parametrize("missing", ["disk-f001.vmdk", "disk-s002.vmdk", "中 文.bin"])
def test_an_extent_that_is_not_there_is_named(missing: str, tmp_path: Path) -> None:
    found = disk_of(tmp_path, {name: data for name, data in ALL.items() if name != missing})

    assert found == (
        f"evidence_unreadable: the VMDK file names the extent {missing!r}, which is not beside it, "
        "leads out of its folder, or is a descriptor"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../disk-flat.vmdk", "'../disk-flat.vmdk'"),
        ("/etc/passwd", "'/etc/passwd'"),
        ("sub/disk-flat.vmdk", "'sub/disk-flat.vmdk'"),
        (r"\\.\PhysicalDrive0", r"'\\\\.\\PhysicalDrive0'"),
        ("..", "'..'"),
        ("n" * 256, f"'{'n' * 60}'"),
    ],
)
def test_an_extent_that_leads_elsewhere_is_never_opened(name: str, shown: str, tmp_path: Path) -> None:
    text = text_of(f'RW 16 FLAT "{name}" 0', kind="monolithicFlat")

    assert why(tmp_path, text) == (
        f"the descriptor of the VMDK image names {shown} as an extent: only files beside it are opened"
    )


@pytest.mark.parametrize("more", ['parentFileNameHint="base.vmdk"', "parentCID=fffffffe"])
def test_an_image_that_needs_its_parent_is_refused(more: str, tmp_path: Path) -> None:
    text = text_of('RW 16 SPARSE "delta.vmdk"', kind="twoGbMaxExtentSparse")
    child = text.replace(b"parentCID=ffffffff", more.encode()) if "CID" in more else text + more.encode()
    hint = ", 'base.vmdk'" if "Hint" in more else ""

    assert why(tmp_path, child, **{"delta.vmdk": SPARSE.file()}) == (
        "the descriptor of the VMDK image says that the image holds only what differs from its parent"
        f"{hint}, which is not opened: convert it"
    )
    assert why(tmp_path, replace(SPARSE, descriptor=child.replace(b"delta", b"disk")).file()).endswith("convert it")


FLAT = 'RW 16 FLAT "a" 0'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (text_of(FLAT, kind="fullDevice"), "is of the type 'fullDevice', which is not read here"),
        (text_of(FLAT, kind="vmfsRaw"), "is of the type 'vmfsRaw', which is not read here"),
        (text_of('RW 16 VMFSSPARSE "a"'), "has an extent of type VMFSSPARSE, which is not read here"),
        (text_of('RW 16 SESPARSE "a"'), "has an extent of type SESPARSE, which is not read here"),
        (text_of("NOACCESS 16 ZERO"), "has an extent that may not be accessed (NOACCESS)"),
        (text_of("RW 16 FLAT"), "has an extent of type FLAT without a file"),
        (text_of('RW 16 ZERO "a"'), "has an extent of type ZERO with a file"),
        (text_of(), "names no extent, or one without sectors"),
        (text_of('RW 0 FLAT "a" 0'), "names no extent, or one without sectors"),
        (text_of("RW 999999999999999999 ZERO"), "names extents of 999999999999999999 sectors, more than any storage"),
        (text_of('RW 1 FLAT "a" 999999999999999999'), "more than any storage has"),
        (text_of('RW 8 SPARSE "a"', 'RW 8 FLAT "a" 0'), "names the file of a sparse extent for another extent too"),
        (text_of(*(f'RW 1 FLAT "{n}" 0' for n in range(501))), "names 501 files; 500 are opened at most"),
        (text_of('rw 16 FLAT "a" 0'), "holds a line that is none of a descriptor (8: 'rw 16 FLAT \"a\" 0')"),
        (text_of('RW 16 FLAT "a" 0 more'), "holds a line that is none of a descriptor"),
        (text_of(FLAT, more="version=2"), "states version twice, each time something else"),
        (text_of(FLAT).replace(b"version=1", b"version=4"), "is of version '4': 1, 2 and 3 are read"),
        (text_of(FLAT, more="encryption.keySafe=1"), "says that the image is encrypted"),
        (text_of(FLAT, more="encoding=utf-7\n# é"), "is encoded in utf-7, which is not read here"),
    ],
)
def test_a_descriptor_that_can_not_be_read_says_why(text: bytes, said: str, tmp_path: Path) -> None:
    told = why(tmp_path, text)

    assert told.startswith("the descriptor of the VMDK image ")
    assert said in told


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (NOISE, "the VMDK file does not begin as sparse extents do"),
        (replace(SPARSE, media=NOISE).file(), "the VMDK file states 16 sectors, where the descriptor states 24"),
        (replace(SPARSE, version=9).file(), "the sparse VMDK file is of version 9: 1, 2 and 3 are read"),
        (
            replace(SPARSE, kinds=(DEFLATED, DEFLATED, "")).stream(),
            "the VMDK file is compressed, which is read only where the disk is in one file",
        ),
    ],
)
def test_a_sparse_extent_that_is_none_is_named(made: bytes, said: str, tmp_path: Path) -> None:
    files = {**ALL, "disk-s002.vmdk": made}

    assert disk_of(tmp_path, files) == f"evidence_unreadable: extent 3 of the VMDK image: {said}"


def test_a_descriptor_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    assert why(tmp_path, ALL["disk.vmdk"].ljust((1 << 20) + 1)) == (
        "the VMDK file begins as a descriptor and holds 1048577 bytes; 1048576 are the most"
    )

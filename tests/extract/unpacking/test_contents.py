"""Files found in volumes: every byte of a sound one, and none of one whose bytes may be another's."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conformance.extract.filesystems.contents import Content, Contents, meeting
from conformance.extract.filesystems.exfat.contents import exfat_contents
from conformance.extract.filesystems.ext.contents import ext_contents
from conformance.extract.filesystems.fat.contents import fat_contents
from conformance.extract.filesystems.window import Window
from conformance.synthesis.exfat_image import Defect, ExfatFile, ExfatPlan, exfat_image
from conformance.synthesis.fat_image import FatDefect

from ..filesystems import ext_volumes
from ..filesystems.fat_volumes import FILES, FIRST, LONG, SECOND, TABLE, Sparse, card, put, slot, window

BLOCKS = ("ext2 of revision 0", "ext4 with clusters", "ext4 of large blocks")
EVERY = {"EMPTY.TXT", FIRST, SECOND, LONG}
EXFAT = ExfatPlan(
    files=(
        ExfatFile("DCIM/one.mp4", b"1" * 10_000),
        ExfatFile("DCIM/pieces.mp4", bytes(range(256)) * 90, fragmented=True),
        ExfatFile("DCIM/reserved.mp4", b"r" * 5000, reserved=9000),
        ExfatFile("empty.log"),
        ExfatFile("gone.mp4", b"g" * 9000, deleted=True),
    )
)


def every(_: str) -> bool:
    return True


def content(found: Contents, file: Content) -> bytes:
    return b"".join(bytes(count) if place < 0 else found.window.read(place, count) for place, count in file.pieces)


def read(found: Contents) -> dict[str, bytes]:
    assert not found.unread
    assert not [file.path for file in found.files if file.trouble]
    return {file.path: content(found, file) for file in found.files}


def in_trouble(found: Contents) -> dict[str, str]:
    assert all(not file.pieces for file in found.files if file.trouble)
    return {file.path: file.trouble for file in found.files if file.trouble}


def stretches(*pairs: tuple[int, int]) -> list[bool]:
    found: list[bool] = meeting(*np.array(pairs, np.int64).reshape(-1, 2).T).tolist()
    return found


@pytest.mark.parametrize("kind", [12, 16, 32])
def test_fat_gives_each_file_its_bytes(kind: int) -> None:
    assert read(fat_contents(window(card(kind)), every)) == {file.path: file.content for file in FILES}


def test_only_what_is_wanted_is_given() -> None:
    assert list(read(fat_contents(window(card()), lambda path: path.endswith("1.MP4")))) == [FIRST]


@pytest.mark.parametrize(
    ("defect", "lost"),
    [
        (FatDefect.CROSS_LINK, {FIRST, SECOND}),
        (FatDefect.LOOP, {FIRST}),
        (FatDefect.SHORT_CHAIN, {FIRST}),
        (FatDefect.LOST_CHAIN, set()),
        (FatDefect.DIRTY, set()),
    ],
)
def test_a_damaged_chain_of_fat_gives_no_file_and_leaves_the_others(defect: FatDefect, lost: set[str]) -> None:
    found = fat_contents(window(card(defect=defect)), every)

    assert set(in_trouble(found)) == lost
    assert {file.path for file in found.files} == EVERY


def test_a_file_that_shares_clusters_with_a_folder_is_not_given() -> None:
    """Cluster 4 is the folder 100MEDIA; cluster 13 ends the long name's file."""
    data = put(card(), TABLE + 12 * 4, (4).to_bytes(4, "little"))

    assert in_trouble(fat_contents(window(data), every)) == {LONG: "some of its units can't be its own, or its alone"}


def test_a_file_that_shares_clusters_with_one_that_is_not_wanted_is_not_given() -> None:
    found = fat_contents(window(card(defect=FatDefect.CROSS_LINK)), lambda path: path == FIRST)

    assert in_trouble(found) == {FIRST: "some of its units can't be its own, or its alone"}


def test_garbage_in_a_folder_of_fat_leaves_it_open_what_files_there_are() -> None:
    at = slot(card(), b"CLIP0001MP4")
    found = fat_contents(window(put(card(), at, bytes(range(0xC0, 0xE0)))), every)

    assert FIRST not in {file.path for file in found.files}
    assert found.unread == "1 faults of its structure were met: files may be missing"


def test_tables_that_are_not_there_give_no_files() -> None:
    data = card()

    assert fat_contents(window(data[:TABLE]), every).unread == "its tables and folders are not all there"
    assert fat_contents(Window(Sparse(1 << 20, {}), 0, 1 << 20, lambda: None), every).unread


def test_exfat_gives_each_file_its_bytes_and_zeros_behind_what_is_valid() -> None:
    data = bytearray(exfat_image(EXFAT))
    found = read(exfat_contents(window(bytes(data)), every))

    assert list(found) == ["empty.log", "DCIM/one.mp4", "DCIM/pieces.mp4", "DCIM/reserved.mp4"]
    assert found["DCIM/one.mp4"] == b"1" * 10_000
    assert found["DCIM/pieces.mp4"] == bytes(range(256)) * 90
    assert found["DCIM/reserved.mp4"] == b"r" * 5000 + bytes(9000)
    assert found["empty.log"] == b""


@pytest.mark.parametrize(
    ("defect", "lost"),
    [
        (Defect.CROSS_LINK, {"DCIM/one.mp4", "DCIM/pieces.mp4"}),
        (Defect.LOOP, {"DCIM/pieces.mp4"}),
        (Defect.CUT_CHAIN, {"DCIM/pieces.mp4"}),
        (Defect.SET_CHECKSUM, {"DCIM/one.mp4"}),
        (Defect.MARKED_FREE, set()),
        (Defect.DIRTY, set()),
    ],
)
def test_damaged_clusters_of_exfat_give_no_file_and_leave_the_others(defect: Defect, lost: set[str]) -> None:
    found = exfat_contents(window(exfat_image(replace(EXFAT, defects=(defect,)))), every)

    assert set(in_trouble(found)) == lost
    assert len(found.files) == 4


def test_a_set_of_exfat_that_is_torn_leaves_it_open_what_files_there_are() -> None:
    data = exfat_image(EXFAT)
    at = data.index("empty.log".encode("utf-16-le")) - 2 - 64
    found = exfat_contents(window(data[:at] + b"\x87" + data[at + 1 :]), every)

    assert data[at] == 0x85
    assert "empty.log" not in {file.path for file in found.files}
    assert found.unread == "2 faults of its structure were met: files may be missing"


@ext_volumes.needs_tools
def test_a_folder_of_ext_that_is_damaged_leaves_it_open_what_files_there_are(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "DCIM").mkdir(parents=True)
    (source / "DCIM/one.mp4").write_bytes(b"1")
    (source / "DCIM/two.mp4").write_bytes(b"2")
    data = ext_volumes.make(source, tmp_path / "image", "-t", "ext2", size="1M")
    block = ext_volumes.blocks(data, tmp_path / "image", "DCIM")[0] * 1024
    found = ext_contents(ext_volumes.window(ext_volumes.put(data, block + 24 + 4, b"\x07")), every)

    assert not [file for file in found.files if file.path.startswith("DCIM/")]
    assert found.unread == "1 faults of its structure were met: files may be missing"


@ext_volumes.needs_tools
@pytest.mark.parametrize(
    "kind", [*ext_volumes.KINDS, "ext4 with clusters", "ext4 of large blocks", "ext2 of revision 0"]
)
def test_ext_gives_each_file_its_bytes(kind: str, tmp_path: Path) -> None:
    source = ext_volumes.source(tmp_path)
    found = read(ext_contents(ext_volumes.window(ext_volumes.made(kind)), every))
    due = {path for path in source.rglob("*") if path.is_file() and not path.is_symlink()}

    assert set(found) >= {path.relative_to(source).as_posix() for path in due}
    assert all(found[path.relative_to(source).as_posix()] == path.read_bytes() for path in due)


@ext_volumes.needs_tools
def test_a_file_with_holes_has_zeros_in_them(tmp_path: Path) -> None:
    source, sparse = tmp_path / "source", tmp_path / "source/holes.mp4"
    source.mkdir()
    with sparse.open("wb") as file:
        file.write(b"head")
        file.seek(300_000)
        file.write(b"middle")
        file.truncate(500_001)
    data = ext_volumes.make(source, tmp_path / "image", "-t", "ext4", "-b", "1024", size="4M")

    assert read(ext_contents(ext_volumes.window(data), lambda path: path == "holes.mp4")) == {
        "holes.mp4": sparse.read_bytes()
    }


@ext_volumes.needs_tools
def test_all_names_of_one_file_share_its_pieces(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.mp4").write_bytes(b"1")
    (source / "two.mp4").hardlink_to(source / "one.mp4")
    data = ext_volumes.make(source, tmp_path / "image", "-t", "ext2", size="1M")
    first, second = ext_contents(ext_volumes.window(data), lambda path: path.endswith(".mp4")).files

    assert {first.path, second.path} == {"one.mp4", "two.mp4"}
    assert first.pieces is second.pieces, "thousands of names of a file in thousands of pieces would fill the memory"


@ext_volumes.needs_tools
def test_two_files_of_ext_with_one_block_are_neither_given(tmp_path: Path) -> None:
    data, image = ext_volumes.made("ext2"), tmp_path / "image"
    block = ext_volumes.blocks(data, image, ext_volumes.NOTE)[0]
    mixed = ext_volumes.changed(data, image, f"sif {ext_volumes.CHINESE} block[0] {block}")
    found = ext_contents(ext_volumes.window(mixed), every)

    assert set(in_trouble(found)) == {ext_volumes.NOTE, ext_volumes.CHINESE}


@pytest.mark.parametrize(
    ("pairs", "due"),
    [
        ((), []),
        (((0, 5),), [False]),
        (((0, 5), (5, 9)), [False, False]),
        (((0, 6), (5, 9)), [True, True]),
        (((0, 100), (5, 9), (10, 12), (100, 101)), [True, True, True, False]),
        (((3, 3), (3, 4)), [False, False]),
    ],
)
def test_stretches_meet_where_they_have_something_in_common(pairs: Iterable[tuple[int, int]], due: list[bool]) -> None:
    assert stretches(*pairs) == due

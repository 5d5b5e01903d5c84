"""Volumes of ext made to be misread: none takes long, much memory, or ends in an exception."""

import struct
import time
import tracemalloc
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.ext import blocks as maps
from conformance.extract.filesystems.ext import disk, folders, inodes, tree
from conformance.extract.filesystems.ext.reading import is_ext, read_ext
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume

from .ext_volumes import (
    CLIP,
    KINDS,
    NOTE,
    blocks,
    changed,
    flaws,
    made,
    make,
    needs_tools,
    put,
    run,
    unread,
    volume,
    window,
)

pytestmark = needs_tools
READ = (Volume, UnreadVolume)
MOST_SECONDS, MOST_BYTES = 10, 500_000_000  # of the processor: a busy machine is no fault
GROUPS = 1 << 15
SMALL = {
    "ext2": ("-t", "ext2", "-b", "1024"),
    "ext4": ("-t", "ext4", "-b", "1024", "-O", "metadata_csum,64bit,inline_data", "-J", "size=1"),
    "ext4 without checksums": ("-t", "ext4", "-b", "1024", "-O", "^metadata_csum,^64bit,^has_journal"),
}


@cache
def small(kind: str) -> bytes:
    with TemporaryDirectory() as folder:
        filled = Path(folder, "filled")
        (filled / "folder").mkdir(parents=True)
        (filled / "clip").write_bytes(np.random.default_rng(1).bytes(30_000))
        (filled / "folder/note").write_bytes(b"note")
        return make(filled, Path(folder, "image"), *SMALL[kind], size="4M")


def used(kind: str) -> list[int]:
    """Bytes of the volume that are not 0."""
    return np.flatnonzero(np.frombuffer(small(kind), np.uint8)).tolist()


@pytest.mark.parametrize("kind", SMALL)
@settings(max_examples=120)
@given(st.data())
def test_changed_bytes_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    changes = st.tuples(st.integers(0, len(used(kind)) - 1), st.integers(0, 255))
    changed_ = bytearray(small(kind))
    for place, byte in data.draw(st.lists(changes, min_size=1, max_size=8)):
        changed_[used(kind)[place]] = byte

    assert isinstance(read_ext(window(bytes(changed_))), READ)


@pytest.mark.parametrize("kind", SMALL)
@settings(max_examples=120)
@given(st.lists(st.tuples(st.integers(0, 0x2FF), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_changed_superblock_is_read_or_refused(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(small(kind))
    for at, byte in changes:
        data[1024 + at] = byte

    assert is_ext(window(bytes(data))) in (True, False)
    assert isinstance(read_ext(window(bytes(data))), READ)


@pytest.mark.parametrize("kind", SMALL)
@settings(max_examples=40)
@given(st.data())
def test_a_cut_volume_is_never_clean(kind: str, data: st.DataObject) -> None:
    whole = small(kind)
    found = read_ext(window(whole[: data.draw(st.integers(0, len(whole) - 1))]))

    assert isinstance(found, UnreadVolume) or found.faults > 0


def test_half_a_volume_lacks_the_other_half() -> None:
    data = made("ext4")
    half = len(data) // 2
    found = read_ext(window(data[:half], 0, len(data)))

    assert isinstance(found, Volume)
    assert found.flaws[0].detail == f"the volume states {len(data)} bytes; the image lacks {half} of them"


def test_files_beyond_the_end_of_the_image_are_named(tmp_path: Path) -> None:
    end = blocks(made("ext4"), tmp_path / "image", CLIP)[100] * 4096
    found = read_ext(window(made("ext4")[:end], 0, len(made("ext4"))))

    assert isinstance(found, Volume)
    assert [one.detail for one in found.flaws if one.path == CLIP] == [
        f"has {(733 - 100) * 4096} bytes of blocks beyond the end of the image"
    ]


def test_a_map_beyond_the_end_of_the_image_is_told(tmp_path: Path) -> None:
    end = blocks(made("ext3"), tmp_path / "image", CLIP)[100] * 1024
    found = read_ext(window(made("ext3")[:end], 0, len(made("ext3"))))

    assert isinstance(found, Volume)
    assert any("of its map beyond the end of the image" in one.detail for one in found.flaws if one.path == CLIP)


def test_a_volume_larger_than_its_partition_is_told() -> None:
    data = made("ext4")
    found = read_ext(window(data, 0, len(data) - 4096))

    assert isinstance(found, Volume)
    assert found.flaws[0].detail == f"the volume states {len(data)} bytes; its partition lacks 4096 of them"


@pytest.mark.parametrize(
    ("at", "piece", "said"),
    [
        (0x18, b"\x3c", "its superblock states blocks of more than 64 KiB (s_log_block_size)"),
        (0x28, bytes(4), "its superblock states 0 inodes a group, where a bitmap holds 32768"),
        (0x28, b"\xff" * 4, "its superblock states 4294967295 inodes a group, where a bitmap holds 32768"),
        (0x20, bytes(4), "its superblock states 0 clusters a group, where a bitmap holds 32768"),
        (0x150, b"\0\0\0\x80", "its superblock states 281474976710657 groups; more than 32768 are not read here"),
        (0x04, bytes(4), "its superblock states 0 blocks"),
        (0x14, b"\7", "its superblock states 7 as the first block of data"),
        (0x00, b"\xff\xff", "its superblock states 65535 inodes, its groups hold 6144"),
        (0x58, b"\x63", "its superblock states inodes of 355 B"),
        (0x54, bytes(4), "its superblock states 0 as the first inode of a file"),
        (0xFE, b"\x21", "its superblock states group descriptors of 33 B"),
        (0xCE, b"\xff\xff", "its superblock reserves 65535 blocks for group descriptors"),
        (0x60, b"\x01", "its files are compressed (INCOMPAT_COMPRESSION), which is not read here"),
        (0x60, b"\x08", "it is the journal of another volume (INCOMPAT_JOURNAL_DEV), and holds no files"),
        (0x63, b"\x80", "it has features that are not read here: s_feature_incompat 0x800002c2"),
        (0x67, b"\x80", "it has features that are not read here: s_feature_ro_compat 0x8000046b"),
        (0x4C, b"\2", "its revision 2 is not known (s_rev_level)"),
        (0x175, b"\2", "its checksums are of type 2, which is not known (s_checksum_type)"),
        (0x38, b"\0", "there is no superblock of ext2, ext3 or ext4 at byte 1024"),
    ],
)
def test_an_absurd_superblock_is_refused(at: int, piece: bytes, said: str) -> None:
    assert unread(put(made("ext4"), 1024 + at, piece)) == said


class Sparse:
    """An image that is 0 but for its first bytes."""

    def __init__(self, size: int, head: bytes) -> None:
        self.size, self._head = size, head

    def read(self, offset: int, count: int) -> bytes:
        count = max(0, min(count, self.size - offset))
        return self._head[offset : offset + count].ljust(count, b"\0")


def four_tebibytes() -> Window:
    """A superblock of as many, and nothing behind it."""
    data = bytearray(made("ext4")[:4096])
    struct.pack_into("<II", data, 1024, GROUPS * 64, GROUPS << 15)
    struct.pack_into("<I", data, 1024 + 0x28, 64)
    return Window(Sparse(1 << 42, bytes(data)), 0, 1 << 42, lambda: None)


def test_a_superblock_of_four_tebibytes_over_nothing_is_told_in_seconds() -> None:
    window = four_tebibytes()
    began = time.process_time()
    found = read_ext(window)

    assert time.process_time() - began < MOST_SECONDS
    assert isinstance(found, Volume)
    assert found.faults > GROUPS


@pytest.mark.slow
def test_a_superblock_of_four_tebibytes_over_nothing_is_told_within_500_megabytes() -> None:
    window = four_tebibytes()
    tracemalloc.start()
    read_ext(window)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < MOST_BYTES


def test_a_terabyte_that_is_all_free_is_read_within_limits(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    run("mke2fs", "-q", "-F", "-t", "ext4", "-d", tmp_path / "none", tmp_path / "image", "1T")
    with (tmp_path / "image").open("rb") as file:

        class File:
            size = 1 << 40

            def read(self, offset: int, count: int) -> bytes:
                file.seek(offset)
                return file.read(count)

        began = time.process_time()
        found = read_ext(Window(File(), 0, 1 << 40, lambda: None))

    assert isinstance(found, Volume)
    assert (found.faults, found.unclosed) == (0, ())
    assert 0.97 < found.free / found.size < 1
    assert time.process_time() - began < MOST_SECONDS


def folder_of(leaf: bytes, count: int, tmp_path: Path) -> bytes:
    """A volume with a folder /big of as many equal blocks of 1 KiB."""
    (tmp_path / "big").write_bytes(leaf * count)
    (tmp_path / "none").mkdir()
    data = make(tmp_path / "none", tmp_path / "image", *KINDS["ext2"], size="64M")
    return changed(data, tmp_path / "image", f"write {tmp_path / 'big'} big", "set_inode_field /big mode 040755")


def entries(number: int, count: int, room: int = 12) -> bytes:
    """Equal entries of one inode in a block of 1 KiB."""
    one = struct.pack("<IHBB", number, room, 1, 1) + b"a" + bytes(room - 9)
    return (
        (one * count)[:-room]
        + struct.pack("<IHBB", number, 1024 - room * (count - 1), 1, 1)
        + b"a" * (1032 - room * count)
    )


def test_a_million_entries_are_counted(tmp_path: Path) -> None:
    data = folder_of(entries(11, 85)[:1024].ljust(1024, b"\0"), 12_000, tmp_path)
    began = time.process_time()
    found = volume(data)

    assert len(found.entries) == 30_000
    assert found.unlisted == 85 * 12_000 + 2 - 30_000
    assert time.process_time() - began < MOST_SECONDS


def test_rubbish_between_entries_ends_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = (struct.pack("<IHBB", 11, 1024, 1, 1) + b"a").ljust(1024, b"\xff")
    monkeypatch.setattr(disk, "MOST_STEPS", 100_000)

    assert unread(folder_of(leaf, 1000, tmp_path)) == (
        "its folders hold more than 100000 entries; the rest is not read here"
    )


@pytest.mark.parametrize(
    ("module", "limit", "said"),
    [
        (maps, "MOST_RUNS", "its files lie in more than 5 pieces; the rest is not read here"),
        (inodes, "MOST_INODES", "it has more than 5 inodes in use; the rest is not read here"),
        (tree, "MOST_FOLDERS", "it has more than 5 folders; the rest is not read here"),
        (folders, "MOST_FOLDER_BYTES", "its folders take more than 5 B; the rest is not read here"),
    ],
)
def test_more_than_is_read_is_told(module: object, limit: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, limit, 5)

    assert unread(made("ext2")) == said


def test_pointers_that_lead_to_themselves_end(tmp_path: Path) -> None:
    (block,) = blocks(made("ext2"), tmp_path / "image", NOTE)
    data = changed(made("ext2"), tmp_path / "image", f"set_inode_field /{NOTE} block[TIND] {block}")
    began = time.process_time()
    data = put(data, block * 1024, block.to_bytes(4, "little") * 256)

    assert [one for one in flaws(data) if one.startswith(f"{NOTE}: claims block {block}, as does {NOTE}")]
    assert time.process_time() - began < MOST_SECONDS


def test_every_inode_on_the_same_blocks_ends(tmp_path: Path) -> None:
    paths = [f"/many/a-file-with-a-long-name-{number:04}" for number in range(1, 200)]
    indirect = blocks(made("ext3"), tmp_path / "image", CLIP)[12]
    commands = (f"set_inode_field {path} block[IND] {indirect}" for path in paths)
    found = volume(changed(made("ext3"), tmp_path / "image", *commands))

    assert len([one for one in found.flaws if f"claims block {indirect}, as does" in one.detail]) == 199


def test_folders_in_each_other_beyond_any_path_are_listed_by_their_inode(tmp_path: Path) -> None:
    name = "d" * 200
    commands = [one for _ in range(60) for one in (f"mkdir {name}", f"cd {name}")]
    found = volume(changed(made("ext2"), tmp_path / "image", *commands))

    assert found.faults == 0
    assert max(len(entry.path) for entry in found.entries) < 4500
    assert sum(entry.path.endswith(name) for entry in found.entries) == 60

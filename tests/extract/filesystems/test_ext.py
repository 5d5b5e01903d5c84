"""Volumes of ext2, ext3 and ext4 without a fault, as mke2fs makes them, and as e2fsck and debugfs leave them."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from conformance.extract.filesystems.ext.reading import is_ext, read_ext
from conformance.model.dump_facts import Entry, Nature, Volume
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime

from .ext_volumes import (
    CHINESE,
    CLIP,
    KINDS,
    MANY,
    NOTE,
    OTHERS,
    WRITTEN,
    blocks,
    changed,
    clean,
    made,
    make,
    needs_tools,
    put,
    run,
    volume,
    window,
)

pytestmark = needs_tools
ALL = [*KINDS, *OTHERS]


def entry(data: bytes, path: str) -> Entry:
    (found,) = (one for one in volume(data).entries if one.path == path)
    return found


def seconds(time: FileTime | Absent) -> Fraction:
    assert isinstance(time, FileTime), time
    return time.since_1970


@pytest.mark.parametrize("kind", ALL)
def test_a_new_volume_has_no_fault_and_nothing_deleted(kind: str, tmp_path: Path) -> None:
    data = made(kind)
    found = volume(data)

    assert clean(data, tmp_path / "image")
    assert is_ext(window(data))
    assert (found.faults, found.unclosed, found.unlisted) == (0, (), 0)
    assert not any(one.deleted for one in found.entries)
    assert (found.filesystem, found.label, found.size) == (kind[:4], "card", 24 << 20)
    assert len(found.entries) == 12 + MANY - 1


@pytest.mark.parametrize("kind", ALL)
def test_free_space_is_what_dumpe2fs_tells(kind: str, tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(made(kind))
    told = run("dumpe2fs", "-h", tmp_path / "image")
    free, size = (int(re.findall(f"(?m)^{name}: +([0-9]+)", told)[0]) for name in ("Free blocks", "Block size"))
    found = volume(made(kind))

    assert found.free == free * size
    assert 0 < found.free < found.usable < found.size


@pytest.mark.parametrize("kind", ["ext2", "ext3", "ext4"])
def test_usable_space_is_free_space_and_what_files_take(kind: str, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    found = volume(make(tmp_path / "none", tmp_path / "image", *KINDS[kind]))
    lost, root = (16_384, 4096) if kind == "ext4" else (12_288, 1024)  # bytes of the two folders that are always there

    assert found.usable - found.free == lost + root


@pytest.mark.parametrize("kind", ["ext2", "ext4"])
def test_blocks_of_the_list_of_bad_ones_are_told_and_not_usable(kind: str, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    listed = [str(block) for block in range(5000, 5040)]
    (tmp_path / "bad").write_text("\n".join(listed) + "\n", "utf-8")
    whole = volume(make(tmp_path / "none", tmp_path / "image", *KINDS[kind]))
    data = make(tmp_path / "none", tmp_path / "image", *KINDS[kind], "-l", str(tmp_path / "bad"))
    found = volume(data)

    assert (whole.bad, found.bad, found.faults) == (0, 40 * found.unit, 0)
    assert whole.usable - found.usable >= 40 * found.unit


@pytest.mark.parametrize("kind", ALL)
def test_every_file_is_told_with_size_time_and_nature(kind: str) -> None:
    data = made(kind)
    clip, link, folder = entry(data, CLIP), entry(data, "DCIM/100/link"), entry(data, "DCIM/100")

    assert (clip.size, clip.nature, clip.executable) == (3_000_000, Nature.FILE, False)
    assert (entry(data, NOTE).size, entry(data, CHINESE).size) == (300, 6)
    assert (link.nature, link.size, folder.nature) == (Nature.OTHER, 8, Nature.FOLDER)
    assert entry(data, "player").executable
    assert seconds(clip.written) == WRITTEN
    assert [entry(data, f"many/a-file-with-a-long-name-{number:04}").size for number in (0, 7, 299)] == [0, 7, 299]


def test_small_inodes_store_no_time_of_creation_and_larger_ones_do() -> None:
    assert isinstance(entry(made("ext4 of small inodes"), CLIP).created, Absent)
    assert seconds(entry(made("ext4"), CLIP).created) > WRITTEN


def test_the_inode_stands_as_number(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(made("ext3"))
    said = run("debugfs", "-R", f"stat /{CLIP}", tmp_path / "image")

    assert f"Inode: {entry(made('ext3'), CLIP).number} " in said


@pytest.mark.parametrize("kind", ["ext3", "ext4", "ext4 of blocks of 1 KiB"])
def test_folders_with_hash_trees_list_what_they_listed(kind: str, tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(made(kind))
    run("e2fsck", "-fyD", tmp_path / "image", good=(0, 1))
    data = (tmp_path / "image").read_bytes()

    assert "Indirect levels" in run("debugfs", "-R", "htree_dump /many", tmp_path / "image")
    assert volume(data).faults == 0
    assert sorted(one.path for one in volume(data).entries) == sorted(one.path for one in volume(made(kind)).entries)


@pytest.mark.parametrize("kind", ["ext2", "ext4", "ext4 of blocks of 1 KiB"])
def test_a_file_in_many_pieces_is_followed_through_its_map(kind: str, tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(np.random.default_rng(3).bytes(2_000_000))
    straight = changed(made(kind), tmp_path / "image", f"write {tmp_path / 'long'} long")
    first = blocks(straight, tmp_path / "image", "long")[0]
    gaps = range(first, first + 1200, 2)
    data = changed(
        made(kind),
        tmp_path / "image",
        *(f"setb {gap}" for gap in gaps),
        f"write {tmp_path / 'long'} long",
        *(f"freeb {gap}" for gap in gaps),
    )

    assert sum(abs(step) > 1 for step in np.diff(blocks(data, tmp_path / "image", "long"))) > 200
    assert clean(data, tmp_path / "image")
    assert entry(data, "long").size == 2_000_000
    assert volume(data).faults == 0


def test_a_volume_inside_an_image_is_found_at_its_place() -> None:
    data = made("ext4")
    inside = window(b"x" * 4096 + data + b"y" * 512, 4096, len(data))

    found = read_ext(inside)

    assert is_ext(inside)
    assert isinstance(found, Volume)
    assert (found.offset, found.faults, found.entries) == (4096, 0, volume(data).entries)


def test_random_bytes_are_no_volume() -> None:
    data = np.random.default_rng(5).bytes(1 << 16)

    assert not is_ext(window(data))
    assert not is_ext(window(put(data, 1024 + 0x38, b"\x53\xef")))
    assert not is_ext(window(b""))

"""Deleted files of ext: those that folders still name and whose inodes are free, and none that never was deleted."""

from pathlib import Path

import pytest

from .ext_volumes import CHINESE, CLIP, KINDS, NOTE, changed, clean, deleted, flaws, made, needs_tools, put, volume

pytestmark = needs_tools
FILE = "many/a-file-with-a-long-name-{:04}"


@pytest.mark.parametrize("kind", KINDS)
def test_deleted_files_are_listed_with_their_sizes(kind: str, tmp_path: Path) -> None:
    gone = (CLIP, CHINESE, FILE.format(100))
    data = changed(made(kind), tmp_path / "image", *(f"rm /{path}" for path in gone))

    assert clean(data, tmp_path / "image")
    assert sorted(deleted(data)) == [(CLIP, 3_000_000), (FILE.format(100), 100), (CHINESE, 6)]
    assert volume(data).faults == 0


@pytest.mark.parametrize("kind", KINDS)
def test_many_files_deleted_beside_each_other_are_all_listed(kind: str, tmp_path: Path) -> None:
    gone = [FILE.format(number) for number in range(20, 280)]
    data = changed(made(kind), tmp_path / "image", *(f"rm /{path}" for path in gone))
    listed = [path for path, _ in deleted(data)]

    assert set(listed) == set(gone)
    assert len(listed) == len(gone)
    assert volume(data).faults == 0


def test_a_deleted_folder_is_listed(tmp_path: Path) -> None:
    data = changed(made("ext4"), tmp_path / "image", "rmdir /empty")

    assert [(entry.path, entry.nature) for entry in volume(data).entries if entry.deleted] == [("empty", "folder")]


def test_a_file_that_has_moved_is_not_deleted(tmp_path: Path) -> None:
    inside = [f"ln /{NOTE} /empty/note.txt", f"unlink /{NOTE}"]
    data = changed(made("ext3"), tmp_path / "image", *inside)

    assert deleted(data) == []
    assert flaws(data) == []


def test_a_name_whose_inode_another_file_has_got_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"new")
    data = changed(made("ext3"), tmp_path / "image", f"rm /{NOTE}", f"write {tmp_path / 'new'} new")
    number = next(entry.number for entry in volume(data).entries if entry.path == "new")

    assert number == next(entry.number for entry in volume(made("ext3")).entries if entry.path == NOTE)
    assert deleted(data) == []


def test_a_recording_whose_inode_another_file_has_got_leaves_a_trace(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"new")
    data = changed(made("ext4"), tmp_path / "image", f"rm /{CLIP}", f"write {tmp_path / 'new'} new")

    assert (deleted(data), volume(data).traces) == ([], 1)
    assert volume(made("ext4")).traces == 0


def test_a_deleted_file_whose_name_was_wiped_leaves_a_trace(tmp_path: Path) -> None:
    gone = changed(made("ext4 without checksums"), tmp_path / "image", f"rm /{CLIP}")
    name = CLIP.rpartition("/")[2].encode()
    wiped = gone.replace(name, bytes(len(name)))

    assert (deleted(gone), volume(gone).traces) == ([(CLIP, 3_000_000)], 0)
    assert (deleted(wiped), volume(wiped).traces) == ([], 1)


def test_a_file_of_two_names_hides_no_deleted_file_whose_name_was_wiped(tmp_path: Path) -> None:
    twice = (f"ln /{NOTE} /empty/copy.txt", "unlink /empty/copy.txt", f"rm /{NOTE}")
    gone = changed(made("ext4 without checksums"), tmp_path / "image", *twice, f"rm /{CLIP}")
    name = CLIP.rpartition("/")[2].encode()
    wiped = gone.replace(name, bytes(len(name)))

    assert sorted(deleted(wiped)) == [(NOTE, 300), ("empty/copy.txt", 300)]
    assert volume(wiped).traces == 1


def test_errors_that_were_counted_leave_a_volume_unclosed(tmp_path: Path) -> None:
    data = put(made("ext4 without checksums"), 1024 + 0x194, b"\x07")

    assert volume(data).unclosed == ("it counts 7 errors (s_error_count)",)


def without_inode(data: bytes, name: bytes) -> bytes:
    """The entry of that name without its inode, as older kernels leave it."""
    (at,) = (
        at for at in range(0, len(data), 4) if data[at + 8 : at + 8 + len(name)] == name and data[at + 6] == len(name)
    )
    return put(data, at, bytes(4))


def test_an_entry_without_its_inode_is_listed_where_something_was_deleted(tmp_path: Path) -> None:
    data = without_inode(changed(made("ext2"), tmp_path / "image", f"rm /{NOTE}"), b"note.txt")

    assert deleted(data) == [(NOTE, 0)]


def test_an_entry_without_its_inode_is_a_rename_where_nothing_was_deleted(tmp_path: Path) -> None:
    renamed = changed(made("ext2"), tmp_path / "image", f"ln /{NOTE} /DCIM/100/other.txt", f"unlink /{NOTE}")

    assert deleted(without_inode(renamed, b"note.txt")) == []


def test_inodes_that_were_wiped_do_not_hide_their_names(tmp_path: Path) -> None:
    data = changed(made("ext4"), tmp_path / "image", f"rm /{NOTE}", *_wiped("ext4", NOTE))

    assert deleted(data) == [(NOTE, 0)]


def _wiped(kind: str, path: str) -> list[str]:
    number = next(entry.number for entry in volume(made(kind)).entries if entry.path == path)
    return [f"clri <{number}>"]

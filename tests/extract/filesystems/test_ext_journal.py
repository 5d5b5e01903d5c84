"""A volume whose journal needs recovery is read as the recovery will leave it."""

import struct
from pathlib import Path

from .ext_volumes import CLIP, NOTE, changed, clean, deleted, made, needs_tools, put, run, volume

pytestmark = needs_tools


def pending(before: bytes, after: bytes, image: Path) -> bytes:
    """The volume before a change, with that change in its journal."""
    size = volume(before).unit
    places = [at for at in range(0, len(before), size) if before[at : at + size] != after[at : at + size]]
    (image.parent / "blob").write_bytes(b"".join(after[at : at + size] for at in places))
    numbers = ",".join(str(at // size) for at in places)
    return changed(
        before, image, "journal_open", f"journal_write -b {numbers} {image.parent / 'blob'}", "journal_close"
    )


def test_the_newer_metadata_are_those_of_the_journal(tmp_path: Path) -> None:
    after = changed(made("ext4"), tmp_path / "image", f"rm /{CLIP}")
    data = pending(made("ext4"), after, tmp_path / "image")
    found = volume(data)

    assert deleted(data) == [(CLIP, 3_000_000)]
    assert (found.faults, found.free) == (0, volume(after).free)
    assert found.unclosed[0].startswith("its journal needs recovery (INCOMPAT_RECOVER); ")
    assert found.unclosed[0].endswith(" blocks are read from there")


def test_it_agrees_with_the_recovery_of_e2fsck(tmp_path: Path) -> None:
    after = changed(made("ext3"), tmp_path / "image", f"rm /{NOTE}", "rm /player")
    data = pending(made("ext3"), after, tmp_path / "image")
    found = volume(data)
    (tmp_path / "image").write_bytes(data)
    run("e2fsck", "-y", tmp_path / "image", good=(0, 1))
    recovered = volume((tmp_path / "image").read_bytes())

    assert {entry.path for entry in found.entries if not entry.deleted} == {
        entry.path for entry in recovered.entries if not entry.deleted
    }
    assert (found.free, found.faults) == (recovered.free, 0)


def test_a_transaction_that_was_not_committed_does_not_count(tmp_path: Path) -> None:
    after = changed(made("ext3"), tmp_path / "image", f"rm /{NOTE}")
    data = pending(made("ext3"), after, tmp_path / "image")
    commit = data.index(struct.pack(">II", 0xC03B3998, 2))

    assert deleted(data) == [(NOTE, 300)]
    assert deleted(put(data, commit + 4, bytes(4))) == []


def test_a_journal_with_transactions_speaks_against_a_clean_mark(tmp_path: Path) -> None:
    after = changed(made("ext3"), tmp_path / "image", f"rm /{NOTE}")
    data = changed(pending(made("ext3"), after, tmp_path / "image"), tmp_path / "image", "feature -needs_recovery")

    assert volume(data).unclosed == ("its journal holds transactions (s_start)",)


def test_a_journal_that_is_none_is_told(tmp_path: Path) -> None:
    data = made("ext3")
    at = data.index(struct.pack(">II", 0xC03B3998, 4))
    broken = put(data, at, b"\0")

    assert [(one.path, one.detail) for one in volume(broken).flaws] == [
        ("inode 8 (journal)", "holds no superblock of a journal")
    ]
    assert not clean(broken, tmp_path / "image")
    assert volume(broken).unclosed == ("its journal can't be read: whether it holds transactions is not known",)

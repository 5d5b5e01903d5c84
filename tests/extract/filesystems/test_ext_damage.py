"""Volumes of ext with one thing made wrong at a time: e2fsck finds it, and it is told here with its path."""

from pathlib import Path

import pytest

from .ext_volumes import CHINESE, CLIP, KINDS, NOTE, blocks, changed, clean, flaws, made, needs_tools, put, volume

pytestmark = needs_tools
# Commands of debugfs, {block} a block of the clip, {note} one of the note, {free} a free one; and what is told
DAMAGE = {
    "freeb {block}": f"{CLIP}: owns 1 blocks from {{block}} on that the bitmap of group",
    "setb {free}": "shows 1 blocks in use that nobody owns, block {free} the first",
    f"set_inode_field /{NOTE} links_count 3": f"{NOTE}: has 3 links (i_links_count), and 1 entries name it",
    f"set_inode_field /{NOTE} dtime @1700000000": f"{NOTE}: is in use, and has a time of deletion (i_dtime)",
    f"set_inode_field /{NOTE} mode 0170644": f"{NOTE}: is of no type that there is (i_mode)",
    f"set_inode_field /{CLIP} size 4096": f"{CLIP}: has blocks up to byte 30",
    f"set_inode_field /{CLIP} blocks 8": f"{CLIP}: has 5",
    f"set_inode_field /{NOTE} file_acl 5": f"{NOTE}: has no attributes in block 5 (h_magic)",
    f"set_inode_field /{NOTE} extra_isize 33": f"{NOTE}: has more extra bytes than there is room for (i_extra_isize)",
    "set_inode_field /DCIM/100/link size 7": "DCIM/100/link: is a symbolic link of 7 bytes, and has a target of other",
    "set_inode_field <6> mode 0100644": "inode 6: is reserved and unused, and holds a file (i_mode)",
    "set_inode_field /DCIM size 1000": "DCIM: is a folder with a size that is no number of blocks",
    "set_inode_field /DCIM size 131072": "DCIM: is a folder with fewer blocks than its size says",
    f"clri /{NOTE}": f"{NOTE}: has no links, and its bitmap shows it in use",
    f"freei /{NOTE}": f"{NOTE}: is in use, and its bitmap shows it free",
    "seti <200>\nclri <200>\nseti <1500>": "inode 1500: has no links, and its bitmap shows it in use",
    f"unlink /{NOTE}": "has 1 links (i_links_count), and 0 entries name it",
    f"ln /{NOTE} /two": ": has 1 links (i_links_count), and 2 entries name it",
    "ln /DCIM /empty/loop": "empty: names loop, a folder that another entry named before: DCIM",
    "ln / /empty/loop": "empty: names loop, a folder that another entry named before: ",
    "set_bg 0 free_blocks_count 7\nset_bg 0 checksum calc": "group 0/descriptor: states 7 free blocks",
    "set_bg 0 free_inodes_count 7\nset_bg 0 checksum calc": "group 0/descriptor: states 7 free inodes",
    "set_bg 0 used_dirs_count 9\nset_bg 0 checksum calc": "group 0/descriptor: states 9 folders",
    "set_inode_field <8> block[0] 0\nset_inode_field <8> block[5] 0": "inode 8 (journal)",
}
MENDED = {  # by e2fsck without a word, or from copies of the descriptors
    "set_super_value free_blocks_count 7": "superblock: states 7 free blocks (s_free_blocks_count), the bitmaps show",
    "set_super_value free_inodes_count 7": "superblock: states 7 free inodes (s_free_inodes_count), the bitmaps show",
    "set_bg 0 inode_table 0\nset_bg 0 checksum calc": "group 0/descriptor: states block 0 as its inode table",
    "set_bg 0 block_bitmap 99999999\nset_bg 0 checksum calc": "states block 99999999 as its block bitmap",
}
ONLY_MAPPED = "set_inode_field <8>"  # ext2 has no journal


def filled(text: str, kind: str, tmp_path: Path) -> str:
    data = made(kind)
    free = volume(data).size // volume(data).unit - 3
    return text.format(block=blocks(data, tmp_path / "image", CLIP)[30], free=free)


@pytest.mark.parametrize("commands", DAMAGE)
@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_told(kind: str, commands: str, tmp_path: Path) -> None:
    if kind == "ext2" and commands.startswith(ONLY_MAPPED):
        pytest.skip("ext2 has no journal")
    data = changed(made(kind), tmp_path / "image", *filled(commands, kind, tmp_path).split("\n"))
    said = filled(DAMAGE[commands], kind, tmp_path)

    assert not clean(data, tmp_path / "image")
    assert [one for one in flaws(data) if said in one], flaws(data)


@pytest.mark.parametrize("commands", MENDED)
@pytest.mark.parametrize("kind", KINDS)
def test_damage_that_e2fsck_mends_in_silence_is_told(kind: str, commands: str, tmp_path: Path) -> None:
    data = changed(made(kind), tmp_path / "image", *commands.split("\n"))

    assert [one for one in flaws(data) if MENDED[commands] in one], flaws(data)


@pytest.mark.parametrize("kind", ["ext2", "ext3"])
def test_two_files_on_one_block_are_both_named(kind: str, tmp_path: Path) -> None:
    (other,) = blocks(made(kind), tmp_path / "image", NOTE)
    data = changed(made(kind), tmp_path / "image", f"set_inode_field /{CLIP} block[3] {other}")
    said = [one for one in flaws(data) if f"claims block {other}, as does" in one]

    assert said in (
        [f"{NOTE}: claims block {other}, as does {CLIP}"],
        [f"{CLIP}: claims block {other}, as does {NOTE}"],
    )


def test_a_file_on_a_bitmap_names_both(tmp_path: Path) -> None:
    bitmap = int.from_bytes(made("ext2")[2048:2052], "little")
    data = changed(made("ext2"), tmp_path / "image", f"set_inode_field /{NOTE} block[0] {bitmap}")

    assert [one for one in flaws(data) if "claims block" in one] == [
        f"{NOTE}: claims block {bitmap}, as does group 0/block bitmap"
    ]


@pytest.mark.parametrize("kind", ["ext2", "ext3"])
def test_a_block_beyond_the_volume_is_told(kind: str, tmp_path: Path) -> None:
    data = changed(made(kind), tmp_path / "image", f"set_inode_field /{CLIP} block[3] 4000000000")

    assert f"{CLIP}: maps block 4000000000, 1 long, outside of the volume's 24576 blocks" in flaws(data)
    assert not clean(data, tmp_path / "image")


def map_at(data: bytes, path: str) -> int:
    """Byte of i_block of a file, in a volume of blocks of 1 KiB whose descriptors are of 32 B."""
    number = next(entry.number for entry in volume(data).entries if entry.path == path)
    each, size = int.from_bytes(data[1024 + 0x28 : 1024 + 0x2C], "little"), int.from_bytes(data[1112:1114], "little")
    group, index = divmod(number - 1, each)
    table = int.from_bytes(data[2048 + 32 * group + 8 : 2048 + 32 * group + 12], "little")
    return table * 1024 + index * size + 40


@pytest.mark.parametrize(
    ("at", "piece", "said"),
    [
        (0, b"\0\0", "has no extent header: magic 0000"),
        (2, b"\5\0", "has no extent header: magic f30a, 5 entries of 4"),
        (4, b"\3\1", "has no extent header: magic f30a, 1 entries of 259"),
        (6, b"\1\0", "maps block 19696720019457, 1 long, outside of the volume's 24576 blocks"),
        (6, b"\7\0", "has no extent header: magic f30a, 1 entries of 4, depth 7"),
        (12 + 4, b"\0\0", "has an extent of no blocks"),
        (12 + 6, b"\1\0", "maps block 4"),
    ],
)
def test_a_damaged_extent_is_told(at: int, piece: bytes, said: str, tmp_path: Path) -> None:
    data = made("ext4 without checksums")
    data = put(data, map_at(data, NOTE) + at, piece)

    assert [one for one in flaws(data) if one.startswith(f"{NOTE}: {said}")]
    assert not clean(data, tmp_path / "image")


@pytest.mark.parametrize(
    ("name", "at", "piece", "said"),
    [
        (b"note.txt", 4, b"\0\0", "DCIM/100: has an entry of 0 bytes, of which 8 are its name (rec_len)"),
        (b"note.txt", 4, b"\xff\xff", "DCIM/100: has an entry of 65535 bytes"),
        (b"note.txt", 4, b"\x0c\0", "DCIM/100: has an entry of 12 bytes, of which 8 are its name (rec_len)"),
        (b"note.txt", 7, b"\2", "DCIM/100: names note.txt as of type 2, and its inode is of 8 (i_mode)"),
        (b"note.txt", 0, b"\xff\xff\xff\0", "DCIM/100: names note.txt of inode 16777215, which is not in use"),
        (b"note.txt", 8, b"no/e", "DCIM/100: has an entry with a character that no name can have"),
        (b"note.txt", 8, b"clip.mp4", "DCIM/100: names clip.mp4 twice"),
    ],
)
def test_a_damaged_entry_is_told(name: bytes, at: int, piece: bytes, said: str, tmp_path: Path) -> None:
    data = made("ext3")
    data = put(data, _entry_at(data, name) + at, piece)

    assert [one for one in flaws(data) if one.startswith(said)], flaws(data)
    assert at == 8 or not clean(data, tmp_path / "image")


def _entry_at(data: bytes, name: bytes) -> int:
    (at,) = (
        at - 8
        for at in range(8, len(data), 4)
        if data[at : at + len(name)] == name and data[at - 2] == len(name) and data[at - 8 : at - 4] != bytes(4)
    )
    return at


def test_a_folder_with_another_parent_is_told(tmp_path: Path) -> None:
    data = made("ext3")
    number = next(entry.number for entry in volume(data).entries if entry.path == "DCIM/100")
    (at,) = (
        at for at in range(0, len(data), 1024) if data[at : at + 9] == number.to_bytes(4, "little") + b"\x0c\0\1\2."
    )

    assert "DCIM/100: is a folder with .. of inode 2 instead of 12" in flaws(put(data, at + 12, b"\2"))
    assert "DCIM/100: is a folder with . of inode 2 instead of 13" in flaws(put(data, at, b"\2"))
    assert "DCIM/100: is a folder with .. of type 1" in flaws(put(data, at + 19, b"\1"))
    assert "DCIM/100: is a folder without .. as entry 2" in flaws(put(data, at + 20, b"xy"))


@pytest.mark.parametrize(
    "place", ["inode", "block bitmap", "inode bitmap", "folder", "superblock", "descriptor", "extents"]
)
def test_a_changed_bit_does_not_pass_a_checksum(place: str, tmp_path: Path) -> None:
    data = made("ext4")
    at, said = _places(data, tmp_path)[place]
    data = put(data, at, bytes((data[at] ^ 0x10,)))

    assert [one for one in flaws(data) if "checksum" in one and one.startswith(said)], flaws(data)
    assert place == "descriptor" or not clean(data, tmp_path / "image")  # e2fsck takes a copy of that in silence


def _places(data: bytes, tmp_path: Path) -> dict[str, tuple[int, str]]:
    """A byte of each structure, and how its flaw begins; blocks of 4 KiB, descriptors of 64 B from block 1."""
    bitmap, inodes, table = (int.from_bytes(data[4096 + at : 4100 + at], "little") * 4096 for at in (0, 4, 8))
    number = next(entry.number for entry in volume(data).entries if entry.path == NOTE)
    (folder,) = blocks(data, tmp_path / "image", "DCIM/100")
    return {
        "inode": (table + (number - 1) * 256 + 8, NOTE),
        "block bitmap": (bitmap + 700, "group 0/block bitmap"),
        "inode bitmap": (inodes + 700, "group 0/inode bitmap"),
        "folder": (folder * 4096 + 4, "DCIM/100"),
        "superblock": (1024 + 0x78, "superblock"),
        "descriptor": (4096 + 0x1E, "group 0/descriptor"),
        "extents": (table + (number - 1) * 256 + 40 + 14, NOTE),
    }


def test_an_inline_file_without_its_attribute_is_told(tmp_path: Path) -> None:
    data = changed(made("ext4 with inline data"), tmp_path / "image", f"ea_rm /{CHINESE} system.data")

    assert f"{CHINESE}: is inline, and has no attribute for that (system.data)" in flaws(data)
    assert not clean(data, tmp_path / "image")


def test_every_kind_of_mark_says_that_a_volume_was_not_closed(tmp_path: Path) -> None:
    for command, said in (
        ("set_super_value state 0", "it is not marked as cleanly unmounted (s_state)"),
        ("set_super_value state 3", "it is marked as having errors (s_state)"),
        ("set_super_value state 5", "it is marked as having orphans (s_state)"),
        ("feature needs_recovery", "its journal needs recovery (INCOMPAT_RECOVER); "),
    ):
        found = volume(changed(made("ext3"), tmp_path / "image", command))
        assert [why for why in found.unclosed if why.startswith(said)], command
        assert found.faults == 0


def test_counts_of_the_superblock_are_not_held_against_a_volume_that_was_not_closed(tmp_path: Path) -> None:
    data = changed(made("ext4"), tmp_path / "image", "set_super_value free_blocks_count 7", "set_super_value state 0")

    assert flaws(data) == []
    assert volume(data).free == volume(made("ext4")).free


def test_orphans_say_that_it_was_not_closed_and_are_no_fault(tmp_path: Path) -> None:
    number = next(entry.number for entry in volume(made("ext3")).entries if entry.path == NOTE)
    commands = (f"unlink /{NOTE}", f"set_inode_field <{number}> links_count 0", f"set_super_value last_orphan {number}")
    found = volume(changed(made("ext3"), tmp_path / "image", *commands))

    assert found.unclosed == (f"1 deleted files were still open (s_last_orphan {number})",)
    assert found.flaws == ()

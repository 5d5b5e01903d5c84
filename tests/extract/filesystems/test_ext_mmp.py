"""Multiple mount protection of ext4: a volume that says it is in use was not closed, whatever its superblock says."""

from pathlib import Path

import pytest

from .ext_volumes import asked, flaws, made, needs_tools, put, volume

pytestmark = needs_tools
SUMMED, PLAIN = "ext4 with more features", "ext4 with mmp"  # of blocks of 1 KiB, with checksums and without
UNKNOWN = "its multiple mount protection can't be read: whether it is in use is not known"


def place(kind: str) -> int:
    """Byte of the block."""
    return int.from_bytes(made(kind)[1024 + 0x168 : 1024 + 0x170], "little") * 1024


@pytest.mark.parametrize("kind", [SUMMED, PLAIN])
def test_a_volume_that_nobody_uses_is_closed(kind: str, tmp_path: Path) -> None:
    assert "sequence: ff4d4d50\n" in asked(made(kind), tmp_path / "image", "dump_mmp")
    assert (volume(made(kind)).unclosed, flaws(made(kind))) == ((), [])


@pytest.mark.parametrize(
    ("sequence", "said"),
    [
        (1, "it is in use by a system that has it mounted: 0x1 (mmp_seq)"),
        (0xE24D_4D4F, "it is in use by a system that has it mounted: 0xe24d4d4f (mmp_seq)"),
        (0xE24D_4D50, "it is in use by a check of it (mmp_seq)"),
    ],
)
def test_a_volume_that_is_in_use_was_not_closed(sequence: int, said: str, tmp_path: Path) -> None:
    data = put(made(PLAIN), place(PLAIN) + 4, sequence.to_bytes(4, "little"))

    assert f"sequence: {sequence:08x}\n" in asked(data, tmp_path / "image", "dump_mmp")
    assert (volume(data).unclosed, flaws(data)) == ((said,), [])


def test_a_changed_block_fails_its_checksum() -> None:
    data = put(made(SUMMED), place(SUMMED) + 16, b"other host")
    stated = int.from_bytes(data[place(SUMMED) + 0x3FC : place(SUMMED) + 0x400], "little")
    (said,) = flaws(data)

    assert said.startswith("multiple mount protection: its checksum is ")
    assert said.endswith(f", and it states {stated:08x} (mmp_checksum)")
    assert volume(data).unclosed == (UNKNOWN,)


def test_a_block_that_is_none_is_told() -> None:
    data = put(made(PLAIN), place(PLAIN), b"\0")

    assert flaws(data) == ["multiple mount protection: no such block stands here (mmp_magic)"]
    assert volume(data).unclosed == (UNKNOWN,)


def test_a_place_that_can_not_be_is_told() -> None:
    features = 1024 + 0x61  # the second byte of s_feature_incompat; flex_bg stays
    plain = made("ext4 without checksums")
    data = put(plain, features, bytes((plain[features] | 1,)))
    told = flaws(data)

    assert volume(data).unclosed == (UNKNOWN,)
    assert "superblock: keeps multiple mount protection in block 0, where it can't be (s_mmp_block)" in told

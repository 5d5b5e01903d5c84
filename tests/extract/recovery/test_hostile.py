"""Files made to keep a search going: each is given up, or gone through, in bounded time."""

import time
from pathlib import Path

import pytest

from conformance.model.facts import Absent
from conformance.model.recovery_facts import Recovery

from .cutting import searched

MOST_S = 10
_IDR = bytes.fromhex("0000001e 65 88 84 00")


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("beginnings.mp4", _IDR),
        ("messages.mp4", bytes.fromhex("00000005 06 05 01 00 80")),
        ("lengths.mp4", bytes.fromhex("00 05 05 05 05")),
        ("fragments.mp4", bytes.fromhex("00000008") + b"mdat"),
        ("images.mp4", bytes.fromhex("ffd8 ffc0 0011 08 00f0 0140 03 0122 00 0211 01 0311 01 ffda 0008 0101 00003f00")),
        ("chunks.avi", b"00dc" + bytes.fromhex("ffffff7f")),
        ("small.avi", b"00dc" + bytes(4)),
        ("clusters.mkv", bytes.fromhex("1f43b675 81 e7")),
        ("blocks.mkv", bytes.fromhex("a3 84 81 0000 00")),
        ("packets.ts", b"\x47\x40\x11\x10\0\0\1\xe0\0\0\x80\x80\5" + bytes(175)),
    ],
)
def test_a_file_made_to_keep_a_search_going_is_done_with_in_time(name: str, piece: bytes, tmp_path: Path) -> None:
    heads = {
        ".avi": b"RIFF" + bytes(4) + b"AVI LIST" + bytes(4) + b"movi",
        ".mkv": bytes.fromhex("1a45dfa3 80 18538067 01ffffffffffffff 1654ae6b 88 ae 86 d7 81 01 83 81 01"),
    }
    data = heads.get(Path(name).suffix, b"") + piece * ((16 << 20) // len(piece))
    start = time.process_time()
    said = searched(tmp_path / name, data)

    assert isinstance(said, Recovery | Absent)
    assert time.process_time() - start < MOST_S

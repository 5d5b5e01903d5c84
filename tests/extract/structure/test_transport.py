"""Transport streams whole and damaged: FFmpeg's own, in packets of 188 and 192 bytes."""

from pathlib import Path

import pytest

from ..conftest import Coded
from .walks import SCENE, TONE, flaws, walked

EXACT = ("-flags", "+bitexact", "-fflags", "+bitexact")
OPTIONS = (*SCENE, *TONE, "-c:v", "libx264", "-g", "10", "-c:a", "aac", *EXACT)


@pytest.fixture(scope="module")
def ts(coded: Coded) -> bytes:
    return coded("whole.ts", *OPTIONS).read_bytes()


@pytest.fixture(scope="module")
def m2ts(coded: Coded) -> bytes:
    return coded("whole.m2ts", *OPTIONS).read_bytes()


def video(ts: bytes) -> list[int]:
    """Numbers of the packets of the picture's PID that carry a payload."""
    packets = (ts[at : at + 188] for at in range(0, len(ts), 188))
    return [k for k, one in enumerate(packets) if (one[1] & 0x1F, one[2]) == (1, 0) and one[3] & 0x10]


def test_a_whole_stream_has_no_flaw(ts: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, ts, "mpeg-ts")

    assert flaws(found) == []
    assert (found.elements, found.unpromised) == (len(ts) // 188, "a transport stream promises no bytes")


def test_packets_with_a_time_stamp_are_read(m2ts: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, m2ts, "mpeg-ts")

    assert flaws(found) == []
    assert found.elements == len(m2ts) // 192


@pytest.mark.parametrize("lost", [1, 2, 14, 15])
def test_lost_packets_are_told(lost: int, ts: bytes, tmp_path: Path) -> None:
    middle = video(ts)[100:]
    gone = middle[:lost]
    kept = b"".join(ts[188 * k : 188 * (k + 1)] for k in range(len(ts) // 188) if k not in gone)
    (said,) = flaws(walked(tmp_path, kept, "mpeg-ts"))

    assert said.startswith("PID 256: counter ")
    assert said.endswith(f": {lost} packets or more are lost")  # 15 are no packet sent twice: it carries something else


def test_sixteen_lost_packets_leave_no_trace(ts: bytes, tmp_path: Path) -> None:
    gone = video(ts)[100:116]
    kept = b"".join(ts[188 * k : 188 * (k + 1)] for k in range(len(ts) // 188) if k not in gone)

    assert flaws(walked(tmp_path, kept, "mpeg-ts")) == []


def test_a_packet_may_be_sent_twice_and_not_thrice(ts: bytes, tmp_path: Path) -> None:
    at = 188 * video(ts)[100]
    one = ts[at : at + 188]

    assert flaws(walked(tmp_path, ts[:at] + one + ts[at:], "mpeg-ts")) == []
    assert len(flaws(walked(tmp_path, ts[:at] + one + one + ts[at:], "mpeg-ts"))) == 1


def test_a_packet_that_says_it_is_damaged_is_told(ts: bytes, tmp_path: Path) -> None:
    at = 188 * video(ts)[100]
    marked = ts[: at + 1] + bytes([ts[at + 1] | 0x80]) + ts[at + 2 :]

    assert flaws(walked(tmp_path, marked, "mpeg-ts")) == ["packet: its transport_error_indicator is set"]


def test_bytes_between_packets_are_told_and_the_walk_goes_on(ts: bytes, tmp_path: Path) -> None:
    at = 188 * video(ts)[100]

    assert flaws(walked(tmp_path, ts[:at] + bytes(50) + ts[at:], "mpeg-ts")) == ["file: 50 bytes are no packets"]


def test_a_hole_is_told(ts: bytes, tmp_path: Path) -> None:
    at = 188 * video(ts)[100]
    found = flaws(walked(tmp_path, ts[:at] + bytes(188 * 20) + ts[at + 188 * 20 :], "mpeg-ts"))

    assert found[0] == "file: 3760 bytes are no packets"


def test_a_cut_packet_is_told(ts: bytes, tmp_path: Path) -> None:
    assert flaws(walked(tmp_path, ts[:-100], "mpeg-ts")) == ["file: the last 88 bytes are no whole packet"]


def test_noise_is_walked_to_its_end(tmp_path: Path) -> None:
    assert walked(tmp_path, bytes(3_000_000), "mpeg-ts").faults == 4

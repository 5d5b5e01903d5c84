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


def psi(ts: bytes, pid: int) -> list[int]:
    """Offsets of the packets of that PID in which a section begins."""
    return [
        at
        for at in range(0, len(ts), 188)
        if (int.from_bytes(ts[at + 1 : at + 3], "big") & 0x1FFF, ts[at + 1] >> 6 & 1) == (pid, 1)
    ]


def packet(pid: int, counter: int, body: bytes, *, starts: bool) -> bytes:
    return bytes([0x47, starts << 6 | pid >> 8, pid & 0xFF, 0x10 | counter]) + body.ljust(184, b"\xff")


def crc(data: bytes) -> bytes:
    """CRC_32 of ISO/IEC 13818-1, Annex A, bit by bit."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1 ^ (0x04C11DB7 if register >> 31 else 0)) & 0xFFFFFFFF
    return register.to_bytes(4, "big")


def section(table: int, number: int, body: bytes) -> bytes:
    head = bytes([table]) + (0xB000 | 5 + len(body) + 4).to_bytes(2, "big") + number.to_bytes(2, "big") + b"\xc1\0\0"
    return head + body + crc(head + body)


def pat(*maps: int) -> bytes:
    return section(
        0, 1, b"".join((k + 1).to_bytes(2, "big") + (0xE000 | pid).to_bytes(2, "big") for k, pid in enumerate(maps))
    )


def pmt(descriptors: int = 0) -> bytes:
    """A map of one stream; some descriptors of 200 bytes make it longer than a packet."""
    body = b"\x80\xc8" + bytes(200)
    length = (0xF000 | len(body) * descriptors).to_bytes(2, "big")
    return section(2, 1, b"\xe1\x00" + length + body * descriptors + b"\x1b\xe1\x00\xf0\x00")


def spread(pid: int, whole: bytes, counter: int = 0) -> list[bytes]:
    """A section in as many packets as it takes."""
    data = b"\0" + whole
    return [
        packet(pid, counter + k & 15, data[at : at + 184], starts=k == 0)
        for k, at in enumerate(range(0, len(data), 184))
    ]


def stream(*packets: bytes) -> bytes:
    """The packets, and packets without content behind them, so that those of a file are in step."""
    return b"".join(packets) + 8 * packet(0x1FFF, 0, b"", starts=False)


PAT_PACKET = packet(0, 0, b"\0" + pat(0x1000), starts=True)


def test_a_table_that_is_changed_is_told_with_the_place_of_its_packet(ts: bytes, tmp_path: Path) -> None:
    for pid, name in ((0, "PAT"), (0x1000, "PMT"), (0x11, "SDT")):
        at = psi(ts, pid)[2]
        found = walked(tmp_path, ts[: at + 14] + bytes([ts[at + 14] ^ 1]) + ts[at + 15 :], "mpeg-ts")

        assert [(one.path, one.offset) for one in found.flaws] == [(f"PID {pid}/{name}", at)]
        assert found.flaws[0].detail.endswith("bytes does not hold")


def test_every_bit_of_a_map_is_guarded(tmp_path: Path) -> None:
    whole = pmt()
    assert flaws(walked(tmp_path, stream(PAT_PACKET, *spread(0x1000, whole)), "mpeg-ts")) == []
    for bit in range(8 * len(whole)):
        bent = bytearray(whole)
        bent[bit // 8] ^= 1 << bit % 8
        assert walked(tmp_path, stream(PAT_PACKET, *spread(0x1000, bytes(bent) * 2)), "mpeg-ts").faults > 0, bit


def test_a_map_in_several_packets_is_put_together(tmp_path: Path) -> None:
    parts = spread(0x1000, pmt(4))

    assert len(parts) == 5
    assert flaws(walked(tmp_path, stream(PAT_PACKET, *parts), "mpeg-ts")) == []
    assert (
        flaws(walked(tmp_path, stream(PAT_PACKET, *[one for part in parts for one in (part, part)]), "mpeg-ts")) == []
    )


def test_a_section_that_ends_where_the_next_one_begins_is_put_together(tmp_path: Path) -> None:
    whole = pmt(1)
    data = b"\0" + whole
    rest = data[184:]
    second = packet(0x1000, 1, bytes([len(rest)]) + rest + pmt(), starts=True)

    assert (
        flaws(walked(tmp_path, stream(PAT_PACKET, packet(0x1000, 0, data[:184], starts=True), second), "mpeg-ts")) == []
    )


def test_a_section_that_is_cut_off_is_told(tmp_path: Path) -> None:
    first, *_ = spread(0x1000, pmt(4))
    whole = spread(0x1000, pmt(), 1)

    assert flaws(walked(tmp_path, stream(PAT_PACKET, first, *whole), "mpeg-ts")) == [
        "PID 4096/PMT: a section is cut off after 183 bytes: the next one begins at 376"
    ]


def test_a_lost_packet_of_a_table_is_told_once(tmp_path: Path) -> None:
    parts = spread(0x1000, pmt(4))

    assert flaws(
        walked(tmp_path, stream(PAT_PACKET, *parts[:2], *parts[3:], *spread(0x1000, pmt(), 5)), "mpeg-ts")
    ) == ["PID 4096: counter 3 follows 1: 1 packets or more are lost"]


def test_a_section_that_is_too_long_is_told(tmp_path: Path) -> None:
    assert flaws(
        walked(tmp_path, stream(PAT_PACKET, *spread(0x1000, pmt(5)), *spread(0x1000, pmt(), 6)), "mpeg-ts")
    ) == ["PID 4096/PMT: section_length is 1028, at most 1021 are allowed"]


def test_a_pointer_that_leads_beyond_its_packet_is_told(tmp_path: Path) -> None:
    bent = packet(0x1000, 1, bytes([184]), starts=True)

    assert flaws(walked(tmp_path, stream(PAT_PACKET, *spread(0x1000, pmt()), bent), "mpeg-ts")) == [
        "PID 4096/PMT: pointer_field 184 leads beyond its packet"
    ]


def test_a_map_that_never_comes_is_told(tmp_path: Path) -> None:
    both = packet(0, 0, b"\0" + pat(0x1000, 0x1001), starts=True)

    assert flaws(walked(tmp_path, stream(both, *spread(0x1000, pmt())), "mpeg-ts")) == [
        "PID 0/PAT: names PID 4097 for the map of program 2, and none comes there"
    ]


def test_a_map_may_come_before_the_table_that_names_it(tmp_path: Path) -> None:
    assert flaws(walked(tmp_path, stream(*spread(0x1000, pmt()), PAT_PACKET), "mpeg-ts")) == []


def test_a_pid_that_no_longer_holds_a_map_may_hold_anything(tmp_path: Path) -> None:
    other = section(0, 2, b"\0\1\xf0\1")  # another stream's, with its map in PID 0x1001
    picture = packet(0x1000, 1, b"\0\0\1\xe0\0\0\x80\0\0", starts=True)
    after = (packet(0, 1, b"\0" + other, starts=True), picture, *spread(0x1001, pmt()))

    assert flaws(walked(tmp_path, stream(PAT_PACKET, *spread(0x1000, pmt()), *after), "mpeg-ts")) == []


def test_private_sections_and_filling_are_no_flaw(tmp_path: Path) -> None:
    private = b"\xfc\x30\x05abcde"
    body = b"\0" + pmt() + private
    filled = packet(0x1000, 1, (b"\0" + pmt()).ljust(184, b"\0"), starts=True)

    assert flaws(walked(tmp_path, stream(PAT_PACKET, packet(0x1000, 0, body, starts=True), filled), "mpeg-ts")) == []


def test_a_zeroed_table_is_told(tmp_path: Path) -> None:
    empty = packet(0, 1, bytes(184), starts=True)

    assert "PID 0/PAT: section_syntax_indicator of table 0 is not set" in flaws(
        walked(tmp_path, stream(PAT_PACKET, *spread(0x1000, pmt()), empty), "mpeg-ts")
    )


def test_a_stream_of_tables_alone_is_walked_to_its_end(tmp_path: Path) -> None:
    many = packet(0, 0, b"\0" + pat(*range(0x20, 0x40)), starts=True)
    noise = [packet(0x20 + k % 32, k // 32 & 15, bytes([k & 127]) * 184, starts=True) for k in range(20_000)]

    assert walked(tmp_path, stream(many, *noise), "mpeg-ts").faults > 10_000

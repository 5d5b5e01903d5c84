"""NAL units are found in every framing, and a packet without a picture is told from a damaged one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.nal import (
    Framing,
    configuration_units,
    framing,
    holds_messages_only,
    is_picture,
    units,
)

ANNEX_B = Framing("h264", 0)
BY_FOUR = Framing("h264", 4)
SPS, PPS = bytes.fromhex("6742c01ed9"), bytes.fromhex("68cb83cb20")
SLICE, IDR = bytes.fromhex("419a0bcdef"), bytes.fromhex("658884abcd")
SEI = bytes.fromhex("0605021122") + b"\x80"
DELIMITER = bytes.fromhex("0910")


def avcc(length_bytes: int) -> bytes:
    """A decoder configuration record with one set of each (ISO/IEC 14496-15, 5.3.3.1.2)."""
    head = bytes.fromhex("0142c01e") + bytes([0xFC | (length_bytes - 1), 0xE1])
    return head + len(SPS).to_bytes(2, "big") + SPS + b"\x01" + len(PPS).to_bytes(2, "big") + PPS


def hvcc(length_bytes: int) -> bytes:
    """A decoder configuration record without arrays (ISO/IEC 14496-15, 8.3.3.1.2)."""
    return b"\x01" + bytes(20) + bytes([0xFC | (length_bytes - 1), 0])


def framed(length_bytes: int, *found: bytes) -> bytes:
    return b"".join(len(unit).to_bytes(length_bytes, "big") + unit for unit in found)


@pytest.mark.parametrize("length_bytes", [1, 2, 4])
def test_the_length_size_stands_in_the_configuration_record(length_bytes: int) -> None:
    assert framing("h264", avcc(length_bytes)) == Framing("h264", length_bytes)
    assert framing("hevc", hvcc(length_bytes)) == Framing("hevc", length_bytes)


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@pytest.mark.parametrize(
    "extradata", [b"", b"\x00\x00\x00\x01" + SPS, b"\x00\x00\x01" + SPS, b"\x01", b"\x01\x42\xc0\x1e"]
)
def test_a_track_without_a_whole_record_uses_start_codes(codec: str, extradata: bytes) -> None:
    assert framing(codec, extradata) == Framing(codec, 0)


def test_a_codec_without_nal_units_has_no_length_field() -> None:
    assert framing("mpeg4", avcc(4)) == Framing("mpeg4", 0)


@pytest.mark.parametrize("length_bytes", [1, 2, 4])
def test_units_are_found_by_their_length(length_bytes: int) -> None:
    packet = framed(length_bytes, SEI, IDR, SLICE)

    assert list(units(Framing("h264", length_bytes), packet)) == [SEI, IDR, SLICE]


@pytest.mark.parametrize("start", [b"\x00\x00\x01", b"\x00\x00\x00\x01"])
def test_units_are_found_by_their_start_codes(start: bytes) -> None:
    packet = start + SEI + b"\x00\x00\x01" + IDR + b"\x00\x00\x01" + SLICE

    assert list(units(ANNEX_B, packet)) == [SEI, IDR, SLICE]


def test_bytes_before_the_first_start_code_are_no_unit() -> None:
    assert list(units(ANNEX_B, b"\xff\xff\x00\x00\x01" + IDR)) == [IDR]


def test_start_codes_without_anything_behind_them_are_no_unit() -> None:
    assert list(units(ANNEX_B, b"\x00\x00\x01\x00\x00\x01\x00\x00\x01")) == []


@pytest.mark.parametrize(
    ("packet", "found"),
    [
        (framed(4, SEI) + framed(4, IDR)[:-1], [SEI]),  # the last length runs past the packet
        (framed(4, SEI) + bytes(64), [SEI]),  # a block of the card that reads as zero
        (framed(4, SEI) + b"\x00\x00", [SEI]),  # half a length
        (framed(4, SEI) + b"\x00\x00\x00\x05", [SEI]),  # a length with nothing behind it
        (b"\xff\xff\xff\xff" + IDR, []),
        (b"\x00\x00\x00", []),
        (b"", []),
    ],
)
def test_a_length_that_does_not_fit_ends_the_walk(packet: bytes, found: list[bytes]) -> None:
    assert list(units(BY_FOUR, packet)) == found


@pytest.mark.parametrize("length_bytes", [1, 2, 4])
def test_parameter_sets_are_taken_from_the_record(length_bytes: int) -> None:
    assert list(configuration_units("h264", avcc(length_bytes))) == [SPS, PPS]


def test_parameter_sets_are_taken_from_an_annex_b_header() -> None:
    extradata = b"\x00\x00\x01" + SPS + b"\x00\x00\x01" + PPS

    assert list(configuration_units("h264", extradata)) == [SPS, PPS]


@pytest.mark.parametrize("kept", range(7, 25))
def test_a_truncated_record_gives_what_it_holds_and_no_error(kept: int) -> None:
    assert (SPS + PPS).startswith(b"".join(configuration_units("h264", avcc(4)[:kept])))


@pytest.mark.parametrize(("codec", "extradata"), [("hevc", hvcc(4)), ("mpeg4", b"\x00\x00\x01\xb0"), ("h264", b"")])
def test_other_tracks_have_no_parameter_sets_to_audit(codec: str, extradata: bytes) -> None:
    assert list(configuration_units(codec, extradata)) == []


@pytest.mark.parametrize(
    ("codec", "header", "picture"),
    [
        ("h264", "01", True),  # slice
        ("h264", "65", True),  # IDR slice
        ("h264", "02", True),  # data partition
        ("h264", "06", False),  # SEI
        ("h264", "67", False),  # SPS
        ("h264", "68", False),  # PPS
        ("h264", "0c", False),  # filler
        ("h264", "00", False),  # unspecified
        ("hevc", "0201", True),  # TRAIL_R
        ("hevc", "2601", True),  # IDR_W_RADL
        ("hevc", "2a01", True),  # CRA
        ("hevc", "4001", False),  # VPS
        ("hevc", "4201", False),  # SPS
        ("hevc", "4e01", False),  # prefix SEI
        ("hevc", "5001", False),  # suffix SEI
        ("h264", "", False),
        ("hevc", "", False),
    ],
)
def test_a_unit_holds_a_picture_or_not_by_its_type(codec: str, header: str, *, picture: bool) -> None:
    assert is_picture(codec, bytes.fromhex(header)) is picture


@pytest.mark.parametrize("found", [(SEI,), (DELIMITER, SEI), (SPS, PPS), (SPS, PPS, SEI), (b"\x0b",), (b"\x0a",)])
def test_messages_and_sets_alone_make_a_packet_without_picture(found: tuple[bytes, ...]) -> None:
    assert holds_messages_only(BY_FOUR, framed(4, *found))
    assert holds_messages_only(ANNEX_B, b"".join(b"\x00\x00\x00\x01" + unit for unit in found))


def test_filler_of_any_size_makes_a_packet_without_picture() -> None:
    assert holds_messages_only(BY_FOUR, framed(4, b"\x0c" + b"\xff" * 5000 + b"\x80"))


@pytest.mark.parametrize(
    "packet",
    [
        framed(4, SEI, IDR),  # a picture is there
        framed(4, SEI) + bytes(500),  # where a slice was, zeros are
        framed(4, SEI) + framed(4, IDR)[:-1],  # the tail is missing
        framed(4, bytes([SEI[0] | 0x80]) + SEI[1:]),  # forbidden_zero_bit
        framed(4, b"\x66" + SEI[1:]),  # a slice's nal_ref_idc on a message: one bit of 0x65 flipped
        framed(4, b"\x09" + b"\xab" * 300),  # a delimiter as long as a slice: one bit of 0x01 flipped
        framed(4, b"\x67" + b"\xab" * 3000),  # a parameter set as long as a slice: one bit of 0x65 flipped
        framed(4, b"\x00\x01\x02"),  # unspecified type
        bytes(500),
        b"",
    ],
)
def test_a_damaged_packet_is_not_excused_as_a_message(packet: bytes) -> None:
    assert not holds_messages_only(BY_FOUR, packet)


def test_zeros_behind_a_start_code_are_not_excused_as_a_message() -> None:
    assert not holds_messages_only(ANNEX_B, b"\x00\x00\x00\x01" + DELIMITER + bytes(500))
    assert not holds_messages_only(ANNEX_B, bytes(500))


def test_only_packets_of_h264_need_the_excuse() -> None:
    assert not holds_messages_only(Framing("hevc", 4), framed(4, bytes.fromhex("4e010502112280")))


@given(st.binary(max_size=200), st.sampled_from([0, 1, 2, 4]), st.sampled_from(["h264", "hevc"]))
def test_any_bytes_can_be_walked(packet: bytes, length_bytes: int, codec: str) -> None:
    framed_so = Framing(codec, length_bytes)

    found = list(units(framed_so, packet))
    assert sum(map(len, found)) <= len(packet)
    assert all(found)
    assert framing(codec, packet).length_bytes in (0, 1, 2, 3, 4)
    list(configuration_units(codec, packet))
    holds_messages_only(framed_so, packet)

"""NAL units are found in every framing, and a packet without a picture is told from a damaged one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.nal import (
    Framing,
    configuration_units,
    framing,
    holds_messages_only,
    is_message,
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


def hvcc(length_bytes: int, *arrays: tuple[bytes, ...]) -> bytes:
    """A decoder configuration record with those arrays of sets (ISO/IEC 14496-15, 8.3.3.1.2)."""
    head = b"\x01" + bytes(20) + bytes([0xFC | (length_bytes - 1), len(arrays)])
    return head + b"".join(bytes([0x80, 0, len(array)]) + framed(2, *array) for array in arrays)


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


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@pytest.mark.parametrize("length_bytes", [0, 4])
def test_of_slices_only_the_beginning_is_handed_out_and_of_messages_all(codec: str, length_bytes: int) -> None:
    slice_, message = (b"\x41", b"\x06") if codec == "h264" else (b"\x02\x01", b"\x4e\x01")
    whole = [one + bytes(range(1, 255)) * 100 for one in (message, slice_, slice_)]
    packet = framed(4, *whole) if length_bytes else b"".join(b"\x00\x00\x01" + one for one in whole)

    for given_so in (packet, memoryview(packet)):
        found = list(units(Framing(codec, length_bytes), given_so))
        assert found == [whole[0], whole[1][:128], whole[2][:128]]
        assert all(isinstance(one, bytes) for one in found)


@given(st.lists(st.sampled_from([b"\x00", b"\x01", b"\x02", b"\x00\x00\x01"]), max_size=60).map(b"".join))
def test_start_codes_are_found_at_any_place(packet: bytes) -> None:
    places = [at for at in range(len(packet)) if packet[at : at + 3] == b"\x00\x00\x01"]
    expected = [packet[at + 3 : end] for at, end in zip(places, [*places[1:], len(packet)], strict=False)]

    assert list(units(ANNEX_B, packet)) == [one for one in expected if one]


def test_start_codes_among_many_zeros_are_found_too() -> None:
    packet = bytes(5001) + b"\x01" + SEI + bytes(4000) + b"\x01" + IDR + bytes(3000)

    assert [one[:5] for one in units(ANNEX_B, packet)] == [SEI[:5], IDR[:5]]


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


def test_parameter_sets_of_hevc_are_taken_from_its_record() -> None:
    vps, sets = b"\x40\x01\x0c", (b"\x42\x01\x01\x04", b"\x42\x01\x02")

    assert list(configuration_units("hevc", hvcc(4, (vps,), sets))) == [vps, *sets]
    assert list(configuration_units("hevc", b"\x00\x00\x01" + vps)) == [vps]


@pytest.mark.parametrize("kept", range(23, 40))
def test_a_truncated_record_of_hevc_gives_what_it_holds(kept: int) -> None:
    vps, sps = b"\x40\x01\x0c", b"\x42\x01\x01\x04"

    assert (vps + sps).startswith(b"".join(configuration_units("hevc", hvcc(4, (vps,), (sps,))[:kept])))


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


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        ("4e01050211228000", True),  # prefix SEI, and a zero of the next start code
        ("4e0105021122800000", False),  # zeros behind it
        ("5001840111228080", True),  # suffix SEI
        ("400108", True),  # VPS
        ("4a01", True),  # end of the stream
        ("460150", True),  # delimiter
        ("4601" + "50" * 8, False),  # a delimiter as long as a slice
        ("4201" + "50" * 4100, False),  # an SPS as long as a slice
        ("0201d0", False),  # slice
        ("7c0108", False),  # unspecified
        ("ce0105021122", False),  # forbidden_zero_bit
        ("", False),
    ],
)
def test_a_message_of_hevc_is_told_by_type_size_and_end(unit: str, *, message: bool) -> None:
    assert is_message("hevc", bytes.fromhex(unit)) is message


@given(st.binary(max_size=200), st.sampled_from([0, 1, 2, 4]), st.sampled_from(["h264", "hevc"]))
def test_any_bytes_can_be_walked(packet: bytes, length_bytes: int, codec: str) -> None:
    framed_so = Framing(codec, length_bytes)

    found = list(units(framed_so, packet))
    assert sum(map(len, found)) <= len(packet)
    assert all(found)
    assert framing(codec, packet).length_bytes in (0, 1, 2, 3, 4)
    list(configuration_units(codec, packet))
    holds_messages_only(framed_so, packet)

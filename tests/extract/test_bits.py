"""Bit strings as the video standards write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.bits import BitReader, BitsExhausted, payload


def bits(text: str) -> BitReader:
    """A reader of these bits, filled up with ones to whole bytes."""
    text = text.replace(" ", "")
    text += "1" * (-len(text) % 8)
    return BitReader(int(text, 2).to_bytes(len(text) // 8, "big"))


# ITU-T H.264, Table 9-2: bit string -> codeNum, and Table 9-3: codeNum -> signed value
TABLE_9_2 = [
    ("1", 0, 0),
    ("010", 1, 1),
    ("011", 2, -1),
    ("00100", 3, 2),
    ("00101", 4, -2),
    ("00110", 5, 3),
    ("00111", 6, -3),
    ("0001000", 7, 4),
    ("0001001", 8, -4),
    ("0001010", 9, 5),
    ("0000 0000 1 0000 0000", 255, 128),
    ("0000 0000 0000 0000 1 0000 0000 0000 0000", 65535, 32768),
    ("0" * 32 + "1" + "0" * 32, 2**32 - 1, 2**31),
]


@pytest.mark.parametrize(("text", "unsigned", "signed"), TABLE_9_2)
def test_exp_golomb_codes_are_those_of_the_standards_table(text: str, unsigned: int, signed: int) -> None:
    assert bits(text).ue() == unsigned
    assert bits(text).se() == signed


def test_codes_follow_one_another_without_a_gap() -> None:
    reader = bits("1 010 011 00100 0001001 101")

    assert [reader.ue() for _ in range(5)] == [0, 1, 2, 3, 8]
    assert reader.u(3) == 5


@pytest.mark.parametrize(("count", "value"), [(0, 0), (1, 1), (4, 0b1010), (8, 0b10100101), (12, 0b101001011100)])
def test_fixed_length_codes_are_read_from_the_most_significant_bit(count: int, value: int) -> None:
    assert BitReader(b"\xa5\xc3").u(count) == value


@pytest.mark.parametrize("text", ["00000000", "00000001", "0" * 33 + "1" + "0" * 40])
def test_a_code_that_does_not_end_is_refused(text: str) -> None:
    with pytest.raises(BitsExhausted):
        bits(text).ue()


def test_reading_past_the_end_is_refused_and_takes_nothing() -> None:
    reader = BitReader(b"\x80")
    with pytest.raises(BitsExhausted):
        reader.u(9)

    assert reader.u(8) == 0x80


@pytest.mark.parametrize(
    ("unit", "inside"),
    [
        ("67 42 00 00 03 00 1e", "42 00 00 00 1e"),
        ("67 00 00 03 01 00 00 03 02", "00 00 01 00 00 02"),
        ("67 00 00 03", "00 00"),
        ("67 00 00 03 03", "00 00 03"),
        ("67 01 02 03 04", "01 02 03 04"),
    ],
)
def test_emulation_prevention_bytes_are_taken_out(unit: str, inside: str) -> None:
    assert payload(bytes.fromhex(unit), 1) == bytes.fromhex(inside)


def test_the_header_of_an_hevc_unit_is_two_bytes() -> None:
    assert payload(bytes.fromhex("42 01 0c 00 00 03 01"), 2) == bytes.fromhex("0c 00 00 01")


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=20))
def test_what_is_written_as_exp_golomb_is_read_again(numbers: list[int]) -> None:
    text = "".join("0" * ((number + 1).bit_length() - 1) + f"{number + 1:b}" for number in numbers)

    reader = bits(text)
    assert [reader.ue() for _ in numbers] == numbers

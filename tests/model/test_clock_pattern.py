"""The reference clock's code: what is shown today is read tomorrow, and few wrong bits are never taken for a time."""

from collections.abc import Iterator
from itertools import combinations
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import clock_pattern as pattern
from conformance.model.clock_pattern import Draw

draws = st.builds(
    Draw,
    time=st.integers(0, 2**44 - 1),
    number=st.integers(0, 255),
    uncertainty=st.integers(0, 255),
    relative=st.booleans(),
    delay_stated=st.booleans(),
)


def test_a_message_is_that_of_pages_made_before() -> None:
    draw = Draw(1_795_651_216_667, 232, 25, relative=True, delay_stated=True)

    assert pattern.message(draw).hex() == "1a21527251be8193d4280ad8"
    assert crc32(b"123456789") == 0xCBF43926  # the check value of CRC-32/ISO-HDLC


@given(draws)
def test_a_draw_is_read_from_its_message(draw: Draw) -> None:
    assert pattern.draw_of(pattern.message(draw)) == draw


@given(draws, st.integers(0, 95))
def test_bits_are_the_message_highest_bit_first(draw: Draw, place: int) -> None:
    packed = sum(1 << (95 - at) for at, bit in enumerate(pattern.bits(draw)) if bit)

    assert packed.to_bytes(12) == pattern.message(draw)
    changed = (packed ^ 1 << place).to_bytes(12)
    assert isinstance(pattern.draw_of(changed), str)


@pytest.mark.parametrize("flags", [4, 8, 12])
def test_a_message_of_a_later_version_is_no_draw(flags: int) -> None:
    checked = ((1_795_651_216_667 << 20) | flags).to_bytes(8)

    assert pattern.draw_of(checked + crc32(checked).to_bytes(4)) == "of a later version"


def syndromes() -> list[int]:
    """What each wrong bit of a lane adds to the checksum's error; CRC is linear but for a constant."""
    zero = crc32(bytes(8))
    of_data = [crc32((1 << 63 - at).to_bytes(8)) ^ zero for at in range(64)]
    return of_data + [1 << 31 - at for at in range(32)]


def sums(count: int) -> Iterator[int]:
    for chosen in combinations(syndromes(), count):
        total = 0
        for one in chosen:
            total ^= one
        yield total


def test_up_to_seven_wrong_bits_of_a_lane_are_always_found() -> None:
    # n wrong bits go unseen where two sets of bits that differ in them have the same sum
    triples = list(sums(3))
    seen = set(triples)

    assert len(seen) == len(triples)  # none of up to 6 bits
    assert 0 not in seen
    assert not any(total in seen for total in sums(4))  # none of 7: a set of 4 that shares a bit with its 3 makes up 5


@pytest.mark.parametrize("corner", "ABCD")
def test_a_mark_says_its_corner(corner: str) -> None:
    assert pattern.corner_of(pattern.mark_text(corner)) == corner


@pytest.mark.parametrize("text", ["", "T1", "T1E", "T2A", "C060A", "T1AA", "t1A"])
def test_another_code_is_no_mark_of_a_clock(text: str) -> None:
    assert pattern.corner_of(text) == ""

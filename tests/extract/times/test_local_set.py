"""KLV local sets of MISB ST 0601: the time counts where the checksum bears it out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.times.local_set import KEY, LocalSetTimes, checksum
from conformance.model.stated_times import StatedTimes, TimeSource

from .making import NOON, local_set, placed

TICK = Fraction(1, 90_000)


def read(*packets: bytes) -> tuple[StatedTimes, ...]:
    times = LocalSetTimes()
    for number, one in enumerate(packets):
        times.take(one, placed(number * 90_000))
    return times.frozen(2, TICK)


def test_a_set_is_read_as_its_bytes_stand() -> None:
    # key, length 17, tag 2: 0x0005F895880E3000 us, tag 65: version 19, tag 1: the sum of all words before it
    data = bytes.fromhex("060e2b34020b01010e01030101000000 11 02080005f895880e3000 410113 0102")
    words = [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
    (found,) = read(data + (sum(words) % 2**16).to_bytes(2, "big"))

    assert (found.source, found.index, found.count) == (TimeSource.LOCAL_SET, 2, 1)
    assert found.times[0].utc == NOON


def test_the_sum_takes_an_odd_last_byte_as_the_upper_one() -> None:
    assert checksum(bytes.fromhex("060e2b34")) == 0x3142
    assert checksum(bytes.fromhex("060e2b3402")) == 0x3342


def test_a_set_may_stand_behind_the_header_of_an_access_unit() -> None:
    (found,) = read(bytes.fromhex("fc0001df0025") + local_set(NOON * 10**6))

    assert found.count == 1


@pytest.mark.parametrize("length", [b"\x81\x0e", b"\x82\x00\x0e", b"\x84\x00\x00\x00\x0e"])
def test_a_long_length_is_read(length: bytes) -> None:
    (found,) = read(local_set(NOON * 10**6, length=length))

    assert (found.count, found.damaged) == (1, 0)


@pytest.mark.parametrize(
    "length", [b"\x0d", b"\x0f", b"\x7f", b"\x80", b"\x85\0\0\0\0\x0e", b"\xff", b"\x84\xff\xff\xff\xff"]
)
def test_a_length_that_lies_is_damage(length: bytes) -> None:
    (found,) = read(local_set(NOON * 10**6, length=length))

    assert (found.count, found.damaged) == (0, 1)


@pytest.mark.parametrize("at", range(16, 31))
def test_a_flipped_bit_is_damage_and_no_other_time(at: int) -> None:
    data = bytearray(local_set(NOON * 10**6))
    data[at] ^= 1
    (found,) = read(bytes(data))

    assert (found.count, found.no_date, found.damaged) == (0, 0, 1)


def test_an_item_of_two_bytes_of_tag_is_passed_over() -> None:
    (found,) = read(local_set(NOON * 10**6, bytes.fromhex("810a 02 abcd")))

    assert found.count == 1


def test_two_times_or_none_in_a_set_are_damage() -> None:
    twice = local_set(NOON * 10**6, b"\x02\x08" + bytes(8))
    none = KEY + b"\x04\x01\x02"
    (found,) = read(twice, none + checksum(none).to_bytes(2, "big"))

    assert (found.count, found.damaged) == (0, 2)


def test_other_data_is_passed_over() -> None:
    assert read(b"", b"$GPRMC", bytes(100), KEY[:15]) == ()


@given(st.binary(max_size=300))
def test_any_bytes_behind_a_key_can_be_read(body: bytes) -> None:
    (found,) = read(KEY + body)

    assert found.count + found.no_date + found.damaged == 1


@given(st.integers(0, 2**64 - 1), st.data())
def test_a_set_that_is_cut_off_is_damage(time: int, data: st.DataObject) -> None:
    whole = local_set(time)
    (found,) = read(whole[: data.draw(st.integers(16, len(whole) - 1))])

    assert (found.count, found.no_date, found.damaged) == (0, 0, 1)

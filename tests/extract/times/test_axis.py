"""Times of Axis Signed Video, written byte by byte as its framework lays them out (lib/src/sv_tlv.c)."""

from fractions import Fraction

import pytest

from conformance.extract.times.sei import SeiTimes
from conformance.model.stated_times import StatedTimes, TimeSource

from .making import HASHES, NOON, axis, axis_general, general, message, placed, signed, since_1601, unit

TICK = Fraction(1, 1000)


def read(*data: bytes) -> tuple[StatedTimes, ...]:
    """Message k in packet k, presented at second k."""
    times = SeiTimes("hevc")
    for number, one in enumerate(data):
        times.take(39, unit(message(one), header=b"\x4e\x01"), number, placed(number * 1000))
    return times.frozen(4, TICK)


def test_the_time_of_a_group_comes_up_to_two_groups_before_its_message() -> None:
    (found,) = read(*(axis(axis_general(2, (NOON + k) * 10**6 + 5)) for k in range(3)))

    assert (found.source, found.index, found.count, found.late) == (TimeSource.AXIS, 4, 3, 2)
    assert [one.utc for one in found.times] == [NOON + Fraction(5, 10**6), NOON + 2 + Fraction(5, 10**6)]


def test_how_late_a_message_is_that_stands_alone_nobody_knows() -> None:
    (found,) = read(axis(axis_general(2, NOON * 10**6)))

    assert (found.count, found.late) == (1, -1)


@pytest.mark.parametrize("scale", [1, 10**3, 10**6, 10**9])
def test_the_unit_is_the_one_that_makes_the_number_a_date(scale: int) -> None:
    (found,) = read(axis(axis_general(2, NOON * scale)), axis(axis_general(2, (NOON + 1) * scale)))

    assert [one.utc for one in found.times] == [NOON, NOON + 1]


@pytest.mark.parametrize("time", [0, 1, -1, 5 * 10**9, -NOON * 10**6, 2**63 - 1])
def test_a_number_that_is_a_date_in_no_unit_is_no_time(time: int) -> None:
    (found,) = read(axis(axis_general(2, time)))

    assert (found.count, found.no_date, found.times) == (0, 1, ())


def test_version_3_has_two_hashes_behind_the_time() -> None:
    (found,) = read(*(axis(axis_general(3, (NOON + k) * 10**6, behind=HASHES)) for k in range(2)))

    assert (found.count, found.damaged, found.late) == (2, 0, 2)


def test_version_4_has_the_time_of_the_end_before_its_hashes_and_the_start_is_read() -> None:
    ends = [((NOON + k + 1) * 10**6).to_bytes(8, "big") for k in range(2)]
    (found,) = read(*(axis(axis_general(4, (NOON + k) * 10**6, behind=end + HASHES)) for k, end in enumerate(ends)))

    assert (found.count, found.damaged) == (2, 0)
    assert [one.utc for one in found.times] == [NOON, NOON + 1]


@pytest.mark.parametrize(
    "tag",
    [
        axis_general(1),
        axis_general(2),
        axis_general(3, behind=HASHES),
        b"\x02\x00\x04abcd",  # a key alone
    ],
)
def test_a_message_without_a_time_says_nothing(tag: bytes) -> None:
    assert read(axis(tag)) == ()


@pytest.mark.parametrize(
    "tag",
    [
        b"\x01\x00",
        axis_general(4, NOON * 10**6),
        axis_general(4, NOON * 10**6, behind=HASHES[:-8]),
        axis_general(5, NOON * 10**6, behind=HASHES),
        axis_general(2, NOON * 10**6, behind=HASHES),
        axis_general(2, flags=1),
        axis_general(2, NOON * 10**6, flags=0),
        axis_general(3, NOON * 10**6),
        axis_general(3, NOON * 10**6, behind=HASHES[:-1]),
    ],
)
def test_a_general_tag_of_another_layout_is_damaged(tag: bytes) -> None:
    (found,) = read(axis(tag))

    assert (found.count, found.no_date, found.damaged) == (0, 0, 1)


def test_a_length_that_lies_ends_the_tags() -> None:
    assert read(axis(b"\x02\xff\xff" + axis_general(2, NOON * 10**6))) == ()
    assert read(axis(b"\x01")) == ()


def test_tags_before_the_general_one_are_passed_over_by_their_lengths() -> None:
    before = b"\x07\x03abc" + b"\x02\x00\x02\x01\x13"
    (found,) = read(axis(before + axis_general(2, NOON * 10**6)))

    assert (found.count, found.damaged) == (1, 0)


def test_a_stream_may_carry_both_schemes() -> None:
    onvif = signed(general(since_1601(NOON), since_1601(NOON + 1)))
    found = read(onvif, axis(axis_general(2, NOON * 10**6)))

    assert [one.source for one in found] == [TimeSource.SIGNING, TimeSource.AXIS]

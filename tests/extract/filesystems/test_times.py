"""Times of files off the disk: exact to the last bit, or no time; nothing is clamped into the calendar."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.filesystems.times import (
    exfat_time,
    ext4_extended_time,
    ext4_time,
    fat_accessed,
    fat_created,
    fat_written,
    ntfs_time,
)
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime
from conformance.model.vocabulary import Reason

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as shown
CALENDAR = st.datetimes(datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 59))  # noqa: DTZ001 - as FAT shows them
WORD = st.integers(0, 0xFFFF)


def words(shown: datetime) -> tuple[int, int]:
    """Date and time as DOS packs them, seconds truncated to two."""
    date = (shown.year - 1980) * 512 + shown.month * 32 + shown.day
    return date, shown.hour * 2048 + shown.minute * 32 + shown.second // 2


def set_time(found: FileTime | Absent) -> FileTime:
    assert isinstance(found, FileTime), found
    return found


def zone_of(offset: int) -> int | Absent:
    return set_time(exfat_time(0x58AE_5863, 0, offset)).zone


def no_time(found: FileTime | Absent) -> str:
    assert isinstance(found, Absent), found
    assert found.reason is Reason.TIME_NOT_SET
    return found.detail


def test_fat_shows_the_even_second_before() -> None:
    found = set_time(fat_written(*words(datetime(2024, 5, 14, 11, 1, 7))))  # noqa: DTZ001 - as shown

    assert found.shown == datetime(2024, 5, 14, 11, 1, 6)  # noqa: DTZ001
    assert found.resolution == 2
    assert isinstance(found.zone, Absent)


def test_fat_bits_lie_where_the_specification_puts_them() -> None:
    # 2024-05-14: 44 << 9 | 5 << 5 | 14; 11:01:06: 11 << 11 | 1 << 5 | 3
    assert set_time(fat_written(0x58AE, 0x5823)).shown == datetime(2024, 5, 14, 11, 1, 6)  # noqa: DTZ001
    assert set_time(fat_written(0x0021, 0x0000)).shown == datetime(1980, 1, 1)  # noqa: DTZ001
    assert set_time(fat_written(0xFF9F, 0xBF7D)).shown == datetime(2107, 12, 31, 23, 59, 58)  # noqa: DTZ001


def test_the_hundredths_of_a_creation_time_run_over_two_seconds() -> None:
    assert set_time(fat_created(0x58AE, 0x5823, 100)).shown == datetime(2024, 5, 14, 11, 1, 7)  # noqa: DTZ001
    last = set_time(fat_created(0x58AE, 0x5823, 199))
    assert (last.shown, last.resolution) == (datetime(2024, 5, 14, 11, 1, 7, 990_000), Fraction(1, 100))  # noqa: DTZ001
    assert set_time(fat_created(0x58AE, 0x5823, 0)).resolution == 2, "who leaves the byte out knows two seconds"
    assert "more than two seconds" in no_time(fat_created(0x58AE, 0x5823, 200))


def test_a_day_of_access_is_known_to_a_day() -> None:
    found = set_time(fat_accessed(0x58AE))

    assert (found.shown, found.resolution) == (datetime(2024, 5, 14), 86_400)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("date", "time"),
    [
        (0x0000, 0x0000),  # not set
        (0x580E, 0x0000),  # month 0
        (0x59AE, 0x0000),  # month 13
        (0x58A0, 0x0000),  # day 0
        (0x585F, 0x0000),  # 31 February
        (0x565D, 0x0000),  # 29 February 2023
        (0x58AE, 0xC000),  # 24 h
        (0x58AE, 0x0780),  # 60 min
        (0x58AE, 0x001E),  # 60 s
        (0x58AE, 0x001F),  # 62 s
        (0xFFFF, 0xFFFF),
    ],
)
def test_what_is_on_no_calendar_and_no_clock_is_no_time(date: int, time: int) -> None:
    for found in (fat_written(date, time), fat_created(date, time, 0), exfat_time(date << 16 | time, 0, 0x80)):
        assert no_time(found).endswith("is no date and time" if date else "the date is 0: not set")


def test_exfat_shows_the_second_that_two_second_readers_miss() -> None:
    found = set_time(exfat_time(0x58AE_5823, 100, 0xA0))

    assert found.shown == datetime(2024, 5, 14, 11, 1, 7)  # noqa: DTZ001 - The Sleuth Kit 4 shows 06
    assert (found.zone, found.resolution) == (480, Fraction(1, 100))
    assert "more than two seconds" in no_time(exfat_time(0x58AE_5823, 200, 0xA0))


@pytest.mark.parametrize(
    ("offset", "minutes"),
    [
        (0x80, 0),
        (0x84, 60),
        (0xA0, 480),
        (0xA4, 540),  # Japan, as Windows writes it
        (0xB4, 780),
        (0xBF, 945),
        (0xC0, -960),
        (0xD0, -720),
        (0xEC, -300),  # New York in winter, as Windows writes it
        (0xF2, -210),  # Newfoundland
        (0xFF, -15),
    ],
)
def test_the_offset_of_exfat_is_twos_complement_of_seven_bits(offset: int, minutes: int) -> None:
    assert zone_of(offset) == minutes


@given(st.integers(0, 0x7F))
def test_an_offset_without_its_valid_bit_is_no_zone(offset: int) -> None:
    assert isinstance(zone_of(offset), Absent), "not even UTC"


def test_ntfs_counts_from_1601() -> None:
    assert set_time(ntfs_time(11_644_473_600 * 10_000_000)).since_1970 == 0
    assert set_time(ntfs_time(1)).since_1970 == Fraction(1, 10_000_000) - 11_644_473_600
    assert set_time(ntfs_time(1)).shown == datetime(1601, 1, 1)  # noqa: DTZ001
    assert set_time(ntfs_time(128_930_364_000_000_000)).shown == datetime(2009, 7, 25, 23)  # noqa: DTZ001
    assert set_time(ntfs_time(1)).zone == 0
    no_time(ntfs_time(0))
    no_time(ntfs_time(2**63 - 1))
    no_time(ntfs_time(2**64 - 1))


def test_the_last_tick_of_the_calendar_is_a_time_and_the_next_is_none() -> None:
    end = (datetime(9999, 12, 31, 23, 59, 59) - datetime(1601, 1, 1)) // timedelta(seconds=1)  # noqa: DTZ001

    assert set_time(ntfs_time((end + 1) * 10_000_000 - 1)).shown == datetime(9999, 12, 31, 23, 59, 59, 999_999)  # noqa: DTZ001
    no_time(ntfs_time((end + 1) * 10_000_000))


@pytest.mark.parametrize(
    ("seconds", "extra", "shown"),
    [  # the bounds that Linux's own tests of ext4 name, fs/ext4/inode-test.c
        (0x8000_0000, 0, "1901-12-13 20:45:52"),
        (0xFFFF_FFFF, 0, "1969-12-31 23:59:59"),
        (0x0000_0000, 0, "1970-01-01 00:00:00"),
        (0x7FFF_FFFF, 0, "2038-01-19 03:14:07"),
        (0x8000_0000, 1, "2038-01-19 03:14:08"),
        (0xFFFF_FFFF, 1, "2106-02-07 06:28:15"),
        (0x0000_0000, 1, "2106-02-07 06:28:16"),
        (0x7FFF_FFFF, 1, "2174-02-25 09:42:23"),
        (0x8000_0000, 2, "2174-02-25 09:42:24"),
        (0xFFFF_FFFF, 2, "2242-03-16 12:56:31"),
        (0x0000_0000, 2, "2242-03-16 12:56:32"),
        (0x7FFF_FFFF, 2, "2310-04-04 16:10:39"),
        (0x8000_0000, 3, "2310-04-04 16:10:40"),
        (0xFFFF_FFFF, 3, "2378-04-22 19:24:47"),
        (0x0000_0000, 3, "2378-04-22 19:24:48"),
        (0x7FFF_FFFF, 3, "2446-05-10 22:38:55"),
    ],
)
def test_ext4_counts_past_2038(seconds: int, extra: int, shown: str) -> None:
    assert set_time(ext4_extended_time(seconds, extra)).shown == datetime.fromisoformat(shown)
    if extra == 0:
        assert set_time(ext4_time(seconds)).shown == datetime.fromisoformat(shown)


def test_ext4_knows_nanoseconds_below_a_second_only() -> None:
    found = set_time(ext4_extended_time(0, 999_999_999 << 2))

    assert (found.since_1970, found.resolution, found.zone) == (1 - Fraction(1, 10**9), Fraction(1, 10**9), 0)
    assert set_time(ext4_time(0)).resolution == 1
    no_time(ext4_extended_time(0, 1_000_000_000 << 2))
    no_time(ext4_extended_time(0, 0xFFFF_FFFF))


@given(CALENDAR, st.integers(0, 199), st.integers(-64, 63))
def test_fat_and_exfat_give_back_what_was_stored(shown: datetime, hundredths: int, quarters: int) -> None:
    date, time = words(shown)
    even = shown.replace(second=shown.second // 2 * 2, microsecond=0)
    exact = even + timedelta(milliseconds=10 * hundredths)

    assert set_time(fat_written(date, time)).shown == even
    assert set_time(fat_created(date, time, hundredths)).shown == exact
    found = set_time(exfat_time(date << 16 | time, hundredths, 0x80 | quarters & 0x7F))
    assert (found.shown, found.zone) == (exact, quarters * 15)


@given(st.integers(1, 2_650_467_744 * 10**8 - 1))
def test_ntfs_gives_back_what_was_stored(ticks: int) -> None:
    assert (set_time(ntfs_time(ticks)).since_1970 + 11_644_473_600) * 10_000_000 == ticks


@given(st.integers(-(2**31), 2**34 - 2**31 - 1), st.integers(0, 10**9 - 1))
def test_ext4_gives_back_what_was_stored(seconds: int, nanoseconds: int) -> None:
    extra = (seconds - (seconds + 2**31) % 2**32 + 2**31) >> 32
    found = set_time(ext4_extended_time(seconds % 2**32, extra | nanoseconds << 2))

    assert found.since_1970 == seconds + Fraction(nanoseconds, 10**9)


@given(CALENDAR, CALENDAR)
def test_a_later_time_never_shows_earlier(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))

    assert set_time(fat_written(*words(first))).since_1970 <= set_time(fat_written(*words(second))).since_1970
    assert fat_written(*words(first)) == fat_written(*words(second)) or words(first) < words(second)


@given(WORD, WORD, st.integers(0, 255), st.integers(0, 255), st.integers(0, 2**64 - 1))
def test_any_bytes_are_survived(date: int, time: int, hundredths: int, offset: int, ticks: int) -> None:
    stored = (
        fat_written(date, time),
        fat_created(date, time, hundredths),
        fat_accessed(date),
        exfat_time(date << 16 | time, hundredths, offset),
    )

    assert all(isinstance(one, Absent) or 1980 <= one.shown.year <= 2108 for one in stored)
    for one in (ntfs_time(ticks), ext4_time(ticks >> 32), ext4_extended_time(ticks >> 32, ticks & 0xFFFF_FFFF)):
        assert isinstance(one, Absent) or one.shown.year >= 1601

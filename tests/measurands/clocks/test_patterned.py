"""The time in a name by stated patterns: only what they say, and no time where they leave two."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.clocks.clock import Clock
from conformance.measurands.clocks.file_name import named_clock
from conformance.model.facts import Absent
from conformance.model.name_pattern import parse_pattern
from conformance.model.vocabulary import Reason

from .test_file_name import TRUTH, named

TIME = "{year}{month}{day}{hour}{minute}{second}"


def clock(name: str, *patterns: str) -> Clock | Absent:
    one = named(name, 480)
    return named_clock(
        replace(one, recording=replace(one.recording, name_patterns=tuple(map(parse_pattern, patterns))))
    )


def no_time(name: str, *patterns: str) -> str:
    found = clock(name, *patterns)
    assert isinstance(found, Absent), found
    assert found.reason is Reason.TIME_NOT_SET
    return found.detail


@pytest.mark.parametrize(
    ("pattern", "name", "resolution"),
    [
        (f"{{device:7}}_{{officer:6}}_{TIME}_{{sequence:4}}.mp4", "0000042_000317_20230405123456_0001.mp4", 1),
        ("{day}{month}{year}{hour}{minute}{second}.mp4", "05042023123456.mp4", 1),
        ("{month}-{day}-{year2} {hour}{minute}{second}.avi", "04-05-23 123456.avi", 1),
        (f"{{sequence}}_{TIME}{{milli}}.mp4", "19991231235959_20230405123456000.mp4", Fraction(1, 1000)),
    ],
)
def test_a_stated_pattern_tells_the_order_of_the_date(pattern: str, name: str, resolution: Fraction) -> None:
    found = clock(name, pattern)

    assert isinstance(found, Clock), found
    assert (found.shown, found.resolution, found.zone) == (TRUTH, resolution, 480)
    assert pattern in found.text


def test_a_time_to_the_minute_is_known_to_a_minute() -> None:
    found = clock("202304051234.mp4", "{year}{month}{day}{hour}{minute}.mp4")

    assert isinstance(found, Clock)
    assert (found.shown, found.resolution) == (TRUTH.replace(second=0), 60)


def test_a_stated_pattern_is_not_left_for_a_search_of_digits() -> None:
    detail = no_time("VID_20230405_123456.mp4", f"{TIME}.mp4", "{device}-{sequence}.mp4")

    assert "fits none of the patterns that submission.yaml states" in detail
    assert f"'{TIME}.mp4', '{{device}}-{{sequence}}.mp4'" in detail


def test_digits_of_a_serial_number_are_no_time_where_the_pattern_says_so() -> None:
    assert isinstance(clock("20230405123456.mp4"), Clock), "without a pattern the search takes it for a time"
    assert "tells no time by '{sequence}.mp4'" in no_time("20230405123456.mp4", "{sequence}.mp4")


def test_a_date_that_is_none_is_not_read() -> None:
    assert "tells no date of the calendar" in no_time("20230231123456.mp4", f"{TIME}.mp4")
    assert "tells no date of the calendar" in no_time("00000405123456.mp4", f"{TIME}.mp4")
    assert "tells no date of the calendar" in no_time("20230405123460.mp4", f"{TIME}.mp4")


DAY_FIRST, MONTH_FIRST = (
    f"{first}{{year}}{{hour}}{{minute}}{{second}}.mp4" for first in ("{day}{month}", "{month}{day}")
)


def test_a_name_that_fits_two_patterns_with_different_times_tells_none() -> None:
    detail = no_time("04052023123456.mp4", DAY_FIRST, MONTH_FIRST)

    assert "tells different times" in detail
    assert "2023-05-04 12:34:56" in detail
    assert "2023-04-05 12:34:56" in detail


def test_a_name_that_fits_a_pattern_with_and_one_without_a_time_tells_none() -> None:
    assert "none by '{sequence}.mp4'" in no_time("20230405123456.mp4", f"{TIME}.mp4", "{sequence}.mp4")


@pytest.mark.parametrize("name", ["25042023123456.mp4", "04042023123456.mp4"])
def test_two_orders_that_agree_or_of_which_one_is_no_date_are_no_doubt(name: str) -> None:
    found = clock(name, DAY_FIRST, MONTH_FIRST)

    assert isinstance(found, Clock), found
    assert found.shown.month == 4


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - a name tells no zone
def test_day_and_month_first_never_tell_a_wrong_date(time: datetime) -> None:
    found = clock(time.strftime("%d%m%Y%H%M%S.mp4"), DAY_FIRST, MONTH_FIRST)

    if time.day > 12 or time.day == time.month:
        assert isinstance(found, Clock)
        assert found.shown == time.replace(microsecond=0)
    else:
        assert isinstance(found, Absent)

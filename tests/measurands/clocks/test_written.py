"""Times that stand as text: read in full with their last unit and zone, or not read; a date alone is no time."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.clocks.written import written_time
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason


@pytest.mark.parametrize(
    ("text", "shown", "zone", "resolution"),
    [
        ("1990-01-02 02:03:55", "1990-01-02 02:03:55", None, 1),
        ("Wed Jan 02 02:03:55 1990\n\0", "1990-01-02 02:03:55", None, 1),
        ("Mon Mar  3 15:04:43 2003", "2003-03-03 15:04:43", None, 1),
        ("1990/01/02 02:03", "1990-01-02 02:03:00", None, 60),
        ("2001- 1-27  1:42PM", "2001-01-27 13:42:00", None, 60),
        ("2001/ 1/27 12:42AM", "2001-01-27 00:42:00", None, 60),
        ("2005-11-28/ 09:19", "2005-11-28 09:19:00", None, 60),
        ("2005:08:17 11:42:43", "2005-08-17 11:42:43", None, 1),
        ("2026-11-20T10:00:00.250000Z", "2026-11-20 10:00:00.250", 0, Fraction(1, 1000)),
        ("2026-11-20T10:00:00.250001Z", "2026-11-20 10:00:00.250001", 0, Fraction(1, 1_000_000)),
        ("2026-11-20T10:00:00.000000Z", "2026-11-20 10:00:00", 0, 1),
        ("2020-05-20T20:00:00+0800", "2020-05-20 20:00:00", 480, 1),
        ("2020-05-20T20:00:00-03:30", "2020-05-20 20:00:00", -210, 1),
        ("2020-05-20 20:00:00 UTC", "2020-05-20 20:00:00", 0, 1),
    ],
)
def test_what_recorders_write_is_read(text: str, shown: str, zone: int | None, resolution: Fraction) -> None:
    time = written_time(text)

    assert not isinstance(time, Absent), time
    assert time.shown == datetime.fromisoformat(shown)
    assert time.resolution == resolution
    assert isinstance(time.zone, Absent) if zone is None else time.zone == zone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2012",
        "2026-11-20",  # a date alone is not midnight
        "20261120T100000",
        "2026-W47-5 10:00:00",
        "12:34:56",
        "04/05/2023 12:34:56",  # April or May
        "2023-13-05 12:34:56",
        "2023-02-31 12:34:56",
        "2023-02-28 24:00:00",
        "2023-02-28 12:60:00",
        "2023-02-28 12:00:60",
        "2023-02-28 13:00PM",
        "2023-02-28 0:30AM",
        "2023/02-28 12:00:00",
        "0000-00-00 00:00:00",
        "2023-02-28 12:00:00+15:00",
        "2023-02-28 12:00:00-12:15",
        "2023-02-28 12:00:00+08:75",
        "2023-02-28 12:00:00 CST",
        "Wed Foo 02 02:03:55 1990",
        "Mit Jan 02 02:03:55 1990",
        "２０２３-02-28 12:00:00",
        "2023-02-28 12:00:00 and more",
    ],
)
def test_what_may_be_something_else_is_no_time(text: str) -> None:
    time = written_time(text)

    assert isinstance(time, Absent)
    assert time.reason is Reason.TIME_NOT_SET


@given(
    st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)),  # noqa: DTZ001 - as written
    st.sampled_from(["%Y-%m-%dT%H:%M:%S.%f", "%Y/%m/%d %H:%M:%S.%f", "%Y:%m:%d  %H:%M:%S.%f"]),
)
def test_any_time_comes_back_to_the_microsecond(time: datetime, pattern: str) -> None:
    found = written_time(time.strftime(pattern))

    assert not isinstance(found, Absent)
    assert found.shown == time
    assert timedelta(microseconds=1) <= timedelta(seconds=float(found.resolution)) <= timedelta(seconds=1)


@given(st.text(max_size=64))
def test_any_text_is_survived(text: str) -> None:
    found = written_time(text)

    assert isinstance(found, Absent) or found.shown.year >= 1

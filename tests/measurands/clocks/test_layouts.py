"""Date and time in lines of text: the layouts of recorders, and what only looks like one of them."""

import pytest

from conformance.measurands.clocks.layouts import NO_DATE, Written, written
from conformance.model.overlay_facts import TextLine

YEAR_FIRST, DAY_FIRST = ("2020", "06", "01"), ("01", "06", "2020")
NIGHT = ("00", "55", "06")


def line(text: str, sure: int = 99) -> TextLine:
    return TextLine(0, 0, 0, 500, 50, text, (sure,) * len(text))


@pytest.mark.parametrize(
    ("text", "date", "time", "afternoon"),
    [
        ("2020-06-01 00:55:06", YEAR_FIRST, NIGHT, None),
        ("2020-06-0100:55:06", YEAR_FIRST, NIGHT, None),
        ("2020-06-01T00:55:06Z", YEAR_FIRST, NIGHT, None),
        ("2020-06-01 T00:55:06Z", YEAR_FIRST, NIGHT, None),
        ("2020/06/01 00:55:06.125", YEAR_FIRST, NIGHT, None),
        ("2020.06.01 00:55:06", YEAR_FIRST, NIGHT, None),
        ("01/06/2020 00:55:06", DAY_FIRST, NIGHT, None),
        ("01/06/2020 12:55:06 AM", DAY_FIRST, ("12", "55", "06"), False),
        ("01/06/202012:55:06PM", DAY_FIRST, ("12", "55", "06"), True),
        ("01/06/2020 12:55:06 p.m.", DAY_FIRST, ("12", "55", "06"), True),
        ("2020年06月01日 00:55:06", YEAR_FIRST, NIGHT, None),
        ("2020年06月01日00:55:06", YEAR_FIRST, NIGHT, None),
        ("2020年06月01日星期一 上午 00:55:06", YEAR_FIRST, NIGHT, False),
        ("2020－06－01　00：55：06", YEAR_FIRST, NIGHT, None),
        ("DSJ-A7 000123  2020-06-01 00:55:06  N31.2304 E121.4737", YEAR_FIRST, NIGHT, None),
        ("00:55:06 2020-06-01", YEAR_FIRST, NIGHT, None),
        ("REC 00:55:06", NO_DATE, NIGHT, None),
    ],
)
def test_a_layout_is_read(
    *, text: str, date: tuple[str, str, str], time: tuple[str, str, str], afternoon: bool | None
) -> None:
    assert written([line(text)]) == Written(date, time, afternoon, doubtful=False, sure=99)


@pytest.mark.parametrize(
    "text",
    [
        "00:55:06:12",  # hours, minutes, seconds, frames
        "00:55:06;12",
        "2020-06-01 00:55:06:12",
        "100:55:06",
        "2020-06-01 00:5S:06",
        "2020-06-01 00.55.06",
        "2020-06-01 0:55:06",
        "2020-06-01 00:55",
        "2020-06-01 00:55:06 00:55:07",
        "2020-06-01 2020-06-02 00:55:06",
        "2020-06-01 AM 00:55:06 PM",
        "",
    ],
)
def test_what_is_not_one_whole_time_is_none(text: str) -> None:
    assert written([line(text)]) is None


@pytest.mark.parametrize(
    "text", ["20-06-01 00:55:06", "12020-06-01 00:55:06", "2020-6-1 00:55:06", "2020-06/01 00:55:06"]
)
def test_a_date_of_another_form_is_no_date(text: str) -> None:
    read = written([line(text)])

    assert read is not None
    assert read.date == NO_DATE


@pytest.mark.parametrize(
    ("tail", "doubtful"),
    [("", False), (" Z", False), (" UTC+8", False), (" +08:00", False), (" 4711", False), (" A", True), (" FM", True)],
)
def test_what_may_be_am_or_pm_leaves_the_hour_in_doubt(*, tail: str, doubtful: bool) -> None:
    read = written([line("2020-06-01 09:55:06" + tail)])

    assert read is not None
    assert (read.doubtful, read.afternoon) == (doubtful, None)


def test_date_and_time_may_stand_in_two_lines() -> None:
    read = written([line("CAR 7 2020-06-01", 95), line("00:55:06 AM")])

    assert read == Written(YEAR_FIRST, NIGHT, afternoon=False, doubtful=False, sure=95)


def test_only_digits_and_letters_that_are_used_must_be_certain() -> None:
    text = "OFFICER 2020-06-01 00:55:06.3 N31"
    sure = [99] * len(text)
    for place in (0, text.index("1 ") + 1, text.index(":"), text.index("3"), len(text) - 1):
        sure[place] = 30
    sure[text.index("5")] = 71

    read = written([TextLine(0, 0, 0, 500, 50, text, tuple(sure))])

    assert read is not None
    assert read.sure == 71

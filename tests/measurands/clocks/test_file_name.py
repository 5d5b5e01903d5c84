"""The time in a file's name: right, or not read; never guessed from digits of something else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.clocks.file_name import named_clock
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent, Media
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Reason

from ..facts import outcome, reason, video, witnessed
from ..facts import subject as made

STAMPS = tuple(range(0, 250, 10))
MEDIA = Media("mp4", "", (video(STAMPS, Fraction(1, 250)),), (), ())
TRUTH = datetime(2023, 4, 5, 12, 34, 56)  # noqa: DTZ001 - a name tells no zone


def named(path: str, zone: int | Absent | None = None) -> RecordingSubject:
    one = made(MEDIA)
    recording = replace(one.recording, path=path)
    return replace(one, recording=recording if zone is None else replace(recording, clock_zone=zone))


@pytest.mark.parametrize(
    "name",
    [
        "0000042_000317_20230405123456_0001.mp4",
        "000317_0000042_20230405123456_0001IMP.mp4",
        "20230405123456_0001.mp4",
        "VID_20230405_123456.mp4",
        "2023-04-05_12-34-56.mkv",
        "2023-04-05 12.34.56.mov",
        "2023_04_05_12_34_56.avi",
        "2023.04.05-12.34.56.ts",
        "2023-04-05T12:34:56Z.mp4",
        "Axon_Body_3_Video_2023-04-05_123456.mp4",
        "DCIM/100/CAR-20230405-123456-F.mp4",
        "20230405123456-20230405124456.mp4",
        "99999999_20230405123456.mp4",
    ],
)
def test_the_time_in_a_name_is_read(name: str) -> None:
    clock = named_clock(named(name))
    assert not isinstance(clock, Absent), clock
    assert (clock.shown, clock.resolution) == (TRUTH, 1)


@pytest.mark.parametrize(
    "name",
    [
        "clip.mp4",
        "GH010042.MP4",
        "20231305123456.mp4",  # no month 13
        "20230230123456.mp4",  # no 30 February
        "20230405243456.mp4",  # no hour 24
        "05042023123456.mp4",  # day first: April or May is a guess
        "230405123456.mp4",  # a year of two digits
        "120230405123456.mp4",  # a longer number
        "2023040512345678.mp4",
        "20230405.mp4",
        "2023-0405_123456.mp4",  # separated in two ways
        "2023-04-05_1234.mp4",  # no second
        "20230405123456_20240405123456.mp4",  # a year apart: which one is it?
        "20230405124456-20230405123456.mp4",  # the end before the start
        "２０２３０４０５１２３４５６.mp4",  # full-width digits
    ],
)
def test_what_may_be_something_else_is_not_read(name: str) -> None:
    clock = named_clock(named(name))

    assert isinstance(clock, Absent)
    assert clock.reason is Reason.TIME_NOT_SET


def test_milliseconds_are_read_where_they_stand_beside_the_second() -> None:
    clock = named_clock(named("VID_20230405_123456789.mp4"))

    assert not isinstance(clock, Absent)
    assert (clock.shown, clock.resolution) == (TRUTH + timedelta(milliseconds=789), Fraction(1, 1000))


TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31, 23, 59, 59))  # noqa: DTZ001 - as above


@given(
    TIMES,
    st.sampled_from(["%Y%m%d%H%M%S", "%Y%m%d_%H%M%S", "%Y-%m-%d_%H-%M-%S", "%Y.%m.%d %H.%M.%S"]),
    st.sampled_from(["", "VID_", "x-", "记录仪_"]),
    st.sampled_from(["", "_0001", "-F", " (2)", "IMP"]),
)
def test_any_time_comes_back(time: datetime, pattern: str, before: str, behind: str) -> None:
    clock = named_clock(named(before + time.strftime(pattern).rjust(len(pattern), "0") + behind + ".mp4"))

    assert not isinstance(clock, Absent)
    assert clock.shown == time.replace(microsecond=0)


@given(st.text(max_size=60))
def test_any_name_is_survived(name: str) -> None:
    clock = named_clock(named("a" + name))

    assert isinstance(clock, Absent) or 1900 <= clock.shown.year <= 2099


def against(start: datetime, zone: int | Absent | None) -> RecordingSubject:
    one = named("VID_20230405_123456.mp4", zone)
    return replace(one, recording=replace(one.recording, reference=ReferenceTime(start, Fraction(1, 10))))


@pytest.mark.parametrize(
    ("zone", "start", "offset"),
    [
        (480, datetime(2023, 4, 5, 4, 34, 54, tzinfo=UTC), 2),
        (480, datetime(2023, 4, 5, 12, 34, 57, tzinfo=timezone(timedelta(hours=8))), -1),
        (0, datetime(2023, 4, 5, 12, 34, 56, 250_000, tzinfo=UTC), Fraction(-1, 4)),
        (-210, datetime(2023, 4, 5, 16, 4, 56, tzinfo=UTC), 0),
        (345, datetime(2023, 4, 5, 6, 49, 56, tzinfo=UTC), 0),
    ],
)
def test_the_offset_is_of_the_stated_zone(zone: int, start: datetime, offset: Fraction) -> None:
    found = outcome("time.file_name_offset", against(start, zone))

    assert isinstance(found, Measurement), found
    assert found.value == offset
    assert isinstance(found.uncertainty, Uncertain)
    # a second on either side, rectangular, and the witness's 0.1 s: 2 sqrt(1/3 + 0.0025)
    assert float(found.uncertainty.expanded) == pytest.approx(1.159, abs=0.001)


def test_without_zone_or_witness_there_is_no_offset_but_what_stands_there() -> None:
    unwitnessed = named("VID_20230405_123456.mp4", 480)

    assert reason("time.file_name_offset", against(datetime(2023, 4, 5, tzinfo=UTC), None)) is Reason.SETTING_NOT_STATED
    assert reason("time.file_name_offset", unwitnessed) is Reason.NO_REFERENCE_TIME
    nameless = witnessed(named("clip.mp4", 0), ReferenceTime(datetime(2023, 4, 5, tzinfo=UTC), Fraction(1)))
    assert reason("time.file_name_offset", nameless) is Reason.TIME_NOT_SET
    assert "2023-04-05 12:34:56 (+08:00)" in outcome("time.file_name_offset", unwitnessed).detail  # type: ignore[union-attr]

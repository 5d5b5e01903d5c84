"""Clocks of one recording held against each other: zones named, rests reported, nothing corrected."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import IsoFacts, Media, StatedDate
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Reason

from ..facts import iso, outcome, reason, value, video
from ..facts import subject as made

RESIDUAL, ZONES = "time.clock_residual_max", "time.zone_offset_max"
STAMPS = tuple(range(0, 75_000, 10))  # 300 s at 25 Hz
SINCE_1904 = 2_082_844_800  # s from 1904 to 1970
NOON = int(datetime(2023, 4, 5, 12, tzinfo=UTC).timestamp()) + SINCE_1904


def recorded(name: str, *created: int, zone: int | None = None, kind: str = "mp4", text: str = "") -> RecordingSubject:
    """A recording of 300 s of that name, whose headers state those times."""
    boxes = replace(iso(creation=next(iter(created), 0)), creation_times=tuple(dict.fromkeys(filter(None, created))))
    media = Media(kind, text, (video(STAMPS, Fraction(1, 250)),), (), ())
    one = made(media, boxes) if created else made(media)
    recording = replace(one.recording, path=name)
    return replace(one, recording=recording if zone is None else replace(recording, clock_zone=zone))


@pytest.mark.parametrize(
    ("name", "zone", "created", "rest", "zones"),
    [
        ("20230405120000.mp4", 0, NOON, 0, 0),
        ("20230405120001.mp4", 0, NOON, 1, 0),
        ("20230405200000.mp4", 480, NOON, 0, 0),  # local time in the name, UTC in the header: as it should be
        ("20230405200000.mp4", 480, NOON + 8 * 3600, 0, 28_800),  # local time labelled as UTC
        ("20230405110003.mp4", 0, NOON, 3, 3600),  # summer time forgotten
        ("20230405174500.mp4", 345, NOON, 0, 0),  # Nepal
        ("20230405120710.mp4", 0, NOON, 430, 0),
        ("20230405120740.mp4", 0, NOON, 440, 900),  # nearer to a quarter of an hour than to none
        ("20230401120002.mp4", 0, NOON, 4 * 86_400 - 2, 0),  # no zones are four days apart
        ("20230404103000.mp4", 0, NOON, 0, 91_800),
    ],
)
def test_a_difference_falls_into_a_zone_and_a_rest(name: str, zone: int, created: int, rest: int, zones: int) -> None:
    one = recorded(name, created, zone=zone)

    assert value(RESIDUAL, one) == rest
    assert value(ZONES, one) == zones


def test_without_a_stated_zone_the_rest_is_measured_and_the_zones_are_not() -> None:
    one = recorded("20230405200002.mp4", NOON)
    found = outcome(RESIDUAL, one)

    assert isinstance(found, Measurement), found
    assert found.value == 2
    assert found.note == (
        "movie header 2023-04-05 12:00:00 (UTC) and file name 2023-04-05 20:00:02 (no zone): -8 h and -2 s apart"
    )
    assert isinstance(found.uncertainty, Uncertain)
    assert float(found.uncertainty.expanded) == pytest.approx(2 * (2 / 3) ** 0.5)
    assert reason(ZONES, one) is Reason.SETTING_NOT_STATED


def test_one_clock_is_not_compared_and_none_is_invented() -> None:
    for one in (recorded("clip.mp4", NOON), recorded("20230405120000.mp4"), recorded("clip.mp4", 0)):
        assert reason(RESIDUAL, one) is Reason.NOTHING_TO_MEASURE
        assert reason(ZONES, one) is Reason.NOTHING_TO_MEASURE


def test_headers_of_one_file_are_clocks_too() -> None:
    assert value(RESIDUAL, recorded("clip.mp4", NOON, NOON, NOON + 7)) == 7
    assert value(RESIDUAL, recorded("clip.mp4", 0, NOON, NOON + 7)) == 7


def test_a_header_that_may_be_of_the_close_leaves_the_finding_open() -> None:
    found = outcome(RESIDUAL, recorded("20230405115500.mp4", NOON, zone=0))

    assert isinstance(found, Measurement), found
    assert found.value == 300
    assert [one.source for one in found.conflicts] == ["container times read as those of the close"]
    assert found.conflicts[0].value < Fraction(1, 10)  # type: ignore[operator]


def test_headers_of_start_and_close_in_one_file_leave_the_finding_open() -> None:
    found = outcome(RESIDUAL, recorded("clip.mp4", NOON, NOON - 300))

    assert isinstance(found, Measurement), found
    assert found.value == 300
    assert found.conflicts[0].value < Fraction(1, 10)  # type: ignore[operator]


def test_a_header_of_the_close_of_a_long_recording_is_not_surely_of_another_zone() -> None:
    one = recorded("20230405114800.mp4", NOON, zone=0)  # twelve minutes
    (track,) = one.facts.media.video  # type: ignore[union-attr]
    long = replace(track, time_base=track.time_base * Fraction(12, 5))
    found = outcome(ZONES, replace(one, facts=replace(one.facts, media=replace(one.facts.media, video=(long,)))))  # type: ignore[type-var]

    assert isinstance(found, Measurement), found
    assert found.value == 900
    assert [other.value for other in found.conflicts] == [0]


def test_a_header_that_fits_the_start_has_no_other_reading() -> None:
    found = outcome(RESIDUAL, recorded("20230405120000.mp4", NOON, zone=0))

    assert isinstance(found, Measurement), found
    assert found.opinions == ()


def test_quicktime_leaves_its_zone_open_and_matroska_does_not() -> None:
    assert reason(ZONES, recorded("20230405120000.mov", NOON, zone=0, kind="mov")) is Reason.SETTING_NOT_STATED
    assert value(ZONES, recorded("20230405200000.mkv", zone=480, kind="matroska", text="2023-04-05T12:00:00Z")) == 0
    assert value(RESIDUAL, recorded("20230405200003.avi", zone=480, kind="avi", text="2023-04-05 20:00:00")) == 3


@pytest.mark.parametrize("text", ["", "yesterday", "0000-00-00T00:00:00Z"])
def test_what_is_no_date_is_no_clock(text: str) -> None:
    assert reason(RESIDUAL, recorded("20230405120000.mkv", kind="matroska", text=text)) is Reason.NOTHING_TO_MEASURE


def test_a_date_alone_is_not_midnight() -> None:
    one = recorded("20230405000000.mkv", kind="matroska", text="2023-04-05")

    assert reason(RESIDUAL, one) is Reason.NOTHING_TO_MEASURE


def tagged(one: RecordingSubject, **texts: str) -> RecordingSubject:
    """The recording with those strings in its metadata, `_` for `.`."""
    dates = tuple(StatedDate(key.replace("_of_", "."), text) for key, text in texts.items())
    assert isinstance(one.facts.media, Media)
    return replace(one, facts=replace(one.facts, media=replace(one.facts.media, dates=dates)))


def test_strings_of_the_metadata_are_clocks_in_their_own_zone_or_the_recorders() -> None:
    bare = recorded("clip.avi", zone=480, kind="avi", text="2023-04-05 20:00:00")

    assert value(RESIDUAL, tagged(bare, date="2023-04-05 20:00:07")) == 7
    assert value(ZONES, tagged(bare, date="2023-04-05T12:00:00Z")) == 0
    assert value(ZONES, tagged(bare, date="2023-04-05T20:00:00+0900")) == 3600
    assert reason(RESIDUAL, tagged(bare, date="2023-04-05")) is Reason.NOTHING_TO_MEASURE
    assert reason(RESIDUAL, tagged(bare, date_tagged="2024-01-01 00:00:00")) is Reason.NOTHING_TO_MEASURE


def test_a_minute_without_seconds_is_known_to_a_minute_on_either_side() -> None:
    found = outcome(RESIDUAL, recorded("20230405200059.avi", zone=480, kind="avi", text="2023-04-05 20:00"))

    assert isinstance(found, Measurement), found
    assert found.value == 59
    assert isinstance(found.uncertainty, Uncertain)
    assert float(found.uncertainty.expanded) == pytest.approx(2 * ((60**2 + 1) / 3) ** 0.5)


def test_creation_times_of_iso_headers_are_not_compared_twice() -> None:
    one = tagged(recorded("clip.mp4", NOON), creation_time="2023-04-05T12:00:09.000000Z")

    assert reason(RESIDUAL, one) is Reason.NOTHING_TO_MEASURE, "FFmpeg's print of a header is no clock of its own"


def test_apples_creation_date_has_a_zone_where_quicktimes_header_has_none() -> None:
    one = tagged(
        recorded("clip.mov", NOON, kind="mov"),
        com_of_apple_of_quicktime_of_creationdate="2023-04-05T20:00:02+0800",
    )

    assert value(RESIDUAL, one) == 2
    assert reason(ZONES, one) is Reason.SETTING_NOT_STATED


def test_a_header_that_counts_from_1970_is_shown_as_it_stands_and_its_other_reading_is_said() -> None:
    found = outcome(RESIDUAL, recorded("20230405120002.mp4", NOON - SINCE_1904, zone=0))

    assert isinstance(found, Measurement), found
    assert "movie header 1957-04-04 12:00:00 (UTC)" in found.note
    assert isinstance(found.value, Fraction)
    assert found.value > 60 * 365 * 86_400
    said = {one.source: one.value for one in found.conflicts}
    assert said["container times read as seconds since 1970"] == 2


def test_a_header_of_32_bits_behind_its_roll_over_is_shown_as_it_stands_and_its_other_reading_is_said() -> None:
    one = recorded("20400206062820.mp4", 4, zone=0)  # 2**32 s after 1904 is 2040-02-06 06:28:16
    found = outcome(RESIDUAL, one)

    assert isinstance(found, Measurement), found
    assert "movie header 1904-01-01 00:00:04 (UTC)" in found.note
    assert {other.source: other.value for other in found.conflicts}["container times read as rolled over in 2040"] == 0

    assert isinstance(one.facts.iso, IsoFacts)
    wide = replace(one, facts=replace(one.facts, iso=replace(one.facts.iso, wide_creation_times=(4,))))
    known = outcome(RESIDUAL, wide)
    assert isinstance(known, Measurement)
    assert [other for other in known.conflicts if "2040" in other.source] == [], "64 bits do not roll over"


def test_the_last_second_before_the_roll_over_is_read_as_any_other() -> None:
    found = outcome(RESIDUAL, recorded("20400206062815.mp4", 2**32 - 1, zone=0))

    assert isinstance(found, Measurement), found
    assert (found.value, found.opinions) == (0, ())


def test_a_header_of_the_year_40000_is_no_clock() -> None:
    assert reason(RESIDUAL, recorded("20230405120000.mp4", 2**63)) is Reason.NOTHING_TO_MEASURE


def test_a_file_of_ten_thousand_clocks_takes_no_time() -> None:
    began = time.monotonic()
    one = recorded("20230405120000.mp4", *range(NOON - 5000, NOON + 5000), zone=0)

    assert reason(RESIDUAL, one) is Reason.METHOD_DOES_NOT_APPLY, "some pairs alone would prove nothing of the others"
    assert reason(ZONES, one) is Reason.METHOD_DOES_NOT_APPLY
    assert time.monotonic() - began < 5


def test_of_many_clocks_the_one_in_the_middle_is_compared_too() -> None:
    headers = [*range(NOON, NOON + 14), NOON + 400, *range(NOON + 886, NOON + 902)]

    assert value(RESIDUAL, recorded("clip.mp4", *headers)) == 414  # 486 s are nearer to a quarter of an hour


@given(st.integers(0, 2**32 - 1), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - a name's
def test_zone_and_rest_are_the_difference_and_the_rest_is_small_or_whole(created: int, shown: datetime) -> None:
    one = recorded(shown.strftime("%Y%m%d%H%M%S") + ".mp4", created or 1, zone=0)
    apart = abs(int(shown.replace(microsecond=0, tzinfo=UTC).timestamp()) + SINCE_1904 - (created or 1))
    rest, zones = value(RESIDUAL, one), value(ZONES, one)
    assert isinstance(rest, Fraction)
    assert isinstance(zones, Fraction)

    assert rest <= 450 or zones == 0
    assert apart in (zones + rest, zones - rest)
    assert zones % 900 == 0

"""To which part of a second, and in which zone, a recording says when it was made; what it leaves out stays open."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Media, StatedDate
from conformance.model.leap_seconds import EPOCH
from conformance.model.measurement import Measurement
from conformance.model.stated_times import StatedTime, StatedTimes, TimesFacts, TimeSource
from conformance.model.vocabulary import Reason

from ..facts import iso, outcome, reason, value, video
from ..facts import subject as made

RESOLUTION, UNSTATED = "time.resolution", "time.zones_unstated"
STAMPS = tuple(range(0, 75_000, 10))  # 300 s at 25 Hz
NOON = int(datetime(2023, 4, 5, 12, tzinfo=UTC).timestamp()) + 2_082_844_800  # since 1904


def recorded(name: str, created: int = 0, *, kind: str = "mp4", text: str = "", date: str = "") -> RecordingSubject:
    dates = (StatedDate("date", date),) if date else ()
    media = Media(kind, text, (video(STAMPS, Fraction(1, 250)),), (), (), dates)
    one = made(media, replace(iso(creation=created), creation_times=(created,))) if created else made(media)
    return replace(one, recording=replace(one.recording, path=name, clock_zone=480))


@pytest.mark.parametrize(
    ("one", "finest", "unstated"),
    [
        (recorded("clip.mp4", NOON), 1, 0),
        (recorded("20230405_120000.mp4", NOON), 1, 1),
        (recorded("20230405_120000.250.mp4", NOON), Fraction(1, 1000), 1),
        (recorded("clip.mov", NOON, kind="mov"), 1, 1),  # QuickTime leaves the zone open
        (recorded("clip.mkv", kind="matroska", text="2023-04-05T12:00:00.123000Z"), Fraction(1, 1000), 0),
        (recorded("clip.avi", kind="avi", date="2023-04-05 12:00"), 60, 1),
        (recorded("clip.avi", kind="avi", date="2023-04-05T12:00:00+08:00"), 1, 0),
    ],
)
def test_the_finest_unit_counts_and_each_time_without_a_zone(
    one: RecordingSubject, finest: Fraction, unstated: int
) -> None:
    assert value(RESOLUTION, one) == finest
    assert value(UNSTATED, one) == unstated


def test_the_zone_that_the_submission_states_is_not_part_of_the_recording() -> None:
    found = outcome(UNSTATED, recorded("20230405_120000.mp4"))

    assert isinstance(found, Measurement), found
    assert (found.value, found.exercised) == (1, 1)
    assert found.note == "without: file name 2023-04-05 12:00:00 (no zone)"


def test_messages_in_the_stream_are_known_to_an_interval_of_pictures() -> None:
    one = recorded("clip.mp4", NOON)
    since = int((datetime(2023, 4, 5, 12, tzinfo=UTC) - EPOCH).total_seconds())
    times = tuple(StatedTime(k, k * 60_000, since + Fraction(60 * k)) for k in (0, 1))
    found = StatedTimes(TimeSource.MISP, 0, Fraction(1, 1000), times, 1500, late=Fraction(0))
    one = replace(one, facts=replace(one.facts, times=TimesFacts((found,))))
    finest = value(RESOLUTION, one)

    assert isinstance(finest, Fraction)
    assert 0 < finest <= Fraction(1, 10)
    assert value(UNSTATED, one) == 0


@pytest.mark.parametrize("name", [RESOLUTION, UNSTATED])
def test_where_no_time_is_stated_nothing_is_measured(name: str) -> None:
    assert reason(name, recorded("clip.mp4")) is Reason.NOTHING_TO_MEASURE

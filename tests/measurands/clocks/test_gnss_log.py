"""A log beside the pictures: between which times it puts their start, and when it puts it nowhere."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Media
from conformance.model.gnss_facts import GnssFacts, GnssLog, LoggedTime
from conformance.model.leap_seconds import EPOCH
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Reason

from ..facts import outcome, reason, video
from ..facts import subject as made
from .test_gnss import MILLI, NOON, OFFSET, RESIDUAL, offset, recorded, refused, steady, track


def logged(first: Fraction | float, last: Fraction | float, valid: int = 60, **counts: int) -> GnssLog:
    """A log of those times, s from noon."""
    times = [
        LoggedTime(Fraction(round(second * 1000), 1000) + int(NOON.timestamp()), MILLI) for second in (first, last)
    ]
    return GnssLog((times[0], times[1]), valid, **{"void": 0, "unchecked": 0, "damaged": 0, "backward": 0, **counts})


def beside(log: GnssLog, seconds: int = 60, name: str = "clip.mp4") -> RecordingSubject:
    one = made(Media("mp4", "", (video(tuple(range(0, seconds * 250, 10)), Fraction(1, 250)),), (), ()))
    recording = replace(one.recording, path=name, clock_zone=0)
    return replace(one, recording=recording, facts=replace(one.facts, gnss=GnssFacts((), (log,))))


def test_the_start_lies_between_the_last_time_less_the_length_and_the_first() -> None:
    found = offset(beside(logged(0.5, 59.5)))

    assert found.value == Fraction(1, 2), "from 59.5 s - 60 s to 0.5 s + 1 s"
    assert found.exercised == 60
    assert isinstance(found.uncertainty, Uncertain)
    # half of 2 s, the last digit, and 100 ppm of 60 s on either side: rectangular
    assert float(found.uncertainty.expanded) == pytest.approx(2 * ((1.007**2) / 3 + 0.0005**2) ** 0.5, rel=1e-6)
    assert found.note == (
        "GNSS (NMEA 0183 log) 2023-06-01 12:00:00.500000 (UTC) at the first picture by 60 valid fixes; "
        "the witness 2023-06-01T12:00:00+00:00"
    )


def test_a_log_that_covers_less_leaves_more_open() -> None:
    late = offset(beside(logged(40, 59)))

    assert isinstance(late.uncertainty, Uncertain)
    assert float(late.uncertainty.expanded) > 2 * 20 / 3**0.5


def test_a_log_that_is_longer_than_the_pictures_is_not_of_them() -> None:
    assert refused(beside(logged(0, 62))) == (
        "NMEA 0183 log: it runs from 2023-06-01 12:00:00 UTC to 2023-06-01 12:01:02 UTC, 62 s, longer than the "
        "pictures, 60 s: not of this recording alone"
    )
    assert isinstance(offset(beside(logged(0, 61))), Measurement), "the first line may have come a second late"


def test_a_log_that_is_torn_places_nothing_and_no_clock_is_compared() -> None:
    assert refused(beside(logged(0, 59, backward=2))) == "NMEA 0183 log: its time goes back 2 times"
    assert "more is damaged than valid" in refused(beside(logged(0, 59, damaged=61)))
    for one in (logged(0, 59, backward=1), logged(0, 3600)):
        assert "NMEA 0183 log" in refused(beside(one, name="20230601120000.mp4"), RESIDUAL)


def test_a_log_without_a_fix_and_one_that_does_not_run_are_no_clock() -> None:
    empty = GnssLog((), 0, 9, 0, 0, 0)

    assert reason(OFFSET, beside(empty)) is Reason.TIME_NOT_SET
    assert reason(OFFSET, beside(logged(5, 5))) is Reason.NOTHING_TO_MEASURE
    assert reason(RESIDUAL, beside(empty, name="20230601120000.mp4")) is Reason.NOTHING_TO_MEASURE


def test_the_log_is_one_more_clock_in_utc() -> None:
    found = outcome(RESIDUAL, beside(logged(0.5, 59.5), name="20230601120003.mp4"))

    assert isinstance(found, Measurement), found
    assert found.value == Fraction(5, 2)


def test_beside_a_track_the_finer_is_measured_and_the_other_has_its_say() -> None:
    both = recorded(track(steady()), stamps=tuple(range(0, 15_000, 10)))
    held = both.facts.gnss
    assert isinstance(held, GnssFacts)
    found = offset(replace(both, facts=replace(both.facts, gnss=replace(held, logs=(logged(9, 58.5),)))))

    assert found.value == 0
    assert [(one.source, one.agrees) for one in found.opinions] == [("GNSS (NMEA 0183 log)", True)]


@given(
    start=st.integers(1_000_000_000, 2_000_000_000),
    length=st.integers(2, 300),
    cut=st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)),
    delays=st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
)
def test_whatever_is_logged_while_it_records_the_true_start_lies_within_the_bounds(
    start: int, length: int, cut: tuple[float, float], delays: tuple[int, int]
) -> None:
    """The first line is written in the recording, the last one too, each up to 1 s after the time in it."""
    begin, end = (round(1000 * length * part) for part in (cut[0], 1 - cut[1]))
    first, last = (Fraction(when - delay, 1000) for when, delay in zip((begin, end), delays, strict=True))
    if last <= first:
        return
    times = [LoggedTime(start + one, MILLI) for one in (first, last)]
    one = beside(GnssLog((times[0], times[1]), 9, 0, 0, 0, 0), length)
    found = offset(one, EPOCH + timedelta(seconds=start))

    assert isinstance(found.uncertainty, Uncertain)
    assert abs(found.value) <= found.uncertainty.expanded / 2 * Fraction(1733, 1000)  # type: ignore[arg-type,operator]

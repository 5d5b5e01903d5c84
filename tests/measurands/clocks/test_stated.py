"""Times beside the pictures carried back to the first one: bounds that hold, and clocks that do not run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent, Media
from conformance.model.leap_seconds import EPOCH
from conformance.model.measurement import Measurement, NotMeasured, Uncertain
from conformance.model.stated_times import StatedTime, StatedTimes, TimesFacts, TimeSource
from conformance.model.vocabulary import Axis, Reason

from ..facts import outcome, reason, video, witnessed
from ..facts import subject as made

OFFSET, RESIDUAL, ZONES = "time.sei_offset", "time.clock_residual_max", "time.zone_offset_max"
NOON = datetime(2023, 6, 1, 12, tzinfo=UTC)
SINCE = int((NOON - EPOCH).total_seconds())
MILLI = Fraction(1, 1000)
PICTURE = Fraction(1, 25)
PICTURES = tuple(range(0, 75_000, 10))  # 300 s at 25 Hz
PAIRS = [(Fraction(0), Fraction(0)), (Fraction(60), Fraction(60))]


def stated(
    pairs: Sequence[tuple[Fraction | int, Fraction | int]] = PAIRS,
    source: TimeSource = TimeSource.MISP,
    late: Fraction | int = 0,
    index: int = 0,
) -> StatedTimes:
    """Times as (s from the first picture, s since noon); thousands of others lie between."""
    times = tuple(StatedTime(k, round(at * 1000), SINCE + Fraction(second)) for k, (at, second) in enumerate(pairs))
    return StatedTimes(source, index, MILLI, times, 1500 if times else 0, late=Fraction(late))


def recorded(*found: StatedTimes, stamps: tuple[int, ...] = PICTURES, name: str = "clip.mp4") -> RecordingSubject:
    one = made(Media("mp4", "", (video(stamps, Fraction(1, 250)),), (), ()))
    facts = replace(one.facts, times=TimesFacts(found))
    return replace(one, recording=replace(one.recording, path=name, clock_zone=0), facts=facts)


def offset(one: RecordingSubject, start: datetime = NOON) -> Measurement:
    found = outcome(OFFSET, witnessed(one, ReferenceTime(start, Fraction(0))))
    assert isinstance(found, Measurement), found
    return found


def expanded(found: Measurement) -> float:
    assert isinstance(found.uncertainty, Uncertain)
    return float(found.uncertainty.expanded)


def refused(one: RecordingSubject, measurand: str = OFFSET) -> str:
    found = outcome(measurand, witnessed(one, ReferenceTime(NOON, MILLI)))
    assert isinstance(found, NotMeasured), found
    assert found.reason is Reason.TIME_STAMPS_UNRELIABLE
    return found.detail


def test_a_time_in_a_picture_is_that_of_the_picture_to_an_interval() -> None:
    found = offset(recorded(stated()))

    assert (found.value, found.exercised) == (0, 1500)
    assert expanded(found) == pytest.approx(2 * (0.040) / 3**0.5, rel=1e-6)
    assert found.note == (
        "at the first picture by 1500 times; SEI (MISP precision time stamp) 2023-06-01 12:00:00 (UTC); "
        "witness 2023-06-01 12:00:00 (UTC)"
    )


def test_the_first_picture_need_not_be_at_zero() -> None:
    later = tuple(stamp + 2500 for stamp in PICTURES)

    assert offset(recorded(stated(), stamps=later), NOON + timedelta(seconds=10)).value == 0


@pytest.mark.parametrize("seconds", [-3600, -2, 5, 86_400])
def test_a_clock_that_is_off_is_off_by_as_much(seconds: int) -> None:
    assert offset(recorded(stated([(0, seconds), (60, 60 + seconds)]))).value == seconds


def test_without_a_witness_the_time_is_told_and_not_measured() -> None:
    found = outcome(OFFSET, recorded(stated()))

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.NO_REFERENCE_TIME
    assert "2023-06-01 12:00:00 (UTC)" in found.detail


def test_no_message_and_no_date_are_no_clock() -> None:
    ticks = replace(stated((), TimeSource.SIGNING), no_date=5)
    unplaced = replace(stated((), TimeSource.MISP), untimed=7)

    assert reason(OFFSET, recorded()) is Reason.TRACK_MISSING
    assert reason(OFFSET, recorded(stated(source=TimeSource.TABLE, index=-1))) is Reason.TRACK_MISSING
    for one, said in ((ticks, "0 times, 5 no time of day"), (unplaced, "0 times, 7 without a time stamp")):
        found = outcome(OFFSET, recorded(one))
        assert isinstance(found, NotMeasured)
        assert found.reason is Reason.TIME_NOT_SET
        assert said in found.detail
    absent = Absent(Reason.DEPTH_TOO_SHALLOW, "none")
    one = recorded()
    assert reason(OFFSET, replace(one, facts=replace(one.facts, times=absent))) is Reason.DEPTH_TOO_SHALLOW


def test_times_that_part_from_the_time_stamps_leave_the_start_open_by_as_much() -> None:
    found = offset(recorded(stated([(0, 0), (60, Fraction(604, 10))])))

    assert found.value == Fraction(2, 10)
    assert expanded(found) == pytest.approx(2 * (0.2 + 0.040) / 3**0.5, rel=1e-6)


@pytest.mark.parametrize("jump", [-3600, -2, 2, 30, 86_400])
def test_a_clock_that_jumps_or_runs_off_is_found_and_never_averaged(jump: int) -> None:
    torn = recorded(stated([(0, 0), (60, 60 + jump)]), name="20230601120000.mp4")

    assert refused(torn).startswith("MISP precision time stamp of track 0: from 0 s to 60 s from the first picture")
    assert "its time goes" in refused(torn, RESIDUAL), "what does not run is compared with nothing"
    assert "its time goes" in refused(torn, ZONES)


def test_a_clock_that_stands_still_is_found_in_a_short_recording_too() -> None:
    short = replace(stated([(0, 0), (Fraction(4, 10), 0)]), still=10)

    assert "all of its times are 2023-06-01 12:00:00 UTC" in refused(recorded(short, stamps=PICTURES[:20]))


def test_a_source_of_which_more_is_damaged_than_dated_is_no_clock() -> None:
    assert "more is damaged than dated: 1500 times, 1501 damaged" in refused(recorded(replace(stated(), damaged=1501)))
    assert offset(recorded(replace(stated(), damaged=1500))).value == 0


def test_faults_are_told_with_their_packets() -> None:
    found = offset(recorded(replace(stated(), backwards=1, still=1, faults=(7, 9), unlocked=1500, jumps=2)))

    assert "1500 times, 1 earlier than the one before, 1 standing still" in found.note
    assert "1500 of a clock that may not be locked to a reference, 2 behind a jump that is admitted" in found.note
    assert [(place.axis, place.position) for place in found.where] == [(Axis.PACKET, 7), (Axis.PACKET, 9)]


def test_a_signature_may_come_late_and_the_middle_is_taken() -> None:
    found = offset(recorded(stated(source=TimeSource.SIGNING, late=2)))

    assert found.value == 1
    assert expanded(found) == pytest.approx(2 * (1 + 0.040) / 3**0.5, rel=1e-6)


def test_a_signature_of_which_nobody_knows_how_late_it_is_is_not_placed() -> None:
    assert reason(OFFSET, recorded(stated(PAIRS[:1], TimeSource.SIGNING, late=-1))) is Reason.TIME_NOT_SET


def test_of_several_sources_the_closest_is_taken_and_another_one_has_its_say() -> None:
    agreeing = stated([(0, -1), (60, 59)], TimeSource.SIGNING, late=2)
    other = stated([(0, 9), (60, 69)], TimeSource.SIGNING, late=2)

    assert [one.agrees for one in offset(recorded(agreeing, stated())).opinions] == [True]
    found = offset(recorded(other, stated()))
    assert (found.value, [(one.value, one.agrees) for one in found.opinions]) == (0, [(10, False)])


def test_a_count_with_leap_seconds_is_a_second_opinion_and_never_the_value() -> None:
    # MISP time was ahead of UTC by 28.999918 s since 2017: TAI is by 37 s, and MISP time is TAI - 8.000082 s
    ahead = Fraction(28_999_918, 10**6)
    found = offset(recorded(stated([(0, ahead), (60, 60 + ahead)])))

    assert found.value == ahead
    assert [(one.value, one.agrees) for one in found.opinions] == [(0, False)]
    assert "MISP time" in found.opinions[0].source
    assert offset(recorded(stated())).opinions == ()


def test_the_clocks_are_compared_with_each_other() -> None:
    one = recorded(stated([(0, 5), (60, 65)]), name="20230601120000.mp4")
    found = outcome(RESIDUAL, one)

    assert isinstance(found, Measurement)
    assert found.value == 5
    assert "SEI (MISP precision time stamp) 2023-06-01 12:00:05 (UTC)" in found.note


@pytest.mark.parametrize(
    ("source", "index", "rest", "half"),
    [(TimeSource.LOCAL_SET, 2, 0, 1), (TimeSource.TABLE, -1, Fraction(-1, 2), 1.5)],
)
def test_sets_and_tables_take_part_in_the_comparison(
    source: TimeSource, index: int, rest: Fraction, half: float
) -> None:
    found = outcome(RESIDUAL, recorded(stated(source=source, index=index), name="20230601120000.mp4"))

    assert isinstance(found, Measurement)
    assert found.value == abs(rest)
    assert expanded(found) == pytest.approx(2 * ((half**2 + 1) / 3) ** 0.5, rel=1e-6)


def test_the_first_reference_and_not_the_first_time_stamp_is_where_tables_count_from() -> None:
    later = tuple(stamp + 2500 for stamp in PICTURES)
    found = outcome(
        RESIDUAL, recorded(stated(source=TimeSource.TABLE, index=-1), stamps=later, name="20230601120000.mp4")
    )

    assert isinstance(found, Measurement)
    assert found.value == Fraction(1, 2)


def test_japans_time_in_a_table_is_a_second_opinion() -> None:
    nine = 9 * 3600
    table = stated([(0, nine), (60, nine + 60)], TimeSource.TABLE, index=-1)
    found = outcome(ZONES, recorded(table, name="20230601120000.mp4"))

    assert isinstance(found, Measurement)
    assert found.value == nine
    assert [(one.value, "ARIB" in one.source) for one in found.opinions if "ARIB" in one.source] == [(0, True)]


def test_a_table_that_jumps_says_nothing_of_the_pictures_but_ends_the_comparison() -> None:
    one = recorded(stated(), stated([(0, 0), (60, 3600)], TimeSource.TABLE, index=-1), name="20230601120000.mp4")

    assert offset(one).value == 0
    assert refused(one, RESIDUAL).startswith("DVB time table: from 0 s to 60 s")


def test_no_date_takes_no_part_in_the_comparison() -> None:
    ticks = replace(stated((), TimeSource.SIGNING), no_date=5)

    assert reason(RESIDUAL, recorded(ticks, name="20230601120000.mp4")) is Reason.NOTHING_TO_MEASURE


def test_without_a_time_line_times_have_no_start_and_dates_alone_stand_in_nobodys_way() -> None:
    few = PICTURES[:5]

    assert reason(OFFSET, recorded(stated(), stamps=few)) is Reason.NOTHING_TO_MEASURE
    assert reason(OFFSET, recorded(replace(stated(()), no_date=5), stamps=few)) is Reason.TIME_NOT_SET


def test_a_count_with_leap_seconds_is_a_second_opinion_of_the_comparison_too() -> None:
    ahead = Fraction(28_999_918, 10**6)
    found = outcome(RESIDUAL, recorded(stated([(0, ahead), (60, 60 + ahead)]), name="20230601120000.mp4"))

    assert isinstance(found, Measurement)
    assert found.value == ahead
    assert {one.source: one.value for one in found.opinions} == {
        "times read as a count with leap seconds (MISP time)": 0
    }


@given(
    st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**9), 10**9)), min_size=1, max_size=4),
    st.sampled_from(TimeSource),
    st.integers(0, 10**6),
)
def test_any_times_are_measured_or_refused(pairs: list[tuple[int, int]], source: TimeSource, late: int) -> None:
    one = witnessed(recorded(stated(pairs, source, late), name="20230601120000.mp4"), ReferenceTime(NOON, MILLI))

    for measurand in (OFFSET, RESIDUAL, ZONES):
        assert isinstance(outcome(measurand, one), Measurement | NotMeasured)


@given(
    st.fractions(-5, 5, max_denominator=100),
    st.lists(st.tuples(st.integers(0, 290), st.fractions(0, 1, max_denominator=50)), min_size=1, max_size=4),
)
def test_the_true_start_lies_within_what_is_stated(wrong: Fraction, late: list[tuple[int, Fraction]]) -> None:
    """Every message comes behind what it signs by up to 1 s."""
    pairs = [(at, at - delay + wrong) for at, delay in late]
    found = offset(recorded(stated(pairs, TimeSource.SIGNING, late=1)))

    assert isinstance(found.value, Fraction)
    assert abs(found.value - wrong) <= Fraction(expanded(found) * 3**0.5 / 2).limit_denominator(10**6) + Fraction(
        1, 10**5
    )

"""A receiver's time carried back to the first picture: bounds that hold, and clocks that do not run."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent, Media
from conformance.model.gnss_facts import Fix, FixQuality, GnssFacts, GnssFormat, GnssTrack
from conformance.model.leap_seconds import EPOCH, passed, utc_when
from conformance.model.measurement import Measurement, NotMeasured, Uncertain
from conformance.model.vocabulary import Reason

from ..facts import outcome, reason, video, witnessed
from ..facts import subject as made

OFFSET, RESIDUAL, ZONES = "time.gnss_offset", "time.clock_residual_max", "time.zone_offset_max"
NOON = datetime(2023, 6, 1, 12, tzinfo=UTC)
MILLI = Fraction(1, 1000)
PICTURES = tuple(range(0, 75_000, 10))  # 300 s at 25 Hz


def since(when: datetime) -> int:
    return int((when - EPOCH).total_seconds())


def fix(at: Fraction | float, utc: Fraction | int, *, lasts: int = 1000, leap: bool = False) -> Fix:
    return Fix(round(at * 1000), lasts, Fraction(utc), MILLI, FixQuality.FIX_3D, (), leap)


def track(fixes: Iterable[Fix], form: GnssFormat = GnssFormat.GPSU, *, void: int = 0, index: int = 3) -> GnssTrack:
    held = tuple(fixes)
    return GnssTrack(form, index, MILLI, held, len(held), void, 0, 0, 0, 0)


def steady(seconds: int = 60, start: datetime = NOON) -> list[Fix]:
    """A fix a second, each of the middle of what is possible: the true start is `start`."""
    return [fix(k, since(start) + k) for k in range(seconds)]


def recorded(*tracks: GnssTrack, stamps: tuple[int, ...] = PICTURES, name: str = "clip.mp4") -> RecordingSubject:
    one = made(Media("mp4", "", (video(stamps, Fraction(1, 250)),), (), ()))
    return replace(
        one, recording=replace(one.recording, path=name, clock_zone=0), facts=replace(one.facts, gnss=GnssFacts(tracks))
    )


def offset(one: RecordingSubject, start: datetime = NOON, uncertainty: Fraction = MILLI) -> Measurement:
    found = outcome(OFFSET, witnessed(one, ReferenceTime(start, uncertainty)))
    assert isinstance(found, Measurement), found
    return found


def refused(one: RecordingSubject, measurand: str = OFFSET) -> str:
    found = outcome(measurand, witnessed(one, ReferenceTime(NOON, MILLI)))
    assert isinstance(found, NotMeasured), found
    assert found.reason is Reason.TIME_STAMPS_UNRELIABLE
    return found.detail


def test_the_offset_is_that_of_the_middle_of_what_is_possible() -> None:
    found = offset(recorded(track(steady())))

    assert found.value == 0
    assert found.exercised == 60
    assert isinstance(found.uncertainty, Uncertain)
    # a packet of 1 s, a delay of up to 1 s and a last digit of 1 ms on either side: 1.001 s, rectangular
    assert float(found.uncertainty.expanded) == pytest.approx(2 * ((1.001**2) / 3 + 0.0005**2) ** 0.5, rel=1e-6)
    assert found.note == (
        "GNSS (GPMF GPSU) 2023-06-01 12:00:00 (UTC) at the first picture by 60 valid fixes; "
        "the witness 2023-06-01T12:00:00+00:00"
    )


def test_the_first_picture_need_not_be_at_zero() -> None:
    later = tuple(stamp + 2500 for stamp in PICTURES)

    assert offset(recorded(track(steady()), stamps=later)).value == 10
    assert offset(recorded(track(steady()), stamps=later), NOON + timedelta(seconds=10)).value == 0


def test_a_time_without_a_witness_is_told_and_not_measured() -> None:
    found = outcome(OFFSET, recorded(track(steady())))

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.NO_REFERENCE_TIME
    assert "2023-06-01 12:00:00 (UTC)" in found.detail


def test_no_track_and_no_valid_fix_are_no_clock() -> None:
    nothing = recorded()
    absent = Absent(Reason.TRACK_MISSING, "none")

    assert reason(OFFSET, replace(nothing, facts=replace(nothing.facts, gnss=absent))) is Reason.TRACK_MISSING
    assert reason(OFFSET, recorded(track((), void=60))) is Reason.TIME_NOT_SET
    assert reason(OFFSET, recorded(track(steady()[:1]))) is Reason.NOTHING_TO_MEASURE, (
        "one fix does not show that it runs"
    )


def test_a_receiver_that_stands_still_is_found() -> None:
    stopped = [fix(k, since(NOON) + min(k, 30)) for k in range(60)]

    assert refused(recorded(track(stopped))) == (
        "GNSS (GPMF GPSU) of track 3: from 30 s to 59 s from the first picture its time stands still at "
        "2023-06-01 12:00:30 UTC"
    )
    assert "stands still" in refused(recorded(track(fix(k, since(NOON)) for k in range(60))))
    assert "is not seen to run" in refused(recorded(track(fix(k, since(NOON)) for k in range(2))))


@pytest.mark.parametrize("jump", [-3600, -3, 3, 30, 86_400, 1024 * 7 * 86_400])
def test_a_receiver_that_jumps_is_found_and_never_averaged(jump: int) -> None:
    torn = [fix(k, since(NOON) + k + (jump if k >= 40 else 0)) for k in range(60)]
    detail = refused(recorded(track(torn)))

    assert detail.startswith("GNSS (GPMF GPSU) of track 3: from ")
    assert "its time goes" in detail


def test_one_fix_out_of_line_is_found_too() -> None:
    fixes = steady()
    fixes[30] = fix(30, since(NOON) + 35)

    assert "30 s from the first picture" in refused(recorded(track(fixes)))


@pytest.mark.parametrize("ppm", [-80, 80])
def test_a_recorder_whose_clock_strays_as_quartz_does_is_no_torn_receiver(ppm: int) -> None:
    day = [fix(k * (1 + Fraction(ppm, 10**6)), since(NOON) + k) for k in range(0, 86_400, 600)]

    assert abs(offset(recorded(track(day))).value) <= Fraction(1, 100)  # type: ignore[arg-type]


def test_a_recorder_whose_clock_strays_more_is_not_measured() -> None:
    day = [fix(k * (1 + Fraction(3, 10**4)), since(NOON) + k) for k in range(0, 86_400, 600)]

    assert "its time goes" in refused(recorded(track(day)))


def test_a_leap_second_is_no_jump() -> None:
    before = datetime(2016, 12, 31, 23, 59, 30, tzinfo=UTC)
    midnight = since(datetime(2017, 1, 1, tzinfo=UTC))
    fixes = [fix(k, since(before) + k) for k in range(30)]
    fixes += [fix(30, midnight, leap=True), *(fix(k, since(before) + k - 1) for k in range(31, 60))]

    assert offset(recorded(track(fixes)), before).value == 0
    without = [fix(k, since(before) + k - (k > 30)) for k in range(0, 60, 7)]
    assert offset(recorded(track(without)), before).value == 0


def test_a_week_number_that_rolled_over_is_named_and_not_corrected() -> None:
    wrong = NOON - timedelta(weeks=1024)
    found = offset(recorded(track(steady(start=wrong))))

    assert found.value == -1024 * 7 * 86_400
    assert "1024 weeks are a roll-over of the receiver's week number" in found.note
    assert "roll-over" not in offset(recorded(track(steady(start=NOON - timedelta(days=400))))).note


def test_of_two_receivers_the_finer_is_measured_and_the_other_has_its_say() -> None:
    coarse = track((fix(k, since(NOON) + k + 9, lasts=2000) for k in range(60)), GnssFormat.NMEA, index=4)
    same = track((fix(k, since(NOON) + k, lasts=2000) for k in range(60)), GnssFormat.NMEA, index=4)
    found = offset(recorded(coarse, track(steady())))

    assert found.value == 0
    assert [(one.source, one.agrees) for one in found.opinions] == [("GNSS (NMEA 0183)", False)]
    assert [one.agrees for one in offset(recorded(same, track(steady()))).opinions] == [True]


def test_packets_that_are_not_stamped_in_order_place_nothing() -> None:
    detail = refused(recorded(replace(track(steady()), disordered=2)))

    assert detail == "GNSS (GPMF GPSU) of track 3: 2 packets with another time than the one before are stamped no later"


def test_a_few_fixes_among_more_damage_prove_nothing() -> None:
    assert "more is damaged than valid: 60 valid fixes, 61 damaged" in refused(
        recorded(replace(track(steady()), damaged=61))
    )
    assert offset(recorded(replace(track(steady()), damaged=60))).value == 0


@pytest.mark.parametrize("away", [-200, 361])
def test_a_track_that_lies_beside_no_picture_places_nothing(away: int) -> None:
    far = [fix(k + away, since(NOON) + k + away) for k in range(60)]

    assert "it lies beside no picture" in refused(recorded(track(far)))


def test_one_torn_receiver_spoils_the_other() -> None:
    torn = track((fix(k, since(NOON) + k * (1 + (k > 30))) for k in range(60)), index=4)

    for receivers in ((track(steady()), torn), (torn, track((), void=9))):
        assert refused(recorded(*receivers)).startswith("GNSS (GPMF GPSU) of track 4: ")


def test_the_receiver_is_one_more_clock_in_utc() -> None:
    one = recorded(track(steady()), name="20230601120002.mp4")
    found = outcome(RESIDUAL, one)

    assert isinstance(found, Measurement), found
    assert found.value == 2
    assert "GNSS (GPMF GPSU) 2023-06-01 12:00:00 (UTC)" in found.note
    assert isinstance(outcome(ZONES, one), Measurement)


def test_no_clock_is_compared_beside_a_torn_receiver() -> None:
    torn = track(fix(k, since(NOON) + k + 60 * (k > 30)) for k in range(60))

    for measurand in (RESIDUAL, ZONES):
        assert "its time goes" in refused(recorded(torn, name="20230601120000.mp4"), measurand)


def test_a_receiver_without_a_fix_is_no_clock_to_compare() -> None:
    one = recorded(track((), void=60), name="20230601120000.mp4")

    assert reason(RESIDUAL, one) is Reason.NOTHING_TO_MEASURE


@given(
    start=st.integers(since(datetime(2000, 1, 1, tzinfo=UTC)) * 1000, since(datetime(2035, 1, 1, tzinfo=UTC)) * 1000),
    delays=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 999)), min_size=3, max_size=40),
)
def test_whatever_the_delays_the_true_start_lies_within_the_bounds(start: int, delays: list[tuple[int, int]]) -> None:
    """Fix k is of the moment 1000 k ms after the start; it arrives later, in a packet that began before that."""
    fixes = []
    for k, (delay, into) in enumerate(delays):
        moment = passed(Fraction(start, 1000)) + k
        arrived = 1000 * k + delay
        fixes.append(fix(Fraction(arrived - into, 1000), utc_when(moment)))
    found = offset(recorded(track(fixes)), EPOCH + timedelta(milliseconds=start))

    assert abs(found.value) <= Fraction(1002, 1000)  # type: ignore[arg-type]


def test_gps_time_is_ahead_of_utc_by_the_leap_seconds_since_it_began() -> None:
    began = datetime(1980, 1, 6, tzinfo=UTC)

    def ahead(*date: int) -> Fraction:
        utc = Fraction(since(datetime(*date, tzinfo=UTC)))  # type: ignore[arg-type]
        return passed(utc) - passed(Fraction(since(began))) - (utc - since(began))

    assert [ahead(*date) for date in ((1999, 8, 22), (2008, 12, 31), (2009, 1, 1))] == [13, 14, 15]
    assert [ahead(*date) for date in ((2016, 12, 31, 23, 59, 59), (2017, 1, 1), (2026, 6, 28))] == [17, 18, 18]


@given(utc=st.integers(0, 2**32))
def test_time_that_passed_and_utc_are_each_others_inverse(utc: int) -> None:
    assert utc_when(passed(Fraction(utc))) == utc

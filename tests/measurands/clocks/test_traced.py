"""The burned-in clock against UTC as a filmed reference clock tells it, of facts of which every number is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import floor, sqrt

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.clock_facts import ClockFacts, ClockPicture
from conformance.model.evidence import NO_ZONE, DeviceSubject, RecordingSubject, ReferenceTime, Stated
from conformance.model.facts import NO_CLOCK
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Uncertain
from conformance.model.pattern_facts import Seen
from conformance.model.vocabulary import Reason, Role
from tests.measurands.clocks.test_burned_in import RATE, expanded, seconds_of
from tests.measurands.clocks.test_reference import EPOCH, draw, filmed, lane
from tests.measurands.facts import outcome, reason, value

OFFSET, DRIFT = "overlay.clock_offset", "overlay.clock_drift"
BEGIN = datetime(2026, 11, 20, 10, 59, 59, tzinfo=UTC)
HOUR = 3600.0


def shown(number: int, begin: float, uncertainty: int) -> ClockPicture:
    """What a picture shows that is taken in an instant, `begin` s after the display was at its own beginning."""
    newest = floor((begin + number / RATE) * 60)
    draws = (draw(newest - age, uncertainty=uncertainty) for age in range(4))
    return ClockPicture(number, Seen.READ, 500, tuple(lane(one) for one in draws))


def take(
    offset: float = 0.0, *, begin: float = 1.0, length: float = 20, drift: float = 0.0, uncertainty: int = 10
) -> RecordingSubject:
    """A recording that begins `begin` s after the display and whose clock is ahead by `offset` s, at its beginning."""
    count = round(length * RATE)
    reference = ClockFacts(tuple(shown(number, begin, uncertainty) for number in range(count)))
    one = filmed(reference, tuple(90_000 // RATE * number for number in range(count)))

    def clock(passed: float) -> datetime:
        return BEGIN.replace(tzinfo=None) + timedelta(seconds=begin + passed * (1 + drift) + offset)

    recording = replace(one.recording, role=Role.REFERENCE_CLOCK, clock_zone=0)
    facts = replace(one.facts, burned_in=BurnedIn(count, seconds_of(clock, count)))
    return replace(one, recording=recording, facts=facts)


def measured(*recordings: RecordingSubject) -> Outcome:
    measurand = registry.find(DRIFT)
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject(recordings, Stated()))


def drift(*recordings: RecordingSubject) -> tuple[float, float]:
    """Drift and U, s/d."""
    found = measured(*recordings)
    assert isinstance(found, Measurement), found
    assert isinstance(found.uncertainty, Uncertain)
    assert isinstance(found.value, Fraction)
    return float(found.value), float(found.uncertainty.expanded)


def why(*recordings: RecordingSubject) -> Reason:
    found = measured(*recordings)
    assert isinstance(found, NotMeasured), found
    return found.reason


@pytest.mark.parametrize("offset", [-0.35, 0.0, 0.35, -61.2, 3600.4])
@pytest.mark.parametrize("begin", [1.0, 1.0071, 1.013, 1.0299])
def test_an_offset_from_the_filmed_clock_is_found_within_its_uncertainty(offset: float, begin: float) -> None:
    one = take(offset, begin=begin)

    assert abs(float(value(OFFSET, one)) - offset) <= expanded(OFFSET, one)
    assert expanded(OFFSET, one) < 0.045


def test_the_budget_says_where_the_uncertainty_comes_from() -> None:
    found = outcome(OFFSET, take(0.2, uncertainty=100))
    assert isinstance(found, Measurement)
    parts = {one.source: float(one.standard) for one in found.budget}

    assert parts["offset of the displayed clock from UTC"] == 0.05
    assert parts["interval of pictures in which the seconds change"] == pytest.approx(1 / 30 / sqrt(12))
    assert isinstance(found.uncertainty, Uncertain)
    assert float(found.uncertainty.expanded) == pytest.approx(2 * sqrt(sum(one**2 for one in parts.values())))


def test_a_witness_who_agrees_may_stay_and_one_who_does_not_leaves_nothing() -> None:
    one = take(0.2, begin=1.0)
    start = BEGIN + timedelta(seconds=1.0)
    agreeing = replace(one.recording, reference=ReferenceTime(start + timedelta(seconds=0.05), Fraction(1, 10)))
    other = replace(one.recording, reference=ReferenceTime(start + timedelta(seconds=3), Fraction(1, 10)))

    assert abs(float(value(OFFSET, replace(one, recording=agreeing))) - 0.2) < 0.045
    assert reason(OFFSET, replace(one, recording=other)) is Reason.NO_REFERENCE_TIME
    assert reason("time.file_name_offset", replace(one, recording=replace(other, path="20261120110000.mp4"))) is (
        Reason.NO_REFERENCE_TIME
    )


def test_other_clocks_are_held_against_the_filmed_one() -> None:
    one = take(begin=1.0)
    named = replace(one, recording=replace(one.recording, path="20261120110005.mp4"))

    assert abs(float(value("time.file_name_offset", named)) - 5) < 0.045


def clip(one: RecordingSubject) -> RecordingSubject:
    """The same recording, as if a clip had been displayed and no clock."""
    facts = one.facts.clock
    assert isinstance(facts, ClockFacts)
    pictures = tuple(
        replace(seen, lanes=tuple(replace(row, draw=replace(row.draw, relative=True)) for row in seen.lanes))
        for seen in facts.pictures
    )
    return replace(one, facts=replace(one.facts, clock=ClockFacts(pictures)))


def test_a_clip_tells_no_offset_but_its_witness_does() -> None:
    one = clip(take(0.2, begin=1.0))
    witness = ReferenceTime(BEGIN + timedelta(seconds=1), Fraction(1, 100))

    assert reason(OFFSET, one) is Reason.NO_REFERENCE_TIME
    assert abs(float(value(OFFSET, replace(one, recording=replace(one.recording, reference=witness)))) - 0.2) < 0.02


def test_without_the_clocks_zone_there_is_no_offset() -> None:
    one = take()
    unstated = replace(one, recording=replace(one.recording, clock_zone=NO_ZONE))

    assert reason(OFFSET, unstated) is Reason.SETTING_NOT_STATED
    assert why(unstated) is Reason.SETTING_NOT_STATED


@pytest.mark.parametrize("parts", [200e-6, -20e-6, 0.0])
@pytest.mark.parametrize("hours", [(0, 24), (0, 1, 2), (0, 7, 12, 24)])
def test_a_drift_over_hours_is_found_within_its_uncertainty(parts: float, hours: Sequence[int]) -> None:
    takes = [take(0.3 + hour * HOUR * parts, begin=1 + hour * HOUR + hour * 0.0071) for hour in hours]
    found, uncertainty = drift(*reversed(takes))

    assert abs(found - parts * 86_400) <= uncertainty
    assert uncertainty < (20 if len(hours) == 3 else 2.2) * 0.045 * 24 / hours[-1]  # of three, one alone is free


def test_one_long_recording_tells_a_drift_alone() -> None:
    found, uncertainty = drift(take(drift=500e-6, length=120))

    assert abs(found - 500e-6 * 86_400) <= uncertainty
    assert uncertainty < 60


def test_recordings_that_tell_nothing_are_told() -> None:
    unread = replace(take(), facts=replace(take().facts, burned_in=BurnedIn(600, ())))
    found = measured(take(), unread, take(begin=1 + HOUR))

    assert isinstance(found, Measurement)
    assert found.exercised == 2
    assert found.note.endswith("; of 1 more nothing could be read")


@pytest.mark.parametrize("step", [-1.5, 0.5, 60])
def test_no_line_goes_through_a_step_between_recordings(step: float) -> None:
    takes = [take(step if hour >= 2 else 0.0, begin=1 + hour * HOUR) for hour in range(5)]
    turned = [take(step if hour == 2 else 0.0, begin=1 + hour * HOUR) for hour in range(5)]

    assert why(*turned) is Reason.METHOD_DOES_NOT_APPLY
    assert why(*takes) is Reason.METHOD_DOES_NOT_APPLY


def test_what_tells_no_drift_says_why() -> None:
    unfilmed = replace(take(), facts=replace(take().facts, clock=NO_CLOCK))
    stepping = take()
    seconds = seconds_of(lambda passed: BEGIN.replace(tzinfo=None) + timedelta(seconds=passed + (passed > 9) * 3), 600)
    stepping = replace(stepping, facts=replace(stepping.facts, burned_in=BurnedIn(600, seconds)))

    assert why() is Reason.EVIDENCE_MISSING
    assert why(unfilmed) is Reason.EVIDENCE_MISSING
    assert why(take(), take()) is Reason.NOTHING_TO_MEASURE
    assert why(take(length=8)) is Reason.NOTHING_TO_MEASURE
    assert why(stepping, take(begin=1 + HOUR)) is Reason.METHOD_DOES_NOT_APPLY
    assert BEGIN.timestamp() * 1000 == EPOCH

"""The clock in the pictures: read share, offset, steps and drift, of facts of which every number is known."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from conformance.model.areas import Region
from conformance.model.burned_in_facts import BurnedIn, ShownSecond
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Look, Media, Pictures
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Reason

from ..facts import outcome, reason, value, video
from ..facts import subject as made

SHARE, OFFSET, STEPS, DRIFT = (
    "overlay.readable_share",
    "overlay.clock_offset",
    "overlay.clock_steps",
    "overlay.stamp_drift",
)
RATE = 30
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Clock = Callable[[float], datetime]


def right(passed: float) -> datetime:
    return NOON.replace(tzinfo=None) + timedelta(seconds=passed)


def seconds_of(clock: Clock, pictures: int, layout: str = "%Y %m %d %H %M %S") -> tuple[ShownSecond, ...]:
    """What a faultless reader sees of a clock that shows whole seconds, at 30 pictures a second."""
    shown = [clock(number / RATE).replace(microsecond=0) for number in range(pictures)]
    begins = [0, *(number for number in range(1, pictures) if shown[number] != shown[number - 1])]
    found = []
    for begin, end in zip(begins, [*begins[1:], pictures], strict=True):
        *before, last = shown[begin].strftime(layout).split(" ")
        found.append(ShownSecond(begin - 1, begin, end - 1, " ".join(before), last, "", followed=False, margin=0.3))
    return tuple(found)


def recorded(
    seconds: Sequence[ShownSecond], length: float = 30, *, zone: int | None = 0, witness: float | None = 0.0
) -> RecordingSubject:
    """A recording that begins at noon UTC; `witness` is the expanded uncertainty of who saw that, s."""
    pictures = round(length * RATE)
    one = made(Media("mp4", "", (video(tuple(range(pictures)), Fraction(1, RATE)),), (), ()))
    recording = one.recording if zone is None else replace(one.recording, clock_zone=zone)
    if witness is not None:
        reference = ReferenceTime(NOON, Fraction(witness))
        recording = replace(recording, reference=reference)
    return replace(one, recording=recording, facts=replace(one.facts, burned_in=BurnedIn(pictures, tuple(seconds))))


@pytest.mark.parametrize("region", [Region(960, 0, 321, 20), Region(100, 720, 10, 1), Region(0, 0, 1280, 721)])
def test_a_region_outside_the_pictures_is_a_wrong_statement_and_no_missing_clock(region: Region) -> None:
    one = recorded(())
    placed = replace(one, facts=replace(one.facts, look=Look(clock_region=(region,))))

    assert [reason(name, one) for name in (SHARE, OFFSET, STEPS)] == [Reason.NOTHING_TO_MEASURE] * 3
    assert [reason(name, placed) for name in (SHARE, OFFSET, STEPS)] == [Reason.METHOD_DOES_NOT_APPLY] * 3
    assert str(region) in outcome(SHARE, placed).detail


def expanded(name: str, subject: RecordingSubject) -> float:
    measured = outcome(name, subject)
    assert isinstance(measured, Measurement)
    assert isinstance(measured.uncertainty, Uncertain)
    return float(measured.uncertainty.expanded)


@pytest.mark.parametrize("offset", [-0.35, 0.0, 0.35, -61.2, 3600.4])
@pytest.mark.parametrize("phase", [0.0, 0.011, 0.02, 0.0321])
def test_an_offset_is_found_within_its_uncertainty_of_less_than_20_ms(offset: float, phase: float) -> None:
    one = recorded(seconds_of(lambda passed: right(passed + offset + phase), 900))

    assert abs(float(value(OFFSET, one)) - offset - phase) <= expanded(OFFSET, one)
    assert expanded(OFFSET, one) < 0.020


def test_the_zone_of_the_clock_and_doubt_of_the_witness_count() -> None:
    one = recorded(seconds_of(lambda passed: right(passed + 8 * 3600 + 0.2), 900), zone=480, witness=0.5)

    assert abs(float(value(OFFSET, one)) - 0.2) < 0.02
    assert 0.49 < expanded(OFFSET, one) < 0.52


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        (recorded(seconds_of(right, 900), zone=None), Reason.SETTING_NOT_STATED),
        (recorded(seconds_of(right, 900), witness=None), Reason.NO_REFERENCE_TIME),
        (recorded(()), Reason.NOTHING_TO_MEASURE),
        (recorded(seconds_of(right, 900, "%H %M %S")), Reason.NOTHING_TO_MEASURE),
        (recorded(seconds_of(right, 900, "%d %m %Y %H %M %S")), Reason.SETTING_NOT_STATED),
        (
            recorded(seconds_of(lambda passed: right(passed + 86_400), 900, "%m %d %Y %H %M %S")),
            Reason.SETTING_NOT_STATED,
        ),
        (
            recorded([replace(one, followed=True) for one in seconds_of(right, 900)]),
            Reason.SETTING_NOT_STATED,
        ),
    ],
    ids=["no zone", "no witness", "no clock", "no date", "day or month", "month or day", "AM or PM"],
)
def test_what_is_not_known_is_said_and_not_guessed(subject: RecordingSubject, why: Reason) -> None:
    assert reason(OFFSET, subject) == why


def test_a_day_after_the_twelfth_tells_the_order() -> None:
    one = recorded(seconds_of(lambda passed: right(passed + 20 * 86_400), 900, "%m %d %Y %H %M %S"))

    assert abs(float(value(OFFSET, one)) - 20 * 86_400) < 0.02


def test_an_afternoon_needs_no_letters_behind_it() -> None:
    later = [replace(one, followed=True) for one in seconds_of(lambda passed: right(passed + 7200), 900)]

    assert abs(float(value(OFFSET, recorded(later))) - 7200) < 0.02


def test_pictures_that_were_not_read_do_not_count() -> None:
    seconds = list(seconds_of(right, 900))
    seconds[10] = replace(seconds[10], clock="?0")
    seconds[20] = replace(seconds[20], before="2026 03 01 12 0?")

    assert value(SHARE, recorded(seconds)) == Fraction(840, 900)


def test_a_second_with_a_hidden_digit_tells_the_time_and_is_not_readable() -> None:
    seconds = list(seconds_of(right, 900))
    seconds[10] = replace(seconds[10], helped=True)
    one = recorded(seconds)

    assert value(SHARE, one) == Fraction(870, 900)
    assert outcome(OFFSET, one).exercised == 29


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_misread_in_one_second_is_dropped_and_makes_no_step(digit: int) -> None:
    seconds = list(seconds_of(right, 900))
    seconds[15] = replace(seconds[15], before=f"2026 03 01 1{digit} 00")
    one = recorded(seconds)

    assert value(SHARE, one) == (1 if digit == 2 else Fraction(870, 900))
    assert value(STEPS, one) == 0


@pytest.mark.parametrize("step", [-3600, -5, -1, -0.4, 0.4, 1, 2, 50])
def test_a_step_is_counted_and_never_averaged(step: float) -> None:
    one = recorded(seconds_of(lambda passed: right(passed + (step if passed >= 10.5 else 0)), 900))

    assert value(STEPS, one) == 1
    assert abs(abs(float(value(OFFSET, one))) - abs(step)) < 0.03  # that of the stretch that is further off
    assert abs(float(value(DRIFT, one))) < expanded(DRIFT, one)


def test_a_clock_that_stops_steps_back() -> None:
    one = recorded(seconds_of(lambda passed: right(min(passed, 10.5) + max(0, passed - 14.5)), 900))

    assert value(STEPS, one) == 1


def test_ticks_that_come_late_by_pictures_are_no_steps() -> None:
    rng = random.Random(1)  # noqa: S311 - jitter
    late = [rng.uniform(0, 0.09) for _ in range(40)]
    one = recorded(seconds_of(lambda passed: right(int(passed) - (passed % 1 < late[int(passed)])), 900))

    assert value(STEPS, one) == 0
    assert 0.020 < expanded(OFFSET, one) < 0.025


@pytest.mark.parametrize("parts", [200e-6, -200e-6, 50e-6, 0.0])
@pytest.mark.parametrize("phase", [0.0, 0.013, 0.029])
def test_a_drift_over_ten_minutes_is_found_within_its_uncertainty(parts: float, phase: float) -> None:
    one = recorded(seconds_of(lambda passed: right(passed * (1 + parts) + phase), 18_000), 600)

    assert abs(float(value(DRIFT, one)) - parts * 86_400) <= expanded(DRIFT, one)
    assert expanded(DRIFT, one) < 70e-6 * 86_400


def test_pictures_without_time_stamps_are_not_measured() -> None:
    one = recorded(seconds_of(right, 900))
    media = one.facts.media
    assert isinstance(media, Media)
    table = media.video[0].pictures
    assert isinstance(table, Pictures)
    untimed = replace(media.video[0], pictures=replace(table, timed=(False, *table.timed[1:])))
    facts = replace(one.facts, media=replace(media, video=(untimed,)))

    assert reason(OFFSET, replace(one, facts=facts)) is Reason.NO_TIME_STAMPS


def test_midnight_and_new_year_are_no_steps() -> None:
    evening = datetime(2026, 12, 31, 23, 59, 45)  # noqa: DTZ001 - as shown
    one = recorded(seconds_of(lambda passed: evening + timedelta(seconds=passed), 900))

    assert value(STEPS, one) == 0
    assert value(SHARE, one) == 1


def test_the_clock_is_compared_with_the_others() -> None:
    one = recorded(seconds_of(lambda passed: right(passed + 2.5), 900))
    named = replace(one, recording=replace(one.recording, path="20260301120000.mp4"))

    assert abs(float(value("time.clock_residual_max", named)) - 2.5) < 0.02

"""Filmed frame counters: captured pictures are counted, whatever a recorder makes of them, and so are lost ones."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.measurands.counter import DISPLAY, STAMPS, frames_lost_by_counter, new_picture_rate_by_counter
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media
from conformance.model.measurement import EXACT, Uncertain
from conformance.model.pattern_facts import Seen
from conformance.model.vocabulary import Reason
from tests.measurands.counting import DISPLAY_RATE, Shares, captured, filmed, mixed
from tests.measurands.facts import subject, video
from tests.measurands.sampling import covers_95_in_100

TICK = Fraction(1, 90000)
NOTHING = Fraction(0)
EXPOSURES = [Fraction(1, 4), Fraction(1), Fraction(7, 5), Fraction(2)]  # refreshes


def native(fps: int, count: int, exposure: Fraction = Fraction(1), first: Fraction = Fraction(41, 4)) -> list[Shares]:
    step = Fraction(DISPLAY_RATE, fps)
    return [captured(first + step * number, exposure, readout=Fraction(1, 2)) for number in range(count)]


def duplicated(pictures: list[Shares]) -> list[Shares]:
    return [one for picture in pictures for one in (picture, picture)]


def blended(pictures: list[Shares], rate: Fraction) -> list[Shares]:
    """Pictures at that rate a captured one, each mixed of the two captured ones around it."""
    last = len(pictures) - 1
    times = [number / rate for number in range(int(last * rate))]
    return [mixed(pictures[int(time)], pictures[int(time) + 1], time - int(time)) for time in times]


def recording(pictures: list[Shares | Seen] | list[Shares], fps: int = 30, unread: int = 0) -> RecordingSubject:
    stamps = tuple(90000 // fps * number for number in range(len(pictures)))
    return filmed([*pictures], stamps, TICK, unread)


def read(result: Result) -> Reading:
    assert isinstance(result, Reading), result
    return result


def rate(subject: RecordingSubject) -> Reading:
    return read(new_picture_rate_by_counter(subject))


def covers(reading: Reading, truth: Fraction | float) -> bool:
    assert isinstance(reading.value, Fraction)
    assert isinstance(reading.uncertainty, Uncertain)
    return abs(float(reading.value) - float(truth)) <= float(reading.uncertainty.expanded) + 1e-9


def why_absent(result: Result) -> tuple[Reason, str]:
    assert isinstance(result, Absent), result
    return result.reason, result.detail


@pytest.mark.parametrize("exposure", EXPOSURES)
@pytest.mark.parametrize("fps", [15, 25, 30])
def test_a_native_recording_has_its_exact_rate_and_no_loss(fps: int, exposure: Fraction) -> None:
    made = recording(native(fps, 60, exposure), fps)
    reading = rate(made)

    assert reading.value == fps
    assert reading.exercised == 59  # of the first picture nobody knows whether it repeats another
    assert reading.note.startswith("59 of 59 pictures are new; the display's clock ran ")
    assert reading.opinions[0].source == DISPLAY
    assert reading.opinions[0].agrees
    assert read(frames_lost_by_counter(made)).value == 0


@pytest.mark.parametrize("exposure", [*EXPOSURES, Fraction(4)])
def test_15_duplicated_to_30_is_15(exposure: Fraction) -> None:
    reading = rate(recording(duplicated(native(15, 60, exposure))))

    assert reading.value == 15
    assert reading.note.startswith("59 of 117 pictures are new; ")


@pytest.mark.parametrize("exposure", [*EXPOSURES, Fraction(3)])
@pytest.mark.parametrize("fps", [10, 15, 20])
def test_blending_up_to_30_leaves_what_was_captured(fps: int, exposure: Fraction) -> None:
    reading = rate(recording(blended(native(fps, 80, exposure), Fraction(30, fps))))

    assert covers(reading, fps)
    assert not covers(reading, fps + 1)


def between_captured(made: int) -> RecordingSubject:
    """A native recording with pictures without a code between the captured ones, 30 a second in all."""
    pictures: list[Shares | Seen] = []
    for picture in native(30 // (made + 1), 60):
        pictures += [picture, *[Seen.NO_CODE] * made]
    return recording(pictures)


def test_a_picture_without_a_code_between_two_captured_ones_is_not_new() -> None:
    reading = rate(between_captured(1))

    assert reading.value == 15
    assert "58 hold no mixture of what was displayed and count as not new" in reading.note


def test_among_two_pictures_without_a_code_a_captured_one_may_be_hidden() -> None:
    assert why_absent(new_picture_rate_by_counter(between_captured(2)))[0] is Reason.EVIDENCE_UNREADABLE


def test_a_ghost_of_the_picture_before_does_not_make_a_picture_old() -> None:
    plain = native(30, 60)
    ghosts = [mixed(now, before, Fraction(2, 5)) for before, now in pairwise(plain)]

    assert rate(recording(ghosts)).value == 30


def test_what_cannot_be_read_counts_as_not_new_and_widens_the_uncertainty() -> None:
    pictures: list[Shares | Seen] = [*native(30, 102)]
    pictures[50] = Seen.NO_MARKS
    pictures[70] = Seen.NO_CODE
    reading = rate(recording(pictures))

    assert reading.value == Fraction(98 * 30, 100)
    assert covers(reading, 30)
    assert not covers(reading, Fraction(307, 10))
    assert "2 can't be read and may be new, within U" in reading.note


@pytest.mark.parametrize("hidden", [Seen.NO_MARKS, Seen.NO_CODE])
def test_too_many_unreadable_pictures_leave_everything_open(hidden: Seen) -> None:
    pictures: list[Shares | Seen] = [*native(30, 100)]
    for number in range(10, 70, 10):
        pictures[number] = hidden

    reason, detail = why_absent(new_picture_rate_by_counter(recording(pictures)))

    assert reason is Reason.EVIDENCE_UNREADABLE
    assert detail.endswith(", of 100")
    assert why_absent(frames_lost_by_counter(recording(pictures)))[0] is Reason.EVIDENCE_UNREADABLE


def test_a_long_stretch_without_a_code_is_no_padding() -> None:
    pictures: list[Shares | Seen] = [*duplicated(native(15, 60))]
    pictures[40:48] = [Seen.NO_CODE] * 8

    assert why_absent(new_picture_rate_by_counter(recording(pictures)))[0] is Reason.EVIDENCE_UNREADABLE


def test_pictures_before_and_behind_the_clip_do_not_count() -> None:
    pictures: list[Shares | Seen] = [Seen.NO_MARKS] * 20 + [*native(30, 60)] + [Seen.NO_MARKS] * 20

    assert rate(recording(pictures)).value == 30


def test_a_clip_that_starts_anew_is_measured_in_its_longer_run() -> None:
    pictures = [*native(30, 20, first=Fraction(1801, 4)), *native(30, 50)]
    reading = rate(recording(pictures))

    assert reading.value == 30
    assert reading.exercised == 49


def test_a_display_no_faster_than_the_recorder_proves_nothing() -> None:
    every_refresh = [captured(Fraction(41, 4) + number, Fraction(1, 4)) for number in range(60)]
    reason, detail = why_absent(new_picture_rate_by_counter(recording(every_refresh, 60)))

    assert reason is Reason.METHOD_DOES_NOT_APPLY
    assert detail.startswith("the display showed 1 refreshes to a recorded picture; at least 1.5 are needed")


@pytest.mark.parametrize("stated", [30, 20])
def test_time_stamps_that_run_otherwise_than_the_display_are_an_opinion_and_no_more(stated: int) -> None:
    reading = rate(recording(native(15, 60), stated))

    assert covers(reading, 15)
    assert [(one.source, one.value, one.agrees) for one in reading.opinions] == [(STAMPS, stated, False)]


def test_without_time_stamps_the_display_is_the_clock() -> None:
    made = recording(native(30, 60))
    media = made.facts.media
    assert isinstance(media, Media)
    track = media.video[0]
    bare = replace(track, pictures=replace(track.pictures, timed=(False,) * 60))  # type: ignore[type-var]
    reading = rate(replace(made, facts=replace(made.facts, media=replace(media, video=(bare,)))))

    assert covers(reading, 30)
    assert reading.opinions == ()


def test_a_counter_that_runs_backward_is_told() -> None:
    pictures = native(30, 60)
    pictures[30], pictures[31] = pictures[31], pictures[30]

    assert "1 pictures show an earlier time than the new one before them" in rate(recording(pictures)).note


@pytest.mark.parametrize("exposure", EXPOSURES)
@pytest.mark.parametrize("fps", [15, 25, 30])
def test_losses_are_found_and_placed(fps: int, exposure: Fraction) -> None:
    pictures = native(fps, 100, exposure)
    del pictures[70:73]
    del pictures[30]
    reading = read(frames_lost_by_counter(recording(pictures, fps)))

    assert reading.value == 4
    assert reading.uncertainty == EXACT
    assert [place.detail for place in reading.where] == ["1 missing before picture 30", "3 missing before picture 69"]
    assert reading.where[0].position == Fraction(30, fps)


def test_padding_hides_no_loss() -> None:
    pictures = native(15, 60)
    del pictures[20]

    assert read(frames_lost_by_counter(recording(duplicated(pictures)))).value == 1


def test_an_unreadable_picture_is_not_surely_lost() -> None:
    pictures: list[Shares | Seen] = [*native(30, 100)]
    pictures[50] = Seen.NO_MARKS
    reading = read(frames_lost_by_counter(recording(pictures)))

    assert reading.value == 1
    assert reading.uncertainty == Uncertain(Fraction(1))


def test_it_is_said_that_a_long_recording_was_not_read_to_its_end() -> None:
    said = "the first 60 pictures were read, 1000 were not"

    assert said in rate(recording(native(30, 60), unread=1000)).note
    assert said in read(frames_lost_by_counter(recording(native(30, 60), unread=1000))).note


@pytest.mark.parametrize(
    ("pictures", "reason"),
    [
        ([Seen.NO_CODE] * 60, Reason.EVIDENCE_UNREADABLE),
        (native(30, 10), Reason.NOTHING_TO_MEASURE),
        (native(30, 1) * 60, Reason.NOTHING_TO_MEASURE),
    ],
)
def test_too_little_to_see_is_no_rate(pictures: list[Shares | Seen], reason: Reason) -> None:
    assert why_absent(new_picture_rate_by_counter(recording(pictures)))[0] is reason


def test_a_recording_without_a_counter_says_so() -> None:
    plain = subject(Media("mp4", "", (video((0, 3000), TICK),), (), ()))

    assert why_absent(new_picture_rate_by_counter(plain))[0] is Reason.EVIDENCE_MISSING


@settings(max_examples=40)
@given(
    st.integers(8, 27),
    st.fractions(0, 1, max_denominator=50),
    st.fractions(Fraction(1, 10), 2, max_denominator=20),
    st.booleans(),
)
def test_no_padding_to_30_ever_passes_for_30(fps: int, phase: Fraction, exposure: Fraction, blend: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    sensor = native(fps, 40, exposure, first=10 + phase)
    ratio = Fraction(30, fps)
    repeated = [sensor[int(number / ratio)] for number in range(int(39 * ratio))]
    padded = blended(sensor, ratio) if blend else repeated
    reading = rate(recording(padded))

    assert covers(reading, fps)
    assert not covers(reading, 30)


def _trial(dice: np.random.Generator, *, lying: bool) -> bool:
    """A native recording of a random rate, stamped in whole milliseconds, or with stamps that lie."""
    fps = dice.uniform(18, 32)
    step, phase = DISPLAY_RATE / fps, dice.uniform(10, 11)
    exposure = Fraction(1, 8)
    starts = [Fraction(phase + step * number).limit_denominator(1000) for number in range(50)]
    pictures: list[Shares | Seen] = [captured(start, exposure)[:1] for start in starts]
    factor = 1.3 if lying else 1.0
    stamps = tuple(round(factor * 1000 * (phase + step * number) / DISPLAY_RATE) for number in range(50))
    return covers(rate(filmed(pictures, stamps, Fraction(1, 1000))), fps)


@pytest.mark.parametrize("trials", [150, pytest.param(1_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("lying", [False, True], ids=["by stamps", "by display"])
def test_intervals_of_the_rate_cover_the_truth_as_often_as_they_say(trials: int, *, lying: bool) -> None:
    """By the display they are wide: an exposure across two refreshes is placed better than the bound that is stated."""
    dice = np.random.default_rng(20261126)

    assert covers_95_in_100(sum(_trial(dice, lying=lying) for _ in range(trials)), trials, at_least=lying)

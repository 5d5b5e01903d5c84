"""Rate, missing pictures and duration from time stamps, in exact arithmetic."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.facts import Media, Pictures
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Depth, Reason
from tests.measurands.facts import NOTHING, audio, clip, outcome, reason, subject, value, video
from tests.measurands.sampling import SAMPLES, covers, covers_95_in_100, shaken

TICK = Fraction(1, 90000)


def every(interval: int, count: int) -> tuple[int, ...]:
    return tuple(range(0, interval * count, interval))


def test_a_rate_is_intervals_over_the_span_between_first_and_last_stamp() -> None:
    assert value("video.frame_rate", clip(every(3003, 300), TICK)) == Fraction(30000, 1001)


def test_a_late_first_stamp_changes_neither_rate_nor_duration() -> None:
    late = clip(tuple(stamp + 900_000 for stamp in every(3600, 100)), TICK)

    assert value("video.frame_rate", late) == 25
    assert value("video.duration", late) == 99 * 3600 * TICK + TICK


def test_stamps_are_sorted_before_they_are_measured() -> None:
    stamps = (0, 7200, 3600, 14400, 10800, 18000, 28800, 21600, 25200, 32400)
    track = replace(video(stamps, TICK), pictures=NOTHING)

    assert value("video.frame_rate", subject(Media("mp4", "", (track,), (), ()), depth=Depth.PACKETS)) == 25


def test_the_uncertainty_of_a_rate_comes_from_the_tick() -> None:
    found = outcome("video.frame_rate", clip(every(33, 31), Fraction(1, 1000)))

    # 2 x sqrt(2) x (1 ms / sqrt(12)) over 0.99 s, of 30.303 Hz
    assert isinstance(found, Measurement)
    assert isinstance(found.uncertainty, Uncertain)
    assert float(found.uncertainty.expanded) == pytest.approx(0.0249927, rel=1e-4)


def test_holes_in_the_time_line_are_counted_and_placed() -> None:
    stamps = tuple(stamp for stamp in every(3000, 30) if stamp not in (15000, 18000, 60000))
    found = outcome("video.frames_missing", clip(stamps, TICK))

    assert isinstance(found, Measurement)
    assert found.value == 3
    assert [(place.position, place.detail) for place in found.where] == [
        (Fraction(2, 15), "2 missing before the next picture"),
        (Fraction(19, 30), "1 missing before the next picture"),
    ]


def test_jitter_below_half_an_interval_is_no_missing_picture() -> None:
    assert (
        value("video.frames_missing", clip((0, 3000, 6400, 9000, 12300, 15000, 18100, 20900, 24000, 27000), TICK)) == 0
    )


def test_a_burst_of_stamps_is_named() -> None:
    found = outcome("video.frame_rate", clip((0, 1, 2, 3600, 7200, 10800, 14400, 18000, 21600, 25200), TICK))

    assert isinstance(found, Measurement)
    assert found.note == "time-stamp fault: 2 intervals down to 11.1 µs, against a median of 40 ms"


def test_a_single_picture_has_no_rate() -> None:
    assert reason("video.frame_rate", clip((0,), TICK)) is Reason.NOTHING_TO_MEASURE


def test_equal_stamps_have_no_rate() -> None:
    assert reason("video.frame_rate", clip((5,) * 10, TICK)) is Reason.NO_TIME_STAMPS


def test_negative_time_stamps_are_as_good_as_others() -> None:
    early = clip(tuple(range(-90_000, 0, 3600)), TICK)

    assert value("video.frame_rate", early) == 25
    assert value("video.duration", early) == 24 * 3600 * TICK + TICK


@pytest.mark.parametrize("trials", SAMPLES)
def test_the_interval_of_a_rate_covers_the_truth_of_95_in_100_clips(trials: int) -> None:
    # two rounded stamps err by a triangular distribution, of which k = 2 covers 96.6 %
    dice = np.random.default_rng(1)
    covered = 0
    for _ in range(trials):
        interval, count, jitter = dice.uniform(15, 60), int(dice.integers(10, 61)), dice.uniform(0, 2)
        true = shaken(dice, interval, count, jitter)
        rate = (count - 1) / (true[-1] - true[0]) * 1000
        covered += covers("video.frame_rate", true, rate)

    assert covers_95_in_100(covered, trials)


def test_an_elementary_stream_has_no_time_stamps_to_measure() -> None:
    stamps = every(3600, 10)
    untimed = Pictures(stamps, (False,) * 10, (1,) * 10, ((1280, 720),), 0, NOTHING, "K" * 10, 0)
    track = replace(video(stamps, TICK), pictures=untimed)

    assert reason("video.frame_rate", subject(Media("h264", "", (track,), (), ()))) is Reason.NO_TIME_STAMPS


def test_packets_without_a_picture_do_not_count_where_nothing_was_decoded() -> None:
    track = video((*every(3600, 10), 32400), TICK)
    table = track.packets
    track = replace(track, pictures=NOTHING, packets=replace(table, picture=(True,) * 10 + (False,)))  # type: ignore[arg-type]
    shallow = subject(Media("mp4", "", (track,), (audio(),), ()), depth=Depth.PACKETS)

    assert value("video.duration", shallow) == 9 * 3600 * TICK + TICK


def test_a_shallow_run_says_so() -> None:
    shallow = subject(Media("mp4", "", (video(every(3600, 10), TICK),), (), ()), depth=Depth.CONTAINER)

    assert reason("video.frame_rate", shallow) is Reason.DEPTH_TOO_SHALLOW


@given(st.lists(st.integers(100, 10_000), min_size=9, max_size=50), st.integers(-(2**40), 2**40))
def test_rate_times_span_is_the_number_of_intervals_wherever_the_clip_begins(intervals: list[int], start: int) -> None:
    stamps = [start]
    for interval in intervals:
        stamps.append(stamps[-1] + interval)

    rate = value("video.frame_rate", clip(tuple(stamps), TICK))

    assert rate * sum(intervals) * TICK == len(intervals)  # type: ignore[operator]

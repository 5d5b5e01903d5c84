"""Longest interval, jitter and spread, and what the rounding of stamps to ticks leaves open of each."""

from fractions import Fraction
from itertools import pairwise
from statistics import stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.measurement import EXACT, Measurement, Uncertain
from tests.measurands.facts import clip, outcome, value
from tests.measurands.sampling import MILLISECOND, SAMPLES, covers, covers_95_in_100, shaken

TICK = Fraction(1, 90000)
LONGEST, JITTER, SPREAD = "video.frame_interval_max", "video.frame_interval_jitter", "video.frame_interval_spread"
THIRTY_HZ = tuple(round(Fraction(1000 * index, 30)) for index in range(91))  # in ms: 33, 34 and 33 in turn


def measured(name: str, stamps: tuple[int, ...], tick: Fraction) -> tuple[float, float]:
    """Value and expanded uncertainty in ticks."""
    found = outcome(name, clip(stamps, tick))
    assert isinstance(found, Measurement)
    assert isinstance(found.uncertainty, Uncertain)
    return float(found.value / tick), float(found.uncertainty.expanded / tick)  # type: ignore[operator]


def test_the_longest_interval_is_found_where_it_stands() -> None:
    found = outcome(LONGEST, clip((0, 3000, 6000, 24000, 27000, 30000, 33000, 36000, 39000, 42000), TICK))

    assert isinstance(found, Measurement)
    assert (found.value, found.where[0].position) == (Fraction(1, 5), Fraction(1, 15))


def test_a_longest_interval_that_stands_out_errs_by_two_rounded_stamps() -> None:
    stamps = tuple(range(0, 330, 33)) + tuple(range(500, 830, 33))

    # 2 x tick / sqrt(6)
    assert measured(LONGEST, stamps, MILLISECOND) == (203, pytest.approx(0.816497, rel=1e-5))


def test_the_longest_of_many_alike_is_the_one_rounded_up_by_most() -> None:
    found = outcome(LONGEST, clip(THIRTY_HZ, MILLISECOND))

    # the true 33.3 ms lie 0.67 ms below; a rectangular error of one tick, 95 % of it
    assert isinstance(found, Measurement)
    assert found.value == Fraction(34, 1000)
    assert found.uncertainty == Uncertain(Fraction(95, 100_000), Fraction(1645, 1000))


def test_jitter_is_the_standard_deviation_of_the_intervals_without_their_rounding() -> None:
    stamps = (0, 2900, 6000, 8900, 12000, 14900, 18000, 20900, 24000, 26900, 30000)
    found, _ = measured(JITTER, stamps, TICK)

    # 2900 and 3100, five times each: sqrt(100 000 / 9 - 1 / 6) ticks
    assert found == pytest.approx(105.4084648, rel=1e-9)


def test_what_rounding_makes_of_equal_intervals_is_within_the_uncertainty_of_their_jitter() -> None:
    # 33, 34 and 33 ms have a deviation of 0.47 ms, of which rounding explains 0.41 ms
    found, spread = measured(JITTER, THIRTY_HZ, MILLISECOND)

    assert found == pytest.approx(0.2409, abs=1e-4)
    assert found <= spread <= 0.5


def test_equal_intervals_have_no_jitter() -> None:
    assert measured(JITTER, tuple(range(0, 36_000, 3600)), TICK)[0] == 0


def test_a_time_base_that_counts_pictures_leaves_nothing_open() -> None:
    counted = clip((*range(20), *range(21, 41)), Fraction(1, 25))

    for name, expected in ((LONGEST, Fraction(2, 25)), (SPREAD, Fraction(1, 25))):
        found = outcome(name, counted)
        assert isinstance(found, Measurement)
        assert (found.value, found.uncertainty) == (expected, EXACT)


def test_a_spread_of_one_tick_is_a_constant_rate() -> None:
    found = outcome(SPREAD, clip(THIRTY_HZ, MILLISECOND))

    assert isinstance(found, Measurement)
    assert (found.value, found.note) == (MILLISECOND, "constant: 1 ticks, 1.5 or less are rounding")


def test_a_rate_that_wanders_is_variable() -> None:
    wandering = [0]
    for index in range(100):
        wandering.append(wandering[-1] + (33, 35, 40)[index % 3])
    found = outcome(SPREAD, clip(tuple(wandering), MILLISECOND))

    assert isinstance(found, Measurement)
    assert (found.value, found.note) == (Fraction(7, 1000), "variable: 7 ticks, 1.5 or less are rounding")


def test_one_hole_in_two_hundred_intervals_does_not_widen_the_spread() -> None:
    stamps = tuple(range(0, 6600, 33)) + tuple(range(9000, 9330, 33))

    assert value(SPREAD, clip(stamps, MILLISECOND)) == 0
    assert value(LONGEST, clip(stamps, MILLISECOND)) == Fraction(9000 - 6567, 1000)


@pytest.mark.parametrize("trials", SAMPLES)
def test_the_interval_of_the_longest_covers_the_truth_of_95_in_100_clips(trials: int) -> None:
    # steady clips, clips with a hole, and shaken ones in turn
    dice = np.random.default_rng(2)
    covered = 0
    for trial in range(trials):
        true = shaken(dice, dice.uniform(5, 60), 40, (0, 0, dice.uniform(1.5, 5))[trial % 3])
        if trial % 3 == 1:
            hole = dice.uniform(5, 100)
            true = true[:15] + [time + hole for time in true[15:]]
        covered += covers(LONGEST, true, max(differences(true)) / 1000)

    assert covers_95_in_100(covered, trials)


@pytest.mark.parametrize("trials", SAMPLES)
def test_the_interval_of_the_jitter_covers_the_truth_of_95_in_100_shaken_clips(trials: int) -> None:
    dice = np.random.default_rng(3)
    covered = 0
    for _ in range(trials):
        true = shaken(dice, dice.uniform(20, 60), 40, dice.uniform(1.5, 5))
        covered += covers(JITTER, true, stdev(differences(true)) / 1000)

    assert covers_95_in_100(covered, trials)


@pytest.mark.parametrize("trials", SAMPLES)
@pytest.mark.parametrize("name", [JITTER, SPREAD])
def test_where_rounding_makes_a_pattern_the_interval_is_wide_and_covers_more(name: str, trials: int) -> None:
    dice = np.random.default_rng(4)
    covered = 0
    for _ in range(trials):
        true = shaken(dice, dice.uniform(5, 60), 40, dice.uniform(0, 0.6))
        intervals = sorted(differences(true))
        truth = stdev(intervals) if name == JITTER else intervals[38] - intervals[0]
        covered += covers(name, true, truth / 1000)

    assert covers_95_in_100(covered, trials, at_least=True)


def differences(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


@given(st.lists(st.integers(20, 10_000), min_size=9, max_size=60))
def test_jitter_and_spread_never_exceed_the_range_of_the_intervals(intervals: list[int]) -> None:
    stamps = [0]
    for interval in intervals:
        stamps.append(stamps[-1] + interval)
    most = (max(intervals) - min(intervals)) * MILLISECOND

    assert value(SPREAD, clip(tuple(stamps), MILLISECOND)) <= most  # type: ignore[operator]
    assert value(JITTER, clip(tuple(stamps), MILLISECOND)) <= most  # type: ignore[operator]

"""Bounds of rates: factors against published tables, and how often a bound holds where the truth is known."""

from math import log, sqrt

import numpy as np
import pytest

from conformance.measurands.storing.bounds import (
    TooShort,
    correlation_time,
    mean_bound,
    tolerance_bound,
    tolerance_factor,
)

SPREAD = 0.35  # coefficient of variation of the rates


def alike(rng: np.random.Generator, count: int, share: float) -> list[float]:
    """Log-normal rates of mean 1, each resembling the one before by that share (AR(1) of the logarithm)."""
    sigma = sqrt(log(1 + SPREAD**2))
    steps = rng.normal(0, sigma * sqrt(1 - share**2), count)
    values = np.empty(count)
    values[0] = rng.normal(0, sigma)
    for index in range(1, count):
        values[index] = share * values[index - 1] + steps[index]
    return list(np.exp(values - sigma**2 / 2))


@pytest.mark.parametrize(
    ("count", "factor"), [(5, 4.203), (10, 2.911), (20, 2.396), (30, 2.220), (60, 2.022), (100, 1.927)]
)
def test_the_tolerance_factor_is_that_of_the_tables(count: int, factor: float) -> None:
    assert tolerance_factor(count) == pytest.approx(factor, abs=6e-4)


def test_a_tolerance_bound_needs_five_values() -> None:
    assert tolerance_bound([1.0, 2.0, 3.0, 4.0]) == TooShort(5)
    assert tolerance_bound([1.0, 1.0, 1.0, 1.0, 1.0]) == 1.0


@pytest.mark.parametrize(("share", "time"), [(0.0, 1.0), (0.5, 3.0), (0.9, 19.0)])
def test_the_correlation_time_of_neighbours_that_are_alike(share: float, time: float) -> None:
    rng = np.random.default_rng(5)

    assert correlation_time(alike(rng, 100_000, share)) == pytest.approx(time, rel=0.15)


def test_a_series_whose_parts_are_not_independent_has_no_bound() -> None:
    slow = alike(np.random.default_rng(7), 3600, 0.98)
    found = mean_bound(slow)

    assert isinstance(found, TooShort)
    assert found.wanted > 3600


def test_a_rate_that_never_changes_is_its_own_bound() -> None:
    assert mean_bound([5.0] * 200) == pytest.approx(5.0)
    assert mean_bound([5.0] * 20) == TooShort(21)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "count"), [(0.0, 3600), (0.5, 3600), (0.9, 6000), (0.98, 36_000)])
def test_the_bound_of_the_mean_holds_nine_times_of_ten_at_least(share: float, count: int) -> None:
    held, given = 0, 0
    rng = np.random.default_rng(11)
    for _ in range(400):
        found = mean_bound(alike(rng, count, share))
        if not isinstance(found, TooShort):
            given += 1
            held += found >= 1
    assert given >= 300
    assert held / given >= 0.90

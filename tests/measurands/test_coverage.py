"""Half widths of 95 % intervals against published and independently computed values."""

from fractions import Fraction

import numpy as np
import pytest

from conformance.measurands import coverage
from conformance.model.measurement import EXACT


@pytest.mark.parametrize(
    ("normal", "first", "second", "half"),
    [
        (1.0, 0.0, 0.0, 1.95996),
        (0.0, 1.0, 0.0, 0.95),
        (0.0, 1.0, 1.0, 1.55279),  # triangle: 2 (1 - sqrt 0.05)
        (0.0, 1.0, 0.5, 1.18377),  # trapezium: 1.5 - sqrt 0.1
        (0.01, 1.0, 0.0, 0.95),
        (5.0, 0.01, 0.0, 9.79983),
    ],
)
def test_half_widths_of_known_distributions(normal: float, first: float, second: float, half: float) -> None:
    assert coverage.half_width(normal, first, second) == pytest.approx(half, rel=2e-3)


@pytest.mark.parametrize(("normal", "first", "second"), [(0.3, 1.0, 0.0), (0.1, 1.0, 0.4), (1.0, 0.5, 1.0)])
def test_half_widths_hold_95_percent_of_a_million_draws(normal: float, first: float, second: float) -> None:
    random = np.random.default_rng(1)
    draws = random.normal(0, normal, 10**6) + random.uniform(-first, first, 10**6)
    draws += random.uniform(-second, second, 10**6)
    inside = np.mean(np.abs(draws) <= coverage.half_width(normal, first, second))
    assert inside == pytest.approx(0.95, abs=0.001)  # four standard deviations of a million draws


# JCGM 100, table G.2
@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        (1, 12.71),
        (2, 4.303),
        (3, 3.182),
        (4, 2.776),
        (5, 2.571),
        (6, 2.447),
        (9, 2.262),
        (19, 2.093),
        (50, 2.009),
        (100, 1.984),
    ],
)
def test_students_quantile_is_that_of_the_table(freedom: int, quantile: float) -> None:
    assert coverage.student(freedom) == pytest.approx(quantile, rel=3e-3)


def test_the_mean_of_five_values_is_less_certain_than_its_spread_says() -> None:
    assert 1.96 * coverage.mean_uncertainty(1.0, 5) == pytest.approx(2.776 / 5**0.5, rel=3e-3)


def test_the_coverage_factor_says_how_far_u_exceeds_the_standard_uncertainty() -> None:
    rectangle, normal = coverage.uncertain(0.0, 1.0), coverage.uncertain(1.0, 0.0)
    assert float(rectangle.coverage_factor) == pytest.approx(0.95 * 3**0.5, abs=1e-3)
    assert float(normal.coverage_factor) == pytest.approx(1.96, abs=1e-3)
    assert float(normal.expanded) == pytest.approx(1.96, abs=1e-3)


def test_nothing_uncertain_is_exact() -> None:
    assert coverage.uncertain(0.0, 0.0) == EXACT
    assert EXACT.expanded == Fraction(0)

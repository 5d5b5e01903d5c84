"""Lines in the spectrum of picture changes: how strong, how far they swing, and whether they keep their time."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.measurands.spectrum import line, residual, ripple

HALF, THIRD, FIFTH = Fraction(1, 2), Fraction(1, 3), Fraction(1, 5)


def tone(frequency: float, count: int = 240, amplitude: float = 0.2, seed: int = 1) -> list[float]:
    """Changes around 4 code values whose logarithm swings by that amplitude, in noise of 5 %."""
    swing = amplitude * np.cos(2 * np.pi * frequency * np.arange(count))
    noise = 0.05 * np.random.default_rng(seed).normal(size=count)
    return [float(one) for one in 4 * np.exp(swing + noise) - 0.05]


@pytest.mark.parametrize("frequency", [HALF, Fraction(2, 5), THIRD, Fraction(1, 4), FIFTH])
def test_a_tone_has_its_amplitude_and_keeps_its_time(frequency: Fraction) -> None:
    found = line(residual(tone(float(frequency)), [0] * 240), frequency)

    # the moving mean over twelve pictures lets 13 % of a period of five pass
    assert found.amplitude == pytest.approx(0.2, rel=0.15)
    assert found.strength > 100
    assert found.slip < 0.2


def test_a_tone_close_by_slips() -> None:
    # 0.004 cycles a picture more: 0.48 turns, or 3.02 rad, from the first half to the second
    assert line(residual(tone(0.204), [0] * 240), FIFTH).slip == pytest.approx(3.02, abs=0.3)


def test_noise_has_no_lines() -> None:
    strengths = [line(residual(tone(0, seed=seed), [0] * 240), THIRD).strength for seed in range(200)]

    # exponential with a median of 1: one in 200 above 7.6 on average
    assert np.median(strengths) == pytest.approx(1, abs=0.3)
    assert max(strengths) < 15


def test_what_pictures_of_a_kind_have_in_common_is_taken_out() -> None:
    kinds = ["P", "B"] * 120

    assert line(residual(tone(0.5), kinds), HALF).strength < 1
    assert line(residual(tone(0.5), [0] * 240), HALF).strength > 100


def test_a_scene_cut_is_clipped_to_what_other_pictures_change() -> None:
    cut = tone(0)
    cut[100] *= 50

    assert max(residual(cut, [0] * 240)) < 0.3


def test_a_ripple_has_the_unit_of_its_values() -> None:
    brightness = [100 + index / 10 + 3 * float(np.cos(2 * np.pi * index / 3)) for index in range(240)]

    assert ripple(brightness, THIRD).amplitude == pytest.approx(3, rel=0.02)


@given(st.lists(st.floats(0, 255), min_size=90, max_size=130), st.sampled_from([HALF, THIRD, FIFTH]))
@settings(max_examples=50)
def test_whatever_changes_the_line_is_a_number(changes: list[float], frequency: Fraction) -> None:
    found = line(residual(changes, [index % 3 for index in range(len(changes))]), frequency)

    assert np.isfinite([found.strength, found.amplitude, found.slip]).all()
    assert found.strength >= 0
    assert 0 <= found.slip <= np.pi

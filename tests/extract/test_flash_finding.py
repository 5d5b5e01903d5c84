"""Flashes among block means: found at the first picture that shows them, and never faked by what else changes."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from conformance.extract.sync.flash_finding import COLUMNS, ROWS, find_flashes

PICTURES = 300
TIMES = np.arange(PICTURES) / 30
FIRST = [20, 47, 71, 104, 139, 163, 199, 228, 260]

Levels = NDArray[np.float64]


def still(noise: float = 0.7, seed: int = 1) -> Levels:
    """A grey picture of block means with noise of its own."""
    levels = np.full((PICTURES, ROWS, COLUMNS), 60.0)
    return levels + np.random.default_rng(seed).normal(0, noise, levels.shape)


def with_flashes(
    levels: Levels, step: float = 100, rows: slice = slice(4, 12), columns: slice = slice(8, 16)
) -> Levels:
    changed = levels.copy()
    for first in FIRST:
        changed[first : first + 3, rows, columns] += step
    return changed


def found(levels: Levels) -> list[int]:
    grid = np.rint(np.clip(levels, 0, 255)).astype(np.uint8).reshape(len(levels), ROWS * COLUMNS)
    return [first for first, _ in find_flashes(grid, TIMES[: len(levels)])]


@pytest.mark.parametrize("step", [20, 60, 180])
def test_every_flash_is_found_at_its_first_picture(step: float) -> None:
    assert found(with_flashes(still(), step)) == FIRST


def test_the_step_of_a_flash_is_told_in_code_values() -> None:
    grid = np.rint(with_flashes(still(0), 90)).astype(np.uint8).reshape(PICTURES, -1)
    assert find_flashes(grid, TIMES) == [(first, 90) for first in FIRST]


@pytest.mark.parametrize("share", [0.06, 0.1, 0.5, 1.0])
def test_a_picture_that_shows_the_flash_in_part_is_its_first(share: float) -> None:
    levels = with_flashes(still())
    for first in FIRST:
        levels[first - 1, 4:12, 8:16] += share * 100
    assert found(levels) == [first - 1 for first in FIRST]


def test_a_glimmer_within_the_noise_is_no_flash_yet() -> None:
    levels = with_flashes(still(noise=2))
    for first in FIRST:
        levels[first - 1, 4:12, 8:16] += 1
    assert found(levels) == FIRST


def test_a_rolling_shutter_that_shows_the_flash_in_its_lowest_row_only_shows_it() -> None:
    levels = with_flashes(still())
    for first in FIRST:
        levels[first - 1, 11, 8:16] += 60
    assert found(levels) == [first - 1 for first in FIRST]


def test_a_flash_that_lights_the_whole_scene_is_found() -> None:
    assert found(with_flashes(still(), 40, slice(None), slice(None))) == FIRST


def test_exposure_control_that_darkens_the_rest_does_not_hide_the_flash() -> None:
    levels = with_flashes(still())
    for first in FIRST:
        levels[first + 1 : first + 12, :, :8] -= 25
    assert found(levels) == FIRST


def test_a_hum_of_light_does_not_hide_the_flash() -> None:
    beat = 8 * np.sin(2 * np.pi * np.arange(PICTURES) / 7.3)
    assert found(with_flashes(still() + beat[:, None, None])) == FIRST


def exposure_ramps() -> Levels:
    return still() + 60 * np.sin(2 * np.pi * np.arange(PICTURES) / 40)[:, None, None]


def switched_lamp() -> Levels:
    levels = still()
    levels[50:90] += 80
    levels[120:200] += 80
    return levels


def strong_noise() -> Levels:
    return still(noise=12)


def clock_digits() -> Levels:
    """Two blocks of an overlay text of which one changes every second."""
    levels = still()
    steps = np.random.default_rng(2).uniform(-40, 40, (11, 2))
    levels[:, 15, 20:22] += steps[np.arange(PICTURES) // 30]
    return levels


def blinking_colon() -> Levels:
    levels = still()
    levels[(np.arange(PICTURES) // 15) % 2 == 1, 15, 20] += 60
    return levels


def walker() -> Levels:
    """A bright figure two and a half blocks wide that walks back and forth in the lower part of the picture."""
    levels = still()
    edges = np.arange(COLUMNS)
    for number in range(PICTURES):
        left = abs(number * 0.4 % 43 - 21.5)
        covered = np.clip(np.minimum(edges + 1, left + 2.5) - np.maximum(edges, left), 0, 1)
        levels[number, 11:15] += 90 * covered
    return levels


def blinds() -> Levels:
    """A lamp seen through a passing train: half of the picture lights up again and again, from left to right."""
    levels = still()
    for number in range(PICTURES):
        bright = (np.arange(COLUMNS) - number * 1.5) % 30 < 9
        levels[number, :8, bright] += 60
    return levels


def single_pictures() -> Levels:
    """Pictures that are bright alone, as damage makes them."""
    levels = still()
    levels[20:280:29] += 80
    return levels


@pytest.mark.parametrize(
    "scene",
    [exposure_ramps, switched_lamp, strong_noise, clock_digits, blinking_colon, walker, blinds, single_pictures],
)
def test_what_is_no_flash_is_none(scene: Callable[[], Levels]) -> None:
    assert found(scene()) == []


@pytest.mark.parametrize("scene", [switched_lamp, clock_digits, blinking_colon, walker])
def test_flashes_are_found_beside_what_is_none(scene: Callable[[], Levels]) -> None:
    levels = scene() + with_flashes(np.zeros((PICTURES, ROWS, COLUMNS)))
    missed = {first for first in FIRST if scene is switched_lamp and 45 <= first <= 92}
    assert set(FIRST) - missed <= set(found(levels)) <= set(FIRST)


def test_a_flash_that_is_still_on_at_the_end_is_not_counted() -> None:
    levels = with_flashes(still())
    assert found(levels[: FIRST[-1] + 2]) == FIRST[:-1]


@pytest.mark.parametrize("pictures", [0, 1, 2, 5, 6])
def test_a_handful_of_pictures_has_no_flash(pictures: int) -> None:
    assert found(still()[:pictures]) == []


def test_stamps_out_of_order_make_no_flash() -> None:
    grid = np.rint(np.clip(with_flashes(still()), 0, 255)).astype(np.uint8).reshape(PICTURES, -1)
    shuffled = np.random.default_rng(1).permutation(TIMES)
    assert {first for first, _ in find_flashes(grid, shuffled)} <= set(FIRST)


def test_flashes_across_the_seams_of_the_search_are_found_once() -> None:
    levels = np.full((4300, ROWS, COLUMNS), 60.0)
    firsts = [2045, 2046 + 30, 4094 + 2, 4094 + 40]
    for first in firsts:
        levels[first : first + 3, 4:12, 8:16] += 100
    grid = levels.astype(np.uint8).reshape(len(levels), -1)
    assert [first for first, _ in find_flashes(grid, np.arange(4300) / 30)] == firsts

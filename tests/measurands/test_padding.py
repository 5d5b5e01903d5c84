"""The padding indicator: patterns of made-up pictures are seen, and those of coding, light and steps are not."""

from collections.abc import Sequence

import numpy as np
import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.measurement import Measurement, UncertaintyUnknown
from conformance.model.vocabulary import Reason
from tests.measurands.facts import outcome, reason
from tests.measurands.scenes import scene

RATE = "video.new_picture_rate"
LENGTH = 180


def swings(pattern: Sequence[float], count: int = LENGTH, *, seed: int = 1, noise: float = 0.1) -> list[float]:
    """A level of 4 code values that wanders, times a pattern that repeats, times noise."""
    random = np.random.default_rng(seed)
    level = 4 * np.exp(0.3 * np.sin(np.arange(count) / 23) + noise * random.normal(size=count))
    return [float(one) for one in level * np.resize(np.array(pattern, float), count)]


def rate(recording: RecordingSubject) -> float:
    found = outcome(RATE, recording)
    assert isinstance(found, Measurement), found
    return round(float(found.value), 3)  # type: ignore[arg-type]


def blended(pattern: Sequence[float], **coded: str) -> RecordingSubject:
    """Pictures that move on evenly, their second differences in that pattern."""
    return scene(swings([1.0]), swings(pattern, LENGTH - 1, seed=2), **coded)


@pytest.mark.parametrize("seed", range(8))
def test_a_native_clip_has_its_own_rate(seed: int) -> None:
    assert rate(scene(swings([1.0], seed=seed), swings([1.0], LENGTH - 1, seed=seed + 100))) == 30


@pytest.mark.parametrize(
    ("pattern", "captured"),
    [([1, 0.01], 15), ([1, 1, 0.01], 20), ([1, 0.01, 0.01], 10), ([1, 1, 1, 1, 0.01], 24), ([1, 0, 1, 0, 1], 18)],
)
def test_repeats_give_the_captured_rate(pattern: list[float], captured: float) -> None:
    assert rate(scene(swings(pattern))) == captured


def test_repeats_that_were_coded_anew_are_seen_by_their_line() -> None:
    # each repeat changes by a third of a new picture: none is sure by itself
    assert rate(scene(swings([1, 0.33]))) == 15


def test_pictures_between_two_others_are_seen_by_second_differences() -> None:
    assert rate(blended([1, 0.6])) == 15


def test_pictures_moved_with_care_swing_little_and_are_seen_where_nothing_else_swings() -> None:
    assert rate(blended([1, 0.85])) == 15


def test_blends_of_three_in_two_are_seen_at_a_third() -> None:
    found = outcome(RATE, scene(swings([1, 1, 0.5])))

    assert isinstance(found, Measurement)
    assert found.value == 20
    assert found.note.startswith(
        "indicator: 0 of 180 pictures repeat; made-up pictures: line at 1/3 of the picture rate"
    )


def test_how_far_an_indicator_errs_is_not_known() -> None:
    found = outcome(RATE, scene(swings([1.0])))

    assert isinstance(found, Measurement)
    assert isinstance(found.uncertainty, UncertaintyUnknown)


@pytest.mark.parametrize("every", [2, 3, 5, 10, 15])
def test_key_pictures_that_pulse_are_no_padding(every: int) -> None:
    pulses = [1.0] * (every - 1) + [2.5]
    bends = pulses[1:] + pulses[:1]

    assert rate(scene(swings(pulses), swings(bends, LENGTH - 1, seed=3), types="K" + "P" * (every - 1))) == 30


@pytest.mark.parametrize(
    ("types", "pattern"),
    [("PB", [1, 0.8]), ("PBB", [1, 0.7, 0.8]), ("PBBB", [1, 0.7, 0.9, 0.7]), ("PBBBB", [1, 0.7, 0.9, 0.9, 0.7])],
)
def test_b_pictures_that_are_coarser_are_no_padding(types: str, pattern: list[float]) -> None:
    bends = pattern[1:] + pattern[:1]

    assert rate(scene(swings(pattern), swings(bends, LENGTH - 1, seed=4), types=types)) == 30


def test_b_pictures_that_lie_wholly_between_their_neighbours_are_made_up() -> None:
    assert rate(blended([1, 0.3], types="PB")) == 15


def test_light_that_flickers_is_no_padding() -> None:
    # 100 Hz at 30 Hz is 10 Hz: a third of the picture rate
    mean = [100 + 3 * float(np.sin(2 * np.pi * index / 3)) for index in range(LENGTH + 1)]

    assert rate(scene(swings([1, 1, 0.5]), mean=mean)) == 30
    assert rate(scene(swings([1, 1, 0.5]), mean=[100 + index / 10 for index in range(LENGTH + 1)])) == 20


@pytest.mark.parametrize("frequency", [0.17, 0.19, 0.196, 0.204, 0.24, 0.26, 0.32, 0.39, 0.41])
def test_steps_near_a_padding_frequency_are_no_padding(frequency: float) -> None:
    swing = np.exp(0.4 * np.sin(2 * np.pi * frequency * np.arange(LENGTH)))

    assert rate(scene([change * float(one) for change, one in zip(swings([1.0]), swing, strict=True)])) == 30


def test_sixty_pictures_are_too_few_for_a_spectrum() -> None:
    assert rate(scene(swings([1, 0.5], 60))) == 30


def test_padding_in_half_of_a_recording_counts_for_half_of_it() -> None:
    # as a camera does that slows down in the dark
    assert rate(scene(swings([1.0], 300) + swings([1, 0.4], 300))) == 22.5


def test_a_still_scene_tells_nothing() -> None:
    assert reason(RATE, scene((0.02, 0.01) * 60)) is Reason.SCENE_TOO_STILL


def test_no_spectrum_is_taken_where_less_than_half_of_the_pictures_move() -> None:
    rests = [*swings([1.0], 60), 2.0, 1.0, 0.5, *(0.2, 0.1) * 50, 0.5, 1.0, 2.0, *swings([1.0], 20)]

    assert rate(scene(rests)) == 30

"""Freezes and black, with their time codes; a scene at rest is neither."""

from fractions import Fraction

import pytest

from conformance.model.measurement import Measurement
from conformance.model.vocabulary import Reason
from tests.measurands.facts import outcome, reason, value
from tests.measurands.scenes import MOVING, dark_scene, scene

FROZEN, BLACK = "video.frozen_max", "video.black_max"
RESTS = (2.0, 1.0, 0.5, *(0.0,) * 30, 0.5, 1.0, 2.0)


def frozen(pictures: int, changes: float = 0.0) -> tuple[float, ...]:
    return (*MOVING, *(changes,) * pictures, *MOVING)


@pytest.mark.parametrize("pictures", [1, 6, 60])
def test_a_picture_stands_from_its_first_showing_to_the_next_picture(pictures: int) -> None:
    assert value(FROZEN, scene(frozen(pictures))) == Fraction(pictures + 1, 30)


def test_every_freeze_is_placed_with_its_length() -> None:
    found = outcome(FROZEN, scene((*frozen(44), *frozen(9), *frozen(2))))

    assert isinstance(found, Measurement)
    assert found.value == Fraction(45, 30)
    assert [(place.position, place.detail) for place in found.where] == [
        (Fraction(30, 30), "stands still for 1.5 s"),
        (Fraction(134, 30), "stands still for 0.333333 s"),
    ]
    assert found.note == "defined by its thresholds (docs/padding.md); 2 stretches of 0.2 s or more"


def test_a_moving_scene_does_not_freeze() -> None:
    assert value(FROZEN, scene(MOVING)) == 0


def test_a_still_scene_tells_nothing() -> None:
    assert reason(FROZEN, scene((0.01, 0.0) * 15)) is Reason.SCENE_TOO_STILL


@pytest.mark.parametrize(
    "changes",
    [
        (*MOVING, *RESTS, *MOVING),
        (*MOVING, *(0.0,) * 32),
        ((0.0,) * 32 + MOVING),
        frozen(30, 0.05),
        (*MOVING, *(0.0,) * 30, 0.5, 1.0, 2.0, *MOVING),
    ],
    ids=["comes to rest", "still to the end", "still from the start", "noise that was coded", "sets off slowly"],
)
def test_what_may_be_a_scene_at_rest_is_a_second_opinion(changes: tuple[float, ...]) -> None:
    found = outcome(FROZEN, scene(changes))

    assert isinstance(found, Measurement)
    assert found.value == 0
    ((source, length),) = [(one.source, one.value) for one in found.conflicts]
    assert source == "pictures that stand still, of a frozen camera or of a still scene"
    assert 1 <= length <= Fraction(35, 30)  # type: ignore[operator]


def test_a_rest_shorter_than_the_freeze_changes_nothing_and_is_not_said() -> None:
    found = outcome(FROZEN, scene((*frozen(60), *RESTS, *MOVING)))

    assert isinstance(found, Measurement)
    assert (found.value, found.opinions) == (Fraction(61, 30), ())


def test_a_black_picture_is_not_called_frozen() -> None:
    black = dark_scene((1.0,) * 60)

    assert reason(FROZEN, black) is Reason.SCENE_TOO_STILL
    assert value(BLACK, black) == Fraction(59, 30) + Fraction(1, 30)


def test_black_stretches_are_placed_from_the_first_black_picture_to_the_next_bright_one() -> None:
    found = outcome(BLACK, dark_scene((0.1,) * 10 + (0.99,) * 45 + (0.1,) * 5 + (1.0,) * 3 + (0.2,) * 7, 4.0))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (Fraction(45, 30), 70)
    assert [(place.position, place.detail) for place in found.where] == [
        (Fraction(10, 30), "black for 1.5 s"),
        (Fraction(60, 30), "black for 0.1 s"),
    ]


def test_two_samples_in_a_hundred_may_be_a_clock_and_no_more() -> None:
    assert value(BLACK, dark_scene((0.98,) * 30)) == 1
    assert value(BLACK, dark_scene((0.979,) * 30)) == 0

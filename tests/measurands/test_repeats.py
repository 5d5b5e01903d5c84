"""Repeated pictures, told from pictures of a scene that stands still."""

from fractions import Fraction

import pytest

from conformance.measurands.repeats import too_still
from conformance.model.measurement import Measurement, NotMeasured
from conformance.model.vocabulary import Reason
from tests.measurands.facts import clip, outcome, reason, value
from tests.measurands.scenes import MOVING, THIRTIETH, scene

SHARE = "video.repeated_frames_share"


def test_every_second_picture_repeated_is_half_of_them() -> None:
    assert value(SHARE, scene((0.02, 4.0) * 15)) == Fraction(1, 2)


def test_two_of_three_pictures_repeated_are_two_thirds() -> None:
    assert value(SHARE, scene((4.0, 0.0, 0.0) * 10)) == Fraction(2, 3)


def test_a_moving_scene_repeats_nothing() -> None:
    assert value(SHARE, scene((3.9, 4.1) * 15)) == 0


def test_slow_motion_amid_fast_is_no_repeat() -> None:
    # a seventh of the speed, reached within three pictures and left as fast
    assert value(SHARE, scene((*MOVING, 2.4, 1.2, 0.6, 0.6, 0.6, 1.2, 2.4, *MOVING))) == 0


def test_repeats_are_found_in_slow_parts_as_in_fast_ones() -> None:
    assert value(SHARE, scene((8.0,) * 20 + (0.6, 0.01) * 20 + (8.0,) * 20)) == Fraction(20, 80)


def test_a_key_picture_that_codes_a_repeat_anew_repeats_all_the_same() -> None:
    # pictures 31 to 33 repeat picture 30, and picture 32 is a key picture
    types = "P" * 32 + "K" + "P" * 31

    assert value(SHARE, scene((*MOVING, 0.0, 1.5, 0.0, *MOVING), types=types)) == Fraction(3, 63)


def test_where_all_pictures_are_key_pictures_they_are_compared_as_others_are() -> None:
    assert value(SHARE, scene((4.0, 0.0) * 20, types="K")) == Fraction(1, 2)


@pytest.mark.parametrize("changes", [(0.01, 0.0) * 15, (0.2,) * 30])
def test_a_still_scene_is_no_frozen_camera_and_no_verdict(changes: tuple[float, ...]) -> None:
    assert reason(SHARE, scene(changes)) is Reason.SCENE_TOO_STILL
    assert too_still(scene(changes))


def test_key_pictures_that_pulse_in_a_still_scene_are_no_motion() -> None:
    still = scene(((0.0,) * 9 + (2.0,)) * 9, types="P" * 10 + "K" + "P" * 9 + ("K" + "P" * 9) * 7)
    found = outcome(SHARE, still)

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.SCENE_TOO_STILL
    assert found.detail.startswith("only 9 of 90 pictures change by 0.25 code values or more")


def test_sensor_noise_that_survives_coding_shows_a_living_camera() -> None:
    assert value(SHARE, scene((0.4, 0.5, 0.45) * 20)) == 0


def test_a_stretch_that_may_be_a_still_scene_is_left_out_and_said() -> None:
    # the scene comes to rest over four pictures, rests for a second, and sets off as slowly
    found = outcome(SHARE, scene((*MOVING, 2.0, 1.0, 0.5, *(0.0,) * 30, 0.5, 1.0, 2.0, *MOVING)))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (0, 64)
    assert found.note.endswith("32 pictures left out, which stand still and may be a still scene")


def test_pictures_that_were_not_decoded_are_not_called_still() -> None:
    assert not too_still(clip((0,), THIRTIETH))

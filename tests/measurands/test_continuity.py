"""Repeats, freezes and frame_num gaps."""

from dataclasses import replace
from fractions import Fraction

from conformance.model.facts import FrameNumbers, Media
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import Reason
from tests.measurands.facts import audio, clip, outcome, reason, subject, value, video

THIRTIETH = Fraction(1, 30)
STAMPS = tuple(range(31))


def test_every_second_picture_repeated_is_half_of_them() -> None:
    doubled = clip(STAMPS, THIRTIETH, (0.0, *(0.02, 4.0) * 15))

    assert value("video.repeated_frames_share", doubled) == Fraction(1, 2)
    assert value("video.new_picture_rate", doubled) == 15


def test_a_moving_scene_repeats_nothing() -> None:
    moving = clip(STAMPS, THIRTIETH, (0.0, *(3.9, 4.1) * 15))

    assert value("video.repeated_frames_share", moving) == 0
    assert value("video.frozen_max", moving) == 0


def test_a_still_scene_is_no_frozen_camera_and_no_verdict() -> None:
    still = clip(STAMPS, THIRTIETH, (0.0, *(0.01, 0.0) * 15))

    assert reason("video.repeated_frames_share", still) is Reason.SCENE_TOO_STILL
    assert reason("video.frozen_max", still) is Reason.SCENE_TOO_STILL


def test_the_longest_freeze_is_measured_where_it_begins() -> None:
    frozen = clip(STAMPS, THIRTIETH, (0.0, *(4.0,) * 10, *(0.0,) * 6, *(4.0,) * 14))
    found = outcome("video.frozen_max", frozen)

    assert isinstance(found, Measurement)
    assert (found.value, found.where[0].position) == (Fraction(6, 30), Fraction(10, 30))


def test_gaps_of_frame_num_are_counted_with_what_stays_invisible() -> None:
    track = replace(video(STAMPS, THIRTIETH), frame_numbers=FrameNumbers(31, ((7, 7, 8),)))
    found = outcome("video.frame_num_gaps", subject(Media("mp4", "", (track,), (audio(),), ())))

    assert isinstance(found, Measurement)
    assert found.value == 1
    assert found.where[0].detail == "frame_num 8 where 7 was due"
    assert "the last picture before an IDR" in found.note

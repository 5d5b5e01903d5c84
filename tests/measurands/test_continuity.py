"""Pictures lost before the time stamps were made."""

from dataclasses import replace
from fractions import Fraction

from conformance.model.facts import FrameNumbers, Media
from conformance.model.measurement import Measurement
from tests.measurands.facts import audio, outcome, subject, video

THIRTIETH = Fraction(1, 30)
STAMPS = tuple(range(31))


def test_gaps_of_frame_num_are_counted_with_what_stays_invisible() -> None:
    track = replace(video(STAMPS, THIRTIETH), frame_numbers=FrameNumbers(31, ((7, 7, 8),)))
    found = outcome("video.frame_num_gaps", subject(Media("mp4", "", (track,), (audio(),), ())))

    assert isinstance(found, Measurement)
    assert found.value == 1
    assert found.where[0].detail == "frame_num 8 where 7 was due"
    assert "the last picture before an IDR" in found.note

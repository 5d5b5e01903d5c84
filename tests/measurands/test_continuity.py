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
    assert [one.source for one in found.opinions] == []


def continuity_of(codec: str, numbers: FrameNumbers) -> Measurement:
    track = replace(video(STAMPS, THIRTIETH), codec=codec, frame_numbers=numbers)
    found = outcome("video.frame_num_gaps", subject(Media("mp4", "", (track,), (), ())))
    assert isinstance(found, Measurement), found
    return found


def test_a_picture_that_another_one_needs_is_named_by_its_place_in_the_order() -> None:
    found = continuity_of("hevc", FrameNumbers(31, ((7, 12, 14),)))

    assert (found.value, found.where[0].detail) == (1, "refers to picture 12, which is not there")
    assert found.note == "not visible here: the last pictures of a coded video sequence, and whole sequences"


def test_holes_of_the_order_count_are_counted_with_the_gaps() -> None:
    found = continuity_of("h264", FrameNumbers(31, ((20, 7, 8),), holes=((9, 16, 2),), skipped=3))

    assert (found.value, [place.position for place in found.where]) == (2, [9, 20])
    assert found.where[0].detail == "2 missing at picture order count 16"
    assert found.note.startswith("1 by references, 1 by the picture order count alone; not visible here: ")
    assert found.note.endswith("the picture order count skips 3 times more, which an encoder may do")


def test_a_stream_whose_order_proves_nothing_says_why() -> None:
    found = continuity_of("h264", FrameNumbers(31, (), skipped=3, uneven="the pictures are fields"))

    assert found.note.endswith(
        "losses in multiples of MaxFrameNum, and pictures to which no other refers (the pictures are fields)"
    )


def test_destroyed_pictures_leave_open_how_many_are_lost() -> None:
    found = continuity_of("hevc", FrameNumbers(31, ((7, 12, 14),), damaged=2))

    assert [(one.value, one.agrees) for one in found.opinions] == [(3, False)]

"""How pictures are scanned, and what their samples are."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Media, Pictures, VideoTrack
from conformance.model.measurement import Measurement, Text
from conformance.model.vocabulary import Reason

from .facts import NOTHING, outcome, reason, subject, value, video

TRACK = video(tuple(range(20)), Fraction(1, 25))


def told(track: VideoTrack) -> RecordingSubject:
    return subject(Media("mp4", "", (track,), (), ()))


@pytest.mark.parametrize(("interlaced", "kind"), [(0, "progressive"), (20, "interlaced"), (3, "mixed")])
def test_the_scan_is_that_of_all_pictures_or_mixed(interlaced: int, kind: str) -> None:
    assert isinstance(TRACK.pictures, Pictures)
    found = outcome("video.scan", told(replace(TRACK, pictures=replace(TRACK.pictures, interlaced=interlaced))))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (Text(kind), 20)
    assert ("3 of 20 pictures are marked as interlaced" in found.note) is (kind == "mixed")


def test_the_scan_is_not_told_without_decoding() -> None:
    assert reason("video.scan", told(replace(TRACK, pictures=NOTHING))) is Reason.METHOD_DOES_NOT_APPLY


@pytest.mark.parametrize("stated", ["limited", "full"])
def test_the_range_is_what_the_stream_states(stated: str) -> None:
    assert value("video.colour_range", told(replace(TRACK, colour_range=stated))) == Text(stated)


def test_a_stream_that_states_no_range_has_none() -> None:
    assert reason("video.colour_range", told(TRACK)) is Reason.NOTHING_TO_MEASURE


@pytest.mark.parametrize(
    ("pixel_format", "words"),
    [
        ("yuv420p", "4:2:0 8 bit"),
        ("yuvj420p", "4:2:0 8 bit"),
        ("yuv420p10le", "4:2:0 10 bit"),
        ("yuva422p12be", "4:2:2 12 bit"),
        ("yuv444p", "4:4:4 8 bit"),
        ("yuv411p", "4:1:1 8 bit"),
        ("gray", "4:0:0 8 bit"),
        ("gray10le", "4:0:0 10 bit"),
        ("nv12", "4:2:0 8 bit"),
        ("p010le", "4:2:0 10 bit"),
    ],
)
def test_sampling_and_depth_follow_from_the_pixel_format(pixel_format: str, words: str) -> None:
    assert value("video.sampling", told(replace(TRACK, pixel_format=pixel_format))) == Text(words)


@pytest.mark.parametrize("pixel_format", ["", "rgb24", "gbrp", "pal8", "yuv420pqq"])
def test_other_formats_have_no_chroma_sampling(pixel_format: str) -> None:
    assert reason("video.sampling", told(replace(TRACK, pixel_format=pixel_format))) is Reason.METHOD_DOES_NOT_APPLY

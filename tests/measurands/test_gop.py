"""How far apart key pictures are, in time and in pictures, with what stands before the first and behind the last."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Media, Pictures, VideoTrack
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Depth, Reason

from .facts import NOTHING, outcome, packets, pictures, reason, subject, value, video

INTERVAL, LENGTH = "video.key_frame_interval_max", "video.gop_length_max"
TICK = Fraction(1, 25)


def track(types: str) -> VideoTrack:
    stamps = tuple(range(len(types)))
    seen = pictures(stamps)
    assert isinstance(seen, Pictures)
    return replace(video(stamps, TICK), pictures=replace(seen, types=types))


def told(types: str) -> RecordingSubject:
    return subject(Media("mp4", "", (track(types),), (), ()))


@pytest.mark.parametrize(
    ("types", "seconds", "length"),
    [
        ("KPPPPPPPPP" * 3, Fraction(10, 25), 10),
        ("KPPPPPPPPPKPPPPKPPPP", Fraction(10, 25), 10),
        ("KPPPPKPPPPPPPPPPPPPP", Fraction(15, 25), 15),  # the last group lasts to the end
        ("PPPPPPPPPPPPKPPPP", Fraction(12, 25), 12),  # nothing can be seen before the first
        ("K" * 12, Fraction(1, 25), 1),
        ("K" + "P" * 39, Fraction(40, 25), 40),
    ],
)
def test_the_longest_way_from_key_to_key_counts(types: str, seconds: Fraction, length: int) -> None:
    assert (value(INTERVAL, told(types)), value(LENGTH, told(types))) == (seconds, length)


def test_the_longest_interval_is_placed_where_it_begins() -> None:
    found = outcome(INTERVAL, told("KPPPPKPPPPPPPPPKPPPP"))

    assert isinstance(found, Measurement)
    assert isinstance(found.uncertainty, Uncertain)
    assert (found.where[0].position, found.exercised) == (Fraction(5, 25), 3)
    assert found.uncertainty.expanded == 0  # the tick counts pictures
    assert found.note == "3 key pictures, by the slices of the decoded pictures"


def test_the_pattern_of_the_longest_group_is_shown() -> None:
    found = outcome(LENGTH, told("KBBPBBPKBBPBBPBBPBBPBBP"))

    assert isinstance(found, Measurement)
    assert found.note == "longest KBBPBBPBBPBBPBBP; by the slices of the decoded pictures; 14 of 23 pictures are B"


def test_a_long_pattern_is_cut() -> None:
    found = outcome(LENGTH, told("K" + "P" * 39))

    assert isinstance(found, Measurement)
    assert found.note.startswith("longest KPPPPPPPPPPPPPPP..; ")


def test_without_decoding_the_container_says_which_are_key_pictures() -> None:
    one = track("K" * 20)
    keys = tuple(number % 10 == 0 for number in range(20))
    shallow = replace(one, pictures=NOTHING, packets=replace(packets(tuple(range(20))), key=keys))
    found = outcome(LENGTH, subject(Media("mp4", "", (shallow,), (), ()), depth=Depth.PACKETS))

    assert isinstance(found, Measurement)
    assert (found.value, found.note) == (10, "longest K?????????; by the flags of the container")
    assert value(INTERVAL, subject(Media("mp4", "", (shallow,), (), ()), depth=Depth.PACKETS)) == Fraction(10, 25)


@pytest.mark.parametrize("name", [INTERVAL, LENGTH])
def test_a_recording_without_a_key_picture_is_not_measured(name: str) -> None:
    assert reason(name, told("P" * 20)) is Reason.EVIDENCE_UNREADABLE

"""Level and parameter sets: what is counted, and what is no part of the stream."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media
from conformance.model.measurement import Measurement, Text
from conformance.model.stream_facts import ParameterSets
from conformance.model.vocabulary import Reason

from .facts import outcome, reason, subject, value, video

SETS, LEVEL = "video.key_pictures_without_parameter_sets", "video.level_idc"
GOOD = ParameterSets(5, (), (30,), in_description=False, fields=False, unreadable=0)


def track(sets: ParameterSets | Absent) -> RecordingSubject:
    one = replace(video(tuple(range(25)), Fraction(1, 25)), parameter_sets=sets)
    return subject(Media("mpeg-ps", "", (one,), (), ()))


def test_prepared_key_pictures_count_as_looked_at() -> None:
    found = outcome(SETS, track(GOOD))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (0, 5)


def test_unprepared_key_pictures_are_counted_and_placed() -> None:
    found = outcome(SETS, track(replace(GOOD, unprepared=(5, 10))))

    assert isinstance(found, Measurement)
    assert (found.value, [place.position for place in found.where]) == (2, [5, 10])


def test_a_stream_without_key_pictures_exercises_nothing() -> None:
    found = outcome(SETS, track(replace(GOOD, key_pictures=0)))

    assert isinstance(found, Measurement)
    assert found.exercised == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"unprepared": (0,), "in_description": True}, Reason.METHOD_DOES_NOT_APPLY),
        ({"fields": True}, Reason.METHOD_DOES_NOT_APPLY),
        ({"unreadable": 1}, Reason.EVIDENCE_UNREADABLE),
    ],
)
def test_what_proves_nothing_is_not_measured(change: dict[str, object], expected: Reason) -> None:
    assert reason(SETS, track(replace(GOOD, **change))) is expected


def test_sets_that_stand_in_the_stream_count_although_the_container_has_them_too() -> None:
    assert value(SETS, track(replace(GOOD, in_description=True))) == 0


def test_the_lowest_level_counts() -> None:
    assert value(LEVEL, track(replace(GOOD, levels=(30, 11)))) == 11


def test_no_sps_is_no_level() -> None:
    assert reason(LEVEL, track(replace(GOOD, levels=()))) is Reason.NOTHING_TO_MEASURE


@pytest.mark.parametrize("name", [SETS, LEVEL])
def test_another_codec_has_neither(name: str) -> None:
    assert reason(name, track(Absent(Reason.METHOD_DOES_NOT_APPLY, "hevc"))) is Reason.METHOD_DOES_NOT_APPLY


@pytest.mark.parametrize(
    ("codec", "stated", "words"),
    [
        ("h264", ("4.0",), "4.0"),
        ("h264", ("1.1", "1b"), "1b"),
        ("h264", ("1b", "1.0"), "1.0"),
        ("hevc", ("5.1", "4.1"), "4.1"),
    ],
)
def test_the_lowest_level_is_named_in_words(codec: str, stated: tuple[str, ...], words: str) -> None:
    one = replace(video(tuple(range(25)), Fraction(1, 25)), codec=codec, parameter_sets=replace(GOOD, stated=stated))
    found = outcome("video.level", subject(Media("mp4", "", (one,), (), ())))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (Text(words), len(stated))


def test_the_code_of_an_hevc_level_is_not_held_against_one_of_h264() -> None:
    one = replace(video(tuple(range(25)), Fraction(1, 25)), codec="hevc", parameter_sets=replace(GOOD, levels=(120,)))

    assert reason(LEVEL, subject(Media("mp4", "", (one,), (), ()))) is Reason.METHOD_DOES_NOT_APPLY


def test_without_an_sps_there_is_no_level_to_name() -> None:
    assert reason("video.level", track(replace(GOOD, levels=()))) is Reason.NOTHING_TO_MEASURE

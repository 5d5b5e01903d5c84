"""File names are matched whole, and a date must be one."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.measurement import Measurement, Text

from .facts import clip, outcome, value

PATTERN, EXTENSION = "file.name_pattern", "file.name_extension"


def named(path: str) -> RecordingSubject:
    one = clip(tuple(range(50)), Fraction(1, 25))
    return replace(one, recording=replace(one.recording, path=path))


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("8888888_000000_20160129205547_0001.mp4", "serial7_officer6_time14_seq4"),
        ("DCIM/100ANDRO/AB12345_A00001_20160229205547_0001IMP.mp4", "serial7_officer6_time14_seq4"),
        ("000000_8888888_20160129205547_0001.mp4", "officer6_serial7_time14_seq4"),
        ("20160129205547_0001.mp4", "time14_seq4"),
        ("8888888_000000_20160230205547_0001.mp4", "none"),
        ("8888888_000000_20161301205547_0001.mp4", "none"),
        ("8888888_000000_20160129245547_0001.mp4", "none"),
        ("888888_000000_20160129205547_0001.mp4", "none"),
        ("8888888_000000_20160129205547_001.mp4", "none"),
        ("8888888-000000-20160129205547-0001.mp4", "none"),
        ("8888888_000000_20160129205547_0001_IMP.mp4", "none"),
        ("x8888888_000000_20160129205547_0001.mp4", "none"),
        ("8888888_000000_20160129205547_0001\n.mp4", "none"),
        ("８８８８８８８_000000_20160129205547_0001.mp4", "none"),
        ("8888888_000000_20160129205547_0001/clip.mp4", "none"),
    ],
)
def test_a_name_follows_one_pattern_or_none(path: str, pattern: str) -> None:
    assert value(PATTERN, named(path)) == Text(pattern)


def test_the_mark_of_an_important_file_is_told() -> None:
    found = outcome(PATTERN, named("8888888_000000_20160129205547_0001IMP.mp4"))

    assert isinstance(found, Measurement)
    assert "marked as important" in found.note


def test_a_date_that_is_none_is_named() -> None:
    found = outcome(PATTERN, named("20160230205547_0001.mp4"))

    assert isinstance(found, Measurement)
    assert found.note == "20160230205547 is no date and time"


@pytest.mark.parametrize(
    ("path", "extension"), [("a/b.MP4", "mp4"), ("b.tar.wav", "wav"), ("b", "none"), ("a.d/b", "none")]
)
def test_the_extension_is_what_follows_the_last_dot(path: str, extension: str) -> None:
    assert value(EXTENSION, named(path)) == Text(extension)

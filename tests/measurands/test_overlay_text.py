"""Numbers and places in the pictures: read where a stated pattern has them, sure of every character, never guessed."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import NO_TEXT, Media
from conformance.model.measurement import Measurement, NotMeasured, Text
from conformance.model.name_pattern import parse_line
from conformance.model.overlay_facts import OverlayFacts, TextLine
from conformance.model.vocabulary import Reason

from .facts import outcome, reason, value, video
from .facts import subject as made

DEVICE, OFFICER, POSITION = "overlay.device_number", "overlay.officer_number", "overlay.position"
BOTH = "{device:7} {officer:6}"


def line(text: str, sure: int = 99, unsure: Sequence[int] = ()) -> TextLine:
    """`unsure` are places of characters that are read with a probability of 60 %."""
    return TextLine(90, 10, 10, 400, 50, text, tuple(60 if at in unsure else sure for at in range(len(text))))


def lettered(patterns: Sequence[str], *lines: TextLine) -> RecordingSubject:
    one = made(Media("mp4", "", (video(tuple(range(300)), Fraction(1, 30)),), (), ()))
    recording = replace(one.recording, line_patterns=tuple(map(parse_line, patterns)))
    return replace(one, recording=recording, facts=replace(one.facts, overlay=OverlayFacts(lines, (), ())))


def detail(name: str, one: RecordingSubject) -> str:
    found = outcome(name, one)
    assert isinstance(found, NotMeasured), found
    assert found.reason is Reason.NOTHING_TO_MEASURE
    return found.detail


def test_numbers_are_read_by_the_pattern_of_their_line_and_the_picture_is_named() -> None:
    one = lettered([BOTH], line("2026-03-20 09:59:57"), line("DSJ0042 123456"))
    found = outcome(DEVICE, one)

    assert isinstance(found, Measurement)
    assert found.value == Text("DSJ0042")
    assert found.note == "in picture 90 stands 'DSJ0042 123456'"
    assert value(OFFICER, one) == Text("123456")


@pytest.mark.parametrize("text", ["DSJ0042123456", "DSJ 0042 12 3456", "ＤＳＪ００４２　１２３４５６"])
def test_blanks_and_full_width_make_no_difference(text: str) -> None:
    assert value(DEVICE, lettered([BOTH], line(text))) == Text("DSJ0042")


def test_a_number_in_the_line_of_the_clock_is_read() -> None:
    clock = "{year}/{month}/{day} {hour}:{minute}:{second} {device:7}"

    assert value(DEVICE, lettered([BOTH, clock], line("2026/03/20 09:59:57 DSJ0042"))) == Text("DSJ0042")


def test_a_character_that_is_not_sure_leaves_its_number_unread_and_no_other() -> None:
    one = lettered([BOTH], line("DSJ0042 123456", unsure=[3]))

    assert detail(DEVICE, one) == (
        "in picture 90 stands 'DSJ0042 123456', of which 'DSJ0042' is read for sure to 60 % only, 95 % needed"
    )
    assert value(OFFICER, one) == Text("123456")


def test_lines_that_tell_different_things_tell_nothing() -> None:
    same = lettered([BOTH], line("DSJ0042 123456"), line("DSJ0042 123456", sure=70))
    other = lettered([BOTH], line("DSJ0042 123456"), line("DSJ0043 123456", sure=70))

    assert value(DEVICE, same) == Text("DSJ0042")
    assert detail(DEVICE, other) == "several lines fit, and tell different things: 'DSJ0042', 'DSJ0043'"
    assert value(OFFICER, other) == Text("123456")


def test_a_line_that_fits_no_pattern_is_told() -> None:
    assert detail(DEVICE, lettered([BOTH], line("DSJ0042 12345"))) == (
        "no line of text fits a pattern with {device}: 'DSJ0042 12345'"
    )
    assert detail(DEVICE, lettered([BOTH])).endswith(": none")


def test_without_a_pattern_or_without_text_nothing_is_measured() -> None:
    one = lettered([BOTH], line("DSJ0042 123456"))

    assert reason(DEVICE, lettered([], line("DSJ0042 123456"))) is Reason.SETTING_NOT_STATED
    assert reason(OFFICER, lettered(["{device}"], line("DSJ0042"))) is Reason.SETTING_NOT_STATED
    assert reason(DEVICE, replace(one, facts=replace(one.facts, overlay=NO_TEXT))) is Reason.EVIDENCE_UNREADABLE
    assert reason(POSITION, one) is Reason.SETTING_NOT_STATED


@pytest.mark.parametrize(
    ("pattern", "text", "place"),
    [
        ("N{north} E{east}", "N31.2304 E121.4737", "31.2304, 121.4737"),
        ("{south}S, {west}W", "33.5S, 70.25 W", "-33.5, -70.25"),
        ("LAT:{north} LON:{west}", "LAT: 5 LON: 0.5", "5, -0.5"),
    ],
)
def test_a_place_is_in_degrees_north_and_east(pattern: str, text: str, place: str) -> None:
    assert value(POSITION, lettered([pattern], line(text))) == Text(place)


def test_a_place_that_is_none_on_earth_or_half_read_is_no_place() -> None:
    assert "no place on earth" in detail(POSITION, lettered(["N{north}E{east}"], line("N91.0 E121.4737")))
    assert "'121.4737'" in detail(POSITION, lettered(["N{north}E{east}"], line("N31.2 E121.4737", unsure=[9])))
    sides = ["N{north}E{east}", "S{south}E{east}"]
    assert detail(POSITION, lettered(sides, line("N31.2 E121.4737"), line("S31.2 E121.4737"))) == (
        "both north and south stand in the picture"
    )
    assert value(POSITION, lettered(sides, line("S31.2 E121.4737"))) == Text("-31.2, 121.4737")

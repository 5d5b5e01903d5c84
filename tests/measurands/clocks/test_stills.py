"""Pictures of the worst of a burned-in clock: the very ones, few, and only such as can be known again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from conformance.model.areas import Rectangle
from conformance.model.burned_in_facts import BurnedIn, ShownLine, ShownSecond
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Luma, Media, Pictures
from conformance.model.measurement import Measurement
from conformance.model.overlay_facts import OverlayFacts, TextLine
from conformance.model.still import Still

from ..facts import outcome
from .test_burned_in import DRIFT, OFFSET, RATE, SHARE, STEPS, recorded, right, seconds_of

LINE, MOVED = Rectangle(20, 30, 400, 60), Rectangle(22, 30, 402, 60)


def filmed(
    seconds: Sequence[ShownSecond],
    length: float = 30,
    lines: tuple[ShownLine, ...] = (ShownLine(0, LINE),),
    stamps: tuple[int, ...] = (),
) -> RecordingSubject:
    """A recording whose first picture has the time stamp 3 s, and picture n the mean luma n / 10."""
    one = recorded(seconds, length)
    media = one.facts.media
    assert isinstance(media, Media)
    table = media.video[0].pictures
    assert isinstance(table, Pictures)
    count = len(table.pts)
    flat = (0.0,) * count
    luma = Luma(tuple(number / 10 for number in range(count)), flat, flat, flat)
    pts = stamps or tuple(number + 3 * RATE for number in range(count))
    track = replace(media.video[0], pictures=replace(table, pts=pts, luma=luma))
    burned_in = BurnedIn(count, tuple(seconds), lines)
    return replace(one, facts=replace(one.facts, media=replace(media, video=(track,)), burned_in=burned_in))


def stills(name: str, subject: RecordingSubject) -> tuple[Still, ...]:
    found = outcome(name, subject)
    assert isinstance(found, Measurement), found
    return found.stills


def numbers(name: str, subject: RecordingSubject) -> list[int]:
    return [still.sight.number for still in stills(name, subject)]


def stepping(*steps: tuple[float, float]) -> tuple[ShownSecond, ...]:
    """What is seen of a clock that is set on at those times by so much, both in s."""
    return seconds_of(lambda passed: right(passed + sum(size for time, size in steps if passed >= time)), 900)


def test_a_step_is_shown_on_either_side_with_what_stood_there() -> None:
    before, after = stills(STEPS, filmed(stepping((10.5, 5))))

    assert (before.sight.number, after.sight.number) == (314, 315)
    assert (before.read, after.read) == ("2026-03-01 12:00:10", "2026-03-01 12:00:15")
    assert before.why == "last picture read before the step of +5.000 s"
    assert after.why == "first picture read after the step of +5.000 s"
    assert (after.sight.pts, after.stamp, after.time) == (405, Fraction(27, 2), Fraction(21, 2))
    assert (after.sight.track, after.sight.luma, after.sight.marks) == (0, 31.5, (LINE,))


def test_of_many_steps_the_two_largest_are_shown() -> None:
    assert numbers(STEPS, filmed(stepping((6.5, 2), (12.5, -50), (20.5, 7)))) == [374, 375, 614, 615]


def test_pictures_that_were_not_read_about_a_step_are_passed_over() -> None:
    seconds = [replace(one, clock="?0") if one.first == 315 else one for one in stepping((10.5, 5))]

    assert numbers(STEPS, filmed(seconds)) == [314, 330]


def test_a_clock_that_never_steps_and_is_read_throughout_shows_nothing_of_it() -> None:
    one = filmed(seconds_of(right, 900))

    assert stills(STEPS, one) == ()
    assert stills(SHARE, one) == ()


def test_the_longest_runs_of_unread_pictures_are_shown_where_they_begin() -> None:
    seconds = list(seconds_of(right, 900))
    for index in (4, 5, 6, 12, 13, 20):
        seconds[index] = replace(seconds[index], clock=f"{index % 10}?")
    shown = stills(SHARE, filmed(seconds))

    assert [still.sight.number for still in shown] == [120, 165, 360, 600]
    assert [still.read for still in shown] == [f"2026 03 01 12 00 {digit}?" for digit in (4, 5, 2, 0)]
    assert shown[0].why == "first of 90 in a row that do not count as read"
    assert shown[1].why == "in the middle of 90 that do not count as read"


def test_pictures_before_the_first_reading_count_as_unread_and_say_that_nothing_was_read() -> None:
    first, middle = stills(SHARE, filmed(seconds_of(right, 900)[7:]))

    assert (first.sight.number, middle.sight.number) == (0, 105)
    assert first.read == ""


def test_of_a_short_run_the_beginning_says_all() -> None:
    seconds = [replace(one, last=one.last - 3) if one.first == 300 else one for one in seconds_of(right, 900)]

    assert numbers(SHARE, filmed(seconds)) == [327]


def test_a_second_with_a_hidden_digit_is_shown_as_one_that_does_not_count() -> None:
    seconds = list(seconds_of(right, 900))
    seconds[10] = replace(seconds[10], helped=True)

    assert numbers(SHARE, filmed(seconds)) == [300, 315]


def late(passed: float) -> datetime:
    """The second that should begin at 20 s comes two pictures late."""
    return right(19.9 if 20 <= passed < 20.06 else passed)


def test_a_drift_is_shown_at_its_ends_and_where_it_is_furthest_from_the_line() -> None:
    shown = stills(DRIFT, filmed(seconds_of(late, 900)))

    assert [still.sight.number for still in shown] == [30, 601, 602, 870]
    assert shown[1].why.startswith(
        "last picture read before the change of the seconds that is furthest from the line, -0.06"
    )
    assert shown[3].why == "last change of the seconds: +0.000 s since the first, against the time stamps"


def test_an_offset_is_shown_at_the_tick_that_is_furthest_off() -> None:
    shown = stills(OFFSET, filmed(seconds_of(late, 900)))

    assert [still.sight.number for still in shown] == [601, 602]
    assert [still.read[-2:] for still in shown] == ["19", "20"]
    assert "furthest off, -0.05" in shown[0].why


def test_the_offset_of_a_clock_that_steps_is_shown_in_the_stretch_that_counts() -> None:
    assert all(number >= 315 for number in numbers(OFFSET, filmed(stepping((10.5, 5)))))


@pytest.mark.parametrize("name", [STEPS, SHARE, DRIFT, OFFSET])
def test_there_are_never_more_than_four(name: str) -> None:
    seconds = [
        replace(one, clock="??") if index % 5 == 4 else one
        for index, one in enumerate(stepping(*((20.5 + 3 * one, 30 - one) for one in range(12))))
    ]

    assert 0 < len(numbers(name, filmed(seconds))) <= 4


def test_the_line_is_marked_where_its_span_of_the_file_has_it() -> None:
    one = filmed(stepping((10.5, 5)), lines=(ShownLine(0, LINE), ShownLine(315, MOVED)))

    assert [still.sight.marks for still in stills(STEPS, one)] == [(LINE,), (MOVED,)]


def test_a_line_that_nobody_placed_is_not_marked() -> None:
    assert {still.sight.marks for still in stills(STEPS, filmed(stepping((10.5, 5)), lines=()))} == {()}


def test_a_picture_whose_time_stamp_another_has_is_not_named() -> None:
    stamps = tuple(number + 90 - (number == 315) for number in range(900))

    assert 315 not in numbers(STEPS, filmed(stepping((10.5, 5)), stamps=stamps))


def test_pictures_without_luma_are_not_named() -> None:
    assert stills(STEPS, recorded(stepping((10.5, 5)))) == ()


def test_a_clock_read_as_text_is_marked_where_its_text_stood() -> None:
    numbers_read = range(0, 240, 6)
    lines = tuple(
        TextLine(one, 100, 50, 400, 125, f"{right(one / RATE):%Y-%m-%d %H:%M:%S}", (99,) * 19) for one in numbers_read
    )
    one = filmed((), 8, lines=())
    facts = replace(one.facts, overlay=OverlayFacts(lines[:1], tuple(numbers_read), lines))
    shown = stills(OFFSET, replace(one, facts=facts))

    assert len(shown) == 2
    assert {still.sight.marks for still in shown} == {(Rectangle(128, 36, 512, 90),)}

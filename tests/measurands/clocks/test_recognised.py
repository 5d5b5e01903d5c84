"""Clocks read as text: recordings too short for ticks, letters beside a clock that ticks, and what is not believed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from conformance.model.burned_in_facts import BurnedIn, ShownSecond
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent, Media
from conformance.model.measurement import Measurement, NotMeasured, Uncertain
from conformance.model.overlay_facts import OverlayFacts, TextLine
from conformance.model.vocabulary import Reason

from ..facts import outcome, reason, value, video
from ..facts import subject as made

OFFSET, STEPS, SHARE, DRIFT = (
    "overlay.clock_offset",
    "overlay.clock_steps",
    "overlay.readable_share",
    "overlay.stamp_drift",
)
RATE = 30
START = datetime(2026, 3, 20, 9, 59, 57)  # noqa: DTZ001 - as shown
Text = Callable[[int], str]


def clock(number: int) -> datetime:
    """What a right clock shows in a picture."""
    return START + timedelta(seconds=number / RATE)


def iso(number: int) -> str:
    return f"{clock(number):%Y-%m-%d %H:%M:%S}"


def line(number: int, text: str, sure: int = 99, top: int = 10) -> TextLine:
    return TextLine(number, 10, top, 400, top + 40, text, (sure,) * len(text))


def text_of(pictures: Sequence[int], *texts: Text) -> OverlayFacts:
    """Lines of those pictures, each text a line."""
    lines = tuple(line(one, text(one), top=50 * row) for one in pictures for row, text in enumerate(texts) if text(one))
    return OverlayFacts(lines[: len(texts)], tuple(pictures), lines)


def recorded(
    overlay: OverlayFacts | Absent, seconds: Sequence[ShownSecond] = (), length: float = 5, start: datetime = START
) -> RecordingSubject:
    """A recording that begins at `start` UTC."""
    pictures = round(length * RATE)
    one = made(Media("mp4", "", (video(tuple(range(pictures)), Fraction(1, RATE)),), (), ()))
    reference = ReferenceTime(start.replace(tzinfo=UTC), Fraction(0))
    recording = replace(one.recording, clock_zone=0, reference=reference)
    facts = replace(one.facts, burned_in=BurnedIn(pictures, tuple(seconds)), overlay=overlay)
    return replace(one, recording=recording, facts=facts)


EVERY_SIXTH = range(0, 150, 6)


def detail(name: str, subject: RecordingSubject) -> str:
    measured = outcome(name, subject)
    assert isinstance(measured, NotMeasured)
    return measured.detail


def test_a_recording_too_short_for_ticks_gives_its_offset() -> None:
    one = recorded(text_of(EVERY_SIXTH, iso))
    measured = outcome(OFFSET, one)

    assert isinstance(measured, Measurement)
    assert isinstance(measured.uncertainty, Uncertain)
    assert abs(float(value(OFFSET, one))) <= measured.uncertainty.expanded < 0.12
    assert measured.exercised == 4
    assert "read as text in 25 of the first pictures" in measured.note


@pytest.mark.parametrize(
    "layout", ["%d/%m/%Y %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%SZ"]
)
@pytest.mark.parametrize("later", [0, 2 * 3600, 3 * 3600, 14 * 3600])
def test_every_layout_gives_it(layout: str, later: int) -> None:
    one = recorded(text_of(EVERY_SIXTH, lambda number: f"{clock(number) + timedelta(seconds=later):{layout}}"))

    assert abs(float(value(OFFSET, one)) - later) < 0.12


@pytest.mark.parametrize("name", [STEPS, SHARE, DRIFT])
def test_of_pictures_that_were_not_looked_at_nothing_is_said(name: str) -> None:
    assert reason(name, recorded(text_of(EVERY_SIXTH, iso), length=300)) is Reason.METHOD_DOES_NOT_APPLY


def misread(at: Callable[[int], bool], by: timedelta) -> Text:
    return lambda number: f"{clock(number) + (by if at(number) else timedelta(0)):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("seconds", [1, 3, 10, 60, 86_400])
def test_a_picture_that_says_otherwise_is_dropped(seconds: int) -> None:
    one = recorded(text_of(EVERY_SIXTH, misread(lambda number: number == 72, timedelta(seconds=seconds))))

    assert abs(float(value(OFFSET, one))) < 0.12


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (lambda _: iso(0), "not 3 in a row"),
        (lambda number: f"{START - timedelta(seconds=number // 30):%Y-%m-%d %H:%M:%S}", "not 3 in a row"),
        (lambda number: f"{START + timedelta(seconds=number // 15):%Y-%m-%d %H:%M:%S}", "not 3 in a row"),
        (lambda number: f"{clock(number):%Y-%m-%d %H:%M:%S}" if number < 20 else "", "of 25 pictures read for sure"),
        (lambda number: f"{number // 30:02}:00:00:{number % 30:02}", "no date and time"),
        (lambda number: f"00:00:{number // 30:02}", "no date and time"),
    ],
    ids=["stands still", "runs back", "runs fast", "seen once", "time code", "no date"],
)
def test_what_no_row_of_seconds_bears_out_is_not_believed(text: Text, said: str) -> None:
    one = recorded(text_of(EVERY_SIXTH, text))

    assert reason(OFFSET, one) is Reason.NOTHING_TO_MEASURE
    assert said in detail(OFFSET, one)


def test_a_single_picture_is_told_and_not_believed() -> None:
    one = recorded(text_of([0], lambda _: "TLC200 PRO 2017/04/09 21:53:38"), length=1 / RATE)

    assert reason(OFFSET, one) is Reason.NOTHING_TO_MEASURE
    assert "'TLC200 PRO 2017/04/09 21:53:38'" in detail(OFFSET, one)


def test_characters_in_doubt_are_unreadable() -> None:
    sure = text_of(EVERY_SIXTH, iso)
    doubtful = replace(sure, clock=tuple(replace(one, sure=(*one.sure[:-1], 94)) for one in sure.clock))

    assert reason(OFFSET, recorded(doubtful)) is Reason.NOTHING_TO_MEASURE


def test_the_day_or_the_month_first_is_not_guessed() -> None:
    early = [f"{clock(number) - timedelta(days=10):%d/%m/%Y %H:%M:%S}" for number in range(150)]
    one = recorded(text_of(EVERY_SIXTH, lambda number: early[number]))

    assert "day or month may come first" in detail(OFFSET, one)


def test_a_hour_with_unknown_letters_behind_it_is_in_doubt() -> None:
    one = recorded(text_of(EVERY_SIXTH, lambda number: iso(number) + " FM"))

    assert reason(OFFSET, one) is Reason.SETTING_NOT_STATED


def test_where_the_library_is_missing_the_case_is_not_tested_and_names_the_extra() -> None:
    missing = Absent(
        Reason.METHOD_DOES_NOT_APPLY, "text in pictures is not read: pip install 'recorder-conformance[ocr]'"
    )
    one = recorded(missing)

    assert reason(OFFSET, one) is Reason.METHOD_DOES_NOT_APPLY
    assert "no clock that ticks was found" in detail(OFFSET, one)
    assert "pip install 'recorder-conformance[ocr]'" in detail(OFFSET, one)


def ticked(
    start: datetime, length: int, layout: str = "%Y %m %d %H %M %S", *, followed: bool = False
) -> tuple[ShownSecond, ...]:
    """What the ticks of a clock give, each second from its first picture on."""
    found = []
    for second in range(length):
        *before, last = f"{start + timedelta(seconds=second):{layout}}".split(" ")
        first = second * RATE
        found.append(ShownSecond(first - 1, first, first + RATE - 1, " ".join(before), last, "", followed, margin=0.3))
    return tuple(found)


def twelve(start: datetime, length: int, text: str, pictures: Sequence[int] = (10, 70, 130)) -> RecordingSubject:
    """A clock of twelve hours that ticks, with the text that stands in three pictures."""
    overlay = text_of(pictures, lambda number: f"{start + timedelta(seconds=number // RATE):{text}}")
    return recorded(overlay, ticked(start, length, "%m %d %Y %I %M %S", followed=True), length, start)


def on_the_20th(hour: int, minute: int, second: int) -> datetime:
    return datetime(2026, 3, 20, hour, minute, second)  # noqa: DTZ001 - as shown


@pytest.mark.parametrize("hour", [0, 1, 11, 12, 13, 23])
def test_am_and_pm_tell_the_half_of_the_day(hour: int) -> None:
    one = twelve(on_the_20th(hour, 10, 0), 20, "%m/%d/%Y %I:%M:%S %p")

    assert abs(float(value(OFFSET, one))) < 0.02
    assert value(STEPS, one) == 0


@pytest.mark.parametrize("hour", [11, 12, 23])
def test_noon_and_one_o_clock_are_no_steps(hour: int) -> None:
    one = twelve(on_the_20th(hour, 59, 57), 20, "%m/%d/%Y %I:%M:%S %p")

    assert value(STEPS, one) == 0
    assert value(SHARE, one) == 1
    assert abs(float(value(OFFSET, one))) < 0.02


def test_without_letters_one_o_clock_may_be_a_step_or_none() -> None:
    start = on_the_20th(12, 59, 50)
    one = recorded(text_of([]), ticked(start, 20, "%m %d %Y %I %M %S", followed=True), 20, start)

    assert reason(STEPS, one) is Reason.SETTING_NOT_STATED


@pytest.mark.parametrize(
    "text",
    ["%m/%d/%Y %I:%M:%S", "%m/%d/%Y %I:%M:%S Z", "%m/%d/%Y %I:%M:%S UTC+8"],
    ids=["nothing", "Z", "a zone"],
)
def test_a_time_without_am_and_pm_is_one_of_24_hours(text: str) -> None:
    one = twelve(on_the_20th(9, 10, 0), 20, text)

    assert abs(float(value(OFFSET, one))) < 0.02


@pytest.mark.parametrize(
    "text",
    ["%m/%d/%Y %I:%M:%S FM", "%m/%d/%Y %I:%M:00 PM", "nothing", "PM"],
    ids=["letters in doubt", "another time", "no time", "no digits"],
)
def test_text_that_does_not_bear_the_ticks_out_leaves_the_hour_in_doubt(text: str) -> None:
    assert reason(OFFSET, twelve(on_the_20th(9, 10, 0), 20, text)) is Reason.SETTING_NOT_STATED


def test_one_picture_alone_says_nothing_of_am_and_pm() -> None:
    one = twelve(on_the_20th(9, 10, 0), 20, "%m/%d/%Y %I:%M:%S PM", pictures=[70])

    assert reason(OFFSET, one) is Reason.SETTING_NOT_STATED


def test_am_in_one_picture_and_pm_in_the_next_is_no_answer() -> None:
    start = on_the_20th(9, 10, 0)
    overlay = text_of([10, 40, 70], lambda number: f"{start + timedelta(seconds=number // 30):%m/%d/%Y %I:%M:%S} PM")
    mixed = replace(
        overlay, clock=(*overlay.clock[:2], replace(overlay.clock[2], text=overlay.clock[2].text.replace("PM", "AM")))
    )
    one = recorded(mixed, ticked(start, 20, "%m %d %Y %I %M %S", followed=True), 20, start)

    assert reason(OFFSET, one) is Reason.SETTING_NOT_STATED


def test_a_date_in_another_line_is_that_of_the_whole_day() -> None:
    start = on_the_20th(23, 59, 50)
    overlay = text_of(
        [10, 70, 130],
        lambda _: "UNIT 7 2026-03-20",
        lambda number: f"{start + timedelta(seconds=number // RATE):%H:%M:%S}",
    )
    one = recorded(overlay, ticked(start, 20, "%H %M %S"), 20, start)

    assert abs(float(value(OFFSET, one))) < 0.02
    assert value(SHARE, one) == Fraction(1, 2)  # which date stands there after midnight was not read


def test_a_date_in_another_line_with_day_or_month_first_is_not_guessed() -> None:
    start = on_the_20th(12, 0, 0)
    overlay = text_of([10, 70], lambda _: "03/04/2026", lambda number: f"12:00:{number // RATE:02}")

    assert reason(OFFSET, recorded(overlay, ticked(start, 20, "%H %M %S"), 20, start)) is Reason.NOTHING_TO_MEASURE

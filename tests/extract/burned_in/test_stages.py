"""The stages of the reader, each on what is made up for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from conformance.extract.burned_in.glyphs import Font, Grey
from conformance.extract.burned_in.joining import joined_clock
from conformance.extract.burned_in.known import Known
from conformance.extract.burned_in.learning import learn
from conformance.extract.burned_in.pictures import Crops, Run
from conformance.extract.burned_in.place import Cell
from conformance.extract.burned_in.strip import Frame, Strip
from conformance.extract.burned_in.ticks import Tick, filled, longest, ticks
from conformance.extract.burned_in.together import Seen, completed
from conformance.model.areas import Rectangle
from conformance.model.burned_in_facts import BurnedIn, ShownLine

from .drawing import Scene, film
from .legible import Legibility

HIGH, WIDE, PITCH = 12, 8, 10
DIGITS = np.random.default_rng(5).choice([40, 230], (10, HIGH, WIDE)).astype(np.float32)
FONT = Font(DIGITS, np.full((HIGH, WIDE), 1 / DIGITS[0].size, np.float32), 100.0)
PLACES = tuple(range(2, 2 + 14 * PITCH, PITCH))
FRAME = Frame.around(Cell(0, HIGH, PLACES[13], PLACES[13] + WIDE), (HIGH, 14 * PITCH + 4))
KNOWN = Known(FRAME, FONT, PLACES, 13, PITCH, light=True, followed=False)


def test_spans_keep_the_place_of_the_line_where_it_changes() -> None:
    one, moved = Rectangle(10, 20, 200, 40), Rectangle(12, 20, 202, 40)
    spans = [BurnedIn(600, (), (ShownLine(0, place),)) for place in (one, one, moved)]
    joined = joined_clock([*spans, BurnedIn(600, ()), spans[0]])

    assert joined == BurnedIn(3000, (), (ShownLine(0, one), ShownLine(1200, moved), ShownLine(2400, one)))


def line(text: str) -> Grey:
    """Digits side by side."""
    drawn = np.full((HIGH, 14 * PITCH + 4), 40, np.float32)
    for place, digit in zip(PLACES, text, strict=True):
        drawn[:, place : place + WIDE] = DIGITS[int(digit)]
    return drawn


def seen(begins: float, text: str) -> Seen:
    """A second of that text, in which a ? is hidden by what is as light as letters are."""
    drawn = line(text.replace("?", "8"))
    for place, digit in zip(PLACES, text, strict=True):
        if digit == "?":
            drawn[:, place : place + WIDE] = 230
    return Seen(begins, drawn, tuple(FONT.read(drawn, PLACES)))


def told(seconds: list[Seen]) -> list[str]:
    return ["".join(one.digit for one in second.digits) for second in completed(seconds, KNOWN)]


def test_a_hidden_digit_is_read_from_the_seconds_beside_it_that_must_show_the_same() -> None:
    shown = ["20260301095947", "2026030109??48", "2026030109594?", "2026?301095950", "2026030109595?"]

    assert told([seen(index, text) for index, text in enumerate(shown)]) == [
        *("20260301095947", "20260301095948", "2026030109594?", "20260301095950", "2026030109595?"),
    ]


@pytest.mark.parametrize(
    "shown",
    [
        ["20260301095958", "2026030109?959", "20260301100000"],  # what comes first says it
        ["2026030109??59", "20260301100000", "20260301100001"],  # the minute passes
        ["20260301095947", "2026030109?948", "20260301094949"],  # the clock was set
        ["20260301095947", "2026030109?910", "20260301095949"],  # the seconds don't go on
    ],
)
def test_a_hidden_digit_that_may_be_another_one_there_is_not_guessed(shown: list[str]) -> None:
    read = told([seen(index, text) for index, text in enumerate(shown)])

    for text, digits in zip(shown, read, strict=True):
        assert digits in (text, text.replace("?", "5"))
    if shown[0] != "20260301095958":
        assert read == shown


def strip_of(texts: list[str]) -> Strip:
    """Ten pictures a second with that text in each."""
    strip = Strip(Frame.around(Cell(0, HIGH, PLACES[13], PLACES[13] + WIDE), (HIGH, 14 * PITCH + 4)), 1)
    assert strip.frame.rows == slice(0, HIGH)
    for number, text in enumerate(texts):
        strip.take(line(text)[strip.place(1)].astype(np.uint8), number, number / 10)
    strip.end()
    return strip


def clock(first: int, seconds: int) -> list[str]:
    """Ten pictures of each second from that one of a minute on."""
    return [f"202603010959{(first + second) % 60:02}" for second in range(seconds) for _ in range(10)]


@pytest.mark.parametrize("first", [0, 7, 31, 49, 55])
def test_the_digits_are_known_by_the_order_of_the_seconds(first: int) -> None:
    strip = strip_of(clock(first, 24))
    known = learn(strip, ticks(strip.crops, strip.times))

    assert known is not None
    assert len(known.places) == 14
    assert [one.digit for one in known.font.read(line("20260301095947"), known.places)] == list("20260301095947")


def strip_drawn(texts: list[str], places: Sequence[int], digits: Grey, found: Cell | None = None) -> Strip:
    """Ten pictures a second with those digits at those columns, the last of which was found, or where it lies."""
    size, wide = (HIGH, places[-1] + 12), digits.shape[2]
    strip = Strip(Frame.around(found or Cell(0, HIGH, places[-1], places[-1] + wide), size), 1)
    for number, text in enumerate(texts):
        drawn = np.full(size, 40, np.float32)
        for place, digit in zip(places, text, strict=True):
            part = slice(place, place + wide)
            drawn[:, part] = np.maximum(drawn[:, part], digits[int(digit)])
        strip.take(drawn[strip.place(1)].astype(np.uint8), number, number / 10)
    strip.end()
    return strip


def test_digits_that_stand_nearer_than_their_outlines_are_wide_have_places() -> None:
    wide = np.random.default_rng(5).choice([40, 230], (10, HIGH, 7)).astype(np.float32)
    wide[:, ::2, [0, 6]] = 40  # where the next begins
    gaps = [5, 6, 5, 9, 5, 9, 6, 9, 5, 9, 6, 9, 6]  # 5.5 columns a digit
    places = [4 + sum(gaps[:index]) for index in range(14)]
    strip = strip_drawn(clock(7, 24), places, wide)
    known = learn(strip, ticks(strip.crops, strip.times))

    assert known is not None
    assert np.diff(known.places).tolist() == gaps


def test_a_digit_of_which_the_place_alone_is_known_is_told_from_the_one_beside_it() -> None:
    places = range(2, 2 + 14 * 9, 9)  # a sample apart
    strip = strip_drawn(clock(7, 24), places, DIGITS, Cell(0, HIGH, places[12] + 2, places[13] + 10, seen=False))
    known = learn(strip, ticks(strip.crops, strip.times))

    assert known is not None
    assert (known.last, known.pitch, len(known.places)) == (13, 9, 14)
    assert known.frame.cell.stop - known.frame.cell.start <= WIDE + 2


def test_digits_beside_a_first_digit_that_never_changes_prove_nothing() -> None:
    strip = strip_of([text[:12] + "3" + text[13] for text in clock(7, 24)])

    assert learn(strip, ticks(strip.crops, strip.times)) is None


def test_ticks_that_went_unseen_are_filled_in_where_the_seen_ones_go_on() -> None:
    times = np.arange(0, 20, 0.1)
    seen_at = [3, 13, 23, 53, 63, 133]  # the last one is too far off to be of the chain
    ticked = [Tick(crop - 1, crop) for crop in seen_at]

    assert [number for number, _ in longest(ticked, times)] == [0, 1, 2, 5, 6]
    assert [tick.first for tick in filled(ticked, times)] == [3, 13, 23, 33, 43, 53, 63, 73, 83, 93, 103, 113, 133]
    assert filled([], times) == []


def test_a_tick_lies_where_single_pictures_say() -> None:
    strip = strip_of(clock(7, 3))
    runs = [Run(None, 0, 10), Run(Tick(10, 11), 11, 18), Run(Tick(18, 19), 19, 29)]  # late by 1, early by 1

    parted = Crops(strip, replace(KNOWN, font=widened())).parted(runs, "789")

    assert [(run.tick, run.begin, run.end) for run in parted[1:]] == [(Tick(9, 10), 10, 19), (Tick(19, 20), 20, 29)]
    assert parted[0].end == 9


@pytest.mark.parametrize("tick", [Tick(5, 6), None])
def test_pictures_in_which_a_digit_is_hidden_belong_to_neither_second(tick: Tick | None) -> None:
    strip = strip_of(clock(8, 2))  # the second changes with picture 10
    for number in range(4, 16):
        strip.kept[number][...] = 230
    runs = [Run(None, 0, 5), Run(tick, 6, 19)]
    digits_learnt = widened().digits
    digits_learnt[9] = 207 + 0.1 * digits_learnt[9]  # before what is white: all that is ink in an 8 is as light
    learnt = replace(KNOWN, font=replace(widened(), digits=digits_learnt))

    parted = Crops(strip, learnt).parted(runs, "89")

    assert parted[0].end < 4
    assert parted[1].begin >= 16


def widened() -> Font:
    """The font with the rim that a strip keeps around its digit."""
    digits = np.pad(DIGITS, ((0, 0), (0, 0), (1, 1)), constant_values=40)
    return Font(digits, np.full(digits[0].shape, 1 / digits[0].size, np.float32), 100.0)


NIGHT = datetime(2026, 3, 1, 9, 59, 47)  # noqa: DTZ001 - what the clock shows


@pytest.mark.parametrize(
    ("scene", "legible"),
    [
        (Scene(font="Aileron", seconds=2, start=NIGHT), 2),
        (Scene(font="Aileron", seconds=2, start=NIGHT, style="dark", background="night"), 0),
        (Scene(font="Aileron", seconds=2, start=NIGHT, place=(0.8, 0.04)), 0),  # cut off at the right
        (Scene(font="Aileron", seconds=2, start=NIGHT, letters=1 / 60), 0),
        (Scene(font="Aileron", seconds=2, start=NIGHT, style="dark", background="sky"), 2),
    ],
)
def test_seconds_are_legible_where_a_person_could_read_the_drawing(scene: Scene, legible: int, tmp_path: Path) -> None:
    legibility = Legibility(scene)
    film(scene, tmp_path / "clock.mp4", legibility.look)

    assert len(legibility.seconds) == legible

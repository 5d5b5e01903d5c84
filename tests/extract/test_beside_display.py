"""A burned-in clock beside a filmed display is read, and what the display shows never is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from conformance.extract.burned_in.watcher import BurnedInWatcher
from conformance.extract.grid.place import Area, Place
from conformance.extract.grid.projection import Projection
from conformance.extract.reference_clock.beside import BesideDisplay
from conformance.extract.reference_clock.watcher import ClockWatcher
from conformance.model.burned_in_facts import BurnedIn
from conformance.shipped import fixtures_folder
from conformance.synthesis.clocks import Plane, filmed
from conformance.synthesis.document import read_recipes
from conformance.synthesis.recipe import BurnedClock, Video

CLOCKS = read_recipes(fixtures_folder())["clocks"].video
TIME_BASE = Fraction(1, 1000)


def displayed(luma: Plane) -> Plane:
    """The same with the line of date and time no longer below the display, but in it."""
    line = luma[338:358, 4:244].copy()
    luma[338:358, 4:244] = luma[0, 0]
    luma[:256, 170:470] = 16  # of the cells, which change with every picture, only the marks around them are left
    luma[220:240, 200:440] = line
    return luma


def frames(video: Video, change: Callable[[Plane], Plane] = lambda luma: luma) -> Iterator[av.VideoFrame]:
    for number, luma in enumerate(map(change, filmed(video))):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(luma), "gray")
        frame.pts = round(number / video.rate / TIME_BASE)
        yield frame


def beside(pictures: Iterator[av.VideoFrame]) -> BurnedIn:
    display = ClockWatcher(limited=True)
    watcher = BesideDisplay(BurnedInWatcher(TIME_BASE, float(CLOCKS.rate), texts=False), display)
    for number, frame in enumerate(pictures):
        display.take(frame, number)
        watcher.take(frame, number)
    return watcher.frozen()


def test_the_clock_beside_the_display_is_read() -> None:
    found = beside(frames(CLOCKS))

    assert [one.clock for one in found.seconds] == [f"{second % 60:02}" for second in range(58, 74)]
    assert {one.before for one in found.seconds} == {"2026 11 20 09 59", "2026 11 20 10 00"}


def test_what_the_display_shows_is_not() -> None:
    unburned = replace(CLOCKS, clock=BurnedClock(share=Fraction(0)))
    watcher = BurnedInWatcher(TIME_BASE, float(CLOCKS.rate), texts=False)
    for number, frame in enumerate(frames(CLOCKS, displayed)):
        watcher.take(frame, number)

    assert len(watcher.frozen().seconds) == 16  # a clock on the display would be read, were it not blanked out
    assert beside(frames(CLOCKS, displayed)).seconds == ()
    assert beside(frames(unburned)).seconds == ()


def test_nothing_is_read_while_nobody_knows_where_the_display_is() -> None:
    watcher = BesideDisplay(BurnedInWatcher(TIME_BASE, float(CLOCKS.rate), texts=False), ClockWatcher(limited=True))
    for number, frame in enumerate(frames(CLOCKS)):
        watcher.take(frame, number)

    assert watcher.frozen() == BurnedIn(0, ())


def test_a_display_of_which_a_corner_is_seen_nowhere_may_be_anywhere() -> None:
    none = np.zeros((1, 1, 1), np.intp)
    flat = Projection(np.eye(3), 0.0, (1080, 1920))
    bent = replace(flat, bend=0.9)

    assert Place((1080, 1920), none, none, flat).area == Area(0, 1080, 0, 1920)
    assert Place((2160, 3840), none, none, flat).area == Area(0, 1140, 0, 1980)
    assert Place((2160, 3840), none, none, bent).area == Area(0, 2160, 0, 3840)


@pytest.mark.parametrize(("one", "other"), [(Area(1, 5, 2, 6), Area(3, 9, 0, 4)), (Area(3, 9, 0, 4), Area(1, 5, 2, 6))])
def test_an_area_grows_to_hold_another(one: Area, other: Area) -> None:
    assert one.with_also(other) == Area(1, 9, 0, 6)

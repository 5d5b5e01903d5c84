"""The drawing of the clock: lanes take turns, marks state the corners, people read the time."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import zxingcpp

from conformance.lab.clock_drawing import ClockDrawing
from conformance.lab.grid_drawing import WHITE
from conformance.model import clock_pattern as pattern

START = datetime(2026, 11, 20, 10, 59, 59, tzinfo=UTC)
START_MS = 1_795_172_399_000


@pytest.mark.parametrize(("rate", "held"), [(24, 1), (50, 1), (60, 1), (75, 1), (120, 2), (144, 2), (240, 4)])
def test_a_draw_is_held_for_about_a_sixtieth_of_a_second(rate: int, held: int) -> None:
    drawing = ClockDrawing(START, rate, (640, 360))
    times = [drawing.draw(refresh).time for refresh in range(4 * held + 1)]

    assert times == [START_MS + round(refresh // held * held * 1000 / rate) for refresh in range(4 * held + 1)]
    assert {drawing.draw(refresh).relative for refresh in range(8)} == {True}


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (640, 360)])
def test_a_draw_changes_its_own_lane_and_no_other(size: tuple[int, int]) -> None:
    drawing = ClockDrawing(START, 60, size)
    scale = size[1] / 1080
    for refresh in range(100, 108):
        changed = np.flatnonzero(
            (drawing.picture(refresh) != drawing.picture(refresh - 1))[:, size[0] // 5 :].any(axis=1)
        )
        top = 46 + 38 * (1 + 6 * (refresh % 4))

        assert top * scale - 1 <= changed.min()
        assert changed.max() <= (top + 6 * 38) * scale + 1


def test_the_pattern_is_as_bright_at_every_refresh() -> None:
    drawing = ClockDrawing(START, 60, (1920, 1080))
    field = np.s_[46 + 38 : 46 + 25 * 38, 348 + 36 : 348 + 33 * 36]

    assert {float((drawing.picture(refresh)[field] == WHITE).mean()) for refresh in range(12)} == {0.5}


def test_the_marks_state_the_corners() -> None:
    found = zxingcpp.read_barcodes(ClockDrawing(START, 60, (1280, 720)).picture(0))

    assert sorted(code.text for code in found) == [pattern.mark_text(corner) for corner in "ABCD"]


def test_the_time_for_people_changes_at_the_second() -> None:
    drawing = ClockDrawing(START, 60, (1920, 1080))
    before, after = (drawing.picture(refresh)[310:770, 60:240] for refresh in (59, 60))
    later = ClockDrawing(START + timedelta(seconds=1), 60, (1920, 1080)).picture(0)[310:770, 60:240]

    assert (before != after).any()
    assert (after == later).all()

"""A second holds no picture that comes too early or too late for it, as the seconds on either side tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.burned_in.in_time import in_time
from conformance.extract.burned_in.pictures import Run
from conformance.extract.burned_in.ticks import Tick
from conformance.model.burned_in_facts import BurnedIn

from .drawing import Scene
from .truth import unseen_ticks, wrong_pictures

TIMES = np.arange(60) / 10  # ten pictures a second
SECONDS = [Run(None, 0, 9), Run(Tick(9, 10), 10, 19), Run(Tick(19, 20), 20, 29)]


def run(before: int, begin: int, end: int) -> Run:
    """One whose tick lies between two crops."""
    return Run(Tick(before, begin), begin, end)


@pytest.mark.parametrize(
    ("told", "last", "right"),
    [
        (SECONDS, "789", SECONDS),
        (SECONDS, "890", SECONDS),
        ([Run(None, 0, 8), run(8, 9, 19), run(19, 20, 29)], "789", [Run(None, 0, 8), run(8, 10, 19), run(19, 20, 29)]),
        ([Run(None, 0, 9), run(9, 10, 20), run(20, 21, 29)], "789", [Run(None, 0, 9), run(9, 10, 19), run(19, 21, 29)]),
        ([Run(None, 0, 9), run(9, 10, 20), Run(None, 24, 29)], "789", [*SECONDS[:2], Run(None, 24, 29)]),
        ([Run(None, 0, 6), run(6, 9, 19), run(19, 20, 29)], "789", [Run(None, 0, 6), Run(None, 10, 19), SECONDS[2]]),
    ],
)
def test_a_picture_at_an_end_that_comes_too_early_or_too_late_is_left_out(
    told: list[Run], last: str, right: list[Run]
) -> None:
    assert in_time(told, last, TIMES) == right


def test_a_single_picture_at_another_time_shows_nothing() -> None:
    told = [Run(None, 0, 9), run(9, 14, 14), run(14, 15, 19), run(19, 20, 29)]

    assert [one.clear for one in in_time(told, "7989", TIMES)] == [True, False, True, True]


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ([Run(None, 0, 14), run(14, 15, 19), run(19, 20, 29)], "789"),  # half a second late
        ([Run(None, 0, 9), run(9, 10, 39), run(39, 40, 49)], "789"),  # the clock stopped
        ([Run(None, 0, 9), run(9, 10, 20), run(20, 21, 29)], "785"),  # it was set
        ([Run(None, 0, 9), run(9, 10, 20), run(20, 21, 29)], "78?"),
        ([Run(None, 0, 9), run(9, 11, 11), run(11, 20, 29)], "7?9"),
    ],
)
def test_what_a_bad_clock_shows_stays_as_it_was_read(told: list[Run], last: str) -> None:
    assert in_time(told, last, TIMES) == told


@given(
    begins=st.floats(0.003, 0.997),
    rate=st.sampled_from([Fraction(10), Fraction(25), Fraction(30_000, 1001), Fraction(30), Fraction(60)]),
    drift=st.floats(-0.001, 0.001),
    cuts=st.lists(st.integers(0, 4), min_size=24, max_size=24),
    first=st.integers(0, 9),
)
def test_what_is_read_right_stays(begins: float, rate: Fraction, drift: float, cuts: list[int], first: int) -> None:
    times = np.arange(int(11 * rate)) / float(rate)
    shown = np.floor(begins + times * (1 + drift)).astype(int)
    near = np.abs((begins + times * (1 + drift) + 0.5) % 1 - 0.5) < 0.003  # either may be left out
    seconds = [np.flatnonzero((shown == second) & ~near) for second in range(11)]
    told = []
    for second, before, after in zip(seconds, cuts[::2], cuts[1::2], strict=False):
        begin, end = int(second[0]) + before, int(second[-1]) - after
        if begin <= end:
            told.append(Run(None, begin, end))
    last = "".join(str((first + int(shown[one.begin])) % 10) for one in told)

    assert in_time(told, last, times) == told
    assert all(one.end < other.begin for one, other in pairwise(told))


SCENES = {
    "a 9 that a dark spot makes a 0 in one picture": Scene(
        font="DejaVu Serif",
        layout="day first",
        height=720,
        letters=1 / 40,
        place=(0.02, 0.03),
        rate=Fraction(25),
        crf=28,
        start=datetime(2026, 5, 24, 16, 22, 48, 964_842),  # noqa: DTZ001 - what the clock shows
        seed=26021,
    ),
    "a 9 that is nearer to a 0 in its last picture": Scene(
        font="Noto Sans CJK",
        layout="tenths",
        background="texture",
        letters=1 / 40,
        place=(0.3, 0.03),
        crf=18,
        start=datetime(2026, 7, 21, 21, 21, 29, 995_701),  # noqa: DTZ001 - what the clock shows
        seed=26039,
    ),
}


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_that_shows_a_digit_otherwise_than_it_was_drawn_is_not_read(
    name: str, filmed: Callable[[Scene], BurnedIn]
) -> None:
    scene = replace(SCENES[name], style="dark")
    found = filmed(scene)
    read = [one for one in found.seconds if one.clock and "?" not in one.before + one.clock]

    assert list(wrong_pictures(scene, found)) == []
    assert list(unseen_ticks(scene, replace(found, seconds=tuple(read)))) == []
    assert len(read) > 0.8 * scene.seconds

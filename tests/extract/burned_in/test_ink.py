"""What was behind or beside a digit when it was learnt is in its picture: the ink alone counts where that helps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import numpy as np
import pytest

from conformance.extract.burned_in.glyphs import Font, Grey, Read
from conformance.extract.burned_in.known import agreed
from conformance.model.burned_in_facts import BurnedIn

from .drawing import Scene
from .truth import wrong_pictures

SCENES = {
    "1, bright behind it when it was learnt": Scene(
        font="Liberation Sans Narrow",
        layout="tenths",
        style="light",
        place=(0.3, 0.03),
        rate=Fraction(30_000, 1001),
        start=datetime(2026, 2, 14, 11, 37, 44, 149_080),  # noqa: DTZ001 - what the clock shows
        seed=6050,
    ),
    "5 and 6 of 12 px": Scene(
        font="Aileron",
        layout="day first",
        style="light",
        background="still",
        letters=1 / 40,
        place=(0.02, 0.03),
        seconds=31,
        rate=Fraction(30_000, 1001),
        crf=33,
        start=datetime(2026, 3, 15, 5, 7, 27, 109_676),  # noqa: DTZ001 - what the clock shows
        seed=17019,
    ),
    "1 and 2 of 12 px": Scene(
        font="Aileron",
        layout="day first",
        background="sky",
        letters=1 / 40,
        place=(0.02, 0.9),
        crf=28,
        start=datetime(2026, 6, 1, 15, 4, 25, 434_683),  # noqa: DTZ001 - what the clock shows
        seed=17026,
    ),
    "1, the outline of a slash over it": Scene(
        font="DejaVu Serif",
        layout="slashes",
        background="still",
        letters=1 / 40,
        place=(0.3, 0.03),
        seconds=31,
        rate=Fraction(30_000, 1001),
        start=datetime(2026, 10, 27, 4, 19, 32, 953_597),  # noqa: DTZ001 - what the clock shows
        seed=18070,
    ),
}


@pytest.mark.parametrize("name", SCENES)
def test_digits_that_are_unlike_those_learnt_for_what_is_around_them_are_read(
    name: str, filmed: Callable[[Scene], BurnedIn]
) -> None:
    scene = SCENES[name]
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert sum("?" not in one.before + one.clock for one in found.seconds) > 0.8 * scene.seconds


SHAPES = np.random.default_rng(5).choice([0.0, 1.0], (10, 12, 8))
RAMP = np.linspace(30, 150, 12)[:, None] * np.ones(8)


def before(digits: np.ndarray, behind: np.ndarray, *, light: bool) -> Grey:
    """Those digits in white or black before what is behind them."""
    lines: Grey = np.where(SHAPES[digits] > 0.5, 230 if light else 20, behind).astype(np.float32)
    return lines if light else np.where(SHAPES[digits] > 0.5, 20, 250 - behind).astype(np.float32)


@pytest.mark.parametrize("light", [True, False])
def test_ink_alone_is_like_a_digit_whatever_is_behind_it(*, light: bool) -> None:
    digits = np.arange(30) % 10
    behind = np.where((digits == 1)[:, None, None], RAMP, RAMP[::-1])  # the 1 alone was seen before the other ramp
    cells = before(digits, behind, light=light)
    plain = Font.learnt(cells, digits)
    assert plain is not None
    ink = Font.learnt(cells, digits, plain.levels_of_ink(light=light))
    assert ink is not None
    (one,) = before(np.array([1]), RAMP[::-1], light=light)

    assert ink.scores(one)[1, 0] > 0.99 > plain.scores(one)[1, 0] + 0.05
    assert [read.digit for read in ink.read(one, [0])] == ["1"]
    assert ink.counted_from(3).read(one, [0])[0].digit == "4"  # the first one is a 3
    assert replace(ink, levels=plain.levels).scores(one)[1, 0] < 0.99


def test_what_one_font_leaves_undecided_the_other_decides_and_where_they_differ_nothing_is() -> None:
    one, other, none = Read("3", 0.2), Read("8", 0.3), Read("?", 0.05)

    assert agreed(one, none) == agreed(none, one) == one
    assert agreed(one, replace(one, margin=0.4)) == one
    assert agreed(one, other).digit == "?"
    assert agreed(none, none) == none

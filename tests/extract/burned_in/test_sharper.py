"""Sharper pictures of the digits for a second look at their places, and clocks of which no digit was lost by them."""

from datetime import datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from conformance.extract.burned_in.glyphs import Font, Grey
from conformance.extract.burned_in.sharper import Shown, sharper, without_eleven

from .drawing import FONTS, Scene, film
from .truth import unseen_ticks, watched, wrong_pictures

HIGH, WIDE = 12, 8
INKED = np.random.default_rng(5).random((10, HIGH, WIDE)) < 0.3
SECONDS = np.arange(37, 67) % 60


def drawn(behind: Grey | float, digits: np.ndarray, *, light: bool = True) -> Grey:
    """Those digits in ink of 230, or of 20, before what is behind."""
    return np.where(INKED[digits], np.float32(230 if light else 20), np.float32(behind))


def at_a_place(seed: int) -> Grey:
    """By what a coder changes each digit at one place of its blocks."""
    return np.random.default_rng(seed).normal(0, 40, (10, HIGH, WIDE)).astype(np.float32)


def alike(font: Font, digit: int, seen: Grey) -> float:
    return float(font.scores(seen)[digit, 0])


def test_what_a_coder_does_at_one_place_counts_less_where_digits_are_learnt_from_two() -> None:
    last = drawn(60, SECONDS % 10) + at_a_place(1)[SECONDS % 10]
    before = drawn(60, SECONDS // 10) + at_a_place(2)[SECONDS // 10]
    learnt = Font.learnt(last, SECONDS % 10)
    assert learnt is not None
    both, _ = sharper(learnt, Shown(last, before, SECONDS, light=True))

    def apart(font: Font, digit: int) -> float:
        """Mean of what its picture differs by from the digit as it was drawn."""
        return float(np.abs(font.digits[digit] - drawn(60, np.array([digit]))[0]).mean())

    for digit in (0, 3, 4, 5):  # the first digits of these seconds
        assert apart(both, digit) < 0.95 * apart(learnt, digit)
    for digit in (1, 2, 6, 7, 8, 9):
        assert apart(both, digit) == pytest.approx(apart(learnt, digit))


@pytest.mark.parametrize("light", [True, False])
def test_what_was_behind_a_digit_all_the_while_is_no_part_of_its_picture(*, light: bool) -> None:
    slope = np.linspace(60, 190, HIGH)[:, None] if light else np.linspace(190, 60, HIGH)[:, None]
    last = drawn(40 if light else 210, SECONDS % 10, light=light)
    last[SECONDS % 10 == 1] = drawn(slope, np.array([1]), light=light)
    learnt = Font.learnt(last, SECONDS % 10)
    assert learnt is not None
    *_, clear = sharper(learnt, Shown(last, last, SECONDS, light))
    elsewhere = drawn(40 if light else 210, np.array([1]), light=light)[0]

    assert alike(learnt, 1, elsewhere) < 0.9
    assert alike(clear, 1, elsewhere) > 0.98
    assert clear.weights is learnt.weights


def test_what_shows_no_11_is_learnt_as_it_was() -> None:
    cells = drawn(60, SECONDS % 10)

    assert without_eleven(Shown(cells, cells, SECONDS, light=True)) is None
    assert without_eleven(Shown(cells, cells, (SECONDS + 10) % 60, light=True)) is not None


SCENES = {
    "6029": Scene(
        font="Aileron",
        layout="iso zulu",
        background="still",
        letters=1 / 40,
        place=(0.02, 0.03),
        seconds=31,
        rate=Fraction(25),
        crf=33,
        start=datetime(2026, 5, 6, 1, 16, 51, 836_962),  # noqa: DTZ001 - what the clock shows
        seed=6029,
    ),
    "6050": Scene(
        font="Liberation Sans Narrow",
        layout="tenths",
        style="light",
        place=(0.3, 0.03),
        rate=Fraction(30000, 1001),
        start=datetime(2026, 2, 14, 11, 37, 44, 149_080),  # noqa: DTZ001 - what the clock shows
        seed=6050,
    ),
    "6024": Scene(
        layout="slashes",
        style="light",
        background="sky",
        letters=1 / 30,
        place=(0.3, 0.9),
        seconds=31,
        rate=Fraction(30000, 1001),
        crf=33,
        start=datetime(2026, 2, 10, 0, 31, 18, 123_339),  # noqa: DTZ001 - what the clock shows
        seed=6024,
    ),
}
READ = {"6029": 32, "6050": 24, "6024": 30}  # s


@pytest.mark.parametrize("number", SCENES)
def test_clocks_of_which_nothing_was_read_are_read(number: str, tmp_path: Path) -> None:
    scene = SCENES[number]
    if FONTS[scene.font] and not Path(FONTS[scene.font]).exists():
        pytest.skip(f"the font {scene.font} is not installed")
    found = watched(film(scene, tmp_path / "clock.mp4"))
    decided = [one for one in found.seconds if one.clock and "?" not in one.before + one.clock]

    assert list(wrong_pictures(scene, found)) == []
    assert list(unseen_ticks(scene, found)) == []
    assert len({one.clock for one in decided}) >= READ[number]

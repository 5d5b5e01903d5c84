"""A digit that jumps too rarely in each search is found in several of them together, on made-up pictures."""

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.gathered import Gathered, Place
from conformance.extract.burned_in.place import AllGathered, Cell, find

RATE = 10  # pictures a second
WINDOW = 61  # pictures of one search
DIGIT = Cell(40, 56, 104, 114)
TICKS = range(5, 2 * WINDOW, RATE)  # the pictures at which it changes
HIDDEN = (1, 3, 5, 6, 8, 10)  # ticks in which something behind it keeps it from being seen


def pictures(hidden: tuple[int, ...], every: int = 1) -> NDArray[np.uint8]:
    """Two searches of a digit that changes with the ticks, every so many of them, but for the hidden ones."""
    rng = np.random.default_rng(5)
    seen = np.full((2 * WINDOW, 96, 160), 90, np.uint8)
    drawn = rng.choice([40, 230], (16, 10)).astype(np.uint8)
    for number in range(len(seen)):
        if number in TICKS:
            index = TICKS.index(number)
            if index not in hidden and index % every == 0:
                drawn = rng.choice([40, 230], (16, 10)).astype(np.uint8)
        seen[number, DIGIT.top : DIGIT.bottom, DIGIT.left : DIGIT.right] = drawn
    return seen


def searched(seen: NDArray[np.uint8], *, together: bool) -> list[list[Cell]]:
    """What each of the searches finds, with what was gathered before or by itself."""
    gathered = AllGathered(Gathered)
    times = [number / RATE for number in range(len(seen))]
    windows = [slice(begin, begin + WINDOW) for begin in range(0, len(seen), WINDOW)]
    return [find(list(seen[one]), times[one], gathered if together else None) for one in windows]


def test_a_digit_that_is_seen_in_few_ticks_is_found_in_several_searches_together() -> None:
    seen = pictures(HIDDEN)

    alone = searched(seen, together=False)
    together = searched(seen, together=True)

    assert alone == [[], []]
    assert [len(found) for found in together] == [0, 1]
    assert DIGIT.top <= together[1][0].top < together[1][0].bottom <= DIGIT.bottom


def test_what_jumps_in_every_other_second_is_not_gathered() -> None:
    assert searched(pictures((), every=2), together=True) == [[], []]


def test_ticks_count_by_how_many_there_are_and_not_by_what_one_of_them_is() -> None:
    gathered = Gathered()
    gathered.begin(6, (1, 2))
    often = np.array([[[2, 0]], [[2, 0]], [[2, 200]], [[2, 0]]], np.int16)  # seconds x rows x columns
    for beat in range(6):
        gathered.take(beat, np.arange(4), often if beat == 3 else np.zeros_like(often))

    assert gathered.likeliest() == Place(3, 0, 0)


def test_nothing_is_likely_where_nothing_beats_or_all_beats_do() -> None:
    for jumping in (0, 50):
        gathered = Gathered()
        gathered.begin(6, (2, 2))
        for beat in range(6):
            gathered.take(beat, np.arange(6), np.full((6, 2, 2), jumping, np.int16))
        assert gathered.likeliest() is None


def test_what_was_gathered_of_pictures_of_another_size_is_dropped() -> None:
    gathered = Gathered()
    for shape in ((2, 2), (3, 2)):
        gathered.begin(6, shape)
        gathered.take(3, np.arange(4), np.full((4, *shape), 50 if shape == (2, 2) else 0, np.int16))
        for beat in (0, 1, 2, 4, 5):
            gathered.take(beat, np.arange(4), np.zeros((4, *shape), np.int16))
        assert (gathered.likeliest() is None) is (shape == (3, 2))
    assert Gathered().likeliest() is None


def test_pictures_too_small_for_a_place_have_none() -> None:
    gathered = Gathered()
    gathered.begin(10, (5, 0))
    for beat in range(10):
        gathered.take(beat, np.arange(6), np.zeros((6, 5, 0), np.int16))
    assert gathered.likeliest() is None

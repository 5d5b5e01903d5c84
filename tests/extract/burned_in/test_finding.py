"""Where the last digit of the seconds is searched for, and what is taken for its ticks, on made-up pictures."""

import numpy as np
import pytest
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import Font, Places, dated, side_by_side
from conformance.extract.burned_in.jumps import jumps, jumps_of_letters
from conformance.extract.burned_in.place import Cell, find
from conformance.extract.burned_in.strip import Frame, Strip
from conformance.extract.burned_in.ticks import Tick, ticking, ticks

RATE = 10  # pictures a second
DIGIT = Cell(40, 56, 100, 110)
TWENTY = np.arange(20 * RATE) / RATE  # s


def changing(seconds: int, every: int, shape: tuple[int, int], seed: int = 1) -> NDArray[np.uint8]:
    """Samples that are all drawn anew every so many seconds, pictures x rows x columns; it begins 0.5 s before."""
    drawn = np.random.default_rng(seed).choice([40, 230], (seconds // every + 2, *shape)).astype(np.uint8)
    return drawn[(np.arange(seconds * RATE) + RATE // 2) // (RATE * every)]


def noisy(codes: NDArray[np.uint8], by: int) -> NDArray[np.uint8]:
    """With noise of up to that many code values to either side."""
    return (codes + np.random.default_rng(2).integers(-by, by + 1, codes.shape)).astype(np.uint8)


def test_letters_that_a_coder_makes_uneven_jump_and_what_moves_does_not() -> None:
    letters = noisy(changing(6, 1, (8, 8)), 17)
    moving = (np.arange(60)[:, None, None] * 50 + np.zeros((1, 8, 8))).astype(np.uint8)

    assert jumps(letters, RATE // 2).sum() < 30
    assert jumps_of_letters(letters, RATE // 2).sum() > 100  # in four ticks half of 64 samples
    assert not jumps_of_letters(moving, RATE // 2).any()


def filmed(seconds: int) -> list[NDArray[np.uint8]]:
    """Pictures of a digit that changes each second beside a larger place that changes every other one."""
    pictures = np.full((seconds * RATE, 96, 160), 90, np.uint8)
    pictures[:, DIGIT.top : DIGIT.bottom, DIGIT.left : DIGIT.right] = changing(seconds, 1, (16, 10))
    pictures[:, 8:40, 8:72] = changing(seconds, 2, (32, 64), seed=3)
    return list(pictures)


@pytest.mark.parametrize("begin", [0, 10])
def test_what_jumps_in_every_other_second_does_not_tick(begin: int) -> None:
    pictures = filmed(8)[begin : begin + 6 * RATE + 1]

    found = find(pictures, [number / RATE for number in range(len(pictures))])

    assert [(DIGIT.top <= one.top, one.bottom <= DIGIT.bottom, one.left, one.right) for one in found] == [
        (True, True, DIGIT.left, DIGIT.right)
    ]


def test_what_holds_still_only_between_some_of_the_pictures_hides_no_digit() -> None:
    rate, seconds = 15, 8
    pictures = np.full((seconds * rate, 192, 320), 90, np.uint8)
    beat = (np.arange(len(pictures)) + rate // 2) // rate
    digit = np.random.default_rng(1).choice([40, 230], (seconds + 2, 16, 10)).astype(np.uint8)
    pictures[:, 80:96, 100:110] = digit[beat]
    pictures[::2, 120:168, 8:312:2] = 40 + 190 * (beat[::2, None, None] % 2)  # as large as many digits
    pictures[1::2, 120:168, 8:312] = 230 - 190 * (np.arange(1, len(pictures), 2)[:, None, None] // 2 % 2)

    found = find(list(pictures), [number / rate for number in range(len(pictures))])

    assert any(80 <= one.top < one.bottom <= 96 and (one.left, one.right) == (100, 110) for one in found)


def strip_of(crops: NDArray[np.uint8], frame: Frame) -> Strip:
    strip = Strip(frame, 1)
    for number, crop in enumerate(crops):
        strip.take(np.tile(crop, (1, -(-frame.shape[1] // crop.shape[1])))[:, : frame.shape[1]], number, number / RATE)
    return strip


def test_ticks_are_found_in_letters_that_a_coder_makes_uneven() -> None:
    crops = noisy(changing(10, 1, (16, 10)), 17)

    assert [tick.first for tick in ticks(crops, np.arange(len(crops)) / RATE)] == list(range(5, 100, RATE))[:10]


def test_ticks_are_found_in_letters_hardly_darker_than_what_stands_still_behind_them() -> None:
    crops = 20 + changing(10, 1, (16, 10)) // 10  # 24 or 43
    times = np.arange(len(crops)) / RATE

    for shown in (crops, noisy(crops, 3)):
        assert [tick.first for tick in ticks(shown, times)] == list(range(5, 100, RATE))[:10]


def test_what_jumps_more_often_than_in_whole_seconds_is_not_followed() -> None:
    frame = Frame.around(Cell(0, 16, 100, 110), (16, 160))
    clock = changing(9, 1, (16, 10))
    flicker = clock.copy()
    flicker[np.isin(np.arange(90) % 20, (9, 10, 11, 12))] ^= 255

    for crops, ticks_on in ((clock, True), (flicker, False)):
        strip = strip_of(crops, frame)
        assert ticking(ticks(strip.crops, strip.times), strip.times) is ticks_on


@pytest.mark.parametrize(
    ("on_the_beat", "between", "followed"), [(16, 11, True), (11, 16, False), (4, 0, False), (0, 0, False)]
)
def test_a_beat_that_chance_does_not_make_is_followed_whatever_else_jumps(
    on_the_beat: int, between: int, *, followed: bool
) -> None:
    jumps = sorted(
        [
            *(5 + RATE * second for second in range(on_the_beat)),
            *(8 + RATE * one + 2 * (one % 3) for one in range(between)),
        ]
    )

    assert ticking([Tick(jump - 1, jump) for jump in jumps], TWENTY) is followed


def test_what_jumps_by_chance_is_hardly_ever_followed() -> None:
    rng = np.random.default_rng(1)
    series = [np.cumsum(rng.integers(4, 13, 25)) for _ in range(400)]  # 0.4 to 1.2 s apart
    ticked = [[Tick(jump - 1, jump) for jump in some.tolist() if jump < 20 * RATE] for some in series]

    assert sum(ticking(some, TWENTY) for some in ticked) <= 4


def test_a_digit_of_which_only_the_place_was_known_is_completed_where_it_is_seen_later() -> None:
    shape = (480, 640)
    place = Frame.around(Cell(32, 48, 96, 112, seen=False), shape)
    later = Frame.around(DIGIT, shape)
    completed = place.completed(later)

    assert (completed.rows, completed.columns, completed.near) == (place.rows, place.columns, place.near)
    assert completed.rows.start + completed.inner.start == later.rows.start + later.inner.start
    assert completed.columns.start + completed.cell.start == later.columns.start + later.cell.start
    assert completed.cell.stop - completed.cell.start == later.cell.stop - later.cell.start
    assert later.completed(place) == later
    assert completed.completed(Frame.around(Cell(36, 50, 98, 108), shape)) == completed
    assert place.completed(Frame.around(Cell(200, 216, 300, 310), shape)) == place  # elsewhere


@pytest.mark.parametrize(("beside", "places"), [(4, [4, 10, 14, 20]), (6, [4, 10, 16, 22])])
def test_digits_of_narrow_letters_are_found_that_stand_closer_than_others(beside: int, places: list[int]) -> None:
    digits = np.random.default_rng(4).choice([40, 230], (10, 9, 3)).astype(np.float32)
    font = Font(digits, np.full(digits[0].shape, 1 / digits[0].size, np.float32), 100.0)
    line = np.full((9, 40), 40, np.float32)
    for place, digit in zip(places, (2, 1, 1, 7), strict=True):  # at 12 px the second 1 of 11 is 4 columns on, not 6
        line[:, place : place + 3] = digits[digit]

    assert places[2] - places[1] == beside
    assert set(font.places(np.stack([line] * 4), 6).sure) >= set(places)


def test_a_digit_half_a_sample_beside_the_columns_is_found() -> None:
    drawn = np.random.default_rng(4).choice([40, 230], (10, 12, 4)).astype(np.float32)
    digits = drawn.repeat(2, 2)  # no stroke is one sample wide
    font = Font(digits, np.full(digits[0].shape, 1 / digits[0].size, np.float32), 100.0)
    line = np.full((12, 60), 40, np.float32)
    for place, digit in ((5, 2), (25, 1), (45, 7)):
        line[:, place : place + 8] = digits[digit]
    between = line.copy()
    between[:, 20:40] = (line[:, 20:40] + line[:, 19:39]) / 2  # the second of them

    assert font.places(np.stack([line] * 4), 10).sure == (5, 25, 45)
    assert font.places(np.stack([between] * 4), 10).sure == (5, 25, 45)


def test_a_digit_half_a_sample_beside_the_columns_is_read() -> None:
    digits = np.random.default_rng(4).choice([40, 230], (10, 12, 8)).astype(np.float32)
    font = Font(digits, np.full(digits[0].shape, 1 / digits[0].size, np.float32), 100.0)
    line = np.full((12, 60), 40, np.float32)
    for place, digit in ((5, 2), (25, 1), (45, 7)):
        line[:, place : place + 8] = digits[digit]
    between = (line[:, 1:] + line[:, :-1]) / 2

    assert [one.digit for one in font.read(between, [5, 25, 45])] == ["2", "1", "7"]
    assert font.read(between[:, 25:33], [0])[0].digit == "?"  # where nothing beside it is there


DATED = (0, 10, 20, 30, 50, 60, 80, 90, 110, 120, 140, 150, 170, 180)  # 2026-05-06 01:16:54, digits 10 apart
LAST = DATED[-1]


@pytest.mark.parametrize("doubtful", [(0,), (20, 0), (140, 120, 60), (140, 90, 300)])
def test_places_that_may_hold_a_letter_hold_a_digit_where_date_and_time_lack_it(doubtful: tuple[int, ...]) -> None:
    places = Places(tuple(one for one in DATED if one not in doubtful), doubtful)
    assert places.completed(LAST, 10) == DATED


@pytest.mark.parametrize(
    ("lacking", "doubtful"),
    [
        ((), (100,)),  # the T before the hour, and no digit lacks
        ((0,), (100,)),  # and a digit lacks that is not seen at all
        ((0,), (190,)),  # a Z behind the time
        ((0, 10), (0,)),
        ((0, 110), (100, 0)),  # what is likeliest is a letter
        ((50,), (70,)),
        ((110,), (110,)),  # a bracket before an hour of one digit
        ((50,), (50,)),
        ((80, 90), (90, 80)),
    ],
)
def test_a_letter_completes_no_date(lacking: tuple[int, ...], doubtful: tuple[int, ...]) -> None:
    sure = tuple(one for one in DATED if one not in lacking)
    assert Places(sure, doubtful).completed(LAST, 10) == sure


def test_a_date_and_a_time_are_known_by_their_groups_whatever_stands_before() -> None:
    number = tuple(range(-100, -40, 10))

    assert dated(DATED, 10)
    assert dated((*number, *DATED), 10)
    assert not dated((*number, *DATED[1:]), 10)
    assert not dated(DATED[-6:], 10)


def test_a_zero_before_a_digit_changes_no_number() -> None:
    doubtful = 50, 110
    sure = tuple(one for one in DATED if one not in doubtful)

    assert Places(sure, doubtful, frozenset(doubtful)).completed(LAST, 10) == DATED
    assert Places(sure, doubtful, frozenset(doubtful[:1])).completed(LAST, 10) == sure


@pytest.mark.parametrize(("beside", "places"), [(10, DATED), (13, DATED), (14, (*DATED, LAST + 14))])
def test_what_stands_beside_the_last_digit_of_the_seconds_is_a_letter(beside: int, places: tuple[int, ...]) -> None:
    assert Places((*DATED, LAST + beside)).completed(LAST, 10) == places


def test_a_time_without_a_date_is_not_completed() -> None:
    time = DATED[-6:]
    assert Places(time, (0, 10, 20, 30, 50, 60, 80, 90)[:4]).completed(LAST, 10) == time


@pytest.mark.parametrize(
    ("columns", "pitch", "sizes"),
    [
        (DATED, 10, [4, 2, 2, 2, 2, 2]),
        ((14, 29, 41, 54, 78, 90, 113, 125, 147, 160, 181, 196, 214, 228), 14, [4, 2, 2, 2, 2, 2]),  # a narrow colon
        ((0, 10), 10, [2]),
        ((0,), 10, [1]),
    ],
)
def test_digits_stand_side_by_side_where_nothing_is_between(
    columns: tuple[int, ...], pitch: int, sizes: list[int]
) -> None:
    assert side_by_side(columns, pitch) == sizes


def test_a_narrow_space_divides_digits_where_date_and_time_follow_by_that() -> None:
    apart = [7, 7, 6, 12, 6, 11, 7, 9, 7, 10, 6, 10, 7]  # of 2026-04-09 04:27:59, in columns
    columns = np.cumsum([2, *apart]).tolist()

    assert side_by_side(columns, 7) == [4, 2, 2, 2, 2, 2]
    assert side_by_side([*columns, 128, 135], 7, last=13) == [4, 2, 2, 2, 2, 2, 2]
    assert side_by_side(columns[:10], 7) == [4, 2, 4]


def test_a_line_no_wider_than_a_digit_has_no_places() -> None:
    font = Font(np.zeros((10, 9, 4), np.float32), np.full((9, 4), 1 / 36, np.float32), 100.0)
    assert [font.places(np.zeros((4, 9, wide), np.float32), 4) for wide in (4, 3)] == [Places(())] * 2

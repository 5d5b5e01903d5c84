"""Stamps of sound against its samples: gaps, overlaps, and marks for the clock."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.sound.stamps import StampLine
from conformance.model.sound_facts import ClockMark, Jumps, Spot, StampJump

RATE = 48_000
MILLISECOND = Fraction(1, 1000)


def taken(rows: list[tuple[int | None, int]], rate: int = RATE, tick: Fraction = MILLISECOND) -> StampLine:
    line = StampLine(rate, tick)
    for stamp, samples in rows:
        line.take(stamp, samples)
    return line


@given(
    lengths=st.lists(st.integers(1, 5000), min_size=1, max_size=60),
    first=st.integers(-(10**12), 10**12),
    tick=st.sampled_from([MILLISECOND, Fraction(1, 90_000), Fraction(1, RATE), Fraction(1, 44_100)]),
)
def test_stamps_rounded_to_a_tick_show_no_jump(lengths: list[int], first: int, tick: Fraction) -> None:
    rows: list[tuple[int | None, int]] = []
    for index, length in enumerate(lengths):
        rows.append((first + round(sum(lengths[:index]) / (RATE * tick)), length))
    found = taken(rows, tick=tick).frozen()
    assert (found.gaps, found.overlaps, found.backward) == (Jumps(), Jumps(), 0)
    assert found.wander <= 1
    assert found.marks[0] == ClockMark(0, first)
    assert found.tail == lengths[-1]


def test_a_frame_that_was_lost_is_a_gap_of_its_length() -> None:
    line = taken([(0, 1024), (1024, 1024), (3072, 1024)], tick=Fraction(1, RATE))
    assert line.frozen().gaps == Jumps(1, (StampJump(sample=2048, earlier=1024, length=1024, stamp=3072),))


def test_sound_that_is_told_twice_is_an_overlap_and_a_stamp_that_falls_is_backward() -> None:
    found = taken([(100, 4800), (150, 4800), (120, 4800)]).frozen()
    assert found.gaps == Jumps()
    assert [jump.stamp for jump in found.overlaps.largest] == [120, 150]
    assert (found.overlaps.count, found.backward) == (2, 1)


def test_a_frame_without_a_stamp_goes_on_from_the_one_before() -> None:
    found = taken([(0, 4800), (None, 4800), (200, 4800), (None, 480)]).frozen()
    assert (found.untimed, found.gaps.count, found.overlaps.count) == (2, 0, 0)
    assert (found.last, found.tail) == (200, 5280)


def test_sound_without_any_stamp_has_no_marks() -> None:
    found = taken([(None, 100), (None, 100)]).frozen()
    assert (found.frames, found.untimed, found.marks, found.tail) == (2, 2, (), 0)


def test_of_ten_thousand_gaps_the_largest_are_kept_in_order_of_size() -> None:
    rows: list[tuple[int | None, int]] = []
    stamp = 0
    for number in range(10_000):
        rows.append((stamp, 48))
        stamp += 1 + 2 + number % 1000
    found = taken(rows).frozen()
    sizes = [jump.stamp - jump.earlier - 1 for jump in found.gaps.largest]
    assert (found.gaps.count, len(sizes)) == (9_999, 64)
    assert sizes[:11] == [1001] * 9 + [1000] * 2
    assert found.gaps.largest[0].sample < found.gaps.largest[1].sample


def test_a_hundred_thousand_frames_leave_a_bounded_number_of_marks_with_the_first_and_the_last() -> None:
    line = StampLine(RATE, Fraction(1, RATE))
    for number in range(100_000):
        line.take(number * 1024, 1024)
    marks = line.frozen().marks
    assert 128 <= len(marks) <= 257
    assert (marks[0], marks[-1]) == (ClockMark(0, 0), ClockMark(99_999 * 1024, 99_999 * 1024))


def test_the_clock_is_marked_in_the_longest_stretch_without_a_jump() -> None:
    rows: list[tuple[int | None, int]] = [(number * 10, 480) for number in range(5)]
    rows += [(1000 + number * 10, 480) for number in range(9)]
    rows += [(5000 + number * 10, 480) for number in range(7)]
    marks = taken(rows).frozen().marks
    assert (marks[0].stamp, marks[-1].stamp, len(marks)) == (1000, 1080, 9)


def test_a_clock_of_its_own_makes_the_stamps_wander_from_the_samples() -> None:
    found = taken([(round(number * 21.35), 1024) for number in range(1000)]).frozen()
    assert found.wander == 17  # 1000 frames x (21.35 - 21.333) ms
    assert found.gaps.count == 0


@pytest.mark.parametrize(
    ("sample", "spot"), [(0, Spot(7, 0)), (4799, Spot(7, 4799)), (4800, Spot(500, 0)), (9700, Spot(500, 4900))]
)
def test_a_sample_lies_behind_the_stamp_before_it(sample: int, spot: Spot) -> None:
    assert taken([(7, 4800), (500, 4800), (None, 4800)]).spot(sample) == spot


def test_samples_before_the_first_stamp_lie_before_it() -> None:
    assert taken([(None, 100), (50, 100)]).spot(40) == Spot(50, -60)


def test_what_is_forgotten_leaves_the_later_spots_as_they_were() -> None:
    line = taken([(number * 10, 480) for number in range(100)])
    line.forget(9_700)
    assert [line.spot(sample) for sample in (9_700, 20_000)] == [Spot(200, 100), Spot(410, 320)]

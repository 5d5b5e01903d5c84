"""Windows of time hold the coded bytes of their packets, each byte once, wherever the stamps stand."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.windows import Windows
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Media, Packets
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Reason

from .facts import outcome, packets, reason, subject, video

PEAK = "video.bit_rate_peak"
TICK = Fraction(1, 25)


def sized(sizes: tuple[int, ...], stamps: tuple[int, ...] = ()) -> Packets:
    return replace(packets(stamps or tuple(range(len(sizes)))), size=sizes)


def told(rows: Packets, tick: Fraction = TICK) -> RecordingSubject:
    one = replace(video(rows.pts, tick), packets=rows)
    return subject(Media("mp4", "", (one,), (), ()))


def test_windows_side_by_side_hold_every_whole_second_once() -> None:
    windows = Windows(sized((1,) * 25 + (2,) * 25 + (7,) * 10), TICK, 1)

    assert [windows.held(start) for start in windows.starts_side_by_side(Fraction(60, 25))] == [25, 50]


def test_a_window_of_ticks_that_do_not_divide_a_second_is_a_whole_number_of_them() -> None:
    tick = Fraction(1001, 30000)
    windows = Windows(sized((1000,) * 90), tick, 1)

    assert windows.rate(0) == Fraction(30000) / (30 * tick)


def test_the_fullest_second_is_found_wherever_it_begins() -> None:
    sizes = (1000,) * 40 + (5000,) * 25 + (1000,) * 40
    found = outcome(PEAK, told(sized(sizes)))

    assert isinstance(found, Measurement)
    assert isinstance(found.uncertainty, Uncertain)
    assert (found.value, found.where[0].position) == (25 * 5000 * 8, Fraction(40, 25))
    assert found.uncertainty.expanded == 0  # the tick counts pictures


def test_the_fullest_second_may_be_the_last_one_which_begins_between_two_pictures() -> None:
    stamps = (*range(0, 1000, 100), 1030, 1090)
    rows = replace(sized((10,) * 10 + (500, 500), stamps), duration=(1,) * 12)

    found = outcome(PEAK, told(rows, Fraction(1, 1000)))

    assert isinstance(found, Measurement)
    assert (found.value, found.where[0].position) == ((9 * 10 + 1000) * 8, Fraction(91, 1000))


def test_a_recording_shorter_than_a_second_has_no_peak() -> None:
    assert reason(PEAK, told(sized((1000,) * 20))) is Reason.NOTHING_TO_MEASURE


def test_a_packet_without_a_stamp_counts_with_the_one_before_it() -> None:
    rows = replace(sized((100, 1, 100, 1), (0, 0, 30, 0)), timed=(True, False, True, False))
    windows = Windows(rows, TICK, 1)

    assert [windows.held(0), windows.held(6)] == [101, 101]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 99)), min_size=1, max_size=60), st.integers(1, 60))
def test_no_window_holds_more_than_the_fullest_of_the_sliding_ones(rows: list[tuple[int, int]], length: int) -> None:
    stamps = tuple(stamp for stamp, _ in rows)
    windows = Windows(sized(tuple(size for _, size in rows), stamps), Fraction(1, 10), 1)
    starts = windows.starts_sliding(Fraction(length))

    assert max(map(windows.held, starts)) == max(map(windows.held, range(length * 10 - 10 + 1)))


@pytest.mark.parametrize("seconds", [1, 10])
def test_a_length_shorter_than_a_window_has_none(seconds: int) -> None:
    windows = Windows(sized((1,) * 20), TICK, seconds)

    assert windows.starts_sliding(Fraction(20, 25)) == []
    assert list(windows.starts_side_by_side(Fraction(20, 25))) == []

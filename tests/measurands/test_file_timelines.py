"""Timelines of files: a bar a file, a break where it exceeds its uncertainty, and none lost where bars are too many."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.file_timelines import MOST_ROWS, MOST_SPANS, Placed, file_timeline, worst_first
from conformance.model.file_timelines import MOST_TIMELINES, FileBreak, FileSpan, FileTimeline
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import FileClock, TimeScale
from tests.measurands.dumps.test_loop import recording, retained
from tests.measurands.test_segments import GAP, MINUTE, NOON, file, found


def made(*gaps: Fraction, of: str = "patrol", within: Fraction = Fraction(0)) -> FileTimeline:
    """Files of a second each, the first one without a gap before it."""
    files = [Placed("0.ts", Fraction(0), Fraction(1))]
    for number, gap in enumerate(gaps, 1):
        begin = files[-1].end + gap
        files.append(Placed(f"{number}.ts", begin, begin + 1, within))
    return file_timeline(of, FileClock.STAMPS, TimeScale.ELAPSED, files)


def test_files_on_the_clock_of_their_stamps_count_from_the_first_ones_start() -> None:
    files = [file("a.ts", MINUTE), file("b.ts", 2 * MINUTE + 9000), file("c.ts", 3 * MINUTE + 4500)]
    (line,) = found(GAP, *files).timelines

    assert (line.of, line.clock, line.scale) == ("patrol", FileClock.STAMPS, TimeScale.ELAPSED)
    assert line.spans == (FileSpan(0, 60, "a.ts"), FileSpan(60.1, 120.1, "b.ts"), FileSpan(120.05, 180.05, "c.ts"))
    assert [(one.at, one.length) for one in line.breaks] == [(60, 0.1), (120.1, -0.05)]
    assert line.breaks[0].within == pytest.approx(9.0722e-6, rel=1e-4)


def test_files_on_the_clock_of_their_creation_count_from_1970() -> None:
    first = file("a.mp4", 0, form="mp4", created=NOON)
    second = file("b.mp4", 0, form="mp4", created=NOON + 90)
    (line,) = found(GAP, first, second).timelines

    assert (line.clock, line.scale) == (FileClock.CREATED, TimeScale.UTC)
    assert [(one.begin, one.end) for one in line.spans] == [
        (1_717_155_200, 1_717_155_260),
        (1_717_155_290, 1_717_155_350),
    ]
    assert [(one.at, one.length) for one in line.breaks] == [(1_717_155_260, 30)]


def test_a_quicktime_time_has_no_zone_and_is_not_called_utc() -> None:
    files = [file("a.mov", 0, form="mov", created=NOON), file("b.mov", 0, form="mov", created=NOON + 60)]

    assert [line.scale for line in found(GAP, *files).timelines] == [TimeScale.SHOWN]


def test_a_break_that_whole_seconds_leave_open_is_none() -> None:
    files = [file("a.mp4", 0, form="mp4", created=NOON), file("b.mp4", 0, form="mp4", created=NOON + 61)]
    (line,) = found(GAP, *files).timelines

    assert (len(line.spans), line.breaks) == (2, ())


def test_two_recordings_have_a_timeline_each_the_one_with_the_longest_break_first() -> None:
    still = [file("a.ts", 0), file("b.ts", MINUTE)]
    torn = [file("c.ts", 0, of="other"), file("d.ts", MINUTE + 9000, of="other")]

    assert [line.of for line in found(GAP, *still, *torn).timelines] == ["other", "patrol"]


def test_of_very_many_recordings_those_with_the_longest_breaks_are_kept() -> None:
    lines = [made(Fraction(number), of=str(number)) for number in range(20)]

    assert [line.of for line in worst_first(lines)] == ["19", "18", "17", "16", "15", "14", "13", "12"]
    assert MOST_TIMELINES == 8


def test_recordings_of_a_storage_lie_as_names_and_file_times_say() -> None:
    outcome = retained(recording(1), recording(2, lasts=70), recording(3), recording(10))
    assert isinstance(outcome, Measurement)
    (line,) = outcome.timelines
    begins = [one.begin - line.spans[0].begin for one in line.spans]
    ends = [one.end - line.spans[0].begin for one in line.spans]

    assert (line.of, line.clock, line.scale) == ("CAM", FileClock.NAMES, TimeScale.SHOWN)
    assert line.spans[0].begin == 1_795_168_800  # 2026-11-20 10:00 as the clock shows it
    assert (begins, ends) == ([0, 60, 120, 540], [60, 120, 180, 600])  # closed late is no overlap
    assert [(one.at - line.spans[0].begin, one.length) for one in line.breaks] == [(180, 360)]


def test_channels_of_a_storage_have_a_timeline_each() -> None:
    outcome = retained(recording(1), recording(1, device="BWC"))
    assert isinstance(outcome, Measurement)

    assert [line.of for line in outcome.timelines] == ["BWC", "CAM"]


def test_files_up_to_the_most_have_a_bar_each() -> None:
    assert len(made(*[Fraction(0)] * (MOST_SPANS - 1)).spans) == 300
    assert made(*[Fraction(0)] * MOST_SPANS).spans == (FileSpan(0, 301, "0.ts", 301),)


def test_of_too_many_files_the_longest_breaks_are_told_and_the_others_counted() -> None:
    gaps = [Fraction(1, 10)] * 500
    gaps[123] = Fraction(-1, 2)
    gaps[400] = Fraction(20)
    line = made(*gaps)

    assert FileBreak(pytest.approx(136.3), -0.5, 0.0) in line.breaks
    assert 20 in [one.length for one in line.breaks]
    assert (len(line.spans), len(line.breaks)) == (MOST_ROWS, MOST_ROWS - 1)
    assert sum(one.files for one in line.spans) == 501
    assert sum(one.breaks for one in line.spans) == 500 - 99
    assert {one.longest for one in line.spans if one.breaks} == {0.1}


@given(st.lists(st.integers(-2, 3), min_size=1, max_size=700))
def test_no_file_and_no_break_is_lost(seconds: list[int]) -> None:
    line = made(*(Fraction(one, 4) for one in seconds), within=Fraction(1, 4))

    assert sum(one.files for one in line.spans) == len(seconds) + 1
    assert len(line.breaks) + sum(one.breaks for one in line.spans) == sum(abs(one) > 1 for one in seconds)
    assert min(one.begin for one in line.spans) == 0


def test_names_of_4_kb_are_cut() -> None:
    line = file_timeline(
        "p" * 4000, FileClock.STAMPS, TimeScale.ELAPSED, [Placed("a" * 4000, Fraction(0), Fraction(1))]
    )

    assert (len(line.of), len(line.spans[0].name), line.spans[0].name[-1]) == (120, 120, "…")

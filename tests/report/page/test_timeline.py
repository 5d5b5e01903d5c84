"""Timelines as they are drawn: bars and breaks lie where they were, none is told by colour alone, words say all."""

from dataclasses import replace

import pytest

from conformance.model import codec
from conformance.model.file_timelines import MOST_TIMELINES, FileBreak, FileSpan, FileTimeline
from conformance.model.finding import DEVICE_EVIDENCE
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import FileClock, TimeScale, Verdict
from conformance.report.messages import Language
from conformance.report.page.html import html_page
from conformance.report.page.time_marks import time_marks
from conformance.report.page.timeline import timeline_view

from ..factory import (
    BASE,
    FRAME_RATE,
    JUDGEMENTS,
    NOMINAL,
    finding,
    measurement,
    part,
    record,
    recording,
)

BEGIN = 1_767_340_800.0  # 2026-01-02 08:00:00
SPANS = (FileSpan(0, 100, "a.ts"), FileSpan(200, 500, "b.ts"), FileSpan(400, 1000, "c.ts"))
BREAKS = (FileBreak(100, 100, 1.2), FileBreak(500, -100, 1.2))
LINE = FileTimeline("patrol", FileClock.STAMPS, TimeScale.ELAPSED, SPANS, BREAKS)


def page(*lines: FileTimeline, lang: Language = Language.EN) -> str:
    measured = replace(measurement(), timelines=lines)
    findings = tuple(
        finding(of, DEVICE_EVIDENCE, verdict, part(FRAME_RATE, measured, JUDGEMENTS[verdict]))
        for of, verdict in ((BASE, Verdict.PASS), (NOMINAL, Verdict.FAIL))
    )
    return html_page(record((BASE, NOMINAL), (recording("a.mp4"),), findings), lang)


def test_bars_lie_in_two_rows_by_turns_and_breaks_over_both() -> None:
    drawn = timeline_view(LINE)

    assert drawn.bars == ("M0.0 0h100.0v14H0.0zM400.0 0h600.0v14H400.0z", "M200.0 16h300.0v14H200.0z")
    (gap,), (overlap,) = drawn.gaps, drawn.overlaps
    assert (gap.path, gap.marks) == ("M100.0 0h100.0v30H100.0z", (150.0,))
    assert (overlap.path, overlap.marks) == ("M400.0 0h100.0v30H400.0z", (450.0,))
    assert (gap.label.length, overlap.label.length) == ("100.0 ± 1.2 s", "100.0 ± 1.2 s")
    assert (gap.label.when, overlap.label.when) == ("0:01:40.000", "0:08:20.000")


def test_a_bar_too_short_to_be_seen_is_drawn_as_wide_as_can_be_seen() -> None:
    spans = (FileSpan(0, 1, "a.ts"), FileSpan(99_999, 100_000, "b.ts"))

    assert timeline_view(replace(LINE, spans=spans, breaks=())).bars == ("M0.0 0h4v14H0.0z", "M996 16h4v14H996z")


def test_a_gap_too_short_to_be_outlined_has_its_mark() -> None:
    drawn = timeline_view(replace(LINE, breaks=(FileBreak(100, 0.5, 0.01),)))

    assert (drawn.gaps[0].path, drawn.gaps[0].marks, drawn.gaps[0].count) == ("", (100.2,), "1")


def test_marks_that_would_touch_are_one_and_all_breaks_are_counted() -> None:
    drawn = timeline_view(replace(LINE, breaks=tuple(FileBreak(at, 2, 0.1) for at in range(100, 400, 3))))

    assert drawn.gaps[0].count == "100"
    assert len(drawn.gaps[0].marks) == 25


def test_all_at_one_time_is_drawn() -> None:
    drawn = timeline_view(replace(LINE, spans=(FileSpan(5, 5, "a.ts"),), breaks=()))

    assert (drawn.bars[0], drawn.marks) == ("M0.0 0h4v14H0.0z", ())


def test_the_page_tells_in_words_what_is_drawn() -> None:
    source = page(LINE)

    assert source.count('<figure class="timeline">') == 1
    assert 'aria-label="Timeline of the files of patrol: 3 files from 0:00:00.000 to 0:16:40.000"' in source
    assert "▼ 1 gap, the longest 100.0 ± 1.2 s at 0:01:40.000." in source
    assert "▲ 1 overlap, the longest 100.0 ± 1.2 s at 0:08:20.000." in source
    assert '<a href="#f2">drawn at finding 2</a>' in source


def test_a_timeline_without_a_break_says_so() -> None:
    source = page(replace(LINE, breaks=()))

    assert "No gap and no overlap beyond the uncertainty." in source
    assert "▼ 1" not in source


def test_a_chinese_page_has_its_own_words() -> None:
    source = page(LINE, lang=Language.ZH)

    assert "▼ 1 处间断，最长 100.0 ± 1.2 s，位于 0:01:40.000。" in source
    assert "（自首个文件开始计；依据时间戳）。" in source


def test_rows_of_files_say_what_they_hide() -> None:
    spans = (FileSpan(0, 1000, "a.ts", 7000, 33, 12.01),)
    source = page(replace(LINE, spans=spans, breaks=()))

    assert "7000 files from" in source
    assert "hold 33 more gaps or overlaps, of at most 13 s each." in source
    assert "Too many files to be told apart: those that follow each other are one bar." in source
    assert '<path class="rows" d="M0.0 5h1000.0v4H0.0z"/>' in source
    assert "No gap and no overlap" not in source


def test_names_are_escaped_and_as_many_timelines_as_are_kept_say_that_there_may_be_more() -> None:
    source = page(*[replace(LINE, of="<b>\u202e")] * MOST_TIMELINES)

    assert "Timeline of the files of &lt;b&gt;\\u202e" in source
    assert "A value keeps 8 timelines, those with the longest breaks; there may be more." in source


def test_a_record_from_before_there_were_timelines_is_read() -> None:
    text = codec.encode(Measurement, measurement())

    assert text.count(b',"timelines":[]') == 1
    assert codec.decode(Measurement, text.replace(b',"timelines":[]', b"")) == measurement()


def test_a_timeline_is_stored_as_it_is() -> None:
    measured = replace(measurement(), timelines=(LINE,))

    assert codec.decode(Measurement, codec.encode(Measurement, measured)) == measured


def test_times_of_a_clock_are_dates() -> None:
    spans = (FileSpan(BEGIN, BEGIN + 3600, "a.mp4"),)
    drawn = timeline_view(replace(LINE, scale=TimeScale.UTC, spans=spans, breaks=()))

    assert (drawn.begin, drawn.end) == ("2026-01-02 08:00:00", "2026-01-02 09:00:00")
    assert [mark.label for mark in drawn.marks] == ["08:00", "08:15", "08:30", "08:45", "09:00"]
    assert [mark.anchor for mark in drawn.marks] == ["start", "middle", "middle", "middle", "end"]


@pytest.mark.parametrize(
    ("low", "length", "scale", "labels"),
    [
        (0.0, 0.01, TimeScale.ELAPSED, ["0:00:00.000", "0:00:00.005", "0:00:00.010"]),
        (0.0, 3600 * 30, TimeScale.ELAPSED, ["0:00:00", "12:00:00", "24:00:00"]),
        (BEGIN, 8.0, TimeScale.UTC, ["08:00:00", "08:00:02", "08:00:04", "08:00:06", "08:00:08"]),
        (BEGIN, 86_400 * 1.2, TimeScale.SHOWN, ["12:00", "01-03", "12:00"]),
        (BEGIN, 86_400 * 8, TimeScale.SHOWN, ["2026-01-03", "2026-01-05", "2026-01-07", "2026-01-09"]),
        (253_402_300_000.0, 7200.0, TimeScale.UTC, ["", "", "", ""]),
    ],
)
def test_marks_are_round_times(low: float, length: float, scale: TimeScale, labels: list[str]) -> None:
    assert [mark.label for mark in time_marks(low, low + length, scale, lambda time: time)] == labels


def test_a_time_behind_the_last_date_is_told_in_seconds() -> None:
    spans = (FileSpan(1e15, 1e15 + 1, "a.mp4"),)
    drawn = timeline_view(replace(LINE, scale=TimeScale.UTC, spans=spans, breaks=()))

    assert drawn.begin.replace("\u202f", " ") == "1 000 000 000 000 000 s since 1970"

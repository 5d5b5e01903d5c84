"""The order of a log's entries: files one after another, either way round, clocks that go back, and silence."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from conformance.evidence.opening import open_submission
from conformance.model.logs import LogContent

from .written import put, state

NAMED = """recordings: [{path: a.mp4}]
logs: [{path: "LOG/*", lines: ["{year}-{month}-{day} {hour}:{minute}:{second} {event}"], events: {start: [REC]}}]
"""
BEGIN = datetime(2026, 1, 1)  # noqa: DTZ001 - as shown
HOUR, DAY = 3600, 86_400


def text(*seconds: int) -> bytes:
    return "".join(f"{BEGIN + timedelta(seconds=one):%Y-%m-%d %H:%M:%S} REC\n" for one in seconds).encode()


def content_of(folder: Path, *files: bytes) -> LogContent:
    put(folder, "a.mp4")
    for number, content in enumerate(files):
        put(folder, f"LOG/{number}.txt", content)
    state(folder, NAMED)
    (log,) = open_submission(folder).logs
    assert isinstance(log.content, LogContent)
    return log.content


def places(content: LogContent) -> list[tuple[str, str]]:
    return [(one.first.place, one.last.place) for one in content.stretches]


def test_entries_of_one_time_and_after_it_are_one_stretch(folder: Path) -> None:
    content = content_of(folder, text(0, 0, 5))

    assert places(content) == [("LOG/0.txt:1", "LOG/0.txt:3")]
    assert (content.backwards.count, content.reach.begins) == (0, "it is the first entry")


def test_files_follow_each_other_by_their_first_entries_whatever_their_names(folder: Path) -> None:
    content = content_of(folder, text(2 * DAY, 3 * DAY), text(0, DAY))

    assert places(content) == [("LOG/1.txt:1", "LOG/0.txt:2")]
    assert content.backwards.count == 0


def test_a_file_with_the_newest_entry_first_is_turned(folder: Path) -> None:
    content = content_of(folder, text(2 * DAY, DAY, DAY, 0), text(3 * DAY, 4 * DAY))

    assert content.newest_first
    assert places(content) == [("LOG/0.txt:4", "LOG/1.txt:2")]
    assert content.backwards.count == 0


@pytest.mark.parametrize(("back", "stretches"), [(1, 1), (HOUR, 1), (HOUR + 1, 2), (20 * DAY, 2)])
def test_time_that_goes_back_is_counted_and_by_more_than_an_hour_begins_anew(
    folder: Path, back: int, stretches: int
) -> None:
    content = content_of(folder, text(50 * DAY, 51 * DAY, 51 * DAY - back, 51 * DAY + 1))

    assert (content.backwards.count, content.backwards.largest) == (1, back * 1_000_000)
    assert content.backwards.first == (f"by {back} s at LOG/0.txt:3",)
    assert len(content.stretches) == stretches
    assert content.reach.set_back is (stretches == 2)


def test_silence_of_more_than_31_days_begins_anew_and_says_so(folder: Path) -> None:
    content = content_of(folder, text(0, 31 * DAY, 31 * DAY + 31 * DAY + 1))

    assert places(content) == [("LOG/0.txt:1", "LOG/0.txt:2"), ("LOG/0.txt:3", "LOG/0.txt:3")]
    assert content.reach.begins == "no entry stands in the 31 d before LOG/0.txt:3"
    assert not content.reach.set_back


def test_of_very_many_stretches_the_last_ones_are_kept(folder: Path) -> None:
    content = content_of(folder, text(*(one % 2 * 7200 for one in range(3001))))

    assert len(content.stretches) == 1000
    assert content.backwards.count == 1500
    assert content.reach.last.place == "LOG/0.txt:3001"


def test_of_very_many_events_the_last_ones_are_kept_and_all_are_counted(folder: Path) -> None:
    (events,) = content_of(folder, text(*range(20_001))).events

    assert (events.count, len(events.times)) == (20_001, 20_000)
    assert events.times[-1] - events.times[0] == 19_999_000_000

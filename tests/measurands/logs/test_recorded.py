"""Recordings and the log: each has entries of its own near its beginning and its end, in zones that are as known."""

from dataclasses import replace

import pytest

from conformance.model.evidence import NO_ZONE
from conformance.model.facts import Absent
from conformance.model.logs import Log
from conformance.model.measurement import Measurement, NotMeasured, Outcome
from conformance.model.vocabulary import Reason
from tests.measurands.facts import iso

from .making import DAY, WORDS, absent, lines, log, measured, outcome, recording

NAME = "log.recordings_without_entry"
AROUND = ((-1000, "on"), (1000, "on"))
MADE = ((0, "REC START"), (20, "REC STOP"))


def logged(*entries: tuple[float, str], zone: int | Absent = NO_ZONE) -> Log:
    return log(lines(*sorted((*AROUND, *entries))), zone=zone)


def number(found: Outcome) -> object:
    assert isinstance(found, Measurement), found
    return found.value


def test_a_recording_with_both_entries_is_told_with_how_far_they_are_off() -> None:
    found = measured(NAME, [logged((2, "REC START"), (25, "REC STOP"))], [recording(0)])

    assert (found.value, found.exercised) == (0, 1)
    assert found.note == (
        "the furthest from its entries is 20261120100000.mp4 of 2026-11-20 10:00:00 by its file name "
        "(nearest start 2 s off, nearest stop 5 s off)"
    )


@pytest.mark.parametrize(("off", "missing"), [(-62, 0), (62, 0), (-63, 1), (63, 1)])
def test_an_entry_counts_within_a_minute_and_the_last_digits(off: int, missing: int) -> None:
    entries = logged((off, "REC START"), (max(20, off), "REC STOP"))
    assert number(outcome(NAME, [entries], [recording(0)])) == missing


@pytest.mark.parametrize("entry", MADE)
def test_a_recording_that_lacks_one_of_them_is_named(entry: tuple[int, str]) -> None:
    found = measured(NAME, [logged(entry)], [recording(0)])

    assert found.value == 1
    assert found.note.startswith("without: 20261120100000.mp4 of 2026-11-20 10:00:00 by its file name (nearest ")
    assert "not there" in found.note


def test_switching_off_ends_a_recording_too() -> None:
    assert number(outcome(NAME, [logged((0, "REC START"), (21, "OFF"))], [recording(0)])) == 0


def test_no_entry_counts_for_two_recordings() -> None:
    both = [recording(0), recording(30)]

    assert number(outcome(NAME, [logged(*MADE)], both)) == 1
    assert number(outcome(NAME, [logged(*MADE, (30, "REC START"), (50, "REC STOP"))], both)) == 0


def test_a_stop_before_the_start_is_none_of_the_recording() -> None:
    found = absent(NAME, [logged((5, "REC STOP"), (15, "REC START"))], [recording(0)])

    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert found.detail == (
        "the log has no stop behind the start of 20261120100000.mp4 of 2026-11-20 10:00:00 by its file name "
        "(nearest start 15 s off, nearest stop 15 s off), but one before it"
    )
    turned = logged((0, "REC START"), (20, "REC STOP"), (35, "REC STOP"), (45, "REC START"))
    assert absent(NAME, [turned], [recording(0), recording(30)]).reason is Reason.EVIDENCE_UNREADABLE


def test_the_stop_of_another_recording_before_it_does_no_harm() -> None:
    entries = logged((-30, "REC START"), (-10, "REC STOP"), *MADE)

    assert number(outcome(NAME, [entries], [recording(0)])) == 0
    assert number(outcome(NAME, [logged((-10, "REC STOP"), *MADE)], [recording(0)])) == 0
    assert number(outcome(NAME, [logged((10, "REC START"), (10, "REC STOP"))], [recording(0)])) == 0


def test_segments_of_one_recording_have_one_entry() -> None:
    parts = [recording(at, segment_of="walk") for at in (100, 0, 50)]
    apart = [recording(at) for at in (0, 100)]
    entries = logged((0, "REC START"), (120, "REC STOP"))

    assert number(outcome(NAME, [entries], parts)) == 0
    assert number(outcome(NAME, [entries], apart)) == 2, "of two recordings one has no start, the other no stop"


def test_one_start_that_stands_in_two_logs_is_not_taken_for_those_of_two_recordings() -> None:
    entries = ((0, "REC START"), (20, "REC STOP"), (400, "OFF"))
    starts, stops = logged((0, "REC START"), (90, "x")), logged((20, "REC STOP"), (90, "x"))
    found = absent(NAME, [logged(*entries), logged(*entries)], [recording(0), recording(30)])

    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert found.detail.startswith("no log alone has entries of 20261120100030.mp4 of 2026-11-20 10:00:30 ")
    assert number(outcome(NAME, [logged(*entries), logged(*entries)], [recording(0)])) == 0
    assert number(outcome(NAME, [starts, stops], [recording(0)])) == 0, "one log of starts, another of stops"


def test_files_that_lie_apart_are_not_believed_to_be_segments_of_one_recording() -> None:
    parts = [recording(at, segment_of="walk") for at in (0, 40, 200)]
    found = absent(NAME, [logged((0, "REC START"), (220, "REC STOP"))], parts)

    assert found.reason is Reason.TIME_NOT_SET
    assert found.detail.endswith("are called segments of one recording, and 140 s lie between two of them")


def test_a_recording_outside_the_time_of_the_log_is_open_though_others_have_entries() -> None:
    found = absent(NAME, [logged(*MADE)], [recording(0), recording(5000)])

    assert found.reason is Reason.EVIDENCE_MISSING
    assert found.detail == "the log does not cover 1 of 2 recordings: 20261120112320.mp4 of 2026-11-20 11:23:20"


def test_a_recording_in_a_hole_of_the_log_is_outside_of_it() -> None:
    entries = log(lines((-40 * DAY, "REC START"), (40 * DAY, "REC STOP"), (41 * DAY, "FAULT")))

    assert absent(NAME, [entries], [recording(0)]).reason is Reason.EVIDENCE_MISSING


def test_what_may_stand_in_lines_nobody_understands_is_not_missing() -> None:
    found = absent(NAME, [log(lines(*AROUND) + "rubbish\n")], [recording(0)])

    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert "but a.log: of 1, such as a.log:3: 'rubbish', nobody knows what they are" in found.detail


@pytest.mark.parametrize(
    ("of_log", "of_recording", "missing"),
    [(NO_ZONE, NO_ZONE, 0), (480, 480, 0), (0, 60, 1), (60, 0, 1)],
)
def test_times_are_compared_in_their_zones(of_log: int | Absent, of_recording: int | Absent, missing: int) -> None:
    entries = log(lines((-9000, "on"), *MADE, (9000, "on")), zone=of_log)

    assert number(outcome(NAME, [entries], [recording(0, zone=of_recording)])) == missing


def test_a_log_in_utc_of_a_recorder_eight_hours_east() -> None:
    entries = log(lines((-9 * 3600, "on"), (-8 * 3600, "REC START"), (-8 * 3600 + 20, "REC STOP"), (0, "on")), zone=0)

    assert number(outcome(NAME, [entries], [recording(0, zone=480)])) == 0


@pytest.mark.parametrize(("of_log", "of_recording"), [(480, NO_ZONE), (NO_ZONE, 480)])
def test_of_two_zones_both_are_known_or_none(of_log: int | Absent, of_recording: int | Absent) -> None:
    found = absent(NAME, [logged(*MADE, zone=of_log)], [recording(0, zone=of_recording)])

    assert found.reason is Reason.SETTING_NOT_STATED
    assert found.detail.endswith("state clock_zone")


def test_a_recording_without_a_time_leaves_the_others_good_record_open() -> None:
    made = recording(0)
    untimed = replace(made, recording=replace(made.recording, path="clip.mp4"), facts=replace(made.facts, iso=iso()))
    found = absent(NAME, [logged(*MADE)], [made, untimed])

    assert found.reason is Reason.TIME_NOT_SET
    assert found.detail.startswith("clip.mp4: the creation time of the container is 0: not set")


@pytest.mark.parametrize("header", [0, 20])
def test_a_header_may_be_of_the_start_or_of_the_close(header: int) -> None:
    made = recording(0)
    since_1904 = 3_878_013_600 + header  # 2026-11-20 10:00:00 UTC
    dated = replace(
        made,
        recording=replace(made.recording, path="clip.mp4"),
        facts=replace(made.facts, iso=iso(creation=since_1904)),
    )

    assert number(outcome(NAME, [logged(*MADE, zone=0)], [dated])) == 0


def test_words_of_start_and_stop_are_needed() -> None:
    found = absent(NAME, [log(lines(*MADE), WORDS[2:])], [recording(0)])

    assert (found.reason, found.detail) == (
        Reason.SETTING_NOT_STATED,
        "submission.yaml states no words of start, stop",
    )


def test_without_a_recording_nothing_is_looked_for() -> None:
    assert isinstance(outcome(NAME, [logged(*MADE)]), NotMeasured)

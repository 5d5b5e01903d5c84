"""Entries are counted, and what is missing counts only where it would be there were it logged."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import DeviceSubject, Dump, DumpSubject, Stated
from conformance.model.facts import Absent
from conformance.model.logs import EventKind
from conformance.model.measurement import NotMeasured
from conformance.model.vocabulary import Reason

from .making import WORDS, absent, lines, log, measured, recording

START, STOP, FAULT, OTHER = (0, "REC START 1"), (20, "REC STOP 1"), (30, "FAULT low battery"), (40, "GPS fix")
NAMES = [one.name for one in registry.MEASURANDS if one.name.startswith("log.")]


@pytest.mark.parametrize("name", NAMES)
def test_without_a_log_nothing_is_measured(name: str) -> None:
    found = absent(name, [])

    assert (found.reason, found.detail) == (Reason.EVIDENCE_MISSING, "the submission names no logs")


def test_logs_inside_an_image_are_said_not_to_be_read() -> None:
    nothing = Absent(Reason.EVIDENCE_UNREADABLE, "unreadable")
    dump = DumpSubject(Dump("c", "c", (Path("c"),), 1, "00"), DumpFacts("00", 1, "test", nothing))
    measurand = registry.find("log.entries")
    assert isinstance(measurand, DeviceMeasurand)
    found = measurand.measure(DeviceSubject((), Stated(), dumps=(dump,)))

    assert isinstance(found, NotMeasured)
    assert found.detail.endswith("those inside an image of a storage are not read: copy them out")


@pytest.mark.parametrize("name", NAMES)
def test_a_log_that_can_not_be_read_leaves_everything_open(name: str) -> None:
    found = absent(name, [log(lines(START, STOP, FAULT)), log("rubbish\n")], [recording(0)])

    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert found.detail == "a.log: none of 1 lines is an entry; 1 of them: fits no pattern, a.log:1: 'rubbish'"


def test_entries_of_all_logs_are_counted_and_told_by_kind() -> None:
    found = measured("log.entries", [log(lines(START, STOP, OTHER) + "rubbish\n"), log(lines(FAULT))])

    assert (found.value, found.exercised) == (4, 5)
    assert "start: 1, such as a.log:1: 'REC START 1'" in found.note
    assert "of no kind: 1, such as a.log:3: 'GPS fix'" in found.note
    assert "not read: 1, such as a.log:4: 'rubbish' fits no pattern" in found.note


def test_the_share_of_lines_that_are_no_entry_is_told() -> None:
    found = measured("log.unreadable_share", [log(lines(START, STOP, FAULT) + "rubbish\n")])

    assert (found.value, found.exercised) == (Fraction(1, 4), 4)


def test_times_that_go_back_are_counted_and_one_entry_alone_shows_nothing() -> None:
    found = measured("log.out_of_order", [log(lines((10, "a"), (0, "b"), (20, "c"), (19, "d"), (30, "e")))])

    assert (found.value, found.exercised) == (2, 4)
    assert found.note == "a.log goes back 2 times, by 10 s at most: by 10 s at a.log:2, by 1 s at a.log:4"
    assert measured("log.out_of_order", [log(lines(START))]).exercised == 0


def test_start_stop_and_fault_may_stand_in_different_logs() -> None:
    found = measured("log.kinds_missing", [log(lines(START, STOP)), log(lines(FAULT))])

    assert (found.value, found.exercised) == (0, 3)


def test_a_log_without_a_fault_shows_nothing_of_faults() -> None:
    found = absent("log.kinds_missing", [log(lines(START, STOP))])

    assert found.reason is Reason.NOTHING_TO_MEASURE
    assert found.detail.startswith("no fault was logged, and whether one would be is not shown")


def test_a_log_that_starts_and_never_stops_lacks_a_kind() -> None:
    assert measured("log.kinds_missing", [log(lines(START, FAULT))]).value == 1
    assert measured("log.kinds_missing", [log(lines(START))]).value == 1, "that no fault is there makes it no better"


def test_neither_start_nor_stop_counts_only_where_a_recording_was_made_in_the_time_of_the_log() -> None:
    silent = [log(lines((-100, "GPS fix"), (30, "FAULT"), (100, "GPS fix")))]

    assert measured("log.kinds_missing", silent, [recording(0)]).value == 2
    assert absent("log.kinds_missing", silent, [recording(500)]).reason is Reason.NOTHING_TO_MEASURE
    assert absent("log.kinds_missing", silent).reason is Reason.NOTHING_TO_MEASURE


@pytest.mark.parametrize("rest", ["rubbish\n", lines((50, "REC STOP, REC START"))])
def test_a_kind_that_may_stand_in_lines_nobody_understands_is_not_missing(rest: str) -> None:
    found = absent("log.kinds_missing", [log(lines(START, FAULT) + rest)])

    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert found.detail.startswith("no entry is known of stop; but a.log: ")


def test_kinds_whose_words_are_not_stated_are_not_missing_either() -> None:
    found = absent("log.kinds_missing", [log(lines(START), WORDS[:1])])

    assert (found.reason, found.detail) == (
        Reason.SETTING_NOT_STATED,
        "submission.yaml states no words of stop, fault",
    )


def test_a_path_of_four_kilobytes_is_shortened() -> None:
    named = replace(log(lines(START, STOP, FAULT)), path="n" * 4000)

    assert len(measured("log.kinds_missing", [named]).note) < 600
    assert EventKind.START in named.stated

"""Device and officer as names, pictures, ZFY_INFO and the platform's identifier tell them: every pair that differs."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.catalog import load_catalog
from conformance.judge import judge
from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.device_record import DeviceRecord, Numbers
from conformance.model.evidence import DeviceSubject, RecordingSubject, Stated, StatedValue
from conformance.model.facts import NO_TEXT, Absent, Media
from conformance.model.logs import LogContent
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Text
from conformance.model.name_pattern import parse_line, parse_pattern
from conformance.model.overlay_facts import OverlayFacts, TextLine
from conformance.model.sidecar import Sidecar
from conformance.model.vocabulary import Reason
from conformance.shipped import catalog_path

from .facts import subject as made
from .facts import video
from .logs.making import log

NAMES, TEXTS = "{device:7}_{officer:6}_{sequence}.mp4", "{device:7} {officer:6}"
CLAUSE = load_catalog(catalog_path(), registry.signatures()).clause("hx-identity")


def recording(name: str, text: str = "", names: str = NAMES, texts: Sequence[str] = ()) -> RecordingSubject:
    """A recording of that name, in whose pictures that text is read; '' = none, and none is stated."""
    one = made(Media("mp4", "", (video(tuple(range(300)), Fraction(1, 30)),), (), ()))
    lines = (TextLine(90, 10, 10, 400, 50, text, (99,) * len(text)),) if text else ()
    patterns = tuple(map(parse_line, texts or ([TEXTS] if text else [])))
    named = replace(
        one.recording,
        path=f"DCIM/{name}",
        name_patterns=(parse_pattern(names),) if names else (),
        line_patterns=patterns,
    )
    overlay = OverlayFacts(lines, (), ()) if text else NO_TEXT
    return replace(one, recording=named, facts=replace(one.facts, overlay=overlay))


def record(numbers: Numbers | Absent) -> tuple[DeviceRecord, ...]:
    return (DeviceRecord(Sidecar("zfy.bin", Path("zfy.bin"), 89, "00"), numbers),)


def outcome(
    recordings: Sequence[RecordingSubject], zfy: tuple[DeviceRecord, ...] = (), *stated: tuple[str, StatedValue]
) -> Outcome:
    measurand = registry.find("identity.disagreements")
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject(tuple(recordings), Stated(stated), device_record=zfy))


def measured(
    recordings: Sequence[RecordingSubject], zfy: tuple[DeviceRecord, ...] = (), *stated: tuple[str, StatedValue]
) -> Measurement:
    found = outcome(recordings, zfy, *stated)
    assert isinstance(found, Measurement), found
    return found


def absent(recordings: Sequence[RecordingSubject], zfy: tuple[DeviceRecord, ...] = ()) -> NotMeasured:
    found = outcome(recordings, zfy)
    assert isinstance(found, NotMeasured), found
    return found


def verdict(found: Outcome) -> str:
    judgement, _ = judge(CLAUSE.requirement, lambda _: found)
    return str(judgement.verdict)


OWN = record(Numbers("AB00001", "123456", 89))


def test_three_sources_that_tell_the_same_agree() -> None:
    found = measured([recording("AB00001_123456_1.mp4", "AB00001 123456")], OWN)

    assert (found.value, verdict(found)) == (0, "pass")
    assert found.note == (
        "device: 'AB00001' by ZFY_INFO, 'AB00001' by the file's name, 'AB00001' by the text in the pictures; "
        "officer: '123456' by ZFY_INFO, '123456' by the file's name, '123456' by the text in the pictures"
    )


def test_a_record_of_another_device_differs_from_every_other_source_and_the_pairs_are_named() -> None:
    other = record(Numbers("AB00002", "123456", 89))
    found = measured([recording("AB00001_123456_1.mp4", "AB00001 123456")], other)

    assert (found.value, verdict(found)) == (2, "fail")
    assert found.note.startswith("'AB00001' by the file's name and 'AB00002' by ZFY_INFO; ")


def test_two_recordings_of_different_devices_differ_without_any_other_source() -> None:
    found = measured([recording("AB00001_123456_1.mp4"), recording("AB00002_123456_2.mp4")])

    assert (found.value, verdict(found)) == (1, "fail")


def test_where_the_text_in_the_pictures_alone_differs_nothing_is_decided() -> None:
    found = measured([recording("AB00001_123456_1.mp4", "AB00007 123456")], OWN)

    assert found.value == 2
    assert [(one.value, one.agrees) for one in found.opinions] == [(0, False)]
    assert verdict(found) == "inconclusive"


def test_a_letter_that_differs_in_case_differs() -> None:
    assert measured([recording("ab00001_123456_1.mp4")], OWN).value == 1


def test_several_officers_may_use_one_recorder() -> None:
    both = [recording("AB00001_123456_1.mp4", "AB00001 123456"), recording("AB00001_654321_2.mp4", "AB00001 654321")]
    found = measured(both, OWN)

    assert found.value == 0
    assert "ZFY_INFO is not compared: the recordings are of several" in found.note


def test_the_officer_of_one_recording_is_the_same_in_its_name_and_its_pictures() -> None:
    found = measured([recording("AB00001_123456_1.mp4", "AB00001 654321")])

    assert (found.value, verdict(found)) == (1, "inconclusive")
    assert measured([recording("AB00001_654321_1.mp4")], OWN).value == 1


def test_a_log_of_another_device_differs_and_one_without_numbers_says_nothing() -> None:
    def outcome_of(number: str) -> Outcome:
        measurand = registry.find("identity.disagreements")
        assert isinstance(measurand, DeviceMeasurand)
        own = log("2026-11-20 10:00:00 REC START\n")
        assert isinstance(own.content, LogContent)
        logged = replace(own, content=replace(own.content, devices=(number,) if number else ()))
        return measurand.measure(DeviceSubject((recording("AB00001_123456_1.mp4"),), Stated(()), logs=(logged,)))

    assert [verdict(outcome_of(number)) for number in ("AB00001", "CD00002", "")] == ["pass", "fail", "not_tested"]


def test_one_source_alone_has_nothing_to_agree_with() -> None:
    found = absent([recording("AB00001_123456_1.mp4"), recording("AB00001_123456_2.mp4")])

    assert found.reason is Reason.EVIDENCE_MISSING
    assert found.detail.startswith("no two sources tell device or officer; device: 'AB00001' by the file's name; ")
    assert absent([], OWN).reason is Reason.EVIDENCE_MISSING
    assert absent([]).detail.endswith("device: nothing; officer: nothing")


def test_a_source_that_is_stated_and_can_not_be_read_leaves_agreement_open() -> None:
    unread = Absent(Reason.EVIDENCE_UNREADABLE, "zfy.bin is no ZFY_INFO")
    lettered = replace(recording("AB00001_123456_1.mp4", "x"), facts=recording("AB00001_123456_1.mp4").facts)

    assert absent([recording("AB00001_123456_1.mp4", "AB00001 123456")], record(unread)).detail == unread.detail
    assert absent([lettered], OWN).reason is Reason.EVIDENCE_UNREADABLE
    assert "no name fits one pattern with {device}" in absent([recording("clip.mp4", "AB00001 123456")], OWN).detail


def test_one_recording_that_tells_nothing_leaves_open_whose_it_is_though_the_others_agree() -> None:
    first, bare = recording("AB00001_123456_1.mp4", "AB00001 123456"), recording("AB00001_123456_2.mp4")
    lettered = replace(recording("AB00001_123456_2.mp4", "x"), facts=bare.facts)
    foreign = recording("ZZ-9.mp4", "AB00001 123456")

    assert measured([first, bare], OWN).value == 0, "of this one no text is stated"
    assert absent([first, lettered], OWN).detail.startswith("DCIM/AB00001_123456_2.mp4: ")
    assert absent([first, foreign], OWN).detail == (
        "DCIM/ZZ-9.mp4: its name fits no pattern, or several that tell different numbers"
    )


def test_a_name_that_fits_a_pattern_without_the_number_is_no_silent_source() -> None:
    numbered = recording("clip_7.mp4")
    patterns = (parse_pattern(NAMES), parse_pattern("clip_{sequence}.mp4"))
    both = replace(numbered, recording=replace(numbered.recording, name_patterns=patterns))

    assert measured([recording("AB00001_123456_1.mp4"), both], OWN).value == 0


def test_a_difference_is_told_though_another_source_can_not_be_read() -> None:
    unread = record(Absent(Reason.EVIDENCE_UNREADABLE, "zfy.bin is no ZFY_INFO"))

    assert (
        measured(
            [
                recording("AB00001_1_1.mp4", names="{device:7}_{officer}_{sequence}.mp4"),
                recording("AB00002_1_1.mp4", names="{device:7}_{officer}_{sequence}.mp4"),
            ],
            unread,
        ).value
        == 1
    )


@pytest.mark.parametrize(("stated", "value"), [("34020000001380000001", 0), ("34020000001380000002", 1)])
def test_the_identifier_of_the_platform_is_compared_with_numbers_as_long(stated: str, value: int) -> None:
    long = recording("34020000001380000001_1.mp4", names="{device:20}_{sequence}.mp4")

    assert measured([long], (), ("gb28181_id", Text(stated))).value == value


def test_the_identifier_of_the_platform_says_nothing_of_a_shorter_number() -> None:
    found = measured([recording("AB00001_123456_1.mp4")], OWN, ("gb28181_id", Text("34020000001380000001")))

    assert found.value == 0
    assert "28181" not in found.note


def test_ten_thousand_devices_are_counted_in_no_time_and_few_are_named() -> None:
    found = measured([recording(f"{number:07}_123456_1.mp4") for number in range(10_000)])

    assert found.value == 49_995_000
    assert len(found.note) < 1000


def test_a_name_that_fits_two_patterns_by_different_numbers_tells_none() -> None:
    one = recording("AB00001_CD00002_1.mp4")
    patterns = tuple(map(parse_pattern, ("{device:7}_{text:7}_{sequence}.mp4", "{text:7}_{device:7}_{sequence}.mp4")))
    both = replace(one, recording=replace(one.recording, name_patterns=patterns))

    assert "no name fits one pattern with {device}" in absent([both], OWN).detail

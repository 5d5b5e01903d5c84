"""Which entry of a storage a recording is, and that its time is held against the recording's other clocks."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from conformance.measurands import registry
from conformance.measurands.kinds import RecordingMeasurand
from conformance.model.dump_facts import Entry
from conformance.model.evidence import RecordingSubject
from conformance.model.filesystem_facts import EPOCH, FileTime
from conformance.model.measurement import Measurement
from conformance.suite.storing import Shelf
from tests.measurands.dumps.making import LOCAL, dump, entry, stored, volume
from tests.measurands.facts import clip

NAMED = "DCIM/CAM_20261120100000.MP4"
PLAIN = clip(tuple(range(100)), Fraction(1, 25))
RECORDING = replace(PLAIN.recording, path="handed/in/CAM_20261120100000.MP4", size=1000)


def shelf(*dumps: tuple[Entry, ...]) -> Shelf:
    return Shelf(dump(stored(volume(*entries))) for entries in dumps)


def test_the_entry_of_the_same_name_and_size_is_the_recording() -> None:
    mine = entry(NAMED)

    assert shelf((entry("DCIM/OTHER.MP4"), mine)).entry_of(RECORDING) == (mine,)


def test_another_size_a_deleted_file_or_two_of_one_name_are_not() -> None:
    assert shelf((entry(NAMED, size=999),)).entry_of(RECORDING) == ()
    assert shelf((entry(NAMED, deleted=True),)).entry_of(RECORDING) == ()
    assert shelf((entry(NAMED), entry(NAMED.replace("DCIM", "COPY")))).entry_of(RECORDING) == ()


def test_the_first_dump_with_one_alone_counts() -> None:
    mine = entry(NAMED, number=5)

    assert shelf((), (mine,), (entry(NAMED, number=6),)).entry_of(RECORDING) == (mine,)


def residual(created: datetime) -> Measurement:
    time = FileTime(Fraction((created - EPOCH).total_seconds()), LOCAL, Fraction(2))
    subject = RecordingSubject(RECORDING, PLAIN.facts, stored=(replace(entry(NAMED), created=time),))
    measurand = registry.find("time.clock_residual_max")
    assert isinstance(measurand, RecordingMeasurand)
    found = measurand.measure(subject)
    assert isinstance(found, Measurement), found
    return found


def test_a_file_made_when_its_name_says_has_clocks_that_agree() -> None:
    found = residual(datetime(2026, 11, 20, 10, 0, 0))  # noqa: DTZ001 - as the entry shows it

    assert found.value == 0
    assert "file system, created 2026-11-20 10:00:00 (no zone)" in found.note


def test_a_file_made_later_than_its_name_says_does_not() -> None:
    assert residual(datetime(2026, 11, 20, 10, 3, 20)).value == 200  # noqa: DTZ001 - as above

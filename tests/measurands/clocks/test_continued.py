"""The clock in the pictures over the joint of two files: what it goes on by is what the recording goes on by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.burned_in_facts import BurnedIn, ShownSecond
from conformance.model.evidence import DeviceSubject, RecordingSubject, Stated
from conformance.model.facts import Media
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Uncertain
from conformance.model.vocabulary import Reason

from ..facts import iso, video
from ..facts import subject as made
from .test_burned_in import RATE, right, seconds_of

LENGTH = 30  # s
NOON_1904 = 3_855_297_600


def ahead(by: float) -> Callable[[float], datetime]:
    return lambda passed: right(passed) + timedelta(seconds=by)


def file(path: str, begins: float, shows: float, seconds: tuple[ShownSecond, ...] | None = None) -> RecordingSubject:
    """30 s whose stamps begin so late, and whose clock stands so far behind noon at its first picture, both in s."""
    first, count = round(begins * RATE), LENGTH * RATE
    track = video(tuple(range(first, first + count)), Fraction(1, RATE))
    one = made(Media("mpeg-ts", "", (track,), (), ()))
    shown = seconds_of(ahead(shows), count) if seconds is None else seconds
    recording = replace(one.recording, path=path, segment_of="patrol")
    return replace(one, recording=recording, facts=replace(one.facts, burned_in=BurnedIn(count, shown)))


def measured(*files: RecordingSubject) -> Outcome:
    measurand = registry.find("overlay.segment_step_max")
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject(files, Stated()))


def found(*files: RecordingSubject) -> Measurement:
    outcome = measured(*files)
    assert isinstance(outcome, Measurement), outcome
    return outcome


@pytest.mark.parametrize(("shows", "step"), [(0.0, 0), (5.0, 5), (-3.0, 3), (-3600.0, 3600), (0.25, 0.25)])
def test_a_clock_that_is_set_between_two_files_shows(shows: float, step: float) -> None:
    one = found(file("a.ts", 0, 0.4), file("b.ts", LENGTH, 0.4 + LENGTH + shows))

    assert isinstance(one.value, Fraction)
    assert isinstance(one.uncertainty, Uncertain)
    assert abs(float(one.value) - step) <= one.uncertainty.expanded < 0.06
    assert [place.detail.split(" from ")[1] for place in one.where] == (["a.ts to b.ts"] if step else [])


def test_a_pause_that_files_and_clock_show_alike_is_no_step() -> None:
    one = found(file("a.ts", 0, 0.4), file("b.ts", LENGTH + 12.5, 0.4 + LENGTH + 12.5))

    assert isinstance(one.value, Fraction)
    assert one.value < Fraction(4, 100)
    assert one.where == ()


def test_the_worst_of_several_joints_counts_and_each_is_named() -> None:
    files = [file("a.ts", 0, 0), file("b.ts", LENGTH, LENGTH + 1), file("c.ts", 2 * LENGTH, 2 * LENGTH - 3)]
    one = found(*files)

    assert float(one.value) == pytest.approx(4, abs=0.05)  # type: ignore[arg-type]
    assert [(place.position, place.detail.split(" from ")[1]) for place in one.where] == [
        (30, "a.ts to b.ts"),
        (30, "b.ts to c.ts"),
    ]


def test_files_placed_by_creation_times_leave_whole_seconds_open() -> None:
    def dated(path: str, shows: float, created: int) -> RecordingSubject:
        one = file(path, 0, shows)
        media = one.facts.media
        assert isinstance(media, Media)
        facts = replace(one.facts, media=replace(media, format="mp4"), iso=iso(creation=created))
        return replace(one, facts=facts)

    one = found(dated("a.mp4", 0, NOON_1904), dated("b.mp4", LENGTH + 5, NOON_1904 + LENGTH))

    assert float(one.value) == pytest.approx(5, abs=0.05)  # type: ignore[arg-type]
    assert isinstance(one.uncertainty, Uncertain)
    assert 1.1 < one.uncertainty.expanded < 1.7


def test_a_file_whose_clock_is_not_read_leaves_the_whole_unmeasured() -> None:
    outcome = measured(file("a.ts", 0, 0), file("b.ts", LENGTH, 0, ()))

    assert isinstance(outcome, NotMeasured)
    assert outcome.reason is Reason.NOTHING_TO_MEASURE
    assert outcome.detail.startswith("b.ts: ")


def test_files_that_nobody_calls_segments_are_not_held_against_each_other() -> None:
    one = file("a.ts", 0, 0)
    outcome = measured(replace(one, recording=replace(one.recording, segment_of="")))

    assert isinstance(outcome, NotMeasured)
    assert outcome.reason is Reason.SETTING_NOT_STATED

"""What a storage keeps: hours by names and file times, and that a loop takes the oldest recordings first."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.dump_facts import Entry
from conformance.model.evidence import DeviceSubject, DumpSubject, Stated
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import EPOCH, FileTime
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Uncertain
from conformance.model.structure_facts import Flaw
from conformance.model.vocabulary import Reason

from .making import LOCAL, dump, entry, measured, stored, volume

NAMES = ("{device:3}_{year}{month}{day}{hour}{minute}{second}_{sequence:4}.MP4",)
MARKED = (*NAMES, "{device:3}_{year}{month}{day}{hour}{minute}{second}_{sequence:4}IMP.MP4")
START = datetime(2026, 11, 20, 10, 0, 0)  # noqa: DTZ001 - as the recorder's clock shows it
UTC = 0


def recording(
    number: int, *, lasts: float = 60, device: str = "CAM", mark: str = "", size: int = 1000, zone: int | Absent = LOCAL
) -> Entry:
    """One of a minute each, numbered from 1 at 10:00."""
    begin = START + timedelta(minutes=number - 1)
    written = (begin + timedelta(seconds=lasts) - EPOCH).total_seconds()
    if not isinstance(zone, Absent):
        written -= 8 * 3600
    made = entry(f"DCIM/{device}_{begin:%Y%m%d%H%M%S}_{number:04}{mark}.MP4", number=number + 2, size=size)
    return replace(made, written=FileTime(Fraction(written), zone, Fraction(2)))


def card(*entries: Entry, names: tuple[str, ...] = NAMES) -> DumpSubject:
    return dump(stored(volume(*entries)), *names)


def retained(*entries: Entry) -> Outcome:
    return measured("storage.retained_time", card(*entries))


def test_segments_one_after_the_other_are_added_up() -> None:
    found = retained(*map(recording, range(1, 31)))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (Fraction(1, 2), 30)
    assert isinstance(found.uncertainty, Uncertain)
    assert found.uncertainty.expanded == pytest.approx(2 * 3 / 3**0.5 / 3600, rel=1e-3)


def test_a_hole_between_segments_is_not_kept() -> None:
    found = retained(recording(1), recording(2), recording(5))

    assert isinstance(found, Measurement)
    assert found.value == Fraction(3, 60)
    assert "in 2 stretches" in found.note


def test_two_channels_side_by_side_count_once() -> None:
    found = retained(recording(1), recording(2), recording(1, device="BWC"), recording(2, device="BWC"))

    assert isinstance(found, Measurement)
    assert found.value == Fraction(2, 60)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((recording(1, lasts=100_000),), "was last written 100000 s behind the time in its name"),
        ((recording(1, lasts=-60),), "was last written -60 s behind the time in its name"),
        ((recording(1, lasts=600), recording(2)), "was last written after DCIM/CAM_20261120100100_0002.MP4 had begun"),
    ],
)
def test_times_that_are_no_beginning_and_end_keep_nothing(entries: tuple[Entry, ...], said: str) -> None:
    found = retained(*entries)

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.TIME_STAMPS_UNRELIABLE
    assert said in found.detail


def test_a_file_system_in_utc_needs_the_zone_of_the_names() -> None:
    known = card(recording(1, zone=UTC))
    east = replace(known, dump=replace(known.dump, clock_zone=480))
    unknown = replace(known, dump=replace(known.dump, clock_zone=Absent(Reason.SETTING_NOT_STATED, "no clock_zone")))
    found = measured("storage.retained_time", east)

    assert isinstance(found, Measurement)
    assert found.value == Fraction(1, 60)
    assert isinstance(measured("storage.retained_time", unknown), NotMeasured)


def torn(*flaws: Flaw, faults: int = 0) -> Outcome:
    one = replace(volume(recording(1), recording(2), flaws=flaws), faults=faults or len(flaws))
    return measured("storage.retained_time", dump(stored(one), *NAMES))


def test_a_recording_that_the_file_system_contradicts_may_not_be_there() -> None:
    path = recording(2).path
    found = torn(Flaw(path, 64, f"shares cluster 9 and what follows with {recording(1).path}"))

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert found.detail == (
        f"FAT32 at byte 0 contradicts 1 times what is listed, first {path}: shares cluster 9 and what follows with "
        f"{recording(1).path}"
    )


def test_a_flaw_of_something_else_takes_no_recording_away_unless_more_are_not_told() -> None:
    other = Flaw("table", 64, "3 clusters from cluster 9 on are allocated and belong to no entry")

    assert isinstance(torn(other), Measurement)
    assert isinstance(torn(other, faults=7), NotMeasured)


def test_without_a_pattern_of_names_nothing_is_told() -> None:
    found = measured("storage.retained_time", dump(stored(volume(recording(1)))))

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.SETTING_NOT_STATED


def loop(*dumps: DumpSubject) -> Outcome:
    measurand = registry.find("storage.overwritten_out_of_order")
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject((), Stated(), (), dumps))


def count(*dumps: DumpSubject) -> object:
    found = loop(*dumps)
    assert isinstance(found, Measurement), found
    return found.value


FIRST = card(*map(recording, (1, 2, 3, 4)))


def test_the_oldest_may_go_whichever_dump_is_named_first() -> None:
    later = card(*map(recording, (3, 4, 5, 6)))
    found = loop(later, FIRST)

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (0, 2)


def test_one_that_went_though_an_older_one_stayed_counts() -> None:
    assert count(FIRST, card(*map(recording, (1, 3, 4, 5)))) == 1
    assert count(FIRST, card(*map(recording, (1, 4, 5)))) == 2


def test_one_that_changed_counts() -> None:
    assert count(FIRST, card(recording(3, size=999), recording(4), recording(5))) == 1


def test_one_that_is_marked_as_important_must_stay_and_holds_up_no_other() -> None:
    marked = card(recording(1, mark="IMP"), *map(recording, (2, 3)), names=MARKED)

    assert count(marked, card(recording(1, mark="IMP"), recording(3), recording(4), names=MARKED)) == 0
    assert count(marked, card(*map(recording, (2, 3, 4)), names=MARKED)) == 1


def test_one_that_is_marked_in_between_is_still_there() -> None:
    plain = card(*map(recording, (1, 2)), names=MARKED)

    assert count(plain, card(recording(1), recording(2, mark="IMP"), recording(3), names=MARKED)) == 0


def test_each_device_has_a_loop_of_its_own() -> None:
    both = card(*map(recording, (1, 2)), recording(3, device="BWC"))

    assert count(both, card(recording(2), recording(3), recording(3, device="BWC"))) == 0


def test_one_dump_alone_tells_nothing() -> None:
    found = loop(FIRST)

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.EVIDENCE_MISSING


def test_a_loop_that_took_nothing_exercises_nothing() -> None:
    found = loop(FIRST, FIRST)

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (0, 0)


def test_a_dump_of_which_not_all_is_known_tells_nothing() -> None:
    many = dump(stored(volume(recording(3), unlisted=5)), *NAMES)

    assert isinstance(loop(FIRST, many), NotMeasured)

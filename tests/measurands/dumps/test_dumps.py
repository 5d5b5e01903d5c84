"""What is counted on a storage, and that nothing counts as clean because nobody looked."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands.dumps.registered import DUMPS
from conformance.model.dump_facts import Entry, Nature, UnreadVolume
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime
from conformance.model.measurement import Measurement, NotMeasured, Text
from conformance.model.structure_facts import Flaw
from conformance.model.vocabulary import Reason

from .making import LOCAL, dump, entry, measured, stored, volume

UNREAD = UnreadVolume(10**6, 512, "Btrfs is not read by this version")
NAMES = "{device:3}_{year}{month}{day}{hour}{minute}{second}_{sequence:4}.MP4"
DELETED = "dump.deleted_recordings"
FILES = ("dump.deleted_recordings", "dump.executable_files", "dump.sequence_gaps")


def value(name: str, *entries: object, **said: object) -> object:
    found = measured(name, dump(stored(volume(*entries, **said)), NAMES))  # type: ignore[arg-type]
    assert isinstance(found, Measurement), found
    return found.value


def recording(number: int, day: int = 20, device: str = "CAM") -> object:
    return entry(f"DCIM/{device}_202611{day}1000{number % 60:02}_{number:04}.MP4", number=number + 2)


def test_a_deleted_recording_counts_and_another_deleted_file_does_not() -> None:
    entries = (entry("DCIM/1.MP4"), entry("DCIM/_.MP4", number=7, deleted=True), entry("_.TMP", number=8, deleted=True))

    assert value(DELETED, *entries) == 1


def test_a_recording_that_was_given_another_name_was_not_deleted() -> None:
    renamed = (entry("DCIM/1IMP.MP4"), entry("DCIM/_.MP4", deleted=True))

    assert value(DELETED, *renamed) == 0


def test_a_name_that_held_nothing_was_given_up_where_a_recording_was_made_then_and_deleted_where_another_file_was() -> (
    None
):
    empty = entry("DCIM/_.MP4", deleted=True, size=0, number=0)

    assert value(DELETED, entry("DCIM/1.MP4"), empty) == 0
    assert value(DELETED, entry("DCIM/1.THM"), empty) == 1


def test_a_newer_file_in_the_same_units_hides_no_deletion() -> None:
    gone = entry("DCIM/_.MP4", deleted=True, size=2000)

    assert value(DELETED, entry("DCIM/1.MP4"), gone) == 1


def test_a_deleted_folder_may_have_held_recordings() -> None:
    folder = entry("OLD", deleted=True, nature=Nature.FOLDER, number=50)
    found = measured(DELETED, dump(stored(volume(entry("1.MP4"), folder))))

    assert isinstance(found, NotMeasured)
    assert (found.reason, found.detail) == (
        Reason.EVIDENCE_UNREADABLE,
        "these may have been recordings, or held some: OLD",
    )


def test_a_storage_without_recordings_exercises_nothing() -> None:
    found = measured(DELETED, dump(stored(volume())))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (0, 0)


@pytest.mark.parametrize("name", [*FILES, "dump.filesystem_errors", "dump.filesystem_dirty"])
def test_a_part_that_is_not_read_leaves_a_clean_storage_untested(name: str) -> None:
    found = measured(name, dump(stored(volume(recording(1), recording(2)), UNREAD), NAMES))  # type: ignore[arg-type]

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert "Btrfs is not read by this version" in found.detail


@pytest.mark.parametrize("name", FILES)
def test_entries_that_were_not_listed_leave_a_clean_storage_untested(name: str) -> None:
    many = volume(recording(1), recording(2), unlisted=5)  # type: ignore[arg-type]

    assert isinstance(measured(name, dump(stored(many), NAMES)), NotMeasured)


def test_what_was_found_counts_whatever_is_not_read() -> None:
    bad = volume(
        entry("DCIM/_.MP4", deleted=True),
        entry("RUN.EXE", number=30),
        recording(1),  # type: ignore[arg-type]
        recording(3),  # type: ignore[arg-type]
        unclosed=("the volume is marked dirty",),
        unlisted=5,
        flaws=(Flaw("FAT", 512, "the copies differ"),),
    )
    found = {one.name: measured(one.name, dump(stored(bad, UNREAD), NAMES)) for one in DUMPS}

    assert {name: one.value for name, one in found.items() if isinstance(one, Measurement)} == {
        "dump.filesystem_errors": 1,
        "dump.filesystem_dirty": Text("dirty"),
        "dump.deleted_recordings": 1,
        "dump.sequence_gaps": 1,
        "dump.executable_files": 1,
    }


def test_a_flaw_of_the_partition_table_counts_and_is_shown() -> None:
    found = measured("dump.filesystem_errors", dump(stored(volume(), flaws=(Flaw("GPT", 512, "CRC32"),))))

    assert isinstance(found, Measurement)
    assert (found.value, [(one.position, one.detail) for one in found.where]) == (1, [(512, "GPT: CRC32")])


def test_units_that_are_marked_as_bad_are_told_for_anything_may_be_in_them() -> None:
    found = measured("dump.filesystem_errors", dump(stored(replace(volume(), bad=2048), volume())))

    assert isinstance(found, Measurement)
    room = "FAT32 at byte 0, 900000 B usable, 400000 B free"
    assert found.note == f"{room}, 2048 B marked as bad and not looked at; {room}"


@pytest.mark.parametrize("name", [one.name for one in DUMPS])
def test_a_storage_that_could_not_be_read_is_untested(name: str) -> None:
    failed = Absent(Reason.EXTRACTOR_FAILED, "the extractor was ended by signal 9")

    assert isinstance(measured(name, dump(failed, NAMES)), NotMeasured)
    assert isinstance(measured(name, dump(stored(), NAMES)), NotMeasured)


def test_a_file_is_a_program_by_its_mark_or_by_its_name() -> None:
    marked = replace(entry("DCIM/1.MP4"), executable=True)

    assert value("dump.executable_files", marked, entry("AUTORUN.INF"), entry("a.sh", deleted=True)) == 2


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([(1, 20), (2, 20), (3, 20)], 0),
        ([(7, 20), (8, 20)], 0),  # the oldest may have been overwritten
        ([(1, 20), (4, 20), (5, 20)], 2),
        ([(8, 20), (9, 20), (1, 21), (2, 21)], 0),  # anew on another day
        ([(8, 20), (9, 20), (3, 21)], 1),
        ([(9999, 20), (0, 21)], 0),
    ],
)
def test_numbers_go_on_within_a_series(numbers: list[tuple[int, int]], missing: int) -> None:
    assert value("dump.sequence_gaps", *(recording(number, day) for number, day in numbers)) == missing


def test_each_device_has_a_series_of_its_own() -> None:
    both = (recording(1), recording(2), recording(7, device="BWC"), recording(8, device="BWC"))

    assert value("dump.sequence_gaps", *both) == 0


def test_numbers_need_a_stated_pattern_that_holds_one() -> None:
    found = measured("dump.sequence_gaps", dump(stored(volume(recording(1)))))  # type: ignore[arg-type]

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.SETTING_NOT_STATED


def test_one_recording_alone_exercises_no_sequence() -> None:
    found = measured("dump.sequence_gaps", dump(stored(volume(recording(1))), NAMES))  # type: ignore[arg-type]

    assert isinstance(found, Measurement)
    assert found.exercised == 0


def other_time(one: Entry, since: int) -> Entry:
    return replace(one, created=FileTime(Fraction(since), LOCAL, Fraction(2)))


def test_a_file_of_another_volume_proves_no_renaming() -> None:
    card = stored(volume(entry("DCIM/_.MP4", deleted=True)), replace(volume(entry("DCIM/1.MP4")), offset=10**6))
    found = measured(DELETED, dump(card))

    assert isinstance(found, Measurement)
    assert found.value == 1


def test_without_times_a_file_at_the_same_place_leaves_it_open() -> None:
    unset = Absent(Reason.TIME_NOT_SET, "the date is 0: not set")
    gone = replace(entry("DCIM/_.MP4", deleted=True), created=unset)
    there = replace(entry("DCIM/3.MP4"), created=unset)

    assert isinstance(measured(DELETED, dump(stored(volume(there, gone)))), NotMeasured)


def test_a_recording_made_later_at_the_same_place_hides_no_deletion() -> None:
    assert value(DELETED, other_time(entry("DCIM/3.MP4"), 2_000_000), entry("DCIM/_.MP4", deleted=True)) == 1


@pytest.mark.parametrize(("number", "size"), [(9, 0), (9, 500), (0, 0)])
def test_a_file_that_got_its_name_before_it_was_whole_was_not_deleted(number: int, size: int) -> None:
    early = entry("DCIM/_EC.MP4", deleted=True, number=number, size=size)

    assert value(DELETED, entry("DCIM/1.MP4"), early) == 0


def test_a_folder_that_was_given_another_name_is_no_deleted_one() -> None:
    old = entry("OLD", deleted=True, nature=Nature.FOLDER, number=50, size=0)
    new = entry("NEW", nature=Nature.FOLDER, number=50, size=0)

    assert value(DELETED, entry("1.MP4"), old, new) == 0


def test_a_name_of_a_stated_pattern_is_a_recording_whatever_its_ending() -> None:
    gone = entry("DCIM/CLIP_0001.XYZ", deleted=True, number=77)
    found = measured(DELETED, dump(stored(volume(entry("1.MP4"), gone)), "CLIP_{sequence:4}.XYZ"))

    assert isinstance(found, Measurement)
    assert found.value == 1


def test_traces_of_deleted_files_leave_a_clean_storage_untested() -> None:
    found = measured(DELETED, dump(stored(replace(volume(entry("1.MP4")), traces=2))))

    assert isinstance(found, NotMeasured)
    assert found.detail == "2 traces of deleted files have lost their names"


@pytest.mark.parametrize("name", FILES)
def test_a_torn_file_system_proves_nothing_about_its_files(name: str) -> None:
    torn = volume(recording(1), recording(2), flaws=(Flaw("DCIM", 512, "can't be read"),))  # type: ignore[arg-type]

    assert isinstance(measured(name, dump(stored(torn), NAMES)), NotMeasured)


def test_a_wrong_count_of_free_clusters_tears_nothing() -> None:
    sloppy = volume(entry("1.MP4"), flaws=(Flaw("FSInfo", 1000, "states 5 free clusters; the table shows 9"),))

    assert isinstance(measured(DELETED, dump(stored(sloppy))), Measurement)


def test_a_torn_image_proves_nothing_about_its_files() -> None:
    card = stored(volume(entry("1.MP4")), flaws=(Flaw("error2", 76, "8 sectors could not be read"),))

    assert isinstance(measured(DELETED, dump(card)), NotMeasured)


def test_an_emptied_recording_is_missing_among_the_numbers() -> None:
    emptied = replace(recording(2), size=0, number=0)  # type: ignore[type-var]

    assert value("dump.sequence_gaps", recording(1), emptied, recording(3)) == 1


def test_each_recording_a_series_of_its_own_exercises_nothing() -> None:
    names = (entry(f"CAM_{number:04}_A{number}.MP4") for number in (1, 5, 9))
    found = measured("dump.sequence_gaps", dump(stored(volume(*names)), "CAM_{sequence:4}_{officer}.MP4"))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (0, 0)


def test_recordings_without_a_number_leave_it_open() -> None:
    found = measured(
        "dump.sequence_gaps",
        dump(stored(volume(recording(1), recording(2), entry("DCIM/OTHER.mp4"))), NAMES),  # type: ignore[arg-type]
    )

    assert isinstance(found, NotMeasured)


def test_a_clock_set_back_makes_no_gap_where_all_numbers_are_there() -> None:
    hours = ((1, 1), (2, 2), (3, 1), (4, 2), (5, 3))  # the hour from 01:00 on comes twice
    names = (entry(f"CAM_202611200{hour}00{number:02}_{number:04}.MP4", number=number) for number, hour in hours)

    assert value("dump.sequence_gaps", *names) == 0


def test_numbers_that_were_used_up_go_round_where_no_time_tells() -> None:
    names = (entry(f"CAM_{number:04}.MP4", number=number) for number in (9997, 9998, 9999, 0, 1, 2))
    found = measured("dump.sequence_gaps", dump(stored(volume(*names)), "CAM_{sequence:4}.MP4"))

    assert isinstance(found, Measurement)
    assert (found.value, found.exercised) == (0, 5)


@pytest.mark.parametrize("path", ["run.exe.", "a.PIF", "page.hta", "Evil.app"])
def test_programs_are_known_by_their_names(path: str) -> None:
    nature = Nature.FOLDER if path == "Evil.app" else Nature.FILE

    assert value("dump.executable_files", entry("1.MP4"), entry(path, nature=nature)) == 1

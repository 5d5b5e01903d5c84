"""What an entry of `submission.yaml` says of its recordings: segments, zones, names, and where to look in them."""

from fractions import Fraction
from pathlib import Path

import pytest

from conformance.errors import DocumentError, SubmissionError
from conformance.evidence.opening import open_submission
from conformance.model.areas import Region
from conformance.model.codec import decode, encode
from conformance.model.evidence import NO_ZONE, Submission, WitnessedLength
from conformance.model.facts import Look
from conformance.model.vocabulary import Role

from .written import AREA, put, state


def test_files_are_called_segments_of_one_recording_by_name(folder: Path) -> None:
    put(folder, "1.mp4")
    put(folder, "2.mp4")
    put(folder, "other.mp4")
    state(folder, "recordings:\n  - {path: '[12].mp4', segment_of: patrol of 20 November}\n  - {path: other.mp4}\n")

    assert [one.segment_of for one in open_submission(folder).recordings] == ["patrol of 20 November"] * 2 + [""]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("+08:00", 480), ("+05:45", 345), ("-03:30", -210), ("+00:00", 0), ("-12:00", -720), ("+14:00", 840)],
)
def test_the_zone_of_a_clock_is_in_minutes_east_of_utc(written: str, minutes: int, folder: Path) -> None:
    put(folder, "1.mp4")
    state(folder, f'recordings:\n  - path: 1.mp4\n    clock_zone: "{written}"\n')

    assert open_submission(folder).recordings[0].clock_zone == minutes


def test_a_zone_that_is_not_stated_is_not_known(folder: Path) -> None:
    put(folder, "1.mp4")

    assert open_submission(folder).recordings[0].clock_zone == NO_ZONE


@pytest.mark.parametrize(
    "written", ["8", "08:00", "+8:00", "+08:10", "+14:15", "-12:15", "+99:00", "UTC", "Asia/Shanghai", "+0８:00", ""]
)
def test_what_is_no_zone_is_refused_at_its_place(written: str, folder: Path) -> None:
    put(folder, "1.mp4")
    state(folder, f'recordings:\n  - path: 1.mp4\n    clock_zone: "{written}"\n')

    with pytest.raises(DocumentError, match=r"submission\.yaml:3:17: .*is no offset from UTC, such as '\+08:00'"):
        open_submission(folder)


NAMES = "{device}_{year}{month}{day}{hour}{minute}{second}_{sequence}.MP4"


def test_the_patterns_of_a_devices_names_go_with_every_recording(folder: Path) -> None:
    put(folder, "1.mp4")
    put(folder, "2.mp4")
    state(folder, f'file_names: ["{NAMES}"]\nrecordings:\n  - path: "*.mp4"\n')
    opened = open_submission(folder)

    assert [[pattern.text for pattern in one.name_patterns] for one in opened.recordings] == [[NAMES], [NAMES]]
    assert decode(Submission, encode(Submission, opened)) == opened, "it goes to other processes as text"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('["{date}.mp4"]', r":1:14: '\{date\}\.mp4' does not fit: \{date\} is no field; the fields are \{year\}, "),
        (
            '["{device}.mp4", "{year}.mp4"]',
            r":1:30: .* the time is not whole; add \{month\}, \{day\}, \{hour\}, \{minute\}",
        ),
        ('["{device}{sequence}.mp4"]', r":1:14: .*\{device\} has no certain end; state its width"),
        ("[7]", r":1:14: 7 stands where text is wanted"),
        ('"{device}.mp4"', r":1:13: .* stands where a list is wanted"),
        ('[""]', r":1:14: the text is empty"),
    ],
)
def test_a_pattern_that_can_t_be_used_is_refused_at_its_place(written: str, problem: str, folder: Path) -> None:
    put(folder, "1.mp4")
    state(folder, f"file_names: {written}\nrecordings:\n  - path: 1.mp4\n")

    with pytest.raises(DocumentError, match=r"submission\.yaml" + problem):
        open_submission(folder)


def test_a_pattern_stated_twice_is_refused_at_its_place(folder: Path) -> None:
    put(folder, "1.mp4")
    state(folder, f'file_names:\n  - "{NAMES}"\n  - "{NAMES}"\nrecordings:\n  - path: 1.mp4\n')

    with pytest.raises(SubmissionError, match=r"submission\.yaml:3:5: .* is stated already; keep one"):
        open_submission(folder)


def test_too_many_patterns_and_one_too_long_are_refused(folder: Path) -> None:
    put(folder, "1.mp4")
    for written in (", ".join(f'"{{device}}-{number}.mp4"' for number in range(33)), f'"{{device}}{"-" * 200}"'):
        state(folder, f"file_names: [{written}]\nrecordings:\n  - path: 1.mp4\n")
        with pytest.raises(DocumentError, match=r"submission\.yaml:1:1[34]: "):
            open_submission(folder)


def test_regions_of_a_chart_are_what_its_pictures_are_searched_in(folder: Path) -> None:
    put(folder, "chart.mp4")
    state(folder, f"recordings:\n  - {{path: chart.mp4, role: chart, regions: [{AREA}]}}\n")
    (chart,) = open_submission(folder).recordings

    assert chart.look == Look(Role.CHART, (Region(10, 20, 160, 100),))


@pytest.mark.parametrize("role", ["patrol", "reference_clock"])
def test_where_the_clock_stands_is_where_it_is_looked_for(folder: Path, role: str) -> None:
    put(folder, "a.mp4")
    state(folder, f"recordings:\n  - {{path: a.mp4, role: {role}, clock_region: {AREA}}}\n")
    (recording,) = open_submission(folder).recordings
    searched = Role.GENERAL if role == "patrol" else Role.REFERENCE_CLOCK

    assert recording.look == Look(searched, clock_region=(Region(10, 20, 160, 100),))


@pytest.mark.parametrize(
    ("role", "look"),
    [
        ("chart", Look(Role.CHART)),
        ("sync", Look(Role.SYNC)),
        ("frame_counter", Look(Role.FRAME_COUNTER)),
        ("reference_clock", Look(Role.REFERENCE_CLOCK)),
        ("patrol", Look()),
        ("power_loss", Look(Role.POWER_LOSS)),
    ],
)
def test_pictures_are_searched_for_what_the_role_stages(role: str, look: Look, folder: Path) -> None:
    put(folder, "a.mp4")
    state(folder, f"recordings:\n  - {{path: a.mp4, role: {role}}}\n")
    (only,) = open_submission(folder).recordings

    assert only.look == look


def test_the_patterns_of_a_devices_overlay_go_with_every_recording(folder: Path) -> None:
    put(folder, "1.mp4")
    put(folder, "2.mp4")
    state(folder, 'overlay_texts: ["{device:7} {officer:6}", "N{north} E{east}"]\nrecordings:\n  - path: "*.mp4"\n')
    opened = open_submission(folder)

    assert [[one.text for one in found.line_patterns] for found in opened.recordings] == [
        ["{device:7}{officer:6}", "N{north}E{east}"]
    ] * 2
    assert decode(Submission, encode(Submission, opened)) == opened


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('["{device} {officer}"]', r":1:17: .*\{device\} has no certain end; state its width"),
        ('["{device:7}", "{device:7}"]', r":1:31: '\{device:7\}' is stated already; keep one"),
    ],
)
def test_an_overlay_that_could_be_read_in_two_ways_is_refused(written: str, problem: str, folder: Path) -> None:
    put(folder, "1.mp4")
    state(folder, f"overlay_texts: {written}\nrecordings:\n  - path: 1.mp4\n")

    with pytest.raises((DocumentError, SubmissionError), match=problem):
        open_submission(folder)


def test_how_long_was_recorded_until_the_power_was_cut_is_witnessed(folder: Path) -> None:
    put(folder, "a.mp4")
    line = "{path: a.mp4, role: power_loss, recorded_for: {value: 2 min, u: 500 ms}}"
    state(folder, f"recordings:\n  - {line}\n")
    (only,) = open_submission(folder).recordings

    assert only.recorded_for == WitnessedLength(Fraction(120), Fraction(1))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("role: patrol, recorded_for: {value: 2 min, u: 1 s}", "recorded_for is of a recording of role power_loss"),
        ("role: power_loss, recorded_for: {value: 2 min}", "u"),
        ("role: power_loss, recorded_for: {value: 2 m, u: 1 s}", "2 m"),
    ],
)
def test_a_witnessed_length_that_can_not_be_used_is_refused(line: str, problem: str, folder: Path) -> None:
    put(folder, "a.mp4")
    state(folder, f"recordings:\n  - {{path: a.mp4, {line}}}\n")

    with pytest.raises((DocumentError, SubmissionError), match=problem):
        open_submission(folder)

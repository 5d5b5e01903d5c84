"""The log of a satellite receiver that lies beside a recording: named by its ending, and evidence as well."""

import hashlib
from pathlib import Path

import pytest

from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.model.codec import decode, encode
from conformance.model.evidence import Submission
from conformance.model.facts import Look
from conformance.model.vocabulary import Role

from .written import put, refused, state

SENTENCES = b"$GPRMC,,V,,,,,,,,,,N*53\r\n"
NAMED = "recordings:\n  - {path: 'DCIM/*.mp4', gnss_log: .nmea}\n"


@pytest.fixture
def logged(folder: Path) -> Path:
    for name in ("1", "2.front"):
        put(folder, f"DCIM/{name}.mp4")
        put(folder, f"DCIM/{name}.nmea", SENTENCES + name.encode())
    state(folder, NAMED)
    return folder


def test_each_recording_of_the_entry_has_the_log_of_its_own_name(logged: Path) -> None:
    opened = open_submission(logged)
    logs = [one.gnss_log for one in opened.recordings]

    assert [[log.path for log in found] for found in logs] == [["DCIM/1.nmea"], ["DCIM/2.front.nmea"]]
    assert logs[0][0].sha256 == hashlib.sha256(SENTENCES + b"1").hexdigest()
    assert logs[0][0].size == len(SENTENCES) + 1
    assert opened.ignored == ()
    assert decode(Submission, encode(Submission, opened)) == opened, "it goes to other processes as text"


def test_facts_are_asked_for_by_the_logs_digest_too(logged: Path) -> None:
    (first, *_) = open_submission(logged).recordings

    assert first.look == Look(Role.GENERAL, gnss_log=first.gnss_log[0].sha256)


def test_a_log_that_no_entry_names_is_listed_as_not_looked_at(folder: Path) -> None:
    put(folder, "1.mp4")
    put(folder, "1.nmea", SENTENCES)

    assert [one.path for one in open_submission(folder).ignored] == ["1.nmea"]
    state(folder, "recordings:\n  - {path: 1.mp4}\n")
    opened = open_submission(folder)
    assert [one.path for one in opened.ignored] == ["1.nmea"]
    assert opened.recordings[0].gnss_log == ()


def test_a_log_that_changes_while_the_run_lasts_is_found(logged: Path) -> None:
    opened = open_submission(logged)
    assert changed_since(opened) == ()

    put(logged, "DCIM/2.front.nmea", SENTENCES)
    assert changed_since(opened) == ("DCIM/2.front.nmea",)


def test_a_log_that_is_not_there_is_refused_at_its_place(logged: Path) -> None:
    (logged / "DCIM/1.nmea").unlink()

    said = refused(logged)
    assert "submission.yaml:2:36" in said
    assert said.endswith("no 'DCIM/1.nmea' lies beside 'DCIM/1.mp4'")


def test_a_recording_is_no_log(logged: Path) -> None:
    put(logged, "DCIM/1.avi")
    put(logged, "DCIM/2.front.avi")
    state(logged, NAMED.replace(".nmea", ".avi"))

    assert refused(logged).endswith("'DCIM/1.avi' is a recording, and no log")


def test_a_log_that_is_a_link_out_of_the_submission_is_not_read(logged: Path, tmp_path: Path) -> None:
    (logged / "DCIM/1.nmea").unlink()
    (logged / "DCIM/1.nmea").symlink_to(put(tmp_path, "elsewhere", SENTENCES))

    assert refused(logged).endswith("'DCIM/1.nmea' can't be used: a link that leaves the submission")


def test_a_log_of_more_than_a_day_is_refused(logged: Path) -> None:
    with (logged / "DCIM/1.nmea").open("wb") as large:
        large.truncate(64_000_001)

    assert "'DCIM/1.nmea' has 64000001 bytes" in refused(logged)


@pytest.mark.parametrize("ending", ["nmea", "'../1.nmea'", "./nmea", "'.nmea/'", "''", "'.n\\mea'", "[.nmea]"])
def test_what_is_no_ending_is_refused(ending: str, logged: Path) -> None:
    state(logged, NAMED.replace(".nmea", ending))

    assert "submission.yaml:2:3" in refused(logged)

"""Submission folders: what is a recording, what is not and why, and paths that must not leave."""

import os
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.errors import DocumentError, SubmissionError
from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.evidence.single import single_recording
from conformance.model.evidence import ReferenceTime
from conformance.model.facts import Absent
from conformance.model.measurement import Text
from conformance.model.units import Quantity
from conformance.model.vocabulary import Reason, Role

from .written import AREA, FTYP, put, refused, state


def test_every_media_file_of_a_plain_folder_is_a_general_recording(folder: Path) -> None:
    put(folder, "DCIM/b.mp4")
    put(folder, "a.MOV")
    opened = open_submission(folder)

    assert [(one.id, one.role) for one in opened.recordings] == [
        ("a.MOV", Role.GENERAL),
        ("DCIM/b.mp4", Role.GENERAL),
    ]


def test_digest_and_size_are_those_of_the_bytes(folder: Path) -> None:
    put(folder, "a.mp4", b"abc")
    (only,) = open_submission(folder).recordings

    assert (only.sha256, only.size) == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3)


@pytest.mark.parametrize(
    "head",
    [
        FTYP,
        b"\x1a\x45\xdf\xa3" + b"\x00" * 8,
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\x00\x00\x01\xba\x44",
        b"\x47" + b"\x00" * 187 + b"\x47",
    ],
    ids=["isobmff", "matroska", "avi", "program stream", "transport stream"],
)
def test_a_recording_without_a_known_ending_is_known_by_its_first_bytes(folder: Path, head: bytes) -> None:
    put(folder, "VID_0001", head)

    assert [one.path for one in open_submission(folder).recordings] == ["VID_0001"]


def test_what_is_no_recording_is_listed_with_the_reason(folder: Path) -> None:
    put(folder, "a.mp4")
    put(folder, "still.JPG", b"\xff\xd8")
    put(folder, "readme.txt", b"hello")

    assert {(one.path, one.why) for one in open_submission(folder).ignored} == {
        ("still.JPG", "a still picture: no clause looks at one"),
        ("readme.txt", "no recording by its name or its first bytes"),
    }


def test_an_empty_or_damaged_file_with_a_recordings_name_is_evidence_too(folder: Path) -> None:
    put(folder, "empty.mp4", b"")
    put(folder, "payload.raw", b"DEVC")

    assert [one.path for one in open_submission(folder).recordings] == ["empty.mp4", "payload.raw"]


@pytest.mark.parametrize(
    ("name", "sentence"), [("missing", "there is no such folder"), ("file.mp4", "a submission is a folder")]
)
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    put(tmp_path, "file.mp4")

    assert sentence in refused(tmp_path / name)


def test_an_empty_folder_is_refused(folder: Path) -> None:
    assert "the folder is empty" in refused(folder)


def test_a_folder_without_recordings_is_refused(folder: Path) -> None:
    put(folder, "notes.txt", b"x")

    assert "none of its 1 files is a recording" in refused(folder)


def test_an_unreadable_file_is_refused_by_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "a.mp4")
    opened = Path.open

    def denied(self: Path, *args: str, **kwargs: str) -> object:
        if self.name == "a.mp4":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", denied)

    assert refused(folder).endswith("a.mp4: the file can't be read: Permission denied")


def test_a_link_out_of_the_folder_is_named_and_not_followed(folder: Path) -> None:
    put(folder, "a.mp4")
    (folder / "out.mp4").symlink_to(put(folder.parent, "secret.mp4"))

    assert [(one.path, one.why) for one in open_submission(folder).ignored] == [
        ("out.mp4", "a link that leaves the submission")
    ]


def test_a_pipe_is_never_opened(folder: Path) -> None:
    put(folder, "a.mp4")
    os.mkfifo(folder / "pipe.mp4")

    assert [one.path for one in open_submission(folder).ignored] == ["pipe.mp4"]


def test_hostile_names_become_plain_ids(folder: Path) -> None:
    put(folder, "<script>&[x]::\n%2e.mp4")
    (only,) = open_submission(folder).recordings

    assert only.id == "%3Cscript%3E%26%5Bx%5D%3A%3A%0A%252e.mp4"


def test_a_name_that_is_no_unicode_is_shown_escaped(folder: Path) -> None:
    raw = os.fsencode(folder) + b"/\xff\xfe.mp4"
    with open(raw, "wb") as stream:  # noqa: PTH123 - pathlib takes no bytes
        stream.write(FTYP)
    (only,) = open_submission(folder).recordings

    assert (only.id, only.path) == ("%FF%FE.mp4", "\\xff\\xfe.mp4")
    assert only.file.read_bytes() == FTYP


COMPLETE = """
device: {maker: Example, model: M1, firmware: "1.0", serial: "7"}
statement: {storage_bytes: 128 GB}
recordings:
  - path: DCIM/*.mp4
    role: patrol
    settings: {bit_rate: 4 Mbit/s}
    reference: {start: "2026-11-20T10:00:00+08:00", u: 50 ms}
attestations:
  - {clause: c1, value: 8.4 h, u: 6 min, instrument: stopwatch, calibration_due: 2027-03-31, by: A. Tester,
     on: 2026-11-20, valid_until: 2027-11-20}
  - {clause: c2, value: present, instrument: eye, by: A. Tester, on: 2026-11-20, valid_until: 2027-11-20}
"""


def test_a_submission_file_states_device_roles_settings_reference_and_attestations(folder: Path) -> None:
    put(folder, "DCIM/1.mp4")
    put(folder, "other.mp4")
    state(folder, COMPLETE)
    opened = open_submission(folder)
    (only,) = opened.recordings
    hours, present = opened.attestations

    assert (opened.device.maker, opened.device.firmware) == ("Example", "1.0")
    assert opened.statement.find("storage_bytes", Reason.CAPACITY_NOT_STATED) == Quantity(Fraction(128), "GB")
    assert (only.path, only.role) == ("DCIM/1.mp4", Role.PATROL)
    assert only.settings.find("bit_rate", Reason.SETTING_NOT_STATED) == Quantity(Fraction(4), "Mbit/s")
    assert isinstance(only.reference, ReferenceTime)
    assert only.reference.start.isoformat() == "2026-11-20T10:00:00+08:00"
    assert only.reference.expanded_uncertainty == Fraction(1, 10)
    assert (hours.value, hours.standard_uncertainty) == (Quantity(Fraction(42, 5), "h"), Fraction(1, 10))
    assert present.value == Text("present")
    assert [(one.path, one.why) for one in opened.ignored] == [
        ("other.mp4", "a recording that submission.yaml does not name: not examined")
    ]


def test_a_recording_without_a_witness_says_so(folder: Path) -> None:
    put(folder, "a.mp4")
    (only,) = open_submission(folder).recordings

    assert only.reference == Absent(
        Reason.NO_REFERENCE_TIME, "submission.yaml states no witnessed start of this recording"
    )


def test_a_file_that_names_no_recording_is_refused(folder: Path) -> None:
    put(folder, "a.mp4")
    state(folder, "recordings: []\n")

    assert refused(folder).endswith("submission.yaml:1:13: no recording is named here; list them, or remove the file")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("{path: ../secret.mp4}", "leaves the submission"),
        ("{path: /etc/passwd}", "leaves the submission"),
        ("{path: nothing*.mp4}", "matches no file"),
        ("{path: a.mp4, role: patrl}", "did you mean 'patrol'"),
        ("{path: a.mp4, rol: patrol}", "unknown key 'rol'"),
        ("{path: a.mp4, settings: {bit_rate: 4 Hz}}", "is no unit of bit_rate"),
        ("{path: a.mp4, settings: {bit_rate: fast}}", "'fast' is no quantity"),
        ('{path: a.mp4, reference: {start: "2026-11-20T10:00:00", u: 1 s}}', "timezone"),
        ('{path: a.mp4, reference: {start: "2026-11-20T10:00:00Z", u: 0 s}}', "it must be greater than 0"),
        ('{path: a.mp4, reference: {start: "2026-11-20T10:00:00Z", u: -1 s}}', "it must be greater than 0"),
        ('{path: a.mp4, reference: {start: "0001-01-01T00:00:00Z", u: 1 s}}', "between 1990 and 2199"),
        ("{path: a.mp4, settings: {bit_rate: 0 bit/s}}", "it must be greater than 0"),
        (f"{{path: a.mp4, regions: [{AREA}]}}", "regions are of a recording of role chart"),
        (
            "{path: a.mp4, role: chart, regions: [{left: -1, top: 0, width: 9, height: 9}]}",
            "greater than or equal to 0",
        ),
        ("{path: a.mp4, role: chart, regions: [{left: 0, top: 0, width: 0, height: 9}]}", "greater than or equal to 1"),
        ("{path: a.mp4, role: chart, regions: [{left: 0, top: 0, width: 9}]}", "height"),
        (f"{{path: a.mp4, role: chart, regions: [{', '.join([AREA] * 65)}]}}", "64"),
        (f"{{path: a.mp4, role: chart, clock_region: {AREA}}}", "not read in a recording of role chart"),
        (f"{{path: a.mp4, clock_region: [{AREA}]}}", "a list stands where a mapping is wanted"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_its_line(folder: Path, entry: str, sentence: str) -> None:
    put(folder, "a.mp4")
    state(folder, f"device: {{maker: X}}\nrecordings:\n  - {entry}\n")
    message = refused(folder)

    assert sentence in message
    assert "submission.yaml:3:" in message


def test_a_file_named_twice_is_refused(folder: Path) -> None:
    put(folder, "a.mp4")
    state(folder, "recordings:\n  - {path: a.mp4}\n  - {path: '*.mp4'}\n")

    assert "'a.mp4' is named by an earlier entry already" in refused(folder)


def test_a_submission_file_that_links_out_is_refused(folder: Path) -> None:
    put(folder, "a.mp4")
    (folder / "submission.yaml").symlink_to(put(folder.parent, "elsewhere.yaml", b"recordings: [{path: a.mp4}]"))

    assert "a link that leaves the submission" in refused(folder)


def test_a_linked_folder_is_named_and_not_followed(folder: Path) -> None:
    put(folder, "real/a.mp4")
    (folder / "linked").symlink_to(folder / "real", target_is_directory=True)
    opened = open_submission(folder)

    assert [one.path for one in opened.recordings] == ["real/a.mp4"]
    assert [(one.path, one.why) for one in opened.ignored] == [
        ("linked", "no regular file, or a link to a folder or to nowhere: not followed")
    ]


def test_broken_yaml_is_a_document_error(folder: Path) -> None:
    put(folder, "a.mp4")
    state(folder, "recordings: [")
    with pytest.raises(DocumentError):
        open_submission(folder)


def test_evidence_that_changed_is_found(folder: Path) -> None:
    file = put(folder, "a.mp4")
    gone = put(folder, "b.mp4")
    opened = open_submission(folder)
    assert changed_since(opened) == ()
    file.write_bytes(FTYP + b"x")
    gone.unlink()

    assert changed_since(opened) == ("a.mp4", "b.mp4")


def test_a_single_file_is_a_recording_of_its_own(folder: Path) -> None:
    with pytest.raises(SubmissionError, match="there is no such file"):
        single_recording(folder / "a.mp4")
    assert single_recording(put(folder, "a.mp4")).role is Role.GENERAL

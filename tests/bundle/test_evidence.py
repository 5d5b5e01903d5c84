"""The files that were judged, looked at once more."""

import shutil
from dataclasses import replace
from pathlib import Path

from conformance.bundle.checks import State
from conformance.bundle.evidence import compared, evidence_of
from conformance.bundle.inventory import EvidenceDigest
from conformance.synthesis.demo import DemoSubmissions
from tests.bundle.forging import checks, inventory_in


def test_the_evidence_that_was_judged_is_known_again(sealed: Path, demo_submissions: DemoSubmissions) -> None:
    found = checks(sealed, evidence=(demo_submissions.faulty,))

    assert ("holds", f"all 7 files in {demo_submissions.faulty} are those that were judged") in [
        (one.state, one.told) for one in found if one.what == "evidence"
    ]


def test_each_file_that_changed_or_is_missing_is_named(
    sealed: Path, demo_submissions: DemoSubmissions, tmp_path: Path
) -> None:
    folder = tmp_path / "device"
    shutil.copytree(demo_submissions.faulty, folder)
    changed = bytearray((folder / "patrol-cut.mp4").read_bytes())
    changed[-1] ^= 1
    (folder / "patrol-cut.mp4").write_bytes(changed)
    (folder / "patrol-gap.mp4").unlink()
    (folder / "patrol-hour.mp4").write_bytes(b"")
    told = [one.told for one in compared(folder, inventory_in(sealed).evidence)]

    assert told[0].startswith("patrol-cut.mp4: its SHA-256 is ")
    assert told[1] == "patrol-gap.mp4: is missing"
    assert told[2].startswith("patrol-hour.mp4: has 0 bytes, where ")
    assert len(told) == 3


def test_names_that_lead_out_of_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    names = ("../secret", "/etc/hostname", "link", "a%00b")
    found = compared(tmp_path / "in", tuple(EvidenceDigest("recording", (name,), "ab" * 32, ()) for name in names))

    assert [one.told for one in found] == [f"{name}: leaves the folder, and is not read" for name in names]


def test_an_archive_is_looked_for_by_its_name_and_said_not_to_be_there(tmp_path: Path) -> None:
    (found, left) = compared(tmp_path, (EvidenceDigest("archive", ("card.zip",), "ab" * 32, (3,)),))

    assert (found.state, left.state) == (State.HOLDS, State.TOLD)
    assert left.told == "card.zip: the archive itself was not looked at"


def test_a_dump_in_parts_is_one_in_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.001").write_bytes(b"al")
    (tmp_path / "a.002").write_bytes(b"pha")
    sha256 = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"
    whole = EvidenceDigest("dump", ("a.001", "a.002"), sha256, (5,))

    assert [one.state for one in compared(tmp_path, (whole,))] == [State.HOLDS]
    assert [one.state for one in compared(tmp_path, (replace(whole, files=whole.files[::-1]),))] == [
        State.DOES_NOT_HOLD
    ]


def test_evidence_outside_of_the_submission_is_listed_by_its_name(run: object) -> None:
    submission = run.record.submission  # type: ignore[attr-defined]
    moved = replace(submission, recordings=(replace(submission.recordings[0], file=Path("/elsewhere/ä.mp4")),))

    assert evidence_of(moved)[0].files == ("%C3%A4.mp4",)

"""Unusable input: exit status 2 and one clear sentence, before anything is measured or written."""

import sys
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.synthesis.demo import DemoSubmissions


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> "object":
    """Runs the command line here; its error text, after checking the status and that nothing was written."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", ["conformance", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        assert caught.value.code == 2
        assert not (tmp_path / "reports").exists()
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    return run


def test_a_missing_path(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert fails("run", tmp_path / "nowhere") == f"error: {tmp_path}/nowhere: there is no such folder\n"


def test_an_empty_folder(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "empty").mkdir()

    assert fails("run", tmp_path / "empty") == f"error: {tmp_path}/empty: the folder is empty\n"


def test_a_folder_without_media(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("x")

    assert "none of its 1 files is a recording; the first is 'a.txt'" in fails("run", tmp_path / "notes")


def test_an_unknown_profile(fails, demo_submissions: DemoSubmissions) -> None:  # type: ignore[no-untyped-def]
    said = fails("run", demo_submissions.conforming, "--profile", "baselin")

    assert said == "error: unknown profile 'baselin'; did you mean 'baseline'?\n"


def test_an_unmatched_filter(fails, demo_submissions: DemoSubmissions) -> None:  # type: ignore[no-untyped-def]
    said = fails("run", demo_submissions.conforming, "--only", "frame_rat")

    assert said == ("error: --only 'frame_rat' matches no case of the selected profiles; did you mean 'frame_rate'?\n")


def test_a_broken_catalog(fails, demo_submissions: DemoSubmissions, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "catalog.yaml"
    broken.write_text("documents: {}\nclauses: [a: 1, a: 2]\nprofiles: *x\n")
    said = fails("run", demo_submissions.conforming, "--catalog", broken)

    assert f"{broken}:3:11: " in said
    assert "catalog.yaml" in said


def test_a_submission_file_with_a_misspelled_role(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path / "device"
    root.mkdir()
    (root / "a.mp4").write_bytes(b"")
    (root / "submission.yaml").write_text("recordings:\n  - {path: a.mp4, role: patrl}\n")

    assert f"{root}/submission.yaml:2:25: " in fails("run", root)


def test_an_attestation_of_a_clause_that_does_not_exist(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path / "device"
    root.mkdir()
    (root / "a.mp4").write_bytes(b"")
    (root / "submission.yaml").write_text(
        "recordings:\n  - {path: a.mp4}\nattestations:\n"
        "  - {clause: gat947.2-6.4.1-displa, value: 5 cm, u: 1 mm, instrument: caliper,"
        " calibration_due: 2027-03-31, by: A, on: 2026-11-20, valid_until: 2027-11-20}\n"
    )

    assert fails("run", root) == (
        "error: attestation of unknown clause 'gat947.2-6.4.1-displa'; did you mean 'gat947.2-6.4.1-display'?\n"
    )


def test_a_waiver_of_a_clause_that_does_not_exist(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path / "device"
    root.mkdir()
    (root / "a.mp4").write_bytes(b"")
    (root / "submission.yaml").write_text(
        "recordings:\n  - {path: a.mp4}\nwaivers:\n"
        "  - {clause: house-decod, reason: known, approver: A. Tester, expires: 2027-01-01}\n"
    )

    assert fails("run", root) == "error: waiver of unknown clause 'house-decod'; did you mean 'house-decode'?\n"


def test_an_unknown_clause(fails) -> None:  # type: ignore[no-untyped-def]
    assert "the catalog has no clause 'nothing'" in fails("catalog", "show", "nothing")


def test_a_missing_run_to_judge_again(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "the record of the run can't be read" in fails("judge", tmp_path)


def test_a_missing_file_to_measure(fails, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "there is no such file" in fails("measure", tmp_path / "a.mp4")


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", ".", "--depth", "deep"),
        ("run", ".", "--workers", "0"),
        ("sing",),
        ("run", ".", "--lang", "de"),
    ],
)
def test_arguments_that_do_not_exist(fails, arguments: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    assert "Error" in fails(*arguments)


def test_a_crash_of_ours_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("conformance.cli.running.open_session", lambda *_: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["conformance", "run", str(tmp_path)])
    with pytest.raises(SystemExit) as caught:
        main()

    assert caught.value.code == 4
    assert "a defect of this tool, no verdict of the device" in capsys.readouterr().err

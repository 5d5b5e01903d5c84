"""`conformance report RUN --form 17025`: the form is written beside nothing else, or the reason why not is said."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.model import codec
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Verdict
from conformance.report.exchange.results import results_json
from conformance.report.form.pdf import why_missing
from conformance.suite.archive import clear
from tests.report.factory import one_case


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run of one clause."""
    made = one_case(Verdict.PASS)
    record = replace(made, submission=replace(made.submission, ignored=()))  # a name that is no UTF-8 is not stored
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "record.json").write_bytes(codec.encode(RunRecord, record))
    (tmp_path / "run" / "results.json").write_text(results_json(record), encoding="utf-8")
    (tmp_path / "lab.yaml").write_text("number: R-1\ntitle: Report\nissued: 2026-11-23\n")
    return tmp_path


def called(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["conformance", "report", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def test_the_form_is_written_and_nothing_else(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run / "form"
    status = called(monkeypatch, run / "run", "--form", "17025", "--lab", run / "lab.yaml", "--out", out)

    assert status == 0
    assert [path.name for path in out.iterdir()] == ["form-17025.html"]
    assert capsys.readouterr().out == f"{out}/form-17025.html\n"
    assert "This report is incomplete." in (out / "form-17025.html").read_text(encoding="utf-8")


def test_a_new_run_takes_the_form_of_an_earlier_one_away(run: Path) -> None:
    for name in ("form-17025.html", "form-17025.pdf", "notes.txt"):
        (run / "run" / name).write_text("old")
    clear(run / "run")

    assert [path.name for path in (run / "run").iterdir()] == ["notes.txt"]


@pytest.mark.skipif(bool(why_missing()), reason=why_missing() or "installed")
def test_with_pdf_both_are_written(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = run / "form"
    options = ("--form", "17025", "--lab", run / "lab.yaml", "--out", out, "--pdf", "--lang", "zh")
    status = called(monkeypatch, run / "run", *options)

    assert status == 0
    assert sorted(path.name for path in out.iterdir()) == ["form-17025.html", "form-17025.pdf"]
    assert (out / "form-17025.pdf").read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--form", "17025"],
            "error: --form 17025 needs what only the laboratory knows: name its file (--lab LAB.yaml)",
        ),
        (["--lab", "lab.yaml"], "error: --lab and --pdf go with --form 17025; add it, or leave them out"),
        (
            ["--form", "17025", "--format", "csv"],
            "error: --form writes the form alone; leave --format out, or ask for it in a command of its own",
        ),
        (["--pdf"], "error: --lab and --pdf go with --form 17025; add it, or leave them out"),
    ],
)
def test_options_that_miss_each_other(
    options: list[str],
    message: str,
    run: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called(monkeypatch, run / "run", *options, "--out", run / "form") == 2
    assert capsys.readouterr().err.strip() == message
    assert not (run / "form").exists()


def test_results_that_are_not_the_records_get_no_form(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = run / "run" / "results.json"
    results.write_text(results.read_text(encoding="utf-8").replace('"pass"', '"fail"'), encoding="utf-8")
    status = called(monkeypatch, results, "--form", "17025", "--lab", run / "lab.yaml", "--out", run / "form")

    assert status == 2
    assert "results.json: it is not what the run's record gives: altered, or written by another version" in (
        capsys.readouterr().err
    )
    assert not (run / "form").exists()


def test_a_wrong_file_of_the_laboratory_is_told_with_its_place(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "lab.yaml").write_text("titel: Report\n")
    status = called(monkeypatch, run / "run", "--form", "17025", "--lab", run / "lab.yaml", "--out", run / "form")

    assert status == 2
    assert "lab.yaml:1:1: unknown key 'titel'; did you mean 'title'?" in capsys.readouterr().err

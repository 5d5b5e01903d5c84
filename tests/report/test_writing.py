"""Reports appear whole or not at all, `results.json` last."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import ResultsError, UnusableInputError
from conformance.model.vocabulary import Verdict
from conformance.report.messages import Language
from conformance.report.writing import FILES, Format, write_reports

from .factory import full_record, one_case


def test_three_files_appear_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    paths = write_reports(full_record(), folder, Language.EN)
    assert [path.name for path in paths] == ["results.json", "report.html", "junit.xml"]
    assert sorted(path.name for path in folder.iterdir()) == ["junit.xml", "report.html", "results.json"]


def test_results_json_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    whole = Path.replace

    def noted(path: Path, target: Path) -> Path:
        written.append(target.name)
        return whole(path, target)

    monkeypatch.setattr(Path, "replace", noted)
    write_reports(full_record(), tmp_path)
    assert written == ["report.html", "junit.xml", "results.json"]


def test_the_formats_that_are_asked_for_appear_and_nothing_else(tmp_path: Path) -> None:
    paths = write_reports(full_record(), tmp_path, formats=(Format.SARIF, Format.CSV))

    assert [path.name for path in paths] == ["findings.csv", "results.sarif"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["findings.csv", "results.sarif"]


def test_every_format_has_a_file_of_its_own_and_the_results_come_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    whole = Path.replace

    def noted(path: Path, target: Path) -> Path:
        written.append(target.name)
        return whole(path, target)

    monkeypatch.setattr(Path, "replace", noted)
    write_reports(full_record(), tmp_path, formats=tuple(Format))

    assert set(FILES) == set(Format)
    assert len(set(FILES.values())) == len(Format)
    assert written == list(FILES.values())
    assert written[-1] == "results.json"


def test_a_format_that_can_not_be_written_leaves_nothing_of_the_others(tmp_path: Path) -> None:
    run = one_case(Verdict.PASS)
    nameless = replace(run, submission=replace(run.submission, recordings=()))

    with pytest.raises(ResultsError, match="no digest of any evidence"):
        write_reports(nameless, tmp_path, formats=tuple(Format))
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_the_earlier_file_whole_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_reports(one_case(Verdict.PASS), tmp_path)
    before = (tmp_path / "results.json").read_bytes()

    def interrupted(_: Path, __: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_reports(full_record(), tmp_path)
    assert (tmp_path / "results.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["junit.xml", "report.html", "results.json"]


def test_a_folder_that_can_not_be_written_is_a_clear_error(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("in the way")
    with pytest.raises(UnusableInputError, match="the reports can't be written there"):
        write_reports(full_record(), occupied)


def test_the_files_are_utf8_whatever_the_names(tmp_path: Path) -> None:
    for path in write_reports(full_record(), tmp_path, Language.ZH):
        path.read_text(encoding="utf-8")
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["schema"] == 1

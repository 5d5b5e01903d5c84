"""Whole runs: the same verdicts by every way, the same bytes twice, and nothing left behind by an interruption."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.shipped import catalog_path
from conformance.suite.archive import clear
from conformance.synthesis.demo import DemoSubmissions
from tests.conftest import Run

SUITE = ("--pyargs", "conformance.suite", "--profile", "baseline", "-q", "-p", "no:cacheprovider")


def results(folder: Path) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((folder / "results.json").read_text())
    return loaded


@pytest.fixture(scope="module")
def faulty_run(demo_submissions: DemoSubmissions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "faulty"
    command = [sys.executable, "-m", "conformance", "run", str(demo_submissions.faulty), "--out", str(out)]
    status = subprocess.run(command, capture_output=True, text=True, check=False)
    assert status.returncode == 1, status.stderr
    return out


def test_a_conforming_device_conforms(conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    status = conformance("run", demo_submissions.conforming, "--out", "out")

    assert status.returncode == 0
    assert status.stdout.startswith("CONFORMS: Every applicable binding clause is met: 10 of 10.\n34 cases: 34 pass\n")
    assert results(tmp_path / "out")["statement"] == "CONFORMS"


def test_a_faulty_device_does_not(faulty_run: Path) -> None:
    found = results(faulty_run)
    failed = {finding["clause"] for finding in found["findings"] if finding["verdict"] == "fail"}  # type: ignore[attr-defined]

    assert found["statement"] == "DOES NOT CONFORM"
    assert failed == {
        "house-picture-size",
        "house-frame-rate",
        "house-frames-missing",
        "house-media-complete",
        "house-decode",
        "house-clock",
    }


def test_a_second_run_gives_the_same_findings_byte_for_byte(
    conformance: Run, demo_submissions: DemoSubmissions, faulty_run: Path, tmp_path: Path
) -> None:
    conformance("run", demo_submissions.faulty, "--out", "again", "--workers", "1")
    one, other = ((folder / "results.json").read_bytes() for folder in (faulty_run, tmp_path / "again"))

    assert one[one.index(b'"clauses"') :] == other[other.index(b'"clauses"') :]
    assert one != other, "the time of the run stands in the head"


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_plain_pytest_gives_the_same_verdicts(
    demo_submissions: DemoSubmissions, faulty_run: Path, tmp_path: Path, processes: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "pytest", *SUITE, *processes, "--submission", str(demo_submissions.faulty)]
    status = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, cwd=tmp_path, check=False
    )

    assert status.returncode == 1
    assert "6 failed, 44 passed" in status.stdout
    assert "DOES NOT CONFORM: A binding clause is not met: 6 failed, 0 open, of 10 binding clauses." in status.stdout
    assert results(tmp_path / "out")["findings"] == results(faulty_run)["findings"]


def test_each_recording_is_measured_once_by_two_processes(demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", *SUITE, "-n", "2", "--submission", str(demo_submissions.conforming)]
    subprocess.run([*command, "--out", str(tmp_path)], capture_output=True, cwd=tmp_path, check=True)

    assert len(list((tmp_path / "facts").glob("*.json"))) == len(list(demo_submissions.conforming.glob("*.mp4")))


def test_keywords_select_by_topic(demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", *SUITE, "--submission", str(demo_submissions.faulty), "-k", "frame_rate"]
    status = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    assert "2 failed, 10 passed, 38 deselected" in status.stdout
    assert "DOES NOT CONFORM: A binding clause is not met: 2 failed, 8 open, of 10 binding clauses." in status.stdout


def test_the_suite_without_a_submission_says_what_is_missing(tmp_path: Path) -> None:
    status = subprocess.run(
        [sys.executable, "-m", "pytest", *SUITE], capture_output=True, text=True, cwd=tmp_path, check=False
    )

    assert status.returncode not in (0, 1)
    assert "conformance.suite needs --submission DIR" in status.stdout + status.stderr


def test_a_narrowed_run_never_conforms(conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    status = conformance("run", demo_submissions.conforming, "--only", "house-codec", "--out", "out")
    left_out = [one for one in results(tmp_path / "out")["clauses"] if one["reason"] == "not_selected"]  # type: ignore[attr-defined]

    assert status.returncode == 3
    assert len(left_out) == 9


def test_a_shallow_run_never_conforms(conformance: Run, demo_submissions: DemoSubmissions) -> None:
    status = conformance("run", demo_submissions.conforming, "--depth", "packets", "--out", "out")

    assert status.returncode == 3
    assert "2 open, of 10 binding clauses" in status.stdout


def test_a_stored_run_is_judged_again_without_the_device(
    conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path
) -> None:
    device = tmp_path / "device"
    shutil.copytree(demo_submissions.faulty, device)
    conformance("run", device, "--out", "first")
    shutil.rmtree(device)
    same = conformance("judge", "first", "--out", "same")
    other = conformance("judge", "first", "--profile", "gbt-28181-2016", "--out", "other")

    assert same.returncode == 1
    assert results(tmp_path / "same")["findings"] == results(tmp_path / "first")["findings"]
    assert other.returncode == 1
    assert results(tmp_path / "other")["profiles"] == ["gbt-28181-2016"]


def test_the_results_of_real_recordings_are_valid_by_the_published_schema(conformance: Run, faulty_run: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema (extra `test`) is not installed")
    schema = json.loads(conformance("catalog", "schema", "--of", "results").stdout)
    found = jsonschema.Draft202012Validator(schema).iter_errors(results(faulty_run))

    assert [f"{list(one.path)}: {one.message[:200]}" for one in found] == []


def test_a_stored_run_is_reported_in_the_formats_that_are_asked_for(
    conformance: Run, faulty_run: Path, tmp_path: Path
) -> None:
    asked = ("csv", "sarif", "oscal", "in-toto")
    status = conformance("report", faulty_run, *(f"--format={one}" for one in asked), "--out", "more")

    assert status.returncode == 0, status.stderr
    assert status.stdout.split() == [
        "more/findings.csv",
        "more/results.sarif",
        "more/assessment-results.json",
        "more/test-result.intoto.json",
    ]
    assert len(list((tmp_path / "more").iterdir())) == 4
    assert json.loads((tmp_path / "more" / "test-result.intoto.json").read_text())["predicate"]["result"] == "FAILED"


def test_a_new_run_leaves_no_format_of_an_earlier_one_behind(tmp_path: Path) -> None:
    for name in ("results.json", "findings.csv", "results.sarif", "assessment-results.json", "test-result.intoto.json"):
        (tmp_path / name).write_text("of another run")
    clear(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_stored_run_is_reported_in_another_language(conformance: Run, faulty_run: Path, tmp_path: Path) -> None:
    status = conformance("report", faulty_run, "--lang", "zh", "--out", "zh")

    assert status.returncode == 0
    assert '<html lang="zh' in (tmp_path / "zh" / "report.html").read_text()


def test_an_open_shall_is_not_green_in_junit(
    conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path
) -> None:
    conformance("run", demo_submissions.conforming, "--depth", "packets", "--out", "out")
    cases = ET.parse(tmp_path / "out" / "junit.xml").iter("testcase")  # noqa: S314 - our own file
    red = {case.get("name", "").split("@")[0] for case in cases if case.find("failure") is not None}

    assert red == {"house-picture-size", "house-decode"}


def test_an_interrupted_run_leaves_no_results(demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance", "run", str(demo_submissions.faulty), "--out", str(tmp_path / "out")]
    was = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a job in the background may hand on that it is ignored
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, was)
    while not list((tmp_path / "out").glob("facts/*.lock")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "stopped; no results were written" in said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["facts"]


def test_measure_prints_the_contract(conformance: Run, demo_submissions: DemoSubmissions) -> None:
    file = next(demo_submissions.conforming.glob("patrol*.mp4"))
    printed = json.loads(conformance("measure", "--json", file).stdout)
    (only,) = printed.values()
    rate = only["measurements"]["video.frame_rate"]

    assert list(printed) == [str(file)]
    assert len(only["facts_sha256"]) == 64
    assert {"value", "unit", "expanded_uncertainty", "exercised", "note"} <= set(rate)
    assert (rate["value"], rate["unit"]) == (30.0, "Hz")
    assert only["not_measured"]["video.bit_rate_deviation"].startswith("setting_not_stated: ")


def test_a_recording_that_is_not_named_keeps_a_device_from_conforming(
    conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path
) -> None:
    device = tmp_path / "device"
    shutil.copytree(demo_submissions.conforming, device)
    shutil.copy(demo_submissions.faulty / "patrol-cut.mp4", device / "hidden.mp4")
    status = conformance("run", device, "--out", "out")

    assert status.returncode == 3
    assert "1 recordings or links that were handed in were not examined, as hidden.mp4." in status.stdout


def test_a_bad_recording_is_not_hidden_behind_a_staged_role(
    conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path
) -> None:
    device = tmp_path / "device"
    shutil.copytree(demo_submissions.conforming, device)
    shutil.copy(demo_submissions.faulty / "patrol-cut.mp4", device / "hidden.mp4")
    stated = device / "submission.yaml"
    stated.write_text(stated.read_text().replace("recordings:", "recordings:\n  - {path: hidden.mp4, role: chart}", 1))

    assert conformance("run", device, "--out", "out").returncode == 1


def test_planted_facts_are_not_believed(conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    conformance("run", demo_submissions.conforming, "--out", "good")
    conformance("run", demo_submissions.faulty, "--out", "bad")
    planted = next((tmp_path / "good" / "facts").glob("*.json")).read_bytes()
    for facts in (tmp_path / "bad" / "facts").glob("*.json"):
        facts.write_bytes(planted)

    assert conformance("run", demo_submissions.faulty, "--out", "bad").returncode == 1
    assert conformance("judge", "bad", "--out", "again").returncode == 1


def test_code_in_the_evidence_is_not_run(conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    device = tmp_path / "device"
    shutil.copytree(demo_submissions.conforming, device)
    for name in ("conftest.py", "av.py", "pymediainfo.py", "sitecustomize.py"):
        (device / name).write_text("import pathlib; pathlib.Path('ran').touch()\nraise SystemExit(0)\n")
    status = conformance("run", ".", "--out", tmp_path / "out", cwd=device)

    assert not (device / "ran").exists()
    assert status.stdout.startswith("CONFORMS")


def test_old_results_do_not_outlive_a_run_that_could_not_begin(
    conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path
) -> None:
    conformance("run", demo_submissions.conforming, "--out", "out", "--only", "house-storage")
    status = conformance("run", tmp_path / "nowhere", "--out", "out")

    assert status.returncode == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["facts"]


def test_reports_are_never_written_into_the_submission(conformance: Run, demo_submissions: DemoSubmissions) -> None:
    status = conformance("run", demo_submissions.conforming, "--out", demo_submissions.conforming / "reports")

    assert status.returncode == 2
    assert "the reports would be written into the submission" in status.stderr
    assert not (demo_submissions.conforming / "reports").exists()


def test_another_catalog_is_named_beside_the_statement(
    conformance: Run, demo_submissions: DemoSubmissions, tmp_path: Path
) -> None:
    loose = tmp_path / "loose.yaml"
    loose.write_text(catalog_path().read_text().replace("limit: 25 Hz", "limit: 5 Hz", 1))
    status = conformance("run", demo_submissions.conforming, "--catalog", loose, "--out", "out")

    assert f"Judged by another catalog than the one that ships: {loose}." in status.stdout


def test_collecting_alone_writes_nothing(demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        *SUITE,
        "--submission",
        str(demo_submissions.conforming),
        "--collect-only",
    ]
    subprocess.run([*command, "--out", str(tmp_path / "out")], capture_output=True, cwd=tmp_path, check=True)

    assert not (tmp_path / "out" / "results.json").exists()


def test_a_run_cut_short_by_pytest_is_invalid(demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", *SUITE, "--submission", str(demo_submissions.faulty), "--maxfail=1"]
    status = subprocess.run([*command, "--out", str(tmp_path / "out")], capture_output=True, cwd=tmp_path, check=False)

    assert status.returncode != 0
    assert not (tmp_path / "out" / "results.json").exists() or results(tmp_path / "out")["statement"] == "INVALID"

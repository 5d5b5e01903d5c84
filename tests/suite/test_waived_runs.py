"""Whole runs with waivers: what they change in the statement and the exit status, and that they change no verdict."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conformance.cli.running import tell
from conformance.model.evidence import Waiver
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Privacy, Statement, Verdict, WaiverState
from conformance.report.messages import Language
from conformance.shipped import catalog_path
from conformance.suite.archive import archive, read_archive
from conformance.suite.drive import run as drive
from conformance.suite.session import Arguments, stored_session
from conformance.synthesis.demo import DemoSubmissions
from tests.conftest import Run

FAULTS = (
    "house-picture-size",
    "house-frame-rate",
    "house-frames-missing",
    "house-media-complete",
    "house-decode",
    "house-clock",
)
LATER = date(2199, 12, 31)


@pytest.fixture(scope="module")
def stored(demo_submissions: DemoSubmissions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the faulty device, to be judged again with waivers."""
    out = tmp_path_factory.mktemp("run") / "faulty"
    command = [sys.executable, "-m", "conformance", "run", str(demo_submissions.faulty), "--out", str(out)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    return out


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalog, its profile `baseline` allowing waivers, and one that makes the frame rate mandatory."""
    head, found, rest = catalog_path().read_text().partition("\n  baseline:\n")
    assert found
    file = tmp_path_factory.mktemp("catalog") / "lenient.yaml"
    insisting = (
        "  insisting:\n    title: {en: Insisting, zh: 强制}\n    waivers: true\n"
        "    clauses: [house-frame-rate]\n    mandatory: [house-frame-rate]\n"
    )
    file.write_text(f"{head}\n{insisting}  baseline:\n    waivers: true\n{rest}")
    return file


def waiver(clause: str, expires: date = LATER, **scope: str) -> Waiver:
    return Waiver(clause, "spare part ordered", "A. Tester", expires, **scope)


def judged(
    stored: Path,
    *waivers: Waiver,
    catalog: Path | None = None,
    profiles: tuple[str, ...] = ("baseline",),
    only: tuple[str, ...] = (),
) -> RunRecord:
    submission = replace(read_archive(stored).submission, waivers=waivers)
    arguments = Arguments(submission.root, stored / "facts", profiles, only, catalog or catalog_path())
    return drive(stored_session(arguments, submission), lambda _: None)


def test_waived_faults_conform_where_the_profile_allows_waivers(stored: Path, lenient: Path) -> None:
    record = judged(stored, *map(waiver, FAULTS), catalog=lenient)

    assert record.statement is Statement.CONFORMS
    assert record.sentence.startswith(
        "Every applicable binding clause is met or waived: 4 met, 6 waived, of 10. Judged by another catalog"
    )
    assert [one.state for one in record.waivers] == [WaiverState.IN_USE] * 6


def test_a_waived_fault_stays_a_fault(stored: Path, lenient: Path) -> None:
    plain, waived = judged(stored, catalog=lenient), judged(stored, *map(waiver, FAULTS), catalog=lenient)

    assert waived.findings == plain.findings
    assert waived.clauses == plain.clauses
    assert sum(finding.judgement.verdict is Verdict.FAIL for finding in waived.findings) == 6


def test_one_fault_without_a_waiver_decides(stored: Path, lenient: Path) -> None:
    record = judged(stored, *map(waiver, FAULTS[1:]), catalog=lenient)

    assert record.statement is Statement.DOES_NOT_CONFORM
    assert "1 failed, 0 open, 5 waived, of 10 binding clauses" in record.sentence


def test_the_shipped_baseline_allows_no_waiver(stored: Path) -> None:
    record = judged(stored, *map(waiver, FAULTS))

    assert record.statement is Statement.DOES_NOT_CONFORM
    assert record.sentence == "A binding clause is not met: 6 failed, 0 open, of 10 binding clauses."
    assert {one.sentence for one in record.waivers} == {
        "the clause fails, and counts as not met: a profile of the run lets none waive it"
    }


def test_a_clause_that_one_profile_of_the_run_makes_mandatory_is_not_waived(stored: Path, lenient: Path) -> None:
    record = judged(stored, *map(waiver, FAULTS), catalog=lenient, profiles=("baseline", "insisting"))

    assert record.statement is Statement.DOES_NOT_CONFORM
    assert "1 failed, 0 open, 5 waived" in record.sentence


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (waiver("house-clock", date(2026, 1, 1)), WaiverState.EXPIRED),
        (waiver("house-clock", maker="Somebody else"), WaiverState.UNUSED),
        (waiver("house-clock", firmware_from="99.0", firmware_to="99.9"), WaiverState.UNUSED),
        (waiver("gbt28181-5.6-local-rate"), WaiverState.UNUSED),
        (waiver("house-storage"), WaiverState.NOT_NEEDED),
    ],
    ids=["expired", "other maker", "other firmware", "other profile", "passing clause"],
)
def test_a_stale_waiver_turns_success_into_exit_status_1(
    stored: Path, lenient: Path, capsys: pytest.CaptureFixture[str], one: Waiver, state: WaiverState
) -> None:
    others = [waiver(clause) for clause in FAULTS if clause != one.clause] + [waiver("house-clock")]
    record = judged(stored, one, *dict.fromkeys(others), catalog=lenient)

    assert record.statement is Statement.CONFORMS
    assert [found.state for found in record.waivers if found.state.is_stale] == [state]
    assert tell(record, Path("out")) == 1
    assert f"\nstale waiver of {one.clause} ({state}): " in capsys.readouterr().out


def test_an_expired_waiver_leaves_its_clause_failed(stored: Path, lenient: Path) -> None:
    late = [waiver(clause, date(2026, 1, 1) if clause == "house-clock" else LATER) for clause in FAULTS]
    record = judged(stored, *late, catalog=lenient)

    assert record.statement is Statement.DOES_NOT_CONFORM
    assert tell(record, Path("out")) == 1
    assert {one.judgement.verdict for one in record.clauses if one.clause == "house-clock"} == {Verdict.FAIL}


def test_waivers_of_clauses_that_were_left_out_are_pending_and_do_no_harm(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = judged(stored, *map(waiver, FAULTS), only=("house-storage",))

    assert [one.state for one in record.waivers] == [WaiverState.PENDING] * 6
    assert tell(record, Path("out")) == 3
    assert "stale" not in capsys.readouterr().out


def test_an_open_run_with_a_stale_waiver_ends_with_1(stored: Path) -> None:
    record = judged(stored, waiver("house-storage"), only=("house-storage",))

    assert record.statement is Statement.NOT_DETERMINED
    assert tell(record, Path("out")) == 1


def test_an_invalid_run_stays_4_whatever_its_waivers(stored: Path) -> None:
    record = replace(judged(stored, waiver("house-storage")), statement=Statement.INVALID)

    assert tell(record, Path("out")) == 4


def test_a_record_with_waivers_is_kept_and_every_report_of_it_can_be_written(
    stored: Path, lenient: Path, tmp_path: Path
) -> None:
    hostile = replace(waiver("house-clock", maker="Somebody"), reason="<script>alert(1)</script>")
    record = judged(stored, *map(waiver, FAULTS), hostile, catalog=lenient)
    archive(record, tmp_path, Language.ZH, Privacy.FULL)

    assert read_archive(tmp_path) == record
    assert "<script>alert" not in (tmp_path / "report.html").read_text()
    assert [one["state"] for one in json.loads((tmp_path / "results.json").read_text())["waivers"]] == [
        *["in_use"] * 6,
        "unused",
    ]


@pytest.fixture
def waiving(demo_submissions: DemoSubmissions, tmp_path: Path) -> Path:
    """The conforming device with a waiver of a clause that it meets."""
    device = tmp_path / "device"
    shutil.copytree(demo_submissions.conforming, device)
    with (device / "submission.yaml").open("a") as stream:
        stream.write(
            "waivers:\n  - {clause: house-storage, reason: small card, approver: A. Tester, expires: 2199-12-31}\n"
        )
    return device


NAMED = "stale waiver of house-storage (not_needed): the clause is met: remove the waiver"


def test_a_waiver_of_a_passing_clause_ends_a_run_and_its_judgement_with_1(
    conformance: Run, waiving: Path, tmp_path: Path
) -> None:
    first = conformance("run", waiving, "--out", tmp_path / "out")
    second = conformance("judge", tmp_path / "out", "--out", tmp_path / "again")

    assert (first.returncode, second.returncode) == (1, 1)
    assert first.stdout.startswith("CONFORMS: ")
    assert NAMED in first.stdout.splitlines()
    assert NAMED in second.stdout.splitlines()


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_plain_pytest_names_a_stale_waiver_and_does_not_succeed(
    waiving: Path, tmp_path: Path, processes: tuple[str, ...]
) -> None:
    suite = ["-m", "pytest", "--pyargs", "conformance.suite", "-q", "-p", "no:cacheprovider", *processes]
    command = [sys.executable, *suite, "--submission", str(waiving), "-k", "house-storage"]
    status = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    assert status.returncode == 1
    assert NAMED in status.stdout.splitlines()
    assert "1 passed" in status.stdout

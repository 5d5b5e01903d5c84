"""What makes a run INVALID, and what a defect of ours looks like."""

import hashlib
import shutil
from pathlib import Path

import pytest

from conformance.measurands import registry
from conformance.model.finding import Finding, RunRecord
from conformance.model.vocabulary import Depth, Statement, Verdict
from conformance.suite.session import Arguments, Session, open_session
from conformance.synthesis.demo import DemoSubmissions


@pytest.fixture
def session(demo_submissions: DemoSubmissions, tmp_path: Path) -> Session:
    folder = tmp_path / "device"
    shutil.copytree(demo_submissions.conforming, folder)
    return open_session(Arguments(folder, tmp_path / "facts", depth=Depth.CONTAINER))


def decided(session: Session) -> dict[str, Finding]:
    try:
        return {case.id: session.finding(case) for case in session.cases}
    finally:
        session.close()


def recorded(session: Session, findings: dict[str, Finding]) -> RunRecord:
    return session.record(findings, frozenset(case.id for case in session.cases))


def test_a_case_without_a_verdict_makes_the_run_invalid(session: Session) -> None:
    findings = decided(session)
    lost = findings.pop("house-storage@device")
    record = recorded(session, findings)

    assert record.statement is Statement.INVALID
    assert lost.clause in record.sentence


def test_evidence_that_changed_makes_the_run_invalid(session: Session) -> None:
    findings = decided(session)
    first = session.submission.recordings[0]
    first.file.write_bytes(first.file.read_bytes() + b"x")
    record = recorded(session, findings)

    assert record.statement is Statement.INVALID
    assert record.sentence == f"The run can't be relied on: {first.id} changed while it was measured."


def test_a_defect_of_ours_is_an_error_and_the_run_invalid(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find", lambda _: 1 / 0)
    findings = decided(session)
    record = recorded(session, findings)

    assert {finding.judgement.verdict for finding in findings.values()} == {Verdict.ERROR}
    assert "defect of this tool" in findings["house-storage@device"].judgement.sentence
    assert record.statement is Statement.INVALID
    assert "a defect of this tool in the implementation statement: ZeroDivisionError" in record.sentence


def test_an_evidence_file_that_changed_makes_the_run_invalid(demo_submissions: DemoSubmissions, tmp_path: Path) -> None:
    folder = tmp_path / "device"
    shutil.copytree(demo_submissions.conforming, folder)
    drop = shutil.copy(demo_submissions.faulty / "patrol-cut.mp4", folder / "drop.mp4")
    digest = hashlib.sha256(drop.read_bytes()).hexdigest()
    with (folder / "submission.yaml").open("a") as stream:  # at the end of its attestations
        stream.write(
            "  - {clause: gat947.2-6.4.1-display, value: 5 cm, u: 1 mm, instrument: caliper,"
            " calibration_due: 2199-01-01, by: A. Tester, on: 2026-01-01, valid_until: 2199-01-01,"
            f" file: {{path: drop.mp4, sha256: {digest}}}}}\n"
        )
    session = open_session(Arguments(folder, tmp_path / "facts", depth=Depth.CONTAINER))
    findings = decided(session)
    assert recorded(session, findings).sentence.startswith("No binding clause failed, but not all are decided")
    drop.write_bytes(b"another film")
    record = recorded(session, findings)

    assert record.statement is Statement.INVALID
    assert record.sentence == "The run can't be relied on: drop.mp4 changed while it was measured."

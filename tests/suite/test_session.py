"""What makes a run INVALID, and what a defect of ours looks like."""

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.measurands import registry
from conformance.model.clause import Condition, Limit
from conformance.model.evidence import Attestation
from conformance.model.finding import Finding, RunRecord
from conformance.model.measurement import Measurement, NotMeasured, Uncertain
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import DecisionRule, Depth, Reason, Relation, Statement, Verdict
from conformance.suite.adjudicate import attested
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


CONDITION = Condition(
    "attested.display_diagonal", "cm", Relation.AT_LEAST, Limit((Fraction("3.81"),), "3.81 cm"), DecisionRule.GUARDED
)


def witness(on: str, until: str) -> Attestation:
    return Attestation(
        "c",
        parse_quantity("51 mm"),
        Fraction(1, 2),
        "caliper 7",
        "A. Tester",
        date.fromisoformat(on),
        date.fromisoformat(until),
    )


def test_an_attested_value_is_converted_with_its_uncertainty() -> None:
    found = attested(witness("2026-11-20", "2027-11-20"), CONDITION, date(2026, 11, 23))

    assert isinstance(found, Measurement)
    assert (found.value, found.uncertainty) == (Fraction("5.1"), Uncertain(Fraction("0.1")))
    assert found.note == "attested by A. Tester on 2026-11-20 with caliper 7"


@pytest.mark.parametrize(
    ("on", "until", "reason"),
    [
        ("2025-01-01", "2026-11-22", Reason.ATTESTATION_EXPIRED),
        ("2026-11-24", "2027-11-20", Reason.ATTESTATION_PENDING),
    ],
)
def test_an_attestation_counts_only_while_it_is_valid(on: str, until: str, reason: Reason) -> None:
    found = attested(witness(on, until), CONDITION, date(2026, 11, 23))

    assert isinstance(found, NotMeasured)
    assert found.reason is reason

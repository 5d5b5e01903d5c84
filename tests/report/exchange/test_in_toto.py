"""`test-result.intoto.json` passes where the run conforms, and takes nothing open for a pass."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import ResultsError
from conformance.model.evidence import Attestation, Exhibit
from conformance.model.finding import RunRecord
from conformance.model.measurement import Text
from conformance.model.vocabulary import Level, Statement, Verdict
from conformance.report.exchange.in_toto import statement_payload

from ..beside_factory import beside_record
from ..factory import full_record, one_case, recording


def _statement(run: RunRecord) -> Any:
    return json.loads(statement_payload(run))


def _without_evidence(run: RunRecord, stated: str = "") -> RunRecord:
    return replace(run, submission=replace(run.submission, recordings=(), stated_sha256=stated))


def test_the_statement_has_the_types_of_the_framework_and_the_digests_of_the_evidence() -> None:
    statement = _statement(one_case(Verdict.PASS))

    assert set(statement) == {"_type", "subject", "predicateType", "predicate"}
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert statement["subject"] == [{"name": "a.mp4", "digest": {"sha256": "5f" * 32}}]


@pytest.mark.parametrize(
    ("statement", "result"),
    [
        (Statement.CONFORMS, "PASSED"),
        (Statement.DOES_NOT_CONFORM, "FAILED"),
        (Statement.NOT_DETERMINED, "FAILED"),
        (Statement.INVALID, "FAILED"),
    ],
)
def test_only_a_run_that_conforms_has_passed(statement: Statement, result: str) -> None:
    predicate = _statement(replace(one_case(Verdict.PASS), statement=statement))["predicate"]

    assert (predicate["result"], predicate["statement"]) == (result, statement.value)


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.NOT_EXERCISED, Verdict.NOT_TESTED])
@pytest.mark.parametrize(("level", "failed"), [(Level.SHALL, ["ex1-4.1-rate"]), (Level.SHOULD, [])])
def test_what_is_open_has_not_passed_with_warnings_either(verdict: Verdict, level: Level, failed: list[str]) -> None:
    predicate = _statement(one_case(verdict, level))["predicate"]

    assert (predicate["passedTests"], predicate["warnedTests"]) == ([], [])
    assert (predicate["failedTests"], predicate["openTests"]) == (failed, ["ex1-4.1-rate"])


def test_configuration_is_the_catalog_the_overlays_and_the_submission_file() -> None:
    run = beside_record()
    run = replace(run, submission=replace(run.submission, stated_sha256="12" * 32))

    assert _statement(run)["predicate"]["configuration"] == [
        {
            "name": "requirements_catalog.yaml",
            "digest": {"sha256": "ab" * 32},
            "annotations": {"profiles": ["example"]},
        },
        {"name": "lab.yaml", "digest": {"sha256": "cd" * 32}},
        {"name": "own.yaml", "digest": {"sha256": "ef" * 32}},
        {"name": "submission.yaml", "digest": {"sha256": "12" * 32}},
    ]


def test_an_evidence_file_of_an_attestation_is_a_subject_where_it_was_found() -> None:
    run = one_case(Verdict.PASS)
    there, gone = Exhibit("lab/a b.pdf", "", "34" * 32), Exhibit("lab/gone.pdf", "56" * 32, "")
    witnessed = [
        Attestation("c", Text("x"), Fraction(0), "", "A", date(2026, 1, 1), date(2027, 1, 1), exhibit=one)
        for one in (there, gone)
    ]
    run = replace(run, submission=replace(run.submission, attestations=tuple(witnessed)))

    assert [one["name"] for one in _statement(run)["subject"]] == ["a.mp4", "lab/a%20b.pdf"]


def test_a_recording_whose_digest_nobody_took_is_no_subject() -> None:
    run = one_case(Verdict.PASS)
    unread = replace(recording("b.mp4"), sha256="")
    run = replace(run, submission=replace(run.submission, recordings=(*run.submission.recordings, unread)))

    assert [one["name"] for one in _statement(run)["subject"]] == ["a.mp4"]


def test_without_evidence_the_statement_is_about_what_was_stated() -> None:
    run = _without_evidence(one_case(Verdict.PASS), "12" * 32)

    assert _statement(run)["subject"] == [{"name": "submission.yaml", "digest": {"sha256": "12" * 32}}]


def test_a_run_without_any_digest_can_not_be_stated() -> None:
    with pytest.raises(ResultsError, match="no digest of any evidence"):
        statement_payload(_without_evidence(one_case(Verdict.PASS)))


def test_hostile_names_are_percent_encoded_and_the_payload_is_one_line_of_ascii() -> None:
    payload = statement_payload(full_record())
    names = [one["name"] for one in json.loads(payload)["subject"]]

    assert "DCIM/bad%FF%80name%07%0Anew.mp4" in names
    assert len(set(names)) == len(names) == 9
    assert payload.isascii()
    assert b"\n" not in payload
    assert Path(names[0]).name == "0001.mp4"


def test_the_same_record_gives_the_same_bytes() -> None:
    assert statement_payload(full_record()) == statement_payload(full_record())

"""No format turns an open question into a pass: the table, the document and every writer say the same."""

import csv
import json
import re
from dataclasses import dataclass, replace
from io import StringIO
from itertools import product
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from conformance.model.clause import Quantifier
from conformance.model.finding import ClauseResult, Judgement, RunRecord
from conformance.model.vocabulary import Grade, Level, QuantifierKind, Reason, Statement, Verdict
from conformance.report.exchange.csv_table import findings_csv
from conformance.report.exchange.in_toto import statement_payload
from conformance.report.exchange.junit import junit_xml
from conformance.report.exchange.oscal import oscal_json
from conformance.report.exchange.results import results_json
from conformance.report.exchange.sarif import sarif_json
from conformance.report.exchange.standing import RUN_STANDINGS, STANDINGS

from ..factory import BASE, one_case, record, recording, simple_finding

DOCUMENT = (Path(__file__).parents[3] / "docs" / "exchange.md").read_text("utf-8")
DECIDING = (Grade.TEXT, Grade.EXCERPT, Grade.LAB, Grade.HOUSE)
RESERVED = {  # what a reader of the format takes for a pass, with or without a warning
    "json": {"pass"},
    "csv": {"pass"},
    "junit": {"none"},
    "sarif": {"pass"},
    "oscal": {"satisfied"},
    "in-toto": {"passedTests", "warnedTests"},
}


@dataclass(frozen=True)
class Read:
    """What a reader of each format finds of the only clause, and of the run."""

    clause: dict[str, tuple[str, ...]]
    run: dict[str, str]


def read(run: RunRecord) -> Read:
    results = json.loads(results_json(run))
    (row,) = csv.DictReader(StringIO(findings_csv(run), newline=""))
    suite = fromstring(junit_xml(run)).find("testsuite")  # noqa: S314 - our own output
    assert suite is not None
    case = suite.findall("testcase")[0]
    sarif = json.loads(sarif_json(run))["runs"][0]
    whole, one = sarif["results"]
    oscal = json.loads(oscal_json(run))["assessment-results"]["results"][0]
    state, found = (finding["target"]["status"] for finding in oscal["findings"])
    predicate = json.loads(statement_payload(run))["predicate"]
    return Read(
        {
            "json": (results["findings"][0]["verdict"], results["clauses"][0]["verdict"]),
            "csv": (row["verdict"], row["clause_verdict"]),
            "junit": tuple(child.tag for child in case if child.tag != "properties") or ("none",),
            "sarif": (one["kind"], one["level"]),
            "oscal": (found["state"], found["reason"]),
            "in-toto": tuple(name for name in predicate if name.endswith("Tests") and predicate[name]),
        },
        {
            "json": results["statement"],
            "csv": row["statement"],
            "junit": f"{suite.get('failures')} {suite.get('errors')}",
            "sarif": f"{whole['kind']} {whole['level']} {sarif['invocations'][0]['executionSuccessful']}",
            "oscal": f"{state['state']} {state['reason']}",
            "in-toto": predicate["result"],
        },
    )


CASES = list(product(Verdict, Level, Grade))


@pytest.mark.parametrize(("verdict", "level", "grade"), CASES, ids=lambda one: one.value)
def test_every_format_says_of_a_verdict_what_the_table_says(verdict: Verdict, level: Level, grade: Grade) -> None:
    words = STANDINGS[verdict, level is Level.SHALL and grade in DECIDING]
    found = read(one_case(verdict, level, grade)).clause

    assert found == {
        "json": (verdict.value, verdict.value),
        "csv": (verdict.value, verdict.value),
        "junit": (words.junit or "none",),
        "sarif": words.sarif,
        "oscal": words.oscal,
        "in-toto": words.in_toto,
    }


@pytest.mark.parametrize(("verdict", "level", "grade"), CASES, ids=lambda one: one.value)
def test_only_a_pass_is_called_a_pass_by_any_format(verdict: Verdict, level: Level, grade: Grade) -> None:
    found = read(one_case(verdict, level, grade)).clause
    passing = {name for name, words in found.items() if RESERVED[name] & set(words)}

    if verdict is Verdict.PASS:
        assert passing == set(RESERVED)
    elif verdict is Verdict.FAIL and not (level is Level.SHALL and grade in DECIDING):
        assert passing == {"in-toto"}  # a warning: it is measured, not met, and decides nothing
    else:
        assert passing == set()


@pytest.mark.parametrize("statement", Statement)
@pytest.mark.parametrize("verdict", Verdict)
def test_only_a_run_that_conforms_is_green_whatever_its_findings(statement: Statement, verdict: Verdict) -> None:
    found = read(replace(one_case(verdict, Level.SHOULD), statement=statement)).run
    green = {"json": "CONFORMS", "csv": "CONFORMS", "sarif": "pass none True", "oscal": "satisfied pass"}
    green |= {"junit": "0 0", "in-toto": "PASSED"}

    if statement is Statement.CONFORMS:
        assert found == green or verdict is Verdict.ERROR  # which no run that conforms has
    else:
        assert [name for name in green if found[name] == green[name]] == []


def test_a_clause_that_fails_by_too_few_passes_fails_in_every_format() -> None:
    clause = replace(BASE, quantifier=Quantifier(QuantifierKind.AT_LEAST, 2))
    file = recording("a.mp4")
    run = record((clause,), (file,), (simple_finding(clause, file.id, Verdict.PASS),), Statement.NOT_DETERMINED)
    few = Judgement(Verdict.NOT_TESTED, Reason.EVIDENCE_MISSING, "1 of 2 cases.")
    run = replace(run, clauses=(ClauseResult(clause.id, few, 1),))
    (row,) = csv.DictReader(StringIO(findings_csv(run), newline=""))
    oscal = json.loads(oscal_json(run))["assessment-results"]["results"][0]["findings"][1]
    predicate = json.loads(statement_payload(run))["predicate"]

    assert row["clause_verdict"] == "not_tested"
    assert [one["kind"] for one in json.loads(sarif_json(run))["runs"][0]["results"]] == ["fail", "pass", "open"]
    assert oscal["target"]["status"]["state"] == "not-satisfied"
    assert (predicate["passedTests"], predicate["failedTests"]) == ([], [clause.id])


def test_the_document_has_the_table_of_verdicts() -> None:
    rows = []
    for (verdict, decides), words in STANDINGS.items():
        junit = f"`{words.junit}`" if words.junit else "none"
        pairs = [", ".join(f"`{word}`" for word in pair) for pair in (words.sarif, words.oscal, words.in_toto)]
        rows.append(f"| {' | '.join((f'`{verdict}`', 'yes' if decides else 'no', junit, *pairs))} |")

    assert re.findall(r"^\| `\w+` \| (?:yes|no) \| .*$", DOCUMENT, re.MULTILINE) == rows


def test_the_document_has_the_table_of_statements() -> None:
    rows = []
    for statement, words in RUN_STANDINGS.items():
        sarif, oscal = (", ".join(f"`{word}`" for word in pair) for pair in (words.sarif, words.oscal))
        succeeded = "true" if words.succeeded else "false"
        rows.append(f"| {statement} | {sarif} | {succeeded} | {oscal} | `{words.in_toto}` |")

    assert re.findall(r"^\| (?:[A-Z ]+) \| `.*$", DOCUMENT, re.MULTILINE) == rows


def test_every_verdict_has_a_row_for_clauses_that_decide_and_for_others() -> None:
    assert set(STANDINGS) == set(product(Verdict, (True, False)))
    assert set(RUN_STANDINGS) == set(Statement)

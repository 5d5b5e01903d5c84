"""`findings.csv`: one row a finding for spreadsheets, which run nothing of what a file name says."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from conformance.model.evidence import Dump, Recording
from conformance.model.finding import ClauseResult, Finding, RunRecord
from conformance.report.escapes import cell_text
from conformance.report.exchange.fields import Json
from conformance.report.exchange.results import finding_fields

OF_THE_RUN = ("statement", "started", "maker", "model", "firmware", "serial", "profiles", "catalog_sha256")
OF_THE_FINDING = (
    *("clause", "document", "number", "topic", "level", "grade", "advisory", "clause_verdict"),
    *("evidence", "evidence_path", "evidence_sha256", "verdict", "reason", "detail", "waiver"),
    *("measurand", "value", "value_exact", "unit", "expanded_uncertainty", "coverage_factor"),
    *("relation", "limit", "decision_rule", "exercised", "note", "where", "opinions", "budget", "parts"),
)
DRAWN = frozenset({"curves", "stills", "timelines"})  # what is only drawn; `results.json` has it


def findings_csv(record: RunRecord) -> str:
    """CSV of RFC 4180 with a header; the columns of the run are the same in every row.

    Numbers are written as they are, lists and objects as JSON, and what is absent is empty. A text that a spreadsheet
    would take for a formula has an apostrophe before it.
    """
    return "".join(csv_pieces(record))


def csv_pieces(record: RunRecord) -> Iterator[str]:
    """The same piece by piece, a row at a time."""
    yield _line((*OF_THE_RUN, *OF_THE_FINDING))
    run = tuple(map(_cell, _of_the_run(record)))
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    results = {result.clause: result for result in record.clauses}
    files: tuple[Recording | Dump, ...] = (*record.submission.recordings, *record.submission.dumps)
    evidence = {one.id: one for one in files}
    for finding in record.findings:
        row = finding_fields(finding, clauses[finding.clause], record)
        row |= _beside(finding, results, evidence)
        yield _line((*run, *(_cell(row.get(name)) for name in OF_THE_FINDING)))


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _of_the_run(record: RunRecord) -> tuple[str, ...]:
    device = record.submission.device
    named = (device.maker, device.model, device.firmware, device.serial)
    profiles = " + ".join(record.profiles)
    return (record.statement.value, record.started.isoformat(), *named, profiles, record.catalog.sha256)


def _beside(
    finding: Finding, results: Mapping[str, ClauseResult], evidence: Mapping[str, Recording | Dump]
) -> dict[str, Json]:
    """What `results.json` says elsewhere: the clause's folded verdict, and the file behind the evidence."""
    row: dict[str, Json] = {"clause_verdict": results[finding.clause].judgement.verdict.value}
    one = evidence.get(finding.evidence)
    return row if one is None else row | {"evidence_path": one.path, "evidence_sha256": one.sha256}


def _cell(value: Json) -> str:
    match value:
        case None | [] | {}:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return cell_text(value)
        case _:
            return cell_text(json.dumps(_told(value), ensure_ascii=False, allow_nan=False))


def _told(value: Json) -> Json:
    """The value without what is only drawn."""
    if isinstance(value, list):
        return [_told(item) for item in value]
    if isinstance(value, dict):
        return {key: _told(item) for key, item in value.items() if key not in DRAWN}
    return value

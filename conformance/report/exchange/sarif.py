"""`results.sarif`: the run for the views of continuous integration, by SARIF 2.1.0."""

from collections.abc import Iterator
from datetime import UTC, datetime

from conformance.model.clause import Clause
from conformance.model.evidence import Dump, Recording
from conformance.model.finding import Finding, Judgement, RunRecord
from conformance.model.measurement import Where
from conformance.model.vocabulary import Axis, Verdict
from conformance.report.escapes import sarif_text, visible
from conformance.report.exchange.fields import Json, place_fields
from conformance.report.exchange.json_text import json_text
from conformance.report.exchange.results import finding_fields
from conformance.report.exchange.standing import RUN_STANDINGS, binds, standing
from conformance.report.numbers import place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RUN_RULE = "run-shows-conformity"
_BASE = "SUBMISSION"
_TOLD = ("document", "number", "topic", "level", "grade", "advisory", "evidence", "verdict", "reason", "measurand")
_VALUED = ("value", "unit", "expanded_uncertainty", "coverage_factor", "relation", "limit", "decision_rule", "waiver")


def sarif_json(record: RunRecord) -> str:
    """SARIF text: a rule a clause, a result a finding.

    Two things that no single finding shows have a result of their own: a clause whose findings fold to a verdict that
    none of them has, and the statement of the run, which fails its rule wherever it is not CONFORMS: viewers show
    failed results only, so that an undecided run would look clean without it.
    """
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    asked = [clauses[result.clause] for result in record.clauses]
    indexes = {clause.id: index for index, clause in enumerate(asked, start=1)}
    given: tuple[Recording | Dump, ...] = (*record.submission.recordings, *record.submission.dumps)
    files = frozenset(one.id for one in given)
    results = [_of_the_run(record)]
    for finding in record.findings:
        clause = clauses[finding.clause]
        results.append(_of_a_finding(finding, clause, record, files) | {"ruleIndex": indexes[clause.id]})
    results += [row | {"ruleIndex": indexes[str(row["ruleId"])]} for row in _unseen(record, clauses)]
    run: Json = {
        "tool": {"driver": _driver(record, asked)},
        "invocations": [_invocation(record)],
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder of the submission."}}},
        "columnKind": "unicodeCodePoints",
        "results": [*results],
        "properties": {
            "statement": record.statement.value,
            "profiles": list(record.profiles),
            "catalogSha256": record.catalog.sha256,
            "versions": dict(record.tool.versions),
        },
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(record: RunRecord, asked: list[Clause]) -> Json:
    first = _rule(RUN_RULE, "The run shows that the device conforms.", "error")
    name, version = record.tool.versions[0]
    return {"name": visible(name), "version": visible(version), "rules": [first, *map(_clause_rule, asked)]}


def _clause_rule(clause: Clause) -> Json:
    return {
        **_rule(clause.id, clause.wording.en, "error" if binds(clause) else "warning"),
        "shortDescription": {"text": sarif_text(clause.title.en)},
        "properties": {
            "document": clause.document,
            "number": clause.number,
            "level": clause.level.value,
            "grade": clause.provenance.grade.value,
            "tags": [clause.topic.value],
        },
    }


def _rule(rule: str, wording: str, level: str) -> dict[str, Json]:
    return {"id": rule, "fullDescription": {"text": sarif_text(wording)}, "defaultConfiguration": {"level": level}}


def _invocation(record: RunRecord) -> Json:
    """`started` is the only time that a record knows; our own defects are the tool's, never the device's."""
    ours = [result for result in record.clauses if result.judgement.verdict is Verdict.ERROR]
    notes = [_defect(result.judgement, result.clause) for result in ours]
    succeeded = RUN_STANDINGS[record.statement].succeeded
    if not succeeded and not notes:
        notes = [{"level": "error", "message": {"text": sarif_text(record.sentence)}}]
    return {
        "executionSuccessful": succeeded,
        "startTimeUtc": _utc(record.started),
        "toolExecutionNotifications": [*notes],
    }


def _utc(time: datetime) -> str:
    """The form that 3.9 asks for, which ends in Z."""
    return f"{time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _defect(judgement: Judgement, clause: str) -> dict[str, Json]:
    return {
        "level": "error",
        "message": {"text": sarif_text(judgement.sentence)},
        "associatedRule": {"id": clause},
    }


def _of_the_run(record: RunRecord) -> dict[str, Json]:
    kind, level = RUN_STANDINGS[record.statement].sarif
    text = f"{record.statement.value}: {record.sentence}"
    return {"ruleId": RUN_RULE, "ruleIndex": 0, "kind": kind, "level": level, "message": {"text": sarif_text(text)}}


def _of_a_finding(finding: Finding, clause: Clause, record: RunRecord, files: frozenset[str]) -> dict[str, Json]:
    fields = finding_fields(finding, clause, record)
    where = [one for part in finding.parts[:1] for one in part.outcome.where]
    places = [_location(finding.evidence, one, files) for one in where] or [_location(finding.evidence, None, files)]
    properties = {name: fields[name] for name in (*_TOLD, *_VALUED)}
    return {
        **_result(clause, finding.judgement),
        "locations": places[:1],
        **({"relatedLocations": places[1:]} if places[1:] else {}),
        "partialFingerprints": {"conformanceCase/v1": f"{clause.id}@{finding.evidence}"},
        "properties": properties | {"where": [place_fields(one) for one in where]},
    }


def _unseen(record: RunRecord, clauses: dict[str, Clause]) -> Iterator[dict[str, Json]]:
    """Clauses whose folded verdict no finding has, as where too few cases pass."""
    seen = {(finding.clause, finding.judgement.verdict) for finding in record.findings}
    for result in record.clauses:
        if (result.clause, result.judgement.verdict) not in seen:
            yield _result(clauses[result.clause], result.judgement)


def _result(clause: Clause, judgement: Judgement) -> dict[str, Json]:
    kind, level = standing(judgement.verdict, clause).sarif
    text = f"{judgement.verdict.value} ({judgement.reason.value}): {judgement.sentence}"
    return {"ruleId": clause.id, "kind": kind, "level": level, "message": {"text": sarif_text(text)}}


def _location(evidence: str, where: Where | None, files: frozenset[str]) -> Json:
    """A file of the submission, with the byte where it is known; the device or nothing at all has a name only."""
    said: dict[str, Json] = {}
    if where is not None and (where.detail or where.axis is not Axis.BYTE):
        said = {"message": {"text": sarif_text(f"{where.axis.value} {place(where)} {where.detail}".rstrip())}}
    if evidence not in files:
        return {"logicalLocations": [{"name": visible(evidence)}], **said}
    physical: dict[str, Json] = {"artifactLocation": {"uri": evidence, "uriBaseId": _BASE}}
    if where is not None and where.axis is Axis.BYTE and where.position >= 0:
        physical["region"] = {"byteOffset": int(where.position)}
    return {"physicalLocation": physical, **said}

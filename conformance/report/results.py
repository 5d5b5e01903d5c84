"""`results.json`: the run as other programs read it, in the shape of schema 1."""

import json
from fractions import Fraction
from typing import TypeAlias

from conformance.model.clause import Clause, Condition, Limit
from conformance.model.finding import Finding, Part, RunRecord
from conformance.model.measurement import Measurement, NotMeasured, Opinion, Text, Uncertain, Value, Where
from conformance.model.vocabulary import Axis, Reason
from conformance.report.escapes import encodable
from conformance.report.numbers import exact_text

SCHEMA = 1

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_AXIS_UNITS = {Axis.TIME: "s", Axis.BYTE: "B"}


def results_json(record: RunRecord) -> str:
    """JSON text of the run, keys in a fixed order; the same findings give the same bytes.

    Values are doubles, `value_exact` is the fraction; a field without a value is null. Surrogates are escaped visibly.
    """
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    document: Json = {
        "schema": SCHEMA,
        "statement": record.statement.value,
        "sentence": record.sentence,
        "started": record.started.isoformat(),
        "device": {
            "maker": _named(record.submission.device.maker),
            "model": _named(record.submission.device.model),
            "firmware": _named(record.submission.device.firmware),
            "serial": _named(record.submission.device.serial),
        },
        "profiles": list(record.profiles),
        "catalog": {"sha256": record.catalog.sha256},
        "tool": dict(record.tool.versions),
        "evidence": [
            {"id": one.id, "path": one.path, "sha256": one.sha256, "bytes": one.size, "role": one.role.value}
            for one in record.submission.recordings
        ],
        "ignored": [{"path": one.path, "why": one.why} for one in record.submission.ignored],
        "clauses": _folded(record, clauses),
        "findings": [_finding(finding, clauses[finding.clause], record) for finding in record.findings],
    }
    return json.dumps(_encodable(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _folded(record: RunRecord, clauses: dict[str, Clause]) -> Json:
    return [
        {
            "clause": result.clause,
            "document": clauses[result.clause].document,
            "number": clauses[result.clause].number,
            "level": clauses[result.clause].level.value,
            "advisory": not clauses[result.clause].provenance.grade.decides,
            "verdict": result.judgement.verdict.value,
            "reason": result.judgement.reason.value,
            "detail": result.judgement.sentence,
            "cases": result.cases,
        }
        for result in record.clauses
    ]


def _finding(finding: Finding, clause: Clause, record: RunRecord) -> Json:
    measured = _measured(finding.parts[0]) if finding.parts else _asked(clause)
    row: dict[str, Json] = {
        "clause": finding.clause,
        "document": clause.document,
        "number": clause.number,
        "topic": clause.topic.value,
        "level": clause.level.value,
        "evidence": finding.evidence,
        "verdict": finding.judgement.verdict.value,
        "reason": finding.judgement.reason.value,
        **measured,
        "waiver": _waiver(clause, record),
        "detail": finding.judgement.sentence,
        "grade": clause.provenance.grade.value,
        "advisory": not clause.provenance.grade.decides,
    }
    if len(finding.parts) > 1:
        row["parts"] = [_part(part) for part in finding.parts]
    return row


def _waiver(clause: Clause, record: RunRecord) -> Json:
    for waiver in record.submission.waivers:
        if waiver.clause == clause.id:
            return {
                "reason": waiver.reason,
                "approver": waiver.approver,
                "expires": waiver.expires.isoformat(),
                "expired": waiver.expires < record.started.date(),
            }
    return None


def _part(part: Part) -> Json:
    return {
        **_measured(part),
        "verdict": part.judgement.verdict.value,
        "reason": part.judgement.reason.value,
        "detail": part.judgement.sentence,
    }


def _measured(part: Part) -> dict[str, Json]:
    limit = None if part.judgement.reason is Reason.LIMIT_NOT_SUPPLIED else _named(part.limit)
    row: dict[str, Json] = {
        "measurand": part.measurand,
        "value": None,
        "value_exact": None,
        "unit": part.unit,
        "expanded_uncertainty": None,
        "coverage_factor": None,
        "relation": part.relation.value,
        "limit": limit,
        "decision_rule": part.rule.value,
        "exercised": None,
        "where": [_where(where) for where in part.outcome.where],
        "note": None,
        "opinions": [],
    }
    if isinstance(part.outcome, NotMeasured):
        return row | {"note": _named(part.outcome.detail)}
    return row | _value_fields(part.outcome)


def _value_fields(measurement: Measurement) -> dict[str, Json]:
    fields: dict[str, Json] = {
        "value": _value(measurement.value),
        "value_exact": _exact(measurement.value),
        "exercised": measurement.exercised,
        "note": _named(measurement.note),
        "opinions": [_opinion(opinion) for opinion in measurement.opinions],
    }
    uncertainty = measurement.uncertainty
    if isinstance(uncertainty, Uncertain):
        return fields | {
            "expanded_uncertainty": float(uncertainty.expanded),
            "coverage_factor": float(uncertainty.coverage_factor),
        }
    why = f"uncertainty not known: {uncertainty.why}"
    return fields | {"note": "; ".join(text for text in (measurement.note, why) if text)}


def _asked(clause: Clause) -> dict[str, Json]:
    """The fields of a finding that came to no part: what was asked, where the clause asks for one thing only."""
    row: dict[str, Json] = {
        "measurand": None,
        "value": None,
        "value_exact": None,
        "unit": None,
        "expanded_uncertainty": None,
        "coverage_factor": None,
        "relation": None,
        "limit": None,
        "decision_rule": None,
        "exercised": None,
        "where": [],
        "note": None,
        "opinions": [],
    }
    asked = clause.requirement
    if not isinstance(asked, Condition):
        return row
    return row | {
        "measurand": asked.measurand,
        "unit": asked.unit,
        "relation": asked.relation.value,
        "limit": asked.limit.text if isinstance(asked.limit, Limit) else None,
        "decision_rule": asked.rule.value,
    }


def _opinion(opinion: Opinion) -> Json:
    return {
        "source": opinion.source,
        "value": _value(opinion.value),
        "value_exact": _exact(opinion.value),
        "agrees": opinion.agrees,
    }


def _where(where: Where) -> Json:
    return {
        "axis": where.axis.value,
        "position": float(where.position),
        "unit": _AXIS_UNITS.get(where.axis),
        "detail": where.detail,
    }


def _value(value: Value) -> str | float:
    return value.text if isinstance(value, Text) else float(value)


def _exact(value: Value) -> str | None:
    return exact_text(value) if isinstance(value, Fraction) else None


def _named(text: str) -> str | None:
    return text or None


def _encodable(value: Json) -> Json:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {encodable(key): _encodable(item) for key, item in value.items()}
    return value

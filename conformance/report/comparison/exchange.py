"""A comparison as JSON, in the shape that docs/diff.md describes."""

from conformance.model.comparison import Attribution, CaseChange, ClauseChange, Comparison, Hindrance, Stand
from conformance.model.facts import Absent
from conformance.model.finding import RunRecord
from conformance.model.measurement import Measurement
from conformance.report.comparison.wording import counted, hindered
from conformance.report.exchange.fields import Json, named, value_fields
from conformance.report.exchange.json_text import json_text
from conformance.report.page.views import binding

SCHEMA = 1


def comparison_json(comparison: Comparison) -> str:
    """JSON text of a comparison; verdicts, changes and causes in their public spelling whatever the language."""
    pairs: list[Json] = [
        {
            "before": pair.before_path,
            "after": pair.after_path,
            "matched_by": pair.by.value,
            "same_bytes": pair.same_bytes,
        }
        for pair in comparison.evidence
    ]
    document: dict[str, Json] = {
        "schema": SCHEMA,
        "outcome": comparison.progress.value,
        "statement_worse": comparison.statement_worse,
        "worse": [one.clause.id for one in comparison.worse],
        "before": _run(comparison.before),
        "after": _run(comparison.after),
        "evidence": {
            "matched": pairs,
            "only_before": list(comparison.only_before),
            "only_after": list(comparison.only_after),
        },
        "counts": {
            change.value: {"clauses": clauses, "cases": cases} for change, clauses, cases in counted(comparison)
        },
        "incomparable_clauses": hindered(comparison),
        "clauses": [_clause(one) for one in comparison.clauses],
    }
    return json_text(document)


def _run(record: RunRecord) -> Json:
    device = record.submission.device
    return {
        "statement": record.statement.value,
        "started": record.started.isoformat(),
        "device": {
            "maker": named(device.maker),
            "model": named(device.model),
            "firmware": named(device.firmware),
            "serial": named(device.serial),
        },
        "profiles": list(record.profiles),
        "catalog": {
            "sha256": record.catalog.sha256,
            "overlays": [{"file": one.file, "sha256": one.sha256} for one in record.catalog.overlays],
        },
        "tool": dict(record.tool.versions),
    }


def _clause(one: ClauseChange) -> Json:
    return {
        "clause": one.clause.id,
        "binding": binding(one.clause),
        "change": one.change.value,
        "worse": one.worse,
        "before": _stand(one.before),
        "after": _stand(one.after),
        "attribution": _attribution(one.attribution),
        "incomparable": [_hindrance(hindrance) for hindrance in one.hindrances],
        "cases": [_case(case) for case in one.cases],
    }


def _case(case: CaseChange) -> Json:
    return {
        "evidence": {"before": named(case.evidence[0]), "after": named(case.evidence[1])},
        "change": case.change.value,
        "value_change": case.value.value,
        "worse": case.worse,
        "before": _stand(case.before),
        "after": _stand(case.after),
        "attribution": _attribution(case.attribution),
        "incomparable": [_hindrance(hindrance) for hindrance in case.hindrances],
    }


def _stand(stand: Stand | Absent) -> Json:
    if isinstance(stand, Absent):
        return None
    judgement = stand.judgement
    return {
        "verdict": judgement.verdict.value,
        "reason": judgement.reason.value,
        "detail": judgement.sentence,
        "waived": stand.waived,
        "values": {
            part.measurand: {
                "unit": part.unit,
                **{
                    key: value
                    for key, value in value_fields(part.outcome).items()
                    if key in ("value", "value_exact", "expanded_uncertainty", "coverage_factor")
                },
            }
            for part in stand.parts
            if isinstance(part.outcome, Measurement)
        },
    }


def _attribution(one: Attribution) -> Json:
    return {"ways": [[cause.value for cause in way] for way in one.ways], "not_known": named(one.why)}


def _hindrance(one: Hindrance) -> Json:
    return {"because": one.ground.value, "detail": one.detail}

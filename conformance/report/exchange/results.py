"""`results.json`: the run as other programs read it, in the shape of schema 1."""

from collections.abc import Iterable, Iterator, Sequence

from conformance.model.clause import Clause, Condition, Limit, Overlay
from conformance.model.evidence import CameraKey, Dump, Recording, Submission, TrustedRoot
from conformance.model.facts import Absent
from conformance.model.finding import Declaration, Finding, Part, RunRecord, WaiverResult
from conformance.model.golden import GoldenFile
from conformance.model.logs import Log
from conformance.model.manifest import ManifestCheck
from conformance.model.measurement import NotMeasured
from conformance.model.sidecar import Sidecar
from conformance.model.time_stamps import TimeStamp
from conformance.model.vocabulary import EvidenceKind, Reason, WaiverState
from conformance.report.exchange.fields import Json, named, place_fields, value_fields
from conformance.report.exchange.json_text import Document, json_pieces
from conformance.report.stated import stated_text

SCHEMA = 1
_COVERING = (WaiverState.IN_USE, WaiverState.PENDING, WaiverState.NOT_NEEDED)


def results_json(record: RunRecord) -> str:
    """JSON text of the run, keys in a fixed order; the same findings give the same bytes.

    Values are doubles, `value_exact` is the fraction; a field without a value is null. Surrogates are escaped visibly.
    """
    return "".join(results_pieces(record))


def results_pieces(record: RunRecord) -> Iterator[str]:
    """The same piece by piece, a finding at a time."""
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    questions = {item.id: item.question.en for item in record.catalog.statement}
    document: Document = {
        "schema": SCHEMA,
        "statement": record.statement.value,
        "sentence": record.sentence,
        "started": record.started.isoformat(),
        "device": {
            "maker": named(record.submission.device.maker),
            "model": named(record.submission.device.model),
            "firmware": named(record.submission.device.firmware),
            "serial": named(record.submission.device.serial),
        },
        "submission": {
            "sha256": named(record.submission.stated_sha256),
            "archive": next(iter(map(_file, record.submission.archive)), None),
        },
        "profiles": list(record.profiles),
        "catalog": {"sha256": record.catalog.sha256, "overlays": [_overlay(one) for one in record.catalog.overlays]},
        "tool": dict(record.tool.versions),
        "evidence": [*map(_recording, record.submission.recordings), *map(_dump, record.submission.dumps)],
        "trusted_roots": _papers(record.submission.all_roots),
        "camera_keys": _papers(key for one in record.submission.recordings for key in one.camera_keys),
        "goldens": _papers(record.submission.goldens),
        "manifests": _papers(record.submission.manifests),
        "time_stamps": list(map(_stamp, _stamps(record.submission))),
        "logs": [_log(one) for one in record.submission.logs],
        "zfy_info": next((_file(one.file) for one in record.submission.device_record), None),
        "ignored": [{"path": one.path, "why": one.why} for one in record.submission.ignored],
        "clauses": _folded(record, clauses),
        "declarations": [_declaration(one, questions[one.item]) for one in record.declarations],
        "waivers": [_waiver(result) for result in record.waivers],
        "findings": (finding_fields(finding, clauses[finding.clause], record) for finding in record.findings),
    }
    return json_pieces(document)


def _papers(named: Iterable[TrustedRoot | CameraKey | GoldenFile | ManifestCheck]) -> list[Json]:
    """Each file once, with its digest."""
    files = dict.fromkeys((file.path, file.sha256) for file in named)
    return [{"path": path, "sha256": sha256} for path, sha256 in files]


def _stamps(submission: Submission) -> Sequence[TimeStamp]:
    """That of the manifests, then those of recordings."""
    return (*submission.time_stamps, *(stamp for one in submission.recordings for stamp in one.time_stamp))


def _stamp(one: TimeStamp) -> Json:
    """`of` are the files of which it must be one."""
    return {**_file(one), "of": [stamped.path for stamped in one.of]}


def _recording(one: Recording) -> Json:
    return {
        "id": one.id,
        "role": one.role.value,
        "gnss_log": list(map(_file, one.gnss_log)),
        "golden": one.golden,
        **_file(one),
    }


def _dump(one: Dump) -> Json:
    """In the place of a role stands what it is; `files` hold it one after another."""
    return {"id": one.id, "role": EvidenceKind.DUMP.value, "files": len(one.files), **_file(one)}


def _log(one: Log) -> Json:
    """Of one that can't be read there is no number of entries."""
    entries = None if isinstance(one.content, Absent) else one.content.entries
    return {"path": one.path, "entries": entries, "files": list(map(_file, one.files))}


def _file(one: Recording | Dump | Sidecar | TimeStamp) -> dict[str, Json]:
    return {"path": one.path, "sha256": one.sha256, "bytes": one.size}


def _overlay(overlay: Overlay) -> Json:
    return {
        "sha256": overlay.sha256,
        "file": overlay.file,
        "by": overlay.by,
        "on": overlay.on.isoformat(),
        "basis": overlay.basis.value,
        "clauses": list(dict.fromkeys(one.clause for one in overlay.supplied)),
    }


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


def finding_fields(finding: Finding, clause: Clause, record: RunRecord) -> dict[str, Json]:
    """One finding of `results.json`; `parts` only where it has several."""
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
        "waiver": _beside(clause, record),
        "detail": finding.judgement.sentence,
        "grade": clause.provenance.grade.value,
        "advisory": not clause.provenance.grade.decides,
    }
    if len(finding.parts) > 1:
        row["parts"] = [_part(part) for part in finding.parts]
    return row


def _declaration(declaration: Declaration, question: str) -> Json:
    value = declaration.value
    return {
        "item": declaration.item,
        "question": question,
        "value": value if isinstance(value, bool) else named(stated_text(value)),
        "shown": declaration.shown.value,
        "detail": named(declaration.detail),
        "removed": list(declaration.removed),
        "removed_count": len(declaration.removed),
    }


def _waiver(result: WaiverResult) -> Json:
    waiver = result.waiver
    return {
        "clause": waiver.clause,
        "reason": waiver.reason,
        "approver": waiver.approver,
        "expires": waiver.expires.isoformat(),
        "device": {"maker": named(waiver.maker), "model": named(waiver.model)},
        "firmware": {"from": named(waiver.firmware_from), "to": named(waiver.firmware_to)},
        "state": result.state.value,
        "detail": result.sentence,
    }


def _beside(clause: Clause, record: RunRecord) -> Json:
    """The waiver that stands beside a verdict: the one that covers the clause on this device, else the first of it."""
    mine = [result for result in record.waivers if result.waiver.clause == clause.id]
    if not mine:
        return None
    result = min(mine, key=lambda one: one.state not in _COVERING)
    return {
        "reason": result.waiver.reason,
        "approver": result.waiver.approver,
        "expires": result.waiver.expires.isoformat(),
        "expired": result.state is WaiverState.EXPIRED,
        "state": result.state.value,
    }


def _part(part: Part) -> Json:
    return {
        **_measured(part),
        "verdict": part.judgement.verdict.value,
        "reason": part.judgement.reason.value,
        "detail": part.judgement.sentence,
    }


def _measured(part: Part) -> dict[str, Json]:
    limit = None if part.judgement.reason is Reason.LIMIT_NOT_SUPPLIED else named(part.limit)
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
        "where": [place_fields(where) for where in part.outcome.where],
        "note": None,
        "opinions": [],
        "budget": [],
        "curves": [],
        "stills": [],
        "timelines": [],
    }
    if isinstance(part.outcome, NotMeasured):
        return row | {"note": named(part.outcome.detail)}
    return row | value_fields(part.outcome)


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
        "budget": [],
        "curves": [],
        "stills": [],
        "timelines": [],
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

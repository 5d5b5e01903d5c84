"""`assessment-results.json`: the run for governance tools, by OSCAL."""

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid5

from conformance.model.clause import Clause
from conformance.model.evidence import Dump, Recording
from conformance.model.finding import ClauseResult, Finding, Judgement, RunRecord
from conformance.model.vocabulary import EvidenceKind, Verdict
from conformance.report.escapes import markdown_text, one_line
from conformance.report.exchange.fields import Json
from conformance.report.exchange.json_text import json_text
from conformance.report.exchange.results import finding_fields, results_json
from conformance.report.exchange.standing import RUN_STANDINGS, binds, standing

VERSION = "1.2.1"
SPACE = UUID("e66225b7-91ee-4cfe-a0b0-543caebd5054")  # names of this project's UUIDs, and of its properties
NAMESPACE = f"urn:uuid:{SPACE}"
RUN_TARGET = "run-shows-conformity"
_MEASURED = ("measurand", "value_exact", "unit", "expanded_uncertainty", "coverage_factor", "relation", "limit")


@dataclass(frozen=True)
class _Names:
    """UUIDs (RFC 9562, version 5) by what they are of: the same results give the same, changed ones give others.

    `files` are the pieces of evidence that are resources of the document.
    """

    run: UUID
    files: frozenset[str]

    def of(self, *what: str) -> str:
        return str(uuid5(self.run, "\n".join(what)))


def oscal_json(record: RunRecord) -> str:
    """Assessment results: an observation a finding, a finding a clause, and one finding for the run's statement.

    Only a clause that passes is satisfied. Each entry carries the verdict as a property of the project's `NAMESPACE`.
    """
    digest = hashlib.sha256(results_json(record).encode("utf-8")).hexdigest()
    given: tuple[Recording | Dump, ...] = (*record.submission.recordings, *record.submission.dumps)
    files = frozenset(one.id for one in given)
    names = _Names(uuid5(SPACE, digest), files)
    document: Json = {
        "uuid": str(names.run),
        "metadata": {
            "title": "Conformance of a recorder",
            "last-modified": record.started.isoformat(),
            "version": digest,
            "oscal-version": VERSION,
        },
        "import-ap": {"href": f"#{names.of('plan')}"},
        "results": [_result(record, names)],
        "back-matter": {"resources": [_plan(record, names), *_resources(record, names)]},
    }
    return json_text({"assessment-results": document})


def _result(record: RunRecord, names: _Names) -> Json:
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    seen: dict[str, list[Json]] = {}
    for finding in record.findings:
        observed: Json = {"observation-uuid": names.of("observation", finding.clause, finding.evidence)}
        seen.setdefault(finding.clause, []).append(observed)
    controls: list[Json] = [{"control-id": token(result.clause)} for result in record.clauses]
    return {
        "uuid": names.of("result"),
        "title": record.statement.value,
        "description": markdown_text(record.sentence),
        "start": record.started.isoformat(),
        "props": _props(statement=record.statement.value, profiles=" + ".join(record.profiles)),
        "local-definitions": {"components": [_device(record, names)]},
        "reviewed-controls": {"control-selections": [{"include-controls": controls}]},
        "observations": [_observation(one, clauses[one.clause], record, names) for one in record.findings],
        "findings": [
            _statement(record, names),
            *(_finding(one, clauses[one.clause], names, seen.get(one.clause, [])) for one in record.clauses),
        ],
    }


def _device(record: RunRecord, names: _Names) -> Json:
    device = record.submission.device
    title = " ".join(text for text in (device.maker, device.model) if text.strip()) or "device not named"
    return {
        "uuid": names.of("device"),
        "type": "hardware",
        "title": markdown_text(title),
        "description": "The device under test, as the submission names it.",
        "props": _props(tested="true", firmware=device.firmware, serial=device.serial),
        "status": {"state": "operational"},
    }


def _observation(finding: Finding, clause: Clause, record: RunRecord, names: _Names) -> Json:
    fields = finding_fields(finding, clause, record)
    told = {name: "" if fields[name] is None else str(fields[name]) for name in _MEASURED}
    evidence: list[Json] = []
    if finding.evidence in names.files:
        evidence = [
            {"href": f"#{names.of('evidence', finding.evidence)}", "description": "The file that was examined."}
        ]
    return {
        "uuid": names.of("observation", finding.clause, finding.evidence),
        "title": markdown_text(f"{finding.clause} on {finding.evidence}"),
        "description": markdown_text(finding.judgement.sentence),
        "props": [*_judged(finding.judgement), *_props(**told)],
        "methods": ["EXAMINE" if clause.evidence is EvidenceKind.ATTESTATION else "TEST"],
        "subjects": [{"subject-uuid": names.of("device"), "type": "component"}],
        **({"relevant-evidence": evidence} if evidence else {}),
        "collected": record.started.isoformat(),
    }


def _finding(result: ClauseResult, clause: Clause, names: _Names, observed: list[Json]) -> Json:
    state, reason = standing(result.judgement.verdict, clause).oscal
    target: dict[str, Json] = {
        "type": "objective-id",
        "target-id": token(clause.id),
        "status": {"state": state, "reason": reason, "remarks": markdown_text(_said(result.judgement))},
    }
    if result.judgement.verdict is Verdict.NOT_APPLICABLE:
        target["implementation-status"] = {"state": "not-applicable"}
    binding = "true" if binds(clause) else "false"
    about = _props(document=clause.document, number=clause.number, level=clause.level.value, decides=binding)
    return {
        "uuid": names.of("finding", clause.id),
        "title": markdown_text(clause.title.en),
        "description": markdown_text(clause.wording.en),
        "props": [*_judged(result.judgement), *about],
        "target": target,
        **({"related-observations": observed} if observed else {}),
    }


def _statement(record: RunRecord, names: _Names) -> Json:
    """Whether the run shows conformity: it may be undecided though every clause is satisfied."""
    state, reason = RUN_STANDINGS[record.statement].oscal
    said = f"{record.statement.value}: {record.sentence}"
    return {
        "uuid": names.of("statement"),
        "title": "The run shows that the device conforms",
        "description": markdown_text(record.sentence),
        "props": _props(statement=record.statement.value),
        "target": {
            "type": "objective-id",
            "target-id": RUN_TARGET,
            "status": {"state": state, "reason": reason, "remarks": markdown_text(said)},
        },
    }


def _plan(record: RunRecord, names: _Names) -> Json:
    return {
        "uuid": names.of("plan"),
        "title": "Catalog of requirements",
        "description": "There is no assessment plan in OSCAL: what was assessed is what this catalog asks for.",
        "rlinks": [_link("requirements_catalog.yaml", record.catalog.sha256)],
    }


def _resources(record: RunRecord, names: _Names) -> list[Json]:
    files: tuple[Recording | Dump, ...] = (*record.submission.recordings, *record.submission.dumps)
    return [_resource(one, names) for one in files]


def _resource(one: Recording | Dump, names: _Names) -> Json:
    title = {"uuid": names.of("evidence", one.id), "title": markdown_text(one.path)}
    return {**title, "rlinks": [_link(one.id, one.sha256)]}


def _link(href: str, sha256: str) -> Json:
    hashes: list[Json] = [{"algorithm": "SHA-256", "value": sha256}] if sha256 else []
    return {"href": href, **({"hashes": hashes} if hashes else {})}


def _judged(judgement: Judgement) -> list[Json]:
    return _props(verdict=judgement.verdict.value, reason=judgement.reason.value)


def _said(judgement: Judgement) -> str:
    return f"{judgement.verdict.value} ({judgement.reason.value}): {judgement.sentence}"


def _props(**named: str) -> list[Json]:
    """Properties of the project's namespace; OSCAL knows none without a value, or with white space around it."""
    values = {name.replace("_", "-"): one_line(value).strip() for name, value in named.items()}
    return [{"name": name, "ns": NAMESPACE, "value": value} for name, value in values.items() if value]


def token(clause: str) -> str:
    """The clause's id as an OSCAL token, which begins with a letter or an underscore."""
    return f"_{clause}" if clause[:1].isdigit() else clause

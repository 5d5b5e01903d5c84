"""`test-result.intoto.json`: the run as a statement of in-toto, to be signed as it stands."""

import json
from collections.abc import Iterator
from urllib.parse import quote

from conformance.errors import ResultsError
from conformance.model.evidence import Exhibit, Submission
from conformance.model.facts import NOT_TAKEN
from conformance.model.finding import RunRecord
from conformance.report.escapes import visible
from conformance.report.exchange.fields import Json
from conformance.report.exchange.standing import RUN_STANDINGS, standing

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://in-toto.io/attestation/test-result/v0.1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"  # of a DSSE envelope around it
LISTS = ("passedTests", "warnedTests", "failedTests")  # of the predicate's own
ADDED_LISTS = ("openTests", "notApplicableTests")


def statement_payload(record: RunRecord) -> bytes:
    """Statement v1 with the predicate test-result v0.1, as the bytes that a signature is over.

    A test is a clause, by its folded verdict. `warnedTests` are tests that passed with warnings (test-result v0.1,
    Model), so that no open clause is among them, and `result` is PASSED for CONFORMS alone.

    Raises:
        ResultsError: the run holds no digest of any evidence that the statement could be about.
    """
    subjects = _subjects(record.submission)
    if not subjects:
        raise ResultsError("the run knows no digest of any evidence, so that no statement of in-toto can be about it")
    statement: Json = {
        "_type": STATEMENT_TYPE,
        "subject": subjects,
        "predicateType": PREDICATE_TYPE,
        "predicate": _predicate(record),
    }
    return json.dumps(statement, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def _predicate(record: RunRecord) -> Json:
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    tests: dict[str, list[Json]] = {name: [] for name in (*LISTS, *ADDED_LISTS)}
    for result in record.clauses:
        for name in standing(result.judgement.verdict, clauses[result.clause]).in_toto:
            tests[name].append(result.clause)
    return {
        "result": RUN_STANDINGS[record.statement].in_toto,
        "statement": record.statement.value,
        "sentence": visible(record.sentence),
        "configuration": _configuration(record),
        **tests,
    }


def _configuration(record: RunRecord) -> list[Json]:
    profiles: dict[str, Json] = {"annotations": {"profiles": list(record.profiles)}}
    catalog = _resource("requirements_catalog.yaml", record.catalog.sha256) | profiles
    stated = record.submission.stated_sha256
    return [
        catalog,
        *(_resource(_uri(one.file), one.sha256) for one in record.catalog.overlays),
        *([_resource("submission.yaml", stated)] if stated else []),
    ]


def _subjects(submission: Submission) -> list[Json]:
    """Every piece of evidence of which a digest is known, each name once; else the file that states everything."""
    digests = {name: digest for name, digest in _digests(submission) if digest != NOT_TAKEN}
    if not digests and submission.stated_sha256:
        digests = {"submission.yaml": submission.stated_sha256}
    return [_resource(name, digest) for name, digest in digests.items()]


def _digests(submission: Submission) -> Iterator[tuple[str, str]]:
    yield from ((one.id, one.sha256) for one in submission.recordings)
    yield from ((one.id, one.sha256) for one in submission.dumps)
    yield from ((_uri(file.path), file.sha256) for log in submission.logs for file in log.files)
    yield from ((_uri(one.file.path), one.file.sha256) for one in submission.device_record)
    exhibits = [one.exhibit for one in submission.attestations if isinstance(one.exhibit, Exhibit)]
    yield from ((_uri(one.path), one.sha256) for one in exhibits)


def _resource(name: str, sha256: str) -> dict[str, Json]:
    """A ResourceDescriptor of the framework v1."""
    return {"name": name, "digest": {"sha256": sha256}}


def _uri(path: str) -> str:
    return quote(path, errors="surrogateescape")

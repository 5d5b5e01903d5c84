"""Comparisons and results files made by hand for the tests of their pages."""

import json
from dataclasses import replace
from pathlib import Path

from conformance.model.comparison import (
    Attribution,
    CaseChange,
    Cause,
    Change,
    ClauseChange,
    Comparison,
    EvidencePair,
    Ground,
    Hindrance,
    MatchedBy,
    Stand,
    ValueChange,
)
from conformance.model.evidence import Device
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason, Verdict
from conformance.report.exchange.results import results_json

from ..factory import BASE, HOSTILE_PATHS, JUDGEMENTS, SIZE, full_record, one_case, recording, simple_finding

HOSTILE = "<script>alert(1)</script>\u202e\udcff\"'"
MISSING = Absent(Reason.NOT_SELECTED, "the first run has no such case: other evidence")


def stand(verdict: Verdict, *, waived: bool = False) -> Stand:
    """A verdict with a value."""
    return Stand(JUDGEMENTS[verdict], simple_finding(BASE, "a.mp4", verdict).parts, waived)


def comparison() -> Comparison:
    """Every kind of line, with hostile names wherever a submission could bring them."""
    record = full_record()
    device = Device(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    record = replace(record, submission=replace(record.submission, device=device))
    hostile = [recording(path) for path in HOSTILE_PATHS]
    caused = Attribution(((Cause.DEVICE, Cause.WAIVER), (Cause.CATALOG,)), HOSTILE)
    cases = tuple(
        CaseChange(
            (one.id, one.id),
            stand(Verdict.PASS),
            stand(Verdict.FAIL),
            Change.BROKEN,
            ValueChange.BEYOND_U,
            attribution=caused,
        )
        for one in hostile
    )
    hindrance = Hindrance(Ground.TOOL, HOSTILE)
    lone = CaseChange(("", hostile[0].id), MISSING, stand(Verdict.FAIL), Change.NEW)
    clauses = (
        ClauseChange(
            BASE,
            stand(Verdict.PASS),
            stand(Verdict.FAIL, waived=True),
            Change.BROKEN,
            (*cases, lone),
            (hindrance,),
            caused,
            worse=True,
        ),
        ClauseChange(SIZE, MISSING, stand(Verdict.NOT_TESTED), Change.NEW, (), (hindrance,)),
    )
    pairs = tuple(EvidencePair(one.id, one.id, one.path, HOSTILE, MatchedBy.PATH) for one in hostile)
    return Comparison(one_case(Verdict.PASS), record, pairs, HOSTILE_PATHS, (HOSTILE,), clauses)


def results(verdict: Verdict = Verdict.PASS, *, started: str = "2026-11-20T14:03:07+00:00", **device: str) -> str:
    """The text of a `results.json` of one clause."""
    document = json.loads(results_json(one_case(verdict)))
    document["started"] = started
    document["device"] |= device
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def stored(folder: Path, text: str, *, report: bool = True) -> Path:
    """A folder of a run with that results file."""
    folder.mkdir(parents=True)
    (folder / "results.json").write_text(text)
    if report:
        (folder / "report.html").write_text("<!DOCTYPE html>")
    return folder

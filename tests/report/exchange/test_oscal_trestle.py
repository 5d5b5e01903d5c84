"""compliance-trestle takes `assessment-results.json` for what it claims to be."""

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.model.evidence import Device
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Verdict
from conformance.report.exchange.oscal import oscal_json

from ..beside_factory import beside_record
from ..factory import full_record, one_case

pytest.importorskip("trestle", reason="compliance-trestle (extra `oscal`) is not installed")

from trestle.common.err import TrestleError
from trestle.core.duplicates_validator import DuplicatesValidator
from trestle.core.links_validator import LinksValidator
from trestle.core.refs_validator import RefsValidator
from trestle.oscal.assessment_results import AssessmentResults

RUNS = {"full": full_record(), "beside": beside_record()} | {one.value: one_case(one) for one in Verdict}
UNNAMED = replace(RUNS["pass"], submission=replace(RUNS["pass"].submission, device=Device()))


def _read(text: str, folder: Path) -> AssessmentResults:
    file = folder / "assessment-results.json"
    file.write_text(text, encoding="utf-8")
    found = AssessmentResults.oscal_read(file)
    assert isinstance(found, AssessmentResults)
    return found


@pytest.mark.parametrize("run", [*RUNS.values(), UNNAMED], ids=[*RUNS, "unnamed"])
def test_trestle_reads_the_file_and_finds_nothing_wrong(run: RunRecord, tmp_path: Path) -> None:
    found = _read(oscal_json(run), tmp_path)

    assert DuplicatesValidator().model_is_valid(found, quiet=False)
    assert LinksValidator().model_is_valid(found, quiet=False)
    assert RefsValidator().model_is_valid(found, quiet=False)


def test_what_trestle_reads_says_that_an_open_clause_is_not_satisfied(tmp_path: Path) -> None:
    findings = _read(oscal_json(RUNS["not_tested"]), tmp_path).results[0].findings
    assert findings is not None
    status = findings[1].target.status
    assert status is not None

    assert "not_satisfied" in str(status.state)
    assert len(findings) == 2


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('"not-satisfied"', '"open"'), ('"methods"', '"method"')],
)
def test_trestle_would_notice_a_wrong_file(right: str, wrong: str, tmp_path: Path) -> None:
    text = oscal_json(RUNS["full"])
    assert right in text

    with pytest.raises(TrestleError):
        _read(text.replace(right, wrong, 1), tmp_path)

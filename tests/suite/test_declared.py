"""The implementation statement in a run: what it removes, what evidence says of it, and what it can't do."""

import shutil
from pathlib import Path

import pytest

from conformance.errors import SelectionError
from conformance.model.finding import Finding, RunRecord
from conformance.model.vocabulary import Depth, Reason, Shown, Statement, Verdict
from conformance.suite.session import Arguments, open_session
from conformance.synthesis.demo import DemoSubmissions

CATALOG = Path(__file__).parents[1] / "catalog" / "declared.yaml"
FREE = "all-free"  # as `all`, with no mandatory clause


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    text = CATALOG.read_text(encoding="utf-8")
    free = "  all-free:\n    title: {en: Free, zh: 自由}\n    clauses: [rule-1-rate]\n"
    path = tmp_path / "catalog.yaml"
    path.write_text(text + free, encoding="utf-8")
    return path


class Runs:
    """Runs of the demo's conforming device under another statement: three MP4 recordings with sound."""

    def __init__(self, demo: Path, catalog: Path, tmp_path: Path) -> None:
        self._demo, self._catalog, self._tmp = demo, catalog, tmp_path

    def record(self, statement: str, profile: str = FREE) -> RunRecord:
        folder = self._tmp / "device"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._demo, folder)
        stated = folder / "submission.yaml"
        kept, _, _ = stated.read_text().partition("attestations:")  # of another catalog's clauses
        lines = [line for line in kept.splitlines() if not line.startswith("statement:")]
        stated.write_text("\n".join([*lines, f"statement: {{{statement}}}"]) + "\n")
        arguments = Arguments(
            folder, self._tmp / "facts", (profile,), catalog=self._catalog, depth=Depth.CONTAINER, workers=1
        )
        session = open_session(arguments)
        try:
            findings = {case.id: session.finding(case) for case in session.cases}
            return session.record(findings, frozenset(findings))
        finally:
            session.close()


@pytest.fixture
def runs(demo_submissions: DemoSubmissions, catalog: Path, tmp_path: Path) -> Runs:
    return Runs(demo_submissions.conforming, catalog, tmp_path)


def only(record: RunRecord, clause: str = "rule-1-rate") -> Finding:
    (finding,) = [one for one in record.findings if one.clause == clause]
    return finding


def test_a_clause_applies_where_the_statement_says_so(runs: Runs) -> None:
    record = runs.record("sound: true, container: mp4")
    assert [one.judgement.verdict for one in record.findings] == [Verdict.PASS] * 4
    assert record.statement is Statement.CONFORMS
    assert {one.item: one.shown for one in record.declarations} == {
        "sound": Shown.CONFIRMED,
        "container": Shown.CONFIRMED,
    }


def test_what_a_recording_shows_can_not_be_declared_absent(runs: Runs) -> None:
    record = runs.record("sound: false, container: mp4")
    finding = only(record)
    assert (finding.judgement.verdict, finding.judgement.reason) == (Verdict.NOT_TESTED, Reason.STATEMENT_CONTRADICTED)
    assert finding.judgement.sentence.startswith(
        "the submission declares sound: false, which its evidence contradicts:"
    )
    assert record.statement is Statement.NOT_DETERMINED
    sound = record.declarations[0]
    assert (sound.item, sound.value, sound.shown) == ("sound", False, Shown.PRESENT_BUT_UNDECLARED)
    assert sound.removed == ()


def test_a_declaration_that_holds_removes_the_clause_and_is_named(runs: Runs, catalog: Path) -> None:
    catalog.write_text(catalog.read_text().replace("    shown_by: {measurand: container.format}\n", ""))
    record = runs.record("container: avi, sound: true")
    finding = only(record)
    assert (finding.judgement.verdict, finding.judgement.reason) == (Verdict.NOT_APPLICABLE, Reason.DECLARED_ABSENT)
    assert finding.judgement.sentence == (
        "the submission declares container: avi; the clause applies where sound and not container == avi"
    )
    assert {one.item: one.removed for one in record.declarations} == {"sound": (), "container": ("rule-1-rate",)}
    assert record.statement is Statement.NOT_DETERMINED  # nothing is left that was decided


def test_a_choice_that_no_recording_shows_removes_no_clause(runs: Runs) -> None:
    record = runs.record("container: avi, sound: true")
    assert only(record).judgement.reason is Reason.STATEMENT_CONTRADICTED
    container = record.declarations[1]
    assert (container.shown, container.removed) == (Shown.DECLARED_BUT_ABSENT, ())
    assert container.detail.endswith("shows mp4")


def test_a_mandatory_clause_that_is_declared_away_fails(runs: Runs) -> None:
    record = runs.record("sound: false, storage_bytes: 128 GB", "all")
    finding = only(record)
    assert (finding.judgement.verdict, finding.judgement.reason) == (Verdict.FAIL, Reason.DECLARED_AWAY)
    assert record.statement is Statement.DOES_NOT_CONFORM


def test_silence_decides_nothing_against_the_device_and_nothing_for_it(runs: Runs, catalog: Path) -> None:
    catalog.write_text(catalog.read_text().replace("limit: 8000 Hz", "limit: 96000 Hz"))
    record = runs.record("sound: true")
    assert {one.judgement.reason for one in record.findings} == {Reason.STATEMENT_SILENT}
    assert record.findings[0].judgement.sentence.startswith("the statement does not answer container; if the clause")
    assert record.statement is Statement.NOT_DETERMINED


def test_what_is_shown_needs_no_declaration(runs: Runs, catalog: Path) -> None:
    text = catalog.read_text().replace("limit: 8000 Hz", "limit: 96000 Hz")
    catalog.write_text(text.replace("applies: sound and not container == avi", "applies: sound or container == avi"))
    record = runs.record("container: mp4")
    assert {one.judgement.verdict for one in record.findings} == {Verdict.FAIL}
    assert record.declarations[0].shown is Shown.PRESENT_BUT_UNDECLARED


def test_a_pass_needs_no_declaration(runs: Runs) -> None:
    record = runs.record("sound: true")
    assert {one.judgement.verdict for one in record.findings} == {Verdict.PASS}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("sounds: true", "the catalog asks for no 'sounds'; did you mean 'sound'?"),
        ("sound: 16 GB", "statement: sound: answer true or false"),
        ("sound: loud", "statement: sound: answer true or false"),
        ("container: wmv", "statement: container: answer one of mp4, avi"),
        ("container: true", "statement: container: answer one of mp4, avi"),
        ("storage_bytes: 16 h", "answer a quantity in bit or B or MB"),
        ("storage_bytes: 0 GB", "a quantity must be greater than 0"),
        ("storage_bytes: -1 GB", "a quantity must be greater than 0"),
        ("storage_bytes: true", "answer a quantity in"),
    ],
)
def test_an_answer_that_fits_no_question_is_refused(runs: Runs, statement: str, problem: str) -> None:
    with pytest.raises(SelectionError, match=problem.replace("?", r"\?")):
        runs.record(statement)


def test_profiles_that_set_a_parameter_differently_are_not_run_together(runs: Runs, tmp_path: Path) -> None:
    runs.record("storage_bytes: 128 GB", "long-shift")
    both = Arguments(
        tmp_path / "device", tmp_path / "facts", ("long-shift", "short-shift"), catalog=tmp_path / "catalog.yaml"
    )
    with pytest.raises(
        SelectionError, match="'long-shift' and 'short-shift' set different limits for 'rule-2-storage'"
    ):
        open_session(both)


@pytest.mark.parametrize(("profile", "limit"), [("long-shift", "12 h"), ("short-shift", "4 h"), ("all", "12 h")])
def test_a_profile_sets_the_limit_that_the_document_leaves_open(runs: Runs, profile: str, limit: str) -> None:
    record = runs.record("storage_bytes: 128 GB, sound: true, container: mp4", profile)
    (part,) = only(record, "rule-2-storage").parts
    assert part.limit == limit


def test_a_clause_that_nothing_decides_is_not_tested_and_never_met(runs: Runs) -> None:
    record = runs.record("storage_bytes: 128 GB, sound: true, container: mp4", "all")
    planned, duty = only(record, "rule-3-signature"), only(record, "rule-4-court")
    assert (planned.judgement.verdict, planned.judgement.reason) == (Verdict.NOT_TESTED, Reason.METHOD_PLANNED)
    assert (duty.judgement.verdict, duty.judgement.reason) == (Verdict.NOT_TESTED, Reason.NOT_TESTABLE)
    assert record.statement is Statement.NOT_DETERMINED

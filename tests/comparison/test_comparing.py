"""Records side by side: scope, catalog and tool as hindrances, what counts as worse, and what is only new."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.comparison.comparing import compared
from conformance.model import codec
from conformance.model.clause import Clause, Quantifier
from conformance.model.comparison import Change, ClauseChange, Comparison, Ground, Progress
from conformance.model.facts import Absent
from conformance.model.finding import ClauseResult, Judgement, RunRecord, ToolVersions
from conformance.model.vocabulary import Grade, Level, QuantifierKind, Reason, Statement, Verdict
from conformance.suite.archive import RECORD_FILE

from ..report.factory import BASE, COMPLETE, SIZE, graded, one_case, record, recording, simple_finding

Compare = Callable[[RunRecord, RunRecord], Comparison]
FILE = recording("a.mp4")
SECOND = replace(recording("b.mp4"), sha256="6e" * 32)


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    def both(before: RunRecord, after: RunRecord) -> Comparison:
        for name, one in (("before", before), ("after", after)):
            (tmp_path / name).mkdir()
            readable = replace(one, submission=replace(one.submission, ignored=()))
            (tmp_path / name / RECORD_FILE).write_bytes(codec.encode(RunRecord, readable))
        return compared(tmp_path / "before", tmp_path / "after")

    return both


def of(comparison: Comparison, clause: str) -> ClauseChange:
    (found,) = [one for one in comparison.clauses if one.clause.id == clause]
    return found


def run(*clauses: tuple[Clause, Verdict], statement: Statement = Statement.DOES_NOT_CONFORM) -> RunRecord:
    """A run on one file, of these clauses with these verdicts."""
    findings = tuple(simple_finding(clause, FILE.id, verdict) for clause, verdict in clauses)
    return record(tuple(clause for clause, _ in clauses), (FILE,), findings, statement)


def test_a_new_failing_clause_of_the_same_profiles_is_worse(compare: Compare) -> None:
    comparison = compare(run((BASE, Verdict.FAIL)), run((BASE, Verdict.FAIL), (COMPLETE, Verdict.FAIL)))
    new = of(comparison, COMPLETE.id)

    assert (new.change, new.worse, comparison.progress) == (Change.NEW, True, Progress.WORSE)
    assert [one.ground for one in new.hindrances] == [Ground.CATALOG]


def test_a_new_failing_clause_that_the_first_run_was_not_asked_for_is_not_worse(compare: Compare) -> None:
    wide = run((BASE, Verdict.FAIL), (COMPLETE, Verdict.FAIL))
    profiles = (replace(wide.catalog.profiles[0], clauses=(BASE.id,)), replace(wide.catalog.profiles[0], id="wide"))
    catalog = replace(wide.catalog, profiles=profiles)
    narrow = replace(run((BASE, Verdict.FAIL)), catalog=catalog)
    comparison = compare(narrow, replace(wide, catalog=catalog, profiles=("wide",)))
    new = of(comparison, COMPLETE.id)

    assert (new.change, new.worse, comparison.progress) == (Change.NEW, False, Progress.NOTHING_WORSE)
    assert [one.ground for one in new.hindrances] == [Ground.SCOPE]


def test_a_clause_that_the_first_run_left_out_by_its_selection_is_new_by_scope(compare: Compare) -> None:
    left = Judgement(Verdict.NOT_TESTED, Reason.NOT_SELECTED, "left out")
    both = run((BASE, Verdict.FAIL), (COMPLETE, Verdict.FAIL))
    narrowed = replace(
        run((BASE, Verdict.FAIL)),
        catalog=both.catalog,
        clauses=(*run((BASE, Verdict.FAIL)).clauses, ClauseResult(COMPLETE.id, left, 0)),
    )
    new = of(compare(narrowed, both), COMPLETE.id)

    assert (new.change, new.worse) == (Change.NEW, False)
    assert new.hindrances[0].detail == "the first run left the clause out by its own selection"


def test_a_worse_statement_is_worse_whatever_the_clauses_are(compare: Compare) -> None:
    comparison = compare(
        run((BASE, Verdict.PASS), statement=Statement.CONFORMS),
        run((BASE, Verdict.PASS), statement=Statement.NOT_DETERMINED),
    )

    assert (comparison.statement_worse, comparison.worse, comparison.progress) == (True, (), Progress.WORSE)


@pytest.mark.parametrize("clause", [graded(Grade.TEXT, Level.SHOULD), graded(Grade.TENDER)], ids=["should", "advisory"])
def test_a_clause_that_does_not_decide_is_broken_and_not_worse(compare: Compare, clause: Clause) -> None:
    comparison = compare(run((clause, Verdict.PASS)), run((clause, Verdict.FAIL)))

    assert (of(comparison, BASE.id).change, comparison.progress) == (Change.BROKEN, Progress.NOTHING_WORSE)


def two_files(clause: Clause, *verdicts: Verdict) -> RunRecord:
    findings = tuple(simple_finding(clause, one.id, of) for one, of in zip((FILE, SECOND), verdicts, strict=True))
    return record((clause,), (FILE, SECOND), findings, Statement.DOES_NOT_CONFORM)


def test_one_more_failing_file_of_a_clause_that_failed_before_is_worse(compare: Compare) -> None:
    before, after = two_files(BASE, Verdict.FAIL, Verdict.PASS), two_files(BASE, Verdict.FAIL, Verdict.FAIL)
    comparison = compare(before, after)

    assert not of(comparison, BASE.id).worse
    assert [case.worse for case in of(comparison, BASE.id).cases] == [False, True]
    assert comparison.progress is Progress.WORSE


def test_a_failing_file_is_not_worse_where_any_file_is_enough(compare: Compare) -> None:
    clause = replace(BASE, quantifier=Quantifier(QuantifierKind.ANY))
    before, after = two_files(clause, Verdict.FAIL, Verdict.PASS), two_files(clause, Verdict.FAIL, Verdict.FAIL)

    assert [case.worse for case in of(compare(before, after), BASE.id).cases] == [False, False]


def test_a_file_that_only_the_second_run_has_is_a_new_case_by_scope(compare: Compare) -> None:
    comparison = compare(run((BASE, Verdict.FAIL)), two_files(BASE, Verdict.FAIL, Verdict.FAIL))
    new = of(comparison, BASE.id).cases[1]

    assert (new.change, new.evidence, isinstance(new.before, Absent)) == (Change.NEW, ("", SECOND.id), True)
    assert [one.ground for one in new.hindrances] == [Ground.SCOPE]
    assert comparison.progress is Progress.NOTHING_WORSE


def test_other_tool_versions_hinder_the_comparison_of_what_is_measured(compare: Compare) -> None:
    before = run((BASE, Verdict.PASS))
    after = replace(before, tool=ToolVersions((*before.tool.versions[:2], ("MediaInfo", "26.06"))))

    assert [(one.ground, one.detail) for one in of(compare(before, after), BASE.id).hindrances] == [
        (Ground.TOOL, "MediaInfo 26.05 -> 26.06")
    ]


@pytest.mark.parametrize(
    ("other", "detail"),
    [
        (replace(BASE, wording=SIZE.title), "the wording of the clause"),
        (replace(BASE, level=Level.SHOULD), "level: shall -> should"),
        (replace(BASE, provenance=replace(BASE.provenance, grade=Grade.DRAFT)), "grade of the source: text -> draft"),
        (replace(BASE, quantifier=Quantifier(QuantifierKind.ANY)), "quantifier: every -> any"),
        (replace(BASE, roles=()), "the evidence that it looks at"),
        (
            replace(BASE, requirement=replace(BASE.requirement, limit=SIZE.requirement.parts[0].limit)),  # type: ignore[arg-type, union-attr]
            "limit or rule: video.frame_rate >= 25 Hz (simple) -> video.frame_rate >= 1280 px (simple)",
        ),
    ],
    ids=["wording", "level", "grade", "quantifier", "roles", "limit"],
)
def test_what_changed_in_the_catalog_hinders_the_comparison_though_the_verdict_is_the_same(
    compare: Compare, other: Clause, detail: str
) -> None:
    changed = of(compare(run((BASE, Verdict.PASS)), run((other, Verdict.PASS))), BASE.id)

    assert changed.change is Change.UNCHANGED
    assert [(one.ground, one.detail) for one in changed.hindrances] == [(Ground.CATALOG, detail)]


def test_runs_without_a_common_clause_are_called_neither_better_nor_worse(compare: Compare) -> None:
    comparison = compare(run((BASE, Verdict.PASS), statement=Statement.CONFORMS), run((COMPLETE, Verdict.FAIL)))

    assert comparison.progress is Progress.NOTHING_IN_COMMON


def test_a_run_that_gained_a_defect_of_ours_is_worse(compare: Compare) -> None:
    comparison = compare(one_case(Verdict.FAIL), one_case(Verdict.ERROR))

    assert of(comparison, BASE.id).change is Change.ERROR
    assert comparison.progress is Progress.WORSE

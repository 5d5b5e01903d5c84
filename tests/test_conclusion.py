"""The statement of a run: what decides, what is only counted, and what a waiver may and may not do."""

from dataclasses import replace

import pytest

from conformance.conclusion import Conclusion, Doubts, clause_results, conclude
from conformance.model.clause import Clause
from conformance.model.facts import Absent
from conformance.model.finding import NO_EVIDENCE, Case, Finding, Judgement
from conformance.model.vocabulary import Grade, Level, Reason, Statement, Verdict

from .report.factory import BASE, graded

REASONS = {Verdict.PASS: Reason.MET, Verdict.FAIL: Reason.NOT_MET}


def case(clause: Clause) -> Case:
    return Case(clause, NO_EVIDENCE, Absent(Reason.EVIDENCE_MISSING, "nothing"))


def concluded(
    *verdicts: Verdict, waived: tuple[int, ...] = (), doubts: Doubts | None = None, base: Clause = BASE
) -> Conclusion:
    """The conclusion of clauses c0, c1 ... with these verdicts; `waived` are the numbers of the waived ones."""
    cases = tuple(case(replace(base, id=f"c{index}")) for index in range(len(verdicts)))
    findings = {
        one.id: Finding(
            one.clause.id, NO_EVIDENCE, Judgement(verdict, REASONS.get(verdict, Reason.GUARD_BAND), "so"), ()
        )
        for one, verdict in zip(cases, verdicts, strict=True)
    }
    return conclude(cases, findings, doubts or Doubts(), frozenset(f"c{index}" for index in waived))


def said(conclusion: Conclusion) -> tuple[Statement, str]:
    return conclusion.statement, conclusion.sentence


NINE = (Verdict.PASS,) * 9


def test_a_device_conforms_when_every_applicable_binding_clause_is_met() -> None:
    assert said(concluded(*NINE)) == (
        Statement.CONFORMS,
        "Every applicable binding clause is met: 9 of 9.",
    )


def test_clauses_that_do_not_apply_are_counted_apart() -> None:
    assert said(concluded(*NINE, Verdict.NOT_APPLICABLE)) == (
        Statement.CONFORMS,
        "Every applicable binding clause is met: 9 of 9; 1 not applicable.",
    )


def test_a_waived_failure_is_counted_and_does_not_decide() -> None:
    assert said(concluded(*NINE, Verdict.FAIL, waived=(9,))) == (
        Statement.CONFORMS,
        "Every applicable binding clause is met or waived: 9 met, 1 waived, of 10.",
    )


def test_a_waiver_changes_no_verdict() -> None:
    plain, waived = (concluded(*NINE, Verdict.FAIL, waived=which) for which in ((), (9,)))

    assert waived.clauses == plain.clauses
    assert waived.clauses[9].judgement.verdict is Verdict.FAIL


def test_a_failure_without_a_waiver_decides_beside_one_with() -> None:
    assert said(concluded(*NINE, Verdict.FAIL, Verdict.FAIL, waived=(9,))) == (
        Statement.DOES_NOT_CONFORM,
        "A binding clause is not met: 1 failed, 0 open, 1 waived, of 11 binding clauses.",
    )


def test_the_counts_without_a_waiver_do_not_speak_of_any() -> None:
    assert said(concluded(*NINE, Verdict.FAIL)) == (
        Statement.DOES_NOT_CONFORM,
        "A binding clause is not met: 1 failed, 0 open, of 10 binding clauses.",
    )


def test_an_open_clause_beside_a_waived_one_leaves_the_run_open() -> None:
    assert said(concluded(*NINE, Verdict.FAIL, Verdict.INCONCLUSIVE, waived=(9,))) == (
        Statement.NOT_DETERMINED,
        (
            "No binding clause failed without a waiver, but not all are decided: "
            "0 failed, 1 open, 1 waived, of 11 binding clauses."
        ),
    )


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.FAIL])
def test_a_waiver_of_a_clause_that_does_not_fail_does_nothing(verdict: Verdict) -> None:
    assert concluded(*NINE, verdict, waived=(9,)) == concluded(*NINE, verdict)


def test_waivers_alone_prove_nothing() -> None:
    assert said(concluded(Verdict.FAIL, Verdict.FAIL, waived=(0, 1))) == (
        Statement.NOT_DETERMINED,
        "No binding clause is met: 0 failed, 0 open, 2 waived, of 2 binding clauses; nothing is proved.",
    )


@pytest.mark.parametrize("verdicts", [(), (Verdict.NOT_APPLICABLE,) * 2])
def test_nothing_decided_is_nothing_proved(verdicts: tuple[Verdict, ...]) -> None:
    assert said(concluded(*verdicts)) == (
        Statement.NOT_DETERMINED,
        "The selection holds no binding clause that was decided; nothing is proved.",
    )


@pytest.mark.parametrize("base", [graded(Grade.TENDER), graded(Grade.TEXT, Level.SHOULD)], ids=["advisory", "should"])
def test_clauses_that_do_not_bind_decide_nothing(base: Clause) -> None:
    assert concluded(Verdict.PASS, Verdict.FAIL, base=base).statement is Statement.NOT_DETERMINED


def test_an_unexamined_recording_is_named_though_all_is_met_or_waived() -> None:
    assert said(concluded(*NINE, Verdict.FAIL, waived=(9,), doubts=Doubts(unexamined=("hidden.mp4",)))) == (
        Statement.NOT_DETERMINED,
        (
            "No binding clause failed without a waiver, but 1 recordings or links that were handed in were not "
            "examined, as hidden.mp4."
        ),
    )


def test_a_contradicted_statement_keeps_a_device_from_conforming() -> None:
    assert said(concluded(*NINE, doubts=Doubts(contradicted=("sound: false, and a.mp4 has sound",)))) == (
        Statement.NOT_DETERMINED,
        "No binding clause failed, but the implementation statement does not hold: sound: false, and a.mp4 has sound.",
    )


def test_a_defect_of_ours_stands_above_a_waiver() -> None:
    assert concluded(*NINE, Verdict.FAIL, Verdict.ERROR, waived=(9,)).statement is Statement.INVALID
    assert concluded(*NINE, doubts=Doubts(broken=("a.mp4 changed",))).statement is Statement.INVALID


def test_a_case_without_a_finding_was_left_out() -> None:
    (found,) = clause_results((case(BASE),), {})

    assert (found.judgement.verdict, found.judgement.reason) == (Verdict.NOT_TESTED, Reason.NOT_SELECTED)
    assert found.cases == 0

"""Findings -> clause verdicts -> the statement of a run."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.judge import fold
from conformance.model.clause import Clause
from conformance.model.finding import Case, ClauseResult, Finding, Judgement
from conformance.model.vocabulary import Level, Reason, Statement, Verdict

_LEFT_OUT = Judgement(Verdict.NOT_TESTED, Reason.NOT_SELECTED, "left out of this run by its selection")


@dataclass(frozen=True)
class Conclusion:
    """Statement of a run, the sentence that explains it, and the clause verdicts it rests on."""

    statement: Statement
    sentence: str
    clauses: tuple[ClauseResult, ...]


def is_binding(clause: Clause) -> bool:
    """True where the clause decides conformity: level shall, and a source no weaker than an excerpt."""
    return clause.level is Level.SHALL and clause.provenance.grade.decides


@dataclass(frozen=True)
class Doubts:
    """What stands against a statement besides the findings.

    `broken`: reasons why the run can't be relied on; any makes it INVALID. `unexamined`: recordings that were handed in
    and that no case looked at; with any of them no device conforms.
    """

    broken: tuple[str, ...] = ()
    unexamined: tuple[str, ...] = ()


def conclude(cases: tuple[Case, ...], findings: Mapping[str, Finding], doubts: Doubts) -> Conclusion:
    """Fold the findings by clause and state what they come to.

    `cases` are all cases of the profiles; one without a finding, by its id, was left out and counts as open.
    """
    by_clause: dict[str, list[Case]] = {}
    for case in cases:
        by_clause.setdefault(case.clause.id, []).append(case)
    results = tuple(_fold(mine, findings) for mine in by_clause.values())
    binding = tuple(result for result in results if is_binding(by_clause[result.clause][0].clause))
    statement, sentence = _state(binding, results, doubts)
    return Conclusion(statement, sentence, results)


def _fold(cases: list[Case], findings: Mapping[str, Finding]) -> ClauseResult:
    judgements = tuple(findings[case.id].judgement if case.id in findings else _LEFT_OUT for case in cases)
    clause = cases[0].clause
    return ClauseResult(clause.id, fold(clause.quantifier, judgements), sum(case.id in findings for case in cases))


def _state(
    binding: tuple[ClauseResult, ...], results: tuple[ClauseResult, ...], doubts: Doubts
) -> tuple[Statement, str]:
    errors = [result.clause for result in results if result.judgement.verdict is Verdict.ERROR]
    if doubts.broken or errors:
        reasons = (*doubts.broken, *(f"a defect of this tool in {name}" for name in errors))
        return Statement.INVALID, f"The run can't be relied on: {'; '.join(reasons)}."
    failed = [result for result in binding if result.judgement.verdict is Verdict.FAIL]
    still = [result for result in binding if result.judgement.verdict.is_open]
    counted = f"{len(failed)} failed, {len(still)} open, of {len(binding)} binding clauses"
    if failed:
        return Statement.DOES_NOT_CONFORM, f"A binding clause is not met: {counted}."
    if still:
        return Statement.NOT_DETERMINED, f"No binding clause failed, but not all are decided: {counted}."
    if not any(result.judgement.verdict is Verdict.PASS for result in binding):
        return Statement.NOT_DETERMINED, "The selection holds no binding clause that was decided; nothing is proved."
    if doubts.unexamined:
        count, first = len(doubts.unexamined), doubts.unexamined[0]
        unexamined = f"{count} recordings or links that were handed in were not examined, as {first}"
        return Statement.NOT_DETERMINED, f"No binding clause failed, but {unexamined}."
    return Statement.CONFORMS, f"Every applicable binding clause is met: {len(binding)} of {len(binding)}."


def defect(case_id: str, what: str) -> Judgement:
    """The judgement of a case that our own code could not finish."""
    return Judgement(Verdict.ERROR, Reason.INTERNAL_ERROR, f"defect of this tool in {case_id}: {what}")

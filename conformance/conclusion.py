"""Findings -> clause verdicts -> the statement of a run."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.judge import fold
from conformance.model.clause import Clause
from conformance.model.finding import Case, ClauseResult, Finding, Judgement
from conformance.model.vocabulary import Level, Reason, Statement, Verdict

_LEFT_OUT = Judgement(Verdict.NOT_TESTED, Reason.NOT_SELECTED, "left out of this run by its selection")
_NOTHING_DECIDED = "The selection holds no binding clause that was decided"


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
    `contradicted`: answers of the implementation statement that the evidence contradicts; likewise.
    """

    broken: tuple[str, ...] = ()
    unexamined: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()


def conclude(
    cases: tuple[Case, ...], findings: Mapping[str, Finding], doubts: Doubts, waived: frozenset[str] = frozenset()
) -> Conclusion:
    """Fold the findings by clause and state what they come to.

    `cases` are all cases of the profiles; one without a finding, by its id, was left out and counts as open. `waived`
    are clauses whose failure somebody lives with, as every profile allows: they stay failed and decide nothing.
    """
    results = clause_results(cases, findings)
    binding_clauses = {case.clause.id for case in cases if is_binding(case.clause)}
    binding = tuple(result for result in results if result.clause in binding_clauses)
    statement, sentence = _state(_Counted.of(binding, waived), results, doubts)
    return Conclusion(statement, sentence, results)


def clause_results(cases: tuple[Case, ...], findings: Mapping[str, Finding]) -> tuple[ClauseResult, ...]:
    """The verdict of every clause, in the order of the cases; cases without a finding were left out."""
    by_clause: dict[str, list[Case]] = {}
    for case in cases:
        by_clause.setdefault(case.clause.id, []).append(case)
    return tuple(_fold(mine, findings) for mine in by_clause.values())


def _fold(cases: list[Case], findings: Mapping[str, Finding]) -> ClauseResult:
    judgements = tuple(findings[case.id].judgement if case.id in findings else _LEFT_OUT for case in cases)
    clause = cases[0].clause
    return ClauseResult(clause.id, fold(clause.quantifier, judgements), sum(case.id in findings for case in cases))


@dataclass(frozen=True)
class _Counted:
    """How many binding clauses came to what; `outside` do not apply."""

    met: int
    failed: int
    waived: int
    still: int
    outside: int
    clauses: int

    @classmethod
    def of(cls, binding: tuple[ClauseResult, ...], waived: frozenset[str]) -> "_Counted":
        verdicts = [result.judgement.verdict for result in binding]
        failed = [result.clause for result in binding if result.judgement.verdict is Verdict.FAIL]
        return cls(
            met=verdicts.count(Verdict.PASS),
            failed=sum(clause not in waived for clause in failed),
            waived=sum(clause in waived for clause in failed),
            still=sum(verdict.is_open for verdict in verdicts),
            outside=verdicts.count(Verdict.NOT_APPLICABLE),
            clauses=len(binding),
        )

    def __str__(self) -> str:
        waived = f"{self.waived} waived, " if self.waived else ""
        return f"{self.failed} failed, {self.still} open, {waived}of {self.clauses} binding clauses"

    @property
    def all_met(self) -> str:
        """The sentence of a device that conforms."""
        applicable = self.met + self.waived
        outside = f"; {self.outside} not applicable" if self.outside else ""
        if not self.waived:
            return f"Every applicable binding clause is met: {self.met} of {applicable}{outside}."
        counts = f"{self.met} met, {self.waived} waived, of {applicable}{outside}"
        return f"Every applicable binding clause is met or waived: {counts}."


def _state(binding: _Counted, results: tuple[ClauseResult, ...], doubts: Doubts) -> tuple[Statement, str]:
    errors = [result.clause for result in results if result.judgement.verdict is Verdict.ERROR]
    if doubts.broken or errors:
        reasons = (*doubts.broken, *(f"a defect of this tool in {name}" for name in errors))
        return Statement.INVALID, f"The run can't be relied on: {'; '.join(reasons)}."
    if binding.failed:
        return Statement.DOES_NOT_CONFORM, f"A binding clause is not met: {binding}."
    undecided = _undecided(binding, doubts)
    if undecided:
        return Statement.NOT_DETERMINED, undecided
    return Statement.CONFORMS, binding.all_met


def _undecided(binding: _Counted, doubts: Doubts) -> str:
    """Why nothing is decided though no binding clause fails, or every failure is waived; '' where all is."""
    fine = "No binding clause failed without a waiver" if binding.waived else "No binding clause failed"
    if binding.still:
        return f"{fine}, but not all are decided: {binding}."
    if not binding.met:
        left = f"No binding clause is met: {binding}" if binding.waived else _NOTHING_DECIDED
        return f"{left}; nothing is proved."
    if doubts.contradicted:
        return f"{fine}, but the implementation statement does not hold: {doubts.contradicted[0]}."
    if doubts.unexamined:
        count, first = len(doubts.unexamined), doubts.unexamined[0]
        return f"{fine}, but {count} recordings or links that were handed in were not examined, as {first}."
    return ""


def defect(case_id: str, what: str) -> Judgement:
    """The judgement of a case that our own code could not finish."""
    return Judgement(Verdict.ERROR, Reason.INTERNAL_ERROR, f"defect of this tool in {case_id}: {what}")

"""The implementation statement of a submission, borne out or contradicted by its recordings."""

from collections.abc import Callable, Iterable
from functools import cached_property

from conformance.applicability import Truth, deciding, truth
from conformance.declarations import Shows, borne_out
from conformance.model.applicability import Always, items_of
from conformance.model.clause import Clause
from conformance.model.evidence import Recording, StatedValue, Submission
from conformance.model.facts import Absent
from conformance.model.finding import Case, Declaration, DeclaredAway, Judgement
from conformance.model.measurement import Outcome
from conformance.model.statement import NotShown, StatementItem
from conformance.model.vocabulary import Reason, Role, Shown, Verdict

Measure = Callable[[Recording, str], Outcome]


class Declared:
    """Answers of one submission to the items of one catalog; `measure` gives a recording's measurand by name."""

    def __init__(self, items: tuple[StatementItem, ...], submission: Submission, measure: Measure) -> None:
        self._items = {item.id: item for item in items}
        self._submission = submission
        self._measure = measure
        self._shows: dict[str, Shows] = {}

    @cached_property
    def _witnesses(self) -> tuple[Recording, ...]:
        return tuple(one for one in self._submission.recordings if one.role is not Role.POWER_LOSS)

    def needed(self, items: Iterable[str]) -> tuple[Recording, ...]:
        """Recordings that bear out one of the items."""
        shown = any(not isinstance(self._items[item].shown_by, NotShown) for item in items)
        return self._witnesses if shown else ()

    def shows(self, item: str) -> Shows:
        """What the recordings say of the answer to an item."""
        if item not in self._shows:
            asked, answer = self._items[item], self._submission.statement.answer(item)
            outcomes: tuple[tuple[str, Outcome], ...] = ()
            if not isinstance(asked.shown_by, NotShown):
                by = asked.shown_by.measurand
                outcomes = tuple((one.path, self._measure(one, by)) for one in self._witnesses)
            self._shows[item] = borne_out(asked, answer, outcomes)
        return self._shows[item]

    def _holds(self, item: str) -> StatedValue | Absent:
        """The answer that evidence leaves standing: what a recording shows is there, whatever was declared."""
        answer, (shown, detail) = self._submission.statement.answer(item), self.shows(item)
        if not shown.contradicts:
            return answer
        if isinstance(answer, bool) or (isinstance(answer, Absent) and shown is Shown.PRESENT_BUT_UNDECLARED):
            return True
        return Absent(Reason.STATEMENT_CONTRADICTED, detail)

    def away(self, clause: Clause, subject: DeclaredAway) -> Judgement:
        """The judgement of a clause that was declared not to apply."""
        said = "; ".join(f"{item}: {_shown(self._submission.statement.answer(item))}" for item in subject.items)
        if subject.mandatory:
            sentence = f"the submission declares {said}; the profile makes this clause mandatory, whatever is declared"
            return Judgement(Verdict.FAIL, Reason.DECLARED_AWAY, sentence)
        if isinstance(clause.applies, Always):
            raise TypeError(f"{clause.id} applies always, and was declared away")
        if truth(clause.applies.expression, self._holds) is not Truth.FALSE:
            against = "; ".join(self.shows(item)[1] for item in subject.items if self.shows(item)[0].contradicts)
            sentence = f"the submission declares {said}, which its evidence contradicts: {against}"
            return Judgement(Verdict.NOT_TESTED, Reason.STATEMENT_CONTRADICTED, sentence)
        sentence = f"the submission declares {said}; the clause applies where {clause.applies.text}"
        return Judgement(Verdict.NOT_APPLICABLE, Reason.DECLARED_ABSENT, sentence)

    def unless_silent(self, case: Case, judgement: Judgement) -> Judgement:
        """The judgement of a case, or `not_tested` where nobody knows whether its clause applies and it is not met."""
        if not case.undeclared or judgement.verdict in (Verdict.PASS, Verdict.ERROR):
            return judgement
        clause = case.clause
        if isinstance(clause.applies, Always) or truth(clause.applies.expression, self._holds) is Truth.TRUE:
            return judgement
        silent = ", ".join(case.undeclared)
        sentence = f"the statement does not answer {silent}; if the clause applies: {judgement.sentence}"
        return Judgement(Verdict.NOT_TESTED, Reason.STATEMENT_SILENT, sentence)

    def declarations(self, clauses: tuple[Clause, ...], removed: Iterable[str]) -> tuple[Declaration, ...]:
        """Every item that was answered or that a clause asks for; `removed` are the clauses that do not apply."""
        asked: dict[str, list[str]] = {item: [] for item in self._items}
        gone = frozenset(removed)
        relevant = {item for item, _ in self._submission.statement.items}
        for clause in clauses:
            if isinstance(clause.applies, Always):
                continue
            expression = clause.applies.expression
            relevant.update(items_of(expression))
            if clause.id in gone:
                for item in deciding(expression, self._holds):
                    asked[item].append(clause.id)
        return tuple(self._declaration(item, tuple(asked[item])) for item in self._items if item in relevant)

    def _declaration(self, item: str, removed: tuple[str, ...]) -> Declaration:
        shown, detail = self.shows(item)
        return Declaration(item, self._submission.statement.answer(item), shown, detail, removed)


def contradicted(declarations: tuple[Declaration, ...]) -> tuple[str, ...]:
    """Answers that the evidence contradicts, in words; silence is no answer."""
    return tuple(
        f"{one.item}: {_shown(one.value)}, and {one.detail}"
        for one in declarations
        if one.shown.contradicts and not isinstance(one.value, Absent)
    )


def _shown(value: StatedValue | Absent) -> str:
    if isinstance(value, Absent):
        return "no answer"
    return str(value).lower() if isinstance(value, bool) else str(value)

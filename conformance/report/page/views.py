"""What the page prints beside the record: clauses, cases and evidence, each knowing where it is linked."""

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.model.clause import Clause, Document
from conformance.model.evidence import Dump, Recording
from conformance.model.finding import Judgement
from conformance.model.vocabulary import Level, Reason, Verdict
from conformance.report.page.census import Tally, tallies
from conformance.report.page.parts import PartView
from conformance.report.page.subjects import Subject
from conformance.report.weight import WEIGHT


@dataclass(frozen=True)
class CaseView:
    """One finding, with its clause, its subject and the command that measures it again."""

    number: int
    clause: Clause
    clause_anchor: str
    subject: Subject
    judgement: Judgement
    parts: tuple[PartView, ...]
    command: str

    @property
    def anchor(self) -> str:
        """Fragment of the finding."""
        return f"f{self.number}"

    @property
    def decides(self) -> bool:
        """True where the clause is binding and its source strong enough."""
        return binding(self.clause)

    @property
    def is_simple(self) -> bool:
        """True where one condition says all: the case's verdict is its own."""
        return len(self.parts) == 1 and self.parts[0].verdict is self.judgement.verdict

    @property
    def shows_more(self) -> bool:
        """True where pictures or curves are shown, or extractors disagree."""
        drawn = any(one.shows for part in self.parts for one in part.drawings)
        return drawn or self.in_conflict or any(strip.shows for part in self.parts for strip in part.strips)

    @property
    def in_conflict(self) -> bool:
        """True where an independent extractor disagrees about some condition."""
        return any(part.in_conflict for part in self.parts)


def divided(cases: Iterable[CaseView], most: int) -> tuple[tuple[CaseView, ...], tuple[CaseView, ...]]:
    """The first so many and all that show more than a line can, to be told in full; and the rest, told in a line."""
    full: list[CaseView] = []
    brief: list[CaseView] = []
    for number, case in enumerate(cases):
        (full if number < most or case.shows_more else brief).append(case)
    return tuple(full), tuple(brief)


@dataclass(frozen=True)
class ClauseView:
    """One clause with its folded judgement and those of its cases that this page shows.

    `tallies` and `reasons` are of all its cases; `pages` list what did not pass, and are none where this one does.
    """

    number: int
    clause: Clause
    document: Document
    judgement: Judgement
    tallies: tuple[Tally, ...]
    reasons: frozenset[Reason]
    cases: tuple[CaseView, ...]
    pages: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Fragment of the clause among the findings."""
        return f"c{self.number}"

    @property
    def row(self) -> str:
        """Fragment of the clause's row in the table."""
        return f"t{self.number}"

    @property
    def decides(self) -> bool:
        """True where the clause is binding and its source strong enough."""
        return binding(self.clause)

    @property
    def deciding(self) -> tuple[CaseView, ...]:
        """Cases of the verdict that the clause came to."""
        return tuple(case for case in self.cases if case.judgement.verdict is self.judgement.verdict)

    @property
    def deciding_count(self) -> int:
        """How many cases came to the verdict of the clause."""
        return sum(tally.count for tally in self.tallies if tally.verdict is self.judgement.verdict)

    @property
    def passed_count(self) -> int:
        """How many cases passed."""
        return sum(tally.count for tally in self.tallies if tally.verdict is Verdict.PASS)

    @property
    def not_passed_count(self) -> int:
        """How many did not."""
        return sum(tally.count for tally in self.tallies) - self.passed_count

    @property
    def passed(self) -> tuple[CaseView, ...]:
        """Cases that passed."""
        return tuple(case for case in self.cases if case.judgement.verdict is Verdict.PASS)

    @property
    def not_passed(self) -> tuple[CaseView, ...]:
        """All other cases, the heaviest first."""
        return by_weight(case for case in self.cases if case.judgement.verdict is not Verdict.PASS)


@dataclass(frozen=True)
class DocumentView:
    """One document with those of its clauses that the run selected."""

    document: Document
    clauses: tuple[ClauseView, ...]

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Its clauses by verdict, the heaviest first."""
        return tallies(view.judgement.verdict for view in self.clauses)


@dataclass(frozen=True)
class Trouble:
    """Cases on one piece of evidence that came to one verdict with one and the same sentence."""

    verdict: Verdict
    sentence: str
    cases: tuple[CaseView, ...]


@dataclass(frozen=True)
class EvidenceView:
    """What the cases on one piece of evidence came to; of a file `recordings` or `dumps` holds one value."""

    subject: Subject
    recordings: tuple[Recording, ...]
    dumps: tuple[Dump, ...]
    tallies: tuple[Tally, ...]
    troubles: tuple[Trouble, ...]  # all that did not pass, the heaviest first
    disputed: tuple[CaseView, ...]  # passed, although an independent extractor disagrees

    def told(self, *, brief: bool) -> tuple[Trouble, ...]:
        """The troubles; in brief one a verdict, whose sentences stand beside the findings alone."""
        if not brief:
            return self.troubles
        grouped: dict[Verdict, tuple[CaseView, ...]] = {}
        for trouble in self.troubles:
            grouped[trouble.verdict] = (*grouped.get(trouble.verdict, ()), *trouble.cases)
        return tuple(Trouble(verdict, "", cases) for verdict, cases in grouped.items())

    @property
    def clean(self) -> str:
        """Key of the sentence that says why nothing is listed as failed or open; '' where something is."""
        verdicts = {tally.verdict for tally in self.tallies}
        if not verdicts:
            return "clean_not_asked"
        if verdicts == {Verdict.NOT_APPLICABLE}:
            return "clean_not_applicable" if self.subject.is_file else ""
        return "clean_passed" if verdicts <= {Verdict.NOT_APPLICABLE, Verdict.PASS} else ""


@dataclass(frozen=True)
class OpenReason:
    """One reason why cases are open, with the clauses it concerns."""

    verdict: Verdict
    reason: Reason
    cases: int
    clauses: tuple[ClauseView, ...]


@dataclass(frozen=True)
class CountRow:
    """How often one verdict was reached."""

    verdict: Verdict
    shall_clauses: int
    other_clauses: int
    cases: int


@dataclass(frozen=True)
class PageView:
    """Everything the template prints that is not in the record itself."""

    documents: tuple[DocumentView, ...]
    deciding: tuple[ClauseView, ...]
    has_shall: bool
    counts: tuple[CountRow, ...]
    open_reasons: tuple[OpenReason, ...]
    evidence: tuple[EvidenceView, ...]
    case_tallies: tuple[Tally, ...]
    left_out: tuple[Clause, ...]  # of the profiles, not in the run
    shows_pictures: bool  # of the evidence
    scales_left_out: bool  # more findings have one than are drawn

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Clauses by verdict, the heaviest first."""
        return tallies(view.judgement.verdict for group in self.documents for view in group.clauses)


def binding(clause: Clause) -> bool:
    """True where a clause's verdict decides conformity: level shall, from a source strong enough."""
    return clause.level is Level.SHALL and clause.provenance.grade.decides


def by_weight(cases: Iterable[CaseView]) -> tuple[CaseView, ...]:
    """The heaviest verdict first, and among equals those that decide."""
    return tuple(sorted(cases, key=lambda case: (WEIGHT.index(case.judgement.verdict), not case.decides)))

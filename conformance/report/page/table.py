"""What the clause table is filtered and sorted by; the script in the page reads it from the table itself."""

from dataclasses import dataclass

from conformance.model.clause import Clause, conditions
from conformance.model.vocabulary import EvidenceKind, Grade, Level, Topic, Verdict
from conformance.report.page.census import Tally, tallies
from conformance.report.page.views import ClauseView, DocumentView
from conformance.report.weight import WEIGHT


@dataclass(frozen=True)
class FilterView:
    """What a reader can choose among: only what some clause of the run has."""

    verdicts: tuple[Tally, ...]
    documents: tuple[DocumentView, ...]
    topics: tuple[Topic, ...]
    levels: tuple[Level, ...]
    kinds: tuple[EvidenceKind, ...]


def filter_view(documents: tuple[DocumentView, ...]) -> FilterView:
    """Choices in the order of their vocabularies, verdicts by weight."""
    views = [view for group in documents for view in group.clauses]
    topics, levels = {view.clause.topic for view in views}, {view.clause.level for view in views}
    kinds = {view.clause.evidence for view in views}
    return FilterView(
        tallies(view.judgement.verdict for view in views),
        documents,
        tuple(one for one in Topic if one in topics),
        tuple(one for one in Level if one in levels),
        tuple(one for one in EvidenceKind if one in kinds),
    )


def sort_keys(view: ClauseView) -> dict[str, int]:
    """Numbers by which columns are sorted whose words would not sort by their meaning."""
    return {
        "level": list(Level).index(view.clause.level),
        "source": list(Grade).index(view.clause.provenance.grade),
        "verdict": WEIGHT.index(view.judgement.verdict),
        "cases": -sum(tally.count for tally in view.tallies if tally.verdict is not Verdict.PASS),
    }


def quantities(clause: Clause) -> str:
    """Measurands of a clause, each once."""
    return " ".join(dict.fromkeys(condition.measurand for condition in conditions(clause.requirement)))

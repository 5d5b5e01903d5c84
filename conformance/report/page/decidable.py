"""How much of each document the run's catalog can decide at all: clauses by the way they are decided."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.model.clause import Document
from conformance.model.finding import RunRecord
from conformance.report.catalog_text import Automation, automation

WAYS = tuple(way.name.lower() for way in Automation)  # as phrases and styles name them


@dataclass(frozen=True)
class DocumentCoverage:
    """Clauses of one document that the catalog holds: in the run, in all, and in the order of `WAYS`."""

    document: Document
    in_run: int
    in_catalog: int
    ways: tuple[int, ...]


@dataclass(frozen=True)
class Decidable:
    """Documents of the catalog: those that the run used, and the others."""

    used: tuple[DocumentCoverage, ...]
    others: tuple[DocumentCoverage, ...]


def decidable(record: RunRecord) -> Decidable:
    """Every document with its clauses counted, in the order of the catalog."""
    selected = {result.clause for result in record.clauses if result.cases}
    rows = tuple(_rows(record, selected))
    return Decidable(tuple(one for one in rows if one.in_run), tuple(one for one in rows if not one.in_run))


def _rows(record: RunRecord, selected: set[str]) -> Iterable[DocumentCoverage]:
    for document in record.catalog.documents:
        clauses = [clause for clause in record.catalog.clauses if clause.document == document.id]
        counted = Counter(map(automation, clauses))
        in_run = sum(clause.id in selected for clause in clauses)
        yield DocumentCoverage(document, in_run, len(clauses), tuple(counted[way] for way in Automation))

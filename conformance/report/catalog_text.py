"""The catalog as lines for a terminal: lists, one clause whole, and how each document is covered."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from conformance.model.clause import (
    AllOf,
    AnyOf,
    Catalog,
    Clause,
    Condition,
    LimitNotSupplied,
    Requirement,
    Unassessed,
    conditions,
)
from conformance.model.vocabulary import EvidenceKind


class Automation(StrEnum):
    """How a clause is decided."""

    MEASURED = "measured"
    ATTESTED = "attested"
    NO_LIMIT = "no limit"


def automation(clause: Clause) -> Automation:
    """How a clause is decided: by measurement, by a witness, or not before an overlay supplies its limit."""
    if any(isinstance(condition.limit, LimitNotSupplied) for condition in conditions(clause.requirement)):
        return Automation.NO_LIMIT
    return Automation.ATTESTED if clause.evidence is EvidenceKind.ATTESTATION else Automation.MEASURED


def clause_line(clause: Clause) -> str:
    """One clause on one line."""
    return f"{clause.id}  {clause.number}  {clause.level}  {clause.provenance.grade}  {clause.title.en}"


def clause_text(catalog: Catalog, clause: Clause) -> str:
    """One clause whole."""
    document = next(document for document in catalog.documents if document.id == clause.document)
    lines = [
        clause.id,
        f"  document    {document.find} ({document.status}), {clause.number}",
        f"  title       {clause.title.en} / {clause.title.zh}",
        f"  requires    {clause.wording.en}",
        f"              {clause.wording.zh}",
        f"  level       {clause.level}, topic {clause.topic}, decided by {automation(clause)}",
        f"  provenance  {clause.provenance.grade}: {clause.provenance.seen}",
        f"  decides by  {_requirement(clause.requirement)}",
        *(f"  note        {note}" for note in clause.notes),
    ]
    return "\n".join(lines)


def coverage_lines(catalog: Catalog) -> Iterator[str]:
    """Clauses of each document by the way they are decided and by grade."""
    for document in catalog.documents:
        clauses = [clause for clause in catalog.clauses if clause.document == document.id]
        ways = Counter(automation(clause) for clause in clauses)
        grades = Counter(clause.provenance.grade for clause in clauses)
        by_way = ", ".join(f"{ways[way]} {way}" for way in Automation)
        by_grade = ", ".join(f"{count} {grade}" for grade, count in grades.items())
        yield f"{document.id}: {len(clauses)} clauses ({by_way}; {by_grade})"


def _requirement(requirement: Requirement) -> str:
    match requirement:
        case Condition():
            return _condition(requirement)
        case AllOf(parts):
            return f"all of ({'; '.join(map(_requirement, parts))})"
        case AnyOf(parts):
            return f"any of ({'; '.join(map(_requirement, parts))})"
        case Unassessed(_, why):
            return f"nothing yet: {why}"


def _condition(condition: Condition) -> str:
    if isinstance(condition.limit, LimitNotSupplied):
        return f"{condition.measurand} {condition.relation} (an overlay must supply: {condition.limit.wanted})"
    nominal = ", nominal rate" if condition.nominal_rate else ""
    return f"{condition.measurand} {condition.relation} {condition.limit.text} ({condition.rule}{nominal})"

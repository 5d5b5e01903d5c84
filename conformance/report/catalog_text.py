"""The catalog as lines for a terminal: lists, and one clause whole."""

from enum import StrEnum

from conformance.model.applicability import Applicability
from conformance.model.clause import (
    AllOf,
    AnyOf,
    Catalog,
    Clause,
    Condition,
    Limit,
    LimitNotSupplied,
    Requirement,
    Unassessed,
)
from conformance.model.vocabulary import EvidenceKind, Reason


class Automation(StrEnum):
    """How a clause is decided, from the most to the least by this tool."""

    MEASURED = "measured"
    ATTESTED = "attested"
    NO_LIMIT = "no limit"
    PLANNED = "planned"
    NOT_TESTABLE = "not testable"


def automation(clause: Clause) -> Automation:
    """How a clause is decided: as its part that this tool does least for."""
    order = list(Automation)
    return max(_ways(clause.requirement, clause.evidence), key=order.index)


def _ways(requirement: Requirement, evidence: EvidenceKind) -> tuple[Automation, ...]:
    match requirement:
        case AllOf(parts) | AnyOf(parts):
            return tuple(way for part in parts for way in _ways(part, evidence))
        case Unassessed(Reason.NOT_TESTABLE, _):
            return (Automation.NOT_TESTABLE,)
        case Unassessed():
            return (Automation.PLANNED,)
        case Condition(limit=LimitNotSupplied()):
            return (Automation.NO_LIMIT,)
        case Condition():
            return (Automation.ATTESTED if evidence is EvidenceKind.ATTESTATION else Automation.MEASURED,)


def clause_cells(clause: Clause) -> tuple[str, ...]:
    """What tells a clause in a list: id, number, level, grade, title."""
    return clause.id, clause.number, clause.level, clause.provenance.grade, clause.title.en


def clause_line(clause: Clause) -> str:
    """One clause on one line."""
    return "  ".join(clause_cells(clause))


def clause_text(catalog: Catalog, clause: Clause) -> str:
    """One clause whole."""
    document = next(document for document in catalog.documents if document.id == clause.document)
    applies = (f"  applies     where {clause.applies.text}",) if isinstance(clause.applies, Applicability) else ()
    lines = [
        clause.id,
        f"  document    {document.find} ({document.status}), {clause.number}",
        f"  title       {clause.title.en} / {clause.title.zh}",
        f"  requires    {clause.wording.en}",
        f"              {clause.wording.zh}",
        f"  level       {clause.level}, topic {clause.topic}, decided by {automation(clause)}",
        *applies,
        f"  provenance  {clause.provenance.grade}: {clause.provenance.seen}",
        f"  decides by  {requirement_text(clause.requirement)}",
        *(f"  note        {note}" for note in clause.notes),
    ]
    return "\n".join(lines)


def requirement_text(requirement: Requirement) -> str:
    """What decides a clause, with the rule of each condition."""
    match requirement:
        case Condition():
            return _condition(requirement)
        case AllOf(parts):
            return f"all of ({'; '.join(map(requirement_text, parts))})"
        case AnyOf(parts):
            return f"any of ({'; '.join(map(requirement_text, parts))})"
        case Unassessed(Reason.NOT_TESTABLE, why):
            return f"nothing: {why}"
        case Unassessed(_, why):
            return f"nothing yet: {why}"


def _condition(condition: Condition) -> str:
    if not isinstance(condition.limit, Limit):
        return f"{condition.measurand} {condition.relation} (an overlay must supply: {condition.limit.wanted})"
    nominal = ", nominal rate" if condition.nominal_rate else ""
    named = f", parameter {condition.parameter}" if condition.parameter else ""
    return f"{condition.measurand} {condition.relation} {condition.limit.text} ({condition.rule}{nominal}{named})"

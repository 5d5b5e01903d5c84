"""The catalog as values: a clause is a measurand, a relation and a limit, with its document and provenance."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from conformance.model.applicability import ALWAYS, Always, Applicability
from conformance.model.measurement import Value
from conformance.model.statement import StatementItem
from conformance.model.vocabulary import (
    Basis,
    DecisionRule,
    DocumentStatus,
    EvidenceKind,
    Grade,
    Level,
    QuantifierKind,
    Reason,
    Relation,
    Role,
    Topic,
)
from conformance.model.words import Words


@dataclass(frozen=True)
class Document:
    """A standard, law, specification or house rule that clauses come from."""

    id: str
    title: Words
    status: DocumentStatus
    find: str


@dataclass(frozen=True)
class Provenance:
    """How sure we are of a clause's number and limit, and where its source was seen."""

    grade: Grade
    seen: str


@dataclass(frozen=True)
class Limit:
    """The value on the other side of a relation, in the measurand's unit; several values only for `in`."""

    values: tuple[Value, ...]
    text: str  # as the catalog writes it, unit included


@dataclass(frozen=True)
class LimitNotSupplied:
    """The document sets a limit that nobody here may state; says what an overlay must supply."""

    wanted: str


@dataclass(frozen=True)
class Condition:
    """measurand · relation · limit, decided by a rule of ILAC-G8.

    `nominal_rate`: the limit is the name of a frame rate of the 1000/1001 family, so that 30 Hz means 30000/1001 Hz.
    `parameter`: the name under which a profile may set the limit; '' = none may.
    """

    measurand: str
    unit: str
    relation: Relation
    limit: Limit | LimitNotSupplied
    rule: DecisionRule
    nominal_rate: bool = False
    parameter: str = ""


@dataclass(frozen=True)
class Unassessed:
    """No method here decides it: one is planned (METHOD_PLANNED), or no device could show it (NOT_TESTABLE)."""

    reason: Reason
    why: str


@dataclass(frozen=True)
class AllOf:
    """Met when every part is met (three-valued)."""

    parts: tuple["Requirement", ...]
    operator: Literal["all_of"] = "all_of"


@dataclass(frozen=True)
class AnyOf:
    """Met when some part is met (three-valued)."""

    parts: tuple["Requirement", ...]
    operator: Literal["any_of"] = "any_of"


Requirement: TypeAlias = Condition | AllOf | AnyOf | Unassessed


@dataclass(frozen=True)
class Quantifier:
    """How the cases of a clause fold; `count` only counts for `at_least`."""

    kind: QuantifierKind
    count: int = 1


@dataclass(frozen=True)
class Clause:
    """One requirement, ready to be compiled; `roles` empty = every recording but one cut off on purpose."""

    id: str
    document: str
    number: str
    topic: Topic
    level: Level
    title: Words
    wording: Words
    provenance: Provenance
    evidence: EvidenceKind
    roles: tuple[Role, ...]
    requirement: Requirement
    quantifier: Quantifier
    notes: tuple[str, ...]
    applies: Applicability | Always = ALWAYS


@dataclass(frozen=True)
class Setting:
    """The limit that a profile sets for a parameter, in the unit of the conditions that name it."""

    parameter: str
    limit: Limit


@dataclass(frozen=True)
class Profile:
    """A named selection of clauses, imports resolved, in the order of the catalog.

    `mandatory` clauses can be neither declared away nor waived; `waivers`: whether a waived failure still conforms.
    """

    id: str
    title: Words
    clauses: tuple[str, ...]
    mandatory: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    waivers: bool = False


@dataclass(frozen=True)
class Supplied:
    """What an overlay supplies for one clause, and where it was read."""

    clause: str
    edition: str
    page: str


@dataclass(frozen=True)
class Overlay:
    """A lab's own file of limits: who supplied them, when, and on what basis."""

    sha256: str
    file: str
    by: str
    on: date
    basis: Basis
    supplied: tuple[Supplied, ...]


@dataclass(frozen=True)
class Catalog:
    """All documents, clauses, profiles and statement items of one catalog file, with the overlays laid over it."""

    sha256: str
    documents: tuple[Document, ...]
    clauses: tuple[Clause, ...]
    profiles: tuple[Profile, ...]
    statement: tuple[StatementItem, ...] = ()
    overlays: tuple[Overlay, ...] = ()

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; KeyError where the catalog has none."""
        return {clause.id: clause for clause in self.clauses}[clause_id]


def conditions(requirement: Requirement) -> tuple[Condition, ...]:
    """The conditions of a requirement, in the order of the text."""
    if isinstance(requirement, Condition):
        return (requirement,)
    if isinstance(requirement, Unassessed):
        return ()
    return tuple(condition for part in requirement.parts for condition in conditions(part))

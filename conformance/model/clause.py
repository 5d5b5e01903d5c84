"""The catalog as values: a clause is a measurand, a relation and a limit, with its document and provenance."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from conformance.model.measurement import Value
from conformance.model.vocabulary import (
    DecisionRule,
    DocumentStatus,
    EvidenceKind,
    Grade,
    Level,
    QuantifierKind,
    Relation,
    Role,
    Topic,
)


@dataclass(frozen=True)
class Words:
    """One text in English and Chinese."""

    en: str
    zh: str


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
    """

    measurand: str
    unit: str
    relation: Relation
    limit: Limit | LimitNotSupplied
    rule: DecisionRule
    nominal_rate: bool = False


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


Requirement: TypeAlias = Condition | AllOf | AnyOf


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


@dataclass(frozen=True)
class Profile:
    """A named selection of clauses, imports resolved, in the order of the catalog."""

    id: str
    title: Words
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Catalog:
    """All documents, clauses and profiles of one catalog file."""

    sha256: str
    documents: tuple[Document, ...]
    clauses: tuple[Clause, ...]
    profiles: tuple[Profile, ...]

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; KeyError where the catalog has none."""
        return {clause.id: clause for clause in self.clauses}[clause_id]


def conditions(requirement: Requirement) -> tuple[Condition, ...]:
    """The conditions of a requirement, in the order of the text."""
    if isinstance(requirement, Condition):
        return (requirement,)
    return tuple(condition for part in requirement.parts for condition in conditions(part))


# SMPTE names of the rates that are really n * 1000/1001 Hz; 25 and 50 Hz are exact and not among them
RATES_OF_THE_1001_FAMILY = tuple(Fraction(rate) for rate in (15, 24, 30, 48, 60, 120))

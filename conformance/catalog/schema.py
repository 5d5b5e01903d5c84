"""The YAML documents of the catalog as models: what may stand where, and the source of their JSON Schema."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, StringConstraints, Tag, TypeAdapter

from conformance.model.vocabulary import (
    DecisionRule,
    DocumentStatus,
    EvidenceKind,
    Grade,
    ItemKind,
    Level,
    QuantifierKind,
    Relation,
    Role,
    Topic,
)
from conformance.strictyaml import StrictModel
from conformance.strictyaml.spelling import nearest

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=80)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class WordsEntry(StrictModel):
    """One text in English and Chinese."""

    en: Prose
    zh: Prose


class DocumentEntry(StrictModel):
    """A standard, law, specification or house rule; `find` says how a reader gets its text."""

    title: WordsEntry
    status: DocumentStatus
    find: Prose


class ProvenanceEntry(StrictModel):
    """How sure we are of number and limit, and where their source was seen."""

    grade: Grade
    seen: Prose


class EvidenceEntry(StrictModel):
    """What one case of the clause is about; `roles` name recordings, none = all that were not staged."""

    kind: EvidenceKind
    roles: tuple[Role, ...] = ()


class AtLeastEntry(StrictModel):
    """At least so many cases pass."""

    at_least: Annotated[int, Field(ge=1)]


class AttestedEntry(StrictModel):
    """A quantity that no file shows, by name and unit; the measurand is called `attested.<name>`."""

    name: Name
    unit: Value


class ConditionEntry(StrictModel):
    """Relation and limit of one measurand; without `limit`, `limit_wanted` says what an overlay must supply.

    `parameter` names the limit, so that a profile may set it.
    """

    relation: Relation
    limit: Value | Annotated[tuple[Value, ...], Field(min_length=1)] = ()
    limit_wanted: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = ""
    decision_rule: DecisionRule = DecisionRule.SIMPLE
    nominal_rate: bool = False
    parameter: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$|^$", max_length=80)] = ""


class MeasuredPart(ConditionEntry):
    """A condition on a registered measurand."""

    measurand: Value


class AttestedPart(ConditionEntry):
    """A condition on a witnessed quantity."""

    attested: AttestedEntry


class PlannedPart(StrictModel):
    """What a file could show and this version can't: the missing method, in one sentence."""

    planned: Prose


class NotTestablePart(StrictModel):
    """What no test of a device shows, and why."""

    not_testable: Prose


class AllOfPart(StrictModel):
    """Met when every part is met."""

    all_of: Annotated[tuple["PartEntry", ...], Field(min_length=1)]


class AnyOfPart(StrictModel):
    """Met when some part is met."""

    any_of: Annotated[tuple["PartEntry", ...], Field(min_length=1)]


_SHAPES = ("measurand", "attested", "all_of", "any_of", "planned", "not_testable")


def _shape(entry: object) -> str:
    """Which of the six a mapping is meant to be, by the key that only it has, or by a misspelling of that key."""
    keys = [str(key) for key in entry] if isinstance(entry, dict) else []
    exact = [shape for shape in _SHAPES if shape in keys]
    near = [] if exact else [shape for shape in _SHAPES if nearest(shape, keys)]
    return f"<{(*exact, *near, _SHAPES[0])[0]}>"


_BY_SHAPE = Discriminator(_shape)

PartEntry: TypeAlias = Annotated[
    Annotated[MeasuredPart, Tag("<measurand>")]
    | Annotated[AttestedPart, Tag("<attested>")]
    | Annotated[AllOfPart, Tag("<all_of>")]
    | Annotated[AnyOfPart, Tag("<any_of>")]
    | Annotated[PlannedPart, Tag("<planned>")]
    | Annotated[NotTestablePart, Tag("<not_testable>")],
    _BY_SHAPE,
]


class ClauseHead(StrictModel):
    """What every clause has, whatever it asks; `clause` is the number as the document prints it."""

    id: Slug
    document: Slug
    clause: Value
    topic: Topic
    level: Level
    title: WordsEntry
    requirement: WordsEntry
    provenance: ProvenanceEntry
    evidence: EvidenceEntry
    quantifier: Literal[QuantifierKind.EVERY, QuantifierKind.ANY] | AtLeastEntry = QuantifierKind.EVERY
    notes: tuple[Prose, ...] = ()
    applies: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = ""


class MeasuredClause(ClauseHead, MeasuredPart):
    """A clause with one condition on a registered measurand."""


class AttestedClause(ClauseHead, AttestedPart):
    """A clause with one condition on a witnessed quantity."""


class AllOfClause(ClauseHead, AllOfPart):
    """A clause whose parts must all be met."""


class AnyOfClause(ClauseHead, AnyOfPart):
    """A clause of whose parts one must be met."""


class PlannedClause(ClauseHead, PlannedPart):
    """A clause that waits for its method."""


class NotTestableClause(ClauseHead, NotTestablePart):
    """A clause that no test of a device decides."""


ClauseEntry: TypeAlias = Annotated[
    Annotated[MeasuredClause, Tag("<measurand>")]
    | Annotated[AttestedClause, Tag("<attested>")]
    | Annotated[AllOfClause, Tag("<all_of>")]
    | Annotated[AnyOfClause, Tag("<any_of>")]
    | Annotated[PlannedClause, Tag("<planned>")]
    | Annotated[NotTestableClause, Tag("<not_testable>")],
    _BY_SHAPE,
]


class ProfileEntry(StrictModel):
    """A named selection: the clauses of the imported profiles and its own, less those it excludes.

    `mandatory` clauses can't be declared away or waived; `parameters` are limits by name; `waivers` allows them.
    """

    title: WordsEntry
    import_: Annotated[tuple[str, ...], Field(alias="import")] = ()
    clauses: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    parameters: Annotated[dict[Name, Value], Field(default_factory=dict)]
    waivers: bool = False


class ShownByEntry(StrictModel):
    """The measurand that bears an item out; relation and limit for an item of kind `bool` only."""

    measurand: Value
    relation: Relation | None = None
    limit: str = ""


class StatementItemEntry(StrictModel):
    """One question of the implementation statement; `unit` for quantities, `choices` for choices."""

    kind: ItemKind
    question: WordsEntry
    unit: str = ""
    choices: tuple[Value, ...] = ()
    shown_by: ShownByEntry | None = None


class CatalogEntry(StrictModel):
    """The whole of `requirements_catalog.yaml`."""

    documents: Annotated[dict[Slug, DocumentEntry], Field(min_length=1)]
    statement: Annotated[dict[Name, StatementItemEntry], Field(default_factory=dict)]
    clauses: Annotated[tuple[ClauseEntry, ...], Field(min_length=1)]
    profiles: Annotated[dict[Slug, ProfileEntry], Field(min_length=1)]


CATALOG: TypeAdapter[CatalogEntry] = TypeAdapter(CatalogEntry)
CLAUSE: TypeAdapter[ClauseEntry] = TypeAdapter(ClauseEntry)
PROFILE: TypeAdapter[ProfileEntry] = TypeAdapter(ProfileEntry)
ITEM: TypeAdapter[StatementItemEntry] = TypeAdapter(StatementItemEntry)


def catalog_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a catalog file, for editors that complete YAML."""
    return CATALOG.json_schema(by_alias=True)

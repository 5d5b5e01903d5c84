"""The YAML documents of the catalog as models: what may stand where, and the source of their JSON Schema."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, StringConstraints, Tag, TypeAdapter

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
    """Relation and limit of one measurand; without `limit`, `limit_wanted` says what an overlay must supply."""

    relation: Relation
    limit: Value | Annotated[tuple[Value, ...], Field(min_length=1)] = ()
    limit_wanted: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = ""
    decision_rule: DecisionRule = DecisionRule.SIMPLE
    nominal_rate: bool = False


class MeasuredPart(ConditionEntry):
    """A condition on a registered measurand."""

    measurand: Value


class AttestedPart(ConditionEntry):
    """A condition on a witnessed quantity."""

    attested: AttestedEntry


class AllOfPart(StrictModel):
    """Met when every part is met."""

    all_of: Annotated[tuple["PartEntry", ...], Field(min_length=1)]


class AnyOfPart(StrictModel):
    """Met when some part is met."""

    any_of: Annotated[tuple["PartEntry", ...], Field(min_length=1)]


_SHAPES = ("measurand", "attested", "all_of", "any_of")


def _shape(entry: object) -> str:
    """Which of the four a mapping is meant to be, by the key that only it has, or by a misspelling of that key."""
    keys = [str(key) for key in entry] if isinstance(entry, dict) else []
    exact = [shape for shape in _SHAPES if shape in keys]
    near = [] if exact else [shape for shape in _SHAPES if nearest(shape, keys)]
    return f"<{(*exact, *near, _SHAPES[0])[0]}>"


_BY_SHAPE = Discriminator(_shape)

PartEntry: TypeAlias = Annotated[
    Annotated[MeasuredPart, Tag("<measurand>")]
    | Annotated[AttestedPart, Tag("<attested>")]
    | Annotated[AllOfPart, Tag("<all_of>")]
    | Annotated[AnyOfPart, Tag("<any_of>")],
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


class MeasuredClause(ClauseHead, MeasuredPart):
    """A clause with one condition on a registered measurand."""


class AttestedClause(ClauseHead, AttestedPart):
    """A clause with one condition on a witnessed quantity."""


class AllOfClause(ClauseHead, AllOfPart):
    """A clause whose parts must all be met."""


class AnyOfClause(ClauseHead, AnyOfPart):
    """A clause of whose parts one must be met."""


ClauseEntry: TypeAlias = Annotated[
    Annotated[MeasuredClause, Tag("<measurand>")]
    | Annotated[AttestedClause, Tag("<attested>")]
    | Annotated[AllOfClause, Tag("<all_of>")]
    | Annotated[AnyOfClause, Tag("<any_of>")],
    _BY_SHAPE,
]


class ProfileEntry(StrictModel):
    """A named selection: the clauses of the imported profiles and its own, less those it excludes."""

    title: WordsEntry
    import_: Annotated[tuple[str, ...], Field(alias="import")] = ()
    clauses: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class CatalogEntry(StrictModel):
    """The whole of `requirements_catalog.yaml`."""

    documents: Annotated[dict[Slug, DocumentEntry], Field(min_length=1)]
    clauses: Annotated[tuple[ClauseEntry, ...], Field(min_length=1)]
    profiles: Annotated[dict[Slug, ProfileEntry], Field(min_length=1)]


CATALOG: TypeAdapter[CatalogEntry] = TypeAdapter(CatalogEntry)
CLAUSE: TypeAdapter[ClauseEntry] = TypeAdapter(ClauseEntry)
PROFILE: TypeAdapter[ProfileEntry] = TypeAdapter(ProfileEntry)


def catalog_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a catalog file, for editors that complete YAML."""
    return CATALOG.json_schema(by_alias=True)

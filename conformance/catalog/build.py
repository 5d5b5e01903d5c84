"""From checked entries to the frozen values of the model."""

from collections.abc import Mapping

from conformance.catalog.profiles import resolve
from conformance.catalog.schema import (
    AllOfPart,
    AnyOfPart,
    AtLeastEntry,
    AttestedPart,
    CatalogEntry,
    ClauseEntry,
    ConditionEntry,
    MeasuredPart,
    PartEntry,
    WordsEntry,
)
from conformance.model.clause import (
    AllOf,
    AnyOf,
    Catalog,
    Clause,
    Condition,
    Document,
    Limit,
    LimitNotSupplied,
    Profile,
    Provenance,
    Quantifier,
    Requirement,
)
from conformance.model.measurand import Signature
from conformance.model.measurement import Text, Value
from conformance.model.units import TEXT, parse_quantity
from conformance.model.vocabulary import QuantifierKind
from conformance.model.words import Words


def build(entry: CatalogEntry, sha256: str, measurands: Mapping[str, Signature]) -> Catalog:
    """The catalog of an entry that schema and lint accept."""
    documents = tuple(
        Document(name, _words(document.title), document.status, document.find)
        for name, document in entry.documents.items()
    )
    clauses = tuple(_clause(clause, measurands) for clause in entry.clauses)
    selected = resolve(entry.profiles)
    profiles = tuple(
        Profile(
            name,
            _words(profile.title),
            tuple(clause.id for clause in clauses if clause.id in selected[name].after),
        )
        for name, profile in entry.profiles.items()
    )
    return Catalog(sha256, documents, clauses, profiles)


def _clause(entry: ClauseEntry, measurands: Mapping[str, Signature]) -> Clause:
    return Clause(
        id=entry.id,
        document=entry.document,
        number=entry.clause,
        topic=entry.topic,
        level=entry.level,
        title=_words(entry.title),
        wording=_words(entry.requirement),
        provenance=Provenance(entry.provenance.grade, entry.provenance.seen),
        evidence=entry.evidence.kind,
        roles=entry.evidence.roles,
        requirement=_requirement(entry, measurands),
        quantifier=_quantifier(entry.quantifier),
        notes=entry.notes,
    )


def _words(entry: WordsEntry) -> Words:
    return Words(entry.en, entry.zh)


def _quantifier(entry: QuantifierKind | AtLeastEntry) -> Quantifier:
    if isinstance(entry, AtLeastEntry):
        return Quantifier(QuantifierKind.AT_LEAST, entry.at_least)
    return Quantifier(entry)


def _requirement(entry: ClauseEntry | PartEntry, measurands: Mapping[str, Signature]) -> Requirement:
    match entry:
        case AllOfPart(all_of=parts):
            return AllOf(tuple(_requirement(part, measurands) for part in parts))
        case AnyOfPart(any_of=parts):
            return AnyOf(tuple(_requirement(part, measurands) for part in parts))
        case MeasuredPart(measurand=name):
            return _condition(entry, name, measurands[name].unit)
        case AttestedPart(attested=attested):
            return _condition(entry, f"attested.{attested.name}", attested.unit)


def _condition(entry: ConditionEntry, measurand: str, unit: str) -> Condition:
    return Condition(measurand, unit, entry.relation, _limit(entry, unit), entry.decision_rule, entry.nominal_rate)


def _limit(entry: ConditionEntry, unit: str) -> Limit | LimitNotSupplied:
    if not entry.limit:
        return LimitNotSupplied(entry.limit_wanted)
    texts = (entry.limit,) if isinstance(entry.limit, str) else entry.limit
    return Limit(tuple(_value(text, unit) for text in texts), ", ".join(texts))


def _value(text: str, unit: str) -> Value:
    return Text(text) if unit == TEXT else parse_quantity(text).to(unit).value

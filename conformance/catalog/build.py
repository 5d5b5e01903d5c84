"""From checked entries to the frozen values of the model."""

from collections.abc import Mapping

from conformance.catalog.applies import parse
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
    NotTestablePart,
    PartEntry,
    PlannedPart,
    WordsEntry,
)
from conformance.catalog.statement import build_item
from conformance.model.applicability import ALWAYS, Applicability
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
    Setting,
    Unassessed,
    conditions,
)
from conformance.model.measurand import Signature
from conformance.model.measurement import Text, Value
from conformance.model.statement import StatementItem
from conformance.model.units import TEXT, parse_quantity
from conformance.model.vocabulary import QuantifierKind, Reason
from conformance.model.words import Words


def build(entry: CatalogEntry, sha256: str, measurands: Mapping[str, Signature]) -> Catalog:
    """The catalog of an entry that schema and lint accept."""
    documents = tuple(
        Document(name, _words(document.title), document.status, document.find)
        for name, document in entry.documents.items()
    )
    items = {name: build_item(name, item, measurands) for name, item in entry.statement.items()}
    clauses = tuple(_clause(clause, measurands, items) for clause in entry.clauses)
    selected = resolve(entry.profiles)
    units = {one.parameter: one.unit for clause in clauses for one in conditions(clause.requirement)}
    profiles = tuple(
        Profile(
            name,
            _words(profile.title),
            tuple(clause.id for clause in clauses if clause.id in selected[name].after),
            tuple(clause.id for clause in clauses if clause.id in selected[name].mandatory),
            tuple(Setting(one, written_limit(text, units[one])) for one, text in selected[name].parameters),
            profile.waivers,
        )
        for name, profile in entry.profiles.items()
    )
    return Catalog(sha256, documents, clauses, profiles, tuple(items.values()))


def _clause(entry: ClauseEntry, measurands: Mapping[str, Signature], items: Mapping[str, StatementItem]) -> Clause:
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
        applies=Applicability(entry.applies, parse(entry.applies, items)) if entry.applies else ALWAYS,
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
        case PlannedPart(planned=why):
            return Unassessed(Reason.METHOD_PLANNED, why)
        case NotTestablePart(not_testable=why):
            return Unassessed(Reason.NOT_TESTABLE, why)


def _condition(entry: ConditionEntry, measurand: str, unit: str) -> Condition:
    limit = _limit(entry, unit)
    return Condition(measurand, unit, entry.relation, limit, entry.decision_rule, entry.nominal_rate, entry.parameter)


def _limit(entry: ConditionEntry, unit: str) -> Limit | LimitNotSupplied:
    if not entry.limit:
        return LimitNotSupplied(entry.limit_wanted)
    return written_limit(entry.limit, unit)


def written_limit(limit: str | tuple[str, ...], unit: str) -> Limit:
    """A limit as it is written, in the unit of what is measured; UnitError where it does not fit."""
    texts = (limit,) if isinstance(limit, str) else limit
    return Limit(tuple(_value(text, unit) for text in texts), ", ".join(texts))


def _value(text: str, unit: str) -> Value:
    return Text(text) if unit == TEXT else parse_quantity(text).to(unit).value

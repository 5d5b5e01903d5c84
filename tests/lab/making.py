"""Small clauses and catalogs for the tests of the capture plan."""

from conformance.model.clause import (
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
from conformance.model.measurement import Text
from conformance.model.statement import StatementItem
from conformance.model.units import TEXT, parse_quantity
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
from conformance.model.words import Words

ONCE = Quantifier(QuantifierKind.ANY)
EVERY = Quantifier(QuantifierKind.EVERY)


def words(text: str) -> Words:
    return Words(text, f"中 {text}")


def condition(measurand: str, limit: str = "25 Hz", relation: Relation = Relation.AT_LEAST) -> Condition:
    """A limit without a number is a text; none is one that an overlay must supply."""
    unit = TEXT if limit and not limit[0].isdigit() else parse_quantity(limit or "1 s").unit
    value = Text(limit) if unit == TEXT else parse_quantity(limit or "1 s").value
    said = Limit((value,), limit) if limit else LimitNotSupplied("the greatest error in s")
    return Condition(measurand, unit, relation, said, DecisionRule.SIMPLE)


def clause(
    name: str,
    requirement: Requirement,
    *roles: Role,
    evidence: EvidenceKind = EvidenceKind.RECORDING,
    quantifier: Quantifier = EVERY,
) -> Clause:
    return Clause(
        id=name,
        document="d",
        number="1.1",
        topic=Topic.EQUIPMENT if evidence is EvidenceKind.ATTESTATION else Topic.FRAME_RATE,
        level=Level.SHALL,
        title=words(f"title of {name}"),
        wording=words(f"wording of {name}"),
        provenance=Provenance(Grade.HOUSE, "own"),
        evidence=evidence,
        roles=roles,
        requirement=requirement,
        quantifier=quantifier,
        notes=(),
    )


def attested(name: str, quantity: str, limit: str) -> Clause:
    return clause(name, condition(f"attested.{quantity}", limit), evidence=EvidenceKind.ATTESTATION)


def catalog(*clauses: Clause, items: tuple[StatementItem, ...] = ()) -> Catalog:
    """A catalog with these clauses in its one profile `p`."""
    document = Document("d", words("a document"), DocumentStatus.IN_FORCE, "here")
    profile = Profile("p", words("a profile"), tuple(one.id for one in clauses))
    return Catalog("ab" * 32, (document,), clauses, (profile,), items)

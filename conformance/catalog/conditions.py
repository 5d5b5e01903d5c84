"""Whether a clause's relation, limit and rule fit what is measured."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from conformance.catalog.schema import (
    AllOfPart,
    AnyOfPart,
    AttestedPart,
    ClauseEntry,
    ConditionEntry,
    MeasuredPart,
    NotTestablePart,
    PartEntry,
    PlannedPart,
)
from conformance.errors import UnitError
from conformance.model.measurand import Signature
from conformance.model.units import RATES_OF_THE_1001_FAMILY, TEXT, dimension, parse_quantity
from conformance.model.vocabulary import DecisionRule, EvidenceKind, Relation
from conformance.strictyaml import Place, Review, suggestion

_OF_TEXT = (Relation.EQUAL, Relation.ONE_OF)
_OF_NUMBERS = tuple(relation for relation in Relation if relation is not Relation.ONE_OF)
_OF_MAGNITUDES = (Relation.WITHIN, Relation.STRICTLY_WITHIN)


def lint(reviewed: Review, place: Place, clause: ClauseEntry, measurands: Mapping[str, Signature]) -> None:
    """Note what is wrong with the conditions of a clause."""
    items = {str(at[-1]) for at in reviewed.tree.children(("statement",))}
    _Lint(reviewed, clause.evidence.kind, measurands, items).part(clause, place)


def lint_limit(reviewed: Review, place: Place, entry: ConditionEntry, unit: str) -> None:
    """Note what is wrong with one limit, of a quantity in that unit, that stands elsewhere than in a catalog."""
    _Lint(reviewed, EvidenceKind.NONE, {}).limit(entry, place, unit)


@dataclass(frozen=True)
class _Lint:
    """Lint of the conditions of one clause."""

    reviewed: Review
    kind: EvidenceKind
    measurands: Mapping[str, Signature]
    items: Collection[str] = ()

    def part(self, entry: ClauseEntry | PartEntry, place: Place) -> None:
        match entry:
            case AllOfPart(all_of=parts):
                self._parts(parts, (*place, "all_of"))
            case AnyOfPart(any_of=parts):
                self._parts(parts, (*place, "any_of"))
            case MeasuredPart():
                self._measured(entry, place)
            case AttestedPart():
                self._attested(entry, place)
            case PlannedPart() | NotTestablePart():
                pass  # nothing is compared

    def _parts(self, parts: tuple[PartEntry, ...], place: Place) -> None:
        for index, part in enumerate(parts):
            self.part(part, (*place, index))

    def _measured(self, entry: MeasuredPart, place: Place) -> None:
        at = (*place, "measurand")
        if entry.measurand not in self.measurands:
            near = suggestion(entry.measurand, self.measurands)
            self.reviewed.note(at, f"unknown measurand {entry.measurand!r}; {near}")
            return
        signature = self.measurands[entry.measurand]
        if signature.kind is not self.kind:
            self._wrong_kind(at, f"{entry.measurand} is measured on evidence of kind {signature.kind}", signature.kind)
        for name in signature.rests_on:
            item = name.removeprefix("statement.")
            if name != item and item not in self.items:
                self.reviewed.note(at, f"{entry.measurand} rests on the item {item!r}; write it under statement:")
        self.limit(entry, place, signature.unit)

    def _attested(self, entry: AttestedPart, place: Place) -> None:
        at = (*place, "attested")
        if self.kind is not EvidenceKind.ATTESTATION:
            self._wrong_kind(at, "a witnessed value comes from an attestation", EvidenceKind.ATTESTATION)
        try:
            dimension(entry.attested.unit)
        except UnitError as error:
            self.reviewed.note((*at, "unit"), str(error))
            return
        self.limit(entry, place, entry.attested.unit)

    def _wrong_kind(self, at: Place, sentence: str, kind: EvidenceKind) -> None:
        message = f"{sentence}, and the clause's evidence is of kind {self.kind}; write evidence: {{kind: {kind}}}"
        self.reviewed.note(at, message)

    def limit(self, entry: ConditionEntry, place: Place, unit: str) -> None:
        self._relation(entry, place, unit)
        self._rule(entry, place, unit)
        if entry.nominal_rate and unit != "Hz":
            self.reviewed.note((*place, "nominal_rate"), f"a limit in {unit} names no frame rate; remove this line")
        if not entry.limit:
            if not entry.limit_wanted:
                message = "no limit here: write limit:, or limit_wanted: with what an overlay must supply"
                self.reviewed.note(place, message)
            return
        if entry.limit_wanted:
            self.reviewed.note((*place, "limit_wanted"), "a limit is written, so none is wanted; remove one of the two")
        if isinstance(entry.limit, str) == (entry.relation is Relation.ONE_OF):
            wanted = "a list" if entry.relation is Relation.ONE_OF else "one value, no list"
            self.reviewed.note((*place, "limit"), f"relation {str(entry.relation)!r} takes {wanted}")
        elif unit != TEXT and isinstance(entry.limit, str):
            self._number(entry, entry.limit, place, unit)

    def _relation(self, entry: ConditionEntry, place: Place, unit: str) -> None:
        fitting = _OF_TEXT if unit == TEXT else _OF_NUMBERS
        if entry.relation not in fitting:
            valid = ", ".join(repr(str(relation)) for relation in fitting)
            what = "text" if unit == TEXT else f"numbers ({unit})"
            self.reviewed.note((*place, "relation"), f"{str(entry.relation)!r} does not compare {what}; valid: {valid}")

    def _rule(self, entry: ConditionEntry, place: Place, unit: str) -> None:
        if entry.decision_rule is DecisionRule.SIMPLE:
            return
        at = (*place, "decision_rule")
        if unit == TEXT:
            self.reviewed.note(at, f"{entry.decision_rule} guards a number, and this is text; write simple")
        elif entry.relation is Relation.EQUAL:
            self.reviewed.note(at, f"'==' leaves no room for a guard band ({entry.decision_rule}); write simple")

    def _number(self, entry: ConditionEntry, text: str, place: Place, unit: str) -> None:
        at = (*place, "limit")
        try:
            limit = parse_quantity(text).to(unit)
        except UnitError as error:
            self.reviewed.note(at, f"limit {text!r} does not fit {unit}: {error}")
            return
        if (limit.value < 0 and entry.relation in _OF_MAGNITUDES) or (
            limit.value == 0 and entry.relation is Relation.STRICTLY_WITHIN
        ):
            self.reviewed.note(at, f"no magnitude |x| is below {text!r}; write a positive limit")
        if entry.nominal_rate and limit.unit == "Hz" and limit.value not in RATES_OF_THE_1001_FAMILY:
            rates = ", ".join(f"{rate} Hz" for rate in RATES_OF_THE_1001_FAMILY)
            message = f"{text!r} names no rate of the 1000/1001 family; remove this line, or limit one of {rates}"
            self.reviewed.note((*place, "nominal_rate"), message)

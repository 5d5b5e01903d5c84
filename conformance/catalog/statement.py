"""The statement section of a catalog: its items as values of the model, and what is wrong with them."""

from collections.abc import Mapping

from conformance.catalog.schema import ITEM, ShownByEntry, StatementItemEntry
from conformance.errors import UnitError
from conformance.model.measurand import Signature
from conformance.model.measurement import Text, Value
from conformance.model.statement import NotShown, ShownBy, ShownByLimit, ShownByValue, StatementItem
from conformance.model.units import TEXT, dimension, parse_quantity
from conformance.model.vocabulary import EvidenceKind, ItemKind, Relation
from conformance.model.words import Words
from conformance.strictyaml import Place, Review, shown, sound, suggestion

_OF_ITEMS = tuple(one for one in Relation if one is not Relation.ONE_OF)


def build_item(name: str, entry: StatementItemEntry, measurands: Mapping[str, Signature]) -> StatementItem:
    """The item of an entry that `lint` accepts."""
    question = Words(entry.question.en, entry.question.zh)
    shown_by = _shown_by(entry, measurands)
    return StatementItem(name, entry.kind, question, entry.unit or TEXT, entry.choices, shown_by)


def lint(reviewed: Review, measurands: Mapping[str, Signature]) -> Mapping[str, StatementItem]:
    """Note what is wrong with the items; those that nothing is wrong with, by name."""
    places = reviewed.tree.children(("statement",))
    for place, entry in sound(ITEM, reviewed, places):
        _lint_answers(reviewed, place, entry)
        if entry.shown_by is not None:
            _lint_shown_by(reviewed, place, entry, measurands)
    entries = sound(ITEM, reviewed, places)
    return {str(place[-1]): build_item(str(place[-1]), entry, measurands) for place, entry in entries}


def _lint_answers(reviewed: Review, place: Place, entry: StatementItemEntry) -> None:
    if (entry.kind is ItemKind.QUANTITY) != bool(entry.unit):
        needs = "a quantity needs its unit" if not entry.unit else f"a {entry.kind} has no unit; remove it"
        reviewed.note((*place, "unit"), needs)
    elif entry.unit:
        try:
            dimension(entry.unit)
        except UnitError as error:
            reviewed.note((*place, "unit"), str(error))
    if (entry.kind is ItemKind.CHOICE) != bool(entry.choices):
        needs = "a choice needs its choices" if not entry.choices else f"a {entry.kind} has no choices; remove them"
        reviewed.note((*place, "choices"), needs)
    if len(set(entry.choices)) != len(entry.choices) or len(entry.choices) == 1:
        reviewed.note((*place, "choices"), "a choice has two different answers or more")


def _lint_shown_by(
    reviewed: Review, place: Place, entry: StatementItemEntry, measurands: Mapping[str, Signature]
) -> None:
    by = entry.shown_by
    at = (*place, "shown_by")
    if by is None or not reviewed.is_sound(place):
        return
    if by.measurand not in measurands:
        message = f"unknown measurand {shown(by.measurand)}; {suggestion(by.measurand, measurands)}"
        reviewed.note((*at, "measurand"), message)
        return
    signature = measurands[by.measurand]
    if signature.kind is not EvidenceKind.RECORDING:
        reviewed.note(
            (*at, "measurand"), f"{by.measurand} is not measured on a recording, and only a recording bears out an item"
        )
    elif entry.kind is ItemKind.BOOL:
        _lint_limit(reviewed, at, by, signature)
    elif by.relation is not None or by.limit:
        reviewed.note(at, f"a {entry.kind} is shown by a value; remove relation and limit")
    elif (entry.unit or TEXT) != TEXT and dimension(entry.unit) != dimension(signature.unit):
        reviewed.note((*at, "measurand"), f"{by.measurand} is measured in {signature.unit}, which is no {entry.unit}")
    elif (entry.kind is ItemKind.CHOICE) != (signature.unit == TEXT):
        reviewed.note((*at, "measurand"), f"{by.measurand} ({signature.unit}) does not answer a {entry.kind}")


def _lint_limit(reviewed: Review, at: Place, by: ShownByEntry, signature: Signature) -> None:
    if by.relation not in _OF_ITEMS or not by.limit:
        reviewed.note(at, "an item of kind bool is shown by a relation to one limit; write relation: and limit:")
    elif signature.unit == TEXT and by.relation is not Relation.EQUAL:
        reviewed.note((*at, "relation"), f"{by.measurand} is text; write '=='")
    elif signature.unit != TEXT:
        try:
            parse_quantity(by.limit).to(signature.unit)
        except UnitError as error:
            reviewed.note((*at, "limit"), f"limit {by.limit!r} does not fit {signature.unit}: {error}")


def _shown_by(entry: StatementItemEntry, measurands: Mapping[str, Signature]) -> ShownBy:
    by = entry.shown_by
    if by is None:
        return NotShown()
    unit = measurands[by.measurand].unit
    if by.relation is None:
        return ShownByValue(by.measurand, unit)
    limit: Value = Text(by.limit) if unit == TEXT else parse_quantity(by.limit).to(unit).value
    return ShownByLimit(by.measurand, unit, by.relation, limit)

"""What an overlay may not do: supply a limit nobody wants, of a wrong unit, or without the page it was read on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.catalog.conditions import lint_limit
from conformance.catalog.overlay_schema import HEAD, LIMIT, LimitEntry
from conformance.catalog.schema import ConditionEntry
from conformance.model.clause import Catalog, Clause, Condition, Limit, Unassessed, conditions
from conformance.model.vocabulary import Basis, DecisionRule, Relation
from conformance.strictyaml import Place, Review, shown, sound, suggestion

_NOT_CONFIRMED = "not confirmed"  # the clause number that nobody here has seen


@dataclass(frozen=True)
class Supply:
    """One limit of an overlay, and the condition of the clause, counted from 0, that it is for."""

    place: Place
    entry: LimitEntry
    clause: Clause
    index: int

    @property
    def condition(self) -> Condition:
        """The condition as the catalog has it."""
        return conditions(self.clause.requirement)[self.index]

    @property
    def relation(self) -> Relation:
        """The relation that counts."""
        return self.entry.relation or self.condition.relation


def lint(reviewed: Review, catalog: Catalog) -> tuple[Supply, ...]:
    """Note what is wrong in meaning with an overlay that `check` went over; the limits that found their condition."""
    entries = tuple(sound(LIMIT, reviewed, reviewed.tree.children(("limits",))))
    known = {clause.id: clause for clause in catalog.clauses}
    taken = {one.clause: overlay.file for overlay in catalog.overlays for one in overlay.supplied}
    supplies = tuple(
        Supply(place, entry, clause, index)
        for place, entry in entries
        for clause in _clause(reviewed, place, known, taken)
        for index in _index(reviewed, place, entry, clause)
    )
    _lint_twice(reviewed, supplies)
    for supply in supplies:
        _lint_limit(reviewed, supply)
    head_at = [place for place in reviewed.tree.children(()) if place == ("overlay",)]
    for _, head in sound(HEAD, reviewed, head_at):
        for place, entry in entries:
            _lint_source(reviewed, place, entry, head.basis)
        for supply in supplies:
            _lint_stated(reviewed, supply, head.basis)
        if reviewed.is_sound(("limits",)):
            _lint_clauses(reviewed, supplies, head.basis)
    return supplies


def by_clause(supplies: tuple[Supply, ...]) -> Mapping[str, tuple[Supply, ...]]:
    """The supplies of each clause, in the order of the overlay."""
    grouped: dict[str, tuple[Supply, ...]] = {}
    for supply in supplies:
        grouped[supply.clause.id] = (*grouped.get(supply.clause.id, ()), supply)
    return grouped


def _is_unknown(number: str) -> bool:
    return not number or number.startswith(_NOT_CONFIRMED)


def _lint_source(reviewed: Review, place: Place, entry: LimitEntry, basis: Basis) -> None:
    source = {"number": entry.number, "edition": entry.edition, "page": entry.page}
    for key, text in source.items():
        if basis is Basis.HOUSE_VALUES and text:
            message = f"a house value stands in no document and has no {key}; remove it, or write basis: licensed_copy"
            reviewed.note_key((*place, key), message)
        elif basis is Basis.LICENSED_COPY and not text and key != "number":
            reviewed.note(
                place, f"key {key!r} is missing here; write the {key} of the licensed copy where this limit stands"
            )


def _clause(reviewed: Review, place: Place, known: Mapping[str, Clause], taken: Mapping[str, str]) -> Iterator[Clause]:
    """The clause that an entry names, unless there is none, or none that takes a limit."""
    at = (*place, "clause")
    name = str(reviewed.tree.at(at))
    if name not in known:
        reviewed.note(at, f"unknown clause {shown(name)}; {suggestion(name, known)}")
    elif name in taken:
        reviewed.note(at, f"overlay {taken[name]} supplies clause {name!r} already; keep one of the two")
    elif not conditions(known[name].requirement):
        message = f"nothing decides clause {name!r} yet, so that it takes no limit ({_why(known[name])})"
        reviewed.note(at, f"{message}; remove this entry")
    else:
        yield known[name]


def _why(clause: Clause) -> str:
    return clause.requirement.why if isinstance(clause.requirement, Unassessed) else "no part of it is compared"


def _index(reviewed: Review, place: Place, entry: LimitEntry, clause: Clause) -> Iterator[int]:
    """The condition that an entry is for, unless it names none or several."""
    names = tuple(dict.fromkeys(one.measurand for one in conditions(clause.requirement)))
    if entry.measurand and entry.measurand not in names:
        message = (
            f"clause {clause.id!r} has no measurand {shown(entry.measurand)}; {suggestion(entry.measurand, names)}"
        )
        reviewed.note((*place, "measurand"), message)
        return
    found = _meant(entry, clause)
    if len(found) == 1:
        yield from found
        return
    several = ", ".join(dict.fromkeys(one.measurand for one in found.values()))
    if len({one.measurand for one in found.values()}) > 1:
        what = f"write measurand: with one of {several}"
    elif len({one.relation for one in found.values()}) > 1:
        what = "write relation: with that of the one that is meant"
    else:
        what = "an overlay can't tell them apart; remove this entry"
    reviewed.note(place, f"clause {clause.id!r} has {len(found)} conditions on {several}; {what}")


def _meant(entry: LimitEntry, clause: Clause) -> Mapping[int, Condition]:
    """Conditions that an entry may mean, by their index: of its measurand, then of its relation, then without limit."""
    every = enumerate(conditions(clause.requirement))
    found = {index: one for index, one in every if entry.measurand in ("", one.measurand)}
    found = {index: one for index, one in found.items() if one.relation == entry.relation} or found
    wanting = {index: one for index, one in found.items() if not isinstance(one.limit, Limit)}
    return wanting if len(found) > 1 and wanting else found


def _lint_twice(reviewed: Review, supplies: tuple[Supply, ...]) -> None:
    first: dict[tuple[str, int], int] = {}
    for supply in supplies:
        key, at = (supply.clause.id, supply.index), (*supply.place, "clause")
        line = reviewed.tree.mark_of(at).line
        if key in first:
            what = f"the limit of {supply.condition.measurand} in clause {supply.clause.id!r}"
            reviewed.note(at, f"{what} is supplied on line {first[key]} already; keep one")
        first.setdefault(key, line)


def _lint_stated(reviewed: Review, supply: Supply, basis: Basis) -> None:
    clause, condition, at = supply.clause, supply.condition, (*supply.place, "clause")
    grade = clause.provenance.grade
    if isinstance(condition.limit, Limit):
        states = f"clause {clause.id!r} states {condition.relation} {condition.limit.text} with grade {grade}"
        if grade.decides:
            reviewed.note(at, f"{states}, and an overlay never changes what was read; remove this entry")
        elif basis is Basis.HOUSE_VALUES:
            reviewed.note(
                at, f"{states}; only a licensed copy can confirm or correct it, no house value; remove this entry"
            )
    number = supply.entry.number
    if grade.decides and number and number != clause.number and not _is_unknown(clause.number):
        message = f"the clause number is known to be {clause.number!r}, not {shown(number)}; remove this line"
        reviewed.note((*supply.place, "number"), message)


def _lint_limit(reviewed: Review, supply: Supply) -> None:
    rule = supply.condition.rule
    if supply.relation is Relation.EQUAL and rule is not DecisionRule.SIMPLE:
        message = f"clause {supply.clause.id!r} is decided by the rule {rule}, for which '==' leaves no room"
        reviewed.note((*supply.place, "relation"), f"{message}; write another relation")
        return
    entry = ConditionEntry(relation=supply.relation, limit=supply.entry.limit, decision_rule=rule)
    lint_limit(reviewed, supply.place, entry, supply.condition.unit)


def _lint_clauses(reviewed: Review, supplies: tuple[Supply, ...], basis: Basis) -> None:
    """What shows only when all limits of one clause are seen together."""
    for name, mine in by_clause(supplies).items():
        at, clause = (*mine[0].place, "clause"), mine[0].clause
        numbers = tuple(dict.fromkeys(one.entry.number for one in mine if not _is_unknown(one.entry.number)))
        if len(numbers) > 1:
            reviewed.note(at, f"clause {name!r} gets {len(numbers)} numbers, {', '.join(numbers)}; write one")
        if basis is Basis.LICENSED_COPY and _is_unknown(clause.number) and not numbers:
            reviewed.note(
                at, f"the number of clause {name!r} is not known; write number: as the licensed copy prints it"
            )
        if not clause.provenance.grade.decides:
            supplied = {one.index for one in mine}
            left = [
                one.measurand
                for index, one in enumerate(conditions(clause.requirement))
                if index not in supplied and isinstance(one.limit, Limit)
            ]
            if left:
                grade = clause.provenance.grade
                message = f"clause {name!r} would come to decide, with a limit of {left[0]} of grade {grade}"
                reviewed.note(at, f"{message}; write an entry for {', '.join(left)} too")

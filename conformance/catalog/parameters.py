"""Limits that a document leaves to the buyer: a clause names them, a profile sets them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from conformance.catalog.profiles import circle, resolve
from conformance.catalog.schema import (
    CLAUSE,
    PROFILE,
    AllOfPart,
    AnyOfPart,
    AttestedPart,
    ClauseEntry,
    MeasuredPart,
    PartEntry,
)
from conformance.errors import SelectionError, UnitError
from conformance.model.clause import (
    AllOf,
    AnyOf,
    Catalog,
    Clause,
    Condition,
    Limit,
    Profile,
    Requirement,
)
from conformance.model.measurand import Signature
from conformance.model.units import TEXT, parse_quantity
from conformance.strictyaml import Place, Review, shown, sound, suggestion


def parametrized(catalog: Catalog, profiles: tuple[str, ...]) -> Catalog:
    """The catalog with the limits that these profiles set; unknown profiles count for nothing here.

    Raises:
        SelectionError: two of the profiles select a clause and mean different limits.
    """
    chosen = tuple(profile for profile in catalog.profiles if profile.id in profiles)
    return replace(catalog, clauses=tuple(_set(clause, chosen) for clause in catalog.clauses))


def _set(clause: Clause, profiles: tuple[Profile, ...]) -> Clause:
    by_limit: dict[Requirement, str] = {}
    for profile in profiles:
        if clause.id in profile.clauses:
            settings = {one.parameter: one.limit for one in profile.settings}
            by_limit.setdefault(_with(clause.requirement, settings), profile.id)
    if len(by_limit) > 1:
        names = " and ".join(repr(name) for name in by_limit.values())
        raise SelectionError(f"profiles {names} set different limits for {clause.id!r}; run them one at a time")
    return replace(clause, requirement=next(iter(by_limit), clause.requirement))


def _with(requirement: Requirement, settings: Mapping[str, Limit]) -> Requirement:
    match requirement:
        case Condition():
            return replace(requirement, limit=settings.get(requirement.parameter, requirement.limit))
        case AllOf(parts) | AnyOf(parts):
            return replace(requirement, parts=tuple(_with(part, settings) for part in parts))
        case _:
            return requirement


def lint(reviewed: Review, measurands: Mapping[str, Signature]) -> None:
    """Note parameters of two units, limits that do not fit theirs, and imports that set one differently."""
    units: dict[str, str] = {}
    for place, clause in sound(CLAUSE, reviewed, reviewed.tree.children(("clauses",))):
        for at, part in _named(clause, place):
            unit = part.attested.unit if isinstance(part, AttestedPart) else measurands[part.measurand].unit
            if unit == TEXT or units.setdefault(part.parameter, unit) != unit:
                needs = "one number" if unit == TEXT else f"{units[part.parameter]}, as it does elsewhere"
                message = f"parameter {shown(part.parameter)} must stand for {needs}; name another, or remove the line"
                reviewed.note((*at, "parameter"), message)
    profiles = {str(place[-1]): one for place, one in sound(PROFILE, reviewed, reviewed.tree.children(("profiles",)))}
    for name, profile in profiles.items():
        for parameter, text in profile.parameters.items():
            _lint_setting(reviewed, ("profiles", name, "parameters", parameter), text, units)
    if reviewed.is_sound(("profiles",)) and not circle(profiles):
        for name, selected in resolve(profiles).items():
            for parameter in selected.disputed:
                message = f"imports of profile {name!r} set {parameter!r} differently; set it here under parameters:"
                reviewed.note_key(("profiles", name), message)


def _named(entry: ClauseEntry | PartEntry, place: Place) -> Iterator[tuple[Place, MeasuredPart | AttestedPart]]:
    """Conditions of a clause whose limit has a name."""
    match entry:
        case AllOfPart(all_of=parts):
            for index, part in enumerate(parts):
                yield from _named(part, (*place, "all_of", index))
        case AnyOfPart(any_of=parts):
            for index, part in enumerate(parts):
                yield from _named(part, (*place, "any_of", index))
        case MeasuredPart() | AttestedPart() if entry.parameter:
            yield place, entry


def _lint_setting(reviewed: Review, place: Place, text: str, units: Mapping[str, str]) -> None:
    name = str(place[-1])
    if name not in units:
        if reviewed.is_sound(("clauses",)):
            reviewed.note_key(place, f"no clause has a parameter {shown(name)}; {suggestion(name, units)}")
        return
    try:
        parse_quantity(text).to(units[name])
    except UnitError as error:
        reviewed.note(place, f"{text!r} does not fit {name!r} ({units[name]}): {error}")

"""A lab's own file of limits, laid over a catalog; the catalog's file stays as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePath

from conformance.catalog.build import written_limit
from conformance.catalog.overlay_lint import Supply, by_clause, lint
from conformance.catalog.overlay_schema import OVERLAY, OverlayHead
from conformance.errors import CatalogError, DocumentError, Problem
from conformance.model.clause import (
    AllOf,
    AnyOf,
    Catalog,
    Clause,
    Condition,
    Limit,
    Overlay,
    Provenance,
    Requirement,
    Supplied,
)
from conformance.model.units import RATES_OF_THE_1001_FAMILY
from conformance.model.vocabulary import Basis, Grade
from conformance.strictyaml import check, read_document, review, sound

_GRADES = {Basis.LICENSED_COPY: Grade.LAB, Basis.HOUSE_VALUES: Grade.HOUSE}


def load_overlays(catalog: Catalog, files: tuple[Path, ...]) -> Catalog:
    """The catalog with these overlay files laid over it, in their order.

    Raises:
        CatalogError: a file can't be read.
        DocumentError: with all that is wrong in all the files.
    """
    problems: list[Problem] = []
    for file in files:
        try:
            text = read_document(file)
        except OSError as error:
            raise CatalogError(f"can't read the overlay {file}: {error.strerror or error}") from error
        try:
            catalog = lay(catalog, text, str(file))
        except DocumentError as error:
            problems.extend(error.problems)
    if problems:
        raise DocumentError(tuple(problems))
    return catalog


def lay(catalog: Catalog, text: bytes, file: str) -> Catalog:
    """The catalog with one overlay laid over it; `file` names it in messages, and its last part in the result.

    Raises:
        DocumentError: with all that is wrong, in the order of the text.
    """
    reviewed = review(text, file)
    check(OVERLAY, reviewed)
    supplies = lint(reviewed, catalog)
    reviewed.refuse()
    [(_, entry)] = sound(OVERLAY, reviewed, [()])
    head, mine = entry.overlay, by_clause(supplies)
    clauses = tuple(
        _overlaid(clause, mine[clause.id], head) if clause.id in mine else clause for clause in catalog.clauses
    )
    supplied = tuple(Supplied(one.clause.id, one.entry.edition, one.entry.page) for one in supplies)
    name = PurePath(file).name.encode("utf-8", "backslashreplace").decode("utf-8")  # it need not be Unicode
    overlay = Overlay(sha256(text).hexdigest(), name, head.by, head.on, head.basis, supplied)
    return replace(catalog, clauses=clauses, overlays=(*catalog.overlays, overlay))


def _overlaid(clause: Clause, supplies: tuple[Supply, ...], head: OverlayHead) -> Clause:
    numbers = (one.entry.number for one in supplies if one.entry.number)
    filled = {one.index: _filled(one) for one in supplies}
    return replace(
        clause,
        number=next(numbers, clause.number),
        provenance=Provenance(_GRADES[head.basis], _seen(supplies, head)),
        requirement=_with(clause.requirement, filled, count()),
        notes=(*clause.notes, *_notes(clause, supplies, head)),
    )


def _filled(supply: Supply) -> Condition:
    """The condition with its limit; no profile sets it any more, and only a name of a rate stays nominal."""
    condition = supply.condition
    limit = written_limit(supply.entry.limit, condition.unit)
    nominal = condition.nominal_rate and limit.values[0] in RATES_OF_THE_1001_FAMILY
    return replace(condition, relation=supply.relation, limit=limit, nominal_rate=nominal, parameter="")


def _seen(supplies: tuple[Supply, ...], head: OverlayHead) -> str:
    if head.basis is Basis.HOUSE_VALUES:
        return f"house value of {head.by}, {head.on}"
    pages = dict.fromkeys(f"{one.entry.edition}, page {one.entry.page}" for one in supplies)
    return f"{'; '.join(pages)}, read by {head.by} on {head.on}"


def _notes(clause: Clause, supplies: tuple[Supply, ...], head: OverlayHead) -> Iterator[str]:
    if head.basis is Basis.HOUSE_VALUES:
        yield f"The limit is a house value of {head.by}, no standard's."
    for supply in supplies:
        before = supply.condition
        if isinstance(before.limit, Limit):
            known = f"{before.measurand} {before.relation} {before.limit.text}"
            yield f"Without the overlay: {known}, with grade {clause.provenance.grade}, which decides nothing."
        elif supply.relation is not before.relation:
            yield f"The overlay sets the relation {supply.relation}; the catalog has {before.relation}."


def _with(requirement: Requirement, filled: Mapping[int, Condition], index: Iterator[int]) -> Requirement:
    match requirement:
        case Condition():
            return filled.get(next(index), requirement)
        case AllOf(parts) | AnyOf(parts):
            return replace(requirement, parts=tuple(_with(part, filled, index) for part in parts))
        case _:
            return requirement

"""What the schema can't see: ids that lead nowhere, limits that do not fit their measurand, profiles in a circle."""

from collections.abc import Collection, Mapping

from conformance.applicability import Truth
from conformance.catalog import conditions, parameters, statement
from conformance.catalog.applies import ExpressionError, never_or_always, parse
from conformance.catalog.profiles import circle, resolve
from conformance.catalog.schema import (
    CLAUSE,
    PROFILE,
    ClauseEntry,
    NotTestableClause,
    PlannedClause,
    ProfileEntry,
)
from conformance.model.applicability import items_of
from conformance.model.measurand import Signature
from conformance.model.statement import StatementItem
from conformance.model.vocabulary import EvidenceKind
from conformance.strictyaml import Place, Review, shown, sound, suggestion


def lint(reviewed: Review, measurands: Mapping[str, Signature]) -> None:
    """Note what is wrong in meaning, in those entries that the schema accepts."""
    items = statement.lint(reviewed, measurands)
    for place, clause in sound(CLAUSE, reviewed, reviewed.tree.children(("clauses",))):
        _lint_clause(reviewed, place, clause)
        conditions.lint(reviewed, place, clause, measurands)
        _lint_applies(reviewed, (*place, "applies"), clause.applies, items)
    _lint_items(reviewed, items, measurands)
    _lint_clause_ids(reviewed)
    _lint_documents(reviewed)
    _lint_profiles(reviewed)
    parameters.lint(reviewed, measurands)


def _lint_clause(reviewed: Review, place: Place, clause: ClauseEntry) -> None:
    if clause.evidence.roles and clause.evidence.kind not in (EvidenceKind.RECORDING, EvidenceKind.DEVICE):
        message = f"roles are for recordings, and this evidence is of kind {clause.evidence.kind}; remove them"
        reviewed.note((*place, "evidence", "roles"), message)
    undecided = isinstance(clause, PlannedClause | NotTestableClause)
    if undecided and clause.evidence.kind is not EvidenceKind.NONE:
        reviewed.note((*place, "evidence"), "nothing decides this clause; write evidence: {kind: none}")
    elif not undecided and clause.evidence.kind is EvidenceKind.NONE:
        reviewed.note((*place, "evidence"), "this clause is decided by evidence; say of which kind")


def _lint_applies(reviewed: Review, place: Place, text: str, items: Mapping[str, StatementItem]) -> None:
    if not text or not reviewed.is_sound(("statement",)):
        return
    try:
        found = never_or_always(parse(text, items), items)
    except ExpressionError as error:
        reviewed.note(place, f"{shown(text)} can't be read: {error}")
        return
    if found is Truth.FALSE:
        reviewed.note(place, f"no statement makes {shown(text)} true, so that the clause never applies; mend it")
    elif found is Truth.TRUE:
        reviewed.note(place, f"every statement makes {shown(text)} true; remove the line")


def _lint_items(reviewed: Review, items: Mapping[str, StatementItem], measurands: Mapping[str, Signature]) -> None:
    """Note items that nothing asks for; a clause that is refused may ask for any."""
    if not reviewed.is_sound(("clauses",)) or not reviewed.is_sound(("statement",)):
        return
    asked = {name.removeprefix("statement.") for one in measurands.values() for name in one.rests_on}
    for _, text in _of_clauses(reviewed, "applies"):
        asked.update(items_of(parse(text, items)))
    for name in items.keys() - asked:
        message = f"no clause asks for {shown(name)}, nor does a measurand rest on it; remove it, or use it in applies:"
        reviewed.note_key(("statement", name), message)


def _lint_clause_ids(reviewed: Review) -> None:
    first: dict[str, int] = {}
    for place, clause_id in _of_clauses(reviewed, "id"):
        line = reviewed.tree.mark_of(place).line
        if clause_id in first:
            message = f"clause id {shown(clause_id)} is taken by the clause of line {first[clause_id]}; rename one"
            reviewed.note(place, message)
        first.setdefault(clause_id, line)


def _lint_documents(reviewed: Review) -> None:
    documents = {str(place[-1]): place for place in reviewed.tree.children(("documents",))}
    cited = _of_clauses(reviewed, "document")
    for place, document in cited:
        if document not in documents:
            reviewed.note(place, f"unknown document {shown(document)}; {suggestion(document, documents)}")
    for document in documents.keys() - {document for _, document in cited}:
        message = f"no clause cites document {shown(document)}; remove it, or write its clause"
        reviewed.note_key(documents[document], message)


def _lint_profiles(reviewed: Review) -> None:
    known = {str(place[-1]): place for place in reviewed.tree.children(("profiles",))}
    clauses = {clause_id: place for place, clause_id in _of_clauses(reviewed, "id")}
    for place in reviewed.tree.children(("profiles",)):
        _lint_ids(reviewed, (*place, "import"), known, "profile")
        _lint_ids(reviewed, (*place, "clauses"), clauses, "clause")
        _lint_ids(reviewed, (*place, "exclude"), clauses, "clause")
        _lint_ids(reviewed, (*place, "mandatory"), clauses, "clause")
    profiles = {
        str(place[-1]): entry for place, entry in sound(PROFILE, reviewed, reviewed.tree.children(("profiles",)))
    }
    around = circle(profiles)
    if around:
        place = ("profiles", around[0], "import", profiles[around[0]].import_.index(around[1]))
        reviewed.note(place, f"profiles import each other in a circle: {' -> '.join(around)}; remove one import")
    elif reviewed.is_sound(("profiles",)):  # else a selection may only seem wrong
        _lint_selections(reviewed, profiles)


def _lint_ids(reviewed: Review, place: Place, valid: Collection[str], noun: str) -> None:
    seen: set[str] = set()
    for at, name in reviewed.tree.texts(reviewed.tree.children(place)):
        if name not in valid:
            reviewed.note(at, f"unknown {noun} {shown(name)}; {suggestion(name, valid)}")
        elif name in seen:
            reviewed.note(at, f"{noun} {name!r} stands twice in this list; keep one")
        seen.add(name)


def _lint_selections(reviewed: Review, profiles: Mapping[str, ProfileEntry]) -> None:
    for name, selected in resolve(profiles).items():
        place: Place = ("profiles", name)
        for index, clause in enumerate(profiles[name].exclude):
            if clause not in selected.before:
                message = f"profile {name!r} does not select {shown(clause)}; remove the line"
                reviewed.note((*place, "exclude", index), message)
        for index, clause in enumerate(profiles[name].mandatory):
            if clause not in selected.after:
                message = f"profile {name!r} does not select {shown(clause)}; remove the line"
                reviewed.note((*place, "mandatory", index), message)
        if not selected.after:
            reviewed.note_key(place, f"profile {name!r} selects no clause; import a profile, or list clauses")


def _of_clauses(reviewed: Review, key: str) -> tuple[tuple[Place, str], ...]:
    return reviewed.tree.texts((*place, key) for place in reviewed.tree.children(("clauses",)))

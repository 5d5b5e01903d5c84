"""Why two verdicts can't simply be compared: other scope, another catalog, another tool."""

from collections.abc import Iterator

from conformance.model.clause import Clause, Profile
from conformance.model.comparison import Ground, Hindrance
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import EvidenceKind
from conformance.report.catalog_text import requirement_text

_MEASURED = (EvidenceKind.RECORDING, EvidenceKind.DUMP, EvidenceKind.DEVICE)


def between(before: Clause, after: Clause, other_tools: str) -> tuple[Hindrance, ...]:
    """What differs in a clause that both runs judged; `other_tools` names versions that differ, '' = none do."""
    found = [Hindrance(Ground.CATALOG, text) for text in _of_catalog(before, after)]
    if other_tools and after.evidence in _MEASURED:
        found.append(Hindrance(Ground.TOOL, other_tools))
    return tuple(found)


def absence(clause: str, run: RunRecord, other: RunRecord, name: str) -> Hindrance:
    """Why a run did not judge a clause that the other one judged; `name` is what the run is called."""
    if clause not in {one.id for one in run.catalog.clauses}:
        return Hindrance(Ground.CATALOG, f"the catalog of {name} has no such clause")
    if clause in _selected(run):
        return Hindrance(Ground.SCOPE, f"{name} left the clause out by its own selection")
    if run.profiles != other.profiles:
        return Hindrance(Ground.SCOPE, f"the profiles of {name}, {' + '.join(run.profiles)}, do not select the clause")
    return Hindrance(Ground.CATALOG, f"the profile of that name does not select the clause in the catalog of {name}")


def other_versions(before: RunRecord, after: RunRecord) -> str:
    """The software that differs, in words; '' where it is the same."""
    old, new = dict(before.tool.versions), dict(after.tool.versions)
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    return "; ".join(f"{name} {old.get(name, 'none')} -> {new.get(name, 'none')}" for name in names)


def _selected(run: RunRecord) -> frozenset[str]:
    chosen: tuple[Profile, ...] = tuple(one for one in run.catalog.profiles if one.id in run.profiles)
    return frozenset(clause for profile in chosen for clause in profile.clauses)


def _of_catalog(before: Clause, after: Clause) -> Iterator[str]:
    if before.requirement != after.requirement:
        asked = requirement_text(before.requirement), requirement_text(after.requirement)
        yield f"limit or rule: {asked[0]} -> {asked[1]}"
    if before.wording != after.wording:
        yield "the wording of the clause"
    if before.level is not after.level:
        yield f"level: {before.level} -> {after.level}"
    if before.provenance.grade is not after.provenance.grade:
        yield f"grade of the source: {before.provenance.grade} -> {after.provenance.grade}"
    if before.quantifier != after.quantifier:
        yield f"quantifier: {before.quantifier.kind} -> {after.quantifier.kind}"
    if (before.evidence, before.roles) != (after.evidence, after.roles):
        yield "the evidence that it looks at"
    if before.applies != after.applies:
        yield "where it applies"

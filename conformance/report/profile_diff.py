"""Two profiles side by side: what only one asks for, and what both ask for differently."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.model.clause import Catalog, Clause, Profile
from conformance.report.catalog_text import clause_cells, requirement_text
from conformance.report.columns import aligned


@dataclass(frozen=True)
class Side:
    """One profile, and the catalog with the limits that it sets."""

    profile: Profile
    catalog: Catalog

    @property
    def clauses(self) -> dict[str, Clause]:
        """Its clauses by id, in the order of the catalog."""
        return {clause.id: clause for clause in self.catalog.clauses if clause.id in self.profile.clauses}

    @property
    def documents(self) -> tuple[str, ...]:
        """Documents that its clauses come from, in the order of the catalog."""
        cited = {clause.document for clause in self.clauses.values()}
        return tuple(document.id for document in self.catalog.documents if document.id in cited)


def profile_diff(left: Side, right: Side) -> Iterator[str]:
    """Lines that compare two profiles of one catalog file."""
    names = (left.profile.id, right.profile.id)
    yield from aligned(
        [
            ("", *names),
            ("title", left.profile.title.en, right.profile.title.en),
            ("clauses", str(len(left.clauses)), str(len(right.clauses))),
            ("mandatory", str(len(left.profile.mandatory)), str(len(right.profile.mandatory))),
            ("waivers", *("allowed" if side.profile.waivers else "not allowed" for side in (left, right))),
        ]
    )
    yield from ("", "documents")
    yield from _presence(left.documents, right.documents, names)
    yield from _only(left, right)
    yield from _only(right, left)
    yield from _both(left, right)


def _presence(left: tuple[str, ...], right: tuple[str, ...], names: tuple[str, str]) -> Iterator[str]:
    listed = dict.fromkeys((*left, *right))
    words = {(True, True): "both", (True, False): f"only {names[0]}", (False, True): f"only {names[1]}"}
    yield from aligned([(f"  {name}", words[name in left, name in right]) for name in listed])


def _only(one: Side, other: Side) -> Iterator[str]:
    mine = [clause for name, clause in one.clauses.items() if name not in other.clauses]
    yield from ("", f"clauses only in {one.profile.id}: {len(mine)}")
    yield from (f"  {line}" for line in aligned([clause_cells(clause) for clause in mine]))


def _both(left: Side, right: Side) -> Iterator[str]:
    shared = [name for name in left.clauses if name in right.clauses]
    rows = [row for name in shared for row in _differences(name, left, right)]
    different = len({row[0] for row in rows})
    yield from ("", f"clauses in both: {len(shared)}, of which {different} differ")
    if rows:
        yield from aligned([("  ", "", left.profile.id, right.profile.id), *rows])


def _differences(name: str, left: Side, right: Side) -> Iterator[tuple[str, str, str, str]]:
    asked = [requirement_text(side.clauses[name].requirement) for side in (left, right)]
    if asked[0] != asked[1]:
        yield f"  {name}", "asks for", asked[0], asked[1]
    bound = ["mandatory" if name in side.profile.mandatory else "not mandatory" for side in (left, right)]
    if bound[0] != bound[1]:
        yield f"  {name}", "is", bound[0], bound[1]

"""How much of the catalog this tool decides: clauses of each document by automation and by grade, and what is left."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from conformance.model.clause import AllOf, AnyOf, Catalog, Clause, Condition, LimitNotSupplied, Requirement, Unassessed
from conformance.model.vocabulary import Grade
from conformance.report.catalog_text import Automation, automation
from conformance.report.columns import aligned

_LEFT = (
    (Automation.NO_LIMIT, "no limit, and what an overlay must supply"),
    (Automation.PLANNED, "planned, and what this version lacks"),
    (Automation.NOT_TESTABLE, "not testable, and why"),
)


def coverage_lines(catalog: Catalog) -> Iterator[str]:
    """Two tables with a row a document and one of totals, then each clause that nothing decides, with the reason."""
    yield from _table("by automation", tuple(Automation), catalog, automation)
    yield ""
    yield from _table("by grade of the source", tuple(Grade), catalog, lambda clause: clause.provenance.grade)
    for way, heading in _LEFT:
        left = [clause for clause in catalog.clauses if automation(clause) is way]
        if left:
            yield from ("", heading)
            yield from aligned([(f"  {clause.id}", "; ".join(_reasons(clause.requirement))) for clause in left])


def _table(title: str, columns: Sequence[str], catalog: Catalog, column_of: Callable[[Clause], str]) -> Iterator[str]:
    groups = {one.id: [clause for clause in catalog.clauses if clause.document == one.id] for one in catalog.documents}
    counted = {name: Counter(map(column_of, clauses)) for name, clauses in groups.items()}
    counted["total"] = Counter(map(column_of, catalog.clauses))
    rows = [
        (name, str(counts.total()), *(str(counts[column] or "-") for column in columns))
        for name, counts in counted.items()
    ]
    yield from aligned([(title, "clauses", *columns), *rows], numbers=range(1, len(columns) + 2))


def _reasons(requirement: Requirement) -> tuple[str, ...]:
    match requirement:
        case AllOf(parts) | AnyOf(parts):
            return tuple(dict.fromkeys(reason for part in parts for reason in _reasons(part)))
        case Unassessed(_, why) | Condition(limit=LimitNotSupplied(why)):
            return (why,)
        case Condition():
            return ()

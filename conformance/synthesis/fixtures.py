"""Reads `clauses.yaml`: for every automated clause a submission that passes it and one that fails it."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from conformance.errors import FixtureError
from conformance.strictyaml import StrictModel, load, read_document, validate
from conformance.synthesis.document import read_recipes
from conformance.synthesis.plans import SubmissionEntry, planned
from conformance.synthesis.submission import PlannedSubmission

CLAUSES = "clauses.yaml"


@dataclass(frozen=True)
class ClauseFixture:
    """Two submissions for a clause: `passing` meets it, `failing` breaks it and no other of its document and topic.

    `implied` are clauses that nothing can break this one without breaking, being stricter on the same quantity.
    """

    clause: str
    implied: tuple[str, ...]
    passing: PlannedSubmission
    failing: PlannedSubmission


class _Pair(StrictModel):
    clause: str
    implied: tuple[str, ...] = ()
    passing: SubmissionEntry = Field(alias="pass")
    failing: SubmissionEntry = Field(alias="fail")


class _Document(StrictModel):
    fixtures: tuple[_Pair, ...]


def read_fixtures(folder: Path) -> tuple[ClauseFixture, ...]:
    """The fixtures of every clause, in the order of `clauses.yaml` in that folder.

    Raises:
        DocumentError: a text breaks its format.
        FixtureError: a clause stands twice, or a recording names no recipe.
    """
    recipes, path = read_recipes(folder), folder / CLAUSES
    document = validate(_Document, load(read_document(path), str(path)))
    clauses = [pair.clause for pair in document.fixtures]
    for clause in clauses:
        if clauses.count(clause) > 1:
            raise FixtureError(f"{CLAUSES}: clause {clause!r} stands twice")
    return tuple(
        ClauseFixture(pair.clause, pair.implied, planned(pair.passing, recipes), planned(pair.failing, recipes))
        for pair in document.fixtures
    )

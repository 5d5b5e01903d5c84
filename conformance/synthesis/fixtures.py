"""Reads `clauses.yaml`: for every automated clause a submission that passes it and one that fails it."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from conformance import strictyaml
from conformance.errors import FixtureError
from conformance.synthesis.document import read_recipes
from conformance.synthesis.plans import Entry, SubmissionEntry, planned
from conformance.synthesis.submission import PlannedSubmission

CLAUSES = "clauses.yaml"


@dataclass(frozen=True)
class ClauseFixture:
    """Two submissions for a clause: `passing` meets it, `failing` breaks it and no other of its document and topic."""

    clause: str
    passing: PlannedSubmission
    failing: PlannedSubmission


class _Pair(Entry):
    clause: str
    passing: SubmissionEntry = Field(alias="pass")
    failing: SubmissionEntry = Field(alias="fail")


class _Document(Entry):
    fixtures: tuple[_Pair, ...]


def read_fixtures(folder: Path) -> tuple[ClauseFixture, ...]:
    """The fixtures of every clause, in the order of `clauses.yaml` in that folder.

    Raises:
        DocumentError: a text breaks its format.
        FixtureError: a clause stands twice, or a recording names no recipe.
    """
    recipes = read_recipes(folder)
    document = strictyaml.validate(_Document, strictyaml.load((folder / CLAUSES).read_bytes(), CLAUSES))
    clauses = [pair.clause for pair in document.fixtures]
    for clause in clauses:
        if clauses.count(clause) > 1:
            raise FixtureError(f"{CLAUSES}: clause {clause!r} stands twice")
    return tuple(
        ClauseFixture(pair.clause, planned(pair.passing, recipes), planned(pair.failing, recipes))
        for pair in document.fixtures
    )

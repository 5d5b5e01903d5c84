"""Every automated clause has a submission that passes it and one that fails it and nothing beside it."""

from pathlib import Path

import pytest

from conformance.errors import DocumentError, FixtureError
from conformance.model.clause import Clause, Limit, conditions
from conformance.model.vocabulary import EvidenceKind
from conformance.shipped import fixtures_folder
from conformance.synthesis.fixtures import ClauseFixture, read_fixtures
from conformance.synthesis.submission import PlannedSubmission, build_submission
from tests.synthesis.judged import CATALOG, FactsHere, judged

FIXTURES = read_fixtures(fixtures_folder())
BY_CLAUSE = [pytest.param(fixture, id=fixture.clause) for fixture in FIXTURES]


def automated(clause: Clause) -> bool:
    limits = (condition.limit for condition in conditions(clause.requirement))
    measured = clause.evidence in (EvidenceKind.RECORDING, EvidenceKind.DUMP, EvidenceKind.DEVICE)
    return measured and all(isinstance(limit, Limit) for limit in limits)


def mates(clause_id: str) -> tuple[str, ...]:
    """Automated clauses of the same document and topic, the clause itself among them."""
    own = CATALOG.clause(clause_id)
    same = (one for one in CATALOG.clauses if (one.document, one.topic) == (own.document, own.topic))
    return tuple(clause.id for clause in same if automated(clause))


@pytest.fixture(scope="module")
def facts() -> FactsHere:
    return FactsHere()


def verdicts_of(plan: PlannedSubmission, clause: str, folders: tuple[Path, Path], facts: FactsHere) -> dict[str, str]:
    folder, cache = folders
    return judged(build_submission(plan, folder, cache), "everything", mates(clause), facts).verdicts


def test_no_automated_clause_lacks_a_fixture_and_no_fixture_a_clause() -> None:
    wanted = {clause.id for clause in CATALOG.clauses if automated(clause)}
    built = {fixture.clause for fixture in FIXTURES}
    assert (sorted(wanted - built), sorted(built - wanted)) == ([], [])


@pytest.mark.parametrize("fixture", BY_CLAUSE)
def test_a_passing_fixture_passes_its_clause(
    fixture: ClauseFixture, tmp_path: Path, cache: Path, facts: FactsHere
) -> None:
    assert verdicts_of(fixture.passing, fixture.clause, (tmp_path / "pass", cache), facts)[fixture.clause] == "pass"


@pytest.mark.parametrize("fixture", BY_CLAUSE)
def test_a_failing_fixture_fails_its_clause_and_no_other_of_document_and_topic(
    fixture: ClauseFixture, tmp_path: Path, cache: Path, facts: FactsHere
) -> None:
    found = verdicts_of(fixture.failing, fixture.clause, (tmp_path / "fail", cache), facts)
    assert {clause for clause, verdict in found.items() if verdict == "fail"} == {fixture.clause, *fixture.implied}


def test_only_these_clauses_can_not_fail_alone() -> None:
    implied = {fixture.clause: fixture.implied for fixture in FIXTURES if fixture.implied}
    assert implied == {
        "csi-r.241-2-1-picture-and-sound": ("csi-r.241-10-1-picture-and-sound",),
        "csi-r.241-10-1-picture-and-sound": ("csi-r.241-2-1-picture-and-sound",),
        "onvif-eff-5.7.1-count": ("onvif-eff-5.6.3.1-count",),
        "onvif-ms-5.2-own-sei": ("onvif-ms-5.2-partial-gop",),
        "onvif-ms-5.2-link": ("onvif-ms-5.7.3-link-hash",),
        "onvif-ms-5.7.3-link-hash": ("onvif-ms-5.2-link",),
    }


PAIR = """
  - clause: c1
    pass: {{shows: a, recordings: [{{recipe: {recipe}}}]}}
    fail: {{shows: b, recordings: [{{recipe: r1}}]}}
"""


def write(folder: Path, clauses: str) -> Path:
    (folder / "recordings.yaml").write_text("recordings:\n  - {id: r1, truth: plain}\n")
    (folder / "clauses.yaml").write_text(f"fixtures:{clauses}")
    return folder


def test_a_fixture_of_an_unknown_recipe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"no recipe of recordings\.yaml is called 'r2'"):
        read_fixtures(write(tmp_path, PAIR.format(recipe="r2")))


def test_a_clause_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match="clause 'c1' stands twice"):
        read_fixtures(write(tmp_path, PAIR.format(recipe="r1") * 2))


def test_a_misspelled_key_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"clauses\.yaml:3:12: unknown key 'show'"):
        read_fixtures(write(tmp_path, PAIR.format(recipe="r1").replace("{shows: a", "{show: a")))

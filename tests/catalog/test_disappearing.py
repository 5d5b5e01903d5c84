"""No clause leaves the catalog in silence: results and overlays of others name its id."""

import re
from collections.abc import Collection
from pathlib import Path

from conformance.catalog import load_catalog
from conformance.measurands import registry

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).with_name("clause_ids.txt").read_text(encoding="utf-8").split()
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def gone(released: Collection[str], present: Collection[str], changelog: str) -> list[str]:
    """Released ids that the catalog lacks and no line of the changelog calls removed or renamed."""
    lines = [line for line in changelog.splitlines() if re.search(r"\b(Removed|Renamed)\b", line)]
    return [name for name in released if name not in present and not any(f"`{name}`" in line for line in lines)]


def ids() -> list[str]:
    catalog = load_catalog(ROOT / "requirements_catalog.yaml", registry.signatures())
    return [clause.id for clause in catalog.clauses]


def test_every_clause_that_was_ever_released_is_there_or_its_end_stands_in_the_changelog() -> None:
    assert gone(RELEASED, ids(), CHANGELOG) == []


def test_every_clause_of_the_catalog_stands_in_the_list_of_released_ids() -> None:
    missing = [name for name in ids() if name not in RELEASED]
    assert missing == [], "append these lines to tests/catalog/clause_ids.txt"


def test_the_list_names_every_id_once() -> None:
    assert len(set(RELEASED)) == len(RELEASED)


def test_a_clause_that_disappears_is_noticed() -> None:
    assert gone(["a.1", "b.2"], ["b.2"], "* `a.1` is a clause.\n* Removed a.1.\n") == ["a.1"]


def test_a_line_of_the_changelog_that_names_the_clause_lets_it_go() -> None:
    assert gone(["a.1", "c.3"], [], "* Removed `a.1`: no such clause.\n* Renamed `c.3` to `c.3.1`.\n") == []

"""The catalog that is shipped: it loads, and every number and limit in it stands in the facts it was made from."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.catalog import load_catalog
from conformance.measurands import registry
from conformance.model.clause import Catalog, Clause, Condition, Limit, LimitNotSupplied, conditions
from conformance.model.vocabulary import EvidenceKind, Grade, Topic

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "../shared/standards"
CATALOG = ROOT / "requirements_catalog.yaml"
NOT_CONFIRMED = "not confirmed"
# clause -> which file of the facts, and words that together stand in one row there: of its number, of its limit
ROWS = {
    clause: (file, number, limit)
    for clause, file, number, limit in (
        row.split("\t") for row in Path(__file__).with_name("rows.tsv").read_text(encoding="utf-8").splitlines()
    )
}

# how well the facts know a row -> the grade of its clauses
GRADES = {
    "S": {"cn": Grade.TEXT, "intl": Grade.SECONDARY},
    "S-ex": {"cn": Grade.EXCERPT},
    "S-draft": {"cn": Grade.DRAFT},
    "Q": {"cn": Grade.SECONDARY},
    "I": {"cn": Grade.IMPLEMENTATION},
    "T": {"cn": Grade.TENDER, "intl": Grade.TENDER},
    "D-full": {"intl": Grade.TEXT},
    "D": {"intl": Grade.EXCERPT},
    "D-part": {"intl": Grade.EXCERPT},
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(CATALOG, registry.signatures())


def printed(clause: Clause) -> tuple[str, ...]:
    """Every condition of a clause as one line."""
    return tuple(line(condition) for condition in conditions(clause.requirement))


def line(condition: Condition) -> str:
    limit = condition.limit.text if isinstance(condition.limit, Limit) else "?"
    nominal = " nominal" if condition.nominal_rate else ""
    return f"{condition.measurand} {condition.relation} {limit} {condition.rule}{nominal}"


def test_the_catalog_has_its_clauses_and_every_topic_is_used(catalog: Catalog) -> None:
    assert len(catalog.clauses) == 534
    assert {clause.topic for clause in catalog.clauses} == set(Topic)


def test_the_limits_are_those_that_were_reviewed(catalog: Catalog) -> None:
    reviewed = Path(__file__).with_name("limits.txt").read_text(encoding="utf-8").splitlines()
    assert [
        f"{clause.id} | {clause.number} | {clause.level} | {clause.provenance.grade} | {', '.join(printed(clause))}"
        for clause in catalog.clauses
    ] == reviewed


def test_every_clause_says_in_two_languages_what_it_asks_and_where_it_was_seen(catalog: Catalog) -> None:
    for clause in catalog.clauses:
        assert len(clause.wording.en) > 20, clause.id
        assert re.search("[\u4e00-\u9fff]", clause.wording.zh), clause.id
        assert re.search("[\u4e00-\u9fff]", clause.title.zh), clause.id
        assert len(clause.provenance.seen) > 10, clause.id
        assert clause.number, clause.id


def test_only_clauses_of_this_project_are_of_grade_house(catalog: Catalog) -> None:
    house = [clause.id for clause in catalog.clauses if clause.provenance.grade is Grade.HOUSE]
    own = ("house-baseline", "house-extended")
    assert house == [clause.id for clause in catalog.clauses if clause.document in own]
    assert len(house) == 49


def test_every_clause_of_the_list_for_alternative_devices_says_so(catalog: Catalog) -> None:
    notes = [clause.notes[0] for clause in catalog.clauses if clause.document == "am-21-06-08-sc"]
    assert len(notes) == 8
    assert all("alternative recording devices" in note for note in notes)


def test_the_item_whose_text_was_cut_off_says_so(catalog: Catalog) -> None:
    night = catalog.clause("am210608-1-4-1-viii-night-mode")
    assert "cut off" in night.provenance.seen
    assert any("cut off" in note for note in night.notes)


def test_a_chinese_standard_is_called_by_its_designation_in_both_languages(catalog: Catalog) -> None:
    designations = {
        "gat-947-2011": "GA/T 947-2011",
        "gat-947": "GA/T 947",
        "gat-947.1-2015": "GA/T 947.1-2015",
        "gat-947.3-2015": "GA/T 947.3-2015",
        "gat-947.4-2015": "GA/T 947.4-2015",
        "gbt-28181-2016": "GB/T 28181-2016",
        "gbt-28181-2022": "GB/T 28181-2022",
        "gb-35114-2017": "GB 35114-2017",
        "gat-1788.1-2021": "GA/T 1788.1-2021",
        "gat-1788.2-2021": "GA/T 1788.2-2021",
        "gat-1356-2018": "GA/T 1356-2018",
        "gat-669.6-2008": "GA/T 669.6-2008",
        "ga-793.1-2008": "GA 793.1-2008",
        "gat-1400.3-2017": "GA/T 1400.3-2017",
        "gat-947.2-2015": "GA/T 947.2-2015",
    }
    titles = {document.id: document.title for document in catalog.documents if document.id.startswith(("gb", "ga"))}
    assert set(titles) == set(designations)
    for document, title in titles.items():
        assert title.en.startswith(designations[document])
        assert title.zh.startswith(designations[document])


def test_only_a_status_that_the_facts_tell_is_stated(catalog: Catalog) -> None:
    told = {document.id: document.status for document in catalog.documents if document.status != "unknown"}
    assert told == {
        "house-baseline": "in_force",
        "house-extended": "in_force",
        "gat-947-2011": "withdrawn",
        "gbt-28181-2016": "superseded",
        "gat-1788.1-2021": "draft",
        "gat-1788.2-2021": "draft",
        "nistir-8161-2016": "superseded",
        "fr-csi": "in_force",
    }


def test_no_limit_of_the_recorder_standard_decides_but_that_of_the_display(catalog: Catalog) -> None:
    deciding = [
        clause.id
        for clause in catalog.clauses
        if clause.document == "gat-947.2-2015"
        and clause.provenance.grade.decides
        and not any(isinstance(part.limit, LimitNotSupplied) for part in conditions(clause.requirement))
    ]
    assert deciding == ["gat947.2-6.4.1-display"]


@pytest.mark.parametrize(
    "both",
    [
        {"ilcs706-10-20-a-1-pre-event", "bpolg-27a-3-pre-event"},
        {"tx-2b.0106-b-2-a-retention", "csi-r.241-4-retention"},
        {"csi-r.241-2-1-picture-and-sound", "csi-r.243-2-i-1-no-sound"},
        {"gbt28181-6.3-container", "nistir8161r1-level0-container"},
    ],
)
def test_what_can_not_be_met_at_once_is_in_no_profile_but_the_one_for_coverage(
    both: set[str], catalog: Catalog
) -> None:
    known = {clause.id for clause in catalog.clauses}
    assert both <= known
    assert [profile.id for profile in catalog.profiles if both <= set(profile.clauses)] == ["everything"]


def least_and_greatest(clauses: list[Clause]) -> set[str]:
    """Quantities of which binding clauses ask a least value above the greatest that others allow."""
    bounds: dict[str, dict[str, list[Fraction]]] = {}
    for clause in clauses:
        asked = clause.requirement
        if isinstance(asked, Condition) and isinstance(asked.limit, Limit) and asked.relation in (">=", "<="):
            values = [value for value in asked.limit.values if isinstance(value, Fraction)]
            bounds.setdefault(asked.measurand, {}).setdefault(asked.relation, []).extend(values)
    both = {name: one for name, one in bounds.items() if len(one) == 2}
    return {name for name, one in both.items() if max(one[">="]) > min(one["<="])}


def test_no_profile_but_the_one_for_coverage_asks_more_than_it_allows(catalog: Catalog) -> None:
    crossed = {
        profile.id
        for profile in catalog.profiles
        if least_and_greatest([catalog.clause(name) for name in profile.clauses])
    }
    assert crossed == {"everything"}


def test_the_profile_for_coverage_holds_every_clause(catalog: Catalog) -> None:
    [everything] = [profile for profile in catalog.profiles if profile.id == "everything"]
    assert everything.clauses == tuple(clause.id for clause in catalog.clauses)


def test_the_baseline_holds_this_projects_own_clauses_only(catalog: Catalog) -> None:
    [baseline] = [profile for profile in catalog.profiles if profile.id == "baseline"]
    assert {catalog.clause(clause).document for clause in baseline.clauses} == {"house-baseline"}


def test_waivers_count_in_one_profile_only_and_its_title_says_so(catalog: Catalog) -> None:
    [lenient] = [profile for profile in catalog.profiles if profile.waivers]
    assert lenient.id == "baseline-12h"
    assert "where waivers count" in lenient.title.en


def test_so_many_clauses_are_decided_by_measurement(catalog: Catalog) -> None:
    measured = (EvidenceKind.RECORDING, EvidenceKind.DUMP, EvidenceKind.DEVICE)
    limited = [
        clause
        for clause in catalog.clauses
        if clause.evidence in measured and all(isinstance(one.limit, Limit) for one in conditions(clause.requirement))
    ]
    assert len(limited) == 154


def test_every_clause_of_another_document_names_its_row_of_the_facts(catalog: Catalog) -> None:
    assert list(ROWS) == [clause.id for clause in catalog.clauses if clause.provenance.grade is not Grade.HOUSE]


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts the catalog was made from are not here")
@pytest.mark.parametrize("clause_id", ROWS)
def test_number_limit_and_grade_of_a_clause_stand_in_one_row_of_the_facts(clause_id: str, catalog: Catalog) -> None:
    file, number, limit = ROWS[clause_id]
    known = {code for row, code in rows_of(file) if number in row and limit in row}
    assert known, clause_id
    assert {GRADES[code][file] for code in known} == {catalog.clause(clause_id).provenance.grade}


def rows_of(file: str) -> Iterator[tuple[str, str]]:
    """Every line of the facts with its confidence: its last cell's, but `I` in the section on implementations."""
    chapter = ""
    for line in (FACTS / f"facts_{file}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            chapter = line
        if file == "cn" and chapter.startswith("## 3."):
            yield line, "I"
        elif line.startswith("|"):
            yield line, line.rstrip("| ").rsplit("|", 1)[1].split()[0].rstrip(",;")


def test_only_a_clause_whose_text_was_not_read_lacks_its_number(catalog: Catalog) -> None:
    grades = {clause.provenance.grade for clause in catalog.clauses if clause.number == NOT_CONFIRMED}
    assert grades == {Grade.EXCERPT, Grade.SECONDARY, Grade.IMPLEMENTATION}

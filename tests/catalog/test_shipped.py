"""The catalog that is shipped: it loads, and every number and limit in it stands in the facts it was made from."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from conformance.catalog import load_catalog
from conformance.model.clause import Catalog, Clause, Condition, Limit, LimitNotSupplied, conditions
from conformance.model.measurand import Signature
from conformance.model.vocabulary import EvidenceKind, Grade, Topic

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "../shared/standards"
CATALOG = ROOT / "requirements_catalog.yaml"
NOT_CONFIRMED = "not confirmed"

# how well the facts know a row -> the grade of its clauses
GRADES = {
    "S": {"cn": Grade.TEXT, "intl": Grade.SECONDARY},
    "S-ex": {"cn": Grade.EXCERPT},
    "Q": {"cn": Grade.SECONDARY},
    "D-full": {"intl": Grade.TEXT},
    "D": {"intl": Grade.EXCERPT},
    "D-part": {"intl": Grade.EXCERPT},
}

# clause -> words that together stand in one row of the facts: its number as spelled there, and its limit
ROWS = {
    "am210608-1-4-1-i-picture-size": ("intl", "Rule 1, Sec. 4(1)(i) |", "720p or higher"),
    "am210608-1-4-1-ii-frame-rate": ("intl", "Rule 1, Sec. 4(1)(ii) |", "30 frames per second"),
    "am210608-1-4-1-iii-audio": ("intl", "Rule 1, Sec. 4(1)(iii) |", "Built-in audio"),
    "am210608-1-4-1-iv-date-time": ("intl", "Rule 1, Sec. 4(1)(iv) |", "date and time stamping"),
    "am210608-1-4-1-v-gps": ("intl", "Rule 1, Sec. 4(1)(v) |", "Built-in GPS"),
    "am210608-1-4-1-vi-battery": ("intl", "Rule 1, Sec. 4(1)(vi) |", "8 hours continuous"),
    "am210608-1-4-1-vii-storage": ("intl", "Rule 1, Sec. 4(1)(vii) |", "8 hours of continuous audio-video"),
    "am210608-1-4-1-viii-night-mode": ("intl", "Rule 1, Sec. 4(1)(viii) |", "Built-in night mode, low lux rating"),
    "gbt28181-5.6-local-rate": ("cn", "GB/T 28181-2016 | **5.6** |", "**≥ 25 frame/s**"),
    "gbt28181-6.2-video-codec": ("cn", "GB/T 28181-2016 | 6.2 + Annex E |", "video H.264 or MPEG-4, SVAC preferred"),
    "gbt28181-6.2-audio-codec": ("cn", "GB/T 28181-2016 | 6.2 + Annex E |", "audio G.711 / G.723.1 / G.729 or SVAC"),
    "gbt28181-e.4-a-law": ("cn", "GB/T 28181-2016 | 6.2 + Annex E |", "G.711 at least A-law (E.4)"),
    "gbt28181-6.3-container": ("cn", "GB/T 28181-2016 | **6.3** |", "shall be **PS**"),
    "gbt28181-9.10.3-clock": ("cn", "GB/T 28181-2016 | 7.10, 9.10.1, **9.10.3** |", '**below 1 s** ("宜")'),
    "gat1356-5.4.1.2-capture": ("cn", "GA/T 1356-2018 | **5.4.1.2** |", "capture **≥ 3 min**"),
    "gat1356-5.4.1.2-picture-size": (
        "cn",
        "GA/T 1356-2018 | **5.4.1.2** |",
        "resolution and frame rate equal the setting",
    ),
    "gat1356-5.4.1.2-bit-rate": ("cn", "GA/T 1356-2018 | **5.4.1.2** |", "**bit rate within ±10 %**"),
    "gat669.6-6.2-picture-size": ("cn", "GA/T 669.6-2008 | 6.2.1–6.2.3 |", "at least CIF"),
    "gat669.6-6.2-video-codec": ("cn", "GA/T 669.6-2008 | 6.2.1–6.2.3 |", "H.264 or MPEG-4"),
    "gat669.6-6.2-audio-codec": ("cn", "GA/T 669.6-2008 | 6.2.1–6.2.3 |", "audio preferably G.711/G.723.1/G.729"),
    "gat669.6-7.2.2-av-sync": ("cn", "GA/T 669.6-2008 | **7.2.2** |", "**≤ 0.3 s**"),
    "ga793.1-table5-5-3-overlay": ("cn", "GA 793.1-2008 | Table 5, item 5 (3) |", "original recording date and time"),
    "gat1400.3-7.2-video-codec": ("cn", "GA/T 1400.3-2017 | 7.2 |", "SVAC, H.264, H.265, MPEG-4, MPEG-2, MJPEG"),
    "gat1400.3-7.2-audio-codec": ("cn", "GA/T 1400.3-2017 | 7.2 |", "audio SVAC, G.711a/u, G.723, G.729"),
    "gat947.2-6.4.1-display": ("cn", "GA/T 947.2-2015 | **6.4.1** |", "**≥ 3.81 cm (1.5 in)**"),
    "gat947.2-resolution": ("cn", "GA/T 947.2-2015 | 3.1–3.5 |", "3.2 video resolution"),
    "gat947.2-frame-rate": ("cn", "GA/T 947.2-2015 | 3.1–3.5 |", "3.3 frame rate"),
    "gat947.2-bit-rate": ("cn", "GA/T 947.2-2015 执法记录仪 | 1 |", "technical requirements"),
    "gat947.2-clock": ("cn", "GA/T 947.2-2015 执法记录仪 | 1 |", "technical requirements"),
    "gat947.2-recording-time": ("cn", "GA/T 947.2-2015 执法记录仪 | 1 |", "technical requirements"),
    "gat947.2-recording-interval": ("cn", "GA/T 947.2-2015 | 3.1–3.5 |", "3.4 max. recording interval"),
    "gat947.2-av-sync": ("cn", "GA/T 947.2-2015 | 3.1–3.5 |", "3.5 A/V sync"),
    "gat947.2-night-distance": ("cn", "GA/T 947.2-2015 | unknown | night vision |", "**≥ 3 m**, face features"),
    "gat947.2-night-coverage": ("cn", "GA/T 947.2-2015 | unknown | night vision |", "at 3 m it covers **≥ 70 %**"),
    "nistir8161r1-level0-container": ("intl", 'unnumbered (Abstract, "Level 0" list)', "MP4 container"),
    "nistir8161r1-level0-codec": ("intl", "| Abstract | recommendation | codec", "H.264 (and successors)"),
    "nistir8161r1-level0-frame-time": (
        "intl",
        "| Abstract | recommendation | time",
        "UTC timestamp attached to every video frame",
    ),
    "nistir8161r1-clock-offset": (
        "intl",
        "| Abstract | recommendation | clock offset",
        "System-clock-offset metadata",
    ),
    "ilcs706-10-20-a-1-pre-event": ("intl", "50 ILCS 706/10-20(a)(1) |", "**at least 30 s**"),
    "ilcs706-10-20-a-2-duration": ("intl", "| 706/10-20(a)(2) |", "**10 hours or more**"),
    "csi-l.241-1-visual-signal": ("intl", "| L.241-1 |", "specific visual signal"),
    "csi-l.243-2-signal": ("intl", "| L.243-2 |", "specific visual or audible signal"),
    "csi-r.243-2-i-1-no-sound": ("intl", "| R.243-2 I 1° |", "**without sound**"),
    "bpolg-27a-3-buffer": ("intl", "| § 27a(3) sentences 1–2 |", "**at most 30 s**"),
    "bpolg-27a-3-pre-event": ("intl", "| § 27a(3) sentence 3 |", "up to **30 s**"),
    "ie-act32-10-b-indicator": ("intl", "Act 32/2023 | s.10(b) |", "Visible indicator"),
    "arrete2007-close-up-size": ("intl", "article number NOT confirmed", ">= 704 x 576 px"),
    "arrete2007-close-up-rate": ("intl", "article number NOT confirmed", ">= 12 images/s for close-up cameras"),
    "arrete2007-other-size": ("intl", "article number NOT confirmed", ">= 352 x 288 px"),
    "arrete2007-other-rate": ("intl", "article number NOT confirmed", ">= 6 images/s otherwise"),
    "uk0905-8-storage": ("intl", "| item 8 | should |", "**31 days**"),
}


@pytest.fixture(scope="module")
def catalog(measurands: Mapping[str, Signature]) -> Catalog:
    return load_catalog(CATALOG, measurands)


def printed(clause: Clause) -> tuple[str, ...]:
    """Every condition of a clause as one line."""
    return tuple(line(condition) for condition in conditions(clause.requirement))


def line(condition: Condition) -> str:
    limit = condition.limit.text if isinstance(condition.limit, Limit) else "?"
    nominal = " nominal" if condition.nominal_rate else ""
    return f"{condition.measurand} {condition.relation} {limit} {condition.rule}{nominal}"


def test_the_catalog_has_sixty_one_clauses_over_the_five_families(catalog: Catalog) -> None:
    assert len(catalog.clauses) == 61
    assert {clause.topic for clause in catalog.clauses} >= {
        Topic.RESOLUTION,
        Topic.FRAME_RATE,
        Topic.TIMESTAMP_ACCURACY,
        Topic.FILE_INTEGRITY,
        Topic.STORAGE_DURATION,
    }


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
    assert house == [clause.id for clause in catalog.clauses if clause.document == "house-baseline"]
    assert len(house) == 10


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
        "gbt-28181-2016": "GB/T 28181-2016",
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
    assert told == {"house-baseline": "in_force", "gbt-28181-2016": "superseded", "fr-csi": "in_force"}


def test_no_limit_of_the_recorder_standard_is_stated_but_that_of_the_display_and_of_quoted_night_vision(
    catalog: Catalog,
) -> None:
    stated = [
        clause.id
        for clause in catalog.clauses
        if clause.document == "gat-947.2-2015"
        and not any(isinstance(part.limit, LimitNotSupplied) for part in conditions(clause.requirement))
    ]
    assert stated == ["gat947.2-6.4.1-display", "gat947.2-night-distance", "gat947.2-night-coverage"]


def test_minimum_and_maximum_of_one_quantity_are_never_in_one_profile_but_the_one_for_coverage(
    catalog: Catalog,
) -> None:
    both = {"ilcs706-10-20-a-1-pre-event", "bpolg-27a-3-pre-event"}
    assert [profile.id for profile in catalog.profiles if both <= set(profile.clauses)] == ["everything"]


def test_the_profile_for_coverage_holds_every_clause(catalog: Catalog) -> None:
    [everything] = [profile for profile in catalog.profiles if profile.id == "everything"]
    assert everything.clauses == tuple(clause.id for clause in catalog.clauses)


def test_the_baseline_holds_this_projects_own_clauses_only(catalog: Catalog) -> None:
    [baseline] = [profile for profile in catalog.profiles if profile.id == "baseline"]
    assert {catalog.clause(clause).document for clause in baseline.clauses} == {"house-baseline"}


def test_most_clauses_are_decided_by_measurement(catalog: Catalog) -> None:
    measured = [clause for clause in catalog.clauses if clause.evidence is not EvidenceKind.ATTESTATION]
    assert len(measured) == 41


def test_every_clause_of_another_document_names_its_row_of_the_facts(catalog: Catalog) -> None:
    assert list(ROWS) == [clause.id for clause in catalog.clauses if clause.provenance.grade is not Grade.HOUSE]


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts the catalog was made from are not here")
@pytest.mark.parametrize("clause_id", ROWS)
def test_number_limit_and_grade_of_a_clause_stand_in_one_row_of_the_facts(clause_id: str, catalog: Catalog) -> None:
    file, number, limit = ROWS[clause_id]
    lines = (FACTS / f"facts_{file}.md").read_text(encoding="utf-8").splitlines()
    rows = [row for row in lines if row.startswith("|") and number in row and limit in row]
    assert rows, clause_id
    known = {row.rstrip("| ").rsplit("|", 1)[1].split()[0].rstrip(",;") for row in rows}
    assert {GRADES[code][file] for code in known} == {catalog.clause(clause_id).provenance.grade}


def test_a_number_that_was_not_confirmed_is_called_so(catalog: Catalog) -> None:
    unknown = {clause.document for clause in catalog.clauses if clause.number == NOT_CONFIRMED}
    assert unknown == {"gat-947.2-2015", "fr-arrete-2007-08-03"}

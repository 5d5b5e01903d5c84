"""First screen, clause table and coverage as they are in the page before any script runs."""

import re
from dataclasses import replace

from conformance.model.clause import LimitNotSupplied, Unassessed
from conformance.model.vocabulary import EvidenceKind, Reason, Verdict
from conformance.report.messages import Language
from conformance.report.page.decidable import WAYS, decidable
from conformance.report.page.html import html_page

from ..beside_factory import beside_record
from ..factory import BASE, FRAME_RATE, HOURS, full_record, one_case, record, recording, simple_finding
from .markup import Page

SOURCE = html_page(full_record(), Language.EN)
TEXT = Page(SOURCE).text


def head(source: str) -> str:
    """Text of what stands before the first section."""
    return Page(source[: source.index("<nav")] + "</header></body></html>").text


def test_the_first_screen_counts_clauses_by_verdict_over_all_and_by_document() -> None:
    text = head(SOURCE)
    assert "All documents ! 1 error ✗ 3 fail ≈ 1 inconclusive ? 1 not tested ○ 1 not exercised" in text
    assert "Example recorders ✗ 2 fail ≈ 1 inconclusive ○ 1 not exercised" in text
    assert "Example files ✗ 1 fail ? 1 not tested" in text
    assert "Baseline ! 1 error" in text


def test_the_first_screen_says_what_decides_and_how_much_is_open() -> None:
    assert "5 clauses of level “shall” not passed" in head(SOURCE)
    assert "9 cases open" in head(SOURCE)
    assert "1 clause without a limit" in head(SOURCE)


def test_the_first_screen_names_declared_away_clauses_and_waivers() -> None:
    text = head(html_page(beside_record(), Language.EN))
    assert "declared away" in text
    assert re.search(r"\d waivers?, \d to be mended", text)


def test_the_first_screen_of_a_clean_run_claims_nothing_more() -> None:
    text = head(html_page(one_case(Verdict.PASS), Language.EN))
    assert "✓ 1 pass" in text
    assert "case open" not in text
    assert "not passed" not in text


def test_one_table_holds_all_clauses_in_groups_of_documents() -> None:
    assert SOURCE.count('<table class="clauses">') == 1
    groups = re.findall(r'<th scope="rowgroup" colspan="6"><span class="name">(.*?)</span>', SOURCE)
    assert groups == ["Example recorders", "Example files", "Baseline"]
    rows = re.findall(r'<tr id="t\d+" data-document="([\w-]+)"', SOURCE)
    assert rows == ["example-1"] * 4 + ["example-2"] * 2 + ["house"]


def test_nothing_is_hidden_before_the_script_runs_but_the_filter() -> None:
    assert re.findall(r"<[^>]+ hidden[ >=]", SOURCE) == [
        '<div class="filter" role="search" aria-label="Filter this table" hidden>'
    ]


def test_the_filter_offers_only_what_some_clause_has() -> None:
    offered = re.findall(r'<option value="([\w-]+)">', SOURCE)
    assert offered == ["example-1", "example-2", "house", "frame_rate", "shall", "should", "recording"]
    assert re.findall(r'name="verdict" value="(\w+)"', SOURCE) == [
        *("error", "fail", "inconclusive", "not_tested", "not_exercised"),
    ]


def test_a_row_carries_id_quantity_and_wording_for_the_filter() -> None:
    assert (
        'data-words="ex1-5.1-size video.width video.height A recorder records at 25 frames per second or more."'
        in SOURCE
    )


def test_every_heading_of_a_table_says_what_it_heads() -> None:
    headings = re.findall(r"<th[ >][^>]*", SOURCE)
    assert len(headings) > 30
    assert all('scope="' in one for one in headings)


def test_coverage_counts_the_clauses_of_each_document_by_the_way_they_are_decided() -> None:
    planned = replace(BASE, id="ex1-7", requirement=Unassessed(Reason.METHOD_PLANNED, "no method"))
    never = replace(BASE, id="ex1-8", requirement=Unassessed(Reason.NOT_TESTABLE, "a promise"))
    attested = replace(BASE, id="ex1-9", evidence=EvidenceKind.ATTESTATION)
    unlimited = replace(BASE, id="ex1-10", requirement=replace(FRAME_RATE, limit=LimitNotSupplied("a rate")))
    file = recording("a.mp4")
    run = record((BASE, HOURS), (file,), (simple_finding(BASE, file.id, Verdict.PASS),))
    run = replace(run, catalog=replace(run.catalog, clauses=(BASE, HOURS, planned, never, attested, unlimited)))
    counted = decidable(run)
    assert WAYS == ("measured", "attested", "no_limit", "planned", "not_testable")
    assert [(one.document.id, one.in_run, one.in_catalog, one.ways) for one in counted.used] == [
        ("example-1", 1, 5, (1, 1, 1, 1, 1)),
    ]
    assert [(one.document.id, one.in_catalog, one.ways) for one in counted.others] == [
        ("example-2", 1, (0, 0, 1, 0, 0)),
        ("house", 0, (0, 0, 0, 0, 0)),
    ]


def test_coverage_is_printed_with_its_meaning() -> None:
    coverage = TEXT[TEXT.index("Clauses of each document as this run’s catalog holds them") :]
    assert "Document In this run In the catalog Measured Attested No limit yet No method yet Not testable" in coverage
    assert "Example files 2 2 1 0 1 0 0" in coverage
    assert "The last two stay open, whatever is handed in." in coverage

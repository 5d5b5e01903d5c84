"""The page's sections on statement, waivers, overlays and wanted limits: only where there is content, and honest."""

from dataclasses import replace

import pytest

from conformance.model.applicability import Applicability, IsDeclared
from conformance.model.clause import AnyOf
from conformance.model.finding import NO_EVIDENCE, Finding, Judgement
from conformance.model.vocabulary import Reason, Statement, Verdict
from conformance.report.messages import Language
from conformance.report.page.html import html_page

from ..beside_factory import DECLARATIONS, PARTLY, beside_record
from ..factory import (
    BASE,
    CLOCK,
    FRAME_RATE,
    HOURS,
    JUDGEMENTS,
    STORAGE,
    finding,
    full_record,
    hours_part,
    measurement,
    part,
    record,
    recording,
    simple_finding,
)
from .markup import Page

SOURCES = {language: html_page(beside_record(), language) for language in Language}
TEXT = Page(SOURCES[Language.EN]).text


def _section(heading: str, following: str) -> str:
    """Text of a section; headings stand in the navigation, too, and there come first."""
    begin = TEXT.index(f"{heading} ", TEXT.index("Counts by verdict Verdict"))
    return TEXT[begin : TEXT.index(f"{following} ", begin + len(heading))]


@pytest.mark.parametrize("language", Language)
def test_the_page_is_sound_and_every_link_leads_somewhere(language: Language) -> None:
    page = Page(SOURCES[language])
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in page.values("href")} <= set(ids)
    assert {"limits", "declared", "waivers", "overlays", "w1"} <= set(ids)


def test_a_run_without_any_of_it_has_none_of_the_sections() -> None:
    page = Page(html_page(record((BASE,), (), ()), Language.EN))
    assert not {"limits", "declared", "waivers", "overlays"} & {*page.values("id"), *page.values("href")}


def test_a_limit_that_is_wanted_names_document_clause_quantity_and_what_to_supply() -> None:
    text = _section("Limits an overlay must supply", "Implementation statement")
    assert "1 limit of 1 clause: the document sets a value that the catalog does not state." in text
    assert "Example files To be found as: EX 2:2011" in text
    assert "4.7 Hours of recording ex2-4.7-hours storage.recordable_time ≥ … h hours of recording, 4.7" in text


def test_every_condition_that_waits_for_a_limit_is_listed_and_no_other() -> None:
    either = replace(
        HOURS, requirement=AnyOf((FRAME_RATE, STORAGE, replace(STORAGE, measurand="storage.retained_time")))
    )
    still = Judgement(Verdict.NOT_TESTED, Reason.EVIDENCE_MISSING, "nothing was handed in")
    text = Page(html_page(record((either,), (), (Finding(either.id, NO_EVIDENCE, still, ()),)), Language.EN)).text
    assert "2 limits of 1 clause:" in text
    assert "storage.retained_time ≥ … h" in text
    assert "video.frame_rate ≥ …" not in text


def test_a_limit_that_decides_nothing_any_more_is_not_wanted() -> None:
    either = replace(HOURS, requirement=AnyOf((FRAME_RATE, STORAGE)))
    met = finding(
        either, "a.mp4", Verdict.PASS, part(FRAME_RATE, measurement(), JUDGEMENTS[Verdict.PASS]), hours_part()
    )
    page = Page(html_page(record((either,), (recording("a.mp4"),), (met,)), Language.EN))
    assert "limits" not in page.values("id")


def test_an_item_stands_with_answer_evidence_and_the_clauses_it_removed() -> None:
    text = _section("Implementation statement", "Waivers")
    assert "Declarations removed 1 clause from this run." in text
    assert (
        "Does the device record sound? sound false shown by the evidence none of 1 recordings shows it "
        "1 clause 7.1 Sound is recorded"
    ) in text
    assert "How much storage has it? storage_bytes 128.000125 GB the evidence does not tell no recording" in text
    assert "Is the camera apart from the recorder? split_type left open" in text


def test_only_a_contradiction_stands_out_and_says_so_in_words() -> None:
    source = SOURCES[Language.EN]
    assert '<tr class="stands-out"><th scope="row">What does it record into?' in source
    assert source.count('<tr class="stands-out">') == 1
    assert "mp4 ≠ declared, and absent from the evidence DCIM/0001.mp4 shows MPEG-PS none" in TEXT


def test_a_long_list_of_removed_clauses_is_folded() -> None:
    many = tuple(
        replace(BASE, id=f"c-{number}", applies=Applicability("sound", IsDeclared("sound"))) for number in range(13)
    )
    run = record(many, (), tuple(simple_finding(one, NO_EVIDENCE, Verdict.NOT_APPLICABLE) for one in many))
    catalog = replace(run.catalog, statement=beside_record().catalog.statement)
    declared = (replace(DECLARATIONS[0], removed=tuple(one.id for one in many)),)
    source = html_page(replace(run, catalog=catalog, declarations=declared), Language.EN)
    assert "<details><summary>13 clauses</summary>" in source


def test_a_waiver_stands_with_its_state_reason_approver_and_range() -> None:
    text = _section("Waivers", "Overlays")
    assert (
        "in use the clause fails, and counts as waived until 2027-01-01 spare part ordered Approved by: A. Tester"
        in text
    )
    assert "2027-01-01 Example BC-1 Firmware: 2.0 to 2.4" in text
    assert "any device Firmware: 2.0 and later" in text
    assert "Firmware: up to 9" in text
    assert "any device Firmware: any firmware" in text


def test_stale_waivers_stand_out_and_the_others_do_not() -> None:
    source = SOURCES[Language.EN]
    rows = {number: f'<tr id="w{number}" class="stands-out">' in source for number in range(1, 5)}
    assert rows == {1: False, 2: False, 3: True, 4: True}
    assert "! expired it held until 2020-01-01: renew it, or remove it" in TEXT


def test_a_waiver_is_marked_beside_what_it_covers_and_changes_no_verdict() -> None:
    assert "4.1 Recording frame rate Example recorders 12.5 Hz is less than 25 Hz. not_met waiver: in use" in TEXT
    assert "✗ fail DCIM/0001.mp4 waiver: in use Finding 1" in TEXT
    assert "Recording frame rate frame rate · recordings Example recorders shall text ✗ fail waiver: in use" in TEXT
    assert (
        "waiver: in use spare part ordered (until 2027-01-01, approved by A. Tester ). It changes no verdict." in TEXT
    )
    assert "waiver" not in Page(html_page(full_record(), Language.EN)).text


def test_an_overlay_stands_with_digest_source_and_the_clauses_it_supplies() -> None:
    text = _section("Overlays", "Clauses by document")
    assert f"lab.yaml read in a licensed copy Supplied by Lab A , 2026-11-02 SHA-256 {'cd' * 32}" in text
    assert "4.1 Recording frame rate EX 1:2020, page 9" in text
    assert "3 Codec (not in this run) EX 2:2011, page 3" in text


def test_house_values_are_called_so_near_the_statement() -> None:
    head = TEXT[: TEXT.index("What decides it")]
    assert "own.yaml house values, no standard’s" in head
    assert '<span class="badge house">house values, no standard’s</span>' in SOURCES[Language.EN]


def test_a_clause_that_no_method_decides_reads_as_not_tested_with_its_why() -> None:
    assert "8.2 Log entries can't be deleted" in TEXT
    assert "Verdict ? not tested no reader of the card's log is written yet Asks for shall: this version has no" in TEXT
    assert (
        "Verdict ? not tested a duty of the agency, not of the device Asks for shall: no test of a device can" in TEXT
    )
    assert "No evidence could decide it here ? 2 not tested" in TEXT
    assert "No evidence was handed in" not in TEXT


def test_a_measured_half_does_not_make_an_undecided_whole_look_passed() -> None:
    begin = TEXT.index(f"{PARTLY.id} · frame rate")
    whole = TEXT[begin : TEXT.index("Hours of recording Example files", begin)]
    assert "Verdict ? not tested the second stream is not read yet" in whole
    assert "video.frame_rate ≥ 25 Hz and (this version has no method for it yet: the second stream is not read" in whole
    assert whole.index("? not tested DCIM/0001.mp4") < whole.index("✓ pass video.frame_rate 29.9700 Hz")


def test_a_clause_that_does_not_apply_names_the_item() -> None:
    assert "– not applicable the submission declares sound: false; the clause applies where sound" in TEXT
    assert "Applies where sound Implementation statement" in TEXT
    assert "By the implementation statement – 1 not applicable" in TEXT


def test_a_clause_that_was_left_out_wants_no_limit() -> None:
    run = record((HOURS, CLOCK), (), ())
    left_out = Judgement(Verdict.NOT_TESTED, Reason.NOT_SELECTED, "left out")
    run = replace(run, clauses=tuple(replace(one, judgement=left_out) for one in run.clauses))
    assert "limits" not in Page(html_page(run, Language.EN)).values("id")


@pytest.mark.parametrize("language", Language)
def test_what_people_wrote_stays_text(language: Language) -> None:
    evil = "<script>alert(1)</script>\u202e\x07"
    run = beside_record()
    overlays = tuple(replace(one, file=evil, by=evil) for one in run.catalog.overlays)
    declared = tuple(replace(one, detail=evil) for one in run.declarations)
    applies = Applicability(evil, IsDeclared("sound"))
    clauses = tuple(replace(one, applies=applies) for one in run.catalog.clauses)
    run = replace(run, catalog=replace(run.catalog, overlays=overlays, clauses=clauses), declarations=declared)
    page = Page(html_page(run, language))
    assert page.tags.count("script") == 1
    assert r"<script>alert(1)</script>\u202e\x07" in page.text
    assert r"</bdi><script>alert(1)</script>\u202e{{ 7 * 7 }}" in page.text


def test_a_bool_and_a_text_of_an_older_record_are_printed_as_stated() -> None:
    run = replace(beside_record(), declarations=(), statement=Statement.NOT_DETERMINED)
    stated = replace(run.submission.statement, items=(("sound", False), *run.submission.statement.items))
    text = Page(html_page(replace(run, submission=replace(run.submission, statement=stated)), Language.EN)).text
    assert "Stated of the device sound: false storage_bytes: 128 GB" in text

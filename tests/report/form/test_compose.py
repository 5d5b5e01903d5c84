"""The form holds what ISO/IEC 17025:2017, 7.8, asks for, invents nothing, and turns nothing open into a pass."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.model.clause import Clause
from conformance.model.evidence import IgnoredFile
from conformance.model.laboratory import NOT_STATED, LaboratorySheet
from conformance.model.vocabulary import Grade, Level, Statement, Verdict
from conformance.report.form.compose import form_17025
from conformance.report.form.content import Table, Tone
from conformance.report.messages import Language
from tests.report.factory import full_record, graded, one_case, record, recording, simple_finding

from .made import SHEET, all_texts, attested_run, form_of, given, said, section, spans, text_of

DOCUMENT = (Path(__file__).parents[3] / "docs" / "form17025.md").read_text()
ROWS = re.findall(r"^\| (7\.8\.[0-9.]+(?: [a-p])?) \| .*? \| `(.*?)` \|", DOCUMENT, re.MULTILINE)
SAID = {
    "a": "Test report",
    "b": "Lab One\nAddress of the laboratory\n1 Lab Street\nLab City",
    "c": "Location of the activities\nHall B",
    "d": "Report number\nEX-7",
    "e": "Police of Example\nContact of the customer\ndesk@police.example",
    "f": "(N - 1) / (last PTS - first PTS).",
    "g": "A body camera\nlabel 26-7\nsealed, no damage",
    "h": "2026-11-16",
    "i": "Dates of testing\n2026-11-18 to 2026-11-20",
    "j": "Date of issue\n2026-11-23",
    "k": "Sampling: plan and method\nNone: the customer chose it.\nDate of sampling\n2026-11-15",
    "l": "The results relate only to the items tested, as they were received.",
    "m": "29.97",
    "n": "Clause 5.2 was measured at two distances.",
    "o": "Authorised by\nB. Signer\nFunction\nHead of laboratory",
    "p": "Climate Ltd\nex1-4.1-rate",
}


def test_the_document_has_a_row_for_each_letter() -> None:
    assert [row for row, _ in ROWS if row.startswith("7.8.2.1")] == [f"7.8.2.1 {letter}" for letter in SAID]


@pytest.mark.parametrize(("letter", "words"), SAID.items())
def test_what_7_8_2_1_asks_for_stands_in_the_section_that_the_document_names(letter: str, words: str) -> None:
    place = dict(ROWS)[f"7.8.2.1 {letter}"]
    one = section(form_of(one_case(Verdict.PASS)), place)

    assert words in text_of(one)
    assert letter in re.sub(r"7\.8\.[3-9][^;]*", "", one.answers).split("7.8.2.1 ")[1]


@pytest.mark.parametrize(("row", "place"), ROWS)
def test_every_section_that_the_document_names_is_there_and_names_the_subclause(row: str, place: str) -> None:
    answers = section(form_of(one_case(Verdict.PASS)), place).answers

    assert row.split(maxsplit=1)[0] in answers or row.split(maxsplit=1)[0].rsplit(".", 1)[0] in answers


def test_a_file_that_states_all_leaves_nothing_open() -> None:
    form = form_of(one_case(Verdict.PASS))

    assert [notice.mark.value for notice in form.notices] == ["note", "statement"]
    assert "not stated" not in "\n".join(all_texts(form))


def test_what_is_not_stated_is_never_invented_and_listed_at_the_top() -> None:
    form = form_of(one_case(Verdict.PASS), LaboratorySheet())

    assert form.notices[0].mark.value == "incomplete"
    assert [said(item) for item in form.notices[0].items] == [
        "Title of the report",
        "Report number",
        "Date of issue",
        "Laboratory",
        "Address of the laboratory",
        "Location of the activities",
        "Customer",
        "Contact of the customer",
        "Description of item 1",
        "Identification of item 1",
        "Condition of item 1",
        "Date of receipt of item 1",
        "Sampling: plan and method",
        "Dates of testing",
        "Conditions of the test",
        "Additions, deviations, exclusions: as the laboratory states",
        "who supplied: Recordings and images of storages (1)",
        "who supplied: Setting of the device’s clock; witnessed starts (0)",
        "who supplied: Answers about the device, and its settings (1)",
        "Agreement with the customer on the rules",
        "Results from external providers",
        "Authorised by",
        "Function",
    ]
    assert "not stated: held to be the customer’s" in text_of(section(form, "Data supplied by the customer"))
    assert form.title[0].tone is Tone.MISSING
    assert form.running.head == "Report number: not stated"


def test_one_gap_is_marked_in_its_place() -> None:
    form = form_of(one_case(Verdict.PASS), replace(SHEET, customer=replace(SHEET.customer, contact=NOT_STATED)))

    assert [said(item) for item in form.notices[0].items] == ["Contact of the customer"]
    assert "Contact of the customer\nnot stated" in text_of(section(form, "Report, laboratory and customer"))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (Statement.CONFORMS, "CONFORMS: every binding clause"),
        (Statement.DOES_NOT_CONFORM, "DOES NOT CONFORM: a binding clause"),
        (Statement.NOT_DETERMINED, "NOT DETERMINED: binding clauses are open. This report does not say"),
        (Statement.INVALID, "INVALID: the run can’t be relied on. This report makes no statement"),
    ],
)
def test_the_statement_of_conformity_says_what_the_run_came_to(statement: Statement, words: str) -> None:
    form = form_of(replace(one_case(Verdict.PASS), statement=statement))

    assert text_of(section(form, "Statement of conformity")).startswith(words)
    assert said(form.notices[-1].line).startswith(words)


def test_an_invalid_run_lists_no_clause_under_its_statement() -> None:
    invalid = replace(one_case(Verdict.ERROR), statement=Statement.INVALID)
    blocks = section(form_of(invalid), "Statement of conformity").blocks

    assert not [block for block in blocks if isinstance(block, Table)]


def test_the_statement_names_results_clauses_and_rules() -> None:
    told = text_of(section(form_of(one_case(Verdict.PASS)), "Statement of conformity"))

    assert "on the evidence listed above: 1 results." in told
    assert "EX 1:2020: Example recorders (in force)" in told
    assert "Decision rules applied\nsimple acceptance (ILAC-G8:09/2019, 4.2.1)" in told
    assert "Agreed in the order of 2026-11-01." in told
    assert "EX 1:2020, 4.1: Recording frame rate" in told


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.PASS])
def test_nothing_but_a_pass_is_printed_as_one(verdict: Verdict) -> None:
    form = form_of(one_case(verdict))
    for title in ("Results", "Statement of conformity"):
        rows = [row for block in section(form, title).blocks if isinstance(block, Table) for row in block.rows]
        cells = [said(row.cells[-1]) for row in rows if not row.heading]

        assert cells == [verdict.value.replace("_", " ")]


@pytest.mark.parametrize(
    "clause", [graded(Grade.SECONDARY), graded(Grade.TENDER), graded(Grade.TEXT, Level.SHOULD)], ids=str
)
def test_what_does_not_decide_stands_outside_of_the_statement_and_is_marked(clause: Clause) -> None:
    file = recording("a.mp4")
    run = record((clause,), (file,), (simple_finding(clause, file.id, Verdict.PASS),), Statement.NOT_DETERMINED)
    form = form_of(run)

    assert "No binding clause was selected." in text_of(section(form, "Statement of conformity"))
    assert "Recording frame rate" not in text_of(section(form, "Statement of conformity"))
    assert "Recording frame rate" not in text_of(section(form, "Results"))
    beside = text_of(section(form, "Results outside of the statement of conformity"))
    assert beside.startswith("Advisory: ")
    assert "4.1 Recording frame rate – clause: pass" in beside


def test_a_result_of_an_external_provider_is_marked_in_its_row() -> None:
    told = text_of(section(form_of(one_case(Verdict.PASS)), "Results"))

    assert "E1\nvideo.frame_rate\n29.9700 Hz\n[external provider: Climate Ltd]\n≥ 25 Hz\npass" in told


def test_a_result_that_another_extractor_disputes_says_so_and_a_named_rate_is_explained() -> None:
    told = text_of(section(form_of(full_record(), replace(SHEET, providers=())), "Results"))

    assert "E1\nvideo.frame_rate\n29.9700 Hz\nanother extractor disagrees: MediaInfo 25 Hz\n= 30 Hz\npass" in told
    assert "30 Hz is the name of 30 × 1000/1001 Hz" in told


def test_of_several_conditions_none_bears_the_verdict_of_the_requirement() -> None:
    told = text_of(section(form_of(full_record()), "Results"))

    assert "video.width ≥ 1280 px and video.height ≥ 720 px" in told
    assert "whole requirement\nthe requirement is not met: 12.5 Hz is less than 25 Hz.\n\nfail" in told
    assert "video.height\n480 px\n≥ 720 px\ncondition not met" in told
    assert "video.width\n1920 px\n≥ 1280 px\ncondition met" in told


def test_an_attested_value_is_marked_and_stands_with_its_instrument_and_calibration() -> None:
    form = form_of(attested_run())

    assert "A1\nvideo.frame_rate\n" in text_of(section(form, "Results"))
    assert "[attested, A1]" in text_of(section(form, "Results"))
    assert (
        "A1 ex1-9.9-weight: video.frame_rate = 8.4 h, u = 0.1 h\ntimer 7\n2027-03-31\n"
        "A. Witness, 2026-11-19; 2027-11-19"
    ) in text_of(section(form, "Data supplied by the customer"))


def test_quantities_that_nobody_attested_are_counted_and_have_no_method() -> None:
    run = attested_run()
    missing = replace(run, submission=replace(run.submission, attestations=()))
    forms = (form_17025(replace(given(one), methods={}), Language.EN) for one in (run, missing))
    methods, none = (text_of(section(one, "Methods, and deviations from them")) for one in forms)

    assert "Attested: witnessed or measured by instrument." in methods
    assert "nobody attested" not in methods
    assert "and that nobody attested: 1. No method was applied to them." in none
    assert "Attested: witnessed" not in none


def test_data_of_the_customer_carry_the_disclaimer() -> None:
    told = text_of(section(form_of(one_case(Verdict.PASS)), "Data supplied by the customer"))

    assert told.startswith("The laboratory does not answer for data that the customer supplied.")
    assert "Recordings and images of storages (1)\nthe customer\nevery measured value" in told
    assert "Setting of the device’s clock; witnessed starts (0)\nthe laboratory" in told


def test_opinions_stand_apart_and_are_marked() -> None:
    form = form_of(one_case(Verdict.PASS))
    told = text_of(section(form, "Opinions and interpretations"))

    assert told.startswith("Opinion or interpretation: no result of a measurement")
    assert "A newer firmware may cure it.\nBasis: The release notes of 2.5.\nBy: A. Tester" in told
    assert "newer firmware" not in "".join(text_of(one) for one in form.sections if "Opinions" not in one.title)


def test_an_amendment_names_the_report_before() -> None:
    notice = form_of(one_case(Verdict.PASS)).notices[0]

    assert said(notice.line) == "This report amends and replaces report EX-6, issued on 2026-11-21."
    assert [said(item) for item in notice.items] == [
        "Reason: A wrong label.",
        "What was changed: Identification of item 1.",
    ]


def test_exclusions_that_the_run_shows_are_told_whatever_the_laboratory_states() -> None:
    run = one_case(Verdict.PASS)
    profile = replace(run.catalog.profiles[0], clauses=("ex1-4.1-rate", "ex1-4.2-other"))
    narrowed = replace(
        run,
        catalog=replace(run.catalog, profiles=(profile,)),
        submission=replace(run.submission, ignored=(IgnoredFile("more/b.mp4", "not named", recording=True),)),
    )
    told = text_of(section(form_of(narrowed), "Methods, and deviations from them"))

    assert "1 clauses of the selection were left out of the run: nothing is known of them." in told
    assert "1 recordings or links were handed in and not examined: more/b.mp4" in told


def test_a_clause_with_many_results_counts_those_that_it_does_not_list_by_verdict() -> None:
    files = tuple(recording(f"{number}.mp4") for number in range(60))
    clause = graded(Grade.TEXT)
    verdicts = [
        Verdict.NOT_TESTED if number == 59 else Verdict.FAIL if number > 9 else Verdict.PASS for number in range(60)
    ]
    findings = tuple(simple_finding(clause, file.id, verdict) for file, verdict in zip(files, verdicts, strict=True))
    table = section(form_of(record((clause,), files, findings)), "Results").blocks[-1]

    assert isinstance(table, Table)
    assert said(table.rows[-1].cells[0]) == (
        "and 20 more results: 9 fail, 1 not tested, 10 pass; each stands in results.json"
    )


def test_the_chinese_form_says_it_in_chinese() -> None:
    form = form_of(full_record(), LaboratorySheet(), Language.ZH)

    assert form.language == "zh"
    assert said(form.notices[0].line) == "本报告不完整，以下内容未说明："
    assert form.running.page == "第 {page} 页，共 {pages} 页"


def test_the_chinese_form_marks_all_that_it_says_in_english() -> None:
    run = full_record()
    found = list(spans(form_of(run, LaboratorySheet(), Language.ZH)))
    marked = {span.text for span in found if span.english}

    assert {run.sentence, "(N - 1) / (last PTS - first PTS).", "the bit rate varies with the scene"} < marked
    assert {
        "The file holds no readable movie header.",
        "12.5 Hz is less than 25 Hz.",
        "hours of recording, 4.7",
    } < marked
    assert [one.text for one in found if not one.english and re.search("[A-Za-z]+(?: [a-z]+){2}", one.text)] == []

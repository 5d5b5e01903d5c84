"""The laboratory's file is read strictly: nothing invented, nothing misspelled taken, no dates that contradict."""

from datetime import date
from pathlib import Path

import pytest

from conformance.errors import DocumentError, SubmissionError
from conformance.evidence.laboratory import read_laboratory
from conformance.model.laboratory import (
    NOT_STATED,
    Amended,
    Circumstance,
    Data,
    Interpretation,
    Item,
    LaboratorySheet,
    Provider,
    Supplier,
)

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "lab-17025.yaml"
CLAUSES = ("house-picture-size", "house-frame-rate")
RUN_ON = date(2026, 11, 20)


def read(tmp_path: Path, text: str) -> LaboratorySheet:
    (tmp_path / "lab.yaml").write_text(text)
    return read_laboratory(tmp_path / "lab.yaml", CLAUSES, RUN_ON)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, text)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_the_example_of_the_documents_can_be_used() -> None:
    sheet = read_laboratory(EXAMPLE, CLAUSES, date(2026, 11, 27))

    assert sheet.number == "EX-2026-0042"
    assert sheet.body.address == "1 Example Street\nExample City\n"
    assert [item.received for item in sheet.items] == [date(2026, 11, 16)]
    assert sheet.conditions == (
        Circumstance("Air temperature", "23 °C ± 2 °C"),
        Circumstance("Relative humidity", "45 % ± 10 %"),
        Circumstance("Illumination of the scene", "500 lx ± 50 lx"),
    )
    assert sheet.providers == ()
    assert sheet.supplier(Data.CLOCK) is Supplier.CUSTOMER
    assert sheet.supplier(Data.RECORDINGS) is Supplier.LABORATORY
    assert sheet.amends == (
        Amended(
            "EX-2026-0039", date(2026, 11, 28), "The serial number of the item was wrong.", "Identification of item 1."
        ),
    )
    assert sheet.interpretations == (
        Interpretation(
            "The faults that were found could be cured by another firmware.",
            "All faults are in how files are written; the pictures are sound.",
            "A. Tester",
        ),
    )


def test_what_is_left_out_is_absent(tmp_path: Path) -> None:
    sheet = read(tmp_path, "number: R-1\nitems: [{condition: worn}]\n")

    assert sheet == LaboratorySheet(number="R-1", items=(Item(condition="worn"),))
    assert sheet.providers == sheet.conditions == sheet.issued == NOT_STATED
    assert sheet.supplier(Data.STATEMENT) == NOT_STATED


def test_none_is_told_from_not_stated(tmp_path: Path) -> None:
    sheet = read(tmp_path, "conditions: []\nexternal_providers: []\n")

    assert (sheet.conditions, sheet.providers) == ((), ())


def test_a_provider_names_clauses_of_the_run(tmp_path: Path) -> None:
    sheet = read(tmp_path, "external_providers: [{name: Climate Ltd, clauses: [house-frame-rate]}]\n")

    assert sheet.providers == (Provider("Climate Ltd", ("house-frame-rate",)),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: Report\n", "lab.yaml:1:1: unknown key 'titel'; did you mean 'title'?"),
        (
            "customer: {name: X, contakt: Z}\n",
            "lab.yaml:1:21: unknown key 'contakt'; did you mean 'contact'? valid: name, contact",
        ),
        ("supplied_by: {clock: vendor}\n", "lab.yaml:1:22: 'vendor' is not valid here; valid: customer, laboratory"),
        ('title: ""\n', "lab.yaml:1:8: the text is empty; write it"),
        ('title: "  "\n', "lab.yaml:1:8: '  ' is not spelled as wanted"),
        ("issued: 30.11.2026\n", "lab.yaml:1:9: '30.11.2026' does not fit: "),
        ("number: 42\n", "lab.yaml:1:9: 42 stands where text is wanted; if it is text, put it in quotes: '42'"),
        (
            "tested: {first: 2026-11-20, last: 2026-11-18}\n",
            "lab.yaml:1:35: 2026-11-18 lies before the first day, 2026-11-20; mend one of the two",
        ),
        (
            "tested: {first: 2026-11-20, last: 2026-11-28}\nissued: 2026-11-27\n",
            "lab.yaml:2:9: 2026-11-27 lies before the last day of testing, 2026-11-28; mend one of the two",
        ),
        ("issued: 2026-11-18\n", "lab.yaml:1:9: 2026-11-18 lies before the run, which was made on 2026-11-20 (UTC)"),
        (
            "issued: 2026-11-21\nitems: [{received: 2026-11-22}]\n",
            "lab.yaml:2:20: 2026-11-22 lies after the day of issue, 2026-11-21; mend one of the two",
        ),
        (
            "number: R-1\namends: {number: R-1}\n",
            "lab.yaml:2:18: a report can't amend itself; give this one a number of its own",
        ),
        (
            "external_providers: [{name: X, clauses: [house-frame-rat]}]\n",
            "lab.yaml:1:42: the run has no clause 'house-frame-rat'; did you mean 'house-frame-rate'?",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert refused(tmp_path, text).startswith(message)


def test_a_report_of_the_day_before_by_the_calendar_of_the_laboratory_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path, "issued: 2026-11-19\n").issued == date(2026, 11, 19)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"nowhere.yaml: the file can't be read: No such file or directory"):
        read_laboratory(tmp_path / "nowhere.yaml", CLAUSES, RUN_ON)

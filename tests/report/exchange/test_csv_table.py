"""`findings.csv` is RFC 4180, has every field, and runs nothing in a spreadsheet."""

import csv
import json
from dataclasses import replace
from fractions import Fraction
from io import StringIO

import pytest

from conformance.model.finding import RunRecord
from conformance.model.measurement import Curve, Text, Uncertain, Where
from conformance.model.vocabulary import Axis, Verdict
from conformance.report.exchange.csv_table import DRAWN, OF_THE_FINDING, OF_THE_RUN, findings_csv
from conformance.report.exchange.schema import results_schema

from ..beside_factory import beside_record
from ..factory import (
    BASE,
    CODEC,
    FRAME_RATE,
    HOSTILE_PATHS,
    JUDGEMENTS,
    OFFSET,
    finding,
    full_record,
    measurement,
    one_case,
    part,
    record,
    recording,
)


def _rows(run: RunRecord) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(findings_csv(run), newline=""), strict=True))


def _codec(text: str) -> dict[str, str]:
    judged = part(CODEC, measurement(CODEC, Text(text)), JUDGEMENTS[Verdict.FAIL])
    (row,) = _rows(record((BASE,), (recording("a.mp4"),), (finding(BASE, "a.mp4", Verdict.FAIL, judged),)))
    return row


def test_every_field_of_a_finding_is_a_column_but_for_what_is_drawn() -> None:
    fields = set(results_schema()["$defs"]["finding"]["properties"])

    assert fields - set(OF_THE_FINDING) == DRAWN
    assert set(OF_THE_FINDING) - fields == {"clause_verdict", "evidence_path", "evidence_sha256"}


def test_there_is_one_row_a_finding_below_one_header_and_lines_end_in_cr_lf() -> None:
    run = full_record()
    text = findings_csv(run)

    assert text.split("\r\n")[0].split(",") == [*OF_THE_RUN, *OF_THE_FINDING]
    assert text.endswith("\r\n")
    assert not text.startswith("\ufeff")
    assert [row["clause"] for row in _rows(run)] == [one.clause for one in run.findings]


def test_a_measured_finding_carries_its_numbers_and_its_file() -> None:
    first, second = _rows(full_record())[:2]

    assert (first["value"], first["value_exact"], first["unit"]) == ("29.97002997002997", "30000/1001", "Hz")
    assert (first["expanded_uncertainty"], first["coverage_factor"], first["exercised"]) == ("0.0012", "2.0", "362")
    assert (first["verdict"], first["clause_verdict"], first["advisory"]) == ("pass", "fail", "false")
    assert (first["evidence"], first["evidence_path"]) == ("DCIM/0001.mp4", "DCIM/0001.mp4")
    assert first["evidence_sha256"] == "5f" * 32
    assert json.loads(second["where"])[0] == {
        "axis": "time",
        "position": 0.3333333333333333,
        "unit": "s",
        "detail": "interval of 80 ms",
    }


def test_every_row_carries_the_statement_of_the_run_and_the_device() -> None:
    for row in _rows(full_record()):
        assert (row["statement"], row["maker"], row["serial"]) == ("INVALID", "Example & Sons", "")


def test_nothing_measured_is_an_empty_cell_and_never_zero() -> None:
    (row,) = _rows(one_case(Verdict.NOT_TESTED))

    assert (row["value"], row["value_exact"], row["expanded_uncertainty"], row["exercised"]) == ("", "", "", "")
    assert row["verdict"] == "not_tested"


def test_a_negative_number_is_not_damaged() -> None:
    late = measurement(OFFSET, Fraction(-3, 2), Uncertain(Fraction(1, 8)))
    judged = part(OFFSET, late, JUDGEMENTS[Verdict.FAIL])
    (row,) = _rows(record((BASE,), (recording("a.mp4"),), (finding(BASE, "a.mp4", Verdict.FAIL, judged),)))

    assert (row["value"], row["value_exact"], row["expanded_uncertainty"]) == ("-1.5", "-3/2", "0.125")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+1+1", "'+1+1"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\x00=1", r"\x00=1"),
        ("＝1+1", "'＝1+1"),
        ("x;=1+1", "x;'=1+1"),
        ("h264\n=1", "h264\n'=1"),
        ("-5 s", "-5 s"),
        ("-5", "-5"),
        ("h264, a=b", "h264, a=b"),
    ],
)
def test_a_text_that_would_be_a_formula_has_an_apostrophe_before_it(text: str, cell: str) -> None:
    assert _codec(text)["value"] == cell


def test_quotes_commas_and_line_breaks_of_a_value_stay_in_their_cell() -> None:
    text = 'a,"b"\r\nc;d'

    assert _codec(text)["value"] == text
    assert '"a,""b""\r\nc;d"' in findings_csv(_run_of(text))


def _run_of(text: str) -> RunRecord:
    judged = part(CODEC, measurement(CODEC, Text(text)), JUDGEMENTS[Verdict.FAIL])
    return record((BASE,), (recording("a.mp4"),), (finding(BASE, "a.mp4", Verdict.FAIL, judged),))


def test_hostile_names_stay_in_their_cells_and_hide_nothing() -> None:
    run = full_record()
    text = findings_csv(run)
    rows = [row for row in _rows(run) if row["evidence_path"].startswith("DCIM/") and row["verdict"] == "not_tested"]

    assert [row["evidence_path"] for row in rows][2:4] == [
        r"DCIM/evidence\u202egnp.4pm",
        "DCIM/bad\\xff\\x80name\\x07\nnew.mp4",
    ]
    assert len(rows) == len(HOSTILE_PATHS)
    assert "\u202e" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("run", [full_record(), beside_record()], ids=["full", "beside"])
def test_no_cell_begins_like_a_formula(run: RunRecord) -> None:
    for row in _rows(run):
        cells = [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
        assert [cell for cell in cells if cell not in ("", "-")] == []


def test_what_is_only_drawn_is_in_no_cell() -> None:
    curve = Curve("offset", "s", "time", "s", ((0.0, 1.0),), ())
    outcome = replace(measurement(), curves=(curve,), where=(Where(Axis.BYTE, Fraction(7), "there"),))
    parts = (part(FRAME_RATE, outcome, JUDGEMENTS[Verdict.PASS]),) * 2
    (row,) = _rows(record((BASE,), (recording("a.mp4"),), (finding(BASE, "a.mp4", Verdict.PASS, *parts),)))

    assert "curves" not in row
    assert [set(one) & DRAWN for one in json.loads(row["parts"])] == [set(), set()]
    assert json.loads(row["parts"])[0]["where"][0]["position"] == 7.0

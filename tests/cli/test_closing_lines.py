"""What `conformance run` prints last: the statement, the counts, what was declared away, and where the report is."""

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli.running import tell
from tests.report.beside_factory import DECLARATIONS, beside_record


def test_declarations_that_removed_clauses_are_told_between_counts_and_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tell(replace(beside_record(), waivers=()), Path("out")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "DOES NOT CONFORM: 2 clauses failed, 3 are open; 1 passed.",
        "10 cases: 2 pass, 2 fail, 1 inconclusive, 4 not_tested, 1 not_applicable",
        "declarations removed 1 clause: sound 1",
        "declared container: mp4, but DCIM/0001.mp4 shows MPEG-PS",
        "report: out/report.html",
    ]


def test_declarations_that_removed_nothing_are_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell(replace(beside_record(), waivers=(), declarations=DECLARATIONS[2:]), Path("out"))
    assert "declar" not in capsys.readouterr().out

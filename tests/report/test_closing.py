"""The last lines of a run name what declarations removed and what evidence contradicts."""

from dataclasses import replace

from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason
from conformance.report.closing import declaration_lines

from .beside_factory import DECLARATIONS


def test_removed_clauses_are_counted_by_item_and_contradicted_answers_named() -> None:
    assert declaration_lines(DECLARATIONS) == (
        "declarations removed 1 clause: sound 1",
        "declared container: mp4, but DCIM/0001.mp4 shows MPEG-PS",
    )


def test_a_clause_that_two_items_removed_counts_once() -> None:
    both = (replace(DECLARATIONS[0], removed=("a", "b")), replace(DECLARATIONS[2], removed=("b",)))
    assert declaration_lines(both) == ("declarations removed 2 clauses: sound 2, storage_bytes 1",)


def test_silence_contradicts_nothing() -> None:
    silent = replace(DECLARATIONS[1], value=Absent(Reason.STATEMENT_SILENT, "left open"))
    assert declaration_lines((silent,)) == ()


def test_names_can_not_break_the_line() -> None:
    evil = replace(DECLARATIONS[1], detail="a\n\u202eCONFORMS.mp4 shows MPEG-PS")
    assert declaration_lines((evil,)) == (r"declared container: mp4, but a\x0a\u202eCONFORMS.mp4 shows MPEG-PS",)

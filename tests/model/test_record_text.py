"""The record of a run comes back as it was, whatever its texts hold, and nothing else is taken for one."""

import gc
import json
from dataclasses import replace
from io import BytesIO

import pytest

from conformance.model import codec
from conformance.model.finding import RunRecord
from conformance.model.record_text import read_record, record_text

from ..report.factory import full_record

FULL = full_record()
NAMED = tuple(
    one for one in FULL.submission.recordings if one.path.isprintable()
)  # an opened submission escapes others
RUN = replace(FULL, submission=replace(FULL.submission, recordings=NAMED, ignored=()))


def test_a_record_comes_back_as_it_was() -> None:
    assert read_record(BytesIO(record_text(RUN))) == RUN


def test_a_finding_of_one_condition_holds_that_ones_judgement_and_no_copy() -> None:
    findings = read_record(BytesIO(record_text(RUN))).findings
    single = [one for one in findings if len(one.parts) == 1 and one.parts[0].judgement == one.judgement]

    assert single
    assert all(one.parts[0].judgement is one.judgement for one in single)


def test_it_is_the_same_json_with_a_finding_a_line() -> None:
    text = record_text(RUN)

    assert json.loads(text) == json.loads(codec.encode(RunRecord, RUN))
    assert text.count(b"\n") == len(RUN.findings) + 1
    assert json.loads(text.splitlines()[1].removesuffix(b","))["clause"] == "ex1-4.1-rate"


def test_a_record_in_one_line_and_an_indented_one_are_read_too() -> None:
    text = codec.encode(RunRecord, RUN)

    assert read_record(BytesIO(text)) == RUN
    assert read_record(BytesIO(json.dumps(json.loads(text), indent=1).encode())) == RUN


def test_a_text_that_looks_like_the_list_is_none() -> None:
    hostile = replace(RUN, sentence='"findings":[\n{"findings":[]}', profiles=('"findings":[',))

    assert read_record(BytesIO(record_text(hostile))) == hostile


def test_a_run_without_findings_has_a_record() -> None:
    empty = replace(RUN, findings=())

    assert read_record(BytesIO(record_text(empty))) == empty


@pytest.mark.parametrize("cut", [0, 10, 2000, -1, -200])
def test_a_text_that_was_cut_is_no_record(cut: int) -> None:
    with pytest.raises(ValueError, match=r"JSON|json|Invalid|EOF"):
        read_record(BytesIO(record_text(RUN)[:cut]))


def test_garbage_is_collected_as_before_once_a_record_is_read_or_refused() -> None:
    assert gc.isenabled()
    read_record(BytesIO(record_text(RUN)))
    assert gc.isenabled()
    with pytest.raises(ValueError, match="JSON"):
        read_record(BytesIO(record_text(RUN)[:2000]))
    assert gc.isenabled()


def test_a_finding_that_is_something_else_is_no_record() -> None:
    lines = record_text(RUN).splitlines(keepends=True)
    lines[2] = b'{"clause": 1},\n'

    with pytest.raises(ValueError, match="Finding"):
        read_record(BytesIO(b"".join(lines)))

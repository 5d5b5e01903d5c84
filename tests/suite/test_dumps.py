"""Whole runs on images of a storage: judged, reported, judged again from what was kept, and never taken for clean."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance.suite.session import Arguments, open_session
from conformance.synthesis.card import NAMES, card_image
from tests.conftest import Run

ONLY = ("--profile", "house-extended", "--only", "hx-dump-*", "--pictures", "none")
TEXT = f"""statement: {{loop_recording: false}}
file_names: ["{NAMES}"]
dumps:
  - {{path: card.img}}
  - {{path: "<script>.001"}}
"""


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """A card from which a recording was deleted, and another in two parts, the second of which is missing."""
    folder = tmp_path / "device"
    folder.mkdir()
    (folder / "submission.yaml").write_text(TEXT)
    (folder / "card.img").write_bytes(card_image("deleted"))
    image = card_image("clean")
    (folder / "<script>.001").write_bytes(image[: len(image) // 2])
    return folder


def findings(folder: Path) -> dict[str, tuple[str, str]]:
    found = json.loads((folder / "results.json").read_text())["findings"]
    return {f"{one['clause']}@{one['evidence']}": (one["verdict"], one["reason"]) for one in found}


def test_each_dump_is_judged_by_each_clause(conformance: Run, submission: Path, tmp_path: Path) -> None:
    conformance("run", submission, *ONLY, "--out", "out")
    found = findings(tmp_path / "out")

    assert {name: verdict for name, (verdict, _) in found.items() if name.endswith("@card.img")} == {
        "hx-dump-closed@card.img": "pass",
        "hx-dump-structure@card.img": "pass",
        "hx-dump-deleted@card.img": "fail",
        "hx-dump-sequence@card.img": "pass",
        "hx-dump-programs@card.img": "pass",
    }
    assert found["hx-dump-structure@%3Cscript%3E.001"] == ("fail", "not_met"), "half of the volume is missing"


def test_evidence_and_report_name_the_dumps(conformance: Run, submission: Path, tmp_path: Path) -> None:
    conformance("run", submission, *ONLY, "--out", "out")
    evidence = json.loads((tmp_path / "out" / "results.json").read_text())["evidence"]
    page = (tmp_path / "out" / "report.html").read_text()
    HTMLParser().feed(page)

    assert [(one["id"], one["role"], one["files"]) for one in evidence] == [
        ("card.img", "dump", 1),
        ("%3Cscript%3E.001", "dump", 1),
    ]
    assert "2 images of a storage" in page
    assert "&lt;script&gt;.001" in page
    assert "<script>.001" not in page


def test_what_was_kept_gives_the_same_verdicts(conformance: Run, submission: Path, tmp_path: Path) -> None:
    conformance("run", submission, *ONLY, "--out", "out")
    (submission / "card.img").unlink()
    conformance("judge", "out", "--profile", "house-extended", "--out", "again")
    first, again = findings(tmp_path / "out"), findings(tmp_path / "again")

    assert first == {name: verdict for name, verdict in again.items() if name in first}


def test_without_a_dump_its_clauses_are_not_tested(conformance: Run, tmp_path: Path) -> None:
    folder = tmp_path / "device"
    folder.mkdir()
    (folder / "a.mp4").write_bytes(b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")
    conformance("run", folder, *ONLY, "--out", "out")

    assert findings(tmp_path / "out")["hx-dump-closed@-"] == ("not_tested", "evidence_missing")


def test_a_dump_that_changes_while_it_is_judged_makes_the_run_invalid(submission: Path, tmp_path: Path) -> None:
    session = open_session(Arguments(submission, tmp_path / "facts", ("house-extended",), ("hx-dump-closed",)))
    try:
        found = {case.id: session.finding(case) for case in session.cases}
        (submission / "card.img").write_bytes(b"\0" * 512)
        record = session.record(found, frozenset(found))
    finally:
        session.close()

    assert record.statement == "INVALID"
    assert "card.img changed while it was measured" in record.sentence


def test_a_single_image_is_measured_without_a_submission(conformance: Run, submission: Path) -> None:
    said = conformance("measure", submission / "card.img", "--json").stdout
    (measured,) = json.loads(said).values()

    assert measured["measurements"]["dump.deleted_recordings"]["value"] == 1
    assert measured["not_measured"].keys() == {"dump.sequence_gaps", "storage.retained_time"}

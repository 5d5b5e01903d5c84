"""Whole runs with logs and ZFY_INFO: judged, told with their digests, judged again, and never changed unseen."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance.evidence.digests import sha256_of
from conformance.suite.session import Arguments, open_session
from conformance.synthesis.device_files import log_text, zfy_info
from tests.conftest import Run

ONLY = ("--profile", "house-extended", "--only", "hx-log-*", "--only", "hx-identity", "--pictures", "none")
NAME = "<script>\u202e.log"
TEXT = """recordings: [{path: a.mp4}]
zfy_info: zfy.bin
logs:
  - path: "<script>*.log"
    lines: ["{year}-{month}-{day} {hour}:{minute}:{second} {event}"]
    events: {start: ["REC START"], stop: ["REC STOP"], fault: [FAULT]}
"""


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "device"
    folder.mkdir()
    (folder / "a.mp4").write_bytes(b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")
    (folder / "zfy.bin").write_bytes(zfy_info("same"))
    (folder / NAME).write_text(log_text("long") + "2026-11-20 10:10:00 <script>alert(1)</script>\u202e\n")
    (folder / "submission.yaml").write_text(TEXT)
    return folder


def findings(folder: Path) -> dict[str, tuple[str, str]]:
    found = json.loads((folder / "results.json").read_text())["findings"]
    return {one["clause"]: (one["verdict"], one["reason"]) for one in found}


VERDICTS = {
    "hx-log-kinds": ("pass", "met"),
    "hx-log-recordings": ("not_tested", "evidence_unreadable"),
    "hx-log-kept": ("pass", "met"),
    "hx-identity": ("not_tested", "evidence_missing"),
}


def test_log_and_record_are_judged_and_again_from_what_was_kept(
    conformance: Run, submission: Path, tmp_path: Path
) -> None:
    conformance("run", submission, *ONLY, "--out", "out")
    (submission / NAME).unlink()
    conformance("judge", "out", "--profile", "house-extended", "--out", "again")

    assert findings(tmp_path / "out") == VERDICTS
    assert {name: one for name, one in findings(tmp_path / "again").items() if name in VERDICTS} == VERDICTS


def test_results_and_report_name_them_with_their_digests(conformance: Run, submission: Path, tmp_path: Path) -> None:
    conformance("run", submission, *ONLY, "--out", "out")
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    page = (tmp_path / "out" / "report.html").read_text()
    HTMLParser().feed(page)
    digest, size = sha256_of(submission / NAME)

    assert results["logs"] == [
        {"path": "<script>*.log", "entries": 186, "files": [{"path": NAME, "sha256": digest, "bytes": size}]}
    ]
    assert results["zfy_info"]["bytes"] == 89
    assert results["ignored"] == []
    assert digest in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("name", [NAME, "zfy.bin"])
def test_one_that_changes_while_it_is_judged_makes_the_run_invalid(submission: Path, tmp_path: Path, name: str) -> None:
    session = open_session(Arguments(submission, tmp_path / "facts", ("house-extended",), ("hx-log-kept",)))
    try:
        found = {case.id: session.finding(case) for case in session.cases}
        with (submission / name).open("ab") as stream:
            stream.write(b"\n")
        record = session.record(found, frozenset(found))
    finally:
        session.close()

    assert record.statement == "INVALID"
    assert f"{name} changed while it was measured" in record.sentence

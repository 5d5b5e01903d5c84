"""The submission files that `docs/verdicts.md` and `docs/logs.md` show can be used as they stand."""

import re
from datetime import date
from pathlib import Path

from conformance.evidence.opening import open_submission
from conformance.model.evidence import Exhibit
from conformance.model.logs import LogContent

from .written import put, state

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = re.findall(r"```yaml\n(.*?)```", (DOCS / "verdicts.md").read_text(), re.DOTALL)


def test_the_waivers_and_attestations_that_are_shown_can_be_used(folder: Path) -> None:
    put(folder, "a.mp4")
    put(folder, "lab/display.jpg", b"test")
    state(folder, "recordings: [{path: a.mp4}]\n" + "".join(BLOCKS))
    opened = open_submission(folder)
    (waiver,), (attestation,) = opened.waivers, opened.attestations

    assert (waiver.clause, waiver.firmware_from, waiver.firmware_to) == ("house-clock", "1.0.3", "1.2")
    assert attestation.clause == "gat947.2-6.4.1-display"
    assert isinstance(attestation.exhibit, Exhibit)
    assert attestation.exhibit.sha256 == attestation.exhibit.stated_sha256


def test_the_logs_that_are_shown_can_be_used(folder: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (DOCS / "logs.md").read_text(), re.DOTALL)
    put(folder, "DCIM/a.mp4")
    put(folder, "LOG/a.txt", "2026-11-20 10:00:00 开始录像\n[cam] 20261120100020.000 A000042 REC STOP".encode("gbk"))
    put(folder, "ZFY_INFO.BIN", b"\0" * 89)
    state(folder, block)
    (log,) = open_submission(folder).logs

    assert isinstance(log.content, LogContent)
    assert [(str(one.kind), one.count) for one in log.content.events] == [("start", 1), ("stop", 1)]
    assert (log.clock_zone, log.written_since) == (480, date(2026, 1, 5))

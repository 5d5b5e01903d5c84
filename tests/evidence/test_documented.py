"""The submission files that `docs/verdicts.md` shows can be used as they stand."""

import re
from pathlib import Path

from conformance.evidence.opening import open_submission
from conformance.model.evidence import Exhibit

from .written import put, state

BLOCKS = re.findall(r"```yaml\n(.*?)```", (Path(__file__).parents[2] / "docs" / "verdicts.md").read_text(), re.DOTALL)


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

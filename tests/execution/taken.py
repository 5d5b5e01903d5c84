"""Recordings as a submission brings them, their digests taken."""

from pathlib import Path

from conformance.evidence.files import FoundFile, evidence_id, shown_path
from conformance.evidence.single import unstated_recording
from conformance.model.evidence import Recording


def taken_in(file: Path) -> Recording:
    return unstated_recording(FoundFile(shown_path(file), evidence_id(file), file, ""))

"""A recording of which nothing is stated: one file on its own, or one of a folder without `submission.yaml`."""

from pathlib import Path

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_of
from conformance.evidence.files import SUBMISSION_FILE, FoundFile, evidence_id, shown_path
from conformance.model.evidence import Recording, Stated
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason, Role


def single_recording(file: Path, role: Role = Role.GENERAL) -> Recording:
    """One file on its own, as a recording of that role.

    Raises:
        SubmissionError: it can't be read.
    """
    if not file.is_file():
        raise SubmissionError(f"{file}: there is no such file")
    return unstated_recording(FoundFile(shown_path(file), evidence_id(file), file, ""), role)


def unstated_recording(found: FoundFile, role: Role = Role.GENERAL) -> Recording:
    """A found file of which nothing is stated but its role.

    Raises:
        SubmissionError: it can't be read.
    """
    sha256, size = sha256_of(found.file)
    return Recording(found.id, found.path, found.file, size, sha256, role, no_reference(), Stated())


def no_reference() -> Absent:
    """Why a recording has no reference time."""
    return Absent(Reason.NO_REFERENCE_TIME, f"{SUBMISSION_FILE} states no witnessed start of this recording")

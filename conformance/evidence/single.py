"""A recording of which nothing is stated: one file on its own, or one of a folder without `submission.yaml`."""

import os
from pathlib import Path

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_of
from conformance.evidence.files import SUBMISSION_FILE, FoundFile, evidence_id, shown_path
from conformance.model.evidence import Recording, Stated
from conformance.model.facts import NOT_TAKEN, Absent
from conformance.model.vocabulary import Reason, Role


def single_recording(file: Path, role: Role = Role.GENERAL) -> Recording:
    """One file on its own, as a recording of that role; its digest is not taken: no verdict will be tied to it.

    Raises:
        SubmissionError: it can't be read.
    """
    if not file.is_file():
        raise SubmissionError(f"{file}: there is no such file")
    try:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror}") from error
    return Recording(evidence_id(file), shown_path(file), file, size, NOT_TAKEN, role, no_reference(), Stated())


def unstated_recording(found: FoundFile) -> Recording:
    """A found file of which nothing is stated, its digest taken.

    Raises:
        SubmissionError: it can't be read.
    """
    sha256, size = sha256_of(found.file)
    return Recording(found.id, found.path, found.file, size, sha256, Role.GENERAL, no_reference(), Stated())


def no_reference() -> Absent:
    """Why a recording has no reference time."""
    return Absent(Reason.NO_REFERENCE_TIME, f"{SUBMISSION_FILE} states no witnessed start of this recording")

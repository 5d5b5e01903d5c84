"""Files beside the evidence: logs that a device wrote beside its recordings, the archive that all came in."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_of
from conformance.evidence.files import FoundFile, shown_path
from conformance.model.sidecar import Sidecar

_LARGEST = 64_000_000  # bytes: a receiver sends some 500 B/s, 46 MB a day


def file_beside(recording: str, ending: str, found: Mapping[str, FoundFile], what: str) -> FoundFile:
    """The file of the recording's path with that ending in place of its own, among those found by their paths.

    `what` says what it should be.

    Raises:
        SubmissionError: it is not there, may not be read, or is itself a recording.
    """
    path = str(PurePosixPath(recording).with_suffix("")) + ending
    if path not in found:
        raise SubmissionError(f"no {path!r} lies beside {recording!r}")
    file = found[path]
    if not file.why_not:
        raise SubmissionError(f"{path!r} is a recording, and no {what}")
    if not file.can_be_read:
        raise SubmissionError(f"{path!r} can't be used: {file.why_not}")
    return file


def log_beside(recording: str, ending: str, found: Mapping[str, FoundFile]) -> Sidecar:
    """The log of that ending beside the recording of that path.

    Raises:
        SubmissionError: it is not there, may not be read, is too large, or is itself a recording.
    """
    file = file_beside(recording, ending, found, "log")
    sha256, size = sha256_of(file.file)
    if size > _LARGEST:
        raise SubmissionError(f"{file.path!r} has {size} bytes, more than a day of one receiver: no log of a recording")
    return Sidecar(file.path, file.file, size, sha256)


def archive_at(file: Path) -> Sidecar:
    """The archive that a submission came in, its digest taken.

    Raises:
        SubmissionError: it can't be read.
    """
    sha256, size = sha256_of(file)
    return Sidecar(shown_path(file), file, size, sha256)
